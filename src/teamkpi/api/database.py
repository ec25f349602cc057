"""The connections of one server process: a pool for reads, which are awaited, and two for threads: reads and writes.

One caller never has all of them: see ``teamkpi.api.turns``. A call that only reads gets no connection for writes: see
``only_reading``.

The database may become unavailable and return. Meanwhile, requests that need it get an error within a few seconds;
afterwards, the next request works, even if earlier connections were lost.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from functools import partial
from typing import Final, TypeAlias, TypeVar

import psycopg
from anyio import CapacityLimiter, to_thread
from psycopg import AsyncConnection, Connection
from psycopg_pool import AsyncConnectionPool, ConnectionPool, PoolClosed, PoolTimeout, TooManyRequests

from teamkpi import tracing
from teamkpi.api.errors import ServiceUnavailable
from teamkpi.api.turns import Turns, step_aside
from teamkpi.db import ReadConnection, begin_async_session, begin_session, connect, connection_arguments
from teamkpi.db.backup import LAST_VERIFIED
from teamkpi.db.migrate import lacking_migrations
from teamkpi.db.open_networks import OpenNetworks
from teamkpi.errors import DatabaseNotReady

T = TypeVar("T")
ReadPool: TypeAlias = AsyncConnectionPool[ReadConnection]

# How long a request waits for a connection, and a read for its result, before it fails.
_CONNECTION_SECONDS = 2.0
_READ_SECONDS = 10.0
# A check may have to wait for the one before it.
CHECK_SECONDS = _READ_SECONDS / 2
_STATEMENT_TIMEOUT = "8s"
# A wait for other writers counts as well. A write that the back office dates is committed within a few of these, or
# not at all: docs/syncing.md stands on it.
_WRITE_TIMEOUT = "60s"
# How long a pool tries by itself to replace a connection; after that, the next request makes it try again.
_RECONNECT_SECONDS = 1.0
_MOST_WAITING = 2000
_WRITERS = 8
_THREAD_READERS = 4
# Everything is looked up by key: one plan fits all values, and planning costs more than running.
_PLANS = "force_generic_plan"
# One caller has at most this part of the connections for reads at once, and half of those for threads.
_SHARE = 4
_MOST_WRITES_WAITING = 64
_MOST_READS_WAITING = 64

_NO_USE_TO_RETRY = (PoolTimeout, PoolClosed, TooManyRequests, psycopg.errors.QueryCanceled)
NOT_ASKED = (PoolTimeout, PoolClosed, TooManyRequests, TimeoutError, ServiceUnavailable)
"""What says that the database could not be asked at all, or does not answer anybody."""


_only_reads: ContextVar[bool] = ContextVar("only_reads", default=False)


class only_reading:  # noqa: N801 - used as a function; a class costs each request less than a generator
    """Let a block, and what it awaits, ask for no connection for writes: that is a RuntimeError."""

    __slots__ = ("_before",)

    def __enter__(self) -> None:
        """Begin."""
        self._before = _only_reads.set(True)

    def __exit__(self, *_: object) -> None:
        """End."""
        _only_reads.reset(self._before)


class _AsyncPool(AsyncConnectionPool[ReadConnection]):
    """One in which the wait for a connection is part of a trace."""

    async def getconn(self, timeout: float | None = None) -> ReadConnection:  # noqa: ASYNC109
        """Return a connection when there is one."""
        with tracing.part("wait for a connection", **{"teamkpi.pool": self.name}):
            return await super().getconn(timeout)


class _Pool(ConnectionPool[Connection]):
    """The same for threads."""

    def getconn(self, timeout: float | None = None) -> Connection:
        """Return a connection when there is one."""
        with tracing.part("wait for a connection", **{"teamkpi.pool": self.name}):
            return super().getconn(timeout)


class Gate:
    """Limits the work that runs in threads at the same time; more work waits, and beyond that it is rejected."""

    def __init__(self, at_once: int, most_waiting: int) -> None:
        self._limiter = CapacityLimiter(at_once)
        self._most_waiting = most_waiting

    async def run(self, work: Callable[[], T]) -> T:
        """Run the work in a thread and return what it returns."""
        step_aside()
        if self._limiter.statistics().tasks_waiting >= self._most_waiting:
            raise ServiceUnavailable
        return await to_thread.run_sync(work, limiter=self._limiter)


def _pool_for_threads(
    arguments: dict[str, object], name: str, most: int, **settings: str
) -> ConnectionPool[Connection]:
    def begin(conn: Connection) -> None:
        begin_session(conn, statement_timeout=_WRITE_TIMEOUT, plan_cache_mode=_PLANS, **settings)

    return _Pool(
        connection_class=OpenNetworks,
        kwargs=arguments,
        configure=begin,
        min_size=0,
        max_size=most,
        open=False,
        timeout=_CONNECTION_SECONDS,
        reconnect_timeout=_RECONNECT_SECONDS,
        # What is done in a thread is not tried twice, so its connection is tried before.
        check=ConnectionPool.check_connection,
        name=name,
    )


class Database:
    """The pools of one process; ``open()`` before use, ``close()`` after it."""

    def __init__(self, url: str, pool_size: int) -> None:
        self.url: Final = url
        arguments = connection_arguments(url) | {"autocommit": True}
        self.reads: ReadPool = _AsyncPool(
            connection_class=ReadConnection,
            kwargs=arguments,
            configure=partial(begin_async_session, statement_timeout=_STATEMENT_TIMEOUT, plan_cache_mode=_PLANS),
            min_size=min(2, max(1, pool_size)),
            max_size=max(1, pool_size),
            open=False,
            timeout=_CONNECTION_SECONDS,
            reconnect_timeout=_RECONNECT_SECONDS,
            max_waiting=_MOST_WAITING,
            name="reads",
        )
        self.thread_reads = _pool_for_threads(
            arguments, "thread_reads", _THREAD_READERS, default_transaction_read_only="on"
        )
        self._writes = _pool_for_threads(arguments, "writes", _WRITERS)
        self._read_gate = Gate(at_once=_THREAD_READERS, most_waiting=_MOST_READS_WAITING)
        self._write_gate = Gate(at_once=_WRITERS, most_waiting=_MOST_WRITES_WAITING)
        self._read_turns = Turns(max(1, pool_size // _SHARE))
        self._thread_read_turns = Turns(_THREAD_READERS // 2)
        self._write_turns = Turns(_WRITERS // 2)
        self._is_migrated = False
        self._state_gate = Gate(at_once=1, most_waiting=8)

    async def open(self) -> None:
        """Start connecting; does not wait for the database."""
        await self.reads.open()
        for pool in (self.thread_reads, self._writes):
            await to_thread.run_sync(pool.open)

    async def close(self) -> None:
        """Close every connection."""
        await self.reads.close()
        for pool in (self.thread_reads, self._writes):
            await to_thread.run_sync(pool.close)

    @property
    def pools(self) -> tuple[ReadPool, ConnectionPool[Connection], ConnectionPool[Connection]]:
        """The pools, for monitoring."""
        return self.reads, self.thread_reads, self._writes

    async def read(self, work: Callable[[AsyncConnection], Awaitable[T]], seconds: float = _READ_SECONDS) -> T:
        """Do a piece of reading on a connection of the pool; twice, when the first turns out to be broken.

        Raises what ``retrying`` does.
        """

        async def on_a_connection() -> T:
            async with self._read_turns.one(), self.reads.connection() as conn:
                return await work(conn)

        return await self.retrying(on_a_connection, seconds)

    async def retrying(self, work: Callable[[], Awaitable[T]], seconds: float = _READ_SECONDS) -> T:
        """Do a piece of reading that uses the pool; once more, when a connection of it turns out to be broken.

        Raises TimeoutError when the database does not answer in time, and psycopg's OperationalError when it is away.
        """
        async with asyncio.timeout(seconds):
            try:
                return await work()
            except _NO_USE_TO_RETRY:
                raise
            except (psycopg.OperationalError, psycopg.InterfaceError):
                # After a restart of the database all connections are broken, not this one alone.
                await self.reads.check()
                return await work()

    async def read_in_thread(self, work: Callable[[Connection], T]) -> T:
        """Do a piece of reading in a thread, on a read-only connection that is in no transaction.

        For what the worker and the command line read in the same way; ``read`` costs less.
        """

        def on_a_connection() -> T:
            with self.thread_reads.connection() as conn:
                return work(conn)

        async with self._thread_read_turns.one():
            return await self._read_gate.run(on_a_connection)

    async def write(self, work: Callable[[Connection], T]) -> T:
        """Do a piece of writing in a thread, on a connection that is in no transaction."""

        def on_a_connection() -> T:
            with self.writing() as conn:
                return work(conn)

        async with self._write_turns.one():
            return await self._write_gate.run(on_a_connection)

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Give a connection for writes to the thread that calls this."""
        if _only_reads.get():
            raise RuntimeError("a call that only reads asked for a connection for writes")
        with self.noting() as conn:
            yield conn

    async def note(self, work: Callable[[Connection], T]) -> T:
        """Write what is kept about requests of any kind, such as the use of a key; otherwise as ``write``."""

        def on_a_connection() -> T:
            with self.noting() as conn:
                return work(conn)

        return await self._write_gate.run(on_a_connection)

    @contextmanager
    def noting(self) -> Iterator[Connection]:
        """Give a connection for such a write to the thread that calls this."""
        with self._writes.connection() as conn:
            yield conn

    def connect(self) -> Connection:
        """Open a connection outside the pools, without a time limit; raises as ``teamkpi.db.connect`` does."""
        return connect(self.url)

    async def verified_backup(self) -> datetime | None:
        """Return when the newest verified backup was made; raises as ``retrying`` does."""

        async def ask(conn: AsyncConnection) -> datetime | None:
            row = await (await conn.execute(LAST_VERIFIED)).fetchone()
            return row[0] if row else None

        return await self.read(ask)

    async def ensure_ready(self) -> None:
        """Return when the database answers, takes writes, and has every migration that this program knows.

        Raises DatabaseNotReady when it is there and that is not so, and DatabaseUnusable or psycopg's errors when it is
        away.
        """
        if not self._is_migrated:
            if await self._state_gate.run(lambda: lacking_migrations(self.url)):
                raise DatabaseNotReady("the database lacks migrations; run `teamkpi migrate`")
            self._is_migrated = True  # migrations are never taken back
        try:
            await self.read(AsyncConnectionPool.check_connection)
        except (psycopg.OperationalError, TimeoutError):
            # The pool does not say why it has no connection; one of our own does.
            await self._state_gate.run(lambda: connect(self.url).close())
            raise
