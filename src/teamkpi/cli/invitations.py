"""The commands that invite people to accounts."""

from __future__ import annotations

import click

from teamkpi import clock, outbox
from teamkpi.accounts import invitations, links
from teamkpi.accounts.invitations import RENEW, Invited, Inviting, Outcome
from teamkpi.cli.database import open_ledger
from teamkpi.cli.invocation import Invocation, author, only_reads, pass_invocation
from teamkpi.cli.setup_link import address_option, link
from teamkpi.cli.system_log import tell
from teamkpi.cli.terminal import Table, printable, say, show_table
from teamkpi.errors import AccountError
from teamkpi.ledger.values import LARGEST_ID

_RESULTS = {
    Outcome.INVITED: "invited",
    Outcome.ALREADY_INVITED: "is invited already; --again sends another link",
    Outcome.HAS_ACCOUNT: "has an account",
    Outcome.NO_PERSON: "no active coworker has this address",
    Outcome.INVALID: "is not an e-mail address",
}


@click.command()
@click.argument("emails", nargs=-1, metavar="[EMAIL]...")
@click.option(
    "--team",
    "team_ids",
    type=click.IntRange(min=1, max=LARGEST_ID),
    multiple=True,
    help="The id of a team whose administrators are invited. Repeatable.",
)
@click.option("--every-team", is_flag=True, help="Invite the administrators of every team.")
@click.option("--again", is_flag=True, help="Also send another link to people with an open invitation.")
@address_option
@pass_invocation
def invite(
    invocation: Invocation,
    emails: tuple[str, ...],
    team_ids: tuple[int, ...],
    *,
    every_team: bool,
    again: bool,
    address: str,
) -> None:
    """Invite coworkers to create an account, each with a link by mail.

    The link is valid for seven days and works once. If this network sends no mail, the links are printed, to pass on.
    People who have an account are skipped.
    """
    if not (emails or team_ids or every_team):
        raise click.UsageError("give e-mail addresses, --team or --every-team")
    with open_ledger(invocation) as ledger:
        conn, network_id = ledger.conn, ledger.network_id
        wanted = [*emails, *invitations.administrators(conn, network_id, team_ids, is_every=every_team)]
        by = Inviting(author(), None, clock.now(), tell, RENEW if again else None)
        found = invitations.invite(conn, network_id, wanted, by)
        sends_mail = outbox.find_sender(conn, network_id) is not None
    table = Table("e-mail", "result", *([] if sends_mail else ["link"]))
    for one in found:
        shown = [] if sends_mail else ["" if one.secret is None else link(address, one.secret, links.PAGE)]
        table.add_row(printable(one.email), _RESULTS[one.outcome], *shown)
    show_table(table)
    if any(one.outcome in {Outcome.INVALID, Outcome.NO_PERSON} for one in found):
        raise AccountError(_left_out(found))


@click.command("invitations")
@only_reads
def list_command(invocation: Invocation) -> None:
    """List the open invitations to accounts."""
    with open_ledger(invocation) as ledger:
        found = invitations.open_invitations(ledger.conn, ledger.network_id, now=clock.now())
    table = Table("e-mail", "people", "invited by", "sent", "expires", "mail")
    for one in found:
        mail = (one.mail_outcome or "waiting") if one.has_mail else "none"
        people = ", ".join(map(printable, one.people))
        sent, expires = (f"{moment:%Y-%m-%d %H:%M}" for moment in (one.created_on, one.expires_on))
        table.add_row(printable(one.email), people, printable(one.invited_by or "a command"), sent, expires, mail)
    show_table(table)


@click.command("withdraw-invitation")
@click.argument("email")
@pass_invocation
def withdraw_command(invocation: Invocation, email: str) -> None:
    """Withdraw the open invitation of an address, so that its link is no longer valid."""
    with open_ledger(invocation) as ledger:
        conn, network_id, now = ledger.conn, ledger.network_id, clock.now()
        ids = [
            one.id
            for one in invitations.open_invitations(conn, network_id, now=now)
            if one.email.lower() == email.strip().lower()
        ]
        if not ids or not invitations.withdraw(conn, network_id, ids[0], Inviting(author(), None, now, tell)):
            raise AccountError(f"{email} has no open invitation")
    say(f"The invitation of {printable(email.strip())} is withdrawn.")


def _left_out(found: list[Invited]) -> str:
    count = sum(one.outcome in {Outcome.INVALID, Outcome.NO_PERSON} for one in found)
    return f"{count} of {len(found)} addresses could not be invited"
