"""`/health`: whether the process is up, whether it can answer, and what monitoring asks besides."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from psycopg import Connection

from api.doorway import NOW, Space, account, store
from api.test_telemetry import served_by
from published import SEED
from teamkpi import networks
from teamkpi.accounts import Seal
from teamkpi.api import health
from teamkpi.db import connect
from teamkpi.db.embedded_watch import EmbeddedState
from teamkpi.ledger import ENTITIES
from teamkpi.mirror import Credentials, sources
from teamkpi.mirror.status import read_status

NO_MIRROR = {"mirror_age": None, "mirror_problems": 0}


def test_ready_says_how_old_the_last_verified_backup_is(run: Callable[..., Space], database_url: str) -> None:
    space = run()
    assert space.get("/health/live").json() == {"status": "live"}
    assert space.get("/health/ready").json() == {"status": "ready", "verified_backup_age": None, **NO_MIRROR}
    with connect(database_url) as conn:
        statement = "INSERT INTO verified_backup VALUES (TRUE, %s::timestamptz - interval '90 seconds', %s, 1)"
        conn.execute(statement, (NOW, NOW))
    assert space.get("/health/ready").json() == {"status": "ready", "verified_backup_age": 90, **NO_MIRROR}


def test_a_process_that_cannot_do_its_work_is_not_live_until_it_can(run: Callable[..., Space]) -> None:
    state = EmbeddedState(problem="the embedded PostgreSQL cannot be started")
    space = run(embedded=state)
    answer = space.get("/health/live")
    assert (answer.status_code, answer.json()["detail"]) == (503, "the embedded PostgreSQL cannot be started")
    state.problem = None
    assert space.get("/health/live").json() == {"status": "live"}


def add_mirror(conn: Connection[Any], address: str) -> None:
    seal = Seal(["a2V5IG9mIHRoaXJ0eS10d28gYnl0ZXMgZm9yIHRlc3Q="])
    sources.add(conn, 1, "nexudus", address, Credentials("a", "b"), allows_http=False, businesses=(), share=80,
                every_seconds=300, most_deleted=2, seal=seal, now=NOW)  # fmt: skip


def test_ready_and_metrics_say_how_old_a_mirrors_copy_is(run: Callable[..., Space], database_url: str) -> None:
    space = run(metrics_token="a token for monitoring")

    def told() -> tuple[object, ...]:
        ready = space.get("/health/ready").json()
        shown = served_by(space, 8000, "/metrics", "a token for monitoring")[2]
        lines = [line for line in shown.splitlines() if line.startswith("teamkpi_mirror")]
        return ready["mirror_age"], ready["mirror_problems"], lines

    def basis() -> object:
        return space.get("/api/public/teams/55/basis", token=token).json()["MirroredOn"]

    with connect(database_url) as conn:
        store(conn, SEED["ledger"])
        account(conn, "jane@techinnovators.com")
        token = space.sign_in("jane@techinnovators.com")["access_token"]
        assert (told(), basis()) == ((None, 0, []), None)
        add_mirror(conn, "https://spaces.example")
        name = 'network="default"'
        assert told() == (None, 0, [f"teamkpi_mirror_problem{{{name}}} 0.0"])
        for number, plural in enumerate(ENTITIES):
            values = (plural, NOW - timedelta(seconds=number), "Charge-List" if plural == "charges" else None)
            statement = "INSERT INTO mirror_entity (network_id, entity, followed_to, left_out) VALUES (1, %s, %s, %s)"
            conn.execute(statement, values)
        conn.execute("UPDATE mirror_entity SET followed_to = NULL WHERE left_out IS NOT NULL")
        age = len(ENTITIES) - 1
        lines = [f"teamkpi_mirror_age_seconds{{{name}}} {age}.0", f"teamkpi_mirror_problem{{{name}}} 0.0"]
        assert (told(), basis()) == ((age, 0, lines), f"{NOW - timedelta(seconds=age):%Y-%m-%dT%H:%M:%SZ}")
        conn.execute("UPDATE mirror SET problem_code = 'firewall'")
        lines[1] = f"teamkpi_mirror_problem{{{name}}} 1.0"
        assert told() == (age, 1, lines)
        conn.execute("UPDATE mirror_entity SET followed_to = NULL WHERE entity = 'teams'")
        assert told() == (None, 1, lines[1:])


def test_a_monitor_with_the_token_sees_each_mirror_and_kind(run: Callable[..., Space], conn: Connection[Any]) -> None:
    space = run(metrics_token="a token for monitoring")
    add_mirror(conn, "https://spaces.example")
    conn.execute(
        """
        INSERT INTO mirror_entity (
            network_id, entity, newest_version, followed_to, swept_on, there_count, here_count, loaded_on
        )
        VALUES (1, 'bookings', %(now)s, %(now)s, %(now)s, 12, 11, %(now)s)
        """,
        {"now": NOW},
    )
    conn.execute("INSERT INTO mirror_entity (network_id, entity, left_out) VALUES (1, 'charges', 'Charge-List')")
    conn.execute(
        """
        INSERT INTO mirror_refused (network_id, entity, record_id, reason, program, first_on, last_on)
        VALUES (1, 'bookings', 4711, 'ToTime is a required field', '1', %(now)s, %(now)s)
        """,
        {"now": NOW},
    )
    problem = "UPDATE mirror SET problem_code = 'firewall', problem = 'status 403 at a path', problem_since = %s"
    conn.execute(problem, [NOW])

    def asked(*credentials: str) -> Any:
        shown = [("Authorization", one) for one in credentials]
        answer = space.ask("GET", "/health/ready", raw_headers=shown)
        assert answer.status_code == 200
        for one in ("4711", "ToTime", "spaces.example", "a path"):
            assert one not in answer.text
        return answer.json()

    token = "Bearer a token for monitoring"
    for strangers in ((), ("Bearer another token",), (token, token), ("Basic a token for monitoring",)):
        assert asked(*strangers).keys() == {"status", "verified_backup_age", "mirror_age", "mirror_problems"}
    [found] = asked(token)["mirrors"]
    kinds = {one.pop("entity"): one for one in found.pop("entities")}
    now = f"{NOW:%Y-%m-%dT%H:%M:%SZ}"
    assert found == {
        "network": "default",
        "age": None,
        "is_paused": False,
        "problem_code": "firewall",
        "problem": "the service's firewall refuses this client (403); the password may well be right",
        "problem_since": now,
    }
    assert list(kinds) == list(ENTITIES)
    counts = {"there": 12, "here": 11, "refused": 1, "missing": 0}
    assert kinds["bookings"] == {
        **counts, "newest_version": now, "age": 0, "last_sweep": now, "note": "1 refused"
    }  # fmt: skip
    assert kinds["charges"]["note"] == "left out: the role Charge-List is missing"


def test_a_monitor_sees_the_worst_mirrors_first_and_all_of_them_cost_one_statement(
    run: Callable[..., Space],
    conn: Connection[Any],
    statements: list[tuple[str, Any]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    space = run(metrics_token="a token for monitoring")
    names = ("default", "paused", "broken", "empty", "old", "new")
    mirror = """
        INSERT INTO mirror (
            network_id, kind, base_url, allows_http, sealed_credentials, share, every_seconds, most_deleted,
            is_paused, created_on, problem_code, problem_since
        )
        VALUES (%(id)s, 'nexudus', '', FALSE, '', 80, 300, 2, %(name)s = 'paused', %(now)s,
            CASE WHEN %(name)s = 'broken' THEN 'firewall' END, CASE WHEN %(name)s = 'broken' THEN %(now)s END)
    """
    kind = """
        INSERT INTO mirror_entity (network_id, entity, followed_to, there_count, tested_on, left_out)
        VALUES (%(id)s, %(entity)s, %(followed_to)s, %(id)s, %(now)s, %(left_out)s)
    """
    record = """
        INSERT INTO mirror_refused (network_id, entity, record_id, reason, program, first_on, last_on)
        SELECT %(id)s, 'bookings', number, '', '', %(now)s, %(now)s FROM generate_series(1, %(id)s) AS number
    """
    missing = """
        INSERT INTO mirror_missing (network_id, entity, record_id, found_on, is_waiting, is_confirmed)
        SELECT %(id)s, 'charges', number, %(now)s, number > 1, FALSE FROM generate_series(1, %(id)s) AS number
    """
    ids = {}
    for number, name in enumerate(names):
        network_id = ids[name] = 1 if number == 0 else networks.create(conn, name, [f"{name}.test"])
        values = {"id": network_id, "name": name, "now": NOW}
        conn.execute(mirror, values)
        if name == "empty":
            continue
        conn.execute(record, values)
        conn.execute(missing, values)
        for entity in ENTITIES:
            age = {"default": 600, "old": 3600}.get(name, 60)
            moment = NOW - timedelta(seconds=age)
            left_out = "Charge-List" if entity == "charges" else None
            conn.execute(kind, {**values, "entity": entity, "followed_to": moment, "left_out": left_out})

    def asked() -> tuple[Any, int]:
        statements.clear()
        headers = {"Authorization": "Bearer a token for monitoring"}
        answer = space.ask("GET", "/health/ready", headers=headers).json()
        return answer, len([text for text, _ in statements if "mirror" in text])

    answer, count = asked()
    assert (count, answer["mirrors_left_out"]) == (2, 0)
    found = {one["network"]: one for one in answer["mirrors"]}
    assert list(found) == ["broken", "paused", "empty", "old", "default", "new"]
    for name, shown in found.items():
        status = read_status(conn, ids[name], now=NOW)
        kinds = [(one.entity, one.there, one.age_seconds, one.refused, one.missing, one.note) for one in status.kinds]
        told = ("entity", "there", "age", "refused", "missing", "note")
        assert [tuple(one[field] for field in told) for one in shown["entities"]] == kinds
        assert (shown["age"], shown["is_paused"], shown["problem_code"]) == (
            status.age_seconds, status.is_paused, status.problem_code
        )  # fmt: skip
    monkeypatch.setattr(health, "MOST_MIRRORS", 4)
    answer, count = asked()
    assert (count, answer["mirrors_left_out"], answer["mirror_problems"]) == (2, 2, 2)
    assert [one["network"] for one in answer["mirrors"]] == ["broken", "paused", "empty", "old"]


def test_a_running_server_stays_ready_when_a_newer_program_migrates_its_database(
    run: Callable[..., Space], conn: Connection[Any]
) -> None:
    """Servers are replaced one after the other, and until then a load balancer must not take the old ones away."""
    space = run()
    conn.execute("INSERT INTO _yoyo_migration (migration_hash, migration_id) VALUES ('a', '9999_later')")
    assert space.get("/health/ready").status_code == 200
    conn.execute("DELETE FROM _yoyo_migration WHERE migration_id >= '0050'")
    assert run().get("/health/ready").json()["detail"].startswith("the database lacks migrations")
