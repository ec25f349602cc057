"""Requests, as every handler gets them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, MutableMapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, TypeAlias, cast

from teamkpi.networks import host_name

if TYPE_CHECKING:
    from teamkpi.api.http.bodies import Bodies

Message: TypeAlias = MutableMapping[str, Any]
Scope: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Message]]
Send: TypeAlias = Callable[[Message], Awaitable[None]]
App: TypeAlias = Callable[[Scope, Receive, Send], Awaitable[None]]
ANSWER_EXTENSION: Final = "teamkpi.answer"
"""The ASGI extension of our server that sends a whole answer at once: status, headers and body."""
_TOKEN68: Final = re.compile(rb"[A-Za-z0-9._~+/-]+=*")
_CREDENTIALS: Final = "teamkpi.credentials"
"""Where a scope keeps the credentials that were read from its headers."""
_LONGEST_REMEMBERED_HOST: Final = 128


class ClientGone(Exception):
    """The client closed the connection before all of the body had come."""


class HttpRequest:
    """A request: its ASGI scope, what its path names, and what reads its body."""

    __slots__ = ("_receive", "bodies", "path_params", "scope")

    def __init__(self, scope: Scope, receive: Receive, path_params: Mapping[str, str], bodies: Bodies) -> None:
        self.scope = scope
        self.path_params = path_params
        self.bodies = bodies
        self._receive = receive

    @property
    def method(self) -> str:
        """The method, in capitals; GET for a HEAD."""
        method: str = self.scope["method"]
        return method

    def header(self, name: str) -> str | None:
        """Return the first header of that name (in lower case), or None."""
        wanted = name.encode()
        for one, value in self.scope["headers"]:
            if one == wanted:
                return str(value, "latin-1")
        return None

    def headers_named(self, name: str) -> list[str]:
        """Return all headers of that name (in lower case), in the order in which they were sent."""
        wanted = name.encode()
        return [value.decode("latin-1") for one, value in self.scope["headers"] if one == wanted]

    def cookie(self, name: str) -> str | None:
        """Return the value of a cookie, or None."""
        found = None
        for part in "; ".join(self.headers_named("cookie")).split(";"):
            key, separator, value = part.partition("=")
            if separator and key.strip() == name:
                found = value.strip().strip('"')
        return found

    async def stream(self) -> AsyncIterator[bytes]:
        """Yield the pieces of the body as they come; raises ClientGone."""
        while True:
            message = await self._receive()
            if message["type"] == "http.disconnect":
                raise ClientGone
            if message["body"]:
                yield message["body"]
            if not message.get("more_body", False):
                return


def host_of(request: HttpRequest) -> str:
    """Return the host that the request was sent to, as networks name it."""
    return host_in(request.scope)


def host_in(scope: Scope) -> str:
    """Return the host of a request by its ASGI scope."""
    count, value = given(scope["headers"], b"host")
    if count != 1:
        return ""
    return _known_host(value) if len(value) <= _LONGEST_REMEMBERED_HOST else host_name(value.decode("latin-1"))


def given(headers: Iterable[tuple[bytes, bytes]], name: bytes) -> tuple[int, bytes]:
    """Return how often a header is given, and its last value."""
    count, last = 0, b""
    for one, value in headers:
        if one == name:
            count, last = count + 1, value
    return count, last


@lru_cache(maxsize=1024)  # a server has a few
def _known_host(value: bytes) -> str:
    return host_name(value.decode("latin-1"))


def media_type_of(request: HttpRequest) -> str:
    """Return the media type of the body, in lower case and without parameters; "" when the request names none."""
    return (request.header("content-type") or "").partition(";")[0].strip().lower()


class Credentials:
    """The credentials of a request; their token and digest are only computed when they are needed."""

    __slots__ = ("_digest", "_token", "scheme", "value")

    def __init__(self, scheme: bytes, value: bytes) -> None:
        self.scheme = scheme
        """In lower case; b"" if there is none."""
        self.value = value
        self._digest: bytes | None = None
        self._token: str | bool | None = False  # not read yet

    @property
    def digest(self) -> bytes:
        """The digest of the value, under which tokens are stored."""
        if self._digest is None:
            self._digest = hashlib.sha256(self.value).digest()
        return self._digest

    @property
    def token(self) -> str | None:
        """The value if it is a token68 (RFC 7235, 2.1), as tokens, keys and Basic credentials are; otherwise None."""
        if self._token is False:
            self._token = self.value.decode("ascii") if _TOKEN68.fullmatch(self.value) else None
        return cast("str | None", self._token)


def credentials_in(scope: Any) -> Credentials | None:
    """Return the credentials of a request by its ASGI scope; None when there are none, or several.

    They are read once for each request.
    """
    try:
        return cast("Credentials | None", scope[_CREDENTIALS])
    except KeyError:
        found = scope[_CREDENTIALS] = _credentials(scope["headers"])
        return found


def _credentials(headers: Any) -> Credentials | None:
    count, value = given(headers, b"authorization")
    shown = value.strip()
    if count != 1 or not shown:
        return None
    first, space, rest = shown.partition(b" ")
    return Credentials(first.lower(), rest.lstrip(b" ")) if space else Credentials(b"", first)
