"""Who asks, and may they: one statement for all requests that wait.

While a statement is on its way, the requests that arrive wait for the next one, which asks for all of them at once.
A request's check is always sent after the request arrived, so it sees every write that was acknowledged before.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections import deque
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from psycopg.types.numeric import Int8
from psycopg_pool import AsyncConnectionPool

from teamkpi.db import load_sql

_SQL = load_sql("teamkpi.api", "checks.sql")
_MOST_AT_ONCE = 256
_LONGEST_TOKEN = 256


class Check(NamedTuple):
    """What holds for a request at the moment of its check."""

    network_id: int | None
    """None: no network answers for the host; then nothing else is set."""
    account_id: int | None
    """None: there was no token, or it does not hold; then nothing that follows is set."""
    is_operator: bool
    coworker_ids: list[int]
    """The active coworkers that the account acts for."""
    earlier_sign_in_on: datetime | None
    """When the account had last signed in before the sign-in that the token comes of."""
    is_member: bool
    """One of them is a member of the team that was asked about."""
    is_administrator: bool
    revision: str | None
    """Names the state of everything the team's figures depend on; None when there is no such team."""


class _Asked(NamedTuple):
    host: str
    token_hash: bytes | None
    team_id: int | None
    answer: asyncio.Future[Check]


class Checks:
    """The queue of checks of one server process."""

    def __init__(self, pool: AsyncConnectionPool[Any], now: Callable[[], datetime], lanes: int = 1) -> None:
        self._pool = pool
        self._now = now
        self._free_lanes = lanes
        self._waiting: deque[_Asked] = deque()
        self._running: set[asyncio.Task[None]] = set()

    async def check(self, host: str, token: str | None, team_id: int | None = None) -> Check:
        """Return what holds for a request: its host without port, its access token, the team it asks about.

        Raises psycopg.Error or psycopg_pool.PoolTimeout when the database is away.
        """
        token_hash = None
        if token is not None and len(token) <= _LONGEST_TOKEN:
            token_hash = hashlib.sha256(token.encode(errors="surrogateescape")).digest()
        asked = _Asked(host.replace("\0", "�"), token_hash, team_id, asyncio.get_running_loop().create_future())
        self._waiting.append(asked)
        if self._free_lanes:
            self._free_lanes -= 1
            lane = asyncio.create_task(self._answer_all())
            self._running.add(lane)
            lane.add_done_callback(self._running.discard)
        return await asked.answer

    async def _answer_all(self) -> None:
        try:
            while self._waiting:
                batch = [self._waiting.popleft() for _ in range(min(len(self._waiting), _MOST_AT_ONCE))]
                try:
                    answers = await self._ask(batch)
                except Exception as error:  # noqa: BLE001 - every request of the batch is told
                    for asked in batch:
                        if not asked.answer.done():
                            asked.answer.set_exception(error)
                else:
                    for asked, answer in zip(batch, answers, strict=True):
                        if not asked.answer.done():  # it may have been cancelled: its client has gone
                            asked.answer.set_result(Check._make(answer))
        finally:
            self._free_lanes += 1

    async def _ask(self, batch: Sequence[_Asked]) -> list[Any]:
        parameters = {
            "hosts": [asked.host for asked in batch],
            "token_hashes": [asked.token_hash for asked in batch],
            "team_ids": [None if asked.team_id is None else Int8(asked.team_id) for asked in batch],
            "now": self._now(),
        }
        async with self._pool.connection() as conn:
            cursor = await conn.execute(_SQL.check, parameters, prepare=True)
            return list(await cursor.fetchall())
