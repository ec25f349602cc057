"""Runs the application on a socket until it is stopped."""

from __future__ import annotations

import contextlib
import gc
import logging
import os
import resource
import signal
import socket
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final, cast

import uvicorn

from teamkpi import clock, exported_traces
from teamkpi.accounts import Seal
from teamkpi.accounts.security import Event, line_of
from teamkpi.api.app import create_app
from teamkpi.api.http.requests import App
from teamkpi.api.http.routing import Route
from teamkpi.api.log import Logger, ServerMessages, described, logger_to
from teamkpi.api.serving.connections import Connections
from teamkpi.db import connect, pending_migrations
from teamkpi.db.background import TaskTimes
from teamkpi.db.embedded import EmbeddedServer
from teamkpi.db.embedded_watch import EmbeddedState, Watch
from teamkpi.errors import DatabaseUnusable, SettingsError, TeamkpiError
from teamkpi.hooks.addresses import networks_of
from teamkpi.hooks.worker import Posting
from teamkpi.hooks.worker import Worker as HookWorker
from teamkpi.housekeeping import Retention
from teamkpi.mail.smtp import mail_server
from teamkpi.mail.worker import Mailing
from teamkpi.mail.worker import Worker as OutboxWorker
from teamkpi.mirror.worker import Worker
from teamkpi.settings import Settings, flag_of, variable_of

_LARGEST_PORT: Final = 65_535
# How long a thread may work before the event loop has its turn, which waits for it several times in each request.
_SWITCH_SECONDS: Final = 0.0001
# Files that a process has open besides its clients' connections and those to the database.
_OTHER_FILES: Final = 256
_STOPPING: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def run(
    settings: Settings,
    database_url: str,
    *,
    on_ready: Callable[[str], None] | None = None,
    embedded: EmbeddedServer | None = None,
    more_routes: Sequence[Route] = (),
) -> None:
    """Serve until SIGTERM, SIGHUP or SIGINT, then let requests under way finish and return.

    ``on_ready`` is called with the base URL once connections are accepted. ``embedded`` is the database's server, if it
    is to be watched. ``more_routes`` are answered as well. After ``settings.shutdown_seconds`` what is still under
    way is cut off. Raises SettingsError when the address cannot be listened on, and DatabaseUnusable when the database
    is away or not migrated at the start; later outages are answered with 503.
    """
    connect(database_url).close()
    if pending_migrations(database_url):
        raise DatabaseUnusable("the database schema is out of date; run `teamkpi migrate`")
    log = logger_to(settings)
    mailing = Mailing(mail_server(settings.smtp_url, settings.smtp_password))
    times = TaskTimes(clock.now)
    with (
        tracing_for(log),
        _watching(embedded, log) as state,
        mirroring(settings, database_url, log, times),
        _sending(settings, database_url, mailing, log, times),
        telling_hooks(settings, database_url, log, times),
    ):
        app = create_app(settings, database_url, log=log, embedded=state, times=times, more_routes=more_routes)
        serve(app, settings, log, on_ready=on_ready)


@contextlib.contextmanager
def tracing_for(log: Logger) -> Iterator[None]:
    """Export traces, if the environment asks for it; what prevents that is logged once, and the program runs on."""
    problem = exported_traces.obstacle(os.environ)
    with contextlib.ExitStack() as running:
        if problem is None and exported_traces.asked_by(os.environ):
            messages = ServerMessages(log)
            messages.addFilter(exported_traces.Seldom())
            running.enter_context(_heard(messages, exported_traces.LOGGER))
            try:
                running.enter_context(exported_traces.exporting())
            except ValueError as error:
                problem = str(error)
        if problem is not None:
            log.warning("server", source="teamkpi.traces", message=f"no traces are exported: {problem}")
        yield


@contextlib.contextmanager
def _heard(messages: ServerMessages, *names: str) -> Iterator[None]:
    """Pass on what these loggers and those below them say."""
    loggers = [logging.getLogger(name) for name in names]
    for one in loggers:
        one.addHandler(messages)
        one.propagate = False
    try:
        yield
    finally:
        for one in loggers:
            one.removeHandler(messages)
            one.propagate = True


@contextlib.contextmanager
def _watching(embedded: EmbeddedServer | None, log: Logger) -> Iterator[EmbeddedState | None]:
    """Watch over the embedded server, if there is one; give how it is."""
    if embedded is None:
        yield None
        return
    watch = Watch(embedded, lambda message: log.warning("server", source="teamkpi.embedded", message=message))
    try:
        yield watch.state
    finally:
        watch.stop()


@contextlib.contextmanager
def mirroring(settings: Settings, database_url: str, log: Logger, times: TaskTimes | None = None) -> Iterator[None]:
    """Run the database's mirrors beside the server, unless the settings say no."""
    if not settings.mirror:
        yield
        return

    def tell(network_id: int, code: str, text: str) -> None:
        log.warning("mirror", network_id=network_id, code=code, message=text)

    worker = Worker(
        lambda: connect(database_url),
        Seal(settings.secret_key),
        now=clock.now,
        tell=tell,
        on_error=lambda error: log.error("mirror", error=described(error)),
        times=times,
    )
    worker.start()
    try:
        yield
    finally:
        worker.stop()


@contextlib.contextmanager
def _sending(settings: Settings, database_url: str, mailing: Mailing, log: Logger, times: TaskTimes) -> Iterator[None]:
    """Send the database's messages beside the server, unless the settings say no."""
    if not settings.worker:
        yield
        return
    worker = outbox_worker(settings, database_url, mailing, log, times)
    worker.start()
    try:
        yield
    finally:
        worker.stop()


