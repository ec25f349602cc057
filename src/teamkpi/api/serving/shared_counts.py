"""How much of its allowance each subject has spent, over all server processes, without a statement for each request.

A subject's allowance is a number of requests per minute: it may use up a whole minute's at once, and it is replenished
steadily. One number says all of it: the instant at which the allowance is whole again.

Every process counts for itself, and settles with a table that all share: every few seconds, and as soon as it has let
through half of a *quantum* of a subject, a twentieth of its allowance. Who has let through a whole quantum that is not
settled yet waits for the settlement. So of one process the count is exact, and of ``n`` processes together a subject
gets at most ``n - 1`` quanta more than its allowance, which it has to make up for afterwards.

While the database is away each process counts for itself alone. When the clock is set back, what was counted before is
forgotten, or everybody would have to wait until it is that late again.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable, Sequence
from contextvars import Context
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Final, NamedTuple

import psycopg
from lru import LRU
from psycopg import AsyncConnection
from psycopg.types.numeric import Int8

from teamkpi import networks
from teamkpi.api.database import ReadPool
from teamkpi.db import load_sql
from teamkpi.errors import DatabaseUnusable
from teamkpi.networks import HostTable

_SQL = load_sql("teamkpi.api.serving", "throttle.sql")
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)
_MINUTE_US: Final = 60_000_000
_QUANTA: Final = 20
# No allowance takes so long to be whole again: what says so was counted by a clock that has been set back since.
_FURTHEST_US: Final = 3 * _MINUTE_US
_NO_NETWORK: Final = 0

# Of more subjects than these, those that have asked for nothing the longest are forgotten: some 10 MiB.
MOST_SUBJECTS: Final = 20_000
_MOST_SETTLED_AT_ONCE: Final = 1000
_SECONDS_BETWEEN_SETTLEMENTS: Final = 2.0
_SECONDS_BETWEEN_SWEEPS: Final = 60.0
_SECONDS_BETWEEN_LOOKS_AT_HOSTS: Final = 60.0
# A settlement may take so long, a request waits for it so long, and after one that failed none is waited for so long.
_LONGEST_SETTLEMENT: Final = 5.0
_LONGEST_WAIT: Final = 1.0
_PAUSE: Final = 5.0


class Key(NamedTuple):
    """Whose requests a count counts: in which network, what kind of count, and whom."""

    network_id: int
    kind: str
    subject: bytes

    def digest(self) -> bytes:
        """Return what it is called in the database, where neither addresses nor tokens are written down."""
        return hashlib.sha256(b"%s %s" % (self.kind.encode(), self.subject)).digest()


class Rule:
    """An allowance of requests per minute."""

    __slots__ = ("kind", "quantum", "step_us", "window_us")

    def __init__(self, kind: str, limit: int) -> None:
        self.kind = kind
        self.step_us = _MINUTE_US // limit
        """The time in which one request's worth is replenished."""
        self.window_us = self.step_us * limit
        self.quantum = max(1, limit // _QUANTA)


class Count:
    """What one subject has spent, as far as this process knows."""

    __slots__ = ("full_us", "key", "rule", "unsettled")

    def __init__(self, key: Key, rule: Rule) -> None:
        self.key = key
        self.rule = rule
        self.full_us = 0
        """The instant at which the allowance is whole again, in microseconds since 1970."""
        self.unsettled = 0
        """How many of the requests in it the database does not know of."""

    def wait_us(self, now_us: int) -> int:
        """Return how long the next request has to wait; not above 0: not at all."""
        return self._whole_again_us(now_us) + self.rule.step_us - self.rule.window_us - now_us

    def spend(self, now_us: int) -> None:
        """Count one request."""
        self.full_us = self._whole_again_us(now_us) + self.rule.step_us
        self.unsettled += 1

    def _whole_again_us(self, now_us: int) -> int:
        return self.full_us if now_us < self.full_us <= now_us + _FURTHEST_US else now_us

    def settled(self, spent: int, shared_us: int) -> None:
        """Take note of what all processes together have spent, ``spent`` requests of this one included."""
        self.unsettled -= spent
        self.full_us = max(self.full_us, shared_us + self.unsettled * self.rule.step_us)


class SharedCounts:
    """The counts of one server process, and their settlement with those of the others."""

    def __init__(self, pool: ReadPool, now: Callable[[], datetime]) -> None:
        self._pool = pool
        self._now = now
        self._latest_us = 0
        self._counts: LRU[Key, Count] = LRU(MOST_SUBJECTS, lambda key, _: self._due.pop(key, None))
        self._due: dict[Key, Count] = {}
        self._hosts: HostTable | None = None
        self._looked_at_hosts = self._swept = self._paused_until = float("-inf")
        self._settlement: asyncio.Task[None] | None = None
        self._timer: asyncio.TimerHandle | None = None

    async def network_of(self, host: str) -> int:
        """Return the network that answers for a host, as of a minute ago at most; 0 when there is none."""
        if self._hosts is None and self._is_reachable():
            await self._await_settlement()
        network_id = None if self._hosts is None else self._hosts.network_of(host)
        return _NO_NETWORK if network_id is None else network_id

    def of(self, network_id: int, rule: Rule, subject: bytes) -> Count:
        """Return the count of a subject."""
        key = Key(network_id, rule.kind, subject)
        count = self._counts.get(key)
        if count is None:
            count = self._counts[key] = Count(key, rule)
        return count

    async def admit(self, counts: Sequence[Count]) -> int:
        """Count a request in all of the counts and return 0; or in none, and return how many seconds it has to wait."""
        while any(one.unsettled >= one.rule.quantum for one in counts) and self._is_reachable():
            await self._await_settlement()
        now_us = self._now_us()
        wait_us = max((one.wait_us(now_us) for one in counts), default=0)
        if wait_us > 0:
            self._is_due(counts)  # the others may have spent more by then than is known here
            return -(-wait_us // 1_000_000)
        self.spend(counts, now_us)
        return 0

    def spend(self, counts: Sequence[Count], now_us: int | None = None) -> None:
        """Count a request that has been let through."""
        now_us = self._now_us() if now_us is None else now_us
        is_urgent = False
        for one in counts:
            one.spend(now_us)
            is_urgent |= one.unsettled * 2 >= one.rule.quantum
        self._is_due(counts)
        if is_urgent and self._is_reachable():
            self._settle()

    async def close(self) -> None:
        """Leave to the others what has been counted here."""
        if self._due:
            await self._await_settlement()
        if self._timer is not None:
            self._timer.cancel()

    def _now_us(self) -> int:
        """Return the present instant; the latest one seen, while the clock has been set back a little."""
        now_us = (self._now() - _EPOCH) // _MICROSECOND
        if not now_us < self._latest_us <= now_us + _FURTHEST_US:
            self._latest_us = now_us
        return self._latest_us

    def _is_due(self, counts: Sequence[Count]) -> None:
        for one in counts:
            self._due[one.key] = one
        if self._timer is None and self._settlement is None:
            self._set_timer()

    def _set_timer(self) -> None:
        self._timer = asyncio.get_running_loop().call_later(_SECONDS_BETWEEN_SETTLEMENTS, self._settle)

    def _is_reachable(self) -> bool:
        return asyncio.get_running_loop().time() >= self._paused_until

    def _pause(self) -> None:
        self._paused_until = asyncio.get_running_loop().time() + _PAUSE

    def _settle(self) -> asyncio.Task[None]:
        """Start a settlement, or return the one that is under way."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._settlement is None:
            self._settlement = asyncio.create_task(self._settle_all(), context=Context())
        return self._settlement

    async def _await_settlement(self) -> None:
        done, _ = await asyncio.wait({self._settle()}, timeout=_LONGEST_WAIT)
        if not done:
            self._pause()

    async def _settle_all(self) -> None:
        try:
            async with asyncio.timeout(_LONGEST_SETTLEMENT), self._pool.connection() as conn:
                await self._look_at_hosts(conn)
                while keys := list(islice(self._due, _MOST_SETTLED_AT_ONCE)):
                    await self._settle_some(conn, [self._due.pop(key) for key in keys])
                await self._sweep(conn)
        except (psycopg.Error, DatabaseUnusable, OSError):  # the database is away: requests go on, and are counted here
            self._pause()
        finally:
            self._settlement = None
            if self._due:
                self._set_timer()

    async def _settle_some(self, conn: AsyncConnection, batch: Sequence[Count]) -> None:
        spent = {(one.key.network_id, one.key.digest()): (one, one.unsettled) for one in batch}
        parameters = {
            "network_ids": [Int8(network_id) for network_id, _ in spent],
            "subjects": [subject for _, subject in spent],
            "full_us": [Int8(one.full_us) for one in batch],
            "spent_us": [Int8(one.unsettled * one.rule.step_us) for one in batch],
            "furthest_us": Int8(self._now_us() + _FURTHEST_US),
        }
        try:
            cursor = await conn.execute(_SQL.settle, parameters, prepare=True)
            for network_id, subject, shared_us in await cursor.fetchall():
                one, requests = spent[network_id, bytes(subject)]
                one.settled(requests, shared_us)
        except BaseException:
            for one in batch:
                self._due.setdefault(one.key, one)
            raise

    async def _look_at_hosts(self, conn: AsyncConnection) -> None:
        now = asyncio.get_running_loop().time()
        if now - self._looked_at_hosts < _SECONDS_BETWEEN_LOOKS_AT_HOSTS:
            return
        self._hosts = HostTable.of(await networks.all_networks_async(conn))
        self._looked_at_hosts = now

    async def _sweep(self, conn: AsyncConnection) -> None:
        now = asyncio.get_running_loop().time()
        if now - self._swept >= _SECONDS_BETWEEN_SWEEPS:
            self._swept = now
            # Other machines' clocks may be some seconds behind.
            await conn.execute(_SQL.sweep, {"before_us": Int8(self._now_us() - _MINUTE_US)})
