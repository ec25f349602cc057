"""Passkeys (WebAuthn): a key that a device or a security key keeps, and that signs what this server asks it to.

A passkey whose holder the device has recognised (by a finger, a face or a PIN) counts as both factors, and needs no
password. After the password, it counts as the second factor, whether or not the device recognised anybody.

A passkey works only for the host that it was made for: the browser sees to it, and the signature covers host and
origin. What a browser is asked to sign is random, is known to that browser only, and can be answered once, within five
minutes.
"""

from __future__ import annotations

import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple

from psycopg import AsyncConnection, Connection

from teamkpi.accounts.digests import digest_of
from teamkpi.db import load_sql
from teamkpi.errors import AccountError, PasskeyRefused

SQL = load_sql(__package__, "passkeys.sql")
MOST: Final = 20
LONGEST_NAME: Final = 60
VALID_FOR: Final = timedelta(minutes=5)
_CHALLENGE_BYTES: Final = 32
_HANDLE_BYTES: Final = 32
_SWEPT_AT_ONCE: Final = 100
_PROVE: Final = "prove"
_REGISTER: Final = "register"


class Site(NamedTuple):
    """Where a browser is: the host that passkeys are made for, and the origins that its pages may have."""

    host: str
    origins: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """An answer as a browser sent it: JSON; what only this browser has; and the site."""

    answer: str = field(repr=False)
    browser: str = field(repr=False)
    site: Site


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer to something that this browser was asked, or None if it was not, and which will not be asked again."""

    shown: Shown
    challenge: bytes | None = field(repr=False)
    user_handle: bytes | None = None


class Passkey(NamedTuple):
    """A passkey as its holder sees it."""

    id: int
    name: str
    host: str
    """Where it works."""
    created_on: datetime
    last_used_on: datetime | None


class Known(NamedTuple):
    """A passkey that somebody wants to use, and its account."""

    id: int
    account_id: int
    email: str
    may_act: bool
    public_key: bytes
    user_handle: bytes
    sign_count: int
    host: str


def ask_for_proof(
    conn: Connection,
    network_id: int,
    browser: str,
    site: Site,
    *,
    account_id: int | None = None,
    now: datetime,
) -> dict[str, Any]:
    """Ask a browser to sign something; return the options for it as WebAuthn has them.

    With ``account_id`` only passkeys of this account are offered; otherwise those that the device has for the host.
    """
    challenge = _ask(conn, network_id, browser, _PROVE, now=now)
    held = [] if account_id is None else _credentials(conn, network_id, account_id, site.host)
    return {
        "challenge": _text(challenge),
        "timeout": _milliseconds(),
        "rpId": site.host,
        "allowCredentials": [{"type": "public-key", "id": _text(credential)} for credential, _ in held],
        "userVerification": "required" if account_id is None else "preferred",
    }


def ask_for_new(
    conn: Connection,
    network_id: int,
    account_id: int,
    *,
    email: str,
    browser: str,
    site: Site,
    space: str,
    now: datetime,
) -> dict[str, Any]:
    """Ask a browser to make a passkey for a locked account; return the options for it as WebAuthn has them.

    ``space`` is the name that the device shows. Raises AccountError if the account has too many.
    """
    everywhere = conn.execute(SQL.credentials, {"network_id": network_id, "account_id": account_id}).fetchall()
    if len(everywhere) >= MOST:
        raise AccountError(f"an account can have at most {MOST} passkeys")
    handle = everywhere[0][1] if everywhere else secrets.token_bytes(_HANDLE_BYTES)
    challenge = _ask(conn, network_id, browser, _REGISTER, handle=handle, now=now)
    return {
        "rp": {"id": site.host, "name": space},
        "user": {"id": _text(handle), "name": email, "displayName": email},
        "challenge": _text(challenge),
        # Ed25519, P-256 and RSA, which are what authenticators have.
        "pubKeyCredParams": [{"type": "public-key", "alg": alg} for alg in (-8, -7, -257)],
        "timeout": _milliseconds(),
        "excludeCredentials": [
            {"type": "public-key", "id": _text(credential)} for credential, _, host in everywhere if host == site.host
        ],
        "authenticatorSelection": {
            "residentKey": "required",
            "requireResidentKey": True,
            "userVerification": "preferred",
        },
        "attestation": "none",
    }


def take(conn: Connection, network_id: int, shown: Shown, *, now: datetime) -> Answer:
    """Return an answer with what its browser was asked, which is not to be answered again; commits that."""
    return _take(conn, network_id, shown, _PROVE, now)


def find(conn: Connection, network_id: int, answer: Answer) -> Known | None:
    """Return the passkey that an answer names, if there is one. The answer is not checked."""
    named = _read(answer.shown.answer).get("id")
    try:
        credential_id = _bytes(named) if isinstance(named, str) else b""
    except ValueError:
        return None
    row = conn.execute(SQL.by_credential, {"network_id": network_id, "credential_id": credential_id}).fetchone()
    return None if row is None else Known._make(row)


def check(
    conn: Connection,
    network_id: int,
    answer: Answer,
    *,
    account_id: int,
    as_both_factors: bool,
    now: datetime,
) -> None:
    """Require that an answer was signed by a passkey of a locked account; note its count and when it was used.

    ``as_both_factors``: there is no password, so the device must have recognised its holder, and name the account.
    Raises PasskeyRefused.
    """
    shown = answer.shown
    if answer.challenge is None:
        raise PasskeyRefused("challenge")
    known = find(conn, network_id, answer)
    if known is None or known.account_id != account_id or known.host != shown.site.host:
        raise PasskeyRefused("passkey")
    sent = _read(shown.answer)
    count, is_recognised = _verified(sent, answer.challenge, shown.site, known.public_key)
    if as_both_factors:
        if not is_recognised:
            raise PasskeyRefused("user_verification")
        if _handle_of(sent) != known.user_handle:
            raise PasskeyRefused("passkey")
    used = {"network_id": network_id, "id": known.id, "sign_count": count, "now": now}
    if conn.execute(SQL.used, used).fetchone() is None:
        raise PasskeyRefused("sign_count")


class New(NamedTuple):
    """A passkey that a browser has made, as it was asked to."""

    credential_id: bytes
    public_key: bytes
    user_handle: bytes
    sign_count: int
    host: str


def take_new(conn: Connection, network_id: int, shown: Shown, *, now: datetime) -> New:
    """Return the passkey that a browser has made, as it was asked to, for which it is not asked again; commits that.

    Raises AccountError.
    """
    asked = _take(conn, network_id, shown, _REGISTER, now)
    if asked.challenge is None or asked.user_handle is None:
        raise AccountError("was not asked for, or too long ago; try again")
    made = _registered(_read(shown.answer), asked.challenge, shown.site)
    return New(made.credential_id, made.credential_public_key, asked.user_handle, made.sign_count, shown.site.host)


def add(conn: Connection, network_id: int, account_id: int, made: New, name: str, *, now: datetime) -> int:
    """Store a passkey of a locked account, and return its id; raises AccountError if some account has it already."""
    [passkey_id] = conn.execute(SQL.next_id, {"network_id": network_id}).fetchone() or (0,)
    values = {
        "network_id": network_id,
        "id": passkey_id,
        "account_id": account_id,
        "credential_id": made.credential_id,
        "public_key": made.public_key,
        "user_handle": made.user_handle,
        "sign_count": made.sign_count,
        "rp_id": made.host,
        "name": named(name),
        "now": now,
    }
    if conn.execute(SQL.store, values).fetchone() is None:
        raise AccountError("is known already")
    return int(passkey_id)


def rename(conn: Connection, network_id: int, account_id: int, passkey_id: int, name: str) -> bool:
    """Give a passkey of an account another name; return False if it has that name, or there is none. AccountError."""
    values = {"network_id": network_id, "account_id": account_id, "id": passkey_id, "name": named(name)}
    return conn.execute(SQL.rename, values).fetchone() is not None


def remove(conn: Connection, network_id: int, account_id: int, passkey_id: int) -> bool:
    """Remove a passkey of an account; return whether there was one."""
    values = {"network_id": network_id, "account_id": account_id, "id": passkey_id}
    return conn.execute(SQL.remove, values).fetchone() is not None


def remove_all(conn: Connection, network_id: int, account_id: int) -> int:
    """Remove all passkeys of an account; return how many it had."""
    return conn.execute(SQL.remove_all, {"network_id": network_id, "account_id": account_id}).rowcount


async def of_account(conn: AsyncConnection, network_id: int, account_id: int) -> list[Passkey]:
    """Return the passkeys of an account, the oldest first."""
    asked = {"network_id": network_id, "account_id": account_id}
    return [Passkey._make(row) for row in await (await conn.execute(SQL.of_account, asked)).fetchall()]


def sweep(conn: Connection, network_id: int, *, now: datetime) -> None:
    """Delete what browsers were asked and did not answer in time."""
    conn.execute(SQL.delete_expired, {"network_id": network_id, "now": now, "at_once": _SWEPT_AT_ONCE})


def named(name: str) -> str:
    """Return a passkey's name without blanks around it; raises AccountError."""
    name = name.strip()
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise AccountError(f"must be a name of at most {LONGEST_NAME} characters in one line")
    return name


