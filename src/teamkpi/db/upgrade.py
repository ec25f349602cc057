"""Moves an embedded database to the PostgreSQL of this program, from an earlier major version.

The old server's programs read the old folder, the new server's write a new one beside it, and between them is a backup:
it has the rows of every table, it is independent of the version, and every row of the new database is compared with it.
Only then does the new folder take the place of the old one, which is renamed and kept.

At any step the process may be killed. Before the first of the two renames, the old folder is in its place, with its
content, and what was built is thrown away by the next attempt. Between the two, there is no database in the folder,
every command refuses to create one, and the next attempt makes the second rename.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path
from typing import IO, Final, NamedTuple

import psycopg

from teamkpi.db.backup import verify_backup, write_backup
from teamkpi.db.backup_file import Manifest
from teamkpi.db.connections import connect
from teamkpi.db.data_folder import (
    DATABASE,
    IS_COMPLETE,
    MARK,
    UPGRADE,
    is_half_upgraded,
    major_of,
    require_major,
    require_own,
)
from teamkpi.db.embedded import EmbeddedServer, held_alone, wheel
from teamkpi.db.server_user import MAJOR, OldPrograms, ServerUser, server_user
from teamkpi.db.statements import load_sql
from teamkpi.errors import DatabaseUnusable

# Where packages of PostgreSQL put the programs of a major version.
_USUAL_PLACES: Final = (
    "/usr/lib/postgresql/{major}/bin",
    "/usr/pgsql-{major}/bin",
    "/opt/homebrew/opt/postgresql@{major}/bin",
)
_NEEDED: Final = ("postgres", "pg_ctl")
_SQL: Final = load_sql("teamkpi.db", "upgrade.sql")
_MEBIBYTE: Final = 2**20
# The new database, the backup beside it, and the new server's log of changes.
_TIMES_ITS_SIZE: Final = 3
_SMALLEST_SPACE: Final = 256 * _MEBIBYTE

OnStep = Callable[[str], object]


class Upgraded(NamedTuple):
    """A database that has been moved: from which major version, its content, and where the old folder is."""

    before: int
    manifest: Manifest
    kept: Path


def upgrade(data_dir: Path, programs: Path | None, *, now: datetime, on_step: OnStep = bool) -> Upgraded | None:
    """Move the database of a data folder to this program's PostgreSQL; None if it is there already.

    ``programs`` is the folder with the old PostgreSQL's programs; None looks where packages put them. ``on_step`` is
    told what comes next. Raises DatabaseUnusable, and leaves the database as it was, while a process uses it, without
    the programs, without enough disk space, or if the rows are not the same afterwards; FolderOfAnother if it belongs
    to another user.
    """
    data_dir = data_dir.absolute()
    require_own(data_dir)
    if not (data_dir / MARK).exists():
        raise DatabaseUnusable(f"there is no embedded database in {data_dir}")
    with held_alone(data_dir) as hold:
        if is_half_upgraded(data_dir):
            _take_its_place(data_dir)
        before = major_of(data_dir)
        if before is None or before >= MAJOR:
            require_major(data_dir, MAJOR)
            _discard(data_dir)
            return None
        kept = data_dir / f"{DATABASE}-{before}"
        if kept.exists():
            raise DatabaseUnusable(f"{kept} exists already, from an earlier upgrade: move it elsewhere first")
        old = OldPrograms(before, _found(before, programs, server_user()))
        _discard(data_dir)
        _require_space(data_dir)
        on_step(f"starting PostgreSQL {MAJOR}")
        manifest = _copied(data_dir, old, hold, now, on_step)
        on_step("replacing the database")
        (data_dir / UPGRADE / IS_COMPLETE).touch()
        _sync(data_dir / UPGRADE)
        (data_dir / DATABASE).rename(kept)
        _sync(data_dir)
        on_step("the old database is renamed")
        _take_its_place(data_dir)
        on_step("the new database is in its place")
        _discard(data_dir)
    return Upgraded(before, manifest, kept)


def _copied(data_dir: Path, old: OldPrograms, hold: IO[str], now: datetime, on_step: OnStep) -> Manifest:
    """Build the new database beside the old one, and compare them."""
    with closing(EmbeddedServer(data_dir / UPGRADE)) as new:
        file = data_dir / UPGRADE / "content"
        on_step(f"starting PostgreSQL {old.major}")
        with closing(EmbeddedServer(data_dir, old=old, hold=hold)) as server:
            _require_nothing_else(server.url)
            manifest = write_backup(server.url, file, now=now, on_table=lambda table: on_step(f"reading {table}"))
        try:
            on_step("storing what was read")
            verify_backup(new.url, file, on_table=lambda table: on_step(f"comparing {table}"))
            with connect(new.url) as conn:
                conn.execute("ANALYZE")
        except psycopg.Error as error:
            reason = str(error).partition("\n")[0]
            raise DatabaseUnusable(f"the database cannot be moved, and was not changed: {reason}") from error
        on_step(f"stopping PostgreSQL {MAJOR}")
    return manifest


def _require_nothing_else(url: str) -> None:
    """Raise DatabaseUnusable if the server has databases that teamkpi did not create: they would stay behind."""
    with connect(url) as conn:
        names = [name for (name,) in conn.execute(_SQL.other_databases)]
    if names:
        raise DatabaseUnusable(
            f"the server also contains {', '.join(names)}, which teamkpi did not create and cannot move: move it to "
            "another server and drop it first; nothing was changed"
        )


def _take_its_place(data_dir: Path) -> None:
    (data_dir / UPGRADE / DATABASE).rename(data_dir / DATABASE)
    _sync(data_dir)


def _discard(data_dir: Path) -> None:
    """Delete what an upgrade has built and not moved, after stopping a server that a killed process left behind."""
    fresh = data_dir / UPGRADE
    if (fresh / DATABASE / "postmaster.pid").exists():
        with suppress(DatabaseUnusable):
            EmbeddedServer(fresh).close()
    if fresh.exists():
        shutil.rmtree(fresh)


def _found(major: int, given: Path | None, user: ServerUser | None) -> Path:
    """Return the folder with the programs of a major version."""
    for folder in _candidates(major, given):
        if not all((folder / name).exists() for name in _NEEDED):
            continue
        said = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True, check=False)  # noqa: S603
        version = re.search(r"\(PostgreSQL\) (\d+)", said.stdout)
        if version is None or int(version[1]) != major:
            if given is None:
                continue
            has = f"has PostgreSQL {version[1]}" if version else "has no PostgreSQL that runs here"
            raise DatabaseUnusable(f"{folder} {has}, and the database was made by PostgreSQL {major}")
        if user is not None and not user.passes(folder):
            raise DatabaseUnusable(
                f"PostgreSQL does not run as root, and its user {user.name} cannot access {folder}: put the programs "
                "where everyone can read them, such as in /opt"
            )
        return folder.absolute()
    where = given or ", ".join(map(str, _candidates(major, None)))
    raise DatabaseUnusable(
        f"the database was made by PostgreSQL {major}, and its programs are not in {where}: install that version, or "
        "name the folder of its programs with --old-programs"
    )


def _candidates(major: int, given: Path | None) -> Iterator[Path]:
    if given:
        yield from (given, given / "bin")
    else:
        yield from sorted(wheel().glob("pginstall*/bin"))
        yield from (Path(place.format(major=major)) for place in _USUAL_PLACES)


def _require_space(data_dir: Path) -> None:
    used = sum(
        one.lstat().st_size
        for one in (data_dir / DATABASE).rglob("*")
        if "pg_wal" not in one.relative_to(data_dir).parts and one.is_file()
    )
    needed = max(_SMALLEST_SPACE, _TIMES_ITS_SIZE * used)
    free = shutil.disk_usage(data_dir).free
    if free < needed:
        raise DatabaseUnusable(
            f"the upgrade needs {needed / _MEBIBYTE:,.0f} MiB in {data_dir}, and {free / _MEBIBYTE:,.0f} MiB are free: "
            "make room; nothing was changed"
        )


def _sync(folder: Path) -> None:
    """Wait until the names in a folder are on the disk."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
