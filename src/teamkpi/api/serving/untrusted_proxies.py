"""Proxies that the settings do not name: told of once in the log, and noted in the database for ``doctor``.

A request with ``X-Forwarded-For`` from an address that is not among the trusted proxies may be anybody's, and the
header is not believed. But if there is a proxy at that address, everybody behind it counts as one client, so its
operator has to learn of it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from contextvars import Context
from datetime import datetime, timedelta
from typing import Any, Final

import psycopg
from lru import LRU
from psycopg import Connection
from psycopg_pool import PoolTimeout

from teamkpi.api.database import Database
from teamkpi.api.errors import HttpError
from teamkpi.api.log import Logger
from teamkpi.db import load_sql
from teamkpi.doctor.checks import PROXIES_NOTED_FOR

_SQL: Final = load_sql("teamkpi.api.serving", "untrusted_proxies.sql")
MOST_NOTED: Final = 20
_NOTED_EVERY: Final = timedelta(days=1)
_MOST_REMEMBERED: Final = 1000


class UntrustedProxies:
    """What one server process has seen of them."""

    def __init__(self, database: Database, log: Logger, now: Callable[[], datetime]) -> None:
        self._database = database
        self._log = log
        self._now = now
        self._noted: LRU[str, datetime] = LRU(_MOST_REMEMBERED)
        self._writing: set[asyncio.Task[None]] = set()

    def note(self, address: str) -> None:
        """Take note of an address from which a request with ``X-Forwarded-For`` came; on the event loop."""
        now = self._now()
        noted = self._noted.get(address)
        if noted is not None and now - noted < _NOTED_EVERY:
            return
        if noted is None:
            self._log.warning(
                "untrusted_proxy",
                address=address,
                message=(
                    "X-Forwarded-For was ignored because it came from an address that is not in "
                    "TEAMKPI_TRUSTED_PROXIES; if that is your proxy, add it, or all clients behind it count as one"
                ),
            )
        self._noted[address] = now
        writing = asyncio.get_running_loop().create_task(self._write(address, now), context=Context())
        self._writing.add(writing)
        writing.add_done_callback(self._writing.discard)

    async def _write(self, address: str, now: datetime) -> None:
        values = {"address": address, "now": now, "since": now - PROXIES_NOTED_FOR, "most": MOST_NOTED}

        def work(conn: Connection[Any]) -> None:
            conn.execute(_SQL.note, values)
            conn.execute(_SQL.forget, values)

        # The database may be away, a standby, or busy; the log has told already.
        with suppress(psycopg.Error, PoolTimeout, HttpError):
            await self._database.note(work)
