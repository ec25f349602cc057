"""The command for the audit trail."""

from __future__ import annotations

from datetime import datetime

import click

from teamkpi import clock
from teamkpi.cli.database import open_ledger
from teamkpi.cli.invocation import Invocation, author, pass_invocation, read_instant_option
from teamkpi.cli.terminal import say, watched
from teamkpi.ledger import audit_trail


@click.group("audit")
def audit_command() -> None:
    """Manage the audit trail: who changed what."""


@audit_command.command()
@click.option(
    "--before",
    required=True,
    callback=read_instant_option,
    metavar="DATE",
    help="Delete entries from before this day or instant, in UTC.",
)
@pass_invocation
def prune(invocation: Invocation, before: datetime) -> None:
    """Delete the network's audit trail entries from before a date.

    The deletion itself leaves an entry.
    """
    with open_ledger(invocation) as ledger, watched("deleting", total=None, unit="rows") as watch:
        count = audit_trail.prune(
            ledger.conn, ledger.network_id, before, author=author(), now=clock.now(), on_deleted=watch.reached
        )
    say(f"Deleted {count:,} entries of the audit trail.")
