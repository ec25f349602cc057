"""Who looked at whose figures and personal data, for networks whose operator wants to know.

An entry is written for each answer, some time after it was sent: the API and the worker that sends mail collect entries
and store several with one statement. Entries are personal data themselves, of readers and of those they looked at.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

from psycopg import Connection

from teamkpi.db import load_sql
from teamkpi.wire import encode

_SQL: Final = load_sql("teamkpi.ledger", "readers.sql")


class Entry(NamedTuple):
    """One answer with figures or personal data: when, by which call, to whom, about whom, and from where.

    With a team and no coworkers, it is about all members of the team. With neither, it is about anybody.
    """

    id: UUID
    read_on: datetime
    call: str
    account_id: int | None = None
    key_id: int | None = None
    team_id: int | None = None
    coworker_ids: Sequence[int] = ()
    address: str | None = None
    request_id: str | None = None


class Listed(NamedTuple):
    """An entry as it is shown. An account or key that does not exist any more has only its id."""

    read_on: datetime
    email: str | None
    key_name: str | None
    account_id: int | None
    key_id: int | None
    call: str
    team_id: int | None
    coworker_ids: list[int]
    address: str | None
    request_id: str | None


class Wanted(NamedTuple):
    """Which entries are wanted; None stands for all."""

    coworker_id: int | None = None
    team_id: int | None = None
    account_id: int | None = None
    since: datetime | None = None


def store(conn: Connection[Any], network_id: int, entries: Sequence[Entry]) -> None:
    """Store entries; those that were stored before are left as they are."""
    written = encode([one._asdict() for one in entries]).decode()
    conn.execute(_SQL.insert_entries, {"network_id": network_id, "entries": written})


def forget(conn: Connection[Any], network_id: int, before: datetime, *, at_once: int) -> int:
    """Delete up to ``at_once`` of a network's entries from before an instant, the oldest; return how many.

    Rows that another transaction is changing are skipped.
    """
    return conn.execute(_SQL.forget, {"network_id": network_id, "before": before, "at_once": at_once}).rowcount


def listed(conn: Connection[Any], network_id: int, wanted: Wanted, *, most: int) -> list[Listed]:
    """Return a network's entries, the latest first."""
    found = conn.execute(_SQL.listed, {"network_id": network_id, "most": most, **wanted._asdict()})
    return [Listed._make(row) for row in found]
