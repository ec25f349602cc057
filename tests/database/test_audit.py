"""The audit trail: what an author writes leaves rows, and the rows tell the whole story."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from psycopg import Connection, sql

import ledgers
from database.test_concurrency import at_once
from examples import examples
from spaces import NOW, Version, changes, new_network, write
from teamkpi.errors import BatchRejected
from teamkpi.ledger import ENTITIES, Author, Change, Revision, apply, audit_trail, revise
from teamkpi.ledger.entities import COMMON
from teamkpi.ledger.rows import to_record
from teamkpi.wire import encode, instant

JANE = Author("jane@example.org", "backoffice", "192.0.2.7", account_id=3, request_id="abc")
KEY = Author("sync", "backoffice", key_id=4)
decode = msgspec.json.Decoder(float_hook=Decimal).decode
EARLIER = NOW - timedelta(days=1)


def rows(conn: Connection[Any], network_id: int) -> list[dict[str, Any]]:
    found = conn.execute(
        "SELECT entity_short_name, entity_id, audit_type, version, changes::text FROM audit_entry "
        "WHERE network_id = %s ORDER BY id",
        (network_id,),
    )
    return [
        {"entity": entity, "id": number, "type": kind, "version": version, "changes": decode(text)}
        for entity, number, kind, version, text in found
    ]


def replayed(trail: Sequence[dict[str, Any]]) -> dict[tuple[str, int], dict[str, Any]]:
    """Make the records out of nothing but the trail, each old value compared with what is there by then."""
    plurals = {entity.name: entity for entity in ENTITIES.values()}
    records: dict[tuple[str, int], dict[str, Any]] = {}
    for row in trail:
        entity = plurals[row["entity"]]
        names = [field.name for field in (*COMMON, *entity.fields)]
        record = records.setdefault((entity.plural, row["id"]), dict.fromkeys(names))
        was_there = record.get("UpdatedOn") is not None and not record.get("_deleted")
        if row["type"] != audit_trail.AuditType.DELETE:
            assert row["type"] == (audit_trail.AuditType.UPDATE if was_there else audit_trail.AuditType.CREATE)
        for name, (old, new) in row["changes"].items():
            assert record[name] == old, (row, name)
            record[name] = new
        record |= {"Id": row["id"], "UpdatedOn": instant(row["version"])}
        record["_deleted"] = row["type"] == audit_trail.AuditType.DELETE
    for key, record in records.items():
        if record.pop("_deleted"):
            assert {name for name, value in record.items() if value is not None} == {"Id", "UpdatedOn"}
            records[key] = {"Id": record["Id"], "UpdatedOn": record["UpdatedOn"], "_deleted": True}
    return records


def held(conn: Connection[Any], network_id: int) -> dict[tuple[str, int], dict[str, Any]]:
    found = {}
    for plural, entity in ENTITIES.items():
        marks = {one.name for one in entity.marks}
        statement = sql.SQL("SELECT {} FROM {} WHERE network_id = %s").format(
            sql.SQL(", ").join(map(sql.Identifier, entity.all_columns)), sql.Identifier(plural)
        )
        for row in conn.execute(statement, (network_id,)):
            record = decode(encode(to_record(entity, row)))
            # When a list was told is not a change of the record, so the trail does not have it.
            found[plural, row[0]] = {name: value for name, value in record.items() if name not in marks}
    return found


@settings(max_examples=examples(100), deadline=None)
@given(data=st.data())
def test_the_trail_replayed_from_nothing_gives_the_records(shared: Connection[Any], data: st.DataObject) -> None:
    network_id = new_network(shared)
    for _ in range(data.draw(st.integers(1, 2))):
        for batch in data.draw(ledgers.deliveries(data.draw(ledgers.ledgers()))):
            report = apply(shared, network_id, changes(batch), now=NOW, author=JANE)
            assert report.stored + report.unchanged + report.stale == len(batch)
    assert replayed(rows(shared, network_id)) == held(shared, network_id)


def test_a_row_says_who_when_from_where_and_what(conn: Connection[Any]) -> None:
    booking = {"Id": 7, "ResourceId": 1, "FromTime": "2026-11-03T10:00:00Z", "ToTime": "2026-11-03T11:00:00Z"}
    apply(conn, 1, [Change("bookings", booking, 1)], now=EARLIER, author=JANE)
    later = {**booking, "Notes": "ñ", "Online": True, "UniqueId": "0b1c2d3e-0000-4000-8000-000000000000"}
    apply(conn, 1, [Change("bookings", later, 1)], now=NOW, author=KEY)
    apply(conn, 1, [Change("bookings", {"Id": 7, "_deleted": True}, 1)], now=NOW, author=KEY)
    first, second, third = conn.execute(
        "SELECT created_on, action_by, door, address, account_id, key_id, request_id, entity_short_name, entity_id, "
        "audit_type, version, changes FROM audit_entry WHERE network_id = 1 ORDER BY id"
    )
    made = first[-1].pop("UniqueId")[1]
    assert first == (
        *(EARLIER, "jane@example.org", "backoffice", "192.0.2.7", 3, None, "abc", "Booking", 7, 1, EARLIER),
        {
            "CreatedOn": [None, "2026-11-20T12:00:00Z"],
            "ResourceId": [None, 1],
            "FromTime": [None, "2026-11-03T10:00:00Z"],
            "ToTime": [None, "2026-11-03T11:00:00Z"],
            "Tentative": [None, False],
            "Online": [None, False],
            "Invoiced": [None, False],
            "BookingNumber": [None, 0],
        },
    )
    assert second == (
        *(NOW, "sync", "backoffice", None, None, 4, None, "Booking", 7, 2, NOW),
        {
            "UniqueId": [made, "0b1c2d3e-0000-4000-8000-000000000000"],
            "CreatedOn": ["2026-11-20T12:00:00Z", "2026-11-21T12:00:00Z"],
            "Online": [False, True],
            "Notes": [None, "ñ"],
        },
    )
    assert third[:-2] == (NOW, "sync", "backoffice", None, None, 4, None, "Booking", 7, 3)
    assert third[-2] == NOW + timedelta(microseconds=1)
    assert third[-1]["Notes"] == ["ñ", None]


def test_what_is_not_stored_leaves_no_row(conn: Connection[Any]) -> None:
    coworker: Version = (
        "coworkers",
        {"Id": 1, "FullName": "A", "Email": "a@example.org", "UpdatedOn": "2026-11-01T00:00:00Z"},
    )
    apply(conn, 1, changes([coworker]), now=NOW, author=JANE)
    stale: Version = ("coworkers", {**coworker[1], "FullName": "B", "UpdatedOn": "2026-10-01T00:00:00Z"})
    report = apply(conn, 1, changes([coworker, stale]), now=NOW, author=JANE)
    assert (report.unchanged, report.stale) == (1, 1)
    bad: list[Version] = [("coworkers", {"Id": 2, "FullName": "C", "Email": "c@example.org"}), ("coworkers", {"Id": 3})]
    with pytest.raises(BatchRejected):
        apply(conn, 1, changes(bad), now=NOW, author=JANE)
    assert len(rows(conn, 1)) == 1


def test_without_an_author_there_is_no_row(conn: Connection[Any]) -> None:
    write(conn, 1, [("resources", {"Id": number, "BusinessId": 1, "Name": "R"}) for number in range(1, 50)])
    assert rows(conn, 1) == []


def test_a_batch_leaves_a_row_for_each_version_in_order(conn: Connection[Any]) -> None:
    versions: list[Version] = [
        (
            "resources",
            {"Id": number, "BusinessId": 1, "Name": f"R{round_}", "UpdatedOn": f"2026-11-0{round_}T00:00:00Z"},
        )
        for round_ in (1, 2, 3)
        for number in (2, 1)
    ]
    apply(conn, 1, changes(versions), now=NOW, author=JANE)
    names = [(row["id"], row["changes"]["Name"]) for row in rows(conn, 1)]
    assert [one for one in names if one[0] == 1] == [(1, [None, "R1"]), (1, ["R1", "R2"]), (1, ["R2", "R3"])]
    assert len(names) == 6


def test_revisions_leave_rows_too(conn: Connection[Any]) -> None:
    apply(conn, 1, changes([("resources", {"Id": 1, "BusinessId": 1, "Name": "R"})]), now=EARLIER, author=JANE)
    new = Change("resources", {"Id": 2, "BusinessId": 1, "Name": "S"}, 1)
    renamed = Revision("resources", 1, lambda record: {**(record or {}), "Name": "T"})
    revise(conn, 1, [renamed], now=NOW, new=lambda: [new], author=KEY)
    assert [(row["id"], row["type"], row["changes"]["Name"]) for row in rows(conn, 1)] == [
        (1, 1, [None, "R"]),
        (1, 2, ["R", "T"]),
        (2, 1, [None, "S"]),
    ]


def test_rows_of_one_record_stand_in_the_order_of_its_versions(shared: Connection[Any], shared_url: str) -> None:
    network_id = new_network(shared)

    def writing(author: Author, step: int) -> Any:
        def work(conn: Connection[Any]) -> None:
            for number in range(25):
                # Clocks that disagree: what counts is who stored first.
                now = NOW + timedelta(milliseconds=step * number)
                record = {"Id": 1, "BusinessId": 1, "Name": f"{author.name} {number}"}
                apply(conn, network_id, [Change("resources", record, 1)], now=now, author=author)

        return work

    at_once(shared_url, [writing(JANE, 3), writing(KEY, -2), writing(Author("third", "portal"), 0)])
    trail = rows(shared, network_id)
    assert len(trail) == 75
    assert [row["version"] for row in trail] == sorted({row["version"] for row in trail})
    assert replayed(trail) == held(shared, network_id)


def test_pruning_deletes_what_is_older_and_says_so(conn: Connection[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit_trail, "_PRUNED_AT_ONCE", 2)
    other = new_network(conn)
    for network_id in (1, other):
        for day in range(1, 8):
            record = {"Id": 1, "BusinessId": 1, "Name": f"R{day}"}
            now = NOW + timedelta(days=day)
            apply(conn, network_id, [Change("resources", record, 1)], now=now, author=JANE)
    told: list[int] = []
    before = NOW + timedelta(days=6)
    later = NOW + timedelta(days=8)
    assert audit_trail.prune(conn, 1, before, author=KEY, now=later, on_deleted=told.append) == 5
    assert told == [2, 4, 5]
    assert [(row["entity"], row["id"], row["type"], row["changes"].get("Name")) for row in rows(conn, 1)] == [
        ("Resource", 1, 2, ["R5", "R6"]),
        ("Resource", 1, 2, ["R6", "R7"]),
        ("AuditTrailEntry", 0, 3, None),
    ]
    assert rows(conn, 1)[-1]["changes"] == {"Before": [None, "2026-11-27T12:00:00Z"], "Entries": [5, None]}
    assert len(rows(conn, other)) == 7
    assert audit_trail.prune(conn, 1, before, author=KEY, now=later) == 0
    assert len(rows(conn, 1)) == 3


@pytest.mark.parametrize("value", ["2.50", 0.1, 123456789012345678])
def test_amounts_keep_their_digits(conn: Connection[Any], value: object) -> None:
    charge = {"Id": 1, "CoworkerId": 1, "BusinessId": 1, "TotalAmount": Decimal(str(value))}
    apply(conn, 1, [Change("charges", charge, 1)], now=NOW, author=JANE)
    [row] = rows(conn, 1)
    assert row["changes"]["TotalAmount"] == [None, Decimal(str(value))]
