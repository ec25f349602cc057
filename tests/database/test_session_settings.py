"""No answer and no stored row depends on the settings of a session, which another server would not have."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import psycopg
import pytest
from psycopg import Connection

from api.test_isolation import ledger_of
from conftest import fresh_database
from spaces import ledger_tables
from task_counts import named_statements, with_values
from teamkpi.db import connect
from teamkpi.kpi import team_kpi
from teamkpi.kpi.amounts import team_amounts
from teamkpi.kpi.as_of import AsOf, team_kpi_as_of
from teamkpi.kpi.attendance import team_attendance
from teamkpi.kpi.expiring import team_expiring
from teamkpi.kpi.month_usage import team_usage
from teamkpi.kpi.person import person_kpi
from teamkpi.kpi.team import DEFAULT_OPEN_CHECKIN_LIMIT
from teamkpi.ledger import Change, apply

SOURCE: Final = Path(__file__).parents[2] / "src/teamkpi"
NOW: Final = datetime(2026, 10, 31, 23, 30, tzinfo=UTC)
"""In another month where most of the world lives."""
ELSEWHERE: Final = {
    "TimeZone": "Pacific/Chatham",
    "DateStyle": "ISO, DMY",
    "bytea_output": "escape",
    "extra_float_digits": "0",
    "jit": "on",
    "jit_above_cost": "0",
    "jit_inline_above_cost": "-1",
    "jit_optimize_above_cost": "-1",
    "plan_cache_mode": "force_generic_plan",
    "enable_indexscan": "off",
    "enable_hashjoin": "off",
    "enable_hashagg": "off",
}
"""What another server may have set; psycopg cannot read intervals in another style, so that remains."""
_NOT_READ_ONLY: Final = re.compile(
    r"\b(INSERT INTO|UPDATE|DELETE FROM|MERGE INTO|FOR (KEY )?SHARE|pg_\w+|clock_timestamp|random)\b"
)
_INSTANT: Final = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+[+-]\d\d:\d\d")
_LIMIT: Final = DEFAULT_OPEN_CHECKIN_LIMIT
_THEN: Final = AsOf(NOW - timedelta(days=2), NOW)

ANSWERS: Final[dict[str, Callable[[Connection[Any]], Any]]] = {
    "kpi": lambda conn: team_kpi(conn, 1, 55, now=NOW),
    "past kpi": lambda conn: team_kpi_as_of(conn, 1, 55, _THEN),
    "person": lambda conn: person_kpi(conn, 1, 101, now=NOW),
    "amounts": lambda conn: team_amounts(conn, 1, 55, now=NOW),
    "attendance": lambda conn: team_attendance(conn, 1, 55, week_of=date(2026, 10, 26), now=NOW),
    "past attendance": lambda conn: team_attendance(
        conn, 1, 55, week_of=date(2026, 10, 26), now=NOW, asked=AsOf(NOW, NOW)
    ),
    "expiring": lambda conn: team_expiring(conn, 1, 55, now=NOW),
    "usage": lambda conn: team_usage(conn, 1, 55, now=NOW, open_checkin_limit=_LIMIT),
}


@pytest.fixture(scope="module")
def url(server_url: str, template: str) -> Iterator[str]:
    with fresh_database(server_url, template) as url:
        with connect(url) as conn:
            _store(conn)
        yield url


def _store(conn: Connection[Any]) -> None:
    records = ledger_of("same", 10, 3, more=False)
    for month, hour in ((10, "22:30"), (11, "00:30")):  # around midnight, and around the end of the month
        day = 31 if month == 10 else 1
        at = {"FromTime": f"2026-{month}-{day:02}T{hour}:00Z", "ToTime": "2026-11-01T02:00:00Z"}
        records["bookings"].append({"Id": 100 + month, "ResourceId": 1, "CoworkerId": 101, **at})
        records["checkins"].append({"Id": 100 + month, "BusinessId": 1, "CoworkerId": 101, **at})
    apply(conn, 1, [Change(plural, one, 1) for plural, found in records.items() for one in found], now=NOW)


def _result(conn: Connection[Any], text: str) -> list[str] | None:
    """The rows of a statement in any order; None if its made-up values do not fit."""
    try:
        with conn.transaction(force_rollback=True):
            rows = conn.execute(with_values(conn, text).encode(), prepare=False).fetchall()
    except psycopg.Error:
        return None
    return sorted(str([_same_form(value) for value in row]) for row in rows)


def _same_form(value: Any) -> Any:
    """An instant is the same in any time zone, also in JSON."""
    if isinstance(value, str) and _INSTANT.fullmatch(value):
        value = datetime.fromisoformat(value)
    if isinstance(value, datetime):
        return value.astimezone(UTC)
    if isinstance(value, dict):
        return {key: _same_form(one) for key, one in value.items()}
    return list(map(_same_form, value)) if isinstance(value, list) else value


def test_the_same_answers(url: str) -> None:
    with connect(url) as here, connect(url, **ELSEWHERE) as elsewhere:
        assert elsewhere.execute("SHOW TimeZone").fetchone() == ("Pacific/Chatham",)
        assert all(ask(here) is not None for ask in ANSWERS.values())
        assert {name: ask(here) for name, ask in ANSWERS.items()} == {
            name: ask(elsewhere) for name, ask in ANSWERS.items()
        }


def test_the_same_rows_of_every_statement(url: str) -> None:
    """Of statements that only read; those that are put together when they are sent are in the answers above."""
    reads = {name: text for name, text in named_statements(SOURCE) if not _NOT_READ_ONLY.search(text)}
    with connect(url) as here, connect(url, **ELSEWHERE) as elsewhere:
        found = {name: rows for name, text in reads.items() if (rows := _result(here, text)) is not None}
        assert {name: _result(elsewhere, reads[name]) for name in found} == found
    assert len(found) > 150
    assert sum(map(bool, found.values())) > 50


def test_the_same_rows(url: str, server_url: str, template: str) -> None:
    with fresh_database(server_url, template) as other:
        with connect(other, **ELSEWHERE) as conn:
            _store(conn)
        with connect(url) as here, connect(other) as there:
            assert ledger_tables(here, 1) == ledger_tables(there, 1)