def _ask(
    conn: Connection, network_id: int, browser: str, purpose: str, *, handle: bytes | None = None, now: datetime
) -> bytes:
    challenge = secrets.token_bytes(_CHALLENGE_BYTES)
    values = {
        "network_id": network_id,
        "browser_hash": digest_of(browser),
        "purpose": purpose,
        "challenge": challenge,
        "user_handle": handle,
        "expires_on": now + VALID_FOR,
    }
    with conn.transaction():
        conn.execute(SQL.ask, values)
        sweep(conn, network_id, now=now)
    return challenge


def _take(conn: Connection, network_id: int, shown: Shown, purpose: str, now: datetime) -> Answer:
    asked = {"network_id": network_id, "browser_hash": digest_of(shown.browser), "purpose": purpose}
    challenge, handle, expires_on = conn.execute(SQL.take, asked).fetchone() or (None, None, now)
    return Answer(shown, challenge if expires_on > now else None, handle)


def _credentials(conn: Connection, network_id: int, account_id: int, host: str) -> list[tuple[bytes, bytes]]:
    rows = conn.execute(SQL.credentials, {"network_id": network_id, "account_id": account_id}).fetchall()
    return [(credential, handle) for credential, handle, where in rows if where == host]


def _verified(sent: dict[str, Any], challenge: bytes, site: Site, public_key: bytes) -> tuple[int, bool]:
    """Return the count of an answer, and whether the device recognised its holder; raises PasskeyRefused."""
    from webauthn import verify_authentication_response  # noqa: PLC0415 - slow to load, and few servers need it

    _require_own_frame(sent)
    try:
        found = verify_authentication_response(
            credential=sent,
            expected_challenge=challenge,
            expected_rp_id=site.host,
            expected_origin=list(site.origins),
            credential_public_key=public_key,
            credential_current_sign_count=0,  # compared in the database, where no other answer can come between
        )
    except Exception as error:  # what comes from outside makes the library raise all kinds of errors
        raise PasskeyRefused("response") from error
    return found.new_sign_count, found.user_verified


