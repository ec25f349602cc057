"""The only writer of the ledger.

One transaction: validate, lock, store, bring the stored sums up to date, make the change visible to cached answers.
Every writer takes its locks in the same order, to avoid deadlocks: first the records, by entity and id; then, in
``teamkpi.usage``, the network's places, the members and the teams.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime
from functools import cache
from itertools import chain, islice
from operator import itemgetter
from typing import Any, Final, NamedTuple

import psycopg
from psycopg import Connection, sql
from psycopg.pq import TransactionStatus

from teamkpi import networks
from teamkpi.db.open_networks import enter
from teamkpi.errors import BatchRejected, IdTaken
from teamkpi.folding import folded
from teamkpi.ledger import audit_trail, history, imports
from teamkpi.ledger.audit_trail import Author
from teamkpi.ledger.entities import ENTITIES, Entity
from teamkpi.ledger.erasures import ErasedMeanwhile, Erasures, may_name_somebody
from teamkpi.ledger.findings import Findings
from teamkpi.ledger.imports import ImportNote, Stored
from teamkpi.ledger.kept_elsewhere import REASON as KEPT_ELSEWHERE
from teamkpi.ledger.kept_elsewhere import kept_elsewhere
from teamkpi.ledger.report import Rejection, Report, shown
from teamkpi.ledger.rows import (
    ID,
    IS_DELETED,
    UPDATED_ON,
    FieldErrors,
    Row,
    to_row,
    with_defaults,
)
from teamkpi.ledger.touching import note
from teamkpi.ledger.versions import first, succeeding
from teamkpi.usage import Touched, bring_up_to_date

CHUNK = 10_000
_ATTEMPTS = 5
ABORTED_BY_OTHERS: Final = (psycopg.errors.DeadlockDetected, psycopg.errors.InternalError_, ErasedMeanwhile)
"""What aborts a transaction because of another one, so that it is tried again.

A deadlock or a duplicate key in rows that are copied into a table on another server arrives as an internal error
without its own code.
"""
_ID, _IS_DELETED, _UPDATED_ON = itemgetter(ID), itemgetter(IS_DELETED), itemgetter(UPDATED_ON)
_ORDER = {plural: number for number, plural in enumerate(ENTITIES)}


class Change(NamedTuple):
    """One version of a record to store: the entity's plural, the record under wire names, and its input position."""

    entity: str
    record: Mapping[str, Any]
    position: str | int


def apply(
    conn: Connection,
    network_id: int,
    changes: Iterable[Change | Rejection],
    *,
    now: datetime,
    keep_good: bool = False,
    author: Author | None = None,
    look_closer: bool = False,
    is_dry_run: bool = False,
    is_local: bool = False,
    also: Callable[[Report], object] = bool,
    as_import: ImportNote | None = None,
) -> Report:
    """Store versions of records, and update every stored sum that depends on them.

    Commits one transaction, however long ``changes`` is; memory grows only by about 100 bytes per affected member.
    Afterwards the newest version of each record is stored, whatever the order of arrival; see docs/ledger.md for the
    order of versions. A version without ``UpdatedOn`` is a local write, made at ``now`` or just after the stored
    version. A Rejection among the changes (a line that could not be read) counts as a rejected record. If there are
    many changes, the iterable is read while another thread uses ``conn``, so it must not use ``conn`` itself.

    With an ``author``, each stored version adds a row to the audit trail. With ``look_closer`` the report has
    ``findings`` about possible mistakes in accepted records. A dry run does the same in a transaction that is rolled
    back, without the sums, and never raises BatchRejected: it counts the valid records as if there were no invalid
    ones. Of changes that are made here (``is_local``), those of kinds that are mirrored from elsewhere are rejected.
    ``also`` is called with the report at the end of the transaction: what it writes on ``conn`` is stored
    together with the records or not at all. Records stored ``as_import`` can be undone as a whole.

    Returns a report of what was stored and rejected. If a record is invalid, raises BatchRejected and stores nothing;
    with ``keep_good``, stores the others instead. ``conn`` must not be in a transaction.

    If two batches deadlock, PostgreSQL aborts one of them; it is retried if ``changes`` can be iterated again (a list,
    or an object that returns a new iterator each time), and raises otherwise.
    """
    attempts = 1 if isinstance(changes, Iterator) else _ATTEMPTS

    def work() -> Report:
        report = Batch(
            conn,
            network_id,
            now,
            keep_good=keep_good,
            author=author,
            findings=Findings() if look_closer else None,
            is_dry_run=is_dry_run,
            is_local=is_local,
            as_import=as_import,
        ).run(iter(changes))
        also(report)
        return report

    return in_transaction(conn, work, attempts=attempts, is_dry_run=is_dry_run)


