"""What an import tells of records that it took as they came: counted exactly, with the first places."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from psycopg import Connection

import ledgers
from examples import examples
from spaces import NOW, changes, ledger_tables, new_network, write
from teamkpi.errors import BatchRejected
from teamkpi.ledger import ENTITIES, apply, findings
from teamkpi.ledger.apply import CHUNK
from teamkpi.ledger.files import Source
from teamkpi.ledger.findings import MOST_EXAMPLES, NO_SUCH_RECORD, NO_ZONE, REPEATED_ID
from teamkpi.ledger.report import Example, Finding

Z = "2026-11-18T10:00:00Z"
BUSINESS = {"Id": 1, "Name": "Hub", "CurrencyCode": "GBP", "SimpleTimeZoneNameIana": "Europe/London", "UpdatedOn": Z}
JANE = {"Id": 101, "FullName": "Jane", "Email": "jane@example.com", "UpdatedOn": Z}
CHECKIN = {"BusinessId": 1, "FromTime": Z, "ToTime": Z, "UpdatedOn": Z}
INTO_UTC = "read as UTC; write times with Z, or with an offset like +01:00"
LATEST = "of several records with the same Id, only the latest version is kept"


def missing(number: str, target: str) -> str:
    return f"{number} not in {target}; import these records too, or correct the references"


NO_COWORKER, NO_BUSINESS = missing("it is", "coworkers"), missing("it is", "businesses")


def found(conn: Connection[Any], network_id: int, records: list[tuple[str, dict[str, Any]]]) -> list[Finding]:
    return apply(conn, network_id, changes(records), now=NOW, look_closer=True).findings


def test_a_sound_import_has_none(shared: Connection[Any]) -> None:
    network_id = new_network(shared)
    records = [("businesses", BUSINESS), ("coworkers", JANE), ("checkins", {**CHECKIN, "Id": 1, "CoworkerId": 101})]
    assert found(shared, network_id, records) == []
    # What is held already counts, and so do records that change nothing.
    assert found(shared, network_id, records[2:]) == []


def test_each_kind_with_its_places(shared: Connection[Any], tmp_path: Path) -> None:
    network_id = new_network(shared)
    (tmp_path / "teams.jsonl").write_text(
        '{"Id":55,"BusinessId":1,"Name":"T","TeamMembers":[101,7,8],"PayingMemberId":7,"UpdatedOn":"2026-11-18T10:00:00Z"}\n'
    )
    (tmp_path / "checkins.csv").write_text(
        "Id,CoworkerId,BusinessId,FromTime,ToTime,UpdatedOn\n"
        "5,101,1,2026-11-18T09:00,2026-11-18T10:00Z,2026-11-18T10:00Z\n"
        "4,,9,2026-11-18T09:00+00:00,,2026-11-18T10:00\n"
        "5,101,1,2026-11-18T09:00,2026-11-18T11:00Z,2026-11-18T11:00Z\n"
    )
    (tmp_path / "bookings.csv").write_text("Id,UpdatedOn,_deleted\n3,2026-11-18T11:00Z,true\n")
    write(shared, network_id, [("businesses", BUSINESS), ("coworkers", JANE)])
    for _ in range(2):  # also when everything is there already
        report = apply(shared, network_id, Source(tmp_path), now=NOW, look_closer=True)
        assert report.findings == [
            Finding(
                NO_SUCH_RECORD,
                "teams",
                None,
                "TeamMembers",
                2,
                missing("2 different ids are", "coworkers"),
                (Example(1, "55", "7"), Example(1, "55", "8")),
            ),
            Finding(
                NO_SUCH_RECORD,
                "teams",
                None,
                "PayingMemberId",
                1,
                NO_COWORKER,
                (Example(1, "55", "7"),),
            ),
            Finding(
                NO_SUCH_RECORD,
                "checkins",
                None,
                "BusinessId",
                1,
                NO_BUSINESS,
                (Example(3, "4", "9"),),
            ),
            Finding(REPEATED_ID, "checkins", None, "Id", 1, LATEST, (Example(2, "5", "5"), Example(4, "5", "5"))),
            Finding(NO_ZONE, "checkins", None, "UpdatedOn", 1, INTO_UTC, (Example(3, "4", "2026-11-18T10:00:00"),)),
            Finding(
                NO_ZONE,
                "checkins",
                None,
                "FromTime",
                2,
                INTO_UTC,
                (Example(2, "5", "2026-11-18T09:00:00"), Example(4, "5", "2026-11-18T09:00:00")),
            ),
        ]


def test_what_comes_later_or_goes_in_the_same_import_counts_as_it_ends(shared: Connection[Any]) -> None:
    network_id = new_network(shared)
    product = {"CoworkerId": 101, "BusinessId": 1, "ProductId": 1, "UpdatedOn": Z}
    invoice = {"CoworkerId": 101, "BusinessId": 1, "UpdatedOn": Z}
    write(shared, network_id, [("coworkerinvoices", {**invoice, "Id": 2})])
    records = [
        ("businesses", BUSINESS),
        ("coworkers", JANE),
        ("coworkerproducts", {**product, "Id": 1, "CoworkerInvoiceId": 1}),
        ("coworkerproducts", {**product, "Id": 2, "CoworkerInvoiceId": 2}),
        ("coworkerproducts", {**product, "Id": 3, "CoworkerInvoiceId": 3}),
        ("coworkerinvoices", {**invoice, "Id": 1}),
        ("coworkerinvoices", {"Id": 2, "UpdatedOn": "2026-11-19T00:00:00Z", "_deleted": True}),
    ]
    [finding] = found(shared, network_id, records)
    assert (finding.field, finding.count) == ("CoworkerInvoiceId", 2)
    assert [one.value for one in finding.examples] == ["2", "3"]


def test_counts_of_many_chunks_are_exact_and_examples_few(shared: Connection[Any]) -> None:
    network_id = new_network(shared)
    count = 2 * CHUNK + 5_000
    people = [("coworkers", {**JANE, "Id": number}) for number in range(1, 101)]
    stretches: list[tuple[str, dict[str, Any]]] = [
        ("checkins", {**CHECKIN, "Id": number, "CoworkerId": number % 120 + 1, "FromTime": "2026-11-18T09:00"})
        for number in range(1, count + 1)
    ]
    again = [("checkins", stretches[number][1]) for number in range(0, count, 1000)]
    records = [("businesses", BUSINESS), *people, *stretches, *again]
    unknown, repeated, zoneless = found(shared, network_id, records)
    places = Counter(record["CoworkerId"] for plural, record in records if plural == "checkins")
    assert unknown.count == sum(times for one, times in places.items() if one > 100)
    assert [one.value for one in unknown.examples] == [str(one) for one in range(101, 121)]
    assert (repeated.count, len(repeated.examples)) == (len(again), MOST_EXAMPLES)
    assert [one.record_id for one in repeated.examples[:10]] == [str(1000 * one + 1) for one in range(10)]
    assert (zoneless.count, len(zoneless.examples)) == (len(stretches) + len(again), MOST_EXAMPLES)


def test_of_what_was_not_stored_nothing_is_found(shared: Connection[Any]) -> None:
    network_id = new_network(shared)
    records = [("checkins", {**CHECKIN, "Id": 1, "CoworkerId": 7}), ("checkins", {**CHECKIN, "Id": 0})]
    with pytest.raises(BatchRejected) as refused:
        found(shared, network_id, records)
    assert refused.value.report.findings == []
    assert write(shared, network_id, records[:1]).findings == []  # nobody asked


@settings(max_examples=examples(40), deadline=None)
@given(data=st.data())
def test_references_that_lead_nowhere_are_counted_as_they_are(shared: Connection[Any], data: st.DataObject) -> None:
    ledger = data.draw(ledgers.ledgers())
    versions = [version for batch in data.draw(ledgers.deliveries(ledger)) for version in batch]
    versions.sort(key=lambda version: list(ENTITIES).index(version[0]))
    network_id = new_network(shared)
    unknown = [one for one in found(shared, network_id, versions) if one.code == NO_SUCH_RECORD]
    there = {
        (plural, row[0])
        for plural, rows in ledger_tables(shared, network_id).items()
        if plural in ENTITIES
        for row in rows
        if not row[ENTITIES[plural].place["is_deleted"]]
    }
    expected: Counter[tuple[str, str]] = Counter()
    for plural, record in versions:
        for one in ENTITIES[plural].fields if "_deleted" not in record else ():
            value = record.get(one.name) if one.refers_to else None
            for referred in set(value) if isinstance(value, list) else {value} - {None}:
                expected[plural, one.name] += (one.refers_to, referred) not in there
    counts = {(one.entity, one.field): one.count for one in unknown}
    assert counts == {name: times for name, times in expected.items() if times}


@settings(max_examples=examples(200), deadline=None)
@given(
    st.lists(
        st.one_of(
            st.lists(st.integers(1, 12), min_size=1, max_size=6),
            st.integers(1, 20).map(lambda start: list(range(start, start + 4))),
        ),
        min_size=1,
        max_size=6,
    )
)
def test_repeated_ids_are_counted_whatever_their_order(chunks: list[list[int]]) -> None:
    ids = findings._Ids()
    flat = [one for chunk in chunks for one in chunk]
    positions = iter(range(1, len(flat) + 1))
    for chunk in chunks:
        ids.add(chunk, [next(positions) for _ in chunk])
    count, examples = ids.repeated()
    times = Counter(flat)
    assert count == len(flat) - len(times)
    where = [(one.position, int(str(one.record_id))) for one in examples]
    assert where == [(place, one) for place, one in enumerate(flat, 1) if times[one] > 1][:MOST_EXAMPLES]
