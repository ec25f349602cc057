"""Ids that callers see are drawn for each network apart: they say nothing of what another network does."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from psycopg import Connection, sql

from conftest import older_database
from examples import examples
from teamkpi import networks
from teamkpi.db import connect, migrate

TABLES = ("account", "api_key", "audit_entry", "webhook")
LAST_WITHOUT = "0012_browser_sessions"
_EXAMPLES = {
    "account": "(network_id, email, password_hash, password_set_on, is_operator, created_on) "
    "VALUES (%(network)s, %(number)s || '@example.org', '', now(), FALSE, now())",
    "api_key": "(network_id, name, key_hash, created_on) "
    "VALUES (%(network)s, %(number)s, sha256(('key ' || %(number)s)::bytea), now())",
    "audit_entry": "(network_id, created_on, action_by, door, entity_short_name, entity_id, audit_type, version, "
    "changes) VALUES (%(network)s, now(), '', '', '', 1, 1, now(), '{}')",
    "webhook": "(network_id, name, key_hash, sealed_secret, created_on) "
    "VALUES (%(network)s, %(number)s, sha256(('hook ' || %(number)s)::bytea), '', now())",
}


# What later releases require besides.
_ADDED = {"account": ("email", "email_folded"), "api_key": ("name", "name_folded")}


def _insert(conn: Connection[Any], table: str, network_id: int, number: int, *, is_older: bool = False) -> int:
    example = _EXAMPLES[table]
    if table in _ADDED and not is_older:
        text, form = _ADDED[table]
        example = example.replace(f"{text},", f"{text}, {form},", 1).replace("%(number)s", "%(number)s, %(number)s", 1)
    statement = sql.SQL("INSERT INTO {} {} RETURNING id").format(sql.Identifier(table), sql.SQL(example))
    found = conn.execute(statement, {"network": network_id, "number": str(number)}).fetchone()
    assert found is not None
    return int(found[0])


@settings(max_examples=examples(25), deadline=None)
@given(st.data())
def test_ids_count_what_one_network_has_and_nothing_else(shared: Connection[Any], data: st.DataObject) -> None:
    with shared.transaction(force_rollback=True):
        owners = [networks.create(shared, f"network {number}", [f"n{number}.example"]) for number in range(3)]
        last = dict.fromkeys(((table, owner) for table in TABLES for owner in owners), 0)
        steps = data.draw(st.lists(st.tuples(st.sampled_from(TABLES), st.sampled_from(owners)), max_size=40))
        for number, (table, owner) in enumerate(steps):
            last[table, owner] += 1
            assert _insert(shared, table, owner, number) == last[table, owner]


def test_a_network_that_is_deleted_leaves_no_sequence(conn: Connection[Any]) -> None:
    def sequences() -> set[str]:
        return {row[0] for row in conn.execute("SELECT relname FROM pg_class WHERE relkind = 'S'")}

    before = sequences()
    network_id = networks.create(conn, "short-lived", ["short.example"])
    assert sequences() - before == {f"{table}_id_{network_id}" for table in TABLES}
    for table in TABLES:
        _insert(conn, table, network_id, 1)
    conn.execute("DELETE FROM network WHERE id = %s", (network_id,))
    assert sequences() == before


def test_what_was_there_before_keeps_its_ids(server_url: str) -> None:
    with older_database(server_url, LAST_WITHOUT) as url, connect(url) as conn:
        second = networks.create(conn, "second", ["second.example"])
        for number, owner in enumerate((1, second, 1, second, 1)):
            for table in TABLES:
                assert _insert(conn, table, owner, number, is_older=True) == number + 1
        assert migrate(url)[0] > LAST_WITHOUT
        for table in TABLES:
            assert _insert(conn, table, 1, 10) == 6
            assert _insert(conn, table, second, 11) == 5
            assert _insert(conn, table, networks.create(conn, f"new {table}", [f"{table}.example"]), 12) == 1
