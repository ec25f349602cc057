"""The loader of named SQL.

A ``.sql`` file contains statements, each after a line ``-- name: its_name`` and a comment with its purpose. The parts
in ``parts.sql`` can be used in the statements of every file: ``{name}`` becomes the part with that name.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Self

_PARAMETER = re.compile(r"%\((\w+)\)s|%%")
_PURPOSE = re.compile(r"\A(?:--.*\n)+")
_NAME = re.compile(r"^-- name: *([a-z][a-z0-9_]*) *$", re.MULTILINE)
_PLACE = re.compile(r"\{([a-z][a-z0-9_]*)\}")
_COMMENT = re.compile(r"--.*$", re.MULTILINE)


class Statement(str):
    """A statement that knows its name, such as ``checks.check``, which traces show; also once it is filled in."""

    __slots__ = ("name",)

    def __new__(cls, text: str, name: str) -> Self:
        """Make one of a text and a name."""
        made = super().__new__(cls, text)
        made.name = name
        return made

    name: str

    def format(self, *args: object, **kwargs: object) -> Self:
        """Return the statement with its places filled in."""
        return type(self)(super().format(*args, **kwargs), self.name)


class Statements:
    """The statements of one file, as attributes."""

    def __init__(self, source: str, text: str, shared: Mapping[str, str] | None = None) -> None:
        """Read the text of a file; ``shared`` are the parts, if they are not those of ``parts.sql``."""
        parts = _NAME.split(text)
        self._source = source
        stem = source.rpartition("/")[2].removesuffix(".sql")
        self._statements = {
            name: Statement(with_parts(body.strip(), shared), f"{stem}.{name}")
            for name, body in zip(parts[1::2], parts[2::2], strict=True)
        }
        if len(self._statements) * 2 + 1 != len(parts):
            raise ValueError(f"{source} names a statement twice")

    def __getattr__(self, name: str) -> Statement:
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
        if isinstance(statement, Statement):
            self.text = Statement(self.text, statement.name)

    def _number(self, found: re.Match[str]) -> str:
        if found[1] is None:
            return "%"
        return f"${self._names.setdefault(found[1], len(self._names) + 1)}"

    def values(self, parameters: Mapping[str, object]) -> list[object]:
        """Return the values in the order of their numbers; raises KeyError if one is missing."""
        return [parameters[name] for name in self._names]


def without_purpose(statement: str) -> str:
    """Return a statement without its leading comment, for use as part of another one."""
    return _PURPOSE.sub("", statement)


def with_parts(text: str, parts: Mapping[str, str] | None = None) -> str:
    """Return the text of statements with the parts in their places; other places stay. Lines keep their numbers."""
    known = _shared_parts() if parts is None else parts

    def part(found: re.Match[str]) -> str:
        name = found[1]
        return with_parts(known[name], known) if name in known else found[0]

    return _PLACE.sub(part, text)


def read_parts(text: str) -> dict[str, str]:
    """Return the parts in a text like ``parts.sql``, each on one line and without comments."""
    pieces = _NAME.split(text)
    return {
        name: " ".join(_COMMENT.sub("", body).split()) for name, body in zip(pieces[1::2], pieces[2::2], strict=True)
    }


@cache
def _shared_parts() -> Mapping[str, str]:
    return read_parts(files("teamkpi.db").joinpath("parts.sql").read_text(encoding="utf-8"))


def load_sql(package: str, filename: str) -> Statements:
    """Load the named statements of a file in ``package``."""
    return Statements(f"{package}/{filename}", files(package).joinpath(filename).read_text(encoding="utf-8"))
