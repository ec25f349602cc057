"""What a write touched."""

from __future__ import annotations

from datetime import date, datetime, timedelta

_DAY = timedelta(days=1)
_FIRST, _LAST = date(1899, 12, 1), date(2200, 1, 1)  # around every instant that a stretch may have

Span = tuple[date, date]
"""The first and the last of some consecutive months, each as its first day."""

ALL_MONTHS: Span = (_FIRST, _LAST)


class Touched:
    """The members, teams, resources and locations that a write concerns, and which months of the members' sums."""

    def __init__(self) -> None:
        self.members: dict[int, Span | None] = {}
        self.teams: set[int] = set()
        self.resources: set[int] = set()
        self.businesses: set[int] = set()

    def member(self, coworker_id: int) -> None:
        """Note that a figure of the member may have changed."""
        self.members.setdefault(coworker_id, None)

    def stretch(self, coworker_id: int, start: datetime, end: datetime) -> None:
        """Note that a stretch of the member's time came, went or changed.

        Which months it falls into is known to PostgreSQL, by the zone of the place. No zone is a day away from UTC,
        so the months of a day more on each side are enough; more than enough costs a little and is never wrong.
        """
        first, last = _month(start - _DAY), _month(end + _DAY)
        span = self.members.get(coworker_id)
        self.members[coworker_id] = (min(first, span[0]), max(last, span[1])) if span else (first, last)

    def all_months(self, coworker_id: int) -> None:
        """Note that any month of the member may have changed."""
        self.members[coworker_id] = ALL_MONTHS

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
