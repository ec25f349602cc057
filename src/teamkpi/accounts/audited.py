"""Changes of accounts and keys in the audit trail: their rights and state, never credentials."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Final

from psycopg import Connection
from psycopg.rows import dict_row

from teamkpi import outbox
from teamkpi.accounts import security
from teamkpi.accounts.people import checked_email
from teamkpi.accounts.security import Event, Tell, unheard
from teamkpi.db import load_sql
from teamkpi.folding import folded
from teamkpi.ledger import audit_trail
from teamkpi.ledger.audit_trail import AuditType, Author, Changes
from teamkpi.ledger.values import to_wire

SQL = load_sql(__package__, "audited.sql")
ACCOUNT: Final = "Account"
API_KEY: Final = "ApiKey"
_NAMES: Final = {
    "email": "Email",
    "is_operator": "IsOperator",
    "roles": "Roles",
    "is_active": "IsActive",
    "must_reset_password": "MustResetPassword",
    "password_set_on": "PasswordSetOn",
    "second_factor_set_on": "SecondFactorSetOn",
    "coworker_ids": "CoworkerIds",
}
_WHATEVER_THE_VALUES: Final = {
    "PasswordSetOn": security.PASSWORD_CHANGED,
    "RecoveryCodes": security.RECOVERY_CODES_REPLACED,
}
# The changes that the holder of an account is notified of by mail: those of these events,
_NOTICES: Final = {
    security.PASSWORD_CHANGED.name: outbox.PASSWORD_CHANGED,
    security.SECOND_FACTOR_SET.name: outbox.SECOND_FACTOR_SET,
    security.SECOND_FACTOR_REMOVED.name: outbox.SECOND_FACTOR_REMOVED,
    security.RECOVERY_CODES_REPLACED.name: outbox.RECOVERY_CODES_REPLACED,
    security.PASSKEY_ADDED.name: outbox.PASSKEY_ADDED,
    security.PASSKEY_REMOVED.name: outbox.PASSKEY_REMOVED,
}
# and those of its connections to sign-in providers, by whether there is one after the change.
CONNECTED_PROVIDER: Final = "ConnectedProvider"
_CONNECTION_NOTICES: Final = {True: outbox.PROVIDER_CONNECTED, False: outbox.PROVIDER_DISCONNECTED}


@contextmanager
def noted(
    conn: Connection, network_id: int, email: str, author: Author, *, now: datetime, tell: Tell = unheard
) -> Iterator[Changes]:
    """Change or create an account, in one transaction with the audit trail entry that names the author.

    The block can add changes that the account's row does not show to the yielded mapping. If nothing changes, no entry
    is written. The holder's mail about a changed password or second factor is written in the same transaction.
    ``tell`` is called for each change after the transaction.
    """
    email = checked_email(email)
    further: Changes = {}
    account_id: int | None = None
    events: list[Event] = []
    with conn.transaction():
        before = _state(conn, network_id, email)
        yield further
        after = _state(conn, network_id, email)
        old, new = before or {}, after or {}
        changes = {
            name: (to_wire(old.get(column)), to_wire(new.get(column)))
            for column, name in _NAMES.items()
            if old.get(column) != new.get(column)
        } | further
        if after is not None and changes:
            kind = AuditType.UPDATE if before else AuditType.CREATE
            audit_trail.note_change(
                conn, network_id, author, ACCOUNT, after["id"], audit_type=kind, changes=changes, now=now
            )
            account_id = after["id"]
            events = list(_events_of(changes)) if before else [security.ACCOUNT_CREATED]
            for notice in _notices_of(events, changes):
                outbox.write(conn, network_id, notice, after["email"], account_id=account_id, now=now)
    for event in events:
        tell(event, network_id, account_id)


def _notices_of(events: Sequence[Event], changes: Changes) -> Iterator[outbox.Kind]:
    """Yield the mails that the holder of a changed account gets."""
    for event in events:
        if (notice := _NOTICES.get(event.name)) is not None:
            yield notice
    if CONNECTED_PROVIDER in changes:
        yield _CONNECTION_NOTICES[changes[CONNECTED_PROVIDER][1] is not None]


def _events_of(changes: Changes) -> Iterator[Event]:
    """Yield the security events for the changes of an account."""
    for name, (old, new) in changes.items():
        match name:
            case "SecondFactorSetOn":
                yield security.SECOND_FACTOR_SET if new else security.SECOND_FACTOR_REMOVED
            case "Passkey" | "Passkeys" if old is None or new is None:
                yield security.PASSKEY_ADDED if new else security.PASSKEY_REMOVED
            case "IsActive":
                yield security.ACCOUNT_RESUMED if new else security.ACCOUNT_SUSPENDED
            case "MustResetPassword" if new:
                yield security.PASSWORD_RESET_REQUIRED
            case "IsOperator":
                yield security.OPERATOR_ADDED if new else security.OPERATOR_REMOVED
            case "Roles" if "IsOperator" not in changes:
                yield security.ROLES_CHANGED
            case "CoworkerIds" if old != new:
                yield security.COWORKERS_CHANGED
            case _ if name in _WHATEVER_THE_VALUES:
                yield _WHATEVER_THE_VALUES[name]


def _state(conn: Connection, network_id: int, email: str) -> dict[str, Any] | None:
    with conn.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(SQL.account_state, {"network_id": network_id, "email_folded": folded(email)}).fetchone()
