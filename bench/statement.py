"""The figures' statement with named parameters, which psycopg takes apart each time, beside the same with numbers."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import Any

from psycopg import RawCursor

from bench.form import Form
from bench.generate_ledger import Ledger
from bench.samples import in_turn, summary
from bench.spaces import fill, fresh_database, space
from teamkpi.db import Numbered, connect
from teamkpi.kpi.team import TEAM_KPI

_AT_ONCE = 50


def measure(server_url: str, form: Form) -> dict[str, Any]:
    """Take the processor time of this process for one execution each way, in turn."""
    numbered = Numbered(TEAM_KPI)
    values = {"network_id": 1, "team_id": 1, "now": datetime.now(UTC), "open_checkin_limit": timedelta(hours=24)}
    with fresh_database(server_url) as url:
        fill(url, space(Ledger(coworkers=100, team_size=10, seed=1), 10, 2000))
        with connect(url, plan_cache_mode="force_generic_plan") as conn:

            def by_name() -> None:
                conn.execute(TEAM_KPI, values, prepare=True).fetchall()

            def by_number() -> None:
                with RawCursor(conn) as cursor:
                    cursor.execute(numbered.text, numbered.values(values), prepare=True).fetchall()

            found = in_turn(
                {"named": lambda: _microseconds(by_name), "numbered": lambda: _microseconds(by_number)},
                form.statements // 10,
            )
    summaries = {name: summary(taken) for name, taken in found.items()}
    for name, of in summaries.items():
        print(f"  {name}: {of['median']:.0f} us of the client ({of['min']:.0f} to {of['max']:.0f})", flush=True)
    return {"client_microseconds": summaries}


def _microseconds(execute: Any) -> float:
    started = time.process_time()
    for _ in range(_AT_ONCE):
        execute()
    return (time.process_time() - started) / _AT_ONCE * 1_000_000
