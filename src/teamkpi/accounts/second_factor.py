"""The second factor: one-time codes from a device (TOTP, RFC 6238) or a passkey, and recovery codes in case it is lost.

A code is six digits, made of a secret that the device shares with us and of the time in steps of 30 seconds. One step
early or late is accepted, for clocks differ. A code is accepted once: after it only those of later steps are. The
secret is stored encrypted; of a recovery code, which has 80 random bits, only a digest.
"""

from __future__ import annotations

import secrets
from base64 import b32encode
from datetime import datetime
from typing import Final, NamedTuple

import pyotp
from psycopg import Connection
from pyotp.exceptions import OTPVerificationError

from teamkpi.accounts import passkeys
from teamkpi.accounts.digests import digest_of
from teamkpi.accounts.people import checked_email
from teamkpi.accounts.sealing import Seal
from teamkpi.db import load_sql
from teamkpi.errors import AccountError, GrantRefused
from teamkpi.folding import folded
from teamkpi.ledger.audit_trail import Changes

SQL = load_sql(__package__, "second_factor.sql")

RECOVERY_CODES: Final = 10
_RECOVERY_BYTES: Final = 10
_DIGITS: Final = 6
_STEPS_EITHER_WAY: Final = 1


class Enrolment(NamedTuple):
    """A second factor not yet assigned to an account: its secret in base32, and the URI for an authenticator app."""

    secret: str
    uri: str


def new_enrolment(email: str, issuer: str) -> Enrolment:
    """Make a secret of 160 random bits; ``issuer`` is the name under which the app shows it."""
    secret = pyotp.random_base32()
    return Enrolment(secret, pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=issuer))


def issuer_of(network_name: str) -> str:
    """Return the issuer for accounts of a network: its name, or the program's name for the unnamed network."""
    return "teamkpi" if network_name in {"", "default"} else network_name


def enrol(
    conn: Connection, network_id: int, email: str, secret: str, code: str, *, seal: Seal, now: datetime
) -> tuple[str, ...]:
    """Give an account a second factor, replacing the previous one, and return its recovery codes.

    ``code`` proves that the device has the secret; it cannot be used again. The recovery codes are not to be had
    later. Sign-ins of the account go on. Raises AccountError, and SettingsError when there is no key to encrypt with.
    """
    seal.require_key()
    step = _step_of(secret, _normal(code), now)
    if step is None:
        raise AccountError("the code does not match this secret at this time; nothing was changed")
    with conn.transaction():
        account_id, _ = _lock(conn, network_id, email)
        account = {"network_id": network_id, "account_id": account_id}
        sealed = seal.close(secret, _owner(network_id, account_id))
        conn.execute(SQL.store, {**account, "sealed_secret": sealed, "step": step, "now": now})
        return _replace_recovery_codes(conn, account)


def remove(conn: Connection, network_id: int, email: str) -> None:
    """Remove an account's codes from an app, and its recovery codes if it has no passkey; raises AccountError."""
    with conn.transaction():
        account_id, known_email = _lock(conn, network_id, email)
        if conn.execute(SQL.remove, {"network_id": network_id, "account_id": account_id}).fetchone() is None:
            raise AccountError(f"{known_email} has no second factor")
        drop_idle_recovery_codes(conn, network_id, account_id)


def remove_all(conn: Connection, network_id: int, email: str, changes: Changes) -> None:
    """Remove whatever signing in to an account takes beside the password, its passkeys too; raises AccountError.

    The removed passkeys are added to ``changes``.
    """
    with conn.transaction():
        account_id, known_email = _lock(conn, network_id, email)
        has_codes = (
            conn.execute(SQL.remove, {"network_id": network_id, "account_id": account_id}).fetchone() is not None
        )
        count = passkeys.remove_all(conn, network_id, account_id)
        if not has_codes and not count:
            raise AccountError(f"{known_email} has no second factor")
        if count:
            changes["Passkeys"] = (count, None)
        drop_idle_recovery_codes(conn, network_id, account_id)


def drop_idle_recovery_codes(conn: Connection, network_id: int, account_id: int) -> None:
    """Delete the recovery codes of a locked account that is left without a second factor."""
    conn.execute(SQL.delete_idle_recovery_codes, {"network_id": network_id, "account_id": account_id})


def first_recovery_codes(conn: Connection, network_id: int, account_id: int) -> tuple[str, ...]:
    """Give a locked account recovery codes if it has none, and return them."""
    account = {"network_id": network_id, "account_id": account_id}
    [left] = conn.execute(SQL.count_recovery_codes, account).fetchone() or (0,)
    return () if left else _replace_recovery_codes(conn, account)


