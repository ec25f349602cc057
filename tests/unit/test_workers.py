"""Large pieces of work leave the processor to others in between."""

from __future__ import annotations

import anyio
import pytest

from patience import processor_seconds
from teamkpi.api import workers
from teamkpi.api.workers import SMALL_BYTES, Workers


def work_for(seconds: float) -> float:
    """Keep the processor busy for so long; return what it really was."""
    start = processor_seconds()
    while processor_seconds() - start < seconds:
        pass
    return processor_seconds() - start


def test_bodies_are_read_one_by_one_with_rests_between_them(monkeypatch: pytest.MonkeyPatch) -> None:
    steps: list[tuple[str, float]] = []
    monkeypatch.setattr(workers, "monotonic", lambda: 0.0)  # a clock that stands still: the whole rest is to come
    monkeypatch.setattr(workers, "sleep", lambda seconds: steps.append(("rested", seconds)))

    async def read_all() -> None:
        several = Workers()

        async def read() -> None:
            await several.read_body(SMALL_BYTES + 1, lambda: steps.append(("worked", work_for(0.01))))

        async with anyio.create_task_group() as group:
            for _ in range(4):
                group.start_soon(read)

    anyio.run(read_all)
    assert [what for what, _ in steps] == ["rested", "worked"] * 4
    assert steps[0] == ("rested", 0.0)
    for (_, worked), (_, rested) in zip(steps[1::2], steps[2::2], strict=False):
        assert rested >= 3 * worked


def test_a_small_body_is_read_at_once() -> None:
    async def read() -> int:
        return await Workers().read_body(SMALL_BYTES, lambda: 7)

    assert anyio.run(read) == 7
