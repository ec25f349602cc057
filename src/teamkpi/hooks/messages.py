"""The events that are sent to hooks, and every attempt to send them."""

from __future__ import annotations

from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID

from psycopg import Connection

from teamkpi.errors import HookError
from teamkpi.hooks.posting import Answer
from teamkpi.hooks.registry import SQL
from teamkpi.outbox import SENT
from teamkpi.outbox.hooks import TRIED_FOR

MOST_SHOWN: Final = 200
"""How many events are listed at most."""


class Due(NamedTuple):
    """An event that can be tried now, and what is needed to send it."""

    id: UUID
    hook_id: int
    body: str
    expires_on: datetime
    failures: int
    """How many attempts in a row the hook's receiver has not accepted."""
    url: str
    sealed_keys: str
    sealed_previous: str | None


class Listed(NamedTuple):
    """An event as operators see it; ``outcome`` is ``sent``, or what stopped it so far."""

    id: UUID
    hook: str
    event: str
    written_on: datetime
    due_on: datetime
    tries: int
    outcome: str | None
    ended_on: datetime | None


class Try(NamedTuple):
    """An attempt to send an event."""

    number: int
    tried_on: datetime
    status: int | None
    problem: str | None
    milliseconds: int
    answer: str | None = None
    """The beginning of the answer's body, if the event was not accepted."""


def due(conn: Connection, network_id: int, *, most: int, now: datetime) -> list[Due]:
    """Return the events of a network that can be tried now, the longest due first."""
    rows = conn.execute(SQL.due, {"network_id": network_id, "now": now, "most": most})
    return [Due._make(row) for row in rows]


def note_try(conn: Connection, network_id: int, message_id: UUID, answer: Answer, *, now: datetime) -> None:
    """Store the result of an attempt."""
    values = {"network_id": network_id, "message_id": message_id, "now": now, "status": answer.status}
    more = {"problem": answer.problem, "milliseconds": answer.milliseconds, "answer": answer.text}
    conn.execute(SQL.note_try, {**values, **more})


def end(conn: Connection, network_id: int, message_id: UUID, outcome: str, *, was_tried: bool, now: datetime) -> None:
    """Note that an event is not tried again, and why."""
    values = {"network_id": network_id, "id": message_id, "outcome": outcome, "tries": int(was_tried), "now": now}
    conn.execute(SQL.end_message, values)


def end_accepted(conn: Connection, network_id: int, message: Due, *, now: datetime) -> None:
    """Note that an event was accepted."""
    end(conn, network_id, message.id, SENT, was_tried=True, now=now)
    conn.execute(SQL.note_success, {"network_id": network_id, "hook_id": message.hook_id})


def postpone(conn: Connection, network_id: int, message: Due, outcome: str, *, due_on: datetime) -> None:
    """Note why an event was not accepted, and when to try it again; the hook's other events wait as long."""
    conn.execute(SQL.postpone, {"network_id": network_id, "id": message.id, "outcome": outcome, "due_on": due_on})
    conn.execute(SQL.note_failure, {"network_id": network_id, "hook_id": message.hook_id})
    conn.execute(SQL.postpone_others, {"network_id": network_id, "hook_id": message.hook_id, "due_on": due_on})


def resend(conn: Connection, network_id: int, message_id: UUID, *, now: datetime) -> None:
    """Let an event be tried at once, and for three more days, under the same id.

    Raises HookError if there is no such event, or its hook is stopped.
    """
    values = {"network_id": network_id, "id": message_id, "now": now, "expires_on": now + TRIED_FOR}
    if conn.execute(SQL.resend, values).fetchone() is None:
        raise HookError(f"there is no event {message_id}, or its hook is stopped")


def listed(conn: Connection, network_id: int, *, with_sent: bool, hook_id: int | None = None) -> list[Listed]:
    """Return the newest 200 events of a network, or of one hook: those that were not accepted, or all."""
    values = {"network_id": network_id, "hook_id": hook_id, "has_sent": with_sent, "most": MOST_SHOWN}
    return [Listed._make(row) for row in conn.execute(SQL.messages, values)]


def body_of(conn: Connection, network_id: int, message_id: UUID) -> str:
    """Return the JSON text of an event; raises HookError if there is no such event."""
    row = conn.execute(SQL.body, {"network_id": network_id, "id": message_id}).fetchone()
    if row is None:
        raise HookError(f"there is no event {message_id}")
    return str(row[0])


def exists(conn: Connection, network_id: int, message_id: UUID) -> bool:
    """Return whether there is an event with this id."""
    return conn.execute(SQL.body, {"network_id": network_id, "id": message_id}).fetchone() is not None


def tries_of(conn: Connection, network_id: int, message_id: UUID) -> list[Try]:
    """Return the attempts to send an event, the first one first."""
    return [Try._make(row) for row in conn.execute(SQL.tries, {"network_id": network_id, "id": message_id})]


def delete_ended(conn: Connection, network_id: int, *, before: datetime) -> int:
    """Delete the events that ended before an instant, with their attempts; return how many there were."""
    return conn.execute(SQL.delete_ended, {"network_id": network_id, "before": before}).rowcount
