"""What each member of a team booked and was checked in, month by month."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Annotated, Any, Final

from msgspec import Meta, Struct
from psycopg import Connection
from psycopg.types.numeric import Int8

from teamkpi.db import Numbered, RawCursor, load_sql
from teamkpi.describing import says
from teamkpi.kpi.as_of import AsOf, held_relations, require_known
from teamkpi.kpi.metrics import DEFAULT_MONTHS, MONTHS, USED_BY_MONTH
from teamkpi.ledger.history import known_since

_SQL: Final = load_sql("teamkpi.kpi", "metrics.sql")
_PRESENT: Final = Numbered(_SQL.team_usage.format(months=MONTHS, used=USED_BY_MONTH))
_ZONE, _MONTHS, _MEMBER = 0, 1, 2


class MemberUsage(Struct, frozen=True, kw_only=True, rename="pascal"):
    """What a member booked and was checked in."""

    coworker_id: Annotated[int, says("The member's id.", 101)]
    coworker_full_name: Annotated[str, says("The member's name.", "Jane Smith")]
    booked_minutes: Annotated[
        list[int], says("Time the member booked in each of the months, in whole minutes.", [240, 360])
    ]
    checked_in_minutes: Annotated[
        list[int], says("Time the member was checked in in each of the months, in whole minutes.", [0, 300])
    ]


class TeamUsage(Struct, frozen=True, kw_only=True, rename="pascal"):
    """What the members of a team booked and were checked in, month by month."""

    team_id: Annotated[int, says("The team's id.", 55)]
    zone: Annotated[str, says("The time zone of the team's location.", "Europe/London")]
    months: Annotated[
        list[str],
        says("The first days of the months, oldest first; the last is the current one.", ["2026-10-01", "2026-11-01"]),
    ]
    members: Annotated[list[MemberUsage], Meta(description="The members, by id.")]


def team_usage_query(
    network_id: int,
    team_id: int,
    coworker_id: int | None,
    asked: AsOf | None,
    *,
    now: datetime,
    open_checkin_limit: timedelta,
    months: int,
) -> tuple[str, list[Any]]:
    """Return the statement for what members used by month, and its values, for a raw cursor.

    With a ``coworker_id``, only of that member. ``asked`` is None for the present. ``read_usage`` reads the rows.
    Prepare only the statement of the present: a generic plan of the other one would be slow.
    """
    parameters = {
        "network_id": Int8(network_id),
        "team_id": Int8(team_id),
        "coworker_id": None if coworker_id is None else Int8(coworker_id),
        "coworker_ids": [coworker_id],
        "asking": [],  # only members
        "now": now if asked is None else asked.at,
        "known_at": None if asked is None else asked.known_at,
        "open_checkin_limit": open_checkin_limit,
        "months": months,
    }
    statement = _PRESENT if asked is None else _past(of_some=coworker_id is not None)
    return statement.text, statement.values(parameters)


def team_usage(
    conn: Connection,
    network_id: int,
    team_id: int,
    *,
    now: datetime,
    open_checkin_limit: timedelta,
    months: int = DEFAULT_MONTHS,
    coworker_id: int | None = None,
    asked: AsOf | None = None,
) -> TeamUsage | None:
    """Return what the members of a team, or one of them, used by month; None if the team does not exist.

    ``members`` is empty if the coworker is not a member. One statement, so one snapshot of the ledger. Months are those
    of the team's location, up to the current one, and a time belongs to the months of the place where it was spent, as
    in the figures. Raises NotKnownThen if the history does not go back to ``asked.known_at``.
    """
    query = team_usage_query(
        network_id, team_id, coworker_id, asked, now=now, open_checkin_limit=open_checkin_limit, months=months
    )
    with RawCursor(conn) as cursor:
        rows = cursor.execute(*query, prepare=asked is None).fetchall()
    if asked is not None:
        require_known(asked, known_since(conn, network_id))
    return read_usage(team_id, rows)


def read_usage(team_id: int, rows: Sequence[Sequence[Any]]) -> TeamUsage | None:
    """Build the response from the statement's rows; None without rows, which means that the team does not exist."""
    if not rows:
        return None
    first = rows[0]
    return TeamUsage(
        team_id=team_id,
        zone=first[_ZONE],
        months=[day.isoformat() for day in first[_MONTHS]],
        members=[
            MemberUsage(coworker_id=id_, coworker_full_name=name, booked_minutes=booked, checked_in_minutes=checked)
            for id_, name, booked, checked in (row[_MEMBER:] for row in rows)
            if id_ is not None
        ],
    )


@cache
def _past(*, of_some: bool) -> Numbered:
    held = held_relations(with_balances=False, of_some=of_some, of_months=True)
    return Numbered(_SQL.team_usage.format(months=f"{held},\n{MONTHS}", used=USED_BY_MONTH))
