"""`/health`: whether the process is up, whether it can answer, and what monitoring asks besides."""

from __future__ import annotations

from collections.abc import Callable

from api.doorway import NOW, Space
from teamkpi.db import connect
from teamkpi.db.embedded_watch import EmbeddedState


def test_ready_says_how_old_the_last_verified_backup_is(run: Callable[..., Space], database_url: str) -> None:
    space = run()
    assert space.get("/health/live").json() == {"status": "live"}
    assert space.get("/health/ready").json() == {"status": "ready", "verified_backup_age": None}
    with connect(database_url) as conn:
        statement = "INSERT INTO verified_backup VALUES (TRUE, %s::timestamptz - interval '90 seconds', %s, 1)"
        conn.execute(statement, (NOW, NOW))
    assert space.get("/health/ready").json() == {"status": "ready", "verified_backup_age": 90}


def test_a_process_that_cannot_do_its_work_is_not_live_until_it_can(run: Callable[..., Space]) -> None:
    state = EmbeddedState(problem="the embedded PostgreSQL cannot be started")
    space = run(embedded=state)
    answer = space.get("/health/live")
    assert (answer.status_code, answer.json()["detail"]) == (503, "the embedded PostgreSQL cannot be started")
    state.problem = None
    assert space.get("/health/live").json() == {"status": "live"}
