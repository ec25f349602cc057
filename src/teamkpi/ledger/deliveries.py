"""Webhook deliveries: stores the records of a signed body, and keeps the deliveries that cannot be stored.

A delivery can arrive late, twice, or out of order: its records are versions like all others. A delivery that can never
be stored is acknowledged and kept for an operator to review, because sending it again would not help. Kept deliveries
are limited in size and number here, and in age by ``teamkpi.housekeeping``.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Final, NamedTuple

import msgspec
import psycopg
from psycopg import Connection

from teamkpi.db import load_sql
from teamkpi.errors import BatchRejected, WebhookError
from teamkpi.ledger.apply import Change, apply
from teamkpi.ledger.audit_trail import Author
from teamkpi.ledger.entities import ENTITIES
from teamkpi.ledger.events import ACTIONS, UNKNOWN, Action, Version, version_of
from teamkpi.ledger.rows import FieldErrors
from teamkpi.wire import BOM, decode, has_more_values

_SQL = load_sql("teamkpi.ledger", "deliveries.sql")

MOST_RECORDS: Final = 100
"""Limit of records in one delivery; Nexudus sends one."""
LONGEST_KEPT: Final = 65_536
"""Size limit of a kept body, in bytes; of a longer one only the reason is kept."""
MOST_KEPT: Final = 1000
"""Limit of kept deliveries per network; the newest are kept."""

_UNREADABLE: Final = "unreadable"
_NOT_UTF8: Final = "body is not valid UTF-8"
_MOST_VALUES: Final = 20_000
"""Of one record: reading more would keep all requests of the process waiting."""
_split = msgspec.json.Decoder(list[msgspec.Raw]).decode


def _nothing_is_missing(_entity_name: str, _is_deletion: bool) -> str | None:
    return None


class Source(NamedTuple):
    """The webhook that received a delivery, and its permissions.

    ``bound`` is the event that the webhook was created for. For a webhook without one, ``named`` is the event in its
    address. Both may be None. ``missing`` returns the role that the webhook lacks to write or delete a record of an
    entity, or None.
    """

    network_id: int
    webhook_id: int
    bound: Action | None = None
    named: Action | None = None
    missing: Callable[[str, bool], str | None] = _nothing_is_missing

    @property
    def action(self) -> Action | None:
        """The event that the delivery is counted as."""
        return self.bound or self.named


@dataclass(slots=True)
class Outcome:
    """Counts of a delivery's records by result; each record is counted once."""

    stored: int = 0
    unchanged: int = 0
    stale: int = 0
    ignored: int = 0
    """Of a kind that the ledger does not store."""
    kept: int = 0
    """Could not be stored, and kept for an operator to review."""

    @property
    def received(self) -> int:
        """The number of all records."""
        return sum(getattr(self, one.name) for one in fields(self))

    def add(self, other: Outcome) -> None:
        """Add another outcome."""
        for one in fields(self):
            setattr(self, one.name, getattr(self, one.name) + getattr(other, one.name))


class Kept(NamedTuple):
    """A delivery that could not be stored: the webhook, the reason, and when it first and last arrived.

    ``has_body`` is False if the body was too long to keep.
    """

    id: int
    webhook: str
    action: Action | None
    reason: str
    body_bytes: int
    has_body: bool
    received_on: datetime
    last_received_on: datetime
    times: int


class EventCount(NamedTuple):
    """Counts of the records of one event at one webhook."""

    webhook: str
    event: str
    received: int
    stored: int
    unchanged: int
    stale: int
    ignored: int
    kept: int
    last_received_on: datetime
    webhook_id: int


class _NotTakenError(Exception):
    """A record can never be stored; the text gives the reason without quoting the record."""


class Part(NamedTuple):
    """One record of a delivery: its bytes and its value, or the reason why it has none."""

    content: bytes
    record: Any
    reason: str | None = None


class _Refused(NamedTuple):
    """A part of a delivery that was not stored."""

    part: bytes
    reason: str


def read(body: bytes) -> list[Part]:
    """Return the records of a delivery's body; if it cannot be divided into records, all of it as one unreadable part.

    Takes time for a large body, and needs no database.
    """
    try:
        contents = list(_parts(body))
    except _NotTakenError as error:
        return [Part(body, None, str(error))]
    return [_part(content) for content in contents]


