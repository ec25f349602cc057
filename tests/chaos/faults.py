"""What goes wrong meanwhile."""

from __future__ import annotations

import os
import signal
from collections import Counter
from contextlib import suppress
from random import Random
from threading import Event
from time import monotonic

import psycopg

from chaos.space import Server, Space

_SECONDS_TO_RECOVER = 600  # only ends a run that hangs


class Faults:
    """Chooses a fault now and then, and waits until both servers are ready again."""

    def __init__(self, space: Space, servers: list[Server], dice: Random) -> None:
        self._space, self._servers, self._dice = space, servers, dice
        self.counts: Counter[str] = Counter()
        self.recoveries: list[float] = []
        self.problems: list[str] = []
        self._wait = Event().wait

    def one(self) -> None:
        """Do one fault, and measure how long it takes until both servers are ready again."""
        kind = self._dice.choice(
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
        with suppress(psycopg.Error):  # PostgreSQL may be starting just now
            kind()
        self.counts[kind.__name__.replace("_", " ")] += 1
        began = monotonic()
        for server in self._servers:
            if not server.await_ready(_SECONDS_TO_RECOVER):
                self.problems.append(f"not ready {_SECONDS_TO_RECOVER} s after: {kind.__name__}")
        self.recoveries.append(monotonic() - began)

    def kill_a_server(self) -> None:
        """Kill one server, and start it again."""
        server = self._dice.choice(self._servers)
        server.process.kill()
        server.process.wait()
        server.start()

    def kill_both_servers(self) -> None:
        """Kill both servers, which leaves PostgreSQL without anybody who watches it, and start them at once."""
        for server in self._servers:
            server.process.kill()
            server.process.wait()
        for server in self._servers:
            server.start()

    def stop_a_server(self) -> None:
        """End one server as a supervisor does; it finishes what it is doing, and exits with 0."""
        server = self._dice.choice(self._servers)
        server.process.terminate()
        if (code := server.process.wait(_SECONDS_TO_RECOVER)) != 0:
            self.problems.append(f"a server that was told to stop exited with {code}")
        server.start()

    def freeze_a_server(self) -> None:
        """Let one server stand still for a while, as on a machine without memory."""
        server = self._dice.choice(self._servers)
        server.process.send_signal(signal.SIGSTOP)
        self._wait(self._dice.uniform(0.5, 2))
        server.process.send_signal(signal.SIGCONT)

    def kill_postgresql(self) -> None:
        """Kill PostgreSQL's first process."""
        if number := self._space.postmaster():
            with suppress(ProcessLookupError):
                os.kill(number, signal.SIGKILL)

    def kill_a_backend(self) -> None:
        """Kill the process of one connection, after which PostgreSQL drops all connections and recovers."""
        with psycopg.connect(self._space.database_url, autocommit=True) as conn:
            found = conn.execute(
                "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
            ).fetchall()
        if found:
            with suppress(ProcessLookupError):
                os.kill(self._dice.choice(found)[0], signal.SIGKILL)

    def drop_connections(self) -> None:
        """End about half of the connections."""
        with psycopg.connect(self._space.database_url, autocommit=True) as conn:
            conn.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE backend_type = 'client backend' AND pid <> pg_backend_pid() AND pid % 2 = %s",
                (self._dice.randrange(2),),
            )

    def hold_a_lock(self) -> None:
        """Keep all writers of a table waiting for a while."""
        table = self._dice.choice(("booking", "checkin", "network"))
        with psycopg.connect(self._space.database_url) as conn:
            conn.execute("SET lock_timeout = '5s'")
            conn.execute(f"LOCK TABLE {table} IN EXCLUSIVE MODE")
            self._wait(self._dice.uniform(0.5, 2))
