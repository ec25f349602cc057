"""The age of each copy in a database; cheap enough to query often."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final, NamedTuple

from psycopg import AsyncConnection

from teamkpi.db import without_purpose
from teamkpi.ledger import ENTITIES
from teamkpi.mirror.sources import SQL


def _copied_to(of_network: str) -> str:
    return without_purpose(SQL.copied_to).format(of_network=of_network)


_AGES: Final = SQL.ages.format(copied_to=_copied_to("m.network_id"))
_AGE_OF_NETWORK: Final = SQL.age_of_network.format(copied_to=_copied_to("%(network_id)s"))
_ALL_KINDS: Final = {"kinds": len(ENTITIES)}


class Age(NamedTuple):
    """How old the copy of one network is."""

    network: str
    problem_code: str | None
    is_paused: bool
    copied_to: datetime | None
    """All changes at the source before this instant are stored; None until every kind of record was copied once."""

    def seconds(self, now: datetime) -> int | None:
        """Return the age in seconds; None until every kind of record was copied once."""
        return None if self.copied_to is None else max(0, int((now - self.copied_to).total_seconds()))


async def read_ages(conn: AsyncConnection[Any]) -> list[Age]:
    """Return the age of every copy in the database, by the network's name."""
    cursor = await conn.execute(_AGES, _ALL_KINDS)
    return [Age._make(row) for row in await cursor.fetchall()]


async def read_copied_to(conn: AsyncConnection[Any], network_id: int) -> datetime | None:
    """Return up to which instant, by the source's clock, a network's copy is complete; None before the first."""
    cursor = await conn.execute(_AGE_OF_NETWORK, {**_ALL_KINDS, "network_id": network_id})
    row = await cursor.fetchone()
    return row[0] if row else None
