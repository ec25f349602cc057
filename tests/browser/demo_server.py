"""The demo space served by ``teamkpi demo``, as a process that can be stopped and started again at its address."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any, Self

import loopback
from patience import PATIENCE
from teamkpi.cli.demo import PASSWORD
from teamkpi.demo import ADMINISTRATOR_EMAIL, MEMBER_EMAIL, TEAM_ID

IN_TWO_TEAMS = "choirs@example.org"
"""The account of the fixture ``in_two_teams``."""

__all__ = ["ADMINISTRATOR_EMAIL", "IN_TWO_TEAMS", "MEMBER_EMAIL", "PASSWORD", "TEAM_ID", "DemoServer"]


class DemoServer:
    """A server on a port of its own, while the context lasts."""

    def __init__(self, database_url: str, folder: Path, secret_key: str) -> None:
        self.database_url = database_url
        self.secret_key = secret_key
        self._log = folder / "log"
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self._port: int = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self._port}"
        self._process: subprocess.Popen[str] | None = None
        self._tokens: dict[str, str] = {}

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        """Start it, and return when it answers."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("TEAMKPI_")}
        own = {
            "TEAMKPI_DATABASE_URL": self.database_url,
            "TEAMKPI_SECRET_KEY": self.secret_key,
            "TEAMKPI_PROVIDER_NETWORKS": "127.0.0.1",
            "TEAMKPI_INSTALLATION_NETWORK": "default",
        }
        with self._log.open("a") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "teamkpi", "demo", "--port", str(self._port)],
                env={**kept, **own},
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        assert self._process.stdout
        lines = iter(self._process.stdout.readline, "")
        assert any("Ctrl-C stops it." in line for line in lines), self._log.read_text()[-2000:]

    def stop(self) -> None:
        """Stop it as an administrator would, and wait until it has ended."""
        if self._process is not None:
            self._process.terminate()
            self._process.communicate(timeout=PATIENCE)
            self._process = None

    def read(self, path: str, email: str = ADMINISTRATOR_EMAIL) -> Any:
        """Ask the API, apart from any browser."""
        headers = {"Authorization": f"Bearer {self.token(email)}"}
        return loopback.get(self.url + path, headers=headers).raise_for_status().json()

    def as_shown_on(self, day: str) -> str:
        """Return the query for the figures of a day: as they were shown, or calculated where that isn't on record."""
        known = f"at={day}&knownAt={day}"
        path = f"/api/public/teams/{TEAM_ID}/kpi?{known}"
        answer = loopback.get(self.url + path, headers={"Authorization": f"Bearer {self.token()}"})
        return known if answer.is_success else f"at={day}"

    def token(self, email: str = ADMINISTRATOR_EMAIL) -> str:
        """Return an access token, the same for each call."""
        if email not in self._tokens:
            form = {"grant_type": "password", "username": email, "password": PASSWORD}
            granted = loopback.post(f"{self.url}/api/token", data=form, headers={"client_id": "tests"})
            self._tokens[email] = granted.raise_for_status().json()["access_token"]
        return self._tokens[email]

    def cookie(self, email: str = ADMINISTRATOR_EMAIL) -> dict[str, Any]:
        """Sign in as a browser does; return the cookie to give to one."""
        with loopback.Client(base_url=self.url, headers={"x-requested-with": "XMLHttpRequest"}) as client:
            form = {"username": email, "password": PASSWORD}
            signed_in = client.post("/dashboard/session", data=form).raise_for_status()
            [(name, value)] = signed_in.cookies.items()
        return {
            "name": name,
            "value": value,
            "domain": "127.0.0.1",
            "path": "/dashboard/session",
            "httpOnly": True,
            "sameSite": "Strict",
        }
