"""Ids that callers see are drawn for each network apart: they say nothing of what another network does."""

from __future__ import annotations

import re
from base64 import b64encode
from contextlib import suppress
from functools import partial
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from psycopg import Connection, sql

from conftest import older_database
from examples import examples
from spaces import AUTHOR, NOW
from teamkpi import accounts, networks
from teamkpi.accounts import Seal, keys, webhooks
from teamkpi.db import connect, migrate
from teamkpi.db.migrate import known_migrations
from teamkpi.errors import AccountError
from teamkpi.ledger import audit_trail
from teamkpi.ledger.audit_trail import AuditType

SEAL = Seal([b64encode(bytes(range(32))).decode()])

TABLES = ("account", "api_key", "audit_entry", "webhook")
LAST_WITHOUT, LAST_WITH_SEQUENCES = "0012_browser_sessions", "0054_moving_networks"
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


COUNTED = ("account", "api_key", "webhook")


def _given(conn: Connection[Any], kind: str, network_id: int, number: int) -> None:
    """Create one of a kind as the program does."""
    if kind == "account":
        accounts.create(conn, network_id, f"{number}@example.org", "correct horse battery", now=NOW)
    elif kind == "api_key":
        keys.create(conn, [network_id], f"key {number}", author=AUTHOR, now=NOW)
    else:
        webhooks.create(conn, network_id, f"hook {number}", seal=SEAL, author=AUTHOR, now=NOW)


def _ids(conn: Connection[Any], table: str, network_id: int) -> list[int]:
    statement = sql.SQL("SELECT id FROM {} WHERE network_id = %s ORDER BY id").format(sql.Identifier(table))
    return [row[0] for row in conn.execute(statement, (network_id,))]


@settings(max_examples=examples(10), deadline=None)
@given(st.data())
def test_ids_count_what_one_network_has_and_nothing_else(shared: Connection[Any], data: st.DataObject) -> None:
    """Whether this program creates it, or a server of an earlier version, which leaves the id to the database."""
    with shared.transaction(force_rollback=True):
        owners = [networks.create(shared, f"network {number}", [f"n{number}.example"]) for number in range(2)]
        expected = dict.fromkeys(((table, owner) for table in COUNTED for owner in owners), 0)
        steps = st.tuples(st.sampled_from(COUNTED), st.sampled_from(owners), st.booleans())
        for number, (table, owner, is_earlier) in enumerate(data.draw(st.lists(steps, max_size=20))):
            expected[table, owner] += 1
            if is_earlier:
                assert _insert(shared, table, owner, number) == expected[table, owner]
            else:
                _given(shared, table, owner, number)
        for (table, owner), count in expected.items():
            assert _ids(shared, table, owner) == list(range(1, count + 1))


def test_a_refused_creation_uses_up_no_id(shared: Connection[Any]) -> None:
    with shared.transaction(force_rollback=True):
        owner = networks.create(shared, "network", ["n.example"])
        for number in (1, 1, 2):
            with suppress(AccountError):
                _given(shared, "account", owner, number)
        assert _ids(shared, "account", owner) == [1, 2]


def test_entries_have_ids_that_rise_with_time_and_say_nothing_of_others(shared: Connection[Any]) -> None:
    with shared.transaction(force_rollback=True):
        one, other = (networks.create(shared, f"network {number}", [f"n{number}.example"]) for number in range(2))
        given: list[int] = []
        for number in range(20):
            if number % 3 == 0:
                given.append(_insert(shared, "audit_entry", one, number))
            else:
                entry = partial(audit_trail._entry, AUTHOR, "Other", number, AuditType.CREATE, NOW)
                audit_trail._insert(shared, one, [entry({"Number": (None, place)}) for place in range(3)], NOW)
                given += [found for found in _ids(shared, "audit_entry", one) if found not in given]
            _insert(shared, "audit_entry", other, number)
        assert given == sorted(set(given))
        assert len(given) == 7 + 13 * 3
        assert len(str(given[0])) == len(str(given[-1])) == 15
        changes = "SELECT changes -> 'Number' -> 1 FROM audit_entry WHERE network_id = %s AND entity_id = 2 ORDER BY id"
        assert [row[0] for row in shared.execute(changes, (one,))] == [0, 1, 2]


def test_an_entry_whose_id_another_session_has_gets_another(
    shared: Connection[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second of three entries meets one that is there; all three are written, in their order."""
    with shared.transaction(force_rollback=True):
        owner = networks.create(shared, "network", ["n.example"])
        shared.execute(
            "INSERT INTO audit_entry (network_id, id, created_on, action_by, door, entity_short_name, entity_id,"
            " audit_type, version, changes) VALUES (%s, 16, now(), '', '', '', 1, 1, now(), '{}')",
            (owner,),
        )
        clock = re.compile(r"\(SELECT floor.*? 8\)")
        statement = audit_trail._SQL.insert_entries
        assert clock.search(statement)
        times = iter((8, 800))
        execute = Connection.execute

        def at_that_time(self: Any, query: Any, params: Any = None, **options: Any) -> Any:
            text = clock.sub(str(next(times)), query) if query == statement else query
            return execute(self, text, params, **options)

        monkeypatch.setattr(type(shared), "execute", at_that_time)
        entry = partial(audit_trail._entry, AUTHOR, "Other", 1, AuditType.CREATE, NOW)
        audit_trail._insert(shared, owner, [entry({"Number": (None, place)}) for place in range(3)], NOW)
        monkeypatch.undo()
        assert _ids(shared, "audit_entry", owner) == [16, 800, 808, 816]


def test_writers_of_entries_do_not_wait_for_each_other(conn: Connection[Any], database_url: str) -> None:
    entry = audit_trail._entry(AUTHOR, "Other", 1, AuditType.CREATE, NOW, {})
    with connect(database_url, lock_timeout="1") as other, conn.transaction():
        audit_trail._insert(conn, 1, [entry], NOW)
        for writer, inserts in ((other, audit_trail._insert), (other, None)):
            with writer.transaction():
                if inserts:
                    inserts(writer, 1, [entry], NOW)
                else:
                    _insert(writer, "audit_entry", 1, 1)
    assert len(set(_ids(conn, "audit_entry", 1))) == 3


def test_what_was_there_before_keeps_its_ids_and_none_is_given_again(server_url: str) -> None:
    """Also the last one that was given to a row that has been deleted since."""
    with older_database(server_url, LAST_WITHOUT) as url, connect(url) as conn:
        [second] = conn.execute("INSERT INTO network (name) VALUES ('second') RETURNING id").fetchone() or (0,)
        for number, owner in enumerate((1, second, 1, second, 1)):
            for table in TABLES:
                assert _insert(conn, table, owner, number, is_older=True) == number + 1
        migrate(url, only=[*known_migrations()[: known_migrations().index(LAST_WITH_SEQUENCES) + 1]])
        for table in TABLES:
            assert _insert(conn, table, 1, 9) == 6
            conn.execute(sql.SQL("DELETE FROM {} WHERE id = 6").format(sql.Identifier(table)))
        assert migrate(url)[0] > LAST_WITH_SEQUENCES
        for table in COUNTED:
            assert _insert(conn, table, 1, 10) == 7
            assert _insert(conn, table, second, 11) == 5
            assert _insert(conn, table, networks.create(conn, f"new {table}", [f"{table}.example"]), 12) == 1
        assert _insert(conn, "audit_entry", 1, 10) > 10**14
