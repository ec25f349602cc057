"""Kinds of records that are mirrored from elsewhere: the next run of the mirror would overwrite a change made here."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from psycopg import Connection

from teamkpi.db import load_sql
from teamkpi.errors import BadRequest
from teamkpi.ledger.entities import ENTITIES

_SQL: Final = load_sql("teamkpi.ledger", "kept_elsewhere.sql")


REASON: Final = "is kept at its source, the mirrored account; change it there, and the copy follows"
"""Why a record of such a kind cannot be written here, after the kind's name."""


def kept_elsewhere(conn: Connection, network_id: int) -> frozenset[str]:
    """Return the kinds of records, by their plurals, that must be changed at their source."""
    return frozenset(row[0] for row in conn.execute(_SQL.kept_elsewhere, {"network_id": network_id}))


def require_kept_here(conn: Connection, network_id: int, plurals: Iterable[str]) -> None:
    """Raise BadRequest, naming the kind, if records of these kinds must be changed at their source."""
    if kept := kept_elsewhere(conn, network_id).intersection(plurals):
        raise BadRequest(ENTITIES[min(kept)].name, REASON)
