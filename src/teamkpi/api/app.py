"""The application: every call, with what it works with."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from importlib.resources.abc import Traversable
from typing import Any

from litestar import Litestar, Response, route
from litestar.datastructures import State
from litestar.exceptions import HTTPException
from litestar.handlers import HTTPRouteHandler
from litestar.response.base import ASGIResponse
from litestar.types import ControllerRouterHandler

from teamkpi import clock
from teamkpi.api import docs, health, webhooks
from teamkpi.api.backoffice import audit_trail
from teamkpi.api.backoffice import handlers as backoffice
from teamkpi.api.callers import sign_in
from teamkpi.api.callers.checks import Checks
from teamkpi.api.callers.operator_checks import OperatorCredentials
from teamkpi.api.callers.security_log import SecurityLog
from teamkpi.api.callers.services import Services
from teamkpi.api.contract import OPERATIONS, document
from teamkpi.api.dashboard import files as dashboard_files
from teamkpi.api.dashboard import session
from teamkpi.api.database import Database
from teamkpi.api.http import bodies, problems
from teamkpi.api.http.client_address import Proxies
from teamkpi.api.http.paths import CallPaths
from teamkpi.api.http.requests import HttpRequest
from teamkpi.api.log import Logger, described, logger_to, notes_of
from teamkpi.api.portal import (
    account,
    attendance,
    basis,
    directory,
    figures,
    invitations,
    members,
    metrics,
    profile,
    team_invitations,
    teams,
    token,
)
from teamkpi.api.serving.outer_middleware import OuterMiddleware
from teamkpi.api.serving.shared_counts import SharedCounts
from teamkpi.api.serving.throttle import Throttle
from teamkpi.api.serving.untrusted_proxies import UntrustedProxies
from teamkpi.api.workers import Workers
from teamkpi.kpi.cached_answers import TeamAnswers
from teamkpi.settings import Settings


def create_app(
    settings: Settings,
    database_url: str,
    *,
    now: Callable[[], datetime] = clock.now,
    log: Logger | None = None,
    dashboard: Traversable | None = None,
    more_routes: Sequence[ControllerRouterHandler] = (),
) -> OuterMiddleware:
    """Return the ASGI application; it connects in its lifespan and needs no database before.

    ``now`` is asked once for each check and once for each answer; a test may put its own clock there. ``log`` gets a
    line for each request, standard error unless told otherwise. ``dashboard`` holds the built pages, those of the
    package unless told otherwise. ``more_routes`` are answered as well, for who serves more than this API.
    """
    log = log or logger_to()
    database = Database(database_url, settings.pool_size)
    proxies = Proxies(settings.trusted_proxies, UntrustedProxies(database, log, now).note)
    security_log = SecurityLog(log, proxies)
    passwords = sign_in.password_gate()
    workers = Workers()
    services = Services(
        settings=settings,
        database=database,
        checks=Checks(database, now),
        operator_credentials=OperatorCredentials(database, passwords, sign_in.safeguards(settings), now),
        proxies=proxies,
        security=security_log,
        workers=workers,
        answers=TeamAnswers(
            database.reads,
            workers.run,
            open_checkin_limit=settings.open_checkin_limit,
            most_bytes=settings.cache_mebibytes * 1024 * 1024,
        ),
        now=now,
    )

    counts = SharedCounts(database.reads, now)

    def as_problem(request: HttpRequest, error: Exception) -> Response[Any]:
        security_log.note_refusal(request.scope, error)
        return _as_problem(request, error)

    @asynccontextmanager
    async def connected(_: Litestar) -> AsyncIterator[None]:
        await database.open()
        try:
            yield
        finally:
            await counts.close()
            await database.close()

    calls = [
        *token.handlers(services, passwords),
        *session.handlers(services, passwords),
        *account.handlers(services, passwords),
        *teams.handlers(services),
        *metrics.handlers(services),
        *basis.handlers(services),
        *figures.handlers(),
        *attendance.handlers(services),
        *profile.handlers(services),
        *directory.handlers(services),
        *members.handlers(services),
        *team_invitations.handlers(services),
        *invitations.handlers(services),
        *webhooks.handlers(services),
        *health.handlers(services),
        *backoffice.handlers(services),
        *audit_trail.handlers(services),
    ]
    app = Litestar(
        [
            *_options_of_shared_paths(calls),
            *calls,
            *docs.handlers(document()),
            *dashboard_files.handlers(dashboard or dashboard_files.built_files()),
            *more_routes,
        ],
        lifespan=[connected],
        exception_handlers={Exception: as_problem, HTTPException: as_problem},
        openapi_config=None,  # the document is made of the types and the operations instead
        logging_config=None,
        request_max_body_size=settings.max_body_bytes,
        state=State({bodies.STATE: bodies.Bodies(workers, OPERATIONS, settings.max_body_bytes)}),
    )
    inner = Throttle(app, counts, services.proxies, settings) if settings.throttle else app
    paths = CallPaths(operation.path for operation in OPERATIONS)
    return OuterMiddleware(inner, paths=paths, cors_origins=settings.cors_origins, log=log)


def _options_of_shared_paths(calls: Sequence[HTTPRouteHandler]) -> Iterator[HTTPRouteHandler]:
    """Answer OPTIONS for paths of several calls; by itself the framework allows only the first of them."""
    methods: defaultdict[str, set[str]] = defaultdict(set)
    for call in calls:
        for path in call.paths:
            methods[path].update(call.http_methods)
    for path, taken in methods.items():
        if len(taken) > 1:
            yield _options(path, ", ".join(sorted(taken | {"OPTIONS"})))


def _options(path: str, allowed: str) -> HTTPRouteHandler:
    @route(path, http_method="OPTIONS")
    async def options() -> ASGIResponse:
        return ASGIResponse(status_code=204, headers={"Allow": allowed})

    return options


def _as_problem(request: HttpRequest, error: Exception) -> Response[Any]:
    found = problems.of_error(error, request.method)
    if found.problem.status >= 500:
        notes_of(request.scope).error = described(error)
    return Response(
        content=found.body,
        status_code=found.problem.status,
        media_type=problems.MEDIA_TYPE,
        headers=dict(found.headers),
    )
