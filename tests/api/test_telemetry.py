"""`/metrics`: who may read it, and that every documented metric is there and right."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from prometheus_client.parser import text_string_to_metric_families
from psycopg import Connection

from api.doorway import NOW, Space, account, store
from house_rules import ROOT
from published import SEED
from teamkpi.api.serving.telemetry import METRICS, RequestCounts
from teamkpi.db.embedded_watch import EmbeddedState

TOKEN = "a token of monitoring"
JANE = "jane@techinnovators.com"
KPI = "/api/public/teams/55/kpi"


def scraped(text: str) -> dict[tuple[str, ...], float]:
    """Each sample by its name and the values of its labels, in the order of the labels' names."""
    return {
        (sample.name, *(value for _, value in sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def served_by(space: Space, port: int, path: str, token: str | None = None) -> tuple[int, dict[str, str], str]:
    """Ask by a port of the machine; `/metrics` is in no contract, so nothing is compared with that."""
    found: dict[str, Any] = {}

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        found.update(message)

    shown = [(b"host", b"teamkpi.test")]
    if token is not None:
        shown.append((b"authorization", f"Bearer {token}".encode()))
    scope = {
        "type": "http",
        "method": "GET",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "headers": shown,
        "server": ("127.0.0.1", port),
    }
    space._loop.call(space._app, scope, receive, send)
    headers = {name.decode(): value.decode() for name, value in found["headers"]}
    return found["status"], headers, found["body"].decode()


def test_there_is_none_unless_it_is_asked_for(run: Callable[..., Space]) -> None:
    space = run()
    assert served_by(space, 8000, "/metrics")[0] == 404
    assert served_by(space, 8000, "/metrics", TOKEN)[0] == 404


def test_it_takes_the_token_alone(run: Callable[..., Space]) -> None:
    space = run(metrics_token=TOKEN)
    for shown in (None, "another", f"{TOKEN}x", ""):
        status, headers, body = served_by(space, 8000, "/metrics", shown)
        assert (status, headers["www-authenticate"], "teamkpi_" in body) == (401, "Bearer", False)
    status, headers, _ = served_by(space, 8000, "/metrics", TOKEN)
    assert (status, headers["cache-control"]) == (200, "no-store")
    assert headers["content-type"].startswith("text/plain; version=")


def test_a_port_of_its_own_has_metrics_and_nothing_else(run: Callable[..., Space]) -> None:
    space = run(metrics_port=9000)
    assert served_by(space, 9000, "/metrics")[0] == 200
    assert served_by(space, 9000, "/health/live")[0] == 404
    assert served_by(space, 8000, "/health/live")[0] == 200
    assert served_by(space, 8000, "/metrics")[0] == 404
    guarded = run(metrics_port=9000, metrics_token=TOKEN)
    assert served_by(guarded, 9000, "/metrics")[0] == 401
    assert served_by(guarded, 9000, "/metrics", TOKEN)[0] == 200


def test_every_documented_metric_is_there_and_counts(run: Callable[..., Space], conn: Connection[Any]) -> None:
    store(conn, SEED["ledger"])
    account(conn, JANE)
    conn.execute("INSERT INTO verified_backup VALUES (TRUE, %s, %s, 1)", (NOW, NOW))
    space = run(metrics_token=TOKEN, embedded=EmbeddedState(starts=2))
    token = space.sign_in(JANE)["access_token"]
    for _ in range(3):
        assert space.get(KPI, token=token).status_code == 200
    assert space.get("/no/such/path").status_code == 404
    assert space.get("/api/public/teams/7/kpi", token=token).status_code == 404
    space.ask("BREW", KPI)
    text = served_by(space, 8000, "/metrics", TOKEN)[2]
    found = scraped(text)
    kpi = "/api/public/teams/{teamId}/kpi"
    expected = {
        ("teamkpi_requests_total", "GET", kpi, "200"): 3,
        ("teamkpi_requests_total", "GET", kpi, "404"): 1,
        ("teamkpi_requests_total", "GET", "none", "404"): 1,
        ("teamkpi_request_duration_seconds_count", "GET", kpi): 4,
        ("teamkpi_request_duration_seconds_bucket", "+Inf", "GET", kpi): 4,
        ("teamkpi_figures_cache_total", "hit"): 2,
        ("teamkpi_figures_cache_total", "miss"): 1,
        ("teamkpi_check_batch_size_sum",): 4,
        ("teamkpi_check_batch_size_bucket", "1"): 4,
        ("teamkpi_security_events_total", "portal", "sign_in"): 1,
        ("teamkpi_embedded_up",): 1,
        ("teamkpi_embedded_restarts_total",): 2,
        ("teamkpi_verified_backup_timestamp_seconds",): NOW.timestamp(),
        ("teamkpi_build_info", "0.1.0"): 1,
    }
    assert {name: found.get(name) for name in expected} == expected
    assert found["teamkpi_pool_connections", "reads", "idle"] >= 1
    assert any(name[:2] == ("teamkpi_requests_total", "other") for name in found)
    documented = {re.sub("_total$", "", one.name) for one in METRICS}
    named = {family.name for family in text_string_to_metric_families(text) if family.name.startswith("teamkpi_")}
    assert named == documented
    # The clients' own words are nowhere in it.
    assert not [word for word in ("BREW", "/no/such", JANE, token) if word in text]


def test_the_dashboard_shows_documented_metrics_and_all_of_them() -> None:
    dashboard = json.loads((ROOT / "docs/reference/grafana-dashboard.json").read_text("utf-8"))
    shown = " ".join(target["expr"] for panel in dashboard["panels"] for target in panel["targets"])
    names = {re.sub("_(bucket|sum|count)$", "", name) for name in re.findall(r"teamkpi_[a-z_]+", shown)}
    assert names == {one.name for one in METRICS}


def test_durations_fall_into_the_bucket_that_holds_them() -> None:
    counts = RequestCounts()
    for seconds in (0.001, 0.0011, 11.0):
        counts.note("GET", "/x", 200, seconds)
    [(labels, buckets, total)] = counts.durations()
    assert labels == ["GET", "/x"]
    assert dict(buckets)["0.001"] == 1
    assert dict(buckets)["0.0025"] == 2
    assert (dict(buckets)["10.0"], dict(buckets)["+Inf"]) == (2, 3)
    assert round(total, 4) == 11.0021
