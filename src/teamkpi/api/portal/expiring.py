"""``/api/public/teams/{teamId}/expiring``: the credits and passes that expire next."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from psycopg import AsyncConnection

from teamkpi.api.callers.services import Services
from teamkpi.api.calls import Later, Who, call
from teamkpi.api.http.declarations import Parameter
from teamkpi.api.http.query import Query
from teamkpi.api.portal import as_of
from teamkpi.api.workers import ROW_BYTES
from teamkpi.db import AsyncRawCursor, fetch_all
from teamkpi.errors import BadRequest, MemberRefused
from teamkpi.kpi.as_of import AsOf
from teamkpi.kpi.expiring import (
    DEFAULT_DAYS,
    MOST_DAYS,
    TeamExpiring,
    expiring_query,
    is_of_anybody,
    read_expiring,
)
from teamkpi.membership import SignedIn


class _Asked(NamedTuple):
    days: int
    when: as_of.Asked | None


def _asked(query: Query) -> _Asked:
    days = query.number("days", default=DEFAULT_DAYS)
    if days > MOST_DAYS:
        raise BadRequest("days", f"must be a whole number from 1 to {MOST_DAYS}")
    return _Asked(days, as_of.asked(query))


@call(
    "GET /api/public/teams/{teamId}/expiring",
    id="teamExpiring",
    who=Who.ADMINISTRATOR_OR_SELF,
    in_views=True,
    summary="What expires next",
    description=(
        "The valid credits and passes with something left that expire within some days, the soonest first, with the "
        "last use and the pace of the last 90 days; and how much expires, by unit and by week. For administrators of "
        "the team; a plain member may ask about themselves with `coworkerId`."
    ),
    tag="Teams",
    answer=TeamExpiring,
    answered="What expires.",
    query=_asked,
    parameters=(
        Parameter(
            "days",
            "query",
            f"How many days to look ahead, 1 to {MOST_DAYS}.",
            {"type": "integer", "minimum": 1, "maximum": MOST_DAYS, "default": DEFAULT_DAYS},
        ),
        *as_of.PARAMETERS,
    ),
    errors=("not_known_then",),
)
async def team_expiring(
    *, services: Services, caller: SignedIn, team_id: int, coworker_id: int | None, query: _Asked, now: datetime
) -> Later:
    """Read what expires."""
    network_id = caller.network_id

    async def fetch(conn: AsyncConnection) -> tuple[list[tuple[object, ...]], AsOf | None, datetime]:
        when = None if query.when is None else await as_of.instants(conn, network_id, team_id, query.when, now)
        async with AsyncRawCursor(conn) as cursor:
            statement = expiring_query(network_id, team_id, coworker_id, when, days=query.days, now=now)
            await cursor.execute(*statement, prepare=False)
            rows = await fetch_all(cursor)
        if when is not None and coworker_id is None:
            await as_of.shows_members(conn, network_id, team_id, when)
        known_since = await as_of.known_since(conn, network_id)
        return rows, when, known_since

    rows, when, known_since = await services.database.read(fetch)
    size = ROW_BYTES * len(rows)
    found = await services.workers.run(
        size, lambda: read_expiring(team_id, rows, days=query.days, now=now, asked=when, known_since=known_since)
    )
    if found is None:
        raise as_of.no_team(when)
    if coworker_id is not None and not is_of_anybody(rows):
        raise MemberRefused("member_not_found")
    return Later(size, lambda: found)
