"""The digest under which secrets are stored: tokens, keys, cookies, recovery codes and the secrets of invitations.

All of them are random and long, so that nobody finds one by trying and a fast digest is enough; passwords are not, and
have a slow one (``teamkpi.accounts.passwords``).
"""

from __future__ import annotations

import hashlib


def digest_of(secret: str) -> bytes:
    """Return the digest of a secret, or of any text that somebody presents as one."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).digest()
