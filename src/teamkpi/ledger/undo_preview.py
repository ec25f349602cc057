"""What undoing an import would do, without doing it: counts, whose figures change, and what would refer to nothing.

Records that were added after the import, by hand or by another import, may refer to records that undoing it deletes.
The ledger keeps such references, but what they refer to is no longer shown or counted. So they are listed before.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final, NamedTuple

from psycopg import Connection

from teamkpi.db import load_sql, without_purpose
from teamkpi.ledger import history
from teamkpi.ledger.apply import Batch
from teamkpi.ledger.entities import ENTITIES
from teamkpi.ledger.entity import Affects, Entity
from teamkpi.ledger.imports import Brought, as_array, entities_of
from teamkpi.ledger.kept_elsewhere import require_kept_here
from teamkpi.ledger.undo import changed_by_others, require_possible
from teamkpi.ledger.values import ID

_SQL: Final = load_sql(__package__, "undo_preview.sql")
_TITLES: Final = ("full_name", "name")
MOST_NAMED: Final = 5


class Named(NamedTuple):
    """A record: its own name, or that of its person, if there is one."""

    id: int
    name: str | None


class Referring(NamedTuple):
    """The records of an entity that refer to records that would be deleted."""

    entity: Entity
    total: int
    first: list[Named]
    """The first ``MOST_NAMED`` of them."""


class UndoPreview(NamedTuple):
    """What undoing an import would do now, leaving records that were changed since."""

    deleted: int
    restored: int
    changed: int
    """How many were changed since. They prevent the undo, or are left as they are."""
    people: int
    """How many people's figures may change."""
    first_people: list[str]
    """The names of the first ``MOST_NAMED`` of them."""
    referring: list[Referring]


class _Affected:
    """The records of one entity that an undo would write."""

    def __init__(self) -> None:
        self.deleted: list[int] = []
        self.restored: list[int] = []
        self.changed = 0

    @property
    def written(self) -> list[int]:
        return self.deleted + self.restored


def preview_undo(conn: Connection, network_id: int, import_id: int, *, now: datetime) -> UndoPreview:
    """Return what undoing an import would do; reads only. Raises what ``undo`` raises if it cannot be undone."""
    with conn.transaction():
        of_import = {"network_id": network_id, "import_id": import_id}
        require_possible(import_id, conn.execute(_SQL.import_state, of_import).fetchone())
        entities = entities_of(conn, network_id, import_id)
        require_kept_here(conn, network_id, (one.plural for one in entities))
        batch = Batch(conn, network_id, now)
        affected = {entity.plural: _affected(batch, import_id, entity) for entity in entities}
        people: set[int] = set()
        for plural, one in affected.items():
            people |= _people(conn, network_id, ENTITIES[plural], one.written)
        names = {"network_id": network_id, "ids": as_array(sorted(people)), "most": MOST_NAMED}
        deleted = {plural: one.deleted for plural, one in affected.items() if one.deleted}
        found = (
            _referring(conn, network_id, entity, deleted, affected.get(plural, _Affected()).written)
            for plural, entity in ENTITIES.items()
        )
        return UndoPreview(
            deleted=sum(len(one.deleted) for one in affected.values()),
            restored=sum(len(one.restored) for one in affected.values()),
            changed=sum(one.changed for one in affected.values()),
            people=len(people),
            first_people=[name for (name,) in conn.execute(_SQL.names_of_people, names)],
            referring=[one for one in found if one is not None],
        )


def _affected(batch: Batch, import_id: int, entity: Entity) -> _Affected:
    statement = _SQL.states.format(table=entity.plural, history=history.table_of(entity))
    asked = {"network_id": batch.network_id, "import_id": import_id, "entity": entity.plural}
    rows = batch.conn.execute(statement, asked).fetchall()
    later = [Brought(number, first, last) for number, first, last, held, *_ in rows if held != last]
    changed = changed_by_others(batch, entity, later)
    found = _Affected()
    for number, _, _, _, is_deleted, was_there in rows:
        if number in changed:
            found.changed += 1
        elif was_there:
            found.restored.append(number)
        elif not is_deleted:
            found.deleted.append(number)
    return found


def _people(conn: Connection, network_id: int, entity: Entity, ids: list[int]) -> set[int]:
    if not (entity.is_of_coworkers and ids):
        return set()
    person = "id" if entity.affects is Affects.THIS_COWORKER else "coworker_id"
    statement = _SQL.people.format(table=entity.plural, person=person)
    return {row[0] for row in conn.execute(statement, {"network_id": network_id, "ids": as_array(ids)})}


def _referring(
    conn: Connection, network_id: int, entity: Entity, deleted: dict[str, list[int]], own: list[int]
) -> Referring | None:
    refers: list[str] = []
    values: dict[str, object] = {"network_id": network_id, "own": as_array(own), "most": MOST_NAMED}
    for one in entity.fields:
        target = one.refers_to
        if target is not None and target in deleted:
            fragment = _SQL.refers_by_id if one.kind is ID else _SQL.refers_by_list
            refers.append(without_purpose(fragment).format(column=one.column, target=target))
            values[target] = as_array(deleted[target])
    if not refers:
        return None
    statement = _SQL.referring.format(table=entity.plural, name=_name(entity), refers=" OR ".join(refers))
    rows = conn.execute(statement, values).fetchall()
    return Referring(entity, rows[0][2], [Named(number, name) for number, name, _ in rows]) if rows else None


def _name(entity: Entity) -> str:
    columns = {one.column for one in entity.fields}
    title = next((one for one in _TITLES if one in columns), None)
    if title is not None:
        return f"r.{title}"
    return without_purpose(_SQL.name_of_person) if "coworker_id" in columns else "NULL"
