"""The commands that write and restore backups."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import click
from psycopg import Connection

from teamkpi import clock
from teamkpi.cli.database import reach_database
from teamkpi.cli.invocation import Invocation, may_create, pass_invocation
from teamkpi.cli.server import examined
from teamkpi.cli.terminal import say
from teamkpi.db import connect, require_sessions
from teamkpi.db.backup import checked_backup, note_verified, restore_checked, verify_backup, write_backup
from teamkpi.db.backup_file import Manifest
from teamkpi.db.embedded import EmbeddedServer, wheel
from teamkpi.doctor import Examined, sealed_findings
from teamkpi.errors import BackupError

_SUFFIX: Final = ".teamkpi-backup"
_SCRATCH: Final = Path("/var/tmp")  # noqa: S108 - a uniquely named folder is created in it


@click.command(short_help="Write everything in the database to a file, while it is in use.")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--verify", is_flag=True, help="Restore the backup into a temporary server, and compare every row.")
@click.option(
    "--keep",
    type=click.IntRange(min=1),
    metavar="NUMBER",
    help="With a folder as FILE: keep this many backups, and delete older ones.",
)
@pass_invocation
def backup(invocation: Invocation, file: Path, *, verify: bool, keep: int | None) -> None:
    """Write a consistent snapshot of the whole database to FILE, while it is in use.

    It contains the records of every network with their history, accounts, keys, second factors, webhooks, the audit
    trail and stored statements. If FILE is a folder, the backup gets a name with the time in it. Only its owner can
    read the file. The secrets of second factors and webhooks are encrypted with a key that is not in the backup: keep a
    copy of the key as well.

    --verify restores the backup into an embedded server in a temporary folder (TMPDIR, or else /var/tmp), which needs
    as much space as the database. If nothing differs, `teamkpi doctor` and /health/ready show the age of this backup.

    Exits with 1 if the backup could not be written or is not complete; older backups are kept then.
    """
    now = clock.now()
    folder = file if file.is_dir() else None
    if keep and folder is None:
        raise click.UsageError("--keep needs an existing folder as FILE")
    if folder:
        file = folder / f"teamkpi-{now:%Y%m%dT%H%M%SZ}{_SUFFIX}"
    if verify:
        wheel()  # without an embedded server nothing is written
    with reach_database(invocation) as url:
        if invocation.settings.database_url is not None:
            require_sessions(url)
        manifest = write_backup(url, file, now=now, on_table=progress("reading"))
        say(f"{file}: {extent_of(manifest)}, {file.stat().st_size / 2**20:,.1f} MiB")
        if verify:
            with _scratch_server() as scratch_url:
                verify_backup(scratch_url, file, on_table=progress("comparing"))
            note_verified(url, file, manifest, now=clock.now())
            say("Verified: restored into a temporary server, every row is the same.")
    if folder and keep:
        for old in sorted(folder.glob(f"teamkpi-*{_SUFFIX}"))[:-keep]:
            old.unlink()
            say(f"{old}: deleted")


@click.command(short_help="Restore a backup into an empty database.")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@may_create
def restore(invocation: Invocation, file: Path) -> None:
    """Restore what `teamkpi backup` wrote into an empty database, embedded or your own, PostgreSQL 15 or newer.

    The file is checked first; then everything is stored, or nothing. Afterwards the database has the newest schema. A
    database that is not empty is rejected and not changed.

    Exits with 1 if the file is damaged or the database is not empty.
    """
    settings = invocation.settings
    with checked_backup(file) as backup_file, reach_database(invocation) as url:
        if settings.database_url is not None:
            require_sessions(url)
        manifest = restore_checked(url, backup_file, on_table=progress("storing"))
        say(f"Restored: {extent_of(manifest)}, of {manifest.made_on:%Y-%m-%d %H:%M:%S} UTC.")
        with connect(url) as conn:
            _say_what_the_key_does_not_open(conn, examined(url, settings))


def _say_what_the_key_does_not_open(conn: Connection, what: Examined) -> None:
    for finding in sealed_findings(conn, what):
        if finding.is_problem:
            say(f"teamkpi: {finding.subject}: {finding.line}", err=True)


def extent_of(manifest: Manifest) -> str:
    """Return how much a file contains, in words."""
    return f"{sum(table.rows for table in manifest.tables):,} rows in {len(manifest.tables)} tables"


def progress(verb: str) -> Callable[[str], object]:
    """Return a function that shows on a terminal which table is read or stored."""

    def show(table: str) -> None:
        if os.isatty(2):
            say(f"{verb} {table}", err=True)

    return show


@contextmanager
def _scratch_server() -> Iterator[str]:
    """Yield the URL of an empty database on a temporary embedded server, and remove both afterwards."""
    above = os.environ.get("TMPDIR") or (_SCRATCH if _SCRATCH.is_dir() else None)
    try:
        folder = tempfile.TemporaryDirectory(prefix="teamkpi-verify-", dir=above)
    except OSError as error:
        raise BackupError(f"there is no folder to verify the backup in: {error}; set TMPDIR") from error
    with folder:
        server = EmbeddedServer(Path(folder.name) / "data")
        try:
            yield server.url
        finally:
            server.close()
