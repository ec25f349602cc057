"""The watch over the embedded server while a process serves: a server that is gone is started again."""

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
"""After a crash the first attempts may fail, since processes of the former server have yet to end."""

Report = Callable[[str], object]


@dataclass(slots=True)
class EmbeddedState:
    """How the embedded server is, as far as its watch knows.

    ``problem`` says why it cannot be started, and is None otherwise; ``starts`` counts how often it was started again.
    """

    is_running: bool = True
    problem: str | None = None
    starts: int = 0


class Watch:
    """Looks after an embedded server in a thread of its own, until ``stop()``.

    While the server cannot be started, the watch keeps trying, since a full disk may have space again. ``report`` is
    told when the ``state`` changes.
    """

    def __init__(self, server: EmbeddedServer, report: Report) -> None:
        self._server = server
        self._report = report
        self._is_stopped = threading.Event()
        self.state = EmbeddedState()
        self._thread = threading.Thread(target=self._run, name="embedded-watch", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End the watch; the server is left as it is."""
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
                        self._report("the embedded PostgreSQL has ended unexpectedly; it is started again")
                    self._server.start_again()
                    state.starts += 1
                    self._report("the embedded PostgreSQL is running again")
            except (DatabaseUnusable, OSError) as error:
                failures += 1
                pause = min(_LONGEST_PAUSE, pause * 2)
                if failures == _ATTEMPTS_BEFORE_ALARM:
                    state.problem = "the embedded PostgreSQL cannot be started"
                    first_line = str(error).partition("\n")[0]  # what follows is the server's log
                    self._report(f"{state.problem}, and this is tried again: {first_line}")
            else:
                failures, pause = 0, _SECONDS_BETWEEN_LOOKS
                state.is_running, state.problem = True, None
