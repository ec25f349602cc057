"""Errors that are an HTTP status and nothing more."""

from __future__ import annotations

from collections.abc import Mapping


class HttpError(Exception):
    """A request is refused with this status; ``problems`` says what the body is."""

    def __init__(self, status: int, *, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(f"HTTP {status}")
        self.status = status
        self.headers = dict(headers or {})


class ServiceUnavailable(HttpError):
    """The server is too busy to take the request; 503."""

    def __init__(self) -> None:
        super().__init__(503)
