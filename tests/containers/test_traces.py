"""The image with what exports traces, beside a collector."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import pytest

from containers.engine import ROOT, Engine, wait_until_ready

# Prints the collector's address, then the name of every span that comes, until its input ends.
COLLECT = """
import sys, threading, time
from collector import Collector, collecting

take = Collector.take
def taken(self, body):
    before = set(self.spans)
    take(self, body)
    for name in [span.name for number, span in self.spans.items() if number not in before]:
        print(name, flush=True)
Collector.take = taken
with collecting() as collector:
    print(collector.url, flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def traced_image(engine: Engine, base: str) -> str:
    name = "localhost/teamkpi-traced"
    engine.build(name, ROOT, f"--build-arg=BASE={base}", "--build-arg=REQUIREMENTS=requirements-otel.txt")
    return name


@pytest.fixture
def collector(engine: Engine) -> Iterator[subprocess.Popen[str]]:
    command = [*engine.prefix(), sys.executable, "-c", COLLECT]
    environment = {**engine.environment(), "PYTHONPATH": str(ROOT / "tests")}
    with subprocess.Popen(
        command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        yield process
        assert process.stdin
        process.stdin.close()


def test_its_spans_reach_a_collector(engine: Engine, traced_image: str, collector: subprocess.Popen[str]) -> None:
    assert collector.stdout
    url = collector.stdout.readline().strip()
    name = "teamkpi-traced"
    variables = [f"--env=OTEL_EXPORTER_OTLP_ENDPOINT={url}", "--env=OTEL_BSP_SCHEDULE_DELAY=100"]
    options = ["--detach", "--init", "--read-only", "--tmpfs=/tmp", "--network=host", "--env=TEAMKPI_PORT=8002"]
    engine("run", f"--name={name}", *options, *variables, traced_image)
    try:
        wait_until_ready(engine, name, "http://127.0.0.1:8002")
        engine.on_loopback("curl", "--silent", "http://127.0.0.1:8002/api/public/teams/1/kpi")
        spans = iter(collector.stdout.readline, "")
        assert next(name for name in spans if name.strip() == "GET /api/public/teams/{teamId}/kpi")
    finally:
        engine("rm", "--force", "--volumes", name)
