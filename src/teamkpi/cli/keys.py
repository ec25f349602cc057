"""The commands for API keys, which let programs use the back office."""

from __future__ import annotations

from datetime import datetime

import click

from teamkpi import clock, networks
from teamkpi.accounts import keys
from teamkpi.cli.accounts import role_option, shown_roles
from teamkpi.cli.database import open_connection, open_ledger
from teamkpi.cli.invocation import Invocation, author, only_reads, pass_invocation, read_instant_option
from teamkpi.cli.system_log import tell
from teamkpi.cli.terminal import Table, printable, say, show_table

_name_option = click.option(
    "--name", required=True, help="The key's name, not case-sensitive; it appears in `UpdatedBy`."
)


@click.group()
def key() -> None:
    """Manage API keys, which let programs use the back office."""


@key.command()
@_name_option
@role_option
@click.option(
    "--network",
    "network_names",
    multiple=True,
    metavar="NAME",
    help="A network the key is valid in. Repeatable. Default: the network of the command.",
)
@click.option(
    "--expires",
    "expires_on",
    callback=read_instant_option,
    metavar="DATE",
    help="The day or instant, in UTC, at which the key expires. Default: never.",
)
@pass_invocation
def create(
    invocation: Invocation,
    name: str,
    roles: tuple[str, ...],
    network_names: tuple[str, ...],
    expires_on: datetime | None,
) -> None:
    """Create a key and print it. It cannot be shown again: only a digest is stored.

    Standard output contains only the key.
    """
    with open_connection(invocation) as conn:
        network_ids = {networks.by_name(conn, one) for one in network_names or (invocation.network,)}
        made = keys.create(
            conn, network_ids, name, roles=roles, expires_on=expires_on, author=author(), now=clock.now(), tell=tell
        )
    say(made)
    say("This is the key. Keep it as a secret; it is not shown again.", err=True)


@key.command("list")
@only_reads
def list_command(invocation: Invocation) -> None:
    """List the network's keys with their roles. The time of last use is accurate to the hour."""
    with open_ledger(invocation) as ledger:
        found = keys.list_keys(ledger.conn, ledger.network_id)
    now = clock.now()
    table = Table("name", "state", "roles", "created", "ends", "last used")
    for one in found:
        has_ended = one.expires_on is not None and one.expires_on <= now
        state = "revoked" if one.revoked_on else "ended" if has_ended else "holds"
        table.add_row(
            printable(one.name),
            state,
            shown_roles(one.roles),
            f"{one.created_on:%Y-%m-%d}",
            f"{one.expires_on:%Y-%m-%d %H:%M}" if one.expires_on else "never",
            f"{one.last_used_on:%Y-%m-%d %H:%M}" if one.last_used_on else "never",
        )
    show_table(table)


@key.command()
@_name_option
@pass_invocation
def revoke(invocation: Invocation, name: str) -> None:
    """Revoke a key in every network it is valid in, starting with its next request."""
    with open_ledger(invocation) as ledger:
        all_ids = [one.id for one in networks.all_networks(ledger.conn)]
        ended = keys.revoke(ledger.conn, ledger.network_id, name, all_ids, author=author(), now=clock.now(), tell=tell)
    where = "" if len(ended) == 1 else f", in {len(ended)} networks"
    say(f"The key {printable(name.strip())} is revoked{where}.")
