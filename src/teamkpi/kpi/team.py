"""A team's figures: builds the typed response from the statement's rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from psycopg import Connection
from psycopg.types.numeric import Int8

from teamkpi.db import Numbered, RawCursor, load_sql, without_purpose
from teamkpi.kpi.figures import TeamKpi, TeamKpiList
from teamkpi.wire import plain_decimal

_SQL = load_sql("teamkpi.kpi", "kpi.sql")
_MEMBERS = without_purpose(_SQL.members)
_REVISIONS = without_purpose(_SQL.revisions)
FIGURES_OF_MEMBERS = without_purpose(_SQL.figures).format(exact="")
"""A SELECT of every figure of each "member"."""
EXACT_FIGURES_OF_MEMBERS = without_purpose(_SQL.figures).format(exact=without_purpose(_SQL.exact))
"""The same, with further columns for what the figures ``CUT`` are made of; ``read_exact`` reads them."""
CUT = ("booked_time_total", "booked_time_this_month", "checked_time_total", "checked_time_this_month")
"""The figures that are times cut to minutes."""


def with_members(held: str = "") -> str:
    """Return the relations "team" and "member", with which every statement about a team's figures begins.

    ``held`` are those of the past, of ``held_relations``; without them, the statement is about the present.
    """
    return f"{held or _REVISIONS},\n{_MEMBERS}"


TEAM_KPI = _SQL.team_kpi.format(members=with_members(), figures=FIGURES_OF_MEMBERS)
_TEAM_KPI = Numbered(TEAM_KPI)
_MEMBER_FIELDS = TeamKpi.__struct_fields__
_CREDIT = _MEMBER_FIELDS.index("remaining_booking_credit")
_NEXT_CHANGE, _ZONE, _MONTH, _REVISION, _EXACT = range(len(_MEMBER_FIELDS), len(_MEMBER_FIELDS) + 5)

DEFAULT_OPEN_CHECKIN_LIMIT = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class TeamAnswer:
    """A team's figures as of one instant."""

    body: TeamKpiList
    revision: str
    """Identifies the state that was read; it changes with every write that affects the response."""
    horizon: datetime
    """The response stays valid until this instant, as long as the revision is the same."""
    zone: str
    """The zone of the team's location, in which ``month`` is the current month."""
    month: date


def team_kpi(
    conn: Connection,
    network_id: int,
    team_id: int,
    *,
    now: datetime,
    open_checkin_limit: timedelta = DEFAULT_OPEN_CHECKIN_LIMIT,
) -> TeamAnswer | None:
    """Return the figures of every member of a team as of ``now``, or None if the team does not exist.

    One statement, so one snapshot of the ledger. What each figure means: ``teamkpi.kpi.FIGURES``.
    """
    query = team_kpi_query(network_id, team_id, now=now, open_checkin_limit=open_checkin_limit)
    with RawCursor(conn) as cursor:
        return read_answer(cursor.execute(*query, prepare=True).fetchall())


def team_kpi_query(
    network_id: int, team_id: int, *, now: datetime, open_checkin_limit: timedelta
) -> tuple[str, list[Any]]:
    """Return the statement of ``team_kpi`` and its values, for callers that execute it on their own raw cursor."""
    parameters = {
        "network_id": Int8(network_id),  # always the same type, so that there is only one prepared statement
        "team_id": Int8(team_id),
        "now": now,
        "open_checkin_limit": open_checkin_limit,
    }
    return _TEAM_KPI.text, _TEAM_KPI.values(parameters)


def read_answer(rows: Sequence[Sequence[Any]]) -> TeamAnswer | None:
    """Build the response from the statement's rows; None without rows, which means that the team does not exist."""
    if not rows:
        return None
    first = rows[0]
    members = [] if first[0] is None else [_member(row) for row in rows]
    return TeamAnswer(
        body=TeamKpiList(kpi=members),
        revision=first[_REVISION],
        horizon=min(row[_NEXT_CHANGE] for row in rows),
        zone=first[_ZONE],
        month=first[_MONTH],
    )


def read_exact(rows: Sequence[Sequence[Any]]) -> dict[int, dict[str, Decimal]]:
    """Return the times of each member in seconds, by figure, from the rows of a statement that has them."""
    return {
        row[0]: {name: Decimal(microseconds).scaleb(-6) for name, microseconds in zip(CUT, row[_EXACT:], strict=True)}
        for row in rows
        if row[0] is not None
    }


def _member(row: Sequence[Any]) -> TeamKpi:
    figures = dict(zip(_MEMBER_FIELDS, row[: len(_MEMBER_FIELDS)], strict=True))
    figures["remaining_booking_credit"] = plain_decimal(row[_CREDIT])
    return TeamKpi(**figures)
