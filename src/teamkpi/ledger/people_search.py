"""Searches people and teams by any part of a name, a company or an e-mail address, ignoring case and accents.

A database cannot search names ignoring accents in every locale, and the client searches with every keystroke. So the
folded names of a network are cached in memory. Before each search, the cache is updated to its database snapshot with
the rows stored since then, which an index finds. So a search never uses outdated names.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Final, NamedTuple
from unicodedata import combining, normalize

from lru import LRU
from psycopg import AsyncConnection

from teamkpi.db import load_sql
from teamkpi.db.moments import one_moment
from teamkpi.folding import folded
from teamkpi.ledger.typed_names import TypedNames

_SQL: Final = load_sql("teamkpi.ledger", "people_search.sql")
_MOST_NETWORKS: Final = 8
_AT_ONCE: Final = 500
_LONGEST_ID: Final = 15
_FEW: Final = 2000
"""Number of people up to which a search is faster than handing it to a thread."""


class FoundPerson(NamedTuple):
    """A person who was found; ``team_names`` is one text, or None without teams."""

    id: int
    full_name: str
    company_name: str | None
    email: str
    is_active: bool
    team_names: str | None


class FoundTeam(NamedTuple):
    """A team that was found."""

    id: int
    name: str
    location: str | None
    members: int | None


class _Names:
    """The folded names of a network's people in one database snapshot."""

    __slots__ = ("names", "seen", "server")

    def __init__(self) -> None:
        self.seen: str | None = None
        self.server: datetime | None = None
        self.names = TypedNames()

    async def take(self, rows: Iterable[tuple[int, str | None, str | None, str | None]]) -> None:
        """Add new names, yielding to the event loop in between."""
        for number, (person_id, *names) in enumerate(rows):
            self.names.put(person_id, None if names[0] is None else plain(" \n".join(filter(None, names))))
            if number % _AT_ONCE == _AT_ONCE - 1:
                await asyncio.sleep(0)


class PeopleSearch:
    """The search index of one server process."""

    def __init__(self) -> None:
        self._names: LRU[int, _Names] = LRU(_MOST_NETWORKS)
        self._locks: defaultdict[int, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def people(self, conn: AsyncConnection, network_id: int, text: str, *, most: int) -> list[FoundPerson]:
        """Return the people whose names contain every word of a text; best matches first, then active people.

        A number also finds the person with that id. ``conn`` must not be in a transaction.
        """
        words = plain(text).split()
        if not words:
            return []
        async with self._locks[network_id]:
            try:
                names = (await self._up_to_date(conn, network_id)).names
                if len(names) <= _FEW:
                    ids = names.best(words, most)
                else:
                    ids = await asyncio.to_thread(names.best, words, most)
                values = {"network_id": network_id, "ids": ids}
                rows = await (await conn.execute(_SQL.found_people, values)).fetchall() if ids else []
            finally:
                await conn.rollback()
        place = {one: number for number, one in enumerate(ids)}
        return sorted((FoundPerson(*row) for row in rows), key=lambda one: (not one.is_active, place[one.id]))

    async def teams(self, conn: AsyncConnection, network_id: int, text: str, *, most: int) -> list[FoundTeam]:
        """Return the teams whose name contains a text, ignoring case."""
        wanted = folded(text.strip())
        if not wanted:
            return []
        number = int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) <= _LONGEST_ID else None
        values = {"network_id": network_id, "text": wanted, "id": number, "most": most}
        return [FoundTeam(*row) for row in await (await conn.execute(_SQL.found_teams, values)).fetchall()]

    async def _up_to_date(self, conn: AsyncConnection, network_id: int) -> _Names:
        seen, server = await one_moment(conn)
        names = self._names.get(network_id)
        values: dict[str, object] = {"network_id": network_id}
        if names is None or names.server != server:
            # A restarted database server may have been restored from a backup.
            names = _Names()
            rows = await (await conn.execute(_SQL.all_people, values)).fetchall()
        else:
            rows = await (await conn.execute(_SQL.changed_people, {**values, "seen": names.seen})).fetchall()
        await names.take(rows)
        names.seen, names.server = seen, server
        self._names[network_id] = names
        return names


def plain(text: str) -> str:
    """Return a text for comparison: folded and without accents."""
    if text.isascii():
        return text.lower()
    return "".join(one for one in normalize("NFD", folded(text)) if not combining(one))
