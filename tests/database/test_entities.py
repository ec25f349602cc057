"""Every declared entity: its traits fit its fields, and its table is the one that its declaration asks for."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

import pytest
from psycopg import Connection, sql

import make_migration
from teamkpi.ledger import ENTITIES, Entity, Field, audit_trail
from teamkpi.ledger.documented import DERIVED, NOT_KEPT
from teamkpi.ledger.entities import COMMON
from teamkpi.ledger.entity import Affects
from teamkpi.ledger.events import ACTIONS
from teamkpi.ledger.history import table_of
from teamkpi.ledger.references import references_of
from teamkpi.ledger.rows import to_row
from teamkpi.ledger.touching import note
from teamkpi.ledger.values import TEXT
from teamkpi.usage import Touched

EACH = pytest.mark.parametrize("entity", ENTITIES.values(), ids=ENTITIES)


def _documented(entity: Entity) -> set[str]:
    fields = {one.name for one in (*COMMON, *entity.fields, *DERIVED[entity.plural])}
    return fields | {one.name for one in NOT_KEPT[entity.plural]}


@EACH
def test_traits_name_fields_of_the_entity(entity: Entity) -> None:
    names = {one.name for one in (*COMMON, *entity.fields)}
    kept = [*itertools.chain(*entity.ordered), *entity.affected_by, entity.latest_first, entity.uncounted_if]
    assert {name for name in kept if name} <= names
    assert set(entity.known_by) <= _documented(entity)
    if entity.stretch:
        assert {"FromTime", "ToTime"} <= names


@EACH
def test_a_record_of_a_coworker_affects_that_coworker(entity: Entity) -> None:
    """Otherwise answers that were cached before a change of it would be served after it."""
    assert (entity.affects is Affects.COWORKER) == ("coworker_id" in entity.place)


@EACH
def test_no_other_entity_has_all_fields_that_one_is_known_by(entity: Entity) -> None:
    assert entity.known_by
    fitting = [plural for plural, one in ENTITIES.items() if set(entity.known_by) <= _documented(one)]
    assert fitting == [entity.plural]


def test_each_webhook_event_is_of_at_most_one_entity_and_there_is_such_an_event() -> None:
    names = [name for entity in ENTITIES.values() for name in entity.events]
    assert len(names) == len(set(names))
    assert set(names) <= {action.name for action in ACTIONS.values()}


@EACH
def test_references_lead_to_entities(entity: Entity) -> None:
    assert {one.refers_to for one in entity.fields} - {None} <= ENTITIES.keys()
    assert {one.target.plural for one in references_of(entity)} <= ENTITIES.keys()


def test_a_record_that_belongs_to_no_coworker_affects_nothing() -> None:
    notes = Entity("notes", "Note", "sys", (Field("Text", TEXT, required=True),))
    before = dict.fromkeys(notes.deciding, False)
    touched = Touched()
    note(touched, notes, {7: before}, [[7, None, None, None, None, False, "New"], [8, *[None] * 4, False, "First"]])
    assert (touched.members, touched.teams, touched.resources, touched.businesses) == ({}, set(), set(), set())
    assert notes.deciding == audit_trail.ENTRY.deciding == ("is_deleted",)


@EACH
def test_the_table_has_what_is_declared(shared: Connection[Any], entity: Entity) -> None:
    assert _columns(shared, "public", entity) == {
        ("network_id", "bigint"),
        ("stored_by", "xid8"),
        ("held_since", "timestamp with time zone"),
        *zip(entity.stored_columns, map(_as_postgresql_names_it, entity.stored_types), strict=True),
    }


@EACH
def test_the_tool_makes_a_table_like_the_one_that_is_there(shared: Connection[Any], entity: Entity) -> None:
    """Columns, what may be null, collations, and at least the indexes that every list needs."""
    with shared.transaction(force_rollback=True):
        shared.execute("CREATE SCHEMA made; SET LOCAL search_path = made")
        shared.execute(make_migration.table_of(entity).encode())
        assert _declared(shared, "made", entity.plural) == _declared(shared, "public", entity.plural)
        made, there = (set(_indexes(shared, schema, entity.plural)) for schema in ("made", "public"))
        assert {index for index in made if "coworker_id" not in index} <= there


@EACH
def test_the_tool_makes_a_history_like_the_one_that_is_there(shared: Connection[Any], entity: Entity) -> None:
    name = table_of(entity)
    with shared.transaction(force_rollback=True):
        shared.execute("CREATE SCHEMA made; SET LOCAL search_path = made")
        shared.execute(make_migration.history_of(entity).encode())
        assert _declared(shared, "made", name) == _declared(shared, "public", name)
        assert {*_indexes(shared, "made", name)} == {*_indexes(shared, "public", name)}


@EACH
def test_the_tool_makes_a_table_that_takes_a_record(shared: Connection[Any], entity: Entity) -> None:
    row = to_row(entity, 1, {"Id": 7, "UpdatedOn": "2026-11-01T00:00:00Z", "_deleted": True})
    with shared.transaction(force_rollback=True):
        shared.execute("CREATE SCHEMA made; SET LOCAL search_path = made")
        shared.execute(make_migration.table_of(entity).encode())
        columns = sql.SQL(", ").join(map(sql.Identifier, ("network_id", *entity.all_columns)))
        values = sql.SQL(", ").join([sql.Placeholder()] * (1 + len(entity.all_columns)))
        insert = sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(sql.Identifier(entity.plural), columns, values)
        assert shared.execute(insert, (1, *row)).rowcount == 1


def test_a_migration_of_a_new_table_follows_the_last_one() -> None:
    text = make_migration.migration_of(ENTITIES["charges"], "0099_the_last")
    assert text.startswith("-- The records of charges.\n-- depends: 0099_the_last\n\nCREATE TABLE charges (\n")


def _as_postgresql_names_it(type_: str) -> str:
    return {"timestamptz": "timestamp with time zone"}.get(type_, type_)


def _attributes(conn: Connection[Any], schema: str, table: str) -> list[tuple[Any, ...]]:
    return conn.execute(
        """
        SELECT a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, c.collname,
            pg_get_expr(d.adbin, d.adrelid)
        FROM pg_attribute AS a
        LEFT JOIN pg_attrdef AS d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
        LEFT JOIN pg_collation AS c ON c.oid = a.attcollation
        WHERE a.attrelid = (%s || '.' || %s)::regclass AND a.attnum > 0 AND NOT a.attisdropped
        """,
        (schema, table),
    ).fetchall()


def _columns(conn: Connection[Any], schema: str, entity: Entity) -> set[tuple[str, str]]:
    return {(name, type_) for name, type_, *_ in _attributes(conn, schema, entity.plural)}


def _declared(conn: Connection[Any], schema: str, table: str) -> set[tuple[Any, ...]]:
    return set(_attributes(conn, schema, table))


def _indexes(conn: Connection[Any], schema: str, table: str) -> Iterator[str]:
    found = conn.execute("SELECT indexdef FROM pg_indexes WHERE (schemaname, tablename) = (%s, %s)", (schema, table))
    return (definition.replace(f" {schema}.", " ") for (definition,) in found)
