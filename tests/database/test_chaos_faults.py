"""The faults of ``python -m tests.chaos`` do what they say, and are only counted if they did."""

from __future__ import annotations

from random import Random
from typing import Any, NamedTuple

import psycopg
import pytest
from psycopg import Connection

from chaos import faults
from chaos.faults import BACKENDS, END_HALF_OF_THEM, LOCKED, Faults


class _Database(NamedTuple):
    database_url: str

    def postmaster(self) -> int | None:
        return None


@pytest.mark.parametrize("table", LOCKED)
def test_a_lock_is_held_on_every_table_that_is_chosen(
    conn: Connection[Any], database_url: str, monkeypatch: pytest.MonkeyPatch, table: str
) -> None:
    monkeypatch.setattr(faults, "LOCKED", (table,))
    held: list[list[Any]] = []

    def look(_seconds: float) -> None:
        locks = "SELECT relation::regclass::text FROM pg_locks WHERE mode = 'ExclusiveLock' AND relation IS NOT NULL"
        held.append(conn.execute(locks).fetchall())

    chaos = Faults(_Database(database_url), [], Random(1), look)
    chaos.do(chaos.hold_a_lock)
    assert held == [[(table,)]]
    assert chaos.counts == {"hold a lock": 1}


def test_a_table_that_does_not_exist_fails(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(faults, "LOCKED", ("booking",))
    chaos = Faults(_Database(database_url), [], Random(1))
    with pytest.raises(psycopg.errors.UndefinedTable):
        chaos.do(chaos.hold_a_lock)
    assert chaos.counts == {}


def test_the_other_statements_are_valid(conn: Connection[Any]) -> None:
    conn.execute(f"EXPLAIN {BACKENDS}")
    conn.execute(f"EXPLAIN {END_HALF_OF_THEM}", (1,))


def test_what_did_not_happen_is_not_counted() -> None:
    chaos = Faults(_Database("postgresql://127.0.0.1:1/x"), [], Random(1))
    for kind in (chaos.kill_postgresql, chaos.kill_a_backend, chaos.drop_connections, chaos.hold_a_lock):
        chaos.do(kind)
    assert chaos.counts == {}
    assert len(chaos.recoveries) == 4
