"""Updates the sums after a write, in the same transaction."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from itertools import islice
from typing import TypeVar

from psycopg import Connection
from psycopg.types.numeric import Int8

from teamkpi.db import Numbered, RawCursor, load_sql, without_purpose
from teamkpi.db.locks import Lock
from teamkpi.usage.touched import Span, Touched

_T = TypeVar("_T")

SQL = load_sql("teamkpi.usage", "usage.sql")
CELLS = SQL.cells.format(by_member="")
CELLS_BY_MEMBER = SQL.cells.format(by_member=without_purpose(SQL.by_member))
REFRESH = Numbered(SQL.refresh.format(cells=CELLS_BY_MEMBER))
DIFFERENCES = SQL.differences.format(cells=CELLS)
# Members per statement: enough to make round trips cheap, few enough to limit memory.
MEMBERS_AT_ONCE = 2000


def bring_up_to_date(conn: Connection, network_id: int, touched: Touched) -> None:
    """Recompute every sum that ``touched`` affects, and raise the revisions of members whose figures may have changed.

    Runs in the transaction that stored the records, after them. A sum is recomputed from the records while its member
    is locked, so the last of several concurrent writers sees the records of all of them.
    """
    if not (touched.members or touched.teams or touched.resources or touched.businesses):
        return
    is_of_places = bool(touched.resources or touched.businesses)
    if is_of_places:
        lock_places(conn, network_id)
        _spread(conn, network_id, touched)
    # None of these returns a result to wait for, so they are sent together and executed one after the other.
    with conn.pipeline():
        if not is_of_places:
            conn.execute(SQL.lock_places_shared, Lock.PLACES.of(network_id))
        raise_members(conn, network_id, sorted(touched.members))
        refresh(conn, network_id, list(touched.months()))
        if touched.teams:
            raised = {"network_id": network_id, "team_ids": sorted(touched.teams), "step": _step()}
            conn.execute(SQL.raise_teams, raised)


def wait_for_places(conn: Connection, network_id: int) -> None:
    """Take the writers' shared lock, which holds back changes of places and erasures until the transaction ends."""
    conn.execute(SQL.lock_places_shared, Lock.PLACES.of(network_id))


def lock_places(conn: Connection, network_id: int) -> None:
    """Wait for the network's writers, and block new ones until the transaction ends."""
    conn.execute(SQL.lock_places, Lock.PLACES.of(network_id))


def _spread(conn: Connection, network_id: int, touched: Touched) -> None:
    """Add the members whose sums depend on changed places."""
    places = {
        "network_id": network_id,
        "resource_ids": sorted(touched.resources),
        "business_ids": sorted(touched.businesses),
    }
    for (coworker_id,) in conn.execute(SQL.members_at_places, places):
        touched.all_months(coworker_id)
    conn.execute(SQL.raise_places, {"network_id": network_id, "step": _step()})


def raise_members(conn: Connection, network_id: int, coworker_ids: Sequence[int]) -> None:
    """Lock members (ids ascending) until the transaction ends, and raise their revisions."""
    for some in _batches(coworker_ids):
        raised = {"network_id": network_id, "coworker_ids": _array(some), "step": _step()}
        conn.execute(SQL.raise_members, raised)


def _step() -> Int8:
    """Return by how much revisions are raised.

    It is random, so that a database that was set back to a backup does not come to the same revisions with other
    records.
    """
    return Int8(1 + secrets.randbelow(2**31))


def refresh(
    conn: Connection,
    network_id: int,
    spans: Sequence[tuple[int, Span]],
    *,
    reached: Callable[[int], object] = bool,
) -> None:
    """Recompute the sums of locked members in their months; ``reached`` is called with the number done."""
    done = 0
    for some in _batches(spans):
        values = {
            "network_id": network_id,
            "coworker_ids": _array(coworker_id for coworker_id, _ in some),
            "first_months": _array(span[0] for _, span in some),
            "last_months": _array(span[1] for _, span in some),
        }
        RawCursor(conn).execute(REFRESH.text, REFRESH.values(values))
        done += len(some)
        reached(done)


def _array(items: Iterable[int | date]) -> str:
    """Write an array as PostgreSQL does; psycopg would take ten times as long for a list."""
    return f"{{{','.join(map(str, items))}}}"


def _batches(items: Sequence[_T]) -> Iterator[list[_T]]:
    iterator = iter(items)
    while some := list(islice(iterator, MEMBERS_AT_ONCE)):
        yield some
