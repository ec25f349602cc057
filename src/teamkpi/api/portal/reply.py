"""Answers of calls that are not kept: shaped, and with an entity tag made of what they say."""

from __future__ import annotations

from decimal import Decimal
from hashlib import blake2b
from typing import Final

import msgspec
from litestar.response.base import ASGIResponse
from msgspec import Struct

from teamkpi.api import shape
from teamkpi.api.operations import ID_SCHEMA, REVALIDATE, Parameter
from teamkpi.api.portal.access import HttpRequest
from teamkpi.api.portal.conditional import is_held
from teamkpi.wire import encode

JSON: Final = "application/json"
TEAM_ID: Final = Parameter("teamId", "path", "The team's id.", ID_SCHEMA, required=True)
IF_NONE_MATCH: Final = Parameter(
    "If-None-Match", "header", "An ETag of before; 304 when nothing has changed.", {"type": "string"}
)


def reply(request: HttpRequest, body: Struct, kept: shape.Shape | None) -> ASGIResponse:
    """Answer with what the shape keeps of a body, or with 304 when the client holds just that."""
    headers = dict(REVALIDATE)
    if kept is None:
        content = encode(body)
    else:
        content = encode(shape.apply(kept, msgspec.to_builtins(body, builtin_types=(Decimal,))))
        headers |= unknown_paths(kept)
    etag = f'"{blake2b(content, digest_size=15).hexdigest()}"'
    headers["ETag"] = etag
    if is_held(request.headers.get("if-none-match"), etag):
        return ASGIResponse(status_code=304, headers=headers)
    return ASGIResponse(body=content, media_type=JSON, headers=headers)


def unknown_paths(kept: shape.Shape) -> dict[str, str]:
    """Return the header that lists the paths which lead nowhere, when there are any."""
    unknown = shape.unknown_paths_header(kept)
    return {shape.UNKNOWN_PATHS_HEADER: unknown} if unknown else {}
