"""One person's figures, computed by the statement of a team's figures, also for a person in no team."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from psycopg import Connection
from psycopg.types.numeric import Int8

from teamkpi.db import Numbered, RawCursor, load_sql, without_purpose
from teamkpi.kpi.figures import TeamKpi
from teamkpi.kpi.team import DEFAULT_OPEN_CHECKIN_LIMIT, FIGURES_OF_MEMBERS, read_answer

_SQL: Final = load_sql("teamkpi.kpi", "person.sql")
_PERSON_KPI: Final = Numbered(_SQL.person_kpi.format(members=without_purpose(_SQL.members), figures=FIGURES_OF_MEMBERS))
_PLACE: Final = 5
"""The number of columns about the place, which are the last ones."""


@dataclass(frozen=True, slots=True)
class PersonAnswer:
    """A person's figures as of one instant, and the place whose time zone and currency they are in."""

    kpi: TeamKpi
    team_id: int | None
    """The team that has these figures; None for a person in no team, and for an archived one."""
    team_name: str | None
    business_id: int | None
    """The team's location, or the one that is used instead."""
    business_name: str | None
    """None: the ledger does not have the location."""
    currency_code: str | None
    zone: str
    month: date
    """The first day of the current month in that zone."""


def person_kpi(
    conn: Connection,
    network_id: int,
    coworker_id: int,
    *,
    now: datetime,
    team_id: int | None = None,
    business_id: int | None = None,
    open_checkin_limit: timedelta = DEFAULT_OPEN_CHECKIN_LIMIT,
) -> PersonAnswer | None:
    """Return the figures of a person as of ``now``, or None if there is no such person.

    They are those of the person's row in the figures of ``team_id``, or else of the person's first team. A person
    without such a team has the figures of a team at ``business_id``, or else at the first location.
    """
    query = person_kpi_query(
        network_id,
        coworker_id,
        now=now,
        team_id=team_id,
        business_id=business_id,
        open_checkin_limit=open_checkin_limit,
    )
    with RawCursor(conn) as cursor:
        return read_person(cursor.execute(*query, prepare=True).fetchall())


def person_kpi_query(
    network_id: int,
    coworker_id: int,
    *,
    now: datetime,
    team_id: int | None,
    business_id: int | None,
    open_checkin_limit: timedelta,
) -> tuple[str, list[Any]]:
    """Return the statement of ``person_kpi`` and its values, for a raw cursor; ``read_person`` reads its rows."""
    parameters = {
        "network_id": Int8(network_id),
        "coworker_id": Int8(coworker_id),
        "team_id": None if team_id is None else Int8(team_id),
        "business_id": None if business_id is None else Int8(business_id),
        "now": now,
        "open_checkin_limit": open_checkin_limit,
    }
    return _PERSON_KPI.text, _PERSON_KPI.values(parameters)


def read_person(rows: Sequence[Sequence[Any]]) -> PersonAnswer | None:
    """Build the answer from the statement's row; None if there is no row."""
    answer = read_answer(rows)
    if answer is None:
        return None
    [kpi] = answer.body.kpi
    team_id, team_name, business_id, business_name, currency_code = rows[0][-_PLACE:]
    return PersonAnswer(
        kpi=kpi,
        team_id=team_id,
        team_name=team_name,
        business_id=business_id,
        business_name=business_name,
        currency_code=currency_code,
        zone=answer.zone,
        month=answer.month,
    )
