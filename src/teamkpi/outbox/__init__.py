"""The outbox: messages that leave the system, written in the transaction that causes them.

A message is a row without text and without secrets: whom it is for, its kind, and an id that stays the same however
often it is tried. ``teamkpi.mail`` writes the text and sends it. A network without a sender has an empty outbox.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final, NamedTuple
from uuid import UUID, uuid4

from psycopg import Connection

from teamkpi.db import load_sql
from teamkpi.db.locks import Lock
from teamkpi.outbox import bounces

SQL: Final = load_sql("teamkpi.outbox", "outbox.sql")
SENT: Final = "sent"
_MOST_SHOWN: Final = 200


class Kind(NamedTuple):
    """A kind of message: its name, and how long it is worth sending."""

    name: str
    valid_for: timedelta
    is_kept: bool = True
    """Whether a message that was not sent in time is kept for a while, for operators to see."""
    stops_at_bounces: bool = False
    """Whether it is not sent to an address that mail came back from."""


PASSWORD_CHANGED: Final = Kind("password_changed", timedelta(days=1))
SECOND_FACTOR_SET: Final = Kind("second_factor_set", timedelta(days=1))
SECOND_FACTOR_REMOVED: Final = Kind("second_factor_removed", timedelta(days=1))
RECOVERY_CODES_REPLACED: Final = Kind("recovery_codes_replaced", timedelta(days=1))
PASSKEY_ADDED: Final = Kind("passkey_added", timedelta(days=1))
PASSKEY_REMOVED: Final = Kind("passkey_removed", timedelta(days=1))
SIGN_IN_ELSEWHERE: Final = Kind("sign_in_elsewhere", timedelta(days=1))
"""Written only for networks that chose so."""
PASSWORD_FORGOTTEN: Final = Kind("password_forgotten", timedelta(hours=1), is_kept=False)
"""Anybody can enter any address: whether it has an account is looked up when the message is sent."""
PROVIDER_CONFIRMATION: Final = Kind("provider_confirmation", timedelta(hours=1), is_kept=False)
"""The address is one that a provider has verified: whether it has an account is looked up when the message is sent."""
PROVIDER_CONNECTED: Final = Kind("provider_connected", timedelta(days=1))
PROVIDER_DISCONNECTED: Final = Kind("provider_disconnected", timedelta(days=1))
ACCOUNT_INVITATION: Final = Kind("account_invitation", timedelta(days=7))
TEAM_INVITATION: Final = Kind("team_invitation", timedelta(days=7))
ALERT_FIRED: Final = Kind("alert_fired", timedelta(days=1), stops_at_bounces=True)
ALERT_RESOLVED: Final = Kind("alert_resolved", timedelta(days=1), stops_at_bounces=True)
REPORT_OF_WEEK: Final = Kind("report_of_week", timedelta(days=3), stops_at_bounces=True)
REPORT_OF_MONTH: Final = Kind("report_of_month", timedelta(days=3), stops_at_bounces=True)
WEEK_ASKED_FOR: Final = Kind("week_asked_for", timedelta(hours=1))
MONTH_ASKED_FOR: Final = Kind("month_asked_for", timedelta(hours=1))
STATEMENT_ASKED_FOR: Final = Kind("statement_asked_for", timedelta(hours=1))
"""Reports that a reader has asked for now; the last one is of a month, with its statement."""

KINDS: Final = {
    kind.name: kind
    for kind in (
        PASSWORD_CHANGED,
        SECOND_FACTOR_SET,
        SECOND_FACTOR_REMOVED,
        RECOVERY_CODES_REPLACED,
        PASSKEY_ADDED,
        PASSKEY_REMOVED,
        SIGN_IN_ELSEWHERE,
        PASSWORD_FORGOTTEN,
        PROVIDER_CONFIRMATION,
        PROVIDER_CONNECTED,
        PROVIDER_DISCONNECTED,
        ACCOUNT_INVITATION,
        TEAM_INVITATION,
        ALERT_FIRED,
        ALERT_RESOLVED,
        REPORT_OF_WEEK,
        REPORT_OF_MONTH,
        WEEK_ASKED_FOR,
        MONTH_ASKED_FOR,
        STATEMENT_ASKED_FOR,
    )
}

STOPPED_AT_BOUNCES: Final = tuple(kind.name for kind in KINDS.values() if kind.stops_at_bounces)


class Sender(NamedTuple):
    """How a network presents itself in mail."""

    sender: str
    reply_to: str | None
    web_address: str
    """Where browsers reach its pages, without a slash at the end."""
    language: str
    """Of readers whose language is not known."""
    tells_sign_ins: bool = False
    """Mail the holder of an account when somebody signs in from an unknown address."""


class Reported(NamedTuple):
    """What a report is about: a team, and the first day of a period."""

    team_id: int
    first_day: date


class Message(NamedTuple):
    """A message that is to be sent."""

    id: UUID
    kind: str
    email: str
    account_id: int | None
    language: str
    written_on: datetime
    expires_on: datetime
    tries: int
    look_id: UUID | None = None
    """Of a message about alerts: the look whose events it tells."""
    link_id: int | None = None
    """Of a message with a link to choose a password: the link."""
    report_team_id: int | None = None
    """Of a report: the team."""
    report_from: date | None = None
    """Of a report: the first day of its period."""


class Listed(NamedTuple):
    """A message as operators see it."""

    id: UUID
    kind: str
    email: str
    written_on: datetime
    due_on: datetime
    expires_on: datetime
    tries: int
    outcome: str | None
    ended_on: datetime | None


def write(
    conn: Connection,
    network_id: int,
    kind: Kind,
    email: str,
    *,
    account_id: int | None = None,
    language: str | None = None,
    look_id: UUID | None = None,
    link_id: int | None = None,
    report: Reported | None = None,
    now: datetime,
) -> UUID | None:
    """Write a message in the transaction of ``conn``, and return its id; None if the network does not send mail.

    ``language`` is that of the reader; None: that of the network. ``look_id`` says which alerts it is about,
    ``link_id`` which link to choose a password, ``report`` what it reports.
    """
    message_id = uuid4()
    values = {
        "network_id": network_id,
        "id": message_id,
        "kind": kind.name,
        "is_about_sign_in": kind == SIGN_IN_ELSEWHERE,
        "email": email,
        "account_id": account_id,
        "language": language,
        "look_id": look_id,
        "link_id": link_id,
        "report_team_id": None if report is None else report.team_id,
        "report_from": None if report is None else report.first_day,
        "now": now,
        "expires_on": now + kind.valid_for,
    }
    return message_id if conn.execute(SQL.write_message, values).rowcount else None


def due(conn: Connection, network_id: int, *, most: int, now: datetime) -> list[Message]:
    """Return the messages of a network that can be tried now, oldest first, at most ``most``."""
    rows = conn.execute(SQL.due, {"network_id": network_id, "now": now, "most": most})
    return [Message._make(row) for row in rows]


def end(conn: Connection, network_id: int, message_id: UUID, outcome: str, *, was_tried: bool, now: datetime) -> None:
    """Note that a message is not tried again, and why: ``SENT``, or what stopped it."""
    values = {
        "network_id": network_id,
        "id": message_id,
        "outcome": outcome,
        "tries": int(was_tried),
        "now": now,
    }
    conn.execute(SQL.end_message, values)


def postpone(conn: Connection, network_id: int, message_id: UUID, outcome: str, *, due_on: datetime) -> None:
    """Note why a message could not be sent, and when to try again."""
    conn.execute(SQL.postpone, {"network_id": network_id, "id": message_id, "outcome": outcome, "due_on": due_on})


def set_link(conn: Connection, network_id: int, message_id: UUID, link_id: int) -> None:
    """Note which link to choose a password a message is about."""
    conn.execute(SQL.set_link, {"network_id": network_id, "id": message_id, "link_id": link_id})


def delete(conn: Connection, network_id: int, message_id: UUID) -> None:
    """Delete a message that is not needed, with the address in it."""
    conn.execute(SQL.delete_message, {"network_id": network_id, "id": message_id})


def delete_of_link(conn: Connection, network_id: int, link_id: int) -> None:
    """Delete the messages about a link that have not been sent."""
    conn.execute(SQL.delete_of_link, {"network_id": network_id, "link_id": link_id})


def retry(conn: Connection, network_id: int, message_id: UUID, *, now: datetime) -> bool:
    """Let a message be tried at once; False if it was sent, has expired or does not exist.

    If mail to its address came back, mail is sent there again.
    """
    with conn.transaction():
        found = conn.execute(SQL.retry, {"network_id": network_id, "id": message_id, "now": now}).fetchone()
        if found is None:
            return False
        bounces.clear(conn, network_id, found[0])
    return True


def listed(conn: Connection, network_id: int, *, with_sent: bool) -> list[Listed]:
    """Return the newest 200 messages of a network: those that were not sent, or all."""
    values = {"network_id": network_id, "has_sent": with_sent, "most": _MOST_SHOWN}
    return [Listed._make(row) for row in conn.execute(SQL.messages, values)]


def delete_ended(conn: Connection, network_id: int, *, before: datetime) -> int:
    """Delete the messages that ended before an instant; return how many there were."""
    return conn.execute(SQL.delete_ended, {"network_id": network_id, "before": before}).rowcount


def find_sender(conn: Connection, network_id: int) -> Sender | None:
    """Return how a network presents itself in mail; None if it sends none."""
    row = conn.execute(SQL.sender, {"network_id": network_id}).fetchone()
    return Sender._make(row) if row else None


def set_sender(conn: Connection, network_id: int, sender: Sender) -> None:
    """Set how a network presents itself in mail, which makes it send some."""
    conn.execute(SQL.set_sender, {"network_id": network_id, **sender._asdict()})


def remove_sender(conn: Connection, network_id: int) -> bool:
    """Send no more mail for a network, and delete what waits; False if it sent none."""
    return conn.execute(SQL.remove_sender, {"network_id": network_id}).fetchone() is not None


def take_lease(conn: Connection, network_id: int) -> bool:
    """Take the right to send a network's messages, for as long as the session lasts; False: another process has it."""
    row = conn.execute(SQL.lease, Lock.OUTBOX.of(network_id)).fetchone()
    return bool(row and row[0])


def give_back_lease(conn: Connection, network_id: int) -> None:
    """Let another process send a network's messages."""
    conn.execute(SQL.release, Lock.OUTBOX.of(network_id))
