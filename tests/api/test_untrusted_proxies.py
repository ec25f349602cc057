"""Proxies that nobody has named: told of once in the log, and noted for ``doctor``."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from time import monotonic, sleep
from typing import Any

from psycopg import Connection

from api.doorway import NOW, Space
from teamkpi.api.untrusted_proxies import MOST_NOTED

PATH = "/api/public/teams/my?isTeamAdmin=0"
FORWARDED = {"X-Forwarded-For": "198.51.100.9"}


def noted(conn: Connection[Any], count: int = 1) -> list[Any]:
    """What is noted, once so many are."""
    end = monotonic() + 60
    while True:
        rows = conn.execute("SELECT * FROM untrusted_proxy ORDER BY last_seen_on, address").fetchall()
        if len(rows) >= count or monotonic() > end:
            return rows
        sleep(0.02)


def test_a_proxy_that_is_not_named_is_told_of_once(conn: Connection[Any], run: Callable[..., Space]) -> None:
    space = run()
    for _ in range(3):
        space.get(PATH, headers=FORWARDED)
    [line] = space.log_lines("untrusted_proxy")
    assert (line["address"], line["level"]) == ("127.0.0.1", "warning")
    assert "TEAMKPI_TRUSTED_PROXIES" in line["message"]
    assert "198.51.100.9" not in space.log_text()
    assert noted(conn) == [("127.0.0.1", NOW, NOW)]
    # A day later it is noted again, so that doctor can tell that it is still so, and the log has told already.
    space.forward(timedelta(days=1))
    space.get(PATH, headers=FORWARDED)
    end = monotonic() + 60
    while noted(conn) != [("127.0.0.1", NOW, space.now)] and monotonic() < end:
        sleep(0.02)
    assert noted(conn) == [("127.0.0.1", NOW, space.now)]
    assert len(space.log_lines("untrusted_proxy")) == 1


def test_a_named_proxy_and_requests_without_one_are_nothing_to_tell(
    conn: Connection[Any], run: Callable[..., Space]
) -> None:
    named, bare = run(trusted_proxies=("127.0.0.0/8",)), run()
    named.get(PATH, headers=FORWARDED)
    bare.get(PATH)
    assert [*named.log_lines("untrusted_proxy"), *bare.log_lines("untrusted_proxy")] == []
    assert conn.execute("SELECT * FROM untrusted_proxy").fetchall() == []


def test_what_is_noted_is_bounded(conn: Connection[Any], run: Callable[..., Space]) -> None:
    for number in range(MOST_NOTED + 5):
        at = NOW - timedelta(hours=number + 1)
        conn.execute("INSERT INTO untrusted_proxy VALUES (%s, %s, %s)", (f"10.0.0.{number}", at, at))
    conn.execute("INSERT INTO untrusted_proxy VALUES ('10.0.1.0', %(at)s, %(at)s)", {"at": NOW - timedelta(days=31)})
    run().get(PATH, headers=FORWARDED)
    end = monotonic() + 60
    while len(rows := noted(conn, MOST_NOTED)) > MOST_NOTED and monotonic() < end:
        sleep(0.02)
    newest = [f"10.0.0.{number}" for number in range(MOST_NOTED - 1)]
    assert [row[0] for row in reversed(rows)] == ["127.0.0.1", *newest]


def test_while_the_database_is_away(run: Callable[..., Space], conn: Connection[Any]) -> None:
    """The log tells, and the request is answered as it would be."""
    conn.execute("ALTER TABLE untrusted_proxy RENAME TO away")
    space = run()
    assert space.get(PATH, headers=FORWARDED).status_code == 401
    assert len(space.log_lines("untrusted_proxy")) == 1
