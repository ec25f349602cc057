"""The commands for requests about personal data."""

from __future__ import annotations

from pathlib import Path

import click

from teamkpi import clock
from teamkpi.cli.database import open_ledger
from teamkpi.cli.invocation import Invocation, pass_invocation
from teamkpi.cli.terminal import Table, say, show_table
from teamkpi.privacy import export
from teamkpi.privacy.people import find


@click.group()
def person() -> None:
    """Answer requests about personal data."""


@person.command("export")
@click.argument("coworker_or_email", metavar="COWORKER|EMAIL")
@click.argument("directory", metavar="DIR", type=click.Path(path_type=Path))
@pass_invocation
def export_command(invocation: Invocation, coworker_or_email: str, directory: Path) -> None:
    """Write everything that is stored about a person to a new folder DIR.

    The person is named by the ID of a coworker, or by an email address that they have or had. DIR gets a page to read,
    index.html, and a file for each table, including earlier versions and the audit trail. Passwords, keys and secrets
    are left out, and so is what is about other people. Only you can read the files; hand them over safely.

    Exits with 1 if nobody is known by that ID or address.
    """
    with open_ledger(invocation) as ledger:
        found = find(ledger.conn, ledger.network_id, coworker_or_email)
        try:
            counts = export.export_person(ledger.conn, ledger.network_id, found, directory, now=clock.now())
        except FileExistsError:
            raise click.BadParameter(f"{directory} exists already; name a new folder", param_hint="DIR") from None
    table = Table("file")
    table.add_column("rows", justify="right")
    for name, count in counts.items():
        table.add_row(f"{name}.jsonl", f"{count:,}")
    show_table(table)
    say(f"To read: {directory / export.PAGE}")
