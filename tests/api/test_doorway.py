"""Many requests of one client hold up no other client, whether or not anybody is signed in."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from psycopg import Connection

from api.doorway import Space, account, running, store
from api.test_permissions import records
from api.test_webhooks import KEY, Hook
from patience import PATIENCE, until, until_waiting
from teamkpi.ledger import deliveries

MANY = 24
JANE, BOB = "c101@here.test", "c102@here.test"
HERE, THERE = "192.0.2.1", "192.0.2.2"


@pytest.fixture(scope="module")
def space(shared_url: str, shared: Connection[Any]) -> Iterator[Space]:
    store(shared, records("here.test", "Here"))
    account(shared, JANE)
    account(shared, BOB)
    with running(shared_url, secret_key=(KEY,), throttle=False) as space:
        yield space


class Client:
    """Asks for something that is answered in one step of the event loop, without the database."""

    def __init__(self, space: Space, name: str, address: str, token: str | None = None) -> None:
        self.name = name
        shown = [] if token is None else [(b"authorization", b"Bearer " + token.encode())]
        self._app = space._app
        self._scope = {
            "type": "http",
            "method": "GET",
            "path": "/health/live",
            "raw_path": b"/health/live",
            "query_string": b"",
            "client": (address, 1),
            "headers": [(b"host", b"teamkpi.test"), *shown],
        }

    async def ask(self, answered: list[str]) -> None:
        """Ask once, and add the client's name when the answer comes."""

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: Any) -> None:
            if message["type"] == "http.response.start":
                assert message["status"] == 200
                answered.append(self.name)

        await self._app(dict(self._scope), receive, send)


@pytest.mark.parametrize("who", ["at another address", "signed in", "another account"])
def test_a_request_is_not_behind_all_of_somebody_else_s(space: Space, who: str) -> None:
    jane, bob = (space.sign_in(one)["access_token"] for one in (JANE, BOB))
    for token in (jane, bob):
        space.get("/api/public/teams/my", token=token)  # from here on it is known whose it is
    busy, other = {
        "at another address": (Client(space, "busy", HERE), Client(space, "other", THERE)),
        "signed in": (Client(space, "busy", HERE), Client(space, "other", HERE, jane)),
        "another account": (Client(space, "busy", HERE, bob), Client(space, "other", HERE, jane)),
    }[who]

    async def ask() -> list[str]:
        answered: list[str] = []
        for one in (busy, other):
            await one.ask([])
        await asyncio.gather(*(busy.ask(answered) for _ in range(MANY)), other.ask(answered))
        return answered

    answered = space._loop.call(ask)
    assert len(answered) == MANY + 1
    assert answered.index("other") <= 1


def test_credentials_that_were_made_up_give_nobody_a_place_of_their_own(space: Space) -> None:
    made_up = [Client(space, "busy", HERE, f"nobody-{number}") for number in range(MANY)]
    other = Client(space, "other", THERE)

    async def ask() -> list[str]:
        answered: list[str] = []
        for one in (made_up[0], other):
            await one.ask([])
        await asyncio.gather(*(one.ask(answered) for one in made_up), other.ask(answered))
        return answered

    assert space._loop.call(ask).index("other") <= 1


def test_a_delivery_is_read_before_it_waits_for_a_connection(
    space: Space, shared: Connection[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that large ones are read one at a time, in the thread for large bodies."""
    hook = Hook(space, shared)
    read: list[int] = []
    reader: Callable[[bytes], Any] = deliveries.read

    def counted(body: bytes) -> Any:
        read.append(len(body))
        return reader(body)

    monkeypatch.setattr(deliveries, "read", counted)
    body = json.dumps({"Id": 1, "UpdatedOn": "2026-11-18", "x": "é" * 3000}).encode()
    with ThreadPoolExecutor(MANY) as threads:
        with shared.transaction():
            shared.execute("LOCK TABLE webhook_count IN ACCESS EXCLUSIVE MODE")
            answers = [threads.submit(hook.post, body) for _ in range(MANY)]
            until(lambda: len(read) == MANY)
            until_waiting(shared, 4)
        assert {one.result(PATIENCE).status_code for one in answers} == {200}
