"""Who looked at whose figures and personal data, for networks whose operator wants to know.

An entry is written for each answer, some time after it was sent: the API and the worker that sends mail collect entries
and store several with one statement. Repeated reads within the hour, such as those of an open dashboard, only update
the time of the last read in the first one's entry. Entries are personal data themselves, of readers and of the people
they looked at.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple
from uuid import UUID

from psycopg import ClientCursor, Connection

from teamkpi.db import load_sql
from teamkpi.folding import folded
from teamkpi.wire import encode

_SQL: Final = load_sql("teamkpi.ledger", "readers.sql")
MERGED_FOR: Final = timedelta(hours=1)
"""How long after its first read an entry takes up later ones like it."""


class Entry(NamedTuple):
    """One answer with figures or personal data: when, by which call, to whom, about whom, and from where.

    If it is another one like it, ``id`` and ``read_on`` are those of the first, and ``last_read_on`` is its own time.
    It is about the coworkers that it names and no one else, even if it names no one. None stands for all present
    members of the team; without a team either, it does not say whom it is about.
    """

    id: UUID
    read_on: datetime
    call: str
    account_id: int | None = None
    key_id: int | None = None
    team_id: int | None = None
    coworker_ids: Sequence[int] | None = None
    address: str | None = None
    request_id: str | None = None
    last_read_on: datetime | None = None


class Listed(NamedTuple):
    """An entry as it is shown. An account, key or team that does not exist any more has only its id."""

    id: UUID
    read_on: datetime
    last_read_on: datetime
    email: str | None
    key_name: str | None
    account_id: int | None
    key_id: int | None
    call: str
    team_id: int | None
    team_name: str | None
    coworker_ids: list[int]
    """Some of its people; the one who was asked about comes first."""
    people_count: int
    address: str | None
    request_id: str | None


class Place(NamedTuple):
    """A place between two entries: right after one, in the order in which they are listed."""

    read_on: datetime
    id: UUID


class Wanted(NamedTuple):
    """Which entries are wanted; None stands for all. Those of a period are from ``since`` until before ``until``."""

    coworker_id: int | None = None
    team_id: int | None = None
    account_id: int | None = None
    since: datetime | None = None
    until: datetime | None = None
    reader: str | None = None
    """A part of the account's address or the key's name, ignoring case."""


def store(conn: Connection[Any], network_id: int, entries: Sequence[Entry]) -> None:
    """Store entries, each at most once among them; those that were stored before get a later ``last_read_on``."""
    written = encode([one._asdict() for one in entries]).decode()
    conn.execute(_SQL.insert_entries, {"network_id": network_id, "entries": written})


def forget(conn: Connection[Any], network_id: int, before: datetime, *, at_once: int) -> int:
    """Delete up to ``at_once`` of a network's entries from before an instant, the oldest; return how many.

    Rows that another transaction is changing are skipped.
    """
    return conn.execute(_SQL.forget, {"network_id": network_id, "before": before, "at_once": at_once}).rowcount


def listed(
    conn: Connection[Any],
    network_id: int,
    wanted: Wanted,
    *,
    most: int,
    most_named: int | None = None,
    after: Place | None = None,
) -> list[Listed]:
    """Return a network's entries, the latest first, from the first after a place; of each, ``most_named`` people."""
    values = wanted._asdict() | {
        "network_id": network_id,
        "most": most,
        "most_named": most_named,
        "reader": None if wanted.reader is None else folded(wanted.reader),
        "since_first": None if wanted.since is None else wanted.since - MERGED_FOR,
        "after_on": None if after is None else after.read_on,
        "after_id": None if after is None else after.id,
    }
    # The values are part of the statement, so its plan is made for what is asked.
    return [Listed._make(row) for row in ClientCursor(conn).execute(_SQL.listed, values)]


def names(conn: Connection[Any], network_id: int, coworker_ids: Collection[int]) -> dict[int, str | None]:
    """Return the names of coworkers, by id; those that never existed are left out."""
    found = conn.execute(_SQL.names, {"network_id": network_id, "ids": list(coworker_ids)})
    return dict(found.fetchall())
