"""The outermost layer: what holds for every request and every answer, whatever is asked.

One reading of the path for everything that decides by it, one Host, HEAD where GET works, CORS, security headers, the
request's id and its line in the log, and the last net for errors.
"""

from __future__ import annotations

import re
from asyncio import CancelledError
from collections.abc import Callable, Iterable, Mapping, Sequence
from time import perf_counter
from typing import Any, Final, TypeAlias
from urllib.parse import unquote

from lru import LRU

from teamkpi import tracing
from teamkpi.api.http import problems
from teamkpi.api.http.paths import CallPaths
from teamkpi.api.http.requests import ANSWER_EXTENSION, App, Message, Receive, Scope, Send, given
from teamkpi.api.log import Logger, Notes, RequestIds, described, put_notes, request_id
from teamkpi.api.serving.telemetry import RequestCounts

Header: TypeAlias = tuple[bytes, bytes]
AtOnce: TypeAlias = Callable[[int, Sequence[Header], bytes], bool]
_ALWAYS: Final[list[Header]] = [
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
]
# For everything but the pages, each of which brings a policy of its own: nothing of it is to be run, shown or framed.
_NO_CONTENT_POLICY: Final[Header] = (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'")
_METHODS: Final = b"GET, HEAD, POST, PUT, DELETE, OPTIONS"
_TAKEN_HEADERS: Final = (
    b"Authorization, Content-Type, If-None-Match, X-Request-Id, X-Use-Timezone, client_id, nx-app-version, "
    b"x-requested-with"
)
_SHOWN_HEADERS: Final = b"Content-Disposition, ETag, Retry-After, X-Request-Id, X-Unknown-Shape-Paths"
# What they are for: the contract says so.
HEADERS_OF_EVERY_ANSWER: Final[Mapping[str, str]] = {
    "X-Request-Id": (
        "Identifies the request in the server's log. It is the one sent with the request, if that is valid."
    ),
    "X-Content-Type-Options": "Always nosniff.",
    "Referrer-Policy": "Always no-referrer.",
    "Content-Security-Policy": "Forbids running, displaying or framing the response; pages have their own policy.",
    "Access-Control-Allow-Origin": "The other origin whose pages may read the response, if any.",
    "Access-Control-Expose-Headers": "The headers that those pages may read.",
    "Access-Control-Allow-Methods": "In the response to a preflight request.",
    "Access-Control-Allow-Headers": "In the response to a preflight request.",
    "Access-Control-Max-Age": "In the response to a preflight request: how many seconds it may be cached.",
    "Content-Encoding": "The compression of the body: zstd, br or gzip.",
    "Vary": "The request headers that the response depends on; includes Origin if other origins may read it.",
}
_PREFLIGHT_SECONDS: Final = b"600"
# The first segment of what is for the dashboard's pages alone, and of what is no path.
_NOT_SHARED: Final = {"dashboard", ""}
_WITH_ALLOW: Final = {204, 405}

_NO_EXTENSIONS: Final[Mapping[str, Any]] = {}

LONGEST_PATH: Final = 2048
"""Bytes of the longest path that names anything."""
_ORDINARY_PATH: Final = re.compile(r"(?:/[A-Za-z0-9_-][A-Za-z0-9_.-]*)+")
_MOST_REMEMBERED: Final = 4096
_LONGEST_REMEMBERED: Final = 128
"""Limits of the cache of recent paths: their number, and the length of each in bytes."""
_HOST: Final = re.compile(rb"[0-9A-Za-z!$&'()*+,;=._~:\[\]@%-]*")  # RFC 3986, 3.2.2
_NO_SEGMENT: Final = {"", ".", ".."}


def request_path(scope: Scope) -> str | None:
    """Return the path that a request names: decoded, and without a slash at its end. None when it names none.

    This is the only reading of a path; whatever decides by the path gets this one. A path that other software reads in
    another way than it is written names nothing: one with an empty segment, with ``.`` or ``..``, or with a slash or a
    backslash inside of a segment, be it percent-encoded or not. Nor does one that is not UTF-8, or is very long.
    """
    raw = scope["raw_path"]
    if len(raw) > LONGEST_PATH or not raw.isascii():
        return None
    path: str = raw.decode("ascii")
    if _ORDINARY_PATH.fullmatch(path) or path == "/":
        return path
    try:
        first, *segments = [unquote(segment, errors="strict") for segment in path.removesuffix("/").split("/")]
    except UnicodeDecodeError:
        return None
    if first or not segments or any(one in _NO_SEGMENT or "/" in one or "\\" in one for one in segments):
        return None
    return "/" + "/".join(segments)


class OuterMiddleware:
    """An ASGI application around the one that answers."""

    def __init__(
        self,
        app: App,
        *,
        paths: CallPaths,
        cors_origins: Sequence[str],
        log: Logger,
        counts: RequestCounts | None = None,
    ) -> None:
        self._app = app
        self._paths = paths
        self._any_origin = "*" in cors_origins
        self._origins = frozenset(origin.rstrip("/").encode() for origin in cors_origins)
        self._log = log
        self._counts = counts
        self._read: LRU[bytes, str | None] = LRU(_MOST_REMEMBERED)
        self._new_id = RequestIds().next

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if not tracing.is_on():
            await self._respond(scope, receive, send, None)
            return
        with tracing.request(scope["headers"]) as traced:
            await self._respond(scope, receive, send, traced)

    async def _respond(self, scope: Scope, receive: Receive, send: Send, traced: tracing.Request | None) -> None:
        started = perf_counter()
        given = _header(scope["headers"], b"x-request-id")
        notes = Notes(self._new_id() if given is None else request_id(given.decode("latin-1")))
        method = scope["method"]
        path = self._path(scope)
        # A scope of its own: the server goes by the one it gave, and must go on to see a HEAD.
        scope = {**scope, "path": path or "", "method": "GET" if method == "HEAD" else method}
        put_notes(scope, notes)
        extensions = scope.get("extensions", _NO_EXTENSIONS)
        answer = _Answer(send, extensions.get(ANSWER_EXTENSION), self._own_headers(scope, notes), method != "HEAD")
        scope["extensions"] = {**extensions, ANSWER_EXTENSION: answer.send_whole}
        try:
            if wrong := _wrong_with_host(scope):
                await answer.refuse(problems.refusal("bad_request", f"Host: {wrong}"))
            elif path is None:
                await answer.refuse(problems.refusal("not_found"))
            elif method == "OPTIONS" and self._is_shared(scope) and _is_preflight(scope):
                await answer.finish(204, self._preflight_headers(scope))
            else:
                await self._app(scope, receive, answer.send)
        except CancelledError:
            # The server stops and waits no longer.
            if answer.status is None:
                await answer.refuse(problems.refusal("unavailable", "The server is stopping."))
            raise
        except Exception as error:  # noqa: BLE001 - the last net
            notes.error = described(error)
            if answer.status is None:
                await answer.refuse(problems.refusal("internal_error"))
        finally:
            seconds = perf_counter() - started
            template = notes.route or scope.get("path_template")
            if self._counts is not None:
                self._counts.note(method, template, answer.status, seconds)
            if traced is not None:
                kind = None if notes.error is None else notes.error[0].partition(" at ")[0]
                traced.answered(method, template, answer.status, notes.network_id, kind)
            self._write_line(method, template, notes, answer, seconds=seconds, traced=traced)

    def _path(self, scope: Scope) -> str | None:
        """Return what ``request_path`` reads, with its literal parts as calls declare them."""
        raw: bytes = scope["raw_path"]
        try:
            return self._read[raw]
        except KeyError:
            path = request_path(scope)
            if path is not None:
                path = self._paths.as_declared(path)
            if len(raw) <= _LONGEST_REMEMBERED:
                self._read[raw] = path
            return path

    def _own_headers(self, scope: Scope, notes: Notes) -> list[Header]:
        headers = [*_ALWAYS, (b"x-request-id", notes.request_id.encode())]
        if self._origins and self._is_shared(scope):
            headers += self._cors_headers(scope)
        return headers

    def _is_shared(self, scope: Scope) -> bool:
        """Return whether pages of other origins may make this call; never those that use the dashboard's cookie."""
        return bool(self._origins) and scope["path"][1:].partition("/")[0] not in _NOT_SHARED

    def _cors_headers(self, scope: Scope) -> Iterable[Header]:
        if self._any_origin:
            yield b"access-control-allow-origin", b"*"
        else:
            yield b"vary", b"Origin"
            origin = _header(scope["headers"], b"origin")
            if origin is None or origin not in self._origins:
                return
            yield b"access-control-allow-origin", origin
        yield b"access-control-expose-headers", _SHOWN_HEADERS

    def _preflight_headers(self, scope: Scope) -> list[Header]:
        if not self._any_origin and _header(scope["headers"], b"origin") not in self._origins:
            return []
        return [
            (b"access-control-allow-methods", _METHODS),
            (b"access-control-allow-headers", _TAKEN_HEADERS),
            (b"access-control-max-age", _PREFLIGHT_SECONDS),
        ]

    def _write_line(
        self,
        method: str,
        template: str | None,
        notes: Notes,
        answer: _Answer,
        *,
        seconds: float,
        traced: tracing.Request | None,
    ) -> None:
        line: dict[str, Any] = {
            "method": method,
            "route": template,
            "status": answer.status,
            "ms": round(seconds * 1000, 2),
            "bytes": answer.body_bytes,
            "request_id": notes.request_id,
            "network_id": notes.network_id,
            "account_id": notes.account_id,
        }
        if notes.key_id is not None:
            line["key_id"] = notes.key_id
        if traced is not None:
            line["trace_id"] = traced.trace_id
        if notes.error is not None:
            line["error"] = notes.error
        self._log.write("info" if notes.error is None else "error", "request", line)


class _Answer:
    """Sends an answer on with the headers that every answer has, and counts it."""

    def __init__(self, send: Send, at_once: AtOnce | None, headers: list[Header], has_body: bool) -> None:
        self._send = send
        self._at_once = at_once
        self._headers = headers
        self._has_body = has_body
        self.status: int | None = None
        self.body_bytes = 0

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            message["headers"] = self._all_headers(message["status"], message["headers"])
        elif message["type"] == "http.response.body":
            if not self._has_body:
                message["body"] = b""
            self.body_bytes += len(message["body"])
        await self._send(message)

    def send_whole(self, status: int, headers: Sequence[Header], body: bytes) -> bool:
        """Send a whole answer at once; False if it is to be sent by messages."""
        if self._at_once is None or not self._at_once(status, self._all_headers(status, headers), body):
            return False
        self.status, self.body_bytes = status, len(body)
        return True

    def _all_headers(self, status: int, given: Sequence[Header]) -> list[Header]:
        headers = [*given, *self._headers]
        if status in _WITH_ALLOW:
            headers = [(name, _with_head(value) if name == b"allow" else value) for name, value in headers]
        for name, _ in given:
            if name == b"content-security-policy":
                return headers
        headers.append(_NO_CONTENT_POLICY)
        return headers

    async def refuse(self, refusal: problems.Refusal) -> None:
        """Send a whole problem."""
        headers = [(name.lower().encode(), value.encode()) for name, value in refusal.headers.items()]
        headers.append((b"content-type", problems.MEDIA_TYPE.encode()))
        await self.finish(refusal.problem.status, headers, refusal.body)

    async def finish(self, status: int, headers: list[Header], body: bytes = b"") -> None:
        """Send a whole answer."""
        if body:
            headers = [*headers, (b"content-length", str(len(body)).encode())]
        await self.send({"type": "http.response.start", "status": status, "headers": headers})
        await self.send({"type": "http.response.body", "body": body, "more_body": False})


def _with_head(allowed: bytes) -> bytes:
    """Return the value of ``Allow`` with HEAD where there is GET, for handlers know no HEAD."""
    methods = {method.strip() for method in allowed.split(b",")}
    return b", ".join(sorted(methods | {b"HEAD"} if b"GET" in methods else methods))


def _wrong_with_host(scope: Scope) -> str | None:
    """Return what is wrong with the host that a request names; a request of HTTP/1.0 need not name one."""
    count, host = given(scope["headers"], b"host")
    if count != 1:
        return "must be given exactly once" if count or scope.get("http_version") == "1.1" else None
    return None if _HOST.fullmatch(host) else "must be a host name or an address"


def _is_preflight(scope: Scope) -> bool:
    return all(_header(scope["headers"], name) is not None for name in (b"origin", b"access-control-request-method"))


def _header(headers: Iterable[Header], name: bytes) -> bytes | None:
    for key, value in headers:
        if key == name:
            return value
    return None
