"""Runs one statement for all waiting requests.

While a statement is running, new requests wait for the next one, which handles all of them together. It is always sent
after its requests arrived, so it sees every write acknowledged before. Requests do not affect each other: if a batch
fails, each of its requests is run separately.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from contextvars import Context
from typing import Final, Generic, TypeAlias, TypeVar

from teamkpi import tracing

Question = TypeVar("Question")
Answer = TypeVar("Answer")
_Waiting: TypeAlias = "tuple[Question, asyncio.Future[Answer], tracing.Here | None]"

_MOST_AT_ONCE: Final = 256


class BatchSizes:
    """How many questions the batches of one kind had: ``counts`` of batches of up to each bound, and of larger ones."""

    def __init__(self) -> None:
        self.bounds = tuple(2**power for power in range(_MOST_AT_ONCE.bit_length()))
        self.counts = [0] * (len(self.bounds) + 1)
        self.questions = 0

    def note(self, size: int) -> None:
        """Count one batch."""
        self.counts[(size - 1).bit_length()] += 1
        self.questions += size


class Batches(Generic[Question, Answer]):
    """The questions of one kind of one server process.

    ``ask_all`` answers many of them, in their order; when it fails, it is called again with each alone. Traces show
    the wait for an answer by the name. One of
    ``unasked`` says that nothing could be asked, because there is no connection to be had: then no question is to
    blame, and asking each alone would only take longer to say so.
    """

    def __init__(
        self,
        ask_all: Callable[[Sequence[Question]], Awaitable[list[Answer]]],
        unasked: tuple[type[Exception], ...] = (),
        *,
        name: str = "batch",
    ) -> None:
        self._ask_all = ask_all
        self._name = name
        self._unasked = unasked
        self._waiting: deque[_Waiting[Question, Answer]] = deque()
        self._batch: Sequence[_Waiting[Question, Answer]] = ()
        self._running: asyncio.Task[None] | None = None
        self.sizes = BatchSizes()

    def ask(self, question: Question) -> Awaitable[Answer]:
        """Return the answer to one question, or raise what ``ask_all`` raises for it."""
        return self._traced(question) if tracing.is_on() else self._ask(question)

    async def _traced(self, question: Question) -> Answer:
        with tracing.part(self._name):
            return await self._ask(question)

    def _ask(self, question: Question) -> asyncio.Future[Answer]:
        answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._waiting.append((question, answer, tracing.here()))
        if self._running is None or self._running.done():
            # In a context of its own: a batch is not the request's that happened to be the first.
            self._running = asyncio.create_task(self._answer_all(), context=Context())
            self._running.add_done_callback(self._ended)
        return answer

    def _ended(self, task: asyncio.Task[None]) -> None:
        if task.cancelled():  # the server stops
            for _, waiting, _ in (*self._batch, *self._waiting):
                waiting.cancel()

    async def _answer_all(self) -> None:
        while self._waiting:
            taken = [self._waiting.popleft() for _ in range(min(len(self._waiting), _MOST_AT_ONCE))]
            # Requests that were cancelled in the meantime are left out.
            batch = self._batch = [one for one in taken if not one[1].done()]
            if batch:
                self.sizes.note(len(batch))
            error = await self._answer(batch)
            if error is not None and (len(batch) == 1 or isinstance(error, self._unasked)):
                _tell(batch, error)
            elif error is not None:
                await self._answer_each(batch)

    async def _answer_each(self, batch: Sequence[_Waiting[Question, Answer]]) -> None:
        for place, one in enumerate(batch):
            error = await self._answer([one])
            if isinstance(error, self._unasked):
                _tell(batch[place:], error)
                return
            if error is not None:
                _tell([one], error)

    async def _answer(self, batch: Sequence[_Waiting[Question, Answer]]) -> Exception | None:
        """Answer all of a batch and return None; or nothing of it, and return what went wrong."""
        try:
            with tracing.together(f"{self._name} together", [place for _, _, place in batch]):
                answers = await self._ask_all([question for question, _, _ in batch])
            pairs = list(zip(batch, answers, strict=True))
        except Exception as error:  # noqa: BLE001 - it is raised where it belongs
            return error
        for (_, waiting, _), answer in pairs:
            if not waiting.done():  # its client may have gone
                waiting.set_result(answer)
        return None


def _tell(batch: Sequence[_Waiting[Question, Answer]], error: Exception) -> None:
    for _, waiting, _ in batch:
        if not waiting.done():
            waiting.set_exception(error)
