"""What a team's figures cost when the history behind them is a hundred times as long."""

from __future__ import annotations

import statistics
import time
from contextlib import ExitStack

from bench.generate_ledger import Ledger
from bench.spaces import NOW, fill, fresh_database, space
from teamkpi.db import connect
from teamkpi.kpi import team_kpi

_TEAMS = 500
_ROUNDS = 1000
_SIZES = (20_000, 2_000_000)


def measure(server_url: str) -> None:
    """Time the statement for ten-member teams in two spaces of equal people, in turn."""
    ledger = Ledger(coworkers=5000, team_size=10, seed=1)
    with ExitStack() as stack:
        conns = []
        for rows in _SIZES:
            url = stack.enter_context(fresh_database(server_url))
            fill(url, space(ledger, _TEAMS, rows))
            conns.append(stack.enter_context(connect(url)))
        times: list[list[float]] = [[] for _ in conns]
        for number in range(-100, _ROUNDS):
            for conn, taken in zip(conns, times, strict=True):
                started = time.perf_counter()
                team_kpi(conn, 1, number % _TEAMS + 1, now=NOW)
                if number >= 0:
                    taken.append(time.perf_counter() - started)
        medians = [statistics.median(taken) for taken in times]
        for rows, median in zip(_SIZES, medians, strict=True):
            print(f"  {rows:>9,} bookings and check-ins: {median * 1000:.2f} ms (median of {_ROUNDS})")
        print(f"  ratio {medians[1] / medians[0]:.2f} (to stay within 1.2)")
