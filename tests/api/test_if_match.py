"""Changes of the portal that are meant for one version of a team: another version is left as it is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import count
from typing import Any

import httpx
import pytest
from psycopg import Connection

from api.doorway import Space, account, running, store
from api.sampling import path_of
from teamkpi.api.calls import Call
from teamkpi.api.registry import CALLS

PROFILE = "/api/public/teams/55/profile"
NUMBERS = count(1)
OTHERS = {
    *("updateTeamAttendance", "updateMyAttendance", "makeInvitationLink", "withdrawInvitation"),
    *("addAlert", "changeAlert", "deleteAlert", "setAlertMail", "setTeamReports"),
    *("createCalendarLink", "revokeCalendarLink", "inviteMembersToAccounts", "sendTeamReport"),
}
"""The calls about a team that change something else than its record."""
CHANGES = [
    one
    for one in CALLS
    if one.operation.path.startswith("/api/public/teams/{teamId}")
    and one.operation.method != "get"
    and one.operation.id not in OTHERS
]


@pytest.fixture(scope="module")
def space(shared_url: str) -> Iterator[Space]:
    with running(shared_url) as space:
        yield space


EVERYBODY = list(range(101, 104))
RECORDS = {
    "businesses": [{"Id": 1, "Name": "Hub", "CurrencyCode": "GBP", "SimpleTimeZoneNameIana": "Europe/London"}],
    "coworkers": [{"Id": one, "FullName": f"N{one}", "Email": f"{one}@here.test"} for one in EVERYBODY],
    "teams": [{"Id": 55, "BusinessId": 1, "Name": "Team", "TeamMembers": EVERYBODY, "TeamAdministrators": [101]}],
}


@pytest.fixture(scope="module")
def signed_in(space: Space, shared: Connection[Any]) -> str:
    """A token of the team's administrator."""
    store(shared, RECORDS)
    account(shared, "101@here.test")
    return str(space.sign_in("101@here.test")["access_token"])


@pytest.fixture
def token(signed_in: str, shared: Connection[Any]) -> str:
    """The same, with the team as it was at first."""
    store(shared, RECORDS)
    return signed_in


def send(space: Space, token: str, one: Call, tag: str | None) -> httpx.Response:
    body: dict[str, Any] = {} if one.operation.json is None else {"json": one.operation.json.example}
    if one.operation.id == "addTeamMembers":
        body = {"json": {"FullNames": ["Ada"], "Emails": [f"ada-{next(NUMBERS)}@here.test"]}}
    headers = {} if tag is None else {"If-Match": tag}
    path = path_of(one.operation, coworkerId="102")
    return space.ask(one.operation.method.upper(), path, token=token, headers=headers, **body)


@pytest.mark.parametrize("one", CHANGES, ids=lambda one: one.operation.id)
def test_another_version_is_left_as_it_is(space: Space, token: str, one: Call) -> None:
    seen = space.get(PROFILE, token=token)
    assert space.ask("PUT", PROFILE, token=token, json={"ProfileTags": "first"}).status_code == 200
    before = space.get(PROFILE, token=token)
    present = re.sub("/.*", '"', before.headers["ETag"])  # without the digest of what else the profile shows
    for tag in (seen.headers["ETag"], f'"x", {seen.headers["ETag"]}', '"nonsense"', f"W/{present}", "no tag"):
        answer = send(space, token, one, tag)
        assert (answer.status_code, answer.json()["code"]) == (412, "version_changed"), tag
        assert answer.headers["ETag"] == present
    after = space.get(PROFILE, token=token)
    assert (after.json(), after.headers["ETag"]) == (before.json(), before.headers["ETag"])
    # The tag of the whole profile, of a shaped or compressed one, and of the refusal all name the version.
    shaped = space.get(f"{PROFILE}?_shape=Name", token=token, headers={"Accept-Encoding": "gzip"}).headers["ETag"]
    assert len({before.headers["ETag"], shaped, present}) == 3
    assert send(space, token, one, f'{shaped}, "x"').status_code == 200
    assert "If-Match" in {parameter.name for parameter in one.operation.parameters}


@pytest.mark.parametrize("tag", [None, "*"])
@pytest.mark.parametrize("one", CHANGES, ids=lambda one: one.operation.id)
def test_without_a_version_any_will_do(space: Space, token: str, one: Call, tag: str | None) -> None:
    space.ask("PUT", PROFILE, token=token, json={"ProfileTags": "first"})
    assert send(space, token, one, tag).status_code == 200


def test_each_tag_of_the_present_version_will_do(space: Space, token: str) -> None:
    whole = space.get(PROFILE, token=token).headers["ETag"]
    for tag in (whole, re.sub("/.*", '"', whole)):
        assert space.ask("PUT", PROFILE, token=token, json={}, headers={"If-Match": tag}).status_code == 200
