"""The commands that manage networks."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import click
from psycopg import Connection

from teamkpi import clock, network_files, network_moves, networks
from teamkpi.accounts import Seal
from teamkpi.accounts.access_hosts import NETWORK
from teamkpi.accounts.access_networks import contents_of
from teamkpi.cli.backup import extent_of, progress
from teamkpi.cli.database import open_connection, open_database, with_secret_key
from teamkpi.cli.invocation import Invocation, author, only_reads, pass_invocation
from teamkpi.cli.parameters import WritableFile
from teamkpi.cli.second_factor import SEALED_BY
from teamkpi.cli.terminal import Table, printable, say, show_table
from teamkpi.db import connect
from teamkpi.ledger.audit_trail import AuditType, note_change

_PLACES: Final = {
    "leaving": "is being moved to",
    "moved": "no longer served here: was moved to",
    "arriving": "not served here yet: is being moved from",
    "arrived": "not served here yet: is being moved from",
}
_FILE: Final = click.Path(exists=True, dir_okay=False, path_type=Path)


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
    with open_connection(invocation) as conn:
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
    with open_connection(invocation) as conn:
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
    with open_connection(invocation) as conn:
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
    with open_connection(invocation) as conn:
        networks.fit_ids(conn, name, fit_32_bits=size == "32-bits")
    fits = "fit 32 bits" if size == "32-bits" else "have 15 digits"
    say(
        f"Ids of new records of the network {printable(name)} {fits}. Restart its servers: they have reserved ids of "
        "the other size."
    )


@network.command("list")
@only_reads
def list_command(invocation: Invocation) -> None:
    """List all networks with their host names and the numbers of active people and teams."""
    with open_connection(invocation) as conn:
        found = [contents_of(conn, one) for one in networks.all_networks(conn)]
    table = Table("id", "name", "hosts", "people", "teams", "local ids")
    for one, people, teams, *_ in found:
        hosts_of_it = ", ".join(one.hosts) or "every host that no other network has"
        size = "32 bits" if one.ids_fit_32_bits else "15 digits"
        table.add_row(str(one.id), printable(one.name), hosts_of_it, f"{people:,}", f"{teams:,}", size)
    show_table(table)
    for one, *_ in found:
        if one.place != "here":
            say(f"{printable(one.name)}: {_PLACES[one.place]} {printable(one.other_place or '')}")


@network.command("export")
@click.argument("name")
@click.argument("file", type=WritableFile())
@only_reads
def export_command(invocation: Invocation, name: str, file: Path) -> None:
    """Write a network with everything that belongs to it to FILE, to move it to another server.

    FILE has the records with their history, accounts with their passwords, keys, second factors, webhooks, hooks, the
    audit trail and stored statements, all of one moment; changes made later are not in it. Only its owner can read it.
    The secrets of second factors, webhooks, hooks and mirrors are encrypted with a key that is not in the file.
    """
    with open_database(invocation) as url:
        manifest = network_files.write_network(url, name, file, now=clock.now(), on_table=progress("reading"))
    say(f"{printable(str(file))}: {extent_of(manifest)}, {file.stat().st_size / 2**20:,.1f} MiB")


@network.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--name", metavar="NAME", help="A name to use instead of the one in the file.")
@click.option("--host", "hosts", multiple=True, help="A host name to use instead of those in the file. Repeatable.")
@pass_invocation
def import_command(invocation: Invocation, file: Path, name: str | None, hosts: tuple[str, ...]) -> None:
    """Add the network in FILE, written by `teamkpi network export`, to this database.

    The file is checked first. Then everything is stored and compared with the file, or nothing is stored. Passwords,
    keys, second factors and links keep working. TEAMKPI_SECRET_KEY must also list all keys of the server that the file
    comes from, separated by commas. The empty network that a new database begins with is deleted.
    """

    def stored(conn: Connection, formerly: int, network_id: int) -> None:
        seal = Seal(with_secret_key(invocation.settings).secret_key)  # a folder without a database gets no key
        for secrets in SEALED_BY:
            secrets.reseal(conn, network_id, seal, formerly=formerly)
        changes = {"ImportedFrom": (None, file.name)}
        kind, now = AuditType.CREATE, clock.now()
        note_change(conn, network_id, author(), NETWORK, network_id, audit_type=kind, changes=changes, now=now)

    with open_database(invocation) as url:
        network_id, manifest = network_files.import_network(
            url, file, name=name, hosts=hosts, on_table=progress("storing"), on_stored=stored
        )
        with connect(url) as conn:
            here, _ = networks.own_network(conn, network_id)
    answers_for = ", ".join(here.hosts) or "every host that no other network has"
    say(f"Stored {extent_of(manifest)}, of {manifest.made_on:%Y-%m-%d %H:%M:%S} UTC, the same as in the file.")
    say(f"The network {printable(here.name)} has the id {network_id} here, and answers for {answers_for}.")


@network.command("move")
@click.argument("name")
@click.option("--to", metavar="URL", envvar="TEAMKPI_MOVE_TO", show_envvar=True, help="The database to move it to.")
@click.option(
    "--to-file",
    type=_FILE,
    metavar="FILE",
    help="A file that contains the URL, to keep it out of the list of processes.",
)
@click.option(
    "--to-key-file",
    type=_FILE,
    metavar="FILE",
    help="A file with the other server's TEAMKPI_SECRET_KEY, unless it is the same as here.",
)
@click.option(
    "--longest-pause",
    type=click.IntRange(min=1),
    default=30,
    show_default=True,
    metavar="SECONDS",
    help="The longest time for which writes may be refused. If that is not enough, the network stays here.",
)
@click.option("--remove", is_flag=True, help="Delete the network here once the other server serves it.")
@click.option("--abandon", is_flag=True, help="End an interrupted move: delete the copy, and keep the network here.")
@pass_invocation
def move_command(invocation: Invocation, /, name: str, **options: Any) -> None:
    """Move a network to the database of another server while it is in use.

    The network is copied and compared, and then so is whatever has changed in the meantime. At the end, writes are
    refused for a moment with 503 and Retry-After, while the last changes are copied and compared. Then the other server
    answers for the network, and this one no longer does. The other database must have the same schema, and no network
    with this name or these host names.

    If the command is interrupted, one of the two servers still serves the network, except just before the other one
    begins. Run the command again to continue, or add --abandon to end the move.
    """
    other_url = _other_url(options["to"], options["to_file"])
    with open_database(invocation) as url:
        if options["abandon"]:
            network_moves.abandon_move(url, other_url, name, now=clock.now())
            say(f"The network {printable(name)} stays here. Its copy in the other database was deleted.")
            return
        key_file: Path | None = options["to_key_file"]
        moved = network_moves.move_network(
            url,
            other_url,
            name,
            reseal=_resealing(invocation, key_file),
            now=clock.now,
            on_step=_say_step,
            longest_pause=options["longest_pause"],
        )
        _say_moved(name, moved)
        if options["remove"]:
            with connect(url) as conn:
                counts = network_files.delete_network(conn, name)
            say(f"Deleted the network {printable(name)} here, with {sum(counts.values()):,} rows.")


def _other_url(url: str | None, file: Path | None) -> str:
    if (url is None) == (file is None):
        raise click.UsageError("give --to URL or --to-file FILE")
    return url or (file.read_text(encoding="utf-8").strip() if file else "")


def _resealing(invocation: Invocation, key_file: Path | None) -> network_moves.Reseal:
    """Return what encrypts the secrets with the key of the other server, and notes the move there."""
    others = key_file.read_text(encoding="utf-8").strip().split(",") if key_file else []
    seal = Seal([*others, *with_secret_key(invocation.settings).secret_key])

    def reseal(conn: Connection, formerly: int, network_id: int) -> None:
        for secrets in SEALED_BY:
            secrets.reseal(conn, network_id, seal, formerly=formerly)
        kind, changes = AuditType.CREATE, {"MovedFrom": (None, formerly)}
        note_change(conn, network_id, author(), NETWORK, network_id, audit_type=kind, changes=changes, now=clock.now())

    return reseal


def _say_step(step: str) -> None:
    if step in network_moves.STEPS:
        say(f"{network_moves.STEPS[step]}.", err=True)


def _say_moved(name: str, moved: network_moves.Moved) -> None:
    if moved.pause is None:
        say(f"The network {printable(name)} is served by the other server, with the id {moved.network_id}.")
        return
    say(
        f"Moved the network {printable(name)}: {moved.rows:,} rows, the same in both databases. It took no writes for "
        f"{moved.pause:.1f} seconds. Its id in the other database is {moved.network_id}."
    )


@network.command()
@click.argument("name")
@click.option("--yes", is_flag=True, help="Do not ask.")
@pass_invocation
def delete(invocation: Invocation, name: str, *, yes: bool) -> None:
    """Delete a network with everything that belongs to it: records, history, accounts, keys, audit trail.

    This cannot be undone. Write the network to a file first (`teamkpi network export`), or make a backup.
    """
    with open_connection(invocation) as conn:
        rows = network_files.rows_of(conn, name)
        if not yes:
            click.confirm(
                f"Delete the network {printable(name)} with {rows:,} rows? This cannot be undone.", abort=True, err=True
            )
        counts = network_files.delete_network(conn, name)
    say(f"Deleted the network {printable(name)} with {sum(counts.values()):,} rows.")
