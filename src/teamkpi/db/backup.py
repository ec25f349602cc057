"""Backups: writes one snapshot of the whole database to a file, and restores it into an empty database.

The content follows from the schema of the database, so new tables are included automatically. A backup is restored by
running the migrations that its database had, storing the rows, and running all newer migrations. It can therefore be
restored on any supported version of PostgreSQL, whatever version it was made on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Final

from psycopg import Connection, sql

from teamkpi.db.backup_file import OF_DATABASE, Digest, Manifest, Reader, reading, writing
from teamkpi.db.connections import connect, is_cluster, snapshot
from teamkpi.db.locks import MIGRATION
from teamkpi.db.migrate import applied_migrations, known_migrations, migrate
from teamkpi.db.objects import differences
from teamkpi.db.statements import load_sql
from teamkpi.db.table_copies import TEXT_FORM, content_of, store, tables_of
from teamkpi.errors import BackupError, DatabaseNotReady, DatabaseUnusable

_SQL: Final = load_sql("teamkpi.db", "backup.sql")
_FIRST_NETWORKS: Final = 1
"""The number of networks in an empty database: the one that the migrations create."""

OnTable = Callable[[str], object]


def write_backup(url: str, file: Path, *, now: datetime, on_table: OnTable = bool) -> Manifest:
    """Write one snapshot of the database to a file, without blocking writers, and return its manifest.

    An existing file is replaced once the new one is complete. ``on_table`` is called with the name of each table before
    it is read. Raises DatabaseUnusable if there is nothing to back up, and BackupError if the file cannot be written.
    """
    with connect(url, **TEXT_FORM) as conn:
        if is_cluster(conn):
            raise DatabaseUnusable(
                "a cluster cannot be backed up as a whole, because no snapshot covers all of its nodes: write each "
                "network to a file with `teamkpi network export`, or back up the nodes themselves"
            )
        conn.execute(_SQL.keep_migrations_out, {"migration": MIGRATION})
        migrations = applied_migrations(conn)
        if not migrations:
            raise DatabaseNotReady("there is nothing to back up: this database has never been used by teamkpi")
        with writing(file, now) as writer, snapshot(conn):
            for table in tables_of(conn):
                on_table(table.name)
                writer.add(table.name, table.columns, content_of(conn, table))
            manifest = writer.manifest(
                OF_DATABASE,
                server_version=conn.info.server_version,
                migrations=migrations,
                # After the tables: sequences ignore the snapshot, and may only be ahead of the tables.
                sequences=_sequences(conn),
            )
            writer.finish(manifest)
    return manifest


@contextmanager
def checked_backup(file: Path) -> Iterator[Reader]:
    """Open a backup that this program can restore, after reading all of it once; no database is needed for this.

    Raises BackupError if the file is damaged or not a backup, and DatabaseNotReady if it has migrations that this
    program does not have.
    """
    with reading(file, OF_DATABASE) as reader:
        reader.check()
        known = known_migrations()
        if unknown := [name for name in reader.manifest.migrations if name not in known]:
            raise DatabaseNotReady(
                f"this backup, made by teamkpi {reader.manifest.teamkpi}, has migrations that this version of teamkpi "
                f"does not have ({', '.join(unknown)}): install the version that made it"
            )
        yield reader


def restore_backup(url: str, file: Path, *, on_table: OnTable = bool) -> Manifest:
    """Check a backup, and restore it as ``restore_checked`` does; raises the errors of both."""
    with checked_backup(file) as reader:
        return restore_checked(url, reader, on_table=on_table)


def restore_checked(url: str, reader: Reader, *, on_table: OnTable = bool) -> Manifest:
    """Restore a backup into an empty database, migrate it to the newest schema, and return the backup's manifest.

    The rows are stored in one transaction. Raises BackupError if the database is not empty, and DatabaseUnusable if it
    does not meet the requirements.
    """
    _load(url, reader, on_table)
    migrate(url)
    with connect(url) as conn:
        conn.execute("ANALYZE")
    return reader.manifest


def verify_backup(scratch_url: str, file: Path, *, on_table: OnTable = bool) -> None:
    """Restore a backup into an empty database and compare every row with the file.

    Raises BackupError if anything differs, and the errors of ``restore_backup``.
    """
    with checked_backup(file) as reader:
        _load(scratch_url, reader, bool)
        with connect(scratch_url, **TEXT_FORM) as conn:
            expected = {table.name: (table.rows, table.sha256) for table in reader.manifest.tables}
            for table in tables_of(conn):
                on_table(table.name)
                digest = Digest()
                for _ in digest.of(content_of(conn, table)):
                    pass
                if expected.pop(table.name, None) != (digest.rows, digest.sha256):
                    raise BackupError(f"{file}: table {table.name} does not restore to what it was")
            if expected:
                raise BackupError(f"{file}: restoring it leaves no table {', '.join(expected)}")
            sequences = _sequences(conn)
        if sequences != reader.manifest.sequences:
            raise BackupError(f"{file}: the sequences do not restore to what they were")
        migrate(scratch_url)
        with connect(scratch_url) as conn:
            if found := list(differences(conn)):
                raise BackupError(f"{file}: restored, its schema is not the newest: {', '.join(found)}")


def note_verified(url: str, file: Path, manifest: Manifest, *, now: datetime) -> None:
    """Store in the database that this backup of it was verified, if the database has the newest schema."""
    with connect(url) as conn:
        if applied_migrations(conn) == known_migrations():
            row = {"made_on": manifest.made_on, "verified_on": now, "bytes": file.stat().st_size}
            conn.execute(_SQL.note_verified, row)


LAST_VERIFIED: Final = _SQL.last_verified
"""The query for when the newest verified backup was made and verified."""


def last_verified(conn: Connection) -> tuple[datetime, datetime] | None:
    """Return when the newest verified backup was made, and when it was verified; None when there is none."""
    return conn.execute(LAST_VERIFIED).fetchone()


def backed_up_tables(conn: Connection) -> list[str]:
    """Return the names of the tables in a backup of this database, each after the tables that it refers to."""
    return [table.name for table in tables_of(conn)]


def backed_up_columns(conn: Connection) -> dict[str, list[str]]:
    """Return the columns of each of these tables that are part of a backup."""
    return {table.name: table.columns for table in tables_of(conn)}


def _sequences(conn: Connection) -> dict[str, int]:
    rows: list[tuple[str, int]] = conn.execute(_SQL.sequences).fetchall()
    return dict(rows)


def _load(url: str, reader: Reader, on_table: OnTable) -> None:
    """Migrate an empty database to the schema of the backup, and store its rows."""
    manifest = reader.manifest
    with connect(url) as conn:
        applied = applied_migrations(conn)
    if not applied:
        migrate(url, only=manifest.migrations)
    elif applied != manifest.migrations:
        raise BackupError(
            "this database already has the schema of another version than the backup; restore into a new database"
        )
    with connect(url, **TEXT_FORM) as conn, conn.transaction():
        _require_empty(conn)
        conn.execute(_SQL.remove_first_network)
        for table in manifest.tables:
            on_table(table.name)
            store(conn, table.name, table.columns, reader.content(table))
        for name, last_value in manifest.sequences.items():
            conn.execute(_SQL.go_on_from, {"name": name, "last_value": last_value})


def _require_empty(conn: Connection) -> None:
    """Lock all tables, and raise BackupError if one of them has rows."""
    tables = [sql.Identifier(table.name) for table in tables_of(conn)]
    conn.execute(sql.SQL("LOCK TABLE {} IN ACCESS EXCLUSIVE MODE").format(sql.SQL(", ").join(tables)))
    for table in tables_of(conn):
        most = _FIRST_NETWORKS if table.name == "network" else 0
        more = sql.SQL("SELECT FROM {} OFFSET {} LIMIT 1").format(sql.Identifier(table.name), most)
        if conn.execute(more).fetchone() is not None:
            raise BackupError(
                "this database is not empty, and nothing in it was changed; restore into a new database, or with "
                "--data-dir into a new folder"
            )
