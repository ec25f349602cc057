"""What a write touched."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

_DAY = timedelta(days=1)

Span = tuple[date, date]
"""The first and the last of some consecutive months, each as its first day."""

ALL_MONTHS: Span = (date(1899, 12, 1), date(2200, 1, 1))
# Around every instant that a stretch may have.
_ALWAYS = (datetime(1900, 1, 1, tzinfo=UTC), datetime(2199, 12, 31, tzinfo=UTC))


class Touched:
    """The members, teams, resources and locations that a write concerns, and which months of the members' sums."""

    def __init__(self) -> None:
        self.members: dict[int, tuple[datetime, datetime] | None] = {}
        """Each member with the time that all its stretches lie in; None: no stretch was touched."""
        self.teams: set[int] = set()
        self.resources: set[int] = set()
        self.businesses: set[int] = set()

    def member(self, coworker_id: int) -> None:
        """Note that a figure of the member may have changed."""
        self.members.setdefault(coworker_id, None)

    def stretch(self, coworker_id: int, start: datetime, end: datetime) -> None:
        """Note that a stretch of the member's time came, went or changed."""
        span = self.members.get(coworker_id)
        if span is None:
            self.members[coworker_id] = (start, end)
        elif start < span[0] or end > span[1]:
            self.members[coworker_id] = (min(start, span[0]), max(end, span[1]))

    def all_months(self, coworker_id: int) -> None:
        """Note that any month of the member may have changed."""
        self.members[coworker_id] = _ALWAYS

    def months(self) -> Iterator[tuple[int, Span]]:
        """Yield the members whose sums are to be computed, by id, each with the months.

        Which months a stretch falls into is known to PostgreSQL, by the zone of the place. No zone is a day away from
        UTC, so the months of a day more on each side are enough; more than enough costs a little and is never wrong.
        """
        for coworker_id, span in sorted(self.members.items()):
            if span is not None:
                yield coworker_id, (_month(span[0] - _DAY), _month(span[1] + _DAY))

    def team(self, team_id: int) -> None:
        """Note that a team itself (its members, its location) has changed."""
        self.teams.add(team_id)

    def resource(self, resource_id: int) -> None:
        """Note that a resource came, went or moved to another location."""
        self.resources.add(resource_id)

    def business(self, business_id: int) -> None:
        """Note that a location came, went, or changed its zone or currency."""
        self.businesses.add(business_id)


def _month(instant: datetime) -> date:
    return date(instant.year, instant.month, 1)
