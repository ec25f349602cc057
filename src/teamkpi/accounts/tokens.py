"""Tokens: signing in, refreshing, and recognising who shows an access token.

A token is 32 random bytes in base64url; the database holds only its SHA-256 digest, so a copy of it opens nothing.
All tokens that come of one sign-in belong to it and end with it. Whoever writes sign-ins or tokens of an account
holds the lock of its row, so two uses of one refresh token, or two sign-ins under one client id, come one after the
other.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

import msgspec
from psycopg import Connection
from psycopg.pq import TransactionStatus

from teamkpi.accounts import passwords
from teamkpi.db import load_sql
from teamkpi.errors import GrantRefused

SQL = load_sql(__package__, "tokens.sql")
_LONGEST_CLIENT_ID = 1000

# One text for each, whatever the reason: who guesses learns nothing from it.
_WRONG_CREDENTIALS = "the e-mail or the password is wrong, or the account cannot be used"
_WRONG_REFRESH_TOKEN = "the refresh token is unknown, expired, already spent, or not of this client"  # noqa: S105
# Account id, password hash and whether it may act.
_NOBODY = (0, passwords.NOBODYS_HASH, False)


class TokenPair(msgspec.Struct, frozen=True):
    """What a granted request for a token answers, under its wire names; ``expires_in`` in seconds."""

    access_token: str
    token_type: Literal["bearer"]
    expires_in: int
    refresh_token: str


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks: an account, and the ids of the active coworkers it acts for, ascending (none: an operator's)."""

    account_id: int
    email: str
    is_operator: bool
    coworker_ids: tuple[int, ...]


