"""The space under test: its data folder, two servers on it, and commands."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from threading import Event, Lock, Thread
from typing import IO
from urllib.parse import quote

import httpx

import loopback

ROOT = Path(__file__).resolve().parent.parent.parent
PEOPLE = range(101, 141)
TEAMS = range(1, 7)


def base_ledger() -> dict[str, list[dict[str, object]]]:
    """Two locations in different zones, people, and teams that share some of them."""
    version = {"UpdatedOn": "2026-01-01T00:00:00Z"}
    zones = {1: "Europe/London", 2: "Asia/Kathmandu"}
    return {
        "businesses": [
            {"Id": some_id, "Name": zone, "CurrencyCode": "GBP", "SimpleTimeZoneNameIana": zone, **version}
            for some_id, zone in zones.items()
        ],
        "coworkers": [
            {"Id": some_id, "FullName": f"Person {some_id}", "Email": f"p{some_id}@example.org", **version}
            for some_id in PEOPLE
        ],
        "resources": [
            {"Id": some_id, "Name": f"Room {some_id}", "BusinessId": some_id, **version} for some_id in zones
        ],
        "teams": [
            {
                "Id": some_id,
                "Name": f"Team {some_id}",
                "BusinessId": 1 + some_id % 2,
                "TeamMembers": [one for one in PEOPLE if one % 7 in {some_id, some_id - 1}],
                "TeamAdministrators": [PEOPLE[0]],
                **version,
            }
            for some_id in TEAMS
        ],
    }


class Server:
    """One ``teamkpi serve`` on a port that stays the same over its restarts."""

    def __init__(self, space: Space) -> None:
        self._space = space
        self._ready = Event()
        self.url = ""
        self.process = self.start()

    def start(self) -> subprocess.Popen[str]:
        """Start it; the first time on a free port, which it keeps."""
        port = self.url.rpartition(":")[2] or "0"
        self._ready.clear()
        self.process = self._space.start("serve", "--port", port)
        assert self.process.stdout is not None
        Thread(target=self._listen, args=(self.process.stdout,), daemon=True).start()
        return self.process

    def _listen(self, output: IO[str]) -> None:
        for line in output:
            if found := re.search(r"Serving at (http://\S+?)/?$", line.strip()):
                self.url = found[1]
                self._ready.set()

    def await_ready(self, seconds: float) -> bool:
        """Wait until it answers that it is ready; start it again when it has ended by itself."""
        waiting = Event()
        for _ in range(int(seconds / 0.05)):
            if self.process.poll() is not None:
                self.start()
            with suppress(httpx.HTTPError):
                if self._ready.is_set() and loopback.get(f"{self.url}/health/ready", timeout=5).status_code == 200:
                    return True
            waiting.wait(0.05)
        return False


class Space:
    """A fresh data folder with the ledger that every run begins with; ``key`` opens its back office."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="teamkpi-chaos-", ignore_cleanup_errors=True)
        self.scratch = Path(self._folder.name)
        self.scratch.chmod(0o755)
        self.data = self.scratch / "data"
        self._lock = Lock()
        self.started: list[subprocess.Popen[str]] = []
        self.errors = (self.scratch / "errors.log").open("a", encoding="utf-8")
        self.run("migrate")  # which creates the database
        self.key = self.run("key", "create", "--name", "chaos").stdout.strip()

    @property
    def database_url(self) -> str:
        """The URL of the embedded server, for whoever disturbs it."""
        return f"postgresql://postgres@/teamkpi?host={quote(str(self.data / 'postgresql'), safe='')}"

    def _environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("TEAMKPI_")}
        # More writes a second than any client should need are the point here.
        off = {"TEAMKPI_THROTTLE": "off", "TEAMKPI_LOG_LEVEL": "error"}
        return {**kept, **off, "TEAMKPI_DATA_DIR": str(self.data)}

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """Start a command as a process."""
        process = subprocess.Popen(
            [sys.executable, "-m", "teamkpi", *arguments],
            env=self._environment(),
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=self.errors,
            text=True,
        )
        with self._lock:
            self.started.append(process)
        return process

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a command to its end."""
        return subprocess.run(
            [sys.executable, "-m", "teamkpi", *arguments],
            env=self._environment(),
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )

    def postmaster(self) -> int | None:
        """Return the process number of PostgreSQL's first process, when it is running."""
        try:
            return int((self.data / "postgresql" / "postmaster.pid").read_text().split("\n", 1)[0])
        except (OSError, ValueError):
            return None

    def processes(self) -> list[int]:
        """Return the processes that work in the data folder."""
        found = []
        for process in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                if (process / "cwd").readlink() == self.data / "postgresql":
                    found.append(int(process.name))
        return found

    def close(self) -> None:
        """End whatever of this run is still there, and remove its files."""
        for process in self.started:
            if process.poll() is None:
                process.kill()
                process.wait()
        for number in self.processes():
            with suppress(ProcessLookupError):
                os.kill(number, signal.SIGKILL)
        self.errors.close()
        self._folder.cleanup()
