"""From the bytes of one import file to its records, a line at a time.

The readers stop at nothing: a line that cannot be read becomes a Rejection and the next one is read. Only a CSV file
whose quoting is broken ends early, since nobody can tell where its next row begins.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from itertools import count
from typing import BinaryIO

from teamkpi.ledger.apply import Change
from teamkpi.ledger.entities import COMMON, ENTITIES
from teamkpi.ledger.report import Rejection
from teamkpi.wire import decode

LONGEST_LINE = 16 * 2**20
"""Bytes of the longest line (JSON) or row (CSV) that is read; no record that the ledger takes is near it."""

_BOM = b"\xef\xbb\xbf"
_SKIPPED_AT_ONCE = 2**20
_LONG_LINE = 2**16  # of longer lines only the kept fields stay in memory
_DELETED = "_deleted"
_TOO_LONG = f"is longer than {LONGEST_LINE // 2**20} MiB"
_NOT_UTF8 = "is not valid UTF-8"
_KEPT = {
    plural: frozenset((*(field.name for field in (*COMMON, *entity.fields)), _DELETED))
    for plural, entity in ENTITIES.items()
}


def read_jsonl(plural: str, stream: BinaryIO) -> Iterator[Change | Rejection]:
    """Yield the records of a file with one JSON object a line; blank lines are skipped.

    Numbers with a point or an exponent are exact decimals. Positions are line numbers, from 1 on.
    """
    for number, line in _numbered_lines(stream):
        if line is None:
            yield Rejection(plural, number, "line", _TOO_LONG)
            continue
        try:
            record = decode(line)
        except UnicodeDecodeError:
            yield Rejection(plural, number, "line", _NOT_UTF8)
        except ValueError as error:
            if line.strip():
                yield Rejection(plural, number, "line", f"cannot be read: {error}")
        else:
            if type(record) is not dict:
                yield Rejection(plural, number, "line", "must be a JSON object")
                continue
            if len(line) > _LONG_LINE:
                record = {name: value for name, value in record.items() if name in _KEPT[plural]}
            yield Change(plural, record, number)


def read_csv(plural: str, stream: BinaryIO) -> Iterator[Change | Rejection]:
    """Yield the records of a comma-separated file (RFC 4180) with field names in its first row.

    An empty cell means that the field is absent; a row may end early. A position is the number of the line on which
    the row starts. A header that cannot serve (a required field is missing, a field comes twice) is one Rejection,
    and so are quotes that do not match; the file is not read further then. A file with a ``_deleted`` column may hold
    tombstones alone, so that its header needs no more than ``Id``.
    """
    rows = _rows(plural, stream)
    header = next(rows, None)
    if header is None:
        return
    if isinstance(header, Rejection):
        yield header
        return
    start, columns = header[0], [cell.strip() for cell in header[1]]
    if wrong := list(_header_errors(plural, columns)):
        for name, reason in wrong:
            yield Rejection(plural, start, name, f"{reason}; the file was not read further")
        return
    columns = [name if name in _KEPT[plural] else "" for name in columns]
    for row in rows:
        if isinstance(row, Rejection):
            yield row
        elif len(row[1]) > len(columns):
            yield Rejection(plural, row[0], "line", f"has {len(row[1])} cells, and the header has {len(columns)}")
        else:
            yield Change(plural, _record(columns, row[1]), row[0])


def _rows(plural: str, stream: BinaryIO) -> Iterator[tuple[int, list[str]] | Rejection]:
    """Yield the cells of each row that is not blank, with the number of the line on which it starts."""
    lines = _TextLines(stream)
    reader = csv.reader(lines, strict=True)
    while True:
        start = lines.begin_row()
        try:
            cells = next(reader, None)
        except (csv.Error, _RowTooLongError) as error:
            yield Rejection(plural, start, "line", f"cannot be read: {error}; the file was not read further")
            return
        if cells is None:
            return
        if lines.is_broken:
            yield Rejection(plural, start, "line", _NOT_UTF8)
        elif cells:
            yield start, cells


def _record(columns: list[str], cells: list[str]) -> dict[str, str]:
    return {name: cell for name, cell in zip(columns, cells, strict=False) if name and cell}


def _header_errors(plural: str, columns: list[str]) -> Iterator[tuple[str, str]]:
    for name, times in Counter(columns).items():
        if name and times > 1:
            yield name, f"stands in the header {times} times"
    required = [field.name for field in (*COMMON, *ENTITIES[plural].fields) if field.required]
    missing = [name for name in required if name not in columns]
    if _DELETED in columns:
        missing = [name for name in missing if name == "Id"]
    separator = next((sign for sign in ";\t" if len(columns) == 1 and sign in columns[0]), None)
    if missing and separator:
        yield "header", f"has no commas: cells must be separated by a comma, not by {separator!r}"
    else:
        for name in missing:
            yield name, "is a required field, and the header has no such column"


def _numbered_lines(stream: BinaryIO) -> Iterator[tuple[int, bytes | None]]:
    """Yield the lines with their numbers, without a byte order mark; None for a line that is too long."""
    for number in count(1):
        line = stream.readline(LONGEST_LINE + 1)
        if not line:
            return
        if number == 1:
            line = line.removeprefix(_BOM)
        if len(line) <= LONGEST_LINE:
            yield number, line
            continue
        while line and not line.endswith(b"\n"):
            line = stream.readline(_SKIPPED_AT_ONCE)
        yield number, None


class _RowTooLongError(Exception):
    """A row of a CSV file is longer than what is read."""


class _TextLines(Iterator[str]):
    """The lines of a CSV file as text, for the csv module, which asks for as many as a row needs."""

    def __init__(self, stream: BinaryIO) -> None:
        self._lines = _numbered_lines(stream)
        self._row_bytes = 0
        self._number = 0
        self.is_broken = False
        """Whether a line of the present row is not valid UTF-8."""

    def begin_row(self) -> int:
        """Return the number of the line on which the next row starts."""
        self._row_bytes = 0
        self.is_broken = False
        return self._number + 1

    def __next__(self) -> str:
        self._number, line = next(self._lines)
        self._row_bytes += len(line or b"")
        if line is None or self._row_bytes > LONGEST_LINE:
            raise _RowTooLongError(f"it {_TOO_LONG}")
        try:
            return line.decode()
        except UnicodeDecodeError:
            self.is_broken = True
            return line.decode(errors="replace")
