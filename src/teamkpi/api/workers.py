"""Runs work whose cost grows with the data, off the event loop, so that other requests do not wait.

Small work is run directly, because handing it to a thread costs more. Large work is run in a thread, one piece after
the other, because concurrent pieces would slow down each other and the event loop. Between request bodies there are
pauses, so that clients that keep sending the largest possible bodies leave most of the processor to others. Each caller
has one piece in the queue; its others wait for that one. A limited number of pieces may wait; beyond that, clients are
asked to try again later.
"""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic, sleep, thread_time
from typing import Final, TypeVar

from teamkpi.api.database import Gate
from teamkpi.api.turns import Turns

T = TypeVar("T")

SMALL_BYTES: Final = 4096
"""Of a piece of work that is done at once: the bytes that it reads or writes, roughly."""
ROW_BYTES: Final = 256
"""What a row of the database counts for."""
_MOST_WAITING: Final = 64
_MOST_FILES_WAITING: Final = 16
# After a body that took the processor long enough for others to notice, none is read for three times as long.
_REST: Final = 3
_NOTICEABLE_SECONDS: Final = 0.001


class Workers:
    """The threads of one server process for large pieces of work: answers, bodies of requests, and files to write.

    Typesetting a large file may take seconds, which answers that are only large must not wait for.
    """

    def __init__(self) -> None:
        self._gate = Gate(at_once=1, most_waiting=_MOST_WAITING)
        self._bodies = Gate(at_once=1, most_waiting=_MOST_WAITING)
        self._files = Gate(at_once=1, most_waiting=_MOST_FILES_WAITING)
        self._turns, self._body_turns, self._file_turns = Turns(1), Turns(1), Turns(1)
        self._rested = monotonic()

    async def run(self, size: int, work: Callable[[], T]) -> T:
        """Run work on ``size`` bytes, and return its result.

        Raises ServiceUnavailable when too many wait.
        """
        if size <= SMALL_BYTES:
            return work()
        async with self._turns.one():
            return await self._gate.run(work)

    async def read_body(self, size: int, work: Callable[[], T]) -> T:
        """Run work on a request body of ``size`` bytes, and return its result.

        Raises ServiceUnavailable when too many wait.
        """
        if size <= SMALL_BYTES:
            return work()
        async with self._body_turns.one():
            return await self._bodies.run(lambda: self._after_a_rest(work))

    def _after_a_rest(self, work: Callable[[], T]) -> T:
        sleep(max(0.0, self._rested - monotonic()))
        began = thread_time()
        try:
            return work()
        finally:
            took = thread_time() - began
            self._rested = monotonic() + (_REST * took if took > _NOTICEABLE_SECONDS else 0)

    async def write_file(self, work: Callable[[], T]) -> T:
        """Write a file, and return what the work returns. Raises ServiceUnavailable when too many wait."""
        async with self._file_turns.one():
            return await self._files.run(work)
