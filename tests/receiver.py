"""A receiver of hooks on loopback, which can be told how to answer, and which checks signatures by its own code."""

from __future__ import annotations

import hmac
import json
import ssl
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any, NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from patience import PATIENCE

_PAUSE = PATIENCE / 6000
"""Seconds between two bytes of an answer that never ends."""


class Received(NamedTuple):
    """A request that came."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def id(self) -> str:
        return self.headers["webhook-id"]

    @property
    def event(self) -> Any:
        return json.loads(self.body)

    def signed_by(self, *keys: str) -> list[bool]:
        """Which of some keys, ``whsec_…`` or ``whpk_…``, one of the signatures is by."""
        content = f"{self.id}.{self.headers['webhook-timestamp']}.".encode() + self.body
        given = [one.split(",", 1) for one in self.headers["webhook-signature"].split(" ")]
        return [any(_is_by(key, version, signature, content) for version, signature in given) for key in keys]


def _is_by(key: str, version: str, signature: str, content: bytes) -> bool:
    kind, _, encoded = key.partition("_")
    if (kind, version) == ("whsec", "v1"):
        return b64encode(hmac.digest(b64decode(encoded), content, "sha256")).decode() == signature
    if (kind, version) == ("whpk", "v1a"):
        try:
            Ed25519PublicKey.from_public_bytes(b64decode(encoded)).verify(b64decode(signature), content)
        except InvalidSignature:
            return False
        return True
    return False


class Receiver:
    """What came, and how it is answered: ``answer`` returns a status with headers, or None to hang up."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.requests: list[Received] = []
        self.connections = 0
        self.answer: Callable[[Received], tuple[int, dict[str, str]] | None] = lambda _: (204, {})
        self.drips = False
        self.text: Callable[[Received], bytes] = lambda _: b""
        """The body of an answer."""
        self.closing = Event()

    @property
    def ids(self) -> list[str]:
        return [one.id for one in self.requests]


@contextmanager
def receiver_on_loopback(context: ssl.SSLContext | None = None) -> Iterator[Receiver]:
    """Run a receiver at ``http://127.0.0.1``, or with a context at ``https://localhost``."""

    class Handler(BaseHTTPRequestHandler):
        def setup(self) -> None:
            receiver.connections += 1
            super().setup()

        def do_GET(self) -> None:
            self._take()

        def do_POST(self) -> None:
            self._take()

        def _take(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            headers = {name.lower(): value for name, value in self.headers.items()}
            came = Received(self.command, self.path, headers, body)
            receiver.requests.append(came)
            self.close_connection = True
            if receiver.drips:
                self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Long: ")
                while not receiver.closing.wait(_PAUSE):
                    self.wfile.write(b"x")
                return
            answer = receiver.answer(came)
            if answer is None:
                return
            status, more = answer
            self.send_response(status)
            text = receiver.text(came)
            for name, value in {"Content-Length": str(len(text)), **more}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(text)

        def log_message(self, *_: Any) -> None:
            pass

    class Server(ThreadingHTTPServer):
        def handle_error(self, *_: Any) -> None:
            pass  # clients that hang up are what some tests are about

    server = Server(("127.0.0.1", 0), Handler)
    port = server.server_address[1]
    receiver = Receiver(f"http://127.0.0.1:{port}/in" if context is None else f"https://localhost:{port}/in")
    if context is not None:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        receiver.closing.set()
        server.shutdown()
        thread.join()
        server.server_close()
