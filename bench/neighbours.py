"""What the figures of one team cost while somebody else keeps the server busy with the worst requests there are.

Each call gets its worst requests (see ``bench.worst_requests``) over eight connections, without a pause, while another
team's figures are asked for one after the other. What counts is the median of these, over that of a quiet server.
"""

from __future__ import annotations

import base64
import http.client
import os
import secrets
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

from bench.contenders.running import free_port, process
from bench.form import Form
from bench.served import team_path
from bench.spaces import NOW, fresh_database
from bench.worst_requests import Hook, WorstRequest, requests_of
from teamkpi import accounts, ledger
from teamkpi.accounts import Seal, tokens, webhooks
from teamkpi.api.registry import OPERATIONS
from teamkpi.db import connect
from teamkpi.ledger.audit_trail import Author
from teamkpi.settings import Settings

CONNECTIONS: Final = 8
MEMBERS: Final = 1000
_BUSY, _NEIGHBOUR = 55, 56
_PASSWORD: Final = "a password for measurements"  # noqa: S105
_SECONDS_TO_SETTLE: Final = 0.3


def measure(server_url: str, form: Form) -> dict[str, Any]:
    """Print, for each call and each of its worst requests, what the neighbour's answers take and how they compare."""
    key = base64.b64encode(secrets.token_bytes(32)).decode()
    found: dict[str, Any] = {}
    with fresh_database(server_url) as url:
        busy, neighbour, hook = _space(url, key)
        port = free_port()
        environment = {**os.environ, "TEAMKPI_THROTTLE": "off", "TEAMKPI_SECRET_KEY": key}
        with process([sys.executable, "-m", "bench.served", url, str(port)], port, env=environment):
            _median(port, neighbour, form.seconds)  # warm
            quiet = _median(port, neighbour, form.seconds)
            print(f"  {quiet * 1000:.2f} ms: another team's figures, median, on a quiet server", flush=True)
            for one in requests_of(OPERATIONS, Settings().max_body_bytes, hook):
                with _flooded(port, busy, one):
                    median = _median(port, neighbour, form.seconds)
                name = f"{one.method} {one.path.replace(hook.key, 'KEY')}, {one.what}"
                found[name] = {"ms": median * 1000, "ratio": median / quiet}
                print(f"  {median / quiet:5.1f} x  {median * 1000:7.2f} ms  {name}", flush=True)
            again = _median(port, neighbour, form.seconds)
    worst = max(found, key=lambda name: float(found[name]["ratio"]))
    over = sum(one["ratio"] >= 5 for one in found.values())
    print(f"  quiet again: {again * 1000:.2f} ms. Of {len(found)} requests {over} cost 5 x or more.")
    print(f"  The worst: {found[worst]['ratio']:.1f} x, {worst}")
    return {"quiet_ms": quiet * 1000, "quiet_again_ms": again * 1000, "busy": found}


def _space(url: str, key: str) -> tuple[str, str, Hook]:
    """Make two teams; return the tokens of their administrators, the first of whom is an operator, and a webhook."""
    people = [
        {"Id": number, "FullName": f"Member {number}", "Email": f"member{number}@example.org"}
        for number in range(1, MEMBERS + 20)
    ]
    ids = [one["Id"] for one in people]
    teams = [
        {"Id": _BUSY, "TeamMembers": ids[:MEMBERS], "TeamAdministrators": ids[:1]},
        {"Id": _NEIGHBOUR, "TeamMembers": ids[MEMBERS:], "TeamAdministrators": ids[-1:]},
    ]
    business = {"Id": 1, "Name": "Hub", "CurrencyCode": "GBP", "SimpleTimeZoneNameIana": "Europe/London"}
    records = {
        "businesses": [business],
        "coworkers": people,
        "teams": [{**one, "BusinessId": 1, "Name": f"Team {one['Id']}", "ProfileIsPublic": True} for one in teams],
    }
    with connect(url) as conn:
        changes = [ledger.Change(name, one, 1) for name, several in records.items() for one in several]
        ledger.apply(conn, 1, changes, now=NOW)
        shown = []
        for number, is_operator in ((ids[0], True), (ids[-1], False)):
            email = f"member{number}@example.org"
            accounts.create(conn, 1, email, _PASSWORD, operator=is_operator, now=NOW)
            asked = {"grant_type": "password", "username": email, "password": _PASSWORD}
            pair = tokens.grant(
                conn, 1, asked, None, now=NOW, access_seconds=31_536_000, refresh_days=1, reuse_seconds=10
            )
            shown.append(pair.access_token)
        made = webhooks.create(conn, 1, "hook", seal=Seal([key]), author=Author("bench", "cli"), now=NOW)
        conn.execute("ANALYZE")
    return shown[0], shown[1], Hook(made.key, made.secret)


def _median(port: int, token: str, seconds: float) -> float:
    """Return the median time of an answer to who asks again as soon as it has come."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    taken: list[float] = []
    end = time.perf_counter() + seconds
    while time.perf_counter() < end or len(taken) < 5:
        began = time.perf_counter()
        connection.request("GET", team_path(_NEIGHBOUR), headers={"Authorization": f"Bearer {token}"})
        answer = connection.getresponse()
        answer.read()
        assert answer.status == 200
        taken.append(time.perf_counter() - began)
    connection.close()
    return statistics.median(taken)


@contextmanager
def _flooded(port: int, token: str, one: WorstRequest) -> Iterator[None]:
    """Send a request over and over, on all connections, from a process of its own."""
    target = f"{one.path}?{one.query}" if one.query else one.path
    headers = {
        "Host": "127.0.0.1",
        "Authorization": f"Bearer {token}",
        "X-Requested-With": "XMLHttpRequest",
        **one.headers,
        "Content-Length": str(len(one.body)),
    }
    head = "\r\n".join([f"{one.method} {target} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())])
    with tempfile.NamedTemporaryFile(prefix="teamkpi-bench-") as file:
        file.write(head.encode() + b"\r\n\r\n" + one.body)
        file.flush()
        command = [sys.executable, "-m", "bench.neighbours", str(port), file.name]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as flood:
            assert flood.stdout is not None
            try:
                assert flood.stdout.readline().strip() == "sending"
                time.sleep(_SECONDS_TO_SETTLE)
                yield
            finally:
                flood.kill()


def _send(port: int, request: bytes, has_begun: threading.Event) -> None:
    while True:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        with suppress(OSError, http.client.HTTPException):
            connection.connect()
            while True:
                connection.sock.sendall(request)
                has_begun.set()
                answer = http.client.HTTPResponse(connection.sock, method=request.partition(b" ")[0].decode())
                answer.begin()
                answer.read()
                if answer.will_close:
                    break
        connection.close()


def main() -> None:
    """Send what the file holds to the port, until ended."""
    port, path = int(sys.argv[1]), Path(sys.argv[2])
    request, has_begun = path.read_bytes(), threading.Event()
    for _ in range(CONNECTIONS):
        threading.Thread(target=_send, args=(port, request, has_begun), daemon=True).start()
    has_begun.wait()
    print("sending", flush=True)
    threading.Event().wait()


if __name__ == "__main__":
    main()
