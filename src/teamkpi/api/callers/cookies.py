"""Cookies of the server's own pages, which are only sent to the calls about sign-ins and which no script can read."""

from __future__ import annotations

from typing import Final

from teamkpi.api.callers.services import Services
from teamkpi.api.http.requests import HttpRequest

PATH: Final = "/dashboard/session"
"""The only path that they are sent to."""
_NO_VALUE: Final = '""'


def cookie(services: Services, request: HttpRequest, name: str, value: str, seconds: int) -> dict[str, str]:
    """Return the header that gives a browser a cookie for some seconds; an empty value takes it away."""
    parts = [f"{name}={value or _NO_VALUE}", "HttpOnly", f"Max-Age={seconds}", f"Path={PATH}", "SameSite=strict"]
    if services.proxies.is_https(request.scope):
        parts.append("Secure")
    return {"Set-Cookie": "; ".join(parts)}
