"""An embedded database of an earlier major version of PostgreSQL: refused until it is moved, then the same to a row.

The earlier versions are the PostgreSQL 16 that the wheel of the embedded server contains as well, and Debian's 15.
Where neither is installed, these tests are skipped.
``TEAMKPI_FAULTS=1`` kills the command at each kind of step.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

import psycopg
import pytest
from click.testing import CliRunner, Result
from psycopg import Connection

from conftest import data_folder
from database.test_backup import KEY, content, fill
from database.test_demo_story import NOW as STORY
from database.test_demo_story import of_team
from database.test_embedded import facts, given_to, holder, only_root
from database.test_embedded_watch import processes_of
from patience import FAULTS, PATIENCE, until
from spaces import NOW
from teamkpi import accounts
from teamkpi.accounts import people
from teamkpi.cli import program
from teamkpi.db import connect, migrate
from teamkpi.db import upgrade as upgrading
from teamkpi.db.embedded import EmbeddedServer, wheel
from teamkpi.db.server_user import BIN, OldPrograms, reached, server_user
from teamkpi.db.upgrade import upgrade
from teamkpi.demo import ADMINISTRATOR_EMAIL, TEAM_ID, batches
from teamkpi.kpi.team import DEFAULT_OPEN_CHECKIN_LIMIT
from teamkpi.ledger import Change, apply
from teamkpi.statements.versions import statement_of

OLDS = [
    one
    for one in (OldPrograms(16, wheel() / "pginstall" / "bin"), OldPrograms(15, Path("/usr/lib/postgresql/15/bin")))
    if one.folder.is_dir()
]
OLD = OLDS[0] if OLDS else OldPrograms(16, Path("/absent"))
INITDB = ("-U", "postgres", "--auth=trust", "--data-checksums", "-N", "--encoding=UTF8", "--locale=C")
KILLER = """
import os, sys
from datetime import UTC, datetime
from pathlib import Path
from teamkpi.db.upgrade import upgrade
left = int(sys.argv[3])
def step(name):
    global left
    left -= name.startswith(sys.argv[2])
    if left == 0:
        os._exit(9)
