"""Work on the database in a background thread: its loop, and keeping the failure of one part from the others."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from threading import Event, Thread
from typing import Any, Final

import psycopg
from psycopg import Connection

from teamkpi.errors import DatabaseUnusable

_JOINED_FOR: Final = 5.0


class BackgroundWorker(ABC):
    """A thread that works in rounds until ``stop()``; a subclass says what a round does.

    ``connect`` opens a connection, and another one after that is lost. ``on_error`` is called with errors that are
    faults of the program. The thread continues after them: if it ended, its work would stop for good, without anyone
    noticing. While the database is unreachable it only tries again, because requests report that.
    """

    def __init__(
        self,
        connect: Callable[[], Connection[Any]],
        *,
        name: str,
        looked_every: float,
        on_error: Callable[[Exception], object],
    ) -> None:
        self._connect = connect
        self._looked_every = looked_every
        self._on_error = on_error
        self._stopping: Final = Event()
        self._thread: Final = Thread(target=self._work, name=name, daemon=True)

    @property
    def is_running(self) -> bool:
        """Whether it was started and has not ended."""
        return self._thread.is_alive()

    def start(self) -> None:
        """Begin, in a thread."""
        self._thread.start()

    def stop(self) -> None:
        """End when the current work is done, and wait for that, but at most five seconds."""
        self._stopping.set()
        self._thread.join(_JOINED_FOR)

    @abstractmethod
    def _do_round(self, conn: Connection[Any]) -> int:
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

    def _work_on(self, conn: Connection[Any]) -> None:
        while not self._stopping.is_set():
            if not self._do_round(conn):
                self._stopping.wait(self._looked_every)


@contextmanager
def one_of_several(conn: Connection[Any], on_error: Callable[[Exception], object]) -> Iterator[None]:
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
