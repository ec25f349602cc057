"""Work on the database in a background thread: its loop, and keeping the failure of one part from the others."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from threading import Event
from typing import Any

import psycopg
from psycopg import Connection

from teamkpi.errors import DatabaseUnusable


def work_until(
    stopping: Event,
    connect: Callable[[], Connection[Any]],
    work: Callable[[Connection[Any]], object],
    *,
    pause: float,
    on_error: Callable[[Exception], object],
) -> None:
    """Call ``work`` with a new connection, again ``pause`` seconds after it returned or failed, until ``stopping``.

    While the database is unreachable this only tries again, because requests report that. Any other error is passed to
    ``on_error``. None ends the loop: a thread that ended would stop its work for good, without anyone noticing.
    """
    while not stopping.is_set():
        try:
            with closing(connect()) as conn:
                work(conn)
        except (psycopg.OperationalError, psycopg.InterfaceError, DatabaseUnusable):
            pass
        except Exception as error:  # noqa: BLE001 - see above
            on_error(error)
        stopping.wait(pause)


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
