"""Lists that are asked for most, and all that the declarations promise to long lists, are found by an index."""

from __future__ import annotations

from typing import Any

import pytest
from psycopg import Connection

from teamkpi.db.folded import FOLDED, column_of
from teamkpi.ledger import ENTITIES, Entity
from teamkpi.ledger.entity import Index

OF_A_MEMBER = [plural for plural, entity in ENTITIES.items() if "coworker_id" in entity.place]
PROMISED = [(entity, index) for entity in ENTITIES.values() for index in entity.list_indexes]


def test_there_are_lists_of_a_member() -> None:
    assert len(OF_A_MEMBER) >= 9
    for plural in OF_A_MEMBER:
        assert any(one.of == "CoworkerId" for one in ENTITIES[plural].list_indexes), plural


def test_every_list_has_orders_for_any_length() -> None:
    for entity in ENTITIES.values():
        assert {one.by for one in entity.list_indexes if one.of is None} >= {"Id", "UpdatedOn"}


@pytest.mark.parametrize(("entity", "index"), PROMISED, ids=lambda one: getattr(one, "plural", str(one)))
def test_an_index_keeps_the_promise(shared: Connection[Any], entity: Entity, index: Index) -> None:
    """By its key, and without a condition that a list does not make; on an empty table a plan says nothing."""
    fields = [one for one in entity.fields if one.name in index]
    assert not any(one.held_as_null for one in fields), "lists compare the value that null means, which has no index"
    columns = [entity.column_of(name) for name in (index.of, index.by) if name is not None]
    if FOLDED.get(entity.plural) == columns[0]:
        columns[0] = column_of(columns[0])
    indexes = shared.execute(
        """
        SELECT ARRAY(
            SELECT pg_get_indexdef(i.indexrelid, place, TRUE)
            FROM generate_series(1, i.indnkeyatts) AS place ORDER BY place
        ), coalesce(pg_get_expr(i.indpred, i.indrelid), '')
        FROM pg_index AS i WHERE i.indrelid = %s::regclass
        """,
        (entity.plural,),
    ).fetchall()
    wanted = ["network_id", *columns]
    listed = {"", "(NOT is_deleted)"}
    if index.of is not None:
        known = f"({columns[0]} IS NOT NULL)"
        listed |= {f"((NOT is_deleted) AND {known})", f"({known} AND (NOT is_deleted))"}
    assert any(keys[: len(wanted)] == wanted and when in listed for keys, when in indexes), indexes
