"""Changes that start from what is held: read, decide and write while the records are locked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple, TypeAlias

from psycopg import Connection

from teamkpi.errors import IdTaken, VersionChanged
from teamkpi.ledger.apply import Batch, Change, in_order, in_transaction
from teamkpi.ledger.audit_trail import Author
from teamkpi.ledger.entities import ENTITIES, Entity
from teamkpi.ledger.history import HELD_SINCE
from teamkpi.ledger.kept_elsewhere import require_kept_here
from teamkpi.ledger.report import Report
from teamkpi.ledger.rows import IS_DELETED, to_record

Record: TypeAlias = dict[str, Any]
"""A record under its wire names, as export writes it."""


class Revision(NamedTuple):
    """A change of one record.

    ``revise`` gets the record as it is held (None: there is none, or it was deleted) and returns it as it is to be, or
    None to leave it. It may raise to give everything up. ``only_if`` are the versions, by the instants since when each
    is held, of which the present one has to be one (None: whatever is held); a deletion has a version too. ``is_new``:
    no record may have, or have had, this id.
    """

    entity: str
    id: int
    revise: Callable[[Record | None], Record | None]
    only_if: frozenset[datetime] | None = None
    is_new: bool = False


class Versions(NamedTuple):
    """Since when the versions of a record are held: the one before a change (None: there was none) and the present."""

    before: datetime | None
    after: datetime


def revise(
    conn: Connection,
    network_id: int,
    revisions: Sequence[Revision],
    *,
    now: datetime,
    new: Callable[[], Iterable[Change]] = tuple,
    author: Author | None = None,
    versions: dict[tuple[str, int], Versions] | None = None,
) -> Report:
    """Change records by what they are, in one transaction, with nobody else changing them in between.

    All records are locked before the first is read, so a revision may look at one to decide about another. ``new``
    gives records to write besides, once every revision has been made. What is written is a local write, made at
    ``now``; with an ``author`` it leaves rows in the audit trail. Two calls of the same records come one after the
    other; neither loses what the other did.

    Returns what became of the records, and fills ``versions``, by entity and id. Raises BatchRejected when one is
    invalid, BadRequest when somebody (``author``) changes a copy of what is kept elsewhere, VersionChanged when a
    present version is not one that its revision asks for, IdTaken when a new record's id is known, and whatever a
    revision raises; then nothing is stored. ``conn`` must not be in a transaction.
    """

    def work() -> Report:
        batch = Batch(conn, network_id, now, author=author)
        held: dict[tuple[str, int], Record | None] = {}
        read: dict[tuple[str, int], Record] = {}
        since: dict[tuple[str, int], datetime] = {}
        for plural in in_order({one.entity for one in revisions}):
            entity = ENTITIES[plural]
            ids = sorted({one.id for one in revisions if one.entity == plural})
            contents, locked = _locked(batch, entity, ids)
            since |= {(plural, record_id): one[HELD_SINCE] for record_id, one in locked.items()}
            for record_id in ids:
                row = contents.get(record_id)
                if row is None or row[IS_DELETED]:
                    held[plural, record_id] = None
                else:
                    batch.held[plural, record_id] = row
                    held[plural, record_id] = read[plural, record_id] = to_record(entity, row)
        for revision in revisions:
            _require_version(revision, since.get((revision.entity, revision.id)))
        for plural, record_id, change, _, _ in revisions:
            record = change(held[plural, record_id])
            if record is not None:
                held[plural, record_id] = record
                written[plural, record_id] = _stated(ENTITIES[plural], record, read.get((plural, record_id)))
        changes = [Change(key[0], _as_local_write(record), key[1]) for key, record in written.items()]
        changes += new()
        if author is not None and changes:
            require_kept_here(conn, network_id, {one.entity for one in changes})
        report = batch.run(iter(changes))
        if versions is not None:
            versions.update(_versions(batch, revisions, since))
        return report

    written: dict[tuple[str, int], Record] = {}
    return in_transaction(conn, work, prepare=written.clear)


def _versions(
    batch: Batch, revisions: Sequence[Revision], since: Mapping[tuple[str, int], datetime]
) -> dict[tuple[str, int], Versions]:
    """Return the versions of changed records, from since when those before the change were held."""
    found = {}
    for plural in {one.entity for one in revisions}:
        ids = sorted({one.id for one in revisions if one.entity == plural})
        for record_id, one in batch.lock(ENTITIES[plural], ids).items():
            found[plural, record_id] = Versions(since.get((plural, record_id)), one[HELD_SINCE])
    return found


def _require_version(revision: Revision, held_since: datetime | None) -> None:
    if revision.is_new and held_since is not None:
        raise IdTaken(f"a {ENTITIES[revision.entity].name} with that id exists or was deleted")
    if revision.only_if is not None and held_since is not None and held_since not in revision.only_if:
        raise VersionChanged(ENTITIES[revision.entity].name, revision.id, held_since)


def _locked(
    batch: Batch, entity: Entity, ids: list[int]
) -> tuple[dict[int, tuple[Any, ...]], dict[int, dict[str, Any]]]:
    """Lock records and return their rows, and what locking them told of each."""
    while True:
        locked = batch.lock(entity, ids)
        contents = batch.contents(entity, ids)
        # Who waited for a writer that replaced the row holds the lock of the old one: the new one is to be locked.
        if contents.keys() <= locked.keys():
            return contents, locked


def _stated(entity: Entity, record: Record, read: Record | None) -> Record:
    """Return a record without the lists that a revision has passed on as they were read: it says nothing about them."""
    untouched = {one.name for one in entity.lists if read is not None and record.get(one.name) is read[one.name]}
    return {name: value for name, value in record.items() if name not in untouched}


def _as_local_write(record: Record) -> Record:
    return {name: value for name, value in record.items() if name != "UpdatedOn"}
