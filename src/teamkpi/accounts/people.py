"""Accounts: an e-mail address, a password, and whether the holder is an operator.

An account acts for the active coworkers that it is bound to (see ``bindings``). An operator's account may act without
any; a customer's cannot sign in without one.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

import psycopg
from psycopg import Connection

from teamkpi.accounts.passwords import hash_new
from teamkpi.accounts.roles import read_roles
from teamkpi.addresses import email_address
from teamkpi.db import load_sql, next_own_id
from teamkpi.errors import AccountError, NetworkNotFound
from teamkpi.folding import folded

SQL = load_sql(__package__, "people.sql")


class Account(NamedTuple):
    """An account as shown to operators; never with its password or a hash of it."""

    id: int
    email: str
    is_operator: bool
    is_active: bool
    must_reset_password: bool
    password_set_on: datetime
    created_on: datetime
    has_second_factor: bool
    roles: list[str] | None = None
    """What an operator is limited to; None: everything, and for customers."""
    coworker_ids: list[int] = []  # noqa: RUF012  # never changed
    """The coworkers that it is bound to, ascending, whether or not they are active."""


def create(
    conn: Connection,
    network_id: int,
    email: str,
    password: str,
    *,
    operator: bool = False,
    roles: Sequence[str] = (),
    now: datetime,
) -> int:
    """Create an account and return its id; an operator's account can do everything unless it is limited to roles.

    It is bound to the coworkers that have its e-mail address now, if there are any.

    Raises AccountError if the e-mail address is invalid or already has an account in this network, the password is too
    short, too long or guessable, or roles are given for an account that is not an operator's; UnknownRole, and
    NetworkNotFound.
    """
    if roles and not operator:
        raise AccountError("only operators have roles")
    email = checked_email(email)
    row = {
        "network_id": network_id,
        "email": email,
        "email_folded": folded(email),
        "password_hash": hash_new(password, known_of(conn, network_id, email)),
        "is_operator": operator,
        "roles": read_roles(roles),
        "now": now,
    }
    with conn.transaction():
        try:
            own_id = {"id": next_own_id(conn, network_id, "account")}
            created = conn.execute(SQL.insert_account, {**row, **own_id}).fetchone()
        except psycopg.errors.ForeignKeyViolation:
            raise NetworkNotFound(f"there is no network {network_id}") from None
        if created is None:
            raise AccountError(f"{email} already has an account")
        account_id: int = created[0]
        conn.execute(SQL.bind_by_email, {"network_id": network_id, "account_id": account_id, "now": now})
    return account_id


def find(conn: Connection, network_id: int, email: str) -> tuple[int, str]:
    """Return an account's id, and its e-mail address as given when the account was created.

    Raises AccountError when there is no account.
    """
    email = checked_email(email)
    found = conn.execute(SQL.account_of_email, {"network_id": network_id, "email_folded": folded(email)}).fetchone()
    if found is None:
        raise AccountError(f"{email} has no account")
    account_id, known_email = found
    return account_id, known_email


def set_password(conn: Connection, network_id: int, email: str, password: str, *, now: datetime) -> None:
    """Set an account's password, and end all its sign-ins; raises AccountError."""
    values = {"password_hash": hash_new(password, known_of(conn, network_id, checked_email(email))), "now": now}
    _change(conn, SQL.set_password, network_id, email, ends_sign_ins=True, **values)


def require_new_password(conn: Connection, network_id: int, email: str) -> None:
    """Refuse an account's sign-ins until ``set_password``, and end those it has; raises AccountError."""
    _change(conn, SQL.require_new_password, network_id, email, ends_sign_ins=True)


def set_roles(conn: Connection, network_id: int, email: str, roles: Sequence[str]) -> None:
    """Replace an operator's roles, starting with the next request.

    Raises AccountError if there is no account or it is not an operator's, and UnknownRole.
    """
    values = {"network_id": network_id, "email_folded": folded(checked_email(email)), "roles": read_roles(roles)}
    if conn.execute(SQL.set_roles, values).fetchone() is None:
        _, known_email = find(conn, network_id, email)
        raise AccountError(f"{known_email} is not an operator, and only operators have roles")


def suspend(conn: Connection, network_id: int, email: str) -> None:
    """Suspend an account, starting with its next request; raises AccountError.

    Its tokens are kept: after ``resume``, those that have not expired are valid again. ``set_password`` ends them
    permanently.
    """
    _change(conn, SQL.set_active, network_id, email, is_active=False)


def resume(conn: Connection, network_id: int, email: str) -> None:
    """Lift a suspension; raises AccountError."""
    _change(conn, SQL.set_active, network_id, email, is_active=True)


def list_accounts(conn: Connection, network_id: int) -> list[Account]:
    """Return the accounts of a network, by e-mail."""
    return [Account._make(row) for row in conn.execute(SQL.list_accounts, {"network_id": network_id})]


def known_of(conn: Connection, network_id: int, email: str) -> list[str]:
    """Return facts about an account's holder that a password must not contain: names, company, space."""
    found = conn.execute(SQL.known_of, {"network_id": network_id, "email_folded": folded(email)}).fetchall()
    return [email, *(text for (text,) in found if text)]


def checked_email(email: str) -> str:
    """Return the address without blanks around it; who gets its mail is not for this to find out.

    Raises AccountError for what is no address.
    """
    try:
        return email_address(email)
    except ValueError:
        raise AccountError(f"{email!r} is not a valid e-mail address") from None


def is_storable(text: str) -> bool:
    """Return whether PostgreSQL can store the text: no U+0000 and no lone surrogates."""
    return "\x00" not in text and not any("\ud800" <= letter <= "\udfff" for letter in text)


def _change(
    conn: Connection, statement: str, network_id: int, email: str, *, ends_sign_ins: bool = False, **values: object
) -> None:
    email = checked_email(email)
    with conn.transaction():
        changed = conn.execute(
            statement, {"network_id": network_id, "email_folded": folded(email), **values}
        ).fetchone()
        if changed is None:
            raise AccountError(f"{email} has no account")
        if ends_sign_ins:
            conn.execute(SQL.end_sign_ins, {"network_id": network_id, "account_id": changed[0]})