upgrade(Path(sys.argv[1]), None, now=datetime.now(UTC), on_step=step)
"""
# How the names of the steps begin, and at which of these it is killed.
SOME_STEPS = [("the old database is renamed", 1)]
STEPS = [
    ("comparing", 20),
    ("starting PostgreSQL 18", 1),
    (f"starting PostgreSQL {OLD.major}", 1),
    ("reading", 5),
    ("storing", 1),
    ("stopping", 1),
    ("replacing", 1),
    ("the new database", 1),
]

pytestmark = pytest.mark.skipif(not OLDS, reason="needs the programs of PostgreSQL 15 or 16")


class Old(NamedTuple):
    """A data folder of an earlier PostgreSQL, and everything in its database."""

    folder: Path
    content: Any


def initialise(folder: Path, old: OldPrograms) -> None:
    """Make a data folder as the wheel with that PostgreSQL would have made it."""
    data = folder / "postgresql"
    data.mkdir(parents=True, mode=0o700)
    user = server_user()
    if user:
        for one in (folder, data):
            os.chown(one, user.uid, user.gid)
    with reached(data, user) as (place, opened):
        made = subprocess.run(
            [old.folder / "initdb", "-D", place, *INITDB],
            user=user.uid if user else None,
            group=user.gid if user else None,
            extra_groups=[] if user else None,
            pass_fds=opened,
            capture_output=True,
            text=True,
            check=False,
            cwd="/",
        )
    assert made.returncode == 0, made.stderr
    (folder / "in-use").touch()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Old]:
    """Only copied."""
    with data_folder() as folder:
        initialise(folder, OLD)
        with closing(EmbeddedServer(folder, old=OLD)) as server:
            migrate(server.url)
            fill(server.url)
            everything = content(server.url, tmp_path_factory.mktemp("content"))
        yield Old(folder, everything)


@pytest.fixture
def old(made: Old) -> Iterator[Old]:
    with data_folder() as folder:
        subprocess.run(["cp", "-a", made.folder, folder], check=True)
        yield Old(folder, made.content)
        for name in ("postgresql", "upgrade/postgresql"):
            pid = folder / name / "postmaster.pid"
            assert not pid.exists(), f"a server is left in {name}"


def run(folder: Path, *arguments: str) -> Result:
    environment = {"TEAMKPI_DATABASE_URL": "", "TEAMKPI_DATA_DIR": str(folder), **KEY}
    return CliRunner().invoke(program, arguments, env=environment)


def is_moved(old: Old, tmp_path: Path) -> None:
    """Check that the folder has PostgreSQL 18, everything that there was, and nothing of the upgrade."""
    assert sorted(one.name for one in old.folder.iterdir()) == [
        "in-use",
        "postgresql",
        f"postgresql-{OLD.major}",
        "starting",
    ]
    assert (old.folder / "postgresql" / "PG_VERSION").read_text() == "18\n"
    assert (old.folder / f"postgresql-{OLD.major}" / "PG_VERSION").read_text() == f"{OLD.major}\n"
    with closing(EmbeddedServer(old.folder)) as server:
        assert content(server.url, tmp_path) == old.content


def test_a_database_of_an_earlier_version_is_moved_to_a_row_and_the_old_one_is_kept(old: Old, tmp_path: Path) -> None:
    said = f"the database in {old.folder} was made by PostgreSQL {OLD.major}, and this teamkpi has PostgreSQL 18: run "
    before = facts(old.folder)
    for command in ("serve", "verify"):
        refused = run(old.folder, command)
        assert (refused.exit_code, said in refused.stderr) == (3, True), refused.output
    assert facts(old.folder) == before
    moved = run(old.folder, "upgrade-database")
    assert moved.exit_code == 0, moved.output
    rows, tables = sum(table.rows for table in old.content[0]), len(old.content[0]) + 1
    assert moved.stdout == (
        f"Moved from PostgreSQL {OLD.major} to 18: {rows:,} rows in {tables} tables, and all are equal.\n"
        f"The old database is in {old.folder}/postgresql-{OLD.major}. Delete it when you no longer need it.\n"
    )
    is_moved(old, tmp_path)
    again = run(old.folder, "upgrade-database")
    assert (again.exit_code, again.stdout) == (0, f"The database in {old.folder} is one of PostgreSQL 18.\n")
    (old.folder / "postgresql" / "PG_VERSION").write_text("19\n")
    for command in ("serve", "upgrade-database"):
        refused = run(old.folder, command)
        assert (refused.exit_code, "which is newer than the PostgreSQL 18 of this teamkpi" in refused.stderr) == (
            3,
            True,
        )


@pytest.mark.parametrize("programs", OLDS if FAULTS else OLDS[:1], ids=lambda one: str(one.major))
@pytest.mark.long
def test_the_demo_space_answers_alike_afterwards(programs: OldPrograms) -> None:
    """A whole space with its history: figures of then and now, what changed, a statement, and accounts."""
    asked = [
        *(["kpi", "55", "--json", "--at", at] for at in ("2026-11-18T12:00Z", "2026-10-31T12:00Z")),
        ["kpi", "55", "--json", "--as-shown-on", "2026-11-01T00:00Z"],
        ["changes", "55", "--from", "2026-10-28T00:00Z", "--to", "2026-11-18T12:00Z"],
        ["statement", "55", "2026-10", "--json"],
        ["why", "55", "101", "BookedTimeTotal", "--at", "2026-11-18T12:00Z"],
        ["verify", "--history"],
        ["account", "list"],
    ]

    def answers(**where: str) -> list[str]:
        found = [CliRunner().invoke(program, one, env={**KEY, **where}) for one in asked]
        assert [one.exit_code for one in found] == [0] * len(asked), [one.stderr for one in found]
        return [re.sub(r'"KnownAt":"[^"]*"', "", one.stdout) for one in found]

    with data_folder() as folder:
        initialise(folder, programs)
        with closing(EmbeddedServer(folder, old=programs)) as server:
            migrate(server.url)
            with connect(server.url) as conn:
                fill_with_demo(conn)
            before = answers(TEAMKPI_DATABASE_URL=server.url)
        moved = run(folder, "upgrade-database", "--old-programs", str(programs.folder))
        assert (moved.exit_code, f"Moved from PostgreSQL {programs.major} to 18" in moved.stdout) == (0, True), moved
        assert answers(TEAMKPI_DATABASE_URL="", TEAMKPI_DATA_DIR=str(folder)) == before
        with closing(EmbeddedServer(folder)) as server, connect(server.url) as conn:
            form = {"grant_type": "password", "username": ADMINISTRATOR_EMAIL, "password": "correct horse battery"}
            accounts.grant(conn, 1, form, None, now=NOW, access_seconds=60, refresh_days=1, reuse_seconds=10)


def fill_with_demo(conn: Connection[Any]) -> None:
    """Store the records of the demo's team as if over time, as the demo does, and an account."""
    for batch in batches(of_team(STORY), STORY):
        apply(conn, 1, [Change(plural, one, 1) for plural, one in batch.items], now=batch.at)
        if batch.closed_month is not None:
            limit = DEFAULT_OPEN_CHECKIN_LIMIT
            statement_of(conn, 1, TEAM_ID, batch.closed_month, now=batch.at, open_checkin_limit=limit)
    people.create(conn, 1, ADMINISTRATOR_EMAIL, "correct horse battery", now=NOW)


