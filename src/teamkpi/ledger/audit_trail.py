"""The audit trail: one row for each version of a record that an author stored.

A row is written in the transaction of its version, while the record is locked. So every row has a change, every change
with an author has a row, and the rows of a record are in the order of its versions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from typing import Any, Final, NamedTuple, TypeAlias

from psycopg import Connection

from teamkpi import wire
from teamkpi.db import load_sql
from teamkpi.ledger.entities import Entity, Field
from teamkpi.ledger.rows import ID as ID_PLACE
from teamkpi.ledger.rows import IS_DELETED, UPDATED_ON, Row, to_record
from teamkpi.ledger.values import FIELD_NAME, ID, INSTANT, NUMBER, TEXT, enum
from teamkpi.wire import encode

_SQL = load_sql("teamkpi.ledger", "audit_trail.sql")
_PRUNED_AT_ONCE: Final = 10_000
TRAIL: Final = "AuditTrailEntry"
# The record and its version have columns of their own.
_NOT_A_CHANGE: Final = {"Id", "UpdatedOn", "_deleted"}


Changes: TypeAlias = dict[str, tuple[Any, Any]]
"""The old and the new value of each field, by name, in wire format."""


class AuditType(IntEnum):
    """The kind of change, by its number on the wire."""

    CREATE = 1
    UPDATE = 2
    DELETE = 3


ENTRY: Final = Entity(
    "audittrailentries",
    TRAIL,
    "sys",
    (
        Field("EntityShortName", TEXT, required=True),
        Field("EntityId", NUMBER, required=True),
        Field("AuditType", enum("audit type", {one.name.capitalize(): one for one in AuditType}), required=True),
        Field("ActionBy", TEXT, required=True),
        Field("Door", TEXT, required=True),
        Field("Address", TEXT),
        Field("AccountId", ID),
        Field("KeyId", ID),
        Field("RequestId", TEXT),
        Field("Version", INSTANT, required=True),
        Field("PropertyName", FIELD_NAME),
    ),
    latest_first="Id",
)
"""A row of the trail as the back office lists it. It is not a ledger entity, because only the program writes it."""


@dataclass(frozen=True, slots=True)
class Author:
    """The author of a change and where it came from; without credentials.

    ``name`` is the account's e-mail or the key's name. ``channel`` is the part of the program it came through, like
    "backoffice", "portal" or "cli"; ``address`` is the IP address it came from, if known.
    """

    name: str
    channel: str
    address: str | None = None
    account_id: int | None = None
    key_id: int | None = None
    request_id: str | None = None


class Stored(NamedTuple):
    """Versions of an entity's records that one author stored: the previous row, if any, and the new one."""

    author: Author
    entity: Entity
    versions: Sequence[tuple[tuple[Any, ...] | None, Row]]


def note(conn: Connection, network_id: int, stored: Iterable[Stored], *, now: datetime) -> None:
    """Write a row for each version.

    To be called in the transaction that stores the versions, while their records are locked.
    """
    entries = [
        _entry(
            author,
            entity.name,
            row[ID_PLACE],
            _audit_type(before, row),
            row[UPDATED_ON],
            changed_fields(entity, before, row),
        )
        for author, entity, versions in stored
        for before, row in versions
    ]
    _insert(conn, network_id, entries, now)


def note_change(
    conn: Connection,
    network_id: int,
    author: Author,
    entity: str,
    record_id: int,
    *,
    audit_type: AuditType,
    changes: Changes,
    now: datetime,
) -> None:
    """Write a row about something other than a ledger record, such as an account, in the transaction of its change."""
    _insert(conn, network_id, [_entry(author, entity, record_id, audit_type, now, changes)], now)


def prune(
    conn: Connection,
    network_id: int,
    before: datetime,
    *,
    author: Author,
    now: datetime,
    on_deleted: Callable[[int], object] = bool,
) -> int:
    """Delete a network's rows written before an instant, and return how many there were.

    Each transaction deletes a few thousand, so that no one waits for long; ``on_deleted`` is called with the number
    deleted so far. One new row records the deletion.
    """
    count = 0
    while deleted := forget(conn, network_id, before, at_once=_PRUNED_AT_ONCE):
        count += deleted
        on_deleted(count)
    if count:
        changes: Changes = {"Before": (None, wire.instant(before)), "Entries": (count, None)}
        note_change(conn, network_id, author, TRAIL, 0, audit_type=AuditType.DELETE, changes=changes, now=now)
    return count


def forget(conn: Connection, network_id: int, before: datetime, *, at_once: int) -> int:
    """Delete up to ``at_once`` of a network's rows written before an instant, the oldest; return how many.

    Rows that another transaction is changing are skipped.
    """
    return conn.execute(_SQL.prune, {"network_id": network_id, "before": before, "at_once": at_once}).rowcount


def changed_fields(entity: Entity, before: tuple[Any, ...] | None, after: Row) -> Changes:
    """Return the old and the new value of each field that differs, by name, in wire format.

    A record that does not exist or was deleted counts as all nulls.
    """
    old = {} if before is None else to_record(entity, before)
    new = to_record(entity, after)
    marks = {one.name for one in entity.marks}
    names = [name for name in (new if len(new) >= len(old) else old) if name not in _NOT_A_CHANGE | marks]
    return {name: (old.get(name), new.get(name)) for name in names if old.get(name) != new.get(name)}


def _audit_type(before: tuple[Any, ...] | None, after: Row) -> AuditType:
    if after[IS_DELETED]:
        return AuditType.DELETE
    return AuditType.CREATE if before is None or before[IS_DELETED] else AuditType.UPDATE


def _entry(  # noqa: PLR0917
    author: Author, entity: str, record_id: int, audit_type: AuditType, version: datetime, changes: Changes
) -> dict[str, Any]:
    return {
        "action_by": author.name,
        "door": author.channel,
        "address": author.address,
        "account_id": author.account_id,
        "key_id": author.key_id,
        "request_id": author.request_id,
        "entity": entity,
        "record_id": record_id,
        "audit_type": int(audit_type),
        "version": version,
        "changes": changes,
    }


def _insert(conn: Connection, network_id: int, entries: Sequence[Mapping[str, Any]], now: datetime) -> None:
    values = {"network_id": network_id, "now": now, "entries": encode(entries).decode()}
    ids: list[int] = []
    while len(ids) < len(entries):
        if ids:  # another session had one of these ids; time has passed since
            conn.execute(_SQL.take_back, {"network_id": network_id, "ids": ids})
        ids = [row[0] for row in conn.execute(_SQL.insert_entries, values).fetchall()]
