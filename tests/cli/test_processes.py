"""Commands as processes: the forms that scripts use, signals, memory, the demo."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import pytest
from click.testing import CliRunner
from psycopg import Connection, sql

import loopback
from cli.conftest import VECTOR, Run, Start, without_progress
from conftest import data_folder, older_database
from database.test_embedded import postmaster
from database.test_embedded_watch import processes_of
from patience import FAULTS, PATIENCE, until, until_waiting
from teamkpi.cli import program
from teamkpi.db import connect, pending_migrations
from teamkpi.db.locks import MIGRATION
from teamkpi.ledger import ENTITIES
from teamkpi.usage import verify
from teamkpi.usage.refresh import lock_places

PASSWORD = "correct horse battery"
MEMBERS = 200
WRITERS = "SELECT pid FROM pg_locks WHERE relation = 'checkins'::regclass"


@pytest.fixture(scope="module")
def embedded() -> Iterator[dict[str, str]]:
    """The environment of an embedded database of its own, so that the tests of this file pay for one alone."""
    with data_folder() as folder:
        yield {"TEAMKPI_DATABASE_URL": "", "TEAMKPI_DATA_DIR": str(folder)}


def finish(process: subprocess.Popen[str], stdin: str | None = None) -> tuple[int, str, str]:
    stdout, stderr = process.communicate(stdin, timeout=PATIENCE)
    return process.returncode, stdout, without_progress(stderr)


@contextmanager
def under_way(process: subprocess.Popen[str], database_url: str) -> Iterator[None]:
    """Yield while a process that imports check-ins has rows in the table, and cannot come to an end."""
    with connect(database_url) as holding, connect(database_url) as conn:

        def has_rows() -> bool:
            assert process.poll() is None, process.communicate()
            return conn.execute("SELECT pg_relation_size('checkins') > 0").fetchone() == (True,)

        with holding.transaction():
            lock_places(holding, 1)  # an import needs it for its last step
            until(has_rows)  # those of the first chunks, though nobody sees them
            yield
        until(lambda: conn.execute(WRITERS).fetchall() == [])


def read_until(process: subprocess.Popen[str], pattern: str, stream: IO[str] | None = None) -> str:
    """Read what a process prints, or another of its streams, up to a line that matches."""
    text = ""
    for line in stream or process.stdout or ():
        text += line
        if re.search(pattern, line):
            return text
    raise AssertionError(text + str(process.communicate()))


def write_checkins(folder: Path, count: int) -> Path:
    folder.mkdir()
    (folder / "businesses.jsonl").write_text(
        '{"Id":1,"Name":"A","CurrencyCode":"GBP","SimpleTimeZoneNameIana":"Europe/London","UpdatedOn":"2026-01-01"}\n'
    )
    with (folder / "checkins.jsonl").open("w") as file:
        file.writelines(
            f'{{"Id":{number},"BusinessId":1,"CoworkerId":{number % MEMBERS + 1},'
            f'"FromTime":"2026-{number % 12 + 1:02}-{number % 28 + 1:02}T09:00:00Z",'
            f'"ToTime":"2026-{number % 12 + 1:02}-{number % 28 + 1:02}T10:30:00Z",'
            '"UpdatedOn":"2026-12-31T00:00:00Z"}\n'
            for number in range(1, count + 1)
        )
    return folder


def test_a_terminal_without_a_letter_shows_another(start: Start, run: Run, seed_folder: Path) -> None:
    coworker = {"Id": 102, "FullName": "Zoë", "Email": "zoë@bücher.example", "UpdatedOn": "2099-01-01"}
    (seed_folder / "coworkers.jsonl").write_text(json.dumps(coworker) + "\n", "utf-8")
    assert run("import", str(seed_folder)).exit_code == 0
    plain = {"PYTHONIOENCODING": "ascii", "LC_ALL": "C"}
    for form in ((), ("--csv",), ("--json",)):
        in_ascii, in_utf8 = (
            finish(start("kpi", "55", "--at", "2026-11-21T12:00Z", *form, PYTHONUTF8=utf8, **variables))
            for utf8, variables in (("0", plain), ("1", {}))
        )
        assert in_ascii[0] == in_utf8[0] == 0, (in_ascii, in_utf8)
        # What programs read is UTF-8 whatever the terminal has.
        assert in_ascii[1] == (in_utf8[1] if form else in_utf8[1].replace("ë", "?"))


def test_the_forms_that_scripts_use(start: Start, embedded: dict[str, str], seed_folder: Path) -> None:
    code, stdout, stderr = finish(start("import", str(seed_folder), **embedded))
    assert (code, stderr) == (0, "")
    assert stdout.startswith("entity ")
    (jane,) = VECTOR["ledger"]["coworkers"]
    create = ("account", "create", "--password-stdin")
    assert finish(start(*create, "--email", jane["Email"], **embedded), f"{PASSWORD}\n")[0] == 0
    assert finish(start(*create, "--email", "op@example.org", "--operator", **embedded), f"{PASSWORD}\n")[0] == 0
    server = start("serve", "--host", "127.0.0.1", "--port", "0", **embedded)
    address = read_until(server, "Serving at ").split()[-1]
    form = {"grant_type": "password", "username": jane["Email"], "password": PASSWORD}
    token = loopback.post(f"{address}/api/token", data=form).json()["access_token"]
    answer = loopback.get(f"{address}/api/public/teams/55/kpi", headers={"Authorization": f"Bearer {token}"})
    code, body, stderr = finish(start("kpi", "55", "--json", **embedded))
    assert (code, stderr) == (0, "")
    assert body == answer.text + "\n"
    server.send_signal(signal.SIGTERM)
    assert finish(server)[0] == 0


def test_a_killed_import_leaves_nothing_and_the_next_one_completes_it(
    start: Start, conn: Connection[Any], database_url: str, tmp_path: Path
) -> None:
    count = 60_000
    folder = write_checkins(tmp_path / "space", count)
    process = start("import", str(folder))
    with under_way(process, database_url):
        process.send_signal(signal.SIGKILL)
        assert finish(process)[0] == -signal.SIGKILL
    for table in (*ENTITIES, "member_state", "usage_month"):
        counted = conn.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table)))
        assert counted.fetchone() == (0,), table

    code, stdout, _ = finish(start("import", str(folder)))
    assert code == 0
    assert ["checkins", str(f"{count:,}"), "0", "0", "0"] in [line.split() for line in stdout.splitlines()]
    assert list(verify(conn, 1)) == []
    minutes = conn.execute("SELECT sum(checked_us) / 60000000, count(*) FROM member_state").fetchone()
    assert minutes == (count * 90, MEMBERS)


def test_ctrl_c_stops_an_import_quietly_and_stores_nothing(
    start: Start, conn: Connection[Any], database_url: str, tmp_path: Path
) -> None:
    process = start("import", str(write_checkins(tmp_path / "space", 60_000)))
    with under_way(process, database_url):
        process.send_signal(signal.SIGINT)
        assert finish(process) == (130, "", "")
    assert conn.execute("SELECT count(*) FROM checkins").fetchone() == (0,)


# A process begins with the mark of whoever started it, and the tests hold much: so a small one starts it.
MEASURE = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def most_memory(arguments: list[str], environment: dict[str, str]) -> int:
    """Run a command and return the most memory that it held, in MiB."""
    command = [sys.executable, "-c", MEASURE, sys.executable, "-m", "teamkpi", *arguments]
    measured = int(subprocess.check_output(command, env={**os.environ, **environment}))
    return measured // (2**20 if sys.platform == "darwin" else 2**10)  # bytes there, KiB elsewhere


@pytest.mark.long
def test_memory_does_not_grow_with_the_file(database_url: str, tmp_path: Path) -> None:
    environment = {"TEAMKPI_DATABASE_URL": database_url}
    small, large = (write_checkins(tmp_path / str(count), count) for count in (15_000, 150_000))
    usual = most_memory(["import", str(small)], environment)
    assert most_memory(["import", str(large)], environment) < usual + 40
    assert usual < 200


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give folders to other users")
def test_a_command_of_root_on_somebody_s_data_names_the_command_that_works(start: Start, folder: Path) -> None:
    environment = {"TEAMKPI_DATABASE_URL": "", "TEAMKPI_DATA_DIR": str(folder)}
    (folder / "postgresql").mkdir(parents=True)
    for path in (folder, folder / "postgresql"):
        shutil.chown(path, "nobody")
    program = f"{sys.executable} -m teamkpi"
    for arguments in (["kpi", "55"], ["demo", "--port", "1"], ["doctor"], ["serve"], ["export", f"{folder}-out"]):
        place = folder
        if arguments[0] == "demo":
            shutil.copytree(folder, place := Path(f"{folder}-demo"))
            for path in (place, place / "postgresql"):
                shutil.chown(path, "nobody")
        code, stdout, stderr = finish(start(*arguments, **environment))
        command = f"sudo -u nobody {program} --data-dir {folder} {shlex.join(arguments)}"
        said = f"the data folder {place} belongs to the user nobody; nothing was changed. Run: {command}"
        assert code == 3
        assert said in stdout + stderr
        assert list((place / "postgresql").iterdir()) == []


def test_a_server_outlives_its_database_and_a_hang_up_ends_both(start: Start) -> None:
    with data_folder() as folder:
        process = start("serve", "--port", "0", TEAMKPI_DATABASE_URL="", TEAMKPI_DATA_DIR=str(folder))
        address = read_until(process, "Serving at").split()[-1]
        os.kill(postmaster(folder), signal.SIGKILL)
        # Read, and not asked for again and again: each refused request is a line of the log, and the server waits when
        # the pipe that the log is written to is full.
        read_until(process, "the embedded PostgreSQL is running again", process.stderr)
        until(lambda: loopback.get(f"{address}/health/ready").status_code == 200)
        assert loopback.get(f"{address}/health/live").status_code == 200
        process.send_signal(signal.SIGHUP)
        assert finish(process)[0] == 0
        assert processes_of(folder) == []


@pytest.mark.skipif(not FAULTS, reason="starts many processes: set TEAMKPI_FAULTS=1")
def test_two_servers_and_a_command_that_start_together_share_one_folder(start: Start, seed_folder: Path) -> None:
    """The first of them creates the database and migrates it; a killed one takes nothing from the others."""
    with data_folder() as folder:
        environment = {"TEAMKPI_DATABASE_URL": "", "TEAMKPI_DATA_DIR": str(folder)}
        servers = [start("serve", "--port", "0", **environment) for _ in range(2)]
        command = start("import", str(seed_folder), **environment)
        assert finish(command)[0] == 0
        addresses = [read_until(one, "Serving at").split("Serving at ")[1].split()[0] for one in servers]
        assert [loopback.get(f"{one}/health/ready").status_code for one in addresses] == [200, 200]
        servers[0].kill()
        assert finish(servers[0])[0] == -signal.SIGKILL
        verified = CliRunner().invoke(program, ["verify", "--history"], env=environment)
        assert (verified.exit_code, verified.stdout.splitlines()[0]) == (0, "Every stored sum matches the records.")
        assert loopback.get(f"{addresses[1]}/health/ready").status_code == 200
        servers[1].send_signal(signal.SIGTERM)
        assert finish(servers[1])[0] == 0
        assert not (folder / "postgresql" / "postmaster.pid").exists()
        until(lambda: processes_of(folder) == [])


def test_a_migration_that_is_ended_has_changed_nothing_and_runs_later(start: Start, server_url: str) -> None:
    with older_database(server_url, "0022_charges_of_bookings") as url:
        with connect(url) as holding, connect(url) as conn:
            with holding.transaction():
                holding.execute("LOCK TABLE bookings IN ACCESS EXCLUSIVE MODE")
                process = start("migrate", TEAMKPI_DATABASE_URL=url)
                until_waiting(conn)
                process.send_signal(signal.SIGTERM)
                assert finish(process)[0] == 128 + signal.SIGTERM
            sessions = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            until(lambda: conn.execute(sessions).fetchone() == (2,))  # nothing of it goes on
            assert pending_migrations(url)[0] == "0023_history"
            assert conn.execute("SELECT to_regclass('bookings_history')").fetchone() == (None,)
            # One migrates at a time: while another does, it waits.
            holding.execute("SELECT pg_advisory_lock(%s)", (MIGRATION,))
            process = start("migrate", TEAMKPI_DATABASE_URL=url)
            until_waiting(conn)
            assert pending_migrations(url)[0] == "0023_history"
        assert finish(process)[0] == 0
        assert pending_migrations(url) == []
