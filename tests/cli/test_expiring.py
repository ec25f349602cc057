"""``teamkpi expiring``: what expires next, in the terminal."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from psycopg import Connection

from cli.conftest import Run
from teamkpi.kpi.expiring import team_expiring
from teamkpi.ledger import Change, apply
from teamkpi.wire import encode

NOW = datetime(2024, 11, 21, 12, tzinfo=UTC)
ITEM = {"Id": 1, "CoworkerId": 101, "BusinessId": 1}
RECORDS: list[tuple[str, dict[str, Any]]] = [
    ("businesses", {"Id": 1, "Name": "L", "CurrencyCode": "GBP", "SimpleTimeZoneNameIana": "Europe/London"}),
    ("coworkers", {"Id": 101, "FullName": "Jane", "Email": "jane@example.org"}),
    ("teams", {"Id": 55, "BusinessId": 1, "Name": "T", "TeamMembers": [101]}),
    ("coworkerbookingcredits", {**ITEM, "TotalCredit": "1234.5", "ExpireDate": "2024-12-02", "Description": "Money"}),
    ("coworkertimepasses", {**ITEM, "TimePassId": 1, "ExpireDate": "2024-12-01"}),
    (
        "coworkerextraservices",
        {**ITEM, "ExtraServiceId": 1, "ChargePeriod": 1, "TotalUses": 90, "ExpireDate": "2024-12-03"},
    ),
]


@pytest.fixture
def filled(conn: Connection[Any]) -> Connection[Any]:
    apply(conn, 1, [Change(plural, record, number) for number, (plural, record) in enumerate(RECORDS)], now=NOW)
    return conn


def test_the_soonest_first(run: Run, filled: Connection[Any]) -> None:
    result = run("expiring", "55", "--at", "2024-11-21T12:00Z")
    assert result.exit_code == 0, result.output
    assert [" ".join(line.split()) for line in result.stdout.splitlines()] == [
        "Team 55: expires within 30 days",
        "As of 2024-11-21 12:00 UTC. Days are those in the zone Europe/London.",
        "On Member What Left Used per week Runs out on",
        "2024-12-01 Jane (101) Pass 1 day pass - -",
        "2024-12-02 Jane (101) Money 1,234.50 GBP - -",
        "2024-12-03 Jane (101) Credit 1 h 30 - -",
        "Together: 1,234.50 GBP (credit), 1 h 30 (credit), 1 day pass (pass)",
    ]
    printed = run("expiring", "55", "--json", "--days", "7").stdout.encode()
    then = datetime.fromisoformat(json.loads(printed)["At"])
    assert printed == encode(team_expiring(filled, 1, 55, now=then, days=7)) + b"\n"
    assert run("expiring", "55", "--at", "2025-01-01").stdout.endswith("Nothing expires.\n")


@pytest.mark.usefixtures("filled")
def test_what_there_is_not(run: Run) -> None:
    assert run("expiring", "56").exit_code == 1
    assert run("expiring", "55", "--as-shown-on", "2020-01-01").exit_code == 1
    assert run("expiring", "55", "--days", "367").exit_code == 2
