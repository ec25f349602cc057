"""The database objects that the migrations create, and which of them a database lacks.

A migration that has run does not prove that what it created is still there: a restored dump may be incomplete. The file
``schema.sql`` holds the whole schema; ``make docs`` writes it from a database that has just been migrated, and it is
read back here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from importlib.resources import files
from typing import Final, NamedTuple, TypeAlias

from psycopg import Connection

from teamkpi.db.statements import load_sql

_SQL: Final = load_sql("teamkpi.db", "objects.sql")
_NEWEST_KNOWN_SERVER: Final = 190_000
"""The first version that may say a definition in other words; only whether objects are there is looked at then."""


class Name(NamedTuple):
    """An object: what it is (``table``, ``column``, ``index`` and so on), and its name."""

    kind: str
    name: str

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"


Objects: TypeAlias = Mapping[Name, str]
"""Objects, each with how it is defined."""


def objects_of(conn: Connection) -> Objects:
    """Return the objects that are there, ours and whatever else is in the same schema."""
    return {Name(kind, name): _tidied(definition.splitlines()) for kind, name, definition in conn.execute(_SQL.objects)}


def expected_objects() -> Objects:
    """Return the objects that all migrations together make, as ``schema.sql`` has them."""
    return read_schema(files("teamkpi.db").joinpath("schema.sql").read_text(encoding="utf-8"))


def differences(conn: Connection) -> Iterator[str]:
    """Yield what is missing or other than the migrations make it; objects of others are no difference."""
    found, expected = objects_of(conn), expected_objects()
    missing = [name for name in expected if name not in found]
    gone = {name.name for name in missing if name.kind in {"table", "view"}}
    for name in missing:
        # With a table goes all that belongs to it.
        if name.kind in {"table", "view"} or name.name.partition(".")[0] not in gone:
            yield f"{name} is missing"
    other = []
    if conn.info.server_version < _NEWEST_KNOWN_SERVER:
        other = [name for name, definition in expected.items() if found.get(name, definition) != definition]
    for name in other:
        yield f"{name} differs"
    if not any(name.kind in {"table", "function"} for name in (*missing, *other)):  # which tell what they are
        for (sequence,) in conn.execute(_SQL.missing_sequences):
            yield f"sequence {sequence} is missing"


def read_schema(text: str) -> Objects:
    """Return the objects of a file like ``schema.sql``, in which every statement begins a line with CREATE."""
    lines = (line for line in text.splitlines(keepends=True) if not line.startswith("--"))
    statements = re.split(r"^(?=CREATE )", "".join(lines), flags=re.MULTILINE)
    return dict(found for statement in statements for found in _created(statement.strip()))


def _created(statement: str) -> Iterator[tuple[Name, str]]:
    """Yield what a statement creates: one object, or a table with its columns and constraints."""
    if found := re.fullmatch(r"CREATE (UNLOGGED )?TABLE (\S+) \(\n(.*)\n\);", statement, re.DOTALL):
        unlogged, table, body = found.groups()
        yield Name("table", table), "unlogged" if unlogged else ""
        for line in body.splitlines():
            first, _, definition = line.strip().removesuffix(",").partition(" ")
            if first == "CONSTRAINT":
                first, _, definition = definition.partition(" ")
                yield Name("constraint", f"{table}.{first}"), definition
            else:
                yield Name("column", f"{table}.{first}"), definition
    elif found := re.match(r"CREATE (?:UNIQUE )?INDEX (\S+) ", statement):
        yield Name("index", found[1]), statement.removesuffix(";")
    elif found := re.match(r"CREATE TRIGGER (\S+) .* ON (\S+) ", statement):
        yield Name("trigger", f"{found[2]}.{found[1]}"), statement.removesuffix(";")
    elif found := re.match(r"CREATE VIEW (\S+) AS\n", statement):
        yield Name("view", found[1]), statement[found.end() :]
    elif found := re.match(r"CREATE FUNCTION (.*)\n", statement):
        yield Name("function", found[1]), statement[found.end() :].removesuffix(";")


def _tidied(lines: Iterable[str]) -> str:
    """Return the lines of a definition without blanks at their ends, and without empty ones around them."""
    return "\n".join(line.rstrip() for line in lines).strip()
