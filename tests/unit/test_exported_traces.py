"""Whether traces are exported, and what prevents it."""

from __future__ import annotations

import io
import json
import logging

import pytest

from teamkpi import exported_traces, tracing
from teamkpi.api import server
from teamkpi.api.log import Logger
from teamkpi.exported_traces import Seldom, asked_by, exporting, obstacle

ENDPOINT = {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:9"}


@pytest.mark.parametrize(
    ("environment", "name"),
    [
        ({}, None),
        ({"OTEL_SERVICE_NAME": "kpi"}, None),
        (ENDPOINT, "OTEL_EXPORTER_OTLP_ENDPOINT"),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": " "}, None),
        ({"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://x"} | ENDPOINT, "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"),
        ({"OTEL_TRACES_EXPORTER": "otlp"}, "OTEL_TRACES_EXPORTER"),
        ({"OTEL_TRACES_EXPORTER": "none"} | ENDPOINT, None),
        ({"OTEL_SDK_DISABLED": "True"} | ENDPOINT, None),
    ],
)
def test_traces_are_asked_for_by_the_usual_variables(environment: dict[str, str], name: str | None) -> None:
    assert asked_by(environment) == name
    assert obstacle(environment) is None


@pytest.mark.parametrize(
    ("more", "problem"),
    [
        ({"OTEL_TRACES_EXPORTER": "zipkin"}, "OTEL_TRACES_EXPORTER is 'zipkin', and this program only has otlp"),
        ({"OTEL_EXPORTER_OTLP_PROTOCOL": "grpc"}, "is 'grpc', and this program only has http/protobuf"),
        ({"OTEL_EXPORTER_OTLP_PROTOCOL": "grpc", "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL": "http/protobuf"}, None),
    ],
)
def test_what_cannot_be_exported_is_said(more: dict[str, str], problem: str | None) -> None:
    found = obstacle(ENDPOINT | more)
    assert (found is None) if problem is None else (found is not None and problem in found)


def warnings_of(monkeypatch: pytest.MonkeyPatch, **variables: str) -> list[str]:
    """Serve for a moment with these variables; return what is logged."""
    for name, value in (ENDPOINT | variables).items():
        monkeypatch.setenv(name, value)
    written = io.BytesIO()
    with server.tracing_for(Logger(written)):
        pass
    lines = [json.loads(line) for line in written.getvalue().splitlines()]
    assert {line["source"] for line in lines} <= {"teamkpi.traces"}
    return [line["message"] for line in lines]


def test_without_the_extra_a_server_says_so_once_and_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    for missing in ("opentelemetry", "opentelemetry.exporter"):

        def find(name: str, missing: str = missing) -> object:
            if name.startswith(missing):
                raise ModuleNotFoundError(name)
            return object()

        monkeypatch.setattr(exported_traces, "find_spec", find)
        said = "OTEL_EXPORTER_OTLP_ENDPOINT is set, but what exports traces is not installed; install teamkpi[otel]"
        assert warnings_of(monkeypatch) == [f"no traces are exported: {said}"]


def test_a_variable_that_the_libraries_cannot_use_stops_no_server(monkeypatch: pytest.MonkeyPatch) -> None:
    assert warnings_of(monkeypatch, OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT="many") == [
        "no traces are exported: OpenTelemetry does not start (ValueError)"
    ]
    assert not tracing.is_on()


def test_a_collector_that_is_away_is_told_of_seldom_and_holds_up_no_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exported_traces, "_LAST_SECONDS", 0.1)
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", ENDPOINT["OTEL_EXPORTER_OTLP_ENDPOINT"])
    with exporting():
        assert tracing.is_on()
        with tracing.job("x"), tracing.part("y"):
            pass
    assert not tracing.is_on()
    seldom = Seldom()
    said = [logging.LogRecord("opentelemetry", logging.WARNING, "", 0, "%s", (n,), None) for n in range(3)]
    assert [seldom.filter(one) for one in said] == [True, False, False]


def test_without_a_tracer_nothing_is_done() -> None:
    with tracing.request([]) as request, tracing.part("x", a=1), tracing.together("y", [None]):
        assert request is None
    with tracing.job("z") as job:
        job.failed("why")
    assert tracing.here() is None
