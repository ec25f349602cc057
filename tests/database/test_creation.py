"""Records that several callers create in one transaction: each caller gets what they would get alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg import Connection

from examples import examples
from spaces import NOW, ledger_tables, new_network
from teamkpi.db import connect
from teamkpi.errors import BatchRejected, IdTaken
from teamkpi.ledger import ENTITIES
from teamkpi.ledger.creation import Creation, Rows, create_each

PRODUCT = {"CoworkerId": 101, "BusinessId": 1, "ProductId": 5}
BOOKING = {"ResourceId": 3, "CoworkerId": 101, "FromTime": "2026-11-02T09:00:00Z", "ToTime": "2026-11-02T10:30:00Z"}
# What makes the database refuse a record that nothing else refuses: a stand-in for whatever nobody has thought of.
SABOTAGE = "ALTER TABLE coworkerproducts ADD CONSTRAINT sabotage CHECK (product_name IS DISTINCT FROM 'sabotage')"


class Unreadable(dict[str, Any]):
    """A record that fails in a way of its own as soon as it is read."""

    def __init__(self, error: type[Exception]) -> None:
        super().__init__(Id=999)
        self._error = error

    def items(self) -> Any:
        raise self._error

    def get(self, *_: Any) -> Any:
        raise self._error


def creation(plural: str, *records: dict[str, Any]) -> Creation:
    return Creation(ENTITIES[plural], records)


ORDINARY = st.one_of(
    st.builds(lambda one: creation("coworkerproducts", {**PRODUCT, "Id": one}), st.integers(1, 8)),
    st.builds(lambda one: creation("bookings", {**BOOKING, "Id": one}), st.integers(1, 8)),
    st.builds(
        lambda one: creation("bookings", {**BOOKING, "Id": one}, {**BOOKING, "Id": one + 100}), st.integers(1, 8)
    ),
    st.just(creation("coworkerproducts", {"Id": 50})),
    st.just(creation("coworkerproducts", {**PRODUCT, "Id": 51, "Price": "1e999999999"})),
)
POISONED = st.one_of(
    st.just(creation("coworkerproducts", {**PRODUCT, "Id": 900, "ProductName": "sabotage"})),
    st.builds(
        lambda error: creation("coworkerproducts", Unreadable(error)),
        st.sampled_from([ArithmeticError, RecursionError, KeyError, MemoryError]),
    ),
)


@pytest.fixture(scope="module")
def sabotaged(shared: Connection[Any]) -> Connection[Any]:
    shared.execute(SABOTAGE)
    return shared


def outcome(result: Rows | Exception) -> Any:
    """What became of a creation, without what tells networks apart."""
    if isinstance(result, BatchRejected):
        return [(one.field, one.reason) for one in result.report.rejected]
    if isinstance(result, Exception):
        return type(result)
    return [(row[0], *row[2:]) for row in result]


def created(conn: Connection[Any], creations: Sequence[Creation]) -> tuple[list[Any], Any]:
    network_id = new_network(conn)
    results = [outcome(one) for one in create_each(conn, network_id, creations, now=NOW)]
    tables = ledger_tables(conn, network_id)
    return results, {name: [(row[0], *row[2:]) for row in rows] for name, rows in tables.items()}


@settings(
    deadline=None,
    max_examples=examples(30),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(ordinary=st.lists(ORDINARY, min_size=1, max_size=6), poisoned=POISONED, place=st.integers(0, 6))
def test_a_poisoned_creation_fails_alone(
    sabotaged: Connection[Any], ordinary: list[Creation], poisoned: Creation, place: int
) -> None:
    place = min(place, len(ordinary))
    without, stored = created(sabotaged, ordinary)
    beside, stored_beside = created(sabotaged, [*ordinary[:place], poisoned, *ordinary[place:]])
    failed = beside.pop(place)
    assert isinstance(failed, type)
    assert issubclass(failed, Exception)
    assert beside == without
    assert stored_beside == stored


def test_the_first_of_two_with_one_id_gets_it(shared: Connection[Any]) -> None:
    [first, second] = created(shared, [creation("bookings", {**BOOKING, "Id": 1})] * 2)[0]
    assert (first[0][0], second) == (1, IdTaken)


def test_on_a_lost_connection_everything_fails_and_nothing_is_tried_again(
    shared: Connection[Any], shared_url: str
) -> None:
    network_id = new_network(shared)
    with connect(shared_url) as conn:
        shared.execute("SELECT pg_terminate_backend(%s)", (conn.info.backend_pid,))
        many = [creation("bookings", {**BOOKING, "Id": one}) for one in range(1, 4)]
        results = create_each(conn, network_id, many, now=NOW)
    assert all(isinstance(one, psycopg.OperationalError) for one in results)
    assert ledger_tables(shared, network_id)["bookings"] == []
