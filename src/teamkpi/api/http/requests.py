"""Requests, as every handler gets them."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, MutableMapping
from typing import TYPE_CHECKING, Any, Final, TypeAlias

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
    values = [value for name, value in scope["headers"] if name == b"host"]
    return host_name(values[0].decode("latin-1")) if len(values) == 1 else ""


def media_type_of(request: HttpRequest) -> str:
    """Return the media type of the body, in lower case and without parameters; "" when the request names none."""
    return (request.header("content-type") or "").partition(";")[0].strip().lower()


def authorization_in(scope: Any) -> tuple[bytes, bytes] | None:
    """Return the scheme, in lower case, and the credentials of a request; None when there are none, or several.

    Credentials without a scheme have b"" for one.
    """
    values: list[bytes] = [value.strip() for name, value in scope["headers"] if name == b"authorization"]
    if len(values) != 1 or not values[0]:
        return None
    first, space, rest = values[0].partition(b" ")
    return (first.lower(), rest.lstrip(b" ")) if space else (b"", first)


def token68(credentials: bytes) -> str | None:
    """Return credentials of the one form that tokens, keys and Basic have (RFC 7235, 2.1); None for others."""
    return credentials.decode("ascii") if _TOKEN68.fullmatch(credentials) else None
