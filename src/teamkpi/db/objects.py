"""The objects that the migrations make, and what a database lacks of them.

That a migration has run does not say that what it made is still there: a restored dump may have lost a part of it. The
file ``schema.txt`` describes all objects; ``make docs`` writes it from a database that has just been migrated.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from importlib.resources import files
from typing import Any, Final, NamedTuple, TypeAlias

from psycopg import Connection

from teamkpi.db.statements import load_sql

_SQL: Final = load_sql("teamkpi.db", "objects.sql")
_NEWEST_KNOWN_SERVER: Final = 190_000
"""The first version that may say a definition in other words; only whether objects are there is looked at then."""
_INDENT: Final = "    "


class Name(NamedTuple):
    """An object: what it is (``table``, ``column``, ``index`` and so on), and its name."""

    kind: str
    name: str

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"


Objects: TypeAlias = Mapping[Name, str]
"""Objects, each with how it is defined."""


def objects_of(conn: Connection[Any]) -> Objects:
    """Return the objects that are there, ours and what else stands in the same schema."""
    return {Name(kind, name): _tidied(definition.splitlines()) for kind, name, definition in conn.execute(_SQL.objects)}


def expected_objects() -> Objects:
    """Return the objects that all migrations together make, as ``schema.txt`` describes them."""
    return read_description(files("teamkpi.db").joinpath("schema.txt").read_text(encoding="utf-8"))


def differences(conn: Connection[Any]) -> Iterator[str]:
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


def description(objects: Objects, heading: Iterable[str]) -> str:
    """Return a file that describes objects, for people to read too."""
    lines = [f"# {line}" for line in heading]
    for name, definition in objects.items():
        lines += ["", str(name), *(f"{_INDENT}{line}".rstrip() for line in definition.splitlines())]
    return "\n".join(lines) + "\n"


def read_description(text: str) -> Objects:
    """Return the objects that a file describes."""
    definitions: dict[Name, list[str]] = {}
    lines: list[str] = []
    for line in text.splitlines():
        if line and not line.startswith((" ", "#")):
            kind, _, name = line.partition(" ")
            lines = definitions.setdefault(Name(kind, name), [])
        else:
            lines.append(line.removeprefix(_INDENT))
    return {name: _tidied(lines) for name, lines in definitions.items()}


def _tidied(lines: Iterable[str]) -> str:
    """Return the lines of a definition without blanks at their ends, and without empty ones around them."""
    return "\n".join(line.rstrip() for line in lines).strip()
