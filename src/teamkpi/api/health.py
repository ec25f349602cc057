"""``/health``: whether the process is up, and whether it can answer."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

from teamkpi.api.callers.services import Services
from teamkpi.api.calls import Who, call
from teamkpi.api.http.declarations import NO_STORE, NO_STORE_HEADERS, Reply
from teamkpi.api.http.responses import Response
from teamkpi.errors import DatabaseNotReady
from teamkpi.mirror.ages import read_ages
from teamkpi.wire import encode


class Health(Struct, frozen=True):
    """How the process is."""

    status: Annotated[str, Meta(description="`live` or `ready`.", examples=["ready"])]


class Readiness(Struct, frozen=True):
    """That the process can answer, and what monitoring wants to know besides."""

    status: Annotated[str, Meta(description="`ready`.", examples=["ready"])]
    verified_backup_age: Annotated[
        int | None,
        Meta(
            description="How many seconds ago the last verified backup was made; `null` without one.", examples=[3600]
        ),
    ]
    mirror_age: Annotated[
        int | None,
        Meta(
            description="How many seconds old the copy of a mirrored account is, the oldest if there are several; "
            "`null` without a mirror, and until everything was copied once.",
            examples=[240],
        ),
    ]
    mirror_problems: Annotated[
        int,
        Meta(
            description="How many mirrors have a problem or are paused; `teamkpi mirror status` says more.",
            examples=[0],
        ),
    ]


@call(
    "GET /health/live",
    id="live",
    who=Who.ANYBODY,
    summary="Is the process up?",
    description=(
        "Does not check the database. Status 503 if the embedded PostgreSQL has ended and cannot be restarted; "
        "`detail` says why."
    ),
    tag="Health",
    replies={200: Reply("The process is up.", Health, Health(status="live"), headers=NO_STORE_HEADERS)},
    errors=("unavailable",),
    is_throttled=False,
)
async def live(services: Services) -> Response:
    """Answer without asking the database."""
    if services.embedded is not None and services.embedded.problem is not None:
        raise DatabaseNotReady(services.embedded.problem)
    return _answer(Health("live"))


@call(
    "GET /health/ready",
    id="ready",
    who=Who.ANYBODY,
    summary="Can it serve requests?",
    description=(
        "Checks that the database is reachable, accepts writes and has the newest schema; if not, `detail` says why."
    ),
    tag="Health",
    replies={200: Reply("It can.", Readiness, Readiness("ready", 3600, 240, 0), headers=NO_STORE_HEADERS)},
    errors=("unavailable",),
    is_throttled=False,
)
async def ready(services: Services) -> Response:
    """Ask the database."""
    await services.database.ensure_ready()
    made_on = await services.database.verified_backup()
    mirrors = await services.database.read(read_ages)
    now = services.now()
    age = None if made_on is None else max(0, int((now - made_on).total_seconds()))
    ages = [one.seconds(now) for one in mirrors]
    oldest = None if None in ages else max((one for one in ages if one is not None), default=None)
    problems = sum(one.is_paused or one.problem_code is not None for one in mirrors)
    return _answer(Readiness("ready", age, oldest, problems))


def _answer(state: Health | Readiness) -> Response:
    return Response(body=encode(state), media_type="application/json", headers=NO_STORE)
