"""``/api/public/teams``: the caller's teams, and the figures of a team's members."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from msgspec.json import decode
from msgspec.structs import replace
from psycopg import AsyncConnection
from psycopg.rows import dict_row

from teamkpi.api.callers.services import Services
from teamkpi.api.calls import Later, Who, call
from teamkpi.api.http import paging
from teamkpi.api.http.declarations import (
    ID_SCHEMA,
    SHAPE_PARAMETER,
    Parameter,
)
from teamkpi.api.http.query import Query
from teamkpi.api.http.responses import Encoded, WallClock
from teamkpi.api.portal import as_of
from teamkpi.api.portal.team_serializer import ORDERABLE, TeamSerializer, size_of, team_list
from teamkpi.api.portal.team_types import TeamList
from teamkpi.api.shown import shows
from teamkpi.api.turns import step_aside
from teamkpi.errors import BadRequest, TeamNotFound
from teamkpi.kpi import FIGURES, TeamKpiList
from teamkpi.kpi.cached_answers import CachedAnswer
from teamkpi.kpi.teams_of_caller import TeamPage, read_team_page, team_page_query
from teamkpi.membership import SignedIn


class _List(NamedTuple):
    """What a request for a list of teams asks for."""

    administered_only: bool
    team_id: int | None
    page: paging.AskedPage
    field: str
    column: str
    descending: bool


def _list(query: Query) -> _List:
    administered_only = query.flag("isTeamAdmin")
    team_id = query.number("teamId", default=0) or None
    page = paging.asked_page(query)
    field, column = _order(query)
    return _List(administered_only, team_id, page, field, column, _is_descending(query))


def _order(query: Query) -> tuple[str, str]:
    asked = query.text("_orderBy", "orderBy") or "Name"
    try:
        return ORDERABLE[asked.strip().lower()]
    except KeyError:
        raise BadRequest("_orderBy", "must be a field of the team that is not a list") from None


def _is_descending(query: Query) -> bool:
    asked = (query.text("_dir", "dir") or "asc").strip().lower()
    if asked not in {"asc", "desc"}:
        raise BadRequest("_dir", "must be asc or desc")
    return asked == "desc"


@call(
    "GET /api/public/teams/my",
    id="myTeams",
    who=Who.CUSTOMER,
    summary="The caller's teams",
    description=(
        "The teams that the caller belongs to or administers, or only those that the caller administers. Unknown "
        "parameters are ignored."
    ),
    tag="Teams",
    answer=TeamList,
    answered="A page of teams.",
    query=_list,
    parameters=(
        Parameter(
            "isTeamAdmin",
            "query",
            "True: only teams that the caller administers. False: all teams of the caller. Written true, false, 1 or "
            "0, not case-sensitive.",
            {"type": "boolean"},
            required=True,
        ),
        Parameter("teamId", "query", "Only this team.", ID_SCHEMA),
        SHAPE_PARAMETER,
        *paging.PARAMETERS,
        Parameter(
            "_orderBy",
            "query",
            "A field of the team that is not a list; its name can be in any case. Texts are compared ignoring case, "
            "with ties ordered by name, then by id. Also accepted as `orderBy`.",
            {"type": "string", "default": "Name"},
        ),
        Parameter(
            "_dir",
            "query",
            "asc or desc, not case-sensitive. Also accepted as `dir`.",
            {"type": "string", "default": "asc"},
        ),
    ),
)
async def my_teams(services: Services, caller: SignedIn, query: _List, clock: WallClock | None) -> Later:
    """Read one page of the caller's teams."""
    serializer = TeamSerializer(caller.coworker_ids, clock)
    statement = team_page_query(
        caller.network_id,
        caller.coworker_ids,
        administered_only=query.administered_only,
        team_id=query.team_id,
        order_by=query.column,
        descending=query.descending,
        page=query.page.number,
        size=query.page.size,
    )

    async def fetch(conn: AsyncConnection) -> TeamPage:
        async with conn.cursor(row_factory=dict_row) as cursor:
            await cursor.execute(*statement)
            return read_team_page(await cursor.fetchall())

    page = await services.database.read(fetch)
    return Later(
        size_of(page.teams),
        lambda: team_list(page, query.page, field=query.field, descending=query.descending, serializer=serializer),
    )


@call(
    "GET /api/public/teams/{teamId}/kpi",
    id="teamKpi",
    who=Who.ADMINISTRATOR,
    in_views=True,
    summary="The figures of a team's members",
    description=(
        "What each member of the team will be invoiced, has left, and has used, now or at an earlier time. For "
        "administrators of the team. Members are sorted by id; archived coworkers are left out. Each field's "
        "description says what it counts."
    ),
    tag="Teams",
    answer=TeamKpiList,
    answered="The figures.",
    example={"Kpi": [{figure.wire: figure.example for figure in FIGURES}]},
    query=as_of.asked,
    parameters=as_of.PARAMETERS,
    errors=("not_known_then",),
)
async def team_kpi(
    services: Services, caller: SignedIn, team_id: int, *, revision: str, now: datetime, query: as_of.Asked | None
) -> Encoded | TeamKpiList:
    """Return the team's cached answer, or make it; figures of the past are always made."""
    if query is not None:
        found = await as_of.team_kpi(services, caller.network_id, team_id, query, now)
        shows(one.coworker_id for one in found.kpi)
        return found
    answer = await _present(services, caller.network_id, team_id, revision, now)
    return Encoded(answer.body, answer.etag, answer.prepared)


async def _present(services: Services, network_id: int, team_id: int, revision: str, now: datetime) -> CachedAnswer:
    """Return a team's present figures, from the cache if they are in it. Raises TeamNotFound."""
    answer = services.answers.kept(network_id, team_id, revision, now)
    if answer is None:
        step_aside()
        answer = await services.database.retrying(lambda: services.answers.make(network_id, team_id, revision, now))
    if answer is None:  # the team was deleted this very moment
        raise TeamNotFound
    return answer


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
    services: Services, caller: SignedIn, team_id: int, *, revision: str, now: datetime, query: as_of.Asked | None
) -> Later:
    """Return the caller's own rows of the team's figures."""
    if query is not None:
        found = await as_of.team_kpi(services, caller.network_id, team_id, query, now)
        return Later(0, lambda: _own(found, caller))
    answer = await _present(services, caller.network_id, team_id, revision, now)
    return Later(len(answer.body), lambda: _own(decode(answer.body, type=TeamKpiList), caller))


def _own(figures: TeamKpiList, caller: SignedIn) -> TeamKpiList:
    return replace(figures, kpi=[one for one in figures.kpi if one.coworker_id in caller.coworker_ids])
