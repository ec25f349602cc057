"""An import source that also reads spreadsheets.

A ``.csv`` file in the form of an export (UTF-8, commas, field names in its first line, values as in JSON) is read
directly by ``teamkpi.ledger.files``. Every other ``.csv`` file and every ``.xlsx`` file is a table with a layout.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from itertools import takewhile
from pathlib import Path
from typing import Any, BinaryIO, Final, NamedTuple
from zoneinfo import ZoneInfo

from teamkpi.errors import KindNotRecognised
from teamkpi.intake import workbooks
from teamkpi.intake.layouts import (
    Layout,
    Problem,
    Undecided,
    data_rows,
    inspect,
    recognised,
    rejection_of_width,
    text_of,
)
from teamkpi.intake.mapping import EVERY_TABLE, Mapping
from teamkpi.intake.plain import is_plain, localised
from teamkpi.intake.present import Location
from teamkpi.intake.tables import HEAD, CsvTable, Table, UnreadableTable
from teamkpi.ledger import ENTITIES, Change, Rejection
from teamkpi.ledger.files import File, Source, located
from teamkpi.ledger.report import Finding, shown
from teamkpi.ledger.rows import FieldErrors, to_row
from teamkpi.ledger.unread import Unread

TABLE_ENDINGS: Final = (".csv", ".xlsx")
_NOT_READ_FURTHER: Final = "; the table was not read"
_ORDER: Final = {plural: number for number, plural in enumerate(ENTITIES)}


class TableRows(NamedTuple):
    """Some rows of a table, unconverted, each with its position; and the table's entity and headings."""

    entity: str
    headings: list[str]
    rows: list[tuple[str | int, list[Any]]]


