"""Imports an export with history: every version with its original period.

A history cannot be merged with another one, so the network must be empty. Afterwards, questions about the past get the
same answers as in the exported network.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from itertools import groupby, islice
from operator import attrgetter
from typing import Any, Final

import psycopg
from psycopg import Connection

from teamkpi import networks
from teamkpi.errors import BatchRejected, SourceError
from teamkpi.ledger import history
from teamkpi.ledger.apply import CHUNK, Change, copy_in, in_transaction, stored_values
from teamkpi.ledger.entities import ENTITIES, Entity
from teamkpi.ledger.erasures import Erasures
from teamkpi.ledger.files import Source
from teamkpi.ledger.history import HELD_SINCE, HELD_UNTIL, SINCE, UNTIL
from teamkpi.ledger.report import Rejection, Report
from teamkpi.ledger.rows import FieldErrors, Row, to_row
from teamkpi.ledger.touching import note
from teamkpi.ledger.values import INSTANT
from teamkpi.ledger.versions import first
from teamkpi.usage import Touched, bring_up_to_date

_NOT_EMPTY: Final = (
    "an export with history can only be imported into a network without records; `--without-history` imports only its "
    "current records"
)
_COLUMNS: Final = {SINCE: HELD_SINCE, UNTIL: HELD_UNTIL}


def restore(
    conn: Connection, network_id: int, source: Source, *, now: datetime, on_read: Callable[[int], object] = bool
) -> Report:
    """Store the records of an export with history and their superseded versions, in one transaction; all or nothing.

    Returns a report; superseded versions count under their entity as well. Raises SourceError if the network has
    records or the versions of a record have gaps or overlaps, and BatchRejected if a version is invalid; then nothing
    is stored. ``on_read`` is called now and then with the number of bytes read. ``conn`` must not be in a transaction.
    """
    return in_transaction(conn, lambda: _Restoring(conn, network_id, now, on_read).run(source))


class _Restoring:
    """The work within the transaction."""

    def __init__(self, conn: Connection, network_id: int, now: datetime, on_read: Callable[[int], object]) -> None:
        self.conn = conn
        self.network_id = network_id
        self._named_as = networks.named_as(conn, network_id)
        self.now = now
        self.on_read = on_read
        self.report = Report()
        self.touched = Touched()

    def run(self, source: Source) -> Report:
        of_network = {"network_id": self.network_id}
        self.conn.execute(networks.SQL.lock_network, of_network)
        self._require_empty()
        self.erasures = Erasures.read(self.conn, self.network_id)
        try:
            self._store(source, source, (SINCE,))
            self._store(source, source.versions(), (SINCE, UNTIL))
        except psycopg.errors.UniqueViolation as error:
            raise SourceError("two versions of one record were stored at the same instant") from error
        if self.report.rejected:
            raise BatchRejected(self.report)
        self._require_sound()
        known_since = {**of_network, "known_since": source.known_since}
        self.conn.execute(history.SQL.restore_known_since, known_since)
        bring_up_to_date(self.conn, self.network_id, self.touched)
        self.erasures.require_same(self.conn, self.network_id)
        return self.report

    def _require_empty(self) -> None:
        for plural in ENTITIES:
            [is_empty] = self.conn.execute(*history.is_empty_query(self.network_id, plural)).fetchone() or [False]
            if not is_empty:
                raise SourceError(_NOT_EMPTY)

    def _store(self, source: Source, changes: Iterable[Change | Rejection], instants: tuple[str, ...]) -> None:
        """Store versions, a few thousand at a time."""
        iterator = iter(changes)
        while chunk := list(islice(iterator, CHUNK)):
            self.on_read(source.bytes_read)
            for plural, some in groupby(self._readable(chunk), attrgetter("entity")):
                entity = ENTITIES[plural]
                rows = list(self._rows(entity, some, instants))
                if self.report.rejected:
                    continue  # nothing will be stored; the rest is only validated
                self._copy(entity, rows, instants)
                self.report.entities[plural].stored += len(rows)
                if UNTIL not in instants:
                    note(self.touched, entity, {}, [row for row, _ in rows])

    def _readable(self, chunk: Iterable[Change | Rejection]) -> Iterator[Change]:
        for one in chunk:
            if isinstance(one, Rejection):
                self.report.reject(one)
            else:
                yield one

    def _rows(
        self, entity: Entity, changes: Iterable[Change], instants: tuple[str, ...]
    ) -> Iterator[tuple[Row, list[datetime]]]:
        for plural, record, position in changes:
            try:
                self._instant(record, "UpdatedOn")
                row = to_row(entity, self._named_as, record)
                self.erasures.forget(entity, row)
                row = first(entity, row, self.now)
                yield row, [self._instant(record, name) for name in instants]
            except FieldErrors as wrong:
                self.report.reject(*(Rejection(plural, position, *error) for error in wrong.errors))

    def _instant(self, record: Mapping[str, Any], name: str) -> datetime:
        value = record.get(name)
        if INSTANT.is_absent(value):
            raise FieldErrors((name, "is a required field of an export with history"))
        try:
            instant: datetime = INSTANT.read(value)
        except ValueError as error:
            raise FieldErrors((name, str(error))) from None
        if name in _COLUMNS and instant > self.now:
            raise FieldErrors((name, "must not be in the future; check the clock of this machine"))
        return instant

    def _copy(self, entity: Entity, rows: list[tuple[Row, list[datetime]]], instants: tuple[str, ...]) -> None:
        is_superseded = UNTIL in instants
        # Superseded versions have no folded form, because they are never searched by name.
        columns, types = (
            (entity.all_columns, entity.all_types) if is_superseded else (entity.stored_columns, entity.stored_types)
        )
        held = [_COLUMNS[name] for name in instants]
        copy_in(
            self.conn,
            history.table_of(entity) if is_superseded else entity.plural,
            ("network_id", *columns, *held),
            ("bigint", *types, *("timestamptz",) * len(held)),
            ((self.network_id, *(row if is_superseded else stored_values(entity, row)), *since) for row, since in rows),
        )

    def _require_sound(self) -> None:
        """Reject versions with gaps or overlaps, and time zones that this server does not know."""
        values = {"network_id": self.network_id}
        if zone := self.conn.execute(history.SQL.unknown_zone, values).fetchone():
            raise SourceError(
                f"businesses {zone[0]}: the time zone {zone[1]!r} is not known to this PostgreSQL server; update its "
                "tzdata"
            )
        for one in history.breaks(self.conn, self.network_id):
            raise SourceError(f"{one.entity} {one.id}, version stored at {one.held_since.isoformat()}: {one.problem}")
