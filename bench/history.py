"""What keeping every version costs a write, and how long figures of the past take."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from psycopg import Connection, sql

from bench.form import Form
from bench.generate_ledger import Ledger
from bench.samples import in_turn, summary
from bench.spaces import NOW, fill, fresh_database, items, space
from teamkpi.db import connect
from teamkpi.kpi.as_of import AsOf, team_kpi_as_of
from teamkpi.kpi.changes import Asked, Difference, changes
from teamkpi.ledger import Change, Entity, apply, history

_YEARS, _STRETCHES_A_YEAR = 5, 200
_SIZES = (10, 250)
_BATCH = 2000
_ASKED = 11
_MINUTES = 1439
"""Of a prime number, so that no round writes again what a record says already."""
_version = count(1)


def measure(server_url: str, form: Form) -> dict[str, Any]:
    """Time replaced records with their history and without, in turn; then figures as they were shown."""
    with fresh_database(server_url) as url:
        members = _SIZES[-1]
        ledger = Ledger(members, members, seed=1)
        files = space(ledger, 1, members * _YEARS * _STRETCHES_A_YEAR) | items(ledger, members * 20)
        files["teams"] = [*ledger.teams(1), *Ledger(members, _SIZES[0], seed=1).teams(1, first_id=2)]
        fill(url, files)
        with connect(url) as conn:
            writes = _writes(conn, form)
            conn.execute("VACUUM ANALYZE")
            reads = {size: _shown(conn, team_id, size) for team_id, size in enumerate(reversed(_SIZES), 1)}
            compared = {size: _changed(conn, team_id, size) for team_id, size in enumerate(reversed(_SIZES), 1)}
    return {"writes": writes, "as_shown_on_ms": reads, "changes_of_a_month_ms": compared}


def _writes(conn: Connection[Any], form: Form) -> dict[str, Any]:
    def one_by_one() -> float:
        return _replaced(conn, form.singles, 1)

    def in_batches() -> float:
        return _replaced(conn, _BATCH * 2, _BATCH)

    measured: dict[str, Callable[[], float]] = {
        "one by one": one_by_one,
        "one by one, no history": lambda: _without_history(one_by_one),
        "in batches": in_batches,
        "in batches, no history": lambda: _without_history(in_batches),
    }
    found = {name: summary(values) for name, values in in_turn(measured, max(5, form.rounds)).items()}
    for name in ("one by one", "in batches"):
        kept, not_kept = found[name]["median"], found[f"{name}, no history"]["median"]
        print(f"  replaced {name}: {kept:,.0f}/s; without history {not_kept:,.0f}/s: ratio {not_kept / kept:.2f}")
    return found


def _replaced(conn: Connection[Any], records: int, at_once: int) -> float:
    """Write new versions of check-ins and return how many a second."""
    changes = []
    for number in range(1, records + 1):
        start = NOW - timedelta(days=number % 700, minutes=next(_version) % _MINUTES)
        record = {
            "Id": number,
            "BusinessId": 1,
            "CoworkerId": number % _SIZES[-1] + 1,
            "FromTime": start.isoformat(),
            "ToTime": (start + timedelta(hours=1)).isoformat(),
        }
        changes.append(Change("checkins", record, number))
    started = time.perf_counter()
    for first in range(0, records, at_once):
        assert apply(conn, 1, changes[first : first + at_once], now=datetime.now(UTC)).stored == at_once
    return records / (time.perf_counter() - started)


def _without_history(work: Callable[[], float]) -> float:
    with _only_deleting():
        return work()


@contextmanager
def _only_deleting() -> Iterator[None]:
    """Let the writer delete what it replaces, as it would if nobody asked about the past."""

    def delete(conn: Connection[Any], network_id: int, entity: Entity, ids: str, *, until: datetime) -> None:
        del until
        statement = sql.SQL("DELETE FROM {} WHERE network_id = %s AND id = ANY (%s::bigint[])")
        conn.execute(statement.format(sql.Identifier(entity.plural)), (network_id, ids))

    kept = history.supersede
    history.supersede = delete
    try:
        yield
    finally:
        history.supersede = kept


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
