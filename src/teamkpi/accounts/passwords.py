"""Passwords: argon2id, with the parameters that RFC 9106 recommends where memory is scarce (64 MiB).

Rules for a new password are those of NIST SP 800-63B: it is long enough, it is not ``guessable``, and nothing else
counts. It is brought to one Unicode form, because keyboards differ in how they compose an accented letter.
"""

from __future__ import annotations

import os
import secrets
import threading
import unicodedata
from base64 import b64encode
from collections.abc import Iterable

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

from teamkpi.accounts.guessable import why_guessable
from teamkpi.errors import AccountError

SHORTEST = 8  # characters
LONGEST = 1024  # bytes of UTF-8; a bound on what a sign-in costs

_HASHER = PasswordHasher()
# Each hash under way holds its 64 MiB. More of them at once than processors would gain no time, and let a flood of
# sign-ins fill the memory.
_AT_ONCE = threading.BoundedSemaphore(max(2, os.cpu_count() or 1))


def hash_new(password: str, own: Iterable[str]) -> str:
    """Return the hash to store for a new password; ``own`` has known facts about its owner.

    Raises AccountError if it is too short, too long, or guessable.
    """
    secret = _fit(password)
    if reason := why_guessable(password, own):
        raise AccountError(reason)
    return _hash(secret)


def require_fit(password: str, *, other_than: str = "") -> None:
    """Raise AccountError if a new password is too short or too long, or equals the current one."""
    if _fit(password) == _normal(other_than):
        raise AccountError("the new password must differ from the current one")


def verify(password_hash: str, password: str) -> bool:
    """Return whether ``password`` is the one that was hashed; takes the same time if it is not."""
    with _AT_ONCE:
        try:
            return _HASHER.verify(password_hash, _normal(password))
        except VerifyMismatchError:
            return False


def rehashed(password_hash: str, password: str) -> str | None:
    """Return a new hash of a verified password when the stored one was made with other parameters, else None."""
    return _hash(_normal(password)) if _HASHER.check_needs_rehash(password_hash) else None


def _fit(password: str) -> bytes:
    if len(password) < SHORTEST or len(password) > LONGEST or len(secret := _normal(password)) > LONGEST:
        raise AccountError(f"a password must have at least {SHORTEST} characters and at most {LONGEST} bytes")
    return secret


def _hash(secret: bytes) -> str:
    with _AT_ONCE:
        return _HASHER.hash(secret)


def _normal(password: str) -> bytes:
    if len(password) > LONGEST:
        return b""  # too long for a password; not normalised, because that can take quadratic time
    return unicodedata.normalize("NFKC", password).encode("utf-8", "surrogatepass")


def _hash_of_nothing() -> str:
    """Make up a hash that costs what a real one costs to verify, and that no password has."""
    of = _HASHER
    salt, digest = (
        b64encode(secrets.token_bytes(length)).decode().rstrip("=") for length in (of.salt_len, of.hash_len)
    )
    return f"$argon2id$v=19$m={of.memory_cost},t={of.time_cost},p={of.parallelism}${salt}${digest}"


# Verified in the place of an unknown account's password, so that the answer takes as long as any other refusal.
NOBODYS_HASH = _hash_of_nothing()
