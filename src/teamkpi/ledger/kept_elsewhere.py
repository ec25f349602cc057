"""Kinds of records that are a copy of an account elsewhere: a change here would be gone with the next copy."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from psycopg import Connection

from teamkpi.db import load_sql
from teamkpi.errors import BadRequest
from teamkpi.ledger.entities import ENTITIES

_SQL: Final = load_sql("teamkpi.ledger", "kept_elsewhere.sql")


def require_kept_here(conn: Connection[Any], network_id: int, plurals: Iterable[str]) -> None:
    """Raise BadRequest, which names the kind, when records of these kinds are to be changed at their source."""
    values = {"network_id": network_id, "plurals": sorted(plurals)}
    row = conn.execute(_SQL.kept_elsewhere, values).fetchone()
    if row is not None:
        raise BadRequest(
            ENTITIES[row[0]].name, "is kept at its source, the mirrored account; change it there, and the copy follows"
        )
