"""Exports a network's ledger as files that an import can read."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from psycopg import Connection, Cursor, sql

from teamkpi.db import snapshot
from teamkpi.ledger import history
from teamkpi.ledger.entities import ENTITIES, Entity
from teamkpi.ledger.files import HISTORY, KNOWN_SINCE
from teamkpi.ledger.history import HELD_SINCE, HELD_UNTIL, SINCE, UNTIL
from teamkpi.ledger.rows import to_record
from teamkpi.wire import encode, instant

_ROWS_AT_ONCE = 5000
_INSTANTS = {HELD_SINCE: SINCE, HELD_UNTIL: UNTIL}


def export(
    conn: Connection,
    network_id: int,
    directory: Path,
    *,
    overwrite: bool = False,
    with_history: bool = False,
    on_written: Callable[[str, int], None] | None = None,
) -> dict[str, int]:
    """Write all records of a network to ``<plural>.jsonl`` files and return the number in each, by plural.

    With ``with_history``, superseded versions go to ``<plural>.history.jsonl`` files in chronological order, and are
    counted under ``<plural>.history``; every record has the instant it was stored, and ``history.json`` the instant
    from which the history is complete.

    Records are ordered by id, including tombstones, and come from one snapshot of the database; imported elsewhere
    they give the same figures. Every entity has a file, even if it is empty. Only the owner can read the files,
    because they contain personal data. They get their final names once all of them are complete and on disk.

    Raises FileExistsError, before anything is written, if the folder contains ledger files and ``overwrite`` is false.
    ``overwrite`` replaces them and removes the history of an earlier export; ``.csv`` files are an error in any case,
    because an import would read both. ``on_written`` is called now and then with an entity and the number of records
    written since. ``conn`` must not be in a transaction.
    """
    directory.mkdir(parents=True, exist_ok=True)
    of_history = [HISTORY, *(f"{plural}.history.jsonl" for plural in ENTITIES)]
    own = [*of_history, *(f"{plural}.jsonl" for plural in ENTITIES)]
    for name in (*(f"{plural}.csv" for plural in ENTITIES), *(() if overwrite else own)):
        if (directory / name).exists():
            raise FileExistsError(f"{directory / name} already exists")
    counts = {}
    with ExitStack() as partial_files, snapshot(conn):
        written = []

        def partial_of(name: str) -> Path:
            partial = partial_files.enter_context(_partial_file(directory, name))
            written.append((partial, directory / name))
            return partial

        for plural, entity in ENTITIES.items():
            held = (HELD_SINCE,) if with_history else ()
            rows = _Rows(entity, plural, held, ("id",))
            counts[plural] = _write(conn, network_id, rows, partial_of(f"{plural}.jsonl"), on_written)
        for plural, entity in ENTITIES.items() if with_history else ():
            rows = _Rows(entity, history.table_of(entity), (HELD_SINCE, HELD_UNTIL), ("id", HELD_SINCE))
            counts[f"{plural}.history"] = _write(
                conn, network_id, rows, partial_of(f"{plural}.history.jsonl"), on_written
            )
        if with_history:
            known = {KNOWN_SINCE: instant(history.known_since(conn, network_id))}
            _fill(partial_of(HISTORY), [encode(known) + b"\n"])
        # Removed first, so that an import can never combine new records with an older history.
        for name in of_history:
            (directory / name).unlink(missing_ok=True)
        for partial, final in written:
            partial.replace(final)
    return counts


@contextmanager
def _partial_file(directory: Path, name: str) -> Iterator[Path]:
    """Create a temporary file next to its final path; it is removed at the end unless it has been renamed."""
    handle, path = tempfile.mkstemp(prefix=f".{name}.", suffix=".partial", dir=directory)
    os.close(handle)
    try:
        yield Path(path)
    finally:
        Path(path).unlink(missing_ok=True)


class _Rows(NamedTuple):
    """The rows to write: their table, the instants to add to the fields, and their order."""

    entity: Entity
    table: str
    held: tuple[str, ...]
    order: tuple[str, ...]


def _write(
    conn: Connection,
    network_id: int,
    what: _Rows,
    path: Path,
    on_written: Callable[[str, int], None] | None,
) -> int:
    entity = what.entity
    statement = sql.SQL("SELECT {columns} FROM {table} WHERE network_id = %s ORDER BY {order}").format(
        columns=_names((*entity.all_columns, *what.held)), table=sql.Identifier(what.table), order=_names(what.order)
    )
    width = len(entity.all_columns)
    names = [_INSTANTS[column] for column in what.held]
    total = 0

    def lines(rows: list[Any]) -> Iterator[bytes]:
        for row in rows:
            record = to_record(entity, row[:width])
            record.update(zip(names, map(instant, row[width:]), strict=True))
            yield encode(record) + b"\n"

    def all_lines(cursor: Cursor) -> Iterator[bytes]:
        nonlocal total
        while rows := cursor.fetchmany(_ROWS_AT_ONCE):
            yield from lines(rows)
            total += len(rows)
            if on_written:
                on_written(entity.plural, len(rows))

    with conn.cursor(name="export") as cursor:
        cursor.execute(statement, (network_id,))
        _fill(path, all_lines(cursor))
    return total


def _fill(path: Path, lines: Iterable[bytes]) -> None:
    """Write a file and flush it to disk."""
    with path.open("wb") as file:
        file.writelines(lines)
        file.flush()
        os.fsync(file.fileno())


def _names(columns: Iterable[str]) -> sql.Composed:
    return sql.SQL(", ").join(map(sql.Identifier, columns))
