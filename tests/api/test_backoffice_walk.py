"""Whoever lists by UpdatedOn while others write misses nothing that was committed before the last page was asked."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from psycopg import Connection

from api.backoffice import Office
from api.doorway import NOW, Space, account, running, store
from examples import examples
from patience import PATIENCE, until_waiting
from spaces import new_network
from teamkpi.db import connect
from teamkpi.ledger import Change, Revision, apply, revise
from teamkpi.usage.refresh import lock_places

Seen = set[tuple[int, str]]
DAY = timedelta(days=1)
RESOURCES = count(100)


def booking(number: int, **more: Any) -> dict[str, Any]:
    times = {"FromTime": "2026-11-02T09:00:00Z", "ToTime": "2026-11-02T10:00:00Z"}
    return {"Id": number, "ResourceId": 11, "CoworkerId": 1 + number % 7, **times, **more}


def dated(number: int, minutes: int) -> dict[str, Any]:
    return booking(number, UpdatedOn=(NOW - DAY + timedelta(minutes=minutes)).isoformat())


def versions(records: list[dict[str, Any]]) -> Seen:
    return {(record["Id"], record["UpdatedOn"]) for record in records}


class World:
    """A network of its own in the module's database, with an operator's client."""

    def __init__(self, conn: Connection[Any], space: Space) -> None:
        self.conn = conn
        self.network_id = new_network(conn)
        host = f"walk{self.network_id}.example"
        conn.execute("INSERT INTO network_host (host, network_id) VALUES (%s, %s)", (host, self.network_id))
        account(conn, "op@example.com", network_id=self.network_id, operator=True)
        self.space = space
        self.host = host
        self.office = Office(space, space.sign_in("op@example.com", host=host)["access_token"], host=host)

    def store(self, *records: dict[str, Any]) -> None:
        store(self.conn, {"bookings": list(records)}, network_id=self.network_id)

    def change(self, number: int) -> None:
        """Make another version of a booking, as a local write."""

        def change(held: Any) -> Any:
            return None if held is None else {**held, "Notes": (held["Notes"] or "") + "x"}

        revise(self.conn, self.network_id, [Revision("bookings", number, change)], now=NOW)

    def held(self, resource_id: int = 11) -> Seen:
        rows = self.conn.execute(
            "SELECT id, updated_on FROM bookings WHERE network_id = %s AND resource_id = %s AND NOT is_deleted",
            (self.network_id, resource_id),
        )
        return {(number, updated_on.replace(tzinfo=None).isoformat() + "Z") for number, updated_on in rows}


@pytest.fixture(scope="module")
def space(shared_url: str) -> Iterator[Space]:
    with running(shared_url) as space:
        yield space


@pytest.fixture
def world(shared: Connection[Any], space: Space) -> World:
    return World(shared, space)


@pytest.fixture(scope="module")
def shared_world(shared: Connection[Any], space: Space) -> World:
    return World(shared, space)


BY_UPDATE = {"orderBy": "UpdatedOn", "from_Booking_UpdatedOn": "2026-11-01T00:00"}


def numbers(page: dict[str, Any]) -> dict[str, Any]:
    names = ("FirstItem", "LastItem", "TotalItems", "TotalPages", "HasNextPage", "PageNumber")
    return {name: page[name] for name in names}


def test_records_that_move_to_the_end_shift_nothing_out_of_sight(world: World) -> None:
    world.store(*(dated(number, number) for number in range(1, 31)))
    seen: Seen = set()
    for page in world.office.pages("bookings", size=10, **BY_UPDATE):
        seen |= versions(page["Records"])
        if page["PageNumber"] == 1:
            assert [record["Id"] for record in page["Records"]] == list(range(1, 11))
            for number in (2, 3, 5, 7):
                world.change(number)
        if page["PageNumber"] == 2:
            assert [record["Id"] for record in page["Records"]] == list(range(11, 21))
            assert numbers(page) == {
                "FirstItem": 11,
                "LastItem": 20,
                "TotalItems": 34,  # four of them twice: as they were, and as they are
                "TotalPages": 4,
                "HasNextPage": True,
                "PageNumber": 2,
            }
    assert seen >= world.held()
    assert page["PageNumber"] == 4


def test_a_page_that_is_asked_for_again_is_the_same(world: World) -> None:
    world.store(*(dated(number, number) for number in range(1, 31)))
    first = world.office.page("bookings", page=1, size=10, **BY_UPDATE)
    world.change(1)
    second = world.office.page("bookings", page=2, size=10, **BY_UPDATE)
    assert world.office.page("bookings", page=2, size=10, **BY_UPDATE) == second
    assert [record["Id"] for record in (*first["Records"], *second["Records"])] == list(range(1, 21))


def test_versions_of_long_ago_are_shown_when_they_come_in_behind(world: World) -> None:
    world.store(*(dated(number, 1000 + number) for number in range(1, 31)))
    seen: Seen = set()
    for page in world.office.pages("bookings", size=10, **BY_UPDATE):
        seen |= versions(page["Records"])
        if page["PageNumber"] == 2:
            # More than fit into a page.
            world.store(*(dated(number, number) for number in range(101, 126)))
    assert seen >= world.held()
    assert len(world.held()) == 55


def test_a_transaction_that_ends_late_is_not_missed(world: World, shared_url: str) -> None:
    world.store(*(dated(number, number) for number in range(1, 31)))
    with connect(shared_url) as holding, ThreadPoolExecutor(1) as thread:
        with holding.transaction():
            lock_places(holding, world.network_id)  # keeps the writer from ending

            def write() -> None:
                with connect(shared_url) as conn:
                    change = Change("bookings", booking(99), 1)
                    apply(conn, world.network_id, [change], now=NOW - DAY + timedelta(minutes=5))

            writing = thread.submit(write)
            until_waiting(world.conn)
            pages = world.office.pages("bookings", size=10, **BY_UPDATE)
            seen = versions([*next(pages)["Records"], *next(pages)["Records"]])
        writing.result(PATIENCE)
        assert 99 not in {number for number, _ in seen}
        seen |= versions([record for page in pages for record in page["Records"]])
    assert seen == world.held()
    assert 99 in {number for number, _ in seen}


def test_two_operators_walk_apart(world: World) -> None:
    world.store(*(dated(number, number) for number in range(1, 31)))
    account(world.conn, "other@example.com", network_id=world.network_id, operator=True)
    token = world.space.sign_in("other@example.com", host=world.host)["access_token"]
    other = Office(world.space, token, host=world.host)
    world.office.page("bookings", page=1, size=10, **BY_UPDATE)
    for number in range(1, 6):
        world.change(number)
    other.page("bookings", page=1, size=10, **BY_UPDATE)
    second = world.office.page("bookings", page=2, size=10, **BY_UPDATE)
    assert [record["Id"] for record in second["Records"]] == list(range(11, 21))
    second = other.page("bookings", page=2, size=10, **BY_UPDATE)
    assert [record["Id"] for record in second["Records"]] == list(range(16, 26))


STEPS = st.one_of(
    st.tuples(st.just("change"), st.integers(1, 40)),
    st.tuples(st.just("delete"), st.integers(1, 40)),
    st.tuples(st.just("new"), st.integers(1, 12)),
    st.tuples(st.just("old"), st.integers(1, 12)),
)


@settings(max_examples=examples(100), deadline=None)
@given(
    size=st.integers(1, 12),
    between=st.lists(st.lists(STEPS, max_size=6), max_size=8),
    start=st.lists(st.integers(0, 30), min_size=5, max_size=40),
)
def test_whatever_is_written_between_the_pages(
    shared_world: World, size: int, between: list[list[tuple[str, int]]], start: list[int]
) -> None:
    world = shared_world
    resource_id = next(RESOURCES)  # each example has a list of its own
    fresh = count(resource_id * 10_000)

    def several(make: Callable[..., dict[str, Any]], arguments: Iterable[int]) -> None:
        world.store(*({**make(next(fresh), one), "ResourceId": resource_id} for one in arguments))

    several(dated, start)
    does: dict[str, Callable[[int], object]] = {
        "change": lambda number: world.change(resource_id * 10_000 + number),
        "delete": lambda number: world.office.delete("bookings", resource_id * 10_000 + number),
        "new": lambda many: several(lambda number, _: booking(number), range(many)),
        "old": lambda many: several(dated, range(many)),
    }
    steps = iter(between)
    seen: Seen = set()
    held = world.held(resource_id)
    for page in world.office.pages("bookings", size=size, Booking_Resource=resource_id, **BY_UPDATE):
        seen |= versions(page["Records"])
        assert page["PageNumber"] < 400
        assert len(page["Records"]) == size or not page["HasNextPage"]
        if page["HasNextPage"]:
            for step, argument in next(steps, []):
                does[step](argument)
            held = world.held(resource_id)  # what was committed before the last page was asked
    assert seen >= held


def test_writers_at_once(world: World, shared_url: str) -> None:
    world.store(*(dated(number, number) for number in range(1, 401)))
    stop = threading.Event()

    def write(which: int) -> int:
        fresh = iter(range(10_000 * which, 10_000 * (which + 1)))
        with connect(shared_url) as conn:
            done = 0
            while not stop.is_set() and done < 3000:
                done += 1
                number = 1 + (done * 37 + which * 11) % 400

                def change(held: Any, note: str = f"{which}/{done}") -> Any:
                    return None if held is None else {**held, "Notes": note}

                revise(conn, world.network_id, [Revision("bookings", number, change)], now=NOW)
                made = booking(next(fresh)) if done % 2 else dated(next(fresh), number)
                if done % 5 == 0:
                    apply(conn, world.network_id, [Change("bookings", made, 1)], now=NOW)
        return done

    with ThreadPoolExecutor(3) as threads:
        writing = [threads.submit(write, which) for which in (1, 2, 3)]
        try:
            for _ in range(3):
                seen: Seen = set()
                asked: Seen = set()
                number, more = 0, True
                while more:
                    number += 1
                    if number > 25:
                        stop.set()  # whoever lists slower than others write would never come to an end
                    asked = world.held()
                    page = world.office.page("bookings", page=number, size=40, **BY_UPDATE)
                    seen |= versions(page["Records"])
                    more = page["HasNextPage"]
                # Of a record that was changed again in the meantime, a later version counts.
                newest: dict[int, str] = {}
                for record_id, updated_on in seen:
                    newest[record_id] = max(newest.get(record_id, ""), _sortable(updated_on))
                missed = [
                    (record_id, updated_on)
                    for record_id, updated_on in asked
                    if newest.get(record_id, "") < _sortable(updated_on)
                ]
                assert missed == []
        finally:
            stop.set()
        assert sum(one.result(PATIENCE) for one in writing) > 10


def _sortable(instant: str) -> str:
    """Return an instant so that texts stand in the order of time."""
    head, _, digits = instant.removesuffix("Z").partition(".")
    return f"{head}.{digits.ljust(6, '0')}"
