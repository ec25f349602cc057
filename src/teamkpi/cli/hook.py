"""The commands that manage hooks, and the events that are sent to them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

import click

from teamkpi import clock
from teamkpi.accounts import Seal
from teamkpi.cli.database import open_ledger, with_secret_key
from teamkpi.cli.invocation import Invocation, author, only_reads, pass_invocation
from teamkpi.cli.system_log import tell
from teamkpi.cli.terminal import Table, printable, say, show_table
from teamkpi.errors import HookError
from teamkpi.hooks import messages, registry, trial
from teamkpi.hooks.addresses import networks_of
from teamkpi.hooks.signing import Keys
from teamkpi.outbox import SENT
from teamkpi.outbox.hooks import Event

_ALL = "all"
_STOPPED_BY = {"receiver": "receiver is gone", "operator": "stopped"}


@click.group(short_help="Manage hooks: other systems that are notified when something happens.")
def hook() -> None:
    """Manage hooks: addresses of other systems that are notified when something happens.

    Requests have the form of Standard Webhooks and are signed. See docs/hooks.md for the events and how to check the
    signature.
    """


@hook.command()
@click.argument("name")
@click.argument("url")
@click.option(
    "--event",
    "events",
    multiple=True,
    type=click.Choice([str(one) for one in Event]),
    help="An event that is sent; may be repeated. [default: all events]",
)
@pass_invocation
def create(invocation: Invocation, name: str, url: str, events: tuple[str, ...]) -> None:
    """Create a hook, and print the secret and the public key that its receiver can check signatures with.

    The address must be public and use https. TEAMKPI_HOOK_NETWORKS lists other networks that hooks may use. The secret
    is stored encrypted with the key in TEAMKPI_SECRET_KEY. The embedded database creates a key by itself.
    """
    with open_ledger(invocation) as ledger:
        keys = registry.create(
            ledger.conn,
            ledger.network_id,
            name,
            url,
            events=events,
            allowed=networks_of(invocation.settings.hook_networks),
            seal=Seal(with_secret_key(invocation.settings).secret_key),
            author=author(),
            now=clock.now(),
            tell=tell,
        )
    _show_keys(f"Created the hook {printable(name.strip())}.", keys)


@hook.command("list")
@only_reads
def list_command(invocation: Invocation) -> None:
    """List the network's hooks, with how many events wait to be sent and when the last one was accepted."""
    with open_ledger(invocation) as ledger:
        found = registry.all_hooks(ledger.conn, ledger.network_id)
    if not found:
        say("There are no hooks.")
        return
    table = Table("name", "address", "events", "state", "waiting", "last accepted")
    for one in found:
        state = "in use" if one.stopped_by is None else _STOPPED_BY[one.stopped_by]
        if one.failures:
            state += f", {one.failures} failed in a row"
        last = "never" if one.last_sent_on is None else f"{one.last_sent_on:%Y-%m-%d %H:%M:%S}"
        events = "all" if one.events == list(Event) else ", ".join(one.events)
        table.add_row(printable(one.name), printable(one.url), events, state, str(one.waiting), last)
    show_table(table)


@hook.command()
@click.argument("name")
@click.option("--name", "new_name", help="The new name.")
@click.option("--url", help="The new address. Waiting events are sent to it at once.")
@click.option(
    "--event",
    "events",
    multiple=True,
    type=click.Choice([*map(str, Event), _ALL]),
    help="An event that is sent from now on, instead of the current ones; may be repeated. 'all' means all events.",
)
@pass_invocation
def change(
    invocation: Invocation, name: str, *, new_name: str | None, url: str | None, events: tuple[str, ...]
) -> None:
    """Change the name, the address or the events of a hook. Its secret stays the same."""
    with open_ledger(invocation) as ledger:
        is_done = registry.change(
            ledger.conn,
            ledger.network_id,
            name.strip(),
            new_name=new_name,
            url=url,
            events=() if _ALL in events else events or None,
            allowed=networks_of(invocation.settings.hook_networks),
            author=author(),
            now=clock.now(),
            tell=tell,
        )
    say(f"The hook {printable(name.strip())} {'is changed' if is_done else 'is unchanged'}.")


@hook.command()
@click.argument("name")
@click.option(
    "--overlap-hours",
    type=click.IntRange(0, int(registry.LONGEST_OVERLAP / timedelta(hours=1))),
    default=int(registry.OVERLAP / timedelta(hours=1)),
    show_default=True,
    help="How many hours requests are also signed with the previous secret. Give 0 if it has leaked.",
)
@pass_invocation
def rotate(invocation: Invocation, name: str, overlap_hours: int) -> None:
    """Replace the secret and the key pair of a hook. For some hours, requests are also signed with the old ones."""
    with open_ledger(invocation) as ledger:
        keys = registry.rotate(
            ledger.conn,
            ledger.network_id,
            name.strip(),
            overlap=timedelta(hours=overlap_hours),
            seal=Seal(with_secret_key(invocation.settings).secret_key),
            author=author(),
            now=clock.now(),
            tell=tell,
        )
    _show_keys(f"The hook {printable(name.strip())} has a new secret.", keys)


