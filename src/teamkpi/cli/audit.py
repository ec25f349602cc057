"""The commands for the audit trail, and for what is recorded about readers."""

from __future__ import annotations

from datetime import datetime
from typing import Final

import click

from teamkpi import clock
from teamkpi.accounts import people
from teamkpi.cli.database import open_ledger
from teamkpi.cli.invocation import Invocation, author, only_reads, pass_invocation, read_instant_option
from teamkpi.cli.terminal import Table, hand_over, printable, say, show_table, watched
from teamkpi.ledger import audit_trail, readers
from teamkpi.ledger.values import LARGEST_ID
from teamkpi.wire import encode

_MOST_NAMED: Final = 5
_ID: Final = click.IntRange(1, LARGEST_ID)


@click.group("audit")
def audit_command() -> None:
    """Manage the audit trail (who changed what), and list readers (who looked at whose figures)."""


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


@audit_command.command("readers")
@click.option("--coworker", "coworker_id", type=_ID, help="Only answers that showed this coworker.")
@click.option("--team", "team_id", type=_ID, help="Only answers about this team.")
@click.option("--account", "email", metavar="EMAIL", help="Only what this account looked at.")
@click.option(
    "--from", "since", callback=read_instant_option, metavar="INSTANT", help="Only since this day or instant, in UTC."
)
@click.option("--limit", type=click.IntRange(1), default=50, show_default=True, help="List at most this many.")
@click.option("--json", "as_json", is_flag=True, help="Print the entries as JSON.")
@only_reads
def readers_command(
    invocation: Invocation,
    *,
    coworker_id: int | None,
    team_id: int | None,
    email: str | None,
    since: datetime | None,
    limit: int,
    as_json: bool,
) -> None:
    """List who looked at whose figures and personal data, the latest first.

    There are entries only for the time in which TEAMKPI_RECORD_READERS was on. If someone looks at the same data again
    within an hour, there is one entry, with the time of the last look. Times are in UTC.
    """
    with open_ledger(invocation) as ledger:
        account_id = None if email is None else people.find(ledger.conn, ledger.network_id, email)[0]
        wanted = readers.Wanted(coworker_id, team_id, account_id, since)
        most_named = None if as_json else _MOST_NAMED
        found = readers.listed(ledger.conn, ledger.network_id, wanted, most=limit, most_named=most_named)
    if as_json:
        hand_over(encode([one._asdict() for one in found]))
        return
    table = Table("when", "last", "who", "call", "team", "coworkers", "from")
    for one in found:
        ids = ", ".join(map(str, one.coworker_ids))
        more = one.people_count - len(one.coworker_ids)
        table.add_row(
            f"{one.read_on:%Y-%m-%d %H:%M:%S}",
            f"{one.last_read_on:%H:%M:%S}" if one.last_read_on > one.read_on else "",
            printable(_who(one)),
            one.call,
            "" if one.team_id is None else str(one.team_id),
            f"{ids} and {more} more" if more > 0 else ids,
            one.address or "",
        )
    show_table(table)
    if not invocation.settings.record_readers:
        say("Readers are not recorded by this command's settings (TEAMKPI_RECORD_READERS).", err=True)


def _who(one: readers.Listed) -> str:
    if one.account_id is not None:
        return one.email or f"account {one.account_id}"
    if one.key_id is not None:
        return f"key {one.key_name or one.key_id}"
    return "a link"
