"""Deliveries of webhooks: from the body that was signed to the ledger, and what is kept of those that do not get there.

A delivery can come late, twice, and after a later one: its records are versions like all others. What can never be
taken is kept for an operator to see, and so is acknowledged: to send it again would help nobody. What is kept is
bounded in size, number and age.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
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
from teamkpi.wire import BOM, decode

_SQL = load_sql("teamkpi.ledger", "deliveries.sql")

MOST_RECORDS: Final = 100
"""Records of one delivery; Nexudus sends one."""
LONGEST_KEPT: Final = 65_536
"""Bytes of a body that is kept; of a longer one only the reason is."""
MOST_KEPT: Final = 1000
"""Deliveries that are kept of a network; the newest are."""
KEPT_FOR: Final = timedelta(days=30)
"""How long a delivery is kept after it came last."""

_UNREADABLE: Final = "unreadable"
_NOT_UTF8: Final = "body is not valid UTF-8"
_split = msgspec.json.Decoder(list[msgspec.Raw]).decode


def _nothing_is_missing(_entity_name: str, _is_deletion: bool) -> str | None:
    return None


class Source(NamedTuple):
    """The webhook that a delivery came to, and what it may do.

    ``bound`` is the event that the webhook was made for, ``named`` the one in the address of a webhook that was made
    for none; both may be None. ``missing`` returns what the webhook lacks for writing a record of an entity, or for
    deleting one; None: nothing.
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
    """What became of the records of a delivery: every one is one of these."""

    stored: int = 0
    unchanged: int = 0
    stale: int = 0
    ignored: int = 0
    """Not of a kind that the ledger keeps."""
    kept: int = 0
    """Could not be taken, and kept for an operator to see."""

    @property
    def received(self) -> int:
        """Number of all of them."""
        return sum(getattr(self, one.name) for one in fields(self))

    def add(self, other: Outcome) -> None:
        """Count another outcome too."""
        for one in fields(self):
            setattr(self, one.name, getattr(self, one.name) + getattr(other, one.name))


class Kept(NamedTuple):
    """A delivery that could not be taken: where it came to, why it was not taken, when it came first and last."""

    id: int
    webhook: str
    action: Action | None
    reason: str
    body_bytes: int
    received_on: datetime
    last_received_on: datetime
    times: int


class EventCount(NamedTuple):
    """What became of the records of one event that came to one webhook."""

    webhook: str
    event: str
    received: int
    stored: int
    unchanged: int
    stale: int
    ignored: int
    kept: int
    last_received_on: datetime


class _NotTakenError(Exception):
    """What came cannot be taken, now or later; the text says why, and quotes nothing of it."""


class _Refused(NamedTuple):
    """A part of a delivery that was not taken."""

    part: bytes
    reason: str


def receive(conn: Connection, source: Source, body: bytes, *, now: datetime, author: Author | None) -> Outcome:
    """Bring the records of a signed delivery into the ledger, count them, and keep what cannot be taken.

    Each record is a transaction; counts and what is kept are the last one. When this raises (the database went away),
    the delivery can come again: what was stored counts as unchanged then.
    """
    counts: defaultdict[str, Outcome] = defaultdict(Outcome)
    refused: list[_Refused] = []
    named = source.action.name if source.action else None
    try:
        parts = list(_parts(body))
    except _NotTakenError as error:
        refused.append(_Refused(body, str(error)))
        counts[named or _UNREADABLE].kept += 1
    else:
        for part in parts:
            try:
                version, outcome = _take(conn, source, part, now=now, author=author)
            except _NotTakenError as error:
                refused.append(_Refused(part, str(error)))
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
    """Take a kept delivery again, and keep it no longer when every record of it can be taken.

    It is taken with the power of whoever does this, not with the webhook's. With ``as_is`` an operator stands in for
    what a record does not say: the event in the address counts, also a deletion; and without ``UpdatedOn`` the record
    is of the instant at which it came first. Raises WebhookError when it still cannot be taken, or is not kept.
    """
    body, body_bytes, number, bound, received_on = _kept_body(conn, network_id, delivery_id, now)
    if body is None:
        raise WebhookError(f"the body of delivery {delivery_id} was too long to keep ({body_bytes:,} bytes)")
    source = Source(network_id, 0, _action(bound), None if bound is not None else _action(number))
    total = Outcome()
    try:
        for part in _parts(body):
            total.add(_take(conn, source, part, now=now, author=author, as_is=received_on if as_is else None)[1])
    except _NotTakenError as error:
        raise WebhookError(f"delivery {delivery_id} cannot be processed: {error}") from None
    conn.execute(_SQL.discard, {"network_id": network_id, "id": delivery_id})
    return total


