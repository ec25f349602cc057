"""Events for hooks: written in the transaction that causes them, one message for each hook that wants the event.

``teamkpi.hooks`` sends them. A message has the bytes that are sent, so that each attempt sends the same, under the same
id. It has ids and no names: a receiver that needs more asks the API.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import uuid4

from psycopg import Connection

from teamkpi.db import load_sql
from teamkpi.wire import encode, instant

SQL: Final = load_sql("teamkpi.outbox", "hooks.sql")
TRIED_FOR: Final = timedelta(days=3)
"""How long an event is tried."""


class Event(StrEnum):
    """What hooks are notified of."""

    ALERT_FIRED = "alert.fired"
    """A figure of a team or a member has reached the threshold of an alert rule."""
    ALERT_RESOLVED = "alert.resolved"
    """It has moved back from it."""
    IMPORT_FINISHED = "import.finished"
    """An import has stored records."""
    STATEMENT_CLOSED = "statement.closed"
    """A version of a team's monthly statement has been stored."""
    CREDIT_EXPIRING = "credit.expiring"
    """Credits or passes with something left expire within a week."""
    MIRROR_TROUBLE = "mirror.trouble"
    """The mirror cannot copy from its source."""
    FIGURES_CHANGED = "team.figures.changed"
    """The figures or the members of a team have changed; at most once a minute."""


TEST: Final = "hook.test"
"""The event that is sent to try a hook; every hook takes it."""


def body_of(event: str, data: Mapping[str, object], *, now: datetime) -> str:
    """Return the JSON text of an event, in the form of Standard Webhooks."""
    return encode({"type": event, "timestamp": instant(now), "data": data}).decode()


def wanted_by_any(conn: Connection, network_id: int, event: Event) -> bool:
    """Return whether a network has a hook that is sent an event."""
    return conn.execute(SQL.hooks_for, {"network_id": network_id, "event": event}).fetchone() is not None


def write_event(conn: Connection, network_id: int, event: Event, data: Mapping[str, object], *, now: datetime) -> int:
    """Write an event in the transaction of ``conn``, and return how many hooks it will be sent to.

    ``data`` must have no personal data but ids.
    """
    found = conn.execute(SQL.hooks_for, {"network_id": network_id, "event": event}).fetchall()
    for (hook_id,) in found:
        values = {"network_id": network_id, "id": uuid4(), "hook_id": hook_id, "event": event}
        values |= {"body": body_of(event, data, now=now), "now": now, "expires_on": now + TRIED_FOR}
        conn.execute(SQL.write_message, values)
    return len(found)
