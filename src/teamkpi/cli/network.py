"""The commands that manage networks."""

from __future__ import annotations

import click

from teamkpi import networks
from teamkpi.cli.database import open_database
from teamkpi.cli.invocation import Invocation, pass_invocation
from teamkpi.cli.terminal import Table, printable, say, show_table
from teamkpi.db import connect


@click.group(short_help="Manage networks (operators with all their locations).")
def network() -> None:
    """Manage networks: operators whose records are kept separate in one database.

    A new database has one, `default`. Once there are more, the host name of a request decides which network it is for.
    """


@network.command()
@click.argument("name")
@click.option("--host", "hosts", multiple=True, help="A host name that the network answers for. Repeatable.")
@pass_invocation
def create(invocation: Invocation, name: str, hosts: tuple[str, ...]) -> None:
    """Create a network."""
    with open_database(invocation.settings) as url, connect(url) as conn:
        network_id = networks.create(conn, name, hosts)
    say(f"The network {printable(name.strip())} has the id {network_id}.")


@network.command()
@click.argument("name")
@click.option("--add", multiple=True, metavar="HOST", help="A host name to add. Repeatable.")
@click.option("--remove", multiple=True, metavar="HOST", help="A host name to remove.")
@pass_invocation
def hosts(invocation: Invocation, name: str, add: tuple[str, ...], remove: tuple[str, ...]) -> None:
    """Change the host names that a network answers for, starting with the next request."""
    if not add and not remove:
        raise click.UsageError("give --add HOST or --remove HOST")
    with open_database(invocation.settings) as url, connect(url) as conn:
        networks.change_hosts(conn, name, add=add, remove=remove)
        found = next(one for one in networks.all_networks(conn) if one.name == name)
    answers_for = ", ".join(found.hosts) or "every host that no other network has"
    say(f"The network {printable(name)} answers for {answers_for}.")


@network.command()
@click.argument("name")
@click.argument("new_name")
@pass_invocation
def rename(invocation: Invocation, name: str, new_name: str) -> None:
    """Rename a network. Commands need the new name; requests are not affected."""
    with open_database(invocation.settings) as url, connect(url) as conn:
        networks.rename(conn, name, new_name)
    say(f"Renamed the network {printable(name)} to {printable(new_name.strip())}.")


@network.command("local-ids")
@click.argument("name")
@click.argument("size", type=click.Choice(["15-digits", "32-bits"]))
@pass_invocation
def local_ids(invocation: Invocation, name: str, size: str) -> None:
    """Set the size of ids for records created here.

    15-digits, the default, works with every program that reads JSON or a spreadsheet. 32-bits is for clients that store
    ids in 32 bits, and only for networks that receive no records from another system, whose ids could clash with these.
    There are about 47 million of them for each entity. Existing records keep their ids.
    """
    with open_database(invocation.settings) as url, connect(url) as conn:
        networks.fit_ids(conn, name, fit_32_bits=size == "32-bits")
    fits = "fit 32 bits" if size == "32-bits" else "have 15 digits"
    say(
        f"Ids of new records of the network {printable(name)} {fits}. Restart its servers: they have reserved ids of "
        "the other size."
    )


@network.command("list")
@pass_invocation
def list_command(invocation: Invocation) -> None:
    """List all networks and the host names that they answer for."""
    with open_database(invocation.settings) as url, connect(url) as conn:
        found = networks.all_networks(conn)
    table = Table("id", "name", "hosts", "local ids")
    for one in found:
        hosts_of_it = ", ".join(one.hosts) or "every host that no other network has"
        table.add_row(str(one.id), printable(one.name), hosts_of_it, "32 bits" if one.ids_fit_32_bits else "15 digits")
    show_table(table)
