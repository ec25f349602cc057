"""Works out how a table has to be read, from all of its cells, before any of them is converted to a value.

A table is scanned once from end to end. A cell that can be read in only one way is evidence for that way. If two ways
remain, the table has a problem, and a mapping can settle it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

from teamkpi.intake import cells, headings
from teamkpi.intake.cells import DATE_ORDERS, DECIMAL_MARKS, DateOrder, DecimalMark, Moment
from teamkpi.intake.mapping import TableMapping, fields_of
from teamkpi.intake.present import Location
from teamkpi.intake.tables import Form, Row, Table, UnreadableTable
from teamkpi.intake.workbooks import NOT_CALCULATED, NotCalculated
from teamkpi.ledger.entities import ENTITIES, Field
from teamkpi.ledger.values import CURRENCY, FLAG, ID, IDS, UNIQUE_ID, ZONE, Unreadable

_ROWS_OF_HEAD: Final = 50
"""Number of rows that are searched for the headings."""
_NUMBERS: Final = {"numeric", "integer", "bigint"}
_EXPONENT: Final = re.compile(r"[\d.,]+[Ee][+-]?\d+")
_SMALLEST_SERIAL, _LARGEST_SERIAL = 10_000, 100_000
_MOST_LISTED: Final = 30


class Undecided(Unreadable):
    """A cell of which nothing is known until a question about its table is answered."""


class Problem(NamedTuple):
    """Why a table cannot be read: the line, the field, the reason, and the key of a mapping that settles it."""

    line: int
    field: str
    reason: str
    question: str | None
    value: str | None = None


@dataclass(slots=True)
class Layout:
    """How a table is read."""

    table: Table
    entity: str
    form: Form
    heading_line: int
    headings: tuple[str, ...]
    fields: tuple[str | None, ...]
    """The field of each column."""
    constants: Mapping[str, Any]
    assumed: Mapping[str, Location] = field(default_factory=dict)
    """The location of all records by its field, if the table has no column for it and there is only one."""
    date_order: DateOrder | None = None
    decimal: DecimalMark | None = None
    zone: ZoneInfo | None = None
    row_count: int = 0
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    """Assumptions that the file alone does not prove, to show to the user."""

    def record(self, row: Row) -> dict[str, Any]:
        """Return the record of a row; a cell that cannot be read becomes an Unreadable."""
        record: dict[str, Any] = dict(self.constants)
        known = fields_of(self.entity)
        for name, cell in zip(self.fields, row.cells, strict=False):
            if name is None or is_blank(cell):
                continue
            try:
                record[name] = self._value(known[name], cell)
            except cells.UndecidedError as error:
                record[name] = Undecided(text_of(cell), str(error))
            except ValueError as error:
                record[name] = Unreadable(text_of(cell), str(error))
        return record

    def _value(self, one: Field | None, cell: Any) -> Any:
        if isinstance(cell, NotCalculated):
            raise ValueError(NOT_CALCULATED)
        if isinstance(cell, str) and cells.spreadsheet_error(cell):
            raise ValueError("is a spreadsheet error")
        if one is None or one.kind is FLAG:
            return cells.flag(cell) if isinstance(cell, str) else _whole_if_possible(cell)
        if one.kind.column_type == "timestamptz":
            return cells.in_zone(self._moment(cell), self.zone)
        if not isinstance(cell, str | int | float):
            raise ValueError("must not be a date or time; format its column as text")
        if one.kind.column_type in _NUMBERS and one.kind is not ID and not one.kind.members:
            return cells.amount(cell, self.decimal) if isinstance(cell, str) else cell
        return _word(one, cell)

    def _moment(self, cell: Any) -> Moment:
        if isinstance(cell, str):
            return cells.moment(cell, self.date_order)
        if isinstance(cell, datetime):
            return Moment(cell, has_zone=False, is_date=cell.hour == cell.minute == cell.second == 0)
        if isinstance(cell, date):
            return Moment(datetime(cell.year, cell.month, cell.day), has_zone=False, is_date=True)
        if isinstance(cell, int | float) and not isinstance(cell, bool) and _SMALLEST_SERIAL <= cell < _LARGEST_SERIAL:
            return Moment(self.table.moment_of(cell), has_zone=False, is_date=isinstance(cell, int))
        raise ValueError(f"is not a date that can be read; {cells.DATE_HINT}")


def _word(one: Field, cell: str | float) -> Any:
    """Return the value of a cell for a field that holds neither amounts nor times."""
    if one.kind is ID:
        return _id(cell, one.refers_to)
    if one.kind is IDS:
        return cell if isinstance(cell, str) else str(_whole_if_possible(cell))
    if one.kind.members:
        return _member(one, cell)
    if isinstance(cell, bool):
        raise ValueError("must be text")
    text = text_of(cell)
    if one.kind is CURRENCY:
        return text.strip().upper()
    return text.strip() if one.kind in {ZONE, UNIQUE_ID} else text


def is_blank(cell: Any) -> bool:
    """Return whether a cell is empty or only white space."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def text_of(cell: Any) -> str:
    """Return a cell's text as a spreadsheet shows it."""
    if isinstance(cell, NotCalculated):
        return "a formula"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def _whole_if_possible(cell: Any) -> Any:
    return int(cell) if isinstance(cell, float) and cell.is_integer() else cell


