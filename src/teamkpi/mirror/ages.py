"""The age of each copy in a database; cheap enough to query often."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from heapq import nsmallest
from typing import Any, Final, NamedTuple

from psycopg import AsyncConnection

from teamkpi.db import without_purpose
from teamkpi.ledger import ENTITIES
from teamkpi.mirror.sources import SQL

_COPIED_TO: Final = without_purpose(SQL.copied_to)
_AGES: Final = SQL.ages.format(copied_to=_COPIED_TO)
_AGE_OF_NETWORK: Final = SQL.age_of_network.format(copied_to=_COPIED_TO)
_ALL_KINDS: Final = {"kinds": len(ENTITIES)}
_NEVER: Final = datetime.min.replace(tzinfo=UTC)


class Age(NamedTuple):
    """How old the copy of one network is."""

    network_id: int
    network: str
    problem_code: str | None
    problem_since: datetime | None
    is_paused: bool
    copied_to: datetime | None
    """All changes at the source before this instant are stored; None until every kind of record was copied once."""

    @property
    def has_problem(self) -> bool:
        """Whether an operator has to look at it: it has a problem or is paused."""
        return self.is_paused or self.problem_code is not None

    def seconds(self, now: datetime) -> int | None:
        """Return the age in seconds; None until every kind of record was copied once."""
        return None if self.copied_to is None else max(0, int((now - self.copied_to).total_seconds()))


async def read_ages(conn: AsyncConnection[Any]) -> list[Age]:
    """Return the age of every copy in the database, by the network's name."""
    cursor = await conn.execute(_AGES, _ALL_KINDS)
    return [Age._make(row) for row in await cursor.fetchall()]


def worst(ages: Iterable[Age], most: int) -> list[Age]:
    """Return up to ``most`` copies: first those with problems, then incomplete ones, then the oldest."""
    return nsmallest(most, ages, key=lambda one: (not one.has_problem, one.copied_to or _NEVER, one.network))


async def read_copied_to(conn: AsyncConnection[Any], network_id: int) -> datetime | None:
    """Return up to which instant, by the source's clock, a network's copy is complete; None before the first."""
    cursor = await conn.execute(_AGE_OF_NETWORK, {**_ALL_KINDS, "network_id": network_id})
    row = await cursor.fetchone()
    return row[0] if row else None
