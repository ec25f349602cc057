"""``teamkpi import`` of spreadsheets: what people keep, what it says about it, and what it leaves alone."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from psycopg import Connection

from cli.conftest import Run, write_ledger
from teamkpi.intake.cells import DATE_HINT
from teamkpi.ledger import ENTITIES, Change, apply

SPACE = {
    "businesses": [{"Id": 1, "Name": "Harbour", "CurrencyCode": "EUR", "SimpleTimeZoneNameIana": "Europe/Madrid"}],
    "coworkers": [{"Id": 7, "FullName": "Jane", "Email": "jane@example.com"}],
    "resources": [{"Id": 3, "BusinessId": 1, "Name": "Room"}],
}
BOOKINGS = """Printed by the front desk

Booking ID;Room ID;Member No.;Start;End;Notes;Colour
1;3;7;21/11/2026 09:30;21/11/2026 11:00;Reunión;red
2;3;7;02/12/2026 09:30;02/12/2026 10:00;;
2;3;7;02/12/2026 09:30;02/12/2026 10:30;;
3;3;999;03/12/2026 09:30;03/12/2026 10:00;;
"""
BAD_ROW = "4;3;7;31/11/2026 09:30;30/11/2026 10:00;ñ;\n"
NO_DATE = "FromTime is not a date that exists as dd/mm/yyyy"


@pytest.fixture
def space(run: Run, tmp_path: Path) -> None:
    assert run("import", str(write_ledger(tmp_path / "space", SPACE))).exit_code == 0


def write(tmp_path: Path, text: str, name: str = "Bookings.csv") -> str:
    path = tmp_path / name
    path.write_bytes(text.replace("\n", "\r\n").encode("cp1252"))
    return str(path)


def bookings(conn: Connection[Any]) -> list[tuple[Any, ...]]:
    return conn.execute(
        "SELECT id, coworker_id, to_char(from_time AT TIME ZONE 'UTC', 'MM-DD HH24:MI'), notes FROM bookings "
        "WHERE NOT is_deleted ORDER BY id"
    ).fetchall()


STORED = [(1, 7, "11-21 08:30", "Reunión"), (2, 7, "12-02 08:30", None), (3, 999, "12-03 08:30", None)]


@pytest.mark.usefixtures("space")
def test_a_messy_spreadsheet_is_reported_and_then_read(run: Run, tmp_path: Path, conn: Connection[Any]) -> None:
    path = write(tmp_path, BOOKINGS + BAD_ROW)
    rejected = tmp_path / "rejected.xlsx"
    dry = run("import", "--dry-run", "--rejected", str(rejected), path)
    assert dry.exit_code == 1
    assert [line.split() for line in dry.stdout.splitlines()] == [
        ["entity", "new", "changed", "deleted", "unchanged", "stale", "rejected"],
        ["bookings", "3", "1", "0", "0", "0", "1"],
    ]
    assert dry.stderr.splitlines() == [
        f"wrote 1 rejected rows to {rejected}",
        "note: Bookings.csv: dates are read as dd/mm/yyyy, as in FromTime, line 4: '21/11/2026 09:30'",
        "note: Bookings.csv: times without a time zone are read as Europe/Madrid",
        "note: Bookings.csv: letters are read as Windows-1252: line 4 has 'Reunión'",
        "note: Bookings.csv: the headings are on line 3; the lines above are not read",
        (
            "note: Bookings.csv: CoworkerId refers to a missing record, once (line 7, record 3, '999'): it is not in "
            "coworkers; import these records too, or correct the references"
        ),
        (
            "note: Bookings.csv: Id is the id of an earlier record, once (line 5, record 2, '2'; line 6, record 2, "
            "'2'): of several records with the same Id, only the latest version is kept"
        ),
        "note: Bookings.csv: fields that the ledger does not keep, with the number of records: Colour (1)",
        f"rejected: Bookings.csv line 8: {NO_DATE} (record 4, '31/11/2026 09:30')",
        "This was a dry run: nothing was stored.",
    ]
    assert bookings(conn) == []

    sheet = load_workbook(rejected).active
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [
        ["Booking ID", "Room ID", "Member No.", "Start", "End", "Notes", "Colour", "Problem"],
        ["4", "3", "7", "31/11/2026 09:30", "30/11/2026 10:00", "ñ", None, NO_DATE],
    ]

    assert run("import", path).exit_code == 1
    assert bookings(conn) == []
    done = run("import", "--json", write(tmp_path, BOOKINGS))
    assert done.exit_code == 0
    assert bookings(conn) == STORED
    [table] = json.loads(done.stdout)["tables"]
    assert {name: table[name] for name in ("encoding", "delimiter", "heading_line", "date_order", "zone", "rows")} == {
        "encoding": "windows-1252",
        "delimiter": ";",
        "heading_line": 3,
        "date_order": "dmy",
        "zone": "Europe/Madrid",
        "rows": 4,
    }
    again = run("import", "--dry-run", "--json", write(tmp_path, BOOKINGS))
    # Of the two rows of booking 2, the first changes it back and the second is as it is held.
    assert json.loads(again.stdout)["entities"]["bookings"]["new"] == 0


@pytest.mark.usefixtures("space")
def test_what_can_be_read_in_two_ways_is_asked_for_and_not_read(
    run: Run, tmp_path: Path, conn: Connection[Any]
) -> None:
    times = "1;3;02/03/2026 09:00;02/03/2026 10:00\n"
    path = write(tmp_path, f"Id;Room ID;Start;End\n2;Hall;02/03/2026 09:00;tomorrow\n{times}")
    asked = run("import", path)
    assert asked.exit_code == 1
    assert asked.stderr.splitlines() == [
        "note: Bookings.csv: times without a time zone are read as Europe/Madrid",
        (
            "rejected: Bookings.csv line 2: FromTime dates in this table could be dd/mm/yyyy or "
            "mm/dd/yyyy; choose one; the table was not read ('02/03/2026 09:00')"
        ),
        # What is wrong whatever the answer is said at once, and once.
        (
            "rejected: Bookings.csv line 2: ResourceId must be a number, the Id of a record in resources, not its name "
            "(record 2, 'Hall')"
        ),
        f"rejected: Bookings.csv line 2: ToTime is not a date that can be read; {DATE_HINT} (record 2, 'tomorrow')",
        "Write what applies to a file such as map.json, and import with --map map.json. For example:",
        '  {"Tables": {"Bookings.csv": {"DateOrder": "dmy"}}}',
        '  DateOrder: "dmy" if dates are written dd/mm/yyyy, "mdy" if they are written mm/dd/yyyy.',
        "teamkpi: nothing was stored, since records were rejected; --keep-good stores the others",
    ]
    path = write(tmp_path, f"Id;Room ID;Start;End\n{times}")
    mapping = tmp_path / "map.json"
    mapping.write_text('{"Tables": {"bookings": {"DateOrder": "mdy", "Zone": "America/New_York"}}}')
    assert run("import", "--map", str(mapping), path).exit_code == 0
    assert [one[2] for one in bookings(conn)] == ["02-03 14:00"]
    unknown = run("import", write(tmp_path, "a;b\n1;2\n", "list.csv"))
    assert unknown.stderr.endswith('or choose the kind with --entity, or with "Entity" in a mapping (--map)\n')


@pytest.mark.usefixtures("space")
def test_a_mapping_names_columns_and_gives_constants_and_says_what_is_wrong_with_it(
    run: Run, tmp_path: Path, conn: Connection[Any]
) -> None:
    path = write(tmp_path, "Nr,Who,Von,Bis\n1,7,2026-01-01 09:00,2026-01-01 10:00\n", "export.csv")
    mapping = tmp_path / "map.json"
    table: dict[str, Any] = {
        "Entity": "bookings",
        "Columns": {"Nr": "Id", "Who": "CoworkerId", "Von": "FromTime", "Bis": "ToTime"},
        "Constants": {"ResourceId": 3},
    }
    mapping.write_text(json.dumps({"Tables": {"export.csv": table}}))
    assert run("import", "--map", str(mapping), "--zone", "UTC", path).exit_code == 0
    assert bookings(conn) == [(1, 7, "01-01 09:00", None)]
    mapping.write_text(json.dumps({"Tables": {"export.csv": {**table, "Columns": {"Nr": "Number"}}}}))
    wrong = run("import", "--map", str(mapping), path)
    assert (wrong.exit_code, wrong.stderr) == (
        1,
        "teamkpi: 'map.json' is not a mapping: Tables['export.csv'].Columns: bookings have no field 'Number'\n",
    )


@pytest.mark.usefixtures("space")
def test_what_is_not_in_the_file_is_deleted_once_it_is_confirmed(
    run: Run, tmp_path: Path, conn: Connection[Any]
) -> None:
    assert run("import", write(tmp_path, BOOKINGS)).exit_code == 0
    path = write(tmp_path, "Id;Room ID;Member No;Start;End;Notes\n3;3;999;2026-12-03 09:30;2026-12-03 10:00;\n")
    declined = run("import", "--replace", path, stdin="n\n")
    assert declined.exit_code == 130
    assert "Delete 2 bookings that are not in the files? [y/N]" in declined.stderr
    assert bookings(conn) == STORED
    assert run("import", "--replace", path, stdin="y\n").exit_code == 0
    assert bookings(conn) == STORED[2:]
    assert conn.execute("SELECT count(*) FROM coworkers WHERE NOT is_deleted").fetchone() == (1,)
    bad = write(tmp_path, "Id;Room ID;Start;End\nx;3;2026-12-03 09:30;2026-12-03 10:00\n")
    assert run("import", "--replace", "--yes", bad).exit_code == 1
    assert bookings(conn) == STORED[2:]
    assert run("import", "--replace", "--keep-good", bad).exit_code == 2


@pytest.mark.usefixtures("space")
def test_standard_input_is_read_whatever_it_is(run: Run, tmp_path: Path, conn: Connection[Any]) -> None:
    assert run("import", "-", stdin=BOOKINGS).exit_code == 0
    assert bookings(conn) == STORED
    line = json.dumps({"Id": 9, "ResourceId": 3, "FromTime": "2026-01-01T09:00Z", "ToTime": "2026-01-01T10:00Z"})
    assert run("import", "--entity", "bookings", "-", stdin=line).exit_code == 0
    book = Workbook()
    book.active.append(["Id", "Room ID", "Start", "End"])
    book.active.append([10, 3, "2026-01-01 09:00Z", "2026-01-01 10:00Z"])
    book.save(tmp_path / "x.xlsx")
    assert run("import", "-", stdin=(tmp_path / "x.xlsx").read_bytes()).exit_code == 0
    assert [one[0] for one in bookings(conn)] == [1, 2, 3, 9, 10]


def test_every_template_can_be_imported_as_it_is_written(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "tables"
    assert run("import", "--template", str(folder)).exit_code == 0
    assert {path.stem for path in folder.iterdir()} == set(ENTITIES)
    report = run("import", "--dry-run", "--json", str(folder))
    assert (report.exit_code, report.stderr) == (0, "This was a dry run: nothing was stored.\n")
    counts = json.loads(report.stdout)["entities"]
    assert {plural: counts[plural]["new"] for plural in counts} == dict.fromkeys(ENTITIES, 1)
    assert run("import", "--template", str(folder)).exit_code == 1
    # Times are those of the clock at the location, as in any other spreadsheet.
    shown = run("import", "--dry-run", str(folder)).stderr.splitlines()
    assert [line.partition(": times ")[2] for line in shown] == ["without a time zone are read as Europe/London", ""]


@pytest.mark.usefixtures("space")
def test_an_import_is_listed_and_undone_as_a_whole(run: Run, tmp_path: Path, conn: Connection[Any]) -> None:
    path = write(tmp_path, BOOKINGS)
    assert run("import", path).exit_code == 0
    listed = run("import", "list")
    assert [line.split()[0] for line in listed.stdout.splitlines()] == ["import", "2", "1"]
    assert listed.stdout.splitlines()[1].split()[-4:] == ["Bookings.csv", "3", "1", "0"]
    assert [one["id"] for one in json.loads(run("import", "list", "--json", "--limit", "1").stdout)] == [2]

    changed = {"Id": 1, "ResourceId": 3, "FromTime": "2026-01-01T09:00Z", "ToTime": "2026-01-01T10:00Z"}
    run("import", str(write_ledger(tmp_path / "changed", {"bookings": [changed]})))
    refused = run("import", "undo", "2")
    assert refused.exit_code == 1
    assert refused.stderr.splitlines()[-1] == (
        "teamkpi: import 2 was not undone: 1 of its records were changed since; --leave-changed undoes the others"
    )
    assert refused.stderr.startswith("bookings 1 was changed on ")
    run("import", "undo", "3")
    planned = run("import", "undo", "2", "--dry-run")
    said = "Undoing import 2 would delete 3 records and restore 0. 0 were changed since."
    assert (planned.exit_code, planned.stdout.splitlines()[0]) == (0, said)
    # A use by hand refers to a booking that would be deleted, so the command asks.
    use = {"Id": 900, "BookingId": 1, "CoworkerBookingCreditId": 5, "CreditUsed": 1}
    apply(conn, 1, [Change("coworkerbookingcreditusehistories", use, 1)], now=datetime.now(UTC))
    asked = run("import", "undo", "2", stdin="n\n")
    assert (asked.exit_code, len(bookings(conn))) == (130, 3)
    assert asked.stderr.startswith("1 coworkerbookingcreditusehistories refer to records that would be deleted: 900\n")
    done = run("import", "undo", "2", "--yes")
    assert (done.exit_code, done.stdout) == (0, "Import 2 was undone: 3 records deleted, 0 restored.\n")
    assert bookings(conn) == []
    assert run("import", path).exit_code == 0
    assert bookings(conn) == STORED
    trail = conn.execute(
        "SELECT entity_id, audit_type, changes -> 'Source' ->> 1 FROM audit_entry "
        "WHERE entity_short_name = 'Import' ORDER BY id"
    ).fetchall()
    kinds = [(1, 1, "space"), (2, 1, "Bookings.csv"), (3, 1, "changed"), (3, 2, None), (2, 2, None)]
    assert trail == [*kinds, (4, 1, "Bookings.csv")]


def test_a_folder_that_is_named_like_a_command_is_imported_by_its_path(run: Run, tmp_path: Path) -> None:
    folder = write_ledger(tmp_path / "list", SPACE)
    assert run("import", str(folder), "--json").exit_code == 0
    usage = run("import", "--help").stdout
    assert usage.startswith("Usage: program import [OPTIONS] PATH")
    assert "undo  Undo an import" in usage


def test_the_only_location_is_that_of_records_without_a_column_for_it(run: Run, tmp_path: Path) -> None:
    rooms = tmp_path / "Rooms.csv"
    rooms.write_text("Id;Name\n4;Small room\n")

    def imported() -> tuple[int, dict[str, Any]]:
        result = run("import", "--json", "--dry-run", str(rooms))
        return result.exit_code, json.loads(result.stdout)

    lacking = "is required, but no column matches it; the columns are 'Id', 'Name'"
    code, report = imported()
    assert (code, [one["reason"] for one in report["tables"][0]["questions"]]) == (1, [lacking])
    places = [dict(one) for one in SPACE["businesses"]]
    assert run("import", str(write_ledger(tmp_path / "one", {"businesses": places}))).exit_code == 0
    code, report = imported()
    assert (code, report["tables"][0]["questions"], report["entities"]["resources"]["new"]) == (0, [], 1)
    assert report["tables"][0]["notes"] == ["no column has the location; all records are at 'Harbour'"]
    # What a mapping says counts; and of several locations, none is more likely than another.
    mapping = tmp_path / "map.json"
    mapping.write_text(json.dumps({"Tables": {"resources": {"Constants": {"BusinessId": 99}}}}))
    result = run("import", "--json", "--dry-run", "--map", str(mapping), str(rooms))
    assert json.loads(result.stdout)["findings"][0]["examples"][0]["value"] == "99"
    places.append({**places[0], "Id": 2, "Name": "Hill"})
    assert run("import", str(write_ledger(tmp_path / "two", {"businesses": places}))).exit_code == 0
    code, report = imported()
    assert (code, [one["reason"] for one in report["tables"][0]["questions"]]) == (1, [lacking])
