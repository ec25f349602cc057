"""Reads the visible sheets of an Excel workbook (XLSX), row by row.

A workbook is a zip archive of XML. It is rejected if it expands to an unreasonable size, is encrypted, or declares XML
entities (openpyxl uses ``defusedxml`` where it is installed, which rejects those; ``teamkpi/__init__.py`` keeps it
from using ``lxml`` instead). Formulas are never computed: the
values stored in the file are used.
"""

from __future__ import annotations

import shutil
import tempfile
import warnings
import zipfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import PurePath
from typing import Any, BinaryIO, Final

from teamkpi.errors import SourceError
from teamkpi.intake.cells import WINDOWS_EPOCH, serial
from teamkpi.intake.tables import Form, Row, UnreadableTable
from teamkpi.ledger.files import refuse_bomb, refuse_unsafe

LARGEST_WORKBOOK: Final = 256 * 2**20
"""Size limit of a workbook, in bytes."""
_LARGEST_UNPACKED: Final = 2 * 2**30
_IN_MEMORY: Final = 16 * 2**20
_MOST_COLUMNS: Final = 1000
NOT_CALCULATED: Final = "is a formula that was never calculated; open the file in a spreadsheet program and save it"
_DAMAGED: Final = "cannot be read as an Excel workbook; it is damaged, encrypted or incomplete"


@dataclass(frozen=True, slots=True)
class NotCalculated:
    """Placeholder for the value of a formula that no program has computed."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of an open workbook."""

    name: str
    titles: tuple[str, ...]
    book: Any
    sheet: Any
    merged: list[tuple[int, int]] = field(default_factory=list)
    """The first and last row of cells that are merged over several rows, once all rows have been read."""

    def forms(self, encoding: str | None, delimiter: str | None) -> list[Form]:
        """Return the only form of a sheet."""
        del encoding, delimiter
        return [Form()]

    def rows(self, form: Form) -> Iterator[Row]:
        """Yield the rows that have cells."""
        del form
        try:
            with self.book._archive.open(self.sheet._worksheet_path) as stream, warnings.catch_warnings():  # noqa: SLF001
                warnings.simplefilter("ignore")  # about formatting that is not read
                yield from self._rows(stream)
        except UnreadableTable:
            raise
        except Exception as error:
            raise UnreadableTable(1, _DAMAGED) from error

    def moment_of(self, number: float) -> datetime:
        """Convert a date number to a local date and time, using the workbook's epoch (1900 or 1904)."""
        return serial(number) + (self.book.epoch - WINDOWS_EPOCH)  # type: ignore[no-any-return]

    def _rows(self, stream: Any) -> Iterator[Row]:
        from openpyxl.utils.cell import range_boundaries  # noqa: PLC0415 - as below

        parser = _parser()(
            stream,
            self.sheet._shared_strings,  # noqa: SLF001
            data_only=True,
            epoch=self.book.epoch,
            date_formats=self.book._date_formats,  # noqa: SLF001
            timedelta_formats=self.book._timedelta_formats,  # noqa: SLF001
        )
        for line, cells in parser.parse():
            values: list[Any] = []
            for cell in cells:
                place = cell["column"] - 1
                if cell["value"] is None:
                    continue
                if place >= _MOST_COLUMNS:
                    raise UnreadableTable(line, f"has more than {_MOST_COLUMNS:,} columns")
                values.extend([None] * (place + 1 - len(values)))
                values[place] = cell["value"]
            yield Row(line, values)
        found = getattr(parser, "merged_cells", None)
        bounds = [range_boundaries(one.ref) for one in found.mergeCell] if found is not None else []
        self.merged[:] = [(top, bottom) for _, top, _, bottom in bounds if bottom > top]


@cache
def _parser() -> Any:
    """Return the parser of a sheet's XML, extended to mark formulas without a value."""
    # Imported here because it takes as long to load as a short command takes to run.
    from openpyxl.worksheet._reader import FORMULA_TAG, WorkSheetParser  # noqa: PLC0415

    class Parser(WorkSheetParser):  # type: ignore[misc]
        def parse_cell(self, element: Any) -> Any:
            cell = super().parse_cell(element)
            if cell["value"] is None and element.find(FORMULA_TAG) is not None:
                cell["value"] = NotCalculated()
            return cell

    return Parser


def sheets(name: str, opened: Callable[[], AbstractContextManager[BinaryIO]], hidden: list[str]) -> list[Sheet]:
    """Open a workbook and return its visible sheets; the names of hidden ones are appended to ``hidden``.

    Raises SourceError when the file is not a workbook or is unsafe to read.
    """
    from openpyxl import load_workbook  # noqa: PLC0415

    spooled = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 - closed with the workbook's last reference
    with opened() as stream:
        shutil.copyfileobj(stream, spooled, 2**20)
    size = spooled.tell()
    if size > LARGEST_WORKBOOK:
        raise SourceError(f"{name!r} is larger than {LARGEST_WORKBOOK // 2**20} MiB; save its sheets as CSV files")
    spooled.seek(0)
    try:
        with zipfile.ZipFile(spooled) as archive:
            infos = archive.infolist()
        _refuse_hostile(infos, name, size)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = load_workbook(spooled, read_only=True, data_only=True, keep_links=False)
        shown = [one for one in book.worksheets if one.sheet_state == "visible"]
        hidden.extend(f"{name}: {one.title}" for one in book.worksheets if one.sheet_state != "visible")
    except SourceError:
        raise
    except Exception as error:
        raise SourceError(f"{name!r} {_DAMAGED}") from error
    stem = PurePath(name).stem
    return [
        Sheet(
            name if len(shown) == 1 else f"{name}: {one.title}",
            (one.title, stem) if len(shown) == 1 else (one.title,),
            book,
            one,
        )
        for one in shown
    ]


def _refuse_hostile(infos: list[zipfile.ZipInfo], name: str, size: int) -> None:
    refuse_unsafe(infos, name, size)
    for info in infos:
        refuse_bomb(info)
    if sum(info.file_size for info in infos) > _LARGEST_UNPACKED:
        raise SourceError(f"{name!r} unpacks to more than {_LARGEST_UNPACKED // 2**30} GiB")