def in_transaction(
    conn: Connection,
    work: Callable[[], Report],
    *,
    prepare: Callable[[], object] = bool,
    attempts: int = _ATTEMPTS,
    is_dry_run: bool = False,
) -> Report:
    """Run a writer's work in its own transaction, and retry it if PostgreSQL aborts it because of another one.

    ``prepare`` is called before each attempt. The transaction of a dry run is rolled back. Raises RuntimeError when
    ``conn`` is in a transaction, because locks taken earlier would break the order of locks.
    """
    if conn.closed:
        raise psycopg.OperationalError("the connection is lost")
    if conn.info.transaction_status != TransactionStatus.IDLE:
        raise RuntimeError("a writer owns its transaction: the connection must not be in one")
    for attempt in range(1, attempts + 1):
        prepare()
        try:
            with conn.transaction(force_rollback=is_dry_run):
                return work()
        except ABORTED_BY_OTHERS:
            if attempt == attempts:
                raise
    raise AssertionError("unreachable")


def in_order(plurals: Iterable[str]) -> list[str]:
    """Return entities in the order in which every writer locks their records."""
    return sorted(plurals, key=_ORDER.__getitem__)


class _Rows(NamedTuple):
    """Rows of an entity, and the positions of their records in the input."""

    rows: list[Row]
    positions: list[str | int]


