"""The application: every call, with what it works with."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

from litestar import HttpMethod, Litestar, MediaType, Response, route
from litestar.exceptions import HTTPException
from litestar.handlers import HTTPRouteHandler
from litestar.types import ControllerRouterHandler

from teamkpi import clock
from teamkpi.api import docs, health, problems
from teamkpi.api.checks import Checks
from teamkpi.api.contract import document
from teamkpi.api.database import Database
from teamkpi.api.edge import Edge
from teamkpi.api.log import Logger, described, logger_to, notes_of
from teamkpi.api.portal import attendance, teams, token
from teamkpi.api.portal.access import HttpRequest, Services
from teamkpi.kpi.answers import TeamAnswers
from teamkpi.settings import Settings


def create_app(
    settings: Settings,
    database_url: str,
    *,
    now: Callable[[], datetime] = clock.now,
    log: Logger | None = None,
    more_routes: Sequence[ControllerRouterHandler] = (),
) -> Edge:
    """Return the ASGI application; it connects in its lifespan and needs no database before.

    ``now`` is asked once for each check and once for each answer; a test may put its own clock there. ``log`` gets a
    line for each request, standard error unless told otherwise. ``more_routes`` are answered as well, for who serves
    more than this API.
    """
    database = Database(database_url, settings.pool_size)
    services = Services(
        settings=settings,
        database=database,
        checks=Checks(database.reads, now),
        answers=TeamAnswers(
            database.reads,
            open_checkin_limit=settings.open_checkin_limit,
            most_bytes=settings.cache_mebibytes * 1024 * 1024,
        ),
        now=now,
    )

    @asynccontextmanager
    async def connected(_: Litestar) -> AsyncIterator[None]:
        await database.open()
        try:
            yield
        finally:
            await database.close()

    handlers = [
        *token.handlers(services),
        *teams.handlers(services),
        *attendance.handlers(services),
        *health.handlers(services),
        *docs.handlers(document()),
    ]
    app = Litestar(
        [*_options(handlers), *handlers, *more_routes],
        lifespan=[connected],
        exception_handlers={Exception: _as_problem, HTTPException: _as_problem},
        openapi_config=None,  # the document is made of the types and the operations instead
        logging_config=None,
        request_max_body_size=settings.max_body_bytes,
    )
    return Edge(app, cors_origins=settings.cors_origins, log=log or logger_to())


def _options(handlers: Iterable[HTTPRouteHandler]) -> Iterator[HTTPRouteHandler]:
    """Yield the answers to OPTIONS of paths of several handlers, of which the framework would list only the first."""
    methods: dict[str, list[str]] = {}
    for handler in handlers:
        for path in handler.paths:
            methods.setdefault(path, []).extend(handler.http_methods)
    for path, several in methods.items():
        if len(several) > 1:
            yield _allowing(path, ", ".join(sorted([*several, "OPTIONS"])))


def _allowing(path: str, allowed: str) -> HTTPRouteHandler:
    @route(path, http_method=HttpMethod.OPTIONS, status_code=204)
    async def options() -> Response[None]:
        return Response(content=None, headers={"Allow": allowed}, media_type=MediaType.TEXT)

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
