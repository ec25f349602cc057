"""Questions that are asked together: each is answered as if it were alone, whatever the others are."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from patience import PATIENCE
from teamkpi.api.callers.batching import Batches

ERRORS = (ValueError, ArithmeticError, KeyError, RecursionError, AssertionError, TimeoutError)


class Away(Exception):
    """No connection is to be had."""


class Answering:
    """Answers a number with its double; fails on a poisoned one as the number says, by one of three ways."""

    def __init__(self) -> None:
        self.batches: list[list[Any]] = []
        self.is_away = False

    async def __call__(self, questions: Sequence[Any]) -> list[Any]:
        self.batches.append(list(questions))
        await asyncio.sleep(0)
        if self.is_away:
            raise Away
        for one in questions:
            if isinstance(one, type):
                raise one
        answers = [2 * one for one in questions if one != "too few answers"]
        await asyncio.sleep(0)
        return answers


def asked_together(questions: Sequence[Any], cancelled: Sequence[int] = ()) -> list[Any]:
    """The answers, or errors, of questions that are asked at the same time; some of them are given up."""

    async def run() -> list[Any]:
        batches = Batches[Any, Any](Answering(), (Away,))
        asks = [asyncio.ensure_future(batches.ask(one)) for one in questions]
        await asyncio.sleep(0)
        for place in cancelled:
            asks[place % len(asks)].cancel()
        return await asyncio.gather(*asks, return_exceptions=True)

    return asyncio.run(asyncio.wait_for(run(), PATIENCE))


@settings(deadline=None)
@given(
    numbers=st.lists(st.integers(), min_size=1, max_size=300),
    poison=st.sampled_from([*ERRORS, "too few answers"]),
    place=st.integers(0, 300),
    cancelled=st.lists(st.integers(0, 300), max_size=5),
)
def test_a_poisoned_question_fails_alone(numbers: list[int], poison: Any, place: int, cancelled: list[int]) -> None:
    place = min(place, len(numbers))
    alone = [place % len(numbers) for place in cancelled]
    without = asked_together(numbers, alone)
    beside = asked_together([*numbers[:place], poison, *numbers[place:]], [one + (one >= place) for one in alone])
    failed = beside.pop(place)
    assert isinstance(failed, poison if isinstance(poison, type) else ValueError)
    for number, found, other in zip(numbers, without, beside, strict=True):
        assert type(found) is type(other)
        assert isinstance(found, asyncio.CancelledError) or found == other == 2 * number


def test_while_there_is_no_connection_nobody_is_asked_twice() -> None:
    async def run() -> tuple[list[Any], Answering]:
        answering = Answering()
        answering.is_away = True
        batches = Batches[Any, Any](answering, (Away,))
        return await asyncio.gather(*(batches.ask(one) for one in range(5)), return_exceptions=True), answering

    found, answering = asyncio.run(run())
    assert [type(one) for one in found] == [Away] * 5
    assert answering.batches == [[0, 1, 2, 3, 4]]


def test_who_is_left_learns_that_there_is_no_connection_any_more() -> None:
    class GoesAway(Answering):
        async def __call__(self, questions: Sequence[Any]) -> list[Any]:
            self.is_away = questions == [2]
            return await super().__call__(questions)

    async def run() -> list[Any]:
        batches = Batches[Any, Any](GoesAway(), (Away,))
        return await asyncio.gather(*(batches.ask(one) for one in (1, ValueError, 2, 3)), return_exceptions=True)

    found = asyncio.run(run())
    assert (found[0], *map(type, found[1:])) == (2, ValueError, Away, Away)


def test_when_the_server_stops_everybody_is_told() -> None:
    async def run() -> list[Any]:
        forever = asyncio.Event()

        async def ask_all(questions: Sequence[int]) -> list[int]:
            await forever.wait()
            return list(questions)

        batches = Batches[int, int](ask_all)
        asks = [asyncio.ensure_future(batches.ask(one)) for one in range(300)]  # more than are asked at once
        await asyncio.sleep(0)
        assert batches._running is not None
        batches._running.cancel()
        return await asyncio.gather(*asks, return_exceptions=True)

    found = asyncio.run(asyncio.wait_for(run(), PATIENCE))
    assert {type(one) for one in found} == {asyncio.CancelledError}


@pytest.mark.parametrize("count", [1, 255, 256, 257, 1000])
def test_every_question_is_answered(count: int) -> None:
    assert asked_together(range(count)) == [2 * number for number in range(count)]
