"""A thread that works in rounds: it outlives every error and every lost connection, and ends when it is asked to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import psycopg
from psycopg import Connection

from patience import until
from teamkpi.db.background import BackgroundWorker


class Line:
    """A stand-in for a connection, which can only be closed."""

    def __init__(self) -> None:
        self.is_closed = False

    def close(self) -> None:
        self.is_closed = True


class Rounds(BackgroundWorker):
    """Does the next of the given things in each round, and then nothing."""

    def __init__(self, *rounds: Callable[[], int], fails_to_connect: int = 0) -> None:
        self.rounds = list(rounds)
        self.errors: list[Exception] = []
        self.lines: list[Any] = []
        self.fails_to_connect = fails_to_connect
        self.done = 0
        super().__init__(self._open, name="rounds", looked_every=0.01, on_error=self.errors.append)

    def _open(self) -> Connection[Any]:
        if self.fails_to_connect:
            self.fails_to_connect -= 1
            raise psycopg.OperationalError
        self.lines.append(Line())
        line: Connection[Any] = self.lines[-1]
        return line

    def _do_round(self, conn: Connection[Any]) -> int:
        assert conn is self.lines[-1]
        self.done += 1
        return self.rounds.pop(0)() if self.rounds else 0


def failing(error: type[Exception]) -> Callable[[], int]:
    def fail() -> int:
        raise error

    return fail


def is_running(worker: Rounds) -> bool:
    return worker.is_running


def test_it_goes_on_after_errors_and_lost_connections_and_reports_only_faults_of_the_program() -> None:
    worker = Rounds(
        lambda: 1, failing(ZeroDivisionError), failing(psycopg.OperationalError), lambda: 2, fails_to_connect=2
    )
    assert not is_running(worker)
    worker.start()
    until(lambda: worker.done >= 6)
    assert is_running(worker)
    worker.stop()
    assert (is_running(worker), worker.rounds) == (False, [])
    assert [type(one) for one in worker.errors] == [ZeroDivisionError]
    # There is a new connection after each failure, and all are closed.
    assert [one.is_closed for one in worker.lines] == [True] * 3


def test_it_ends_although_there_is_always_more_to_do() -> None:
    worker = Rounds(*[lambda: 1] * 1_000_000)
    worker.start()
    until(lambda: worker.done > 3)
    worker.stop()
    assert not is_running(worker)
    assert worker.rounds
