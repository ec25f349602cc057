"""Writes files for spreadsheet programs, CSV (RFC 4180) and XLSX, in which no text is ever run as a formula.

``web/dashboard/src/exports/cells.ts`` applies the same rule in the dashboard; both are tested with the cases in
``tests/spreadsheet-cells.json``. An export of the ledger is different: it keeps every text unchanged, for an import.
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
"""Excel's limit for the text of one cell, in UTF-16 code units."""

# Characters that no file should contain: control characters other than tab and line breaks, which XML forbids and
# # terminals act on; noncharacters; unpaired surrogates.
_UNWANTED: Final = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
# Characters that a program may skip between the start of a cell and a formula: quotes and invisible characters. A `;`,
# a # tab or a line break starts a new cell in programs that take it as the separator or ignore the quotes around it.
_SKIPPED: Final = '[;" \t\r\n\u00a0\u00ad\u061c\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff]'
_BEFORE_FORMULA: Final = re.compile(f"(?<!{_SKIPPED}){_SKIPPED}*(?=[=+\\-@\uff1d\uff0b\uff0d\uff20])")
_STARTS_CELL: Final = re.compile("[;\t\r\n]")
_NEEDS_QUOTES: Final = re.compile('[",;\t\r\n]')
# Excel reads `_x0041_` as the character of that number.
_READ_AS_CHARACTER: Final = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_NOT_IN_SHEET_NAMES: Final = re.compile(r"[\[\]:*?/\\]")
_LONGEST_SHEET_NAME: Final = 31
_WRITTEN_ON: Final = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")
_WIDEST: Final = 60  # initial width limit of a column, in characters


class Sheet(NamedTuple):
    """A sheet of an XLSX file: its name, the headings of its columns, and its rows."""

    name: str
    header: Sequence[str]
    rows: Iterable[Sequence[str | int | Decimal | date]]


def without_controls(text: str) -> str:
    """Return a text without control characters and other characters that no file should contain."""
    return _UNWANTED.sub("", text)


def csv_file(rows: Iterable[Iterable[Any]]) -> bytes:
    """Return a CSV file; it begins with a byte order mark so that spreadsheet programs recognise UTF-8.

    Control characters are removed from texts, and an apostrophe is put wherever a spreadsheet program would start a
    formula. Every other value is written with ``str``.
    """
    lines = (",".join(map(_field, row)) for row in rows)
    return ("\ufeff" + "".join(f"{line}\r\n" for line in lines)).encode()


def xlsx_file(sheets: Iterable[Sheet]) -> bytes:
    """Return an XLSX file. Texts are stored as text cells, numbers and dates as such; empty texts as empty cells.

    Sheet names are shortened and made unique as Excel requires.
    """
    # Imported here because it takes as long to load as a short command takes to run.
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
            cell.data_type = "s"  # a text, even if it begins like a formula
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
    """Return the archive with fixed timestamps, so that equal sheets give equal files."""
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
    """Return a name that Excel accepts and that is unique in the file, ignoring case."""
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
    """Shorten a text that is too long for a cell, without splitting a character."""
    units = text.encode("utf-16-le")
    if len(units) <= 2 * _LONGEST_TEXT:
        return text
    return units[: 2 * (_LONGEST_TEXT - 1)].decode("utf-16-le", "ignore") + "\N{HORIZONTAL ELLIPSIS}"
