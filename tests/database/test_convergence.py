"""The order in which records arrive, and how often, never changes a table or an answer."""

from __future__ import annotations

import itertools
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from psycopg import Connection

import ledgers
import oracle
from examples import examples
from spaces import NOW, Version, asked, exact, ledger_tables, new_network, write
from teamkpi.ledger import ENTITIES, Change, apply
from teamkpi.ledger.rows import canonical_form, to_row
from teamkpi.usage import rebuild, verify


def differences(conn: Connection[Any], network_id: int) -> list[Any]:
    return list(verify(conn, network_id))


def shaped_tables(tables: dict[str, list[tuple[Any, ...]]]) -> dict[str, list[tuple[Any, ...]]]:
    """Leave out the ids that are made from the network's own."""
    unique_id = next(iter(ENTITIES.values())).columns.index("unique_id")
    return {
        table: [(*row[:unique_id], *row[unique_id + 1 :]) for row in rows] if table in ENTITIES else rows
        for table, rows in tables.items()
    }


@settings(max_examples=examples(150), deadline=None)
@given(data=st.data())
def test_deliveries_in_any_order_give_the_same_tables_and_answers(shared: Connection[Any], data: st.DataObject) -> None:
    ledger = data.draw(ledgers.ledgers())
    batches = data.draw(ledgers.deliveries(ledger))
    versions = [version for batch in batches for version in batch]
    other_order = data.draw(st.permutations(versions))
    size = data.draw(st.integers(1, len(versions) + 1))
    found = []
    for order in (batches, [other_order[start : start + size] for start in range(0, len(versions), size)]):
        network_id = new_network(shared)
        for batch in order:
            report = write(shared, network_id, batch)
            assert report.stored + report.unchanged + report.stale == len(batch)
        assert differences(shared, network_id) == []
        living = {
            table: [row for row in rows if table not in ENTITIES or not row[ENTITIES[table].place["is_deleted"]]]
            for table, rows in shaped_tables(ledger_tables(shared, network_id)).items()
            if table == "usage_month"
        }
        answers = [asked(shared, network_id, team_id, ledger.now) for team_id in ledger.team_ids]
        found.append((living, answers))
    assert found[0] == found[1]
    settled = oracle.settle(versions)
    assert found[0][1] == [
        None if (body := oracle.team_kpi(settled, team_id, ledger.now)) is None else exact(body)
        for team_id in ledger.team_ids
    ]


@settings(max_examples=examples(100), deadline=None)
@given(data=st.data())
def test_one_delivery_shuffled_gives_equal_tables(shared: Connection[Any], data: st.DataObject) -> None:
    ledger = data.draw(ledgers.ledgers())
    versions = [version for batch in data.draw(ledgers.deliveries(ledger)) for version in batch]
    tables = []
    for order in (versions, data.draw(st.permutations(versions))):
        network_id = new_network(shared)
        size = data.draw(st.integers(1, len(order) + 1))
        for start in range(0, len(order), size):
            write(shared, network_id, order[start : start + size])
        tables.append(shaped_tables(ledger_tables(shared, network_id)))
    assert tables[0] == tables[1]


@settings(max_examples=examples(60), deadline=None)
@given(data=st.data())
def test_sums_equal_a_rebuild_after_every_operation(shared: Connection[Any], data: st.DataObject) -> None:
    network_id = new_network(shared)
    for _ in range(data.draw(st.integers(1, 4))):
        ledger = data.draw(ledgers.ledgers())
        for batch in data.draw(ledgers.deliveries(ledger)):
            write(shared, network_id, batch)
            assert differences(shared, network_id) == []
    before = ledger_tables(shared, network_id)
    rebuild(shared, network_id)
    assert ledger_tables(shared, network_id) == before


BOOKING = {
    "Id": 7,
    "ResourceId": 11,
    "CoworkerId": 101,
    "FromTime": "2026-11-03T10:00:00Z",
    "ToTime": "2026-11-03T16:00:00Z",
    "UpdatedOn": "2026-11-01T00:00:00Z",
}
TIED = [
    BOOKING,
    {**BOOKING, "Notes": "ñ"},
    {**BOOKING, "Notes": "a"},
    {**BOOKING, "CoworkerId": 102},
    {"Id": 7, "UpdatedOn": BOOKING["UpdatedOn"], "_deleted": True},
]


