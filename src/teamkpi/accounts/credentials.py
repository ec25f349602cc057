"""Proof of holding an account: its password, and its second factor if it has one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, NoReturn

from psycopg import Connection
from psycopg.pq import TransactionStatus

from teamkpi.accounts import audited, guesses, passkeys, passwords, second_factor, security
from teamkpi.accounts.guesses import Limits, told_of_waits
from teamkpi.accounts.people import is_storable, known_of
from teamkpi.accounts.sealing import Seal
from teamkpi.accounts.security import Tell, unheard
from teamkpi.db import load_sql
from teamkpi.errors import AccountError, GrantRefused, PasskeyRefused
from teamkpi.folding import folded
from teamkpi.ledger.audit_trail import Author

SQL = load_sql(__package__, "credentials.sql")

# One text, whatever the reason: who guesses learns nothing from it.
_WRONG: Final = "the e-mail or the password is wrong, or the account cannot be used"
# Account id, password hash, whether it may act, and whether a password signs it in.
_NOBODY: Final = (0, passwords.NOBODYS_HASH, False, True)


@dataclass(frozen=True, slots=True)
class Claim:
    """Credentials as presented, and the IP address they came from, if known.

    ``code`` is a code of the second factor or a recovery code; empty if there was none. ``passkey`` takes its place.
    """

    email: str
    password: str = field(repr=False)
    code: str = field(default="", repr=False)
    address: str | None = None
    passkey: passkeys.Shown | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Safeguards:
    """The limits on guessing, and the keys that decrypt the secrets of second factors."""

    limits: Limits = field(default_factory=Limits)
    seal: Seal = field(default_factory=lambda: Seal(()))


@contextmanager
def proved(
    conn: Connection,
    network_id: int,
    claim: Claim,
    safeguards: Safeguards,
    *,
    now: datetime,
    despite_reset: bool = False,
    to_sign_in: bool = False,
    tell: Tell = unheard,
) -> Iterator[int]:
    """Yield the id of the account that a claim proves; the block commits together with the claim, or not at all.

    The account is locked meanwhile, and its code is used up in the same transaction. ``conn`` must not be in one. A
    claim counts as a failure until it is proved right. With ``despite_reset`` it also succeeds if the password has to
    be changed. With ``to_sign_in`` it only succeeds if passwords sign in to the account. ``tell`` is called for
    failures; the caller reports successes.

    Raises TooManyGuesses, or GrantRefused: with ``invalid_grant``, or if the password was right, with
    ``passwords_are_off``, ``must_reset_password``, or ``two_factor_auth_check`` if a code is missing.
    """
    require_no_transaction(conn)
    email = _storable(claim.email.strip())
    account = conn.execute(SQL.account_of_email, {"network_id": network_id, "email_folded": folded(email)}).fetchone()
    account_id, password_hash, may_act, signs_in = account or _NOBODY
    known_id = account_id if account else None
    with told_of_waits(network_id, tell, known_id):
        attempt = guesses.reserve(
            conn,
            network_id,
            email,
            claim.address,
            safeguards.limits,
            account_id=known_id,
            pepper=safeguards.seal.pepper,
            now=now,
        )
    # The slow part, outside any transaction: it must not hold locks.
    is_right = passwords.verify(password_hash, claim.password)
    if not is_right or not may_act:
        tell(security.SIGN_IN_FAILED, network_id, known_id, reason="account" if is_right else "password")
        _refuse()
    new_hash = passwords.rehashed(password_hash, claim.password)
    passkey = passkeys.take(conn, network_id, claim.passkey, now=now) if claim.passkey else None
    with reported(conn, network_id, known_id, attempt, tell, now=now) as progress, conn.transaction():
        account_key = {"network_id": network_id, "account_id": account_id}
        must_reset, is_same = _locked(conn, account_key, claim.password, verified_hash=password_hash)
        if to_sign_in and not signs_in:
            _refuse("passwords_are_off", "passwords do not sign in here: sign in with a provider")
        if must_reset and not despite_reset:
            _refuse("must_reset_password", "the password must be changed before signing in")
        if new_hash and is_same:
            conn.execute(SQL.store_new_hash, {**account_key, "password_hash": new_hash})
        progress.reason = "code"
        if not second_factor.passes(
            conn, network_id, account_id, claim.code, passkey=passkey, seal=safeguards.seal, now=now
        ):
            _refuse()
        yield account_id
        guesses.succeed(conn, attempt, account_id, now=now)


@dataclass(slots=True)
class Progress:
    """What is being checked of a sign-in: if that is wrong, it is the reason that the security log gets."""

    reason: str


@contextmanager
def reported(
    conn: Connection,
    network_id: int,
    account_id: int | None,
    attempt: guesses.Attempt,
    tell: Tell,
    *,
    now: datetime,
    reason: str = "password",
) -> Iterator[Progress]:
    """Report why the block refuses a sign-in, and stop counting an attempt that was no wrong guess."""
    progress = Progress(reason)
    try:
        yield progress
    except AccountError:  # the claim was right, and what is to be done with it cannot be
        guesses.take_back(conn, attempt, now=now)
        raise
    except PasskeyRefused as refused:
        tell(security.PASSKEY_REFUSED, network_id, account_id, reason=refused.reason)
        tell(security.SIGN_IN_FAILED, network_id, account_id, reason="passkey")
        raise
    except GrantRefused as refused:
        if refused.code == "invalid_grant":
            tell(security.SIGN_IN_FAILED, network_id, account_id, reason=progress.reason)
        else:
            guesses.take_back(conn, attempt, now=now)
            tell(security.SIGN_IN_INCOMPLETE, network_id, account_id, reason=refused.code)
        raise


def _storable(email: str) -> str:
    """Return an address, or "" for text that PostgreSQL cannot store: it is not the address of any account."""
    return email if is_storable(email) else ""


def prove_password(
    conn: Connection,
    network_id: int,
    claim: Claim,
    safeguards: Safeguards,
    *,
    now: datetime,
    tell: Tell = unheard,
) -> tuple[int, str]:
    """Return the account that a claim proves, and the stored hash that its password was verified against.

    Does not start a sign-in. Raises the same errors as ``proved``.
    """
    with proved(conn, network_id, claim, safeguards, now=now, to_sign_in=True, tell=tell) as account_id:
        account = {"network_id": network_id, "account_id": account_id}
        password_hash, _, _ = conn.execute(SQL.lock_account, account).fetchone() or ("", False, False)
    tell(security.SIGN_IN, network_id, account_id)
    return account_id, password_hash


def change_password(
    conn: Connection,
    network_id: int,
    claim: Claim,
    new_password: str,
    safeguards: Safeguards,
    *,
    now: datetime,
    request_id: str | None = None,
    tell: Tell = unheard,
) -> None:
    """Change the password of an account whose holder proves to be its holder, and end all its sign-ins.

    This is for account holders, even if the password has to be changed; ``people.set_password`` is for operators. It
    adds an entry to the audit trail with the ``request_id``. Raises AccountError if the new password is too short, too
    long, guessable, or unchanged, and the errors of ``proved`` except ``must_reset_password``. The check for guessable
    passwords comes after the claim is proved: it is expensive, and its result reveals names.
    """
    passwords.require_fit(new_password, other_than=claim.password)
    with proved(conn, network_id, claim, safeguards, now=now, despite_reset=True, tell=tell) as account_id:
        account = {"network_id": network_id, "account_id": account_id}
        email = claim.email.strip()
        password_hash = passwords.hash_new(new_password, known_of(conn, network_id, email))
        author = Author(email, "portal", claim.address, account_id=account_id, request_id=request_id)
        with audited.noted(conn, network_id, email, author, now=now):  # told of below, once it is committed
            conn.execute(SQL.set_password, {**account, "password_hash": password_hash, "now": now})
        conn.execute(SQL.end_sign_ins, account)
    tell(security.PASSWORD_CHANGED, network_id, account_id)


def _locked(
    conn: Connection, account_key: Mapping[str, int], password: str, *, verified_hash: str
) -> tuple[bool, bool]:
    """Lock the account; return whether the password has to be changed, and whether its hash is the one verified.

    The account may have changed while the password was verified; raises GrantRefused if the claim is no longer right.
    """
    password_hash, is_active, must_reset = conn.execute(SQL.lock_account, account_key).fetchone() or ("", False, False)
    is_same = password_hash == verified_hash
    if not is_active or not (is_same or passwords.verify(password_hash, password)):
        _refuse()
    return must_reset, is_same


def _refuse(code: str = "invalid_grant", description: str = _WRONG) -> NoReturn:
    raise GrantRefused(code, description)


def require_no_transaction(conn: Connection) -> None:
    """Raise RuntimeError if the connection is in a transaction: the called function commits its own."""
    if conn.info.transaction_status != TransactionStatus.IDLE:
        raise RuntimeError("the connection must not be in a transaction: this call owns its own")
