"""An empty space is filled with made-up records, which are known as such until they are removed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from psycopg import Connection

from api.backoffice import OPERATOR, refused
from api.doorway import NOW, PASSWORD, Space, account, running, store
from patience import until
from teamkpi import accounts
from teamkpi.accounts.role_sets import ROLE_SETS
from teamkpi.api.backoffice import made_up_space
from teamkpi.demo import TEAM_ID, generate

MADE_UP = "/api/sys/madeupspace"
PEOPLE = ("businesses", "coworkers", "teams", "resources")
MANAGER = "manager@example.com"
HIM = {"Id": 7, "FullName": "Jane", "Email": "jane@example.com"}


@pytest.fixture(scope="module")
def people() -> list[Any]:
    """The part of the made-up space that is quick to import; the whole of it is what `teamkpi demo` writes."""
    return [one for one in generate(NOW, TEAM_ID) if one[0] in PEOPLE]


@pytest.fixture
def space(
    database_url: str, conn: Connection[Any], monkeypatch: pytest.MonkeyPatch, people: list[Any]
) -> Iterator[Space]:
    monkeypatch.setattr(made_up_space, "generate", lambda _now, _seed: people)
    account(conn, OPERATOR, operator=True)
    accounts.create(conn, 1, MANAGER, PASSWORD, operator=True, roles=ROLE_SETS["Manager"] or (), now=NOW)
    with running(database_url) as space:
        yield space


def made_up_import(space: Space, token: str) -> int | None:
    found: int | None = space.get("/api/sys/operator", token=token).json()["MadeUpImport"]
    return found


def test_it_is_filled_and_emptied_again(space: Space) -> None:
    token = space.sign_in(OPERATOR)["access_token"]
    manager = space.sign_in(MANAGER)["access_token"]
    assert made_up_import(space, token) is None
    answer = space.ask("POST", MADE_UP, token=token)
    assert (answer.status_code, answer.json()["State"], answer.json()["Name"]) == (
        202,
        "importing",
        "made-up-space.zip",
    )
    until(lambda: made_up_import(space, token) is not None)
    assert made_up_import(space, token) == made_up_import(space, manager) == 1
    counts = {one: space.get(f"/api/spaces/{one}", token=token).json()["TotalItems"] for one in PEOPLE[1:]}
    assert counts["coworkers"] > 500
    assert counts["teams"] > 30
    again = space.ask("POST", MADE_UP, token=token)
    reason = "the space has people or teams already, so no made-up ones are added"
    assert (again.status_code, refused(again)) == (400, {"body": reason})

    undone = space.ask("POST", "/api/sys/imports/1/undo", token=token, json={"LeaveChanged": True})
    assert undone.json()["Left"] == 0
    assert made_up_import(space, token) is None
    for one in PEOPLE[1:]:
        assert space.get(f"/api/spaces/{one}", token=token).json()["TotalItems"] == 0
    # Made up again later, it is another import, which the deleted records do not stop.
    space.set_clock(NOW + timedelta(minutes=1))
    token = space.sign_in(OPERATOR)["access_token"]
    assert space.ask("POST", MADE_UP, token=token).status_code == 202
    until(lambda: made_up_import(space, token) == 2)
    assert {one: space.get(f"/api/spaces/{one}", token=token).json()["TotalItems"] for one in PEOPLE[1:]} == counts


def test_it_takes_everything_and_a_space_without_people(space: Space, conn: Connection[Any]) -> None:
    manager = space.ask("POST", MADE_UP, token=space.sign_in(MANAGER)["access_token"])
    assert (manager.status_code, manager.json()["code"]) == (401, "missing_role")
    store(conn, {"coworkers": [HIM]})
    token = space.sign_in(OPERATOR)["access_token"]
    assert space.ask("POST", MADE_UP, token=token).status_code == 400
    assert space.get("/api/sys/importfiles", token=token).json()["Files"] == []
