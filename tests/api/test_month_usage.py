"""What members used by month, over HTTP: the whole body, of oneself, of another day, and when nothing has changed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from psycopg import Connection

from api.doorway import NOW, Space, account, running, store
from published import SEED

USAGE = "/api/public/teams/55/usage"
PEOPLE: dict[str, list[dict[str, Any]]] = {
    "coworkers": [{"Id": 102, "FullName": "Leo", "Email": "leo@example.org"}],
    "teams": [{"Id": 55, "BusinessId": 1, "Name": "T", "TeamMembers": [101, 102], "TeamAdministrators": [101]}],
}
LEO = {"CoworkerId": 102, "CoworkerFullName": "Leo", "BookedMinutes": [0, 0], "CheckedInMinutes": [0, 0]}


@pytest.fixture(scope="module")
def space(shared_url: str, shared: Connection[Any]) -> Iterator[Space]:
    store(shared, SEED["ledger"])
    store(shared, PEOPLE)
    for email in ("jane@techinnovators.com", "leo@example.org"):
        account(shared, email)
    with running(shared_url) as space:
        space.set_clock(NOW)
        yield space


def test_an_administrator_sees_the_team(space: Space) -> None:
    token = space.sign_in("jane@techinnovators.com")["access_token"]
    answer = space.get(USAGE, token=token, params={"months": 2})
    assert answer.json() == {
        "TeamId": 55,
        "Zone": "Europe/London",
        "Months": ["2026-10-01", "2026-11-01"],
        "Members": [
            {
                "CoworkerId": 101,
                "CoworkerFullName": "Jane Smith",
                "BookedMinutes": [0, 360],
                "CheckedInMinutes": [0, 300],
            },
            LEO,
        ],
    }
    assert len(space.get(USAGE, token=token).json()["Months"]) == 12
    shaped = space.get(USAGE, token=token, params={"months": 2, "_shape": "Members.CoworkerId"})
    assert shaped.json() == {"Members": [{"CoworkerId": 101}, {"CoworkerId": 102}]}


def test_nothing_has_changed_after_a_while(space: Space) -> None:
    token = space.sign_in("jane@techinnovators.com")["access_token"]
    before = space.get(USAGE, token=token)
    space.set_clock(NOW + timedelta(minutes=1))
    again = space.get(USAGE, token=token, headers={"If-None-Match": before.headers["ETag"]})
    space.set_clock(NOW)
    assert (again.status_code, again.content) == (304, b"")


def test_a_member_sees_their_own(space: Space) -> None:
    token = space.sign_in("leo@example.org")["access_token"]
    own = space.get(USAGE, token=token, params={"months": 2, "coworkerId": 102})
    assert own.json()["Members"] == [LEO]
    for query in ({}, {"coworkerId": 101}):
        refused = space.get(USAGE, token=token, params=query)
        assert (refused.status_code, refused.json()["code"]) == (401, "not_team_administrator")


def test_of_somebody_else_and_of_another_day(space: Space) -> None:
    token = space.sign_in("jane@techinnovators.com")["access_token"]
    stranger = space.get(USAGE, token=token, params={"coworkerId": 999})
    assert stranger.json()["code"] == "member_not_found"
    october = space.get(USAGE, token=token, params={"months": 1, "at": "2026-10-31"})
    assert [october.json()["Months"], october.json()["Members"][1]["BookedMinutes"]] == [["2026-10-01"], [0]]
    gone = space.get(USAGE, token=token, params={"at": "2020-01-01", "knownAt": "2020-01-01"})
    assert (gone.status_code, gone.json()["code"]) == (404, "team_not_found")
    for query in ({"at": "soon"}, {"months": 61}):
        refused = space.get(USAGE, token=token, params=query)
        assert (refused.status_code, refused.json()["code"]) == (400, "bad_request")
