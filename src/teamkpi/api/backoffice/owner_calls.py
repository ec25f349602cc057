"""Declares the calls that only owners may use, and has the code that these calls share."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import Any, Final

from msgspec import Struct

from teamkpi.api.backoffice.access_types import ACCESS_TAG, FOR_OWNERS
from teamkpi.api.backoffice.declarations import PROBLEMS
from teamkpi.api.callers.services import Services
from teamkpi.api.calls import register
from teamkpi.api.http.declarations import NO_STORE, Operation, Parameter
from teamkpi.api.http.query import Query, positive_number
from teamkpi.api.http.requests import HttpRequest
from teamkpi.api.http.responses import Response
from teamkpi.errors import BadRequest
from teamkpi.wire import encode

MOST_PAGES: Final = 100_000
_WITH_BODY: Final = (*PROBLEMS, "body_too_large", "unsupported_media_type")


def declare(
    work: Callable[[Services, HttpRequest], Awaitable[Response]],
    at: str,
    call_id: str,
    summary: str,
    description: str,
    **more: Any,
) -> None:
    """Declare a call in the module of its handler: ``at`` is method and path, ``more`` other fields of ``Operation``.

    The handler has to check its caller with ``owner_of``; this only says so in the contract.
    """
    method, path = at.split(" ")
    operation = Operation(
        id=call_id,
        method=method.lower(),  # type: ignore[arg-type]  # one of them
        path=path,
        summary=summary,
        description=f"{description} {FOR_OWNERS}",
        tag=ACCESS_TAG,
        problems=_WITH_BODY if "json" in more else PROBLEMS,
        for_operators=True,
        **more,
    )
    register(work.__module__, operation, work)


def page_parameters(usual: int, most: int) -> tuple[Parameter, Parameter]:
    """Return the parameters of a list that has pages: the page and its size, as ``page_of`` reads them."""
    number = {"type": "integer", "minimum": 1, "maximum": MOST_PAGES, "default": 1}
    size = {"type": "integer", "minimum": 1, "default": usual}
    return (
        Parameter("page", "query", "The page, from 1.", number),
        Parameter("size", "query", f"The size of a page; values over {most} count as {most}.", size),
    )


def page_of(query: Query, usual: int, most: int) -> tuple[int, int]:
    """Return the page and its size that a query asks for; raises BadRequest."""
    page, size = query.number("page", default=1), min(query.number("size", default=usual), most)
    if page > MOST_PAGES:
        raise BadRequest("page", f"must be at most {MOST_PAGES}")
    return page, size


def shown_once(shown: Struct) -> Response:
    """Return a response with a secret, which no cache may store."""
    return Response(body=encode(shown), headers=NO_STORE, media_type="application/json")


def overlap_in(body: Mapping[str, Any], *, usual: timedelta, longest: timedelta) -> timedelta:
    """Return for how long a replaced secret stays valid, by ``OverlapHours`` of a body; raises BadRequest."""
    hours, most = body.get("OverlapHours", _hours(usual)), _hours(longest)
    if not isinstance(hours, int) or isinstance(hours, bool) or not 0 <= hours <= most:
        raise BadRequest("OverlapHours", f"must be a whole number from 0 to {most}")
    return timedelta(hours=hours)


def overlap_schema(meaning: str, *, usual: timedelta, longest: timedelta) -> dict[str, Any]:
    """Return the schema of ``OverlapHours``; ``meaning`` is a sentence without its full stop."""
    return {
        "type": "integer",
        "minimum": 0,
        "maximum": _hours(longest),
        "description": f"{meaning}. Default: {_hours(usual)}.",
    }


def _hours(duration: timedelta) -> int:
    return int(duration / timedelta(hours=1))


def id_in_path(request: HttpRequest, name: str) -> int:
    """Return an id in the path; 0, which no record has, if it is not an id."""
    return positive_number(request.path_params[name]) or 0
