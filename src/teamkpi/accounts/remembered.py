"""Passwords that were verified a moment ago: so that who shows one with every request need not cost a hash each time.

Of a password a digest is kept, in this process's memory alone, made with a random key that the process does not tell.
It is bound to the stored hash that the password was verified against, and is asked about with the hash that is stored
*now*: after a change of the password, by whichever process, it is the digest of nothing any more.
"""

from __future__ import annotations

import secrets
from collections import OrderedDict
from hashlib import blake2b
from hmac import compare_digest
from typing import Final

_MOST: Final = 1024  # accounts; the one that was not seen for longest is forgotten first


class RememberedPasswords:
    """One digest for each account of a network, for the accounts seen last; not for several threads."""

    def __init__(self, most: int = _MOST) -> None:
        self._most = most
        self._key = secrets.token_bytes(32)
        self._digests: OrderedDict[tuple[int, int], bytes] = OrderedDict()

    def digest(self, *parts: str) -> bytes:
        """Return what this process, and no other, makes of texts."""
        made = blake2b(key=self._key, digest_size=32)
        for part in parts:
            encoded = part.encode("utf-8", "surrogatepass")
            made.update(len(encoded).to_bytes(8))
            made.update(encoded)
        return made.digest()

    def keep(self, account: tuple[int, int], password_hash: str, password: str) -> None:
        """Remember that the password of an account (its network and id) was verified against this stored hash."""
        self._digests[account] = self.digest(password_hash, password)
        self._digests.move_to_end(account)
        while len(self._digests) > self._most:
            self._digests.popitem(last=False)

    def knows(self, account: tuple[int, int], password_hash: str, password: str) -> bool:
        """Tell whether the password is known to be the one of the account, whose stored hash is now this one."""
        kept = self._digests.get(account)
        if kept is None or not compare_digest(kept, self.digest(password_hash, password)):
            return False
        self._digests.move_to_end(account)
        return True
