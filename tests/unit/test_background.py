"""A thread that works in rounds: it outlives every error and every lost connection, and ends when it is asked to."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

import psycopg
from psycopg import Connection

from patience import until
from teamkpi.db.background import BackgroundWorker, TaskTimes


class Line:
    """A stand-in for a connection, which can only be closed."""

    def __init__(self) -> None:
        self.is_closed = False

    @property
    def closed(self) -> bool:
        return self.is_closed

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


class TwoTasks(Rounds):
    """Does two tasks in each round, of which the first fails in the given ways."""

    tasks: ClassVar = ("first", "second")

    def __init__(self, times: TaskTimes, *rounds: Callable[[], int]) -> None:
        super().__init__(*rounds)
        self._times = times

    def _do_round(self, conn: Connection[Any]) -> int:
        with self._part_of("first", conn):
            super()._do_round(conn)
        with self._part_of("first", conn):
            pass
        with self._part_of("second", conn):
            pass
        return 0


def test_a_task_is_completed_when_all_of_its_parts_are_and_others_do_not_wait_for_it() -> None:
    seconds = iter(range(1_000_000))
    begin = datetime(2026, 11, 21, tzinfo=UTC)
    times = TaskTimes(lambda: begin + timedelta(seconds=next(seconds)))
    fails = [True]
    faults = failing(ZeroDivisionError), failing(psycopg.OperationalError)

    def one_of_them() -> int:
        worker.rounds.append(one_of_them)
        return faults[worker.done % 2]() if fails[0] else 0

    worker = TwoTasks(times, one_of_them)
    assert times.completed() == {}
    worker.start()
    try:
        until(lambda: times.completed()["second"] > begin + timedelta(seconds=3))
        assert times.completed()["first"] == begin  # when it was started
        fails[0] = False
        until(lambda: times.completed()["first"] > begin)
    finally:
        worker.stop()
    assert {type(one) for one in worker.errors} == {ZeroDivisionError}


def test_a_round_that_loses_its_connection_completes_nothing() -> None:
    begin = datetime(2026, 11, 21, tzinfo=UTC)
    moment = [begin]
    times = TaskTimes(lambda: moment[0])

    def lose() -> int:
        worker.rounds.append(lose)
        worker.lines[-1].close()
        raise psycopg.OperationalError

    worker = TwoTasks(times, lose)
    worker.start()
    moment[0] += timedelta(hours=1)
    try:
        until(lambda: worker.done >= 5)
        assert times.completed() == {"first": begin, "second": begin}
    finally:
        worker.stop()
