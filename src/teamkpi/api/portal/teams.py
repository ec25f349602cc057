"""``/api/public/teams``: the caller's teams, and the figures of a team's members."""

from __future__ import annotations

from typing import Any, Final

from litestar import get
from litestar.handlers import HTTPRouteHandler
from litestar.response.base import ASGIResponse
from psycopg import AsyncConnection
from psycopg.rows import dict_row

from teamkpi.api.callers import access
from teamkpi.api.callers.services import Services
from teamkpi.api.http import paging, shape
from teamkpi.api.http.conditional import is_held
from teamkpi.api.http.declarations import (
    ETAG_HEADERS,
    ID_SCHEMA,
    IF_NONE_MATCH,
    NOT_MODIFIED,
    REVALIDATE,
    SHAPE_HEADERS,
    SHAPE_PARAMETER,
    TEAM_ID,
    USE_TIMEZONE,
    Operation,
    Parameter,
    Reply,
)
from teamkpi.api.http.query import Query
from teamkpi.api.http.requests import HttpRequest
from teamkpi.api.http.responses import JSON, shaped_etag, tagged, unknown_paths, wall_clock
from teamkpi.api.portal.team_serializer import ORDERABLE, TeamSerializer, size_of, team_list
from teamkpi.api.portal.team_types import TeamList
from teamkpi.errors import BadRequest, TeamNotFound
from teamkpi.kpi import FIGURES, TeamKpiList
from teamkpi.kpi.teams_of_caller import TeamPage, read_team_page, team_page_query
from teamkpi.wire import decode, encode

MY_TEAMS: Final = Operation(
    id="myTeams",
    method="get",
    path="/api/public/teams/my",
    summary="The caller's teams",
    description=(
        "The teams that the caller belongs to or administers, or only those the caller administers. Unknown "
        "parameters are ignored."
    ),
    tag="Teams",
    parameters=(
        Parameter(
            "isTeamAdmin",
            "query",
            "True: the teams that the caller administers. False: all that the caller has a part in. "
            "Written true, false, 1 or 0, in any case.",
            {"type": "boolean"},
            required=True,
        ),
        Parameter("teamId", "query", "Only this team.", ID_SCHEMA),
        SHAPE_PARAMETER,
        *paging.PARAMETERS,
        Parameter(
            "_orderBy",
            "query",
            "A field of the team that is no list, its name in any case. Texts are compared without case; equal ones "
            "stand by name, then by id. Also `orderBy`.",
            {"type": "string", "default": "Name"},
        ),
        Parameter("_dir", "query", "asc or desc, in any case. Also `dir`.", {"type": "string", "default": "asc"}),
        USE_TIMEZONE,
        IF_NONE_MATCH,
    ),
    replies={
        200: Reply("A page of teams.", TeamList, headers={**ETAG_HEADERS, **SHAPE_HEADERS}),
        304: NOT_MODIFIED,
    },
    problems=("bad_request", "not_authenticated", "network_not_found", "unavailable"),
    needs_token=True,
)
TEAM_KPI: Final = Operation(
    id="teamKpi",
    method="get",
    path="/api/public/teams/{teamId}/kpi",
    summary="The figures of a team's members",
    description=(
        "For every member of the team what is to be invoiced, what is left, and what was used, as at this moment. "
        "For administrators of the team. Members stand by ascending id; archived coworkers are left out. What each "
        "figure counts is said at its field."
    ),
    tag="Teams",
    parameters=(TEAM_ID, SHAPE_PARAMETER, IF_NONE_MATCH),
    replies={
        200: Reply(
            "The figures.",
            TeamKpiList,
            {"Kpi": [{figure.wire: figure.example for figure in FIGURES}]},
            headers={**ETAG_HEADERS, **SHAPE_HEADERS},
        ),
        304: NOT_MODIFIED,
    },
    problems=(
        "bad_request",
        "not_authenticated",
        "not_team_administrator",
        "team_not_found",
        "network_not_found",
        "unavailable",
    ),
    needs_token=True,
)


def handlers(services: Services) -> list[HTTPRouteHandler]:
    """Return the route handlers of this module."""

    @get("/api/public/teams/{teamId:str}/kpi")
    async def team_kpi(request: HttpRequest) -> ASGIResponse:
        team_id = access.team_id_of(request)
        check = await access.check(services, request, team_id)
        caller = access.caller(check)
        query = Query(request.scope["query_string"])
        asked = query.text(shape.PARAMETER)
        kept = shape.parse(asked, TeamKpiList)
        revision = access.administered_revision(check)
        now = services.now()
        answer = services.answers.kept(caller.network_id, team_id, revision, now)
        if answer is None:
            answer = await services.database.retrying(
                lambda: services.answers.make(caller.network_id, team_id, revision, now)
            )
        if answer is None:  # the team was deleted this very moment
            raise TeamNotFound
        etag = answer.etag if kept is None else shaped_etag(answer.etag, asked or "")
        headers = {"ETag": etag, **REVALIDATE}
        if is_held(request.scope, etag):
            return ASGIResponse(status_code=304, headers=headers)
        whole = answer.body
        if kept is None:
            body = whole
        else:
            headers |= unknown_paths(kept)
            body = await services.workers.run(len(whole), lambda: encode(shape.apply(kept, decode(whole))))
        return ASGIResponse(body=body, media_type=JSON, headers=headers)

    @get(MY_TEAMS.path)
    async def my_teams(request: HttpRequest) -> ASGIResponse:
        caller = access.caller(await access.check(services, request))
        query = Query(request.scope["query_string"])
        kept = shape.parse(query.text(shape.PARAMETER), TeamList)
        administered_only = query.flag("isTeamAdmin")
        team_id = query.number("teamId", default=0) or None
        asked = paging.asked_page(query)
        field, column = _order(query)
        descending = _is_descending(query)
        serializer = TeamSerializer(caller.coworker_ids, wall_clock(request))
        statement = team_page_query(
            caller.network_id,
            caller.coworker_ids,
            administered_only=administered_only,
            team_id=team_id,
            order_by=column,
            descending=descending,
            page=asked.number,
            size=asked.size,
        )

        async def fetch(conn: AsyncConnection[Any]) -> TeamPage:
            async with conn.cursor(row_factory=dict_row) as cursor:
                await cursor.execute(*statement)
                return read_team_page(await cursor.fetchall())

        page = await services.database.read(fetch)
        return await services.workers.run(
            size_of(page.teams),
            lambda: tagged(
                request, team_list(page, asked, field=field, descending=descending, serializer=serializer), kept
            ),
        )

    return [team_kpi, my_teams]


def _order(query: Query) -> tuple[str, str]:
    asked = query.text("_orderBy", "orderBy") or "Name"
    try:
        return ORDERABLE[asked.strip().lower()]
    except KeyError:
        raise BadRequest("_orderBy", "must be a field of the team that is no list") from None


def _is_descending(query: Query) -> bool:
    asked = (query.text("_dir", "dir") or "asc").strip().lower()
    if asked not in {"asc", "desc"}:
        raise BadRequest("_dir", "must be asc or desc")
    return asked == "desc"
