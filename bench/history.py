"""What keeping every version costs a write, and how long figures of the past take."""

from __future__ import annotations

import statistics
import time
from datetime import timedelta
from typing import Any

from psycopg import Connection

from bench import replacing
from bench.form import Form
from bench.generate_ledger import Ledger
from bench.spaces import NOW, fill, fresh_database, items, space
from teamkpi.db import connect
from teamkpi.kpi.as_of import AsOf, team_kpi_as_of
from teamkpi.kpi.changes import Asked, Difference, changes

_YEARS, _STRETCHES_A_YEAR = 5, 200
_SIZES = (10, 250)
_ASKED = 11


def measure(server_url: str, form: Form) -> dict[str, Any]:
    """Time replaced records with their history and without, in turn; then figures as they were shown."""
    with fresh_database(server_url) as url:
        members = _SIZES[-1]
        ledger = Ledger(members, members, seed=1)
        files = space(ledger, 1, members * _YEARS * _STRETCHES_A_YEAR) | items(ledger, members * 20)
        files["teams"] = [*ledger.teams(1), *Ledger(members, _SIZES[0], seed=1).teams(1, first_id=2)]
        fill(url, files)
        writes = replacing.measure(url, members, form)
        with connect(url) as conn:
            conn.execute("VACUUM ANALYZE")
            reads = {size: _shown(conn, team_id, size) for team_id, size in enumerate(reversed(_SIZES), 1)}
            compared = {size: _changed(conn, team_id, size) for team_id, size in enumerate(reversed(_SIZES), 1)}
    return {"writes": writes, "as_shown_on_ms": reads, "changes_of_a_month_ms": compared}


def _shown(conn: Connection[Any], team_id: int, size: int) -> float:
    """Time a team's figures as they were shown before the writes above."""
    asked = AsOf(NOW + timedelta(minutes=1), NOW + timedelta(minutes=1))
    taken = []
    for _ in range(_ASKED):
        started = time.perf_counter()
        answer = team_kpi_as_of(conn, 1, team_id, asked)
        taken.append((time.perf_counter() - started) * 1000)
        assert answer is not None
        assert len(answer.body.kpi) == size
    median = statistics.median(taken)
    stretches = size * _YEARS * _STRETCHES_A_YEAR
    print(f"  as shown before, {size} members with {stretches:,} stretches in all: {median:.1f} ms", flush=True)
    return median


def _changed(conn: Connection[Any], team_id: int, size: int) -> float:
    """Time all that changed in a team's figures in a month: the writes above, and what time alone changed."""
    asked = Asked(1, team_id, NOW + timedelta(minutes=1), NOW + timedelta(days=30))
    taken, found = [], list[Difference]()
    for _ in range(_ASKED // 2):
        started = time.perf_counter()
        found = changes(conn, asked) or []
        taken.append((time.perf_counter() - started) * 1000)
        assert found
        assert all(one.matches for one in found)
    median = statistics.median(taken)
    causes = sum(len(one.causes) for one in found)
    print(
        f"  changes of a month, {size} members: {len(found):,} figures, {causes:,} causes: {median:.0f} ms", flush=True
    )
    return median
