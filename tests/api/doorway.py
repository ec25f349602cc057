"""The application in this process, on a real database, asked over ASGI by plain (not awaited) calls."""

from __future__ import annotations

import asyncio
import io
import json
import re
import sys
from collections.abc import Callable, Coroutine, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import httpx
import psycopg
from anyio.from_thread import start_blocking_portal
from psycopg import Connection, sql

from api.agreement import Answer, hold_to_contract
from teamkpi import accounts, ledger
from teamkpi.api.app import create_app
from teamkpi.api.log import logger_to
from teamkpi.api.serving.outer_middleware import OuterMiddleware
from teamkpi.db.background import TaskTimes
from teamkpi.db.embedded_watch import EmbeddedState
from teamkpi.settings import Settings

PASSWORD = "correct horse battery staple"
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
T = TypeVar("T")

# httpx imports it for each request to see which event loop runs; if it is missing, Python looks in every folder for it.
sys.modules.setdefault("sniffio", None)  # type: ignore[arg-type]


class Loop:
    """An event loop that runs in a thread of its own.

    A call wakes each of the two threads once. With anyio's portal it costs twice that, because the portal waits for the
    start of a task before it waits for its end.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop

    def call(self, function: Callable[..., Coroutine[Any, Any, T]], *arguments: Any) -> T:
        """Run a coroutine function in the loop, and return what it returns."""
        return asyncio.run_coroutine_threadsafe(function(*arguments), self._loop).result()


class Space:
    """A running application with its clock and its log, and a client for it."""

    def __init__(self, loop: Loop, app: OuterMiddleware, log: io.BytesIO, moment: list[datetime]) -> None:
        self._loop = loop
        self._app = app
        self._log = log
        self._moment = moment
        self._client = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://teamkpi.test")

    def ask(self, method: str, path: str, *, token: str | None = None, **options: Any) -> httpx.Response:
        """Send one request; a token goes into the Authorization header."""
        headers = [*dict(options.pop("headers", None) or {}).items(), *options.pop("raw_headers", ())]
        if token is not None:
            headers.append(("Authorization", f"Bearer {token}"))

        async def send() -> httpx.Response:
            return await self._client.request(method, path, headers=headers, **options)

        answer = self._loop.call(send)
        headers = [(name.lower(), value) for name, value in answer.headers.multi_items()]
        hold_to_contract(
            method, answer.request.url.raw_path.decode(), Answer(answer.status_code, headers, answer.content)
        )
        return answer

    def ask_together(self, asks: Sequence[tuple[str, str, dict[str, Any]]], *, token: str) -> list[httpx.Response]:
        """Send requests (method, path, options) at the same time, and return their answers in that order."""

        async def send() -> list[httpx.Response]:
            shown = {"Authorization": f"Bearer {token}"}
            sent = [
                (method, path, {**options, "headers": shown | options.get("headers", {})})
                for method, path, options in asks
            ]
            return await asyncio.gather(
                *(self._client.request(method, path, **options) for method, path, options in sent)
            )

        return self._loop.call(send)

    def get(self, path: str, **options: Any) -> httpx.Response:
        return self.ask("GET", path, **options)

    def ask_raw(
        self,
        method: str,
        path: str,
        query: bytes,
        *,
        token: str,
        more_headers: Sequence[tuple[bytes, bytes]] = (),
        body: bytes = b"",
    ) -> dict[str, Any]:
        """Send a request with a path and a query string as they are; return its status, headers and body."""
        return self.ask_raw_in_turn([(method, path, more_headers)], query=query, token=token, body=body)[0]

    def ask_raw_in_turn(
        self,
        asks: Sequence[tuple[str, str, Sequence[tuple[bytes, bytes]]]],
        *,
        query: bytes = b"",
        token: str,
        body: bytes = b"",
    ) -> list[dict[str, Any]]:
        """Send one request (method, path, more headers) after the other, as ``ask_raw`` does; return their answers."""

        async def answer(method: str, path: str, more_headers: Sequence[tuple[bytes, bytes]]) -> dict[str, Any]:
            found: dict[str, Any] = {"body": b""}

            async def receive() -> dict[str, Any]:
                return {"type": "http.request", "body": body, "more_body": False}

            async def send(message: Any) -> None:
                found.update({name: message[name] for name in ("status", "headers") if name in message})
                found["body"] += message.get("body", b"")

            scope = {
                "type": "http",
                "method": method,
                "path": path,
                "raw_path": path.encode(),
                "query_string": query,
                "headers": [(b"host", b"teamkpi.test"), (b"authorization", b"Bearer " + token.encode()), *more_headers],
            }
            await self._app(scope, receive, send)
            return found

        async def answer_all() -> list[dict[str, Any]]:
            return [await answer(*one) for one in asks]

        answers = self._loop.call(answer_all)
        for (method, path, _), found in zip(asks, answers, strict=True):
            headers = [(name.decode().lower(), value.decode("latin-1")) for name, value in found["headers"]]
            target = f"{path}?{query.decode('latin-1')}"
            hold_to_contract(method, target, Answer(found["status"], headers, found["body"]))
        return answers

    def sign_in(self, email: str, *, host: str | None = None, **form: str) -> dict[str, Any]:
        """Sign in and return the pair of tokens."""
        answer = self.ask(
            "POST",
            "/api/token",
            data={"grant_type": "password", "username": email, "password": PASSWORD, **form},
            headers={"Host": host} if host else None,
        )
        assert answer.status_code == 200, answer.text
        pair: dict[str, Any] = answer.json()
        return pair

    @property
    def now(self) -> datetime:
        return self._moment[0]

    def set_clock(self, now: datetime) -> None:
        self._moment[0] = now

    def forward(self, step: timedelta) -> None:
        self._moment[0] += step

    def log_text(self) -> str:
        return self._log.getvalue().decode()

    def log_lines(self, event: str = "request") -> list[dict[str, Any]]:
        """Return the lines of the log of one kind: of requests, "security", "untrusted_proxy", "server" and so on."""
        lines = [json.loads(line) for line in self.log_text().splitlines()]
        return [line for line in lines if line["event"] == event]


@contextmanager
def running(
    url: str,
    *,
    now: datetime = NOW,
    dashboard: Path | None = None,
    embedded: EmbeddedState | None = None,
    times: TaskTimes | None = None,
    **settings: Any,
) -> Iterator[Space]:
    """Run the application, its lifespan included."""
    log = io.BytesIO()
    moment = [now]
    app = create_app(
        Settings(**settings),
        url,
        now=lambda: moment[0],
        log=logger_to(Settings(**settings), log),
        dashboard=dashboard,
        embedded=embedded,
        times=times,
    )
    with start_blocking_portal() as portal:
        stop, started = portal.call(asyncio.Event), portal.call(asyncio.Event)

        async def live() -> None:
            arrivals = iter(["lifespan.startup", "lifespan.shutdown"])

            async def receive() -> dict[str, Any]:
                kind = next(arrivals)
                if kind == "lifespan.shutdown":
                    await stop.wait()
                return {"type": kind}

            async def send(message: Any) -> None:
                assert "failed" not in message["type"], message
                started.set()

            await app({"type": "lifespan", "asgi": {"version": "3.0"}, "state": {}}, receive, send)

        life = portal.start_task_soon(live)
        portal.call(started.wait)
        try:
            yield Space(Loop(portal.call(asyncio.get_running_loop)), app, log, moment)
        finally:
            portal.call(stop.set)
            life.result()


def statement_counter(conn: Connection[Any], server_url: str) -> Callable[[Callable[[], Any]], int]:
    """Return what tells how many statements something costs, counted by the database server itself, in its own log.

    Of the database of ``conn``, on connections that are opened from now on.
    """
    with psycopg.connect(server_url, autocommit=True) as server:
        folder = server.info.host  # where the server keeps its data, its socket is, too
    log = Path(folder) / "server.log"
    name = sql.Identifier(conn.info.dbname)
    conn.execute(sql.SQL("ALTER DATABASE {} SET log_statement = 'all'").format(name))

    def count(ask: Callable[[], Any]) -> int:
        before = log.stat().st_size
        ask()
        written = log.read_bytes()[before:].decode()
        # Every few seconds, however many requests came in them, a process settles its counts for the throttle.
        return len(re.findall(r" LOG:  (?:statement|execute)", written)) - written.count("INSERT INTO throttle_count")

    return count


def store(
    conn: Connection[Any], records: dict[str, list[dict[str, Any]]], *, network_id: int = 1, now: datetime = NOW
) -> None:
    """Write records into the ledger."""
    changes = [
        ledger.Change(plural, record, position)
        for plural, several in records.items()
        for position, record in enumerate(several)
    ]
    ledger.apply(conn, network_id, changes, now=now)


def account(conn: Connection[Any], email: str, *, network_id: int = 1, operator: bool = False) -> int:
    """Make an account with the tests' password."""
    return accounts.create(conn, network_id, email, PASSWORD, operator=operator, now=NOW)


def problem(code: str, status: int, title: str, detail: str) -> dict[str, Any]:
    """The whole body of an error."""
    return {
        "type": f"/docs#problem-{code}",
        "title": title,
        "status": status,
        "detail": detail,
        "code": code,
        "Message": f"{title}: {detail}",
    }
