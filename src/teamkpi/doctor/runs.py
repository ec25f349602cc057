"""Checks that are run from the console: one at a time for each network, with the progress and findings of the last run.

A run holds a lock as long as its session lasts. If its process ends, the lock is gone, and the run counts as stopped.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, Final, Literal, NamedTuple

from psycopg import Connection
from psycopg.rows import namedtuple_row

from teamkpi.db import load_sql
from teamkpi.db.held_locks import read_with_locks
from teamkpi.db.locks import Lock
from teamkpi.doctor.checks import Examined, Finding, disk, examine
from teamkpi.doctor.sums import in_words
from teamkpi.usage import verify
from teamkpi.wire import encode

Check = Literal["doctor", "verify"]

CHECKS: Final[tuple[Check, ...]] = ("doctor", "verify")
MOST_FINDINGS: Final = 200
_SQL: Final = load_sql("teamkpi.doctor", "runs.sql")


class CheckRun(NamedTuple):
    """The last run of a check."""

    check: Check
    started_on: datetime
    done: int
    """How many people's sums have been recomputed; 0 for ``doctor``."""
    ended_on: datetime | None
    problems: int
    findings: str | None
    """JSON: a list of findings, problems first, at most ``MOST_FINDINGS``; None if the run has not ended by itself."""
    is_under_way: bool


class DatabaseFacts(NamedTuple):
    """The server's version, the size of the database in bytes, and its connections."""

    server: str
    bytes: int
    connections: int
    most_connections: int


class Begun:
    """A run that has begun, on the session that holds its lock."""

    def __init__(self, conn: Connection, network_id: int, check: Check) -> None:
        self._conn = conn
        self._values = {"network_id": network_id, "check": check}

    def note(self, done: int) -> None:
        """Store how far it is."""
        self._conn.execute(_SQL.progress, {**self._values, "done": done})

    def end(self, findings: Sequence[Finding], problems: int, *, now: datetime) -> None:
        """Store what it found."""
        shown = [one._asdict() for one in findings[:MOST_FINDINGS]]
        self._conn.execute(
            _SQL.end, {**self._values, "now": now, "problems": problems, "findings": encode(shown).decode()}
        )


def begin(conn: Connection, network_id: int, check: Check, *, now: datetime) -> Begun | None:
    """Begin a run on a connection of its own, which must stay open until it ends; None while another is under way."""
    values = {"network_id": network_id, "check": check, "now": now}
    [is_taken] = conn.execute(_SQL.take, Lock.CHECK.of(network_id)).fetchone() or (False,)
    if not is_taken:
        return None
    with conn.transaction():
        conn.execute(_SQL.stop_others, values)
        conn.execute(_SQL.begin, values)
    return Begun(conn, network_id, check)


def run(begun: Begun, check: Check, what: Examined, network_id: int, conn: Connection) -> tuple[list[Finding], int]:
    """Run a check, and return its findings, problems first, and how many problems there are.

    ``conn`` is another connection, which is in no transaction.
    """
    problems: list[Finding] = []
    fine: list[Finding] = []
    count = 0
    for one in _doctor(what) if check == "doctor" else _verify(begun, conn, network_id):
        count += one.is_problem
        if len(problems) < MOST_FINDINGS:
            (problems if one.is_problem else fine).append(one)
    return problems + fine, count


def _doctor(what: Examined) -> Iterator[Finding]:
    if what.settings.database_url is None:
        yield disk(what.settings)
    yield from examine(what)


def _verify(begun: Begun, conn: Connection, network_id: int) -> Iterator[Finding]:
    has_differences = False
    for difference in verify(conn, network_id, reached=begun.note):
        has_differences = True
        yield Finding("sums", True, in_words(difference), "run `teamkpi rebuild`")
    if not has_differences:
        yield Finding("sums", False, "every stored sum matches the records")


def last_runs(conn: Connection, network_id: int) -> dict[str, CheckRun]:
    """Return the last run of each check that was ever run in a network."""
    asked, key = {"network_id": network_id}, Lock.CHECK.of(network_id)["network_key"]
    rows, held = read_with_locks(
        conn,
        Lock.CHECK,
        lambda: conn.execute(_SQL.runs, asked).fetchall(),
        lambda row, held: row[3] is None and key not in held,
    )
    return {row[0]: CheckRun._make([*row, row[3] is None and key in held]) for row in rows}


def database_facts(conn: Connection) -> DatabaseFacts:
    """Return the server's version, and how much of it the database uses."""
    with conn.cursor(row_factory=namedtuple_row) as cursor:
        row: Any = cursor.execute(_SQL.database_facts).fetchone()
    return DatabaseFacts(*row)
