"""The rejected rows of an import, as a file that can be corrected and imported again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

from teamkpi.intake.layouts import text_of
from teamkpi.intake.source import Intake, TableRows
from teamkpi.ledger import Change, Report
from teamkpi.spreadsheet import Sheet, csv_file, xlsx_file
from teamkpi.wire import encode

PROBLEM: Final = "Problem"
"""The heading of the column that says what is wrong."""


def write_rejected(source: Intake, report: Report, path: Path) -> int:
    """Write the rejected rows of an import to an ``.xlsx`` file with a sheet per table, or a ``.csv`` file for one.

    Each cell is written as text, exactly as it was, so that no spreadsheet program converts it. The last column says
    what is wrong. Returns the number of rows. Lines that could not be read as a record are not included.
    """
    sheets = rejected_sheets(source, report)
    if path.suffix.lower() == ".csv":
        path.write_bytes(csv_file(row for sheet in sheets for row in (sheet.header, *sheet.rows)))
    else:
        path.write_bytes(xlsx_file(sheets))
    return sum(len(list(sheet.rows)) for sheet in sheets)


def rejected_sheets(
    source: Intake, report: Report, *, heading: str = PROBLEM, said: Callable[[str], str] = str
) -> list[Sheet]:
    """Return one sheet per table with its rejected rows, the last column saying what is wrong.

    ``heading`` is that of the last column, and ``said`` translates a reason.
    """
    reasons: defaultdict[tuple[str, str | int], list[str]] = defaultdict(list)
    for one in report.rejected:
        reasons[one.entity, one.position].append(f"{one.field} {said(one.reason)}")
    sheets = []
    for found in (*source.rows_at(report.places), *_records_at(source, set(report.places))):
        rows = [
            [*("" if cell is None else text_of(cell) for cell in cells), "; ".join(reasons[found.entity, position])]
            for position, cells in found.rows
        ]
        sheets.append(Sheet(found.entity, [*found.headings, heading], rows))
    return sheets


def _records_at(source: Intake, places: set[tuple[str, str | int]]) -> Iterator[TableRows]:
    """Yield the rejected records of files that are not tables, arranged as rows of one table per entity."""
    records: defaultdict[str, list[tuple[str | int, dict[str, Any]]]] = defaultdict(list)
    for one in source.plain_records():
        if isinstance(one, Change) and (one.entity, one.position) in places:
            records[one.entity].append((one.position, dict(one.record)))
    for plural, several in records.items():
        names = list(dict.fromkeys(name for _, record in several for name in record))
        yield TableRows(
            plural, names, [(position, [_cell(record.get(name)) for name in names]) for position, record in several]
        )


def _cell(value: Any) -> Any:
    return encode(value).decode() if isinstance(value, list | dict | bool) else value
