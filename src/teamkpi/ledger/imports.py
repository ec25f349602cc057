"""Records of imports: which versions each one stored, so that it can be undone.

An import notes the ids of the records that it stored and the ``held_since`` of their versions. These identify its
versions exactly, because it holds the locks of the records. Undoing it writes, for each record that has not been
changed since, the content before the import, or a deletion if there was none. These are local writes: the history is
not altered, so it still shows the state between the import and its undoing.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING, Final, NamedTuple

from psycopg import Connection

from teamkpi import wire
from teamkpi.db import load_sql
from teamkpi.db.locks import Lock
from teamkpi.ledger import audit_trail, history
from teamkpi.ledger.audit_trail import AuditType, Author, Changes
from teamkpi.ledger.entities import ENTITIES, Entity
from teamkpi.ledger.rows import ID, with_defaults
from teamkpi.outbox.hooks import Event, write_event

if TYPE_CHECKING:
    from teamkpi.ledger.report import Report

IMPORT: Final = "Import"
"""The name of imports in the audit trail."""
_SQL: Final = load_sql("teamkpi.ledger", "imports.sql")
_PART: Final = 10_000
MOST_LISTED: Final = 1000


class Import(NamedTuple):
    """A past import: its time, author, source, number of stored records, and when it was undone."""

    id: int
    created_on: datetime
    new: int
    changed: int
    deleted: int
    undone_on: datetime | None
    author: str | None
    """None if the audit trail no longer goes back that far."""
    source: str | None


class Stored:
    """The versions that an import has stored so far, eight bytes each."""

    def __init__(self) -> None:
        self._ids: dict[tuple[str, datetime], array[int]] = {}

    def add(self, plural: str, held_since: datetime, ids: Iterable[int]) -> None:
        """Add versions stored at the same instant."""
        self._ids.setdefault((plural, held_since), array("q")).extend(ids)

    def parts(self) -> Iterator[tuple[str, datetime, array[int]]]:
        """Yield the versions as entity, instant, and ids of records."""
        for (plural, held_since), ids in self._ids.items():
            for start in range(0, len(ids), _PART):
                yield plural, held_since, ids[start : start + _PART]


class ImportNote(NamedTuple):
    """The author of an import, the name of its source, and whether that is the made-up space."""

    author: Author
    source: str
    is_made_up: bool = False


def record(
    conn: Connection, network_id: int, stored: Stored, report: Report, note: ImportNote, *, now: datetime
) -> int:
    """Store an import within its transaction, add one entry to the audit trail, and return the import's number."""
    counts = list(report.entities.values())
    counted = {
        "new": sum(one.new for one in counts),
        "changed": sum(one.changed for one in counts),
        "deleted": sum(one.deleted for one in counts),
    }
    values: dict[str, object] = {"network_id": network_id, "now": now, "is_made_up": note.is_made_up, **counted}
    while (row := conn.execute(_SQL.insert_import, values).fetchone()) is None:
        pass  # another import has just taken the number
    [import_id] = row
    for part, (plural, held_since, ids) in enumerate(stored.parts(), 1):
        values = {"network_id": network_id, "import_id": import_id, "part": part, "entity": plural}
        conn.execute(_SQL.insert_part, values | {"held_since": held_since, "ids": as_array(ids)})
    changes: Changes = {
        "Source": (None, note.source),
        "Records": (None, report.stored),
        "Entities": (None, ", ".join(plural for plural, one in report.entities.items() if one.stored)),
    }
    audit_trail.note_change(
        conn, network_id, note.author, IMPORT, import_id, audit_type=AuditType.CREATE, changes=changes, now=now
    )
    told = {"ImportId": import_id, **{name.capitalize(): counted[name] for name in ("new", "changed", "deleted")}}
    write_event(conn, network_id, Event.IMPORT_FINISHED, told, now=now)
    return int(import_id)


def as_array(ids: array[int] | list[int]) -> str:
    """Return ids as a PostgreSQL array literal; psycopg takes ten times as long for a list."""
    return f"{{{','.join(map(str, ids))}}}"


