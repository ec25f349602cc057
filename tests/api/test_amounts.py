"""A team's money over HTTP: the whole body, of oneself, and of another time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from psycopg import Connection

from api.doorway import NOW, Space, account, running, store

AMOUNTS = "/api/public/teams/55/amounts"
LEDGER: dict[str, list[dict[str, Any]]] = {
    "businesses": [{"Id": 1, "Name": "L", "CurrencyCode": "GBP", "SimpleTimeZoneNameIana": "Europe/London"}],
    "coworkers": [
        {"Id": 101, "FullName": "Jane", "Email": "jane@example.org"},
        {"Id": 102, "FullName": "Leo", "Email": "leo@example.org"},
    ],
    "teams": [{"Id": 55, "BusinessId": 1, "Name": "T", "TeamMembers": [101, 102], "TeamAdministrators": [101]}],
    "charges": [
        {"Id": 1, "CoworkerId": 101, "BusinessId": 1, "TotalAmount": "0.1"},
        {"Id": 2, "CoworkerId": 102, "BusinessId": 1, "TotalAmount": "0.2"},
    ],
}


def line(amount: float) -> dict[str, Any]:
    return {
        "CurrencyCode": "GBP",
        "BusinessId": None,
        "Products": 0,
        "ExtraServices": 0,
        "EventAttendees": 0,
        "TimePasses": 0,
        "Charges": amount,
        "ToInvoice": amount,
        "ItemsWithoutPrice": 0,
        "NextRenewal": None,
        "RenewalAmount": 0,
        "RenewalsWithoutPrice": 0,
        "Unpaid": 0,
        "Due": 0,
    }


@pytest.fixture(scope="module")
def space(shared_url: str, shared: Connection[Any]) -> Iterator[Space]:
    store(shared, LEDGER)
    for email in ("jane@example.org", "leo@example.org"):
        account(shared, email)
    with running(shared_url) as space:
        yield space


def test_an_administrator_sees_the_team(space: Space) -> None:
    token = space.sign_in("jane@example.org")["access_token"]
    answer = space.get(AMOUNTS, token=token)
    now = answer.json()["At"]
    assert answer.json() == {
        "TeamId": 55,
        "At": now,
        "KnownAt": now,
        "Total": [line(0.3)],
        "Members": [
            {"CoworkerId": 101, "CoworkerFullName": "Jane", "Amounts": [line(0.1)]},
            {"CoworkerId": 102, "CoworkerFullName": "Leo", "Amounts": [line(0.2)]},
        ],
    }


def test_a_member_sees_their_own(space: Space) -> None:
    token = space.sign_in("leo@example.org")["access_token"]
    body = space.get(AMOUNTS, token=token, params={"coworkerId": 102}).json()
    assert body["Total"] == [line(0.2)]
    assert body["Members"] == [{"CoworkerId": 102, "CoworkerFullName": "Leo", "Amounts": [line(0.2)]}]


def test_of_another_time(space: Space) -> None:
    token = space.sign_in("jane@example.org")["access_token"]
    before = (NOW - timedelta(days=400)).isoformat()
    assert space.get(AMOUNTS, token=token, params={"at": before}).json()["Total"] == [line(0.3)]
    gone = space.get(AMOUNTS, token=token, params={"knownAt": before})
    assert (gone.status_code, gone.json()["code"]) == (404, "team_not_found")
    refused = space.get(AMOUNTS, token=token, params={"at": "soon"})
    assert (refused.status_code, refused.json()["code"]) == (400, "bad_request")
