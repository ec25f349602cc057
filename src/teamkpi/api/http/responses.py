"""Answers as they go out: shaped, with their validator, by the clock that was asked for."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from functools import cache
from hashlib import blake2b
from typing import Final, NamedTuple, TypeAlias
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Struct

from teamkpi.api.http import shape
from teamkpi.api.http.conditional import is_held, tag_of_version
from teamkpi.api.http.content_coding import PLAIN, VARY, Coding, coding_for
from teamkpi.api.http.declarations import REVALIDATE
from teamkpi.api.http.requests import HttpRequest
from teamkpi.ledger.values import ZONE
from teamkpi.wire import decode, encode

JSON: Final = "application/json"
Run: TypeAlias = Callable[[int, Callable[[], bytes]], Awaitable[bytes]]
_WITHOUT_BODY: Final = {204, 304}
_OF_THE_BODY: Final = {b"content-type", b"content-length"}


class Response:
    """A whole response: its status, its headers as they go out, and its body."""

    __slots__ = ("body", "headers", "status_code")

    def __init__(
        self,
        *,
        body: bytes = b"",
        status_code: int = 200,
        media_type: str = JSON,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        self.body = body
        self.status_code = status_code
        self.headers: list[tuple[bytes, bytes]] = []
        if headers is not None:
            for name, value in headers.items():
                self.headers.append((_header_name(name), value.encode("latin-1")))
        if status_code not in _WITHOUT_BODY:
            charset = "; charset=utf-8" if media_type.startswith("text/") else ""
            self.headers.append((b"content-type", (media_type + charset).encode("latin-1")))
            self.headers.append((b"content-length", b"%d" % len(body)))

    @classmethod
    def prepared(cls, status_code: int, headers: Sequence[tuple[bytes, bytes]], body: bytes) -> Response:
        """Return a response whose headers are complete, including those of the body."""
        made = cls.__new__(cls)
        made.status_code, made.headers, made.body = status_code, [*headers], body
        return made

    def add_header(self, name: str, value: str) -> None:
        """Add a header."""
        self.headers.append((_header_name(name), value.encode("latin-1")))


@cache  # there are only as many as the program sends
def _header_name(name: str) -> bytes:
    return name.lower().encode("latin-1")


def tagged(request: HttpRequest, body: Struct, kept: shape.Shape | None, version: datetime | None = None) -> Response:
    """Return the fields of a body that the shape keeps, or 304 if the client already has them.

    The validator is a digest of the body, so it needs no revision to stand on. It also names the ``version`` of the
    record in the body, if there is one, for ``If-Match``.
    """
    content, unknown = _encoded(body, kept)
    digest = blake2b(content, digest_size=15).hexdigest()
    headers = {"ETag": f'"{digest}"' if version is None else tag_of_version(version, digest), **REVALIDATE}
    coding = coding_for(request.scope, len(content))
    if coding is not None:
        headers |= {"ETag": coding.etag(headers["ETag"]), **VARY}
    if is_held(request.scope, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    if coding is not None:
        content, headers = coding.compress(content), headers | coding.headers
    return Response(body=content, media_type=JSON, headers={**headers, **unknown})


async def compressed(request: HttpRequest, response: Response, run: Run) -> Response:
    """Return a response without a validator, compressed if the client accepts it; ``run`` executes large work."""
    coding = coding_for(request.scope, len(response.body))
    if coding is None:
        return response
    content = await run(len(response.body), lambda: coding.compress(response.body))
    found = Response(body=content, status_code=response.status_code, headers=coding.headers)
    found.headers += [one for one in response.headers if one[0] not in _OF_THE_BODY]
    return found


class Prepared(NamedTuple):
    """An encoded body as it is sent in one coding, and its headers, which are those of a 304 and those of the body."""

    etag: str
    validators: Sequence[tuple[bytes, bytes]]
    headers: Sequence[tuple[bytes, bytes]]
    body: bytes


class Encoded(NamedTuple):
    """A body that is encoded already, with its strong validator.

    ``prepared`` keeps it as it was sent, by the names of the codings, for the next request.
    """

    body: bytes
    etag: str
    prepared: dict[str, Prepared]


async def ready(request: HttpRequest, found: Encoded, kept: shape.Shape | None, asked: str, run: Run) -> Response:
    """Return a response for an already encoded body, like ``tagged``; ``run`` executes large work.

    ``asked`` is the text that the shape was read from.
    """
    body, etag, before = found
    coding = coding_for(request.scope, len(body))
    if kept is None:
        name = PLAIN.name if coding is None else coding.name
        prepared = before.get(name)
        if prepared is None:
            etag = etag if coding is None else coding.etag(etag)
            if is_held(request.scope, etag):
                return Response(status_code=304, headers=_validators(etag, coding))
            prepared = before[name] = await _prepare(body, etag, coding, run)
        if is_held(request.scope, prepared.etag):
            return Response.prepared(304, prepared.validators, b"")
        return Response.prepared(200, prepared.headers, prepared.body)
    etag = shaped_etag(etag, asked) if coding is None else coding.etag(shaped_etag(etag, asked))
    if is_held(request.scope, etag):
        return Response(status_code=304, headers=_validators(etag, coding))
    compress = (coding or PLAIN).compress
    content = await run(len(body), lambda: compress(encode(shape.apply(kept, decode(body)))))
    headers = _validators(etag, coding) | ({} if coding is None else coding.headers)
    return Response(body=content, headers=headers | unknown_paths(kept))


def _validators(etag: str, coding: Coding | None) -> dict[str, str]:
    return {"ETag": etag, **REVALIDATE, **({} if coding is None else VARY)}


async def _prepare(body: bytes, etag: str, coding: Coding | None, run: Run) -> Prepared:
    headers = _validators(etag, coding)
    validators = Response(status_code=304, headers=headers).headers
    content = body
    if coding is not None:
        headers |= coding.headers
        if coding is not PLAIN:
            content = await run(len(body), lambda: coding.compress(body))
    return Prepared(etag, validators, Response(body=content, headers=headers).headers, content)


def done() -> Response:
    """Return 200 without a body, as documented for the portal's changes."""
    return Response(status_code=200)


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
    asked = (request.header("x-use-timezone") or "").strip()
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
