"""Kinds of records that are mirrored from elsewhere: the next run of the mirror would overwrite a change made here."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from psycopg import Connection

from teamkpi.db import load_sql
from teamkpi.errors import BadRequest
from teamkpi.ledger.entities import ENTITIES

_SQL: Final = load_sql("teamkpi.ledger", "kept_elsewhere.sql")


def require_kept_here(conn: Connection[Any], network_id: int, plurals: Iterable[str]) -> None:
    """Raise BadRequest, naming the kind, if records of these kinds must be changed at their source."""
    values = {"network_id": network_id, "plurals": sorted(plurals)}
    row = conn.execute(_SQL.kept_elsewhere, values).fetchone()
    if row is not None:
        raise BadRequest(
            ENTITIES[row[0]].name, "is kept at its source, the mirrored account; change it there, and the copy follows"
        )
