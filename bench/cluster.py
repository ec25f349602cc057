"""A database of a Citus cluster beside one of a single server: ``python -m bench.cluster SERVER_URL CLUSTER_URL``.

Both databases must be empty; they are filled, and stay so. The second is that of a coordinator. The measurements of the
two are taken in turn.
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from psycopg import Connection

from bench.generate_ledger import Ledger
from bench.samples import in_turn, summary
from bench.spaces import NOW, fill, sign_in, space
from teamkpi.api.callers.checks import Checks, digest
from teamkpi.api.database import Database
from teamkpi.db import connect, migrate
from teamkpi.kpi import team_kpi
from teamkpi.ledger import Change, apply

_ROUNDS = 100
_TEAMS = 50
_PLANS = "force_generic_plan"  # as a server asks for; a cluster has others


def main() -> None:
    """Fill both databases, and print what takes how many times as long on the cluster."""
    urls = dict(zip(("server", "cluster"), sys.argv[1:3], strict=True))
    for url in urls.values():
        migrate(url)
        fill(url, space(Ledger(500, 10, seed=1), _TEAMS, 4000))
    with ExitStack() as stack:
        conns = {name: stack.enter_context(connect(url, plan_cache_mode=_PLANS)) for name, url in urls.items()}
        _print("a figure that is computed", {name: _figure(conn) for name, conn in conns.items()})
        _print("a booking that is stored", {name: _booking(conn) for name, conn in conns.items()})
    with asyncio.Runner() as runner:
        checks = {name: runner.run(_opened(url)) for name, url in urls.items()}
        _print("a check", {name: _check(runner, urls[name], one) for name, (_, one) in checks.items()})
        for database, _ in checks.values():
            runner.run(database.close())


def _print(what: str, measured: dict[str, Callable[[], object]]) -> None:
    found = in_turn({name: _timed(measure) for name, measure in measured.items()}, _ROUNDS)
    server, cluster = summary(found["server"])["median"], summary(found["cluster"])["median"]
    print(f"{what}: {server:.1f} ms, and {cluster:.1f} ms on the cluster: {cluster / server:.1f} times", flush=True)


def _timed(measure: Callable[[], object]) -> Callable[[], float]:
    def milliseconds() -> float:
        started = time.perf_counter()
        measure()
        return (time.perf_counter() - started) * 1000

    return milliseconds


def _figure(conn: Connection[Any]) -> Callable[[], object]:
    teams = count()
    return lambda: team_kpi(conn, 1, next(teams) % _TEAMS + 1, now=NOW)


def _booking(conn: Connection[Any]) -> Callable[[], object]:
    numbers = count()

    def store() -> object:
        number = next(numbers)
        begins = NOW - timedelta(days=1, minutes=number)
        record = {
            "Id": 900_000 + number,
            "ResourceId": 1,
            "CoworkerId": number % 500 + 1,
            "FromTime": begins.isoformat(),
            "ToTime": (begins + timedelta(hours=1)).isoformat(),
        }
        return apply(conn, 1, [Change("bookings", record, 1)], now=NOW)

    return store


async def _opened(url: str) -> tuple[Database, Checks]:
    database = Database(url, 4)
    await database.open()
    return database, Checks(database, lambda: datetime.now(UTC))


def _check(runner: asyncio.Runner, url: str, checks: Checks) -> Callable[[], object]:
    token = digest(sign_in(url, 1))

    async def check() -> None:
        assert (await checks.check("localhost", token, 1)).account_id is not None

    return lambda: runner.run(check())


if __name__ == "__main__":
    main()
