"""Bodies of JSON."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from litestar.exceptions import ClientException, HTTPException, InternalServerException

from teamkpi.api.portal.access import HttpRequest
from teamkpi.errors import BadRequest
from teamkpi.ledger.values import refusing
from teamkpi.wire import NestedTooDeeply, OtherEncoding, decode

_MEDIA_TYPE: Final = "application/json"


async def json_object(request: HttpRequest) -> dict[str, Any]:
    """Return the body, which must be a JSON object; raises what ``json_body`` raises."""
    body = await json_body(request)
    if not isinstance(body, dict):
        raise BadRequest("body", "must be a JSON object")
    return body


async def json_list(request: HttpRequest) -> list[Any]:
    """Return the body, which must be a JSON array; raises what ``json_body`` raises."""
    body = await json_body(request)
    if not isinstance(body, list):
        raise BadRequest("body", "must be a JSON array")
    return body


async def json_body(request: HttpRequest) -> Any:
    """Return the body, which must be JSON; numbers keep every digit.

    Raises BadRequest for a malformed one, and the framework's errors for a body of another media type, for one that is
    too large, and for a client that goes away.
    """
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != _MEDIA_TYPE:
        raise HTTPException(status_code=415)
    content = await content_of(request)
    return json_of(content)


def json_of(content: bytes) -> Any:
    """Return the value that some JSON says, its numbers with every digit; raises BadRequest."""
    try:
        return decode(content)
    except (NestedTooDeeply, OtherEncoding) as error:
        raise BadRequest("body", str(error)) from None
    except ValueError:
        raise BadRequest("body", "must be JSON") from None


async def content_of(request: HttpRequest) -> bytes:
    """Return the bytes of the body.

    Raises the framework's errors for one that is too large, and for a client that goes away.
    """
    try:
        content: bytes = await request.body()
    except InternalServerException:
        raise ClientException("the client went away") from None
    return content


def read(name: str, value: Any, reader: Callable[[Any], Any]) -> Any:
    """Return a value as a reader of the ledger reads it; raises BadRequest with the field's name."""
    try:
        return refusing(reader)(value)
    except ValueError as error:
        raise BadRequest(name, str(error)) from None
