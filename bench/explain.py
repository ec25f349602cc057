"""Why a figure is what it is: one cell of a member, and the total of a team, now and as it was shown."""

from __future__ import annotations

import re
import statistics
import time
from datetime import timedelta
from typing import Any

from psycopg import Connection, RawCursor

from bench.form import Form
from bench.generate_ledger import Ledger
from bench.spaces import NOW, fill, fresh_database, items, space
from teamkpi.db import connect
from teamkpi.kpi.as_of import AsOf
from teamkpi.kpi.explain import Question, explain, explanation_query
from teamkpi.kpi.figures import EXPLAINED
from teamkpi.kpi.team import DEFAULT_OPEN_CHECKIN_LIMIT

_COWORKERS, _TEAM_SIZE = 2000, 10
_ASKED = 7
_LARGE = Question(EXPLAINED["BookedTimeThisMonth"])


def measure(server_url: str, form: Form) -> dict[str, Any]:
    """Time every figure of one member, and the largest of a team of ten and of 250; print the plan of the slowest."""
    with fresh_database(server_url) as url:
        ledger = Ledger(_COWORKERS, _TEAM_SIZE, seed=1)
        stretches = form.history[-2]
        files = space(ledger, _COWORKERS // _TEAM_SIZE, stretches) | items(ledger, form.items)
        largest = Ledger(_COWORKERS, 250, seed=1).teams(1, first_id=1000)
        fill(url, files | {"teams": [*ledger.teams(_COWORKERS // _TEAM_SIZE), *largest]})
        # As the server asks: with one plan for all values.
        with connect(url, plan_cache_mode="force_generic_plan") as conn:
            print(f"  {stretches:,} bookings and check-ins, {form.items:,} items of each of five kinds")
            then = AsOf(NOW + timedelta(seconds=1), NOW + timedelta(seconds=1))
            found: dict[str, Any] = {}
            for name, asked in (("now", None), ("as shown", then)):
                cells = {wire: _took(conn, 1, Question(one, 1), asked) for wire, one in EXPLAINED.items()}
                slowest = max(cells, key=lambda wire, cells=cells: cells[wire])  # type: ignore[misc]
                totals = {size: _took(conn, team, _LARGE, asked) for size, team in ((_TEAM_SIZE, 1), (250, 1000))}
                found[name] = {"cells_ms": cells, "totals_ms": totals}
                print(f"  {name}: one cell at most {cells[slowest]:.1f} ms ({slowest}), median", end=" ")
                print(
                    f"{statistics.median(cells.values()):.1f}; total of 10 {totals[10]:.1f}, of 250 {totals[250]:.1f}"
                )
                print(f"    {slowest}: {_work(conn, Question(EXPLAINED[slowest], 1), asked)}", flush=True)
    return found


def _took(conn: Connection[Any], team_id: int, question: Question, asked: AsOf | None) -> float:
    taken = []
    for _ in range(_ASKED):
        started = time.perf_counter()
        answer = explain(conn, 1, team_id, question, asked, now=NOW)
        taken.append((time.perf_counter() - started) * 1000)
        assert answer is not None
        assert answer.matches
    return statistics.median(taken)


def _work(conn: Connection[Any], question: Question, asked: AsOf | None) -> str:
    """Return what EXPLAIN says of the whole statement: buffers, and the milliseconds of planning and of execution."""
    text, values = explanation_query(1, 1, question, asked, now=NOW, open_checkin_limit=DEFAULT_OPEN_CHECKIN_LIMIT)
    with RawCursor(conn) as cursor:
        rows = cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS) {text}".encode(), values, prepare=False).fetchall()
    plan = "\n".join(row[0] for row in rows)
    buffers = re.search(r"Buffers: .*", plan)
    return "; ".join([buffers[0] if buffers else "", *re.findall(r"(?:Planning|Execution) Time: .*", plan)])
