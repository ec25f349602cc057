"""The application: every call, with what it works with."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from importlib.resources.abc import Traversable
from typing import Final

from teamkpi import clock, folding, networks
from teamkpi.accounts import Seal
from teamkpi.accounts.webhooks import Signatures
from teamkpi.api import docs
from teamkpi.api.callers import sign_in
from teamkpi.api.callers.checks import Checks
from teamkpi.api.callers.operator_checks import OperatorCredentials
from teamkpi.api.callers.security_log import SecurityLog
from teamkpi.api.callers.services import Services
from teamkpi.api.contract import document
from teamkpi.api.dashboard import files as dashboard_files
from teamkpi.api.database import Database, Gate
from teamkpi.api.http import problems
from teamkpi.api.http.application import Application
from teamkpi.api.http.bodies import Bodies
from teamkpi.api.http.client_address import Proxies
from teamkpi.api.http.paths import CallPaths
from teamkpi.api.http.requests import App, Scope, host_in
from teamkpi.api.http.responses import Response
from teamkpi.api.http.routing import Route
from teamkpi.api.log import Logger, described, logger_to, notes_of
from teamkpi.api.portal.mismatches import MismatchCount
from teamkpi.api.reading import handler_of
from teamkpi.api.registry import CALLS, OPERATIONS
from teamkpi.api.serving.doorway import Doorway
from teamkpi.api.serving.outer_middleware import OuterMiddleware
from teamkpi.api.serving.plain_sign_ins import PlainSignIns
from teamkpi.api.serving.readers import ReaderLog
from teamkpi.api.serving.shared_counts import SharedCounts
from teamkpi.api.serving.telemetry import OnlyMetrics, RequestCounts, Sources, metrics_route
from teamkpi.api.serving.throttle import Throttle
from teamkpi.api.serving.untrusted_proxies import UntrustedProxies
from teamkpi.api.workers import Workers
from teamkpi.db.background import TaskTimes
from teamkpi.db.embedded_watch import EmbeddedState
from teamkpi.errors import NetworkClosed, NetworkNotFound
from teamkpi.hooks.registry import STOPPED
from teamkpi.kpi.cached_answers import TeamAnswers
from teamkpi.mail import alerts, reports
from teamkpi.mirror.ages import read_ages
from teamkpi.outbox.backlog import read_backlogs
from teamkpi.settings import Settings

_SIGN_INS_AT_ONCE: Final = 2
_MOST_SIGN_INS_WAITING: Final = 64
# Why messages were not sent although nothing failed.
_NOT_WANTED: Final = (alerts.NOBODY, reports.NOBODY, STOPPED)


def create_app(
    settings: Settings,
    database_url: str,
    *,
    now: Callable[[], datetime] = clock.now,
    log: Logger | None = None,
    dashboard: Traversable | None = None,
    embedded: EmbeddedState | None = None,
    times: TaskTimes | None = None,
    more_routes: Sequence[Route] = (),
) -> OuterMiddleware:
    """Return the ASGI application; it connects in its lifespan and needs no database before.

    ``now`` is asked once for each check and once for each answer; a test may put its own clock there. ``log`` gets a
    line for each request, standard error unless told otherwise. ``dashboard`` holds the built pages, those of the
    package unless told otherwise. ``embedded`` says how the embedded server is, if the database is on one, and
    ``times`` when the tasks of this process's workers were completed. ``more_routes`` are answered as well, for who
    serves more than this API.
    """
    log = log or logger_to(settings)
    database = Database(database_url, settings.pool_size)
    services = _services(settings, database, log, now, embedded)
    counts = SharedCounts(database.reads, now)
    requests = RequestCounts() if settings.metrics_token or settings.metrics_port else None
    readers = ReaderLog(database, log, services.proxies, settings.log_address) if settings.record_readers else None
    sources = _sources(services, requests or RequestCounts(), times or TaskTimes(now))

    async def as_problem(scope: Scope, error: Exception) -> Response:
        if isinstance(error, NetworkNotFound) and await _is_elsewhere(database, host_in(scope)):
            error = NetworkClosed("moved")
        services.security.note_refusal(scope, error)
        return _as_problem(scope, error)

    app = Application(
        [
            *(
                Route(one.operation.method.upper(), one.operation.path, handler_of(one, services, readers))
                for one in CALLS
            ),
            *docs.handlers(document()),
            *dashboard_files.handlers(dashboard or dashboard_files.built_files(), settings, database, services.proxies),
            *([metrics_route(sources, settings.metrics_token, settings.metrics_port)] if requests else []),
            *more_routes,
        ],
        Bodies(services.workers, OPERATIONS, settings.max_body_bytes),
        on_error=as_problem,
        running=lambda: _connected(database, counts, readers),
    )
    inner: App = Throttle(app, counts, services.proxies, settings) if settings.throttle else app
    inner = Doorway(inner, services.proxies)
    if settings.metrics_port:
        inner = OnlyMetrics(inner, settings.metrics_port)
    paths = CallPaths(operation.path for operation in OPERATIONS)
    return OuterMiddleware(inner, paths=paths, cors_origins=settings.cors_origins, log=log, counts=requests)


def _services(
    settings: Settings, database: Database, log: Logger, now: Callable[[], datetime], embedded: EmbeddedState | None
) -> Services:
    """Return what the calls work with."""
    proxies = Proxies(settings.trusted_proxies, UntrustedProxies(database, log, now).note)
    passwords = sign_in.password_gate()
    workers = Workers()
    return Services(
        settings=settings,
        database=database,
        checks=Checks(database, now),
        operator_credentials=OperatorCredentials(database, passwords, sign_in.safeguards(settings), now),
        proxies=proxies,
        note_plain_sign_in=PlainSignIns(database, log, now).note,
        security=SecurityLog(log, proxies, settings.log_address),
        log=log,
        workers=workers,
        answers=TeamAnswers(
            database.reads,
            workers.run,
            open_checkin_limit=settings.open_checkin_limit,
            most_bytes=settings.cache_mebibytes * 1024 * 1024,
        ),
        now=now,
        passwords=passwords,
        refreshes=Gate(at_once=_SIGN_INS_AT_ONCE, most_waiting=_MOST_SIGN_INS_WAITING),
        browser_sessions=Gate(at_once=_SIGN_INS_AT_ONCE, most_waiting=_MOST_SIGN_INS_WAITING),
        signatures=Signatures(Seal(settings.secret_key)),
        embedded=embedded,
    )


def _sources(services: Services, requests: RequestCounts, times: TaskTimes) -> Sources:
    """Return what the metrics are read from."""
    database = services.database
    return Sources(
        requests=requests,
        batches=services.checks.batch_sizes,
        answers=services.answers,
        pools=database.pools,
        security=services.security.counts,
        mismatches=lambda: services.one(MismatchCount).total,
        embedded=services.embedded,
        verified_backup=database.verified_backup,
        mirrors=lambda: database.read(read_ages),
        backlogs=lambda: database.read(lambda conn: read_backlogs(conn, not_wanted=_NOT_WANTED, now=services.now())),
        completed=times.completed,
        now=services.now,
    )


@asynccontextmanager
async def _connected(database: Database, counts: SharedCounts, readers: ReaderLog | None) -> AsyncIterator[None]:
    folding.prepare()  # no request is to wait for it
    await database.open()
    try:
        yield
    finally:
        await counts.close()
        if readers is not None:
            await readers.close()
        await database.close()


async def _is_elsewhere(database: Database, host: str) -> bool:
    """Return whether the network of a host is served by another database; False if this one cannot be asked."""
    with suppress(*problems.AWAY):
        return await database.read(lambda conn: networks.is_elsewhere(conn, host))
    return False


def _as_problem(scope: Scope, error: Exception) -> Response:
    found = problems.of_error(error, scope["method"])
    if found.problem.status >= 500:
        notes_of(scope).error = described(error)
    return Response(
        body=found.body,
        status_code=found.problem.status,
        media_type=problems.MEDIA_TYPE,
        headers=found.headers,
    )