@contextlib.contextmanager
def telling_hooks(settings: Settings, database_url: str, log: Logger, times: TaskTimes | None = None) -> Iterator[None]:
    """Send events to the database's hooks in the background, unless the settings say no.

    Events that are not accepted are logged, without their addresses.
    """
    if not settings.worker:
        yield
        return

    def tell(network_id: int, message_id: str, reason: str) -> None:
        log.warning("hook", network_id=network_id, message_id=message_id, message=reason)

    def heard(event: Event, network_id: int | None, account_id: int | None = None, **more: Any) -> None:
        write = log.warning if event.is_warning else log.info
        write("security", **line_of(event, "worker", network_id, account_id, **more))

    worker = HookWorker(
        lambda: connect(database_url),
        Posting(Seal(settings.secret_key), networks_of(settings.hook_networks)),
        open_checkin_limit=settings.open_checkin_limit,
        now=clock.now,
        tell=tell,
        on_error=lambda error: log.error("hook", error=described(error)),
        heard=heard,
        times=times,
    )
    worker.start()
    try:
        yield
    finally:
        worker.stop()


def outbox_worker(
    settings: Settings, database_url: str, mailing: Mailing, log: Logger, times: TaskTimes | None = None
) -> OutboxWorker:
    """Return a worker that sends a database's messages, checks alerts, and deletes what is too old.

    Messages that it cannot send are logged, without their addresses.
    """

    def tell(network_id: int, message_id: str, reason: str) -> None:
        log.warning("mail", network_id=network_id, message_id=message_id, message=reason)

    return OutboxWorker(
        lambda: connect(database_url),
        mailing,
        open_checkin_limit=settings.open_checkin_limit,
        now=clock.now,
        tell=tell,
        on_error=lambda error: log.error("mail", error=described(error)),
        retention=Retention.of(settings),
        times=times,
        records_readers=settings.record_readers,
    )


def serve(app: App, settings: Settings, log: Logger, *, on_ready: Callable[[str], None] | None = None) -> None:
    """Serve any ASGI application within the limits of the settings, as ``run`` does."""
    sys.setswitchinterval(_SWITCH_SECONDS)
    config = uvicorn.Config(
        cast("Any", app),
        http=cast("Any", Connections(settings, log, _most_connections(settings, log))),
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=settings.idle_seconds,
        timeout_graceful_shutdown=settings.shutdown_seconds,
    )
    with contextlib.ExitStack() as opened:
        listener = opened.enter_context(contextlib.closing(_listening(settings.host, settings.port)))
        listeners = [listener]
        if settings.metrics_port:
            for_metrics = _listening(settings.host, settings.metrics_port, "metrics_port")
            listeners.append(opened.enter_context(contextlib.closing(for_metrics)))
        server = _Server(config, _base_url(listener), on_ready)
        opened.enter_context(_heard(ServerMessages(log), "uvicorn", "psycopg.pool", "asyncio"))
        # What is here to stay need not be looked through again whenever the collector runs, which takes 60 ms.
        gc.collect()
        gc.freeze()
        server.run(sockets=listeners)
    if not server.started:
        raise TeamkpiError("the server could not start; its log says why")


def _most_connections(settings: Settings, log: Logger) -> int:
    """Let this process open as many files as its connections need; return how many of these there can be."""
    others = _OTHER_FILES + settings.pool_size
    wanted = settings.most_connections + others
    allowed, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    if 0 <= allowed < wanted:  # below 0 there is no bound
        allowed = wanted if most < 0 else min(wanted, most)
        resource.setrlimit(resource.RLIMIT_NOFILE, (allowed, most))
    if 0 <= allowed < wanted:
        possible = max(1, allowed - others)
        log.warning(
            "server",
            source="teamkpi.connections",
            message=f"this process may open {allowed} files (ulimit -n), which is enough for {possible} connections, "
            f"not for {settings.most_connections} (TEAMKPI_MOST_CONNECTIONS)",
        )
        return possible
    return settings.most_connections


def _listening(host: str, port: int, setting: str = "port") -> socket.socket:
    if not 0 <= port <= _LARGEST_PORT:
        raise SettingsError(f"{variable_of(setting)} must be a number from 0 to {_LARGEST_PORT}, not {port}")
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, kind, protocol)
    except OSError as error:
        raise SettingsError(
            f"cannot listen on {host!r}: {error.strerror}; choose another with --host or TEAMKPI_HOST"
        ) from None
    try:
        # So that a restart need not wait for old connections to close; a port in use is still an error.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(2048)
    except OSError as error:
        listener.close()
        raise SettingsError(
            f"cannot listen on port {port} of {host}: {error.strerror}; choose another with {flag_of(setting)} or "
            f"{variable_of(setting)}"
        ) from None
    return listener


def _base_url(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


class _Server(uvicorn.Server):
    """Says when it is ready, and returns after a signal instead of dying of it, for its caller has to clean up too."""

    def __init__(self, config: uvicorn.Config, url: str, on_ready: Callable[[str], None] | None) -> None:
        super().__init__(config)
        self._url = url
        self._on_ready = on_ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started and self._on_ready is not None:
            self._on_ready(self._url)

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        # A hang-up that is ignored, as under nohup, stays so.
        wanted = [one for one in _STOPPING if one != signal.SIGHUP or signal.getsignal(one) is not signal.SIG_IGN]
        previous = {one: signal.signal(one, self.handle_exit) for one in wanted}
        try:
            yield
        finally:
            for one, handler in previous.items():
                signal.signal(one, handler)
