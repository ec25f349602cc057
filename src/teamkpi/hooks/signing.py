"""Signatures of Standard Webhooks 1.0: ``v1`` with a shared secret, and ``v1a`` with a key pair.

Both sign the message's id, the time of the attempt in seconds, and the body. A receiver checks whichever it knows.
"""

from __future__ import annotations

import hmac
import secrets
from base64 import b64decode, b64encode
from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final, NamedTuple

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

_SECRET: Final = "whsec_"  # noqa: S105 - a prefix
_PUBLIC: Final = "whpk_"
_BYTES: Final = 32
_TOLERANCE: Final = timedelta(minutes=5)
_LONGEST_TIMESTAMP: Final = 12


class Keys(NamedTuple):
    """What a hook signs with: a secret that its receiver knows too, and a private key, each 32 bytes."""

    secret: bytes
    private: bytes

    @classmethod
    def new(cls) -> Keys:
        """Make new keys."""
        return cls(secrets.token_bytes(_BYTES), secrets.token_bytes(_BYTES))

    @classmethod
    def read(cls, text: str) -> Keys:
        """Return the keys that ``as_text`` wrote."""
        return cls(*map(b64decode, text.split()))

    @property
    def as_text(self) -> str:
        """The keys as a text that is to be encrypted."""
        return f"{_base64(self.secret)} {_base64(self.private)}"

    @property
    def shared_secret(self) -> str:
        """The secret as receivers enter it: ``whsec_`` and base64."""
        return _SECRET + _base64(self.secret)

    @property
    def public_key(self) -> str:
        """The public key as receivers enter it: ``whpk_`` and base64."""
        return _PUBLIC + _base64(Ed25519PrivateKey.from_private_bytes(self.private).public_key().public_bytes_raw())

    def sign(self, content: bytes) -> list[str]:
        """Return the two signatures of some bytes."""
        own = Ed25519PrivateKey.from_private_bytes(self.private).sign(content)
        return [_shared(self.secret, content), f"v1a,{_base64(own)}"]


def headers_of(message_id: str, body: bytes, keys: Sequence[Keys], *, now: datetime) -> dict[str, str]:
    """Return the headers of a request: id, time and the signatures by each of the keys."""
    seconds = int(now.timestamp())
    content = b"%s.%d.%s" % (message_id.encode(), seconds, body)
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(seconds),
        "webhook-signature": " ".join(signature for one in keys for signature in one.sign(content)),
    }


def is_signed(
    secret: bytes, message_id: str, timestamp: str, body: bytes, signatures: Sequence[str], *, now: datetime
) -> bool:
    """Return whether one of the signatures is right, and the time that was signed is at most five minutes off."""
    if not (timestamp.isascii() and timestamp.isdecimal() and len(timestamp) <= _LONGEST_TIMESTAMP):
        return False
    content = b"%s.%s.%s" % (message_id.encode(), timestamp.encode(), body)
    expected = _shared(secret, content).encode()
    is_right = any(hmac.compare_digest(expected, one.encode()) for one in signatures)
    return is_right and abs(now.timestamp() - int(timestamp)) <= _TOLERANCE.total_seconds()


def _shared(secret: bytes, content: bytes) -> str:
    return f"v1,{_base64(hmac.new(secret, content, sha256).digest())}"


def _base64(data: bytes) -> str:
    return b64encode(data).decode()
