"""The uses of a team's credits and passes, and the changes of balances that no use explains."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final, NamedTuple

from psycopg import Connection
from psycopg.types.numeric import Int8

from teamkpi.db import Numbered, RawCursor, load_sql
from teamkpi.kpi.credits import unit_of_time_credit
from teamkpi.kpi.team import with_members
from teamkpi.pages import skipped

DAYS_BACK: Final = 90
"""The default length of a period, in days."""
_STATEMENT: Final = Numbered(
    load_sql("teamkpi.kpi", "uses.sql").uses.format(
        members=with_members(), unit_of_time_credit=unit_of_time_credit("s")
    )
)


class Stretch(NamedTuple):
    """A period, from ``since`` (inclusive); a date means the whole day in the zone of the team's location.

    Without ``since`` it is ``DAYS_BACK`` days long.
    """

    since: datetime | date | None
    until: datetime | date


class Use(NamedTuple):
    """A use of a credit or pass, or a change of its balance that no use explains."""

    entity: str
    id: int
    coworker_id: int
    coworker_full_name: str
    name: str | None
    kind: str
    unit: str
    currency_code: str | None
    is_unexplained: bool
    at: datetime
    """When it was used, or when the ledger received the change."""
    amount: Decimal
    """Negative when something was given back."""
    remaining_after: Decimal
    used_by_id: int | None
    used_by_full_name: str | None
    for_entity: str | None
    for_id: int | None
    title: str | None
    from_time: datetime | None
    to_time: datetime | None
    description: str | None


class Uses(NamedTuple):
    """A page of the uses in a period."""

    zone: str
    since: datetime
    until: datetime
    members: int
    """The number of members; 0 if the requested coworker is not a member."""
    total: int
    """The number of uses on all pages."""
    page: list[Use]


def uses_query(
    network_id: int,
    team_id: int,
    coworker_id: int | None,
    stretch: Stretch,
    *,
    page: int = 1,
    size: int = 25,
    is_administrator: bool,
    now: datetime,
) -> tuple[str, list[Any]]:
    """Return the statement for a page of uses, and its values, for a raw cursor; ``read_uses`` reads its rows.

    With a ``coworker_id``, only of that member. Unless the caller ``is_administrator``, the rows do not say what a
    credit was used for by others than its owner.
    """
    since, until = stretch
    parameters = {
        "network_id": Int8(network_id),
        "team_id": Int8(team_id),
        "coworker_id": None if coworker_id is None else Int8(coworker_id),
        "from": since if isinstance(since, datetime) else None,
        "from_day": None if isinstance(since, datetime) else since,
        "to": until if isinstance(until, datetime) else None,
        "to_day": None if isinstance(until, datetime) else until,
        "is_administrator": is_administrator,
        "now": now,
        "size": Int8(size),
        "skipped": Int8(skipped(page, size)),
    }
    return _STATEMENT.text, _STATEMENT.values(parameters)


def team_uses(
    conn: Connection,
    network_id: int,
    team_id: int,
    stretch: Stretch,
    *,
    coworker_id: int | None = None,
    size: int = 1000,
    is_administrator: bool = True,
    now: datetime,
) -> Uses | None:
    """Return the newest uses of a team or of one of its members, or None if the team does not exist."""
    query = uses_query(network_id, team_id, coworker_id, stretch, size=size, is_administrator=is_administrator, now=now)
    with RawCursor(conn) as cursor:
        return read_uses(cursor.execute(*query, prepare=False).fetchall())


def read_uses(rows: Sequence[Sequence[Any]]) -> Uses | None:
    """Build the page from the statement's rows; None without rows, which means that the team does not exist."""
    if not rows:
        return None
    zone, since, until, members, total, *_ = rows[0]
    return Uses(zone, since, until, members, total, [Use._make(row[5:]) for row in rows if row[5] is not None])