def _registered(sent: dict[str, Any], challenge: bytes, site: Site) -> Any:
    from webauthn import verify_registration_response  # noqa: PLC0415 - as above

    try:
        _require_own_frame(sent)
        return verify_registration_response(
            credential=sent,
            expected_challenge=challenge,
            expected_rp_id=site.host,
            expected_origin=list(site.origins),
        )
    except Exception as error:  # as above
        raise AccountError("is not a passkey for this site") from error


def _require_own_frame(sent: dict[str, Any]) -> None:
    """Raise PasskeyRefused for an answer from a page that another site has embedded, or that is not to be read."""
    try:
        said = json.loads(_bytes(sent["response"]["clientDataJSON"]))
        is_foreign = said.get("crossOrigin", False) is not False
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise PasskeyRefused("response") from None
    if is_foreign:
        raise PasskeyRefused("response")


def _handle_of(sent: dict[str, Any]) -> bytes | None:
    handle = sent["response"].get("userHandle")
    try:
        return _bytes(handle) if isinstance(handle, str) else None
    except ValueError:
        return None


def _read(answer: str) -> dict[str, Any]:
    try:
        value = json.loads(answer)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _text(value: bytes) -> str:
    return urlsafe_b64encode(value).rstrip(b"=").decode()


def _bytes(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _milliseconds() -> int:
    return int(VALID_FOR.total_seconds() * 1000)
