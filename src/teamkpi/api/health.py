"""``/health``: whether the process is up, and whether it can answer."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Final

from msgspec import UNSET, Meta, Struct, UnsetType

from teamkpi.api.callers.services import Services
from teamkpi.api.calls import Who, call
from teamkpi.api.http import monitors
from teamkpi.api.http.declarations import NO_STORE, NO_STORE_HEADERS, Reply
from teamkpi.api.http.requests import HttpRequest
from teamkpi.api.http.responses import Response
from teamkpi.describing import says
from teamkpi.errors import DatabaseNotReady
from teamkpi.mirror.ages import Age, read_ages, worst
from teamkpi.mirror.failures import FAILURES
from teamkpi.mirror.status import KindStatus, read_kinds
from teamkpi.wire import encode

MOST_MIRRORS: Final = 100
"""How many mirrors one answer shows; ``/metrics`` has the age and the problem of every one."""


class Health(Struct, frozen=True):
    """How the process is."""

    status: Annotated[str, Meta(description="`live` or `ready`.", examples=["ready"])]


class MirroredKind(Struct, frozen=True, kw_only=True):
    """How far one kind of record is copied."""

    entity: Annotated[str, says("The entity's name in paths.", "bookings")]
    newest_version: Annotated[
        datetime | None, says("The newest `UpdatedOn` that was received.", "2026-11-18T08:58:12Z")
    ]
    age: Annotated[int | None, says("How many seconds old the copy is; `null` before the first.", 240)]
    there: Annotated[int | None, says("Number of records at the source when all were last read.", 2500)]
    here: Annotated[int | None, says("Number of records here at that time.", 2500)]
    last_sweep: Annotated[
        datetime | None, says("When all records were last read, to find deleted ones.", "2026-11-18T04:00:10Z")
    ]
    refused: Annotated[int, says("Number of records that could not be stored.", 0)]
    missing: Annotated[int, says("Number of records that wait for `teamkpi mirror confirm` to be deleted.", 0)]
    note: Annotated[str, says("What is wrong or special, such as a missing role; empty if nothing is.", "")]


class MirrorHealth(Struct, frozen=True, kw_only=True):
    """How a network's mirror is."""

    network: Annotated[str, says("The network's name.", "default")]
    age: Annotated[int | None, says("The age of its oldest kind of record; `null` until all were copied once.", 240)]
    is_paused: Annotated[bool, says("No requests are made until it is resumed.", False)]
    problem_code: Annotated[str | None, says("The code of the present problem; `null` if there is none.")]
    problem: Annotated[str | None, says("The same in words.")]
    problem_since: Annotated[datetime | None, says("Since when there has been a problem.")]
    entities: Annotated[list[MirroredKind], Meta(description="Every kind of record.")]


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
    mirrors: Annotated[
        list[MirrorHealth] | UnsetType,
        Meta(
            description="Each mirror, for a request that shows the token of `/metrics`; absent for others. At most "
            f"{MOST_MIRRORS}: those that have a problem or are paused come first, then the oldest."
        ),
    ] = UNSET
    mirrors_left_out: Annotated[
        int | UnsetType,
        Meta(description="Number of mirrors that are not in `mirrors`; absent when `mirrors` is absent.", examples=[0]),
    ] = UNSET


_AN_ANSWER: Final = Readiness(
    "ready",
    3600,
    240,
    0,
    [
        MirrorHealth(
            network="default",
            age=240,
            is_paused=False,
            problem_code=None,
            problem=None,
            problem_since=None,
            entities=[
                MirroredKind(
                    entity="bookings",
                    newest_version=datetime(2026, 11, 18, 8, 58, 12, tzinfo=UTC),
                    age=240,
                    there=2500,
                    here=2500,
                    last_sweep=datetime(2026, 11, 18, 4, 0, 10, tzinfo=UTC),
                    refused=0,
                    missing=0,
                    note="",
                )
            ],
        )
    ],
    0,
)


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
        "Checks that the database is reachable, accepts writes and has the newest schema; if not, `detail` says why. "
        "Anyone may ask. A request with the token of [`/metrics`](../reference/monitoring.md) (`Authorization: Bearer "
        "…`) also gets `mirrors`: for each mirror and kind of record, what the console shows to operators. At most "
        f"{MOST_MIRRORS} mirrors are shown, those with problems first."
    ),
    tag="Health",
    replies={200: Reply("It can.", Readiness, _AN_ANSWER, headers=NO_STORE_HEADERS)},
    errors=("unavailable",),
    is_throttled=False,
)
async def ready(services: Services, request: HttpRequest) -> Response:
    """Ask the database."""
    await services.database.ensure_ready()
    made_on = await services.database.verified_backup()
    mirrors = await services.database.read(read_ages)
    now = services.now()
    age = None if made_on is None else max(0, int((now - made_on).total_seconds()))
    ages = [one.seconds(now) for one in mirrors]
    oldest = None if None in ages else max((one for one in ages if one is not None), default=None)
    problems = sum(one.has_problem for one in mirrors)
    token = services.settings.metrics_token
    if token is None or not monitors.shows(request.scope, token):
        return _answer(Readiness("ready", age, oldest, problems))
    shown = worst(mirrors, MOST_MIRRORS)
    kinds = await services.database.read_in_thread(
        lambda conn: read_kinds(conn, [one.network_id for one in shown], now=now)
    )
    told = [_mirror(one, kinds[one.network_id], now) for one in shown]
    return _answer(Readiness("ready", age, oldest, problems, told, len(mirrors) - len(told)))


def _mirror(one: Age, kinds: list[KindStatus], now: datetime) -> MirrorHealth:
    code = one.problem_code
    return MirrorHealth(
        network=one.network,
        age=one.seconds(now),
        is_paused=one.is_paused,
        problem_code=code,
        problem=FAILURES[code].meaning if code in FAILURES else code,
        problem_since=one.problem_since,
        entities=[_kind(kind) for kind in kinds],
    )


def _kind(one: KindStatus) -> MirroredKind:
    return MirroredKind(
        entity=one.entity,
        newest_version=one.newest_version,
        age=one.age_seconds,
        there=one.there,
        here=one.here,
        last_sweep=one.swept_on,
        refused=one.refused,
        missing=one.missing,
        note=one.note,
    )


def _answer(state: Health | Readiness) -> Response:
    return Response(body=encode(state), media_type="application/json", headers=NO_STORE)
