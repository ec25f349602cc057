"""Identifies callers and checks their access, with one statement for all waiting requests of a network.

The result of a check is valid until something is committed, which the database's snapshot shows: it identifies the
visible transactions. So a repeated check only reads the snapshot. The statement is still sent after the request
arrived, so every write acknowledged before is seen.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple
from weakref import WeakKeyDictionary

from psycopg import AsyncConnection
from psycopg.types.numeric import Int8

from teamkpi.accounts.digests import digest_of
from teamkpi.api.callers.batching import Batches, BatchSizes
from teamkpi.api.callers.known_hosts import KnownHosts
from teamkpi.api.database import CHECK_SECONDS, NOT_ASKED, Database
from teamkpi.db import ReadConnection, load_sql

_SQL = load_sql("teamkpi.api.callers", "checks.sql")
_CHECK: Final = _SQL.check.format(present=_SQL.present)
LONGEST_TOKEN: Final = 256
_MOST_KEPT: Final = 10_000


class Check(NamedTuple):
    """What holds for a request at the moment of its check."""

    network_id: int | None
    """None: no network answers for the host; then nothing else is set."""
    account_id: int | None
    """None: there was no token, or it does not hold; then nothing that follows is set."""
    email: str | None
    """The account's."""
    is_operator: bool
    coworker_ids: list[int]
    """The active coworkers that the account acts for."""
    earlier_sign_in_on: datetime | None
    """When the account had last signed in before the sign-in that the token comes of."""
    expires_on: datetime | None
    """When the token ends."""
    is_member: bool
    """One of them is a member of the team that was asked about."""
    is_administrator: bool
    revision: str | None
    """Names the state of everything the team's figures depend on; None when there is no such team."""


_NO_NETWORK: Final = Check(None, None, None, False, [], None, None, False, False, None)


class _Asked(NamedTuple):
    host: str
    token_hash: bytes | None
    team_id: int | None


class Checks:
    """The checks of one server process."""

    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        self._pool = database.reads
        self._now = now
        self._hosts = KnownHosts()
        self._batches: Batches[_Asked, Check] = Batches(
            lambda batch: database.retrying(lambda: self._ask(batch), CHECK_SECONDS), NOT_ASKED, name="check"
        )
        self._kept = _KeptChecks()

    @property
    def batch_sizes(self) -> BatchSizes:
        """Sizes of the batches of checks."""
        return self._batches.sizes

    def check(self, host: str, token_hash: bytes | None, team_id: int | None = None) -> Awaitable[Check]:
        """Return what holds for a request: its host without port, its access token's digest, the team it asks about.

        Raises TimeoutError when the database does not answer in time, and psycopg's OperationalError when it is away.
        """
        return self._batches.ask(_Asked(storable(host), token_hash, team_id))

    async def _ask(self, batch: Sequence[_Asked]) -> list[Check]:
        now = self._now()
        found = self._kept.holding(batch, now)
        async with self._pool.connection() as conn:
            if not await self._read(conn, [asked for asked in dict.fromkeys(batch) if asked not in found], found, now):
                found.clear()
                await self._read(conn, list(dict.fromkeys(batch)), found, now)
                self._kept.is_quiet = False
        return [found[asked] for asked in batch]

    async def _read(
        self, conn: ReadConnection, unknown: list[_Asked], found: dict[_Asked, Check], now: datetime
    ) -> bool:
        """Add the checks of the unknown to those that were ``found``; False when those that were need not hold now."""
        moments: dict[tuple[str | None, str], dict[_Asked, Check]] = {}  # several only if there are several networks
        read: dict[_Asked, Check] = {}
        if unknown:
            rows = await self._hosts.ask(conn, _CHECK, unknown, lambda some: _parameters(some, now))
            for asked, (network_id, values) in rows.items():
                if network_id is None:
                    read[asked] = _NO_NETWORK
                else:
                    seen, backend, *more = values
                    read[asked] = Check(network_id, *more)
                    moments.setdefault((seen, backend), {})[asked] = read[asked]
        if found and not moments:
            await conn.kept_cursor.execute(_SQL.present, prepare=True)
            [moment] = await conn.kept_cursor.fetchall()
            moments[moment] = {}
        # In a cluster, what is committed on a worker does not change the snapshots of the coordinator.
        are_same = [
            self._kept.note(conn, backend, None if conn.is_cluster else seen, some, now)
            for (seen, backend), some in moments.items()
        ]
        is_held = all(are_same) or not found
        found |= read
        return is_held


def _parameters(batch: Iterable[_Asked], now: datetime) -> dict[str, Any]:
    return {
        "hosts": [asked.host for asked in batch],
        "token_hashes": [asked.token_hash for asked in batch],
        "team_ids": [None if asked.team_id is None else Int8(asked.team_id) for asked in batch],
        "now": now,
    }


class _KeptChecks:
    """What checks found while the same transactions could be seen.

    Only results of valid tokens are cached, so invalid ones cannot evict them. Transaction ids are reused after a
    crash, so snapshots are only compared within the same backend. While there are commits all the time, the cache is
    bypassed and everything is checked in full.
    """

    def __init__(self) -> None:
        self._seen: str | None = None
        self.is_quiet = False
        """Whether two consecutive batches saw the same snapshot."""
        self._backends: WeakKeyDictionary[AsyncConnection, str] = WeakKeyDictionary()
        self._checks: dict[_Asked, tuple[Check, datetime]] = {}

    def holding(self, batch: Iterable[_Asked], now: datetime) -> dict[_Asked, Check]:
        """Return the cached results that are valid at ``now`` if the snapshot is unchanged."""
        found: dict[_Asked, Check] = {}
        if not self.is_quiet:
            return found
        for asked in batch:
            check, made = self._checks.get(asked, (None, now))
            if check is not None and check.expires_on is not None and made <= now < check.expires_on:
                found[asked] = check
        return found

    def note(
        self, conn: AsyncConnection, backend: str, seen: str | None, read: dict[_Asked, Check], now: datetime
    ) -> bool:
        """Keep what was read when ``seen`` could be seen; True when what was kept before still holds."""
        self.is_quiet = seen is not None and seen == self._seen and self._backends.get(conn) == backend
        if not self.is_quiet or len(self._checks) + len(read) > _MOST_KEPT:
            self._checks = {}
        self._seen, self._backends[conn] = seen, backend
        self._checks |= {asked: (check, now) for asked, check in read.items() if check.account_id is not None}
        return self.is_quiet


def digest(token: str | None) -> bytes | None:
    """Return the digest by which a token or a key is looked up; None if it cannot be valid."""
    if token is None or len(token) > LONGEST_TOKEN:
        return None
    return digest_of(token)


def storable(text: str) -> str:
    """Return the text as PostgreSQL can take it; one that it cannot hold is found nowhere."""
    return text.replace("\0", "\N{REPLACEMENT CHARACTER}")
