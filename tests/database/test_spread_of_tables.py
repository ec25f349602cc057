"""The schema could be distributed by network: every table is declared, and obeys what its declaration demands."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from psycopg import Connection

from teamkpi.db.tables import (
    KEPT_FUNCTIONS,
    KEPT_TRIGGERS,
    KEPT_VIEWS,
    SPREAD,
    UNIQUE_UNDER_A_LOCK,
    Spread,
    key_of_network,
)

BY_NETWORK = frozenset(table for table, spread in SPREAD.items() if spread is Spread.BY_NETWORK)
_RELATIONS = """
    SELECT c.relname FROM pg_class AS c
    WHERE
        c.relkind::text = ANY (%s) AND c.relnamespace = 'public'::regnamespace AND c.relname NOT LIKE '%%yoyo%%'
        AND NOT EXISTS (SELECT FROM pg_depend AS d WHERE d.objid = c.oid AND d.deptype = 'i' AND c.relkind = 'S')
"""


def _relations(conn: Connection[Any], *kinds: str) -> set[str]:
    """Tables, views and sequences by their kinds; sequences of identity columns are parts of their tables."""
    return {row[0] for row in conn.execute(_RELATIONS, (list(kinds),))}


def undeclared(conn: Connection[Any]) -> set[str]:
    return _relations(conn, "r", "p") ^ SPREAD.keys()


def keys_of_several_networks(conn: Connection[Any]) -> set[str]:
    """Unique keys that do not begin with the network."""
    found = conn.execute(
        """
        SELECT t.relname, i.relname, a.attname
        FROM pg_index AS x
        JOIN pg_class AS t ON t.oid = x.indrelid
        JOIN pg_class AS i ON i.oid = x.indexrelid
        LEFT JOIN pg_attribute AS a ON a.attrelid = t.oid AND a.attnum = x.indkey[0]
        WHERE x.indisunique AND t.relnamespace = 'public'::regnamespace
        """
    )
    return {key for table, key, first in found if table in BY_NETWORK and first != key_of_network(table)}


def tables_without_their_network(conn: Connection[Any]) -> frozenset[str]:
    found = conn.execute(
        "SELECT c.relname, a.attname FROM pg_class AS c JOIN pg_attribute AS a ON a.attrelid = c.oid"
        " WHERE a.atttypid = 'bigint'::regtype AND a.attnotnull AND NOT a.attisdropped"
    )
    return BY_NETWORK - {table for table, column in found if column == key_of_network(table)}


def references_out_of_a_network(conn: Connection[Any]) -> Iterator[str]:
    """Foreign keys of tables of networks to rows that may be on another server."""
    found = conn.execute(
        """
        SELECT
            k.conname, t.relname, r.relname,
            (SELECT attname FROM pg_attribute WHERE attrelid = t.oid AND attnum = k.conkey[1]),
            (SELECT attname FROM pg_attribute WHERE attrelid = r.oid AND attnum = k.confkey[1])
        FROM pg_constraint AS k
        JOIN pg_class AS t ON t.oid = k.conrelid
        JOIN pg_class AS r ON r.oid = k.confrelid
        WHERE k.contype = 'f'
        """
    )
    for name, table, other, column, other_column in found:
        if table in BY_NETWORK and SPREAD[other] is not Spread.EVERYWHERE:
            keys = (key_of_network(table), key_of_network(other))
            if other not in BY_NETWORK or (column, other_column) != keys:
                yield name


def triggers(conn: Connection[Any]) -> set[str]:
    found = conn.execute(
        "SELECT c.relname || '.' || g.tgname FROM pg_trigger AS g JOIN pg_class AS c ON c.oid = g.tgrelid"
        " WHERE NOT g.tgisinternal"
    )
    return {row[0] for row in found} ^ KEPT_TRIGGERS


def functions_over_tables(conn: Connection[Any]) -> set[str]:
    """Functions that refer to a table, and those of which PostgreSQL does not know to what they refer."""
    found = conn.execute(
        """
        SELECT f.proname
        FROM pg_proc AS f
        WHERE
            f.pronamespace = 'public'::regnamespace
            AND (
                f.prosqlbody IS NULL
                OR EXISTS (
                    SELECT FROM pg_depend AS d
                    WHERE d.classid = 'pg_proc'::regclass AND d.objid = f.oid AND d.refclassid = 'pg_class'::regclass
                )
            )
        """
    )
    return {row[0] for row in found} ^ KEPT_FUNCTIONS


def views(conn: Connection[Any]) -> set[str]:
    return _relations(conn, "v", "m") ^ KEPT_VIEWS


def wrongs(conn: Connection[Any]) -> set[str]:
    return {
        *undeclared(conn),
        *(keys_of_several_networks(conn) ^ UNIQUE_UNDER_A_LOCK),
        *tables_without_their_network(conn),
        *references_out_of_a_network(conn),
        *triggers(conn),
        *functions_over_tables(conn),
        *views(conn),
        *_relations(conn, "S"),
    }


def test_the_schema_obeys(shared: Connection[Any]) -> None:
    assert wrongs(shared) == set()


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ("CREATE TABLE another (network_id bigint)", "another"),
        ("CREATE UNIQUE INDEX another ON bookings (id)", "another"),
        ("ALTER TABLE bookings RENAME COLUMN network_id TO belongs_to", "bookings"),
        (
            "ALTER TABLE webhook ADD CONSTRAINT another FOREIGN KEY (name) REFERENCES untrusted_proxy (address)",
            "another",
        ),
        (
            """
            CREATE UNIQUE INDEX one ON account (id, network_id);
            ALTER TABLE hook ADD CONSTRAINT another FOREIGN KEY (id, network_id) REFERENCES account (id, network_id)
            """,
            "another",
        ),
        (
            "CREATE TRIGGER another BEFORE UPDATE ON hook FOR EACH ROW EXECUTE FUNCTION tsvector_update_trigger('a')",
            "hook.another",
        ),
        ("CREATE FUNCTION another() RETURNS bigint LANGUAGE sql RETURN (SELECT max(id) FROM network)", "another"),
        ("CREATE FUNCTION another() RETURNS bigint LANGUAGE sql AS 'SELECT max(id) FROM network'", "another"),
        ("CREATE VIEW another AS SELECT b.network_id FROM bookings AS b", "another"),
        ("CREATE SEQUENCE another", "another"),
    ],
)
def test_what_does_not_is_found(shared: Connection[Any], change: str, found: str) -> None:
    with shared.transaction(force_rollback=True):
        shared.execute(change)
        assert found in wrongs(shared)
