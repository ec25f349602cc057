"""What writing costs: records one by one, webhooks, batches, and the sums all over again; with the memory of each."""

from __future__ import annotations

import hmac
import json
import os
import subprocess
import sys
import time
from base64 import b64encode
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from hashlib import sha256
from secrets import token_bytes
from typing import Any

from bench import imports
from bench.contenders.running import Asked, Running
from bench.form import Form
from bench.generate_ledger import Ledger
from bench.load import Target, once_each, request
from bench.samples import in_turn, quantile, summary
from bench.served import running
from bench.spaces import fill, fresh_database, items, sign_in, space
from teamkpi.accounts import Seal, webhooks
from teamkpi.db import connect
from teamkpi.ledger import Change, apply
from teamkpi.ledger.audit_trail import Author

_COWORKERS, _TEAM_SIZE, _CONNECTIONS = 5000, 10, 8
_FIRST_ID = 1_000_000_000
_AUTHOR = Author("measurements", "cli")


def measure(server_url: str, form: Form) -> dict[str, Any]:
    """Measure all kinds of writes on one space, and batches on fresh ones."""
    found: dict[str, Any] = {}
    with fresh_database(server_url) as url, _secret_key() as key:
        ledger = Ledger(_COWORKERS, _TEAM_SIZE, seed=1)
        files = space(ledger, _COWORKERS // _TEAM_SIZE, form.writes) | items(ledger, form.writes // 20)
        fill(url, files)
        asked = Asked(url, sign_in(url, 1, operator=True))
        found["singles"] = _singles(asked, key, form)
        found["sums"] = {command: _command(url, command, form) for command in ("verify", "rebuild")}
    found["import"] = imports.measure(server_url, form)
    return found


def _singles(asked: Asked, key: str, form: Form) -> dict[str, Any]:
    with running(asked, cache=True) as server, connect(asked.url) as conn:
        now = datetime.now(UTC)
        hook = webhooks.create(conn, 1, "measurements", seal=Seal([key]), author=_AUTHOR, now=now)
        numbers = iter(range(_FIRST_ID, 2 * _FIRST_ID))

        def booked() -> dict[str, Any]:
            number = next(numbers)
            return {
                "Id": number,
                "ResourceId": number % 60 + 1,
                "CoworkerId": number % _COWORKERS + 1,
                "FromTime": "2026-11-02T09:00:00Z",
                "ToTime": "2026-11-02T10:30:00Z",
                "UpdatedOn": datetime.now(UTC).isoformat(),
            }

        def creates() -> list[bytes]:
            fields = ("ResourceId", "CoworkerId", "FromTime", "ToTime")
            records = [{name: value for name, value in booked().items() if name in fields} for _ in range(form.singles)]
            return [request("/api/spaces/bookings", asked.token, body=json.dumps(one).encode()) for one in records]

        def deliveries() -> list[bytes]:
            bodies = [json.dumps([{**booked(), "TypeName": "Booking"}]).encode() for _ in range(form.singles)]
            return [_delivery(hook.key, hook.secret, body) for body in bodies]

        latencies: dict[str, list[float]] = {"create": [], "webhook": []}
        before = server.memory_mebibytes()
        per_second = in_turn(
            {
                "create, one after the other": lambda: _sent(server, creates(), 1, latencies["create"]),
                f"create, {_CONNECTIONS} at a time": lambda: _sent(server, creates(), _CONNECTIONS),
                "webhook, one after the other": lambda: _sent(server, deliveries(), 1, latencies["webhook"]),
                f"webhook, {_CONNECTIONS} at a time": lambda: _sent(server, deliveries(), _CONNECTIONS),
                "apply, one after the other": lambda: _applied(asked.url, [booked() for _ in range(form.singles)]),
            },
            form.rounds,
        )
        after = server.memory_mebibytes()
    for name, values in per_second.items():
        of = summary(values)
        print(f"  {name:32} {of['median']:8,.0f}/s  ({of['min']:,.0f} to {of['max']:,.0f})", flush=True)
    return {
        "per_second": {name: summary(values) for name, values in per_second.items()},
        "latency_ms": {
            name: {"p50": quantile(values, 0.5) * 1000, "p99": quantile(values, 0.99) * 1000}
            for name, values in latencies.items()
        },
        "memory_mebibytes": {"before": before, "after": after},
    }


def _sent(server: Running, requests: Sequence[bytes], connections: int, kept: list[float] | None = None) -> float:
    seconds, taken = once_each(Target(server.port, requests), connections)
    assert len(taken) == len(requests)
    if kept is not None:
        kept += taken
    return len(requests) / seconds


def _delivery(key: str, secret: str, body: bytes) -> bytes:
    signature = hmac.new(secret.encode(), body, sha256).hexdigest().upper()
    return request(f"/webhooks/nexudus/{key}", "", body=body, headers={"X-Nexudus-Hook-Signature": signature})


def _applied(url: str, records: Sequence[dict[str, Any]]) -> float:
    with connect(url) as conn:
        started = time.perf_counter()
        for record in records:
            report = apply(conn, 1, [Change("bookings", record, 1)], now=datetime.now(UTC))
            assert report.stored == 1
        return len(records) / (time.perf_counter() - started)


@contextmanager
def _secret_key() -> Iterator[str]:
    """Let servers that are started meanwhile have a key to encrypt secrets with."""
    key = b64encode(token_bytes(32)).decode()
    os.environ["TEAMKPI_SECRET_KEY"] = key
    try:
        yield key
    finally:
        del os.environ["TEAMKPI_SECRET_KEY"]


def _command(url: str, name: str, form: Form) -> dict[str, Any]:
    """Time ``teamkpi verify`` or ``rebuild`` as a user runs it, and see the most memory that it took."""
    memory: list[float] = []

    def once() -> float:
        environment = {**os.environ, "TEAMKPI_DATABASE_URL": url}
        started = time.perf_counter()
        command = [sys.executable, "-m", "bench.memory", name]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
        memory.append(float(done.stdout.split()[-1]))
        return time.perf_counter() - started

    seconds = in_turn({name: once}, 3, warm_up=False)[name]
    of = summary(seconds)
    print(
        f"  {name} of {form.writes:,} bookings and check-ins: {of['median']:.1f} s, {max(memory):.0f} MiB", flush=True
    )
    return {"records": form.writes, "seconds": of, "memory_mebibytes": max(memory)}
