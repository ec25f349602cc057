"""How much mail and how many events for hooks wait in a database, and how many were given up; cheap to query often."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from psycopg import AsyncConnection

from teamkpi.db import load_sql
from teamkpi.outbox import SENT

SQL: Final = load_sql("teamkpi.outbox", "backlog.sql")
_STATEMENTS: Final = {
    kind: SQL.of_all_networks.format(messages=table)
    for kind, table in (("mail", "outbox_message"), ("hooks", "hook_message"))
}
MOST_COUNTED: Final = 10_000
"""In each network, so that reading takes a limited time however much waits."""
GIVEN_UP_WITHIN: Final = timedelta(hours=1)


class Backlog(NamedTuple):
    """What waits and what failed, of mail or of hooks, in all networks of a database together."""

    kind: str
    """``mail`` or ``hooks``."""
    waiting: int
    first_due_on: datetime | None
    """When the message that is next in turn became due, or will; None if none waits."""
    given_up: int
    """How many ended within the last hour without having been accepted."""

    def overdue_seconds(self, now: datetime) -> float:
        """Return for how long the oldest message that is due has been so; 0 if none is due."""
        return 0.0 if self.first_due_on is None else max(0.0, (now - self.first_due_on).total_seconds())


async def read_backlogs(conn: AsyncConnection, *, not_wanted: Sequence[str], now: datetime) -> list[Backlog]:
    """Return what waits and what failed in the networks that this database serves.

    ``not_wanted`` are outcomes of messages that someone no longer wanted, which are no failures.
    """
    values = {"most": MOST_COUNTED, "since": now - GIVEN_UP_WITHIN, "not_failures": [SENT, *not_wanted]}
    found: list[Backlog] = []
    for kind, statement in _STATEMENTS.items():
        [row] = await (await conn.execute(statement, values)).fetchall()
        found.append(Backlog(kind, *row))
    return found
