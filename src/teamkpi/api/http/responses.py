"""Answers as they go out: shaped, with their validator, by the clock that was asked for."""

from __future__ import annotations

from decimal import Decimal
from hashlib import blake2b
from typing import Final
from zoneinfo import ZoneInfo

import msgspec
from litestar.response.base import ASGIResponse
from msgspec import Struct

from teamkpi.api.http import shape
from teamkpi.api.http.conditional import is_held
from teamkpi.api.http.declarations import REVALIDATE
from teamkpi.api.http.requests import HttpRequest
from teamkpi.ledger.values import ZONE
from teamkpi.wire import encode

JSON: Final = "application/json"


def tagged(request: HttpRequest, body: Struct, kept: shape.Shape | None) -> ASGIResponse:
    """Answer with what the shape keeps of a body, or with 304 when the client holds just that.

    The validator is a digest of what is sent, so it needs no revision to stand on.
    """
    content, unknown = _encoded(body, kept)
    etag = f'"{blake2b(content, digest_size=15).hexdigest()}"'
    headers = {"ETag": etag, **REVALIDATE}
    if is_held(request.scope, etag):
        return ASGIResponse(status_code=304, headers=headers)
    return ASGIResponse(body=content, media_type=JSON, headers={**headers, **unknown})


def done() -> ASGIResponse:
    """Answer that what was asked is done: 200 without a body, as the portal's documents have it."""
    return ASGIResponse(status_code=200)


def unknown_paths(kept: shape.Shape) -> dict[str, str]:
    """Return the header that lists the paths of a shape that lead nowhere, if there are any."""
    unknown = shape.unknown_paths_header(kept)
    return {shape.UNKNOWN_PATHS_HEADER: unknown} if unknown else {}


def shaped_etag(etag: str, asked: str) -> str:
    """Return the validator of a shaped answer, from that of the full one and the shape as it was asked for."""
    digest = blake2b(asked.encode("utf-8", "replace"), digest_size=9).hexdigest()
    return f'{etag[:-1]}-{digest}"'


class WallClock:
    """The clock that a request asks for with ``X-Use-Timezone``: that of each team's location, or of one zone."""

    def __init__(self, zone: str | None = None) -> None:
        self._zone = zone

    def zone(self, of_location: str) -> ZoneInfo:
        """Return the zone of the clock, for what belongs to a location in that zone."""
        return ZoneInfo(self._zone or of_location)


def wall_clock(request: HttpRequest) -> WallClock | None:
    """Return the clock that ``X-Use-Timezone`` asks for; None when it is absent or names none.

    The vendor's portal sends ``true`` on every call, which asks for the clock of the team's location; other clients
    send whatever name their platform has for a zone. What is no IANA name is as if it were absent, at every call.
    """
    asked = request.headers.get("x-use-timezone", "").strip()
    if asked.lower() == "true":
        return WallClock()
    try:
        return WallClock(ZONE.read(asked))
    except ValueError:
        return None


def _encoded(body: Struct, kept: shape.Shape | None) -> tuple[bytes, dict[str, str]]:
    if kept is None:
        return encode(body), {}
    plain = msgspec.to_builtins(body, builtin_types=(Decimal,))
    return encode(shape.apply(kept, plain)), unknown_paths(kept)
