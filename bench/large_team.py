"""A team of 250 who hold 500 passes each, among 50,000 coworkers."""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Iterator
from typing import Any

from bench.form import Form
from bench.generate_ledger import Ledger
from bench.spaces import NOW, fill, fresh_database, space
from teamkpi.accounts import people, tokens
from teamkpi.api.callers.checks import Checks, digest
from teamkpi.api.database import Database
from teamkpi.api.workers import Workers
from teamkpi.db import connect
from teamkpi.kpi.cached_answers import TeamAnswers
from teamkpi.settings import Settings

_TEAM_SIZE, _PASSES = 250, 500
_ROUNDS = 40
_PASSWORD = "a password for measurements"  # noqa: S105


def measure(server_url: str, _form: Form) -> dict[str, Any]:
    """Time the answer when it is made anew, and when it is kept."""
    with fresh_database(server_url) as url:
        ledger = Ledger(coworkers=50_000, team_size=_TEAM_SIZE, seed=1)
        files = space(ledger, 50_000 // _TEAM_SIZE, 200_000)
        fill(url, {**files, "coworkertimepasses": _passes()})
        with connect(url) as conn:
            people.create(conn, 1, "member1@example.org", _PASSWORD, now=NOW)
            asked = {"grant_type": "password", "username": "member1@example.org", "password": _PASSWORD}
            pair = tokens.grant(conn, 1, asked, None, now=NOW, access_seconds=3600, refresh_days=1, reuse_seconds=10)
        cold, warm, size = asyncio.run(_answer_times(url, pair.access_token))
        print(f"  {_TEAM_SIZE} members with {_PASSES} passes each, none used, half of them minutes; {size:,} bytes")
        print(f"  check and cold answer {cold * 1000:.1f} ms (to stay under 60)")
        print(f"  check and warm answer {warm * 1000:.2f} ms (to stay under 5)")
        return {"cold_ms": cold * 1000, "warm_ms": warm * 1000, "bytes": size}


def _passes() -> Iterator[str]:
    for number in range(1, _TEAM_SIZE * _PASSES + 1):
        minutes = '"RemainingUses":30,"TotalUses":60,' if number % 2 else ""
        yield (
            f'{{"Id":{number},"CoworkerId":{number % _TEAM_SIZE + 1},"BusinessId":1,"TimePassId":1,{minutes}'
            f'"ExpireDate":"2099-01-01T00:00:00Z","UpdatedOn":"2026-01-01T00:00:00Z"}}\n'
        )


async def _answer_times(url: str, token: str) -> tuple[float, float, int]:
    """Take both steps of a request, as the server does: who asks and which revision holds, then the answer."""
    database = Database(url, pool_size=2)
    await database.open()
    try:
        checks = Checks(database, lambda: NOW)
        limit, workers = Settings().open_checkin_limit, Workers()
        warm_answers = TeamAnswers(database.reads, workers.run, open_checkin_limit=limit, most_bytes=64 * 1024 * 1024)
        cold_answers = TeamAnswers(database.reads, workers.run, open_checkin_limit=limit, most_bytes=0)
        token_hash = digest(token)
        times: tuple[list[float], list[float]] = ([], [])
        size = 0
        for number in range(-10, _ROUNDS):
            for answers, taken in zip((cold_answers, warm_answers), times, strict=True):
                started = time.perf_counter()
                check = await checks.check("localhost", token_hash, 1)
                assert check.is_administrator
                assert check.revision is not None
                asked = (1, 1, check.revision, NOW)
                answer = answers.kept(*asked) or await answers.make(*asked)
                if number >= 0:
                    taken.append(time.perf_counter() - started)
                assert answer is not None
                size = len(answer.body)
        return statistics.median(times[0]), statistics.median(times[1]), size
    finally:
        await database.close()
