"""Counts the unknown fields in an import's files by name, so that users can see what was ignored."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from teamkpi.ledger.entities import ENTITIES
from teamkpi.ledger.report import Example, Finding, shown

NOT_READ: Final = "not_read"
MOST_NAMES: Final = 1000
"""The number of names per file that are counted separately; all others are counted together."""
NO_SUCH_FIELD: Final = "not a field that the ledger keeps"
_OTHERS: Final = "(others)"
_MOST_SHAPES: Final = 1000
_NOT_A_NAME: Final = re.compile(r"[\s_]+")


def folded(name: str) -> str:
    """Return a field's name for comparison with column names: without case, blanks and underscores."""
    return _NOT_A_NAME.sub("", name).lower()


@dataclass(slots=True)
class _Seen:
    """The number of records with a name, and the first of them."""

    count: int
    example: Example


class Unread:
    """The unknown field names in one file."""

    def __init__(self, plural: str, file: str, *, also_known: frozenset[str] = frozenset()) -> None:
        self._plural, self._file = plural, file
        self.known = ENTITIES[plural].names | also_known
        """The known names: those of stored fields, and others that this file may have."""
        self._names: dict[str, _Seen] = {}
        # Most records of one writer have the same fields in the same order: those are counted, and looked at once.
        self._shapes: dict[tuple[str, ...], list[int]] = {}
        self._columns: dict[int, str] = {}

    def see(self, record: Mapping[str, object], line: int) -> None:
        """Look at the names in a record of JSON, which has some that are not known."""
        shape = tuple(record)
        times = self._shapes.get(shape)
        if times is not None:
            times[0] += 1
            return
        if len(self._shapes) == _MOST_SHAPES:
            self._count_shapes()
        self._shapes[shape] = [1]
        for name in shape:
            if name not in self.known:
                self._add(name, 0, Example(line, shown(record.get("Id")), shown(record[name])))

    def head(self, columns: Mapping[int, str], line: int) -> None:
        """Note the columns of a CSV file that are not fields, by their places."""
        for place, name in columns.items():
            self._columns[place] = name or f"column {place + 1} (no name)"
            if name:
                self._add(name, 0, Example(line, None, None))

    def see_cells(self, cells: Sequence[str], line: int, record_id: str) -> None:
        """Look at what a row has in those columns."""
        filled: dict[str, str] = {}
        for place, name in self._columns.items():
            if cells[place].strip():
                filled.setdefault(name, cells[place])
        for name, cell in filled.items():
            self._add(name, 1, Example(line, record_id, shown(cell)))

    def findings(self) -> Iterator[Finding]:
        """Yield a finding for each name."""
        self._count_shapes()
        for name, seen in self._names.items():
            yield Finding(NOT_READ, self._plural, self._file, name, seen.count, self._hint(name), (seen.example,))

    def _add(self, name: str, times: int, example: Example) -> None:
        if name not in self._names and len(self._names) >= MOST_NAMES:
            name = _OTHERS
        seen = self._names.setdefault(name, _Seen(0, example))
        if times and not seen.count and seen.example.record_id is None:
            seen.example = example
        seen.count += times

    def _count_shapes(self) -> None:
        for shape, [times] in self._shapes.items():
            for name in shape:
                if name not in self.known:
                    self._names[name if name in self._names else _OTHERS].count += times
        self._shapes.clear()

    def _hint(self, name: str) -> str:
        near = next((one for one in sorted(self.known) if folded(one) == folded(name)), None)
        return f"did you mean {near}?" if near else NO_SUCH_FIELD
