"""Import into the database: what is refused leaves nothing behind, and every form is the same ledger."""

import csv
import io
import json
import random
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import Connection, sql

from citus import of_one_server
from teamkpi.errors import BatchRejected, SourceError
from teamkpi.ledger import ENTITIES, Change, Rejection, apply, values
from teamkpi.ledger.apply import CHUNK
from teamkpi.ledger.files import Source
from teamkpi.usage import verify

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
BOOKING = {
    "Id": 1,
    "ResourceId": 2,
    "CoworkerId": 3,
    "FromTime": "2026-11-02T09:00:00Z",
    "ToTime": "2026-11-02T10:00:00Z",
    "UpdatedOn": "2026-11-02T10:00:00Z",
}
BOOKING_HEADER = "Id,ResourceId,CoworkerId,FromTime,ToTime,Notes\n"
BUSINESS = {
    "Id": 1,
    "Name": "House",
    "CurrencyCode": "GBP",
    "SimpleTimeZoneNameIana": "Europe/London",
    "UpdatedOn": "2026-01-01T00:00:00Z",
}
CREDIT = {"Id": 1, "CoworkerId": 3, "BusinessId": 1, "TotalCredit": 5, "UpdatedOn": "2026-01-01T00:00:00Z"}


def line(record: dict[str, Any], **changes: Any) -> bytes:
    return json.dumps(record | changes).encode() + b"\n"


def read(folder: Path, name: str, content: bytes) -> list[Change | Rejection]:
    (folder / name).write_bytes(content)
    return list(Source(folder / name))


def stored(conn: Connection[Any]) -> dict[str, int]:
    counts = {}
    for table in (*ENTITIES, "member_state", "team_state", "usage_month"):
        row = conn.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table))).fetchone()
        if row and row[0]:
            counts[table] = row[0]
    return counts


def as_csv(records: list[dict[str, Any]]) -> str:
    text = io.StringIO()
    names = list(dict.fromkeys(name for record in records for name in record))
    writer = csv.DictWriter(text, names)
    writer.writeheader()
    for record in records:
        writer.writerow(
            {name: json.dumps(value) if isinstance(value, list) else value for name, value in record.items()}
        )
    return text.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("bookings.jsonl", b'{"Id":\n', "bookings 1: line is not complete, valid JSON"),
        ("businesses.jsonl", line(BUSINESS, SimpleTimeZoneNameIana="Europe/Nowhere"), "must be the name of an IANA"),
        ("bookings.jsonl", line(BOOKING, ToTime="2026-11-02T08:59:59Z"), "1: ToTime must not be before FromTime"),
        ("bookings.jsonl", line(BOOKING, Id=-1), "1: Id must be a positive whole number up to 2^53-1"),
        ("bookings.jsonl", line(BOOKING, CoworkerId=-7), "1: CoworkerId must be a positive whole number"),
        ("bookings.jsonl", line(BOOKING, Id=2**53), "1: Id must be a positive whole number up to 2^53-1"),
        ("coworkerbookingcredits.jsonl", line(CREDIT, TotalCredit="NaN"), "1: TotalCredit must be a finite number"),
        (
            "coworkerbookingcredits.jsonl",
            line(CREDIT, TotalCredit=float("nan")),
            "1: line is not valid JSON (near byte ",
        ),
        ("coworkerbookingcredits.csv", b"Id,CoworkerId,BusinessId,TotalCredit\n1,3,1,NaN\n", "2: TotalCredit must be"),
        ("bookings.csv", BOOKING_HEADER.replace("ToTime", "Until").encode(), "1: ToTime is a required field"),
        ("bookings.csv", (BOOKING_HEADER + "1,2,3,2026-11-02,2026-11-01,\n").encode(), "2: ToTime must not be before"),
    ],
)
def test_bad_input_is_told_with_its_place_and_nothing_is_stored(
    tmp_path: Path, conn: Connection[Any], name: str, content: bytes, expected: str
) -> None:
    (tmp_path / "resources.jsonl").write_bytes(b'{"Id":2,"BusinessId":1,"Name":"Room"}\n')
    (tmp_path / name).write_bytes(content)
    with pytest.raises(BatchRejected) as refused:
        apply(conn, 1, Source(tmp_path), now=NOW)
    (rejection,) = refused.value.report.rejected
    assert expected in str(rejection)
    assert stored(conn) == {}
    report = apply(conn, 1, Source(tmp_path), now=NOW, keep_good=True)
    assert (report.stored, report.rejected_count) == (1, 1)
    assert stored(conn) == {"resources": 1}


