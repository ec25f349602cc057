"""Decides what to request next from a list, and checks each page against the previous ones. Pure.

A list is read by id: every request asks for the records from the next id upwards, so writes between two pages do not
shift them. A record that changes during the walk is either read later in it, or changed after the walk's start and
is read by the next one. If the service does not filter by id, pages are numbered instead, and the list counts as
complete only if its total never changed.
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
"""Each run starts this long before the start of the previous run: writes that began earlier may commit later."""
LARGEST_ID: Final = 2**53 - 1


class Purpose(StrEnum):
    """Why a list is read."""

    LOAD = "load"
    """For the first time."""
    FOLLOW = "follow"
    """Changes since the previous walk."""
    SWEEP = "sweep"
    """Everything, to find deletions."""
    FULL = "full"
    """Everything, reading every record again."""


@dataclass(frozen=True, slots=True)
class Filters:
    """The filters that the service was found to apply to one kind of record."""

    by_version: bool = False
    by_id: bool = False
    ascending: str | None = None
    """The value of ``dir`` that sorts ids in ascending order; None if neither does."""
    gives_several: bool = False
    left_out: tuple[str, ...] = ()
    """Fields that lists omit, although single records have them."""

    @property
    def is_keyed(self) -> bool:
        """Whether a list can be read by id."""
        return self.by_id and self.ascending is not None


@dataclass(frozen=True, slots=True)
class Walk:
    """A listing that is under way."""

    purpose: Purpose
    since: datetime | None = None
    """Only records of this version or later; None for all."""
    started_on: datetime | None = None
    """When it began, by the service's clock; None before the first response."""
    next_id: int = 1
    page: int = 1
    seen: int = 0
    total: int | None = None
    """The total number of records according to the first response."""
    is_whole: bool = True
    """Whether no record can have been missed between two pages."""


class Page(NamedTuple):
    """The metadata of one page of a list."""

    ids: Sequence[int]
    total: int | None
    has_next: bool | None
    date: datetime


class Step(NamedTuple):
    """The next step of a walk; ``is_last`` ends it. ``low`` and ``high`` bound the ids that the page covers."""

    walk: Walk
    is_last: bool
    low: int
    high: int


def begin(purpose: Purpose, followed_to: datetime | None, filters: Filters) -> Walk:
    """Return a new walk; one for changes starts earlier by the overlap, or reads all without a version filter."""
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
    """Format an instant for filters: in UTC, truncated to the minute."""
    return f"{instant.astimezone(UTC):%Y-%m-%dT%H:%M}"


def advance(walk: Walk, page: Page, filters: Filters) -> Step:
    """Return the next step after a page; raises UpstreamFailed when the page contradicts earlier ones."""
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
    """Return whether a list has more records; without metadata, it has until a page is empty."""
    if page.total is not None and page.total > reached:
        return True
    return page.has_next is True or (page.has_next is None and page.total is None)


def agrees(seen: int, total_before: int | None, total_after: int | None) -> bool:
    """Return whether the number of records read agrees with a list's totals before and after reading.

    Records created in the meantime have been read as well, and records deleted in the meantime may have been. So if the
    total changed, the number read may exceed the final total, but not fall short of it.
    """
    if total_before is None or total_after is None:
        return False
    return seen == total_after if total_before == total_after else seen >= total_after


def may_delete(missing: int, held: int, most_percent: int) -> bool:
    """Return whether a sweep may delete ``missing`` of the ``held`` records; a single record is always allowed."""
    return missing <= max(1, held * most_percent // 100)
