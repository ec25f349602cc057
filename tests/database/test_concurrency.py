"""Writers at once: no update of a sum is lost, whoever comes first."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest
from psycopg import Connection

from citus import cluster
from patience import PATIENCE, until_waiting
from spaces import NOW, Version, asked, changes, ledger_tables, new_network, write
from teamkpi.db import connect
from teamkpi.kpi import team_kpi
from teamkpi.ledger import apply
from teamkpi.usage import rebuild, verify

ZONES = ("Europe/London", "Asia/Tokyo", "America/Havana", "Asia/Kathmandu")
MONTH = datetime.fromisoformat("2026-11-01T00:00:00Z")


def place(number: int, zone: str, updated: datetime) -> Version:
    return (
        "businesses",
        {
            "Id": number,
            "Name": zone,
            "CurrencyCode": "GBP",
            "SimpleTimeZoneNameIana": zone,
            "UpdatedOn": updated.isoformat(),
        },
    )


def booking(number: int, coworker_id: int, start: datetime, updated: datetime, resource_id: int = 11) -> Version:
    return (
        "bookings",
        {
            "Id": number,
            "ResourceId": resource_id,
            "CoworkerId": coworker_id,
            "FromTime": start.isoformat(),
            "ToTime": (start + timedelta(hours=3)).isoformat(),
            "UpdatedOn": updated.isoformat(),
        },
    )


TEAM: list[Version] = [
    ("coworkers", {"Id": 101, "FullName": "Jane", "Email": "jane@example.org"}),
    ("teams", {"Id": 55, "BusinessId": 1, "Name": "T", "TeamMembers": [101, 102]}),
    ("resources", {"Id": 11, "BusinessId": 1, "Name": "R"}),
    ("resources", {"Id": 12, "BusinessId": 2, "Name": "S"}),
]


def at_once(url: str, workers: list[Callable[[Connection[Any]], None]]) -> None:
    """Run each worker on a connection of its own, all started together; raises what any of them raises."""
    barrier = threading.Barrier(len(workers))

    def run(work: Callable[[Connection[Any]], None]) -> None:
        with connect(url) as conn:
            barrier.wait(PATIENCE)
            work(conn)

    with ThreadPoolExecutor(len(workers)) as threads:
        for result in [threads.submit(run, work) for work in workers]:
            result.result(PATIENCE)


@pytest.fixture
def network_id(shared: Connection[Any]) -> int:
    return new_network(shared)


def right(conn: Connection[Any], network_id: int) -> None:
    assert list(verify(conn, network_id)) == []
    before = ledger_tables(conn, network_id)
    rebuild(conn, network_id)
    assert ledger_tables(conn, network_id) == before


@pytest.mark.parametrize("writers", [2, 4])
def test_writers_of_one_member_lose_nothing(
    shared: Connection[Any], shared_url: str, network_id: int, writers: int
) -> None:
    write(shared, network_id, [place(1, "Europe/London", NOW), *TEAM])

    def writer(number: int) -> Callable[[Connection[Any]], None]:
        def work(conn: Connection[Any]) -> None:
            for step in range(40):
                start = MONTH + timedelta(hours=6 * step)
                write(conn, network_id, [booking(1000 * number + step, 101, start, NOW)])

        return work

    at_once(shared_url, [writer(number) for number in range(1, writers + 1)])
    row = asked(shared, network_id, 55)["Kpi"][0]
    assert row["BookedTimeTotal"] == row["BookedTimeThisMonth"] == writers * 40 * 180
    right(shared, network_id)


def test_a_booking_written_while_its_zone_changes_counts_in_the_new_zone(
    shared: Connection[Any], shared_url: str, network_id: int
) -> None:
    write(shared, network_id, [place(1, "Europe/London", NOW), place(2, "Asia/Tokyo", NOW), *TEAM])

    def mover(conn: Connection[Any]) -> None:
        for step in range(30):
            write(conn, network_id, [place(1, ZONES[step % len(ZONES)], NOW + timedelta(seconds=step + 1))])

    def resource_mover(conn: Connection[Any]) -> None:
        for step in range(30):
            moved = ("resources", {"Id": 11, "BusinessId": 1 + step % 2, "Name": f"R{step}"})
            write(conn, network_id, [moved], NOW + timedelta(seconds=step))

    def booker(number: int) -> Callable[[Connection[Any]], None]:
        def work(conn: Connection[Any]) -> None:
            for step in range(60):
                member = 101 + (number + step) % 5
                start = MONTH - timedelta(hours=30) + timedelta(hours=step)
                write(conn, network_id, [booking(1000 * number + step, member, start, NOW, 11 + step % 2)])

        return work

    at_once(shared_url, [mover, resource_mover, booker(1), booker(2)])
    right(shared, network_id)


def test_writers_that_move_the_same_records_between_members(
    shared: Connection[Any], shared_url: str, network_id: int
) -> None:
    write(shared, network_id, [place(1, "Europe/London", NOW), *TEAM])

    def mover(seed: int) -> Callable[[Connection[Any]], None]:
        dice = random.Random(seed)

        def work(conn: Connection[Any]) -> None:
            for _ in range(60):
                batch = [
                    booking(
                        dice.randint(1, 6),
                        dice.randint(101, 104),
                        MONTH + timedelta(hours=dice.randint(-900, 900)),
                        NOW + timedelta(microseconds=dice.randint(0, 10**6)),
                    )
                    if dice.random() < 0.8
                    else (
                        "bookings",
                        {
                            "Id": dice.randint(1, 6),
                            "UpdatedOn": (NOW + timedelta(microseconds=dice.randint(0, 10**6))).isoformat(),
                            "_deleted": True,
                        },
                    )
                    for _ in range(dice.randint(1, 4))
                ]
                write(conn, network_id, batch)

        return work

    at_once(shared_url, [mover(seed) for seed in range(3)])
    right(shared, network_id)


def test_the_newest_of_versions_that_arrive_at_once_is_held(
    shared: Connection[Any], shared_url: str, network_id: int
) -> None:
    for number in range(1, 31):
        versions = [booking(number, 101, MONTH, NOW + timedelta(seconds=later)) for later in range(3)]

        def worker(version: Version) -> Callable[[Connection[Any]], None]:
            return lambda conn: void(write(conn, network_id, [version]))

        at_once(shared_url, [worker(version) for version in versions])
    held = shared.execute(
        "SELECT count(*), min(updated_on), max(updated_on) FROM bookings WHERE network_id = %s", (network_id,)
    ).fetchone()
    assert held == (30, NOW + timedelta(seconds=2), NOW + timedelta(seconds=2))
    right(shared, network_id)


def test_the_newest_is_held_whoever_replaces_whom(shared: Connection[Any], shared_url: str, network_id: int) -> None:
    versions = [booking(1, 101, MONTH, NOW + timedelta(seconds=later)) for later in range(400)]
    random.Random(55).shuffle(versions)

    def worker(share: list[Version]) -> Callable[[Connection[Any]], None]:
        def work(conn: Connection[Any]) -> None:
            for version in share:
                write(conn, network_id, [version])

        return work

    for attempt in range(3):
        shared.execute("DELETE FROM bookings WHERE network_id = %s", (network_id,))
        shared.execute("DELETE FROM bookings_history WHERE network_id = %s", (network_id,))
        share = len(versions) // 4
        newest_first = sorted(versions, key=lambda version: version[1]["UpdatedOn"], reverse=attempt == 0)
        order = versions if attempt < 2 else newest_first
        at_once(shared_url, [worker(order[start : start + share]) for start in range(0, len(order), share)])
        held = shared.execute("SELECT updated_on FROM bookings WHERE network_id = %s", (network_id,)).fetchall()
        assert held == [(NOW + timedelta(seconds=399),)]
    right(shared, network_id)


def test_a_zone_change_waits_for_sums_that_were_made_with_the_old_zone(
    shared: Connection[Any], shared_url: str, network_id: int
) -> None:
    write(shared, network_id, [place(1, "Europe/London", NOW), *TEAM])
    # In October in London, in November in Tokyo.
    late = booking(1, 103, datetime.fromisoformat("2026-10-31T15:00:00Z"), NOW)
    team = ("teams", {"Id": 55, "BusinessId": 1, "Name": "renamed", "TeamMembers": [103]})
    with connect(shared_url) as holder, ThreadPoolExecutor(2) as threads:
        with holder.transaction():
            holder.execute("SELECT FROM team_state WHERE network_id = %s FOR UPDATE", (network_id,))
            # This writer has its sums and waits for the team; that one must not pass it by.
            books = threads.submit(one_write, shared_url, network_id, [late, team])
            until_waiting(shared, 1)
            moves = threads.submit(one_write, shared_url, network_id, [place(1, "Asia/Tokyo", NOW + timedelta(days=1))])
            until_waiting(shared, 2)
        books.result(PATIENCE)
        moves.result(PATIENCE)
    right(shared, network_id)


def one_write(url: str, network_id: int, records: list[Version]) -> None:
    with connect(url) as conn:
        write(conn, network_id, records, NOW + timedelta(days=2))


def test_large_batches_in_opposite_orders_both_end(shared: Connection[Any], shared_url: str, network_id: int) -> None:
    """Each batch is longer than a chunk, so that locks are taken in different orders and one has to be tried again."""
    count = 15_000

    def batch(name: str, updated: datetime, backwards: bool) -> list[Version]:
        numbers = range(count, 0, -1) if backwards else range(1, count + 1)
        record = {"BusinessId": 1, "Name": name, "UpdatedOn": updated.isoformat()}
        return [("resources", {"Id": number, **record}) for number in numbers]

    def worker(versions: list[Version]) -> Callable[[Connection[Any]], None]:
        return lambda conn: void(apply(conn, network_id, changes(versions), now=NOW))

    older, newer = batch("old", NOW, False), batch("new", NOW + timedelta(seconds=1), True)
    at_once(shared_url, [worker(older), worker(newer)])
    names = shared.execute(
        "SELECT name, count(*) FROM resources WHERE network_id = %s GROUP BY name", (network_id,)
    ).fetchall()
    assert names == [("new", count)]


def test_a_member_that_joins_while_being_written_to_is_not_missed(
    shared: Connection[Any], shared_url: str, network_id: int
) -> None:
    """An answer that a reader could keep never hides a later write: same revision, same body."""
    write(shared, network_id, [place(1, "Europe/London", NOW), *TEAM])
    stop = threading.Event()
    seen: dict[Any, str] = {}
    clashes: list[Any] = []

    def reader(conn: Connection[Any]) -> None:
        while not stop.is_set():
            answer = team_kpi(conn, network_id, 55, now=NOW)
            assert answer is not None
            if seen.setdefault(answer.revision, repr(answer.body)) != repr(answer.body):
                clashes.append(answer.revision)

    def writer(conn: Connection[Any]) -> None:
        try:
            for step in range(80):
                members = [101, 102] if step % 2 else [101]
                team = {"Id": 55, "BusinessId": 1, "Name": "T", "TeamMembers": members}
                write(conn, network_id, [("teams", team)], NOW + timedelta(seconds=step))
                write(conn, network_id, [booking(step + 1, 102, MONTH, NOW)])
        finally:
            stop.set()

    at_once(shared_url, [reader, reader, writer])
    assert clashes == []
    assert len(seen) > 10


def void(_: object) -> None:
    """Throw a result away."""


@pytest.fixture(autouse=True)
def _no_sessions_left(shared: Connection[Any]) -> Iterator[None]:
    yield
    assert shared.info.transaction_status.name == "IDLE"


@pytest.mark.skipif(cluster() is not None, reason="Citus has no triggers, which take the place of another server here")
def test_a_copy_that_fails_without_a_code_is_tried_again(conn: Connection[Any]) -> None:
    """A server that stores rows for another one reports a duplicate key or a deadlock in COPY as an internal error."""
    conn.execute("CREATE SEQUENCE tries")
    conn.execute(
        "CREATE FUNCTION refuse_once() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        " IF nextval('tries') = 1 THEN RAISE 'duplicate key' USING ERRCODE = 'XX000'; END IF; RETURN NEW; END $$"
    )
    conn.execute("CREATE TRIGGER refuse_once BEFORE INSERT ON bookings FOR EACH ROW EXECUTE FUNCTION refuse_once()")
    versions = [booking(number, 7, NOW, NOW) for number in (1, 2)]
    assert apply(conn, 1, changes(versions), now=NOW).stored == 2
    assert conn.execute("SELECT count(*), last_value FROM bookings, tries GROUP BY 2").fetchone() == (2, 3)
