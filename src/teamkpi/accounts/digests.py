"""The digest in which secrets are stored: tokens, keys, cookies, recovery codes and the secrets of invitations.

All of them are random and too long to find by trial, so a fast digest is enough; passwords are not, and get a slow hash
(``teamkpi.accounts.passwords``).
"""

from __future__ import annotations

import hashlib


def digest_of(secret: str) -> bytes:
    """Return the digest of a secret, or of any text presented as one."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).digest()
