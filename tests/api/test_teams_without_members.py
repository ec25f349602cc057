"""A team without members has answers, which are empty; a question about somebody who is not in a team has none."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from psycopg import Connection

from api.doorway import Space, account, running, store
from api.sampling import path_of, required_query
from teamkpi.api.http.declarations import Operation
from teamkpi.api.registry import OPERATIONS

ADMINISTRATOR, MEMBER, EMPTY_TEAM, TEAM = 101, 102, 55, 56
ABOUT_SOMEBODY = [
    one
    for one in OPERATIONS
    if one.method == "get"
    and "{teamId}" in one.path
    and any(p.name == "coworkerId" and p.place == "query" for p in one.parameters)
]
RECORDS: dict[str, list[dict[str, Any]]] = {
    "businesses": [{"Id": 1, "Name": "Hub", "CurrencyCode": "GBP", "SimpleTimeZoneNameIana": "Europe/London"}],
    "coworkers": [
        {"Id": number, "FullName": f"C {number}", "Email": f"c{number}@here.test"} for number in (ADMINISTRATOR, MEMBER)
    ],
    "teams": [
        {"Id": EMPTY_TEAM, "BusinessId": 1, "Name": "Empty", "TeamAdministrators": [ADMINISTRATOR]},
        {
            "Id": TEAM,
            "BusinessId": 1,
            "Name": "Full",
            "TeamMembers": [MEMBER],
            "TeamAdministrators": [ADMINISTRATOR],
        },
    ],
}


@pytest.fixture(scope="module")
def space(shared_url: str, shared: Connection[Any]) -> Iterator[Space]:
    store(shared, RECORDS)
    account(shared, "c101@here.test")
    with running(shared_url) as space:
        yield space


@pytest.mark.parametrize("operation", ABOUT_SOMEBODY, ids=lambda one: one.id)
def test_only_a_member_can_be_asked_about(space: Space, operation: Operation) -> None:
    token = space.sign_in("c101@here.test")["access_token"]

    def status(team_id: int, **query: str) -> int:
        path = path_of(operation, teamId=str(team_id))
        asked = "&".join(f"{name}={value}" for name, value in {**required_query(operation), **query}.items())
        answered: int = space.get(f"{path}?{asked}", token=token).status_code
        return answered

    found = {
        "nobody in an empty team": status(EMPTY_TEAM),
        "a stranger in an empty team": status(EMPTY_TEAM, coworkerId=str(MEMBER)),
        "everybody": status(TEAM),
        "a member": status(TEAM, coworkerId=str(MEMBER)),
        "a stranger": status(TEAM, coworkerId=str(ADMINISTRATOR)),
    }
    assert found == {
        "nobody in an empty team": 200,
        "a stranger in an empty team": 404,
        "everybody": 200,
        "a member": 200,
        "a stranger": 404,
    }
