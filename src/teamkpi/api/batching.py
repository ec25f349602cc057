"""One statement for all requests that wait.

While a statement is on its way, the requests that arrive wait for the next one, which asks for all of them at once.
What a request asks is always sent after the request arrived, so it sees every write that was acknowledged before.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from typing import Final, Generic, TypeVar

Question = TypeVar("Question")
Answer = TypeVar("Answer")

_MOST_AT_ONCE: Final = 256


class Batches(Generic[Question, Answer]):
    """The questions of one kind of one server process; ``ask_all`` answers many of them, in their order."""

    def __init__(self, ask_all: Callable[[Sequence[Question]], Awaitable[list[Answer]]]) -> None:
        self._ask_all = ask_all
        self._waiting: deque[tuple[Question, asyncio.Future[Answer]]] = deque()
        self._running: asyncio.Task[None] | None = None

    async def ask(self, question: Question) -> Answer:
        """Return the answer to one question, or raise what ``ask_all`` raised for the batch it was in."""
        answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._waiting.append((question, answer))
        if self._running is None:
            self._running = asyncio.create_task(self._answer_all())
        return await answer

    async def _answer_all(self) -> None:
        try:
            while self._waiting:
                batch = [self._waiting.popleft() for _ in range(min(len(self._waiting), _MOST_AT_ONCE))]
                try:
                    answers = await self._ask_all([question for question, _ in batch])
                except Exception as error:  # noqa: BLE001 - every request of the batch is told
                    for _, waiting in batch:
                        if not waiting.done():
                            waiting.set_exception(error)
                else:
                    for (_, waiting), answer in zip(batch, answers, strict=True):
                        if not waiting.done():  # it may have been cancelled: its client has gone
                            waiting.set_result(answer)
        finally:
            self._running = None
