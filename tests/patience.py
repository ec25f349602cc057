"""Waiting for what must come: until it has come, however busy the machine is.

The limit only ends a test that hangs. A test that says how fast something is, or that sleeps and takes it that
something has happened meanwhile, fails on a busy machine; so no other file of the tests sleeps, reads a clock or names
a limit of its own (``tools/house_rules.py`` looks). What a thread takes of the processor may be measured.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from time import monotonic, sleep, thread_time
from typing import Any, Final, TypeVar

from psycopg import Connection

T = TypeVar("T")

FAULTS: Final = os.environ.get("TEAMKPI_FAULTS") == "1"
"""Whether tests run that kill many processes or start many servers, too long for each ``make test``."""
PATIENCE: Final = 300
"""Seconds after which something that a test waits for is taken never to come."""


def until(holds: Callable[[], T]) -> T:
    """Wait until something holds, and return what it gave; it may raise to say that it never will."""
    end = monotonic() + PATIENCE
    while not (found := holds()):
        assert monotonic() < end, "waited in vain"
        sleep(0.01)
    return found


def processor_seconds() -> float:
    """Return what this thread has taken of the processor, in seconds: the same, whatever else the machine does."""
    return thread_time()


def until_waiting(conn: Connection[Any], sessions: int = 1) -> None:
    """Wait until at least so many sessions of the connection's database wait for a lock; tasks of a server may, too."""
    waiting = (
        "SELECT count(*) >= %s FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    until(lambda: conn.execute(waiting, (sessions,)).fetchone() == (True,))
