"""The loader of named SQL.

A ``.sql`` file holds statements, each under a line ``-- name: its_name`` and a comment that says what it is for.
"""

import re
from collections.abc import Iterator
from importlib.resources import files

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
        """Return the statement of that name."""
        try:
            return self._statements[name]
        except KeyError:
            raise AttributeError(f"{self._source} has no statement {name!r}") from None

    def __iter__(self) -> Iterator[tuple[str, str]]:
        """Yield (name, statement) of each statement, in the file's order."""
        return iter(self._statements.items())


def load_sql(package: str, filename: str) -> Statements:
    """Read the named statements of a file that stands beside the code of ``package``."""
    return Statements(f"{package}/{filename}", files(package).joinpath(filename).read_text(encoding="utf-8"))
