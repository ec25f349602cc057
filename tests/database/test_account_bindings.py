"""Which coworkers an account of an older release acts for once its database is migrated."""

from __future__ import annotations

from conftest import older_database
from teamkpi import accounts, networks
from teamkpi.db import connect, migrate

_ACCOUNT = """
    INSERT INTO account (network_id, email, password_hash, password_set_on, is_operator, created_on)
    VALUES (%s, %s, '', now(), FALSE, now())
"""
_COWORKER = """
    INSERT INTO coworkers (network_id, id, email, is_deleted, active, archived, full_name, updated_on)
    VALUES (%s, %s, %s, %s, TRUE, %s, 'P', now())
"""


def test_accounts_of_an_older_release_are_bound_to_the_coworkers_that_have_their_email(server_url: str) -> None:
    with older_database(server_url, "0014_lists_of_some") as url, connect(url) as conn:
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