def test_the_same_records_from_every_form_are_the_same_ledger(tmp_path: Path, conn: Connection[Any]) -> None:
    records = [BOOKING | {"Id": number, "Notes": f'n "{number}"\nö'} for number in range(1, 30)]
    forms: list[Path] = []
    for name, content in (("jsonl", "".join(map(to_line, records))), ("csv", as_csv(records))):
        forms.append(tmp_path / name / f"bookings.{name}")
        forms[-1].parent.mkdir()
        forms[-1].write_text(content, "utf-8", newline="")
    with zipfile.ZipFile(tmp_path / "space.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(forms[0], "space/bookings.jsonl")
    others = (forms[1], tmp_path / "space.zip", tmp_path / "jsonl")
    assert apply(conn, 1, Source(forms[0]), now=NOW).stored == len(records)
    for other in others:
        report = apply(conn, 1, Source(other), now=NOW)
        assert (report.stored, report.unchanged) == (0, len(records))


def to_line(record: dict[str, Any]) -> str:
    return line(record).decode()


def test_a_tombstone_of_a_csv_file_deletes(tmp_path: Path, conn: Connection[Any]) -> None:
    apply(conn, 1, [Change("bookings", BOOKING, 1)], now=NOW)
    found = read(tmp_path, "bookings.csv", b"Id,UpdatedOn,_deleted\n1,2026-11-20T00:00:00Z,TRUE\n")
    assert apply(conn, 1, found, now=NOW).stored == 1
    assert conn.execute("SELECT id, is_deleted, resource_id FROM bookings").fetchall() == [(1, True, None)]


def test_a_file_of_tombstones_whose_row_is_none_is_told_by_row(tmp_path: Path, conn: Connection[Any]) -> None:
    found = read(tmp_path, "resources.csv", b"Id,UpdatedOn,_deleted\n1,2026-11-20T00:00:00Z,false\n")
    with pytest.raises(BatchRejected) as refused:
        apply(conn, 1, found, now=NOW)
    assert [(one.position, one.field) for one in refused.value.report.rejected] == [(2, "BusinessId"), (2, "Name")]


@of_one_server
def test_a_source_that_breaks_off_leaves_nothing(tmp_path: Path, conn: Connection[Any], database_url: str) -> None:
    path = tmp_path / "space.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("bookings.jsonl", b"".join(line(BOOKING, Id=number) for number in range(1, 25_000)))
        archive.writestr("checkins.jsonl", b"{}\n")
        archive.filelist[-1].CRC = 1

    def changes() -> Iterator[Change | Rejection]:
        for number, one in enumerate(Source(path)):
            if number == 21_000:  # the first ten thousand were stored before the third could be asked for
                with psycopg.connect(database_url) as other:
                    [held] = other.execute("SELECT pg_relation_size('bookings')").fetchone() or (0,)
                assert held > 0
            yield one

    with pytest.raises(SourceError, match=r"'checkins\.jsonl' cannot be read to its end"):
        apply(conn, 1, changes(), now=NOW)
    assert stored(conn) == {}


def versions(ids: int, of_each: int) -> list[Change]:
    """Versions of bookings in no order, more than are written at a time."""
    found = [
        BOOKING | {"Id": number, "CoworkerId": number % 50 + 1, "UpdatedOn": f"2026-11-03T10:00:{second:02}Z"}
        for number in range(1, ids + 1)
        for second in range(of_each)
    ]
    random.Random(7).shuffle(found)
    return [Change("bookings", record, place) for place, record in enumerate(found)]


def test_versions_of_many_chunks(conn: Connection[Any]) -> None:
    changes = versions(ids=4000, of_each=6)
    assert len(changes) > 2 * CHUNK
    report = apply(conn, 1, changes, now=NOW)
    counts = report.entities["bookings"]
    assert counts.stored + counts.stale == len(changes)
    assert counts.stored >= 4000
    newest = datetime(2026, 11, 3, 10, 0, 5, tzinfo=UTC)
    assert conn.execute("SELECT count(*), min(updated_on), max(updated_on) FROM bookings").fetchall() == [
        (4000, newest, newest)
    ]
    assert list(verify(conn, 1)) == []
    assert apply(conn, 1, iter(changes), now=NOW).entities["bookings"].stored == 0


def test_a_bad_record_of_a_late_chunk_leaves_nothing(conn: Connection[Any]) -> None:
    changes = [*versions(ids=12_000, of_each=2), Change("bookings", {"Id": "x"}, "last")]
    with pytest.raises(BatchRejected) as refused:
        apply(conn, 1, changes, now=NOW)
    assert [one.position for one in refused.value.report.rejected] == ["last"] * 4
    assert stored(conn) == {}
    assert apply(conn, 1, changes, now=NOW, keep_good=True).rejected_count == 1
    assert stored(conn)["bookings"] == 12_000


@of_one_server
def test_a_source_that_breaks_off_waits_for_no_other_writer(conn: Connection[Any], database_url: str) -> None:
    apply(conn, 1, [Change("bookings", BOOKING, 1)], now=NOW)

    def changes() -> Iterator[Change]:
        yield from (Change("bookings", BOOKING | {"Id": number}, number) for number in range(1, CHUNK + 10))
        while not other.execute("SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock'").fetchall():
            pass
        raise SourceError("broken off")

    with psycopg.connect(database_url, autocommit=True) as other, other.transaction():
        other.execute("SELECT FROM bookings FOR UPDATE")
        with pytest.raises(SourceError, match="broken off"):
            apply(conn, 1, changes(), now=NOW)
    assert stored(conn)["bookings"] == 1


def test_a_zone_that_the_server_does_not_know_is_rejected_and_the_rest_is_stored(
    conn: Connection[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(values, "_ZONES", values._ZONES | {"Europe/Nowhere"})
    zones = ["Europe/London", "Europe/Nowhere", "Asia/Tokyo", "Europe/Nowhere"]
    places = [
        Change("businesses", BUSINESS | {"Id": number, "SimpleTimeZoneNameIana": zone}, number)
        for number, zone in enumerate(zones, 1)
    ]
    report = apply(conn, 1, places, keep_good=True, now=NOW)
    reason = "is not known to this PostgreSQL server; update its tzdata"
    assert [(one.position, one.field, one.reason) for one in report.rejected] == [
        (number, "SimpleTimeZoneNameIana", reason) for number in (2, 4)
    ]
    assert conn.execute("SELECT id, zone FROM businesses ORDER BY id").fetchall() == [
        (1, "Europe/London"),
        (3, "Asia/Tokyo"),
    ]


def test_each_zone_that_is_taken_is_one_of_the_server_s(conn: Connection[Any]) -> None:
    listed = {name for (name,) in conn.execute("SELECT name FROM pg_timezone_names")}
    places = [
        Change("businesses", BUSINESS | {"Id": number, "SimpleTimeZoneNameIana": zone}, number)
        for number, zone in enumerate(sorted(values._ZONES), 1)
    ]
    assert apply(conn, 1, places, now=NOW).rejected_count == 0
    assert stored(conn)["businesses"] == len(places) > 400
    assert {zone for (zone,) in conn.execute("SELECT zone FROM businesses")} <= listed


def test_locations_may_come_in_any_chunk(conn: Connection[Any]) -> None:
    """Whether PostgreSQL knows a zone is asked while a thread may be storing."""
    bookings = iter(versions(ids=12_000, of_each=2))
    places = [Change("businesses", BUSINESS | {"Id": number}, number) for number in range(1, 4)]
    mixed = [*islice(bookings, CHUNK + 5), places[0], *islice(bookings, CHUNK), places[1], *bookings, places[2]]
    assert apply(conn, 1, mixed, now=NOW).rejected_count == 0
    assert {name: stored(conn)[name] for name in ("businesses", "bookings")} == {"businesses": 3, "bookings": 12_000}
    assert list(verify(conn, 1)) == []
