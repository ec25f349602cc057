"""``/health``: whether the process is up, and whether it can answer."""

from __future__ import annotations

from typing import Annotated, Final

from litestar import get
from litestar.handlers import HTTPRouteHandler
from litestar.response.base import ASGIResponse
from msgspec import Meta, Struct

from teamkpi.api.callers.services import Services
from teamkpi.api.http.declarations import NO_STORE, NO_STORE_HEADERS, Operation, Reply
from teamkpi.api.http.requests import HttpRequest
from teamkpi.wire import encode


class Health(Struct, frozen=True):
    """How the process is."""

    status: Annotated[str, Meta(description="`live` or `ready`.", examples=["ready"])]


LIVE: Final = Operation(
    id="live",
    method="get",
    path="/health/live",
    summary="Is the process up?",
    description="Answers without asking anything else.",
    tag="Health",
    replies={200: Reply("It is up.", Health, Health(status="live"), headers=NO_STORE_HEADERS)},
    is_throttled=False,
)
READY: Final = Operation(
    id="ready",
    method="get",
    path="/health/ready",
    summary="Can it answer?",
    description="Asks the database, which must be there, take writes and have the newest schema; `detail` says if not.",
    tag="Health",
    replies={200: Reply("It can.", Health, Health(status="ready"), headers=NO_STORE_HEADERS)},
    problems=("unavailable",),
    is_throttled=False,
)


def handlers(services: Services) -> list[HTTPRouteHandler]:
    """Return the route handlers of this module."""

    @get(LIVE.path)
    async def live(request: HttpRequest) -> ASGIResponse:  # noqa: ARG001 - a handler's only argument
        return _answer("live")

    @get(READY.path)
    async def ready(request: HttpRequest) -> ASGIResponse:  # noqa: ARG001
        await services.database.ensure_ready()
        return _answer("ready")

    return [live, ready]


def _answer(status: str) -> ASGIResponse:
    return ASGIResponse(body=encode(Health(status)), media_type="application/json", headers=NO_STORE)
