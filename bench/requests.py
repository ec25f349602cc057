"""Requests per second of the warm figures with real authentication, beside the same bytes from a constant.

The throttle is off but for a third load, of a second server. Servers, database and client share the machine.
``python -m bench.requests URL on|off`` is a server of the measurement, with the throttle or without.
"""

from __future__ import annotations

import asyncio
import re
import shutil
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import cast

import httpx
import uvicorn
import uvloop
from litestar import get
from litestar.response.base import ASGIResponse

from bench.generate_ledger import Ledger
from bench.spaces import fill, fresh_database, space
from teamkpi.accounts import people
from teamkpi.api.app import create_app
from teamkpi.api.operations import REVALIDATE
from teamkpi.db import connect
from teamkpi.kpi import team_kpi
from teamkpi.settings import Settings
from teamkpi.wire import encode

_CONNECTIONS = 32
_SECONDS = 3
_ROUNDS = 5
_TEAM = "/api/public/teams/1/kpi"
_CONSTANT = "/constant"
_PASSWORD = "a password for measurements"  # noqa: S105


def measure(server_url: str) -> None:
    """Load both routes in turn and print their medians and the ratio."""
    with fresh_database(server_url) as url:
        fill(url, space(Ledger(coworkers=1000, team_size=10, seed=1), 100, 20_000))
        with connect(url) as conn:
            people.create(conn, 1, "member1@example.org", _PASSWORD, now=datetime.now(UTC))
        with _served(url, "off") as base, _served(url, "on") as throttled:
            _compare(base, throttled)


@contextmanager
def _served(url: str, throttle: str) -> Iterator[str]:
    command = [sys.executable, "-m", "bench.requests", url, throttle]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as server:
        assert server.stdout is not None
        try:
            yield server.stdout.readline().strip()
        finally:
            server.terminate()


def _compare(base: str, throttled: str) -> None:
    form = {"grant_type": "password", "username": "member1@example.org", "password": _PASSWORD}
    token = httpx.post(f"{base}/api/token", data=form).raise_for_status().json()["access_token"]
    headers = {"Authorization": f"Bearer {token}"}
    answers = [httpx.get(base + path, headers=headers).raise_for_status().content for path in (_CONSTANT, _TEAM)]
    assert answers[0] == answers[1]
    load = _wrk if shutil.which("wrk") else _own_client
    print(f"  ten members, {len(answers[0]):,} bytes; {_CONNECTIONS} connections. {load.__doc__}")
    rates: dict[tuple[str, str], list[float]] = {(base, _CONSTANT): [], (base, _TEAM): [], (throttled, _TEAM): []}
    for number in range(-1, _ROUNDS):
        for (server, path), found in rates.items():
            rate = load(server, path, token)
            if number >= 0:
                found.append(rate)
    constant, warm, counted = (statistics.median(found) for found in rates.values())
    print(f"  constant {constant:,.0f} requests/s, figures {warm:,.0f} requests/s: ratio {warm / constant:.2f}")
    print(f"  figures with the throttle on {counted:,.0f} requests/s: ratio {counted / warm:.2f} to those without")


def _wrk(base: str, path: str, token: str) -> float:
    """Load with wrk."""
    command = ["wrk", "-t1", f"-c{_CONNECTIONS}", f"-d{_SECONDS}s", "-H", f"Authorization: Bearer {token}", base + path]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    assert "Non-2xx" not in output, output
    found = re.search(r"Requests/sec:\s+([\d.]+)", output)
    assert found, output
    return float(found[1])


def _own_client(base: str, path: str, token: str) -> float:
    """Load with a client in Python, which takes more of the machine than wrk would."""
    host, port = base.removeprefix("http://").split(":")
    request = f"GET {path} HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {token}\r\n\r\n".encode()

    class Client(asyncio.Protocol):
        answered = 0

        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            self.transport = cast("asyncio.Transport", transport)  # uvloop's are no subclasses
            self.received = b""
            self.transport.write(request)

        def data_received(self, data: bytes) -> None:
            self.received += data
            head, separator, body = self.received.partition(b"\r\n\r\n")
            if not separator:
                return
            assert head.startswith(b"HTTP/1.1 200"), head
            length = re.search(rb"(?i)content-length: *(\d+)", head)
            assert length
            if len(body) >= int(length[1]):
                Client.answered += 1
                self.received = b""
                self.transport.write(request)

    async def load() -> float:
        loop = asyncio.get_running_loop()
        connections = [await loop.create_connection(Client, host, int(port)) for _ in range(_CONNECTIONS)]
        before, started = Client.answered, time.perf_counter()
        await asyncio.sleep(_SECONDS)
        rate = (Client.answered - before) / (time.perf_counter() - started)
        for transport, _ in connections:
            transport.abort()
        return rate

    return uvloop.run(load())


def _serve(url: str, throttle: str) -> None:
    with connect(url) as conn:
        answer = team_kpi(conn, 1, 1, now=datetime.now(UTC))
    assert answer is not None
    body = encode(answer.body)

    @get(_CONSTANT)
    async def constant() -> ASGIResponse:
        return ASGIResponse(body=body, media_type="application/json", headers=REVALIDATE)

    most = 1_000_000  # nothing is refused: what is measured is the counting
    settings = Settings(throttle=throttle == "on", throttle_requests_per_token=most, throttle_requests_per_address=most)
    app = create_app(settings, url, more_routes=[constant])
    config = uvicorn.Config(app, port=0, log_config=None, access_log=False, server_header=False)

    class Server(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            print(f"http://127.0.0.1:{self.servers[0].sockets[0].getsockname()[1]}", flush=True)

    Server(config).run()


if __name__ == "__main__":
    _serve(sys.argv[1], sys.argv[2])
