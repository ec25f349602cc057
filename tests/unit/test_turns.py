"""Turns: one caller never has more at once than its share, and never makes another wait."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from teamkpi.api.turns import Turns, asked_by


class Room:
    """Work that goes on until it is let go, with who is at it."""

    def __init__(self, most: int) -> None:
        self.turns = Turns(most)
        self.at_work: list[str] = []
        self._ends: dict[str, asyncio.Event] = {}

    def enter(self, name: str, caller: str | None) -> asyncio.Task[None]:
        async def work() -> None:
            asked_by(caller)
            async with self.turns.one():
                self.at_work.append(name)
                await self._end_of(name).wait()
                self.at_work.remove(name)

        return asyncio.create_task(work())

    def let_go(self, name: str) -> None:
        self._end_of(name).set()

    def _end_of(self, name: str) -> asyncio.Event:
        return self._ends.setdefault(name, asyncio.Event())


async def settle() -> None:
    """Let everything go as far as it can."""
    for _ in range(20):
        await asyncio.sleep(0)


async def further_requests_wait_for_their_own() -> None:
    room = Room(most=2)
    busy = [room.enter(f"busy {number}", "busy") for number in range(4)]
    await settle()
    other = room.enter("other", "other")
    await settle()
    assert room.at_work == ["busy 0", "busy 1", "other"]

    room.let_go("busy 1")
    await settle()
    assert room.at_work == ["busy 0", "other", "busy 2"]
    for name in ("busy 0", "busy 2", "busy 3", "other"):
        room.let_go(name)
    await asyncio.gather(*busy, other)
    assert room.at_work == []


async def nobodys_work_needs_none() -> None:
    room = Room(most=1)
    tasks = [room.enter(str(number), None) for number in range(3)]
    await settle()
    assert room.at_work == ["0", "1", "2"]
    for number in range(3):
        room.let_go(str(number))
    await asyncio.gather(*tasks)


async def one_that_is_given_up_leaves_its_place() -> None:
    room = Room(most=1)
    tasks = [room.enter(str(number), "busy") for number in range(4)]
    await settle()
    tasks[1].cancel()  # it waits
    tasks[0].cancel()  # it is at work
    await settle()
    assert room.at_work[1:] == ["2"]
    tasks[3].cancel()
    room.let_go("2")
    await settle()
    again = room.enter("again", "busy")
    await settle()
    assert room.at_work[1:] == ["again"]
    room.let_go("again")
    await asyncio.gather(tasks[2], again)


@pytest.mark.parametrize(
    "case", [further_requests_wait_for_their_own, nobodys_work_needs_none, one_that_is_given_up_leaves_its_place]
)
def test_turns(case: Callable[[], Awaitable[None]]) -> None:
    asyncio.run(case())  # type: ignore[arg-type]


def test_who_is_gone_leaves_nothing_behind() -> None:
    async def many() -> Turns:
        turns = Turns(1)

        async def one(number: int) -> None:
            asked_by(number)
            async with turns.one():
                await asyncio.sleep(0)

        await asyncio.gather(*(asyncio.create_task(one(number % 7)) for number in range(50)))
        return turns

    assert not asyncio.run(many())._queues
