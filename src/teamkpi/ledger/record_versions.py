"""The versions of one record: what each of them was, since when it was held, and who wrote it.

A version is named by the instant since when it is held, which no two versions of a record share.
"""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Any, Final, NamedTuple

from psycopg import AsyncConnection, Connection

from teamkpi.db import load_sql
from teamkpi.ledger.audit_trail import Changes, changed_fields
from teamkpi.ledger.entities import DELETED, ENTITIES, Entity
from teamkpi.ledger.history import table_of
from teamkpi.ledger.revise import Record
from teamkpi.ledger.rows import IS_DELETED, UPDATED_BY, to_record, with_defaults

_SQL: Final = load_sql("teamkpi.ledger", "record_versions.sql")


class RecordVersion(NamedTuple):
    """One version of a record.

    ``held_until`` is None for the present one. ``by`` is the author that the audit trail names, or else the record's
    ``UpdatedBy``; ``channel`` is known where the trail has an entry. ``changes`` are the fields that differ from the
    version before it.
    """

    held_since: datetime
    held_until: datetime | None
    is_deleted: bool
    by: str | None
    channel: str | None
    changes: Changes


async def read_versions(
    conn: AsyncConnection, network_id: int, entity: Entity, record_id: int, *, most: int
) -> list[RecordVersion]:
    """Return the newest versions of a record, the present one first; none of a record that was never there."""
    values = {"network_id": network_id, "record_id": record_id, "entity": entity.name, "most": most + 1}
    rows = await (await conn.execute(_statement("of_record", entity.plural), values)).fetchall()
    width = len(entity.all_columns)
    contents = [with_defaults(entity, row[:width]) for row in rows]
    return [
        RecordVersion(
            held_since=row[width],
            held_until=row[width + 1],
            is_deleted=content[IS_DELETED],
            by=row[width + 2] or content[UPDATED_BY],
            channel=row[width + 3],
            changes=changed_fields(entity, before, list(content)),
        )
        for row, content, before in zip(rows[:most], contents, [*contents[1:], None], strict=False)
    ]


def content_of(
    conn: Connection, network_id: int, entity: Entity, record_id: int, held_since: datetime
) -> Record | None:
    """Return what a version of a record says, as a change that makes it so; None when there is no such version.

    Of a deletion that is a tombstone. A list that the version left out is an empty one.
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
    entity = ENTITIES[plural]
    text: str = getattr(_SQL, name)
    return text.format(
        table=plural,
        history=table_of(entity),
        columns=", ".join(entity.all_columns),
        returned=", ".join(f"v.{column}" for column in entity.all_columns),
    )
