"""``/health``: whether the process is up, and whether it can answer."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

from teamkpi.api.callers.services import Services
from teamkpi.api.calls import Who, call
from teamkpi.api.http.declarations import NO_STORE, NO_STORE_HEADERS, Reply
from teamkpi.api.http.responses import Response
from teamkpi.wire import encode


class Health(Struct, frozen=True):
    """How the process is."""

    status: Annotated[str, Meta(description="`live` or `ready`.", examples=["ready"])]


@call(
    "GET /health/live",
    id="live",
    who=Who.ANYBODY,
    summary="Is the process up?",
    description="Answers without asking anything else.",
    tag="Health",
    replies={200: Reply("It is up.", Health, Health(status="live"), headers=NO_STORE_HEADERS)},
    is_throttled=False,
)
async def live() -> Response:
    """Answer without asking anything else."""
    return _answer("live")


@call(
    "GET /health/ready",
    id="ready",
    who=Who.ANYBODY,
    summary="Can it answer?",
    description="Asks the database, which must be there, take writes and have the newest schema; `detail` says if not.",
    tag="Health",
    replies={200: Reply("It can.", Health, Health(status="ready"), headers=NO_STORE_HEADERS)},
    errors=("unavailable",),
    is_throttled=False,
)
async def ready(services: Services) -> Response:
    """Ask the database."""
    await services.database.ensure_ready()
    return _answer("ready")


def _answer(status: str) -> Response:
    return Response(body=encode(Health(status)), media_type="application/json", headers=NO_STORE)