@pytest.mark.parametrize(
    "steps", [SOME_STEPS, *([one] for one in STEPS if FAULTS), *([[*STEPS[:-1], *SOME_STEPS]] if FAULTS else [])]
)
def test_killed_at_any_step_it_has_lost_nothing_and_can_be_run_again(
    old: Old, tmp_path: Path, steps: list[tuple[str, int]]
) -> None:
    for name, number in steps:
        killed = subprocess.run(
            [sys.executable, "-c", KILLER, str(old.folder), name, str(number)], check=False, timeout=PATIENCE
        )
        assert killed.returncode == 9
    if not (old.folder / "postgresql").exists():
        refused = run(old.folder, "serve")
        assert refused.exit_code == 3
        assert "was interrupted: run `teamkpi upgrade-database` to complete it" in refused.stderr
    done = upgrade(old.folder, OLD.folder, now=NOW)
    assert (done is None) == steps[-1][0].startswith(("the old", "the new"))
    is_moved(old, tmp_path)
    until(lambda: processes_of(old.folder) == processes_of(old.folder / "upgrade") == [])


def test_what_stands_in_the_way_is_said_and_nothing_is_changed(old: Old, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the programs or with others, without space, and with a database of somebody else's in the server."""
    before = facts(old.folder)
    wrong = old.folder.with_name("programs")
    wrong.mkdir()
    for given, reason in (
        (wrong, f"its programs are not in {wrong}: install that version"),
        (wheel() / BIN, f"has PostgreSQL 18, and the database was made by PostgreSQL {OLD.major}"),
    ):
        refused = run(old.folder, "upgrade-database", "--old-programs", str(given))
        assert (refused.exit_code, reason in refused.stderr) == (3, True), refused.output
    usage = shutil.disk_usage(old.folder)
    with monkeypatch.context() as patched:
        patched.setattr(shutil, "disk_usage", lambda _: usage._replace(free=2**20))
        refused = run(old.folder, "upgrade-database")
        assert (refused.exit_code, "and 1 MiB are free: make room" in refused.stderr) == (3, True), refused.output
    (old.folder / f"postgresql-{OLD.major}").mkdir()
    assert f"postgresql-{OLD.major} exists already" in run(old.folder, "upgrade-database").stderr
    (old.folder / f"postgresql-{OLD.major}").rmdir()
    changed = facts(old.folder).items() ^ before.items()
    assert {path for path, _ in changed} == {str(old.folder)}  # the time of the folder itself
    with (
        closing(EmbeddedServer(old.folder, old=OLD)) as server,
        psycopg.connect(server.url, autocommit=True) as conn,
    ):
        conn.execute("CREATE DATABASE metabase")
    refused = run(old.folder, "upgrade-database", "--old-programs", str(OLD.folder.parent))
    assert (refused.exit_code, "also contains metabase" in refused.stderr) == (3, True), refused.output
    assert (old.folder / "postgresql" / "PG_VERSION").read_text() == f"{OLD.major}\n"


def test_the_programs_of_the_version_are_found_in_the_wheel_too() -> None:
    for folder in wheel().glob("pginstall*/bin"):
        said = subprocess.check_output([folder / "postgres", "--version"], text=True)
        assert upgrading._found(int(said.split()[2].split(".")[0]), None, None) == folder


def test_a_database_in_use_is_refused(folder: Path) -> None:
    process = holder(folder)
    refused = run(folder, "upgrade-database")
    process.communicate(timeout=PATIENCE)
    assert (refused.exit_code, f"another process uses the database in {folder}; stop it" in refused.stderr) == (3, True)


def test_there_must_be_an_embedded_database(tmp_path: Path) -> None:
    refused = run(tmp_path, "upgrade-database")
    assert (refused.exit_code, refused.stderr) == (3, f"teamkpi: there is no embedded database in {tmp_path}\n")
    own = CliRunner().invoke(program, ["upgrade-database"], env={"TEAMKPI_DATABASE_URL": "postgresql://localhost/x"})
    assert (own.exit_code, "your own PostgreSQL is upgraded by its own means" in own.stderr) == (2, True)
    assert list(tmp_path.iterdir()) == []


@only_root
def test_a_database_of_another_user_is_refused(old: Old) -> None:
    with given_to("nobody", old.folder):
        before = facts(old.folder)
        refused = run(old.folder, "upgrade-database")
        assert (refused.exit_code, "belongs to the user nobody; nothing was changed. Run: " in refused.stderr) == (
            3,
            True,
        )
        assert facts(old.folder) == before
