"""The coworkers that an account acts for: those it is bound to, not those that have its e-mail address.

An account is bound when it is created (to the coworkers with its e-mail address at that time), and when an operator
binds it. A changed e-mail address in a record, another record with the same address, an import, a webhook or an
accepted invitation do not bind an account. Each request checks which of an account's coworkers are active; it acts for
those.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from psycopg import Connection

from teamkpi.accounts import security
from teamkpi.accounts.audited import ACCOUNT
from teamkpi.accounts.security import Tell, unheard
from teamkpi.db import load_sql
from teamkpi.errors import AccountError
from teamkpi.ledger import audit_trail
from teamkpi.ledger.audit_trail import AuditType, Author

_SQL = load_sql(__package__, "bindings.sql")


class BoundCoworker(NamedTuple):
    """A coworker that an account is bound to."""

    id: int
    full_name: str | None
    """None if there is no record with that id now."""
    is_active: bool
    """The account acts for it now: it is there, neither suspended nor archived."""
    other_emails: list[str]
    """The other accounts that are bound to it."""


def bind(
    conn: Connection,
    network_id: int,
    account_id: int,
    coworker_id: int,
    *,
    author: Author,
    now: datetime,
    tell: Tell = unheard,
) -> bool:
    """Let an account act for a coworker, starting with the next request; return False if it already did.

    Adds an entry to the audit trail if something changes. Runs in the transaction of ``conn``, or in its own if there
    is none; the account's row stays locked until the transaction ends. Raises AccountError if there is no such account
    or coworker in this network. A suspended or archived coworker can be bound; the account acts for it once it is
    active.
    """
    values = {"network_id": network_id, "account_id": account_id, "coworker_id": coworker_id, "now": now}
    with conn.transaction():
        before = _locked(conn, values)
        if conn.execute(_SQL.coworker_exists, values).fetchone() != (True,):
            raise AccountError(f"there is no coworker {coworker_id}")
        if coworker_id in before:
            return False
        conn.execute(_SQL.bind, values)
        _note(conn, values, before, author)
    tell(security.COWORKERS_CHANGED, network_id, account_id)
    return True


def unbind(
    conn: Connection,
    network_id: int,
    account_id: int,
    coworker_id: int,
    *,
    author: Author,
    now: datetime,
    tell: Tell = unheard,
) -> bool:
    """Stop an account from acting for a coworker, starting with the next request; return False if it did not.

    Adds an entry to the audit trail if something changes. Raises AccountError if there is no such account.
    """
    values = {"network_id": network_id, "account_id": account_id, "coworker_id": coworker_id, "now": now}
    with conn.transaction():
        before = _locked(conn, values)
        if coworker_id not in before:
            return False
        conn.execute(_SQL.unbind, values)
        _note(conn, values, before, author)
    tell(security.COWORKERS_CHANGED, network_id, account_id)
    return True


def bound_coworkers(conn: Connection, network_id: int, account_id: int) -> list[BoundCoworker]:
    """Return the coworkers that an account is bound to, by id."""
    values = {"network_id": network_id, "account_id": account_id}
    return [BoundCoworker._make(row) for row in conn.execute(_SQL.bound_coworkers, values)]


def _locked(conn: Connection, values: dict[str, Any]) -> list[int]:
    """Lock the account and return the coworkers that it is bound to."""
    if conn.execute(_SQL.lock_account, values).fetchone() is None:
        raise AccountError(f"there is no account {values['account_id']}")
    return _bound(conn, values)


def _bound(conn: Connection, values: dict[str, Any]) -> list[int]:
    [ids] = conn.execute(_SQL.bound_ids, values).fetchone() or ([],)
    return list(ids)


def _note(conn: Connection, values: dict[str, Any], before: list[int], author: Author) -> None:
    network_id, account_id, now = values["network_id"], values["account_id"], values["now"]
    changes = {"CoworkerIds": (before, _bound(conn, values))}
    audit_trail.note_change(
        conn, network_id, author, ACCOUNT, account_id, audit_type=AuditType.UPDATE, changes=changes, now=now
    )
