"""A run of the mirror in a process of its own, which can be killed as an operating system kills."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Collection
from datetime import datetime
from threading import Event
from typing import Any, Final, NamedTuple

import httpx
import psycopg
from psycopg import Connection

from forks import FORKS
from patience import PATIENCE, until
from teamkpi.db import connect
from teamkpi.errors import UpstreamFailed
from teamkpi.mirror import Credentials, Pace, Runner, Upstream, sources
from upstream.service import EMAIL, PASSWORD

_FAILED: Final = 3
_LOST: Final = 4


class _Task(NamedTuple):
    """What a process does; with ``commits``, it kills itself after so many transactions that store pages."""

    dsn: str
    network_id: int
    address: str
    plurals: tuple[str, ...]
    is_full: bool
    now: datetime
    commits: int | None


class MirrorProcess:
    """A run in a process, which holds the mirror's lease as long as it lives; ``start`` it, then ``join`` it."""

    def __init__(
        self,
        conn: Connection[Any],
        network_id: int,
        address: str,
        plurals: Collection[str],
        *,
        is_full: bool,
        now: datetime,
        commits: int | None = None,
    ) -> None:
        self._conn = conn
        self._network_id = network_id
        task = _Task(conn.info.dsn, network_id, address, tuple(plurals), is_full, now, commits)
        self._process = FORKS.Process(target=_run, args=(task,), daemon=True)
        self._is_started = Event()

    def start(self) -> None:
        self._process.start()
        self._is_started.set()

    def kill(self) -> None:
        """SIGKILL; to be called by another thread, such as one that answers its requests."""
        assert self._is_started.wait(PATIENCE)
        assert self._process.pid is not None
        os.kill(self._process.pid, signal.SIGKILL)

    def terminate_backend(self) -> None:
        """End the server's process behind its connection, as an administrator or a failover does."""
        with connect(self._conn.info.dsn) as other:
            other.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = %s",
                (_name(self._network_id),),
            )

    def join(self) -> str:
        """Wait until it has ended, and PostgreSQL has noticed; "done", "failed", "killed" or "lost"."""
        self._process.join(PATIENCE)
        ended = {0: "done", _FAILED: "failed", _LOST: "lost", -signal.SIGKILL: "killed"}[self._process.exitcode or 0]
        assert not self._process.is_alive()
        until(lambda: sources.take_lease(self._conn, self._network_id))
        sources.give_back_lease(self._conn, self._network_id)
        return ended


def _name(network_id: int) -> str:
    return f"mirror of {network_id}"


def _run(task: _Task) -> None:
    conn = connect(task.dsn)
    conn.execute("SELECT set_config('application_name', %s, FALSE)", (_name(task.network_id),))
    assert sources.take_lease(conn, task.network_id)
    account, pace = Credentials(EMAIL, PASSWORD), Pace((), 100, 0)
    upstream = Upstream(
        task.address,
        account,
        pace=pace,
        wait=lambda _: None,
        now=lambda: task.now,
        # The address is http; reading the certificates of all authorities would cost more than the run.
        transport=httpx.HTTPTransport(verify=False),
    )
    source, reached = sources.get(conn, task.network_id), _dying_after(task.commits)
    try:
        Runner(conn, source, upstream, now=lambda: task.now, progress=reached).run(task.plurals, is_full=task.is_full)
    except UpstreamFailed:
        os._exit(_FAILED)
    except psycopg.OperationalError:
        os._exit(_LOST)
    os._exit(0)


def _dying_after(commits: int | None) -> Callable[[object], None]:
    """What is called after each transaction that stores pages: it kills its own process after so many."""
    left = [commits or 0]

    def reached(_far: object) -> None:
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    return reached