@hook.command()
@click.argument("name")
@pass_invocation
def stop(invocation: Invocation, name: str) -> None:
    """Stop sending events to a hook. Events that are waiting are dropped."""
    with open_ledger(invocation) as ledger:
        is_done = registry.stop(
            ledger.conn, ledger.network_id, name.strip(), author=author(), now=clock.now(), tell=tell
        )
    say(f"The hook {printable(name.strip())} {'is stopped' if is_done else 'was stopped already'}.")


@hook.command()
@click.argument("name")
@pass_invocation
def start(invocation: Invocation, name: str) -> None:
    """Resume sending events to a stopped hook. Events from the meantime are not sent."""
    with open_ledger(invocation) as ledger:
        is_done = registry.start(
            ledger.conn, ledger.network_id, name.strip(), author=author(), now=clock.now(), tell=tell
        )
    say(f"The hook {printable(name.strip())} {'is started' if is_done else 'was not stopped'}.")


@hook.command()
@click.argument("name")
@pass_invocation
def delete(invocation: Invocation, name: str) -> None:
    """Delete a hook, with the list of its events."""
    with open_ledger(invocation) as ledger:
        registry.delete(ledger.conn, ledger.network_id, name.strip(), author=author(), now=clock.now(), tell=tell)
    say(f"The hook {printable(name.strip())} is deleted.")


@hook.command()
@click.argument("name")
@pass_invocation
def test(invocation: Invocation, name: str) -> None:
    """Send the event hook.test now, and say what the receiver answered. The event is not listed or repeated."""
    with open_ledger(invocation) as ledger:
        seal = Seal(with_secret_key(invocation.settings).secret_key)
        request = trial.prepare(ledger.conn, ledger.network_id, name.strip(), seal=seal, now=clock.now())
    answer = request.send(networks_of(invocation.settings.hook_networks))
    if not answer.is_accepted:
        said = f"; the answer says: {printable(answer.text)}" if answer.text else ""
        raise HookError(f"the event was not accepted: {answer.as_text}{said}")
    say(f"Accepted with status {answer.status} after {answer.milliseconds} ms.")


@hook.command("events")
@click.option("--all", "with_sent", is_flag=True, help="Also list events that were accepted.")
@only_reads
def events_command(invocation: Invocation, with_sent: bool) -> None:
    """List the newest 200 events that have not been accepted, with the reason.

    Each is tried for three days, and listed for 30 days after it was accepted or given up.
    """
    with open_ledger(invocation) as ledger:
        found = messages.listed(ledger.conn, ledger.network_id, with_sent=with_sent)
    if not found:
        say("There are no events." if with_sent else "There are no events that wait or were given up.")
        return
    table = Table("id", "hook", "event", "written", "tries", "state", "reason")
    for one in found:
        if one.ended_on is None:
            state = f"next try {one.due_on:%Y-%m-%d %H:%M:%S}"
        elif one.outcome == SENT:
            state = f"accepted {one.ended_on:%Y-%m-%d %H:%M:%S}"
        else:
            state = "given up"
        reason = "" if one.outcome in {None, SENT} else str(one.outcome)
        written = f"{one.written_on:%Y-%m-%d %H:%M:%S}"
        table.add_row(str(one.id), printable(one.hook), one.event, written, str(one.tries), state, reason)
    show_table(table)


@hook.command()
@click.argument("event", type=click.UUID)
@only_reads
def show(invocation: Invocation, event: UUID) -> None:
    """Print what is sent of an event, and every attempt to send it."""
    with open_ledger(invocation) as ledger:
        body = messages.body_of(ledger.conn, ledger.network_id, event)
        tries = messages.tries_of(ledger.conn, ledger.network_id, event)
    say(printable(body))
    _show_tries(tries)


@hook.command()
@click.argument("event", type=click.UUID)
@pass_invocation
def resend(invocation: Invocation, event: UUID) -> None:
    """Send an event again, with the same id, even if it was accepted; it is tried for three more days."""
    with open_ledger(invocation) as ledger:
        messages.resend(ledger.conn, ledger.network_id, event, now=clock.now())
    say(f"The event {event} is sent again within a few seconds, if a server or a worker is running.")


def _show_keys(text: str, keys: Keys) -> None:
    say(
        f"{text} The secret is not shown again:\n\n  secret       {keys.shared_secret}\n"
        f"  public key   {keys.public_key}"
    )


def _show_tries(tries: Sequence[messages.Try]) -> None:
    if not tries:
        say("It has not been tried yet.", err=True)
        return
    table = Table("try", "time", "answer", "milliseconds")
    for one in tries:
        answer = one.problem or f"status {one.status}"
        table.add_row(str(one.number), f"{one.tried_on:%Y-%m-%d %H:%M:%S}", answer, str(one.milliseconds))
    show_table(table)
    for one in tries:
        if one.answer:
            say(f"\nAnswer to try {one.number}:\n  {printable(one.answer)}")