class Batch:
    """A writer's work inside its transaction; ``all_new``: IdTaken is raised for a record whose id is known."""

    def __init__(
        self,
        conn: Connection,
        network_id: int,
        now: datetime,
        *,
        keep_good: bool = False,
        author: Author | None = None,
        all_new: bool = False,
        findings: Findings | None = None,
        is_dry_run: bool = False,
        is_local: bool = False,
        as_import: ImportNote | None = None,
    ) -> None:
        self.conn = conn
        self.network_id = network_id
        self._kept_elsewhere = kept_elsewhere(conn, network_id) if is_local else frozenset[str]()
        self._named_as = networks.named_as(conn, network_id)
        self.now = now
        self.keep_good = keep_good or is_dry_run
        self.is_dry_run = is_dry_run
        self.author = author
        self.all_new = all_new
        self.findings = findings
        self.made: list[tuple[Entity, Row]] = []
        """The rows of the records that had to be new."""
        self.held: dict[tuple[str, Any], tuple[Any, ...]] = {}
        """Stored rows of records being edited, by entity and position; unchanged values are not validated again."""
        self.report = Report()
        self.touched = Touched()
        self._as_import = as_import
        self._stored_versions = Stored() if as_import else None
        self._storing: Future[None] | None = None
        self._erasures: Erasures | None = None
        """Loaded with the first record that may contain personal data."""
        self._known_zones: dict[str, bool] = {}

    def run(self, changes: Iterator[Change | Rejection]) -> Report:
        """Write all changes, update what depends on them, and return the report."""
        chunk = list(islice(changes, CHUNK))
        if len(chunk) < CHUNK:
            self._store(self._to_store(chunk))
        else:
            self._run_in_two(chain([chunk], iter(lambda: list(islice(changes, CHUNK)), [])))
        if self.report.rejected and not self.keep_good:
            raise BatchRejected(self.report)
        return self.finish()

    def write(self, changes: list[Change | Rejection]) -> None:
        """Write changes that are read from the same connection; to be followed by ``finish``."""
        self._store(self._to_store(changes))

    def finish(self) -> Report:
        """Update what depends on the changes written, and return the report."""
        if self.findings:
            self.report.findings = self.findings.conclude(self.conn, self.network_id)
        if self.is_dry_run:
            return self.report
        bring_up_to_date(self.conn, self.network_id, self.touched)
        if self._erasures is not None:
            self._erasures.require_same(self.conn, self.network_id)
        if self._as_import and self._stored_versions and self.report.stored:
            self.report.import_id = imports.record(
                self.conn, self.network_id, self._stored_versions, self.report, self._as_import, now=self.now
            )
        return self.report

    def _run_in_two(self, chunks: Iterable[list[Change | Rejection]]) -> None:
        """Read and validate each chunk while a thread writes the previous one to the database."""
        with ThreadPoolExecutor(1, "ledger") as thread:
            try:
                for chunk in chunks:
                    rows = self._to_store(chunk)
                    self._await_storing()
                    self._storing = thread.submit(self._store, rows)
                self._await_storing()
            except BaseException:
                if self._storing is not None and not self._storing.done():
                    self.conn.cancel_safe()  # it may be waiting for another writer
                raise

    def _await_storing(self) -> None:
        """Wait until the connection is free; raises the thread's error."""
        if self._storing is not None:
            self._storing.result()
            self._storing = None

    def _store(self, chunk: dict[str, _Rows]) -> None:
        for plural in in_order(chunk):
            rows, positions = chunk[plural]
            for once in _rounds(rows):
                self._write(ENTITIES[plural], once)
            if self.findings:
                self.findings.look(ENTITIES[plural], rows, positions)
        if self.findings:
            self.findings.resolve(self.conn, self.network_id)

    def _to_store(self, chunk: list[Change | Rejection]) -> dict[str, _Rows]:
        """Return the rows of a chunk, by entity; none once it is known that nothing will be stored."""
        rows = self._validate(chunk)
        if self.report.rejected and not self.keep_good:
            return {}
        for plural, (valid, _) in rows.items():
            counts = self.report.entities[plural]  # made here: a thread counts in it
            versions = filter(None, (counts.newest, *map(_UPDATED_ON, valid)))
            counts.newest = max(versions, default=None)
        return rows

    def _validate(self, chunk: list[Change | Rejection]) -> dict[str, _Rows]:
        valid: dict[str, _Rows] = {}
        for change in chunk:
            if isinstance(change, Rejection):
                self.report.reject(change)
                continue
            plural, record, position = change
            entity = ENTITIES.get(plural)
            if entity is None:
                self.report.reject(Rejection(plural, position, "entity", "is not an entity that the ledger keeps"))
                continue
            if plural in self._kept_elsewhere:
                record_id = shown(record.get("Id"))
                self.report.reject(Rejection(plural, position, entity.name, KEPT_ELSEWHERE, record_id))
                continue
            try:
                row = to_row(entity, self._named_as, record, self.held.get((plural, position)) if self.held else None)
                for one in entity.zones:
                    self._check_zone(one.name, row[entity.place[one.column]])
            except FieldErrors as wrong:
                self.report.reject(*_rejections(change, wrong))
            else:
                if may_name_somebody(entity, row):
                    self._forget(entity, row)
                if plural not in valid:
                    valid[plural] = _Rows([], [])
                rows, positions = valid[plural]
                rows.append(row)
                positions.append(position)
        return valid

    def _forget(self, entity: Entity, row: Row) -> None:
        if self._erasures is None:
            self._await_storing()
            self._erasures = Erasures.read(self.conn, self.network_id)
        self._erasures.forget(entity, row)

    def _check_zone(self, name: str, zone: str | None) -> None:
        """Reject a time zone that this server does not know, because every sum of the location would fail."""
        if zone is None:
            return
        if zone not in self._known_zones:
            self._await_storing()
            self._known_zones[zone] = self._is_known(zone)
        if not self._known_zones[zone]:
            raise FieldErrors((name, "is not known to this PostgreSQL server; update its tzdata"))

    def _is_known(self, zone: str) -> bool:
        # PostgreSQL reads one file for this, and all of its files for the view pg_timezone_names.
        try:
            with self.conn.transaction():
                self.conn.execute("SELECT now() AT TIME ZONE %s", (zone,))
        except psycopg.errors.InvalidParameterValue:
            return False
        return True

    def _write(self, entity: Entity, rows: list[Row]) -> None:
        """Store the rows (with distinct, ascending ids) that are newer than the stored versions."""
        counts = self.report.entities[entity.plural]
        while True:
            # For a record that must be new, the stored version need not be read: the insert fails if there is one.
            held = {} if self.all_new else self.lock(entity, [row[ID] for row in rows])
            newer, unchanged = self._newer(entity, rows, held)
            replaced = [row[ID] for row in newer if row[ID] in held] if self.author else []
            before = self.contents(entity, replaced) if replaced else {}
            if self._replace(entity, newer, held):
                break
            if self.all_new:
                raise IdTaken(f"a {entity.name} with that id exists or was deleted")
            # Another writer has inserted one of the ids in the meantime; compare with its version now.
        if self.all_new:
            self.made.extend((entity, row) for row in newer)
        counts.stored += len(newer)
        deleted = sum(map(_IS_DELETED, newer))
        counts.deleted += deleted
        replacing = sum(_was_there(row, held) for row in newer if row[ID] in held) if held else 0
        counts.new += len(newer) - deleted - replacing
        counts.unchanged += unchanged
        counts.stale += len(rows) - len(newer) - unchanged
        note(self.touched, entity, held, newer)
        if self.author and newer:
            versions = [(before.get(row[ID]), row) for row in newer]
            stored = audit_trail.Stored(self.author, entity, versions)
            audit_trail.note(self.conn, self.network_id, [stored], now=self.now)

    def lock(self, entity: Entity, ids: list[int]) -> dict[int, dict[str, Any]]:
        """Lock the stored records and return, by id, their version, ``held_since`` and ``deciding`` columns."""
        columns = ["id", "updated_on", history.HELD_SINCE, *entity.deciding]
        statement = sql.SQL(
            "SELECT {columns} FROM {table} WHERE network_id = %s AND id = ANY (%s::bigint[]) ORDER BY id FOR UPDATE"
        ).format(columns=_names(columns), table=sql.Identifier(entity.plural))
        found = self.conn.execute(statement, (self.network_id, _as_array(ids)))
        return {row[0]: dict(zip(columns, row, strict=True)) for row in found}

    def _newer(self, entity: Entity, rows: list[Row], held: dict[int, dict[str, Any]]) -> tuple[list[Row], int]:
        """Return the rows to store, and how many others equal the stored version."""
        if not held:
            return [self._first(entity, row) for row in rows], 0
        close = [row[ID] for row in rows if row[ID] in held and self._is_close(entity, row, held[row[ID]])]
        contents = self.contents(entity, close) if close else {}
        newer: list[Row] = []
        unchanged = 0
        for row in rows:
            before, content = held.get(row[ID]), contents.get(row[ID])
            if before is None:
                newer.append(self._first(entity, row))
            elif content is not None:
                succession = succeeding(entity, row, content, self.now)
                unchanged += succession.is_unchanged
                if succession.row is not None:
                    newer.append(succession.row)
            elif row[UPDATED_ON] > before["updated_on"]:
                newer.append(row)
        return newer, unchanged

    def _first(self, entity: Entity, row: Row) -> Row:
        # Fast path: nearly every record needs nothing here.
        return row if row[UPDATED_ON] is not None and not entity.lists else first(entity, row, self.now)

    @staticmethod
    def _is_close(entity: Entity, row: Row, held: Mapping[str, Any]) -> bool:
        """Return whether the comparison needs more of the stored row than its version."""
        return bool(entity.lists) or row[UPDATED_ON] in {None, held["updated_on"]}

    def contents(self, entity: Entity, ids: list[int]) -> dict[int, tuple[Any, ...]]:
        """Return the stored rows, by id."""
        statement = sql.SQL("SELECT {columns} FROM {table} WHERE network_id = %s AND id = ANY (%s::bigint[])").format(
            columns=_names(entity.all_columns), table=sql.Identifier(entity.plural)
        )
        found = self.conn.execute(statement, (self.network_id, _as_array(ids)))
        return {row[ID]: with_defaults(entity, row) for row in found}

    def _replace(self, entity: Entity, rows: list[Row], held: dict[int, dict[str, Any]]) -> bool:
        """Replace the stored rows with these ids; False if an id that was new has been taken in the meantime.

        A replaced record is deleted and inserted, which costs as much as updating an indexed row and allows COPY to
        write new and replaced records together. The previous version moves to the history.
        """
        if not rows:
            return True
        enter(self.conn, self.network_id)
        replaced = [row[ID] for row in rows if row[ID] in held]
        since = history.following(self.now, (held[record_id][history.HELD_SINCE] for record_id in replaced))
        if not self._put(entity, rows, replaced, since):
            return False
        if self._stored_versions:
            self._stored_versions.add(entity.plural, since, map(_ID, rows))
        return True

    def _put(self, entity: Entity, rows: list[Row], replaced: list[int], since: datetime) -> bool:
        if len(rows) == 1:
            if replaced:
                history.supersede(self.conn, self.network_id, entity, _as_array(replaced), until=since)
            values = (self.network_id, *stored_values(entity, rows[0]), since)
            return self.conn.execute(_insert(entity.plural), values).rowcount == 1
        try:
            with self.conn.transaction():
                if replaced:
                    history.supersede(self.conn, self.network_id, entity, _as_array(replaced), until=since)
                types = ("bigint", *entity.stored_types, "timestamptz")
                new = ((self.network_id, *stored_values(entity, row), since) for row in rows)
                copy_in(self.conn, entity.plural, _columns(entity), types, new)
        except psycopg.errors.UniqueViolation:
            return False
        return True


