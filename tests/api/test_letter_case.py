"""Paths of calls, names of parameters and booleans are read in any case of their letters."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from psycopg import Connection

from api.backoffice import REQUIRED
from api.doorway import Space, account, running, store
from api.sampling import path_of, required_query, without_random
from examples import examples
from teamkpi.api.http.declarations import Operation
from teamkpi.api.http.paths import CallPaths
from teamkpi.api.registry import OPERATIONS

JANE = "jane@example.com"
CALLS = [one for one in OPERATIONS if one.path.startswith("/api/")]
READING = [one for one in CALLS if one.method == "get"]
# There is no change yet, no file to import, no import, no failed delivery, no event for a hook, and no calendar or mail
# whose secret is known.
NOT_THERE = {
    *("getAuditTrailEntry", "expiringCalendar", "alertMailPage", "getImportFile", "getRejectedRows"),
    *("getWebhookDelivery", "getHookEvent", "previewUndo"),
}
TWO_WAYS = "runCommand"
PATHS = CallPaths(one.path for one in OPERATIONS)


@pytest.fixture(scope="module")
def space(shared_url: str, shared: Connection[Any]) -> Iterator[Space]:
    store(
        shared,
        {plural: [{**record, "Id": 101}] for plural, record in REQUIRED.items()}
        | {
            "businesses": [{**REQUIRED["businesses"], "Id": number} for number in (1, 101)],
            "teams": [
                {**REQUIRED["teams"], "Id": number, "TeamMembers": [101], "TeamAdministrators": [101]}
                | {"ProfileIsPublic": True}
                for number in (55, 101)
            ],
        },
    )
    account(shared, JANE, operator=True)
    with running(shared_url, throttle=False, installation_network="default") as space:
        yield space


@pytest.fixture(scope="module")
def token(space: Space) -> str:
    access: str = space.sign_in(JANE)["access_token"]
    return access


@pytest.mark.parametrize("operation", READING, ids=lambda one: one.id)
def test_a_path_in_other_letters_is_the_same_call(space: Space, token: str, operation: Operation) -> None:
    path = path_of(operation)
    query = {"date": "2026-11-18", "isTeamAdmin": "true", **required_query(operation)}
    expected = space.get(path, token=token, params=query)
    assert expected.status_code == (404 if operation.id in NOT_THERE else 200)
    shouted = {name.swapcase(): value.replace("true", "TRUE") for name, value in query.items()}
    for written in (path.upper(), path.title()):
        answer = space.get(written, token=token, params=shouted)
        assert answer.status_code == expected.status_code
        assert without_random(answer.content) == without_random(expected.content), written
    assert space.log_lines()[-1]["route"] == operation.path


@pytest.mark.parametrize("operation", CALLS, ids=lambda one: one.id)
def test_a_method_that_is_not_taken_is_the_same_refusal(space: Space, operation: Operation) -> None:
    path = path_of(operation)
    for written in (path, path.upper()):
        answer = space.ask("PROPFIND", written)
        assert answer.status_code == 405
        assert operation.method.upper() in answer.headers["Allow"]


def test_what_stands_for_a_parameter_stays_as_it_is() -> None:
    assert PATHS.as_declared("/API/Spaces/Bookings/AbC") == "/api/spaces/bookings/AbC"
    assert PATHS.as_declared("/api/spaces/bookings/runCommand") == "/api/spaces/bookings/runCommand"
    assert PATHS.as_declared("/api/spaces/bookings/RUNCOMMAND") == "/api/spaces/bookings/runcommand"
    assert PATHS.as_declared("/Api/public/teams/MY") == "/api/public/teams/my"
    assert PATHS.as_declared("/api/public/Teams/55/Kpi") == "/api/public/teams/55/kpi"


@pytest.mark.parametrize(
    "path",
    [
        "/Dashboard",
        "/dashboard/Team/55",
        "/Docs",
        "/OpenAPI.json",
        "/Webhooks/nexudus/x",
        "/health/LIVE",
        "/API/nope",
        "/apix/spaces/bookings",
        "/api/spaces/boo\u212aings",  # a Kelvin sign, which is a small k to some
        "/API//spaces/bookings",
    ],
)
def test_nothing_else_is_read_in_other_letters(path: str) -> None:
    assert PATHS.as_declared(path) == path


@given(st.text(max_size=40))
def test_other_paths_are_left_alone(path: str) -> None:
    declared = PATHS.as_declared(f"/{path}")
    assert declared.lower() == f"/{path}".lower()


@settings(deadline=None, max_examples=examples(60))
@given(data=st.data())
def test_any_letters_of_any_call(data: st.DataObject) -> None:
    operation = data.draw(st.sampled_from(CALLS))
    path = path_of(operation)
    written = "".join(data.draw(st.sampled_from((one.lower(), one.upper()))) for one in path)
    parts = zip(*(one.split("/") for one in (operation.path, path, written)), strict=True)
    expected = "/".join(_read(declared, plain, sent) for declared, plain, sent in parts)
    assert PATHS.as_declared(written) == expected


def _read(declared: str, plain: str, sent: str) -> str:
    """Return how a part of a path is read: the value of a parameter, such as a secret, keeps its letters.

    One part is declared in two ways, and each is kept as it is sent.
    """
    if not declared.startswith("{"):
        return sent if sent == TWO_WAYS else plain.replace(TWO_WAYS, TWO_WAYS.lower())
    ending = declared.partition("}")[2]
    return sent[: len(sent) - len(ending)] + ending


@pytest.mark.parametrize("value", ["true", "TRUE", "True", "1", " tRuE "])
def test_booleans_of_the_portal(space: Space, token: str, value: str) -> None:
    answer = space.get(
        "/api/public/teams/my", token=token, params={"IsTeamAdmin": value, "_PAGESIZE": 1, "_SHAPE": "Records.Id"}
    )
    assert answer.json() == {"Records": [{"Id": 55}]}


def test_a_name_in_two_cases_comes_twice(space: Space, token: str) -> None:
    answer = space.get("/api/public/teams/my?isTeamAdmin=true&ISTEAMADMIN=false", token=token)
    assert (answer.status_code, answer.json()["detail"]) == (400, "isTeamAdmin: must be given only once")