def _id(cell: Any, refers_to: str | None) -> Any:
    if not isinstance(cell, str):
        return cell
    text = cell.strip()
    if refers_to and not _EXPONENT.fullmatch(text) and any(map(str.isalpha, text)):
        raise ValueError(f"must be a number, the Id of a record in {refers_to}, not its name")
    whole, point, places = text.partition(".")
    if not whole.isdecimal() or (point and places != "0"):
        reason = ", because exponent form may have lost some" if "e" in text.lower() else " and without separators"
        raise ValueError(f"must be a positive whole number, written with all its digits{reason}")
    return whole


def _member(one: Field, cell: Any) -> Any:
    if not isinstance(cell, str):
        return _whole_if_possible(cell)
    by_name = {headings.folded(name): number for name, number in one.kind.members.items()}
    return by_name.get(headings.folded(cell), cell.strip())


# ---------------------------------------------------------------- detection


def recognised(table: Table, said: TableMapping) -> str | None:
    """Return the plural of a table's entity: as the mapping says, else by its titles, else by its headings; or None."""
    if said.entity:
        return said.entity
    for title in table.titles:
        if plural := headings.entity_by_title(title):
            return plural
    try:
        found = {
            plural
            for form in table.forms(said.encoding, said.delimiter)
            for row in _head(table, form)
            if (plural := headings.entity_by_headings(_texts(row)))
        }
    except UnreadableTable:
        return None
    return found.pop() if len(found) == 1 else None


def inspect(
    table: Table, plural: str, said: TableMapping, zone: str | None, only_location: Location | None = None
) -> Layout:
    """Work out how a table of an entity has to be read; raises UnreadableTable when its headings are not found.

    ``said`` settles what the table leaves open; ``zone`` is the IANA zone of times without an offset, if known.
    ``only_location`` is the location of all records that need one, if the table has no column for it.
    """
    layout = _located(table, plural, said, only_location)
    layout.date_order, layout.decimal = said.date_order, said.decimal
    zone_name = said.zone or zone
    layout.zone = ZoneInfo(zone_name) if zone_name else None
    evidence = _Evidence(layout, ignored={headings.folded(one) for one in said.columns})
    try:
        for row in data_rows(layout):
            evidence.look(row)
    except UnreadableTable as error:
        layout.problems.append(Problem(error.line, "line", error.reason, error.question))
    evidence.conclude()
    return layout


def data_rows(layout: Layout) -> Any:
    """Yield the non-empty rows below the headings."""
    for row in layout.table.rows(layout.form):
        if row.line > layout.heading_line and not all(map(is_blank, row.cells)):
            yield row


def _head(table: Table, form: Form) -> list[Row]:
    return list(islice(table.rows(form), _ROWS_OF_HEAD))


def _texts(row: Row) -> list[str]:
    return ["" if is_blank(cell) else text_of(cell).strip() for cell in row.cells]


def _located(table: Table, plural: str, said: TableMapping, only_location: Location | None) -> Layout:
    """Find the row of headings and the form of the file, by the largest number of recognised headings."""
    best: tuple[tuple[bool, int], Layout] | None = None
    trouble: UnreadableTable | None = None
    for form in table.forms(said.encoding, said.delimiter):
        try:
            rows = _head(table, form)
        except UnreadableTable as error:
            trouble = error
            rows = []
        for row in rows:
            if said.heading_line not in {None, row.line}:
                continue
            names = _texts(row)
            matched = headings.match(plural, names, said.columns)
            at = _at_location(plural, headings.missing(plural, matched.fields, said.constants), only_location)
            lacking = headings.missing(plural, matched.fields, {**at, **said.constants})
            rank = (not lacking, matched.how_many)
            if matched.how_many and (best is None or rank > best[0]):
                constants = {**{name: place.id for name, place in at.items()}, **said.constants}
                layout = Layout(table, plural, form, row.line, tuple(names), matched.fields, constants, at)
                for name, same in matched.doubled.items():
                    several = ", ".join(map(repr, same))
                    reason = f"matches several columns: {several}; choose one"
                    layout.problems.append(Problem(row.line, name, reason, "Columns"))
                best = rank, layout
    if best is None:
        raise trouble or UnreadableTable(1, f"no row has headings of {plural} such as 'Id'", "Columns")
    layout = best[1]
    for name in headings.missing(plural, layout.fields, layout.constants):
        shown = ", ".join(repr(one) for one in layout.headings[:_MOST_LISTED] if one)
        reason = f"is required, but no column matches it; the columns are {shown}"
        layout.problems.append(Problem(layout.heading_line, name, reason, "Columns"))
    return layout


