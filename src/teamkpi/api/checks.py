"""Who asks, and may they: one statement for all requests that wait."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from psycopg.types.numeric import Int8
from psycopg_pool import AsyncConnectionPool

from teamkpi.api.batching import Batches
from teamkpi.db import load_sql

_SQL = load_sql("teamkpi.api", "checks.sql")
_LONGEST_TOKEN = 256


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
    is_member: bool
    """One of them is a member of the team that was asked about."""
    is_administrator: bool
    revision: str | None
    """Names the state of everything the team's figures depend on; None when there is no such team."""


class _Asked(NamedTuple):
    host: str
    token_hash: bytes | None
    team_id: int | None


class Checks:
    """The checks of one server process."""

    def __init__(self, pool: AsyncConnectionPool[Any], now: Callable[[], datetime], lanes: int = 1) -> None:
        self._pool = pool
        self._now = now
        self._batches = Batches(self._ask, lanes)

    async def check(self, host: str, token: str | None, team_id: int | None = None) -> Check:
        """Return what holds for a request: its host without port, its access token, the team it asks about.

        Raises psycopg.Error or psycopg_pool.PoolTimeout when the database is away.
        """
        return await self._batches.ask(_Asked(storable(host), digest(token), team_id))

    async def _ask(self, batch: Sequence[_Asked]) -> list[Check]:
        parameters = {
            "hosts": [asked.host for asked in batch],
            "token_hashes": [asked.token_hash for asked in batch],
            "team_ids": [None if asked.team_id is None else Int8(asked.team_id) for asked in batch],
            "now": self._now(),
        }
        async with self._pool.connection() as conn:
            cursor = await conn.execute(_SQL.check, parameters, prepare=True)
            return [Check._make(row) for row in await cursor.fetchall()]


def digest(token: str | None) -> bytes | None:
    """Return what a token or a key is looked up by; None for one that is none."""
    if token is None or len(token) > _LONGEST_TOKEN:
        return None
    return hashlib.sha256(token.encode(errors="surrogateescape")).digest()


def storable(text: str) -> str:
    """Return the text as PostgreSQL can take it; one that it cannot hold is found nowhere."""
    return text.replace("\0", "\N{REPLACEMENT CHARACTER}")
