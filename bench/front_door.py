"""What the way from the socket to an answer and back costs: our warm answers beside a bare ASGI application.

Everything runs in one run, in turn, on our own server (its connections, limits and event loop): a bare application that
answers the bytes of a team from memory, the same application when it also reads the database's snapshot for each answer
(one statement for all requests that wait, as our check does), our constant route, and warm answers of teams of 10 and
of 250 members. The second is the floor: no answer that must never be stale can cost less. Each is asked by one
connection, which shows how long one answer takes, and by many, which shows how many a process gives. What counts are
ratios of requests a second; on a busy machine those of processor time are steadier. With the folder of another checkout
of the same schema in ``TEAMKPI_BENCH_BEFORE``, the warm answers of that one are measured as well.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, Final

from psycopg import AsyncConnection

from bench.contenders.running import Asked, Running, free_port, process, processor_seconds
from bench.form import Form
from bench.generate_ledger import Ledger
from bench.load import Target, request, requests_per_second
from bench.served import constant_path, running, team_path
from bench.spaces import fill, fresh_database, items, sign_in, space
from teamkpi.api.callers.batching import Batches
from teamkpi.api.http.requests import Receive, Scope, Send
from teamkpi.api.log import logger_to
from teamkpi.api.server import serve
from teamkpi.db import connect, load_sql
from teamkpi.kpi import team_kpi
from teamkpi.settings import Settings
from teamkpi.wire import encode

_CONNECTIONS: Final = (1, 64)
_ROUND_TRIPS: Final = 2000
_SIZES: Final = (10, 250)


def measure(server_url: str, form: Form) -> dict[str, Any]:
    """Print requests a second and processor time of each, and the ratios to the bare application."""
    with ExitStack() as stack:
        url = stack.enter_context(fresh_database(server_url))
        ledger = Ledger(1000, _SIZES[0], seed=1)
        files: dict[str, Any] = space(ledger, 0, form.growth_items) | items(ledger, form.growth_items)
        teams = {size: number for number, size in enumerate(_SIZES, 1)}
        files["teams"] = [
            line
            for size, number in teams.items()
            for line in Ledger(1000, size, seed=1).teams(1, first_id=number, administrator=1)
        ]
        fill(url, files)
        asked = Asked(url, sign_in(url, 1))
        ours = stack.enter_context(running(asked, cache=True, constant_teams=tuple(teams.values())))
        loads: dict[str, tuple[int, Target]] = {}
        for size, number in teams.items():
            for name, more in (("bare", []), ("bare, checked", ["checked"])):
                bare = stack.enter_context(_listening(["bench.front_door", url, str(number), *more], asked))
                loads[f"{name}, {size}"] = (bare.pid, bare.target([number]))
            constant = Target(ours.port, [request(constant_path(number), asked.token)])
            loads[f"constant route, {size}"] = (ours.pid, constant)
            loads[f"warm, {size}"] = (ours.pid, ours.target([number]))
        if before := os.environ.get("TEAMKPI_BENCH_BEFORE"):
            other = stack.enter_context(_listening(["bench.served", url], asked, folder=before))
            loads |= {f"warm before, {size}": (other.pid, other.target([number])) for size, number in teams.items()}
        found: dict[str, Any] = {"round_trip_us": _round_trips(url)}
        for connections in _CONNECTIONS:
            print(f"  {connections} connections" if connections > 1 else "  1 connection", flush=True)
            measured: dict[str, Callable[[], tuple[float, float]]] = {
                name: partial(_rate, *load, connections, form.seconds) for name, load in loads.items()
            }
            found[str(connections)] = _reported(measured, form.rounds)
        return found


def _round_trips(url: str) -> dict[str, float]:
    """Print what reading the database's snapshot once takes of this process, by the driver and by libpq alone."""
    statement = load_sql("teamkpi.api.callers", "checks.sql").present
    with connect(url) as conn:
        cursor = conn.cursor()
        conn.pgconn.prepare(b"snapshot", statement.encode())

        def by_driver() -> None:
            cursor.execute(statement, prepare=True)
            cursor.fetchall()

        ways: dict[str, Callable[[], object]] = {
            "psycopg": by_driver,
            "libpq": lambda: conn.pgconn.exec_prepared(b"snapshot", []),
        }
        found = {}
        for name, once in ways.items():
            once()
            before = time.process_time()
            for _ in range(_ROUND_TRIPS):
                once()
            found[name] = (time.process_time() - before) / _ROUND_TRIPS * 1e6
            print(f"  one round trip to the database by {name}: {found[name]:.0f} us of processor time", flush=True)
    return found


