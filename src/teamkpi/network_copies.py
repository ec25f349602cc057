"""The copy of a network in another database, which is brought up to date while the network is in use.

What has changed since a snapshot is found by the transactions that wrote the rows; see
docs/decisions/0079-moving-a-network-in-use.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from itertools import chain
from typing import Any, Final

import psycopg
from psycopg import Connection

from teamkpi import network_files, networks
from teamkpi.db import load_sql
from teamkpi.db.connections import snapshot
from teamkpi.db.table_copies import (
    Table,
    changed_since,
    columns_without,
    content_of,
    count_new,
    count_rows,
    delete_others,
    delete_rows,
    digest_of_rows,
    key_without,
    keys_of,
    merge_staged,
    overwrite_row,
    stage,
    store,
)
from teamkpi.errors import NetworkRefused

_SQL: Final = load_sql("teamkpi", "network_moves.sql")
# Of the row of a network, what is not the same in both databases.
_OF_THE_PLACE: Final = {
    "id", "name", "named_as", "place", "place_since", "is_closed", "move_id", "other_place", "other_id"
}  # fmt: skip


class NetworkCopy:
    """The copy of a network in the new database."""

    def __init__(
        self,
        old: Connection,
        new: Connection,
        *,
        old_id: int,
        network_id: int,
        require_time: Callable[[], object],
    ) -> None:
        """``old_id`` is the id in the old database; ``require_time`` raises if the copying takes too long."""
        self._old, self._new = old, new
        self._old_id, self._id = old_id, network_id
        self._require_time = require_time
        kept = {network_files.NETWORK, network_files.HOSTS}
        self._tables = [one for one in network_files.copied_tables(self._new) if one.name not in kept]

    def whole(self) -> None:
        """Copy the network as of one snapshot, in one transaction; nothing is there before."""
        with snapshot(self._old), self._new.transaction():
            for table in self._tables:
                self._store_all(table)
            self._note_position()
        self._new.execute(_SQL.analyze)

    def round(self) -> int:
        """Copy what has changed since the last snapshot, and return how many rows that were."""
        with snapshot(self._old), self._new.transaction():
            return self._catch_up()

    def last(self, now: Callable[[], datetime]) -> int:
        """Copy what has changed while the old database takes no writes, compare everything, and return the rows."""
        with snapshot(self._old), self._new.transaction():
            self._catch_up()
            self._copy_the_row()
            rows = self._compare()
            self._require_time()
            network_files.advance_sequences(self._new, self._id)
            self._new.execute(_SQL.arrive, {"network_id": self._id, "now": now()})
        return rows

    def _catch_up(self) -> int:
        position = int(value_of(self._new, _SQL.copied_to, {"network_id": self._id}))
        try:
            with self._new.transaction():
                rows = self._merge(position)
        except psycopg.errors.IntegrityError:
            # Rows have exchanged values that must be different: everything is copied again.
            for table in reversed(self._tables):
                delete_rows(self._new, table.name, self._id)
            for table in self._tables:
                self._store_all(table)
            rows = 0
        self._note_position()
        return rows

    def _merge(self, position: int) -> int:
        changed = {table.name: rows for table in self._tables if (rows := self._stage(table, position))}
        for table in reversed(self._tables):
            self._delete_gone(table, is_changed=table.name in changed)
        for table in self._tables:
            self._require_time()
            if table.name in changed:
                merge_staged(self._new, table, self._own(table), _changes_of(table))
        return sum(changed.values())

    def _stage(self, table: Table, position: int) -> int:
        """Bring the rows of a table that have changed; return how many there are."""
        self._require_time()
        only = self._only_old(table)
        content = map(bytes, changed_since(self._old, table, only, position))
        first = next(content, None)
        if first is None:
            return 0
        counted = _Counted(chain([first], content))
        columns = columns_without(table, only)
        stage(self._new, table.name, columns, counted, name=_changes_of(table), also=self._only(table))
        return counted.rows

    def _delete_gone(self, table: Table, *, is_changed: bool) -> None:
        """Delete the rows of a table that the old database does not have any more."""
        added = count_new(self._new, table, _changes_of(table), self._id) if is_changed else 0
        expected = count_rows(self._old, table.name, self._old_id)
        if count_rows(self._new, table.name, self._id) + added == expected:
            return
        only = self._only_old(table)
        if not key_without(table, only):  # there is one row, or none
            delete_rows(self._new, table.name, self._id)
            return
        staged, keys = f"keys of {table.name}"[:63], map(bytes, keys_of(self._old, table, only))
        stage(self._new, table.name, key_without(table, only), keys, name=staged, also=self._only(table))
        delete_others(self._new, table, staged, self._id)

    def _copy_the_row(self) -> None:
        """Copy what belongs to the network itself, and its host names."""
        table = network_table(self._old)
        only = network_files.only_of(table.name, self._old_id)
        columns = columns_without(table, only)
        network_files.stage_network(self._new, columns, map(bytes, content_of(self._old, table, only=only)), self._id)
        own = [name for name in columns if name not in _OF_THE_PLACE]
        overwrite_row(self._new, table.name, network_files.STAGED_NETWORK, own, self._id)
        hosts = networks.own_network(self._old, self._old_id)[0].hosts
        networks.replace_hosts(self._new, self._id, hosts)

    def _compare(self) -> int:
        """Return the number of rows, which are the same in both databases; raises NetworkRefused if they are not."""
        with ThreadPoolExecutor(1) as thread:
            others = thread.submit(
                lambda: [digest_of_rows(self._old, table, self._only_old(table)) for table in self._tables]
            )
            ours = [digest_of_rows(self._new, table, self._only(table)) for table in self._tables]
            theirs = others.result()
        for table, here, there in zip(self._tables, theirs, ours, strict=True):
            if here != there:
                raise NetworkRefused(
                    f"table {table.name} differs in the other database; the network is still served here. Abandon the "
                    "move, and begin again"
                )
        return sum(rows for rows, *_ in ours)

    def _store_all(self, table: Table) -> None:
        self._require_time()
        only = self._only_old(table)
        content = map(bytes, content_of(self._old, table, only=only))
        store(self._new, table.name, columns_without(table, only), content, also=self._only(table))

    def _note_position(self) -> None:
        position = value_of(self._old, _SQL.position)
        self._new.execute(_SQL.note_copied, {"network_id": self._id, "position": position})

    def _only_old(self, table: Table) -> tuple[str, int]:
        return network_files.only_of(table.name, self._old_id)

    def _only(self, table: Table) -> tuple[str, int]:
        return network_files.only_of(table.name, self._id)

    def _own(self, table: Table) -> list[str]:
        only = self._only(table)
        return [only[0], *columns_without(table, only)]


class _Counted:
    """Rows that are counted while they are read."""

    def __init__(self, blocks: Iterable[bytes]) -> None:
        self._blocks = blocks
        self.rows = 0

    def __iter__(self) -> Iterator[bytes]:
        for block in self._blocks:
            self.rows += block.count(b"\n")
            yield block


def _changes_of(table: Table) -> str:
    return f"changed {table.name}"[:63]


def network_table(conn: Connection) -> Table:
    """Return the table of the networks themselves."""
    return next(one for one in network_files.copied_tables(conn) if one.name == network_files.NETWORK)


def value_of(conn: Connection, statement: str, values: dict[str, Any] | None = None) -> Any:
    """Return the first value of the first row that a statement returns; None if it returns none."""
    return (conn.execute(statement, values).fetchone() or (None,))[0]
