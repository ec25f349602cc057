"""Connections: how many there may be, how long each may take, and what is HTTP on them.

A client that sends nothing, sends slowly, or does not read its answer costs a connection and nothing else, and for so
long as the settings say. When all connections are in use, the one that has sent no request for the longest time makes
way for a new one; when every one of them is being answered, the new one is turned away.

Requests that two readers could understand in two ways (in front of this server there may be another) are refused.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, TypeAlias, cast
from urllib.parse import unquote, urlsplit

import httptools
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol, RequestResponseCycle

from teamkpi.api.http import problems
from teamkpi.api.http.requests import ANSWER_EXTENSION
from teamkpi.api.log import Logger
from teamkpi.api.serving.throttle import REASON_EXTENSION
from teamkpi.settings import Settings

Header: TypeAlias = tuple[bytes, bytes]

MOST_HEAD_BYTES: Final = 65_536
# A request that is refused for its size is read to its end before it is answered, for a client that is still sending
# would not see the answer; but no further than this, in bytes and in seconds.
_MOST_DRAINED_BYTES: Final = 32 * 1024 * 1024
_MOST_DRAINED_SECONDS: Final = 10
# The maximum number of pipelined requests that wait for the previous one.
_MOST_PIPELINED: Final = 16
_END_OF_HEAD: Final = b"\r\n\r\n"
_SECONDS_BETWEEN_LOOKS: Final = 0.5
_SECONDS_BETWEEN_LINES: Final = 10.0
_VERSIONS: Final = {"1.0", "1.1"}
_FRAMING: Final = {b"transfer-encoding", b"content-length"}
_WITHOUT_BODY: Final = {204, 304}
# Answers with other headers are sent by messages.
_PLAIN_NAMES: Final = {
    *(b"etag", b"cache-control", b"vary", b"content-type", b"content-encoding", b"content-language"),
    *(b"x-content-type-options", b"referrer-policy", b"x-request-id", b"content-security-policy"),
    *(b"access-control-allow-origin", b"access-control-expose-headers", b"retry-after", b"www-authenticate", b"allow"),
    *(b"content-disposition", b"location", b"x-unknown-shape-paths"),
}
_PLAIN_BYTES: Final = bytes([*b"\t\r\n", *range(0x20, 0x7F), *range(0x80, 0x100)])
"""What may be in a head."""
_MOST_JOINED_BYTES: Final = 65_536
_RETRY: Final = {"Retry-After": str(problems.RETRY_AFTER_SECONDS)}


@dataclass(frozen=True, slots=True)
class _Limits:
    """How many connections there may be, and how many seconds a client may take for each step on one."""

    connections: int
    seconds: Mapping[str, int]
    answer: int


class Connections:
    """The connections of one server process; called by the server for the protocol of each."""

    def __init__(self, settings: Settings, log: Logger, most: int) -> None:
        seconds = {"head": settings.head_seconds, "body": settings.body_seconds, "next": settings.idle_seconds}
        self.limits = _Limits(most, seconds, settings.answer_seconds)
        self._log = log
        self._open: set[_Connection] = set()
        self._waiting: OrderedDict[_Connection, None] = OrderedDict()
        """Those of which no request is being answered, in the order in which they began to wait for one."""
        self._closed = self._turned_away = 0
        self._said_on = float("-inf")
        self._timer: asyncio.TimerHandle | None = None

    def __call__(self, *args: Any, **kwargs: Any) -> _Connection:
        """Return the protocol of a new connection."""
        return _Connection(self, *args, **kwargs)

    def admit(self, one: _Connection) -> bool:
        """Count a new connection, at the cost of one that waits if need be; False when there is no room for it."""
        has_room = True
        if len(self._open) >= self.limits.connections:
            if self._waiting:
                idle, _ = self._waiting.popitem(last=False)
                self._open.discard(idle)
                idle.cut_off()
                self._closed += 1
            else:
                has_room = False
                self._turned_away += 1
            self._say_full(one.loop.time())
        if has_room:
            self._open.add(one)
            self._waiting[one] = None
            if self._timer is None:
                self._look_again(one.loop)
        return has_room

    def waits(self, one: _Connection) -> None:
        """Note that a connection has been answered and waits for its next request."""
        if one in self._open:
            self._waiting[one] = None

    def is_busy(self, one: _Connection) -> None:
        """Note that the head of a request has arrived on a connection."""
        self._waiting.pop(one, None)

    def forget(self, one: _Connection) -> None:
        """Note that a connection is gone."""
        self._open.discard(one)
        self._waiting.pop(one, None)

    def _look_again(self, loop: asyncio.AbstractEventLoop) -> None:
        self._timer = loop.call_later(_SECONDS_BETWEEN_LOOKS, self._look, loop) if self._open else None

    def _look(self, loop: asyncio.AbstractEventLoop) -> None:
        """Look at every connection and end those that take too long."""
        now = loop.time()
        if self._closed or self._turned_away:
            self._say_full(now)
        for one in list(self._open):
            one.look(now)
        self._look_again(loop)

    def _say_full(self, now: float) -> None:
        if now - self._said_on < _SECONDS_BETWEEN_LINES:
            return
        self._said_on = now
        self._log.warning(
            "server",
            source="teamkpi.connections",
            message=f"all {self.limits.connections} connections are in use (TEAMKPI_MOST_CONNECTIONS)",
            closed_waiting=self._closed,
            turned_away=self._turned_away,
        )
        self._closed = self._turned_away = 0


class _Ambiguous(Exception):
    """Stops the parser; never leaves it."""


class _Cycle(RequestResponseCycle):
    """A request and its answer, whose head goes out with the first of its body: in one packet and one system call.

    ``set_reason`` gives an answer that has not begun another reason phrase than its status has.
    """

    def __init__(self, protocol: _Connection, *, keep_alive: bool) -> None:
        super().__init__(
            scope=protocol.scope,
            transport=cast("asyncio.Transport", _AnswerTransport(self, protocol.transport)),
            flow=protocol.flow,
            logger=protocol.logger,
            access_logger=protocol.access_logger,
            access_log=False,
            default_headers=protocol.server_state.default_headers,
            message_event=asyncio.Event(),
            expect_100_continue=protocol.expect_100_continue,
            keep_alive=keep_alive,
            on_response=protocol.on_response_complete,
        )
        self.reason: bytes | None = None
        self._transport = protocol.transport

    def set_reason(self, phrase: bytes) -> None:
        self.reason = phrase

    def answer(self, status: int, headers: Sequence[Header], body: bytes) -> bool:
        """Send a whole answer at once: what two messages would send, at a part of the cost.

        Return False, and do nothing, for an answer that is to be sent by messages: one that has to wait, or is in any
        way unusual. Headers are checked here as they are there.
        """
        if (
            self.response_started
            or self.disconnected
            or self.reason is not None
            or self.flow.write_paused
            or self._transport.is_closing()
            or self.scope["method"] == "HEAD"
        ):
            return False
        lines = [STATUS_LINE[status]]
        length = -1
        for name, value in headers:
            if name not in _PLAIN_NAMES:
                if name != b"content-length" or length >= 0 or not value.isdigit():
                    return False
                length = int(value)
            lines += (name, b": ", value, b"\r\n")
        if length != len(body) and (body or status not in _WITHOUT_BODY):
            return False
        if not self.keep_alive:
            lines.append(b"connection: close\r\n")
        lines.append(b"\r\n")
        head = b"".join(lines)
        ends = len(headers) + 3 - self.keep_alive
        if head.translate(None, _PLAIN_BYTES) or not ends == head.count(b"\n") == head.count(b"\r"):
            return False  # a value that would end its line
        self.response_started = self.response_complete = True
        self.waiting_for_100_continue = False
        if len(body) <= _MOST_JOINED_BYTES:
            self._transport.write(head + body)
        else:
            self._transport.writelines([head, body])
        self.message_event.set()
        if not self.keep_alive:
            self._transport.close()
        self.on_response()
        return True


class _AnswerTransport:
    """A transport of one answer that is sent by messages."""

    def __init__(self, cycle: _Cycle, transport: asyncio.Transport) -> None:
        self._cycle = cycle
        self._transport = transport
        self._is_begun = False
        self._head: bytes | None = None

    def write(self, data: bytes) -> None:
        if self._transport.is_closing():
            return  # of several requests on their way this one may not have learned that the client is gone
        if self._head is not None:
            head, self._head = self._head, None
            self._transport.writelines([head, data])
        elif self._is_begun or not self._cycle.response_started:  # 100 Continue comes before the answer
            self._transport.write(data)
        else:
            self._is_begun = True
            if self._cycle.reason is not None:
                line, separator, rest = data.partition(b"\r\n")
                data = b" ".join([*line.split(b" ")[:2], self._cycle.reason]) + separator + rest
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


class _Connection(HttpToolsProtocol):
    """One connection: its bounds in bytes and in seconds, and its refusals, which are problems."""

    def __init__(self, connections: Connections, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._connections = connections
        self._limits = connections.limits
        self._coming: Literal["head", "body", "next"] | None = "head"
        """What the client is to send: of a request, or the next request when it likes; None while it is answered."""
        self._coming_since = self.loop.time()
        self._unread_since: float | None = None
        """Since when the client has not read all that was sent."""
        self._head_bytes: int | None = 0  # None: the head is complete, and the body comes
        self._drained: int | None = None
        self._tail = b""
        self._drain_timer: asyncio.TimerHandle | None = None
        self._refusal: problems.Refusal | None = None
        """What is still to be said, after the answers that are under way; nothing is read any more."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        if not self._connections.admit(self):
            self._say(problems.refusal("unavailable", "All connections of the server are in use.", _RETRY))

    def connection_lost(self, exc: Exception | None) -> None:
        self._connections.forget(self)
        if self._drain_timer is not None:
            self._drain_timer.cancel()
        super().connection_lost(exc)

    def cut_off(self) -> None:
        """Close the connection at once, whatever is under way on it."""
        self.transport.abort()

    def look(self, now: float) -> None:
        """End the connection if the client takes longer than the limits say."""
        if self.transport.get_write_buffer_size():
            if self._unread_since is None:
                self._unread_since = now
            elif now - self._unread_since > self._limits.answer:
                self.cut_off()
            return
        self._unread_since = None
        if self._coming is None or self._drained is not None or self._refusal is not None:
            return
        if self.flow.read_paused:  # it is not the client who takes long
            self._coming_since = now
        elif now - self._coming_since > self._limits.seconds[self._coming]:
            self._give_up()

    def _give_up(self) -> None:
        if self._coming == "next" or (self._coming == "head" and not self._head_bytes):
            self.transport.close()  # nothing is asked
        else:
            self._refuse(problems.refusal("request_timeout", f"The request's {self._coming} did not arrive in time."))

    def data_received(self, data: bytes) -> None:
        if self._drained is not None:
            self._drain(data)
            return
        if self._refusal is not None or self.transport.is_closing():
            return
        if self._head_bytes is not None:
            self._head_bytes += len(data)
            self._expect("head")
        self._tail = data[-3:]
        super().data_received(data)
        if self._head_bytes is not None and self._head_bytes > MOST_HEAD_BYTES and not self.transport.is_closing():
            self._drained = 0
            self._drain_timer = self.loop.call_later(_MOST_DRAINED_SECONDS, self._refuse_size)

    def on_message_begin(self) -> None:
        if len(self.pipeline) >= _MOST_PIPELINED:
            raise _Ambiguous
        super().on_message_begin()
        self._expect("head")

    def on_header(self, name: bytes, value: bytes) -> None:
        # What comes after a body in pieces must not change a request that is being answered already.
        if self._head_bytes is None:
            return
        name = name.lower()
        if name == b"expect" and value.lower() == b"100-continue":
            self.expect_100_continue = True
        self.headers.append((name, value))

    def on_headers_complete(self) -> None:
        if self._head_bytes is not None and self._head_bytes > MOST_HEAD_BYTES:
            # The last of these bytes may be the body's: only what is in the head counts.
            size = len(self.url) + sum(len(name) + len(value) + 4 for name, value in self.headers)
            if size > MOST_HEAD_BYTES:
                raise _Ambiguous
        parser = self.parser
        version = parser.get_http_version()
        if not _is_unambiguous(parser, version, self.url, self.headers):
            raise _Ambiguous
        self._put_request(version)
        # One that asks for another protocol is answered as any other, and the parser reads no further.
        keeps = version != "1.0" and parser.should_keep_alive() and not parser.should_upgrade()
        before = cast("RequestResponseCycle | None", self.cycle)
        cycle = self.cycle = _Cycle(self, keep_alive=keeps)
        self.scope["extensions"] = {
            REASON_EXTENSION: cast("Any", cycle.set_reason),
            ANSWER_EXTENSION: cast("Any", cycle.answer),
        }
        if before is None or before.response_complete:
            self._start_asgi_task(cycle, self.app)
        else:
            self.flow.pause_reading()
            self.pipeline.appendleft((cycle, self.app))
        self._head_bytes = None
        self._expect("body")
        self._connections.is_busy(self)

    def _put_request(self, version: str) -> None:
        """Complete the scope. The server has no root path and no limit on concurrent requests."""
        url = httptools.parse_url(self.url)
        path: str = url.path.decode("ascii")
        scope = self.scope
        scope["method"] = self.parser.get_method().decode("ascii")
        scope["http_version"] = version
        scope["path"] = unquote(path) if "%" in path else path
        scope["raw_path"] = url.path
        scope["query_string"] = url.query or b""

    def on_message_complete(self) -> None:
        super().on_message_complete()
        self._head_bytes = 0
        self._coming = None
        if self.cycle.response_complete:  # it was answered before all of it was there
            self._expect("next")

    def on_response_complete(self) -> None:
        super().on_response_complete()
        self._unread_since = None  # each answer has time of its own
        if self.transport.is_closing() or not self.cycle.response_complete:
            return
        if self._refusal is not None:
            self._say(self._refusal)
            return
        self._connections.waits(self)
        if self._coming is None:
            self._expect("next")

    def _expect(self, what: Literal["head", "body", "next"]) -> None:
        if self._coming != what:
            self._coming, self._coming_since = what, self.loop.time()

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 - the base class's text
        if self._head_bytes is not None and self._head_bytes > MOST_HEAD_BYTES:
            self._refuse_size()
        else:
            self._refuse(problems.refusal("bad_request", "the request is not HTTP, or not unambiguous"))

    def _unsupported_upgrade_warning(self) -> None:
        """Say nothing: the request is answered as any other."""

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
        """Refuse what is being read, once everything that came before it is answered."""
        if self.transport.is_closing() or self._refusal is not None:
            return
        cycle = cast("RequestResponseCycle | None", self.cycle)
        is_in_body = self._head_bytes is None
        if not is_in_body and (cycle is None or cycle.response_complete):
            self._say(refusal)
        elif not is_in_body:
            self._refusal = refusal
        elif self.pipeline or cycle is None or cycle.response_started:
            self.transport.close()  # there is an answer to this request already, or one before has none yet
        else:
            # The request is being answered, and waits for its body: it learns that nothing more will come.
            cycle.disconnected = True
            cycle.message_event.set()
            self._say(refusal)

    def _say(self, refusal: problems.Refusal) -> None:
        body = refusal.body
        lines = [
            b"content-type: " + problems.MEDIA_TYPE.encode(),
            b"content-length: " + str(len(body)).encode(),
            b"x-content-type-options: nosniff",
            b"connection: close",
            *(f"{name.lower()}: {value}".encode() for name, value in refusal.headers.items()),
        ]
        self.transport.write(STATUS_LINE[refusal.problem.status] + b"\r\n".join(lines) + _END_OF_HEAD + body)
        self.transport.close()


def _is_unambiguous(parser: httptools.HttpRequestParser, version: str, url: bytes, headers: Sequence[Header]) -> bool:
    """Return whether the end and the host of a request are unambiguous."""
    if version not in _VERSIONS:
        return False
    framing = [(name, value.strip().lower()) for name, value in headers if name in _FRAMING]
    if framing:
        if parser.should_upgrade():
            return False  # the parser would take the body for what comes after the request
        encodings = [value for name, value in framing if name == b"transfer-encoding"]
        if encodings and (encodings != [b"chunked"] or version != "1.1"):
            return False
    if url.startswith(b"/"):
        return b"#" not in url
    # An address with a host in it (RFC 9112, 3.2.2), which must be the one of the header.
    hosts = [value.strip().lower() for name, value in headers if name == b"host"]
    scheme, separator, rest = url.partition(b"://")
    authority = urlsplit(b"//" + rest).netloc
    return bool(separator) and scheme.lower() in {b"http", b"https"} and hosts == [authority.lower()]
