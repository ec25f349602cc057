"""The real server in a process of its own, on a free port, and how to ask it."""

from __future__ import annotations

import http.client
import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from api.agreement import Answer, hold_to_contract
from api.doorway import PASSWORD
from patience import PATIENCE

KPI = "/api/public/teams/55/kpi"
JANE = "jane@techinnovators.com"
_PROGRAM = """
import json, sys
from teamkpi.api.server import run
from teamkpi.settings import Settings
run(Settings(port=0, **json.loads(sys.argv[2])), sys.argv[1], on_ready=lambda url: print(url, flush=True))
print("stopped", flush=True)
"""


class Served:
    """A server process and how to ask it."""

    def __init__(self, process: subprocess.Popen[str], port: int, log: Path) -> None:
        self.process = process
        self.port = port
        self.log = log

    def ask(
        self, method: str, path: str, body: str | None = None, headers: dict[str, str] | None = None
    ) -> tuple[int, dict[str, str], Any]:
        """Return the status, the headers and the JSON of an answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.request(method, path, body, headers or {})
            answer = connection.getresponse()
            sent, content = answer.getheaders(), answer.read()
            hold_to_contract(
                method, path, Answer(answer.status, [(one.lower(), value) for one, value in sent], content)
            )
            return answer.status, dict(sent), json.loads(content)
        finally:
            connection.close()

    def kpi(self, token: str) -> int:
        return self.ask("GET", KPI, headers={"Authorization": f"Bearer {token}"})[0]

    def sign_in(self) -> str:
        form = urlencode({"grant_type": "password", "username": JANE, "password": PASSWORD})
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        return str(self.ask("POST", "/api/token", form, headers)[2]["access_token"])

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(PATIENCE)


@contextmanager
def serving(url: str, folder: Path, **settings: Any) -> Iterator[Served]:
    """Start the server on a database, with settings; its log goes into the folder."""
    log = folder / "log"
    with log.open("w") as errors:
        process = subprocess.Popen(
            [sys.executable, "-c", _PROGRAM, url, json.dumps(settings)],
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        )
    assert process.stdout is not None
    address = process.stdout.readline().strip()
    try:
        assert address.startswith("http://127.0.0.1:"), log.read_text()
        yield Served(process, int(address.rpartition(":")[2]), log)
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
