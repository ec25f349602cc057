"""The server: the application on a socket, until it is told to stop."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
import socket
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final, cast

import uvicorn
from litestar.types import ControllerRouterHandler
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol, RequestResponseCycle

from teamkpi.api import problems
from teamkpi.api.app import create_app
from teamkpi.api.log import ServerMessages, logger_to
from teamkpi.api.throttle import REASON_EXTENSION
from teamkpi.db import connect, pending_migrations
from teamkpi.errors import DatabaseUnusable, SettingsError, TeamkpiError
from teamkpi.settings import Settings

MOST_HEAD_BYTES: Final = 65_536
# A request that is refused for its size is read to its end before it is answered, for a client that is still sending
# would not see the answer; but no further than this, in bytes and in seconds.
_MOST_DRAINED_BYTES: Final = 32 * 1024 * 1024
_MOST_DRAINED_SECONDS: Final = 10
_LARGEST_PORT: Final = 65_535
_END_OF_HEAD: Final = b"\r\n\r\n"


def run(
    settings: Settings,
    database_url: str,
    *,
    on_ready: Callable[[str], None] | None = None,
    more_routes: Sequence[ControllerRouterHandler] = (),
) -> None:
    """Serve until SIGTERM or SIGINT, then let requests under way finish and return.

    ``on_ready`` is called with the base URL once connections are accepted. ``more_routes`` are answered as well. After
    ``settings.shutdown_seconds`` what is still under way is cut off. Raises SettingsError when the address cannot be
    listened on, and DatabaseUnusable when the database is away or not migrated at the start; later outages are answered
    with 503.
    """
    connect(database_url).close()
    if pending_migrations(database_url):
        raise DatabaseUnusable("the database does not have the newest schema; run `teamkpi migrate`")
    log = logger_to()
    config = uvicorn.Config(
        create_app(settings, database_url, log=log, more_routes=more_routes),
        http=_BoundedHeads,
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=settings.shutdown_seconds,
    )
    messages = ServerMessages(log)
    loggers = [logging.getLogger(name) for name in ("uvicorn", "psycopg.pool", "asyncio")]
    with contextlib.closing(_listening(settings.host, settings.port)) as listener:
        server = _Server(config, _base_url(listener), on_ready)
        for one in loggers:
            one.addHandler(messages)
            one.propagate = False
        try:
            server.run(sockets=[listener])
        finally:
            for one in loggers:
                one.removeHandler(messages)
                one.propagate = True
    if not server.started:
        raise TeamkpiError("the server could not start; its log says why")


def _listening(host: str, port: int) -> socket.socket:
    if not 0 <= port <= _LARGEST_PORT:
        raise SettingsError(f"TEAMKPI_PORT must be a number from 0 to {_LARGEST_PORT}, not {port}")
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, kind, protocol)
    except OSError as error:
        raise SettingsError(f"cannot listen on {host!r}: {error.strerror}; set TEAMKPI_HOST") from None
    try:
        # Only so that a restart need not wait for connections of before; a port in use is refused all the same.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(2048)
    except OSError as error:
        listener.close()
        raise SettingsError(
            f"cannot listen on port {port} of {host}: {error.strerror}; choose another with TEAMKPI_PORT"
        ) from None
    return listener


def _base_url(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


class _Server(uvicorn.Server):
    """Says when it is ready, and returns after a signal instead of dying of it, for its caller has to clean up too."""

    def __init__(self, config: uvicorn.Config, url: str, on_ready: Callable[[str], None] | None) -> None:
        super().__init__(config)
        self._url = url
        self._on_ready = on_ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started and self._on_ready is not None:
            self._on_ready(self._url)

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        previous = {one: signal.signal(one, self.handle_exit) for one in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for one, handler in previous.items():
                signal.signal(one, handler)


class _HeadTooLarge(Exception):
    """Stops the parser; never leaves it."""


class _AnswerTransport:
    """A transport of one answer: its head goes out with the first of its body, in one packet and one system call.

    ``set_reason`` gives an answer that has not begun another reason phrase than its status has.
    """

    def __init__(self, cycle: RequestResponseCycle) -> None:
        self._cycle = cycle
        self._transport = cycle.transport
        self._phrase: bytes | None = None
        self._is_begun = False
        self._head: bytes | None = None

    def set_reason(self, phrase: bytes) -> None:
        self._phrase = phrase

    def write(self, data: bytes) -> None:
        if self._head is not None:
            head, self._head = self._head, None
            self._transport.writelines([head, data])
        elif self._is_begun or not self._cycle.response_started:  # 100 Continue comes before the answer
            self._transport.write(data)
        else:
            self._is_begun = True
            if self._phrase is not None:
                line, separator, rest = data.partition(b"\r\n")
                data = b" ".join([*line.split(b" ")[:2], self._phrase]) + separator + rest
            if self._cycle.scope["method"] == "HEAD":  # nothing follows
                self._transport.write(data)
            else:
                self._head = data

    def close(self) -> None:
        if self._head is not None:
            self._transport.write(self._head)
            self._head = None
        self._transport.close()

    def is_closing(self) -> bool:
        return self._transport.is_closing()


class _BoundedHeads(HttpToolsProtocol):
    """Refuses requests whose line and headers are too large, and says all refusals as problems."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._head_bytes: int | None = 0  # None: the head is complete, and the body comes
        self._drained: int | None = None
        self._tail = b""
        self._drain_timer: asyncio.TimerHandle | None = None

    def data_received(self, data: bytes) -> None:
        if self._drained is not None:
            self._drain(data)
            return
        if self._head_bytes is not None:
            self._head_bytes += len(data)
        self._tail = data[-3:]
        super().data_received(data)
        if self._head_bytes is not None and self._head_bytes > MOST_HEAD_BYTES and not self.transport.is_closing():
            self._drained = 0
            self._drain_timer = self.loop.call_later(_MOST_DRAINED_SECONDS, self._refuse_size)

    def on_headers_complete(self) -> None:
        if self._head_bytes is not None and self._head_bytes > MOST_HEAD_BYTES:
            # The last of these bytes may be the body's: only what is in the head counts.
            size = len(self.url) + sum(len(name) + len(value) + 4 for name, value in self.headers)
            if size > MOST_HEAD_BYTES:
                raise _HeadTooLarge
        super().on_headers_complete()
        # Its task has not begun. Of several requests on their way the cycle is this one's.
        transport = _AnswerTransport(self.cycle)
        self.cycle.transport = cast("asyncio.Transport", transport)
        self.scope["extensions"] = {REASON_EXTENSION: cast("Any", transport.set_reason)}
        self._head_bytes = None

    def on_message_complete(self) -> None:
        super().on_message_complete()
        self._head_bytes = 0

    def connection_lost(self, exc: Exception | None) -> None:
        if self._drain_timer is not None:
            self._drain_timer.cancel()
        super().connection_lost(exc)

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 - the base class's text
        if self._head_bytes is not None and self._head_bytes > MOST_HEAD_BYTES:
            self._refuse_size()
        else:
            self._refuse(problems.refusal("bad_request", "the request is not HTTP"))

    def _drain(self, data: bytes) -> None:
        assert self._drained is not None  # noqa: S101 - tells the type checker
        self._drained += len(data)
        if _END_OF_HEAD in self._tail + data or self._drained > _MOST_DRAINED_BYTES:
            self._refuse_size()
        self._tail = data[-3:]

    def _refuse_size(self) -> None:
        # What came before the first header's end is the address, also while that is still coming.
        if len(getattr(self, "url", None) or b"") * 2 > MOST_HEAD_BYTES:
            reason = f"must be, with the path, at most {MOST_HEAD_BYTES} bytes long"
            self._refuse(problems.refusal("bad_request", f"query: {reason}"))
        else:
            self._refuse(problems.refusal("headers_too_large"))

    def _refuse(self, refusal: problems.Refusal) -> None:
        if self.transport.is_closing():
            return
        body = refusal.body
        lines = [
            b"content-type: " + problems.MEDIA_TYPE.encode(),
            b"content-length: " + str(len(body)).encode(),
            b"x-content-type-options: nosniff",
            b"connection: close",
        ]
        self.transport.write(STATUS_LINE[refusal.problem.status] + b"\r\n".join(lines) + _END_OF_HEAD + body)
        self.transport.close()
