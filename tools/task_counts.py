"""Print on how many shards of a Citus cluster each named statement of a network runs: ``task_counts.py URL``.

The URL is the coordinator's, of a database whose tables are distributed. Statements are planned with made-up values and
not run. Parts of statements are left out: what they are put together to is only known when the program runs. The number
is the sum over the steps of a plan, so a statement that inserts into two tables has two. It is 0 where rows that come
with the statement are sent to their shards.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple

import psycopg
from psycopg import Connection

from house_rules import statements
from teamkpi.db import connect

_NAMED: Final = re.compile(r"%\((\w+)\)s|%%")
_PLACE: Final = re.compile(r"\{\w*\}")
_TASKS: Final = re.compile(r"Task Count: (\d+)")
_KINDS: Final = ("SELECT", "INSERT", "UPDATE", "DELETE", "WITH", "MERGE")
_VALUES: Final = {
    "boolean": "true",
    "bytea": "\\x00",
    "date": "2026-11-01",
    "json": "[]",
    "jsonb": "[]",
    "pg_snapshot": "10:10:",
    "text": "x",
    "timestamp with time zone": "2026-11-01T00:00:00Z",
    "interval": "1 day",
    "uuid": "00000000-0000-0000-0000-000000000001",
}
_OTHERS: Final = "1"
_PART: Final = "a part of a statement"


class Found(NamedTuple):
    """What planning one statement gave: the number of tasks, or why there is no plan."""

    name: str
    tasks: int | None
    problem: str


def main() -> None:
    """Print a line for each statement that names a network, and the sums."""
    with connect(sys.argv[1]) as conn:
        found = [planned(conn, name, body) for name, body in named_statements(Path("src/teamkpi"))]
    for one in found:
        print(f"{one.name:60} {one.problem if one.tasks is None else one.tasks}")
    sums = Counter(
        _PART if one.problem == _PART else "no plan" if one.problem else f"{one.tasks} tasks" for one in found
    )
    print("\n" + ", ".join(f"{name}: {count}" for name, count in sorted(sums.items())))


def named_statements(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield the name and text of each whole statement with the parameter ``network_id``."""
    for file in sorted(folder.rglob("*.sql")):
        if "migrations" in file.parts or file.name == "schema.sql":
            continue
        for name, _, body in statements(file.read_text(encoding="utf-8")):
            text = re.sub(r"--.*", "", body).strip()
            if text.startswith(_KINDS) and not _PLACE.search(text) and "%(network_id)s" in text:
                yield f"{file.stem}.{name}", text


def planned(conn: Connection[Any], name: str, text: str) -> Found:
    """Plan a statement with a value for each of its parameters."""
    try:
        with conn.transaction(force_rollback=True):
            lines = [row[0] for row in conn.execute(f"EXPLAIN (COSTS OFF) {with_values(conn, text)}", prepare=False)]
    except (psycopg.errors.UndefinedTable, psycopg.errors.UndefinedColumn):
        return Found(name, None, _PART)
    except psycopg.Error as error:
        return Found(name, None, str(error).strip().split("\n", 1)[0])
    return Found(name, sum(int(one) for one in _TASKS.findall("\n".join(lines))), "")


def with_values(conn: Connection[Any], text: str) -> str:
    """Return a statement with a made-up value of the right type in place of each parameter."""
    names = list(dict.fromkeys(one[1] for one in _NAMED.finditer(text) if one[1]))
    numbered = _NAMED.sub(lambda one: f"${names.index(one[1]) + 1}" if one[1] else "%", text)
    values = dict(zip(names, map(_value, _types(conn, numbered)), strict=True))
    return _NAMED.sub(lambda one: values[one[1]] if one[1] else "%", text)


def _types(conn: Connection[Any], numbered: str) -> list[str]:
    conn.execute(f"PREPARE asked AS {numbered}", prepare=False)
    row = conn.execute("SELECT parameter_types::text[] FROM pg_prepared_statements WHERE name = 'asked'").fetchone()
    conn.execute("DEALLOCATE asked", prepare=False)
    return row[0] if row else []


def _value(kind: str) -> str:
    one = _VALUES.get(kind.removesuffix("[]"), _OTHERS)
    return f"ARRAY['{one}']::{kind}" if kind.endswith("[]") else f"'{one}'::{kind}"


if __name__ == "__main__":
    main()
