"""A loop for a background thread that works on the database until it is stopped."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
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
        except (psycopg.Error, DatabaseUnusable):
            pass
        except Exception as error:  # noqa: BLE001 - see above
            on_error(error)
        stopping.wait(pause)
