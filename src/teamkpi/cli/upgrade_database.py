"""The command that moves the embedded database to a newer major version of PostgreSQL."""

from __future__ import annotations

import os
from pathlib import Path

import click

from teamkpi import clock
from teamkpi.cli.invocation import Invocation, command_as, pass_invocation
from teamkpi.cli.terminal import say
from teamkpi.db.server_user import MAJOR
from teamkpi.db.upgrade import upgrade
from teamkpi.errors import DatabaseUnusable, FolderOfAnother


@click.command("upgrade-database", short_help="Move the embedded database to the PostgreSQL of this teamkpi.")
@click.option(
    "--old-programs",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    envvar="TEAMKPI_OLD_PROGRAMS",
    show_envvar=True,
    metavar="DIR",
    help="The folder with `postgres` of the old major version. Default: where the system's packages put it.",
)
@pass_invocation
def upgrade_database(invocation: Invocation, old_programs: Path | None) -> None:
    """Move the embedded database to the PostgreSQL of this teamkpi, from an earlier major version.

    Stop the server first. The content is copied to a new database, every row is compared, and the new database takes
    the place of the old one, which is renamed and kept. This needs disk space for about three times the database, which
    is checked first, and the programs of the old version. If the command is interrupted, even killed, run it again.

    Exits with 3, and changes nothing, if the database is in use, belongs to another user, or cannot be moved.
    """
    settings = invocation.settings
    if settings.database_url is not None:
        raise click.UsageError("TEAMKPI_DATABASE_URL is set, and your own PostgreSQL is upgraded by its own means")

    def show(step: str) -> None:
        if os.isatty(2):
            say(step, err=True)

    try:
        done = upgrade(settings.data_dir, old_programs, now=clock.now(), on_step=show)
    except FolderOfAnother as error:
        raise DatabaseUnusable(f"{error}; nothing was changed. Run: {command_as(error.owner)}") from None
    if done is None:
        say(f"The database in {settings.data_dir} is one of PostgreSQL {MAJOR}.")
        return
    tables = done.manifest.tables
    rows = sum(table.rows for table in tables)
    say(f"Moved from PostgreSQL {done.before} to {MAJOR}: {rows:,} rows in {len(tables)} tables, and all are equal.")
    say(f"The old database is in {done.kept}. Delete it when you no longer need it.")
