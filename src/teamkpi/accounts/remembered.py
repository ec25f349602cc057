"""Recently verified passwords, so that a client that sends one with every request does not cost a hash each time.

Only a digest of a password is kept, only in the memory of this process, and made with a random key that never leaves
it. It includes the stored hash that the password was verified against, and is compared using the hash that is stored
*now*: after a change of the password, by any process, it no longer matches.

It is also bound to the client's address, and forgotten after a number of wrong passwords from there. Otherwise it would
reveal a correct guess to an attacker who has to wait after failed ones.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from hashlib import blake2b
from hmac import compare_digest
from typing import Final, NamedTuple

from lru import LRU

_MOST: Final = 1024  # places; the one that was not seen for longest is forgotten first
MOST_MISSES: Final = 100


class Place(NamedTuple):
    """An account of a network, and the address (of IPv6 the /64) at which its password is shown; "" for unknown."""

    network_id: int
    account_id: int
    site: str


@dataclass(slots=True)
class _Kept:
    digest: bytes
    misses: int = 0


class RememberedPasswords:
    """One digest for each account at an address, for those seen last; not for several threads."""

    def __init__(self, most: int = _MOST) -> None:
        self._key = secrets.token_bytes(32)
        self._kept: LRU[Place, _Kept] = LRU(most)

    def digest(self, *parts: str) -> bytes:
        """Return what this process, and no other, makes of texts."""
        made = blake2b(key=self._key, digest_size=32)
        for part in parts:
            encoded = part.encode("utf-8", "surrogatepass")
            made.update(len(encoded).to_bytes(8))
            made.update(encoded)
        return made.digest()

    def keep(self, place: Place, password_hash: str, password: str) -> None:
        """Remember that a password was verified against this stored hash."""
        self._kept[place] = _Kept(self.digest(password_hash, password))

    def knows(self, place: Place, password_hash: str, password: str) -> bool:
        """Return whether the password is known to be the account's, given the currently stored hash.

        The digest is forgotten after ``MOST_MISSES`` wrong passwords, even if there were correct ones in between.
        """
        kept = self._kept.get(place)
        if kept is None:
            return False
        if not compare_digest(kept.digest, self.digest(password_hash, password)):
            kept.misses += 1
            if kept.misses >= MOST_MISSES:
                del self._kept[place]
            return False
        return True
