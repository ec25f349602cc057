"""``teamkpi why``: a figure and its records, in the terminal."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from psycopg import Connection

from api.doorway import account, running
from cli.conftest import Run
from teamkpi.ledger import Change, apply

NOW = datetime(2024, 11, 21, 12, tzinfo=UTC)
PLACE = {"Id": 1, "Name": "Hub", "CurrencyCode": "GBP", "SimpleTimeZoneNameIana": "Europe/London"}
PEOPLE = [
    {"Id": number, "FullName": name, "Email": f"{name}@x.example"} for number, name in ((101, "Jane"), (102, "Leo"))
]
TEAM = {"Id": 55, "BusinessId": 1, "Name": "T", "TeamMembers": [101, 102]}
STAY = {
    "BusinessId": 1,
    "FromTime": "2024-11-02T09:00:00Z",
    "ToTime": "2024-11-02T10:00:30Z",
    "CreatedOn": "2024-11-02",
}
EARLIER = {**STAY, "FromTime": "2024-10-02T09:00:00Z", "ToTime": "2024-10-02T10:00:00Z"}


def store(conn: Connection[Any], now: datetime, *records: tuple[str, dict[str, Any]]) -> None:
    apply(conn, 1, [Change(plural, record, number) for number, (plural, record) in enumerate(records)], now=now)


@pytest.fixture
def filled(conn: Connection[Any]) -> Connection[Any]:
    stays = [
        {**STAY, "Id": 1, "CoworkerId": 101},
        {**EARLIER, "Id": 2, "CoworkerId": 101},
        {**STAY, "Id": 3, "CoworkerId": 102},
    ]
    people = [("coworkers", one) for one in PEOPLE]
    store(conn, NOW, ("businesses", PLACE), *people, ("teams", TEAM), *(("checkins", one) for one in stays))
    return conn


def said(result: Any) -> list[str]:
    assert result.exit_code == 0, result.output
    return [" ".join(line.split()) for line in result.stdout.splitlines()]


@pytest.mark.usefixtures("filled")
def test_a_member_s_figure_with_its_records(run: Run) -> None:
    result = run("why", "55", "101", "CheckedTimeThisMonth", "--at", "2024-11-21T12:00Z")
    assert said(result) == [
        "Jane: Checked in, This month",
        (
            "Checked-in time that falls in the current month, in whole minutes. Of a check-in that runs into another "
            "month, only the part in this month counts."
        ),
        "As of 2024-11-21 12:00 UTC. This month is November 2024 in the zone Europe/London.",
        "",
        "2 check-ins, in seconds 3,630",
        "This month: the sum divided by 60 and cut to whole minutes, once 60",
        "",
        "When What Counts",
        "2024-11-02 09:00 Hub (1) 1:00:30",
        "2024-10-02 09:00 Hub (2) - Outside the month",
    ]


@pytest.mark.usefixtures("filled")
def test_the_team_s_total_by_member(run: Run) -> None:
    lines = said(run("why", "55", "team", "CheckedTimeTotal", "--limit", "1"))
    assert lines[0] == "Team 55: Checked in, Total"
    assert lines[4:] == [
        "Jane 120",
        "Leo 60",
        "Total 180",
        "",
        "When What Whose Counts",
        "2024-11-02 09:00 Hub (3) Leo 1:00:30",
        "and 2 more",
    ]


def test_as_it_was_shown(run: Run, filled: Connection[Any]) -> None:
    store(filled, NOW + timedelta(hours=2), ("checkins", {"Id": 2, "_deleted": True}))
    assert said(run("why", "55", "101", "CheckedTimeTotal"))[4] == "1 check-in, in seconds 3,630"
    shown = ("--as-shown-on", "2024-11-21T13:00Z"), ("--at", "2024-11-21T13:00Z", "--known-at", "2024-11-21T13:00Z")
    for options in shown:
        assert said(run("why", "55", "101", "CheckedTimeTotal", *options))[4] == "2 check-ins, in seconds 7,230"


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("56", "101", "CheckedTimeTotal"), 1, "there is no team 56"),
        (("55", "103", "CheckedTimeTotal"), 1, "the team has no member 103"),
        (("55", "nobody", "CheckedTimeTotal"), 2, "nobody"),
        (("55", "101", "CoworkerEmail"), 2, "CoworkerEmail"),
        (("55", "101", "CheckedTimeTotal", "--at", "2024-11-21", "--as-shown-on", "2024-11-21"), 2, "--as-shown-on"),
        (("55", "101", "CheckedTimeTotal", "--known-at", "2999-01-01"), 2, "must not be in the future"),
    ],
)
def test_what_cannot_be_explained(run: Run, arguments: tuple[str, ...], code: int, message: str) -> None:
    result = run("why", *arguments)
    assert result.exit_code == code
    assert message in result.stderr


def test_records_that_do_not_add_up_are_an_error(run: Run, filled: Connection[Any]) -> None:
    filled.execute("UPDATE member_state SET checked_us = checked_us + 60000000 WHERE coworker_id = 101")
    result = run("why", "55", "101", "CheckedTimeTotal")
    assert (result.exit_code, result.stderr) == (1, "teamkpi: the records add up to 120, and the figure is 121\n")


@pytest.mark.usefixtures("filled")
def test_as_json_it_is_the_body_of_the_response(run: Run, conn: Connection[Any], database_url: str) -> None:
    account(conn, "jane@x.example")
    conn.execute("UPDATE teams SET team_administrators = '{101}'")
    at = "2024-11-21T13:00:00Z"
    with running(database_url) as space:
        token = space.sign_in("Jane@x.example")["access_token"]
        asked = {"figure": "CheckedTimeTotal", "coworkerId": 101, "at": at, "knownAt": at, "_pageSize": 50}
        answer = space.get("/api/public/teams/55/explain", token=token, params=asked)
    result = run("why", "55", "101", "CheckedTimeTotal", "--as-shown-on", at, "--json")
    assert (result.exit_code, result.stdout) == (0, answer.text + "\n")
