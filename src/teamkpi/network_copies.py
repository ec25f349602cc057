"""The copy of a network in another database, which is brought up to date while the network is in use.

All rows are compared once, at a snapshot of the old database. After that, each round begins with equal copies: it
copies what has changed since, and proves that the copies are equal again. What has changed is found by the transactions
that wrote the rows. See docs/decisions/0079-moving-a-network-in-use.md.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Final, NamedTuple, TypeVar

import psycopg
from psycopg import Connection

from teamkpi import network_files, networks
from teamkpi.db import load_sql
from teamkpi.db.connections import snapshot
from teamkpi.db.table_copies import (
    Counted,
    Table,
    changed_since,
    columns_without,
    content_of,
    count_by_key,
    count_different,
    count_new,
    count_since,
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

T = TypeVar("T")
_SQL: Final = load_sql("teamkpi", "network_moves.sql")
# Of the row of a network, what is not the same in both databases.
_OF_THE_PLACE: Final = {
    "id", "name", "named_as", "place", "place_since", "is_closed", "move_id", "other_place", "other_id"
}  # fmt: skip


class _Equal(NamedTuple):
    """What was found when both copies were equal."""

    there: int
    """The oldest number of a transaction of the new database whose rows may not have been compared."""
    rows: dict[str, int]
    """By table."""


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
        self._equal: _Equal | None = None
        self._own_transactions: list[int] = []

    def whole(self) -> None:
        """Copy the network as of one snapshot, in one transaction; nothing is there before."""
        with snapshot(self._old), self._writing():
            self._store_everything()
        self._new.execute(_SQL.analyze)

    def compare(self) -> None:
        """Bring the copy to a snapshot, and compare all rows with it; raises NetworkRefused if they differ."""
        with snapshot(self._old):
            self._follow()
            self._compare_everything()

    def round(self) -> int:
        """Copy what has changed since the last snapshot, so that the copies are equal; return the number of rows."""
        with snapshot(self._old):
            changed = self._follow()
            if self._equal is None:  # everything was copied
                return self._compare_everything()
        return changed

    def last(self, now: Callable[[], datetime]) -> int:
        """Copy what has changed while the old database takes no writes, prove equality, and return the rows.

        How long it takes depends on what has changed: of all other rows, only the headers are read, once. Raises
        IntegrityError if rows have exchanged values that must be different, which takes another ``round``.
        """
        with snapshot(self._old), self._writing():
            here = self._catch_up()
            self._copy_the_row()
            self._require_time()
            network_files.advance_sequences(self._new, self._id)
            self._new.execute(_SQL.arrive, {"network_id": self._id, "now": now()})
        return sum(found.rows for found in here.values())

    def _follow(self) -> int:
        """Copy what has changed, and return the number of rows; or copy everything, and set ``_equal`` to None."""
        try:
            with self._writing():
                there = self._position_there()
                here = self._catch_up()
        except psycopg.errors.IntegrityError:  # rows have exchanged values that must be different
            self._equal = None
            with self._writing():
                for table in reversed(self._tables):
                    delete_rows(self._new, table.name, self._id)
                self._store_everything()
            return 0
        if self._equal:  # all that others had written to the copy was compared
            self._equal = _Equal(there, {name: found.rows for name, found in here.items()})
        return sum(found.newer for found in here.values())

    def _compare_everything(self) -> int:
        """Note that the copies are equal, and return the number of rows; raises NetworkRefused if they are not."""
        there = self._position_there()
        self._equal = _Equal(there, self._compare(self._tables))
        return sum(self._equal.rows.values())

    def _position_there(self) -> int:
        return int(value_of(self._new, _SQL.position))

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """Write to the new database in one transaction whose number is noted, without parts that have their own."""
        with self._new.transaction():
            self._own_transactions.append(int(value_of(self._new, _SQL.transaction)))
            yield

    def _catch_up(self) -> dict[str, Counted]:
        """Copy what has changed since the last snapshot, and return how many rows there are and have changed.

        If the copies were equal before, every row that is copied is compared; otherwise everything is compared later.
        They are equal again if the numbers of rows agree and no other session has written to the copy. A table for
        which this is not certain is compared as a whole.
        """
        position = int(value_of(self._new, _SQL.copied_to, {"network_id": self._id}))
        here, there = self._count(position)
        in_doubt = self._touched_by_others(there)
        changed = [table for table in self._tables if here[table.name].newer]
        for table in changed:
            self._stage(table, position)
        for table in reversed(self._tables):
            if not self._delete_gone(table, there[table.name].rows, here[table.name]):
                in_doubt.add(table.name)
        for table in changed:
            self._require_time()
            merge_staged(self._new, table, self._own(table), _changes_of(table))
        if self._equal:
            for table in changed:
                if count_different(self._new, table, _changes_of(table), self._only(table)):
                    raise _differs(table)
            if in_doubt:
                self._compare([table for table in self._tables if table.name in in_doubt])
        self._note_position()
        return here

    def _count(self, position: int) -> tuple[dict[str, Counted], dict[str, Counted]]:
        """Count the rows in both databases: here also what is newer, there what other sessions have written."""
        self._require_time()
        since = self._equal.there if self._equal else self._own_transactions[-1]
        return _at_once(
            lambda: count_since(self._old, self._tables, self._old_id, position),
            lambda: count_since(self._new, self._tables, self._id, since, but_by=self._own_transactions),
        )

    def _touched_by_others(self, there: dict[str, Counted]) -> set[str]:
        """Return the tables in which another session has written or deleted rows since the copies were equal."""
        if self._equal is None:
            return set()
        return {name for name, found in there.items() if found.newer or found.rows != self._equal.rows[name]}

    def _stage(self, table: Table, position: int) -> None:
        """Bring the rows of a table that have changed."""
        self._require_time()
        only = self._only_old(table)
        content = map(bytes, changed_since(self._old, table, only, position))
        name, also = _changes_of(table), self._only(table)
        stage(self._new, table.name, columns_without(table, only), content, name=name, also=also, has_digest=True)

    def _delete_gone(self, table: Table, rows: int, here: Counted) -> bool:
        """Delete rows that the old database does not have any more; return whether the numbers of rows agree then."""
        added = count_new(self._new, table, _changes_of(table), self._only(table)) if here.newer else {}
        surplus = rows + sum(added.values()) - here.rows
        if surplus == 0:
            return True
        self._require_time()
        only, also = self._only_old(table), self._only(table)
        if not key_without(table, only):  # there is one row, or none
            return delete_rows(self._new, table.name, self._id) == surplus
        expected, found = map(
            Counter,
            _at_once(lambda: count_by_key(self._old, table, only), lambda: count_by_key(self._new, table, also)),
        )
        found.update(added)
        parts = [part for part in expected | found if expected[part] != found[part]]
        staged, keys = f"keys of {table.name}"[:63], map(bytes, keys_of(self._old, table, only, parts))
        stage(self._new, table.name, key_without(table, only), keys, name=staged, also=also)
        return delete_others(self._new, table, staged, also, parts) == surplus

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

    def _compare(self, tables: list[Table]) -> dict[str, int]:
        """Return the numbers of rows in tables that are the same in both databases; raises NetworkRefused if not."""
        theirs, ours = _at_once(
            lambda: [digest_of_rows(self._old, table, self._only_old(table)) for table in tables],
            lambda: [digest_of_rows(self._new, table, self._only(table)) for table in tables],
        )
        for table, here, there in zip(tables, theirs, ours, strict=True):
            if here != there:
                raise _differs(table)
        return {table.name: rows for table, (rows, *_) in zip(tables, ours, strict=True)}

    def _store_everything(self) -> None:
        for table in self._tables:
            self._require_time()
            only = self._only_old(table)
            content = map(bytes, content_of(self._old, table, only=only))
            store(self._new, table.name, columns_without(table, only), content, also=self._only(table))
        self._note_position()

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


def _at_once(old: Callable[[], T], new: Callable[[], T]) -> tuple[T, T]:
    """Ask the old and the new database at the same time, each a question of its own."""
    with ThreadPoolExecutor(1) as thread:
        asked = thread.submit(old)
        answer = new()
        return asked.result(), answer


def _differs(table: Table) -> NetworkRefused:
    return NetworkRefused(
        f"table {table.name} differs in the other database; the network is still served here. Abandon the move, and "
        "begin again"
    )


def _changes_of(table: Table) -> str:
    return f"changed {table.name}"[:63]


def network_table(conn: Connection) -> Table:
    """Return the table of the networks themselves."""
    return next(one for one in network_files.copied_tables(conn) if one.name == network_files.NETWORK)


def value_of(conn: Connection, statement: str, values: dict[str, Any] | None = None) -> Any:
    """Return the first value of the first row that a statement returns; None if it returns none."""
    return (conn.execute(statement, values).fetchone() or (None,))[0]
