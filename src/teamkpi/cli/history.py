"""The commands for earlier versions of records."""

from __future__ import annotations

from datetime import datetime

import click

from teamkpi import clock
from teamkpi.cli.database import open_ledger
from teamkpi.cli.invocation import Invocation, author, pass_invocation, read_instant_option
from teamkpi.cli.terminal import say, watched
from teamkpi.ledger import history


@click.group("history")
def history_command() -> None:
    """Manage earlier versions of records."""


@history_command.command()
@click.option(
    "--before",
    required=True,
    callback=read_instant_option,
    metavar="DATE",
    help="The earliest date or instant that you will still ask about; UTC.",
)
@pass_invocation
def prune(invocation: Invocation, before: datetime) -> None:
    """Delete record versions that are only needed to answer questions about earlier dates.

    A version is deleted if a newer one had replaced it by that date. Current records are kept. The audit trail gets an
    entry that says how many versions were deleted.
    """
    now = clock.now()
    if before > now:
        raise click.BadParameter("must not be in the future", param_hint="--before")
    with open_ledger(invocation) as ledger, watched("deleting", total=None, unit="versions") as watch:
        count = history.prune(ledger.conn, ledger.network_id, before, by=(author(), now), on_deleted=watch.reached)
        since = history.known_since(ledger.conn, ledger.network_id)
    say(f"Earlier versions deleted: {count:,}. The history is complete from {since:%Y-%m-%d %H:%M} UTC.")
