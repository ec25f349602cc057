"""Changes based on the stored record: read, decide and write while the records are locked."""

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
"""A record under wire names, in the form of an export."""


class Revision(NamedTuple):
    """A change of one record.

    ``revise`` gets the stored record (None if it does not exist or was deleted) and returns the changed one, or None to
    leave it unchanged. It may raise to abort everything. ``only_if`` are the ``held_since`` instants of acceptable
    current versions, including deletions; None accepts any. With ``is_new``, the id must not be or have been in use.
    """

    entity: str
    id: int
    revise: Callable[[Record | None], Record | None]
    only_if: frozenset[datetime] | None = None
    is_new: bool = False


class Versions(NamedTuple):
    """The ``held_since`` of a record's version before a change (None for a new record) and of the current one."""

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
    """Change records based on their stored content, in one transaction and without concurrent changes.

    All records are locked before the first is read, so a revision may depend on another record. ``new`` returns
    additional records to write, after all revisions have been made. All of them are local writes at ``now``; with an
    ``author`` they add rows to the audit trail. Concurrent calls for the same records are serialised, and no change
    is lost.

    Returns a report, and fills ``versions`` by entity and id. Raises BatchRejected if a record is invalid, BadRequest
    if an ``author`` changes a mirrored record, VersionChanged if a current version is not among its revision's
    ``only_if``, IdTaken if a new record's id is in use, and whatever a revision raises; then nothing is stored.
    ``conn`` must not be in a transaction.
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
    """Return the versions of changed records, given the ``held_since`` of those before the change."""
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
    """Lock records and return their rows, and what ``Batch.lock`` returned for each."""
    while True:
        locked = batch.lock(entity, ids)
        contents = batch.contents(entity, ids)
        # After waiting for a writer that replaced a row, the lock is on the old row, so the new one must be locked as
        # well.
        if contents.keys() <= locked.keys():
            return contents, locked


def _stated(entity: Entity, record: Record, read: Record | None) -> Record:
    """Return a record without the lists that a revision has not changed, so that their versions stay."""
    untouched = {one.name for one in entity.lists if read is not None and record.get(one.name) is read[one.name]}
    return {name: value for name, value in record.items() if name not in untouched}


def _as_local_write(record: Record) -> Record:
    return {name: value for name, value in record.items() if name != "UpdatedOn"}
