"""Requests, as every handler gets them."""

from __future__ import annotations

from typing import Any, TypeAlias

from litestar import Request

from teamkpi.networks import host_name

HttpRequest: TypeAlias = Request[Any, Any, Any]


def host_of(request: HttpRequest) -> str:
    """Return the host that the request was sent to, as networks name it."""
    return host_in(request.scope)


def host_in(scope: Any) -> str:
    """Return the host of a request by its ASGI scope."""
    values = [value for name, value in scope["headers"] if name == b"host"]
    return host_name(values[0].decode("latin-1")) if len(values) == 1 else ""
