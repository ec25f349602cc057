"""``/api/public/teams/published``: the teams of the network that show themselves to every customer of it."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from psycopg import AsyncConnection
from psycopg.rows import dict_row

from teamkpi.api.callers.services import Services
from teamkpi.api.calls import Later, Who, call
from teamkpi.api.http import paging
from teamkpi.api.http.declarations import (
    Parameter,
)
from teamkpi.api.http.query import Query
from teamkpi.api.portal.team_serializer import public_team, size_of
from teamkpi.api.portal.team_types import PublicTeam, PublicTeamList
from teamkpi.errors import BadRequest, TeamNotFound
from teamkpi.kpi.published import PublishedOrder, published_teams_query
from teamkpi.kpi.teams_of_caller import TeamPage, read_team_page
from teamkpi.membership import SignedIn

# By what the envelope calls it, and whether it goes down.
_ORDERS: Final = {
    PublishedOrder.NAME: ("Name", False),
    PublishedOrder.NAME_BACKWARDS: ("Name", True),
    PublishedOrder.NEWEST: ("CreatedOn", True),
    PublishedOrder.MOST_MEMBERS: ("TeamMembersCount", True),
}
_PATH: Final = "/api/public/teams/published"
_NOT_PUBLISHED: Final = "There is no such team in the directory."


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


class _Search(NamedTuple):
    """What a request for the directory asks for."""

    page: paging.AskedPage
    order: PublishedOrder
    query: str
    tag: str


def _search(query: Query) -> _Search:
    return _Search(paging.asked_page(query), _order(query), _searched(query, "query"), _searched(query, "tag"))


@call(
    f"GET {_PATH}",
    id="publishedTeams",
    who=Who.CUSTOMER,
    summary="The directory of teams",
    description=(
        "The teams with a public profile (ProfileIsPublic), for every signed-in customer. Nothing is shown about "
        "their people, plans or money."
    ),
    tag="Directory",
    answer=PublicTeamList,
    answered="A page of teams.",
    query=_search,
    parameters=(
        Parameter(
            "query",
            "query",
            "Only teams with this text in the name or description, ignoring case. It is plain text without wildcards, "
            "and the HTML tags of descriptions are not searched.",
            {"type": "string", "default": ""},
        ),
        Parameter(
            "tag",
            "query",
            "Only teams with this tag in ProfileTagsList, ignoring case.",
            {"type": "string", "default": ""},
        ),
        Parameter(
            "order",
            "query",
            "1: by name. 2: by name, descending. 3: newest first. 4: most members first. Names are compared ignoring "
            "case, with ties ordered by name, then by id.",
            {"type": "integer", "enum": [1, 2, 3, 4], "default": 1},
        ),
        *paging.PARAMETERS,
    ),
)
async def published_teams(services: Services, caller: SignedIn, query: _Search) -> Later:
    """Read one page of the directory."""
    asked = query.page
    page = await _fetched(
        services,
        published_teams_query(
            caller.network_id,
            query=query.query,
            tag=query.tag,
            order=query.order,
            page=asked.number,
            size=asked.size,
        ),
    )
    field, descending = _ORDERS[query.order]
    counts = paging.envelope(asked, len(page.teams), page.total, field=field, descending=descending)
    return Later(
        size_of(page.teams), lambda: PublicTeamList(records=[public_team(row) for row in page.teams], **counts)
    )


@call(
    f"GET {_PATH}/{{teamId}}",
    id="publishedTeam",
    who=Who.CUSTOMER,
    summary="A team in the directory",
    description=("The public profile of a team, for every signed-in customer."),
    tag="Directory",
    answer=PublicTeam,
    answered="The team.",
    errors=("team_not_found",),
)
async def published_team(services: Services, caller: SignedIn, team_id: int) -> Later:
    """Read one team of the directory."""
    page = await _fetched(services, published_teams_query(caller.network_id, team_id=team_id))
    if not page.teams:
        raise TeamNotFound(_NOT_PUBLISHED)
    return Later(size_of(page.teams), lambda: public_team(page.teams[0]))


async def _fetched(services: Services, statement: tuple[str, dict[str, Any]]) -> TeamPage:
    async def work(conn: AsyncConnection) -> TeamPage:
        async with conn.cursor(row_factory=dict_row) as cursor:
            await cursor.execute(*statement)
            return read_team_page(await cursor.fetchall())

    return await services.database.read(work)
