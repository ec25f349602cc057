"""Who looked at whose figures: collected as requests are answered, and stored by a task that no request waits for.

Entries are stored once a second. While the database is away they wait, up to a limit, and are stored when it is back.
What could not be stored is logged with its number: nothing is lost in silence, except the last second of a process that
is killed. What the same reader reads again, by the same call, of the same people and from the same address, becomes
part of the first entry, for an hour from then.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from contextvars import Context
from datetime import datetime
from hashlib import sha256
from itertools import islice
from typing import Final, NamedTuple
from uuid import UUID, uuid4

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
from teamkpi.ledger.readers import MERGED_FOR, Entry

STORED_EVERY: Final = 1.0
"""Seconds between two attempts to store what was collected."""
MOST_WAITING: Final = 50_000
"""Entries that wait for the database in one process."""
MOST_REMEMBERED: Final = 20_000
"""First reads that one process remembers, to merge later ones with."""
MOST_NAMED: Final = 5_000
"""An answer that shows more people than this is stored as one about the present members of its team, if it has one."""
_AT_ONCE: Final = 1000
COWORKER: Final = "coworkerId"
"""The parameter by which calls are limited to one member."""
_AWAY: Final = (psycopg.OperationalError, psycopg.InterfaceError)
"""What a database that cannot be reached, or that is busy, ends statements with."""


class _Waiting(NamedTuple):
    network_id: int
    entry: Entry


class _Ended(NamedTuple):
    """How storing ended: the entries to try again later, and the number of those that are lost."""

    postponed: list[_Waiting]
    lost: int


class _First(NamedTuple):
    """What entries of later reads have from the first one."""

    id: UUID
    read_on: datetime
    request_id: str | None


class FirstReads:
    """The first reads of their kind in the last hour; later ones like them become part of their entries."""

    def __init__(self) -> None:
        self._first: dict[bytes, _First] = {}

    def merged(self, network_id: int, entry: Entry) -> Entry:
        """Return an entry as it is, or as part of an earlier one. The time of ``entry`` is the present."""
        who = (network_id, entry.account_id, entry.key_id, entry.address)
        what = (entry.call, entry.team_id, entry.coworker_ids)
        kind = sha256(repr((who, what)).encode()).digest()
        first = self._first.get(kind)
        if first is not None and first.read_on <= entry.read_on < first.read_on + MERGED_FOR:
            return entry._replace(**first._asdict(), last_read_on=entry.read_on)
        self._first.pop(kind, None)
        if len(self._first) >= MOST_REMEMBERED:
            del self._first[next(iter(self._first))]
        self._first[kind] = _First(entry.id, entry.read_on, entry.request_id)
        return entry


class ReaderLog:
    """Collects the entries of one server process, and stores them."""

    def __init__(self, database: Database, log: Logger, proxies: Proxies, shown: str) -> None:
        """``shown`` is how much of a client's address is stored: "full", "prefix" or "none"."""
        self._database = database
        self._log = log
        self._proxies = proxies
        self._shown = shown
        self._first_reads = FirstReads()
        self._waiting: dict[UUID, _Waiting] = {}
        self._lost = 0
        self._timer: asyncio.TimerHandle | None = None
        self._storing: asyncio.Task[None] | None = None
        self._is_closing = False

    def note(self, request: HttpRequest, call: str, shown: Shown, now: datetime, *, takes_coworker: bool) -> None:
        """Take note that a request was answered; on the event loop. ``shown`` is what its handler said of it.

        Only if the call ``takes_coworker`` in its query does a member who is named there limit what was shown.
        """
        notes = notes_of(request.scope)
        if notes.network_id is None:
            return
        named = {*(shown.coworker_ids or ()), *_named_in(request, in_query=takes_coworker)}
        names_all = bool(named) or shown.coworker_ids is not None
        entry = Entry(
            uuid4(),
            now,
            call,
            notes.account_id,
            notes.key_id,
            positive_number(request.path_params.get("teamId", "")) or shown.team_id,
            tuple(sorted(named)) if names_all and len(named) <= MOST_NAMED else None,
            shown_address(self._proxies.client_of(request.scope), self._shown),
            notes.request_id,
        )
        entry = self._first_reads.merged(notes.network_id, entry)
        if len(self._waiting) >= MOST_WAITING and entry.id not in self._waiting:
            self._lost += 1
        else:
            self._waiting[entry.id] = _Waiting(notes.network_id, entry)
        if self._timer is None and self._storing is None:
            self._set_timer()

    async def close(self) -> None:
        """Store what is left; what cannot be stored is lost, and logged."""
        self._is_closing = True
        if self._timer is not None:
            self._timer.cancel()
        if self._storing is not None:
            await self._storing
        await self._store_all()
        self._lost += len(self._waiting)
        self._waiting.clear()
        self._tell_lost()

    def _set_timer(self) -> None:
        if self._is_closing:
            return
        self._timer = asyncio.get_running_loop().call_later(STORED_EVERY, self._begin)

    def _begin(self) -> None:
        self._timer = None
        # In a context of its own, not in that of the request that came first.
        self._storing = asyncio.create_task(self._store_all(), context=Context())

    async def _store_all(self) -> None:
        try:
            while self._waiting:
                some = list(islice(self._waiting.values(), _AT_ONCE))
                try:
                    ended = await self._store(some)
                except (*_AWAY, HttpError):
                    break
                except Exception as error:  # noqa: BLE001 - trying again would not mend it, and would never end
                    self._log.error("readers", error=described(error))
                    ended = _Ended([], len(some))
                for one in some:
                    if self._waiting.get(one.entry.id) is one:  # it may have been read again in the meantime
                        del self._waiting[one.entry.id]
                self._lost += ended.lost
                for one in ended.postponed:
                    self._waiting[one.entry.id] = self._waiting.pop(one.entry.id, one)
                if ended.postponed:
                    break
        finally:
            self._tell_lost()
            self._storing = None
            if self._waiting:
                self._set_timer()

    async def _store(self, some: list[_Waiting]) -> _Ended:
        """Store some entries; those of networks that take no writes at the moment are postponed."""
        by_network: defaultdict[int, list[Entry]] = defaultdict(list)
        for one in some:
            by_network[one.network_id].append(one.entry)

        def work(conn: Connection) -> tuple[set[int], int]:
            closed: set[int] = set()
            lost = 0
            for network_id, entries in by_network.items():
                try:
                    readers.store(conn, network_id, entries)
                except NetworkClosed as error:
                    if error.place == "moved":
                        lost += len(entries)
                    else:
                        closed.add(network_id)
                except psycopg.errors.ForeignKeyViolation:
                    pass  # the network was deleted, and all its entries with it
                except _AWAY:
                    raise
                except psycopg.InternalError:  # for example a database that is only read at the moment
                    closed.add(network_id)
                except psycopg.Error as error:
                    lost += len(entries)
                    self._log.error("readers", network_id=network_id, error=described(error))
            return closed, lost

        postponed, lost = await self._database.note(work)
        return _Ended([one for one in some if one.network_id in postponed], lost)

    def _tell_lost(self) -> None:
        if self._lost:
            self._log.error("readers", message="entries about readers could not be stored", lost=self._lost)
            self._lost = 0


def _named_in(request: HttpRequest, *, in_query: bool) -> set[int]:
    """Return the coworkers that the path of an answered request names, or its query."""
    found = {positive_number(request.path_params.get(COWORKER, ""))}
    if in_query and request.scope["query_string"]:
        found.add(Query(request.scope["query_string"]).number(COWORKER, default=0) or None)
    return {one for one in found if one is not None}