def discard(conn: Connection, network_id: int, delivery_id: int) -> None:
    """Delete a kept delivery; raises WebhookError when it is not kept."""
    if conn.execute(_SQL.discard, {"network_id": network_id, "id": delivery_id}).fetchone() is None:
        raise WebhookError(f"there is no delivery {delivery_id}")


def discard_all(conn: Connection, network_id: int) -> int:
    """Delete every kept delivery of a network, and return how many there were."""
    return conn.execute(_SQL.discard_all, {"network_id": network_id}).rowcount


def kept(conn: Connection, network_id: int, *, now: datetime) -> list[Kept]:
    """Return what is kept of a network, the newest first; what is too old is deleted."""
    _forget(conn, network_id, now)
    values = {"network_id": network_id, "since": now - KEPT_FOR}
    return [
        Kept(id_, webhook, _action(number), *rest)
        for id_, webhook, number, *rest in conn.execute(_SQL.kept, values).fetchall()
    ]


def kept_body(conn: Connection, network_id: int, delivery_id: int, *, now: datetime) -> bytes | None:
    """Return what came with a kept delivery, or None when it was too long; raises WebhookError when it is not kept."""
    body: bytes | None = _kept_body(conn, network_id, delivery_id, now)[0]
    return body


def event_counts(conn: Connection, network_id: int) -> list[EventCount]:
    """Return what became of everything that came to a network's webhooks."""
    return [EventCount._make(row) for row in conn.execute(_SQL.counts, {"network_id": network_id})]


def _parts(body: bytes) -> Iterator[bytes]:
    """Yield each record of a body, as it came: those of an array, or the only one."""
    bare = body.removeprefix(BOM)
    try:
        parts = [bytes(part) for part in _split(bare.decode())] if bare.lstrip()[:1] == b"[" else [body]
    except (ValueError, RecursionError):
        # It says better what is wrong; and whatever it takes is a record after all.
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
    part: bytes,
    *,
    now: datetime,
    author: Author | None,
    as_is: datetime | None = None,
) -> tuple[Version | None, Outcome]:
    """Write one record into the ledger; return what it was for it, and what became of it."""
    record = _read(part)
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
        # It would be refused the next time as well, and the sender would give up sending anything.
        raise _NotTakenError(f"{ENTITIES[version.entity].name}: refused by the database") from error
    return version, Outcome(stored=report.stored, unchanged=report.unchanged, stale=report.stale)


def _read(part: bytes) -> Any:
    try:
        return decode(part)
    except ValueError as error:
        raise _NotTakenError(f"body {error}") from None


def _note(conn: Connection, source: Source, counts: dict[str, Outcome], refused: list[_Refused], now: datetime) -> None:
    """Keep what was not taken, and count all; in one order, so that two deliveries do not wait in a circle."""
    of_webhook = {"network_id": source.network_id, "webhook_id": source.webhook_id, "now": now}
    number = source.action.number if source.action else None
    with conn.transaction():
        for digest, part, reason in sorted((_digest(number, part), part, reason) for part, reason in refused):
            body = part if len(part) <= LONGEST_KEPT else None
            values = {"action": number, "digest": digest, "body": body, "body_bytes": len(part), "reason": reason}
            conn.execute(_SQL.keep, {**of_webhook, **values})
        for event, outcome in sorted(counts.items()):
            numbers = {one.name: getattr(outcome, one.name) for one in fields(outcome)}
            conn.execute(_SQL.count, {**of_webhook, **numbers, "event": event, "received": outcome.received})
    _forget(conn, source.network_id, now)
    if refused:
        conn.execute(_SQL.forget_most, {"network_id": source.network_id, "most": MOST_KEPT})


def _forget(conn: Connection, network_id: int, now: datetime) -> None:
    conn.execute(_SQL.forget_old, {"network_id": network_id, "since": now - KEPT_FOR})


def _digest(number: int | None, part: bytes) -> bytes:
    return hashlib.sha256(f"{number}\n".encode() + part).digest()


def _kept_body(conn: Connection, network_id: int, delivery_id: int, now: datetime) -> Any:
    values = {"network_id": network_id, "id": delivery_id, "since": now - KEPT_FOR}
    found = conn.execute(_SQL.kept_body, values).fetchone()
    if found is None:
        raise WebhookError(f"there is no delivery {delivery_id}")
    return found


def _action(number: int | None) -> Action | None:
    return None if number is None else ACTIONS.get(number, UNKNOWN)
