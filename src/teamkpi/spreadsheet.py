"""Files that a spreadsheet opens, in which no text is run as a formula: comma-separated values (RFC 4180), and XLSX.

``web/dashboard/src/exports/cells.ts`` is the same rule for the dashboard; both are held to the cases in
``tests/spreadsheet-cells.json``. An export of the ledger is no such file: it keeps every text as it is, for an import.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final, NamedTuple
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

_LONGEST_TEXT: Final = 32_767
"""The most that Excel keeps in one cell, in UTF-16 code units."""

# Characters that no file should hold: controls other than tab and line breaks, which XML forbids and a terminal obeys;
# noncharacters; halves of surrogate pairs.
_UNWANTED: Final = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
# What a program may skip between the start of a cell and a formula's first character: quotes, and what is not seen. A
# `;`, a tab or a line break starts a cell for programs that take it for the separator, or that see no quotes then.
_SKIPPED: Final = '[;" \t\r\n\u00a0\u00ad\u061c\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff]'
_BEFORE_FORMULA: Final = re.compile(f"(?<!{_SKIPPED}){_SKIPPED}*(?=[=+\\-@\uff1d\uff0b\uff0d\uff20])")
_STARTS_CELL: Final = re.compile("[;\t\r\n]")
_NEEDS_QUOTES: Final = re.compile('[",;\t\r\n]')
# Excel reads `_x0041_` as the character of that number.
_READ_AS_CHARACTER: Final = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_NOT_IN_SHEET_NAMES: Final = re.compile(r"[\[\]:*?/\\]")
_LONGEST_SHEET_NAME: Final = 31
_WRITTEN_ON: Final = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")
_WIDEST: Final = 60  # characters of a column as it is opened


class Sheet(NamedTuple):
    """A sheet of an XLSX file: its name, the headings of its columns, and its rows."""

    name: str
    header: Sequence[str]
    rows: Iterable[Sequence[str | int | Decimal | date]]


def without_controls(text: str) -> str:
    """Return a text without the characters that no file should hold."""
    return _UNWANTED.sub("", text)


def csv_file(rows: Iterable[Iterable[Any]]) -> bytes:
    """Return a file of rows; it begins with a byte order mark, by which spreadsheets know that it is UTF-8.

    Texts are cleaned, and get an apostrophe wherever a spreadsheet would begin a formula. Every other value is written
    as ``str`` does.
    """
    lines = (",".join(map(_field, row)) for row in rows)
    return ("\ufeff" + "".join(f"{line}\r\n" for line in lines)).encode()


def xlsx_file(sheets: Iterable[Sheet]) -> bytes:
    """Return an XLSX file. Every text is stored as a text, numbers and dates as what they are; empty texts as nothing.

    Names of sheets are shortened and made different from each other where Excel asks for it.
    """
    # Loaded where it is needed: it takes as long to load as a short command to run.
    from openpyxl import Workbook  # noqa: PLC0415
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415
    from openpyxl.styles import Font  # noqa: PLC0415

    book = Workbook(write_only=True)
    names: set[str] = set()
    for name, header, rows in sheets:
        sheet = book.create_sheet(_sheet_name(name, names))
        sheet.freeze_panes = "A2"

        def text(value: str, sheet: Any = sheet) -> Any:
            cell = WriteOnlyCell(sheet, _text_cell(value))
            cell.data_type = "s"  # whatever it begins with
            return cell

        found = [list(row) for row in rows]
        for place, title in enumerate(header):
            widest = max([len(title), *(len(str(row[place])) for row in found)])
            sheet.column_dimensions[chr(ord("A") + place)].width = min(widest, _WIDEST) + 2
        titles = [text(one) for one in header]
        for one in titles:
            one.font = Font(bold=True)
        sheet.append(titles)
        for row in found:
            sheet.append([(text(one) if one else None) if isinstance(one, str) else one for one in row])
    content = io.BytesIO()
    book.save(content)
    return _undated(content)


def _undated(content: io.BytesIO) -> bytes:
    """Return the same archive without the times at which it was written: equal sheets are equal files."""
    undated = io.BytesIO()
    with ZipFile(content) as archive, ZipFile(undated, "w", ZIP_DEFLATED) as copy:
        for name in archive.namelist():
            member = _WRITTEN_ON.sub(rb"\g<1>2000-01-01T00:00:00Z", archive.read(name))
            copy.writestr(ZipInfo(name), member, ZIP_DEFLATED)
    return undated.getvalue()


def _text_cell(text: str) -> str:
    lines = without_controls(text).replace("\r\n", "\n").replace("\r", "\n")
    return _READ_AS_CHARACTER.sub("_x005F_", _shortened(lines))


def _sheet_name(name: str, taken: set[str]) -> str:
    """Return a name that Excel takes; names of one file differ by more than the case of their letters."""
    clean = _NOT_IN_SHEET_NAMES.sub(" ", without_controls(name)).strip("' ") or "Sheet"
    wanted = clean[:_LONGEST_SHEET_NAME]
    number = 1
    while wanted.lower() in taken:
        number += 1
        wanted = f"{clean[: _LONGEST_SHEET_NAME - len(str(number)) - 1]} {number}"
    taken.add(wanted.lower())
    return wanted


def _field(value: Any) -> str:
    if not isinstance(value, str):
        return str(value)
    text = _shortened(_defused(without_controls(value)))
    return '"' + text.replace('"', '""') + '"' if _NEEDS_QUOTES.search(text) else text


def _defused(text: str) -> str:
    def with_apostrophes(run: re.Match[str]) -> str:
        inside = _STARTS_CELL.sub(r"\g<0>'", run[0])
        return inside if run.start() else f"'{inside}"

    safe = _BEFORE_FORMULA.sub(with_apostrophes, text)
    return f"'{safe}" if safe.startswith(("\t", "\r", "\n")) else safe


def _shortened(text: str) -> str:
    """Shorten a text that is too long for a cell; never in the middle of a character."""
    units = text.encode("utf-16-le")
    if len(units) <= 2 * _LONGEST_TEXT:
        return text
    return units[: 2 * (_LONGEST_TEXT - 1)].decode("utf-16-le", "ignore") + "\N{HORIZONTAL ELLIPSIS}"
