"""Sign-ins from browsers: a cookie identifies the sign-in, and access tokens are issued for it.

The cookie is a token like the others: 32 random bytes, of which the database stores the digest. It does not rotate,
since all tabs of a browser send the same one at the same time. It is valid for a fixed number of days after the
sign-in, and ends with it.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final, Literal

import msgspec
from psycopg import Connection

from teamkpi.accounts import security
from teamkpi.accounts.credentials import Claim, Safeguards, proved
from teamkpi.accounts.digests import digest_of
from teamkpi.accounts.security import Tell, unheard
from teamkpi.accounts.tokens import SQL as TOKENS
from teamkpi.accounts.tokens import delete_expired
from teamkpi.db import load_sql
from teamkpi.errors import GrantRefused, NotAuthenticated

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
    safeguards: Safeguards | None = None,
    tell: Tell = unheard,
) -> tuple[str, AccessToken]:
    """Sign in with ``username``, ``password`` and ``totp`` of a form; return the cookie and an access token.

    ``conn`` must not be in a transaction. Raises what ``tokens.grant`` does.
    """
    username, password = form.get("username", "").strip(), form.get("password", "")
    if not username or not password:
        raise GrantRefused("invalid_request", "username and password are required")
    claim = Claim(username, password, form.get("totp", ""), address)
    with proved(conn, network_id, claim, safeguards or Safeguards(), now=now, tell=tell) as account_id:
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
        token = _issue(conn, network_id, account_id, sign_in_id, now=now, access_seconds=access_seconds)
    tell(security.SIGN_IN, network_id, account_id)
    return cookie, token


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
