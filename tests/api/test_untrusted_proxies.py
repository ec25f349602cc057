"""Proxies that nobody has named: told of once in the log, and noted for ``doctor``."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from psycopg import Connection

from api.doorway import NOW, Space
from patience import until
from teamkpi.api.serving.warned_once import MOST_NOTED

PATH = "/api/public/teams/my?isTeamAdmin=0"
FORWARDED = {"X-Forwarded-For": "198.51.100.9"}


def noted(conn: Connection[Any]) -> list[Any]:
    return conn.execute("SELECT * FROM untrusted_proxy ORDER BY last_seen_on DESC, address").fetchall()


def test_a_proxy_that_is_not_named_is_told_of_once(conn: Connection[Any], run: Callable[..., Space]) -> None:
    space = run()
    for _ in range(3):
        space.get(PATH, headers=FORWARDED)
    [line] = space.log_lines("untrusted_proxy")
    assert (line["address"], line["level"]) == ("127.0.0.1", "warning")
    assert "TEAMKPI_TRUSTED_PROXIES" in line["message"]
    assert "198.51.100.9" not in space.log_text()
    until(lambda: noted(conn) == [("127.0.0.1", NOW, NOW)])
    # A day later it is noted again, so that doctor can tell that it is still so, and the log has told already.
    space.forward(timedelta(days=1))
    space.get(PATH, headers=FORWARDED)
    until(lambda: noted(conn) == [("127.0.0.1", NOW, space.now)])
    assert len(space.log_lines("untrusted_proxy")) == 1


def test_a_named_proxy_and_requests_without_one_are_nothing_to_tell(
    conn: Connection[Any], run: Callable[..., Space]
) -> None:
    named, bare = run(trusted_proxies=("127.0.0.0/8",)), run()
    named.get(PATH, headers=FORWARDED)
    bare.get(PATH)
    assert [*named.log_lines("untrusted_proxy"), *bare.log_lines("untrusted_proxy")] == []
    assert noted(conn) == []


def test_what_is_noted_is_bounded(conn: Connection[Any], run: Callable[..., Space]) -> None:
    for number in range(MOST_NOTED + 5):
        at = NOW - timedelta(hours=number + 1)
        conn.execute("INSERT INTO untrusted_proxy VALUES (%s, %s, %s)", (f"10.0.0.{number}", at, at))
    old = NOW - timedelta(days=31)
    conn.execute("INSERT INTO untrusted_proxy VALUES ('10.0.1.0', %s, %s)", (old, old))
    run().get(PATH, headers=FORWARDED)
    newest = ["127.0.0.1", *(f"10.0.0.{number}" for number in range(MOST_NOTED - 1))]
    until(lambda: [row[0] for row in noted(conn)] == newest)


def test_a_note_that_cannot_be_written_hinders_nobody(conn: Connection[Any], run: Callable[..., Space]) -> None:
    conn.execute("ALTER TABLE untrusted_proxy RENAME TO away")
    space = run()
    assert space.get(PATH, headers=FORWARDED).status_code == 401
    assert len(space.log_lines("untrusted_proxy")) == 1
