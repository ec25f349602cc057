"""The statement of a month: how long a team of ten and one of 250 wait for it, as JSON and as each kind of file.

In parentheses: the processor time of the client.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any, NamedTuple

from bench.form import Form
from bench.generate_ledger import Ledger
from bench.spaces import NOW, fill, fresh_database, items, space
from teamkpi.db import connect
from teamkpi.kpi.team import DEFAULT_OPEN_CHECKIN_LIMIT
from teamkpi.statements.files import as_csv, as_xlsx
from teamkpi.statements.tables import document_of
from teamkpi.statements.typeset import as_pdf
from teamkpi.statements.versions import statement_of
from teamkpi.wire import encode

_COWORKERS, _TEAM_SIZE = 2000, 10
_ASKED = 3


def measure(server_url: str, form: Form) -> dict[str, Any]:
    """Time the statement of the last month that is over, and each of its files."""
    with fresh_database(server_url) as url:
        ledger = Ledger(_COWORKERS, _TEAM_SIZE, seed=1)
        stretches = form.history[-2]
        files = space(ledger, _COWORKERS // _TEAM_SIZE, stretches) | items(ledger, form.items)
        largest = Ledger(_COWORKERS, 250, seed=1).teams(1, first_id=1000)
        fill(url, files | {"teams": [*ledger.teams(_COWORKERS // _TEAM_SIZE), *largest]})
        month = (NOW.date().replace(day=1) - timedelta(days=1)).replace(day=1)
        print(f"  {stretches:,} bookings and check-ins, {form.items:,} items of each of five kinds; {month:%Y-%m}")
        found: dict[str, Any] = {}
        # As the server asks: with one plan for all values.
        with connect(url, plan_cache_mode="force_generic_plan") as conn:
            for size, team_id in ((_TEAM_SIZE, 1), (250, 1000)):

                def of_month(team_id: int = team_id) -> Any:
                    return statement_of(conn, 1, team_id, month, now=NOW, open_checkin_limit=DEFAULT_OPEN_CHECKIN_LIMIT)

                statement = of_month()
                document = document_of(statement, "en")
                work: dict[str, Callable[[], object]] = {
                    "statement": of_month,
                    "json": lambda statement=statement: encode(statement),  # type: ignore[misc]
                    "csv": lambda document=document: as_csv(document),  # type: ignore[misc]
                    "xlsx": lambda document=document: as_xlsx(document),  # type: ignore[misc]
                    "pdf": lambda statement=statement: as_pdf(statement, "en"),  # type: ignore[misc]
                }
                took = {name: _took(one) for name, one in work.items()}
                rows = sum(len(one.rows) for one in document.sections)
                found[str(size)] = {"rows": rows, **{name: one._asdict() for name, one in took.items()}}
                times = ", ".join(
                    f"{name} {one.seconds * 1000:,.0f} ms ({one.processor_seconds * 1000:,.0f})"
                    for name, one in took.items()
                )
                print(f"  team of {size}, {rows:,} rows: {times}", flush=True)
    return found


class _Took(NamedTuple):
    seconds: float
    processor_seconds: float
    """Of this process, which on a machine that is shared tells more; the database's is not in it."""


def _took(work: Callable[[], object]) -> _Took:
    """Return the least time of some, by the processor."""
    taken = []
    for _ in range(_ASKED):
        started, processor_started = time.perf_counter(), time.process_time()
        work()
        taken.append(_Took(time.perf_counter() - started, time.process_time() - processor_started))
    return min(taken, key=lambda one: one.processor_seconds)
