"""Housekeeping: deletes what has been kept as long as the settings say.

``teamkpi.mail.worker`` calls ``sweep`` for one network at a time, while it has that network's lease, so that several
processes do not do the same work. A step is one transaction of bounded size, which includes the audit trail's entry
about what it deleted: nothing is deleted without an entry, however the process ends. Rows that another transaction is
changing are skipped, so a step never waits for their locks and cannot take part in a deadlock over them.

All ages end at midnight UTC, so that a network gets at most a few entries a day.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final, NamedTuple

from psycopg import Connection

from teamkpi import accounts
from teamkpi.accounts import webhooks
from teamkpi.ledger import audit_trail, deliveries, history, readers
from teamkpi.ledger.audit_trail import AuditType, Author, Changes
from teamkpi.wire import instant

AUTHOR: Final = Author("teamkpi", channel="housekeeping")
TRAIL_NAME: Final = "Retention"
AT_ONCE: Final = 10_000
"""The limit of rows of each kind that one step deletes."""


class Retention(NamedTuple):
    """For how many days things are kept; 0 means for good. The settings of the same names describe them."""

    keep_history_days: int = 0
    keep_audit_days: int = 0
    keep_delivery_days: int = 0
    keep_sign_in_days: int = 0
    keep_spent_token_days: int = 0

    @classmethod
    def of(cls, settings: object) -> Retention:
        """Return the fields of the settings that have these names."""
        return cls(*(getattr(settings, name) for name in cls._fields))


def horizon(now: datetime, days: int) -> datetime:
    """Return the instant before which nothing is kept: a midnight UTC, at least ``days`` days ago."""
    return (now - timedelta(days=days)).replace(hour=0, minute=0, second=0, microsecond=0)


def sweep(conn: Connection, network_id: int, retention: Retention, *, now: datetime, goes_on: bool = False) -> bool:
    """Delete up to 10,000 rows of each kind that are too old; return whether there may be more of them.

    Previous secrets of webhooks go when they are not accepted any more.

    ``goes_on`` says that the previous call returned True. The history is only searched then, or when its horizon has
    moved, because it has no index by age. ``conn`` must not be in a transaction.
    """
    changes: Changes = {}
    is_full = False

    def note(name: str, count: int, before: datetime | None) -> None:
        nonlocal is_full
        is_full |= count >= AT_ONCE
        if count or before:
            changes[name] = (count, None)
        if before:
            changes[f"{name}Before"] = (None, instant(before))

    with conn.transaction():
        if days := retention.keep_history_days:
            before = horizon(now, days)
            has_moved = history.known_since(conn, network_id) < before
            if has_moved or goes_on:
                count = history.forget(conn, network_id, before, at_once=AT_ONCE)
                note("Versions", count, before if has_moved or count else None)
        for name, days, delete in (
            ("Entries", retention.keep_audit_days, audit_trail.forget),
            ("Readers", retention.keep_audit_days, readers.forget),
            ("Deliveries", retention.keep_delivery_days, deliveries.forget),
            ("SignIns", retention.keep_sign_in_days, accounts.forget_sign_ins),
            ("SpentTokens", retention.keep_spent_token_days, accounts.forget_spent_tokens),
        ):
            before = horizon(now, days)
            if days and (count := delete(conn, network_id, before, at_once=AT_ONCE)):
                note(name, count, before)
        if count := webhooks.forget_previous(conn, network_id, now=now):
            note("PreviousSecrets", count, None)
        if changes:
            audit_trail.note_change(
                conn, network_id, AUTHOR, TRAIL_NAME, 0, audit_type=AuditType.DELETE, changes=changes, now=now
            )
    return is_full
