"""``/api/public/teams/published``: the teams of the network that show themselves to every customer of it."""

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
from teamkpi.api.http.declarations import (
    ETAG_HEADERS,
    IF_NONE_MATCH,
    NOT_MODIFIED,
    SHAPE_HEADERS,
    SHAPE_PARAMETER,
    TEAM_ID,
    Operation,
    Parameter,
    Reply,
)
from teamkpi.api.http.query import Query
from teamkpi.api.http.requests import HttpRequest
from teamkpi.api.http.responses import tagged
from teamkpi.api.portal.team_serializer import public_team, size_of
from teamkpi.api.portal.team_types import PublicTeam, PublicTeamList
from teamkpi.errors import BadRequest, TeamNotFound
from teamkpi.kpi.published import PublishedOrder, published_teams_query
from teamkpi.kpi.teams_of_caller import TeamPage, read_team_page

# By what the envelope calls it, and whether it goes down.
_ORDERS: Final = {
    PublishedOrder.NAME: ("Name", False),
    PublishedOrder.NAME_BACKWARDS: ("Name", True),
    PublishedOrder.NEWEST: ("CreatedOn", True),
    PublishedOrder.MOST_MEMBERS: ("TeamMembersCount", True),
}
_NOT_PUBLISHED: Final = "There is no such team in the directory."

PUBLISHED_TEAMS: Final = Operation(
    id="publishedTeams",
    method="get",
    path="/api/public/teams/published",
    summary="The directory of teams",
    description=(
        "The teams that show themselves (ProfileIsPublic), for every signed-in customer, with what is public of them: "
        "nothing about their people, their plans or their money."
    ),
    tag="Directory",
    parameters=(
        Parameter(
            "query",
            "query",
            "Only teams with this text in the name or the description, in any case. It is plain text: no sign in it "
            "has a meaning of its own, and tags of a description's HTML are not searched.",
            {"type": "string", "default": ""},
        ),
        Parameter(
            "tag",
            "query",
            "Only teams that have this tag among ProfileTagsList, in any case.",
            {"type": "string", "default": ""},
        ),
        Parameter(
            "order",
            "query",
            "1: by name. 2: by name, backwards. 3: the newest first. 4: the most members first. Names stand without "
            "case; equal ones by name, then by id.",
            {"type": "integer", "enum": [1, 2, 3, 4], "default": 1},
        ),
        *paging.PARAMETERS,
        SHAPE_PARAMETER,
        IF_NONE_MATCH,
    ),
    replies={
        200: Reply("A page of teams.", PublicTeamList, headers={**ETAG_HEADERS, **SHAPE_HEADERS}),
        304: NOT_MODIFIED,
    },
    problems=("bad_request", "not_authenticated", "network_not_found", "unavailable"),
    needs_token=True,
)
PUBLISHED_TEAM: Final = Operation(
    id="publishedTeam",
    method="get",
    path="/api/public/teams/published/{teamId}",
    summary="A team of the directory",
    description="What is public of a team that shows itself, for every signed-in customer.",
    tag="Directory",
    parameters=(TEAM_ID, SHAPE_PARAMETER, IF_NONE_MATCH),
    replies={
        200: Reply("The team.", PublicTeam, headers={**ETAG_HEADERS, **SHAPE_HEADERS}),
        304: NOT_MODIFIED,
    },
    problems=("bad_request", "not_authenticated", "team_not_found", "network_not_found", "unavailable"),
    needs_token=True,
)


def handlers(services: Services) -> list[HTTPRouteHandler]:
    """Return the route handlers of this module."""

    async def fetch(statement: tuple[str, dict[str, Any]]) -> TeamPage:
        async def work(conn: AsyncConnection[Any]) -> TeamPage:
            async with conn.cursor(row_factory=dict_row) as cursor:
                await cursor.execute(*statement)
                return read_team_page(await cursor.fetchall())

        return await services.database.read(work)

    @get(PUBLISHED_TEAMS.path)
    async def published_teams(request: HttpRequest) -> ASGIResponse:
        caller = access.caller(await access.check(services, request))
        query = Query(request.scope["query_string"])
        kept = shape.parse(query.text(shape.PARAMETER), PublicTeamList)
        asked = paging.asked_page(query)
        order = _order(query)
        statement = published_teams_query(
            caller.network_id,
            query=_searched(query, "query"),
            tag=_searched(query, "tag"),
            order=order,
            page=asked.number,
            size=asked.size,
        )
        page = await fetch(statement)
        field, descending = _ORDERS[order]
        counts = paging.envelope(asked, len(page.teams), page.total, field=field, descending=descending)

        def answer() -> ASGIResponse:
            records = [public_team(row) for row in page.teams]
            return tagged(request, PublicTeamList(records=records, **counts), kept)

        return await services.workers.run(size_of(page.teams), answer)

    @get("/api/public/teams/published/{teamId:str}")
    async def published_team(request: HttpRequest) -> ASGIResponse:
        caller = access.caller(await access.check(services, request))
        kept = shape.parse(Query(request.scope["query_string"]).text(shape.PARAMETER), PublicTeam)
        team_id = access.team_id_of(request)
        page = await fetch(published_teams_query(caller.network_id, team_id=team_id))
        if not page.teams:
            raise TeamNotFound(_NOT_PUBLISHED)
        return await services.workers.run(
            size_of(page.teams), lambda: tagged(request, public_team(page.teams[0]), kept)
        )

    return [published_teams, published_team]


def _order(query: Query) -> PublishedOrder:
    try:
        return PublishedOrder(query.number("order", default=PublishedOrder.NAME))
    except ValueError:
        raise BadRequest("order", "must be 1, 2, 3 or 4") from None


def _searched(query: Query, name: str) -> str:
    text = (query.text(name) or "").strip()
    if "\0" in text:
        raise BadRequest(name, "must not contain the character U+0000")
    return text
