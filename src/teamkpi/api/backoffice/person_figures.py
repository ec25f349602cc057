"""``/api/sys/coworkers/{coworkerId}/figures``: the figures of one person, for operators."""

from __future__ import annotations

from typing import Annotated, Final

from msgspec import Struct
from psycopg import AsyncConnection

from teamkpi.api.backoffice.declarations import NOT_FOUND_REPLY, PROBLEMS, REFUSED
from teamkpi.api.backoffice.entity_descriptions import TAG
from teamkpi.api.backoffice.envelopes import answering, json_answer
from teamkpi.api.callers.operators import operator
from teamkpi.api.callers.services import Services
from teamkpi.api.calls import register
from teamkpi.api.http.declarations import ID_SCHEMA, Operation, Parameter, Reply
from teamkpi.api.http.query import Query, positive_number
from teamkpi.api.http.requests import HttpRequest
from teamkpi.api.http.responses import Response
from teamkpi.db import AsyncRawCursor, fetch_all
from teamkpi.describing import says
from teamkpi.errors import BadRequest, RecordNotFound
from teamkpi.kpi import FIGURES, TeamKpi
from teamkpi.kpi.person import PersonAnswer, person_kpi_query, read_person


class PersonFigures(Struct, frozen=True, kw_only=True, rename="pascal"):
    """A person's figures, and the team or the location that they are for."""

    team_id: Annotated[
        int | None, says("The team whose figures include these; null if the person is in no team, or archived.", 55)
    ]
    team_name: Annotated[str | None, says("The team's name.", "Tech Innovators")]
    business_id: Annotated[int | None, says("The team's location, or the requested location.", 1)]
    business_name: Annotated[str | None, says("The location's name; null if it is not known.", "Clerkenwell")]
    currency_code: Annotated[str | None, says("The currency of the location.", "GBP")]
    zone: Annotated[str, says("The time zone of the location, which decides when a month begins.", "Europe/London")]
    month: Annotated[str, says("The first day of the current month.", "2026-11-01")]
    kpi: Annotated[TeamKpi, says("The figures.", {figure.wire: figure.example for figure in FIGURES})]


async def _figures(services: Services, request: HttpRequest) -> Response:
    who = await operator(services, request)
    who.require_figures()

    async def work() -> Response:
        query = Query(request.scope["query_string"])
        coworker_id = positive_number(request.path_params["coworkerId"])
        team_id = query.number("teamId", default=0) or None
        business_id = query.number("businessId", default=0) or None
        if coworker_id is None:
            raise RecordNotFound
        statement = person_kpi_query(
            who.network_id,
            coworker_id,
            now=services.now(),
            team_id=team_id,
            business_id=business_id,
            open_checkin_limit=services.settings.open_checkin_limit,
        )

        async def fetch(conn: AsyncConnection) -> PersonAnswer | None:
            async with AsyncRawCursor(conn) as cursor:
                await cursor.execute(*statement, prepare=True)
                return read_person(await fetch_all(cursor))

        found = await services.database.read(fetch)
        if found is None:
            raise RecordNotFound
        if team_id is not None and found.team_id is None:
            raise BadRequest("teamId", "must be a team that this person is in")
        if business_id is not None and found.team_id is None and found.business_name is None:
            raise BadRequest("businessId", "must be a location")
        return json_answer(_shown(found))

    return await answering(request, work, {})


def _shown(found: PersonAnswer) -> PersonFigures:
    return PersonFigures(
        team_id=found.team_id,
        team_name=found.team_name,
        business_id=found.business_id,
        business_name=found.business_name,
        currency_code=found.currency_code,
        zone=found.zone,
        month=found.month.isoformat(),
        kpi=found.kpi,
    )


_COWORKER: Final = Parameter("coworkerId", "path", "The coworker's id.", ID_SCHEMA, required=True)
_TEAM: Final = Parameter(
    "teamId",
    "query",
    "The team whose time zone and currency to use; the person must be in it. By default, their team with the lowest "
    "id.",
    ID_SCHEMA,
)
_BUSINESS: Final = Parameter(
    "businessId",
    "query",
    "For a person in no team: the location whose time zone and currency to use. By default, the one with the lowest "
    "id.",
    ID_SCHEMA,
)
register(
    __name__,
    Operation(
        id="getPersonFigures",
        method="get",
        path="/api/sys/coworkers/{coworkerId}/figures",
        summary="The figures of a person",
        description=(
            "What a person will be invoiced, has left and has used, as of now: the same as their row in the figures of "
            "their team (`GET /api/public/teams/{teamId}/kpi`). Members of several teams have a row in each; the rows "
            "only differ if the teams have different time zones or currencies. A person in no team, or an archived "
            "one, has the figures that a team at the location would show. Needs the same roles as adding people to a "
            "team: `Coworker-Read`, and `Read` for every entity with a coworker's records."
        ),
        tag=TAG,
        parameters=(_COWORKER, _TEAM, _BUSINESS),
        replies={200: Reply("The figures.", PersonFigures), 400: REFUSED, 404: NOT_FOUND_REPLY},
        problems=PROBLEMS,
        for_operators=True,
    ),
    _figures,
)
