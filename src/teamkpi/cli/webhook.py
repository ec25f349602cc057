"""The commands that manage webhooks, and what came to them."""

from __future__ import annotations

import sys

import click

from teamkpi import clock, networks
from teamkpi.accounts import Seal, webhooks
from teamkpi.accounts.roles import read_roles
from teamkpi.cli.accounts import role_option, shown_roles
from teamkpi.cli.database import OpenLedger, open_ledger, with_secret_key
from teamkpi.cli.invocation import Invocation, author, pass_invocation
from teamkpi.cli.system_log import tell
from teamkpi.cli.terminal import Table, printable, say, show_table
from teamkpi.ledger import deliveries
from teamkpi.ledger.events import ACTIONS, UNKNOWN, Action, action_of

_ANY = "any"
_EITHER = "either"


@click.group(short_help="Manage webhooks: records that another system sends when they change.")
def webhook() -> None:
    """Manage webhooks: addresses to which another system sends records when they change.

    What is sent has to be signed with the webhook's secret. See docs/api/webhooks.md for what may be sent.
    """


def _read_action(_ctx: click.Context, _param: click.Parameter, value: str | None) -> Action | None:
    if value is None:
        return None
    action = action_of(value)
    if action == UNKNOWN:
        raise click.BadParameter(
            f"{printable(value)!r} is no event: give a name like BookingCreate, or a number 1 to 90"
        )
    if action.entity is None:
        raise click.BadParameter(f"{action.name} is of nothing that the ledger keeps")
    return action


@webhook.command()
@click.argument("name")
@click.option(
    "--action",
    callback=_read_action,
    metavar="EVENT",
    help="The only event that comes here, by name or number (BookingDelete, 8): records of its kind are taken and no "
    "others. Without it, a record says itself what it is, and counts as created or updated unless it says that it was "
    "deleted.",
)
@role_option
@click.option(
    "--signature",
    type=click.Choice([str(one) for one in webhooks.Signed]),
    help="What the sender computes the signature over: the body as ASCII, as Nexudus does, or the bytes of the body. "
    "[default: ascii with --action, bytes without]",
)
@click.option(
    "--secret-stdin",
    is_flag=True,
    help="Read the secret that signs from standard input, one line of 16 to 256 characters. Without it, one is made.",
)
@click.option(
    "--base-url",
    metavar="URL",
    help="What the address begins with, such as https://kpi.example.com. Without it: the network's first host name, or "
    "the address that `serve` listens on.",
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

    A webhook with --action needs no roles. One without may write records of every kind, unless --role limits it;
    a delivery does not tell whether its record is new, so that takes Create and Edit of an entity, and Delete for
    records that say that they were deleted.

    The secret is stored encrypted, with the key of TEAMKPI_SECRET_KEY. The embedded database makes a key by itself.
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
        f"The webhook {printable(name.strip())} is made. This is not shown again:\n\n"
        f"  URL      {base}/webhooks/nexudus/{created.key}\n"
        f"  secret   {created.secret}"
    )
    if action is None and read_roles(roles) is None:
        say("It may write records of every kind; --action or --role would limit it.", err=True)
    if action is None and signature is None:
        say("It takes signatures over the bytes of the body; Nexudus needs --signature ascii.", err=True)


@webhook.command("list")
@pass_invocation
def list_command(invocation: Invocation) -> None:
    """List the network's webhooks, those in use first.

    "Either" form of the signature is taken by webhooks that were made before there was a choice; making them anew
    settles it.
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
@click.option("--failed", is_flag=True, help="List what could not be taken and is kept, the newest first.")
@pass_invocation
def deliveries_command(invocation: Invocation, failed: bool) -> None:
    """Count what came to the network's webhooks, by event; or list what could not be taken.

    What could not be taken is kept for 30 days after it came last, at most 1000 deliveries of a network.
    """
    with open_ledger(invocation) as ledger:
        kept = deliveries.kept(ledger.conn, ledger.network_id, now=clock.now())
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
        say(f"{len(kept)} could not be taken; --failed lists them.", err=True)


@webhook.command()
@click.argument("delivery", type=int)
@pass_invocation
def show(invocation: Invocation, delivery: int) -> None:
    """Print what came with a delivery that is kept. It may hold personal data."""
    with open_ledger(invocation) as ledger:
        body = deliveries.kept_body(ledger.conn, ledger.network_id, delivery, now=clock.now())
    if body is None:
        say(f"teamkpi: of delivery {delivery} nothing is kept but why: it was too long", err=True)
    else:
        say(printable(body.decode(errors="replace"), newlines=True))


@webhook.command()
@click.argument("delivery", type=int)
@click.option(
    "--as-is",
    is_flag=True,
    help="Take it for what it is: the event in the address counts, also a deletion, and without UpdatedOn the record "
    "is of the time when it first came.",
)
@pass_invocation
def replay(invocation: Invocation, delivery: int, as_is: bool) -> None:
    """Take a kept delivery again, when what stood in its way is gone; it is kept no longer then.

    It is taken with your power: roles that the webhook lacks do not matter.
    """
    with open_ledger(invocation) as ledger:
        done = deliveries.replay(
            ledger.conn, ledger.network_id, delivery, as_is=as_is, now=clock.now(), author=author()
        )
    say(f"stored {done.stored}, unchanged {done.unchanged}, stale {done.stale}, ignored {done.ignored}")


@webhook.command()
@click.argument("delivery", type=int, required=False)
@click.option("--all", "everything", is_flag=True, help="All of the network.")
@pass_invocation
def discard(invocation: Invocation, delivery: int | None, everything: bool) -> None:
    """Delete a delivery that is kept, or all of them."""
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
