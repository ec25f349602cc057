"""Queries of the stored records of one kind, for the mirror."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from psycopg import Connection, sql

from teamkpi.ledger import Entity


class Version(NamedTuple):
    """The stored version of a record."""

    on: datetime
    is_deleted: bool


def versions(conn: Connection[Any], network_id: int, entity: Entity, ids: Sequence[int]) -> dict[int, Version]:
    """Return the stored versions of the given records, by id."""
    statement = sql.SQL(
        "SELECT id, updated_on, is_deleted FROM {table} WHERE network_id = %s AND id = ANY (%s::bigint[])"
    ).format(table=sql.Identifier(entity.plural))
    found = conn.execute(statement, (network_id, list(ids)))
    return {record_id: Version(on, is_deleted) for record_id, on, is_deleted in found}


def others_between(
    conn: Connection[Any], network_id: int, entity: Entity, bounds: tuple[int, int], ids: Collection[int]
) -> list[int]:
    """Return the ids of stored records within the bounds (inclusive), except the given ones."""
    statement = sql.SQL(
        "SELECT id FROM {table} WHERE network_id = %s AND id BETWEEN %s AND %s AND NOT is_deleted "
        "EXCEPT SELECT unnest(%s::bigint[]) ORDER BY 1"
    ).format(table=sql.Identifier(entity.plural))
    known = f"{{{','.join(map(str, ids))}}}"  # a list would take ten times as long
    return [row[0] for row in conn.execute(statement, (network_id, *bounds, known))]


def count(conn: Connection[Any], network_id: int, entity: Entity) -> int:
    """Return the number of stored records that are not deleted."""
    statement = sql.SQL("SELECT count(*) FROM {table} WHERE network_id = %s AND NOT is_deleted").format(
        table=sql.Identifier(entity.plural)
    )
    row = conn.execute(statement, (network_id,)).fetchone()
    return int(row[0]) if row else 0
