"""Turns: how much one caller may have at once of what all requests share.

There are few connections to the database, and few threads. Without turns, a client that sends many requests at the same
time would have all of them, and everyone else would wait. With turns, the further requests of a caller wait for the
caller's own.
"""

from __future__ import annotations

from asyncio import Semaphore
from collections.abc import AsyncIterator, Hashable
from contextlib import asynccontextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Final

_caller: Final[ContextVar[Hashable]] = ContextVar("caller", default=None)


def asked_by(caller: Hashable) -> None:
    """Say who makes the request that is being answered: an account, a key, or an address as long as it is neither."""
    _caller.set(caller)


@dataclass(slots=True)
class _Queue:
    """The turns of one caller, and how many requests have or await one."""

    turns: Semaphore
    requests: int = 0


class Turns:
    """The turns at one shared thing: each caller has a limited number of them at once.

    Work without a caller, such as a batch for several callers, needs none. Who has a turn must not ask for another.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._queues: dict[Hashable, _Queue] = {}

    @asynccontextmanager
    async def one(self) -> AsyncIterator[None]:
        """Wait for a turn of the caller, and have it for the block."""
        caller = _caller.get()
        if caller is None:
            yield
            return
        queue = self._queues.get(caller)
        if queue is None:
            queue = self._queues[caller] = _Queue(Semaphore(self._most))
        queue.requests += 1
        try:
            async with queue.turns:
                yield
        finally:
            queue.requests -= 1
            if not queue.requests:
                del self._queues[caller]
