"""Requests, as every handler gets them."""

from __future__ import annotations

import re
from typing import Any, Final, TypeAlias

from litestar import Request

from teamkpi.networks import host_name

HttpRequest: TypeAlias = Request[Any, Any, Any]
_TOKEN68: Final = re.compile(rb"[A-Za-z0-9._~+/-]+=*")


def host_of(request: HttpRequest) -> str:
    """Return the host that the request was sent to, as networks name it."""
    return host_in(request.scope)


def host_in(scope: Any) -> str:
    """Return the host of a request by its ASGI scope."""
    values = [value for name, value in scope["headers"] if name == b"host"]
    return host_name(values[0].decode("latin-1")) if len(values) == 1 else ""


def media_type_of(request: HttpRequest) -> str:
    """Return the media type of the body, in lower case and without parameters; "" when the request names none."""
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


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
