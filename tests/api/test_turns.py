"""A caller who sends many requests at once waits for their own; others get connections all the same."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, TypeAlias

import pytest
from psycopg import Connection

from api.doorway import Space, account, store
from api.test_permissions import records
from patience import PATIENCE, until, until_waiting

Asked: TypeAlias = tuple[str, str, dict[str, Any]]

MANY = 24
TEAM = "/api/public/teams/55"
OPERATOR = "c102@here.test"
ADMINISTRATOR = "c101@here.test"
READ: Asked = ("GET", "/api/spaces/bookings/1", {})
LIST: Asked = ("GET", "/api/spaces/bookings", {"params": {"size": "1000"}})
IMPORTS: Asked = ("GET", "/api/sys/imports", {})
CHANGE: Asked = ("PATCH", "/api/spaces/bookings/1", {"json": {"Tentative": True}})


@pytest.mark.parametrize(
    ("busy", "held", "at_once"),
    [
        (READ, "LOCK TABLE bookings IN ACCESS EXCLUSIVE MODE", 2),
        (LIST, "LOCK TABLE bookings IN ACCESS EXCLUSIVE MODE", 2),
        (IMPORTS, "LOCK TABLE import_run IN ACCESS EXCLUSIVE MODE", 2),
        (CHANGE, "LOCK TABLE bookings IN ACCESS EXCLUSIVE MODE", 4),
    ],
    ids=["records", "lists", "reads in threads", "changes"],
)
def test_one_caller_leaves_connections_to_others(
    run: Callable[..., Space], conn: Connection[Any], busy: Asked, held: str, at_once: int
) -> None:
    store(conn, records("here.test", "Here"))
    account(conn, OPERATOR, operator=True)
    account(conn, ADMINISTRATOR)
    space = run()
    operator, administrator = (space.sign_in(one)["access_token"] for one in (OPERATOR, ADMINISTRATOR))
    others: list[Asked] = [
        ("GET", f"{TEAM}/profile", {}),
        ("GET", f"{TEAM}/alerts", {}),
        ("PUT", f"{TEAM}/profile", {"json": {"ProfileSummary": "x"}}),
    ]

    def is_answered(method: str, path: str, options: dict[str, Any]) -> bool:
        return space.ask(method, path, token=administrator, **options).status_code == 200

    space.ask_together([busy] * MANY, token=operator)  # the connections take their time to come
    with ThreadPoolExecutor(1) as thread:
        with conn.transaction():
            conn.execute(held)
            asking = thread.submit(space.ask_together, [busy] * MANY, token=operator)
            until_waiting(conn, at_once)
            for one in others:
                until(partial(is_answered, *one))
            until_waiting(conn, at_once)
        assert len(asking.result(PATIENCE)) == MANY
