"""A team of 250 who hold 500 passes each, among 50,000 coworkers."""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Iterator

from bench.generate_ledger import Ledger
from bench.spaces import NOW, fill, fresh_database, space
from teamkpi.api.database import Database
from teamkpi.kpi.answers import TeamAnswers
from teamkpi.settings import Settings

_TEAM_SIZE, _PASSES = 250, 500
_ROUNDS = 40


def measure(server_url: str) -> None:
    """Time the answer when it is made anew, and when it is kept."""
    with fresh_database(server_url) as url:
        ledger = Ledger(coworkers=50_000, team_size=_TEAM_SIZE, seed=1)
        files = space(ledger, 50_000 // _TEAM_SIZE, 200_000)
        fill(url, {**files, "coworkertimepasses": _passes()})
        cold, warm, size = asyncio.run(_answer_times(url))
        print(f"  {_TEAM_SIZE} members with {_PASSES} passes each, none used, half of them minutes; {size:,} bytes")
        print(f"  cold {cold * 1000:.1f} ms (to stay under 60), warm {warm * 1000:.3f} ms (to stay under 5)")


def _passes() -> Iterator[str]:
    for number in range(1, _TEAM_SIZE * _PASSES + 1):
        minutes = '"RemainingUses":30,"TotalUses":60,' if number % 2 else ""
        yield (
            f'{{"Id":{number},"CoworkerId":{number % _TEAM_SIZE + 1},"BusinessId":1,"TimePassId":1,{minutes}'
            f'"ExpireDate":"2099-01-01T00:00:00Z","UpdatedOn":"2026-01-01T00:00:00Z"}}\n'
        )


async def _answer_times(url: str) -> tuple[float, float, int]:
    database = Database(url, pool_size=2)
    await database.open()
    try:
        answers = TeamAnswers(
            database.reads, open_checkin_limit=Settings().open_checkin_limit, most_bytes=64 * 1024 * 1024
        )
        cold, warm, size = [], [], 0
        for number in range(_ROUNDS):
            started = time.perf_counter()
            made = await answers.get(1, 1, f"not known {number}", NOW)
            cold.append(time.perf_counter() - started)
            assert made is not None
            started = time.perf_counter()
            kept = await answers.get(1, 1, made.revision, NOW)
            warm.append(time.perf_counter() - started)
            assert kept is made
            size = len(made.body)
        return statistics.median(cold), statistics.median(warm), size
    finally:
        await database.close()
