"""The basis of a team's figures: the location, time zone, current month, and instant."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from psycopg.types.numeric import Int8

from teamkpi.db import load_sql

_SQL = load_sql("teamkpi.kpi", "basis.sql")


@dataclass(frozen=True, slots=True)
class Basis:
    """The basis of a team's figures at an instant; the month starts at ``month_from`` and ends before ``month_to``."""

    team_id: int
    team_name: str
    business_name: str
    """Empty if the team's location is unknown."""
    simple_time_zone_name_iana: str
    currency_code: str | None
    month_date: date
    month_from: datetime
    month_to: datetime
    disable_attendance_dashboard: bool


def team_basis_query(network_id: int, team_id: int, *, now: datetime) -> tuple[str, dict[str, object]]:
    """Return the statement for a team's basis and its parameters; its only row has the fields of ``Basis``.

    Without a row, the team does not exist.
    """
    return _SQL.team_basis, {"network_id": Int8(network_id), "team_id": Int8(team_id), "now": now}
