"""Requests that are made to hurt: each is refused with a clear 4xx, at every door, and the server goes on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from psycopg import Connection

from api.backoffice import REQUIRED
from api.doorway import Space, account, running, store
from teamkpi.api.registry import OPERATIONS

JANE = "jane@example.com"
DEEP = 2_500
PATHS = {one.id: re.sub(r"\{\w+\}", "55", one.path) for one in OPERATIONS}
TAKING_JSON = [one for one in OPERATIONS if one.json]
SHAPED = [one for one in OPERATIONS if any(parameter.name == "_shape" for parameter in one.parameters)]
BODIES = {
    "nested arrays": b"[" * DEEP + b"]" * DEEP,
    "arrays that do not end": b"[" * DEEP,
    "nested objects": b'{"a":' * DEEP + b"1" + b"}" * DEEP,
    "nested arrays in a field": b'{"Name":' + b"[" * DEEP + b"]" * DEEP + b"}",
    "half a character": b'{"Name":"\xff"}',
    "nothing": b"",
}


@pytest.fixture(scope="module")
def space(shared_url: str, shared: Connection[Any]) -> Iterator[Space]:
    store(
        shared,
        {
            "businesses": [{**REQUIRED["businesses"], "Id": 1}],
            "coworkers": [{**REQUIRED["coworkers"], "Id": 101}],
            "teams": [{**REQUIRED["teams"], "Id": 55, "TeamMembers": [101], "TeamAdministrators": [101]}],
        },
    )
    account(shared, JANE, operator=True)
    with running(shared_url) as space:
        yield space


@pytest.fixture(scope="module")
def token(space: Space) -> str:
    access: str = space.sign_in(JANE)["access_token"]
    return access


@pytest.mark.parametrize("body", BODIES)
@pytest.mark.parametrize("operation", TAKING_JSON, ids=lambda operation: operation.id)
def test_bodies(space: Space, token: str, operation: Any, body: str) -> None:
    answer = space.ask(
        operation.method,
        PATHS[operation.id],
        token=token,
        content=BODIES[body],
        headers={"Content-Type": "application/json", "X-Requested-With": "XMLHttpRequest"},
    )
    if operation.id in {"receiveWebhook", "receiveBounce"}:  # what is not signed is not read
        assert (answer.status_code, answer.json()["code"]) == (401, "webhook_refused")
        return
    assert answer.status_code == 400, answer.text
    if operation.for_operators:
        assert answer.json()["WasSuccessful"] is False
        assert [one["PropertyName"] for one in answer.json()["Errors"]] == ["body"]
    else:
        assert answer.json()["code"] == "bad_request"
    assert len(answer.content) < 1000


@pytest.mark.parametrize("operation", TAKING_JSON, ids=lambda operation: operation.id)
def test_bodies_beyond_the_limit(space: Space, token: str, operation: Any) -> None:
    answer = space.ask(
        operation.method,
        PATHS[operation.id],
        token=token,
        content=b" " * (2 * 1024 * 1024),
        headers={"Content-Type": "application/json", "X-Requested-With": "XMLHttpRequest"},
    )
    assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")


@pytest.mark.parametrize("operation", TAKING_JSON, ids=lambda operation: operation.id)
def test_bodies_of_more_values_than_are_read(space: Space, token: str, operation: Any) -> None:
    answer = space.ask(
        operation.method,
        PATHS[operation.id],
        token=token,
        content=b'{"x":[' + b"1," * 20_000 + b"1]}",
        headers={"Content-Type": "application/json", "X-Requested-With": "XMLHttpRequest"},
    )
    if (operation.most_body_bytes or 10**6) < 40_000 or operation.id in {"receiveWebhook", "receiveBounce"}:
        assert answer.status_code in {401, 413}
        return
    assert answer.status_code == 400
    assert "at most 20,000 values" in answer.text


@pytest.mark.parametrize("operation", SHAPED, ids=lambda operation: operation.id)
@pytest.mark.parametrize("shape", ["a" + ".a" * 1000, ",".join(["a"] * 1000), "a" * 5000, ".", "a..b"])
def test_shapes(space: Space, token: str, operation: Any, shape: str) -> None:
    query = {"_shape": shape, "date": "2026-11-18", "isTeamAdmin": "true"}
    body = {"json": operation.json.example} if operation.json else {}
    answer = space.ask(operation.method, PATHS[operation.id], token=token, params=query, **body)
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_request")
    assert answer.json()["detail"].startswith("_shape: ")


FORMS = [one for one in OPERATIONS if one.form or (one.json and one.json.form_too)]


@pytest.mark.parametrize("operation", FORMS, ids=lambda operation: operation.id)
@pytest.mark.parametrize("form", [b"a=1&" * 50_000, b"a" + b"[" * 50_000 + b"=1", b"\xff=\xff", b"a=%ff&b=%00"])
def test_forms(space: Space, operation: Any, token: str, form: bytes) -> None:
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = space.ask(operation.method, PATHS[operation.id], token=token, content=form, headers=headers)
    assert answer.status_code in {400, 404, 413} | ({200} if operation.method == "patch" else set()), answer.text
    assert len(answer.content) < 3000


@pytest.mark.parametrize(
    ("query", "named"),
    [
        (b"&".join(b"a%d=1" % number for number in range(2000)), "query"),
        (b"id=" + b"%5B" * 15_000, "id"),
        (b"id=[" + b",".join(b"%d" % number for number in range(1, 3000)) + b"]", "id"),
        (b"Booking_Notes=%00", "Booking_Notes"),
        (b"from_Booking_BookingNumber=1e999999999", "from_Booking_BookingNumber"),
        (b"from_Booking_BookingNumber=" + b"9" * 30_000, "from_Booking_BookingNumber"),
        (b"from_Booking_FromTime=0001-01-01T00:00:00%2B23:59", "from_Booking_FromTime"),
    ],
)
def test_queries(space: Space, token: str, query: bytes, named: str) -> None:
    found = space.ask_raw("GET", "/api/spaces/bookings", query, token=token)
    assert found["status"] == 400
    assert b'"PropertyName":"%s"' % named.encode() in found["body"]
    assert len(found["body"]) < 1000
