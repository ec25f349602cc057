"""Writes a statement as CSV and XLSX, with the protection against formulas of ``teamkpi.spreadsheet``."""

from __future__ import annotations

from collections.abc import Iterator

from teamkpi.spreadsheet import Sheet, csv_file, xlsx_file
from teamkpi.statements.tables import Cell, Document


def as_csv(document: Document) -> bytes:
    """Return one CSV file with all tables below each other: a heading, the columns, the rows, an empty line."""
    return csv_file(_lines(document))


def as_xlsx(document: Document) -> bytes:
    """Return an XLSX file with the team and month on the first sheet, and one sheet per table."""
    facts = [*document.facts, *((note, "") for note in document.notes)]
    tables = (Sheet(one.title, [column.title for column in one.columns], one.rows) for one in document.sections)
    return xlsx_file([Sheet(document.title, [document.title, ""], facts), *tables])


def _lines(document: Document) -> Iterator[list[Cell]]:
    yield [document.title]
    for fact in document.facts:
        yield [*fact]
    for note in document.notes:
        yield [note]
    for one in document.sections:
        yield []
        yield [one.title]
        yield [column.title for column in one.columns]
        yield from one.rows
