"""Traces of a server as a process, and what ``doctor`` says about them."""

from __future__ import annotations

import json
import re
import signal
import socket

import pytest

import loopback
from cli.conftest import Run, Start
from cli.test_processes import finish, read_until
from collector import Seen, collecting
from teamkpi import exported_traces

ABOVE = "b7ad6b7169203331"
PARENT = {"traceparent": f"00-0af7651916cd43dd8448eb211c80319c-{ABOVE}-01"}


def test_a_server_exports_its_last_spans_before_it_ends(start: Start) -> None:
    with collecting() as collector:
        settings = {"OTEL_EXPORTER_OTLP_ENDPOINT": collector.url, "OTEL_BSP_SCHEDULE_DELAY": "3600000"}
        more = {"OTEL_SERVICE_NAME": "kpi-1", "OTEL_EXPORTER_OTLP_HEADERS": "x-key=open", "TEAMKPI_MIRROR": "off"}
        process = start("serve", "--port", "0", **settings, **more, OTEL_EXPORTER_OTLP_COMPRESSION="gzip")
        url = re.findall(r"http://\S+", read_until(process, "Serving at"))[-1]
        assert loopback.get(f"{url}/health/live", headers=PARENT).status_code == 200
        assert collector.bodies == []
        process.send_signal(signal.SIGTERM)
        code, _, stderr = finish(process)
    assert code == 0, stderr
    attributes = {"http.request.method": "GET", "http.route": "/health/live", "http.response.status_code": 200}
    assert [one for one in collector.seen() if one.kind == "SERVER"] == [
        Seen("GET /health/live", "SERVER", ABOVE, attributes, is_failed=False)
    ]
    assert {one["service.name"] for one in collector.resources} == {"kpi-1"}
    assert {one["x-key"] for one in collector.headers} == {"open"}


def test_a_server_without_its_collector_serves_and_ends_all_the_same(start: Start) -> None:
    with socket.socket() as silent:  # refuses connections
        silent.bind(("127.0.0.1", 0))
        endpoint = f"http://127.0.0.1:{silent.getsockname()[1]}"
        settings = {"OTEL_EXPORTER_OTLP_ENDPOINT": endpoint, "OTEL_BSP_SCHEDULE_DELAY": "100"}
        process = start("serve", "--port", "0", **settings, TEAMKPI_LOG_LEVEL="warning")
        url = re.findall(r"http://\S+", read_until(process, "Serving at"))[-1]
        for _ in range(5):
            assert loopback.get(f"{url}/health/live").status_code == 200
        process.send_signal(signal.SIGTERM)
        code, _, stderr = finish(process)
    assert code == 0, stderr
    said = [json.loads(line) for line in stderr.splitlines() if line.startswith("{")]
    sources = [line["source"] for line in said if line["source"].startswith("opentelemetry")]
    assert 1 <= len(sources) <= 4, said  # each kind of message once


def test_doctor_says_whether_traces_are_exported(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def found(**environment: str) -> list[str]:
        result = run("doctor", **environment)
        return [line for line in result.stdout.splitlines() if " traces " in line]

    endpoint = {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:4318"}
    assert found() == []
    said = "ok       traces        exported with OpenTelemetry, as OTEL_EXPORTER_OTLP_ENDPOINT says"
    assert found(**endpoint) == [said]
    monkeypatch.setattr(exported_traces, "find_spec", lambda _: None)
    missing = "OTEL_EXPORTER_OTLP_ENDPOINT is set, but what exports traces is not installed; install teamkpi[otel]"
    assert found(**endpoint) == [f"PROBLEM  traces        {missing}"]
    assert run("doctor", **endpoint).exit_code == 3
