"""Exports traces with OpenTelemetry, if the usual ``OTEL_…`` variables ask for it.

The libraries are an extra, ``teamkpi[otel]``, and loaded only then. They read most of the variables themselves.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from threading import Thread
from time import monotonic
from typing import TYPE_CHECKING, Any, Final, cast

from teamkpi import __version__
from teamkpi.tracing import Here, Value, traced_by

if TYPE_CHECKING:
    from opentelemetry.context import Context
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.trace import Span

LOGGER: Final = "opentelemetry"
"""The name of the logger of the libraries."""
_ENDPOINTS: Final = ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT")
_EXPORTER: Final = "OTEL_TRACES_EXPORTER"
_PROTOCOLS: Final = ("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "OTEL_EXPORTER_OTLP_PROTOCOL")
_PROTOCOL: Final = "http/protobuf"
_LIBRARIES: Final = ("opentelemetry.sdk", "opentelemetry.exporter.otlp.proto.http")
_METHODS: Final = {"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"}
_FROM_CALLER: Final = {b"traceparent", b"tracestate"}
_SERVER_ERROR: Final = 500
# How long the process waits at its end for a collector that does not answer.
_LAST_SECONDS: Final = 5.0
# An exporter without its collector would repeat itself several times a minute.
_SELDOM_SECONDS: Final = 600.0


def asked_by(environment: Mapping[str, str]) -> str | None:
    """Return the name of the variable that asks for traces; None if none does."""
    exporter = environment.get(_EXPORTER, "").strip().lower()
    if environment.get("OTEL_SDK_DISABLED", "").strip().lower() == "true" or exporter == "none":
        return None
    return next((name for name in (*_ENDPOINTS, _EXPORTER) if environment.get(name, "").strip()), None)


def obstacle(environment: Mapping[str, str]) -> str | None:
    """Return why the traces that were asked for cannot be exported; None if they can, or nothing asked for them."""
    name = asked_by(environment)
    if name is None:
        return None
    exporter = environment.get(_EXPORTER, "").strip().lower() or "otlp"
    protocol = next((text for one in _PROTOCOLS if (text := environment.get(one, "").strip().lower())), _PROTOCOL)
    if exporter != "otlp":
        return f"{_EXPORTER} is {exporter!r}, and this program only has otlp"
    if protocol != _PROTOCOL:
        return f"the protocol in {' or '.join(_PROTOCOLS)} is {protocol!r}, and this program only has {_PROTOCOL}"
    if not all(map(_is_installed, _LIBRARIES)):
        return f"{name} is set, but what exports traces is not installed; install teamkpi[otel]"
    return None


def _is_installed(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:
        return False


@contextmanager
def exporting() -> Iterator[None]:
    """Export the traces of this process while the block runs, as the variables say; there must be no obstacle.

    Raises ValueError for a variable that the libraries cannot use.
    """
    try:
        provider = _provider()
    except Exception as error:
        raise ValueError(f"OpenTelemetry does not start ({type(error).__qualname__})") from error
    try:
        with traced_by(ExportingTracer(provider)):
            yield
    finally:
        last = Thread(target=provider.shutdown, name="last-traces", daemon=True)
        last.start()
        last.join(_LAST_SECONDS)


def _provider() -> TracerProvider:
    from opentelemetry import propagate  # noqa: F401, PLC0415 - fails if OTEL_PROPAGATORS names an unknown one
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter  # noqa: PLC0415
    from opentelemetry.sdk.resources import Resource  # noqa: PLC0415
    from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415
    from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415

    own = Resource({"service.name": "teamkpi", "service.version": __version__})
    said = Resource.create()
    if str(said.attributes.get("service.name", "")).startswith("unknown_service"):
        resource = said.merge(own)
    else:
        resource = own.merge(said)
    provider = TracerProvider(resource=resource, shutdown_on_exit=False)
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    return provider


class Seldom(logging.Filter):
    """Lets a message through once in ten minutes, whatever its arguments are."""

    def __init__(self) -> None:
        super().__init__()
        self._last: dict[str, float] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Return whether a message is let through."""
        now = monotonic()
        text = str(record.msg)
        if now - self._last.get(text, -_SELDOM_SECONDS) < _SELDOM_SECONDS:
            return False
        self._last[text] = now
        return True