def _at_location(plural: str, lacking: Collection[str], only_location: Location | None) -> dict[str, Location]:
    """Return the fields for a location that a table lacks, with the only location."""
    if only_location is None:
        return {}
    refers = {one.name for one in ENTITIES[plural].fields if one.refers_to == "businesses"}
    return {name: only_location for name in lacking if name in refers}


@dataclass(slots=True)
class _Readings:
    """The first unambiguous cell for each reading, and the first ambiguous cell; each as line, field and text."""

    sure: dict[Any, tuple[int, str, str]] = field(default_factory=dict)
    open: tuple[int, str, str] | None = None

    def add(self, readings: frozenset[Any], line: int, name: str, text: str) -> None:
        if len(readings) == 1:
            self.sure.setdefault(next(iter(readings)), (line, name, text))
        elif readings and self.open is None:
            self.open = line, name, text


class _Evidence:
    """Evidence in a table's cells for the format of its dates and numbers."""

    def __init__(self, layout: Layout, *, ignored: Collection[str]) -> None:
        self._layout = layout
        # Columns that may name another location than the assumed one, unless the user says that they are not read.
        self._places = [
            place
            for place, (heading, name) in enumerate(zip(layout.headings, layout.fields, strict=True))
            if layout.assumed and name is None and headings.is_of_location(heading)
            if headings.folded(heading) not in ignored
        ]
        self._elsewhere: tuple[int, str, str] | None = None
        known = fields_of(layout.entity)
        kinds = [(place, name, known[name].kind) for place, name in enumerate(layout.fields) if name and known[name]]
        self._dates = [(place, name) for place, name, kind in kinds if kind.column_type == "timestamptz"]
        self._numbers = [
            (place, name)
            for place, name, kind in kinds
            if kind.column_type in _NUMBERS and kind is not ID and not kind.members
        ]
        self._orders, self._marks = _Readings(), _Readings()
        self._native: dict[str, int] = {}
        self._typed: dict[str, tuple[int, str]] = {}
        self._zoneless: tuple[int, str, str] | None = None
        self._serial: tuple[int, str, str] | None = None
        self._foreign: tuple[int, str] | None = None

    def look(self, row: Row) -> None:
        """Take the cells of one row into account."""
        self._layout.row_count += 1
        width = len(row.cells)
        for place, name in self._dates:
            if place < width and not is_blank(row.cells[place]):
                self._look_at_date(row.line, name, row.cells[place])
        for place, name in self._numbers:
            if place < width and isinstance(cell := row.cells[place], str):
                self._marks.add(cells.decimal_marks(cell), row.line, name, cell)
        for place in self._places if self._elsewhere is None else ():
            if place < width and not is_blank(cell := row.cells[place]) and not self._is_assumed(text_of(cell)):
                self._elsewhere = row.line, self._layout.headings[place], text_of(cell)
        if self._layout.form.encoding == "cp1252" and self._foreign is None:
            text = next((one for one in row.cells if not one.isascii()), None)
            self._foreign = None if text is None else (row.line, text)

    def _is_assumed(self, text: str) -> bool:
        """Return whether a text is the name or the id of the assumed location."""
        return any(
            headings.folded(text) in {headings.folded(one.name), str(one.id)} for one in self._layout.assumed.values()
        )

    def _look_at_date(self, line: int, name: str, cell: Any) -> None:
        if isinstance(cell, str):
            self._orders.add(cells.date_orders(cell), line, name, cell)
            if cells.is_numeric_date(cell):
                self._typed.setdefault(name, (line, cell))
            has_zone = _has_zone(cell)
            is_serial = cells.SERIAL.fullmatch(cell.strip()) is not None
        else:
            has_zone, is_serial = not isinstance(cell, datetime | date | int | float), False
            self._native.setdefault(name, line)
        if not has_zone and self._zoneless is None:
            self._zoneless = line, name, text_of(cell)
        if is_serial and self._serial is None:
            self._serial = line, name, cell

    def conclude(self) -> None:
        """Store in the layout what the cells prove, as settings and notes, and what they leave open, as problems."""
        layout = self._layout
        self._conclude_where()
        order = self._one_of(self._orders, DATE_ORDERS, layout.date_order, "DateOrder", "dates")
        mark = self._one_of(self._marks, DECIMAL_MARKS, layout.decimal, "Decimal", "numbers")
        if layout.date_order is None:
            self._refuse_mixed()
        layout.date_order, layout.decimal = order, mark
        if self._zoneless and layout.zone is None:
            line, name, text = self._zoneless
            reason = "has no time zone; state the time zone of this table"
            layout.problems.append(Problem(line, name, reason, "Zone", text))
        elif self._zoneless and layout.zone is not None:
            layout.notes.append(f"times without a time zone are read as {layout.zone.key}")
        if self._serial:
            line, name, text = self._serial
            when = cells.moment(text, None).local
            layout.notes.append(f"Excel date numbers are read as dates: {name}, line {line}, {text} is {when}")
        for first, last in layout.table.merged:
            if first > layout.heading_line:
                reason = f"has cells merged with those down to line {last}; unmerge them, so that each row has its own"
                layout.problems.append(Problem(first, "line", reason, None))
                break
        if self._foreign:
            line, text = self._foreign
            layout.notes.append(f"letters are read as Windows-1252: line {line} has {text!r}")
        if layout.heading_line > 1:
            layout.notes.append(f"the headings are on line {layout.heading_line}; the lines above are not read")

    def _conclude_where(self) -> None:
        """Add a note for the assumed location, or a problem if a column names another one."""
        for name, location in self._layout.assumed.items():
            if self._elsewhere is None:
                self._layout.notes.append(f"no column has the location; all records are at {location.name!r}")
                continue
            line, heading, text = self._elsewhere
            reason = (
                f"is required, but no column matches it, and {heading!r} is not always {location.name!r}, the only "
                "location; import the other locations first, and give their ids in a column, or set one for all rows"
            )
            self._layout.problems.append(Problem(line, name, reason, "Columns", text))

    def _refuse_mixed(self) -> None:
        """Add a problem for columns of a workbook that mix real dates with texts like 21/04/2026.

        A spreadsheet program that expects the month first turns 03/04/2026 into the wrong date and leaves
        21/04/2026 as text.
        """
        for name, (line, text) in self._typed.items():
            if name in self._native:
                reason = (
                    f"is text, but line {self._native[name]} has a real date: a spreadsheet program that expects the "
                    "other order of day and month makes wrong dates of some entries and leaves others as text; correct "
                    "the dates in the file, or state the order of the texts if the dates are right"
                )
                self._layout.problems.append(Problem(line, name, reason, "DateOrder", text))

    def _one_of(self, readings: _Readings, words: Mapping[Any, str], said: Any, question: str, what: str) -> Any:
        """Return the reading that applies to the whole table; without one, add a problem and return None."""
        if said is not None:
            return said
        if len(readings.sure) == 1:
            [(found, (line, name, text))] = readings.sure.items()
            if readings.open:
                self._layout.notes.append(f"{what} are read as {words[found]}, as in {name}, line {line}: {text!r}")
            return found
        if len(readings.sure) > 1:
            first, second = readings.sure.items()
            places = " and ".join(f"line {place[0]} as {words[one]} ({place[2]!r})" for one, place in (first, second))
            line, name, text = second[1]
            reason = f"{what} in this table are written in two ways: {places}; choose one"
            self._layout.problems.append(Problem(line, name, reason, question, text))
        elif readings.open:
            line, name, text = readings.open
            either = " or ".join(words.values())
            reason = f"{what} in this table could be {either}; choose one"
            self._layout.problems.append(Problem(line, name, reason, question, text))
        return None


def _has_zone(text: str) -> bool:
    """Return whether a text has a time zone; True also for a text that is not a date."""
    for order in DATE_ORDERS:
        try:
            return cells.moment(text, order).has_zone
        except ValueError:
            continue
    return True


def rejection_of_width(layout: Layout, row: Row) -> str | None:
    """Return what is wrong with the number of cells in a row, or None."""
    width = len(layout.headings)
    if layout.form.delimiter is None:
        row.cells.extend([None] * (width - len(row.cells)))
    extra: Sequence[Any] = row.cells[width:]
    if len(row.cells) < width or not all(map(is_blank, extra)):
        return f"has {len(row.cells)} cells, but there are {width} headings"
    return None
