"""A passkey in software, which signs what it is told to, also what no real one would."""

from __future__ import annotations

import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

_PRESENT, _VERIFIED, _HAS_CREDENTIAL = 0x01, 0x04, 0x40


def text_of(value: bytes) -> str:
    return urlsafe_b64encode(value).rstrip(b"=").decode()


def bytes_of(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


@dataclass
class Passkey:
    """One passkey; the arguments of its methods say how an answer differs from an honest one."""

    origin: str = "https://teamkpi.test"
    host: str = "teamkpi.test"
    count: int = 0
    handle: str = ""
    credential_id: bytes = field(default_factory=lambda: secrets.token_bytes(16))
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def make(self, options: Mapping[str, Any], **differently: Any) -> str:
        """Answer to ``navigator.credentials.create``."""
        self.handle = options["user"]["id"]
        numbers = self.key.public_key().public_numbers()
        public = {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32), -3: numbers.y.to_bytes(32)}
        credential = bytes(16) + len(self.credential_id).to_bytes(2) + self.credential_id + cbor2.dumps(public)
        data = self._data(_HAS_CREDENTIAL, differently) + credential
        return self._sent(
            {
                "clientDataJSON": text_of(self._client_data("webauthn.create", options["challenge"], differently)),
                "attestationObject": text_of(cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})),
            }
        )

    def sign(self, options: Mapping[str, Any], **differently: Any) -> str:
        """Answer to ``navigator.credentials.get``."""
        self.count = differently.get("count", self.count + 1)
        client = self._client_data("webauthn.get", options["challenge"], differently)
        data = self._data(0, differently)
        key: ec.EllipticCurvePrivateKey = differently.get("key", self.key)
        return self._sent(
            {
                "clientDataJSON": text_of(client),
                "authenticatorData": text_of(data),
                "signature": text_of(key.sign(data + sha256(client).digest(), ec.ECDSA(hashes.SHA256()))),
                "userHandle": differently.get("handle", self.handle),
            }
        )

    def _sent(self, response: dict[str, Any]) -> str:
        named = text_of(self.credential_id)
        return json.dumps({"id": named, "rawId": named, "type": "public-key", "response": response})

    def _client_data(self, kind: str, challenge: str, differently: Mapping[str, Any]) -> bytes:
        origin = differently.get("origin", self.origin)
        said = {"type": differently.get("kind", kind), "challenge": challenge, "origin": origin}
        return json.dumps(said | {"crossOrigin": differently.get("cross_origin", False)}).encode()

    def _data(self, flags: int, differently: Mapping[str, Any]) -> bytes:
        flags |= _PRESENT | (_VERIFIED if differently.get("verified", True) else 0)
        host: str = differently.get("host", self.host)
        return sha256(host.encode()).digest() + bytes([flags]) + self.count.to_bytes(4)
