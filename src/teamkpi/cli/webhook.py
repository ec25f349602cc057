"""The commands that manage webhooks and their deliveries."""

from __future__ import annotations

import sys
from datetime import timedelta

import click

from teamkpi import clock, networks
from teamkpi.accounts import Seal, webhooks
from teamkpi.accounts.roles import read_roles
from teamkpi.cli.accounts import role_option, shown_roles
from teamkpi.cli.database import OpenLedger, open_ledger, with_secret_key
from teamkpi.cli.invocation import Invocation, author, only_reads, pass_invocation
from teamkpi.cli.system_log import tell
from teamkpi.cli.terminal import Table, printable, say, show_table
from teamkpi.ledger import deliveries
from teamkpi.ledger.events import ACTIONS, UNKNOWN, Action, action_of

_ANY = "any"
_EITHER = "either"


@click.group(short_help="Manage webhooks: records that another system sends when they change.")
def webhook() -> None:
    """Manage webhooks: addresses to which another system sends records when they change.

    Each delivery must be signed with the webhook's secret. See docs/api/webhooks.md for the format.
    """


def _read_action(_ctx: click.Context, _param: click.Parameter, value: str | None) -> Action | None:
    if value is None:
        return None
    action = action_of(value)
    if action == UNKNOWN:
        raise click.BadParameter(
            f"{printable(value)!r} is not an event: give a name like BookingCreate, or a number from 1 to 90"
        )
    if action.entity is None:
        raise click.BadParameter(f"{action.name} is about records that the ledger does not keep")
    return action


@webhook.command()
@click.argument("name")
@click.option(
    "--action",
    callback=_read_action,
    metavar="EVENT",
    help=(
        "The only event of this webhook, by name or number (BookingDelete, 8): it accepts only records of that kind. "
        "Without this option, each record states its own type, and is created or updated unless it is marked as "
        "deleted."
    ),
)
@role_option
@click.option(
    "--signature",
    type=click.Choice([str(one) for one in webhooks.Signed]),
    help=(
        "The form of the body that the sender signs: as ASCII, like Nexudus, or as bytes. [default: ascii with "
        "--action, bytes without]"
    ),
)
@click.option(
    "--secret-stdin",
    is_flag=True,
    help=(
        "Read the signing secret from standard input: one line of 16 to 256 characters. By default a secret is "
        "generated."
    ),
)
@click.option(
    "--base-url",
    metavar="URL",
    help=(
        "The start of the webhook's address, such as https://kpi.example.com. The default is the network's first host "
        "name, or the address that `serve` listens on."
    ),
)
@pass_invocation
def create(
    invocation: Invocation,
    name: str,
    *,
    action: Action | None,
    roles: tuple[str, ...],
    signature: str | None,
    secret_stdin: bool,
    base_url: str | None,
) -> None:
    """Create a webhook, and print its address and its secret, once.

    A webhook with --action needs no roles. A webhook without it can write records of every kind, unless --role limits
    it. A delivery does not say whether its record is new, so writing an entity needs both Create and Edit, and Delete
    for records that are marked as deleted.

    The secret is stored encrypted with the key in TEAMKPI_SECRET_KEY. The embedded database creates a key by itself.
    """
    secret = _read_secret() if secret_stdin else None
    with open_ledger(invocation) as ledger:
        seal = Seal(with_secret_key(invocation.settings).secret_key)
        base = (base_url or _base_url(invocation, ledger)).rstrip("/")
        created = webhooks.create(
            ledger.conn,
            ledger.network_id,
            name,
            secret=secret,
            action=action.number if action else None,
            roles=roles,
            signature=webhooks.Signed(signature) if signature else None,
            seal=seal,
            author=author(),
            now=clock.now(),
            tell=tell,
        )
    say(
        f"Created the webhook {printable(name.strip())}. The following is not shown again:\n\n  URL      "
        f"{base}/webhooks/nexudus/{created.key}\n  secret   {created.secret}"
    )
    if action is None and read_roles(roles) is None:
        say("It can write records of every kind; use --action or --role to limit it.", err=True)
    if action is None and signature is None:
        say("It expects signatures over the bytes of the body; Nexudus needs --signature ascii.", err=True)


@webhook.command("renew-secret")
@click.argument("name")
@click.option(
    "--overlap-hours",
    type=click.IntRange(0, int(webhooks.LONGEST_OVERLAP / timedelta(hours=1))),
    default=24,
    show_default=True,
    help="How many hours the previous secret stays valid. Give 0 if it has leaked.",
)
@click.option(
    "--secret-stdin",
    is_flag=True,
    help=(
        "Read the signing secret from standard input: one line of 16 to 256 characters. By default a secret is "
        "generated."
    ),
)
@pass_invocation
def renew_secret(invocation: Invocation, name: str, *, overlap_hours: int, secret_stdin: bool) -> None:
    """Replace a webhook's secret, and print the new one, once.

    The address stays the same. Enter the new secret in the sending system before the overlap ends.
    """
    secret = _read_secret() if secret_stdin else None
    with open_ledger(invocation) as ledger:
        renewed = webhooks.renew_secret(
            ledger.conn,
            ledger.network_id,
            name.strip(),
            secret=secret,
            overlap=timedelta(hours=overlap_hours),
            seal=Seal(with_secret_key(invocation.settings).secret_key),
            author=author(),
            now=clock.now(),
            tell=tell,
        )
    say(f"Replaced the secret of {printable(name.strip())}. It is not shown again:\n\n  secret   {renewed}")
    if overlap_hours:
        say(f"The previous secret is accepted for another {overlap_hours} hours.", err=True)


