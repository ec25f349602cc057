"""Watches the embedded server while a process serves, and restarts it if it has ended."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from teamkpi.db.embedded import EmbeddedServer
from teamkpi.errors import DatabaseUnusable

_SECONDS_BETWEEN_LOOKS: Final = 1.0
_LONGEST_PAUSE: Final = 10.0
_ATTEMPTS_BEFORE_ALARM: Final = 3
"""After a crash the first attempts may fail, because processes of the old server are still ending."""

Report = Callable[[str], object]


@dataclass(slots=True)
class EmbeddedState:
    """The state of the embedded server, as far as its watch knows.

    ``problem`` says why it cannot be started, and is None otherwise; ``starts`` is the number of restarts.
    """

    is_running: bool = True
    problem: str | None = None
    starts: int = 0


class Watch:
    """Watches an embedded server in a thread of its own, until ``stop()``.

    While the server cannot be started, the watch keeps trying, because a full disk may have space again. ``report`` is
    called when the ``state`` changes.
    """

    def __init__(self, server: EmbeddedServer, report: Report) -> None:
        self._server = server
        self._report = report
        self._is_stopped = threading.Event()
        self.state = EmbeddedState()
        self._thread = threading.Thread(target=self._run, name="embedded-watch", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stop watching; the server is not stopped."""
        self._is_stopped.set()
        self._server.give_up()
        self._thread.join()

    def _run(self) -> None:
        state = self.state
        failures = 0
        pause = _SECONDS_BETWEEN_LOOKS
        while not self._is_stopped.wait(pause):
            try:
                if self._server.is_alive():
                    self._server.rotate_log()
                else:
                    state.is_running = False
                    if failures == 0:
                        self._report("the embedded PostgreSQL has ended unexpectedly; restarting it")
                    self._server.start_again()
                    state.starts += 1
                    self._report("the embedded PostgreSQL is running again")
            except (DatabaseUnusable, OSError) as error:
                failures += 1
                pause = min(_LONGEST_PAUSE, pause * 2)
                if failures == _ATTEMPTS_BEFORE_ALARM:
                    state.problem = "the embedded PostgreSQL cannot be started"
                    first_line = str(error).partition("\n")[0]  # what follows is the server's log
                    self._report(f"{state.problem}, retrying: {first_line}")
            else:
                failures, pause = 0, _SECONDS_BETWEEN_LOOKS
                state.is_running, state.problem = True, None
