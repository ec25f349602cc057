"""Every call refuses whom its declaration excludes: the table is made of the declarations, so no call is left out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from psycopg import Connection

from api.doorway import Space, account, running, store
from api.sampling import PLACES, required_query
from teamkpi.api.calls import Call, Responder, Who
from teamkpi.api.registry import CALLS

OF_THE_PORTAL = [one for one in CALLS if isinstance(one.respond, Responder) and one.respond.who is not Who.ANYBODY]
OF_TEAMS = [one for one in OF_THE_PORTAL if "{teamId}" in one.operation.path]


def who(one: Call) -> Who:
    assert isinstance(one.respond, Responder)
    return one.respond.who


def named(one: Call) -> str:
    return one.operation.id


@pytest.fixture(scope="module")
def space(shared_url: str) -> Iterator[Space]:
    with running(shared_url) as space:
        yield space


@pytest.fixture(scope="module")
def tokens(space: Space, shared: Connection[Any]) -> dict[str, str]:
    """A token of a plain member of team 55, and of somebody with no part in it."""
    people = {"administrator": 101, "member": 102, "stranger": 103}
    store(
        shared,
        {
            "businesses": [{"Id": 1, "Name": "Hub", "CurrencyCode": "GBP", "SimpleTimeZoneNameIana": "Europe/London"}],
            "coworkers": [
                {"Id": number, "FullName": name, "Email": f"{name}@here.test"} for name, number in people.items()
            ],
            "teams": [
                {
                    "Id": 55,
                    "BusinessId": 1,
                    "Name": "Team",
                    "TeamMembers": [101, 102],
                    "TeamAdministrators": [101],
                    "ProfileIsPublic": True,
                }
            ],
        },
    )
    for name in people:
        account(shared, f"{name}@here.test")
    return {name: space.sign_in(f"{name}@here.test")["access_token"] for name in people}


def refusal(space: Space, one: Call, token: str | None, **more: str) -> tuple[int, str]:
    """Send a request that is right but for who sends it; return the status and the code of the answer."""
    operation = one.operation
    path = re.sub(r"\{\w+\}", "55", operation.path.replace("{month}", PLACES["month"]))
    query = required_query(operation) | more
    body = {} if operation.json is None else {"json": operation.json.example}
    answer = space.ask(operation.method.upper(), path, token=token, params=query, **body)
    is_problem = answer.headers.get("Content-Type") == "application/problem+json"
    return answer.status_code, answer.json()["code"] if is_problem else ""


@pytest.mark.parametrize("one", OF_THE_PORTAL, ids=named)
def test_without_a_token(space: Space, one: Call) -> None:
    assert refusal(space, one, None) == (401, "not_authenticated")


@pytest.mark.parametrize("one", [one for one in OF_TEAMS if who(one) is not Who.CUSTOMER], ids=named)
def test_without_a_part_in_the_team(space: Space, tokens: dict[str, str], one: Call) -> None:
    assert refusal(space, one, tokens["stranger"]) == (404, "team_not_found")


@pytest.mark.parametrize("one", [one for one in OF_TEAMS if who(one) is Who.ADMINISTRATOR], ids=named)
def test_as_a_plain_member(space: Space, tokens: dict[str, str], one: Call) -> None:
    status = 401 if one.operation.method == "get" else 403
    assert refusal(space, one, tokens["member"]) == (status, "not_team_administrator")


OF_ONESELF = [one for one in OF_TEAMS if who(one) is Who.ADMINISTRATOR_OR_SELF]


@pytest.mark.parametrize("one", OF_ONESELF, ids=named)
@pytest.mark.parametrize("asked", [{}, {"coworkerId": "101"}, {"coworkerId": "103"}, {"coworkerId": "999"}], ids=str)
def test_a_plain_member_asks_about_nobody_else(
    space: Space, tokens: dict[str, str], one: Call, asked: dict[str, str]
) -> None:
    """Whether the others are members of the team or not, and whether they exist: the answer does not tell."""
    status = 401 if one.operation.method == "get" else 403
    assert refusal(space, one, tokens["member"], **asked) == (status, "not_team_administrator")


@pytest.mark.parametrize("one", OF_ONESELF, ids=named)
def test_members_ask_about_themselves_and_administrators_about_everybody(
    space: Space, tokens: dict[str, str], one: Call
) -> None:
    assert refusal(space, one, tokens["member"], coworkerId="102") == (200, "")
    assert refusal(space, one, tokens["administrator"], coworkerId="102") == (200, "")
    assert refusal(space, one, tokens["administrator"]) == (200, "")
    for nobody in ("103", "999"):
        assert refusal(space, one, tokens["administrator"], coworkerId=nobody) == (404, "member_not_found")
    assert refusal(space, one, tokens["stranger"], coworkerId="103") == (404, "team_not_found")
    assert refusal(space, one, tokens["member"], coworkerId="x") == (400, "bad_request")


@pytest.mark.parametrize("one", [one for one in OF_THE_PORTAL if one.operation.method == "get"], ids=named)
def test_whom_a_call_is_for(space: Space, tokens: dict[str, str], one: Call) -> None:
    """So that the refusals above are not of calls that refuse everybody."""
    allowed = "member" if who(one) in {Who.CUSTOMER, Who.MEMBER} else "administrator"
    assert refusal(space, one, tokens[allowed]) == (200, "")
