"""The metrics over HTTP: the whole answer, who "you" is, months, ``_shape``, and conditional requests."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from psycopg import Connection

from api.doorway import NOW, Space, account, running, store
from published import SEED
from teamkpi.kpi.metrics import MetricsCaller, TeamMetric, team_metrics
from teamkpi.wire import encode

METRICS = "/api/public/teams/55/metrics"
EXAMPLE = Path(__file__).parents[2] / "contract" / "examples" / "teamMetrics.json"
# The 26 documented names, in their order, typos included.
NAMES = [
    "Id",
    "MonthDate",
    "CurrencyCode",
    "InvoicedAmount",
    "TeamInvoicedAmount",
    "Revenue",
    "CheckingMinutes",
    "TeamCheckingMinutes",
    "BookingMinutes",
    "TeamBookingMinutes",
    "TotalBookings",
    "TotalTariffs",
    "TotalOther",
    "TimePasses",
    "Bookings",
    "TotalUnpaid",
    "TotalUnpaidNexKiosk",
    "TotalDue",
    "UnPaidAttendees",
    "NotInvoicedCharges",
    "UnInvoicedCharges",
    "UnInvoicedProducts",
    "UnInvoicedTimePasses",
    "UnInvoicedExtraServices",
    "NextInvoice",
    "DasySinceLastAccess",
]
BILLED: dict[str, list[dict[str, Any]]] = {
    "coworkers": [{"Id": 102, "FullName": "Leo", "Email": "leo@example.org"}],
    "teams": [{"Id": 55, "BusinessId": 1, "Name": "T", "TeamMembers": [101, 102], "TeamAdministrators": [101]}],
    "coworkerinvoices": [
        {
            "Id": number,
            "CoworkerId": 100 + number,
            "BusinessId": 1,
            "TotalAmount": 120.5 * number,
            "TaxAmount": 20,
            "DueDate": "2026-11-15T00:00:00Z",
            "CreatedOn": "2026-11-01T06:00:00Z",
            "UpdatedOn": "2026-11-01T06:00:00Z",
        }
        for number in (1, 2)
    ],
    "coworkercontracts": [
        {
            "Id": 1,
            "CoworkerId": 102,
            "IssuedById": 1,
            "TariffId": 1,
            "StartDate": "2026-01-01",
            "RenewalDate": "2026-12-01",
            "UpdatedOn": "2026-01-01",
        }
    ],
}


@pytest.fixture(scope="module")
def asking(shared_url: str, shared: Connection[Any]) -> Iterator[tuple[Space, str]]:
    store(shared, SEED["ledger"])
    store(shared, BILLED)
    account(shared, "jane@techinnovators.com")
    with running(shared_url) as space:
        space.set_clock(NOW - timedelta(days=4))
        space.sign_in("jane@techinnovators.com")
        space.set_clock(NOW)
        yield space, space.sign_in("jane@techinnovators.com")["access_token"]


def test_the_whole_answer(asking: tuple[Space, str], shared: Connection[Any]) -> None:
    space, token = asking
    answer = space.get(METRICS, token=token)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "private, no-cache")
    jane = MetricsCaller([101], [NOW - timedelta(days=4)])
    expected = team_metrics(shared, 1, 55, jane, now=NOW, open_checkin_limit=timedelta(hours=24))
    assert expected is not None
    assert answer.content == encode(expected)
    months = answer.json()["Metrics"]
    assert [list(month) for month in months] == [NAMES] * 12
    assert [month["MonthDate"] for month in months] == [
        "2025-12-01", *(f"2026-{number:02}-01" for number in range(1, 12))
    ]  # fmt: skip
    assert {name: months[-1][name] for name in NAMES[:13]} == {
        "Id": 551523,
        "MonthDate": "2026-11-01",
        "CurrencyCode": "GBP",
        "InvoicedAmount": 120.5,
        "TeamInvoicedAmount": 361.5,
        "Revenue": 321.5,
        "CheckingMinutes": 300,
        "TeamCheckingMinutes": 300,
        "BookingMinutes": 360,
        "TeamBookingMinutes": 360,
        "TotalBookings": 1,
        "TotalTariffs": 1,
        "TotalOther": 0,
    }
    assert months[-1]["NextInvoice"] == "2026-12-01T00:00:00Z"
    assert months[-1]["TotalUnpaid"] == months[-1]["TotalDue"] == 361.5


def test_the_example_of_the_contract_is_a_real_answer(asking: tuple[Space, str]) -> None:
    space, token = asking
    assert EXAMPLE.read_text() == json.dumps(space.get(f"{METRICS}?months=2", token=token).json(), indent=2) + "\n"


def test_the_sign_in_that_asks_is_no_access_before_it(asking: tuple[Space, str]) -> None:
    space, token = asking
    [month] = space.get(f"{METRICS}?months=1", token=token).json()["Metrics"]
    assert month["DasySinceLastAccess"] == 4


@pytest.mark.parametrize(("asked", "count"), [("", 12), ("?months=", 12), ("?months=1", 1), ("?months=60", 60)])
def test_months(asking: tuple[Space, str], asked: str, count: int) -> None:
    space, token = asking
    assert len(space.get(METRICS + asked, token=token).json()["Metrics"]) == count


@pytest.mark.parametrize("asked", ["0", "61", "-1", "1.5", "twelve", "1e1", "9" * 30])
def test_months_that_are_none(asking: tuple[Space, str], asked: str) -> None:
    space, token = asking
    answer = space.get(f"{METRICS}?months={asked}", token=token)
    assert answer.status_code == 400
    assert answer.json()["code"] == "bad_request"
    assert answer.json()["detail"].startswith("months: must be a whole number from 1 to ")


def test_shape_and_conditional_requests(asking: tuple[Space, str]) -> None:
    space, token = asking
    full = space.get(METRICS, token=token)
    shaped = space.get(f"{METRICS}?_shape=Metrics.Revenue,Metrics.Nope,Metrics.MonthDate", token=token)
    assert shaped.json() == {
        "Metrics": [{name: month[name] for name in ("MonthDate", "Revenue")} for month in full.json()["Metrics"]]
    }
    assert shaped.headers["X-Unknown-Shape-Paths"] == "Metrics.Nope"
    assert shaped.headers["ETag"] != full.headers["ETag"]
    held = space.get(METRICS, token=token, headers={"If-None-Match": full.headers["ETag"]})
    assert (held.status_code, held.content, held.headers["ETag"]) == (304, b"", full.headers["ETag"])
    head = space.ask("HEAD", METRICS, token=token)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["Content-Length"] == full.headers["Content-Length"]


def test_a_write_shows_in_the_next_answer(asking: tuple[Space, str], shared: Connection[Any]) -> None:
    space, token = asking
    before = space.get(METRICS, token=token)
    charge = {"Id": 1, "CoworkerId": 102, "BusinessId": 1, "TotalAmount": 9.99, "CreatedOn": "2026-11-20"}
    store(shared, {"charges": [charge]})
    try:
        after = space.get(METRICS, token=token, headers={"If-None-Match": before.headers["ETag"]})
        assert after.status_code == 200
        month = after.json()["Metrics"][-1]
        assert (month["TotalOther"], month["UnInvoicedCharges"], month["NotInvoicedCharges"]) == (9.99, 9.99, 9.99)
    finally:
        store(shared, {"charges": [{"Id": 1, "_deleted": True}]})


def test_what_was_shown_comes_again_byte_for_byte(asking: tuple[Space, str], shared: Connection[Any]) -> None:
    space, token = asking
    shown_at = NOW + timedelta(minutes=1)
    space.set_clock(shown_at)
    shown = space.get(METRICS, token=token)
    charge = {"Id": 2, "CoworkerId": 102, "BusinessId": 1, "TotalAmount": 9.99, "CreatedOn": "2026-11-20"}
    store(shared, {"charges": [charge]}, now=NOW + timedelta(hours=1))
    space.set_clock(NOW + timedelta(hours=2))
    try:
        then = {"at": shown_at.isoformat(), "knownAt": shown_at.isoformat()}
        again = space.get(METRICS, token=token, params=then)
        assert (again.status_code, again.content) == (200, shown.content)
        held = space.get(METRICS, token=token, params=then, headers={"If-None-Match": again.headers["ETag"]})
        assert held.status_code == 304
        charged = [
            space.get(METRICS, token=token, params=when).json()["Metrics"][-1]["TotalOther"]
            for when in ({}, {"at": then["at"]}, {"knownAt": then["knownAt"]})
        ]
        assert charged == [9.99, 9.99, 0]
        # A day is its last instant where the team is, and the last month is its own.
        october = space.get(
            METRICS, token=token, params={"at": "2026-10-31", "months": 1, "_shape": "Metrics.MonthDate"}
        )
        assert october.json() == {"Metrics": [{"MonthDate": "2026-10-01"}]}
    finally:
        store(shared, {"charges": [{"Id": 2, "_deleted": True}]}, now=NOW + timedelta(hours=2))
        space.set_clock(NOW)


@pytest.mark.parametrize(
    ("query", "status", "code"),
    [
        ({"at": "yesterday"}, 400, "bad_request"),
        ({"knownAt": "2036-01-01"}, 400, "bad_request"),
        ({"at": "2020-01-01", "knownAt": "2020-01-01"}, 404, "team_not_found"),
    ],
)
def test_days_that_cannot_be_shown(asking: tuple[Space, str], query: dict[str, str], status: int, code: str) -> None:
    space, token = asking
    answer = space.get(METRICS, token=token, params=query)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_every_field_says_what_it_means() -> None:
    assert len(NAMES) == len(TeamMetric.__struct_fields__) == 26
    document = json.loads((EXAMPLE.parents[1] / "openapi.json").read_text())
    fields = document["components"]["schemas"]["TeamMetric"]["properties"]
    assert list(fields) == NAMES
    assert all(field["description"] for field in fields.values())
