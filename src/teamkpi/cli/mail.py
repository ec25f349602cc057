"""The commands that set up mail, and show what could not be sent."""

from __future__ import annotations

from urllib.parse import urlsplit
from uuid import UUID

import click

from teamkpi import clock, outbox
from teamkpi.addresses import email_address
from teamkpi.cli.database import open_ledger
from teamkpi.cli.invocation import Invocation, only_reads, pass_invocation
from teamkpi.cli.terminal import Table, printable, say, show_table
from teamkpi.errors import MailError
from teamkpi.kpi.languages import LANGUAGES
from teamkpi.outbox import Sender, bounces

_NO_SENDER = "this network does not send mail; `teamkpi mail set` sets it up"


@click.group()
def mail() -> None:
    """Set up mail, send a test, and list what could not be sent.

    The mail server is in TEAMKPI_SMTP_URL and TEAMKPI_SMTP_PASSWORD. Each network has a sender of its own.
    """


def _address(_ctx: click.Context, _param: click.Parameter, value: str | None) -> str | None:
    if value is None:
        return None
    try:
        address = email_address(value)
    except ValueError as error:
        raise click.BadParameter(str(error)) from None
    if not address.isascii():
        raise click.BadParameter("must consist of ASCII characters; write the domain in its xn-- form")
    return address


def _web_address(_ctx: click.Context, _param: click.Parameter, value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment or parts.username:
        raise click.BadParameter("must be an address like https://kpi.example.com")
    return value.rstrip("/")


@mail.command("set")
@click.option("--from", "sender", required=True, callback=_address, help="The sender's e-mail address.")
@click.option("--reply-to", callback=_address, help="Where replies go, if not to the sender.")
@click.option(
    "--address",
    "web_address",
    required=True,
    callback=_web_address,
    metavar="URL",
    help="The address at which browsers reach the server, for links in mails.",
)
@click.option(
    "--language",
    type=click.Choice(LANGUAGES),
    default=LANGUAGES[0],
    show_default=True,
    help="Language of mails to people whose language is not known.",
)
@click.option(
    "--sign-ins",
    "tells_sign_ins",
    is_flag=True,
    help="Also mail people when their account is used from an internet connection that is new to it.",
)
@pass_invocation
def set_command(
    invocation: Invocation, sender: str, reply_to: str | None, web_address: str, language: str, *, tells_sign_ins: bool
) -> None:
    """Set up how this network sends mail. Replaces earlier values."""
    from teamkpi.mail.smtp import mail_server  # noqa: PLC0415 - most commands send nothing

    server = mail_server(invocation.settings.smtp_url, invocation.settings.smtp_password)
    with open_ledger(invocation) as ledger:
        outbox.set_sender(
            ledger.conn, ledger.network_id, Sender(sender, reply_to, web_address, language, tells_sign_ins)
        )
    say(f"This network sends mail as {printable(sender)}.")
    if server is None:
        say("TEAMKPI_SMTP_URL is not set here; messages wait until a server with it runs, or expire.", err=True)


@mail.command("remove")
@pass_invocation
def remove_command(invocation: Invocation) -> None:
    """Send no more mail for this network. Messages that are waiting are deleted."""
    with open_ledger(invocation) as ledger:
        if not outbox.remove_sender(ledger.conn, ledger.network_id):
            raise MailError(_NO_SENDER)
    say("This network sends no more mail.")


@mail.command("test")
@click.argument("address", callback=_address)
@click.option("--language", type=click.Choice(LANGUAGES), help="Language of the mail. Default: that of the network.")
@only_reads
def test_command(invocation: Invocation, address: str, language: str | None) -> None:
    """Send a test mail to ADDRESS at once, and say what the mail server said.

    Uses the mail server in the settings of this command, which should be those of the server.
    """
    from teamkpi.mail.smtp import mail_server  # noqa: PLC0415 - most commands send nothing
    from teamkpi.mail.trial import send_test  # noqa: PLC0415

    server = mail_server(invocation.settings.smtp_url, invocation.settings.smtp_password)
    if server is None:
        raise MailError("TEAMKPI_SMTP_URL is not set")
    with open_ledger(invocation) as ledger:
        sender = outbox.find_sender(ledger.conn, ledger.network_id)
    if sender is None:
        raise MailError(_NO_SENDER)
    send_test(server, sender, address, language or sender.language, space=invocation.network, now=clock.now())
    say(f"The mail server accepted a test mail to {printable(address)}.")


@mail.command("list")
@click.option("--all", "with_sent", is_flag=True, help="Also list messages that were sent in the last 30 days.")
@only_reads
def list_command(invocation: Invocation, *, with_sent: bool) -> None:
    """List the newest 200 messages that are waiting or could not be sent, with the reason."""
    with open_ledger(invocation) as ledger:
        found = outbox.listed(ledger.conn, ledger.network_id, with_sent=with_sent)
    table = Table("id", "message", "to", "written", "attempts", "state", "reason")
    for one in found:
        is_sent = one.outcome == outbox.SENT
        ended = "bounced" if bounces.came_back(one.outcome) else "failed"
        state = "sent" if is_sent else ended if one.ended_on else f"next attempt {one.due_on:%Y-%m-%d %H:%M}"
        reason = "" if is_sent else one.outcome or ""
        written = f"{one.written_on:%Y-%m-%d %H:%M}"
        table.add_row(str(one.id), one.kind, printable(one.email), written, str(one.tries), state, reason)
    show_table(table)


@mail.command("resend")
@click.argument("message_id", metavar="ID", type=click.UUID)
@pass_invocation
def resend_command(invocation: Invocation, message_id: UUID) -> None:
    """Try a message that could not be sent again, as soon as a worker runs."""
    with open_ledger(invocation) as ledger:
        if not outbox.retry(ledger.conn, ledger.network_id, message_id, now=clock.now()):
            raise MailError("there is no such message that can still be sent: it was sent, or it has expired")
    say("The message will be sent again.")


@mail.command("bounced")
@only_reads
def bounced_command(invocation: Invocation) -> None:
    """List the addresses that mail came back from. They get no alerts and reports."""
    with open_ledger(invocation) as ledger:
        found = bounces.all_bounces(ledger.conn, ledger.network_id)
    table = Table("address", "reported", "code")
    for one in found:
        table.add_row(printable(one.email), f"{one.bounced_on:%Y-%m-%d %H:%M}", one.code or "")
    show_table(table)


@mail.command("try-again")
@click.argument("address")
@pass_invocation
def try_again_command(invocation: Invocation, address: str) -> None:
    """Send alerts and reports again to an address that mail came back from."""
    with open_ledger(invocation) as ledger:
        if not bounces.clear(ledger.conn, ledger.network_id, address):
            raise MailError("no mail came back from this address")
    say(f"Alerts and reports are mailed to {printable(address)} again.")
