"""The ledger of a network as files that an import reads."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from psycopg import Connection, IsolationLevel, sql

from teamkpi.ledger.entities import ENTITIES, Entity
from teamkpi.ledger.rows import to_record
from teamkpi.wire import encode

_ROWS_AT_ONCE = 5000


def export(
    conn: Connection,
    network_id: int,
    directory: Path,
    *,
    overwrite: bool = False,
    on_written: Callable[[str, int], None] | None = None,
) -> dict[str, int]:
    """Write every record of a network to ``<plural>.jsonl`` files and return how many each holds, by plural.

    Records are in the order of their ids, tombstones among them, all from one moment of the database; imported
    elsewhere they give the same answers. A file is written for every entity, even if it is empty. Only their owner can
    read them, since they hold personal data. They get their names once all of them are complete and on disk.

    Raises FileExistsError, before anything is written, when the folder holds ledger files and ``overwrite`` is false;
    ``overwrite`` replaces them, but for ``.csv`` files, which are refused anyway: an import would read both.
    ``on_written`` is told, now and then, of so many more records of an entity. ``conn`` must not be in a transaction.
    """
    directory.mkdir(parents=True, exist_ok=True)
    forms = ("csv",) if overwrite else ("csv", "jsonl")
    for name in (f"{plural}.{form}" for plural in ENTITIES for form in forms):
        if (directory / name).exists():
            raise FileExistsError(f"{directory / name} is there already")
    counts = {}
    with ExitStack() as partial_files, _snapshot(conn):
        written = []
        for plural, entity in ENTITIES.items():
            partial = partial_files.enter_context(_partial_file(directory, f"{plural}.jsonl"))
            counts[plural] = _write(conn, network_id, entity, partial, on_written)
            written.append((partial, directory / f"{plural}.jsonl"))
        for partial, final in written:
            partial.replace(final)
    return counts


@contextmanager
def _snapshot(conn: Connection) -> Iterator[None]:
    """Read one moment of the database, and keep no writer waiting."""
    before = conn.isolation_level, conn.read_only
    conn.isolation_level, conn.read_only = IsolationLevel.REPEATABLE_READ, True
    try:
        with conn.transaction():
            yield
    finally:
        conn.isolation_level, conn.read_only = before


@contextmanager
def _partial_file(directory: Path, name: str) -> Iterator[Path]:
    """Make a file next to its final place; whatever still has that name in the end is removed."""
    handle, path = tempfile.mkstemp(prefix=f".{name}.", suffix=".partial", dir=directory)
    os.close(handle)
    try:
        yield Path(path)
    finally:
        Path(path).unlink(missing_ok=True)


def _write(
    conn: Connection,
    network_id: int,
    entity: Entity,
    path: Path,
    on_written: Callable[[str, int], None] | None,
) -> int:
    statement = sql.SQL("SELECT {columns} FROM {table} WHERE network_id = %s ORDER BY id").format(
        columns=sql.SQL(", ").join(map(sql.Identifier, entity.all_columns)), table=sql.Identifier(entity.plural)
    )
    total = 0
    with conn.cursor(name="export") as cursor, path.open("wb") as file:
        cursor.execute(statement, (network_id,))
        while rows := cursor.fetchmany(_ROWS_AT_ONCE):
            file.writelines(encode(to_record(entity, row)) + b"\n" for row in rows)
            total += len(rows)
            if on_written:
                on_written(entity.plural, len(rows))
        file.flush()
        os.fsync(file.fileno())
    return total
