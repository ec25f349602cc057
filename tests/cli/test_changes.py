"""``teamkpi changes``: what changed in a team's figures, in the terminal."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from psycopg import Connection

from api.doorway import account, running
from cli.conftest import Run
from cli.test_why import NOW, PEOPLE, PLACE, STAY, TEAM, said, store

HOUR = timedelta(hours=1)
FROM = ("--from", "2024-11-21T12:30Z")


@pytest.fixture
def filled(conn: Connection[Any]) -> Connection[Any]:
    people = [("coworkers", one) for one in PEOPLE]
    credit = {"Id": 1, "CoworkerId": 101, "BusinessId": 1, "TotalCredit": 100, "CreatedOn": "2024-11-02"}
    store(conn, NOW, ("businesses", PLACE), *people, ("teams", TEAM), ("coworkerbookingcredits", credit))
    used = {**credit, "RemainingCredit": "62.5"}
    store(conn, NOW + HOUR, ("coworkerbookingcredits", used), ("checkins", {**STAY, "Id": 1, "CoworkerId": 102}))
    return conn


@pytest.mark.usefixtures("filled")
def test_figures_that_changed_with_their_causes(run: Run) -> None:
    lines = said(run("changes", "55", *FROM, "--to", "2024-11-21T13:30Z"))
    assert lines == [
        "Team 55, from 2024-11-21 12:30 to 2024-11-21 13:30 UTC",
        "",
        "Jane (101): Credit left, Money 100 -> 62.5 (-37.5)",
        "2024-11-02 00:00 Money credit (1) -37.5 Changed",
        "",
        "Leo (102): Checked in, Total 0 -> 60 (+60)",
        "2024-11-02 09:00 Hub (1) +1:00:30 Added",
        "",
        "Leo (102): Checked in, This month 0 -> 60 (+60)",
        "2024-11-02 09:00 Hub (1) +1:00:30 Added",
    ]
    of_one = said(
        run("changes", "55", *FROM, "--to", "2024-11-21T13:30Z", "--coworker", "102", "--figure", "CheckedTimeTotal")
    )
    assert of_one[2:] == lines[5:7]
    none = said(run("changes", "55", *FROM, "--to", "2024-11-21T12:45Z"))
    assert none[1:] == ["No figure has changed."]


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("56", *FROM), 1, "there is no team 56"),
        (("55",), 2, "--from"),
        (("55", *FROM, "--to", "2024-11-21T12:00Z"), 2, "must not be after --to"),
        (("55", *FROM, "--to", "2999-01-01"), 2, "must not be in the future"),
        (("55", *FROM, "--figure", "CoworkerId"), 2, "CoworkerId"),
    ],
)
def test_what_cannot_be_compared(run: Run, arguments: tuple[str, ...], code: int, message: str) -> None:
    result = run("changes", *arguments)
    assert result.exit_code == code
    assert message in result.stderr


@pytest.mark.usefixtures("filled")
def test_as_json_it_is_the_body_of_the_response(run: Run, conn: Connection[Any], database_url: str) -> None:
    account(conn, "jane@x.example")
    conn.execute("UPDATE teams SET team_administrators = '{101}'")
    until = "2024-11-21T13:30:00Z"
    with running(database_url, now=datetime(2024, 11, 22, tzinfo=UTC)) as space:
        token = space.sign_in("Jane@x.example")["access_token"]
        # The command puts all of them on one page.
        asked = {"from": FROM[1], "to": until, "_pageSize": 3}
        answer = space.get("/api/public/teams/55/changes", token=token, params=asked)
    result = run("changes", "55", *FROM, "--to", until, "--json")
    assert (result.exit_code, result.stdout) == (0, answer.text + "\n")
