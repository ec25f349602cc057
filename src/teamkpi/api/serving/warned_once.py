"""What an operator has to change in front of the server: warned of once in the log, and noted for ``doctor``."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from contextvars import Context
from datetime import datetime, timedelta
from typing import Final

import psycopg
from lru import LRU
from psycopg import Connection
from psycopg_pool import PoolTimeout

from teamkpi.api.database import Database
from teamkpi.api.errors import HttpError
from teamkpi.api.log import Logger
from teamkpi.db import load_sql
from teamkpi.doctor.checks import NOTED_FOR

SQL: Final = load_sql("teamkpi.api.serving", "warned_once.sql")
MOST_NOTED: Final = 20
"""Of each kind."""
_NOTED_EVERY: Final = timedelta(days=1)
_MOST_REMEMBERED: Final = 1000


class WarnedOnce:
    """What one server process has seen of one kind."""

    def __init__(self, database: Database, log: Logger, now: Callable[[], datetime], *, note: str, forget: str) -> None:
        """``note`` and ``forget`` are the statements about the table of this kind."""
        self._database = database
        self._log = log
        self._now = now
        self._statements = (note, forget)
        self._noted: LRU[str, datetime] = LRU(_MOST_REMEMBERED)
        self._writing: set[asyncio.Task[None]] = set()

    def see(self, subject: str, event: str, **line: str) -> None:
        """Take note of a subject, and write the line the first time that it is seen; on the event loop."""
        now = self._now()
        noted = self._noted.get(subject)
        if noted is not None and now - noted < _NOTED_EVERY:
            return
        if noted is None:
            self._log.warning(event, **line)
        self._noted[subject] = now
        writing = asyncio.get_running_loop().create_task(self._write(subject, now), context=Context())
        self._writing.add(writing)
        writing.add_done_callback(self._writing.discard)

    async def _write(self, subject: str, now: datetime) -> None:
        values = {"subject": subject, "now": now, "since": now - NOTED_FOR, "most": MOST_NOTED}

        def work(conn: Connection) -> None:
            for statement in self._statements:
                conn.execute(statement, values)

        # The database may be away, a standby, or busy; the log has told already.
        with suppress(psycopg.Error, PoolTimeout, HttpError):
            await self._database.note(work)
