"""Traces: whole spans, as a collector of OpenTelemetry gets them, and nothing in them that names a person."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pytest
from psycopg import Connection

from api.doorway import PASSWORD, Space, account, store
from collector import Collector, Seen, collecting
from teamkpi import exported_traces, tracing
from teamkpi.api.callers.batching import Batches

JANE = "jane@techinnovators.com"
JANE_ID = 1900427101  # so long that no process id or random number contains it
KPI = "/api/public/teams/{teamId}/kpi"
TRACE, ABOVE = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"
SQL = {"db.system.name": "postgresql"}
READS = {"teamkpi.pool": "reads"}


@contextmanager
def exporting(monkeypatch: pytest.MonkeyPatch, **variables: str) -> Iterator[Collector]:
    """Export traces to a collector; at the end it has all of them."""
    with collecting() as collector, monkeypatch.context() as patched:
        for name, value in {"OTEL_EXPORTER_OTLP_ENDPOINT": collector.url, **variables}.items():
            patched.setenv(name, value)
        with exported_traces.exporting():
            yield collector


@pytest.fixture
def space(conn: Connection[Any], run: Callable[..., Space]) -> Space:
    store(
        conn,
        {
            "coworkers": [{"Id": JANE_ID, "FullName": "Jane Smith", "Email": JANE}],
            "teams": [
                {"Id": 55, "BusinessId": 1, "Name": "T", "TeamMembers": [JANE_ID], "TeamAdministrators": [JANE_ID]}
            ],
        },
    )
    account(conn, JANE)
    return run()


def answered(method: str, route: str | None, status: int, network_id: int | None = 1, **more: Any) -> dict[str, Any]:
    found = {"http.request.method": method, "http.route": route, "http.response.status_code": status, **more}
    found["teamkpi.network_id"] = network_id
    return {name: value for name, value in found.items() if value is not None}


def checked(*statements: str) -> list[Seen]:
    return [
        Seen("check", "INTERNAL", f"GET {KPI}", {}, is_failed=False),
        Seen("check together", "INTERNAL", "check", {"teamkpi.requests": 1}, is_failed=False),
        Seen("wait for a connection", "INTERNAL", "check together", READS, is_failed=False),
        *(Seen(one, "INTERNAL", "check together", SQL, is_failed=False) for one in statements),
    ]


def test_each_request_is_a_trace_with_its_waits_and_statements(space: Space, monkeypatch: pytest.MonkeyPatch) -> None:
    token = space.sign_in(JANE)["access_token"]  # not traced
    with exporting(monkeypatch, OTEL_RESOURCE_ATTRIBUTES="deployment.environment.name=test") as collector:
        for _ in range(2):
            assert space.get("/api/public/teams/55/kpi?_shape=Kpi.SECRET", token=token).status_code == 200
        space.get(f"/api/public/teams/55/kpi?email={JANE}", token="a-token-that-never-was")
        space.ask("HEAD", f"/{JANE}/{PASSWORD}", headers={"Authorization": "Basic amFuZTpzZWNyZXQ="})
        space.sign_in(JANE)
    first, again, refused, *others = split(collector.seen())
    assert first == [
        Seen(f"GET {KPI}", "SERVER", None, answered("GET", KPI, 200), is_failed=False),
        *checked("networks.of_hosts", "checks.check"),
        Seen("wait for a connection", "INTERNAL", f"GET {KPI}", READS, is_failed=False),
        Seen("kpi.team_kpi", "INTERNAL", f"GET {KPI}", SQL, is_failed=False),
    ]
    assert [one.name for one in again][:2] == [f"GET {KPI}", "check"]
    assert "kpi.team_kpi" not in [one.name for one in again]  # it was in the cache
    assert refused == [
        Seen(f"GET {KPI}", "SERVER", None, answered("GET", KPI, 401), is_failed=False),
        *checked("checks.check"),
    ]
    assert others[0] == [Seen("HEAD", "SERVER", None, answered("HEAD", None, 404, None), is_failed=False)]
    names = [one.name for one in others[1]]
    assert names[0] == "POST /api/token"
    assert {"wait for a connection", "tokens.insert_tokens", "guesses.lock_counts"} <= set(names)

    [resource] = {tuple(sorted(one.items())) for one in collector.resources}
    said = dict(resource)
    assert (said["service.name"], said["deployment.environment.name"]) == ("teamkpi", "test")
    sent = b"".join(collector.bodies)
    secrets = [
        JANE,
        "jane",
        "Jane",
        "SECRET",
        PASSWORD,
        "a-token-that",
        "amFuZTpzZWNyZXQ=",
        token,
        "/55/",
        str(JANE_ID),
    ]
    assert [one for one in secrets if one.encode() in sent] == []
    traces = [line["trace_id"] for line in space.log_lines() if "trace_id" in line]
    assert len(set(traces)) == len(traces) == 5
    assert {span.trace_id.hex() for span in collector.spans.values()} == set(traces)


def split(spans: Sequence[Seen]) -> list[list[Seen]]:
    """The spans of each request, in the order in which they began."""
    traces: list[list[Seen]] = []
    for one in spans:
        if one.kind == "SERVER":
            traces.append([])
        traces[-1].append(one)
    return traces


@pytest.mark.parametrize(
    ("headers", "above"),
    [
        ([("traceparent", f"00-{TRACE}-{ABOVE}-01"), ("tracestate", "vendor=1")], (TRACE, ABOVE, "vendor=1")),
        ([("traceparent", f"00-{TRACE}-{ABOVE}-00")], None),  # the caller says that it is not sampled
        ([("traceparent", f"00-{TRACE}-{ABOVE}-01"), ("traceparent", f"00-{TRACE}-{ABOVE}-01")], ("", "", "")),
        ([("traceparent", f"00-{'0' * 32}-{ABOVE}-01")], ("", "", "")),
        ([("traceparent", "\xff")], ("", "", "")),
    ],
)
def test_the_trace_of_the_caller_goes_on(
    space: Space, monkeypatch: pytest.MonkeyPatch, headers: Any, above: tuple[str, str, str] | None
) -> None:
    sent = [(name.encode(), value.encode("latin-1")) for name, value in headers]
    with exporting(monkeypatch) as collector:
        space.ask_raw_in_turn([("GET", "/api/public/teams/55/kpi", sent)], token="never")
    spans = [one for one in collector.spans.values() if one.kind == one.SPAN_KIND_SERVER]
    if above is None:
        assert collector.spans == {}
        return
    [span] = spans
    assert (span.parent_span_id.hex(), span.trace_state) == above[1:]
    assert (span.trace_id.hex() == TRACE) == bool(above[0])


def test_work_for_several_requests_is_below_one_and_linked_with_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    async def ask() -> None:
        may_go = asyncio.Event()

        async def answers(questions: Sequence[int]) -> list[int]:
            await may_go.wait()
            if len(questions) > 2:
                raise ValueError(JANE)
            return [one * 2 for one in questions]

        batches: Batches[int, int] = Batches(answers, name="double")

        async def request(number: int) -> int:
            with tracing.request([]) as span:
                assert span is not None
                found = await batches.ask(number)
                span.answered("GET", f"/{number}", 200, None, None)
            return found

        asked = [asyncio.create_task(request(number)) for number in range(3)]
        await asyncio.sleep(0)
        asked.append(asyncio.create_task(request(3)))
        await asyncio.sleep(0)
        may_go.set()
        assert await asyncio.gather(*asked) == [0, 2, 4, 6]

    with exporting(monkeypatch) as collector:
        asyncio.run(ask())
    spans = collector.spans
    batches = [one for one in spans.values() if one.name == "double together"]
    batches.sort(key=lambda one: one.start_time_unix_nano)
    # Three together, which fails; so each alone; and the one that came meanwhile.
    assert [len(span.links) + 1 for span in batches] == [
        3,
        1,
        1,
        1,
        1,
    ]
    for span in batches:
        waits = [span.parent_span_id, *(link.span_id for link in span.links)]
        assert [spans[one.hex()].name for one in waits] == ["double"] * len(waits)
        assert len({spans[one.hex()].trace_id for one in waits}) == len(waits)
    failed = [one for one in collector.seen() if one.is_failed]
    attributes = {"teamkpi.requests": 3, "error.type": "ValueError"}
    assert failed == [Seen("double together", "INTERNAL", "double", attributes, is_failed=True)]


def test_a_failure_is_said_by_its_kind_alone(
    space: Space, conn: Connection[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    token = space.sign_in(JANE)["access_token"]
    conn.execute("ALTER TABLE teams RENAME TO teams_elsewhere")
    with exporting(monkeypatch) as collector:
        assert space.get("/api/public/teams/my", token=token).status_code == 500
    top, *below = collector.seen()
    kind = "psycopg.errors.UndefinedTable"
    attributes = answered("GET", "/api/public/teams/my", 500, None, **{"error.type": kind})
    assert top._replace(attributes=top.attributes | {"teamkpi.network_id": 1}) == Seen(
        "GET /api/public/teams/my", "SERVER", None, attributes | {"teamkpi.network_id": 1}, is_failed=True
    )
    assert [one.attributes["error.type"] for one in below if one.is_failed][-1] == "UndefinedTable"
    assert b"teams_elsewhere" not in b"".join(collector.bodies)
    assert b"does not exist" not in b"".join(collector.bodies)
