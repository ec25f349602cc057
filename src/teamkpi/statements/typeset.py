"""Typesets a statement as a PDF with Typst.

Texts are passed to Typst as data and never as source, so a name cannot be read as markup or code. The file is tagged
for screen readers, and equal statements give equal files.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from itertools import compress
from typing import Any, Final, Literal

import msgspec

from teamkpi.kpi.languages import Language
from teamkpi.kpi.wording import number_in
from teamkpi.spreadsheet import without_controls
from teamkpi.statements.content import Statement
from teamkpi.statements.tables import Cell, Column, Document, Holds, Section, document_of
from teamkpi.statements.words import WORDS

PAPERS: Final = ("a4", "letter")
"""Paper sizes; the first is the default."""
Paper = Literal["a4", "letter"]

_PAPER_OF_TYPST: Final = {"a4": "a4", "letter": "us-letter"}
_LONGEST_TEXT: Final = 300
# Typst only breaks lines between words; a longer word would overflow its cell.
_LONG_WORD: Final = re.compile(r"(\S{18})(?=\S)")
_SPACE: Final = re.compile(r"\s+")
_DIGIT: Final = re.compile("[0-9]")
_ZERO_WIDTH_SPACE: Final = "\u200b"
_WIDE: Final = {"member", "what", "description", "credit", "resource", "location"}


def as_pdf(statement: Statement, language: Language, paper: Paper = "a4") -> bytes:
    """Return the statement as a PDF for print, tagged for screen readers. Takes a few tenths of a second."""
    return bytes(_compiled(statement, language, paper, {"format": "pdf"}))


def as_pictures(statement: Statement, language: Language, paper: Paper = "a4", *, ppi: float = 72) -> list[bytes]:
    """Return the pages of the PDF as PNG files."""
    found = _compiled(statement, language, paper, {"format": "png", "ppi": ppi})
    return found if isinstance(found, list) else [found]


def _compiled(statement: Statement, language: Language, paper: Paper, form: dict[str, Any]) -> Any:
    import typst  # noqa: PLC0415 - 80 MB, loaded only for typesetting

    content = _content(document_of(statement, language), statement, language, paper)
    return typst.compile(
        _template(),
        font_paths=_fonts(),
        sys_inputs={"data": msgspec.json.encode(content).decode()},
        timestamp=datetime.fromisoformat(statement.known_at).replace(microsecond=0),
        **form,
    )


@cache
def _template() -> bytes:
    return files(__package__).joinpath("statement.typ").read_bytes()


@cache
def _fonts() -> Any:
    """Return Typst's own fonts, and the system's fonts for scripts that they do not cover."""
    import typst  # noqa: PLC0415

    return typst.Fonts(include_system_fonts=True, include_embedded_fonts=True)


def _content(document: Document, statement: Statement, language: Language, paper: Paper) -> dict[str, Any]:
    words = WORDS[language]
    return {
        "lang": language,
        "paper": _PAPER_OF_TYPST[paper],
        "title": document.title,
        "footer": _text(f"{statement.team_name} ({statement.team_id}) · {statement.month}"),
        "page": words["page"],
        "nothing": words["nothing"],
        "facts": [[name, _text(value)] for name, value in document.facts],
        "notes": document.notes,
        "sections": [_section(one, language) for one in document.sections],
    }


def _section(section: Section, language: Language) -> dict[str, Any]:
    words = WORDS[language]
    wide = {words[name] for name in _WIDE}
    # Of thousands of rows many have the same member, price or day.
    texts: list[dict[Cell, str]] = [{} for _ in section.columns]
    rows = []
    for row in section.rows:
        of_row = []
        for cell, column, known in zip(row, section.columns, texts, strict=True):
            text = known.get(cell)
            if text is None:
                text = known[cell] = shown(cell, column.holds, language)
            of_row.append(text)
        rows.append(of_row)
    columns, rows = _without_empty_columns(section.columns, rows)
    title, columns, rows = _without_currency(section.title, words["currency"], columns, rows)
    # Typst measures the texts of a column; it would take long to find out in it which of them are the same.
    body = zip(*(rows[:-1] if section.has_total else rows), strict=True)
    return {
        "title": title,
        "columns": [
            {"title": one.title, "numeric": one.holds.is_numeric, "wide": one.title in wide} for one in columns
        ],
        "rows": rows,
        "texts": [_to_measure(cells, one.holds) for cells, one in zip(body, columns, strict=False)],
        "total": section.has_total,
    }


def _to_measure(cells: Iterable[str], holds: Holds) -> list[str]:
    """Return the different texts of a column; of numbers one of each form, because all digits have the same width."""
    different: Iterable[str] = dict.fromkeys(cells)
    if holds.is_numeric:
        different = dict.fromkeys(_DIGIT.sub("0", one) for one in different)
    return [one for one in different if one]


def _without_empty_columns(
    columns: Sequence[Column], rows: list[list[str]]
) -> tuple[Sequence[Column], list[list[str]]]:
    """Leave out the columns in which no row has a text, such as the invoice of items that are not yet invoiced."""
    if not rows:
        return columns, rows
    used = [any(column) for column in zip(*rows, strict=True)]
    return list(compress(columns, used)), [list(compress(row, used)) for row in rows]


def _without_currency(
    title: str, currency: str, columns: Sequence[Column], rows: list[list[str]]
) -> tuple[str, Sequence[Column], list[list[str]]]:
    """Write the currency that all rows have in common behind the title of the table, instead of in each row.

    The rows of a table that begins with the currency are about currencies, and keep it.
    """
    index = next((number for number, one in enumerate(columns) if one.title == currency), 0)
    found = {row[index] for row in rows}
    if index == 0 or len(found) != 1:
        return title, columns, rows
    is_kept = [number != index for number in range(len(columns))]
    return (
        f"{title} ({found.pop()})",
        list(compress(columns, is_kept)),
        [list(compress(row, is_kept)) for row in rows],
    )


def shown(cell: Cell, holds: Holds, language: Language) -> str:
    """Format a cell for print: numbers with the separators of the language, dates in ISO 8601.

    Money and numbers with a fraction have at least two decimal places.
    """
    match cell:
        case str():
            return _text(cell)
        case date():
            return cell.isoformat()
        case _:
            return number_in(language, cell, is_money=holds is Holds.MONEY)


def _text(text: str) -> str:
    short = _SPACE.sub(" ", without_controls(text)).strip()
    if len(short) > _LONGEST_TEXT:
        short = f"{short[: _LONGEST_TEXT - 1]}…"
    return _LONG_WORD.sub(rf"\1{_ZERO_WIDTH_SPACE}", short)
