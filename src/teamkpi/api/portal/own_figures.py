"""``/api/public/teams/{teamId}/kpi/my``: the caller's own figures, for members who do not administer the team."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from msgspec.structs import replace
from psycopg import AsyncConnection, AsyncRawCursor

from teamkpi.api.callers.services import Services
from teamkpi.api.calls import Who, call
from teamkpi.api.portal import as_of
from teamkpi.db import fetch_all
from teamkpi.errors import TeamNotFound
from teamkpi.kpi import FIGURES, TeamAnswer, TeamKpiList, read_answer, team_kpi_query
from teamkpi.membership import SignedIn


@call(
    "GET /api/public/teams/{teamId}/kpi/my",
    id="myTeamKpi",
    who=Who.MEMBER,
    summary="The caller's own figures",
    description=(
        "What the caller will be invoiced, has left, and has used as a member of the team: the same fields as in the "
        "figures of the team, and nothing about other members. For every member of the team, also those who do not "
        "administer it. `CoworkerId` is the id with which a member asks other calls about themselves. The list has "
        "one entry, unless the account acts for several members; it is empty for an administrator who is not a member."
    ),
    tag="Teams",
    answer=TeamKpiList,
    answered="The figures.",
    example={"Kpi": [{figure.wire: figure.example for figure in FIGURES}]},
    query=as_of.asked,
    parameters=as_of.PARAMETERS,
    errors=("not_known_then",),
)
async def my_team_kpi(
    services: Services, caller: SignedIn, team_id: int, *, now: datetime, query: as_of.Asked | None
) -> TeamKpiList:
    """Make the caller's own figures."""
    if query is None:
        found = await _present(services, caller.network_id, team_id, now)
    else:
        found = await as_of.team_kpi(services, caller.network_id, team_id, query, now)
    return replace(found, kpi=[one for one in found.kpi if one.coworker_id in caller.coworker_ids])


async def _present(services: Services, network_id: int, team_id: int, now: datetime) -> TeamKpiList:
    limit = services.settings.open_checkin_limit
    statement = team_kpi_query(network_id, team_id, now=now, open_checkin_limit=limit)

    async def fetch(conn: AsyncConnection[Any]) -> TeamAnswer | None:
        async with AsyncRawCursor(conn) as cursor:
            await cursor.execute(*statement, prepare=True)
            return read_answer(await fetch_all(cursor))

    answer = await services.database.read(fetch)
    if answer is None:  # the team was deleted this very moment
        raise TeamNotFound
    return answer.body
