"""Files that a spreadsheet opens: comma-separated values (RFC 4180) in which no text is run as a formula.

``web/dashboard/src/exports/cells.ts`` is the same rule for the dashboard; both are held to the cases in
``tests/spreadsheet-cells.json``. An export of the ledger is no such file: it keeps every text as it is, for an import.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Final

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


def csv_file(rows: Iterable[Iterable[Any]]) -> bytes:
    """Return a file of rows; it begins with a byte order mark, by which spreadsheets know that it is UTF-8.

    Texts are cleaned, and get an apostrophe wherever a spreadsheet would begin a formula. Every other value is written
    as ``str`` does.
    """
    lines = (",".join(map(_field, row)) for row in rows)
    return ("\ufeff" + "".join(f"{line}\r\n" for line in lines)).encode()


def _field(value: Any) -> str:
    if not isinstance(value, str):
        return str(value)
    text = _shortened(_defused(_UNWANTED.sub("", value)))
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
