"""Sign-ins from browsers: a cookie identifies the sign-in, and access tokens are issued for it.

The cookie is a token like the others: 32 random bytes, of which the database stores the digest. It does not rotate,
since all tabs of a browser send the same one at the same time. It is valid for a fixed number of days after the
sign-in, and ends with it.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final, Literal

import msgspec
from psycopg import Connection

from teamkpi.accounts import guesses, passkeys, security
from teamkpi.accounts.credentials import Claim, Safeguards, proved, reported, require_no_transaction
from teamkpi.accounts.digests import digest_of
from teamkpi.accounts.guesses import told_of_waits
from teamkpi.accounts.security import Tell, unheard
from teamkpi.accounts.tokens import SQL as TOKENS
from teamkpi.accounts.tokens import delete_expired
from teamkpi.db import load_sql
from teamkpi.errors import GrantRefused, NotAuthenticated, PasskeyRefused

SQL = load_sql(__package__, "browser_sessions.sql")
LONGEST_ACCESS_SECONDS: Final = 900
"""A page asks for another token whenever it likes, so one that is stolen from it need not hold longer."""
_CLIENT_ID: Final = "teamkpi.dashboard"


class AccessToken(msgspec.Struct, frozen=True):
    """The access token for a page, under its wire names; ``expires_in`` in seconds."""

    access_token: str
    token_type: Literal["bearer"]
    expires_in: int


def begin(
    conn: Connection,
    network_id: int,
    form: Mapping[str, str],
    *,
    now: datetime,
    access_seconds: int,
    session_days: int,
    address: str | None = None,
    passkey: passkeys.Shown | None = None,
    safeguards: Safeguards | None = None,
    tell: Tell = unheard,
) -> tuple[str, AccessToken]:
    """Sign in with ``username``, ``password`` and ``totp`` of a form; return the cookie and an access token.

    A passkey can take the place of the code.

    ``conn`` must not be in a transaction. Raises what ``tokens.grant`` does.
    """
    username, password = form.get("username", "").strip(), form.get("password", "")
    if not username or not password:
        raise GrantRefused("invalid_request", "username and password are required")
    claim = Claim(username, password, form.get("totp", ""), address, passkey)
    with proved(conn, network_id, claim, safeguards or Safeguards(), now=now, to_sign_in=True, tell=tell) as account_id:
        begun = _begin(conn, network_id, account_id, now=now, access_seconds=access_seconds, session_days=session_days)
    tell(security.SIGN_IN, network_id, account_id)
    return begun


def begin_with_passkey(
    conn: Connection,
    network_id: int,
    shown: passkeys.Shown,
    *,
    now: datetime,
    access_seconds: int,
    session_days: int,
    address: str | None = None,
    safeguards: Safeguards | None = None,
    tell: Tell = unheard,
) -> tuple[str, AccessToken]:
    """Sign in with a passkey alone; return the cookie and an access token.

    ``conn`` must not be in a transaction. Failures count for the IP address, not for the account: a signature cannot
    be guessed, and what names a passkey is no secret. Raises TooManyGuesses, and GrantRefused: with ``invalid_grant``,
    or with ``must_reset_password`` if the password must be changed first.
    """
    require_no_transaction(conn)
    safeguards = safeguards or Safeguards()
    answer = passkeys.take(conn, network_id, shown, now=now)
    known = passkeys.find(conn, network_id, answer)
    account_id, email = (known.account_id, known.email) if known else (None, "")
    with told_of_waits(network_id, tell, account_id):
        attempt = guesses.reserve(
            conn,
            network_id,
            email,
            address,
            replace(safeguards.limits, per_account=0),
            account_id=account_id,
            pepper=safeguards.seal.pepper,
            now=now,
        )
    with reported(conn, network_id, account_id, attempt, tell, now=now, reason="account"), conn.transaction():
        _prove_by_passkey(conn, network_id, answer, account_id, now=now)
        begun = _begin(
            conn, network_id, account_id or 0, now=now, access_seconds=access_seconds, session_days=session_days
        )
        guesses.succeed(conn, attempt, account_id or 0, now=now)
    tell(security.SIGN_IN, network_id, account_id)
    return begun


def open_session(
    conn: Connection, network_id: int, account_id: int, *, now: datetime, session_days: int
) -> tuple[str, int]:
    """Begin a sign-in of a locked account; return the cookie that identifies it, and its id.

    The caller has proved, in the same transaction, that the account may be signed in to.
    """
    values = {"network_id": network_id, "account_id": account_id, "client_id": _CLIENT_ID, "now": now}
    [sign_in_id] = conn.execute(TOKENS.insert_sign_in, values).fetchone() or (0,)
    cookie = secrets.token_urlsafe(32)
    session = {
        "network_id": network_id,
        "cookie_hash": digest_of(cookie),
        "sign_in_id": sign_in_id,
        "expires_on": now + timedelta(days=session_days),
    }
    conn.execute(SQL.insert_browser_session, session)
    return cookie, int(sign_in_id)


def renew(conn: Connection, network_id: int, cookie: str, *, now: datetime, access_seconds: int) -> AccessToken:
    """Return a new access token for the sign-in that a cookie identifies.

    Raises NotAuthenticated if the sign-in is unknown, expired or ended, or the account is suspended.
    """
    asked = {"network_id": network_id, "cookie_hash": digest_of(cookie), "now": now}
    with conn.transaction():
        owner = conn.execute(SQL.account_of_browser_session, asked).fetchone()
        if owner is None:
            raise NotAuthenticated
        [account_id] = owner
        conn.execute(TOKENS.lock_account_alone, {"network_id": network_id, "account_id": account_id})
        # It may have ended while the lock was waited for.
        sign_in_id, may_act = conn.execute(SQL.browser_session, asked).fetchone() or (0, False)
        if not may_act:
            raise NotAuthenticated
        return _issue(conn, network_id, account_id, sign_in_id, now=now, access_seconds=access_seconds)


def end(conn: Connection, network_id: int, cookie: str, *, now: datetime, tell: Tell = unheard) -> None:
    """End the sign-in that a cookie identifies, starting with the next request; ignores an unknown cookie."""
    asked = {"network_id": network_id, "cookie_hash": digest_of(cookie), "now": now}
    with conn.transaction():
        owner = conn.execute(SQL.account_of_browser_session, asked).fetchone()
        if owner is None:
            return
        conn.execute(TOKENS.lock_account_alone, {"network_id": network_id, "account_id": owner[0]})
        found = conn.execute(SQL.browser_session, asked).fetchone()
        if found is not None:
            conn.execute(TOKENS.end_sign_in, {"network_id": network_id, "sign_in_id": found[0]})
    if found is not None:
        tell(security.TOKEN_REVOKED, network_id, owner[0])


def _prove_by_passkey(
    conn: Connection, network_id: int, answer: passkeys.Answer, account_id: int | None, *, now: datetime
) -> None:
    """Lock an account that may act, and require a passkey of it; raises GrantRefused."""
    if account_id is None:
        raise PasskeyRefused("passkey")
    account = {"network_id": network_id, "account_id": account_id}
    conn.execute(TOKENS.lock_account_alone, account)
    may_act, must_reset = conn.execute(SQL.may_sign_in, account).fetchone() or (False, False)
    passkeys.check(conn, network_id, answer, account_id=account_id, as_both_factors=True, now=now)
    if not may_act:
        raise GrantRefused("invalid_grant", "the passkey is not known here, or the account cannot be used")
    if must_reset:
        raise GrantRefused("must_reset_password", "the password must be changed before signing in")


def _begin(
    conn: Connection, network_id: int, account_id: int, *, now: datetime, access_seconds: int, session_days: int
) -> tuple[str, AccessToken]:
    """Begin a sign-in of a locked account; return its cookie and an access token."""
    cookie, sign_in_id = open_session(conn, network_id, account_id, now=now, session_days=session_days)
    return cookie, _issue(conn, network_id, account_id, sign_in_id, now=now, access_seconds=access_seconds)


def _issue(
    conn: Connection, network_id: int, account_id: int, sign_in_id: int, *, now: datetime, access_seconds: int
) -> AccessToken:
    """Create an access token for a sign-in of a locked account."""
    token, seconds = secrets.token_urlsafe(32), min(access_seconds, LONGEST_ACCESS_SECONDS)
    values = {
        "network_id": network_id,
        "account_id": account_id,
        "sign_in_id": sign_in_id,
        "access_hash": digest_of(token),
        "expires_on": now + timedelta(seconds=seconds),
    }
    conn.execute(SQL.insert_access_token, values)
    delete_expired(conn, {"network_id": network_id, "account_id": account_id, "now": now})
    return AccessToken(token, "bearer", seconds)
