"""Work on the database in a background thread: its loop, and keeping the failure of one part from the others."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import datetime
from threading import Event, Thread
from typing import ClassVar, Final

import psycopg
from psycopg import Connection

from teamkpi.errors import DatabaseUnusable

_JOINED_FOR: Final = 5.0


class TaskTimes:
    """When each task of the process's workers was last completed. Workers write it from their threads."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._completed: dict[str, datetime] = {}

    def note(self, tasks: Iterable[str]) -> None:
        """Record that tasks were completed now, or are about to start."""
        now = self._now()
        for task in tasks:
            self._completed[task] = now

    def completed(self) -> Mapping[str, datetime]:
        """Return when each task was last completed or, if it has not been yet, when its worker started."""
        return self._completed.copy()


class BackgroundWorker(ABC):
    """A thread that works in rounds until ``stop()``; a subclass says what a round does.

    ``connect`` opens a connection, and another one after that is lost. ``on_error`` is called with errors that are
    faults of the program. The thread continues after them: if it ended, its work would stop for good, without anyone
    noticing. While the database is unreachable it only tries again, because requests report that. ``times`` gets
    what was completed of ``tasks`` after each round.
    """

    tasks: ClassVar[tuple[str, ...]] = ()
    """The names of what is done in a round."""

    def __init__(
        self,
        connect: Callable[[], Connection],
        *,
        name: str,
        looked_every: float,
        on_error: Callable[[Exception], object],
        times: TaskTimes | None = None,
    ) -> None:
        self._connect = connect
        self._looked_every = looked_every
        self._on_error = on_error
        self._times = times
        self._failed_tasks: set[str] = set()
        self._stopping: Final = Event()
        self._thread: Final = Thread(target=self._work, name=name, daemon=True)

    @property
    def is_running(self) -> bool:
        """Whether it was started and has not ended."""
        return self._thread.is_alive()

    def start(self) -> None:
        """Begin, in a thread."""
        if self._times is not None:
            self._times.note(self.tasks)
        self._thread.start()

    def stop(self) -> None:
        """End when the current work is done, and wait for that, but at most five seconds."""
        self._stopping.set()
        self._thread.join(_JOINED_FOR)

    @abstractmethod
    def _do_round(self, conn: Connection) -> int:
        """Do what is due, and return how much that was; after 0, the next round is ``looked_every`` seconds later."""

    def _work(self) -> None:
        while not self._stopping.is_set():
            try:
                with closing(self._connect()) as conn:
                    self._work_on(conn)
            except (psycopg.OperationalError, psycopg.InterfaceError, DatabaseUnusable):
                pass
            except Exception as error:  # noqa: BLE001 - see above
                self._on_error(error)
            self._stopping.wait(self._looked_every)

    def _work_on(self, conn: Connection) -> None:
        while not self._stopping.is_set():
            self._failed_tasks.clear()
            done = self._do_round(conn)
            if self._times is not None:
                self._times.note(task for task in self.tasks if task not in self._failed_tasks)
            if not done:
                self._stopping.wait(self._looked_every)

    @contextmanager
    def _part_of(self, task: str, conn: Connection) -> Iterator[None]:
        """Let the round go on if this part of a task fails, as ``one_of_several`` does; the task is not completed."""
        is_done = False
        with one_of_several(conn, self._on_error):
            yield
            is_done = True
        if not is_done:
            self._failed_tasks.add(task)


@contextmanager
def one_of_several(conn: Connection, on_error: Callable[[Exception], object]) -> Iterator[None]:
    """Let the work after this block go on if the block fails, unless the connection is lost.

    What the program did wrong is passed to ``on_error``; what the database could not do at the moment is not.
    """
    try:
        yield
    except Exception as error:
        if conn.closed:
            raise
        if not isinstance(error, psycopg.OperationalError):
            on_error(error)
