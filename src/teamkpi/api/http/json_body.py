"""Bodies of JSON."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, TypeVar, overload

from teamkpi.api.errors import HttpError
from teamkpi.api.http.query import positive_number
from teamkpi.api.http.requests import HttpRequest, media_type_of
from teamkpi.errors import BadRequest
from teamkpi.ledger.values import refusing
from teamkpi.wire import NestedTooDeeply, OtherEncoding, decode, has_more_values

T = TypeVar("T")

MOST_VALUES: Final = 20_000
"""Of the JSON of one request: reading more would keep every other request waiting for too long."""
_MEDIA_TYPE: Final = "application/json"


def _as_it_is(body: dict[str, Any]) -> dict[str, Any]:
    return body


@overload
async def json_object(request: HttpRequest) -> dict[str, Any]: ...
@overload
async def json_object(request: HttpRequest, reader: Callable[[dict[str, Any]], T]) -> T: ...
async def json_object(request: HttpRequest, reader: Callable[[dict[str, Any]], Any] = _as_it_is) -> Any:
    """Return the body, which must be a JSON object, or what a reader makes of it; raises what ``json_body`` raises."""

    def read_object(body: Any) -> Any:
        if not isinstance(body, dict):
            raise BadRequest("body", "must be a JSON object")
        return reader(body)

    return await json_body(request, read_object)


async def json_list(request: HttpRequest, reader: Callable[[list[Any]], T]) -> T:
    """Return what a reader makes of the body, which must be a JSON array; raises what ``json_body`` raises."""

    def read_list(body: Any) -> T:
        if not isinstance(body, list):
            raise BadRequest("body", "must be a JSON array")
        return reader(body)

    return await json_body(request, read_list)


async def json_body(request: HttpRequest, reader: Callable[[Any], T]) -> T:
    """Return what a reader makes of the body, which must be JSON; numbers keep every digit.

    A large body is read in a thread, by a reader that touches nothing else. Raises BadRequest for a malformed one, what
    the reader raises, and HttpError for a body of another media type, for one that is too large, and for a
    client that goes away.
    """
    if media_type_of(request) != _MEDIA_TYPE:
        raise HttpError(415)
    return await request.bodies.read(request, lambda content: reader(json_of(content)))


def json_of(content: bytes) -> Any:
    """Return the value that some JSON says, its numbers with every digit; raises BadRequest."""
    if has_more_values(content, MOST_VALUES):
        raise BadRequest("body", f"must contain at most {MOST_VALUES:,} values, arrays and objects included")
    try:
        return decode(content)
    except (NestedTooDeeply, OtherEncoding) as error:
        raise BadRequest("body", str(error)) from None
    except ValueError:
        raise BadRequest("body", "must be JSON") from None


def read(name: str, value: Any, reader: Callable[[Any], Any]) -> Any:
    """Return a value as a reader of the ledger reads it; raises BadRequest with the field's name."""
    try:
        return refusing(reader)(value)
    except ValueError as error:
        raise BadRequest(name, str(error)) from None


def text_of(body: Mapping[str, Any], name: str, *, is_required: bool = True) -> str:
    """Return a text of a body; "" if it is optional and absent, null or empty. Raises BadRequest."""
    value = body.get(name)
    if value is None or value == "":
        if is_required:
            raise BadRequest(name, "is required")
        return ""
    if not isinstance(value, str):
        raise BadRequest(name, "must be text")
    return value


def flag_of(body: Mapping[str, Any], name: str, *, is_required: bool = False) -> bool:
    """Return a boolean of a body; false if it is optional and absent or null. Raises BadRequest."""
    value = body.get(name)
    if value is None and not is_required:
        return False
    if not isinstance(value, bool):
        raise BadRequest(name, "must be true or false")
    return value


def ids_of(body: Mapping[str, Any], name: str, *, most: int) -> list[int]:
    """Return the ids in a list of a body; none if it is absent, null or empty. Raises BadRequest."""
    given = body.get(name) or []
    ids = [positive_number(str(one)) for one in given] if isinstance(given, list) else [None]
    if len(ids) > most or None in ids:
        raise BadRequest(name, f"must be a list of at most {most} ids")
    return [one for one in ids if one is not None]