def _rate(pid: int, target: Target, connections: int, seconds: float) -> tuple[float, float]:
    """Return requests a second, and microseconds of the server's processor time for each."""
    before = processor_seconds(pid)
    rate = requests_per_second(target, connections, seconds)
    return rate, (processor_seconds(pid) - before) / (rate * seconds) * 1e6


def _reported(measured: dict[str, Callable[[], tuple[float, float]]], rounds: int) -> dict[str, Any]:
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in measured}
    for one in measured.values():
        one()  # warm
    for _ in range(rounds):
        for name, one in measured.items():
            taken[name].append(one())
    found = {
        name: {
            "per_second": statistics.median(rate for rate, _ in several),
            "processor_us": statistics.median(cost for _, cost in several),
        }
        for name, several in taken.items()
    }
    for name, figures in found.items():
        bare = found[f"bare, {name.rpartition(' ')[2]}"]
        figures["of_bare"] = figures["per_second"] / bare["per_second"]
        figures["of_bare_by_processor"] = bare["processor_us"] / figures["processor_us"]
        print(
            f"  {name:22} {figures['per_second']:8,.0f}/s {figures['processor_us']:7.1f} us   "
            f"{figures['of_bare']:.2f} of bare, {figures['of_bare_by_processor']:.2f} by processor time",
            flush=True,
        )
    return found


@contextmanager
def _listening(command: list[str], asked: Asked, *, folder: str | None = None) -> Iterator[Running]:
    """Run a server whose arguments end with its port; of another checkout, if a folder is given."""
    port = free_port()
    environment = {**os.environ, "TEAMKPI_THROTTLE": "off"}
    if folder is not None:
        environment["PYTHONPATH"] = f"{folder}/src:{folder}"
    command = [sys.executable, "-m", *command, str(port)]
    with process(command, port, env=environment, cwd=None if folder is None else Path(folder)) as pid:
        yield Running(port, pid, asked.token, team_path)


class _Snapshots:
    """Reads the database's snapshot, with one statement for all requests that wait."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._statement = load_sql("teamkpi.api.callers", "checks.sql").present
        self._batches: Batches[None, None] = Batches(self._read_for)

    async def open(self) -> None:
        self._conn = await AsyncConnection.connect(self._url, autocommit=True)
        self._cursor = self._conn.cursor()

    async def close(self) -> None:
        await self._conn.close()

    def read(self) -> Awaitable[None]:
        """Read it after this moment."""
        return self._batches.ask(None)

    async def _read_for(self, waiting: Sequence[None]) -> list[None]:
        await self._cursor.execute(self._statement, prepare=True)
        await self._cursor.fetchall()
        return list(waiting)


def main() -> None:
    """Serve the answer of a team from memory, by a bare ASGI application, until told to stop."""
    url, team, *more, port = sys.argv[1:]
    with connect(url) as conn:
        answer = team_kpi(conn, 1, int(team), now=datetime.now(UTC))
        assert answer is not None
        body = encode(answer.body)
    start = {
        "type": "http.response.start",
        "status": 200,
        "headers": [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())],
    }
    snapshots = _Snapshots(url) if more else None

    async def bare(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            for phase in ("startup", "shutdown"):
                await receive()
                if snapshots is not None:
                    await (snapshots.open() if phase == "startup" else snapshots.close())
                await send({"type": f"lifespan.{phase}.complete"})
            return
        if snapshots is not None:
            await snapshots.read()
        await send(dict(start))
        await send({"type": "http.response.body", "body": body})

    settings = Settings.from_environment(host="127.0.0.1", port=int(port))
    serve(bare, settings, logger_to(settings))


if __name__ == "__main__":
    main()
