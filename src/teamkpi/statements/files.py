"""A statement as CSV and XLSX, by the project's one rule for files that a spreadsheet opens."""

from __future__ import annotations

from collections.abc import Iterator

from teamkpi.spreadsheet import Sheet, csv_file, xlsx_file
from teamkpi.statements.tables import Cell, Document


def as_csv(document: Document) -> bytes:
    """Return one file with all tables below each other: a heading, the columns, the rows, an empty line."""
    return csv_file(_lines(document))


def as_xlsx(document: Document) -> bytes:
    """Return a file with what the statement is of on the first sheet, and each table on a sheet of its own."""
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
