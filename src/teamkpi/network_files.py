"""Networks as files: writes one network to a file, adds it to another database, and deletes it here.

A file has everything of the network: records with their history, sums, accounts with passwords, keys, second factors,
webhooks, hooks, the audit trail and stored statements. It is read by the version of teamkpi that wrote it, since it
becomes part of a database that already has its schema.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from datetime import datetime
from pathlib import Path
from typing import Final

from psycopg import Connection

from teamkpi import networks
from teamkpi.db import connect, load_sql
from teamkpi.db.backup_file import OF_NETWORK, Digest, Manifest, Network, Reader, reading, writing
from teamkpi.db.connections import snapshot
from teamkpi.db.locks import MIGRATION
from teamkpi.db.migrate import applied_migrations
from teamkpi.db.open_networks import moving
from teamkpi.db.table_copies import (
    TEXT_FORM,
    Table,
    columns_without,
    content_of,
    count_rows,
    delete_rows,
    largest_id,
    store,
    tables_of,
)
from teamkpi.errors import BackupError, DatabaseNotReady

_SQL: Final = load_sql("teamkpi", "network_files.sql")
NETWORK: Final = "network"
# Stored by the rules for host names, since other networks may have them here.
HOSTS: Final = "network_host"
STAGED_NETWORK: Final = "imported_network"

OnTable = Callable[[str], object]
OnStored = Callable[[Connection, int, int], object]
"""Is called with the connection, the network's id where it comes from, and its id here, before it is committed."""


def write_network(url: str, name: str, file: Path, *, now: datetime, on_table: OnTable = bool) -> Manifest:
    """Write one network to a file, as of one snapshot of the database, and return the manifest.

    Writers are not blocked; what they write later is not in the file. Raises NetworkNotFound, and BackupError if the
    file cannot be written.
    """
    with connect(url, **TEXT_FORM) as conn:
        keep_migrations_out(conn)
        migrations = applied_migrations(conn)
        with writing(file, now) as writer, snapshot(conn):
            network_id = networks.by_name(conn, name)
            network, _ = networks.own_network(conn, network_id)
            for table in copied_tables(conn):
                on_table(table.name)
                only = only_of(table.name, network_id)
                writer.add(table.name, columns_without(table, only), content_of(conn, table, only=only))
            manifest = writer.manifest(
                OF_NETWORK,
                server_version=conn.info.server_version,
                migrations=migrations,
                sequences={},
                network=Network(network_id, network.name, list(network.hosts)),
            )
            writer.finish(manifest)
    return manifest


def import_network(
    url: str,
    file: Path,
    *,
    name: str | None = None,
    hosts: Collection[str] = (),
    on_table: OnTable = bool,
    on_stored: OnStored,
) -> tuple[int, Manifest]:
    """Add the network in a file to a database, and return its id there and the manifest.

    ``name`` and ``hosts`` replace those in the file. The empty network that a new database begins with is deleted. The
    whole file is checked first; everything is stored and compared with the file in one transaction. Raises BackupError
    if the file is damaged, DatabaseNotReady if it was written by another version, and NetworkRefused if another network
    has the name or one of the host names.
    """
    with reading(file, OF_NETWORK) as reader:
        reader.check()
        manifest = reader.manifest
        origin = manifest.network
        assert origin is not None  # noqa: S101 - files of this format have it
        with connect(url, **TEXT_FORM) as conn:
            keep_migrations_out(conn)
            if applied_migrations(conn) != manifest.migrations:
                raise DatabaseNotReady(
                    f"{file} was written by teamkpi {manifest.teamkpi} with another schema than this database has: use "
                    "the same version for both, `teamkpi migrate` in each, and write the file again"
                )
            with conn.transaction():
                networks.lock(conn)
                delete_first_network(conn)
                name = networks.free_name(conn, name or origin.name)
                network_id = next_id(conn)
                _store(conn, reader, network_id, name, on_table)
                _compare(conn, manifest, network_id)
                advance_sequences(conn, network_id)
                networks.set_hosts(conn, network_id, hosts or origin.hosts)
                on_stored(conn, origin.id, network_id)
            conn.execute("ANALYZE")
    return network_id, manifest


def delete_network(conn: Connection, name: str) -> dict[str, int]:
    """Delete a network with everything that belongs to it, and return how many rows that were, by table.

    Raises NetworkNotFound.
    """
    with conn.transaction():
        networks.lock(conn)
        counts = delete_network_of(conn, networks.by_name(conn, name))
    return {table: count for table, count in counts.items() if count}


