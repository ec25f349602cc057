"""Reading ahead gives every page once, in order, whichever of reading and storing is the slower."""

from __future__ import annotations

from threading import Event

import pytest

from patience import PATIENCE
from teamkpi.mirror.reading_ahead import MOST_WAITING, ReadingAhead


class Ended(BaseException):
    """Something that is no ordinary error."""


MOST = 7


def test_pages_that_are_here_already_come_together_and_all_of_them_once() -> None:
    is_read = Event()
    last = 3 * MOST_WAITING

    def read(before: int | None) -> int:
        page = 1 if before is None else before + 1
        if page == MOST_WAITING + 2:
            is_read.set()  # so many have been put down before this one
        return page

    groups: list[list[int]] = []
    with ReadingAhead(read, lambda page: page == last, MOST) as pages:
        for group in pages:
            groups.append(list(group) if not groups or is_read.wait(PATIENCE) else [])
    assert [page for group in groups for page in group] == list(range(1, last + 1))
    assert groups[0] == [1]
    assert len(groups[1]) == MOST
    assert all(len(group) <= MOST for group in groups)


def test_one_page_is_read_without_a_thread() -> None:
    with ReadingAhead(lambda _: 1, lambda _: True, MOST) as pages:
        assert [list(group) for group in pages] == [[1]]
        assert pages._thread is None


@pytest.mark.parametrize("error", [ValueError, Ended])
def test_what_goes_wrong_is_raised_after_the_pages_before_it(error: type[BaseException]) -> None:
    def read(before: int | None) -> int:
        page = 1 if before is None else before + 1
        if page == 4:
            raise error
        return page

    seen: list[int] = []
    with ReadingAhead(read, lambda _: False, MOST) as pages, pytest.raises(error):
        seen.extend(page for group in pages for page in group)
    assert seen == [1, 2, 3]


def test_leaving_early_ends_the_thread() -> None:
    with ReadingAhead(lambda before: (before or 0) + 1, lambda _: False, MOST) as pages:
        for group in pages:
            if list(group) != [1]:
                break
    thread = pages._thread
    assert thread is not None
    assert not thread.is_alive()
