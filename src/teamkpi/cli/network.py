"""The commands that manage networks."""

from __future__ import annotations

import click
from rich.table import Table

from teamkpi import networks
from teamkpi.cli.database import open_database
from teamkpi.cli.invocation import Invocation, pass_invocation
from teamkpi.cli.terminal import output, printable
from teamkpi.db import connect


@click.group(short_help="Manage networks (operators with all their locations).")
def network() -> None:
    """Manage networks: operators whose ledgers one database holds apart.

    A fresh database has one, `default`. Once there are more, a request finds its own by the host name it was sent to.
    """


@network.command()
@click.argument("name")
@click.option("--host", "hosts", multiple=True, help="A host name that the network answers for; may be repeated.")
@pass_invocation
def create(invocation: Invocation, name: str, hosts: tuple[str, ...]) -> None:
    """Create a network."""
    with open_database(invocation.settings) as url, connect(url) as conn:
        network_id = networks.create(conn, name, hosts)
    click.echo(f"The network {printable(name.strip())} has the id {network_id}.")


@network.command("list")
@pass_invocation
def list_command(invocation: Invocation) -> None:
    """List all networks and the host names that they answer for."""
    with open_database(invocation.settings) as url, connect(url) as conn:
        found = networks.all_networks(conn)
    table = Table("id", "name", "hosts", box=None, pad_edge=False)
    for one in found:
        table.add_row(str(one.id), printable(one.name), ", ".join(one.hosts) or "every host that no other names")
    output().print(table)
