"""``/api/public/teams/{teamId}/basis``: what a team's figures stand on now."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any, Final

from litestar import get
from litestar.handlers import HTTPRouteHandler
from litestar.response.base import ASGIResponse
from msgspec import Struct
from psycopg import AsyncConnection
from psycopg.rows import class_row

from teamkpi.api.callers import access
from teamkpi.api.callers.services import Services
from teamkpi.api.http import shape
from teamkpi.api.http.declarations import (
    ETAG_HEADERS,
    IF_NONE_MATCH,
    NOT_MODIFIED,
    SHAPE_HEADERS,
    SHAPE_PARAMETER,
    TEAM_ID,
    Operation,
    Reply,
)
from teamkpi.api.http.query import Query
from teamkpi.api.http.requests import HttpRequest
from teamkpi.api.http.responses import tagged
from teamkpi.describing import says
from teamkpi.errors import TeamNotFound
from teamkpi.kpi.basis import Basis, team_basis_query


class TeamBasis(Struct, frozen=True, kw_only=True, rename="pascal"):
    """What a team's figures stand on at this moment."""

    team_id: Annotated[int, says("The team's id.", 55)]
    team_name: Annotated[str, says("The team's name.", "Tech Innovators")]
    is_team_administrator: Annotated[bool, says("The caller administers the team; else a plain member.", True)]
    business_name: Annotated[str, says("The team's location; empty while it is not known.", "Downtown Coworking Hub")]
    simple_time_zone_name_iana: Annotated[
        str, says("The zone that the team's months and days are counted in; UTC while none is known.", "Europe/London")
    ]
    currency_code: Annotated[
        str | None, says("Currency of the location and of money credit; null while not known.", "GBP")
    ]
    now: Annotated[datetime, says("The instant of this answer.", "2026-11-21T12:00:00Z")]
    month_date: Annotated[str, says("The first day of the current month in that zone.", "2026-11-01")]
    month_from: Annotated[datetime, says("The first instant of the month.", "2026-11-01T00:00:00Z")]
    month_to: Annotated[datetime, says("The first instant after the month.", "2026-12-01T00:00:00Z")]
    open_checkin_hours: Annotated[int, says("An open check-in counts up to now, but for at most so many hours.", 24)]


TEAM_BASIS: Final = Operation(
    id="teamBasis",
    method="get",
    path="/api/public/teams/{teamId}/basis",
    summary="What a team's figures stand on",
    description=(
        "The location, zone, month and currency that the team's figures are counted in at this moment, and whether the "
        "caller may see them. For members and administrators of the team."
    ),
    tag="Figures",
    parameters=(TEAM_ID, SHAPE_PARAMETER, IF_NONE_MATCH),
    replies={
        200: Reply("The basis.", TeamBasis, headers={**ETAG_HEADERS, **SHAPE_HEADERS}),
        304: NOT_MODIFIED,
    },
    problems=("bad_request", "not_authenticated", "team_not_found", "network_not_found", "unavailable"),
    needs_token=True,
)


def handlers(services: Services) -> list[HTTPRouteHandler]:
    """Return the route handlers of this module."""

    @get("/api/public/teams/{teamId:str}/basis")
    async def team_basis(request: HttpRequest) -> ASGIResponse:
        team_id = access.team_id_of(request)
        check = await access.check(services, request, team_id)
        caller = access.caller(check)
        query = Query(request.scope["query_string"])
        kept = shape.parse(query.text(shape.PARAMETER), TeamBasis)
        is_administrator = access.is_administrator(check)
        now = services.now()
        statement = team_basis_query(caller.network_id, team_id, now=now)

        async def fetch(conn: AsyncConnection[Any]) -> Basis | None:
            async with conn.cursor(row_factory=class_row(Basis)) as cursor:
                await cursor.execute(*statement, prepare=True)
                return await cursor.fetchone()

        found = await services.database.read(fetch)
        if found is None:  # the team was deleted this very moment
            raise TeamNotFound
        body = TeamBasis(
            team_id=found.team_id,
            team_name=found.team_name,
            is_team_administrator=is_administrator,
            business_name=found.business_name,
            simple_time_zone_name_iana=found.simple_time_zone_name_iana,
            currency_code=found.currency_code,
            now=now.astimezone(UTC),
            month_date=found.month_date.isoformat(),
            month_from=found.month_from.astimezone(UTC),
            month_to=found.month_to.astimezone(UTC),
            open_checkin_hours=services.settings.open_checkin_hours,
        )
        return tagged(request, body, kept)

    return [team_basis]
