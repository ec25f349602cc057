"""API keys: how they are made, listed and ended."""

from __future__ import annotations

import hashlib
import re
from datetime import timedelta
from typing import Any

import pytest
from psycopg import Connection

from spaces import AUTHOR, NOW, new_network
from teamkpi.accounts import keys
from teamkpi.accounts.keys import ApiKey
from teamkpi.errors import ApiKeyError, UnknownRole
from teamkpi.ledger import Author

Conn = Connection[Any]
LATER = NOW + timedelta(days=1)


def test_a_key_is_shown_once_and_stored_as_a_digest(conn: Conn) -> None:
    key = keys.create(conn, [1], " Sync ", roles=["booking-list"], expires_on=LATER, author=AUTHOR, now=NOW)
    assert re.fullmatch(r"teamkpi_key_[A-Za-z0-9_-]{43}", key)
    [stored] = conn.execute("SELECT * FROM api_key").fetchall()
    assert hashlib.sha256(key.encode()).digest() in stored
    assert key not in repr(stored)
    assert keys.list_keys(conn, 1) == [ApiKey(1, "Sync", ["Booking-List"], NOW, LATER, None, None)]
    assert keys.create(conn, [1], "other", author=AUTHOR, now=NOW) != key


def test_a_name_is_one_keys_until_that_is_revoked(conn: Conn) -> None:
    keys.create(conn, [1], "Sync", author=AUTHOR, now=NOW)
    with pytest.raises(
        ApiKeyError, match=r"^a key named 'sync' already exists; revoke it first, or choose another name$"
    ):
        keys.create(conn, [1], "sync", author=AUTHOR, now=NOW)
    assert keys.revoke(conn, 1, "SYNC", [1], author=AUTHOR, now=LATER) == [1]
    keys.create(conn, [1], "sync", author=AUTHOR, now=LATER)
    assert [(one.name, one.revoked_on) for one in keys.list_keys(conn, 1)] == [("Sync", LATER), ("sync", None)]


def test_a_key_is_made_in_all_its_networks_or_in_none(conn: Conn) -> None:
    two, three = new_network(conn), new_network(conn)
    keys.create(conn, [three], "sync", author=AUTHOR, now=NOW)
    with pytest.raises(ApiKeyError):
        keys.create(conn, [1, two, three], "sync", author=AUTHOR, now=NOW)
    assert [keys.list_keys(conn, one) for one in (1, two)] == [[], []]
    keys.create(conn, [1, two], "both", roles=["Team-Edit"], author=AUTHOR, now=NOW)
    assert [[(one.name, one.roles) for one in keys.list_keys(conn, number)] for number in (1, two, three)] == [
        [("both", ["Team-Edit"])],
        [("both", ["Team-Edit"])],
        [("sync", None)],
    ]


def test_a_key_is_revoked_in_all_its_networks_and_no_other_key_is(conn: Conn) -> None:
    two = new_network(conn)
    keys.create(conn, [1, two], "both", author=AUTHOR, now=NOW)
    keys.create(conn, [1], "mine", author=AUTHOR, now=NOW)
    keys.create(conn, [two], "theirs", author=AUTHOR, now=NOW)
    with pytest.raises(ApiKeyError, match=r"^there is no active key named 'theirs'$"):
        keys.revoke(conn, 1, "theirs", [1, two], author=AUTHOR, now=LATER)
    assert keys.revoke(conn, two, "both", [1, two], author=AUTHOR, now=LATER) == [1, two]
    assert [one.revoked_on for one in keys.list_keys(conn, 1)] == [LATER, None]
    assert [one.revoked_on for one in keys.list_keys(conn, two)] == [LATER, None]
    with pytest.raises(ApiKeyError):
        keys.revoke(conn, 1, "both", [1, two], author=AUTHOR, now=LATER)


@pytest.mark.parametrize("name", ["", "  ", "a\nb", "x" * 101])
def test_a_name_that_is_none(conn: Conn, name: str) -> None:
    with pytest.raises(ApiKeyError, match=r"^a key's name must have 1 to 100 printable characters$"):
        keys.create(conn, [1], name, author=AUTHOR, now=NOW)


def test_a_key_that_cannot_be(conn: Conn) -> None:
    with pytest.raises(ApiKeyError, match="already passed"):
        keys.create(conn, [1], "sync", expires_on=NOW, author=AUTHOR, now=NOW)
    with pytest.raises(UnknownRole, match="'Bookings-List'"):
        keys.create(conn, [1], "sync", roles=["Bookings-List"], author=AUTHOR, now=NOW)
    assert keys.list_keys(conn, 1) == []


def test_the_last_use_is_noted_once_an_hour(conn: Conn) -> None:
    keys.create(conn, [1], "sync", author=AUTHOR, now=NOW)
    noted = []
    for minutes in (0, 1, 59, 60, 61, 121):
        keys.note_use(conn, 1, 1, now=NOW + timedelta(minutes=minutes))
        [key] = keys.list_keys(conn, 1)
        assert key.last_used_on
        noted.append((key.last_used_on - NOW) // timedelta(minutes=1))
    assert noted == [0, 0, 0, 60, 60, 121]


def test_making_and_revoking_leave_rows_without_the_key(conn: Conn) -> None:
    two = new_network(conn)
    author = Author("root", "cli")
    key = keys.create(conn, [1, two], "sync", roles=["Team-Edit"], expires_on=LATER, author=author, now=NOW)
    keys.revoke(conn, 1, "sync", [1, two], author=author, now=NOW)
    found = conn.execute(
        "SELECT network_id, action_by, door, entity_short_name, entity_id, audit_type, changes FROM audit_entry "
        "ORDER BY id"
    ).fetchall()
    ids = [row[4] for row in found]
    made = {"Name": [None, "sync"], "Roles": [None, ["Team-Edit"]], "ExpiresOn": [None, "2026-11-22T12:00:00Z"]}
    ended = {"RevokedOn": [None, "2026-11-21T12:00:00Z"]}
    assert found == [
        (1, "root", "cli", "ApiKey", ids[0], 1, made),
        (two, "root", "cli", "ApiKey", ids[1], 1, made),
        (1, "root", "cli", "ApiKey", ids[0], 3, ended),
        (two, "root", "cli", "ApiKey", ids[1], 3, ended),
    ]
    assert key not in repr(found)
    assert hashlib.sha256(key.encode()).hexdigest() not in repr(found)
