"""Tokens: signing in, refreshing, and signing out. ``teamkpi.api.callers.checks`` recognises them.

A token is 32 random bytes in base64url; the database holds only its SHA-256 digest, so a copy of it opens nothing. All
tokens issued for a sign-in belong to it and end with it. Every writer of an account's sign-ins or tokens holds the lock
of its row, so two uses of one refresh token, or two sign-ins under one client id, happen one after the other.

A refresh spends *every* refresh token of its sign-in. For a few seconds after that, each of them still gives another
pair, for a client whose answer was lost and for two tabs that refresh at once. After those seconds a spent token ends
the sign-in. So two parties can hold tokens of one sign-in side by side only until one of them refreshes again: the
other's next refresh comes too late, and ends the sign-in for both.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal, NamedTuple

import msgspec
from psycopg import Connection

from teamkpi.accounts import guesses, links, passkeys, security, team_views
from teamkpi.accounts.credentials import Claim, Safeguards, proved, require_no_transaction
from teamkpi.accounts.digests import digest_of
from teamkpi.accounts.people import is_storable
from teamkpi.accounts.security import Tell, unheard
from teamkpi.db import load_sql
from teamkpi.errors import GrantRefused
from teamkpi.folding import folded

SQL = load_sql(__package__, "tokens.sql")
_LONGEST_CLIENT_ID = 1000

# One text, whatever the reason: who guesses learns nothing from it.
_WRONG_REFRESH_TOKEN = "the refresh token is unknown, expired, already used, or was issued to another client"  # noqa: S105


class TokenPair(msgspec.Struct, frozen=True):
    """The response to a granted token request, under its wire names; ``expires_in`` in seconds."""

    access_token: str
    token_type: Literal["bearer"]
    expires_in: int
    refresh_token: str


def grant(
    conn: Connection,
    network_id: int,
    form: Mapping[str, str],
    client_id: str | None,
    *,
    now: datetime,
    access_seconds: int,
    refresh_days: int,
    reuse_seconds: int,
    address: str | None = None,
    safeguards: Safeguards | None = None,
    tell: Tell = unheard,
) -> TokenPair:
    """Answer a request for a token: its form and its ``client_id`` header, sent from an IP address.

    Commits what the request changes, also when it is refused: a refresh token that was spent more than
    ``reuse_seconds`` ago ends its sign-in, and a failure is counted. ``conn`` must not be in a transaction. A value
    that is empty counts as absent (RFC 6749, 3.2).

    Raises GrantRefused with the code ``unsupported_grant_type`` (also when there is none), ``invalid_request``, or one
    that ``credentials.proved`` gives; and TooManyGuesses. Wrong password or code, unknown or suspended account and a
    customer without an active coworker record are not told apart by words, nor by work as far as the password goes.
    """
    require_no_transaction(conn)
    desk = _Desk(conn, network_id, now, access_seconds, refresh_days, reuse_seconds, tell)
    match form.get("grant_type", ""):
        case "password":
            username, password = form.get("username", "").strip(), form.get("password", "")
            if not username or not password:
                raise GrantRefused("invalid_request", "username and password are required")
            claim = Claim(username, password, form.get("totp", ""), address)
            return desk.sign_in(claim, _client_id(client_id), safeguards or Safeguards())
        case "refresh_token":
            if not form.get("refresh_token"):
                raise GrantRefused("invalid_request", "refresh_token is required")
            return desk.refresh(form["refresh_token"], _client_id(client_id))
        case _:
            raise GrantRefused(
                "unsupported_grant_type", "grant_type must be password or refresh_token, in a form-encoded body"
            )


def revoke(conn: Connection, network_id: int, token: str, *, now: datetime, tell: Tell = unheard) -> None:
    """Sign out: end the whole sign-in that an access or refresh token belongs to, starting with the next request.

    An unknown or expired token changes nothing and gets the same response (RFC 7009, 2.2).
    """
    asked = {"network_id": network_id, "token_hash": digest_of(token), "now": now}
    found = conn.execute(SQL.sign_in_of_token, asked).fetchone()
    if found is None:
        return
    account_id, sign_in_id = found
    with conn.transaction():
        conn.execute(SQL.lock_account_alone, {"network_id": network_id, "account_id": account_id})
        conn.execute(SQL.end_sign_in, {"network_id": network_id, "sign_in_id": sign_in_id})
    tell(security.TOKEN_REVOKED, network_id, account_id)


def sweep(conn: Connection, network_id: int, *, now: datetime) -> None:
    """Delete the network's expired tokens, cookies and links, sign-ins without any left, and counts of old guesses.

    Changes no answer. Each grant does so for its own account; this is for accounts that never come back. One
    transaction per account.
    """
    found = conn.execute(SQL.accounts_to_sweep, {"network_id": network_id, "now": now}).fetchall()
    for (account_id,) in found:
        account = {"network_id": network_id, "account_id": account_id, "now": now}
        with conn.transaction():
            conn.execute(SQL.lock_account_alone, account)
            delete_expired(conn, account)
    guesses.sweep(conn, network_id, now=now)
    links.delete_expired(conn, network_id, now=now)
    passkeys.sweep(conn, network_id, now=now)
    team_views.delete_expired(conn, network_id, now=now)
    conn.execute(SQL.delete_expired_attempts, {"network_id": network_id, "now": now})


def forget_spent_tokens(conn: Connection, network_id: int, before: datetime, *, at_once: int) -> int:
    """Delete up to ``at_once`` refresh tokens that were used before an instant; return how many.

    Afterwards they are unknown tokens, which are refused but do not end their sign-in.
    """
    values = {"network_id": network_id, "before": before, "at_once": at_once}
    return conn.execute(SQL.forget_spent_tokens, values).rowcount


class _Reused(NamedTuple):
    """A refresh token of this account was used again too late, which has ended its sign-in."""

    account_id: int


@dataclass(frozen=True, slots=True)
class _Desk:
    """Where tokens are handed out, at one instant, in one network."""

    conn: Connection
    network_id: int
    now: datetime
    access_seconds: int
    refresh_days: int
    reuse_seconds: int
    tell: Tell

    def sign_in(self, claim: Claim, client_id: str | None, safeguards: Safeguards) -> TokenPair:
        with proved(
            self.conn, self.network_id, claim, safeguards, now=self.now, to_sign_in=True, tell=self.tell
        ) as account_id:
            [client_id] = self._lock(account_id, client_id)
            self._ask(SQL.drop_live_refresh_tokens, account_id=account_id, client_id=client_id)
            [sign_in_id] = self._ask(SQL.insert_sign_in, account_id=account_id, client_id=client_id).fetchone()
            pair = self._issue(account_id, sign_in_id)
        self.tell(security.SIGN_IN, self.network_id, account_id)
        return pair

    def refresh(self, refresh_token: str, client_id: str | None) -> TokenPair:
        hashed = digest_of(refresh_token)
        pair: TokenPair | _Reused | None = None
        with self.conn.transaction():
            owner = self._ask(SQL.account_of_refresh_token, token_hash=hashed).fetchone()
            locked = owner and self._lock(owner[0], client_id)
            if locked:
                pair = self._spend(owner[0], hashed, client_id and locked[0])
        # Only now, so that the end of a sign-in is committed.
        if pair is None or isinstance(pair, _Reused):
            if pair is not None:
                self.tell(security.REFRESH_TOKEN_REUSED, self.network_id, pair.account_id)
            raise GrantRefused("invalid_grant", _WRONG_REFRESH_TOKEN)
        return pair

    def _spend(self, account_id: int, hashed: bytes, client_id: str | None) -> TokenPair | _Reused | None:
        """Turn a refresh token of a locked account into a new pair; return None, or that it is reused, otherwise."""
        reusable_since = self.now - timedelta(seconds=self.reuse_seconds)
        held = self._ask(SQL.refresh_token, token_hash=hashed, reusable_since=reusable_since).fetchone()
        if held is None:
            return None
        sign_in_id, own_client_id, is_spent, is_reusable, may_act = held
        is_same_client = client_id in (None, own_client_id)
        if is_spent and not (is_reusable and is_same_client):
            # Two parties have the token, and it is unknown which of them is the thief.
            self._ask(SQL.end_sign_in, sign_in_id=sign_in_id)
            return _Reused(account_id)
        if not is_same_client or not may_act:
            return None
        if not is_spent:
            self._ask(SQL.spend, sign_in_id=sign_in_id)
        return self._issue(account_id, sign_in_id)

    def _issue(self, account_id: int, sign_in_id: int) -> TokenPair:
        """Make a pair of tokens for a sign-in of a locked account."""
        access_token, refresh_token = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
        self._ask(
            SQL.insert_tokens,
            account_id=account_id,
            sign_in_id=sign_in_id,
            access_hash=digest_of(access_token),
            access_expires_on=self.now + timedelta(seconds=self.access_seconds),
            refresh_hash=digest_of(refresh_token),
            refresh_expires_on=self.now + timedelta(days=self.refresh_days),
        )
        delete_expired(self.conn, {"network_id": self.network_id, "account_id": account_id, "now": self.now})
        return TokenPair(access_token, "bearer", self.access_seconds, refresh_token)

    def _lock(self, account_id: int, client_id: str | None) -> Any:
        """Lock an account, and return a row of the client id that counts; None when it is not there any more."""
        of_client = {"client_id": client_id, "client_id_folded": client_id and folded(client_id)}
        return self._ask(SQL.lock_account, account_id=account_id, **of_client).fetchone()

    def _ask(self, statement: str, **values: Any) -> Any:
        return self.conn.execute(statement, {"network_id": self.network_id, "now": self.now, **values})


def delete_expired(conn: Connection, account: Mapping[str, Any]) -> None:
    """Delete the tokens and cookies of a locked account that have expired, and the sign-ins that none is left of."""
    conn.execute(SQL.delete_expired_access_tokens, account)
    conn.execute(SQL.delete_expired_refresh_tokens, account)
    conn.execute(SQL.delete_expired_browser_sessions, account)
    conn.execute(SQL.delete_dead_sign_ins, account)


def _client_id(header: str | None) -> str | None:
    """Return the client id that was sent, or None."""
    client_id = (header or "").strip()
    if len(client_id) > _LONGEST_CLIENT_ID or not is_storable(client_id):
        raise GrantRefused("invalid_request", f"client_id must be text of at most {_LONGEST_CLIENT_ID} characters")
    return client_id or None
