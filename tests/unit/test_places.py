"""Each caller has one place at the event loop, unless they are alone."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

import pytest

from teamkpi.api import turns
from teamkpi.api.turns import Places, step_aside

MANY = 24
NEVER = 3600.0


async def with_others(most_seconds: float = NEVER) -> Places:
    """Return places at which two callers have been seen."""
    places = Places(most_seconds)
    for caller in ("ann", "bob"):
        await leave(places, caller)
    await settled()
    return places


async def leave(places: Places, caller: str) -> None:
    place = await places.take(caller)
    if place is not None:
        place.leave()


async def settled() -> None:
    for _ in range(3 * MANY):
        await asyncio.sleep(0)


def run(test: Coroutine[Any, Any, None]) -> None:
    asyncio.run(test)


def test_of_many_requests_one_is_in_its_place_and_nobody_waits_for_another_caller() -> None:
    async def test() -> None:
        places = await with_others()
        taken: list[str] = []
        goes_on = asyncio.Event()

        async def request(caller: str) -> None:
            place = await places.take(caller)
            taken.append(caller)
            await goes_on.wait()
            assert place is not None
            place.leave()

        requests = [asyncio.create_task(request("ann")) for _ in range(MANY)]
        requests.append(asyncio.create_task(request("bob")))
        await settled()
        assert taken == ["ann", "bob"]
        goes_on.set()
        await asyncio.gather(*requests)
        assert taken == ["ann", "bob", *["ann"] * (MANY - 1)]

    run(test())


def test_between_two_requests_of_one_caller_everybody_has_a_step() -> None:
    async def test() -> None:
        places = await with_others()
        answered: list[str] = []

        async def request(caller: str) -> None:
            place = await places.take(caller)
            answered.append(caller)
            assert place is not None
            place.leave()

        async def in_steps() -> None:
            for _ in range(3):
                await asyncio.sleep(0)
            answered.append("bob")

        await asyncio.gather(*(request("ann") for _ in range(MANY)), in_steps())
        assert answered.index("bob") < 4

    run(test())


def test_a_caller_who_is_alone_needs_no_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "_REQUESTS_ALONE", 5)

    async def test() -> None:
        places = Places(NEVER)
        assert [await places.take("ann") for _ in range(3)] == [None] * 3
        await leave(places, "bob")
        for _ in range(5):
            place = await places.take("ann")
            assert place is not None
            place.leave()
            await settled()
        assert await places.take("ann") is None

    run(test())


def test_who_waits_for_something_else_gives_up_the_place() -> None:
    async def test() -> None:
        places = await with_others()
        taken: list[int] = []
        never = asyncio.Event()

        async def request(number: int) -> None:
            place = await places.take("ann")
            taken.append(number)
            step_aside()
            step_aside()  # does nothing
            try:
                await never.wait()
            finally:
                assert place is not None
                place.leave()

        requests = [asyncio.create_task(request(number)) for number in range(MANY)]
        await settled()
        assert taken == list(range(MANY))
        never.set()
        await asyncio.gather(*requests)

    run(test())


def test_a_request_that_takes_too_long_gives_up_the_place() -> None:
    async def test() -> None:
        places = await with_others(most_seconds=0)
        all_have_begun = asyncio.Barrier(3)

        async def request() -> None:
            await places.take("ann")
            await all_have_begun.wait()  # and leaves the place to nobody

        await asyncio.gather(*(request() for _ in range(3)))

    run(test())


@pytest.mark.parametrize("is_in_line", [True, False], ids=["in the line", "as its turn comes"])
def test_a_request_that_ends_while_it_waits_holds_up_nobody(is_in_line: bool) -> None:
    async def test() -> None:
        places = await with_others()
        first = await places.take("ann")
        assert first is not None
        waiting = [asyncio.create_task(places.take("ann")) for _ in range(2)]
        await settled()
        if is_in_line:
            waiting[0].cancel()
            first.leave()
        else:
            places._next("ann")  # the place is the next request's, which has not had a step since
            waiting[0].cancel()
        assert await waiting[1] is not None
        assert waiting[0].cancelled()

    run(test())