class ExportingTracer:
    """Writes spans with OpenTelemetry: see ``teamkpi.tracing.Tracer``."""

    def __init__(self, provider: TracerProvider) -> None:
        from opentelemetry import context, propagate, trace  # noqa: PLC0415

        self._tracer = provider.get_tracer("teamkpi", __version__)
        self._trace = trace
        self._extract = propagate.extract
        self._empty = context.Context()

    @contextmanager
    def request(self, headers: Iterable[tuple[bytes, bytes]]) -> Iterator[RequestSpan]:
        """Let the block be a request; what its ``traceparent`` names is above it."""
        context = self._context_of([(name, value) for name, value in headers if name in _FROM_CALLER])
        with self._span("request", {}, context=context, kind=self._trace.SpanKind.SERVER) as span:
            yield RequestSpan(span)

    def _context_of(self, headers: list[tuple[bytes, bytes]]) -> Context:
        said: dict[str, list[str]] = {}
        for name, value in headers:
            said.setdefault(name.decode(), []).append(value.decode("latin-1"))
        if len(said.get("traceparent", ())) != 1:  # of several, none is to be believed (W3C Trace Context, 3.2)
            return self._empty
        return self._extract({name: ",".join(values) for name, values in said.items()}, context=self._empty)

    @contextmanager
    def job(self, name: str, attributes: dict[str, Value]) -> Iterator[JobSpan]:
        """Let the block be a job."""
        with self._span(name, attributes) as span:
            yield JobSpan(span)

    @contextmanager
    def part(self, name: str, attributes: dict[str, Value]) -> Iterator[None]:
        """Let the block be a part of what is under way, if anything is."""
        if not self._trace.get_current_span().is_recording():
            yield
            return
        with self._span(name, attributes):
            yield

    @contextmanager
    def together(self, name: str, parts: Sequence[Here]) -> Iterator[None]:
        """Let the block be below the first of several spans, and linked with the others."""
        if not parts:
            yield
            return
        first, *others = cast("Sequence[Span]", parts)
        links = [self._trace.Link(one.get_span_context()) for one in others]
        context = self._trace.set_span_in_context(first, self._empty)
        with self._span(name, {"teamkpi.requests": len(parts)}, context=context, links=links):
            yield

    def here(self) -> Span | None:
        """Return what is under way."""
        span = self._trace.get_current_span()
        return span if span.is_recording() else None

    @contextmanager
    def _span(self, name: str, attributes: dict[str, Value], **more: Any) -> Iterator[Span]:
        # An error's text may quote data: only its kind is said.
        with self._tracer.start_as_current_span(
            name, attributes=attributes, record_exception=False, set_status_on_exception=False, **more
        ) as span:
            try:
                yield span
            except BaseException as error:
                _fail(span, type(error).__qualname__)
                raise


class JobSpan:
    """The span of a job."""

    def __init__(self, span: Span) -> None:
        self._span = span

    def failed(self, error: str) -> None:
        """Say that it failed."""
        _fail(self._span, error)


class RequestSpan:
    """The span of a request."""

    def __init__(self, span: Span) -> None:
        self._span = span

    @property
    def trace_id(self) -> str:
        """The id of its trace, in hexadecimal."""
        return format(self._span.get_span_context().trace_id, "032x")

    def answered(
        self, method: str, route: str | None, status: int | None, network_id: int | None, error: str | None
    ) -> None:
        """Say what is known at its end; as OpenTelemetry's conventions have it, but for the path."""
        span = self._span
        is_known = method in _METHODS
        span.update_name(" ".join(filter(None, (method if is_known else "HTTP", route))))
        span.set_attribute("http.request.method", method if is_known else "_OTHER")
        if route is not None:
            span.set_attribute("http.route", route)
        if status is not None:
            span.set_attribute("http.response.status_code", status)
        if network_id is not None:
            span.set_attribute("teamkpi.network_id", network_id)
        if error is not None or (status is not None and status >= _SERVER_ERROR):
            _fail(span, error or str(status))


def _fail(span: Span, error: str) -> None:
    from opentelemetry.trace import StatusCode  # noqa: PLC0415

    span.set_attribute("error.type", error)
    span.set_status(StatusCode.ERROR)