def delete_network_of(conn: Connection, network_id: int) -> dict[str, int]:
    """Delete the network with an id, in a transaction with ``networks.lock``; return the number of rows by table."""
    with moving(conn, network_id):
        counts = {table: delete_rows(conn, table, network_id) for table in with_rows_of_networks(conn)}
        conn.execute(_SQL.delete_network, {"network_id": network_id})
    return counts


def keep_migrations_out(conn: Connection) -> None:
    """Keep migrations from changing the schema until the connection is closed."""
    conn.execute(_SQL.keep_migrations_out, {"migration": MIGRATION})


def stage_network(conn: Connection, columns: list[str], content: Iterable[bytes], network_id: int) -> None:
    """Store the row of a network, under its id here, in a table of this transaction."""
    conn.execute(_SQL.stage_network)
    store(conn, STAGED_NETWORK, columns, content, also=only_of(NETWORK, network_id))


def store_network(conn: Connection, name: str, origin_id: int, on_named: Callable[[], object] = bool) -> None:
    """Add the network that was staged, under the name that it has here; ``on_named`` may change it before."""
    conn.execute(_SQL.name_network, {"name": name, "origin_id": origin_id})
    on_named()
    conn.execute(_SQL.store_network)


def rows_of(conn: Connection, name: str) -> int:
    """Return how many rows a network has in all tables; raises NetworkNotFound."""
    network_id = networks.by_name(conn, name)
    return sum(count_rows(conn, table, network_id) for table in with_rows_of_networks(conn))


def next_id(conn: Connection) -> int:
    """Return an id that no network of this database has or had, so that no cached answer is of another network."""
    network_id = int((conn.execute(_SQL.next_id).fetchone() or (0,))[0])
    ids = {row[0] for row in conn.execute(_SQL.all_ids)}
    return network_id if network_id not in ids else next_id(conn)


def copied_tables(conn: Connection) -> list[Table]:
    """Return the tables of a file: those that a backup has, without those of the whole database."""
    return [one for one in tables_of(conn) if one.name == NETWORK or "network_id" in one.columns]


def only_of(table: str, network_id: int) -> tuple[str, int]:
    """Return the column that holds a network's rows apart in a table, and its value."""
    return ("id" if table == NETWORK else "network_id", network_id)


def _store(conn: Connection, reader: Reader, network_id: int, name: str, on_table: OnTable) -> None:
    """Store the rows of a file for a network."""
    origin_id = reader.manifest.network.id if reader.manifest.network else network_id
    for table in reader.manifest.tables:
        on_table(table.name)
        also = only_of(table.name, network_id)
        if table.name == NETWORK:
            stage_network(conn, table.columns, reader.content(table), network_id)
            store_network(conn, name, origin_id)
        elif table.name != HOSTS:
            store(conn, table.name, table.columns, reader.content(table), also=also)


def _compare(conn: Connection, manifest: Manifest, network_id: int) -> None:
    """Raise BackupError if a row is not stored as it is in the file."""
    expected = {table.name: (table.rows, table.sha256) for table in manifest.tables}
    for here in copied_tables(conn):
        if here.name not in {NETWORK, HOSTS}:
            digest = Digest()
            for _ in digest.of(content_of(conn, here, only=only_of(here.name, network_id))):
                pass
            if expected[here.name] != (digest.rows, digest.sha256):
                raise BackupError(f"table {here.name} is not stored as it is in the file; nothing was changed")


def advance_sequences(conn: Connection, network_id: int) -> None:
    """Let no id of the network be given again by a sequence of all networks."""
    for table_name, column, sequence in conn.execute(_SQL.shared_sequences).fetchall():
        last_id = largest_id(conn, table_name, column, network_id)
        if last_id is not None:
            conn.execute(_SQL.go_on_after, {"sequence": sequence, "last_id": last_id})


def delete_first_network(conn: Connection) -> None:
    """Delete the network that a new database begins with, if it is the only one and nothing was stored in it."""
    ids = [row[0] for row in conn.execute(_SQL.all_ids)]
    if len(ids) == 1 and not any(count_rows(conn, table, ids[0]) for table in with_rows_of_networks(conn)):
        conn.execute(_SQL.delete_network, {"network_id": ids[0]})


def with_rows_of_networks(conn: Connection) -> list[str]:
    """Return all tables with rows of networks, each before the tables that it refers to."""
    every = [row[0] for row in conn.execute(_SQL.tables)]
    copied = [one.name for one in reversed(tables_of(conn)) if one.name in every]
    return [*(name for name in every if name not in copied), *copied]
