"""Addresses that mail came back from, as a mail provider or a script at the mail server reports them.

To such an address no alerts and no reports are mailed until the holder of the account or an operator has it tried
again. Everything else, such as a link to choose a password, is still sent, since someone has just asked for it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID

from psycopg import Connection

from teamkpi.db import load_sql
from teamkpi.folding import folded

SQL: Final = load_sql("teamkpi.outbox", "bounces.sql")
CAME_BACK: Final = "came back: the recipient's mail server refused it for good"
_MOST_SHOWN: Final = 200


class Report(NamedTuple):
    """A report that mail came back."""

    id: str
    """The same when a report is sent again."""
    emails: Sequence[str]
    message_id: UUID | None
    """The message's id in the outbox, if it was reported."""
    code: str | None
    """The status of the recipient's mail server, such as 5.1.1."""


class Bounce(NamedTuple):
    """An address that mail came back from."""

    email: str
    bounced_on: datetime
    code: str | None


def note(conn: Connection, network_id: int, report: Report, *, stopped: Sequence[str], now: datetime) -> bool:
    """Note that mail came back; False if the report was received before.

    ``stopped`` are the kinds of messages that are not sent to such an address. Nothing is kept of an address that
    neither an account nor an invitation has.
    """
    outcome = f"{CAME_BACK} ({report.code})" if report.code else CAME_BACK
    values = {"network_id": network_id, "now": now, "outcome": outcome, "code": report.code, "kinds": list(stopped)}
    values |= {"message_id": report.message_id, "digest": hashlib.sha256(report.id.encode()).digest()}
    with conn.transaction():
        if conn.execute(SQL.note_report, values).fetchone() is None:
            return False
        for email in sorted(set(report.emails)):
            of_email = {**values, "email": email, "email_folded": folded(email)}
            for statement in (SQL.note_bounce, SQL.mark_message, SQL.end_waiting):
                conn.execute(statement, of_email)
    return True


def came_back(outcome: str | None) -> bool:
    """Return whether that is the outcome of a message that came back."""
    return outcome is not None and outcome.startswith(CAME_BACK)


def clear(conn: Connection, network_id: int, email: str) -> bool:
    """Send mail to an address again; False if none came back."""
    values = {"network_id": network_id, "email_folded": folded(email)}
    return conn.execute(SQL.clear, values).fetchone() is not None


def bounced_on(conn: Connection, network_id: int, email: str) -> datetime | None:
    """Return when mail to an address came back; None if none did."""
    row = conn.execute(SQL.bounced_on, {"network_id": network_id, "email_folded": folded(email)}).fetchone()
    return row[0] if row else None


def all_bounces(conn: Connection, network_id: int) -> list[Bounce]:
    """Return the addresses that mail came back from, the latest first, at most 200."""
    rows = conn.execute(SQL.all_bounces, {"network_id": network_id, "most": _MOST_SHOWN})
    return [Bounce._make(row) for row in rows]


def sweep(conn: Connection, network_id: int, *, before: datetime) -> None:
    """Delete what is known of reports that arrived before an instant, and of addresses that are not used any more."""
    conn.execute(SQL.delete_reports, {"network_id": network_id, "before": before})
    conn.execute(SQL.delete_unused, {"network_id": network_id})
