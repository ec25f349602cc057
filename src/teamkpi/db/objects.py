"""Compares the objects in a database with those that the migrations create.

That a migration has run does not prove that its objects still exist: a restored dump may be incomplete. ``schema.sql``
contains the whole schema; ``make docs`` writes it from a freshly migrated database, and this module parses it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from importlib.resources import files
from typing import Final, NamedTuple, TypeAlias

from psycopg import Connection

from teamkpi.db.connections import is_cluster
from teamkpi.db.statements import load_sql
from teamkpi.db.tables import KEPT_TRIGGERS, is_constraint_of_clusters

_SQL: Final = load_sql("teamkpi.db", "objects.sql")
_NEWEST_KNOWN_SERVER: Final = 190_000
"""The first version of PostgreSQL that may print definitions differently; from it on, only existence is compared."""


class Name(NamedTuple):
    """An object: its kind (``table``, ``column``, ``index`` and so on) and its name."""

    kind: str
    name: str

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"


Objects: TypeAlias = Mapping[Name, str]
"""Objects with their definitions."""


def objects_of(conn: Connection) -> Objects:
    """Return the existing objects, ours and any others in the same schema."""
    return {Name(kind, name): _tidied(definition.splitlines()) for kind, name, definition in conn.execute(_SQL.objects)}


def expected_objects() -> Objects:
    """Return the objects that the migrations create, according to ``schema.sql``."""
    return read_schema(files("teamkpi.db").joinpath("schema.sql").read_text(encoding="utf-8"))


def differences(conn: Connection) -> Iterator[str]:
    """Yield objects that are missing or differ from the migrations; additional objects are ignored."""
    found, expected = objects_of(conn), expected_objects()
    if is_cluster(conn):
        expected = {name: definition for name, definition in expected.items() if _is_of_clusters(name)}
    missing = [name for name in expected if name not in found]
    gone = {name.name for name in missing if name.kind in {"table", "view"}}
    for name in missing:
        # A missing table implies that all its parts are missing.
        if name.kind in {"table", "view"} or name.name.partition(".")[0] not in gone:
            yield f"{name} is missing"
    other = []
    if conn.info.server_version < _NEWEST_KNOWN_SERVER:
        other = [name for name, definition in expected.items() if found.get(name, definition) != definition]
    for name in other:
        yield f"{name} differs"


def _is_of_clusters(one: Name) -> bool:
    """Return whether a distributed database has an object as well."""
    table, _, name = one.name.partition(".")
    if one.kind == "constraint":
        return is_constraint_of_clusters(table, name)
    return one.kind != "trigger" or one.name not in KEPT_TRIGGERS


def read_schema(text: str) -> Objects:
    """Parse a file like ``schema.sql``, in which every statement begins with CREATE at the start of a line."""
    lines = (line for line in text.splitlines(keepends=True) if not line.startswith("--"))
    statements = re.split(r"^(?=CREATE )", "".join(lines), flags=re.MULTILINE)
    return dict(found for statement in statements for found in _created(statement.strip()))


def _created(statement: str) -> Iterator[tuple[Name, str]]:
    """Yield the objects that a statement creates: one object, or a table with its columns and constraints."""
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
    """Return a definition without trailing blanks, and without empty lines at its start and end."""
    return "\n".join(line.rstrip() for line in lines).strip()
