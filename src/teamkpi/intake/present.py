"""What an import needs to know about the records that the ledger already has."""

from __future__ import annotations

from array import array
from typing import Final, NamedTuple

from psycopg import Connection

from teamkpi.db import load_sql
from teamkpi.ledger import ENTITIES

_SQL: Final = load_sql("teamkpi.intake", "present.sql")
_AT_ONCE: Final = 10_000


class Location(NamedTuple):
    """A location in the ledger, with its IANA time zone."""

    id: int
    name: str
    zone: str | None


def locations(conn: Connection, network_id: int) -> list[Location]:
    """Return a network's locations."""
    return [Location(*row) for row in conn.execute(_SQL.locations, {"network_id": network_id})]


def has_records(conn: Connection, network_id: int) -> bool:
    """Return whether a network has records of any entity."""
    of_network = {"network_id": network_id}
    statements = (_SQL.has_records.format(table=plural) for plural in ENTITIES)
    return any((conn.execute(one, of_network).fetchone() or [False])[0] for one in statements)


def ids_of(conn: Connection, network_id: int, plural: str) -> array[int]:
    """Return the ids of an entity's existing records, in eight bytes each."""
    statement = _SQL.ids.format(table=ENTITIES[plural].plural)
    ids = array("q")
    with conn.transaction(), conn.cursor(name="ids_there") as cursor:
        cursor.itersize = _AT_ONCE
        cursor.execute(statement, {"network_id": network_id})
        ids.extend(row[0] for row in cursor)
    return ids
