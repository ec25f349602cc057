"""A collector of OpenTelemetry on loopback: takes spans over OTLP, and reads them with the messages of the library."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, NamedTuple

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTraceServiceRequest,
    ExportTraceServiceResponse,
)
from opentelemetry.proto.trace.v1.trace_pb2 import Span, Status


class Seen(NamedTuple):
    """All of a span but its ids and times."""

    name: str
    kind: str
    above: str | None
    """The name of the span above it; its id if that is not here."""
    attributes: dict[str, Any]
    is_failed: bool


class Collector:
    """What has been sent: bodies, resources, and spans by their ids."""

    def __init__(self) -> None:
        self.url = ""
        self.bodies: list[bytes] = []
        self.headers: list[dict[str, str]] = []
        self.resources: list[dict[str, Any]] = []
        self.spans: dict[str, Span] = {}

    def take(self, body: bytes) -> None:
        self.bodies.append(body)
        for one in ExportTraceServiceRequest.FromString(body).resource_spans:
            self.resources.append(_values(one.resource.attributes))
            for scope in one.scope_spans:
                assert scope.scope.name == "teamkpi"
                self.spans |= {span.span_id.hex(): span for span in scope.spans}

    def seen(self) -> list[Seen]:
        """Every span, in the order in which they began."""
        return [self._seen(span) for span in sorted(self.spans.values(), key=lambda one: one.start_time_unix_nano)]

    def _seen(self, span: Span) -> Seen:
        above = span.parent_span_id.hex()
        assert span.end_time_unix_nano >= span.start_time_unix_nano
        assert list(span.events) == []
        assert span.status.message == ""
        return Seen(
            span.name,
            Span.SpanKind.Name(span.kind).removeprefix("SPAN_KIND_"),
            (self.spans[above].name if above in self.spans else above) if above else None,
            _values(span.attributes),
            span.status.code == Status.STATUS_CODE_ERROR,
        )


def _values(attributes: Any) -> dict[str, Any]:
    return {one.key: getattr(one.value, one.value.WhichOneof("value")) for one in attributes}


@contextmanager
def collecting() -> Iterator[Collector]:
    """Run one."""
    collector = Collector()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            assert (self.path, self.headers["Content-Type"]) == ("/v1/traces", "application/x-protobuf")
            body = self.rfile.read(int(self.headers["Content-Length"]))
            collector.headers.append({name.lower(): value for name, value in self.headers.items()})
            collector.take(gzip.decompress(body) if self.headers["Content-Encoding"] == "gzip" else body)
            answer = ExportTraceServiceResponse().SerializeToString()
            self.send_response(200)
            self.send_header("Content-Type", "application/x-protobuf")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None: ...

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        collector.url = f"http://127.0.0.1:{server.server_port}"
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield collector
        finally:
            server.shutdown()
            thread.join()
