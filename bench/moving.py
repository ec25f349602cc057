"""How long a network takes no writes while it moves to another database and back, by the number of its bookings."""

from __future__ import annotations

import statistics
import time
from datetime import UTC, datetime
from typing import Any, Final

from psycopg import sql

from bench.form import Form
from bench.generate_ledger import Ledger
from bench.spaces import fill, fresh_database, space
from teamkpi import network_files, network_moves, networks
from teamkpi.db import connect, load_sql

_SQL: Final = load_sql("bench", "moving.sql")
_IMPORTED: Final = 10_000
_TEAMS: Final = 100
_SIZES: Final = {"tiny": (1, 2), "short": (2, 20), "full": (2, 20, 200)}
"""How many times the bookings that are imported, by form."""
_NAME: Final = "moves"


def measure(server_url: str, form: Form) -> dict[str, Any]:
    """Move networks that differ only in their bookings, and print the pause."""
    found: dict[str, Any] = {}
    for times in _SIZES[form.name]:
        with fresh_database(server_url) as old, fresh_database(server_url) as new:
            _fill(old, times)
            pauses: list[float] = []
            seconds: list[float] = []
            rows = 0
            for _ in range(form.rounds):
                one, other = (old, new) if len(pauses) % 2 == 0 else (new, old)
                started = time.perf_counter()
                moved = network_moves.move_network(
                    one, other, _NAME, reseal=lambda *_: None, now=lambda: datetime.now(UTC)
                )
                seconds.append(time.perf_counter() - started)
                pauses.append(moved.pause or 0.0)
                rows = moved.rows or 0
                _forget(one)
        pause = statistics.median(pauses)
        print(
            f"  {times * _IMPORTED:9,} bookings, {rows:,} rows: no writes for {pause:.2f} s, of a move of "
            f"{statistics.median(seconds):.0f} s",
            flush=True,
        )
        found[str(times * _IMPORTED)] = {"rows": rows, "pauses": pauses, "seconds": seconds}
    return found


def _fill(url: str, times: int) -> None:
    with connect(url) as conn:
        networks.rename(conn, "default", _NAME)
    fill(url, space(Ledger(1_000, 10, seed=1), _TEAMS, _IMPORTED * 2))
    with connect(url) as conn:
        columns = [row[0] for row in conn.execute(_SQL.columns)]
        statement = sql.SQL(_SQL.more_bookings).format(
            columns=sql.SQL(", ").join(map(sql.Identifier, columns)),
            values=sql.SQL(", ").join(sql.Identifier("b", column) for column in columns),
        )
        conn.execute(statement, {"network_id": 1, "copies": times - 1})
        conn.execute("VACUUM ANALYZE")


def _forget(url: str) -> None:
    """Delete the copy that is not served any more, so that the network can move back."""
    with connect(url) as conn:
        network_files.delete_network(conn, _NAME)