class Intake(Source):
    """The records of an import: ``Source``, extended to spreadsheets.

    ``zone`` is the IANA zone of times without an offset, in every file. ``locations`` are those that the network has:
    if these and the locations in the files all share one zone, it is the default for spreadsheets; and if there is only
    one, and none in the files, records in spreadsheets that need a location but have no column for it get this one.
    Raises SourceError when there is nothing to import or the files are unsafe to read.
    """

    def __init__(
        self,
        path: Path,
        *,
        mapping: Mapping | None = None,
        zone: str | None = None,
        locations: Collection[Location] = (),
        with_history: bool = True,
    ) -> None:
        super().__init__(path, with_history=with_history, takes=_is_table)
        self.name = path.name
        self.mapping = mapping or Mapping()
        self._zone = zone or self.mapping.zone
        self.layouts: list[Layout] = []
        """How each table is read, in the order of the entities."""
        self.unread_tables: list[tuple[str, str, Problem]] = []
        """Tables without a layout: name, entity, and problem."""
        files = [one for one in self._files if one.name.endswith(".csv") and not self._is_plain(one)]
        self._files = [one for one in self._files if one not in files]
        tables = [(table, self._entity(table)) for file in (*files, *self.others) for table in self._tables(file)]
        self.skipped.extend(table.name for table, plural in tables if plural is None)
        self.skipped.sort()
        known = sorted(((table, plural) for table, plural in tables if plural), key=lambda one: _ORDER[one[1]])
        if not known and not self._files:
            raise KindNotRecognised(
                f"{path.name!r}: the kind of records could not be recognised; name the files or sheets "
                f"{', '.join(ENTITIES)}, or choose the kind"
            )
        zones = {one.zone for one in locations if one.zone}
        zones |= self._zones_of(self._plain_locations()) if not self._zone else set()
        has_locations = "businesses" in {*super().files_of(), *(plural for _, plural in known)}
        only_location = next(iter(locations)) if len(locations) == 1 and not has_locations else None
        for table, plural in known:  # locations are first
            common = self._zone or (next(iter(zones)) if len(zones) == 1 else None)
            self._inspect(table, plural, common, only_location)
            if plural == "businesses" and self.layouts and not self.layouts[-1].problems:
                zones |= self._zones_of(self._read(self.layouts[-1]))

    def _is_plain(self, file: File) -> bool:
        if any(name in self.mapping.tables for name in (file.name, file.name[:-4], EVERY_TABLE)):
            return False
        with file.open() as stream:
            return is_plain(file.name[:-4], stream.read(HEAD))

    def _tables(self, file: File) -> list[Table]:
        def opened() -> AbstractContextManager[BinaryIO]:
            return self.opened(file)

        if file.name.lower().endswith(".xlsx"):
            return list(workbooks.sheets(file.name, opened, self.skipped))
        return [CsvTable(file.name, opened)]

    def _entity(self, table: Table) -> str | None:
        return recognised(table, self.mapping.of(table.name))

    def _inspect(self, table: Table, plural: str, zone: str | None, only_location: Location | None) -> None:
        try:
            self.layouts.append(inspect(table, plural, self.mapping.of(table.name, plural), zone, only_location))
        except UnreadableTable as error:
            self.unread_tables.append((table.name, plural, Problem(error.line, "file", error.reason, error.question)))

    def _plain_locations(self) -> Iterator[Change | Rejection]:
        """Read the locations in files that are not tables; these are read first."""
        if "businesses" in super().files_of():
            yield from takewhile(lambda one: one.entity == "businesses", self.plain_records())

    @staticmethod
    def _zones_of(locations: Iterable[Change | Rejection]) -> set[str]:
        found = (one.record.get("SimpleTimeZoneNameIana") for one in locations if isinstance(one, Change))
        return {zone for zone in found if isinstance(zone, str)}

    def __iter__(self) -> Iterator[Change | Rejection]:
        """Read all files, from the start of the first."""
        if self._zone is None:
            yield from self.plain_records()
        else:
            zone = ZoneInfo(self._zone)
            for one in self.plain_records():
                yield one if isinstance(one, Rejection) else localised(one, zone)
        names = self.files_of()
        for name, plural, problem in self.unread_tables:
            yield Rejection(plural, f"{name}:{problem.line}", problem.field, f"{problem.reason}{_NOT_READ_FURTHER}")
        for layout in self.layouts:
            if layout.problems:
                yield from self._problems(layout)
            elif len(names[layout.entity]) == 1:
                yield from self._read(layout)
            else:
                for one in self._read(layout):
                    yield located(one, layout.table.name)

    def files_of(self) -> defaultdict[str, list[str]]:
        """Return the names of the files and tables that have records of each entity."""
        found = super().files_of()
        for layout in self.layouts:
            found[layout.entity].append(layout.table.name)
        for name, plural, _ in self.unread_tables:
            found[plural].append(name)
        return found

    def _problems(self, layout: Layout) -> Iterator[Rejection]:
        for line, name, reason, _, value in layout.problems:
            position = f"{layout.table.name}:{line}"
            yield Rejection(layout.entity, position, name, f"{reason}{_NOT_READ_FURTHER}", None, value)
        yield from _wrong_anyway(layout)

    def _read(self, layout: Layout) -> Iterator[Change | Rejection]:
        unread = Unread(layout.entity, layout.table.name)
        nameless = {place: name for place, name in enumerate(layout.headings) if layout.fields[place] is None}
        unread.head(nameless, layout.heading_line)
        try:
            for row in data_rows(layout):
                if reason := rejection_of_width(layout, row):
                    yield Rejection(layout.entity, row.line, "line", reason)
                    continue
                record = layout.record(row)
                if nameless:
                    texts = ["" if one is None else text_of(one) for one in row.cells]
                    unread.see_cells(texts, row.line, shown(record.get("Id")) or "")
                yield Change(layout.entity, record, row.line)
        except UnreadableTable as error:
            yield Rejection(layout.entity, error.line, "line", error.reason)
        self.not_read.extend(unread.findings())

    def located(self, finding: Finding) -> Finding:
        """Return a finding with the name of its file, if its entity has only one file."""
        files = self.files_of()[finding.entity]
        return replace(finding, file=files[0]) if len(files) == 1 else finding

    def rows_at(self, places: Iterable[tuple[str, str | int]]) -> Iterator[TableRows]:
        """Yield the rows of each table at the given places, which are pairs of entity and position."""
        wanted = set(places)
        names = self.files_of()
        for layout in self.layouts:
            is_alone = len(names[layout.entity]) == 1
            found: list[tuple[str | int, list[Any]]] = []
            for row in data_rows(layout) if not layout.problems else ():
                position = row.line if is_alone else f"{layout.table.name}:{row.line}"
                if (layout.entity, position) in wanted:
                    found.append((position, row.cells))
            if found:
                yield TableRows(layout.entity, list(layout.headings), found)

    def plain_records(self) -> Iterator[Change | Rejection]:
        """Read the files that are not tables."""
        return super().__iter__()


def _wrong_anyway(layout: Layout) -> Iterator[Rejection]:
    """Yield what is wrong with the rows of a table that leaves questions open, whatever the answers to them.

    Nothing of a table that has to be corrected itself, such as one with merged cells, because its rows may then change.
    """
    if any(one.question is None for one in layout.problems):
        return
    asked = {one.field for one in layout.problems if one.question == "Columns"}
    try:
        for row in data_rows(layout):
            position = f"{layout.table.name}:{row.line}"
            if reason := rejection_of_width(layout, row):
                yield Rejection(layout.entity, position, "line", reason)
                continue
            record = layout.record(row)
            for name, reason in _errors(layout.entity, record):
                if name not in asked and not isinstance(value := record.get(name), Undecided):
                    yield Rejection(layout.entity, position, name, reason, shown(record.get("Id")), shown(value))
    except UnreadableTable:
        return  # this is a problem of the table itself


def _errors(plural: str, record: dict[str, Any]) -> Sequence[tuple[str, str]]:
    try:
        to_row(ENTITIES[plural], 1, record)
    except FieldErrors as error:
        return error.errors
    return ()


def _is_table(name: str) -> bool:
    return name.lower().endswith(TABLE_ENDINGS) and not name.startswith("~$")
