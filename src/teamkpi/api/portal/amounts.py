"""``/api/public/teams/{teamId}/amounts``: a team's money."""

from __future__ import annotations

from datetime import datetime

from psycopg import AsyncConnection

from teamkpi.api.callers.services import Services
from teamkpi.api.calls import Later, Who, call
from teamkpi.api.portal import as_of
from teamkpi.api.shown import shows
from teamkpi.api.workers import ROW_BYTES
from teamkpi.db import AsyncRawCursor, fetch_all
from teamkpi.errors import MemberRefused
from teamkpi.kpi.amounts import TeamAmounts, amounts_query, read_amounts
from teamkpi.kpi.as_of import AsOf, require_known
from teamkpi.membership import SignedIn


@call(
    "GET /api/public/teams/{teamId}/amounts",
    id="teamAmounts",
    who=Who.ADMINISTRATOR_OR_SELF,
    in_views=True,
    summary="A team's money",
    description=(
        "What is not yet invoiced, what renews next, and what is unpaid, for each member and for all of them together. "
        "There are separate amounts for each currency; they are never added up. The records that count are those of "
        "the team's figures. For administrators of the team; a plain member may ask about themselves with `coworkerId`."
    ),
    tag="Teams",
    answer=TeamAmounts,
    answered="The amounts.",
    query=as_of.asked,
    parameters=as_of.PARAMETERS,
    errors=("not_known_then",),
)
async def team_amounts(
    *,
    services: Services,
    caller: SignedIn,
    team_id: int,
    coworker_id: int | None,
    query: as_of.Asked | None,
    now: datetime,
) -> Later:
    """Read the team's money."""
    network_id = caller.network_id

    async def fetch(conn: AsyncConnection) -> tuple[list[tuple[object, ...]], AsOf | None]:
        when = None if query is None else await as_of.instants(conn, network_id, team_id, query, now)
        async with AsyncRawCursor(conn) as cursor:
            await cursor.execute(*amounts_query(network_id, team_id, coworker_id, when, now=now), prepare=False)
            rows = await fetch_all(cursor)
        if when is not None:
            require_known(when, await as_of.known_since(conn, network_id))
        return rows, when

    rows, when = await services.database.read(fetch)
    size = ROW_BYTES * len(rows)
    found = await services.workers.run(size, lambda: read_amounts(team_id, rows, now=now, asked=when))
    if found is None:
        raise as_of.no_team(when)
    if coworker_id is not None and not found.members:
        raise MemberRefused("member_not_found")
    if when is not None:
        shows(one.coworker_id for one in found.members)
    return Later(size, lambda: found)
