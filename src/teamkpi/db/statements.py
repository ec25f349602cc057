"""The loader of named SQL.

A ``.sql`` file contains statements, each after a line ``-- name: its_name`` and a comment with its purpose.
"""

import re
from collections.abc import Iterator, Mapping
from importlib.resources import files
from typing import Any

_PARAMETER = re.compile(r"%\((\w+)\)s|%%")
_PURPOSE = re.compile(r"\A(?:--.*\n)+")
_NAME = re.compile(r"^-- name: *([a-z][a-z0-9_]*) *$", re.MULTILINE)


class Statements:
    """The statements of one file, as attributes."""

    def __init__(self, source: str, text: str) -> None:
        parts = _NAME.split(text)
        self._source = source
        self._statements = {name: body.strip() for name, body in zip(parts[1::2], parts[2::2], strict=True)}
        if len(self._statements) * 2 + 1 != len(parts):
            raise ValueError(f"{source} names a statement twice")

    def __getattr__(self, name: str) -> str:
        """Return the statement with that name."""
        try:
            return self._statements[name]
        except KeyError:
            raise AttributeError(f"{self._source} has no statement {name!r}") from None

    def __iter__(self) -> Iterator[tuple[str, str]]:
        """Yield (name, statement) in the order of the file."""
        return iter(self._statements.items())


class Numbered:
    """A long statement with numbered instead of named parameters, for psycopg's raw cursors.

    psycopg does not cache the parsed form of statements longer than 4 kB, and parses them on every execution. A
    statement with numbered parameters goes to PostgreSQL unchanged.
    """

    def __init__(self, statement: str) -> None:
        self._names: dict[str, int] = {}
        self.text = _PARAMETER.sub(self._number, statement)

    def _number(self, found: re.Match[str]) -> str:
        if found[1] is None:
            return "%"
        return f"${self._names.setdefault(found[1], len(self._names) + 1)}"

    def values(self, parameters: Mapping[str, Any]) -> list[Any]:
        """Return the values in the order of their numbers; raises KeyError if one is missing."""
        return [parameters[name] for name in self._names]


def without_purpose(statement: str) -> str:
    """Return a statement without its leading comment, for use as part of another one."""
    return _PURPOSE.sub("", statement)


def load_sql(package: str, filename: str) -> Statements:
    """Load the named statements of a file in ``package``."""
    return Statements(f"{package}/{filename}", files(package).joinpath(filename).read_text(encoding="utf-8"))
