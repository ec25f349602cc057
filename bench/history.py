"""What a team's figures and metrics cost when the history behind them is a hundred times as long."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from datetime import timedelta
from typing import Any

from psycopg import Connection

from bench.generate_ledger import Ledger
from bench.spaces import NOW, fill, fresh_database, space
from teamkpi.db import connect
from teamkpi.kpi import team_kpi
from teamkpi.kpi.metrics import Asking, team_metrics

_COWORKERS, _TEAM_SIZE, _LARGE_TEAM_SIZE = 5000, 10, 250
_TEAMS = _COWORKERS // _TEAM_SIZE
_SIZES = (20_000, 2_000_000)
_LIMIT = timedelta(hours=24)

Conn = Connection[Any]


def measure(server_url: str) -> None:
    """Time the statements in two spaces of equal people, in turn."""
    ledger = Ledger(_COWORKERS, _TEAM_SIZE, seed=1)
    large = Ledger(_COWORKERS, _LARGE_TEAM_SIZE, seed=1)
    with ExitStack() as stack:
        conns = []
        for rows in _SIZES:
            url = stack.enter_context(fresh_database(server_url))
            fill(url, space(ledger, _TEAMS, rows))
            fill(url, {"teams": _renumbered(large.teams(1), _TEAMS + 1), "coworkertimepasses": large.passes(20_000)})
            conns.append(stack.enter_context(connect(url)))
        _compare("figures of 10 members", conns, lambda conn, number: _figures(conn, number % _TEAMS + 1), 1000, 1.2)
        _compare("metrics of 250 members, 24 months", conns, lambda conn, _: _metrics(conn, _TEAMS + 1), 60, 1.3)


def _figures(conn: Conn, team_id: int) -> None:
    assert team_kpi(conn, 1, team_id, now=NOW) is not None


def _metrics(conn: Conn, team_id: int) -> None:
    found = team_metrics(conn, 1, team_id, Asking([1]), now=NOW, open_checkin_limit=_LIMIT, months=24)
    assert found is not None
    assert len(found.metrics) == 24


def _compare(name: str, conns: Sequence[Conn], ask: Callable[[Conn, int], None], rounds: int, most: float) -> None:
    times: list[list[float]] = [[] for _ in conns]
    for number in range(-max(10, rounds // 10), rounds):
        for conn, taken in zip(conns, times, strict=True):
            started = time.perf_counter()
            ask(conn, number)
            if number >= 0:
                taken.append(time.perf_counter() - started)
    medians = [statistics.median(taken) for taken in times]
    shown = ", ".join(f"{rows:,} rows {median * 1000:.2f} ms" for rows, median in zip(_SIZES, medians, strict=True))
    print(f"  {name}: {shown}: ratio {medians[1] / medians[0]:.2f} (to stay within {most}; medians of {rounds})")


def _renumbered(lines: Any, number: int) -> list[str]:
    return [line.replace('{"Id":1,', f'{{"Id":{number},') for line in lines]
