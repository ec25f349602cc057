"""Secrets that must be read again, such as a second factor's or a webhook's: encrypted.

The keys are not in the database. The cipher is Fernet (AES-128 in CBC mode, authenticated with HMAC-SHA256). Several
keys are for changing them: the first one encrypts, all of them decrypt.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from teamkpi.errors import SettingsError

_SECOND_FACTOR = "a second factor"
_NO_KEY = (
    "{} needs a key that encrypts its secret: set TEAMKPI_SECRET_KEY, for example to the output of `openssl rand "
    "-base64 32`, for this command and for every server, and keep a copy of it"
)
_WRONG_KEY = "no key in TEAMKPI_SECRET_KEY decrypts a stored secret; add the key that it was encrypted with"


class Seal:
    """Encrypts and decrypts with the keys of this installation: 32 bytes each, in base64."""

    def __init__(self, keys: Sequence[str]) -> None:
        # Fernet takes the alphabet for URLs; openssl writes the other one.
        self._pepper = sha256(b"teamkpi pepper " + keys[0].encode()).digest() if keys else b""
        self._fernets = [Fernet(key.replace("+", "-").replace("/", "_")) for key in keys]

    @property
    def pepper(self) -> bytes:
        """A secret for digests in the database that must not be guessable without the keys; empty without a key."""
        return self._pepper

    def require_key(self, what: str = _SECOND_FACTOR) -> None:
        """Raise SettingsError, which says how to make a key and what needs it, when there is none."""
        if not self._fernets:
            raise SettingsError(_NO_KEY.format(what))

    def close(self, secret: str, owner: str, *, what: str = _SECOND_FACTOR) -> str:
        """Encrypt a secret for its owner; raises SettingsError when there is no key."""
        self.require_key(what)
        return self._fernets[0].encrypt(f"{owner}\n{secret}".encode()).decode()

    def open(self, sealed: str, owner: str, *, what: str = _SECOND_FACTOR) -> str:
        """Decrypt a secret of that owner.

        Raises SettingsError when no key opens it, and also when it was encrypted for another owner: who can write to
        the database must not be able to give one account's secret to another.
        """
        self.require_key(what)
        try:
            found, _, secret = MultiFernet(self._fernets).decrypt(sealed).decode().partition("\n")
        except InvalidToken:
            raise SettingsError(_WRONG_KEY) from None
        if found != owner:
            raise SettingsError(_WRONG_KEY)
        return secret

    def renewed(self, sealed: str, owners: tuple[str, str] | None = None) -> str | None:
        """Return a secret encrypted anew with the first key, or None when it is encrypted with that one already.

        With ``owners``, the former and the new one, it is always encrypted anew, for the new owner. Raises
        SettingsError when no key opens it.
        """
        self.require_key()
        if owners is not None:
            former, new = owners
            return self.close(self.open(sealed, former), new)
        try:
            self._fernets[0].decrypt(sealed)
        except InvalidToken:
            try:
                return MultiFernet(self._fernets).rotate(sealed).decode()
            except InvalidToken:
                raise SettingsError(_WRONG_KEY) from None
        return None
