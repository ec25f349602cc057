"""What keeping every version costs each way in: an import of files, changes over HTTP, deliveries to a webhook.

Each is measured as a whole, from the bytes that arrive to the commit, in this process: once as it is, once with a
writer that deletes what it replaces.
"""

from __future__ import annotations

import asyncio
import base64
import hmac
import io
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import Any

import httpx
from anyio.from_thread import BlockingPortal, start_blocking_portal
from psycopg import Connection, sql

from bench.form import Form
from bench.samples import in_turn, summary
from bench.spaces import NOW, sign_in
from teamkpi.accounts import Seal, webhooks
from teamkpi.api.app import create_app
from teamkpi.api.log import logger_to
from teamkpi.api.serving.outer_middleware import OuterMiddleware
from teamkpi.db import connect
from teamkpi.intake.running import run_import
from teamkpi.intake.source import Intake
from teamkpi.ledger import Change, Entity, apply, history
from teamkpi.ledger.audit_trail import Author
from teamkpi.ledger.events import action_of
from teamkpi.ledger.imports import ImportNote
from teamkpi.settings import Settings
from teamkpi.wire import encode

_BATCH = 2000
_DELIVERED = 100
_MINUTES = 1439
"""Of a prime number, so that no round writes again what a record says already."""
_KEY = base64.b64encode(bytes(32)).decode()
_AUTHOR = Author("measurements", "cli")
_version = count(1)


