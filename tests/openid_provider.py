"""A stand-in for an OpenID provider on loopback, which can be told to answer in every wrong way.

It has no page: ``code_for`` does what a person does there. What a provider in use does is tested with a real one.
"""

from __future__ import annotations

import json
from base64 import b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import cache
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, parse_qsl, unquote, urlsplit

from joserfc import jws
from joserfc.jwk import ECKey, OctKey, OKPKey, RSAKey

CLIENT, SECRET = "teamkpi", "a secret: with / and +"
Key = RSAKey | ECKey | OKPKey | OctKey


@cache
def rsa_key(name: str) -> RSAKey:
    return RSAKey.generate_key(2048, {"kid": name, "use": "sig"}, private=True)


class Provider:
    """The provider: what it publishes, its people's claims, and how it signs."""

    def __init__(self, url: str, now: Callable[[], datetime]) -> None:
        self.issuer = url
        self.now = now
        self.key: Key = rsa_key("first")
        self.algorithm = "RS256"
        self.published: list[dict[str, Any]] = []
        self.metadata: dict[str, Any] = {}
        self.header: dict[str, Any] = {}
        self.claims: dict[str, Any] = {"sub": "jane", "email": "jane@techinnovators.com", "email_verified": True}
        self.token: Callable[[dict[str, Any]], str] = self.signed
        self.asked: list[str] = []
        self.raw: dict[str, tuple[int, dict[str, str], bytes]] = {}
        self._codes: dict[str, dict[str, str]] = {}
        self.use(self.key)

    def use(self, key: Key, algorithm: str = "RS256") -> None:
        """Sign with another key, which is published in the place of the earlier one."""
        self.key, self.algorithm = key, algorithm
        self.published = [{**key.as_dict(private=False), "kid": key.kid}]

    def code_for(self, location: str) -> dict[str, str]:
        """Sign in at the page that a browser was sent to; return what it brings back."""
        asked = dict(parse_qsl(urlsplit(location).query))
        assert asked["response_type"] == "code"
        assert asked["code_challenge_method"] == "S256"
        code = f"code-{len(self._codes)}"
        self._codes[code] = asked
        return {"code": code, "state": asked["state"], "iss": self.issuer}

    def signed(self, claims: dict[str, Any]) -> str:
        header = {"alg": self.algorithm, "kid": self.key.kid, **self.header}
        content = json.dumps(claims).encode()
        return jws.serialize_compact(header, content, self.key, algorithms=[header["alg"]])

    def answer(self, path: str, body: bytes, authorization: str) -> tuple[int, dict[str, str], bytes]:
        self.asked.append(path)
        if path in self.raw:
            return self.raw[path]
        match path:
            case "/.well-known/openid-configuration":
                found: Any = {
                    "issuer": self.issuer,
                    "authorization_endpoint": f"{self.issuer}/authorize",
                    "token_endpoint": f"{self.issuer}/token",
                    "jwks_uri": f"{self.issuer}/keys",
                    "id_token_signing_alg_values_supported": ["RS256", "ES256", "EdDSA", "HS256", "none"],
                    **self.metadata,
                }
            case "/keys":
                found = {"keys": self.published}
            case "/token":
                return self._token(body, authorization)
            case _:
                return 404, {}, b"{}"
        return 200, {}, json.dumps(found).encode()

    def _token(self, body: bytes, authorization: str) -> tuple[int, dict[str, str], bytes]:
        form = {name: values[0] for name, values in parse_qs(body.decode()).items()}
        asked = self._codes.pop(form["code"], None)  # a code is good for one exchange
        if authorization:
            pair = b64decode(authorization.removeprefix("Basic ")).decode().split(":")
            client, secret = map(unquote, pair)
        else:
            client, secret = form.get("client_id", ""), form.get("client_secret", "")
        if (client, secret) != (CLIENT, SECRET):
            return 401, {}, b'{"error": "invalid_client"}'
        challenge = sha256(form["code_verifier"].encode()).digest()
        if (
            asked is None
            or form["redirect_uri"] != asked["redirect_uri"]
            or urlsafe_b64encode(challenge).rstrip(b"=").decode() != asked["code_challenge"]
        ):
            return 400, {}, b'{"error": "invalid_grant"}'
        at = int(self.now().timestamp())
        lasts = int(timedelta(minutes=5).total_seconds())
        claims = {"iss": self.issuer, "aud": asked["client_id"], "iat": at, "exp": at + lasts, "nonce": asked["nonce"]}
        own = {
            name: at + one.total_seconds() if isinstance(one, timedelta) else one for name, one in self.claims.items()
        }
        token = self.token({**claims, **own})
        found = {"access_token": "not used", "token_type": "Bearer", "id_token": token}
        return 200, {}, json.dumps(found).encode()


@contextmanager
def provider_on_loopback(now: Callable[[], datetime]) -> Iterator[Provider]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer(b"")

        def do_POST(self) -> None:
            self._answer(self.rfile.read(int(self.headers["Content-Length"])))

        def log_message(self, *args: Any) -> None:
            del args

        def _answer(self, body: bytes) -> None:
            status, headers, content = provider.answer(self.path, body, self.headers.get("Authorization", ""))
            self.send_response(status)
            for name, value in {"Content-Type": "application/json", **headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    provider = Provider(f"http://127.0.0.1:{server.server_port}", now)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
