"""Connections that commit writes to a network only while the network is open in this database.

A network is closed for a moment while it moves to another database, and stays closed here afterwards. Every transaction
that writes to it therefore locks the network's row, as a foreign key does, and looks whether it is open; the move locks
the same row exclusively, so it sees everything that was committed before, and nothing is committed after it.

Which statements write follows from their text, and the network from their parameter ``network_id``, which every
statement on a network's table has. Statements without named parameters are preceded by ``enter``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import lru_cache
from typing import Any, Final, TypeVar

from psycopg import Connection, Cursor, Transaction

from teamkpi.db.locks import Lock
from teamkpi.db.statements import load_sql
from teamkpi.errors import NetworkClosed

Row_co = TypeVar("Row_co", covariant=True)

_SQL: Final = load_sql("teamkpi.db", "open_networks.sql")
_WRITES: Final = re.compile(r"\bINSERT INTO\b|\bDELETE FROM\b|\bMERGE INTO\b|(?<!FOR )(?<!KEY )(?<!DO )\bUPDATE\s")
_OPEN: Final = ("here", "leaving")
_NOTHING: Final = nullcontext()


class OpenNetworks(Connection[Row_co]):
    """A connection that raises NetworkClosed before it writes to a network that is not open here."""

    is_cluster = False
    """Its database is one of a cluster (``teamkpi.db.connections.is_cluster``)."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._depth = 0
        self._entered: set[int] = set()
        self._movers: set[int] = set()

    @contextmanager
    def transaction(self, savepoint_name: str | None = None, force_rollback: bool = False) -> Iterator[Transaction]:
        """Open a transaction or savepoint as psycopg does; when it ends, forget which networks it has entered."""
        self._depth += 1
        try:
            with super().transaction(savepoint_name, force_rollback) as transaction:
                try:
                    yield transaction
                except BaseException:  # also one that only rolls back
                    self._entered.clear()
                    raise
        finally:
            self._depth -= 1
            if self._depth == 0 or force_rollback:
                self._entered.clear()

    @contextmanager
    def entering(self, network_id: int) -> Iterator[None]:
        """Run the block, which writes to a network, in a transaction that has entered the network."""
        if network_id in self._movers:
            yield
        elif self._depth:
            self.enter(network_id)
            yield
        else:
            with self.transaction():
                self.enter(network_id)
                yield

    def enter(self, network_id: int) -> None:
        """Keep a network open until the transaction ends; raises NetworkClosed if it is not.

        A network that does not exist is left to the statement, which finds nothing or is refused by a foreign key.
        """
        if network_id in self._entered or network_id in self._movers:
            return
        place, is_closed = self._place_of(network_id)
        if is_closed:
            if self._first(_SQL.is_moving, Lock.MOVE.of(network_id)) == (True,):
                raise NetworkClosed(place)
            # The move may have ended between the two statements. The row is locked now, so that a later one waits.
            place, _ = self._place_of(network_id)
        if place not in _OPEN:
            raise NetworkClosed(place)
        self._entered.add(network_id)

    def _place_of(self, network_id: int) -> tuple[str, bool]:
        """Return where a network is, and whether it is closed, after locking its row against a later move."""
        found: tuple[str, bool] | None = self._first(_SQL.enter, {"network_id": network_id})
        return found or (_OPEN[0], False)

    def _first(self, statement: str, values: dict[str, int]) -> Any:
        """Return the first row of a statement, which is sent without looking whether it writes."""
        return Cursor[Any](self).execute(statement, values).fetchone()

    @contextmanager
    def moving(self, network_id: int) -> Iterator[None]:
        """Let the move of a network, or its deletion, write although it is not open."""
        self._movers.add(network_id)
        try:
            yield
        finally:
            self._movers.discard(network_id)


def writing(conn: Connection[Any], query: Any, params: object) -> AbstractContextManager[None]:
    """Return a context for a statement; if it writes to a network, its transaction enters the network first."""
    network_id = params.get("network_id") if isinstance(params, Mapping) else None
    if network_id is None or not isinstance(conn, OpenNetworks) or not _writes(query):
        return _NOTHING
    return conn.entering(network_id)


def enter(conn: Connection[Any], network_id: int) -> None:
    """Keep a network open until the transaction of the connection ends; raises NetworkClosed if it is not."""
    if isinstance(conn, OpenNetworks):
        conn.enter(network_id)


def moving(conn: Connection[Any], network_id: int) -> Any:
    """Let the move of a network, or its deletion, write in a block although the network is not open."""
    assert isinstance(conn, OpenNetworks)  # noqa: S101 - all connections are opened by this program
    return conn.moving(network_id)


@lru_cache(maxsize=4096)
def _writes_text(text: str) -> bool:
    return _WRITES.search(text) is not None


def _writes(query: Any) -> bool:
    if isinstance(query, str):
        return _writes_text(query)
    return _writes_text(query.decode() if isinstance(query, bytes) else query.as_string(None))
