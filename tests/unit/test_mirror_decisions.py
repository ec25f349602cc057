"""What the mirror decides without asking anybody: when to ask, for what, and what an answer means."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from teamkpi.errors import UpstreamFailed
from teamkpi.ledger import ENTITIES
from teamkpi.mirror.kinds import last_sweep_due
from teamkpi.mirror.pace import NEXUDUS, Pace, Rate, asked_wait, back_off
from teamkpi.mirror.sources import Credentials
from teamkpi.mirror.walking import Filters, Page, Purpose, advance, agrees, begin, may_delete

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


@settings(max_examples=10)
@given(st.integers(1, 100), st.lists(st.floats(0, 30), min_size=1500, max_size=1500), st.integers(100, 1400))
def test_no_limit_is_exceeded_in_any_window_even_across_a_restart(
    share: int, pauses: list[float], restart: int
) -> None:
    rates = (*NEXUDUS, Rate(1000, 600))
    now, made = 0.0, []
    pace = Pace(rates, share, now)
    for number, pause in enumerate(pauses):
        if number == restart:
            pace = Pace(rates, share, now)
        now += pause if number % 50 == 0 else 0
        now += pace.reserve(now)
        made.append(now)
    for calls, seconds in rates:
        allowed = max(1, calls * share // 100) + 1  # a process may make its first call at once
        begin = 0
        for end, at in enumerate(made):
            while made[begin] <= at - seconds + 1e-6:
                begin += 1
            assert end - begin + 1 <= allowed, (calls, seconds)


def test_waits_are_as_long_as_the_service_asks() -> None:
    assert [
        asked_wait("1", b"", NOW),
        asked_wait("Sat, 21 Nov 2026 12:00:30 GMT", b"", NOW),
        asked_wait(None, b'{"Message":"Slow down. Wait 2.5 seconds."}', NOW),
        asked_wait("soon", b"", NOW),
        asked_wait(None, b"", NOW),
    ] == [1.0, 30.0, 2.5, None, None]
    assert [back_off(attempt, lambda: 1.0) for attempt in (0, 1, 20)] == [0.5, 1.0, 60.0]


def test_a_second_factors_code_is_that_of_rfc_6238() -> None:
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    at = datetime.fromtimestamp(1_111_111_109, UTC)
    assert Credentials("a", "b", secret).code(at) == "081804"
    assert Credentials("a", "b").code(at) == ""


@settings(max_examples=40)
@given(st.sets(st.integers(1, 200)), st.integers(1, 30), st.booleans(), st.integers(0, 3))
def test_a_walk_reads_every_record_once_whatever_is_written_meanwhile(
    ids: set[int], size: int, has_next_field: bool, writes: int
) -> None:
    filters = Filters(by_version=True, by_id=True, ascending="0")
    there, deleted, added = set(ids), set[int](), set[int]()
    walk = begin(Purpose.LOAD, None, filters)
    seen: list[int] = []
    covered = 0
    while True:
        rest = sorted(one for one in there if one >= walk.next_id)
        shown = rest[:size]
        page = Page(shown, len(rest), len(rest) > size if has_next_field else None, NOW)
        step = advance(walk, page, filters)
        assert step.low == covered + 1
        covered = step.high
        seen += shown
        walk = step.walk
        if step.is_last:
            break
        for _ in range(writes):
            if there and len(deleted) < 20:
                deleted.add(gone := max(there) if len(deleted) % 2 else min(there))
                there.discard(gone)
            if len(added) < 10:
                added.add(new := 201 + len(added))
                there.add(new)
    assert len(seen) == len(set(seen)) == walk.seen
    assert there <= set(seen)
    assert agrees(walk.seen, walk.total, len(there)) or not writes < 1


@pytest.mark.parametrize(
    ("page", "why"),
    [
        (Page([3, 4], 5, None, NOW), "repeated"),
        (Page([], 2, None, NOW), "empty page"),
        (Page([9, 8], 5, None, NOW), "order"),
        (Page([9, 9], 5, None, NOW), "twice"),
    ],
)
def test_a_page_that_contradicts_its_list_is_refused(page: Page, why: str) -> None:
    filters = Filters(by_version=True, by_id=True, ascending="0")
    first = advance(begin(Purpose.LOAD, None, filters), Page([1, 2, 7], 8, None, NOW), filters)
    with pytest.raises(UpstreamFailed, match=why):
        advance(first.walk, page, filters)


def test_a_sweep_deletes_one_record_or_a_small_share() -> None:
    assert [may_delete(*one) for one in ((1, 3, 2), (2, 3, 2), (2, 100, 2), (3, 100, 2), (5, 5, 100))] == [
        *(True, False, True, False, True)
    ]


def test_each_kind_is_swept_every_night_at_a_time_of_its_own() -> None:
    midnight = NOW.replace(hour=0)
    due = [last_sweep_due(plural, NOW) for plural in ENTITIES]
    assert due == sorted(set(due))
    assert (due[0], due[-1] < midnight + timedelta(hours=6)) == (midnight, True)
    for plural, at in zip(ENTITIES, due, strict=True):
        assert last_sweep_due(plural, at) == at
        assert last_sweep_due(plural, at - timedelta(seconds=1)) == at - timedelta(days=1)
        assert last_sweep_due(plural, NOW.astimezone(timezone(timedelta(hours=-9)))) == at
