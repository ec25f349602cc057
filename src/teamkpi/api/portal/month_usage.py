"""``/api/public/teams/{teamId}/usage``: what each member booked and was checked in, month by month."""

from __future__ import annotations

from datetime import datetime

from psycopg import AsyncConnection

from teamkpi.api.callers.services import Services
from teamkpi.api.calls import Later, Who, call
from teamkpi.api.portal import as_of
from teamkpi.api.portal.metrics import MONTHS, AskedMonths, asked_months
from teamkpi.api.shown import shows
from teamkpi.api.workers import ROW_BYTES
from teamkpi.db import AsyncRawCursor, fetch_all
from teamkpi.errors import MemberRefused
from teamkpi.kpi.as_of import AsOf, require_known
from teamkpi.kpi.month_usage import TeamUsage, read_usage, team_usage_query
from teamkpi.membership import SignedIn


@call(
    "GET /api/public/teams/{teamId}/usage",
    id="teamUsage",
    who=Who.ADMINISTRATOR_OR_SELF,
    in_views=True,
    summary="What each member used, month by month",
    description=(
        "The time that each member booked and was checked in during each of the last calendar months of the team's "
        "location, including the current month, oldest first. The rules are those of the team's figures. For "
        "administrators of the team; a plain member may ask about themselves with `coworkerId`."
    ),
    tag="Teams",
    answer=TeamUsage,
    answered="The months.",
    query=asked_months,
    parameters=(MONTHS, *as_of.PARAMETERS),
    errors=("not_known_then",),
)
async def team_usage(
    *,
    services: Services,
    caller: SignedIn,
    team_id: int,
    coworker_id: int | None,
    query: AskedMonths,
    now: datetime,
) -> Later:
    """Read what the members used."""
    network_id = caller.network_id

    async def fetch(conn: AsyncConnection) -> tuple[list[tuple[object, ...]], AsOf | None]:
        when = None if query.when is None else await as_of.instants(conn, network_id, team_id, query.when, now)
        statement = team_usage_query(
            network_id,
            team_id,
            coworker_id,
            when,
            now=now,
            open_checkin_limit=services.settings.open_checkin_limit,
            months=query.months,
        )
        async with AsyncRawCursor(conn) as cursor:
            await cursor.execute(*statement, prepare=when is None)
            rows = await fetch_all(cursor)
        if when is not None:
            require_known(when, await as_of.known_since(conn, network_id))
        return rows, when

    rows, when = await services.database.read(fetch)
    size = ROW_BYTES * len(rows)
    found = await services.workers.run(size, lambda: read_usage(team_id, rows))
    if found is None:
        raise as_of.no_team(when)
    if coworker_id is not None and not found.members:
        raise MemberRefused("member_not_found")
    if when is not None:
        shows(one.coworker_id for one in found.members)
    return Later(size, lambda: found)
