"""Rows that are newer than a position, by the 32 bits of the number of the transaction that wrote them."""

from __future__ import annotations

from typing import Any, Final

import pytest
from psycopg import Connection, sql

from teamkpi.db.table_copies import _is_newer

_HALF: Final = 2**31


def newer(conn: Connection[Any], position: int, *numbers: int) -> list[int]:
    """Return the numbers of which a row is newer than a position; all are relative to that of the next transaction."""
    rows = sql.SQL("SELECT r.ordinality FROM unnest({}::text[]::xid[]) WITH ORDINALITY AS r (xmin) WHERE {} ORDER BY 1")
    with conn.transaction():
        [following] = conn.execute("SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint").fetchone() or (0,)
        asked = [str((following + one) % 2**32) for one in numbers]
        found = conn.execute(rows.format(sql.Literal(asked), _is_newer(following + position))).fetchall()
    return [numbers[place - 1] for (place,) in found]


@pytest.mark.parametrize("position", [-1, -100, 1 - _HALF])
def test_rows_from_the_position_on_are_newer(shared: Connection[Any], position: int) -> None:
    """Not those that were written before, nor those that bear a number that is given out again later."""
    assert newer(shared, position, position, position // 2, position - 1, 5, _HALF) == [position, position // 2]


@pytest.mark.parametrize("position", [-_HALF, -_HALF - 50, -(2**32) - 50, 1, _HALF])
def test_all_rows_are_newer_than_a_position_too_far_away(shared: Connection[Any], position: int) -> None:
    assert newer(shared, position, -1, -100, 1 - _HALF, 5) == [-1, -100, 1 - _HALF, 5]


def test_rows_of_transactions_that_began_later_are_newer(shared: Connection[Any], shared_url: str) -> None:
    """In a transaction with a number, ages count from it, and later ones have negative ages."""
    with shared.transaction():
        shared.execute("SELECT pg_current_xact_id()")
        with Connection.connect(shared_url) as other:
            other.execute("SELECT pg_current_xact_id()")
        assert newer(shared, -1, -1, -2) == [-1]
