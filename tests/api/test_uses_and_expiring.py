"""Uses and what expires, over HTTP: of the team, of oneself, and what is refused."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from psycopg import Connection

from api.doorway import Space, account, running, store

USES = "/api/public/teams/55/uses"
EXPIRING = "/api/public/teams/55/expiring"
PLACE = {"Id": 1, "Name": "L", "CurrencyCode": "GBP", "SimpleTimeZoneNameIana": "Europe/London"}
PEOPLE = {101: "jane", 102: "leo"}
TIMES = {"FromTime": "2026-11-18T09:00:00Z", "ToTime": "2026-11-18T10:00:00Z"}
CREDIT = {"BusinessId": 1, "TotalCredit": 10, "RemainingCredit": 7, "ExpireDate": "2026-12-01"}


@pytest.fixture(scope="module")
def space(shared_url: str, shared: Connection[Any]) -> Iterator[Space]:
    ledger: dict[str, list[dict[str, Any]]] = {
        "businesses": [PLACE],
        "resources": [{"Id": 3, "BusinessId": 1, "Name": "Secret room"}],
        "coworkers": [
            {"Id": number, "FullName": name, "Email": f"{name}@example.org"} for number, name in PEOPLE.items()
        ],
        "teams": [{"Id": 55, "BusinessId": 1, "Name": "T", "TeamMembers": [101, 102], "TeamAdministrators": [101]}],
        "bookings": [{"Id": 9, "ResourceId": 3, "CoworkerId": 101, **TIMES}],
        "coworkerbookingcredits": [{"Id": number, "CoworkerId": number, **CREDIT} for number in PEOPLE],
        # Both were used for Jane's booking.
        "coworkerbookingcreditusehistories": [
            {
                "Id": number,
                "CoworkerBookingCreditId": number,
                "BookingId": 9,
                "CreditUsed": 3,
                "CreatedOn": "2026-11-18",
            }
            for number in PEOPLE
        ],
    }
    store(shared, ledger)
    for name in PEOPLE.values():
        account(shared, f"{name}@example.org")
    with running(shared_url) as space:
        yield space


def test_of_the_team_and_of_oneself(space: Space) -> None:
    jane, leo = (space.sign_in(f"{name}@example.org")["access_token"] for name in PEOPLE.values())
    body = space.get(USES, token=jane).json()
    assert [(one["CoworkerId"], one["UsedById"], one["Title"]) for one in body["Uses"]["Records"]] == [
        (101, 101, "Secret room"),
        (102, 101, "Secret room"),
    ]
    assert body["Uses"]["TotalItems"] == 2
    second = space.get(USES, token=jane, params={"_pageSize": 1, "_page": 2}).json()
    assert second["Uses"]["Records"] == body["Uses"]["Records"][1:]
    own = space.get(USES, token=leo, params={"coworkerId": 102})
    [record] = own.json()["Uses"]["Records"]
    assert (record["CoworkerId"], record["Amount"], record["RemainingAfter"], record["UsedById"]) == (102, 3, 7, None)
    assert "Secret" not in own.text
    assert "jane" not in own.text
    assert [one["CoworkerId"] for one in space.get(EXPIRING, token=jane).json()["Items"]] == [101, 102]
    mine = space.get(EXPIRING, token=leo, params={"coworkerId": 102}).json()
    assert [one["CoworkerId"] for one in mine["Items"]] == [102]
    assert [one["Remaining"] for one in mine["Totals"]] == [7]


@pytest.mark.parametrize(
    ("path", "asked", "detail"),
    [
        (USES, {"from": "soon"}, "from must be an instant with a time zone"),
        (USES, {"from": "2026-11-02", "to": "2026-11-01"}, "from must be before to"),
        (USES, {"to": "9999-12-31"}, "to must be in the years 1900 to 2199"),
        (EXPIRING, {"days": "367"}, "days must be a whole number from 1 to 366"),
        (EXPIRING, {"days": "0"}, "days must be"),
    ],
)
def test_what_is_refused(space: Space, path: str, asked: dict[str, str], detail: str) -> None:
    token = space.sign_in("jane@example.org")["access_token"]
    answer = space.get(path, token=token, params=asked)
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_request")
    assert detail in answer.json()["detail"].replace(":", "")


def test_days_without_uses(space: Space) -> None:
    token = space.sign_in("jane@example.org")["access_token"]
    body = space.get(USES, token=token, params={"from": "2026-11-17", "to": "2026-11-17"}).json()
    assert (body["Uses"]["Records"], body["From"], body["To"]) == ([], "2026-11-17T00:00:00Z", "2026-11-18T00:00:00Z")
