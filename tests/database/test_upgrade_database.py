"""An embedded database of an earlier major version of PostgreSQL: refused until it is moved, then the same to a row.

The earlier version is the PostgreSQL 15 of Debian; where it is not installed, these tests are skipped.
``TEAMKPI_FAULTS=1`` kills the command at each kind of step.
"""

from __future__ import annotations

import os
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

from conftest import data_folder
from database.test_backup import KEY, content, fill
from database.test_embedded import facts, given_to, holder, only_root
from database.test_embedded_watch import processes_of
from patience import FAULTS, PATIENCE, until
from spaces import NOW
from teamkpi.cli import program
from teamkpi.db import migrate
from teamkpi.db import upgrade as upgrading
from teamkpi.db.embedded import EmbeddedServer, wheel
from teamkpi.db.server_user import BIN, OldPrograms, reached, server_user
from teamkpi.db.upgrade import upgrade

OLD = OldPrograms(15, Path("/usr/lib/postgresql/15/bin"))
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
    ("starting PostgreSQL 15", 1),
    ("reading", 5),
    ("storing", 1),
    ("stopping", 1),
    ("replacing", 1),
    ("the new database", 1),
]

pytestmark = pytest.mark.skipif(not OLD.folder.is_dir(), reason="needs the programs of PostgreSQL 15")


class Old(NamedTuple):
    """A data folder of PostgreSQL 15, and everything in its database."""

    folder: Path
    content: Any


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Old]:
    """Only copied. A folder as the wheel with PostgreSQL 15 would have made it."""
    with data_folder() as folder:
        data = folder / "postgresql"
        data.mkdir(parents=True, mode=0o700)
        user = server_user()
        if user:
            for one in (folder, data):
                os.chown(one, user.uid, user.gid)
        with reached(data, user) as (place, opened):
            made = subprocess.run(
                [OLD.folder / "initdb", "-D", place, *INITDB],
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
    assert sorted(one.name for one in old.folder.iterdir()) == ["in-use", "postgresql", "postgresql-15", "starting"]
    assert (old.folder / "postgresql" / "PG_VERSION").read_text() == "18\n"
    assert (old.folder / "postgresql-15" / "PG_VERSION").read_text() == "15\n"
    with closing(EmbeddedServer(old.folder)) as server:
        assert content(server.url, tmp_path) == old.content


def test_a_database_of_an_earlier_version_is_moved_to_a_row_and_the_old_one_is_kept(old: Old, tmp_path: Path) -> None:
    said = f"the database in {old.folder} was made by PostgreSQL 15, and this teamkpi has PostgreSQL 18: run "
    before = facts(old.folder)
    for command in ("serve", "verify"):
        refused = run(old.folder, command)
        assert (refused.exit_code, said in refused.stderr) == (3, True), refused.output
    assert facts(old.folder) == before
    moved = run(old.folder, "upgrade-database")
    assert moved.exit_code == 0, moved.output
    rows, tables = sum(table.rows for table in old.content[0]), len(old.content[0]) + 1
    assert moved.stdout == (
        f"Moved from PostgreSQL 15 to 18: {rows:,} rows in {tables} tables, and all are equal.\n"
        f"The old database is in {old.folder}/postgresql-15. Delete it when you no longer need it.\n"
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
        (wheel() / BIN, "has PostgreSQL 18, and the database was made by PostgreSQL 15"),
    ):
        refused = run(old.folder, "upgrade-database", "--old-programs", str(given))
        assert (refused.exit_code, reason in refused.stderr) == (3, True), refused.output
    usage = shutil.disk_usage(old.folder)
    with monkeypatch.context() as patched:
        patched.setattr(shutil, "disk_usage", lambda _: usage._replace(free=2**20))
        refused = run(old.folder, "upgrade-database")
        assert (refused.exit_code, "and 1 MiB are free: make room" in refused.stderr) == (3, True), refused.output
    (old.folder / "postgresql-15").mkdir()
    assert "postgresql-15 exists already" in run(old.folder, "upgrade-database").stderr
    (old.folder / "postgresql-15").rmdir()
    changed = facts(old.folder).items() ^ before.items()
    assert {path for path, _ in changed} == {str(old.folder)}  # the time of the folder itself
    with (
        closing(EmbeddedServer(old.folder, old=OLD)) as server,
        psycopg.connect(server.url, autocommit=True) as conn,
    ):
        conn.execute("CREATE DATABASE metabase")
    refused = run(old.folder, "upgrade-database", "--old-programs", str(OLD.folder.parent))
    assert (refused.exit_code, "also contains metabase" in refused.stderr) == (3, True), refused.output
    assert (old.folder / "postgresql" / "PG_VERSION").read_text() == "15\n"


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