@pytest.mark.parametrize("count", [2, 3, 5])
def test_versions_of_one_instant_end_the_same_in_every_order(shared: Connection[Any], count: int) -> None:
    entity = ENTITIES["bookings"]
    for versions in itertools.permutations(TIED, count):
        network_id = new_network(shared)
        for version in versions:
            write(shared, network_id, [("bookings", version)])
        together = new_network(shared)
        write(shared, together, [("bookings", version) for version in versions])
        tables = [shaped_tables(ledger_tables(shared, one)) for one in (network_id, together)]
        assert tables[0] == tables[1]
        highest = max(versions, key=lambda version: canonical_form(entity, to_row(entity, network_id, version)))
        assert shared.execute(
            "SELECT is_deleted, notes, coworker_id FROM bookings WHERE network_id = %s", (network_id,)
        ).fetchall() == [(highest.get("_deleted", False), highest.get("Notes"), highest.get("CoworkerId"))]
        assert differences(shared, network_id) == []


def test_a_deletion_wins_against_a_record_of_the_same_instant() -> None:
    entity = ENTITIES["bookings"]
    forms = [canonical_form(entity, to_row(entity, 1, version)) for version in TIED]
    assert max(forms) == forms[-1]


def test_what_is_counted(shared: Connection[Any]) -> None:
    network_id = new_network(shared)
    older = {**BOOKING, "UpdatedOn": "2026-10-01T00:00:00Z"}
    report = write(shared, network_id, [("bookings", BOOKING), ("bookings", BOOKING), ("bookings", older)])
    assert (report.stored, report.unchanged, report.stale, report.rejected_count) == (1, 1, 1, 0)


def test_a_late_copy_does_not_bring_a_deleted_record_back(shared: Connection[Any]) -> None:
    network_id = new_network(shared)
    write(shared, network_id, [("bookings", {"Id": 7, "UpdatedOn": "2026-11-02T00:00:00Z", "_deleted": True})])
    assert write(shared, network_id, [("bookings", BOOKING)]).stale == 1
    newer = {**BOOKING, "UpdatedOn": "2026-11-02T00:00:00.000001Z"}
    assert write(shared, network_id, [("bookings", newer)]).stored == 1


def test_a_local_write_is_later_than_what_is_held(shared: Connection[Any]) -> None:
    network_id = new_network(shared)
    ahead = {**BOOKING, "UpdatedOn": "2027-01-01T00:00:00Z"}
    write(shared, network_id, [("bookings", ahead)])
    local = {key: value for key, value in BOOKING.items() if key != "UpdatedOn"}
    assert write(shared, network_id, [("bookings", {**local, "Notes": "moved"})]).stored == 1
    held = "SELECT updated_on, notes FROM bookings WHERE network_id = %s"
    later = datetime(2027, 1, 1, microsecond=1, tzinfo=UTC)
    assert shared.execute(held, (network_id,)).fetchall() == [(later, "moved")]
    assert write(shared, network_id, [("bookings", {**local, "Notes": "moved"})]).unchanged == 1
    assert shared.execute(held, (network_id,)).fetchall() == [(later, "moved")]


SPACE: list[Version] = [
    ("businesses", {"Id": 1, "Name": "A", "CurrencyCode": "GBP", "SimpleTimeZoneNameIana": "Europe/London"}),
    ("businesses", {"Id": 2, "Name": "B", "CurrencyCode": "JPY", "SimpleTimeZoneNameIana": "Asia/Tokyo"}),
    ("coworkers", {"Id": 101, "FullName": "Jane", "Email": "jane@example.org"}),
    ("teams", {"Id": 55, "BusinessId": 1, "Name": "T", "TeamMembers": [101]}),
    ("resources", {"Id": 11, "BusinessId": 1, "Name": "R"}),
    # Across midnight of 1 November in Tokyo; in October in London.
    (
        "bookings",
        {
            "Id": 1,
            "ResourceId": 11,
            "CoworkerId": 101,
            "FromTime": "2026-10-31T14:00:00Z",
            "ToTime": "2026-10-31T18:00:00Z",
        },
    ),
    (
        "checkins",
        {
            "Id": 1,
            "BusinessId": 1,
            "CoworkerId": 101,
            "FromTime": "2026-10-31T14:30:00Z",
            "ToTime": "2026-10-31T18:00:00Z",
        },
    ),
    ("coworkerbookingcredits", {"Id": 1, "CoworkerId": 101, "BusinessId": 1, "TotalCredit": 10}),
    ("coworkerbookingcredits", {"Id": 2, "CoworkerId": 101, "BusinessId": 2, "TotalCredit": 5000}),
]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (None, (240, 0, 210, 0, 10)),
        (("resources", {"Id": 11, "BusinessId": 2, "Name": "R"}), (240, 180, 210, 0, 10)),
        (
            ("businesses", {**SPACE[0][1], "SimpleTimeZoneNameIana": "Asia/Tokyo"}),
            (240, 180, 210, 180, 10),
        ),
        (("businesses", {**SPACE[0][1], "CurrencyCode": "JPY"}), (240, 0, 210, 0, 5010)),
        (("businesses", {**SPACE[1][1], "CurrencyCode": "GBP"}), (240, 0, 210, 0, 5010)),
        # Unknown places count for the month of the team's location.
        (("resources", {"Id": 11, "_deleted": True}), (240, 0, 210, 0, 10)),
        (("teams", {**SPACE[3][1], "BusinessId": 2}), (240, 0, 210, 0, 5000)),
    ],
)
def test_a_change_of_place_shows_in_the_next_answer(
    shared: Connection[Any], change: Version | None, expected: tuple[int, ...]
) -> None:
    for order in (SPACE, SPACE[::-1]):
        network_id = new_network(shared)
        for record in order:
            write(shared, network_id, [record], NOW - timedelta(days=1))
        before = _revision(shared, network_id)
        if change is not None:
            write(shared, network_id, [change], NOW)
            assert _revision(shared, network_id) != before
        row = asked(shared, network_id, 55)["Kpi"][0]
        shown = (
            row["BookedTimeTotal"],
            row["BookedTimeThisMonth"],
            row["CheckedTimeTotal"],
            row["CheckedTimeThisMonth"],
            row["RemainingBookingCredit"],
        )
        assert shown == expected
        assert differences(shared, network_id) == []


