"""What the ledger held: every version, without gaps and overlaps, and what remains of it after pruning."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from psycopg import Connection, sql

import ledgers
from conftest import older_database
from examples import examples
from spaces import NOW, ledger_tables, new_network, write
from teamkpi.db import connect, migrate
from teamkpi.ledger import ENTITIES, Entity, history
from teamkpi.ledger.values import NEVER

BOOKING = {
    "Id": 7,
    "ResourceId": 11,
    "CoworkerId": 101,
    "FromTime": "2026-11-03T10:00:00Z",
    "ToTime": "2026-11-03T16:00:00Z",
}
HOUR = timedelta(hours=1)


def held(conn: Connection[Any], network_id: int, at: datetime) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every ledger table as it was held at an instant."""
    found = {}
    for plural, entity in ENTITIES.items():
        statement = sql.SQL(
            "SELECT {columns} FROM {table} WHERE network_id = %(network)s AND held_since <= %(at)s UNION ALL "
            "SELECT {columns} FROM {history} WHERE network_id = %(network)s AND held_since <= %(at)s "
            "AND held_until > %(at)s ORDER BY 1"
        ).format(
            columns=sql.SQL(", ").join(map(sql.Identifier, entity.all_columns)),
            table=sql.Identifier(plural),
            history=sql.Identifier(history.table_of(entity)),
        )
        found[plural] = conn.execute(statement, {"network": network_id, "at": at}).fetchall()
    return found


def latest_start(conn: Connection[Any], network_id: int) -> datetime:
    """The latest instant from which a record is held."""
    statement = sql.SQL("SELECT max(held_since) FROM {} WHERE network_id = %s")
    found = [conn.execute(statement.format(sql.Identifier(one)), (network_id,)).fetchone() for one in ENTITIES]
    return max(one[0] or NEVER for one in found if one)


def records(conn: Connection[Any], network_id: int) -> dict[str, list[tuple[Any, ...]]]:
    tables = ledger_tables(conn, network_id)
    return {plural: sorted(tables[plural]) for plural in ENTITIES}


def versions(conn: Connection[Any], network_id: int) -> list[tuple[Any, ...]]:
    """The bookings' versions in the order in which they were held: notes, since, until (None: the present one)."""
    return conn.execute(
        "SELECT notes, held_since, held_until FROM bookings_history WHERE network_id = %(network)s UNION ALL "
        "SELECT notes, held_since, NULL FROM bookings WHERE network_id = %(network)s ORDER BY 2",
        {"network": network_id},
    ).fetchall()


@settings(max_examples=examples(40), deadline=None)
@given(data=st.data())
def test_every_state_that_was_held_can_be_had_again_and_pruning_changes_none_after_its_date(
    shared: Connection[Any], data: st.DataObject
) -> None:
    network_id = new_network(shared)
    now, states = NOW, []
    for _ in range(data.draw(st.sampled_from((1, 1, 2)))):
        for batch in data.draw(ledgers.deliveries(data.draw(ledgers.ledgers()))):
            now += data.draw(st.sampled_from((HOUR, timedelta(microseconds=1))))
            write(shared, network_id, batch, now)
            now = max(now, latest_start(shared, network_id))
            states.append((now, records(shared, network_id)))
    # A few are enough of each example.
    some = sorted(data.draw(st.sets(st.sampled_from(range(len(states))), max_size=4)))
    before = data.draw(st.sampled_from(states))[0]
    expected = dict(states)
    assert list(history.verify(shared, network_id)) == []
    for at in {states[place][0] for place in some}:
        assert held(shared, network_id, at) == expected[at]
    history.prune(shared, network_id, before)
    assert history.known_since(shared, network_id) == before
    assert list(history.verify(shared, network_id)) == []
    for at in {before, *(states[place][0] for place in some)}:
        if at >= before:
            assert held(shared, network_id, at) == expected[at]
    earliest = [
        shared.execute(
            sql.SQL("SELECT min(held_until) FROM {} WHERE network_id = %s").format(
                sql.Identifier(history.table_of(entity))
            ),
            (network_id,),
        ).fetchone()
        for entity in ENTITIES.values()
    ]
    assert all(one is None or one > before for [one] in filter(None, earliest))


def test_each_version_is_held_until_the_next_one_is(shared: Connection[Any]) -> None:
    network_id = new_network(shared)
    for hours, note in ((0, "first"), (1, "second"), (1, "second"), (2, "third")):
        write(shared, network_id, [("bookings", {**BOOKING, "Notes": note})], NOW + hours * HOUR)
    expected = [
        ("first", NOW, NOW + HOUR),
        ("second", NOW + HOUR, NOW + 2 * HOUR),
        ("third", NOW + 2 * HOUR, None),
    ]
    assert versions(shared, network_id) == expected
    write(shared, network_id, [("bookings", {"Id": 7, "_deleted": True})], NOW + 3 * HOUR)
    assert versions(shared, network_id)[2:] == [
        ("third", NOW + 2 * HOUR, NOW + 3 * HOUR),
        (None, NOW + 3 * HOUR, None),
    ]