def _was_there(row: Row, held: Mapping[int, Mapping[str, Any]]) -> bool:
    """Return whether one version replaces another, if neither is a deletion."""
    return not row[IS_DELETED] and not held[row[ID]]["is_deleted"]


def _rejections(change: Change, wrong: FieldErrors) -> Iterator[Rejection]:
    record_id = shown(change.record.get("Id"))
    for name, reason in wrong.errors:
        yield Rejection(change.entity, change.position, name, reason, record_id, shown(change.record.get(name)))


def copy_in(
    conn: Connection, table: str, columns: Sequence[str], types: Sequence[str], rows: Iterable[Sequence[Any]]
) -> None:
    """Write rows into a table in the binary format, which takes a tenth of the work of the text format."""
    statement = sql.SQL("COPY {table} ({columns}) FROM STDIN (FORMAT BINARY)").format(
        table=sql.Identifier(table), columns=_names(columns)
    )
    with conn.cursor() as cursor, cursor.copy(statement) as copy:
        copy.set_types(types)
        for row in rows:
            copy.write_row(row)


def _columns(entity: Entity) -> tuple[str, ...]:
    """Return the columns that are written."""
    return ("network_id", *entity.stored_columns, history.HELD_SINCE)


def stored_values(entity: Entity, row: Row) -> Row:
    """Return the values to write for a row, including the folded form of a text if it is stored."""
    if entity.folded_place is None:
        return row
    text = row[entity.folded_place]
    return [*row, None if text is None else folded(text)]


@cache
def _insert(plural: str) -> bytes:
    """Return the statement that stores one record; cached, because composing it costs more than sending it."""
    columns = _columns(ENTITIES[plural])
    statement = sql.SQL("INSERT INTO {table} ({columns}) VALUES ({values}) ON CONFLICT DO NOTHING").format(
        table=sql.Identifier(plural),
        columns=_names(columns),
        values=sql.SQL(", ").join([sql.Placeholder()] * len(columns)),
    )
    return statement.as_bytes(None)


def _rounds(rows: list[Row]) -> Iterator[list[Row]]:
    """Split rows into rounds, sorted by id, so that a round has no id twice; a later row goes into a later round."""
    while rows:
        first: dict[int, Row] = {}
        again = [row for row in rows if first.setdefault(row[ID], row) is not row]
        yield sorted(first.values(), key=itemgetter(ID))
        rows = again


def _as_array(ids: Iterable[int]) -> str:
    """Return ids as a PostgreSQL array literal; psycopg takes ten times as long for a list."""
    return f"{{{','.join(map(str, ids))}}}"


def _names(columns: Iterable[str]) -> sql.Composed:
    return sql.SQL(", ").join(map(sql.Identifier, columns))
