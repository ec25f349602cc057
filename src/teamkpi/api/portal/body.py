"""The JSON body of a request, read strictly: what is there must be what it should be, or is refused by name."""

from __future__ import annotations

from typing import Any, Final

import msgspec
from litestar.exceptions import ClientException, HTTPException, InternalServerException

from teamkpi.api.portal.access import HttpRequest
from teamkpi.errors import BadRequest

_UNSUPPORTED_MEDIA_TYPE: Final = 415


async def json_object(request: HttpRequest) -> dict[str, Any]:
    """Return the object that the body is; raises BadRequest when it is none, and 415 when it is not said to be JSON."""
    try:
        body = await request.body()
    except InternalServerException:
        raise ClientException("the client went away") from None
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise HTTPException(status_code=_UNSUPPORTED_MEDIA_TYPE)
    try:
        found = msgspec.json.decode(body)
    except (msgspec.DecodeError, RecursionError, ValueError):
        raise BadRequest("body", "must be JSON in UTF-8") from None
    if not isinstance(found, dict):
        raise BadRequest("body", "must be a JSON object")
    return found


def text_of(body: dict[str, Any], name: str, *, is_required: bool = True) -> str:
    """Return a text of the body; "" when it need not be there and is absent or null. Raises BadRequest."""
    value = body.get(name)
    if value is None or value == "":
        if is_required:
            raise BadRequest(name, "is required")
        return ""
    if not isinstance(value, str):
        raise BadRequest(name, "must be text")
    return value
