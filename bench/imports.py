"""Records a second of an import, beside plain COPY of the same rows into the same tables.

The import is that of ``teamkpi import``: files are read and validated, versions are compared, sums are computed. The
COPY sends what PostgreSQL itself has written of these rows, in its binary form, over the same kind of connection, in
one transaction as well; nothing is read, compared or computed. A third load makes the same rows in psycopg, for
how much of the distance is Python's. ``python -m bench.imports URL FOLDER`` is the import, in a process of its own.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, LiteralString

from psycopg import Connection, sql

from bench.form import Form
from bench.generate_ledger import Ledger
from bench.memory import peak_mebibytes
from bench.samples import summary
from bench.spaces import NOW, fresh_database, space
from teamkpi.db import connect
from teamkpi.ledger import ENTITIES, apply
from teamkpi.ledger.files import Source

_ROUNDS = 3
_COWORKERS, _TEAM_SIZE = 5000, 10
_BLOCK = 256 * 1024


def measure(server_url: str, form: Form) -> dict[str, Any]:
    """Load the same rows in three ways, in turn, each time into a fresh database."""
    with tempfile.TemporaryDirectory(prefix="teamkpi-bench-") as name:
        folder = Path(name)
        _write(folder, form.writes)
        rounds = [_round(server_url, folder) for _ in range(_ROUNDS)]
    rows = rounds[0][0]
    imported, copied, made = (statistics.median(one[place] for one in rounds) for place in (1, 2, 3))
    memory = max(one[4] for one in rounds)
    print(f"  {rows:,} records; medians of {_ROUNDS}")
    print(f"  import {rows / imported:,.0f}/s, at most {memory:,.0f} MiB of memory")
    print(f"  COPY of ready bytes {rows / copied:,.0f}/s: ratio {copied / imported:.2f}")
    print(f"  COPY of rows by psycopg {rows / made:,.0f}/s: ratio {made / imported:.2f}", flush=True)
    return {
        "records": rows,
        "per_second": {
            name: summary([rows / one[place] for one in rounds])
            for name, place in (("import", 1), ("COPY of ready bytes", 2), ("COPY of rows by psycopg", 3))
        },
        "memory_mebibytes": memory,
    }


def _write(folder: Path, stretches: int) -> None:
    ledger = Ledger(_COWORKERS, _TEAM_SIZE, seed=1)
    files: dict[str, Iterable[str]] = space(ledger, _COWORKERS // _TEAM_SIZE, stretches)
    files |= {
        "coworkertimepasses": ledger.passes(stretches // 10),
        "coworkerextraservices": ledger.credits(stretches // 10),
    }
    for plural, lines in files.items():
        with (folder / f"{plural}.jsonl").open("w", encoding="utf-8") as file:
            file.writelines(lines)


def _round(server_url: str, folder: Path) -> tuple[int, float, float, float, float]:
    """Return how many rows there are, the seconds of the three loads, and the import's memory in MiB."""
    with fresh_database(server_url) as url:
        command = [sys.executable, "-m", "bench.imports", url, str(folder)]
        output = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
        with connect(url) as conn:
            for plural in ENTITIES:
                copy_out = _statement("COPY {0} TO STDOUT (FORMAT BINARY)", plural)
                with (folder / f"{plural}.binary").open("wb") as file, conn.cursor().copy(copy_out) as copy:
                    for data in copy:
                        file.write(data)
            rows = read_rows(conn)
    copied = _timed(server_url, lambda conn: _ready(conn, folder))
    made = _timed(server_url, lambda conn: write_rows(conn, rows))
    return sum(map(len, rows.values())), float(output[0]), copied, made, float(output[1])


def _timed(server_url: str, load: Callable[[Connection[Any]], None]) -> float:
    with fresh_database(server_url) as url, connect(url) as conn:
        conn.execute("CHECKPOINT")
        started = time.perf_counter()
        with conn.transaction():
            load(conn)
        return time.perf_counter() - started


def _ready(conn: Connection[Any], folder: Path) -> None:
    for plural in ENTITIES:
        with (
            (folder / f"{plural}.binary").open("rb") as file,
            conn.cursor().copy(_statement("COPY {0} FROM STDIN (FORMAT BINARY)", plural)) as copy,
        ):
            while data := file.read(_BLOCK):
                copy.write(data)


def read_rows(conn: Connection[Any]) -> dict[str, list[tuple[Any, ...]]]:
    """Return the rows of every kind of record, as the product writes them."""
    return {plural: conn.execute(_statement("SELECT {1} FROM {0}", plural)).fetchall() for plural in ENTITIES}


def write_rows(conn: Connection[Any], rows: dict[str, list[tuple[Any, ...]]]) -> None:
    """Write rows into the tables that they were read from, each value sent by psycopg."""
    for plural, several in rows.items():
        with conn.cursor().copy(_statement("COPY {0} ({1}) FROM STDIN (FORMAT BINARY)", plural)) as copy:
            copy.set_types(("bigint", *ENTITIES[plural].stored_types))
            for row in several:
                copy.write_row(row)


def _statement(text: LiteralString, plural: str) -> sql.Composed:
    columns = map(sql.Identifier, ("network_id", *ENTITIES[plural].stored_columns))
    return sql.SQL(text).format(sql.Identifier(plural), sql.SQL(", ").join(columns))


def _import(url: str, folder: Path) -> None:
    with connect(url) as conn:
        conn.execute("CHECKPOINT")
        started = time.perf_counter()
        apply(conn, 1, Source(folder), now=NOW, look_closer=True)
        seconds = time.perf_counter() - started
    print(seconds, peak_mebibytes())


if __name__ == "__main__":
    _import(sys.argv[1], Path(sys.argv[2]))
