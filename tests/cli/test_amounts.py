"""``teamkpi amounts``: a team's money in the terminal."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from psycopg import Connection

from cli.conftest import Run
from teamkpi.kpi.amounts import team_amounts
from teamkpi.ledger import Change, apply
from teamkpi.wire import encode

NOW = datetime(2024, 11, 21, 12, tzinfo=UTC)
ITEM = {"Id": 1, "CoworkerId": 101, "BusinessId": 1}
RECORDS: list[tuple[str, dict[str, Any]]] = [
    ("businesses", {"Id": 1, "Name": "L", "CurrencyCode": "GBP", "SimpleTimeZoneNameIana": "Europe/London"}),
    ("coworkers", {"Id": 101, "FullName": "Jane", "Email": "jane@example.org"}),
    ("teams", {"Id": 55, "BusinessId": 1, "Name": "T", "TeamMembers": [101]}),
    ("charges", {**ITEM, "TotalAmount": "1234.5"}),
    ("coworkertimepasses", {**ITEM, "TimePassId": 1}),
    ("coworkertimepasses", {**ITEM, "Id": 2, "BusinessId": 7, "TimePassId": 1, "Price": 3}),
    ("coworkercontracts", {**ITEM, "IssuedById": 1, "TariffId": 1, "Price": 9, "RenewalDate": "2099-12-01"}),
    ("coworkerinvoices", {**ITEM, "TotalAmount": 7, "DueDate": "2024-11-01"}),
]


@pytest.fixture
def filled(conn: Connection[Any]) -> Connection[Any]:
    apply(conn, 1, [Change(plural, record, number) for number, (plural, record) in enumerate(RECORDS)], now=NOW)
    return conn


def test_a_line_for_each_currency(run: Run, filled: Connection[Any]) -> None:
    result = run("amounts", "55", "--at", "2024-11-21T12:00Z")
    assert result.exit_code == 0, result.output
    hers = "1,234.50 GBP, 1 without a price 2099-12-01 9.00 GBP 7.00 GBP, due 7.00 GBP"
    elsewhere = "3.00 (currency of location 7 unknown) - -"
    assert [" ".join(line.split()) for line in result.stdout.splitlines()] == [
        "Team 55",
        "As of 2024-11-21 12:00 UTC.",
        "Member Not yet invoiced Renews next Unpaid",
        f"Jane (101) {hers}",
        elsewhere,
        f"Team {hers}",
        elsewhere,
    ]
    printed = run("amounts", "55", "--json").stdout.encode()
    then = datetime.fromisoformat(json.loads(printed)["At"])
    assert printed == encode(team_amounts(filled, 1, 55, now=then)) + b"\n"


@pytest.mark.usefixtures("filled")
def test_what_there_is_not(run: Run) -> None:
    assert run("amounts", "56").exit_code == 1
    assert run("amounts", "55", "--as-shown-on", "2020-01-01").exit_code == 1
    assert run("amounts", "55", "--at", "2020-01-01", "--as-shown-on", "2020-01-01").exit_code == 2
