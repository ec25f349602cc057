"""Who looked at whose figures: collected as requests are answered, and stored by a task that no request waits for.

Entries are stored once a second. While the database is away they wait, up to a limit, and are stored when it is back.
What could not be stored is logged with its number: nothing is lost in silence, except the last second of a process that
is killed.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict, deque
from contextvars import Context
from datetime import datetime
from itertools import islice
from typing import Any, Final, NamedTuple
from uuid import uuid4

import psycopg
from psycopg import Connection

from teamkpi.api.database import Database
from teamkpi.api.errors import HttpError
from teamkpi.api.http.client_address import Proxies, shown_address
from teamkpi.api.http.query import Query, positive_number
from teamkpi.api.http.requests import HttpRequest
from teamkpi.api.log import Logger, described, notes_of
from teamkpi.api.shown import Shown
from teamkpi.errors import NetworkClosed
from teamkpi.ledger import readers
from teamkpi.ledger.readers import Entry

STORED_EVERY: Final = 1.0
"""Seconds between two attempts to store what was collected."""
MOST_WAITING: Final = 50_000
"""Entries that wait for the database in one process."""
_AT_ONCE: Final = 1000
_COWORKER: Final = "coworkerId"


class _Waiting(NamedTuple):
    network_id: int
    entry: Entry


class ReaderLog:
    """Collects the entries of one server process, and stores them."""

    def __init__(self, database: Database, log: Logger, proxies: Proxies, shown: str) -> None:
        """``shown`` is how much of a client's address is stored: "full", "prefix" or "none"."""
        self._database = database
        self._log = log
        self._proxies = proxies
        self._shown = shown
        self._waiting: deque[_Waiting] = deque()
        self._lost = 0
        self._timer: asyncio.TimerHandle | None = None
        self._storing: asyncio.Task[None] | None = None

    def note(self, request: HttpRequest, call: str, shown: Shown, now: datetime) -> None:
        """Take note that a request was answered; on the event loop. ``shown`` is what its handler said of it."""
        notes = notes_of(request.scope)
        if notes.network_id is None:
            return
        if len(self._waiting) >= MOST_WAITING:
            self._lost += 1
        else:
            entry = Entry(
                uuid4(),
                now,
                call,
                notes.account_id,
                notes.key_id,
                positive_number(request.path_params.get("teamId", "")) or shown.team_id,
                sorted({*shown.coworker_ids, *_named_in(request)}),
                shown_address(self._proxies.client_of(request.scope), self._shown),
                notes.request_id,
            )
            self._waiting.append(_Waiting(notes.network_id, entry))
        if self._timer is None and self._storing is None:
            self._set_timer()

    async def close(self) -> None:
        """Store what is left; what cannot be stored is lost, and logged."""
        if self._timer is not None:
            self._timer.cancel()
        if self._storing is not None:
            await self._storing
        await self._store_all()
        if self._timer is not None:
            self._timer.cancel()
        self._lost += len(self._waiting)
        self._waiting.clear()
        self._tell_lost()

    def _set_timer(self) -> None:
        self._timer = asyncio.get_running_loop().call_later(STORED_EVERY, self._begin)

    def _begin(self) -> None:
        self._timer = None
        # In a context of its own, not in that of the request that came first.
        self._storing = asyncio.create_task(self._store_all(), context=Context())

    async def _store_all(self) -> None:
        try:
            while self._waiting:
                some = list(islice(self._waiting, _AT_ONCE))
                postponed = await self._store(some)
                for _ in some:
                    self._waiting.popleft()
                self._waiting.extend(postponed)
                if postponed:
                    break
        except (psycopg.OperationalError, HttpError):  # the database is away or busy
            pass
        finally:
            self._tell_lost()
            self._storing = None
            if self._waiting:
                self._set_timer()

    async def _store(self, some: list[_Waiting]) -> list[_Waiting]:
        """Store some entries; return those of networks that take no writes at the moment."""
        by_network: defaultdict[int, list[Entry]] = defaultdict(list)
        for one in some:
            by_network[one.network_id].append(one.entry)

        def work(conn: Connection[Any]) -> set[int]:
            closed: set[int] = set()
            for network_id, entries in by_network.items():
                try:
                    readers.store(conn, network_id, entries)
                except NetworkClosed as error:
                    if error.place == "moved":
                        self._lost += len(entries)
                    else:
                        closed.add(network_id)
                except psycopg.errors.ForeignKeyViolation:
                    pass  # the network was deleted, and all its entries with it
                except psycopg.Error as error:
                    if isinstance(error, psycopg.OperationalError):
                        raise
                    self._lost += len(entries)
                    self._log.error("readers", network_id=network_id, error=described(error))
            return closed

        postponed = await self._database.note(work)
        return [one for one in some if one.network_id in postponed]

    def _tell_lost(self) -> None:
        if self._lost:
            self._log.error("readers", message="entries about readers could not be stored", lost=self._lost)
            self._lost = 0


def _named_in(request: HttpRequest) -> set[int]:
    """Return the coworkers that the path or the query of an answered request names."""
    found = {positive_number(request.path_params.get(_COWORKER, ""))}
    query_string: bytes = request.scope["query_string"]
    if _COWORKER.encode().lower() in query_string.lower():
        found.add(Query(query_string).number(_COWORKER, default=0) or None)
    return {one for one in found if one is not None}
