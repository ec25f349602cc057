"""The command for what the ledger held before."""

from __future__ import annotations

from datetime import datetime

import click

from teamkpi import clock
from teamkpi.cli.database import open_ledger
from teamkpi.cli.invocation import Invocation, pass_invocation, read_instant_option
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
    help="The first day, or instant, that questions can still be asked about; UTC.",
)
@pass_invocation
def prune(invocation: Invocation, before: datetime) -> None:
    """Delete the versions of records that no question about a date or later needs.

    A version is deleted if another one had taken its place by then. Present records stay.
    """
    if before > clock.now():
        raise click.BadParameter("must not be in the future", param_hint="--before")
    with open_ledger(invocation) as ledger, watched("deleting", total=None, unit="versions") as watch:
        count = history.prune(ledger.conn, ledger.network_id, before, on_deleted=watch.reached)
        since = history.known_since(ledger.conn, ledger.network_id)
    say(f"{count:,} earlier versions were deleted. The history is complete from {since:%Y-%m-%d %H:%M} UTC on.")