@webhook.command("list")
@only_reads
def list_command(invocation: Invocation) -> None:
    """List the network's webhooks, active ones first.

    The signature "either" is shown for webhooks that were created before there was a choice; they accept both forms. To
    accept only one form, create the webhook again.
    """
    with open_ledger(invocation) as ledger:
        found = webhooks.all_webhooks(ledger.conn, ledger.network_id)
    headings = ("name", "event", "may write", "signature", "state", "records", "last one", "created")
    table = Table(*headings)
    for one in found:
        state = "in use" if one.revoked_on is None else f"revoked {one.revoked_on:%Y-%m-%d}"
        last = "never" if one.last_received_on is None else f"{one.last_received_on:%Y-%m-%d %H:%M:%S}"
        event = _ANY if one.action is None else ACTIONS.get(one.action, UNKNOWN).name
        limits = shown_roles(one.roles) if one.action is None else "its event's kind"
        row = (printable(one.name), event, limits, one.signature or _EITHER, state, str(one.received), last)
        table.add_row(*row, f"{one.created_on:%Y-%m-%d}")
    show_table(table)


@webhook.command()
@click.argument("name")
@pass_invocation
def revoke(invocation: Invocation, name: str) -> None:
    """Revoke a webhook, starting with its next delivery. Its secret is deleted; a new webhook may use its name."""
    with open_ledger(invocation) as ledger:
        webhooks.revoke(ledger.conn, ledger.network_id, name.strip(), author=author(), now=clock.now(), tell=tell)
    say(f"The webhook {printable(name.strip())} is revoked.")


@webhook.command("deliveries")
@click.option("--failed", is_flag=True, help="List the deliveries that failed and were kept, newest first.")
@only_reads
def deliveries_command(invocation: Invocation, failed: bool) -> None:
    """Count the deliveries to the network's webhooks by event, or list the failed ones.

    A failed delivery is kept for TEAMKPI_KEEP_DELIVERY_DAYS after it was last received, up to 1000 per network.
    """
    with open_ledger(invocation) as ledger:
        kept = deliveries.kept(ledger.conn, ledger.network_id)
        counts = deliveries.event_counts(ledger.conn, ledger.network_id)
    if failed:
        table = Table("id", "webhook", "event", "times", "last", "bytes", "why")
        for one in kept:
            last = f"{one.last_received_on:%Y-%m-%d %H:%M:%S}"
            event = _ANY if one.action is None else one.action.name
            row = (str(one.id), printable(one.webhook), event, str(one.times), last, str(one.body_bytes))
            table.add_row(*row, printable(one.reason))
    else:
        names = ("received", "stored", "unchanged", "stale", "ignored", "kept")
        table = Table("webhook", "event", *names, "last")
        for count in counts:
            numbers = (str(getattr(count, name)) for name in names)
            last = f"{count.last_received_on:%Y-%m-%d %H:%M:%S}"
            table.add_row(printable(count.webhook), count.event, *numbers, last)
    show_table(table)
    if not failed and kept:
        say(f"{len(kept)} deliveries failed; --failed lists them.", err=True)


@webhook.command()
@click.argument("delivery", type=int)
@only_reads
def show(invocation: Invocation, delivery: int) -> None:
    """Print the body of a kept delivery. It may contain personal data."""
    with open_ledger(invocation) as ledger:
        body = deliveries.kept_body(ledger.conn, ledger.network_id, delivery)
    if body is None:
        say(f"teamkpi: the body of delivery {delivery} was too long to keep; only the reason is stored", err=True)
    else:
        say(printable(body.decode(errors="replace"), newlines=True))


@webhook.command()
@click.argument("delivery", type=int)
@click.option(
    "--as-is",
    is_flag=True,
    help=(
        "Trust the delivery: apply the event in the address, even a deletion, and if UpdatedOn is missing, use the "
        "time at which the delivery first arrived."
    ),
)
@pass_invocation
def replay(invocation: Invocation, delivery: int, as_is: bool) -> None:
    """Process a kept delivery again after its problem has been fixed. If that succeeds, it is removed from the list.

    It is processed with your rights: roles that the webhook lacks do not matter.
    """
    with open_ledger(invocation) as ledger:
        done = deliveries.replay(
            ledger.conn, ledger.network_id, delivery, as_is=as_is, now=clock.now(), author=author()
        )
    say(f"stored {done.stored}, unchanged {done.unchanged}, stale {done.stale}, ignored {done.ignored}")


@webhook.command()
@click.argument("delivery", type=int, required=False)
@click.option("--all", "everything", is_flag=True, help="Delete all kept deliveries of the network.")
@pass_invocation
def discard(invocation: Invocation, delivery: int | None, everything: bool) -> None:
    """Delete one kept delivery, or all of them."""
    if (delivery is None) != everything:
        raise click.UsageError("give the id of a delivery, or --all")
    count = 1
    with open_ledger(invocation) as ledger:
        if delivery is None:
            count = deliveries.discard_all(ledger.conn, ledger.network_id)
        else:
            deliveries.discard(ledger.conn, ledger.network_id, delivery)
    say(f"{count} deleted.")


def _base_url(invocation: Invocation, ledger: OpenLedger) -> str:
    hosts = next(one.hosts for one in networks.all_networks(ledger.conn) if one.id == ledger.network_id)
    if not hosts:
        return f"http://{invocation.settings.host}:{invocation.settings.port}"
    return f"https://[{hosts[0]}]" if ":" in hosts[0] else f"https://{hosts[0]}"


def _read_secret() -> str:
    try:
        secret = sys.stdin.buffer.read().decode().removesuffix("\n").removesuffix("\r")
    except UnicodeDecodeError:
        raise click.UsageError("the secret on standard input is not valid UTF-8") from None
    if not secret or "\n" in secret:
        raise click.UsageError("--secret-stdin expects the secret as one line on standard input")
    return secret
