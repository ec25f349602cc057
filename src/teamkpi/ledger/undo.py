"""Undoes an import: restores every record that it stored."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple

from psycopg import Connection

from teamkpi.errors import BatchRejected, ImportNotUndone, NoSuchImport
from teamkpi.ledger import imports
from teamkpi.ledger.apply import Batch, Change, in_transaction
from teamkpi.ledger.audit_trail import Author
from teamkpi.ledger.entities import DELETED, Entity
from teamkpi.ledger.history import HELD_SINCE
from teamkpi.ledger.imports import Brought
from teamkpi.ledger.kept_elsewhere import require_kept_here
from teamkpi.ledger.report import MOST_DESCRIBED, Rejection, Report
from teamkpi.ledger.rows import IS_DELETED, to_record


class Left(NamedTuple):
    """A record that was changed after the import and left unchanged: its entity, its id, and the time of the change."""

    entity: str
    id: int
    changed_on: datetime


class Undone(NamedTuple):
    """The result of undoing an import: counts of what was written, and the records that were left."""

    report: Report
    left_count: int
    left: list[Left]
    """The first ``MOST_DESCRIBED`` of them."""


def undo(
    conn: Connection,
    network_id: int,
    import_id: int,
    *,
    now: datetime,
    author: Author,
    leave_changed: bool = False,
    on_done: Callable[[int], object] = bool,
) -> Undone:
    """Restore every record that an import stored, in one transaction.

    Records that were new are deleted. With ``leave_changed``, records changed since the import are left unchanged;
    without it, they prevent the undo. The audit trail gets one entry for the whole. ``on_done`` is called with the
    number of records processed. Raises BadRequest for a kind of record that is mirrored from elsewhere, and
    ImportNotUndone if the import does not exist or was already undone, the history does not go back that far, or
    records were changed. ``conn`` must not be in a transaction.
    """
    work = _Undoing(conn, network_id, import_id, now, author, leave_changed, on_done)
    report = in_transaction(conn, work.run)
    return Undone(report, work.left_count, work.left)


class _Undoing:
    """The work inside the transaction."""

    def __init__(  # noqa: PLR0917
        self,
        conn: Connection,
        network_id: int,
        import_id: int,
        now: datetime,
        author: Author,
        leave_changed: bool,
        on_done: Callable[[int], object],
    ) -> None:
        self.conn = conn
        self.network_id = network_id
        self.import_id = import_id
        self.now = now
        self.author = author
        self.leave_changed = leave_changed
        self.on_done = on_done
        self.left_count = 0
        self.left: list[Left] = []

    def run(self) -> Report:
        self.left_count, self.left = 0, []
        require_possible(self.import_id, imports.lock_import(self.conn, self.network_id, self.import_id))
        entities = imports.entities_of(self.conn, self.network_id, self.import_id)
        require_kept_here(self.conn, self.network_id, (one.plural for one in entities))
        batch = Batch(self.conn, self.network_id, self.now)
        done = 0
        for entity in entities:
            for records in imports.brought(self.conn, self.network_id, self.import_id, entity):
                changes = self._changes(batch, entity, records)
                if self.leave_changed or not self.left_count:
                    batch.write(changes)
                done += len(records)
                self.on_done(done)
        if self.left_count and not self.leave_changed:
            raise ImportNotUndone(
                f"import {self.import_id} was not undone: {self.left_count:,} of its records were changed since",
                self.left,
            )
        if batch.report.rejected:
            raise BatchRejected(batch.report)
        report = batch.finish()
        imports.set_undone(self.conn, self.network_id, self.import_id, self.author, now=self.now, left=self.left_count)
        return report

    def _changes(self, batch: Batch, entity: Entity, records: list[Brought]) -> list[Change | Rejection]:
        """Lock records and return the changes that restore them."""
        ids = [one.id for one in records]
        while len(locked := batch.lock(entity, ids)) < len(ids):
            pass  # another writer has just replaced a row, so the new one must be locked
        later = [one for one in records if locked[one.id][HELD_SINCE] != one.last]
        changed = changed_by_others(batch, entity, later)
        before = imports.before(self.conn, self.network_id, entity, records)
        changes: list[Change | Rejection] = []
        for one in records:
            held, was = locked[one.id], before.get(one.id)
            if one.id in changed:
                self.left_count += 1
                if len(self.left) < MOST_DESCRIBED:
                    self.left.append(Left(entity.plural, one.id, held[HELD_SINCE]))
            elif was is None or was[IS_DELETED]:
                if not held["is_deleted"]:
                    changes.append(Change(entity.plural, {"Id": one.id, DELETED: True}, one.id))
            else:
                batch.held[entity.plural, one.id] = was
                changes.append(Change(entity.plural, _as_local_write(entity, was), one.id))
        return changes


def require_possible(import_id: int, state: tuple[datetime, datetime | None, datetime] | None) -> None:
    """Raise ImportNotUndone if there is no such import, it was undone, or the history does not go back that far.

    ``state`` says when it ran, when it was undone and when the history begins; None if there is no such import.
    """
    if state is None:
        raise NoSuchImport(import_id)
    created_on, undone_on, known_since = state
    if undone_on is not None:
        raise ImportNotUndone(f"import {import_id} was already undone on {undone_on:%Y-%m-%d %H:%M} UTC")
    if known_since >= created_on:
        raise ImportNotUndone(
            f"import {import_id} cannot be undone: the history before it was deleted, so what its records were is not "
            "known"
        )


def changed_by_others(batch: Batch, entity: Entity, later: list[Brought]) -> set[int]:
    """Return the records changed by others, among those with versions later than the import's.

    A record that is again as the import left it does not count: a later import of it was undone.
    """
    if not later:
        return set()
    own = imports.own(batch.conn, batch.network_id, entity, later)
    present = batch.contents(entity, [one.id for one in later])
    return {one.id for one in later if _as_local_write(entity, present[one.id]) != _as_local_write(entity, own[one.id])}


def _as_local_write(entity: Entity, row: tuple[Any, ...]) -> dict[str, Any]:
    """Return a row as a record to write now, including its lists."""
    left_out = {"UpdatedOn", *(one.name for one in entity.marks)}
    return {name: value for name, value in to_record(entity, row).items() if name not in left_out}