def imports(conn: Connection, network_id: int, *, limit: int = MOST_LISTED) -> list[Import]:
    """Return the imports of a network, latest first."""
    return [Import(*row) for row in conn.execute(_SQL.imports, {"network_id": network_id, "limit": limit})]


MADE_UP: Final = _SQL.made_up
"""The query for the number of the import that stored the made-up space; NULL if it was undone, or there was none."""


def made_up_import(conn: Connection, network_id: int) -> int | None:
    """Return the number of the import that stored the made-up space; None if it was undone, or there was none."""
    found: int | None
    [found] = conn.execute(MADE_UP, {"network_id": network_id}).fetchone() or (None,)
    return found


def hold_filling(conn: Connection, network_id: int) -> None:
    """Wait until no other session fills a space with made-up records; then others wait until this session ends."""
    conn.execute(_SQL.hold_filling, Lock.FILLING.of(network_id))


def is_being_filled(conn: Connection, network_id: int) -> bool:
    """Return whether a space is being filled with made-up records; if not, that cannot begin in this transaction."""
    [is_free] = conn.execute(_SQL.try_filling, Lock.FILLING.of(network_id)).fetchone() or (False,)
    return not is_free


class Brought(NamedTuple):
    """A record that an import stored: the ``held_since`` of its first and its last version from the import."""

    id: int
    first: datetime
    last: datetime


def lock_import(conn: Connection, network_id: int, import_id: int) -> tuple[datetime, datetime | None, datetime] | None:
    """Lock an import; return when it ran, when it was undone and when the history begins, or None if there is none."""
    return conn.execute(_SQL.lock_import, {"network_id": network_id, "import_id": import_id}).fetchone()


def entities_of(conn: Connection, network_id: int, import_id: int) -> list[Entity]:
    """Return the entities whose records an import stored, in the order of locks."""
    found = {row[0] for row in conn.execute(_SQL.entities_of, {"network_id": network_id, "import_id": import_id})}
    return [entity for plural, entity in ENTITIES.items() if plural in found]


def brought(conn: Connection, network_id: int, import_id: int, entity: Entity) -> Iterator[list[Brought]]:
    """Yield the records of an entity that an import stored, by id, a few thousand at a time."""
    values = {"network_id": network_id, "import_id": import_id, "entity": entity.plural}
    with conn.cursor(name="brought") as cursor:
        cursor.itersize = _PART
        cursor.execute(_SQL.brought, values)
        while some := [Brought(*row) for row in islice(cursor, _PART)]:
            yield some


def before(conn: Connection, network_id: int, entity: Entity, records: list[Brought]) -> dict[int, tuple[object, ...]]:
    """Return the rows replaced by the import's first versions, by id."""
    return _superseded(conn, network_id, entity, _SQL.before, {one.id: one.first for one in records})


def own(conn: Connection, network_id: int, entity: Entity, records: list[Brought]) -> dict[int, tuple[object, ...]]:
    """Return the rows of the import's last versions for records that were changed afterwards, by id."""
    return _superseded(conn, network_id, entity, _SQL.own, {one.id: one.last for one in records})


def _superseded(
    conn: Connection, network_id: int, entity: Entity, statement: str, instants: dict[int, datetime]
) -> dict[int, tuple[object, ...]]:
    columns = ", ".join(f"h.{column}" for column in entity.all_columns)
    values = {"network_id": network_id, "ids": as_array([*instants]), "instants": [*instants.values()]}
    found = conn.execute(statement.format(history=history.table_of(entity), columns=columns), values)
    return {row[ID]: with_defaults(entity, row) for row in found}


def set_undone(conn: Connection, network_id: int, import_id: int, author: Author, *, now: datetime, left: int) -> None:
    """Store that an import was undone, and how many changed records were left."""
    conn.execute(_SQL.set_undone, {"network_id": network_id, "import_id": import_id, "now": now})
    changes: Changes = {"UndoneOn": (None, wire.instant(now)), "LeftAsTheyAre": (None, left)}
    audit_trail.note_change(
        conn, network_id, author, IMPORT, import_id, audit_type=AuditType.UPDATE, changes=changes, now=now
    )
