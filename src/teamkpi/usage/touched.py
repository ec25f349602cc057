"""Collects what a write affects."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

_DAY = timedelta(days=1)

Span = tuple[date, date]
"""The first and the last of consecutive months, each given by its first day."""

ALL_MONTHS: Span = (date(1899, 12, 1), date(2200, 1, 1))
# Covers every possible instant of a period.
_ALWAYS = (datetime(1900, 1, 1, tzinfo=UTC), datetime(2199, 12, 31, tzinfo=UTC))


class Touched:
    """The members, teams, resources and locations that a write affects, and the affected months of members' sums."""

    def __init__(self) -> None:
        self.members: dict[int, tuple[datetime, datetime] | None] = {}
        """Each member with the time span of its affected periods; None if no period is affected."""
        self.teams: set[int] = set()
        self.resources: set[int] = set()
        self.businesses: set[int] = set()

    def member(self, coworker_id: int) -> None:
        """Add a member whose figures may have changed."""
        self.members.setdefault(coworker_id, None)

    def stretch(self, coworker_id: int, start: datetime, end: datetime) -> None:
        """Add a period of a member that was created, changed or deleted."""
        span = self.members.get(coworker_id)
        if span is None:
            self.members[coworker_id] = (start, end)
        elif start < span[0] or end > span[1]:
            self.members[coworker_id] = (min(start, span[0]), max(end, span[1]))

    def all_months(self, coworker_id: int) -> None:
        """Add a member for whom any month may have changed."""
        self.members[coworker_id] = _ALWAYS

    def months(self) -> Iterator[tuple[int, Span]]:
        """Yield the members whose sums have to be recomputed, by id, each with its months.

        The exact months of a period depend on the time zone of the place, which only PostgreSQL looks up. No zone is a
        day away from UTC, so one more day on each side is enough; too many months cost a little and are never wrong.
        """
        for coworker_id, span in sorted(self.members.items()):
            if span is not None:
                yield coworker_id, (_month(span[0] - _DAY), _month(span[1] + _DAY))

    def team(self, team_id: int) -> None:
        """Add a team that has changed itself (its members or its location)."""
        self.teams.add(team_id)

    def resource(self, resource_id: int) -> None:
        """Add a resource that was created, deleted or moved to another location."""
        self.resources.add(resource_id)

    def business(self, business_id: int) -> None:
        """Add a location that was created or deleted, or whose zone or currency changed."""
        self.businesses.add(business_id)


def _month(instant: datetime) -> date:
    return date(instant.year, instant.month, 1)
