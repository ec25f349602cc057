"""Accounts of an older release once its database is migrated: whom they act for, and how their e-mails are compared."""

from __future__ import annotations

import psycopg
import pytest

from conftest import older_database
from teamkpi import accounts, networks
from teamkpi.db import migrate
from teamkpi.db.folded import FOLDED, wrong
from teamkpi.errors import DatabaseUnusable

_ACCOUNT = """
    INSERT INTO account (network_id, email, password_hash, password_set_on, is_operator, created_on)
    VALUES (%s, %s, '', now(), FALSE, now())
"""
_COWORKER = """
    INSERT INTO coworkers (network_id, id, email, is_deleted, active, archived, full_name, updated_on)
    VALUES (%s, %s, %s, %s, TRUE, %s, 'P', now())
"""


def test_accounts_of_an_older_release_are_bound_to_the_coworkers_that_have_their_email(server_url: str) -> None:
    with older_database(server_url, "0014_lists_of_some") as url, psycopg.connect(url, autocommit=True) as conn:
        second = networks.create(conn, "second", ["second.example"])
        for network_id, email in ((1, "Jane@example.com"), (second, "jane@example.com"), (1, "nobody@example.com")):
            conn.execute(_ACCOUNT, (network_id, email))
        rows = [
            (1, 1, "jane@EXAMPLE.com", False, False),
            (1, 2, "jane@example.com", False, True),
            (1, 3, None, True, False),
            (1, 4, "zoe@example.com", False, False),
            (second, 5, "jane@example.com", False, False),
        ]
        for row in rows:
            conn.execute(_COWORKER, row)
        migrate(url)
        found = [
            {one.email: one.coworker_ids for one in accounts.list_accounts(conn, network_id)}
            for network_id in (1, second)
        ]
        assert found == [{"Jane@example.com": [1, 2], "nobody@example.com": []}, {"jane@example.com": [5]}]


_KEY = """
    INSERT INTO api_key (network_id, name, key_hash, created_on, revoked_on)
    VALUES (
        1, %(name)s::text, sha256(convert_to(%(name)s::text, 'UTF8')), now(), CASE WHEN %(is_revoked)s THEN now() END
    )
"""
_TEAM = """
    INSERT INTO teams (network_id, id, name, is_deleted, business_id, team_members, team_administrators, updated_on)
    VALUES (1, %s, %s, %s, 1, '{}', '{}', now())
"""


def test_texts_of_an_older_release_get_their_folded_form(server_url: str) -> None:
    with older_database(server_url, "0018_invitations") as url, psycopg.connect(url, autocommit=True) as conn:
        second = networks.create(conn, "second", ["second.example"])
        for network_id, email in ((1, "JOSÉ@example.com"), (second, "Jose\u0301@Example.com"), (1, "Boss@example.com")):
            conn.execute(_ACCOUNT, (network_id, email))
        for name, is_revoked in (("Sync É", False), ("sync é", True)):
            conn.execute(_KEY, {"name": name, "is_revoked": is_revoked})
        for row in ((1, 1, "Straße@x", False, False), (1, 2, None, True, False), (second, 1, "PLAIN@x", False, True)):
            conn.execute(_COWORKER, row)
        for team in ((1, "ÉCOLE", False), (2, None, True)):
            conn.execute(_TEAM, team)
        filenodes = "SELECT relname, relfilenode FROM pg_class WHERE relname IN ('bookings', 'charges') ORDER BY 1"
        before = conn.execute(filenodes).fetchall()
        migrate(url)
        assert conn.execute("SELECT email_folded FROM account ORDER BY network_id, id").fetchall() == [
            ("josé@example.com",),
            ("boss@example.com",),
            ("josé@example.com",),
        ]
        assert conn.execute("SELECT name_folded FROM api_key").fetchall() == [("sync é",)] * 2
        forms = "SELECT email_folded FROM coworkers ORDER BY network_id, id"
        assert conn.execute(forms).fetchall() == [("strasse@x",), (None,), ("plain@x",)]
        assert conn.execute("SELECT name_folded FROM teams ORDER BY id").fetchall() == [("école",), (None,)]
        assert conn.execute(filenodes).fetchall() == before, "no table is written again for the sake of its collations"
        assert [list(wrong(conn, network_id, table)) for network_id in (1, second) for table in FOLDED] == [[]] * 10


def test_accounts_that_turn_out_to_have_one_email_are_named_and_nothing_is_changed(server_url: str) -> None:
    with older_database(server_url, "0018_invitations") as url, psycopg.connect(url, autocommit=True) as conn:
        for email in ("josé@example.com", "jose\u0301@example.com", "other@example.com"):
            conn.execute(_ACCOUNT, (1, email))
        told = r"rows 1, 2 of the table account in network 1 have the same email.*\(josé@example.com, jose\u0301@"
        with pytest.raises(DatabaseUnusable, match=told):
            migrate(url)
        conn.execute("UPDATE account SET email = 'josé2@example.com' WHERE id = 2")
        migrate(url)
        assert [one.email for one in accounts.list_accounts(conn, 1)] == [
            "josé2@example.com",
            "josé@example.com",
            "other@example.com",
        ]
