"""Tables at the edge: workbooks that are hostile, damaged or odd, files of unclear encodings, cells with no meaning."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from teamkpi.errors import SourceError
from teamkpi.intake import Intake, Mapping, TableMapping
from teamkpi.intake.cells import amount, date_orders, flag, moment
from teamkpi.intake.headings import entity_by_headings, match
from teamkpi.intake.present import Location
from teamkpi.ledger import ENTITIES, Change, Rejection
from teamkpi.ledger.rows import FieldErrors, to_row
from teamkpi.ledger.values import Unreadable

HEADINGS = ["Id", "Location ID", "Start", "Paid"]


def book(*rows: list[Any], change: Callable[[Any], None] = lambda _: None) -> bytes:
    workbook = Workbook()
    change(workbook)
    for row in rows:
        workbook.active.append(row)
    content = io.BytesIO()
    workbook.save(content)
    return content.getvalue()


def changed(content: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """Return a workbook of which one member is another."""
    result = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as after:
        for info in before.infolist():
            member = before.read(info)
            after.writestr(info.filename, change(member) if info.filename == name else member)
    return result.getvalue()


def read(folder: Path, content: bytes, name: str = "checkins.xlsx", **options: Any) -> list[Change | Rejection]:
    (folder / name).write_bytes(content)
    return list(Intake(folder / name, zone="Europe/London", **options))


SHEET = "xl/worksheets/sheet1.xml"
GOOD_BOOK = book(HEADINGS, [1, 7, datetime(2026, 7, 1, 9, 30), None])
BOMB = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><x>&b;</x>'


def test_a_workbook_is_read_as_it_is_shown(tmp_path: Path) -> None:
    [one] = read(tmp_path, GOOD_BOOK)
    assert isinstance(one, Change)
    assert one == Change("checkins", {"Id": 1, "BusinessId": 7, "FromTime": datetime(2026, 7, 1, 8, 30, tzinfo=UTC)}, 2)


def test_days_are_counted_from_the_day_that_the_workbook_says(tmp_path: Path) -> None:
    def from_1904(workbook: Any) -> None:
        workbook.epoch = CALENDAR_MAC_1904

    [one] = read(tmp_path, book(HEADINGS, [1, 7, 44_000.5, None], change=from_1904))
    assert isinstance(one, Change)
    assert one.record["FromTime"] == datetime(1904, 1, 1, 11, tzinfo=UTC) + timedelta(days=44_000)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"PK\x03\x04 no archive", "cannot be read as an Excel workbook"),
        (GOOD_BOOK[:-40], "cannot be read as an Excel workbook"),
        (changed(GOOD_BOOK, "xl/workbook.xml", lambda _: BOMB), "cannot be read as an Excel workbook"),
        (changed(GOOD_BOOK, "xl/styles.xml", lambda _: BOMB), "cannot be read as an Excel workbook"),
        (changed(GOOD_BOOK, SHEET, lambda _: b" " * 40_000_000), "unpacks to more than 200 times its size"),
    ],
)
def test_a_workbook_that_is_unsafe_or_damaged_is_refused(tmp_path: Path, content: bytes, message: str) -> None:
    with pytest.raises(SourceError, match=message):
        read(tmp_path, content)


def test_entities_in_a_sheet_are_refused_when_it_is_read(tmp_path: Path) -> None:
    content = changed(GOOD_BOOK, SHEET, lambda xml: BOMB[: BOMB.index(b"<x>")] + xml[xml.index(b"<worksheet") :])
    with pytest.raises(SourceError, match="cannot be read"):
        read(tmp_path, content)


def test_a_cell_far_away_costs_nothing(tmp_path: Path) -> None:
    def far(workbook: Any) -> None:
        workbook.active["A1048576"] = " "

    workbook = Workbook()
    for row in (HEADINGS, [1, 7, "2026-07-01 09:30", None]):
        workbook.active.append(row)
    far(workbook)
    content = io.BytesIO()
    workbook.save(content)
    assert len(read(tmp_path, content.getvalue())) == 1


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("=A1+1", "is a formula that was never calculated; open the file in a spreadsheet program and save it"),
        ("#N/A", "is a spreadsheet error"),
        (True, "is not a date that can be read"),
        ("09:30", "is a time without a date"),
        ("1/7/26 09:30", "must have a four-digit year"),
        ("29/03/2026 01:30", "does not exist in Europe/London: clocks went forward then"),
        ("25/10/2026 01:30", "happened twice in Europe/London, when clocks went back; add an offset, like +01:00"),
        ("31/04/2026 09:30", "is not a date that exists as dd/mm/yyyy"),
        ("04/30/2026 09:30", "is not a date that exists as dd/mm/yyyy; it looks like mm/dd/yyyy"),
        ("13:75 31/12/2026", "is not a date that can be read"),
    ],
)
def test_a_cell_that_is_no_date_is_rejected_with_the_reason(tmp_path: Path, cell: Any, reason: str) -> None:
    said = Mapping(tables={"checkins": TableMapping(date_order="dmy")})
    found = read(tmp_path, book(HEADINGS, [1, 7, cell, None]), mapping=said)
    [one] = found
    assert isinstance(one, Change)
    with pytest.raises(FieldErrors) as wrong:
        to_row(ENTITIES["checkins"], 1, one.record)
    [(field, said_reason)] = wrong.value.errors
    assert field == "FromTime"
    assert said_reason.startswith(reason)


@pytest.mark.parametrize(
    ("content", "asked"),
    [
        ("Id;FullName;Email\n1;Zoë;z@example.com\n".encode() + b"2;Jos\xe9;j@example.com\n", "Encoding"),
        (b"Id;FullName;Email\n1;Zo\x81;z@example.com\n", "Encoding"),
    ],
)
def test_an_encoding_that_cannot_be_told_is_asked_for(tmp_path: Path, content: bytes, asked: str) -> None:
    (tmp_path / "people.csv").write_bytes(content)
    source = Intake(tmp_path / "people.csv")
    assert [problem.question for _, _, problem in source.unread_tables] == [asked]
    assert all(isinstance(one, Rejection) for one in source)


def test_sheets_are_read_by_their_names_and_others_are_named_as_skipped(tmp_path: Path) -> None:
    workbook = Workbook()
    workbook.active.title = "Members"
    workbook.active.append(["Member No", "Name", "E-mail"])
    workbook.active.append([7, "Jane", "jane@example.com"])
    workbook.create_sheet("Notes").append(["nothing"])
    workbook.create_sheet("Rooms").append(["Id", "Location Id", "Room"])
    hidden = workbook.create_sheet("Bookings")
    hidden.sheet_state = "hidden"
    workbook.save(tmp_path / "space.xlsx")
    source = Intake(tmp_path / "space.xlsx")
    assert list(source) == [Change("coworkers", {"Id": 7, "FullName": "Jane", "Email": "jane@example.com"}, 2)]
    assert source.skipped == ["space.xlsx: Bookings", "space.xlsx: Notes"]
    assert [layout.table.name for layout in source.layouts] == ["space.xlsx: Members", "space.xlsx: Rooms"]


def test_a_column_of_two_words_for_one_field_is_asked_about(tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text("Id;Name;Member;Email\n1;Jane;Gold;j@example.com\n")
    source = Intake(tmp_path / "people.csv")
    [layout] = source.layouts
    assert [(one.field, one.question) for one in layout.problems] == [("FullName", "Columns")]
    said = Mapping(tables={"*": TableMapping(columns={"Member": None})})
    assert list(Intake(tmp_path / "people.csv", mapping=said)) == [
        Change("coworkers", {"Id": "1", "FullName": "Jane", "Email": "j@example.com"}, 2)
    ]


@pytest.mark.parametrize("heading", ["Room", "resource", "Desk"])
def test_a_column_of_rooms_may_have_their_ids_but_not_their_names(tmp_path: Path, heading: str) -> None:
    times = "2026-07-01 09:30Z;2026-07-01 10:30Z"
    (tmp_path / "bookings.csv").write_text(f"Id;{heading};Start;End\n1;3;{times}\n2;Hall;{times}\n3;1E+11;{times}\n")
    found = [one.record["ResourceId"] for one in Intake(tmp_path) if isinstance(one, Change)]
    assert found == [
        "3",
        Unreadable("Hall", "must be a number, the Id of a record in resources, not its name"),
        Unreadable(
            "1E+11",
            "must be a positive whole number, written with all its digits, because exponent form may have lost some",
        ),
    ]
    # A column with the ids counts more, and one of an optional field is left alone.
    assert match("bookings", [heading, "Room Id", "Member"], {}).fields == (None, "ResourceId", None)
    assert match("coworkerproducts", ["Member"], {}).fields == ("CoworkerId",)
    assert match("coworkers", ["Member"], {}).fields == ("FullName",)


def test_dates_written_in_two_orders_are_asked_about(tmp_path: Path) -> None:
    (tmp_path / "visits.csv").write_text("Id;Location ID;Start\n1;7;13/01/2026\n2;7;01/13/2026\n")
    [layout] = Intake(tmp_path / "visits.csv", zone="UTC").layouts
    assert [(one.question, one.line) for one in layout.problems] == [("DateOrder", 3)]
    assert "line 2 as dd/mm/yyyy ('13/01/2026') and line 3 as mm/dd/yyyy ('01/13/2026')" in layout.problems[0].reason


def test_a_column_that_mixes_real_dates_with_ambiguous_texts_is_a_problem(tmp_path: Path) -> None:
    """Typed as 03/04 and 21/04 where the month comes first: the former became 4 March, the latter stayed text."""
    content = book(HEADINGS, [1, 7, datetime(2026, 3, 4), None], [2, 7, "21/04/2026", None])
    [one] = read(tmp_path, content)
    assert isinstance(one, Rejection)
    assert one.reason.startswith("is text, but line 2 has a real date")
    said = Mapping(tables={"checkins": TableMapping(date_order="dmy")})
    assert len(read(tmp_path, content, mapping=said)) == 2


def test_a_table_without_a_time_zone_uses_that_of_the_locations_in_the_same_folder(tmp_path: Path) -> None:
    (tmp_path / "visits.csv").write_text("Id;Location ID;Start\n1;7;2026-07-01 09:30\n")
    location = '{"Id": 7, "Name": "Hub", "CurrencyCode": "EUR", "SimpleTimeZoneNameIana": "Europe/Madrid"}\n'
    (tmp_path / "businesses.jsonl").write_text(location)
    times = [one.record["FromTime"] for one in Intake(tmp_path) if isinstance(one, Change) and one.entity == "checkins"]
    assert times == [datetime(2026, 7, 1, 7, 30, tzinfo=UTC)]
    (tmp_path / "locations.csv").write_text("Id;Location;Currency;Time zone\n8;Two;EUR;Asia/Tokyo\n")
    [_, visits] = Intake(tmp_path).layouts
    assert [one.question for one in visits.problems] == ["Zone"]
    assert [one.question for one in Intake(tmp_path, zone="UTC").layouts[1].problems] == []


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2026-07-01 09:30", datetime(2026, 7, 1, 8, 30, tzinfo=UTC)),
        ("2026-07-01", datetime(2026, 6, 30, 23, tzinfo=UTC)),
        # As programs write it; the report says that it is taken as UTC.
        ("2026-07-01T09:30", datetime(2026, 7, 1, 9, 30, tzinfo=UTC)),
        ("2026-07-01 09:30Z", datetime(2026, 7, 1, 9, 30, tzinfo=UTC)),
    ],
)
def test_times_under_the_fields_own_names_are_those_of_the_location(
    tmp_path: Path, written: str, expected: datetime
) -> None:
    (tmp_path / "checkins.csv").write_text(f"Id,BusinessId,FromTime\n1,7,{written}\n")
    [one] = Intake(tmp_path, locations=[Location(7, "Hub", "Europe/London")])
    assert isinstance(one, Change)
    checkins = ENTITIES["checkins"]
    assert to_row(checkins, 1, one.record)[checkins.place["from_time"]] == expected


def test_a_date_alone_does_not_make_other_times_local(tmp_path: Path) -> None:
    (tmp_path / "checkins.csv").write_text("Id,BusinessId,FromTime,CreatedOn\n1,7,2026-07-01T09:30,2026-07-01\n")
    [one] = Intake(tmp_path, locations=[Location(7, "Hub", "Europe/London")])
    assert isinstance(one, Change)
    checkins = ENTITIES["checkins"]
    assert to_row(checkins, 1, one.record)[checkins.place["from_time"]] == datetime(2026, 7, 1, 9, 30, tzinfo=UTC)


def test_the_zone_of_a_location_is_found_in_its_own_file(tmp_path: Path) -> None:
    (tmp_path / "businesses.csv").write_text(
        "Id,Name,CurrencyCode,SimpleTimeZoneNameIana,UpdatedOn\n7,Hub,GBP,Europe/London,2026-07-01 09:30:00\n"
    )
    (tmp_path / "checkins.csv").write_text("Id,BusinessId,FromTime\n1,7,2026-07-01 09:30\n")
    records = {one.entity: one.record for one in Intake(tmp_path) if isinstance(one, Change)}
    assert records.keys() == {"businesses", "checkins"}
    checkins = ENTITIES["checkins"]
    expected = datetime(2026, 7, 1, 8, 30, tzinfo=UTC)
    assert to_row(checkins, 1, records["checkins"])[checkins.place["from_time"]] == expected


@pytest.mark.parametrize("plural", ENTITIES)
def test_a_fields_own_name_takes_precedence_over_synonyms(plural: str) -> None:
    names = [one.name for one in ENTITIES[plural].fields]
    assert list(match(plural, ["Id", *names], {}).fields) == ["Id", *names]
    # Resources have no field that teams lack.
    assert entity_by_headings(["Id", *names]) == (plural if plural != "resources" else None)


@pytest.mark.parametrize(
    ("text", "mark", "expected"),
    [
        ("1.234,50 €", ",", "1234.50"),
        ("£1,234.50", ".", "1234.50"),
        ("GBP -12.5", ".", "-12.5"),
        ("(12,50)", ",", "-12.50"),
        ("1 234,5", ",", "1234.5"),
        ("1'234.5", ".", "1234.5"),
        ("12-", None, "-12"),
        ("\N{MINUS SIGN}3", None, "-3"),
        ("0.125", None, "0.125"),
        (".5", ".", "0.5"),
        ("1,234", None, None),
        ("12,34,567", ".", None),
        ("1.2.3", ",", None),
        ("1,5", ".", None),
        ("five", ".", None),
        ("", ".", None),
    ],
)
def test_amounts(text: str, mark: Any, expected: str | None) -> None:
    if expected is None:
        with pytest.raises(ValueError, match=r"must be|is not|could have"):
            amount(text, mark)
    else:
        assert Decimal(amount(text, mark)) == Decimal(expected)


@pytest.mark.parametrize(
    "text",
    [
        "2026-07-03",
        "2026/7/3",
        "3 July 2026",
        "July 3rd, 2026",
        "3. Juli 2026",
        "3 de julio de 2026",
        "20260703",
        "46206",
    ],
)
def test_dates_with_one_reading(text: str) -> None:
    assert date_orders(text) == frozenset()
    assert moment(text, None).local.date() == date(2026, 7, 3)


def test_answers_of_yes_and_no() -> None:
    assert [flag(one) for one in ("Yes", "x", "SÍ", "wahr", "0", "Nein")] == [True] * 4 + [False] * 2
    with pytest.raises(ValueError, match="must be yes or no"):
        flag("perhaps")


@pytest.mark.parametrize("heading", ["Location", "Space name", "Branch", "BUSINESS", "Location  name"])
def test_a_column_that_names_another_location_is_not_overwritten_by_the_only_one(tmp_path: Path, heading: str) -> None:
    here = [Location(7, "North Hub", "Europe/London")]

    def rooms(*names: str | None, **options: Any) -> list[Change | Rejection]:
        content = book(["Id", "Name", heading], *([number, "Room", name] for number, name in enumerate(names, 1)))
        return read(tmp_path, content, "rooms.xlsx", locations=here, **options)

    def settled(**said: Any) -> Mapping:
        return Mapping(tables={"rooms.xlsx": TableMapping(entity="resources", **said)})

    at_home = [Change("resources", {"BusinessId": 7, "Id": one, "Name": "Room"}, one + 1) for one in (1, 2, 3, 4)]
    assert rooms("North Hub", None, "north hub ", "7") == at_home
    [rejected] = rooms("North Hub", "South Hub", "West Hub")
    assert isinstance(rejected, Rejection)
    assert (rejected.entity, rejected.position, rejected.field, rejected.value) == (
        "resources",
        "rooms.xlsx:3",
        "BusinessId",
        "South Hub",
    )
    assert rejected.reason.startswith(f"is required, but no column matches it, and {heading!r} is not always 'North")
    # Both are settled by the user: the column is not read, or all rows are at one location.
    assert rooms("South Hub", mapping=settled(columns={heading: None})) == at_home[:1]
    assert rooms("South Hub", mapping=settled(constants={"BusinessId": 7})) == at_home[:1]


@pytest.mark.parametrize("place", ["A2:A3", "B3:C4"])
def test_cells_merged_over_several_records_are_refused(tmp_path: Path, place: str) -> None:
    """Only the first of the merged rows has the value: the others would be read without it."""

    rows: list[list[Any]] = [[1, 7, datetime(2026, 7, 1, 9, 30), None] for _ in range(3)]
    workbook = load_workbook(io.BytesIO(book(HEADINGS, *rows)))
    workbook.active.merge_cells(place)
    workbook.save(tmp_path / "checkins.xlsx")
    [one] = Intake(tmp_path / "checkins.xlsx", zone="Europe/London")
    assert isinstance(one, Rejection)
    first, last = place[1], place[-1]
    assert one.position == f"checkins.xlsx:{first}"
    assert one.reason.startswith(f"has cells merged with those down to line {last}")


def test_cells_merged_above_the_records_or_within_a_row_are_read(tmp_path: Path) -> None:
    workbook = load_workbook(io.BytesIO(book(["Check-ins"], [], HEADINGS, [1, 7, datetime(2026, 7, 1, 9, 30), None])))
    workbook.active.merge_cells("A1:D2")
    workbook.active.merge_cells("D4:F4")
    workbook.save(tmp_path / "checkins.xlsx")
    [one] = Intake(tmp_path / "checkins.xlsx", zone="Europe/London")
    assert isinstance(one, Change)