def token_hash(token: str) -> bytes:
    """Return the digest under which a token is stored, of any text that is shown as one."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()


def authenticate(conn: Connection[Any], network_id: int, access_token: str, *, now: datetime) -> Caller | None:
    """Return who shows the access token, or None when it is unknown, expired, ended, or of somebody suspended."""
    asked = {"network_id": network_id, "token_hash": token_hash(access_token), "now": now}
    found = conn.execute(SQL.bearer, asked).fetchone()
    if found is None:
        return None
    account_id, email, is_operator, coworker_ids = found
    return Caller(account_id, email, is_operator, tuple(coworker_ids))


def grant(
    conn: Connection[Any],
    network_id: int,
    form: Mapping[str, str],
    client_id: str | None,
    *,
    now: datetime,
    access_seconds: int,
    refresh_days: int,
) -> TokenPair:
    """Answer a request for a token: its form and its ``client_id`` header.

    Commits what the request changes, also when it is refused: a spent refresh token ends its sign-in. ``conn`` must
    not be in a transaction. A value that is empty counts as absent (RFC 6749, 3.2). ``totp`` is not read.

    Raises GrantRefused with the code ``unsupported_grant_type`` (also when there is none), ``invalid_request``,
    ``invalid_grant`` or ``must_reset_password``. Wrong password, unknown or suspended account and a customer without
    an active coworker record are not told apart, by words or by work.
    """
    if conn.info.transaction_status != TransactionStatus.IDLE:
        raise RuntimeError("grant() owns its transaction: the connection must not be in one")
    desk = _Desk(conn, network_id, now, access_seconds, refresh_days)
    match form.get("grant_type", ""):
        case "password":
            username, password = form.get("username", "").strip(), form.get("password", "")
            if not username or not password:
                raise GrantRefused("invalid_request", "username and password are required")
            return desk.sign_in(username, password, _client_id(client_id))
        case "refresh_token":
            if not form.get("refresh_token"):
                raise GrantRefused("invalid_request", "refresh_token is required")
            return desk.refresh(form["refresh_token"], _client_id(client_id))
        case _:
            raise GrantRefused(
                "unsupported_grant_type", "grant_type is password or refresh_token, in a form-encoded body"
            )


def sweep(conn: Connection[Any], network_id: int, *, now: datetime) -> None:
    """Delete the network's expired tokens, and the sign-ins that none is left of.

    Changes no answer. Each grant does so for its own account; this is for accounts that never come back. One
    transaction per account.
    """
    found = conn.execute(SQL.accounts_to_sweep, {"network_id": network_id, "now": now}).fetchall()
    for (account_id,) in found:
        account = {"network_id": network_id, "account_id": account_id, "now": now}
        with conn.transaction():
            conn.execute(SQL.lock_account_to_sweep, account)
            _delete_expired(conn, account)


class _Desk:
    """Where tokens are handed out, at one instant, in one network."""

    def __init__(
        self, conn: Connection[Any], network_id: int, now: datetime, access_seconds: int, refresh_days: int
    ) -> None:
        self.conn = conn
        self.network_id = network_id
        self.now = now
        self.access_seconds = access_seconds
        self.refresh_days = refresh_days

    def sign_in(self, username: str, password: str, client_id: str | None) -> TokenPair:
        account = None
        if _is_storable(username):
            account = self._ask(SQL.account_to_sign_in, username=username).fetchone()
        account_id, password_hash, may_act = account or _NOBODY
        # The slow part, outside any transaction: it must not hold locks.
        if not passwords.verify(password_hash, password) or not may_act:
            raise GrantRefused("invalid_grant", _WRONG_CREDENTIALS)
        new_hash = passwords.rehashed(password_hash, password)
        with self.conn.transaction():
            locked = self._ask(SQL.lock_account, account_id=account_id, client_id=client_id).fetchone()
            if locked is None:
                raise GrantRefused("invalid_grant", _WRONG_CREDENTIALS)
            client_id, current_hash, is_active, must_reset_password = locked
            # The account may have changed while the password was verified.
            is_same = current_hash == password_hash
            if not is_active or not (is_same or passwords.verify(current_hash, password)):
                raise GrantRefused("invalid_grant", _WRONG_CREDENTIALS)
            if must_reset_password:
                raise GrantRefused("must_reset_password", "the password must be changed before signing in")
            if new_hash and is_same:
                self._ask(SQL.store_new_hash, account_id=account_id, password_hash=new_hash)
            self._ask(SQL.drop_live_refresh_tokens, account_id=account_id, client_id=client_id)
            [sign_in_id] = self._ask(SQL.insert_sign_in, account_id=account_id, client_id=client_id).fetchone()
            return self._issue(account_id, sign_in_id)

    def refresh(self, refresh_token: str, client_id: str | None) -> TokenPair:
        hashed = token_hash(refresh_token)
        pair = None
        with self.conn.transaction():
            owner = self._ask(SQL.account_of_refresh_token, token_hash=hashed).fetchone()
            locked = owner and self._ask(SQL.lock_account, account_id=owner[0], client_id=client_id).fetchone()
            if locked:
                pair = self._spend(owner[0], hashed, client_id and locked[0])
        # Only now, so that the end of a sign-in is committed.
        if pair is None:
            raise GrantRefused("invalid_grant", _WRONG_REFRESH_TOKEN)
        return pair

    def _spend(self, account_id: int, hashed: bytes, client_id: str | None) -> TokenPair | None:
        """Turn a refresh token of a locked account into a new pair, or return None."""
        held = self._ask(SQL.refresh_token, token_hash=hashed).fetchone()
        if held is None:
            return None
        sign_in_id, own_client_id, is_spent, may_act = held
        if is_spent:
            # There are two who hold it, and which of them is the thief cannot be told.
            self._ask(SQL.end_sign_in, sign_in_id=sign_in_id)
            return None
        if client_id not in (None, own_client_id) or not may_act:
            return None
        self._ask(SQL.spend, token_hash=hashed)
        return self._issue(account_id, sign_in_id)

    def _issue(self, account_id: int, sign_in_id: int) -> TokenPair:
        """Make a pair of tokens for a sign-in of a locked account."""
        access_token, refresh_token = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
        self._ask(
            SQL.insert_tokens,
            account_id=account_id,
            sign_in_id=sign_in_id,
            access_hash=token_hash(access_token),
            access_expires_on=self.now + timedelta(seconds=self.access_seconds),
            refresh_hash=token_hash(refresh_token),
            refresh_expires_on=self.now + timedelta(days=self.refresh_days),
        )
        _delete_expired(self.conn, {"network_id": self.network_id, "account_id": account_id, "now": self.now})
        return TokenPair(access_token, "bearer", self.access_seconds, refresh_token)

    def _ask(self, statement: str, **values: Any) -> Any:
        return self.conn.execute(statement, {"network_id": self.network_id, "now": self.now, **values})


def _delete_expired(conn: Connection[Any], account: Mapping[str, Any]) -> None:
    """Delete what has expired of a locked account."""
    conn.execute(SQL.delete_expired_access_tokens, account)
    conn.execute(SQL.delete_expired_refresh_tokens, account)
    conn.execute(SQL.delete_dead_sign_ins, account)


def _client_id(header: str | None) -> str | None:
    """Return the client id that was sent, or None."""
    client_id = (header or "").strip()
    if len(client_id) > _LONGEST_CLIENT_ID or not _is_storable(client_id):
        raise GrantRefused("invalid_request", f"client_id is text of at most {_LONGEST_CLIENT_ID} characters")
    return client_id or None


def _is_storable(text: str) -> bool:
    """Tell whether PostgreSQL can hold the text: no U+0000 and no lone surrogates."""
    return "\x00" not in text and not any("\ud800" <= letter <= "\udfff" for letter in text)
