"""Sign-ins in a browser over plain http: warned of once in the log, and noted for ``doctor``."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from psycopg import Connection

from api.doorway import NOW, PASSWORD, Space, account, store
from patience import until
from teamkpi.api.serving.warned_once import MOST_NOTED

JANE = "jane@techinnovators.com"
HTTPS = {"X-Forwarded-Proto": "https"}


@pytest.fixture(autouse=True)
def jane(conn: Connection[Any]) -> None:
    store(conn, {"coworkers": [{"Id": 101, "FullName": "Jane Smith", "Email": JANE}]})
    account(conn, JANE)


def sign_in(space: Space, host: str, password: str = PASSWORD, **headers: str) -> int:
    return space.ask(
        "POST",
        "/dashboard/session",
        data={"username": JANE, "password": password},
        headers={"Host": host, "X-Requested-With": "XMLHttpRequest", **headers},
    ).status_code


def noted(conn: Connection[Any]) -> list[Any]:
    return conn.execute("SELECT * FROM plain_sign_in ORDER BY last_seen_on DESC, host").fetchall()


def test_a_sign_in_over_http_is_warned_of_once(conn: Connection[Any], run: Callable[..., Space]) -> None:
    space = run()
    assert [sign_in(space, host) for host in ("kpi.test:8000", "KPI.test")] == [200, 200]
    [line] = space.log_lines("plain_http_sign_in")
    assert (line["host"], line["level"]) == ("kpi.test", "warning")
    assert "X-Forwarded-Proto" in line["message"]
    assert JANE not in space.log_text()
    until(lambda: noted(conn) == [("kpi.test", NOW, NOW)])
    space.forward(timedelta(days=1))
    sign_in(space, "kpi.test")
    until(lambda: noted(conn) == [("kpi.test", NOW, space.now)])
    assert len(space.log_lines("plain_http_sign_in")) == 1
    sign_in(space, "192.168.1.5:8000")
    assert [line["host"] for line in space.log_lines("plain_http_sign_in")] == ["kpi.test", "192.168.1.5"]


def test_a_proxy_with_https_that_is_not_named_or_does_not_say_so(run: Callable[..., Space]) -> None:
    for space, headers in ((run(), HTTPS), (run(trusted_proxies=("127.0.0.0/8",)), {})):
        assert sign_in(space, "kpi.test", **headers) == 200
        assert len(space.log_lines("plain_http_sign_in")) == 1


@pytest.mark.parametrize("host", ["localhost:8000", "teamkpi.localhost", "127.0.0.1:8000", "127.9.9.9", "[::1]:8000"])
def test_on_the_same_machine_there_is_nothing_to_tell(
    conn: Connection[Any], run: Callable[..., Space], host: str
) -> None:
    space = run()
    assert sign_in(space, host) == 200
    assert (space.log_lines("plain_http_sign_in"), noted(conn)) == ([], [])


def test_https_and_failed_sign_ins_are_nothing_to_tell(conn: Connection[Any], run: Callable[..., Space]) -> None:
    space = run(trusted_proxies=("127.0.0.0/8",))
    assert sign_in(space, "kpi.test", **HTTPS) == 200
    assert sign_in(space, "kpi.test", "wrong") == 400
    assert (space.log_lines("plain_http_sign_in"), noted(conn)) == ([], [])


def test_only_the_newest_hosts_are_noted(conn: Connection[Any], run: Callable[..., Space]) -> None:
    for number in range(MOST_NOTED + 5):
        at = NOW - timedelta(hours=number + 1)
        conn.execute("INSERT INTO plain_sign_in VALUES (%s, %s, %s)", (f"h{number}.test", at, at))
    sign_in(run(), "kpi.test")
    newest = ["kpi.test", *(f"h{number}.test" for number in range(MOST_NOTED - 1))]
    until(lambda: [row[0] for row in noted(conn)] == newest)


def test_a_note_that_cannot_be_written_hinders_nobody(conn: Connection[Any], run: Callable[..., Space]) -> None:
    conn.execute("ALTER TABLE plain_sign_in RENAME TO away")
    space = run()
    assert sign_in(space, "kpi.test") == 200
    assert len(space.log_lines("plain_http_sign_in")) == 1
