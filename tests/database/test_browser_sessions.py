"""Sign-ins of browsers, where several ask at once; what they answer over HTTP is tested there."""

from __future__ import annotations

import threading
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from argon2 import PasswordHasher
from psycopg import Connection

from checked import caller
from patience import PATIENCE
from teamkpi import accounts
from teamkpi.accounts import browser_sessions, passwords
from teamkpi.accounts.browser_sessions import AccessToken
from teamkpi.db import connect
from teamkpi.errors import NotAuthenticated
from teamkpi.ledger import Change, apply

Conn = Connection[Any]
NOW = datetime(2026, 3, 4, 5, 6, 7, 89, tzinfo=UTC)
JANE, PASSWORD = "jane@example.com", "correct horse"
FORM = {"username": JANE, "password": PASSWORD}


@pytest.fixture(autouse=True)
def jane(conn: Conn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "_HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    apply(conn, 1, [Change("coworkers", {"Id": 101, "FullName": "Jane Smith", "Email": JANE}, 1)], now=NOW)
    accounts.create(conn, 1, JANE, PASSWORD, now=NOW)


def begin(conn: Conn, now: datetime = NOW) -> tuple[str, AccessToken]:
    return browser_sessions.begin(conn, 1, FORM, now=now, access_seconds=3600, session_days=15)


def renew(conn: Conn, cookie: str, now: datetime = NOW) -> AccessToken:
    return browser_sessions.renew(conn, 1, cookie, now=now, access_seconds=3600)


def rows(conn: Conn) -> tuple[Any, ...] | None:
    return conn.execute(
        "SELECT (SELECT count(*) FROM sign_in), (SELECT count(*) FROM access_token), count(*) FROM browser_session"
    ).fetchone()


def test_tabs_that_renew_at_once_all_get_a_token(conn: Conn, database_url: str) -> None:
    cookie, _ = begin(conn)
    tokens = at_once(database_url, cookie, tabs=8)
    assert len(set(tokens)) == 8
    for token in tokens:
        assert isinstance(token, AccessToken)
        assert caller(conn, token.access_token, now=NOW)


def test_what_was_signed_out_stays_so_whoever_renews_meanwhile(conn: Conn, database_url: str) -> None:
    seen: Counter[type] = Counter()
    for _ in range(20):
        cookie, _token = begin(conn)
        results = at_once(database_url, cookie, tabs=4, ending=True)
        seen.update(type(result) for result in results)
        # Whoever came before the end has a token that has ended with it; nothing is left of any.
        assert rows(conn) == (0, 0, 0)
        for result in results:
            if isinstance(result, AccessToken):
                assert caller(conn, result.access_token, now=NOW) is None
        with pytest.raises(NotAuthenticated):
            renew(conn, cookie)
    assert set(seen) <= {AccessToken, NotAuthenticated}


def test_a_renewal_that_waited_for_the_sign_out_is_refused(conn: Conn, database_url: str) -> None:
    cookie, _ = begin(conn)
    with connect(database_url) as other:
        results: list[Any] = []
        thread = threading.Thread(target=lambda: results.extend(at_once(database_url, cookie, tabs=1)))
        with other.transaction():
            browser_sessions.end(other, 1, cookie, now=NOW)
            thread.start()
            waiting = "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
            while not conn.execute(waiting).fetchall():
                assert thread.is_alive(), results
        thread.join(PATIENCE)
    assert [type(result) for result in results] == [NotAuthenticated]
    assert rows(conn) == (0, 0, 0)


def test_expired_tokens_of_a_page_that_stays_open_do_not_pile_up(conn: Conn) -> None:
    cookie, _ = begin(conn)
    for step in range(1, 40):
        renew(conn, cookie, NOW + step * timedelta(minutes=10))
        assert rows(conn) == (1, 2, 1)


def at_once(database_url: str, cookie: str, *, tabs: int, ending: bool = False) -> list[Any]:
    """Renew in so many tabs, and sign out in one more, each on a connection of its own and all at one moment."""
    start = threading.Barrier(tabs + ending)
    results: list[Any] = []

    def run(is_end: bool) -> None:
        with connect(database_url) as own:
            start.wait(PATIENCE)
            if is_end:
                browser_sessions.end(own, 1, cookie, now=NOW)
                return
            try:
                results.append(renew(own, cookie))
            except NotAuthenticated as error:
                results.append(error)

    threads = [threading.Thread(target=run, args=(is_end,)) for is_end in [False] * tabs + [True] * ending]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    return results
