"""The history: superseded versions of records, and the period in which each was current.

Every current row has the instant it was stored (``held_since``). When a record is replaced, the writer moves its row to
the entity's history, in the same transaction and under the record's lock, with the instant at which the new version
replaces it. So the versions of a record have neither gaps nor overlaps. The instants are from the writer's clock, and
``following`` makes them increase.
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
from teamkpi.ledger.values import NEVER
from teamkpi.wire import instant

HELD_SINCE: Final = "held_since"
HELD_UNTIL: Final = "held_until"
SINCE: Final = "_HeldSince"
UNTIL: Final = "_HeldUntil"
"""The fields of an exported version with the instants at which it was stored and replaced."""

SQL: Final = load_sql("teamkpi.ledger", "history.sql")
_MICROSECOND: Final = timedelta(microseconds=1)
_AT_ONCE: Final = 10_000
_TRAIL_NAME: Final = "History"


class Break(NamedTuple):
    """An inconsistency in the history of a record, at the version given by its record and ``held_since``."""

    entity: str
    id: int
    held_since: datetime
    problem: str


def table_of(entity: Entity) -> str:
    """Return the table of an entity's superseded versions."""
    return f"{entity.plural}_history"


def following(now: datetime, held_since: Iterable[datetime]) -> datetime:
    """Return the ``held_since`` of new versions that replace others: now, or just after the latest of those."""
    latest = max(held_since, default=None)
    return now if latest is None or latest < now else latest + _MICROSECOND


def of_entity(statement: str, entity: Entity, alias: str) -> str:
    """Return a statement with an entity's tables and columns filled in; ``{returned}`` qualifies them by ``alias``."""
    return statement.format(
        table=entity.plural,
        history=table_of(entity),
        columns=", ".join(entity.all_columns),
        returned=", ".join(f"{alias}.{column}" for column in entity.all_columns),
    )


@cache
def _statement(name: str, plural: str) -> str:
    return of_entity(getattr(SQL, name), ENTITIES[plural], "r")


def supersede(conn: Connection, network_id: int, entity: Entity, ids: str, *, until: datetime) -> None:
    """Move the current rows of records from the entity's table to its history; ``ids`` is an array literal.

    ``until`` is the ``held_since`` of the versions that replace them; see ``following``.
    """
    values = {"network_id": network_id, "ids": ids, "until": until}
    conn.execute(_statement("supersede", entity.plural), values)


def known_since(conn: Connection, network_id: int) -> datetime:
    """Return the instant from which the history of a network is complete; ``NEVER`` means always, or no network."""
    [found] = conn.execute(SQL.known_since, {"network_id": network_id}).fetchone() or [NEVER]
    return found


def prune(
    conn: Connection,
    network_id: int,
    before: datetime,
    *,
    by: tuple[Author, datetime] | None = None,
    on_deleted: Callable[[int], object] = bool,
) -> int:
    """Delete the versions that were superseded by ``before``, and return how many there were.

    Questions about ``before`` or later do not need them. The first step sets the start of the history to ``before``, so
    that a partly deleted past is never used. Deletes in steps, each in its own transaction, and can be interrupted and
    run again. ``on_deleted`` is called with the number deleted so far. With ``by``, the author and the time, the audit
    trail gets an entry, even if the deletion is interrupted.
    """
    known = known_since(conn, network_id)
    total = 0
    try:
        while count := forget(conn, network_id, before, at_once=_AT_ONCE):
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


def forget(conn: Connection, network_id: int, before: datetime, *, at_once: int) -> int:
    """Delete up to ``at_once`` versions that were superseded by ``before``, and return how many.

    Sets the start of the history to ``before`` first, unless it is later. Versions that another transaction is changing
    are skipped.
    """
    conn.execute(SQL.set_known_since, {"network_id": network_id, "known_since": before})
    total = 0
    for plural in ENTITIES:
        if total < at_once:
            values = {"network_id": network_id, "before": before, "at_once": at_once - total}
            total += conn.execute(_statement("forget", plural), values).rowcount
    return total


def verify(conn: Connection, network_id: int) -> Iterator[Break]:
    """Yield every inconsistency: gaps, overlaps, and versions that no current version follows.

    Reads one snapshot of the database without blocking writers. ``conn`` must not be in a transaction.
    """
    with snapshot(conn):
        yield from breaks(conn, network_id)


def breaks(conn: Connection, network_id: int) -> Iterator[Break]:
    """Do the same as ``verify`` in the current transaction."""
    for plural in ENTITIES:
        for found in conn.execute(_statement("breaks", plural), {"network_id": network_id}):
            yield Break(plural, *found)


def is_empty_query(network_id: int, plural: str) -> tuple[str, dict[str, int]]:
    """Return the statement that checks whether a network has no versions of an entity, and its parameters."""
    return _statement("is_empty", plural), {"network_id": network_id}
