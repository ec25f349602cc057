"""Spreadsheets as people keep them, made at random together with what they say: the truth that a reader has to find."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any, Final, Literal
from zoneinfo import ZoneInfo

from openpyxl import Workbook

ZONES: Final = ("Europe/London", "Europe/Madrid", "America/New_York", "Asia/Tokyo", "Australia/Adelaide")
DELIMITERS: Final = (",", ";", "\t", "|")
ENCODINGS: Final = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252")
DATE_FORMS: Final = ("iso", "iso with T", "dmy", "mdy", "named", "serial", "zoned")
NAMES: Final = (
    "Jane Smith",
    "Siobhán O'Connor",
    "José Muñoz",
    "Zoë Brontë",
    'Ann "A" Lee',
    "Müller; Söhne",
    "A, B\nC",
    "x|y",
    "O\N{RIGHT SINGLE QUOTATION MARK}Neill \N{EURO SIGN}5",
)
MONTHS: Final = ("Jan", "Feb", "March", "Apr", "May", "June", "Jul", "August", "Sept", "Oct", "Nov", "December")

NOT_DATES: Final = {
    "03/04/25": "must have a four-digit year",
    "3.4.25 10:30": "must have a four-digit year",
    "14:30": "is a time without a date",
    "2:30 pm": "is a time without a date",
    "30 February 2025": "is not a date that exists",
    "2025-02-30": "is not a date that exists",
    "next week": "is not a date that can be read",
    "#N/A": "is a spreadsheet error",
}
"""Cells that no reader can take for a date, with the beginning of the reason."""
UNREAD: Final = ("Internal remark", "Colour", "colour", "", "Total; net", 'The "best" column')
"""Headings of columns that the ledger has no field for; some files have them twice."""

HEADINGS: Final[dict[str, tuple[str, ...]]] = {
    "Id": ("Id", "ID", "record id"),
    "CoworkerId": ("CoworkerId", "Coworker ID", "Member no.", "customer_id"),
    "BusinessId": ("BusinessId", "business id", "Location ID"),
    "ProductId": ("ProductId", "product_id", "PRODUCT ID"),
    "ProductName": ("ProductName", "Product name", "Item"),
    "Quantity": ("Quantity", "quantity", "Qty"),
    "Price": ("Price", "PRICE"),
    "Invoiced": ("Invoiced", "invoiced"),
    "SaleDate": ("SaleDate", "Sale Date", "Sold on"),
    "DueDate": ("DueDate", "due date", "Due"),
}


@dataclass
class Messy:
    """A table of sales, how it is written, and what it says."""

    random: Random
    delimiter: str = ","
    encoding: str = "utf-8"
    date_form: str = "iso"
    separator: str = "/"
    mark: str = "."
    has_groups: bool = False
    zone: str = "Europe/London"
    is_workbook: bool = False
    junk: int = 0
    line_end: str = "\r\n"
    has_blank_rows: bool = False
    has_merged_title: bool = False
    unread: tuple[str, ...] = ()
    is_doubled: bool = False
    """Whether two columns match the price."""
    truth: list[dict[str, Any]] = field(default_factory=list)
    """What the rows say that can be read."""
    all: list[dict[str, Any]] = field(default_factory=list)
    """What all rows say, without cells that cannot be read."""
    wrong: list[str] = field(default_factory=list)
    """The beginnings of the reasons for which rows are refused, in their order."""
    rows: list[list[Any]] = field(default_factory=list)
    headings: list[str] = field(default_factory=list)

    @classmethod
    def draw(cls, random: Random) -> Messy:
        messy = cls(
            random,
            delimiter=random.choice(DELIMITERS),
            encoding=random.choice(ENCODINGS),
            date_form=random.choice(DATE_FORMS),
            separator=random.choice("/.-"),
            mark=random.choice(".,"),
            has_groups=random.random() < 0.5,
            zone=random.choice(ZONES),
            is_workbook=random.random() < 0.2,
            junk=random.choice((0, 0, 1, 3)),
            line_end=random.choice(("\r\n", "\n", "\r")),
            has_blank_rows=random.random() < 0.3,
            has_merged_title=random.random() < 0.5,
            unread=tuple(random.choice(UNREAD) for _ in range(random.choice((0, 0, 1, 3)))),
            is_doubled=random.random() < 0.05,
        )
        messy._fill(random.choice((1, 2, 3, 8, 40)))
        return messy

    def _fill(self, count: int) -> None:
        names = list(HEADINGS)
        self.random.shuffle(names)
        self.headings = [self.random.choice(HEADINGS[name]) for name in names]
        only_small_days = self.random.random() < 0.3
        for number in range(count):
            record: dict[str, Any] = {
                "Id": str(number + 1),
                "CoworkerId": str(self.random.randint(1, 2_000_000_000)),
                "BusinessId": "7",
                "ProductId": str(self.random.randint(1, 10**12)),
                "ProductName": self.random.choice(NAMES),
                "Quantity": self.random.choice((1, 2, 12, 1500)),
                "Price": self._price(),
                "Invoiced": self.random.random() < 0.5,
                "SaleDate": self._local(only_small_days, has_time=True),
                "DueDate": self._local(only_small_days, has_time=False) if self.random.random() < 0.8 else None,
            }
            said = {
                name: value.replace(tzinfo=ZoneInfo(self.zone)) if isinstance(value, datetime) else value
                for name, value in record.items()
                if value is not None
            }
            row = [self._written(name, record[name]) for name in names]
            if self.random.random() < 0.1:
                text, reason = self.random.choice(list(NOT_DATES.items()))
                row[names.index("SaleDate")] = text
                del said["SaleDate"]
                self.wrong.append(reason)
            else:
                self.truth.append(said)
            self.all.append(said)
            row += [self.random.choice(("", "x", "1.5", "14:30", "31/12/2024", 'a;b,c\t"d"\ne')) for _ in self.unread]
            self.rows.append([*row, row[names.index("Price")]] if self.is_doubled else row)
            if self.has_blank_rows and self.random.random() < 0.5:
                self.rows.append(["" for _ in self.rows[-1]])
        if self.is_workbook and self.unread[-1:] == ("",):
            self.unread = (*self.unread[:-1], "Colour")  # a sheet ends with its last heading
        self.headings += self.unread
        self.headings += ["price"] if self.is_doubled else []

    def _price(self) -> Decimal:
        places = self.random.choice((0, 1, 2, 2, 3))
        sign = -1 if self.random.random() < 0.1 else 1
        return sign * Decimal(self.random.randint(0, 3_000_000)).scaleb(-places)

    def _local(self, only_small_days: bool, *, has_time: bool) -> datetime:
        day = datetime(2024, 1, 1) + timedelta(days=self.random.randrange(700))
        if only_small_days:
            day = day.replace(day=1 + day.day % 12)
        # At noon, clocks are changed nowhere.
        return day.replace(hour=self.random.randint(9, 20), minute=self.random.choice((0, 15, 30))) if has_time else day

    # ------------------------------------------------------------ how it is written

    def _written(self, name: str, value: Any) -> Any:
        if value is None:
            return ""
        if isinstance(value, datetime):
            return self._date(value)
        if isinstance(value, bool):
            return self.random.choice(("yes", "Y", "TRUE", "1") if value else ("no", "N", "FALSE", "0"))
        if name == "Price":
            return float(value) if self.is_workbook else self._number(value)
        if name == "Quantity":
            return value if self.is_workbook else self._number(Decimal(value))
        return int(value) if self.is_workbook and name != "ProductName" and self.random.random() < 0.5 else value

    def _number(self, value: Decimal) -> str:
        if value.is_signed() and value:
            text = self._number(-value)
            return self.random.choice((f"-{text}", f"({text})", f"{text}-", f"-{text} \N{EURO SIGN}"))
        whole, point, places = f"{value:f}".partition(".")
        if self.has_groups:
            whole = f"{int(whole):,}".replace(",", "." if self.mark == "," else ",")
        return whole + (self.mark + places if point else "")

    def _date(self, value: datetime) -> Any:
        has_time = value.hour > 0
        if self.is_workbook and self.date_form in {"iso", "serial"}:
            return value
        if self.date_form in {"zoned", "iso with T"}:
            return (value.replace(tzinfo=ZoneInfo(self.zone)) if self.date_form == "zoned" else value).isoformat()
        clock = ""
        if has_time:
            clock = self.random.choice((f" {value:%H:%M}", f" {value:%H:%M:%S}", f" {value:%I:%M} {value:%p}"))
        if self.date_form == "named":
            return f"{value.day} {MONTHS[value.month - 1]} {value.year}{clock}"
        if self.date_form == "serial":
            days = (value - datetime(1899, 12, 30)) / timedelta(days=1)
            return f"{days:.9f}".rstrip("0").rstrip(".").replace(".", self.mark)
        sep = self.separator
        if self.date_form == "iso":
            return f"{value:%Y-%m-%d}{clock}"
        order = (value.day, value.month) if self.date_form == "dmy" else (value.month, value.day)
        form = "{:02}{}{:02}{}{}{}" if self.random.random() < 0.5 else "{}{}{}{}{}{}"
        return form.format(order[0], sep, order[1], sep, value.year, clock)

    def write(self, folder: Path) -> Path:
        """Write the file, with nothing in its name that says how."""
        junk = [["Export of sales"], ["", "printed by the front desk"], []][: self.junk]
        rows = [*junk, self.headings, *self.rows]
        path = folder / ("coworkerproducts.xlsx" if self.is_workbook else "coworkerproducts.csv")
        if self.is_workbook:
            book = Workbook()
            for row in rows:
                book.active.append(row)
            if self.has_merged_title and self.junk:
                book.active.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(self.headings))
            book.save(path)
            return path
        text = io.StringIO()
        # Python leaves a line feed unquoted where lines end with something else; no spreadsheet does.
        quoting: Literal[0, 1] = csv.QUOTE_MINIMAL if self.line_end == "\r\n" else csv.QUOTE_ALL
        writer = csv.writer(text, delimiter=self.delimiter, lineterminator=self.line_end, quoting=quoting)
        writer.writerows(rows)
        path.write_bytes(text.getvalue().encode(self.encoding))
        return path

    # ------------------------------------------------------------ what cannot be told from it

    def open_questions(self) -> set[str]:
        """Return what no reader can know, worked out from the truth and not from the text."""
        found = {"Columns"} if self.is_doubled else set()
        dates = [one for record in self.all for one in record.values() if isinstance(one, datetime)]
        if self.date_form in {"dmy", "mdy"}:
            is_open = any(one.day != one.month for one in dates) and all(one.day <= 12 for one in dates)
            if is_open:
                found.add("DateOrder")
        if not self.is_workbook:
            kinds = {self._kind(Decimal(record[name])) for record in self.all for name in ("Price", "Quantity")}
            if "open" in kinds and "sure" not in kinds:
                found.add("Decimal")
        return found

    def _kind(self, value: Decimal) -> str:
        """Tell whether a number has one reading as it is written, two, or no separators at all."""
        whole, point, places = f"{abs(value):f}".partition(".")
        is_grouped = self.has_groups and len(whole) > 3
        if not point and not is_grouped:
            return "plain"
        if is_grouped and (point or len(whole) > 6):
            return "sure"
        if is_grouped or (len(places) == 3 and 1 <= len(whole) <= 3 and whole != "0"):
            return "open"
        return "sure"
