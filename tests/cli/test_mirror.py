"""``teamkpi mirror`` as an operator uses it, against the stand-in on loopback."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from random import Random
from typing import Any

import click
import httpx
import pytest
from psycopg import Connection, sql

from cli.conftest import Run
from cli.test_webhook import KEYS, SEALED
from patience import PATIENCE, until
from teamkpi.accounts import Seal
from teamkpi.cli import program
from teamkpi.db import connect
from teamkpi.errors import BadRequest
from teamkpi.ledger import ENTITIES, Author, Revision, revise
from teamkpi.ledger.creation import Creation, create
from teamkpi.mirror import FAILURES, Credentials, Pace, Runner, Upstream, sources
from upstream.service import EMAIL, PASSWORD, Request, Service
from upstream.space import fill
from upstream.transport import served

KIND = ("--entity", "resources")
TOTP = "JBSWY3DPEHPK3PXP"


@pytest.fixture
def service() -> Service:
    made = Service(datetime(2026, 11, 20, 9, tzinfo=UTC))
    fill(made, Random(1))
    return made


@pytest.fixture
def address(service: Service) -> Iterator[str]:
    with served(service) as address:
        yield address


def add(
    run: Run, address: str, *more: str, stdin: str = PASSWORD + "\n", kind: str = "teamkpi", **environment: str
) -> Any:
    # The generous limits of the other kind: a test does not wait.
    arguments = ("mirror", "add", kind, "--email", EMAIL, "--base-url", address, "--allow-http", *more)
    return run(*arguments, stdin=stdin, **SEALED, **environment)


def test_a_mirror_is_set_up_checked_run_and_removed(
    run: Run, conn: Connection[Any], service: Service, address: str
) -> None:
    none = run("mirror", "status")
    assert (none.exit_code, none.stderr) == (
        1,
        "teamkpi: this network has no mirror; `teamkpi mirror add` creates one\n",
    )
    made = add(run, address, "--password-stdin")
    assert (made.exit_code, made.stdout) == (
        0,
        f"The mirror of {address} is set up. Next: `teamkpi mirror check`, then `teamkpi mirror run --once`.\n",
    )
    again = add(run, address, "--password-stdin")
    assert (again.exit_code, "already has a mirror" in again.stderr) == (1, True)
    stored = str(conn.execute("SELECT m::text FROM mirror AS m").fetchall())
    assert [word for word in (PASSWORD, EMAIL) if word in stored] == []

    checked = run("mirror", "check", *KIND, **SEALED)
    assert checked.exit_code == 0, checked.stderr
    _, resources, estimate = checked.stdout.splitlines()
    assert resources.split() == ["resources", "3", "changes,", "ids"]
    [calls] = re.findall(r"about (\d+) requests", estimate)
    assert estimate == f"The first copy takes about {calls} requests: at the service's limits, less than a minute."
    service.quirks.missing_roles = {"Resource-List"}
    missing = run("mirror", "check", *KIND, **SEALED)
    assert (missing.exit_code, "missing roles: Resource-List" in missing.stderr) == (1, True)
    left_out = run("mirror", "run", "--once", *KIND, **SEALED)
    assert (left_out.exit_code, left_out.stderr) == (0, "resources are left out: the role Resource-List is missing.\n")
    service.quirks.missing_roles = set()

    ran = run("mirror", "run", "--once", *KIND, **SEALED)
    assert ran.exit_code == 0, ran.stderr
    assert ran.stdout == f"Up to date: 3 records read with {calls} requests.\n"
    status = json.loads(run("mirror", "status", "--json").stdout)
    [kind] = [one for one in status["Kinds"] if one["Entity"] == "resources"]
    assert {name: kind[name] for name in ("There", "Here", "Refused", "Missing", "Note", "IsLoading")} == {
        "There": 3,
        "Here": 3,
        "Refused": 0,
        "Missing": 0,
        "Note": "",
        "IsLoading": False,
    }
    # Teams were not copied, so they can be changed here; rooms only when the operator allows it.
    room = Revision("resources", min(service.records["resources"]), lambda held: {**(held or {}), "Name": "Painted"})
    team = Revision("teams", 55, lambda _: {"Id": 55, "Name": "Own", "BusinessId": 1})
    [network_id] = conn.execute("SELECT network_id FROM mirror").fetchone() or [0]
    somebody, now = Author("somebody", "backoffice"), datetime.now(UTC)
    assert revise(conn, network_id, [team], now=now, author=somebody).stored == 1
    with pytest.raises(BadRequest, match="Resource: is kept at its source"):
        revise(conn, network_id, [team, room], now=now, author=somebody)
    new = Creation(ENTITIES["resources"], [{"Id": 7, "Name": "Own", "BusinessId": 1}], somebody)
    with pytest.raises(BadRequest, match="Resource: is kept at its source"):
        create(conn, network_id, [new], now=now)
    assert run("mirror", "set", "--local-writes", "allow", **SEALED).exit_code == 0
    assert revise(conn, network_id, [room], now=now, author=somebody).stored == 1

    shown = run("mirror", "status").stdout
    assert shown.startswith(f"teamkpi at {address}: active, last complete run 20")

    assert run("mirror", "pause").stdout == "The mirror is paused.\n"
    paused = run("mirror", "run", "--once", **SEALED)
    assert (paused.exit_code, "the mirror is paused" in paused.stderr) == (1, True)
    assert run("mirror", "resume").stdout == "The mirror is resumed.\n"
    with connect(conn.info.dsn) as other:  # as another process
        [network_id] = other.execute("SELECT network_id FROM mirror").fetchone() or [0]
        assert sources.take_lease(other, network_id)
        busy = run("mirror", "run", "--once", **SEALED)
        assert (busy.exit_code, busy.stderr) == (1, "teamkpi: another process is running this network's mirror\n")
    assert run("mirror", "confirm").stdout == "0 records will be deleted by the next run, if they are still missing.\n"
    assert run("mirror", "remove").stdout == "The mirror is removed; its records stay.\n"
    assert conn.execute("SELECT count(*) FROM resources").fetchone() == (3,)


def test_the_remaining_time_is_that_of_the_requests_which_all_kinds_take(
    run: Run, service: Service, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    service.quirks.largest_page = 20
    service.quirks.limits = ((1, 0.1), (120, 60), (5000, 3600))
    service.quirks.ignored = {"id"}  # so each person is requested by their id
    fill(service, Random(2), coworkers=150, bookings=2500)

    # The stand-in's clock, which only goes on while the mirror waits.
    def clock() -> float:
        return service.now.timestamp()

    for module in ("cli.mirror", "mirror.upstream"):
        monkeypatch.setattr(f"teamkpi.{module}.monotonic", clock)
    monkeypatch.setattr("teamkpi.cli.mirror.sleep", service.tick)
    said: dict[str, list[tuple[datetime, str]]] = {}

    def part(_watch: object, what: str, _done: int, _total: int) -> None:
        said.setdefault(what.partition(":")[0], []).append((service.now, what))

    monkeypatch.setattr("teamkpi.cli.terminal._Lines.part", part)
    add(run, address, "--password-stdin", kind="nexudus")
    ran = run("mirror", "run", "--once", "--entity", "coworkers", "--entity", "bookings", **SEALED)
    assert ran.exit_code == 0, ran.stderr
    ended = service.now
    for plural, first_is_first_page in (("coworkers", True), ("bookings", False)):
        began, first = said[plural][0]
        assert first_is_first_page == first.startswith("coworkers: 20 of 153, ")
        [minutes] = map(int, re.findall(r", about (\d+) min left$", first))
        assert minutes == pytest.approx((ended - began).total_seconds() / 60, abs=0.7), first
    # Later, only what is read then remains.
    said.clear()
    assert run("mirror", "run", "--full", "--entity", "bookings", **SEALED).exit_code == 0
    assert re.search(r", about \d+ min left for this kind$", said["bookings"][0][1])


def _tests(service: Service, name: str) -> int:
    """How often the filters of a kind were tested: whether nothing has changed in years to come."""
    return sum(one.query.get(f"from_{name}_UpdatedOn", "") > "2030" for one in service.requests)


def test_filters_are_tested_at_each_start_and_again_with_new_credentials(
    run: Run, conn: Connection[Any], service: Service, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(run, address, "--password-stdin")
    for starts in (1, 2):
        assert run("mirror", "run", "--once", *KIND, **SEALED).exit_code == 0
        assert _tests(service, "Resource") == starts

    tested: list[int] = []
    seal = Seal([KEYS[0]])

    def wait_for_the_next_round(seconds: float) -> None:
        if seconds < 20:  # the pace of requests
            return
        tested.append(_tests(service, "Resource"))
        if len(tested) == 3:
            raise KeyboardInterrupt
        if len(tested) == 2:
            [network_id] = conn.execute("SELECT network_id FROM mirror").fetchone() or [0]
            source = sources.get(conn, network_id)
            unchanged = {"share": None, "every_seconds": None, "most_deleted": None, "allows_local_writes": None}
            sources.change(conn, source, credentials=source.credentials(seal), seal=seal, **unchanged)

    monkeypatch.setattr("teamkpi.cli.mirror.sleep", wait_for_the_next_round)
    run("mirror", "run", *KIND, **SEALED)
    assert tested == [3, 3, 4]


def test_the_command_can_be_killed_at_any_request_and_continues(
    run: Run, conn: Connection[Any], service: Service, address: str
) -> None:
    service.quirks.largest_page = 3
    fill(service, Random(2), bookings=60)
    add(run, address, "--password-stdin")
    command = [sys.executable, "-m", "teamkpi", "mirror", "run", "--once", "--entity", "bookings"]
    environment = {**os.environ, **SEALED, "TEAMKPI_DATABASE_URL": conn.info.dsn}
    held = [0]
    for at_request in (2, 16, 5):
        left = count(1 - at_request)
        running = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)

        def kill(_service: Service, _request: Request, left: Any = left, running: Any = running) -> None:
            if next(left) == 0:
                os.kill(running.pid, signal.SIGKILL)

        service.before = kill
        _, errors = running.communicate(timeout=PATIENCE)
        assert running.returncode == -signal.SIGKILL, errors.decode()
        service.before = lambda _service, _request: None
        # PostgreSQL notices by itself, and gives the right to run the mirror back.
        [network_id] = conn.execute("SELECT network_id FROM mirror").fetchone() or [0]
        until(lambda network_id=network_id: sources.take_lease(conn, network_id))  # type: ignore[misc]
        sources.give_back_lease(conn, network_id)
        held.append((conn.execute("SELECT count(*) FROM bookings").fetchone() or [0])[0])
    assert held == sorted(held)
    assert held[-1] > 0
    before = len(service.requests)
    assert run("mirror", "run", "--once", "--entity", "bookings", **SEALED).exit_code == 0
    assert {row[0] for row in conn.execute("SELECT id FROM bookings")} == set(service.records["bookings"])
    # What was stored is not read again: pages of three records.
    pages = [one for one in service.requests[before:] if one.query.get("size") == "1000"]
    assert len(pages) <= (len(service.records["bookings"]) - held[-1]) // 3 + 3


def test_a_problem_is_told_with_what_to_do_and_new_credentials_resume(run: Run, service: Service, address: str) -> None:
    add(run, address, "--password-stdin", stdin="wrong\n")
    refused = run("mirror", "run", "--once", *KIND, **SEALED)
    assert refused.exit_code == 1
    assert refused.stderr == (
        "teamkpi: the service does not accept the e-mail address and password, or the account is suspended. Set them "
        "again with `teamkpi mirror set --email EMAIL --password-stdin`. The mirror is paused until then, so that the "
        "account does not get locked.\n"
    )
    assert "teamkpi mirror set --email EMAIL --password-stdin" in run("mirror", "status").stderr
    assert "the mirror is paused" in run("mirror", "run", "--once", *KIND, **SEALED).stderr
    assert run("mirror", "set", "--password-stdin", stdin=PASSWORD, **SEALED).exit_code == 0
    assert run("mirror", "run", "--once", *KIND, **SEALED).exit_code == 0
    assert service.sign_ins == 1


def test_a_new_address_is_set_and_everything_is_copied_from_there(
    run: Run, conn: Connection[Any], address: str
) -> None:
    add(run, f"{address}/website", "--password-stdin", "--totp-stdin", "--share", "90", stdin=f"{PASSWORD}\n{TOTP}\n")
    conn.execute("UPDATE mirror SET allows_local_writes = TRUE, is_paused = TRUE, problem_code = 'html', problem = 'x'")
    conn.execute("INSERT INTO mirror_entity (network_id, entity) SELECT network_id, 'teams' FROM mirror")
    conn.commit()
    refused = run("mirror", "set", "--base-url", "http://spaces.example", **SEALED)
    assert (refused.exit_code, "must begin with https://" in refused.stderr) == (1, True)
    mended = ("mirror", "set", "--base-url", f"{address}/", "--allow-http")
    with connect(conn.info.dsn) as other:  # as another process
        [network_id] = other.execute("SELECT network_id FROM mirror").fetchone() or [0]
        assert sources.take_lease(other, network_id)
        assert "another process is running this network's mirror" in run(*mended, **SEALED).stderr
    assert run(*mended, **SEALED).stdout == "Changed.\n"
    found = sources.get(conn, network_id)
    assert (found.base_url, found.share, found.allows_local_writes) == (address, 90, True)
    assert (found.is_paused, found.problem_code, found.problem) == (False, None, None)
    assert found.credentials(Seal([KEYS[0]])) == Credentials(EMAIL, PASSWORD, TOTP)
    # What was found at the former address counts for nothing at this one; the same address changes nothing.
    assert conn.execute("SELECT count(*) FROM mirror_entity").fetchone() == (0,)
    conn.commit()
    assert run("mirror", "run", "--once", *KIND, **SEALED).exit_code == 0
    assert run(*mended, **SEALED).stdout == "Changed.\n"
    assert conn.execute("SELECT entity FROM mirror_entity").fetchall() == [("resources",)]


def test_what_is_advised_are_commands_with_these_options() -> None:
    for failure in FAILURES.values():
        commands = re.findall(r"`teamkpi ([^`]+)`", failure.advice)
        for command in commands:
            found: click.Command | None = program
            words = command.split()
            while isinstance(found, click.Group):
                found = found.get_command(click.Context(found), words.pop(0))
            assert found is not None, command
            known = {name for one in found.params for name in one.opts}
            assert {word for word in words if word.startswith("--")} <= known, command
        assert "--" not in re.sub(r"`[^`]+`", "", failure.advice)


def test_the_simulated_service_can_be_started_and_asked_as_the_documentation_says() -> None:
    # -S: with no package installed, as next to a teamkpi that has an environment of its own. Into a pipe it says the
    # same at once.
    command = [sys.executable, "-S", "-m", "tests.upstream", "--demo", "--port", "0"]
    root = Path(__file__).resolve().parents[2]
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    environment["PATH"] = os.defpath
    with subprocess.Popen(command, cwd=root, env=environment, stdout=subprocess.PIPE, text=True) as demo:
        try:
            assert demo.stdout is not None
            first = demo.stdout.readline()
            [address, email, password] = re.findall(r"^Serving at (\S+), for (\S+) with the password: (.+)$", first)[0]
            form = {"grant_type": "password", "username": email, "password": password}
            token = httpx.post(f"{address}/api/token", data=form, timeout=PATIENCE).json()["access_token"]
            headers = {"Authorization": f"Bearer {token}"}
            answer = httpx.get(f"{address}/api/spaces/bookings", headers=headers, timeout=PATIENCE).json()
        finally:
            demo.terminate()
        said = demo.stdout.read()
    assert (len(answer["Records"]), answer["TotalItems"] > 2000, answer["HasNextPage"]) == (25, True, True)
    assert f"--base-url {address} --allow-http" in said
    steps = ("mirror add nexudus", "mirror check", "mirror run --once", "mirror status")
    assert [one for one in steps if f"teamkpi {one}" not in said] == []
    # After `make demo`, it is not on the PATH.
    ours = ".venv/bin/teamkpi" if (root / ".venv/bin/teamkpi").exists() else "teamkpi"
    assert set(re.findall(r"(\S*teamkpi) mirror", said)) == {ours}


def test_secrets_come_from_standard_input_the_environment_or_a_file(
    run: Run, conn: Connection[Any], address: str, tmp_path: Path
) -> None:
    file = tmp_path / "password"
    file.write_text(f"{PASSWORD}\n")
    given = [
        (("--password-stdin", "--totp-stdin"), f"{PASSWORD}\n{TOTP}\n", {}, TOTP),
        ((), "", {"TEAMKPI_MIRROR_PASSWORD": PASSWORD}, None),
        ((), "", {"TEAMKPI_MIRROR_PASSWORD_FILE": str(file), "TEAMKPI_MIRROR_TOTP": "jbsw y3dp ehpk 3pxp"}, TOTP),
    ]
    for arguments, stdin, environment, totp in given:
        assert add(run, address, *arguments, stdin=stdin, **environment).exit_code == 0
        [network_id] = conn.execute("SELECT network_id FROM mirror").fetchone() or [0]
        credentials = sources.get(conn, network_id).credentials(Seal([KEYS[0]]))
        assert (credentials.email, credentials.password, credentials.totp) == (EMAIL, PASSWORD, totp)
        assert PASSWORD not in repr(credentials)
        run("mirror", "remove")
    both = f"{KEYS[1]},{KEYS[0]}"
    add(run, address, "--password-stdin")
    assert run("account", "reseal", TEAMKPI_SECRET_KEY=both).stdout.startswith("Re-encrypted 1 secrets;")
    assert run("doctor", TEAMKPI_SECRET_KEY=KEYS[1]).exit_code == 0
    assert "PROBLEM  mirror" in run("doctor", **SEALED).stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--base-url", "http://spaces.example"), "must begin with https://"),
        (("--base-url", "https://a:b@spaces.example"), "must not contain a user name"),
        (("--base-url", "spaces.example"), "must be an address like"),
        (("--totp-stdin",), "must contain the password and the second factor's secret"),
        (("--businesses", "1,x"), "must be ids, separated by commas"),
    ],
)
def test_what_cannot_be_used_is_refused_by_name(run: Run, arguments: tuple[str, ...], message: str) -> None:
    command = ("mirror", "add", "nexudus", "--email", EMAIL, "--password-stdin", *arguments)
    result = run(*command, stdin=PASSWORD, **SEALED)
    assert result.exit_code in {1, 2}
    assert message in result.stderr


class _Replay(httpx.BaseTransport):
    """Answers what was recorded, in the order in which it was asked."""

    def __init__(self, lines: list[dict[str, Any]]) -> None:
        self._lines = iter(lines)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if request.url.path == "/api/token":
            return httpx.Response(200, json={"access_token": "a", "expires_in": 604_799})
        line = next(self._lines)
        assert (request.url.path, dict(request.url.params)) == (line["path"], line["parameters"])
        return httpx.Response(line["status"], headers=line["headers"], json=line["body"]["json"])


def test_an_exchange_is_recorded_without_secrets_and_people_and_can_be_replayed(
    run: Run, conn: Connection[Any], service: Service, address: str, tmp_path: Path
) -> None:
    kinds = ("coworkers", "teams", "bookings")
    for person in service.records["coworkers"].values():
        person |= {"Custom1": "allergic to nuts", "FullName": "Zoë Unique", "Email": "zoe.unique@private.example"}
    service.change("bookings", min(service.records["bookings"]), Notes="for Zoë Unique")
    add(run, address, "--password-stdin")
    options = [word for kind in kinds for word in ("--entity", kind)]
    recorded = run("mirror", "record", str(tmp_path / "bug"), *options, **SEALED)
    assert recorded.exit_code == 0, recorded.stderr
    file = tmp_path / "bug" / "exchange.jsonl"
    assert recorded.stdout == f"{len(file.read_text().splitlines())} exchanges are in {file}.\n"
    text = file.read_text()
    secrets = ("nuts", "Zoë", "Unique", "private.example", PASSWORD, EMAIL, *service.tokens)
    assert [word for word in secrets if word in text] == []
    assert "already contains a recording" in run("mirror", "record", str(tmp_path / "bug"), **SEALED).stderr

    [network_id] = conn.execute("SELECT network_id FROM mirror").fetchone() or [0]
    copied = {kind: _ids_and_versions(conn, kind) for kind in kinds}
    source = sources.get(conn, network_id)
    sources.remove(conn, network_id)
    for kind in kinds:
        conn.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(kind)))
    again = {"businesses": (), "share": 100, "every_seconds": 300, "most_deleted": 2, "allows_http": True}
    somebody = Credentials("a@example.com", "a")
    sources.add(conn, network_id, "teamkpi", address, somebody, seal=Seal([KEYS[0]]), now=datetime.now(UTC), **again)  # type: ignore[arg-type]
    replay = _Replay([json.loads(line) for line in text.splitlines()])
    pace = Pace((), 100, 0)
    upstream = Upstream(
        source.base_url, somebody, pace=pace, wait=bool, now=lambda: datetime.now(UTC), transport=replay
    )
    Runner(conn, sources.get(conn, network_id), upstream, now=lambda: datetime.now(UTC)).run(kinds)
    upstream.close()
    assert {kind: _ids_and_versions(conn, kind) for kind in kinds} == copied


def _ids_and_versions(conn: Connection[Any], kind: str) -> list[tuple[Any, ...]]:
    columns = ["id", "updated_on", "is_deleted", *(["team_members"] if kind == "teams" else [])]
    statement = sql.SQL("SELECT {} FROM {} ORDER BY id")
    names = sql.SQL(", ").join(map(sql.Identifier, columns))
    return conn.execute(statement.format(names, sql.Identifier(kind))).fetchall()