def _revision(conn: Connection[Any], network_id: int) -> Any:
    return conn.execute("SELECT * FROM team_revision WHERE network_id = %s", (network_id,)).fetchone()


@settings(max_examples=examples(100), deadline=None)
@given(data=st.data())
def test_a_write_that_changes_an_answer_raises_its_revision(shared: Connection[Any], data: st.DataObject) -> None:
    ledger = data.draw(ledgers.ledgers())
    network_id = new_network(shared)
    known: dict[int, tuple[Any, Any]] = {}
    for batch in data.draw(ledgers.deliveries(ledger)):
        write(shared, network_id, batch)
        for team_id in ledger.team_ids:
            revision = shared.execute(
                "SELECT * FROM team_revision WHERE network_id = %s AND team_id = %s", (network_id, team_id)
            ).fetchone()
            body = json.dumps(asked(shared, network_id, team_id, ledger.now), default=str)
            if team_id in known and known[team_id][0] == revision:
                assert known[team_id][1] == body
            known[team_id] = (revision, body)


def test_verify_sees_every_kind_of_damage_and_rebuild_mends_it(shared: Connection[Any]) -> None:
    network_id = new_network(shared)
    write(shared, network_id, SPACE)
    right = ledger_tables(shared, network_id)
    damages = (
        "UPDATE usage_month SET booked_us = booked_us + 1 WHERE network_id = %s AND booked_us > 0",
        "UPDATE usage_month SET month = '2020-01-01' WHERE network_id = %s AND checked_us > 0",
        "DELETE FROM usage_month WHERE network_id = %s",
        "UPDATE member_state SET checked_us = 0 WHERE network_id = %s",
        "DELETE FROM member_state WHERE network_id = %s",
        "UPDATE usage_month SET bookings_started = 2 WHERE network_id = %s AND bookings_started = 1",
        "INSERT INTO usage_month VALUES (%s, 999, '2026-11-01', TRUE, 60000000, 0, 0)",
    )
    for damage in damages:
        shared.execute(damage, (network_id,))
        assert differences(shared, network_id) != [], damage
        rebuild(shared, network_id)
        assert differences(shared, network_id) == [], damage
        assert ledger_tables(shared, network_id) == right


def test_long_work_says_how_far_it_is(shared: Connection[Any]) -> None:
    network_id = new_network(shared)
    write(shared, network_id, SPACE)
    verified: list[int] = []
    rebuilt: list[int] = []
    assert list(verify(shared, network_id, reached=verified.append)) == []
    assert rebuild(shared, network_id, reached=rebuilt.append) == 1
    assert verified == rebuilt == [1]


def test_networks_do_not_meet(shared: Connection[Any]) -> None:
    one, other = new_network(shared), new_network(shared)
    write(shared, one, SPACE)
    before = ledger_tables(shared, one)
    changed = [(plural, {**record, "Name": "other", "FullName": "other"}) for plural, record in SPACE[::-1]]
    write(shared, other, changed)
    write(shared, other, [("bookings", {"Id": 1, "_deleted": True})])
    assert ledger_tables(shared, one) == before
    assert asked(shared, one, 55)["Kpi"][0]["BookedTimeTotal"] == 240
    assert asked(shared, other, 55)["Kpi"][0]["BookedTimeTotal"] == 0


def test_apply_refuses_a_connection_in_a_transaction(shared: Connection[Any]) -> None:
    with shared.transaction(), pytest.raises(RuntimeError, match="must not be in one"):
        apply(shared, 1, [Change("resources", {}, 1)], now=NOW)
