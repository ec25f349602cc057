"""What goes wrong meanwhile."""

from __future__ import annotations

import os
import signal
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from random import Random
from threading import Event
from time import monotonic
from typing import Protocol

import psycopg

from chaos.space import Server

_SECONDS_TO_RECOVER = 600  # only ends a run that hangs
LOCKED = ("bookings", "checkins", "network")
"""The tables that are locked."""
BACKENDS = "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
END_HALF_OF_THEM = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE backend_type = 'client backend' AND pid <> pg_backend_pid() AND mod(pid, 2) = %s"
)


class Disturbed(Protocol):
    """The database that is disturbed."""

    @property
    def database_url(self) -> str:
        """Its URL."""

    def postmaster(self) -> int | None:
        """Return the process number of PostgreSQL's first process, when it is running."""


class Faults:
    """Chooses a fault now and then, and waits until both servers are ready again.

    Each fault returns whether it happened, and only those that did are counted: a process may have ended by itself, and
    PostgreSQL may be starting.
    """

    def __init__(
        self, space: Disturbed, servers: list[Server], dice: Random, wait: Callable[[float], object] | None = None
    ) -> None:
        self._space, self._servers, self._dice = space, servers, dice
        self.counts: Counter[str] = Counter()
        self.recoveries: list[float] = []
        self.problems: list[str] = []
        self._wait = wait or Event().wait

    def one(self) -> None:
        """Do one fault, and measure how long it takes until both servers are ready again."""
        self.do(
            self._dice.choice(
                (
                    self.kill_a_server,
                    self.kill_both_servers,
                    self.stop_a_server,
                    self.freeze_a_server,
                    self.kill_postgresql,
                    self.kill_a_backend,
                    self.drop_connections,
                    self.hold_a_lock,
                )
            )
        )

    def do(self, kind: Callable[[], bool]) -> None:
        """Do a fault of one kind, count it if it happened, and wait until both servers are ready again."""
        with suppress(
            psycopg.OperationalError
        ):  # PostgreSQL may be starting just now; any other error is a mistake here
            if kind():
                self.counts[kind.__name__.replace("_", " ")] += 1
        began = monotonic()
        for server in self._servers:
            if not server.await_ready(_SECONDS_TO_RECOVER):
                self.problems.append(f"not ready {_SECONDS_TO_RECOVER} s after: {kind.__name__}")
        self.recoveries.append(monotonic() - began)

    def kill_a_server(self) -> bool:
        """Kill one server, and start it again."""
        return self._kill([self._dice.choice(self._servers)])

    def kill_both_servers(self) -> bool:
        """Kill both servers, which leaves PostgreSQL without anybody who watches it, and start them at once."""
        return self._kill(self._servers)

    @staticmethod
    def _kill(servers: list[Server]) -> bool:
        """Kill servers, and start them again; return whether all of them were running."""
        codes = []
        for server in servers:
            server.process.kill()
            codes.append(server.process.wait())
        for server in servers:
            server.start()
        return codes == [-signal.SIGKILL] * len(servers)

    def stop_a_server(self) -> bool:
        """End one server as a supervisor does; it finishes what it is doing, and exits with 0."""
        server = self._dice.choice(self._servers)
        was_running = server.process.poll() is None
        server.process.terminate()
        if (code := server.process.wait(_SECONDS_TO_RECOVER)) != 0 and was_running:
            self.problems.append(f"a server that was told to stop exited with {code}")
        server.start()
        return was_running

    def freeze_a_server(self) -> bool:
        """Let one server stand still for a while, as on a machine without memory."""
        server = self._dice.choice(self._servers)
        was_running = server.process.poll() is None
        server.process.send_signal(signal.SIGSTOP)
        self._wait(self._dice.uniform(0.5, 2))
        server.process.send_signal(signal.SIGCONT)
        return was_running

    def kill_postgresql(self) -> bool:
        """Kill PostgreSQL's first process."""
        return _is_killed(self._space.postmaster())

    def kill_a_backend(self) -> bool:
        """Kill the process of one connection, after which PostgreSQL drops all connections and recovers."""
        with psycopg.connect(self._space.database_url, autocommit=True) as conn:
            found = conn.execute(BACKENDS).fetchall()
        return _is_killed(self._dice.choice(found)[0] if found else None)

    def drop_connections(self) -> bool:
        """End about half of the connections."""
        with psycopg.connect(self._space.database_url, autocommit=True) as conn:
            ended = conn.execute(END_HALF_OF_THEM, (self._dice.randrange(2),)).fetchall()
        return any(is_ended for [is_ended] in ended)

    def hold_a_lock(self) -> bool:
        """Keep all writers of a table waiting for a while."""
        table = self._dice.choice(LOCKED)
        with psycopg.connect(self._space.database_url) as conn:
            conn.execute("SET lock_timeout = '5s'")
            conn.execute(f"LOCK TABLE {table} IN EXCLUSIVE MODE")
            self._wait(self._dice.uniform(0.5, 2))
        return True


def _is_killed(number: int | None) -> bool:
    """Kill a process, if there is one; return whether there was."""
    if number is None:
        return False
    try:
        os.kill(number, signal.SIGKILL)
    except ProcessLookupError:
        return False
    return True
