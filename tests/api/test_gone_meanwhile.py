"""A request is checked, and then does what it asked for: what changes between the two counts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from psycopg import Connection

from api.doorway import Space, account, store
from api.test_permissions import MEMBER, NO_TEAM, NOT_ADMINISTRATOR, records
from patience import PATIENCE, until_waiting

TEAM = "/api/public/teams/55"
READS = ("kpi", "explain?figure=UninvoicedProducts", "metrics", "basis", "attendance?date=2026-11-18", "profile")
WRITES: dict[str, tuple[str, str, Any]] = {
    "profile": ("PUT", "profile", {"ProfileSummary": "x"}),
    "attendance": ("PUT", "attendance", [{"CoworkerId": MEMBER, "MondayAttendance": 1}]),
    "member": ("DELETE", f"members/{MEMBER}", None),
}
# What checks do not read, and what is asked for does.
WHAT_IS_READ_LATER = "LOCK TABLE businesses, bookings, coworkerproducts IN ACCESS EXCLUSIVE MODE"
DELETED = "UPDATE teams SET is_deleted = TRUE WHERE id = 55"
NO_LONGER_ADMINISTRATOR = "UPDATE teams SET team_administrators = '{102}' WHERE id = 55"
NO_LONGER_MEMBER = "UPDATE teams SET team_administrators = '{}', team_members = '{102}' WHERE id = 55"

Ask = Callable[..., tuple[int, Any]]


@pytest.fixture
def ask(run: Callable[..., Space], conn: Connection[Any]) -> Iterator[Ask]:
    """Ask for something of the administrator's team; once it is checked, change the database."""
    store(conn, records("here.test", "Here"))
    account(conn, "c101@here.test")
    space = run()
    token = space.sign_in("c101@here.test")["access_token"]
    with ThreadPoolExecutor(1) as thread:

        def asked(method: str, path: str, body: Any, *meanwhile: str) -> tuple[int, Any]:
            with conn.transaction():
                for statement in meanwhile:
                    conn.execute(statement)
                asking = thread.submit(space.ask, method, f"{TEAM}/{path}", token=token, json=body)
                until_waiting(conn)
            answer = asking.result(PATIENCE)
            return answer.status_code, answer.json()

        yield asked


@pytest.mark.parametrize("path", READS)
def test_a_team_that_is_deleted_is_not_read(ask: Ask, path: str) -> None:
    assert ask("GET", path, None, WHAT_IS_READ_LATER, DELETED) == (404, NO_TEAM)


@pytest.mark.parametrize("what", WRITES)
def test_a_team_that_is_deleted_is_not_changed(ask: Ask, what: str) -> None:
    assert ask(*WRITES[what], DELETED) == (404, NO_TEAM)


@pytest.mark.parametrize("what", WRITES)
def test_who_is_no_longer_an_administrator_changes_nothing(ask: Ask, what: str) -> None:
    assert ask(*WRITES[what], NO_LONGER_ADMINISTRATOR) == (403, {**NOT_ADMINISTRATOR, "status": 403})


@pytest.mark.parametrize("what", ["profile", "member"])
def test_who_has_no_part_in_the_team_any_more_is_told_that_there_is_none(ask: Ask, what: str) -> None:
    assert ask(*WRITES[what], NO_LONGER_MEMBER) == (404, NO_TEAM)
