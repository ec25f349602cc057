"""Turns and places: how much one caller may have at once of what all requests share.

There are few connections to the database, few threads, and one event loop. Without turns and places, a client that
sends many requests at the same time would have all of them, and everyone else would wait. With them, the further
requests of a caller wait for the caller's own.

A *turn* is for a connection or a thread. A *place* is for the event loop: a request has one from its arrival until it
is answered, or until it waits for something other than the event loop.
"""

from __future__ import annotations

import asyncio
from asyncio import Future, Semaphore, TimerHandle
from collections import deque
from collections.abc import AsyncIterator, Hashable
from contextlib import asynccontextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Final

from teamkpi import tracing

_caller: Final[ContextVar[Hashable]] = ContextVar("caller", default=None)
_place: Final[ContextVar[Place | None]] = ContextVar("place", default=None)

# A caller is alone if this many requests in a row are theirs.
_REQUESTS_ALONE: Final = 1000
# A request that waits for something else without saying so gives up its place after this.
_MOST_SECONDS: Final = 0.05


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

    Work without a caller, such as a batch for several callers, needs none. Who has a turn must not ask for another. Who
    asks for one gives up the place at the event loop.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._queues: dict[Hashable, _Queue] = {}

    @asynccontextmanager
    async def one(self) -> AsyncIterator[None]:
        """Wait for a turn of the caller, and have it for the block."""
        step_aside()
        caller = _caller.get()
        if caller is None:
            yield
            return
        queue = self._queues.get(caller)
        if queue is None:
            queue = self._queues[caller] = _Queue(Semaphore(self._most))
        queue.requests += 1
        try:
            if queue.turns.locked():
                with tracing.part("wait for a turn"):
                    await queue.turns.acquire()
            else:
                await queue.turns.acquire()
            try:
                yield
            finally:
                queue.turns.release()
        finally:
            queue.requests -= 1
            if not queue.requests:
                del self._queues[caller]


class Places:
    """The places at the event loop: one for each caller, as long as there are several of them.

    A caller who is alone needs none, so that many requests of one caller are still answered together. The first request
    of another caller finds those already under way; after it, and for a thousand requests, everybody has one place.
    """

    def __init__(self, most_seconds: float = _MOST_SECONDS) -> None:
        self._most_seconds = most_seconds
        self._lines: dict[Hashable, deque[Future[None]]] = {}
        """Of each caller with a request in its place, the requests that wait for it."""
        self._latest: Hashable = None
        self._alone_in = 0
        """How many requests of the latest caller alone make them alone."""

    async def take(self, caller: Hashable) -> Place | None:
        """Wait for the caller's place, and return it; None for a caller who is alone."""
        return None if self.is_alone(caller) else await self.wait_for(caller)

    async def wait_for(self, caller: Hashable) -> Place:
        """Wait until a caller who is not alone gets a place, and return it."""
        line = self._lines.get(caller)
        if line is None:
            self._lines[caller] = deque()
        else:
            await self._wait(caller, line)
        place = Place(self, caller, self._most_seconds)
        _place.set(place)
        return place

    def is_alone(self, caller: Hashable) -> bool:
        """Count a request of a caller, and return whether they are alone, so that they need no place."""
        if caller != self._latest:
            self._alone_in = 0 if self._latest is None else _REQUESTS_ALONE
            self._latest = caller
        elif self._alone_in:
            self._alone_in -= 1
        return not self._alone_in

    async def _wait(self, caller: Hashable, line: deque[Future[None]]) -> None:
        waiting: Future[None] = asyncio.get_running_loop().create_future()
        line.append(waiting)
        try:
            with tracing.part("wait for a place"):
                await waiting
        except BaseException:
            if waiting.done() and not waiting.cancelled():  # the place has come, and is not used
                self.free(caller)
            raise

    def free(self, caller: Hashable) -> None:
        """Give a caller's place to the next of their requests, after everybody else has had a step.

        Not at once: requests that never wait would otherwise all be answered in the same step of the event loop.
        """
        asyncio.get_running_loop().call_soon(self._next, caller)

    def _next(self, caller: Hashable) -> None:
        line = self._lines[caller]
        while line:
            waiting = line.popleft()
            if not waiting.done():
                waiting.set_result(None)
                return
        del self._lines[caller]


class Place:
    """A place that a request has."""

    __slots__ = ("_caller", "_places", "_timer")

    def __init__(self, places: Places, caller: Hashable, seconds: float) -> None:
        self._places = places
        self._caller = caller
        self._timer: TimerHandle | None = asyncio.get_running_loop().call_later(seconds, self.leave)

    def leave(self) -> None:
        """Leave it to the caller's next request; nothing happens the second time."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
            self._places.free(self._caller)


def step_aside() -> None:
    """Give up the place of this request, which is about to wait for something other than the event loop."""
    place = _place.get()
    if place is not None:
        place.leave()
