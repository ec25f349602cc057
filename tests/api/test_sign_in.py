"""``POST /api/token`` over HTTP; the rules of the grants themselves are tested with the accounts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from psycopg import Connection

from api.doorway import NOW, PASSWORD, Space, account, running, store

JANE = "jane@techinnovators.com"
FORM = {"grant_type": "password", "username": JANE, "password": PASSWORD, "totp": ""}
URLENCODED = {"Content-Type": "application/x-www-form-urlencoded"}


@pytest.fixture(scope="module")
def space(shared_url: str, shared: Connection[Any]) -> Iterator[Space]:
    store(shared, {"coworkers": [{"Id": 101, "FullName": "Jane Smith", "Email": JANE}]})
    account(shared, JANE)
    with running(shared_url, access_token_seconds=3600, max_body_bytes=10_000) as space:
        yield space


def refusal(error: str, description: str) -> dict[str, str]:
    return {"error": error, "error_description": description}


def test_signing_in_and_refreshing(space: Space) -> None:
    answer = space.ask("POST", "/api/token", data=FORM | {"username": JANE.upper()})
    pair = answer.json()
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["Cache-Control"] == "no-store"
    assert pair == {
        "access_token": pair["access_token"],
        "token_type": "bearer",
        "expires_in": 3600,
        "refresh_token": pair["refresh_token"],
    }
    again = {"grant_type": "refresh_token", "refresh_token": pair["refresh_token"]}
    refreshed = space.ask("POST", "/api/token", data=again)
    assert refreshed.status_code == 200
    for token in (pair["access_token"], refreshed.json()["access_token"]):
        assert space.get("/api/public/teams/my?isTeamAdmin=0", token=token).status_code == 200
    # Its answer may have been lost: for some seconds there is another pair to be had, and all of them hold.
    once_more = space.ask("POST", "/api/token", data=again)
    assert once_more.status_code == 200
    tokens = [one["access_token"] for one in (pair, refreshed.json(), once_more.json())]
    assert len(set(tokens)) == 3
    for token in tokens:
        assert space.get("/api/public/teams/my?isTeamAdmin=0", token=token).status_code == 200
    # Later it means theft: the whole sign-in ends, on the next request.
    space.set_clock(NOW + timedelta(seconds=11))
    assert space.ask("POST", "/api/token", data=again).status_code == 400
    for token in tokens:
        assert space.get("/api/public/teams/my?isTeamAdmin=0", token=token).status_code == 401
    space.set_clock(NOW)


def test_the_client_id_is_a_header(space: Space) -> None:
    mine = {"client_id": "nexudus.portal." + JANE}
    pair = space.ask("POST", "/api/token", data=FORM, headers=mine).json()
    again = {"grant_type": "refresh_token", "refresh_token": pair["refresh_token"]}
    others = space.ask("POST", "/api/token", data=again, headers={"client_id": "another"})
    assert (others.status_code, others.json()["error"]) == (400, "invalid_grant")
    assert space.ask("POST", "/api/token", data=again, headers=mine).status_code == 200


NO_GRANT = refusal("unsupported_grant_type", "grant_type must be password or refresh_token, in a form-encoded body")
NO_FORM = refusal("unsupported_grant_type", "the body must be application/x-www-form-urlencoded, not JSON")
WRONG = refusal("invalid_grant", "the e-mail or the password is wrong, or the account cannot be used")


@pytest.mark.parametrize(
    ("request_of", "expected"),
    [
        ({"data": FORM | {"password": "wrong"}}, WRONG),
        ({"data": FORM | {"username": "nobody@techinnovators.com"}}, WRONG),
        ({"data": {**FORM, "grant_type": "client_credentials"}}, NO_GRANT),
        ({"data": {"username": JANE, "password": PASSWORD}}, NO_GRANT),
        ({"content": b"", "headers": URLENCODED}, NO_GRANT),
        ({}, NO_GRANT),
        ({"json": FORM}, NO_FORM),
        ({"content": json.dumps(FORM).encode(), "headers": URLENCODED}, NO_FORM),
        ({"content": b" [1]", "headers": {}}, NO_FORM),
        ({"files": {"grant_type": "password"}}, NO_GRANT),
        (
            {"content": b"grant_type=password", "headers": {"Content-Type": "text/plain"}},
            refusal("invalid_request", "username and password are required"),
        ),
        ({"data": {"grant_type": "password"}}, refusal("invalid_request", "username and password are required")),
        ({"data": {"grant_type": "refresh_token"}}, refusal("invalid_request", "refresh_token is required")),
        (
            {"content": b"grant_type=password&username=a&username=b&password=c", "headers": URLENCODED},
            refusal("invalid_request", "username must be given only once"),
        ),
        (
            {"content": b"grant_type=password&secret=a&secret=b", "headers": URLENCODED},
            refusal("invalid_request", "a field must be given only once"),
        ),
        (
            {"content": b"grant_type=password&username=%ff&password=c", "headers": URLENCODED},
            refusal("invalid_request", "the form must be UTF-8 and hold at most 50 fields"),
        ),
        (
            {"content": b"&".join(b"f%d=1" % number for number in range(99)), "headers": URLENCODED},
            refusal("invalid_request", "the form must be UTF-8 and hold at most 50 fields"),
        ),
    ],
)
def test_refusals_are_those_of_oauth(space: Space, request_of: dict[str, Any], expected: dict[str, str]) -> None:
    answer = space.ask("POST", "/api/token", **request_of)
    assert (answer.status_code, answer.json()) == (400, expected)
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "media_type",
    [
        None,
        "",
        "Application/X-WWW-Form-Urlencoded; charset=UTF-8",
        "application/json",
        "text/plain;charset=UTF-8",
        "multipart/form-data; boundary=x",
        "nonsense",
    ],
)
def test_the_form_is_read_whatever_its_media_type(space: Space, media_type: str | None) -> None:
    headers = {} if media_type is None else {"Content-Type": media_type}
    form = f"grant_type=password&username={JANE}&password={PASSWORD.replace(' ', '+')}"
    for written in (form, f"\ufeff{form}"):
        assert space.ask("POST", "/api/token", content=written.encode(), headers=headers).status_code == 200


def test_a_form_that_is_too_large_is_not_read(space: Space) -> None:
    for headers in (URLENCODED, URLENCODED | {"Transfer-Encoding": "chunked"}):
        answer = space.ask("POST", "/api/token", content=b"a" * 10_001, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")
    assert space.ask("POST", "/api/token", content=b"a" * 10_000, headers=URLENCODED).status_code == 400


def test_suspension_takes_effect_on_the_next_request(space: Space, shared: Connection[Any]) -> None:
    pair = space.sign_in(JANE)
    path = "/api/public/teams/my?isTeamAdmin=false"
    assert space.get(path, token=pair["access_token"]).status_code == 200
    store(shared, {"coworkers": [{"Id": 101, "FullName": "Jane Smith", "Email": JANE, "Active": False}]})
    assert space.get(path, token=pair["access_token"]).status_code == 401
    again = {"grant_type": "refresh_token", "refresh_token": pair["refresh_token"]}
    assert space.ask("POST", "/api/token", data=again).json()["error"] == "invalid_grant"
    assert space.ask("POST", "/api/token", data=FORM).json() == WRONG
    store(shared, {"coworkers": [{"Id": 101, "FullName": "Jane Smith", "Email": JANE}]})
