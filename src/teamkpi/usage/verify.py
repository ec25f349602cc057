"""Verifies the stored sums, and rebuilds them if they are wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import NamedTuple

from psycopg import Connection, IsolationLevel

from teamkpi.usage.refresh import DIFFERENCES, MEMBERS_AT_ONCE, SQL, lock_places, raise_members, refresh
from teamkpi.usage.touched import ALL_MONTHS


class Difference(NamedTuple):
    """Stored sums that differ from the records: microseconds and a number of bookings; None where there is no sum.

    ``month`` is None for the member's total.
    """

    coworker_id: int
    month: date | None
    is_placed: bool
    stored_booked_us: int | None
    right_booked_us: int | None
    stored_checked_us: int | None
    right_checked_us: int | None
    stored_bookings_started: int | None
    right_bookings_started: int | None


def verify(conn: Connection, network_id: int, *, reached: Callable[[int], object] = bool) -> Iterator[Difference]:
    """Recompute every sum of the network and yield the stored ones that differ.

    Reads one snapshot of the database without blocking writers. ``reached`` is called now and then with the number of
    members done. ``conn`` must not be in a transaction.
    """
    before = conn.isolation_level
    conn.isolation_level = IsolationLevel.REPEATABLE_READ
    try:
        with conn.transaction():
            conn.execute("SET TRANSACTION READ ONLY")
            members = [row[0] for row in conn.execute(SQL.members, {"network_id": network_id})]
            for start in range(0, len(members), MEMBERS_AT_ONCE):
                some = members[start : start + MEMBERS_AT_ONCE]
                found = conn.execute(DIFFERENCES, {"network_id": network_id, "coworker_ids": some})
                yield from map(Difference._make, found)
                reached(start + len(some))
    finally:
        conn.isolation_level = before


def rebuild(conn: Connection, network_id: int, *, reached: Callable[[int], object] = bool) -> int:
    """Delete every stored sum of the network and compute it again; return the number of members.

    One transaction; writers of the network wait until it ends, readers do not. ``reached`` is called now and then with
    the number of members done.
    """
    with conn.transaction():
        lock_places(conn, network_id)
        members = [row[0] for row in conn.execute(SQL.members, {"network_id": network_id})]
        raise_members(conn, network_id, members)
        refresh(conn, network_id, [(coworker_id, ALL_MONTHS) for coworker_id in members], reached=reached)
        return len(members)
