"""The versions of one record: the content, period and author of each.

A version is identified by its ``held_since``, which is unique within a record.
"""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Any, Final, NamedTuple

from psycopg import AsyncConnection, Connection

from teamkpi.db import load_sql
from teamkpi.ledger.audit_trail import Changes, changed_fields
from teamkpi.ledger.entities import DELETED, ENTITIES, Entity
from teamkpi.ledger.history import of_entity
from teamkpi.ledger.revise import Record
from teamkpi.ledger.rows import IS_DELETED, UPDATED_BY, to_record, with_defaults

_SQL: Final = load_sql("teamkpi.ledger", "record_versions.sql")


class RecordVersion(NamedTuple):
    """One version of a record.

    ``held_until`` is None for the current version. ``by`` is the author in the audit trail, or else the record's
    ``UpdatedBy``; ``channel`` is "import" for a version that an import stored, and None for others without an entry in
    the trail. ``has_key`` says that it came with an API key. ``changes`` are the fields that differ from the previous
    version.
    """

    held_since: datetime
    held_until: datetime | None
    is_deleted: bool
    by: str | None
    channel: str | None
    has_key: bool
    changes: Changes


async def read_versions(
    conn: AsyncConnection, network_id: int, entity: Entity, record_id: int, *, most: int
) -> list[RecordVersion]:
    """Return at most ``most`` versions of a record, newest first; an empty list if it never existed."""
    values = {"network_id": network_id, "record_id": record_id, "entity": entity.name, "plural": entity.plural}
    rows = await (await conn.execute(_statement("of_record", entity.plural), {**values, "most": most + 1})).fetchall()
    width = len(entity.all_columns)
    contents = [with_defaults(entity, row[:width]) for row in rows]
    return [
        RecordVersion(
            held_since=row[width],
            held_until=row[width + 1],
            is_deleted=content[IS_DELETED],
            by=row[width + 2] or content[UPDATED_BY],
            channel=row[width + 3],
            has_key=row[width + 4],
            changes=changed_fields(entity, before, list(content)),
        )
        for row, content, before in zip(rows[:most], contents, [*contents[1:], None], strict=False)
    ]


def content_of(
    conn: Connection, network_id: int, entity: Entity, record_id: int, held_since: datetime
) -> Record | None:
    """Return the content of a version as a change that restores it; None when there is no such version.

    For a deletion, this is a tombstone. A list that the version omits is returned empty.
    """
    values = {"network_id": network_id, "record_id": record_id, "held_since": held_since}
    row: tuple[Any, ...] | None = conn.execute(_statement("held_at", entity.plural), values).fetchone()
    if row is None:
        return None
    record = to_record(entity, with_defaults(entity, row))
    if record.get(DELETED):
        return {"Id": record_id, DELETED: True}
    marks = {one.name for one in entity.marks}
    stated = {one.name: record[one.name] or [] for one in entity.lists}
    return {name: value for name, value in record.items() if name not in marks} | stated


@cache
def _statement(name: str, plural: str) -> str:
    return of_entity(getattr(_SQL, name), ENTITIES[plural], "v")