def receive(
    conn: Connection, source: Source, parts: Sequence[Part], *, now: datetime, author: Author | None
) -> Outcome:
    """Store the records of a signed delivery, count them, and keep those that cannot be stored.

    Each record is one transaction; the counts and the kept records are the last one. If this raises because the
    database is unreachable, the delivery can be sent again: records already stored then count as unchanged.
    """
    counts: defaultdict[str, Outcome] = defaultdict(Outcome)
    refused: list[_Refused] = []
    named = source.action.name if source.action else None
    for part in parts:
        try:
            version, outcome = _take(conn, source, part, now=now, author=author)
        except _NotTakenError as error:
            refused.append(_Refused(part.content, str(error)))
            counts[named or _UNREADABLE].kept += 1
        else:
            counts[named or (ENTITIES[version.entity].name if version else UNKNOWN.name)].add(outcome)
    _note(conn, source, counts, refused, now)
    total = Outcome()
    for outcome in counts.values():
        total.add(outcome)
    return total


def replay(
    conn: Connection, network_id: int, delivery_id: int, *, as_is: bool, now: datetime, author: Author | None
) -> Outcome:
    """Process a kept delivery again, and delete it if all of its records could be stored.

    The permissions are those of the caller, not the webhook's. With ``as_is``, an operator vouches for what a record
    does not say: the event in the address is trusted, also for a deletion, and a record without ``UpdatedOn`` gets
    the instant of its first arrival. Raises WebhookError if it still cannot be stored, or does not exist.
    """
    body, body_bytes, number, bound, received_on = _kept_body(conn, network_id, delivery_id)
    if body is None:
        raise WebhookError(f"the body of delivery {delivery_id} was too long to keep ({body_bytes:,} bytes)")
    source = Source(network_id, 0, _action(bound), None if bound is not None else _action(number))
    total = Outcome()
    try:
        for part in read(body):
            total.add(_take(conn, source, part, now=now, author=author, as_is=received_on if as_is else None)[1])
    except _NotTakenError as error:
        raise WebhookError(f"delivery {delivery_id} cannot be processed: {error}") from None
    conn.execute(_SQL.discard, {"network_id": network_id, "id": delivery_id})
    return total


def discard(conn: Connection, network_id: int, delivery_id: int) -> None:
    """Delete a kept delivery; raises WebhookError when it does not exist."""
    if conn.execute(_SQL.discard, {"network_id": network_id, "id": delivery_id}).fetchone() is None:
        raise WebhookError(f"there is no delivery {delivery_id}")


def discard_all(conn: Connection, network_id: int) -> int:
    """Delete all kept deliveries of a network, and return how many there were."""
    return conn.execute(_SQL.discard_all, {"network_id": network_id}).rowcount


def kept(conn: Connection, network_id: int, *, most: int = MOST_KEPT) -> list[Kept]:
    """Return a network's kept deliveries, newest first, up to ``most``."""
    return [
        Kept(id_, webhook, _action(number), *rest)
        for id_, webhook, number, *rest in conn.execute(_SQL.kept, {"network_id": network_id, "most": most}).fetchall()
    ]


def kept_body(conn: Connection, network_id: int, delivery_id: int) -> bytes | None:
    """Return the body of a kept delivery, or None if it was too long; raises WebhookError if there is no such one."""
    body: bytes | None = _kept_body(conn, network_id, delivery_id)[0]
    return body


def count_kept(conn: Connection, network_id: int) -> int:
    """Return the number of a network's kept deliveries."""
    [count] = conn.execute(_SQL.count_kept, {"network_id": network_id}).fetchone() or (0,)
    return int(count)


def event_counts(conn: Connection, network_id: int) -> list[EventCount]:
    """Return the counts of all deliveries to a network's webhooks."""
    return [EventCount._make(row) for row in conn.execute(_SQL.counts, {"network_id": network_id})]


def _parts(body: bytes) -> Iterator[bytes]:
    """Yield each record of a body, unparsed: the elements of an array, or the single record."""
    bare = body.removeprefix(BOM)
    try:
        parts = [bytes(part) for part in _split(bare.decode())] if bare.lstrip()[:1] == b"[" else [body]
    except (ValueError, RecursionError):
        # This parser gives a better error; if it accepts the body, it is one record after all.
        _read(body)
        parts = [body]
    if not parts:
        raise _NotTakenError("body contains no record")
    if len(parts) > MOST_RECORDS:
        raise _NotTakenError(f"body contains {len(parts):,} records, more than {MOST_RECORDS}")
    yield from parts


