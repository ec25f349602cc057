"""What the figures of one team cost while somebody else keeps the server busy with the worst requests there are.

Each call gets its worst requests (see ``bench.worst_requests``) over eight connections, without a pause, while another
team's figures are asked for one after the other. What counts is the median of these, over that of a quiet server in the
moments before. ``python -m bench neighbours --only TEXT`` measures the requests whose line contains the text.
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
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

import psutil

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
_SECONDS_TO_SETTLE: Final = 0.15
# Of the seconds of one measurement.
_QUIET_SHARE: Final = 0.1
_BUSY_SHARE: Final = 0.3
_FEWEST: Final = 15


def measure(server_url: str, form: Form, only: Sequence[str] = ()) -> dict[str, Any]:
    """Print, for each call and each of its worst requests, what the neighbour's answers take and how they compare.

    ``only`` are texts of which the line of a request contains one; none means all requests.
    """
    key = base64.b64encode(secrets.token_bytes(32)).decode()
    found: dict[str, Any] = {}
    with fresh_database(server_url) as url:
        busy, neighbour, hook = _space(url, key)
        port = free_port()
        environment = {**os.environ, "TEAMKPI_THROTTLE": "off", "TEAMKPI_SECRET_KEY": key}
        command = [sys.executable, "-m", "bench.served", url, str(port)]
        with process(command, port, env=environment) as pid, _flood(port, busy) as flood:
            server = psutil.Process(pid)
            _median(port, neighbour, form.seconds)  # warm
            for one in requests_of(OPERATIONS, Settings().max_body_bytes, hook):
                name = f"{one.method} {one.path.replace(hook.key, 'KEY')}, {one.what}"
                if only and not any(text in name for text in only):
                    continue
                quiet = _median(port, neighbour, form.seconds * _QUIET_SHARE)
                with flood.sending(one):
                    began = _processor_seconds(server)
                    median = _median(port, neighbour, form.seconds * _BUSY_SHARE)
                    used = _processor_seconds(server) - began
                found[name] = {
                    "quiet_ms": quiet * 1000,
                    "ms": median * 1000,
                    "ratio": median / quiet,
                    "answers": flood.answers,
                    "server_cpu": used / (form.seconds * _BUSY_SHARE),
                }
                print(f"  {median / quiet:5.1f} x  {median * 1000:7.2f} ms  {name} ({flood.answers})", flush=True)
    quiet = statistics.median(one["quiet_ms"] for one in found.values())
    worst = max(found, key=lambda name: float(found[name]["ratio"]))
    over = sum(one["ratio"] >= 5 for one in found.values())
    print(f"  {quiet:.2f} ms on a quiet server. Of {len(found)} requests {over} cost 5 x or more.")
    print(f"  The worst: {found[worst]['ratio']:.1f} x, {worst}")
    return {"quiet_ms": quiet, "busy": found}


def _processor_seconds(server: psutil.Process) -> float:
    times = server.cpu_times()
    return float(times.user + times.system)


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
    while time.perf_counter() < end or len(taken) < _FEWEST:
        began = time.perf_counter()
        connection.request("GET", team_path(_NEIGHBOUR), headers={"Authorization": f"Bearer {token}"})
        answer = connection.getresponse()
        answer.read()
        assert answer.status == 200
        taken.append(time.perf_counter() - began)
    connection.close()
    return statistics.median(taken)


class _Flood:
    """A process that sends one request over and over, on all connections, and then the next one."""

    def __init__(self, port: int, token: str, process: subprocess.Popen[str]) -> None:
        self._port = port
        self._token = token
        self._process = process
        self.answers = ""
        """What was answered to the request before: how often each status came."""

    @contextmanager
    def sending(self, one: WorstRequest) -> Iterator[None]:
        """Send a request until the block ends."""
        with tempfile.NamedTemporaryFile(prefix="teamkpi-bench-") as file:
            file.write(self._bytes_of(one))
            file.flush()
            self._tell(file.name)
            time.sleep(_SECONDS_TO_SETTLE)
            yield
        self.answers = self._tell("stop")

    def _tell(self, word: str) -> str:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(word + "\n")
        self._process.stdin.flush()
        return self._process.stdout.readline().strip()

    def _bytes_of(self, one: WorstRequest) -> bytes:
        target = f"{one.path}?{one.query}" if one.query else one.path
        headers = {
            "Host": "127.0.0.1",
            "Authorization": f"Bearer {self._token}",
            "X-Requested-With": "XMLHttpRequest",
            **one.headers,
            "Content-Length": str(len(one.body)),
        }
        lines = [f"{one.method} {target} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]
        return "\r\n".join(lines).encode() + b"\r\n\r\n" + one.body


@contextmanager
def _flood(port: int, token: str) -> Iterator[_Flood]:
    command = [sys.executable, "-m", "bench.neighbours", str(port)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as flood:
        try:
            yield _Flood(port, token, flood)
        finally:
            flood.kill()


class _Sending:
    """Connections on which one request is sent until told to stop."""

    def __init__(self, port: int, request: bytes) -> None:
        self._port = port
        self._request = request
        self._method = request.partition(b" ")[0].decode()
        self._has_begun = threading.Event()
        self._ends = threading.Event()
        self._statuses: Counter[int] = Counter()
        self._threads = [threading.Thread(target=self._send, daemon=True) for _ in range(CONNECTIONS)]
        for thread in self._threads:
            thread.start()
        self._has_begun.wait()

    def stop(self) -> Counter[int]:
        """Send no more, and wait for the answers; return how often each status came."""
        self._ends.set()
        for thread in self._threads:
            thread.join()
        return self._statuses

    def _send(self) -> None:
        while not self._ends.is_set():
            connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=60)
            with suppress(OSError, http.client.HTTPException):
                connection.connect()
                while not self._ends.is_set():
                    connection.sock.sendall(self._request)
                    self._has_begun.set()
                    answer = http.client.HTTPResponse(connection.sock, method=self._method)
                    answer.begin()
                    answer.read()
                    self._statuses[answer.status] += 1
                    if answer.will_close:
                        break
            connection.close()


def main() -> None:
    """Send what the file that is named on a line holds, until the next line says stop; and again."""
    port = int(sys.argv[1])
    while path := sys.stdin.readline().strip():
        sending = _Sending(port, Path(path).read_bytes())
        print("sending", flush=True)
        sys.stdin.readline()
        statuses = sending.stop()
        print(", ".join(f"{count} of {status}" for status, count in sorted(statuses.items())), flush=True)


if __name__ == "__main__":
    main()
