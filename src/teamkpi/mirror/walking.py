"""What to ask for next, and what an answer means for it. Pure.

A list is read by id: every request asks for the records from the next id on, so a page does not depend on what was
written since the one before. A record that changes during the walk is either still to come, or its change is after the
walk's start and so part of the next one. Where the service does not filter by id, pages are numbered instead, and the
list counts as whole only if its total never changed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Final, NamedTuple

from teamkpi.mirror.failures import failed

PAGE_SIZE: Final = 1000
OVERLAP: Final = timedelta(minutes=15)
"""How far each run goes back behind the start of the one before: writes that began earlier may be committed later."""
LARGEST_ID: Final = 2**53 - 1


class Purpose(StrEnum):
    """Why a list is read."""

    LOAD = "load"
    """For the first time."""
    FOLLOW = "follow"
    """What has changed since the walk before."""
    SWEEP = "sweep"
    """All of it, to find what was deleted."""
    FULL = "full"
    """All of it, and every record read anew."""


@dataclass(frozen=True, slots=True)
class Filters:
    """What the service was found to honour for one kind of record."""

    by_version: bool = False
    by_id: bool = False
    ascending: str | None = None
    """The value of ``dir`` that orders ids upwards; None: neither does."""
    gives_several: bool = False
    left_out: tuple[str, ...] = ()
    """Fields that lists leave out, although single records have them."""

    @property
    def is_keyed(self) -> bool:
        """Whether a list can be read by id."""
        return self.by_id and self.ascending is not None


@dataclass(frozen=True, slots=True)
class Walk:
    """A listing that is under way."""

    purpose: Purpose
    since: datetime | None = None
    """Only records of this version or later; None: all."""
    started_on: datetime | None = None
    """When it began, by the service's clock; None before the first answer."""
    next_id: int = 1
    page: int = 1
    seen: int = 0
    total: int | None = None
    """The number of records as the first answer stated it."""
    is_whole: bool = True
    """Whether nothing can have slipped between two pages."""


class Page(NamedTuple):
    """What a list's answer says besides its records."""

    ids: Sequence[int]
    total: int | None
    has_next: bool | None
    date: datetime


class Step(NamedTuple):
    """Where a walk goes on; ``is_last``: it has ended. ``low`` and ``high`` bound the ids that the page covers."""

    walk: Walk
    is_last: bool
    low: int
    high: int


def begin(purpose: Purpose, followed_to: datetime | None, filters: Filters) -> Walk:
    """Return a new walk; one that follows goes back by the overlap, or reads everything where it cannot be filtered."""
    since = None
    if purpose is Purpose.FOLLOW and filters.by_version and followed_to is not None:
        since = followed_to - OVERLAP
    return Walk(purpose, since)


def query(entity: str, walk: Walk, filters: Filters, size: int = PAGE_SIZE) -> dict[str, str]:
    """Return the parameters of a walk's next request."""
    asked = {"page": str(walk.page), "size": str(size)}
    if filters.ascending is not None:
        asked |= {"orderBy": "Id", "dir": filters.ascending}
    if walk.since is not None:
        asked[f"from_{entity}_UpdatedOn"] = minute(walk.since)
    if filters.is_keyed and walk.next_id > 1:
        asked[f"from_{entity}_Id"] = str(walk.next_id)
    return asked


def minute(instant: datetime) -> str:
    """Return an instant as filters have it: in UTC, cut to the minute."""
    return f"{instant.astimezone(UTC):%Y-%m-%dT%H:%M}"


def advance(walk: Walk, page: Page, filters: Filters) -> Step:
    """Return where a walk goes on after a page; raises UpstreamFailed when the page contradicts the list."""
    if walk.started_on is None:
        walk = replace(walk, started_on=page.date, total=page.total)
    if len(set(page.ids)) != len(page.ids):
        raise failed("bad_listing", "a page contains a record twice")
    return _keyed(walk, page) if filters.is_keyed else _numbered(walk, page, filters)


def _keyed(walk: Walk, page: Page) -> Step:
    count = len(page.ids)
    if count and min(page.ids) < walk.next_id:
        raise failed("bad_listing", "a page was repeated, or its filter ignored")
    if not count:
        if page.total:
            raise failed("bad_listing", f"an empty page, but {page.total} records in total")
        return Step(walk, is_last=True, low=walk.next_id, high=LARGEST_ID)
    is_last = not _has_more(page, count)
    if not is_last and list(page.ids) != sorted(page.ids):
        raise failed("bad_listing", "a page is not in the requested order")
    high = max(page.ids)
    following = replace(walk, next_id=high + 1, seen=walk.seen + count)
    return Step(following, is_last, walk.next_id, LARGEST_ID if is_last else high)


def _numbered(walk: Walk, page: Page, filters: Filters) -> Step:
    count = len(page.ids)
    seen = walk.seen + count
    is_ordered = filters.ascending is not None
    if is_ordered and list(page.ids) != sorted(page.ids):
        raise failed("bad_listing", "a page is not in the requested order")
    if is_ordered and count and min(page.ids) < walk.next_id:
        raise failed("bad_listing", "a page was repeated, or records moved between pages")
    is_last = not count or not _has_more(page, seen)
    if is_last and page.total is not None and seen < page.total:
        raise failed("bad_listing", f"the list ended after {seen} of {page.total} records")
    is_whole = walk.is_whole and page.total == walk.total
    high = max(page.ids, default=walk.next_id)
    following = replace(walk, page=walk.page + 1, seen=seen, is_whole=is_whole)
    if is_ordered:
        following = replace(following, next_id=high + 1 if count else walk.next_id)
    return Step(following, is_last, walk.next_id, LARGEST_ID if is_last else high)


def _has_more(page: Page, reached: int) -> bool:
    """Tell whether a list goes on after so many records; what says neither does go on, until a page is empty."""
    if page.total is not None and page.total > reached:
        return True
    return page.has_next is True or (page.has_next is None and page.total is None)


def agrees(seen: int, total_before: int | None, total_after: int | None) -> bool:
    """Tell whether so many records are all of a list, by its totals before and after it was read.

    Records that were created meanwhile have been read as well, and some that were deleted meanwhile may have been: so
    unless nothing changed, there may be more than there are in the end, but not fewer.
    """
    if total_before is None or total_after is None:
        return False
    return seen == total_after if total_before == total_after else seen >= total_after


def may_delete(missing: int, held: int, most_percent: int) -> bool:
    """Tell whether a sweep may delete so many of the records held; one record is always within the limit."""
    return missing <= max(1, held * most_percent // 100)
