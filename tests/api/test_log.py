"""The log: one line a request, and nothing in it that opens a door or names a person."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from psycopg import Connection

from api.doorway import PASSWORD, Space, account, store
from teamkpi.api.http.client_address import shown_address
from teamkpi.api.log import Logger, ServerMessages, logger_to
from teamkpi.settings import Settings

JANE = "jane@techinnovators.com"


def test_a_whole_visit(conn: Connection[Any], run: Callable[..., Space], capfd: pytest.CaptureFixture[str]) -> None:
    store(
        conn,
        {
            "coworkers": [{"Id": 101, "FullName": "Jane Smith", "Email": JANE}],
            "teams": [{"Id": 55, "BusinessId": 1, "Name": "T", "TeamMembers": [101], "TeamAdministrators": [101]}],
        },
    )
    account_id = account(conn, JANE)
    space = run()
    pair = space.sign_in(JANE)
    space.ask("POST", "/api/token", data={"grant_type": "password", "username": JANE, "password": "wrong-password"})
    refreshed = space.ask(
        "POST", "/api/token", data={"grant_type": "refresh_token", "refresh_token": pair["refresh_token"]}
    ).json()
    for path in ("/api/public/teams/55/kpi?_shape=Kpi.SECRET", f"/api/public/teams/my?isTeamAdmin=1&email={JANE}"):
        assert space.get(path, token=pair["access_token"]).status_code == 200
    space.get("/api/public/teams/55/kpi", token="a-token-that-never-was")
    space.ask("HEAD", f"/{JANE}/{PASSWORD}", headers={"Authorization": "Basic amFuZTpzZWNyZXQ="})

    written = space.log_text() + "".join(capfd.readouterr())
    secrets = [JANE, "jane", "Jane", "SECRET", PASSWORD, "wrong-password", "a-token-that", "amFuZTpzZWNyZXQ="]
    secrets += [one[name] for one in (pair, refreshed) for name in ("access_token", "refresh_token")]
    assert [secret for secret in secrets if secret in written] == []

    lines = space.log_lines()
    about = [(line["method"], line["route"], line["status"], line["network_id"], line["account_id"]) for line in lines]
    assert about == [
        ("POST", "/api/token", 200, 1, None),
        ("POST", "/api/token", 400, 1, None),
        ("POST", "/api/token", 200, 1, None),
        ("GET", "/api/public/teams/{teamId}/kpi", 200, 1, account_id),
        ("GET", "/api/public/teams/my", 200, 1, account_id),
        ("GET", "/api/public/teams/{teamId}/kpi", 401, 1, None),
        ("HEAD", None, 404, None, None),
    ]
    fields = {"method", "route", "status", "ms", "bytes", "request_id", "network_id", "account_id"}
    assert all(set(line) == fields | {"event", "level", "timestamp"} for line in lines)


def test_the_request_id_finds_the_line(run: Callable[..., Space]) -> None:
    space = run()
    answer = space.get("/health/live", headers={"X-Request-Id": "from-the-proxy"})
    [line] = space.log_lines()
    assert line["request_id"] == answer.headers["X-Request-Id"] == "from-the-proxy"
    assert line["bytes"] == len(answer.content)


@given(text=st.text(), number=st.integers())
@example(text="two\u2028lines\x9b", number=1)
def test_a_plain_line_is_one_line_and_holds_what_the_json_line_holds(text: str, number: int) -> None:
    lines = []
    for is_plain in (False, True):
        stream = io.BytesIO()
        Logger(stream, is_plain=is_plain).warning("server", message=text, bytes=number, route=None)
        lines.append(stream.getvalue().decode())
    assert lines[1].count("\n") == 1
    assert lines[1].splitlines() == [lines[1][:-1]]
    _, level, event, rest = lines[1].rstrip("\n").split(" ", 3)
    assert (level, event) == ("warning", "server")
    written, _, last = rest.rpartition(" ")
    value = written.removeprefix("message=")
    assert (json.loads(value) if value.startswith('"') else value) == json.loads(lines[0])["message"] == text
    assert last == f"bytes={number}"


@pytest.mark.parametrize(("least", "written"), [("info", "iwe"), ("warning", "we"), ("error", "e")])
def test_only_levels_that_are_severe_enough_are_written(least: str, written: str) -> None:
    stream = io.BytesIO()
    log = logger_to(Settings(log_level=least), stream)
    for write in (log.info, log.warning, log.error):
        write("server")
    assert [json.loads(line)["level"][0] for line in stream.getvalue().splitlines()] == list(written)


@pytest.mark.parametrize(
    ("address", "prefix"),
    [
        ("203.0.113.7", "203.0.113.0/24"),
        ("2001:db8:1:2::7", "2001:db8:1::/48"),
        ("fe80::1%eth0", "fe80::/48"),
        (None, None),
    ],
)
def test_how_much_of_an_address_is_written(address: str | None, prefix: str | None) -> None:
    assert [shown_address(address, shown) for shown in ("full", "prefix", "none")] == [address, prefix, None]


def test_security_events_write_as_much_of_the_address_as_is_set(run: Callable[..., Space]) -> None:
    for shown, expected in (("full", "203.0.113.7"), ("prefix", "203.0.113.0/24"), ("none", None)):
        space = run(trusted_proxies=("127.0.0.0/8", "::1"), log_address=shown)
        form = {"grant_type": "password", "username": JANE, "password": "wrong"}
        space.ask("POST", "/api/token", data=form, headers={"X-Forwarded-For": "203.0.113.7"})
        [line] = [json.loads(one) for one in space.log_text().splitlines() if '"security"' in one]
        assert (line["name"], line["address"]) == ("sign_in_failed", expected)


def test_messages_of_the_server_and_the_pools() -> None:
    stream, source = io.BytesIO(), logging.getLogger("a.library")
    handler = ServerMessages(logger_to(Settings(), stream))
    source.addHandler(handler)
    source.propagate = False
    try:
        source.warning("error connecting in %r: %s", "reads", ValueError("SECRET"))
        source.error("a task failed\nexception=ValueError('SECRET')", exc_info=ValueError("SECRET"))
        source.info("not worth a line")
    finally:
        source.removeHandler(handler)
    written = stream.getvalue().decode()
    assert "SECRET" not in written
    assert [json.loads(line)["message"] for line in written.splitlines()] == [
        "error connecting in 'reads': ValueError",
        "a task failed",
    ]
