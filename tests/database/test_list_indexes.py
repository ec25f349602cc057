"""Lists that are asked for most, of a member, a resource or a stretch of time, are found by an index."""

from __future__ import annotations

from typing import Any

import pytest
from psycopg import Connection

from teamkpi.ledger import ENTITIES

OF_A_MEMBER = [plural for plural, entity in ENTITIES.items() if "coworker_id" in entity.place]
LISTS = [
    *((plural, "coworker_id") for plural in OF_A_MEMBER),
    ("bookings", "resource_id"),
    ("bookings", "from_time"),
    ("checkins", "from_time"),
]


def test_there_are_lists_of_a_member() -> None:
    assert len(OF_A_MEMBER) >= 9


@pytest.mark.parametrize(("plural", "column"), LISTS)
def test_an_index_finds_all_of_one(shared: Connection[Any], plural: str, column: str) -> None:
    """By its key, and without a condition that a list does not make; on an empty table a plan says nothing."""
    indexes = shared.execute(
        """
        SELECT pg_get_indexdef(i.indexrelid, 1, TRUE), pg_get_indexdef(i.indexrelid, 2, TRUE),
            coalesce(pg_get_expr(i.indpred, i.indrelid), '')
        FROM pg_index AS i WHERE i.indrelid = %s::regclass
        """,
        (plural,),
    ).fetchall()
    listed = {"", "(NOT is_deleted)", f"((NOT is_deleted) AND ({column} IS NOT NULL))"}
    assert any((first, second) == ("network_id", column) and when in listed for first, second, when in indexes), indexes