def _take(
    conn: Connection,
    source: Source,
    part: Part,
    *,
    now: datetime,
    author: Author | None,
    as_is: datetime | None = None,
) -> tuple[Version | None, Outcome]:
    """Store one record; return the event it counts for, and its outcome."""
    if part.reason is not None:
        raise _NotTakenError(part.reason)
    record = part.record
    if not isinstance(record, dict):
        raise _NotTakenError("a record must be a JSON object")
    try:
        version = version_of(record, source.bound, source.named, as_is=as_is)
    except FieldErrors as wrong:
        raise _NotTakenError("; ".join(f"{name} {reason}" for name, reason in wrong.errors)) from None
    if version is None:
        return None, Outcome(ignored=1)
    if lacking := source.missing(ENTITIES[version.entity].name, version.is_deletion):
        raise _NotTakenError(f"the webhook lacks the role {lacking}")
    try:
        report = apply(conn, source.network_id, [Change(version.entity, version.record, 1)], now=now, author=author)
    except BatchRejected as error:
        name = ENTITIES[version.entity].name
        reasons = "; ".join(f"{one.field} {one.reason}" for one in error.report.rejected)
        raise _NotTakenError(f"{name}: {reasons}") from None
    except (psycopg.DataError, psycopg.IntegrityError) as error:
        # It would be rejected every time, and the sender would finally stop sending anything.
        raise _NotTakenError(f"{ENTITIES[version.entity].name}: refused by the database") from error
    return version, Outcome(stored=report.stored, unchanged=report.unchanged, stale=report.stale)


def _part(content: bytes) -> Part:
    try:
        return Part(content, _read(content))
    except _NotTakenError as error:
        return Part(content, None, str(error))


def _read(part: bytes) -> Any:
    if has_more_values(part, _MOST_VALUES):
        raise _NotTakenError(f"body contains more than {_MOST_VALUES:,} values, arrays and objects included")
    try:
        return decode(part)
    except ValueError as error:
        raise _NotTakenError(f"body {error}") from None


def _note(conn: Connection, source: Source, counts: dict[str, Outcome], refused: list[_Refused], now: datetime) -> None:
    """Keep what was not stored, and update the counts; in a fixed order, to avoid deadlocks."""
    of_webhook = {"network_id": source.network_id, "webhook_id": source.webhook_id, "now": now}
    number = source.action.number if source.action else None
    with conn.transaction():
        for digest, part, reason in sorted((_digest(number, part), part, reason) for part, reason in refused):
            body = part if len(part) <= LONGEST_KEPT else None
            values = {"action": number, "digest": digest, "body": body, "body_bytes": len(part), "reason": reason}
            [id_] = conn.execute(_SQL.next_id, of_webhook).fetchone() or (0,)
            conn.execute(_SQL.keep, {**of_webhook, "id": id_, **values})
        for event, outcome in sorted(counts.items()):
            numbers = {one.name: getattr(outcome, one.name) for one in fields(outcome)}
            conn.execute(_SQL.count, {**of_webhook, **numbers, "event": event, "received": outcome.received})
    if refused:
        conn.execute(_SQL.forget_most, {"network_id": source.network_id, "most": MOST_KEPT})


def forget(conn: Connection, network_id: int, before: datetime, *, at_once: int) -> int:
    """Delete up to ``at_once`` kept deliveries that last arrived before an instant; return how many.

    Those that another transaction is changing are skipped.
    """
    values = {"network_id": network_id, "before": before, "at_once": at_once}
    return conn.execute(_SQL.forget_old, values).rowcount


def _digest(number: int | None, part: bytes) -> bytes:
    return hashlib.sha256(f"{number}\n".encode() + part).digest()


def _kept_body(conn: Connection, network_id: int, delivery_id: int) -> Any:
    found = conn.execute(_SQL.kept_body, {"network_id": network_id, "id": delivery_id}).fetchone()
    if found is None:
        raise WebhookError(f"there is no delivery {delivery_id}")
    return found


def _action(number: int | None) -> Action | None:
    return None if number is None else ACTIONS.get(number, UNKNOWN)
