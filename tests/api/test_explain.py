"""Why a figure is what it is, over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from psycopg import Connection

from api.doorway import Space, account, running, store
from api.test_telemetry import TOKEN, served_by
from teamkpi.kpi.figures import EXPLAINED
from teamkpi.kpi.mismatches import mismatches

EXPLAIN = "/api/public/teams/55/explain"
PEOPLE = {101: "Jane Smith", 102: "Leo Marchetti", 103: "Ada Quinn"}
ITEM = {"CoworkerId": 102, "BusinessId": 1}
UPDATED = {"UpdatedOn": "2026-11-20T08:00:00Z", "CreatedOn": "2026-11-19T08:00:00Z", "UpdatedBy": "desk@hub.example"}
PASS = {**ITEM, **UPDATED, "TimePassId": 9, "Price": 20}


@pytest.fixture(scope="module")
def space(shared_url: str, shared: Connection[Any]) -> Iterator[Space]:
    store(
        shared,
        {
            "businesses": [
                {"Id": 1, "Name": "Hub 1", "CurrencyCode": "GBP", "SimpleTimeZoneNameIana": "Europe/London"}
            ],
            "coworkers": [
                {"Id": number, "FullName": name, "Email": f"c{number}@here.test"} for number, name in PEOPLE.items()
            ],
            "teams": [{"Id": 55, "BusinessId": 1, "Name": "T", "TeamMembers": [101, 102], "TeamAdministrators": [101]}],
            "coworkertimepasses": [
                {"Id": 1, **PASS, "TimePassName": "Day pass", "ExpireDate": "2027-01-01T00:00:00Z"},
                {"Id": 2, **PASS, "CreatedOn": "2026-11-18T08:00:00Z", "ExpireDate": "2026-11-20T00:00:00Z"},
            ],
            "checkins": [
                {
                    "Id": 1,
                    **ITEM,
                    **UPDATED,
                    "FromTime": "2026-11-02T09:00:00Z",
                    "ToTime": "2026-11-02T09:30:44.25Z",
                },
                {
                    "Id": 2,
                    "CoworkerId": 101,
                    "BusinessId": 1,
                    "FromTime": "2026-11-03T09:00:00Z",
                    "ToTime": "2026-11-03T10:00:00Z",
                },
            ],
        },
    )
    for number in (101, 102):
        account(shared, f"c{number}@here.test")
    with running(shared_url, throttle=False, metrics_token=TOKEN) as space:
        yield space


@pytest.fixture(scope="module")
def administrator(space: Space) -> str:
    token: str = space.sign_in("c101@here.test")["access_token"]
    return token


@pytest.fixture(scope="module")
def member(space: Space) -> str:
    token: str = space.sign_in("c102@here.test")["access_token"]
    return token


def test_the_whole_answer(space: Space, administrator: str) -> None:
    query = "?figure=RemainingTimePassesCount&coworkerId=102"
    answer = space.get(EXPLAIN + query, token=administrator)
    assert answer.status_code == 200
    common = {
        "Entity": "CoworkerTimePass",
        "CoworkerId": 102,
        "CoworkerFullName": "Leo Marchetti",
        "From": None,
        "Amount": 1,
        "Price": 20,
        "CurrencyCode": "GBP",
        "UpdatedOn": "2026-11-20T08:00:00Z",
        "UpdatedBy": "desk@hub.example",
    }
    assert answer.json() == {
        "TeamId": 55,
        "CoworkerId": 102,
        "Figure": "RemainingTimePassesCount",
        "Label": "Day passes",
        "Meaning": "Day passes that are neither used nor expired.",
        "Unit": "passes",
        "Value": 1,
        "At": "2026-11-21T12:00:00Z",
        "KnownAt": "2026-11-21T12:00:00Z",
        "KnownSince": None,
        "Uncertain": [],
        "Zone": "Europe/London",
        "MonthDate": "2026-11-01",
        "CurrencyCode": "GBP",
        "Sum": 1,
        "Matches": True,
        "Equation": [
            {"Text": "2 passes", "Amount": 2},
            {"Text": "Expired: 1", "Amount": -1},
            {"Text": "Day passes", "Amount": 1},
        ],
        "Counted": 1,
        "NotCounted": 1,
        "Records": {
            "Records": [
                common
                | {
                    "Id": 1,
                    "Title": "Day pass",
                    "To": "2027-01-01T00:00:00Z",
                    "At": "2026-11-19T08:00:00Z",
                    "Counted": True,
                    "Reason": None,
                    "ReasonText": None,
                },
                common
                | {
                    "Id": 2,
                    "Title": "Pass",
                    "To": "2026-11-20T00:00:00Z",
                    "At": "2026-11-18T08:00:00Z",
                    "Counted": False,
                    "Reason": "expired",
                    "ReasonText": "Expired",
                },
            ],
            "CurrentPageSize": 25,
            "CurrentPage": 1,
            "CurrentOrderField": "At",
            "CurrentSortDirection": "DESC",
            "FirstItem": 1,
            "HasNextPage": False,
            "HasPreviousPage": False,
            "LastItem": 2,
            "PageNumber": 1,
            "PageSize": 25,
            "TotalItems": 2,
            "TotalPages": 1,
        },
    }
    assert (answer.headers["Content-Language"], answer.headers["Vary"]) == ("en", "Accept-Encoding, Accept-Language")


def test_in_spanish(space: Space, administrator: str) -> None:
    shape = "Label,Equation,Records.Records.ReasonText,Records.Records.Title"
    query = "?figure=RemainingTimePassesCount&coworkerId=102&counted=false&_shape="
    answer = space.get(EXPLAIN + query + shape, token=administrator, headers={"Accept-Language": "es-MX, en;q=0.5"})
    assert answer.json() == {
        "Label": "Pases de día",
        "Equation": [
            {"Text": "2 pases", "Amount": 2},
            {"Text": "Caducado: 1", "Amount": -1},
            {"Text": "Pases de día", "Amount": 1},
        ],
        "Records": {"Records": [{"Title": "Pase", "ReasonText": "Caducado"}]},
    }
    assert (answer.headers["Content-Language"], answer.headers["Vary"]) == ("es", "Accept-Language")


def test_the_total_of_a_team_by_member_on_pages(space: Space, administrator: str) -> None:
    shape = (
        "_shape=Value,Sum,Equation,Records.Records.Amount,Records.Records.Title,Records.TotalItems,Records.HasNextPage"
    )
    asked = f"{EXPLAIN}?figure=CheckedTimeThisMonth&{shape}&_pageSize=1"
    first, second, third = (space.get(f"{asked}&_page={number}", token=administrator).json() for number in (1, 2, 3))
    whole = {
        "Value": 90,
        "Sum": 90,
        "Equation": [
            {"Text": "Jane Smith", "Amount": 60},
            {"Text": "Leo Marchetti", "Amount": 30},
            {"Text": "This month", "Amount": 90},
        ],
    }
    records = [
        ([{"Title": "Hub 1", "Amount": 3600}], True),
        ([{"Title": "Hub 1", "Amount": 1844.25}], False),
        ([], False),
    ]
    assert [first, second, third] == [
        whole | {"Records": {"Records": page, "HasNextPage": more, "TotalItems": 2}} for page, more in records
    ]


def test_a_member_sees_their_own_records_and_nobody_who_changed_them(space: Space, member: str) -> None:
    asked = f"{EXPLAIN}?figure=CheckedTimeTotal&coworkerId=102"
    own = space.get(asked, token=member).json()
    assert own["Value"] == 30
    [record] = own["Records"]["Records"]
    assert (record["CoworkerId"], record["UpdatedBy"]) == (102, None)


def test_the_past(space: Space, administrator: str) -> None:
    shape = "_shape=Value,At,KnownAt,MonthDate"
    asked = f"{EXPLAIN}?figure=CheckedTimeThisMonth&coworkerId=102&{shape}"
    october = space.get(f"{asked}&at=2026-10-31", token=administrator)
    assert october.json() == {
        "Value": 0,
        "At": "2026-10-31T23:59:59.999999Z",
        "KnownAt": "2026-11-21T12:00:00Z",
        "MonthDate": "2026-10-01",
    }
    # Before anything was held.
    early = space.get(f"{asked}&at=2026-10-31&knownAt=2026-10-31", token=administrator)
    assert (early.status_code, early.json()["code"]) == (404, "team_not_found")


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("", "figure"),
        ("figure=", "figure"),
        ("figure=CoworkerEmail", "figure"),
        ("figure=bookedtimetotal", "figure"),
        ("figure=BookedTimeTotal&counted=maybe", "counted"),
        ("figure=BookedTimeTotal&coworkerId=0", "coworkerId"),
        ("figure=BookedTimeTotal&_page=0", "_page"),
        ("figure=BookedTimeTotal&at=soon", "at"),
    ],
)
def test_what_cannot_be_asked_is_named(space: Space, administrator: str, query: str, parameter: str) -> None:
    answer = space.get(f"{EXPLAIN}?{query}", token=administrator)
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_request")
    assert answer.json()["detail"].startswith(f"{parameter}: ")


@pytest.mark.parametrize("figure", EXPLAINED)
def test_every_figure_is_explained(space: Space, administrator: str, figure: str) -> None:
    answer = space.get(f"{EXPLAIN}?figure={figure}&_shape=Value,Sum,Matches,Figure", token=administrator).json()
    assert (answer["Figure"], answer["Sum"], answer["Matches"]) == (figure, answer["Value"], True)


def test_a_figure_that_differs_from_its_records_is_told_logged_and_counted(
    space: Space, shared: Connection[Any], administrator: str
) -> None:
    wrong = "UPDATE member_state SET checked_us = checked_us {} 60000000 WHERE network_id = 1 AND coworker_id = 101"
    shared.execute(wrong.format("+"))
    try:
        answer = space.get(f"{EXPLAIN}?figure=CheckedTimeTotal&_shape=Value,Sum,Matches", token=administrator)
    finally:
        shared.execute(wrong.format("-"))
    assert answer.json() == {"Value": 91, "Sum": 90, "Matches": False}
    [line] = space.log_lines("figure_differs_from_records")
    assert (line["level"], line["network_id"], line["team_id"], line["figure"]) == ("error", 1, 55, "CheckedTimeTotal")
    [counted] = mismatches(shared, 1, now=space.now)
    _, _, metrics = served_by(space, 8000, "/metrics", TOKEN)
    assert "teamkpi_figure_mismatches_total 1.0" in metrics.splitlines()
    assert counted == (55, "CheckedTimeTotal", 1, space.now, space.now)
