"""Who shows an access token, as the program itself finds out: by the statement of every portal request."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from psycopg import Connection

from teamkpi.api.callers import checks


class Caller(NamedTuple):
    """An account, and the ids of the active coworkers that it acts for, ascending."""

    account_id: int
    email: str
    is_operator: bool
    coworker_ids: tuple[int, ...]


def caller(conn: Connection[Any], token: str, *, now: datetime, network_id: int = 1) -> Caller | None:
    """Return who shows the token to one of the network's hosts; None when it opens nothing there."""
    named = conn.execute("SELECT min(host) FROM network_host WHERE network_id = %s", (network_id,)).fetchone()
    host = (named and named[0]) or "any.example"
    asked = checks._Asked(host, checks.digest(token), None)
    asked_there = {**checks._parameters([asked], now), "network_id": network_id}
    row = conn.execute(checks._CHECK, asked_there).fetchone()
    assert row is not None
    assert row[-1], "the network answers for its host"
    found = checks.Check(network_id, *row[2:-1])
    if found.account_id is None:
        return None
    assert found.email is not None
    return Caller(found.account_id, found.email, found.is_operator, tuple(found.coworker_ids))
