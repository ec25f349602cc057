"""Reads the records of one import file, line by line.

A line that cannot be read becomes a Rejection, and reading continues with the next. Reading stops early only for a file
in another encoding and for a CSV file with broken quoting, because the start of the next row is unknown.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import count
from typing import BinaryIO, Final, NamedTuple

from teamkpi.ledger.apply import Change
from teamkpi.ledger.entities import COMMON, DELETED, ENTITIES
from teamkpi.ledger.report import Rejection
from teamkpi.ledger.unread import Unread, folded
from teamkpi.wire import BOM, NOT_UTF_8, UTF_16, OtherEncoding, decode

LONGEST_LINE: Final = 16 * 2**20
"""Size limit of a line (JSON) or row (CSV) in bytes, far above any valid record."""

_SKIPPED_AT_ONCE: Final = 2**20
_LONG_LINE: Final = 2**16  # of longer lines, only the known fields stay in memory
_TOO_LONG: Final = f"is longer than {LONGEST_LINE // 2**20} MiB"
_NOT_READ_FURTHER: Final = "; the file was not read further"
# A first line that tells spreadsheet programs the delimiter.
_SEPARATOR: Final = re.compile(r'"?sep=([,;|\t])"?\s*', re.IGNORECASE)
# Error messages of the csv module, by a part of each, and their meaning.
_BROKEN_ROWS: Final = {
    "new-line character": "has a line that ends with CR alone; save the file with line ends of LF or CRLF",
    "unexpected end": "has a quotation mark that is never closed",
    "expected after": "has text after a closing quotation mark; a quotation mark inside a cell is written twice",
    "larger than field limit": f"has a cell of more than {csv.field_size_limit():,} characters",
}
_NO_CSV: Final = "is not comma-separated text"


def read_jsonl(plural: str, stream: BinaryIO, unread: Unread) -> Iterator[Change | Rejection]:
    """Yield the records of a file with one JSON object per line; blank lines are skipped.

    Numbers with a point or an exponent become exact decimals. Positions are line numbers, starting at 1. ``unread``
    collects the field names that are not known.
    """
    known = unread.known
    try:
        for number, line in _numbered_lines(stream):
            if line is None:
                yield Rejection(plural, number, "line", _TOO_LONG)
                continue
            try:
                record = decode(line)
            except ValueError as error:
                if line.strip():
                    yield Rejection(plural, number, "line", str(error))
                continue
            if type(record) is not dict:
                yield Rejection(plural, number, "line", "must be a JSON object")
                continue
            if not known.issuperset(record):
                unread.see(record, number)
            if len(line) > _LONG_LINE:
                record = {name: value for name, value in record.items() if name in known}
            yield Change(plural, record, number)
    except _NotReadableError as error:
        yield Rejection(plural, 1, "file", f"{error}{_NOT_READ_FURTHER}")


def read_csv(plural: str, stream: BinaryIO, unread: Unread) -> Iterator[Change | Rejection]:
    """Yield the records of a comma-separated file (RFC 4180) with field names in its first row.

    A column's name may differ from the field's in case, blanks and underscores; ``unread`` collects the other columns.
    An empty cell means that the field is absent. A row of empty cells is skipped, and a row with fewer or more cells
    than the header is a Rejection. A first line like ``sep=;`` sets the delimiter. A position is the number of the
    line on which the row starts. An invalid header (a required field is missing, two columns are the same field) and
    unmatched quotes are one Rejection each, and the rest of the file is not read. The header of a file with a
    ``_deleted`` column needs only ``Id``, because the file may contain only tombstones.
    """
    rows = _rows(plural, stream)
    first = next(rows, None)
    if first is None:
        return
    if isinstance(first, Rejection):
        yield first
        return
    start, cells = first
    header = _header(plural, cells)
    if header.errors:
        for name, reason in header.errors:
            yield Rejection(plural, start, name, f"{reason}{_NOT_READ_FURTHER}")
        return
    unread.head(header.unread, start)
    columns, id_place = header.columns, header.columns.index("Id")
    for row in rows:
        if isinstance(row, Rejection):
            yield row
            continue
        start, cells = row
        if len(cells) == len(columns) and cells[id_place].strip():
            if header.unread:
                unread.see_cells(cells, start, cells[id_place])
            record = {name: cell for name, cell in zip(columns, cells, strict=True) if name and cell}
            yield Change(plural, record, start)
        elif any(cell.strip() for cell in cells):
            yield _without_id(plural, columns, start, cells)


def _without_id(plural: str, columns: Sequence[str], start: int, cells: Sequence[str]) -> Rejection:
    """Return the rejection of a row that has too few or too many cells or no ``Id``."""
    if len(cells) != len(columns):
        return Rejection(plural, start, "line", f"has {len(cells)} cells, but the header has {len(columns)}")
    return Rejection(plural, start, "Id", "is a required field")


def _rows(plural: str, stream: BinaryIO) -> Iterator[tuple[int, list[str]] | Rejection]:
    """Yield the cells of each non-blank row, with the number of the line on which it starts."""
    lines = _TextLines(stream)
    start = 1
    try:
        reader = csv.reader(lines, strict=True, delimiter=lines.separator())
        while True:
            start = lines.begin_row()
            cells = next(reader, None)
            if cells is None:
                return
            if lines.is_broken:
                yield Rejection(plural, start, "line", NOT_UTF_8)
            elif cells:
                yield start, cells
    except _NotReadableError as error:
        yield Rejection(plural, start, error.what, f"{error}{_NOT_READ_FURTHER}")
    except csv.Error as error:
        reason = next((words for part, words in _BROKEN_ROWS.items() if part in str(error)), _NO_CSV)
        yield Rejection(plural, start, "line", f"{reason}{_NOT_READ_FURTHER}")


class _Header(NamedTuple):
    """The field of each column ("" for none), the unknown columns by index, and the problems."""

    columns: list[str]
    unread: Mapping[int, str]
    errors: Sequence[tuple[str, str]]


def _header(plural: str, cells: Sequence[str]) -> _Header:
    fields = _FIELDS[plural]
    named = [cell.strip() for cell in cells]
    columns = [fields.get(folded(name), "") for name in named]
    unread = {place: name for place, name in enumerate(named) if not columns[place]}
    return _Header(columns, unread, list(_header_errors(plural, named, columns)))


_FIELDS: Final = {plural: {folded(name): name for name in entity.names} for plural, entity in ENTITIES.items()}


def _header_errors(plural: str, named: Sequence[str], columns: Sequence[str]) -> Iterator[tuple[str, str]]:
    for name in dict.fromkeys(filter(None, columns)):
        same = [cell for cell, field in zip(named, columns, strict=True) if field == name]
        if len(same) > 1:
            yield name, f"appears in the header {len(same)} times: {', '.join(map(repr, same))}"
    required = [field.name for field in (*COMMON, *ENTITIES[plural].fields) if field.required]
    missing = [name for name in required if name not in columns]
    if DELETED in columns:
        missing = [name for name in missing if name == "Id"]
    separator = next((sign for sign in ";\t" if len(named) == 1 and sign in named[0]), None)
    if missing and separator:
        yield "header", f"has no commas: cells must be separated by a comma, not by {separator!r}"
    else:
        for name in missing:
            yield name, "is a required field, but the header has no such column"


def _numbered_lines(stream: BinaryIO) -> Iterator[tuple[int, bytes | None]]:
    """Yield line numbers and lines, without the byte order mark; None for a line that is too long."""
    for number in count(1):
        line = stream.readline(LONGEST_LINE + 1)
        if not line:
            return
        if number == 1:
            if line.startswith(UTF_16):
                raise _NotReadableError("file", str(OtherEncoding()))
            line = line.removeprefix(BOM)
        if len(line) <= LONGEST_LINE:
            yield number, line
            continue
        while line and not line.endswith(b"\n"):
            line = stream.readline(_SKIPPED_AT_ONCE)
        yield number, None


class _NotReadableError(Exception):
    """The rest of a file cannot be read; ``what`` is the part with the problem."""

    def __init__(self, what: str, reason: str) -> None:
        super().__init__(reason)
        self.what = what


class _TextLines(Iterator[str]):
    """The lines of a CSV file as text, for the csv module, which reads as many as a row needs."""

    def __init__(self, stream: BinaryIO) -> None:
        self._lines = _numbered_lines(stream)
        self._row_bytes = 0
        self._number = 0
        self._first: str | None = None
        self.is_broken = False
        """Whether a line of the current row is not valid UTF-8."""

    def separator(self) -> str:
        """Return the delimiter set by a first line like ``sep=;``, which is then skipped; a comma without one."""
        self._first = next(self, None)
        found = _SEPARATOR.fullmatch(self._first or "")
        if not found:
            return ","
        self._first = None
        return found[1]

    def begin_row(self) -> int:
        """Return the number of the line on which the next row starts."""
        self._row_bytes = 0
        if self._first is not None:
            return self._number
        self.is_broken = False
        return self._number + 1

    def __next__(self) -> str:
        if self._first is not None:
            line, self._first = self._first, None
            return line
        self._number, content = next(self._lines)
        self._row_bytes += len(content or b"")
        if content is None or self._row_bytes > LONGEST_LINE:
            raise _NotReadableError("line", _TOO_LONG)
        try:
            return content.decode()
        except UnicodeDecodeError:
            self.is_broken = True
            return content.decode(errors="replace")
