"""How many statements the answers behind the figures cost, however many members and records there are."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from psycopg import Connection

from api.doorway import NOW, Space, account, running, statement_counter
from spaces import write

TEAM = "/api/public/teams/55"
THEN = "2026-11-21T10:30:00Z"
PAST = f"at={THEN}&knownAt={THEN}"
HOUR = timedelta(hours=1)
PLACE = {"Id": 1, "Name": "Hub", "CurrencyCode": "GBP", "SimpleTimeZoneNameIana": "Europe/London"}


def fill(conn: Connection[Any], members: int, each: int) -> None:
    """Write a team, and an hour later so many check-ins of each member."""
    ids = range(101, 101 + members)
    people = [("coworkers", {"Id": one, "FullName": f"C {one}", "Email": f"c{one}@x.example"}) for one in ids]
    team = {"Id": 55, "BusinessId": 1, "Name": "T", "TeamMembers": list(ids), "TeamAdministrators": [101]}
    write(conn, 1, [("businesses", PLACE), *people, ("teams", team)], NOW - 2 * HOUR)
    stays = [
        (
            "checkins",
            {
                "Id": one * 100 + day,
                "CoworkerId": one,
                "BusinessId": 1,
                "FromTime": f"2026-11-{day:02}T09:00:00Z",
                "ToTime": f"2026-11-{day:02}T10:00:00Z",
            },
        )
        for one in ids
        for day in range(1, each + 1)
    ]
    write(conn, 1, stays, NOW - HOUR)


@pytest.mark.parametrize(("members", "each"), [(1, 1), (12, 15)])
def test_statements(conn: Connection[Any], database_url: str, server_url: str, members: int, each: int) -> None:
    fill(conn, members, each)
    account(conn, "c101@x.example")
    statements = statement_counter(conn, server_url)
    with running(database_url, throttle=False, pool_size=1) as space:
        token = space.sign_in("c101@x.example")["access_token"]
        assert {asked: cost(space, token, statements, asked) for asked in COSTS} == COSTS


COSTS = {
    "explain?figure=CheckedTimeTotal": 3,
    "explain?figure=CheckedTimeTotal&coworkerId=101": 3,
    f"explain?figure=CheckedTimeTotal&{PAST}": 3,
    f"kpi?{PAST}": 3,
    "attendance?date=2026-11-18": 2,
    f"attendance?date=2026-11-18&{PAST}": 3,
    "amounts": 2,
    "expiring?days=30": 3,
    "uses?from=2026-11-01": 2,
    f"changes?from={THEN}": 8,
}
"""Of each request, with what finds out who asks; of changes, a transaction around both instants."""


def cost(space: Space, token: str, statements: Any, asked: str) -> int:
    """What a request costs that was sent before."""

    def ask() -> None:
        answer = space.get(f"{TEAM}/{asked}", token=token)
        assert answer.status_code == 200, answer.text

    ask()
    found: int = statements(ask)
    return found
