"""Splits CSV files and workbooks into rows of cells with their line numbers."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath
from typing import Any, BinaryIO, Final, NamedTuple, Protocol

from teamkpi.intake.cells import serial
from teamkpi.ledger.lines import LONGEST_LINE
from teamkpi.wire import BOM, UTF_16

HEAD: Final = 2**16
"""Number of bytes at the beginning of a file that are used to detect its encoding and delimiter."""
DELIMITERS: Final = (",", ";", "\t", "|")
_SEPARATOR_LINE: Final = re.compile(r'"?sep=([,;|\t])"?\s*', re.IGNORECASE)
_PART: Final = 2**20
_VALID_UTF_8: Final = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_HIGH_BYTES: Final = re.compile(rb"[\x80-\xff]")
_UNDEFINED: Final = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")
_BROKEN_ROWS: Final = {
    "unexpected end": "has a quotation mark that is never closed",
    "expected after": "has text after a closing quotation mark; a quotation mark inside a cell is written twice",
    "larger than field limit": f"has a cell of more than {csv.field_size_limit():,} characters",
}


class UnreadableTable(Exception):
    """A table cannot be read beyond a certain line."""

    def __init__(self, line: int, reason: str, question: str | None = None) -> None:
        super().__init__(reason)
        self.line = line
        self.reason = reason
        self.question = question


class Row(NamedTuple):
    """The cells of a row, and the line on which it starts, from 1."""

    line: int
    cells: list[Any]


class Form(NamedTuple):
    """Encoding and delimiter of a table; both are None for a sheet of a workbook."""

    encoding: str | None = None
    delimiter: str | None = None


class Table(Protocol):
    """A CSV file or a sheet of a workbook; its rows can be read repeatedly."""

    @property
    def name(self) -> str:
        """The name for reports: the file, with the sheet if there are several."""

    @property
    def titles(self) -> tuple[str, ...]:
        """The names of its sheet and its file, which may name the entity."""

    def forms(self, encoding: str | None, delimiter: str | None) -> list[Form]:
        """Return the possible forms, given the known encoding and delimiter; raises UnreadableTable."""

    def rows(self, form: Form) -> Iterator[Row]:
        """Yield the rows, including empty ones; raises UnreadableTable at the first that cannot be read."""

    @property
    def merged(self) -> list[tuple[int, int]]:
        """The first and last line of cells that are merged over several lines, once all rows have been read."""

    def moment_of(self, number: float) -> datetime:
        """Convert a spreadsheet's date number to a local date and time."""


@dataclass(frozen=True, slots=True)
class CsvTable:
    """A CSV file."""

    name: str
    open: Callable[[], AbstractContextManager[BinaryIO]]

    @property
    def titles(self) -> tuple[str, ...]:
        """Return the file's name without its ending."""
        return (PurePath(self.name).stem,)

    @property
    def merged(self) -> list[tuple[int, int]]:
        """Return nothing: a file of text has no merged cells."""
        return []

    def forms(self, encoding: str | None, delimiter: str | None) -> list[Form]:
        """Return one form for each delimiter found at the beginning of the file."""
        codec = _codec(self.open, encoding)
        with self.open() as stream:
            head = stream.read(HEAD).decode(codec, "ignore").removeprefix("\ufeff")
        if found := _SEPARATOR_LINE.match(head):
            return [Form(codec, delimiter or found[1])]
        if delimiter:
            return [Form(codec, delimiter)]
        return [Form(codec, one) for one in DELIMITERS if one in head] or [Form(codec, ",")]

    def rows(self, form: Form) -> Iterator[Row]:
        """Yield the rows; a first line like ``sep=;`` is skipped."""
        with self.open() as stream:
            text = io.TextIOWrapper(stream, form.encoding, "strict", newline="")
            lines = _Lines(text)
            reader = csv.reader(lines, strict=True, delimiter=form.delimiter or ",")
            while True:
                start = lines.number + 1
                try:
                    cells = next(reader, None)
                except csv.Error as error:
                    reason = next((words for part, words in _BROKEN_ROWS.items() if part in str(error)), None)
                    raise UnreadableTable(start, reason or "cannot be separated into cells") from None
                if cells is None:
                    return
                if start == 1 and _SEPARATOR_LINE.fullmatch((form.delimiter or ",").join(cells)):
                    continue
                yield Row(start, cells)

    def moment_of(self, number: float) -> datetime:
        """Return the date and time of an Excel date number."""
        return serial(number)


class _Lines(Iterator[str]):
    """The lines of a text, counted and limited in length."""

    def __init__(self, text: io.TextIOWrapper) -> None:
        self._text = text
        self.number = 0

    def __next__(self) -> str:
        try:
            line = self._text.readline(LONGEST_LINE + 1)
        except UnicodeDecodeError:
            raise UnreadableTable(self.number + 1, "has characters that are not valid in the file's encoding") from None
        if not line:
            raise StopIteration
        self.number += 1
        if len(line) > LONGEST_LINE:
            raise UnreadableTable(self.number, f"is longer than {LONGEST_LINE // 2**20} MiB")
        return line.removeprefix("\ufeff") if self.number == 1 else line


def _codec(opened: Callable[[], AbstractContextManager[BinaryIO]], said: str | None) -> str:
    """Return the codec of a file: as the mapping says, else detected; raises UnreadableTable."""
    with opened() as stream:
        head = stream.read(HEAD)
        if head.startswith(UTF_16):
            return "utf-16-le" if head.startswith(b"\xff\xfe") else "utf-16-be"
        if head.startswith(BOM):
            return "utf-8"
        even, odd = head[0::2].count(0), head[1::2].count(0)
        if said == "utf-16" or max(even, odd) * 4 > len(head):
            return "utf-16-le" if odd >= even else "utf-16-be"
        if said:
            return "cp1252" if said == "windows-1252" else said
        valid = stray = 0
        has_undefined = False
        while head:
            part = head + stream.readline(_PART)
            valid += len(_VALID_UTF_8.findall(part))
            left = _VALID_UTF_8.sub(b"", part)
            stray += len(_HIGH_BYTES.findall(left))
            has_undefined = has_undefined or _UNDEFINED.search(left) is not None
            head = stream.read(_PART)
    if not stray:
        return "utf-8"
    if valid or has_undefined:
        raise UnreadableTable(1, "has an unknown encoding: neither UTF-8 nor Windows-1252", "Encoding")
    return "cp1252"
