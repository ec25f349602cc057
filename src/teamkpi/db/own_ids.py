"""Ids that are counted separately for each network, so that they reveal nothing about other networks."""

from __future__ import annotations

from typing import Final

from psycopg import Connection

from teamkpi.db.statements import load_sql

_SQL: Final = load_sql("teamkpi.db", "own_ids.sql")


def next_own_id(conn: Connection, network_id: int, kind: str) -> int:
    """Return the next id of a kind, such as "account"; other transactions that need one wait until this one ends.

    Only for what is seldom created: it would keep writers waiting for each other.
    """
    [last_id] = conn.execute(_SQL.next_id, {"network_id": network_id, "entity": kind}).fetchone() or (0,)
    return int(last_id)