def new_recovery_codes(conn: Connection, network_id: int, email: str) -> tuple[str, ...]:
    """Give an account new recovery codes and return them; the old ones stop working. Raises AccountError."""
    with conn.transaction():
        account_id, known_email = _lock(conn, network_id, email)
        account = {"network_id": network_id, "account_id": account_id}
        if conn.execute(SQL.is_two_step, account).fetchone() is None:
            raise AccountError(f"{known_email} has no second factor")
        return _replace_recovery_codes(conn, account)


def passes(
    conn: Connection,
    network_id: int,
    account_id: int,
    code: str,
    *,
    passkey: passkeys.Answer | None = None,
    seal: Seal,
    now: datetime,
) -> bool:
    """Return whether a code is valid in addition to the password, and use it up; always True without a second factor.

    A passkey can take the place of the code. The account must be locked. The code is used up when the transaction
    commits. Raises GrantRefused with ``two_factor_auth_check`` if a code is needed and missing, PasskeyRefused, and
    SettingsError if no key decrypts the secret; recovery codes need no key.
    """
    account = {"network_id": network_id, "account_id": account_id}
    if conn.execute(SQL.is_two_step, account).fetchone() is None:
        return True
    if passkey is not None:
        passkeys.check(conn, network_id, passkey, account_id=account_id, as_both_factors=False, now=now)
        return True
    code = _normal(code)
    if not code:
        raise GrantRefused("two_factor_auth_check", "the account has a second factor: send its code as totp")
    if not _may_be_of_device(code):
        spent = conn.execute(SQL.spend_recovery_code, {**account, "code_hash": digest_of(code)}).fetchone()
        return spent is not None
    held = conn.execute(SQL.held, account).fetchone()
    if held is None:
        return False
    [sealed] = held
    step = _step_of(seal.open(sealed, _owner(network_id, account_id)), code, now)
    if step is None or conn.execute(SQL.spend_step, {**account, "step": step}).fetchone() is None:
        return False
    if renewed := seal.renewed(sealed):
        conn.execute(SQL.store_sealed, {**account, "sealed_secret": sealed, "renewed": renewed})
    return True


def reseal(conn: Connection, network_id: int, seal: Seal, *, formerly: int | None = None) -> int:
    """Encrypt the network's secrets with the first key, and return how many were encrypted anew.

    ``formerly`` is the id that the network had in another database: its secrets are encrypted for the present id.
    Raises SettingsError when no key opens one of them; nothing is changed then.
    """
    count = 0
    with conn.transaction():
        for account_id, sealed in conn.execute(SQL.sealed_secrets, {"network_id": network_id}).fetchall():
            owners = None if formerly is None else (_owner(formerly, account_id), _owner(network_id, account_id))
            if renewed := seal.renewed(sealed, owners):
                values = {"network_id": network_id, "account_id": account_id, "sealed_secret": sealed}
                count += conn.execute(SQL.store_sealed, {**values, "renewed": renewed}).rowcount
    return count


def require_readable(conn: Connection, network_id: int, seal: Seal) -> int:
    """Return how many second factors the network has; raises SettingsError when no key opens one of them."""
    found = conn.execute(SQL.sealed_secrets, {"network_id": network_id}).fetchall()
    for account_id, sealed in found:
        seal.open(sealed, _owner(network_id, account_id))
    return len(found)


def _lock(conn: Connection, network_id: int, email: str) -> tuple[int, str]:
    email = checked_email(email)
    locked = conn.execute(SQL.lock_account, {"network_id": network_id, "email_folded": folded(email)}).fetchone()
    if locked is None:
        raise AccountError(f"{email} has no account")
    account_id, known_email = locked
    return account_id, known_email


def _replace_recovery_codes(conn: Connection, account: dict[str, int]) -> tuple[str, ...]:
    codes = tuple(b32encode(secrets.token_bytes(_RECOVERY_BYTES)).decode() for _ in range(RECOVERY_CODES))
    conn.execute(SQL.delete_recovery_codes, account)
    conn.execute(SQL.insert_recovery_codes, {**account, "code_hashes": [digest_of(code) for code in codes]})
    return tuple("-".join(code[start : start + 4] for start in range(0, len(code), 4)) for code in codes)


def _step_of(secret: str, code: str, now: datetime) -> int | None:
    """Return the time step that a code of this secret is for, or None when it is not of one close to ``now``."""
    if not _may_be_of_device(code):
        return None
    try:
        return pyotp.TOTP(secret).verify_and_get_timecode(code, for_time=now, valid_window=_STEPS_EITHER_WAY)
    except OTPVerificationError:
        return None


def _may_be_of_device(code: str) -> bool:
    return len(code) == _DIGITS and code.isascii() and code.isdigit()


def _normal(code: str) -> str:
    """Return a code as it is compared: people write blanks and hyphens, and letters in either case."""
    return "".join(code.split()).replace("-", "").upper()


def _owner(network_id: int, account_id: int) -> str:
    return f"{network_id}/{account_id}"
