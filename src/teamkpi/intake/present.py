"""What an import needs to know about the records that the ledger already has."""

from __future__ import annotations

from array import array
from typing import Final

from psycopg import Connection

from teamkpi.db import load_sql
from teamkpi.ledger import ENTITIES

_SQL: Final = load_sql("teamkpi.intake", "present.sql")
_AT_ONCE: Final = 10_000


def zones_of_locations(conn: Connection, network_id: int) -> list[str]:
    """Return the distinct IANA time zones of a network's locations."""
    return [zone for (zone,) in conn.execute(_SQL.zones_of_locations, {"network_id": network_id})]


def ids_of(conn: Connection, network_id: int, plural: str) -> array[int]:
    """Return the ids of an entity's existing records, in eight bytes each."""
    statement = _SQL.ids.format(table=ENTITIES[plural].plural)
    ids = array("q")
    with conn.transaction(), conn.cursor(name="ids_there") as cursor:
        cursor.itersize = _AT_ONCE
        cursor.execute(statement, {"network_id": network_id})
        ids.extend(row[0] for row in cursor)
    return ids
