"""A running server of an earlier version goes on when its database is migrated, beside servers of this version.

``tests/old_database`` has that program, the dump of a database that it filled, and what it answered.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread
from typing import Any

import httpx
import pytest

import loopback
from cli.test_processes import read_until
from database.test_backup import KEY
from database.test_upgrade_path import KEPT, old, run
from patience import PATIENCE
from teamkpi.ledger import ENTITIES, Entity
from teamkpi.mirror.kinds import path_of

__all__ = ["old"]

NETWORK = "seed-example"
LEDGER = json.loads((KEPT.parent / "vectors" / f"{NETWORK}.json").read_text("utf-8"))["ledger"]
OPERATOR, JANE = "office@example.org", LEDGER["coworkers"][0]["Email"]
PASSWORD = "correct horse battery staple"
FIGURES = "/api/public/teams/55/kpi"
PARTS = {"teamId": "55", "coworkerId": "101", "month": "2026-10", "figure": "BookedTimeTotal"}


class Server:
    """A running server, with clients that are signed in."""

    def __init__(self, url: str) -> None:
        self._client = loopback.Client(base_url=url, headers={"Host": f"{NETWORK}.example.org"})
        self.operator = self.sign_in(OPERATOR)
        self.jane = self.sign_in(JANE)

    def sign_in(self, email: str) -> dict[str, str]:
        form = {"grant_type": "password", "username": email, "password": PASSWORD}
        answer = self._client.post("/api/token", data=form)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def ask(self, method: str, path: str, pair: dict[str, str] | None = None, **more: Any) -> httpx.Response:
        token = (pair or self.operator)["access_token"]
        answer = self._client.request(method, path, headers={"Authorization": f"Bearer {token}"}, **more)
        assert answer.status_code < 500, (method, path, answer.text)
        return answer

    def figures(self) -> Any:
        return self.ask("GET", FIGURES, self.jane).json()["Kpi"]

    def record(self, entity: Entity, record_id: int) -> dict[str, Any]:
        answer = self.ask("GET", f"{path_of(entity)}/{record_id}")
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def write(self, method: str, path: str, body: Any = None) -> Any:
        answer = self.ask(method, path, json=body)
        assert answer.status_code == 200, (method, path, body, answer.text)
        return answer.json()


@contextmanager
def serving(database_url: str, program: Path | None = None) -> Iterator[Server]:
    """Run a server, of this program or of the one in a folder."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TEAMKPI_")}
    environment = {**kept, "TEAMKPI_DATABASE_URL": database_url, "TEAMKPI_THROTTLE": "off", **KEY}
    if program is not None:
        environment["PYTHONPATH"] = str(program)
    with subprocess.Popen(
        [sys.executable, "-m", "teamkpi", "serve", "--port", "0"],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        cwd="/",
    ) as process:
        try:
            yield Server(re.findall(r"http://\S+", read_until(process, "Serving at"))[-1])
            process.terminate()
            assert process.wait(PATIENCE) == 0
        finally:
            process.kill()


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """The folder of the earlier program."""
    with tarfile.open(KEPT / "program.tar.xz") as archive:
        archive.extractall(tmp_path, filter="data")
    return tmp_path / "src"


@contextmanager
def always_asked(server: Server) -> Iterator[list[Any]]:
    """Ask for figures all the time, as a reader does; gives what was answered."""
    ended, answers = Event(), list[Any]()

    def ask() -> None:
        while not ended.is_set():
            answers.append(server.ask("GET", FIGURES, server.jane).json().get("Kpi"))

    thread = Thread(target=ask, daemon=True)
    thread.start()
    try:
        yield answers
    finally:
        ended.set()
        thread.join(PATIENCE)


def all_reads(server: Server) -> list[str]:
    """The path of every call that reads, with ids that exist."""
    calls = server.ask("GET", "/openapi.json").json()["paths"]
    found = [path for path, methods in calls.items() if "get" in methods]
    return [re.sub(r"\{(\w+)\}", lambda part: PARTS.get(part[1], "1011"), path) for path in found]


def test_an_earlier_server_reads_and_writes_on_after_its_database_was_migrated(old: str, program: Path) -> None:
    with serving(old, program) as before:
        assert before.ask("GET", "/health/ready").status_code == 200
        figures = before.figures()
        with always_asked(before) as answers:
            assert "ran 0028_verified_backup" in run(old, "migrate")
            answers_then = len(answers)
            while len(answers) < answers_then + 3:
                assert before.figures() == figures
        assert [one for one in answers if one != figures] == []
        with serving(old) as after:
            assert [one.ask("GET", "/health/ready").status_code for one in (before, after)] == [200, 200]
            assert after.figures() == figures
            for path in all_reads(before):
                for pair in (before.operator, before.jane):
                    before.ask("GET", path, pair)
            goes_on_with_each_others_sign_ins(before, after)
            goes_on_with_each_others_records(before, after)
            assert before.figures() == after.figures() == figures
        said = run(old, "--network", NETWORK, "verify", "--history")
        assert "Every stored sum matches the records." in said
        # It runs on, but cannot be started again.
        assert before.figures() == figures
    refused = subprocess.run(
        [sys.executable, "-m", "teamkpi", "kpi", "55"],
        env={**os.environ, "TEAMKPI_DATABASE_URL": old, "PYTHONPATH": str(program), **KEY},
        capture_output=True,
        text=True,
        cwd="/",
        check=False,
    )
    assert (refused.returncode, "a newer teamkpi has migrated this database" in refused.stderr) == (3, True)


def goes_on_with_each_others_sign_ins(before: Server, after: Server) -> None:
    for one, other in ((before, after), (after, before)):
        assert other.ask("GET", FIGURES, one.jane).status_code == 200
        form = {"grant_type": "refresh_token", "refresh_token": one.sign_in(JANE)["refresh_token"]}
        assert other.ask("POST", "/api/token", data=form).status_code == 200


def goes_on_with_each_others_records(before: Server, after: Server) -> None:
    """Create, change and delete a record of each kind with one, and read it with the other."""
    for writer, reader in ((before, after), (after, before)):
        for entity in ENTITIES.values():
            for record in LEDGER.get(entity.plural, ())[:1]:
                same_after_a_change(entity, record["Id"], writer, reader)
    for writer, reader in ((before, after), (after, before)):
        booking = {**LEDGER["bookings"][0], "FromTime": "2026-11-04T09:00:00Z", "ToTime": "2026-11-04T11:00:00Z"}
        for taken in ("Id", "UpdatedOn", "CreatedOn"):
            booking.pop(taken, None)
        path, figures = path_of(ENTITIES["bookings"]), writer.figures()
        made = writer.write("POST", path, booking)["Value"]["Id"]
        assert reader.record(ENTITIES["bookings"], made)["ToTime"] == "2026-11-04T11:00:00Z"
        assert writer.figures() == reader.figures() != figures
        reader.write("DELETE", f"{path}/{made}")
        assert writer.ask("GET", f"{path}/{made}").status_code == 404
        assert writer.figures() == reader.figures() == figures


def same_after_a_change(entity: Entity, record_id: int, writer: Server, reader: Server) -> None:
    found = writer.record(entity, record_id)
    body = {name: value for name, value in found.items() if name not in {"UpdatedOn", "CreatedOn", "UpdatedBy"}}
    writer.write("PUT", path_of(entity), body)
    written, read = writer.record(entity, record_id), reader.record(entity, record_id)
    shared = written.keys() & read.keys()
    assert {name: written[name] for name in shared} == {name: read[name] for name in shared}
