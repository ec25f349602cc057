"""`/metrics`: who may read it, and that every documented metric is there and right."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from time import time
from typing import Any
from uuid import uuid4

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families
from psycopg import Connection

from api.doorway import NOW, Space, account, store
from api.served import serving
from house_rules import ROOT
from patience import PATIENCE, until
from published import SEED
from teamkpi import networks
from teamkpi.api.serving.telemetry import METRICS, RequestCounts
from teamkpi.db.background import TaskTimes
from teamkpi.db.embedded_watch import EmbeddedState
from teamkpi.hooks.registry import STOPPED
from teamkpi.mail import alerts
from teamkpi.outbox import SENT, backlog

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


class Outbox:
    """Puts messages of both kinds into the outbox of a network, some seconds ago."""

    def __init__(self, conn: Connection[Any], network_id: int) -> None:
        self.conn, self.network_id = conn, network_id
        conn.execute(
            "INSERT INTO hook (network_id, id, name, url, events, sealed_keys, created_on)"
            " VALUES (%s, 1, 'a', 'https://hook.example', '{}', '', %s)",
            (network_id, NOW),
        )

    def mail(self, *, due: float = 0, ended: float | None = None, outcome: str | None = None) -> None:
        self.conn.execute(
            "INSERT INTO outbox_message (network_id, id, kind, email, language, written_on, due_on, expires_on, tries,"
            " ended_on, outcome) VALUES (%s, %s, 'password_changed', %s, 'en', %s, %s, %s, 0, %s, %s)",
            (self.network_id, uuid4(), JANE, NOW, ago(due), ago(-86400), ended and ago(ended), outcome),
        )

    def event(self, *, due: float = 0, ended: float | None = None, outcome: str | None = None) -> None:
        self.conn.execute(
            "INSERT INTO hook_message (network_id, id, hook_id, event, body, written_on, due_on, expires_on, tries,"
            " ended_on, outcome) VALUES (%s, %s, 1, 'hook.test', '', %s, %s, %s, 0, %s, %s)",
            (self.network_id, uuid4(), NOW, ago(due), ago(-86400), ended and ago(ended), outcome),
        )


def ago(seconds: float) -> datetime:
    return NOW - timedelta(seconds=seconds)


def of_deliveries(space: Space) -> dict[tuple[str, ...], float]:
    found = scraped(served_by(space, 8000, "/metrics", TOKEN)[2])
    return {
        (name[0].removeprefix("teamkpi_deliveries_"), *name[1:]): value
        for name, value in found.items()
        if name[0].startswith("teamkpi_deliveries_")
    }


def test_mail_and_events_that_wait_or_were_given_up_are_counted(
    run: Callable[..., Space], conn: Connection[Any]
) -> None:
    space = run(metrics_token=TOKEN)
    nothing = {(name, kind): 0 for name in ("waiting", "overdue_seconds", "given_up") for kind in ("mail", "hooks")}
    assert of_deliveries(space) == nothing
    first, second, moved = (
        Outbox(conn, one)
        for one in (1, networks.create(conn, "Two", ["two.example"]), networks.create(conn, "Three", ["three.example"]))
    )
    for add in (first.mail, first.event):
        add(due=-60)  # it waits for its next attempt
        add(ended=10, outcome=SENT)
        add(ended=3599, outcome="refused")
        add(ended=3601, outcome="refused")
    assert of_deliveries(space) == nothing | {
        ("waiting", "mail"): 1,
        ("waiting", "hooks"): 1,
        ("given_up", "mail"): 1,
        ("given_up", "hooks"): 1,
    }
    # What was not sent because it was not wanted has not failed.
    first.mail(ended=10, outcome=alerts.NOBODY)
    first.event(ended=10, outcome=STOPPED)
    second.mail(due=5)
    second.mail(due=90.5)
    second.event(due=7)
    second.event(ended=20, outcome="refused")
    # What waits in a network that has moved away is not for this database to send.
    conn.execute("UPDATE network SET place = 'moved', other_place = 'elsewhere' WHERE id = %s", (moved.network_id,))
    for add in (moved.mail, moved.event):
        add(due=1000)
        add(ended=10, outcome="refused")
    assert of_deliveries(space) == {
        ("waiting", "mail"): 3,
        ("waiting", "hooks"): 2,
        ("overdue_seconds", "mail"): 90.5,
        ("overdue_seconds", "hooks"): 7,
        ("given_up", "mail"): 1,
        ("given_up", "hooks"): 2,
    }


def test_however_much_waits_a_limited_number_is_counted(
    run: Callable[..., Space], conn: Connection[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backlog, "MOST_COUNTED", 2)
    outbox = Outbox(conn, 1)
    for seconds in (30, 10, 20):
        for add in (outbox.mail, outbox.event):
            add(due=seconds)
            add(ended=seconds, outcome="refused")
    found = of_deliveries(run(metrics_token=TOKEN))
    assert found == {
        (name, kind): value
        for name, value in (("waiting", 2), ("overdue_seconds", 30), ("given_up", 2))
        for kind in ("mail", "hooks")
    }


def tasks_in(text: str) -> dict[str, float]:
    return {name[1]: value for name, value in scraped(text).items() if name[0].startswith("teamkpi_task_")}


def test_it_says_when_tasks_of_the_process_were_completed(run: Callable[..., Space]) -> None:
    moment = [NOW]
    times = TaskTimes(lambda: moment[0])
    space = run(metrics_token=TOKEN, times=times)

    def completed() -> dict[str, float]:
        return tasks_in(served_by(space, 8000, "/metrics", TOKEN)[2])

    assert completed() == {}
    times.note(["hooks", "mail"])
    moment[0] += timedelta(seconds=30)
    times.note(["mail"])
    assert completed() == {"hooks": NOW.timestamp(), "mail": NOW.timestamp() + 30}


@pytest.mark.parametrize(
    ("settings", "tasks"),
    [
        ({}, {"alerts", "reports", "mail", "housekeeping", "hooks", "mirror"}),
        ({"worker": False}, {"mirror"}),
        ({"mirror": False, "worker": False}, set()),
    ],
)
def test_a_server_shows_the_tasks_that_it_runs(
    settings: dict[str, Any], tasks: set[str], database_url: str, tmp_path: Path
) -> None:
    begin = time()
    with serving(database_url, tmp_path, metrics_token=TOKEN, **settings) as served:

        def shown() -> dict[str, float]:
            asked = f"http://127.0.0.1:{served.port}/metrics"
            return tasks_in(httpx.get(asked, headers={"Authorization": f"Bearer {TOKEN}"}, timeout=PATIENCE).text)

        first = shown()
        assert set(first) == tasks
        assert all(moment >= begin for moment in first.values())
        if settings == {}:  # they go on; the mirror looks less often
            until(lambda: all(moment > first[task] for task, moment in shown().items() if task != "mirror"))
        assert served.stop() == 0


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