def test_a_stale_version_was_never_held(shared: Connection[Any]) -> None:
    network_id = new_network(shared)
    for day, note in ((2, "newer"), (1, "older")):
        write(shared, network_id, [("bookings", {**BOOKING, "Notes": note, "UpdatedOn": f"2026-11-0{day}"})])
    assert versions(shared, network_id) == [("newer", NOW, None)]


def test_a_writer_whose_clock_is_behind_holds_its_version_just_after_the_one_before(shared: Connection[Any]) -> None:
    network_id = new_network(shared)
    micro = timedelta(microseconds=1)
    write(shared, network_id, [("bookings", {**BOOKING, "Notes": "first"})], NOW)
    write(shared, network_id, [("bookings", {**BOOKING, "Notes": "second"})], NOW - HOUR)
    several = [("bookings", {**BOOKING, "Notes": note, "UpdatedOn": f"2027-01-0{n}"}) for n, note in enumerate("ab", 1)]
    write(shared, network_id, several, NOW - HOUR)
    assert versions(shared, network_id) == [
        ("first", NOW, NOW + micro),
        ("second", NOW + micro, NOW + 2 * micro),
        ("a", NOW + 2 * micro, NOW + 3 * micro),
        ("b", NOW + 3 * micro, None),
    ]


@pytest.mark.parametrize(
    ("damage", "problem"),
    [
        ("UPDATE bookings SET held_since = held_since + interval '1 second'", "there is a gap before the next version"),
        ("UPDATE bookings SET held_since = held_since - interval '1 second'", "the next version overlaps it"),
        ("UPDATE bookings SET held_since = '2020-01-01'", "a superseded version begins after the present one"),
        ("UPDATE bookings SET updated_on = '2020-01-01'", "the next version is an older one"),
        ("DELETE FROM bookings", "no present version follows"),
        ("DELETE FROM bookings_history WHERE notes = 'second'", "there is a gap before the next version"),
    ],
)
def test_verify_sees_every_kind_of_damage(shared: Connection[Any], damage: str, problem: str) -> None:
    network_id = new_network(shared)
    for hours, note in enumerate(("first", "second", "third")):
        write(shared, network_id, [("bookings", {**BOOKING, "Notes": note})], NOW + hours * HOUR)
    assert list(history.verify(shared, network_id)) == []
    word = "AND" if "WHERE" in damage else "WHERE"
    shared.execute(f"{damage} {word} network_id = {network_id}".encode())
    found = list(history.verify(shared, network_id))
    assert {(one.entity, one.id) for one in found} == {("bookings", 7)}
    assert problem in [one.problem for one in found]


def test_what_a_pruned_network_knows_begins_later_and_never_earlier_again(shared: Connection[Any]) -> None:
    network_id = new_network(shared)
    assert history.known_since(shared, network_id) == NEVER
    for hours, note in enumerate(("first", "second", "third")):
        write(shared, network_id, [("bookings", {**BOOKING, "Notes": note})], NOW + hours * HOUR)
    told: list[int] = []
    assert history.prune(shared, network_id, NOW + HOUR, on_deleted=told.append) == 1
    assert told == [1]
    assert history.prune(shared, network_id, NOW) == 0
    assert history.known_since(shared, network_id) == NOW + HOUR
    assert [note for note, *_ in versions(shared, network_id)] == ["second", "third"]


def test_what_a_database_of_before_holds_is_known_since_its_migration(server_url: str) -> None:
    with older_database(server_url, "0022_charges_of_bookings") as url, connect(url) as conn:
        conn.execute("INSERT INTO network (id, name) VALUES (2, 'empty')")
        conn.execute(
            "INSERT INTO charges (network_id, id, updated_on, is_deleted) VALUES (1, 7, '2026-01-01 00:00:00Z', TRUE)"
        )
        before = datetime.now(UTC)
        migrate(url)
        assert before - HOUR < history.known_since(conn, 1) < datetime.now(UTC) + HOUR
        assert history.known_since(conn, 2) == NEVER
        now = datetime.now(UTC)
        write(conn, 1, [("charges", {"Id": 7, "CoworkerId": 101, "BusinessId": 1})], now)
        assert conn.execute("SELECT is_deleted, held_since, held_until FROM charges_history").fetchall() == [
            (True, NEVER, now)
        ]
        assert list(history.verify(conn, 1)) == []


@pytest.mark.parametrize("entity", ENTITIES.values(), ids=ENTITIES)
def test_a_history_names_no_other_network(shared: Connection[Any], entity: Entity) -> None:
    one, other = new_network(shared), new_network(shared)
    tombstones = [(entity.plural, {"Id": 7, "UpdatedOn": f"2026-11-0{day}", "_deleted": True}) for day in (1, 2)]
    for network_id in (one, other):
        for tombstone in tombstones:
            write(shared, network_id, [tombstone])
    history.prune(shared, one, NOW + HOUR)
    assert [len(rows) for rows in (held(shared, n, NOW)[entity.plural] for n in (one, other))] == [0, 1]