def measure(url: str, members: int, form: Form) -> dict[str, Any]:
    """Time replaced check-ins on each way in, with their history and without, in turn; return how many a second."""
    with connect(url) as conn, _served(url) as send:
        ways: dict[str, Callable[[], float]] = {
            "by the writer, one by one": lambda: _applied(conn, _checkins(form.singles, members), 1),
            "by the writer, in batches": lambda: _applied(conn, _checkins(_BATCH * 2, members), _BATCH),
            "by an import": lambda: _imported(conn, _checkins(form.writes // 10, members)),
            "over HTTP, one by one": partial(_put, send, sign_in(url, 1, operator=True), form.singles, members),
            "by a webhook, 100 a delivery": partial(_delivered, send, _webhook(conn), form.singles, members),
        }
        measured = {(name, True): way for name, way in ways.items()}
        measured |= {(name, False): partial(_without_history, way) for name, way in ways.items()}
        found = {name: summary(values) for name, values in in_turn(measured, max(5, form.rounds)).items()}
    for name in ways:
        kept, not_kept = found[name, True]["median"], found[name, False]["median"]
        print(f"  replaced {name}: {kept:,.0f}/s; without history {not_kept:,.0f}/s: ratio {not_kept / kept:.2f}")
    return {name: {"history": found[name, True], "no history": found[name, False]} for name in ways}


def _checkins(number: int, members: int) -> list[dict[str, Any]]:
    """Return new versions of check-ins."""
    return [_checkin(one, members) for one in range(1, number + 1)]


def _checkin(number: int, members: int) -> dict[str, Any]:
    start = NOW - timedelta(days=number % 700, minutes=next(_version) % _MINUTES)
    return {
        "Id": number,
        "BusinessId": 1,
        "CoworkerId": number % members + 1,
        "FromTime": start.isoformat(),
        "ToTime": (start + timedelta(hours=1)).isoformat(),
    }


def _applied(conn: Connection[Any], records: list[dict[str, Any]], at_once: int) -> float:
    changes = [Change("checkins", record, record["Id"]) for record in records]
    started = time.perf_counter()
    for first in range(0, len(changes), at_once):
        part = changes[first : first + at_once]
        assert apply(conn, 1, part, now=datetime.now(UTC)).stored == len(part)
    return len(changes) / (time.perf_counter() - started)


def _imported(conn: Connection[Any], records: list[dict[str, Any]]) -> float:
    with tempfile.TemporaryDirectory(prefix="teamkpi-bench-") as folder:
        path = Path(folder) / "checkins.jsonl"
        path.write_bytes(b"".join(encode(record) + b"\n" for record in records))
        started = time.perf_counter()
        outcome = run_import(conn, 1, Intake(path), now=datetime.now(UTC), note=ImportNote(_AUTHOR, path.name))
        seconds = time.perf_counter() - started
    assert outcome.report.stored == len(records)
    return len(records) / seconds


Send = Callable[[Iterable[httpx.Request]], list[httpx.Response]]


def _put(send: Send, token: str, number: int, members: int) -> float:
    shown = {"Authorization": f"Bearer {token}"}
    records = _checkins(number, members)
    requests = [
        httpx.Request("PUT", "http://localhost/api/spaces/checkins", headers=shown, json=one) for one in records
    ]
    started = time.perf_counter()
    answers = send(requests)
    seconds = time.perf_counter() - started
    assert {answer.status_code for answer in answers} == {200}
    return number / seconds


def _webhook(conn: Connection[Any]) -> webhooks.Created:
    seal = Seal(Settings(secret_key=(_KEY,)).secret_key)
    event = action_of("CheckinUpdated").number
    return webhooks.create(conn, 1, "measurements", action=event, seal=seal, author=_AUTHOR, now=datetime.now(UTC))


def _delivered(send: Send, webhook: webhooks.Created, number: int, members: int) -> float:
    requests = []
    for _ in range(max(1, number // 10)):
        updated = {"UpdatedOn": datetime.now(UTC).isoformat()}
        body = encode([record | updated for record in _checkins(_DELIVERED, members)])
        signature = hmac.new(webhook.secret.encode(), body, sha256).hexdigest().upper()
        path = f"http://localhost/webhooks/nexudus/{webhook.key}"
        requests.append(httpx.Request("POST", path, headers={"X-Nexudus-Hook-Signature": signature}, content=body))
    started = time.perf_counter()
    answers = send(requests)
    seconds = time.perf_counter() - started
    stored = [answer.json()["Stored"] for answer in answers]
    assert stored == [_DELIVERED] * len(requests), [answer.json() for answer in answers]
    return len(requests) * _DELIVERED / seconds


@contextmanager
def _served(url: str) -> Iterator[Send]:
    """Run the application in this process, so that its writer can be another; yield what sends requests in turn."""
    settings = Settings(secret_key=(_KEY,), throttle=False)
    app = create_app(settings, url, log=logger_to(settings, io.BytesIO()))
    with start_blocking_portal() as portal, _started(portal, app):
        client = httpx.AsyncClient(transport=httpx.ASGITransport(app))

        async def send(requests: Iterable[httpx.Request]) -> list[httpx.Response]:
            return [await client.send(request) for request in requests]

        yield lambda requests: portal.call(send, requests)


@contextmanager
def _started(portal: BlockingPortal, app: OuterMiddleware) -> Iterator[None]:
    stop, started = portal.call(asyncio.Event), portal.call(asyncio.Event)
    arrivals = iter(["lifespan.startup", "lifespan.shutdown"])

    async def receive() -> dict[str, Any]:
        kind = next(arrivals)
        if kind == "lifespan.shutdown":
            await stop.wait()
        return {"type": kind}

    async def send(_message: Any) -> None:
        started.set()

    life = portal.start_task_soon(app, {"type": "lifespan", "asgi": {"version": "3.0"}, "state": {}}, receive, send)
    portal.call(started.wait)
    try:
        yield
    finally:
        portal.call(stop.set)
        life.result()


def _without_history(work: Callable[[], float]) -> float:
    with _only_deleting():
        return work()


@contextmanager
def _only_deleting() -> Iterator[None]:
    """Let the writer delete what it replaces, as it would if nobody asked about the past."""

    def delete(conn: Connection[Any], network_id: int, entity: Entity, ids: str, *, until: datetime) -> None:
        del until
        statement = sql.SQL("DELETE FROM {} WHERE network_id = %s AND id = ANY (%s::bigint[])")
        conn.execute(statement.format(sql.Identifier(entity.plural)), (network_id, ids))

    kept = history.supersede
    history.supersede = delete
    try:
        yield
    finally:
        history.supersede = kept
