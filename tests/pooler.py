"""A connection pooler as small as can be, for what PostgreSQL sees of those that people put in front of it.

By transaction, each transaction of a client runs in whichever session of the server was used last and is free; by
session, a client keeps the one that it was given. Options of a client are dropped or refused, as pgbouncer does.
"""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from psycopg.conninfo import conninfo_to_dict

_SSL, _GSS = 80877103, 80877104
_PROTOCOL = 196608
_ENDS_A_TURN = {b"Q", b"S"}


@contextmanager
def pooler(url: str, *, by_transaction: bool, refuses_options: bool = False) -> Iterator[str]:
    """Run a pooler in front of a database, and yield the URL that leads through it."""
    parts = conninfo_to_dict(url)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        front = _Pooler(f"{parts['host']}/.s.PGSQL.5432", str(parts["user"]), by_transaction, refuses_options)
        threading.Thread(target=front.accept, args=(listener,), daemon=True).start()
        yield f"postgresql://{parts['user']}@127.0.0.1:{listener.getsockname()[1]}/{parts['dbname']}"
        front.close()


class _Peer:
    """One end of a connection, and the messages that come from there."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._file = connection.makefile("rb")

    def send(self, data: bytes) -> None:
        self._connection.sendall(data)

    def startup(self) -> tuple[int, bytes]:
        length, code = struct.unpack("!ii", self._read(8))
        return code, self._read(length - 8)

    def message(self) -> tuple[bytes, bytes]:
        """Return the kind of the next message, and the whole of it."""
        head = self._read(5)
        return head[:1], head + self._read(struct.unpack("!i", head[1:])[0] - 4)

    def until_ready(self) -> Iterator[tuple[bytes, bytes]]:
        """Yield messages up to the one that says that the server waits for the next."""
        kind = b""
        while kind != b"Z":
            kind, message = self.message()
            yield kind, message

    def _read(self, size: int) -> bytes:
        data = self._file.read(size)
        if len(data) < size:
            raise ConnectionError
        return data

    def close(self) -> None:
        self._file.close()
        self._connection.close()


class _Pooler:
    def __init__(self, path: str, user: str, by_transaction: bool, refuses_options: bool) -> None:
        self._path = path
        self._user = user
        self._by_transaction = by_transaction
        self._refuses_options = refuses_options
        self._free: list[_Peer] = []
        self._all: list[_Peer] = []
        self._greeting = b""

    def accept(self, listener: socket.socket) -> None:
        with suppress(OSError):
            while True:
                client = _Peer(listener.accept()[0])
                threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def close(self) -> None:
        for session in self._all:
            session.close()

    def _serve(self, client: _Peer) -> None:
        with suppress(ConnectionError, OSError):
            code, text = client.startup()
            while code in {_SSL, _GSS}:
                client.send(b"N")
                code, text = client.startup()
            words = text.rstrip(b"\0").split(b"\0")
            asked = dict(zip(words[::2], words[1::2], strict=False))
            if b"options" in asked and self._refuses_options:
                client.send(_message(b"E", b"SFATAL\0C08P01\0Munsupported startup parameter: options\0\0"))
                return
            opened = self._open(asked[b"database"])
            client.send(self._greeting)
            session: _Peer | None = None if self._by_transaction else opened
            if self._by_transaction:
                self._free.append(opened)
            while True:
                kind, message = client.message()
                if kind == b"X":
                    break
                session = session or self._free.pop()
                session.send(message)
                if kind not in _ENDS_A_TURN:
                    continue
                for _, message in session.until_ready():
                    client.send(message)
                if self._by_transaction and message.endswith(b"I"):
                    self._free.append(session)
                    session = None
        with suppress(OSError):
            client.close()

    def _open(self, database: bytes) -> _Peer:
        connection = socket.socket(socket.AF_UNIX)
        connection.connect(self._path)
        session = _Peer(connection)
        self._all.append(session)
        words = (b"user", self._user.encode(), b"database", database, b"client_encoding", b"UTF8")
        text = b"".join(word + b"\0" for word in words) + b"\0"
        session.send(struct.pack("!ii", len(text) + 8, _PROTOCOL) + text)
        self._greeting = b"".join(message for _, message in session.until_ready())
        return session


def _message(kind: bytes, body: bytes) -> bytes:
    return kind + struct.pack("!i", len(body) + 4) + body
