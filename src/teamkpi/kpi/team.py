"""The team's answer: from the statement's rows to the typed body."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from psycopg import Connection, RawCursor
from psycopg.types.numeric import Int8

from teamkpi.db import Numbered, load_sql, without_purpose
from teamkpi.kpi.figures import TeamKpi, TeamKpiList
from teamkpi.wire import plain_decimal

_SQL = load_sql("teamkpi.kpi", "kpi.sql")
MEMBERS = without_purpose(_SQL.members)
"""The relations "team" and "member", which every statement over a team's figures begins with."""
FIGURES_OF_MEMBERS = without_purpose(_SQL.figures)
"""A SELECT of every figure of each "member"."""
TEAM_KPI = _SQL.team_kpi.format(members=MEMBERS, figures=FIGURES_OF_MEMBERS)
_TEAM_KPI = Numbered(TEAM_KPI)
_MEMBER_FIELDS = TeamKpi.__struct_fields__
_CREDIT = _MEMBER_FIELDS.index("remaining_booking_credit")
_NEXT_CHANGE, _ZONE, _MONTH, _REVISION = range(len(_MEMBER_FIELDS), len(_MEMBER_FIELDS) + 4)

DEFAULT_OPEN_CHECKIN_LIMIT = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class TeamAnswer:
    """A team's figures as of one instant."""

    body: TeamKpiList
    revision: str
    """Names everything that was read; another one once a write concerns the answer."""
    horizon: datetime
    """The answer stays as it is for every instant before this one, while the revision is the same."""
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
    """Return the figures of every member of a team as of ``now``, or None when there is no such team.

    One statement, so one snapshot of the ledger. What each figure means: ``teamkpi.kpi.FIGURES``.
    """
    query = team_kpi_query(network_id, team_id, now=now, open_checkin_limit=open_checkin_limit)
    with RawCursor(conn) as cursor:
        return read_answer(cursor.execute(*query, prepare=True).fetchall())


def team_kpi_query(
    network_id: int, team_id: int, *, now: datetime, open_checkin_limit: timedelta
) -> tuple[str, list[Any]]:
    """Return the statement behind ``team_kpi`` and its values, for whoever runs it on a raw cursor of their own."""
    parameters = {
        "network_id": Int8(network_id),  # one type whatever the number, so that it is one prepared statement
        "team_id": Int8(team_id),
        "now": now,
        "open_checkin_limit": open_checkin_limit,
    }
    return _TEAM_KPI.text, _TEAM_KPI.values(parameters)


def read_answer(rows: Sequence[Sequence[Any]]) -> TeamAnswer | None:
    """Make the answer of the statement's rows; None when there are none, which means no such team."""
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


def _member(row: Sequence[Any]) -> TeamKpi:
    figures = dict(zip(_MEMBER_FIELDS, row[: len(_MEMBER_FIELDS)], strict=True))
    figures["remaining_booking_credit"] = plain_decimal(row[_CREDIT])
    return TeamKpi(**figures)
