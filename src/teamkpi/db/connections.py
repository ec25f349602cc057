"""Opens all connections to the database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import Any, Final

import psycopg
from psycopg import AsyncConnection, Connection, IsolationLevel
from psycopg.conninfo import conninfo_to_dict
from psycopg.rows import TupleRow

from teamkpi.db.cursors import AsyncCursor, Cursor
from teamkpi.db.open_networks import OpenNetworks
from teamkpi.db.statements import load_sql
from teamkpi.errors import DatabaseNotReady, DatabaseUnusable

_SQL: Final = load_sql("teamkpi.db", "connections.sql")
# Settings of every session. JIT compilation never pays off for statements that take a millisecond.
SESSION_SETTINGS: Final = {
    "TimeZone": "UTC",
    "DateStyle": "ISO, MDY",  # the only format that psycopg parses
    "IntervalStyle": "postgres",
    "jit": "off",
    "default_transaction_isolation": "read committed",
}
TAKES_NO_WRITES: Final = (
    "the database does not accept writes: it is a standby, or read-only by its own settings; use the URL of the primary"
)
_READ_ONLY: Final = "session is read-only"  # libpq's message for a server that is not `read-write`


class ReadConnection(AsyncConnection):
    """An asynchronous connection of a pool."""

    is_cluster = False
    """Its database is one of a cluster."""

    @cached_property
    def kept_cursor(self) -> psycopg.AsyncCursor:
        """A cursor for one short statement at a time; reusing it is cheaper than creating one."""
        return self.cursor()


def connection_arguments(url: str) -> dict[str, Any]:
    """Return psycopg's arguments for a database URL.

    A read-only server is rejected, because a standby may be behind. Session settings are not among the arguments,
    because poolers drop them; ``begin_session`` sets them.

    Raises DatabaseUnusable if the URL is invalid. Its text does not repeat the URL, which may contain a password.
    """
    try:
        arguments: dict[str, Any] = conninfo_to_dict(url)
    except psycopg.Error:
        raise DatabaseUnusable(
            "the database URL is not valid; it should look like postgresql://USER@HOST/NAME"
        ) from None
    return {
        "connect_timeout": 5,
        "application_name": "teamkpi",
        "keepalives_idle": 30,
        **arguments,
        "client_encoding": "UTF8",
        "target_session_attrs": "read-write",
    }


def begin_session(conn: Connection, **settings: str) -> None:
    """Apply the settings of every session, and these, to a new autocommitting connection; its cursors are ours."""
    conn.cursor_factory = Cursor
    found = conn.execute(_SQL.begin_session, _asked(settings), prepare=False).fetchone()
    if isinstance(conn, OpenNetworks):
        conn.is_cluster = found is not None and found[0]


async def begin_async_session(conn: AsyncConnection, **settings: str) -> None:
    """Do the same for an asynchronous connection."""
    conn.cursor_factory = AsyncCursor
    found = await (await conn.execute(_SQL.begin_session, _asked(settings), prepare=False)).fetchone()
    if isinstance(conn, ReadConnection):
        conn.is_cluster = found is not None and found[0]


def is_cluster(conn: Connection | AsyncConnection) -> bool:
    """Return whether the database of a connection is one of a Citus cluster: what it stores is on several servers."""
    return isinstance(conn, OpenNetworks | ReadConnection) and conn.is_cluster


def _asked(settings: dict[str, str]) -> dict[str, list[str]]:
    asked = SESSION_SETTINGS | settings
    return {"names": list(asked), "values": list(asked.values())}


def connect(url: str, **settings: str) -> Connection[TupleRow]:
    """Open an autocommitting connection; ``settings`` adds settings of the session.

    Raises DatabaseNotReady if the server is read-only, and DatabaseUnusable if it does not respond or refuses the
    connection.
    """
    conn = connect_bare(url)
    try:
        begin_session(conn, **settings)
    except psycopg.OperationalError as error:
        conn.close()
        raise _unusable(error) from error
    except BaseException:
        conn.close()
        raise
    return conn


def connect_bare(url: str) -> Connection[TupleRow]:
    """Open an autocommitting connection without our session settings; raises the same errors as ``connect``."""
    try:
        conn = OpenNetworks.connect(**connection_arguments(url), autocommit=True)
    except psycopg.OperationalError as error:
        if _READ_ONLY in str(error):
            raise DatabaseNotReady(TAKES_NO_WRITES) from error
        raise _unusable(error) from error
    conn.cursor_factory = Cursor
    return conn


def _unusable(error: psycopg.OperationalError) -> DatabaseUnusable:
    return DatabaseUnusable(f"the database does not respond: {_first_line(error)}")


def _first_line(error: Exception) -> str:
    return str(error).strip().split("\n", 1)[0]


@contextmanager
def snapshot(conn: Connection) -> Iterator[None]:
    """Read one snapshot of the database without blocking writers; ``conn`` must not be in a transaction."""
    before = conn.isolation_level, conn.read_only
    conn.isolation_level, conn.read_only = IsolationLevel.REPEATABLE_READ, True
    try:
        with conn.transaction():
            yield
    finally:
        conn.isolation_level, conn.read_only = before
