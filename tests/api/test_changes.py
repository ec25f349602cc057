"""What changed between two instants, over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from psycopg import Connection

from api.doorway import NOW, Space, account, running
from teamkpi.ledger import Change, apply, history

CHANGES = "/api/public/teams/55/changes"
PLACE = {"Id": 1, "Name": "Hub 1", "CurrencyCode": "GBP", "SimpleTimeZoneNameIana": "Asia/Kathmandu"}
PEOPLE = {101: "Jane Smith", 102: "Leo Marchetti"}
TEAM = {"Id": 55, "BusinessId": 1, "Name": "T", "TeamMembers": [101, 102], "TeamAdministrators": [101]}
ITEM = {"CoworkerId": 102, "BusinessId": 1, "CreatedOn": "2026-11-01T08:30:00Z", "UpdatedBy": "desk@hub.example"}
CREDIT = {**ITEM, "Id": 41, "TotalCredit": 50, "Description": "Welcome credit"}
STAY = {**ITEM, "Id": 5, "FromTime": "2026-11-19T09:00:00Z", "ToTime": "2026-11-19T09:30:44.5Z"}
HOUR = timedelta(hours=1)
BEFORE, AFTER = "2026-11-21T10:30:00Z", "2026-11-21T11:30:00Z"


@pytest.fixture(scope="module")
def space(shared_url: str, shared: Connection[Any]) -> Iterator[Space]:
    people = [
        ("coworkers", {"Id": id_, "FullName": name, "Email": f"c{id_}@x.example"}) for id_, name in PEOPLE.items()
    ]
    first = [("businesses", PLACE), *people, ("teams", TEAM), ("coworkerbookingcredits", CREDIT)]
    second = [("coworkerbookingcredits", {**CREDIT, "RemainingCredit": "12.5"}), ("checkins", STAY)]
    for now, records in ((NOW - 2 * HOUR, first), (NOW - HOUR, second)):
        apply(shared, 1, [Change(plural, record, number) for number, (plural, record) in enumerate(records)], now=now)
    for number in PEOPLE:
        account(shared, f"c{number}@x.example")
    with running(shared_url, throttle=False) as space:
        yield space


@pytest.fixture(scope="module")
def administrator(space: Space) -> str:
    token: str = space.sign_in("c101@x.example")["access_token"]
    return token


@pytest.fixture(scope="module")
def member(space: Space) -> str:
    token: str = space.sign_in("c102@x.example")["access_token"]
    return token


CHECKED_IN = {"CoworkerId": 102, "CoworkerFullName": "Leo Marchetti", "Group": "Checked in", "Unit": "minutes"}
MINUTES = {"Before": 0, "After": 30, "Difference": 30, "AmountBefore": 0, "AmountAfter": 1844.5}
STAYED = {
    "Cause": "added",
    "CauseText": "Added",
    "Entity": "Checkin",
    "Id": 5,
    "Title": "Hub 1",
    "At": "2026-11-19T09:00:00Z",
    "AmountBefore": 0,
    "AmountAfter": 1844.5,
    "ReasonBefore": None,
    "ReasonAfter": None,
    "UpdatedOn": "2026-11-21T11:00:00Z",
    "UpdatedBy": "desk@hub.example",
}
CREDITED = {
    "CoworkerId": 102,
    "CoworkerFullName": "Leo Marchetti",
    "Figure": "RemainingBookingCredit",
    "Group": "Credit left",
    "Label": "Money",
    "Unit": "currency of the team's location",
    "Before": 50,
    "After": 12.5,
    "Difference": -37.5,
    "AmountBefore": 50,
    "AmountAfter": 12.5,
    "Causes": [
        {
            "Cause": "changed",
            "CauseText": "Changed",
            "Entity": "CoworkerBookingCredit",
            "Id": 41,
            "Title": "Welcome credit",
            "At": "2026-11-01T08:30:00Z",
            "AmountBefore": 50,
            "AmountAfter": 12.5,
            "ReasonBefore": None,
            "ReasonAfter": None,
            "UpdatedOn": "2026-11-21T11:00:00Z",
            "UpdatedBy": "desk@hub.example",
        }
    ],
}


def test_the_whole_answer(space: Space, administrator: str) -> None:
    answer = space.get(f"{CHANGES}?from={BEFORE}&to={AFTER}", token=administrator)
    assert answer.status_code == 200
    assert answer.json() == {
        "TeamId": 55,
        "CoworkerId": None,
        "From": BEFORE,
        "To": AFTER,
        "KnownSince": None,
        "Changes": {
            "Records": [
                CREDITED,
                {**CHECKED_IN, "Figure": "CheckedTimeTotal", "Label": "Total", **MINUTES, "Causes": [STAYED]},
                {**CHECKED_IN, "Figure": "CheckedTimeThisMonth", "Label": "This month", **MINUTES, "Causes": [STAYED]},
            ],
            "CurrentPageSize": 25,
            "CurrentPage": 1,
            "CurrentOrderField": "CoworkerId",
            "CurrentSortDirection": "ASC",
            "FirstItem": 1,
            "HasNextPage": False,
            "HasPreviousPage": False,
            "LastItem": 3,
            "PageNumber": 1,
            "PageSize": 25,
            "TotalItems": 3,
            "TotalPages": 1,
        },
    }
    assert (answer.headers["Content-Language"], answer.headers["Vary"]) == ("en", "Accept-Encoding, Accept-Language")


def figures(answer: Any) -> list[str]:
    assert answer.status_code == 200, answer.text
    return [one["Figure"] for one in answer.json()["Changes"]["Records"]]


def test_pages_and_single_figures(space: Space, administrator: str) -> None:
    asked = f"{CHANGES}?from={BEFORE}"
    pages = [space.get(f"{asked}&_pageSize=2&_page={number}", token=administrator) for number in (1, 2, 3)]
    names = ["RemainingBookingCredit", "CheckedTimeTotal", "CheckedTimeThisMonth"]
    assert list(map(figures, pages)) == [names[:2], names[2:], []]
    assert {page.json()["Changes"]["TotalItems"] for page in pages} == {3}
    assert figures(space.get(f"{asked}&figure=CheckedTimeTotal", token=administrator)) == ["CheckedTimeTotal"]
    assert figures(space.get(f"{asked}&coworkerId=101", token=administrator)) == []


def test_a_day_is_its_end_where_the_team_is(space: Space, administrator: str) -> None:
    # Everything was written on 21 November, at quarter past four in the afternoon in Kathmandu.
    shape = "_shape=From,To,Changes.Records.Figure"
    today = space.get(f"{CHANGES}?from=2026-11-20&to=2026-11-21&{shape}", token=administrator).json()
    assert (today["From"], today["To"]) == ("2026-11-20T18:14:59.999999Z", "2026-11-21T12:00:00Z")
    assert [one["Figure"] for one in today["Changes"]["Records"]] == [
        "RemainingBookingCredit",
        "CheckedTimeTotal",
        "CheckedTimeThisMonth",
    ]


def test_who_joins_brings_everything_with_them(space: Space, administrator: str) -> None:
    joined = space.get(f"{CHANGES}?from=2026-11-20&figure=RemainingBookingCredit", token=administrator).json()
    [change] = joined["Changes"]["Records"]
    assert (change["Before"], change["After"], change["Causes"][0]["Cause"]) == (0, 12.5, "joined_team")


def test_a_member_sees_their_own_changes_in_their_language(space: Space, member: str) -> None:
    asked = f"{CHANGES}?from={BEFORE}&coworkerId=102&figure=RemainingBookingCredit"
    answer = space.get(asked, token=member, headers={"Accept-Language": "es"})
    [change] = answer.json()["Changes"]["Records"]
    assert (change["Group"], change["Label"]) == ("Crédito disponible", "Dinero")
    [cause] = change["Causes"]
    assert (cause["CauseText"], cause["UpdatedBy"]) == ("Modificado", None)


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("", "from"),
        ("from=yesterday", "from"),
        ("from=1899-12-31", "from"),
        ("from=2026-11-23", "from"),
        (f"from={AFTER}&to={BEFORE}", "from"),
        (f"from={BEFORE}&to=2026-11-21T12:00:01Z", "to"),
        (f"from={BEFORE}&figure=CoworkerId", "figure"),
    ],
)
def test_what_cannot_be_asked_is_named(space: Space, administrator: str, query: str, parameter: str) -> None:
    answer = space.get(f"{CHANGES}?{query}", token=administrator)
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_request")
    assert answer.json()["detail"].startswith(f"{parameter}: ")


def test_what_nobody_knows_any_more(space: Space, shared: Connection[Any], administrator: str) -> None:
    never = space.get(f"{CHANGES}?from=2026-11-19&to=2026-11-20", token=administrator)
    assert (never.status_code, never.json()["code"]) == (404, "team_not_found")
    history.prune(shared, 1, NOW - HOUR)
    answer = space.get(f"{CHANGES}?from={BEFORE}", token=administrator)
    assert (answer.status_code, answer.json()["code"]) == (400, "not_known_then")
    assert answer.json()["detail"].startswith("from: ")
