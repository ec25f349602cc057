"""Counts figures that differed from the sum of their records, so that operators find out.

A mismatch means that a stored sum is wrong or that two statements disagree; it only happens if there is an error.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final, NamedTuple

from psycopg import Connection

from teamkpi.db import load_sql

_SQL: Final = load_sql("teamkpi.kpi", "mismatches.sql")
SHOWN_FOR: Final = timedelta(days=30)
"""How long a mismatch is reported after its last occurrence."""


class Mismatch(NamedTuple):
    """A figure of a team that differed from the sum of its records: how often, and when first and last."""

    team_id: int
    figure: str
    times: int
    first_on: datetime
    last_on: datetime


def note_mismatch(conn: Connection, network_id: int, team_id: int, figure: str, *, now: datetime) -> None:
    """Count a figure (its name on the wire) that was found to differ from its records."""
    conn.execute(_SQL.note, {"network_id": network_id, "team_id": team_id, "figure": figure, "now": now})


def mismatches(conn: Connection, network_id: int, *, now: datetime) -> list[Mismatch]:
    """Return a network's mismatches of the last 30 days, latest first."""
    values = {"network_id": network_id, "since": now - SHOWN_FOR}
    return [Mismatch._make(row) for row in conn.execute(_SQL.mismatches, values)]
