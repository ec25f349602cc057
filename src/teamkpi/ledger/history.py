"""What the ledger held before: superseded versions of records, and when each was held.

Every present row says since when it is held (``held_since``). When a record is replaced, the writer moves its row to
the entity's history, in the same transaction and under the record's lock, with the instant at which the new version
takes its place. So the versions of a record follow one another without a gap, and no two are held at once. The
instants are those of the writer's clock, which ``following`` keeps from running backwards.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from functools import cache
from typing import Final, NamedTuple

from psycopg import Connection

from teamkpi.db import load_sql, snapshot
from teamkpi.ledger import audit_trail
from teamkpi.ledger.audit_trail import AuditType, Author, Changes
from teamkpi.ledger.entities import ENTITIES, Entity
from teamkpi.wire import instant

HELD_SINCE: Final = "held_since"
HELD_UNTIL: Final = "held_until"
SINCE: Final = "_HeldSince"
UNTIL: Final = "_HeldUntil"
"""The fields of an exported version that say from when and until when it was held."""

SQL: Final = load_sql("teamkpi.ledger", "history.sql")
_MICROSECOND: Final = timedelta(microseconds=1)
_AT_ONCE: Final = 10_000
_TRAIL_NAME: Final = "History"


class Break(NamedTuple):
    """A place where the history of a record is not what it should be: the version, by its record and its start."""

    entity: str
    id: int
    held_since: datetime
    problem: str


def table_of(entity: Entity) -> str:
    """Return the table of an entity's superseded versions."""
    return f"{entity.plural}_history"


def following(now: datetime, held_since: Iterable[datetime]) -> datetime:
    """Return the instant from which new versions are held that replace some: now, or just after the latest of them."""
    latest = max(held_since, default=None)
    return now if latest is None or latest < now else latest + _MICROSECOND


@cache
def _statement(name: str, plural: str) -> str:
    entity = ENTITIES[plural]
    text: str = getattr(SQL, name)
    return text.format(
        table=plural,
        history=table_of(entity),
        columns=", ".join(entity.all_columns),
        returned=", ".join(f"r.{column}" for column in entity.all_columns),
    )


def supersede(conn: Connection, network_id: int, entity: Entity, ids: str, *, until: datetime) -> None:
    """Take the present rows of records (an array literal of ids) from the entity's table into its history.

    ``until`` is the instant from which the versions are held that follow them; see ``following``.
    """
    values = {"network_id": network_id, "ids": ids, "until": until}
    conn.execute(_statement("supersede", entity.plural), values)


def known_since(conn: Connection, network_id: int) -> datetime:
    """Return the instant from which on the history of a network is complete; ``NEVER`` (the year 1) means always."""
    [instant] = conn.execute(SQL.known_since, {"network_id": network_id}).fetchone() or [None]
    if instant is None:
        raise LookupError(f"there is no network {network_id}")
    since: datetime = instant
    return since


def prune(
    conn: Connection,
    network_id: int,
    before: datetime,
    *,
    by: tuple[Author, datetime] | None = None,
    on_deleted: Callable[[int], object] = bool,
) -> int:
    """Forget the versions that no question about ``before`` or later needs, and return how many there were.

    That is every version that was superseded by then. What is known begins at ``before`` from the first step on, so
    no answer is made of what is left of an earlier time. Deletes in steps, each a transaction of its own, and can be
    interrupted and run again. ``on_deleted`` is told how many are gone so far. ``by`` says who
    deletes them and when: the audit trail gets an entry about it then, also when this is interrupted.
    """
    known = known_since(conn, network_id)
    conn.execute(SQL.set_known_since, {"network_id": network_id, "known_since": before})
    total = 0
    try:
        for plural in ENTITIES:
            values = {"network_id": network_id, "before": before, "at_once": _AT_ONCE}
            while count := conn.execute(_statement("forget", plural), values).rowcount:
                total += count
                on_deleted(total)
    finally:
        if by and (total or known < before):
            author, now = by
            # The entry is not about one record, so its id is 0.
            changes: Changes = {"Before": (None, instant(before)), "Versions": (total, None)}
            audit_trail.note_change(
                conn, network_id, author, _TRAIL_NAME, 0, audit_type=AuditType.DELETE, changes=changes, now=now
            )
    return total


def verify(conn: Connection, network_id: int) -> Iterator[Break]:
    """Yield every place where versions leave a gap, overlap, or do not end with what is held.

    Reads one moment of the database and keeps no writer waiting. ``conn`` must not be in a transaction.
    """
    with snapshot(conn):
        yield from breaks(conn, network_id)


def breaks(conn: Connection, network_id: int) -> Iterator[Break]:
    """Do what ``verify`` does, inside the present transaction."""
    for plural in ENTITIES:
        for found in conn.execute(_statement("breaks", plural), {"network_id": network_id}):
            yield Break(plural, *found)


def is_empty_query(network_id: int, plural: str) -> tuple[str, dict[str, int]]:
    """Return the statement for whether a network holds no version of an entity's records, and its parameters."""
    return _statement("is_empty", plural), {"network_id": network_id}
