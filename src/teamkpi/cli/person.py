"""The commands for requests about personal data."""

from __future__ import annotations

from pathlib import Path

import click

from teamkpi import clock
from teamkpi.cli.database import open_ledger
from teamkpi.cli.invocation import Invocation, author, only_reads, pass_invocation
from teamkpi.cli.terminal import Table, say, show_table
from teamkpi.errors import TeamkpiError
from teamkpi.privacy import erase, export
from teamkpi.privacy.people import find


@click.group()
def person() -> None:
    """Handle requests about personal data."""


@person.command("export")
@click.argument("coworker_or_email", metavar="COWORKER|EMAIL")
@click.argument("directory", metavar="DIR", type=click.Path(path_type=Path))
@only_reads
def export_command(invocation: Invocation, coworker_or_email: str, directory: Path) -> None:
    """Write everything that is stored about a person to a new folder DIR.

    Name the person by a coworker's ID, or by an email address that they have or had. DIR gets a page to read,
    index.html, and a file for each table, including earlier versions and the audit trail. Passwords, keys and secrets
    are left out, and so is data about other people. Only you can read the files; hand them over safely.

    Exits with 1 if no one is known by that ID or address.
    """
    with open_ledger(invocation) as ledger:
        found = find(ledger.conn, ledger.network_id, coworker_or_email)
        try:
            counts = export.export_person(ledger.conn, ledger.network_id, found, directory, now=clock.now())
        except FileExistsError:
            raise click.BadParameter(f"{directory} already exists; name a new folder", param_hint="DIR") from None
    table = Table("file")
    table.add_column("rows", justify="right")
    for name, count in counts.items():
        table.add_row(f"{name}.jsonl", f"{count:,}")
    show_table(table)
    say(f"To read: {directory / export.PAGE}")


@person.command("erase", short_help="Replace a person's names and addresses everywhere.")
@click.argument("coworker_or_email", metavar="COWORKER|EMAIL")
@click.option("--yes", is_flag=True, help="Do not ask.")
@pass_invocation
def erase_command(invocation: Invocation, coworker_or_email: str, *, yes: bool) -> None:
    """Replace a person's names, email addresses and company everywhere. This cannot be undone.

    That covers records and their earlier versions, attendees, accounts, invitations, stored statements, the audit trail
    and kept deliveries. Records stay, so sums, figures and invoices do not change. Their accounts can no longer sign
    in. Records that arrive later (import, back office, webhook) do not bring the person back.

    Prints a proof for your files, which identifies the person only by numbers. Earlier backups still contain the
    person: delete them when they are no longer needed, and run the command again after restoring one.

    An address that several coworkers have may belong to several people: with --yes, name one of them by ID. An address
    that other coworkers have too, such as that of an office, is only replaced in data about the person.

    Exits with 1 if no one is known by that ID or address, or if a name or address is left.
    """
    with open_ledger(invocation) as ledger:
        found = find(ledger.conn, ledger.network_id, coworker_or_email)
        who = f"coworkers {found.coworker_ids or 'none'}, accounts {found.account_ids or 'none'}"
        if yes and len(found.coworker_ids) > 1:
            raise TeamkpiError(
                f"that is the address of several coworkers, {found.coworker_ids}, and nothing was changed: erase each "
                "of them by ID, or run the command without --yes to see their names first"
            )
        if not yes:
            emails = ", ".join((*found.emails, *found.shared_emails))
            say(f"{', '.join(found.names) or 'No name'}; {emails or 'no address'}; {who}", err=True)
            click.confirm("Erase this person? This cannot be undone.", abort=True, err=True)
        now = clock.now()
        counts = erase.erase(ledger.conn, ledger.network_id, found, by=author(), now=now)
        left = erase.remaining(ledger.conn, ledger.network_id, found)
    say(f"Erased on {now:%Y-%m-%d %H:%M:%S} UTC in the network {invocation.network}: {who}.")
    table = Table("replaced or deleted in")
    table.add_column("rows", justify="right")
    for name, count in counts.items():
        table.add_row(name.replace("_", " "), f"{count:,}")
    show_table(table)
    if left:
        raise TeamkpiError(f"names or addresses are left in {', '.join(left)}; run the command again")
    say("Searched afterwards: none of the addresses is left anywhere, and no name in the person's records.")
