"""A cache of responses that are never stale.

A cached response is served only if the current revision equals the one it was computed from, and the instant of the
request is between its computation and its horizon. Losing the cache only costs time.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeAlias

from lru import LRU
from psycopg_pool import AsyncConnectionPool

from teamkpi import __version__
from teamkpi.db import AsyncRawCursor, fetch_all
from teamkpi.kpi.team import TeamAnswer, read_answer, team_kpi_query
from teamkpi.wire import encode

Team = tuple[int, int]
Run: TypeAlias = Callable[[int, Callable[[], "CachedAnswer | None"]], Awaitable["CachedAnswer | None"]]
_ENTRY_BYTES = 1000  # approximate size of an entry without its body
_BODY_SHARE = 1.5  # approximate size of a body with its compressed forms, relative to the body
_MEMBER_BYTES = 400  # approximate size of a body per member


@dataclass(frozen=True, slots=True)
class CachedAnswer:
    """A team's response as bytes, and when it is valid."""

    body: bytes
    etag: str
    """The strong validator, in quotes: it changes whenever the body may have changed."""
    revision: str
    made: datetime
    horizon: datetime
    prepared: dict[str, Any] = field(default_factory=dict)
    """What was made of the body to send it, by content coding."""

    def holds(self, revision: str, now: datetime) -> bool:
        """Return whether this response is valid at ``now`` if ``revision`` is the current one."""
        return self.revision == revision and self.made <= now < self.horizon


class TeamAnswers:
    """The cached team responses of one server process; the least recently used ones are evicted.

    ``run`` executes work on a number of bytes, in a thread if there are many, so that others don't have to wait.
    """

    def __init__(
        self, pool: AsyncConnectionPool[Any], run: Run, *, open_checkin_limit: timedelta, most_bytes: int
    ) -> None:
        self._pool = pool
        self._run = run
        self._open_checkin_limit = open_checkin_limit
        self._most_bytes = most_bytes
        self._bytes = 0
        self._kept: LRU[Team, CachedAnswer] = LRU(max(most_bytes // _ENTRY_BYTES, 1))
        self.hits = self.misses = 0
        """The number of cache hits and of misses."""
        self._under_way: dict[tuple[Team, str], asyncio.Task[CachedAnswer | None]] = {}

    def kept(self, network_id: int, team_id: int, revision: str, now: datetime) -> CachedAnswer | None:
        """Return the team's response as of ``now`` if it is cached.

        ``revision`` must have been read by a check that was sent after the request arrived.
        """
        team = (network_id, team_id)
        kept = self._kept.get(team)
        if kept is not None and kept.holds(revision, now):
            self.hits += 1
            return kept
        self.misses += 1
        return None

    async def make(self, network_id: int, team_id: int, revision: str, now: datetime) -> CachedAnswer | None:
        """Compute and cache the team's response as of ``now``; None if the team no longer exists.

        ``revision`` is as for ``kept``. Requests that wait for the same team and revision share one statement.
        """
        team = (network_id, team_id)
        key = (team, revision)
        task = self._under_way.get(key)
        if task is None:
            task = self._under_way[key] = asyncio.create_task(self._make(team, now))
            task.add_done_callback(lambda _: self._under_way.pop(key, None))
        answer = await asyncio.shield(task)
        # A response computed for another request may be slightly too old for this one.
        if answer is None or answer.made <= now < answer.horizon:
            return answer
        return await self._make(team, now)

    async def _make(self, team: Team, now: datetime) -> CachedAnswer | None:
        network_id, team_id = team
        query = team_kpi_query(network_id, team_id, now=now, open_checkin_limit=self._open_checkin_limit)
        async with self._pool.connection() as conn, AsyncRawCursor(conn) as cursor:
            await cursor.execute(*query, prepare=True)
            rows = await fetch_all(cursor)

        def made() -> CachedAnswer | None:
            answer = read_answer(rows)
            if answer is None:
                return None
            return CachedAnswer(encode(answer.body), self._etag(team, answer), answer.revision, now, answer.horizon)

        kept = await self._run(len(rows) * _MEMBER_BYTES, made)
        if kept is not None:
            self._keep(team, kept)
        return kept

    def _etag(self, team: Team, answer: TeamAnswer) -> str:
        # Two answers of one revision and horizon are the same: nothing was written, and nothing changed by itself.
        parts = (__version__, team, self._open_checkin_limit, answer.revision, answer.horizon.isoformat())
        return f'"{hashlib.blake2b(repr(parts).encode(), digest_size=15).hexdigest()}"'

    def _keep(self, team: Team, kept: CachedAnswer) -> None:
        if _size(kept) > self._most_bytes:
            return
        if (replaced := self._kept.pop(team, None)) is not None:
            self._bytes -= _size(replaced)
        self._kept[team] = kept
        self._bytes += _size(kept)
        while self._bytes > self._most_bytes:
            _, dropped = self._kept.popitem(least_recent=True)
            self._bytes -= _size(dropped)


def _size(kept: CachedAnswer) -> int:
    return int(len(kept.body) * _BODY_SHARE) + _ENTRY_BYTES
