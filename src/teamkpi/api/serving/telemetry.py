"""What a server process counts for monitoring, and ``/metrics``, where Prometheus reads it.

Nothing is counted by request unless it can be read. The counts are those of one process: each process is a target of
its own, and Prometheus adds them up.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, NamedTuple, Protocol

from psycopg_pool import AsyncConnectionPool, ConnectionPool

from teamkpi import __version__
from teamkpi.api.database import NOT_ASKED
from teamkpi.api.errors import HttpError
from teamkpi.api.http import problems
from teamkpi.api.http.monitors import shows
from teamkpi.api.http.requests import App, HttpRequest, Receive, Scope, Send
from teamkpi.api.http.responses import Response
from teamkpi.api.http.routing import Route
from teamkpi.db.embedded_watch import EmbeddedState
from teamkpi.errors import NotAuthenticated
from teamkpi.kpi.cached_answers import TeamAnswers
from teamkpi.mirror.ages import Age
from teamkpi.outbox.backlog import MOST_COUNTED, Backlog

PATH: Final = "/metrics"
_SECONDS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
_OTHER: Final = "other"
_METHODS: Final = {"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", _OTHER}


@dataclass(frozen=True, slots=True)
class Metric:
    """One documented metric: its name, its kind (``counter``, ``gauge`` or ``histogram``), its text, and its labels."""

    name: str
    kind: str
    text: str
    labels: Mapping[str, str]


REQUESTS: Final = Metric(
    "teamkpi_requests_total",
    "counter",
    "Requests that were answered.",
    {
        "method": "The HTTP method; `other` for one that is not served.",
        "route": "The documented path, such as `/api/public/teams/{teamId}/kpi`; `none` if there is no such path.",
        "status": "The status of the response; `none` if the client had gone before there was one.",
    },
)
DURATION: Final = Metric(
    "teamkpi_request_duration_seconds",
    "histogram",
    "Seconds from the end of the request's headers to the end of the response.",
    {"method": "As above.", "route": "As above."},
)
BATCHES: Final = Metric(
    "teamkpi_check_batch_size",
    "histogram",
    "How many requests were authenticated and authorised by one SQL statement.",
    {},
)
ANSWERS: Final = Metric(
    "teamkpi_figures_cache_total",
    "counter",
    "Requests for a team's figures that were looked up in the cache.",
    {"result": "`hit` if the cached response was up to date, otherwise `miss`."},
)
POOL_CONNECTIONS: Final = Metric(
    "teamkpi_pool_connections",
    "gauge",
    "Connections to the database.",
    {"pool": "`reads`, `thread_reads` or `writes`.", "state": "`used` or `idle`."},
)
POOL_WAITING: Final = Metric(
    "teamkpi_pool_requests_waiting", "gauge", "Requests that wait for a connection now.", {"pool": "As above."}
)
POOL_WAITS: Final = Metric(
    "teamkpi_pool_waits_total", "counter", "Requests that had to wait for a connection.", {"pool": "As above."}
)
POOL_SECONDS: Final = Metric(
    "teamkpi_pool_wait_seconds_total",
    "counter",
    "Seconds that requests have waited for a connection.",
    {"pool": "As above."},
)
POOL_FAILURES: Final = Metric(
    "teamkpi_pool_failures_total", "counter", "Requests that got no connection in time.", {"pool": "As above."}
)
SECURITY: Final = Metric(
    "teamkpi_security_events_total",
    "counter",
    "[Security events](security-events.md).",
    {"event": "The name of the event.", "door": "Where it happened."},
)
MISMATCHES: Final = Metric(
    "teamkpi_figure_mismatches_total",
    "counter",
    "Figures that were not the sum of their records, in explanations and changes. Always 0 unless there is an error; "
    "`teamkpi doctor` names them.",
    {},
)
MIRROR_AGE: Final = Metric(
    "teamkpi_mirror_age_seconds",
    "gauge",
    "How old the copy of a mirrored account is. Absent until everything was copied once.",
    {"network": "The name of the network."},
)
MIRROR_PROBLEM: Final = Metric(
    "teamkpi_mirror_problem",
    "gauge",
    "1 while the network's mirror has a problem or is paused, otherwise 0; `teamkpi mirror status` says more.",
    {"network": "As above."},
)
WAITING: Final = Metric(
    "teamkpi_deliveries_waiting",
    "gauge",
    "Mail and events for hooks that wait to be sent or to be tried again, in all networks. At most "
    f"{MOST_COUNTED:,} are counted in each network.",
    {"kind": "`mail` or `hooks`."},
)
OVERDUE: Final = Metric(
    "teamkpi_deliveries_overdue_seconds",
    "gauge",
    "For how many seconds the oldest of those that are due has been due; 0 if none is. A failed attempt makes it due "
    "later.",
    {"kind": "As above."},
)
GIVEN_UP: Final = Metric(
    "teamkpi_deliveries_given_up",
    "gauge",
    "Mail and events for hooks that failed for good within the last hour: refused, came back, or expired. At most "
    f"{MOST_COUNTED:,} are counted in each network.",
    {"kind": "As above."},
)
COMPLETED: Final = Metric(
    "teamkpi_task_completed_timestamp_seconds",
    "gauge",
    "When this process last completed a round of a background task in all networks, whether or not there was anything "
    "to do, in seconds since 1970; before the first, when it began. Absent for a task that the process does not run.",
    {"task": "`alerts`, `reports`, `mail`, `housekeeping`, `hooks` or `mirror`."},
)
EMBEDDED_UP: Final = Metric(
    "teamkpi_embedded_up",
    "gauge",
    "1 while the embedded PostgreSQL is running, otherwise 0. Absent with your own database.",
    {},
)
EMBEDDED_STARTS: Final = Metric(
    "teamkpi_embedded_restarts_total",
    "counter",
    "How often this process has started the embedded PostgreSQL again after it had ended unexpectedly.",
    {},
)
BACKUP: Final = Metric(
    "teamkpi_verified_backup_timestamp_seconds",
    "gauge",
    "When the newest verified backup was made, in seconds since 1970. Absent if there is none, or while the database "
    "is unavailable.",
    {},
)
BUILD: Final = Metric("teamkpi_build_info", "gauge", "Always 1.", {"version": "The version of teamkpi."})

METRICS: Final[Sequence[Metric]] = (
    REQUESTS,
    DURATION,
    BATCHES,
    ANSWERS,
    POOL_CONNECTIONS,
    POOL_WAITING,
    POOL_WAITS,
    POOL_SECONDS,
    POOL_FAILURES,
    SECURITY,
    MISMATCHES,
    EMBEDDED_UP,
    EMBEDDED_STARTS,
    BACKUP,
    MIRROR_AGE,
    MIRROR_PROBLEM,
    WAITING,
    OVERDUE,
    GIVEN_UP,
    COMPLETED,
    BUILD,
)
"""Every metric of our own; ``process_*`` and ``python_info`` come from prometheus_client."""


class RequestCounts:
    """Counts requests by method, route and status, and how long they took; to be used on the event loop alone."""

    def __init__(self) -> None:
        self._counts: dict[tuple[str, str | None, int | None], list[float]] = {}

    def note(self, method: str, route: str | None, status: int | None, seconds: float) -> None:
        """Count one request."""
        key = (method, route, status)
        counts = self._counts.get(key)
        if counts is None:
            if method not in _METHODS:
                self.note(_OTHER, route, status, seconds)
                return
            counts = self._counts[key] = [0.0] * (len(_SECONDS) + 2)
        counts[bisect_left(_SECONDS, seconds)] += 1
        counts[-1] += seconds

    def by_status(self) -> Iterator[tuple[list[str], float]]:
        """Yield method, route and status with the number of requests."""
        for (method, route, status), counts in self._counts.items():
            yield [method, route or "none", str(status or "none")], sum(counts[:-1])

    def durations(self) -> Iterator[tuple[list[str], list[tuple[str, float]], float]]:
        """Yield method and route with the cumulated buckets and the sum of the seconds."""
        routes: dict[tuple[str, str | None], list[float]] = {}
        for (method, route, _), counts in self._counts.items():
            found = routes.setdefault((method, route), [0.0] * len(counts))
            routes[method, route] = [one + more for one, more in zip(found, counts, strict=True)]
        for (method, route), counts in routes.items():
            yield [method, route or "none"], cumulated([*map(str, _SECONDS)], counts[:-1]), counts[-1]


def cumulated(bounds: list[str], counts: Sequence[float]) -> list[tuple[str, float]]:
    """Return the buckets of a histogram as Prometheus has them: each holds all that is not above its bound."""
    total = 0.0
    buckets = []
    for bound, count in zip([*bounds, "+Inf"], counts, strict=True):
        total += count
        buckets.append((bound, total))
    return buckets


class _Sizes(Protocol):
    """How many batches there were of up to each of the bounds, and of larger ones, and of how many questions in all."""

    bounds: tuple[int, ...]
    counts: list[int]
    questions: int


@dataclass(frozen=True, slots=True)
class Sources:
    """Where the counts are that others keep."""

    requests: RequestCounts
    batches: _Sizes
    answers: TeamAnswers
    pools: Sequence[ConnectionPool[Any] | AsyncConnectionPool[Any]]
    security: Mapping[tuple[str, str], int]
    mismatches: Callable[[], int]
    embedded: EmbeddedState | None
    verified_backup: Callable[[], Awaitable[datetime | None]]
    mirrors: Callable[[], Awaitable[list[Age]]]
    backlogs: Callable[[], Awaitable[list[Backlog]]]
    completed: Callable[[], Mapping[str, datetime]]
    now: Callable[[], datetime]


class _Stored(NamedTuple):
    """What is read from the database; nothing while it is unavailable."""

    verified_backup: datetime | None = None
    mirrors: Sequence[Age] = ()
    backlogs: Sequence[Backlog] = ()


def metrics_route(sources: Sources, token: str | None, port: int) -> Route:
    """Return the route of ``/metrics``.

    With a token it takes requests that show it. Without one it only takes requests to the port of its own.
    """

    async def metrics(request: HttpRequest) -> Response:
        if token is None and not is_to_port(request.scope, port):
            raise HttpError(404)
        if token is not None and not shows(request.scope, token):
            raise NotAuthenticated
        return Response(
            body=await _text(sources), media_type="text/plain; version=1.0.0", headers={"Cache-Control": "no-store"}
        )

    return Route("GET", PATH, metrics)


class OnlyMetrics:
    """An ASGI application in front of another one: requests to the port for metrics get nothing else."""

    def __init__(self, app: App, port: int) -> None:
        self._app = app
        self._port = port

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http" or scope["path"] == PATH or not is_to_port(scope, self._port):
            await self._app(scope, receive, send)
            return
        refusal = problems.refusal("not_found")
        response = Response(body=refusal.body, status_code=404, media_type=problems.MEDIA_TYPE)
        await send({"type": "http.response.start", "status": 404, "headers": response.headers})
        await send({"type": "http.response.body", "body": response.body, "more_body": False})


def is_to_port(scope: Scope, port: int) -> bool:
    """Return whether a request arrived on this port of the machine, regardless of its Host; 0 means no port."""
    server = scope.get("server")
    return bool(port) and server is not None and server[1] == port


async def _text(sources: Sources) -> bytes:
    # Only a server that is scraped pays for loading it.
    from prometheus_client import CollectorRegistry, PlatformCollector, ProcessCollector  # noqa: PLC0415
    from prometheus_client.exposition import generate_latest  # noqa: PLC0415

    try:
        stored = _Stored(await sources.verified_backup(), await sources.mirrors(), await sources.backlogs())
    except (*problems.AWAY, *NOT_ASKED):
        stored = _Stored()
    registry = CollectorRegistry()
    ProcessCollector(registry=registry)
    PlatformCollector(registry=registry)
    registry.register(_Collector(sources, stored))
    return generate_latest(registry)


class _Collector:
    """Gives the counts to prometheus_client."""

    def __init__(self, sources: Sources, stored: _Stored) -> None:
        self._sources = sources
        self._stored = stored

    def collect(self) -> Iterator[Any]:
        """Yield every metric."""
        sources = self._sources
        yield _family(REQUESTS, sources.requests.by_status())
        durations = _family(DURATION)
        for labels, buckets, total in sources.requests.durations():
            durations.add_metric(labels, buckets, total)
        yield durations
        batches = _family(BATCHES)
        sizes = sources.batches
        batches.add_metric([], cumulated([*map(str, sizes.bounds)], sizes.counts), sizes.questions)
        yield batches
        answers = sources.answers
        yield _family(ANSWERS, [(["hit"], answers.hits), (["miss"], answers.misses)])
        yield from self._pools()
        yield _family(SECURITY, [([*key], count) for key, count in list(sources.security.items())])
        yield _family(MISMATCHES, [([], sources.mismatches())])
        if sources.embedded is not None:
            yield _family(EMBEDDED_UP, [([], int(sources.embedded.is_running))])
            yield _family(EMBEDDED_STARTS, [([], sources.embedded.starts)])
        yield from self._from_database()
        yield _family(COMPLETED, [([task], moment.timestamp()) for task, moment in sources.completed().items()])
        yield _family(BUILD, [([__version__], 1)])

    def _from_database(self) -> Iterator[Any]:
        backup, mirrors, backlogs = self._stored
        now = self._sources.now()
        if backup is not None:
            yield _family(BACKUP, [([], backup.timestamp())])
        ages = [(one.network, one.seconds(now)) for one in mirrors]
        yield _family(MIRROR_AGE, [([name], age) for name, age in ages if age is not None])
        wrong = [(one.network, one.has_problem) for one in mirrors]
        yield _family(MIRROR_PROBLEM, [([name], int(is_wrong)) for name, is_wrong in wrong])
        yield _family(WAITING, [([one.kind], one.waiting) for one in backlogs])
        yield _family(OVERDUE, [([one.kind], one.overdue_seconds(now)) for one in backlogs])
        yield _family(GIVEN_UP, [([one.kind], one.given_up) for one in backlogs])

    def _pools(self) -> Iterator[Any]:
        stats = {pool.name: pool.get_stats() for pool in self._sources.pools}
        connections = _family(POOL_CONNECTIONS)
        for name, found in stats.items():
            idle = found.get("pool_available", 0)
            connections.add_metric([name, "idle"], idle)
            connections.add_metric([name, "used"], max(0, found.get("pool_size", 0) - idle))
        yield connections
        for metric, key, unit in (
            (POOL_WAITING, "requests_waiting", 1),
            (POOL_WAITS, "requests_queued", 1),
            (POOL_SECONDS, "requests_wait_ms", 1000),
            (POOL_FAILURES, "requests_errors", 1),
        ):
            yield _family(metric, [([name], found.get(key, 0) / unit) for name, found in stats.items()])


def _family(metric: Metric, values: Iterator[tuple[list[str], float]] | Sequence[tuple[list[str], float]] = ()) -> Any:
    from prometheus_client import metrics_core  # noqa: PLC0415

    kinds: dict[str, Any] = {
        "counter": metrics_core.CounterMetricFamily,
        "gauge": metrics_core.GaugeMetricFamily,
        "histogram": metrics_core.HistogramMetricFamily,
    }
    family = kinds[metric.kind](metric.name, metric.text, labels=list(metric.labels))
    for labels, value in values:
        family.add_metric(labels, value)
    return family
