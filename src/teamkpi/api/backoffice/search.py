"""``/api/sys/search``: finds people and teams while the user types."""

from __future__ import annotations

from typing import Annotated, Final

from msgspec import Meta, Struct

from teamkpi.accounts.roles import may
from teamkpi.api.backoffice.declarations import PROBLEMS, REFUSED
from teamkpi.api.backoffice.entity_descriptions import TAG
from teamkpi.api.backoffice.envelopes import answering, json_answer
from teamkpi.api.callers.operators import Right, operator
from teamkpi.api.callers.services import Services
from teamkpi.api.calls import register
from teamkpi.api.http.declarations import Operation, Parameter, Reply
from teamkpi.api.http.json_body import read
from teamkpi.api.http.query import Query
from teamkpi.api.http.requests import HttpRequest
from teamkpi.api.http.responses import Response
from teamkpi.api.shown import shows
from teamkpi.describing import says
from teamkpi.errors import BadRequest
from teamkpi.ledger.people_search import PeopleSearch
from teamkpi.ledger.values import TEXT

_MOST: Final = 50
_USUAL: Final = 10
LONGEST: Final = 200


class PersonFound(Struct, frozen=True, kw_only=True, rename="pascal"):
    """A person who was found."""

    id: Annotated[int, says("The coworker's id.", 101)]
    full_name: Annotated[str, says("The name.", "Jane Smith")]
    company_name: Annotated[str | None, says("The company.", "Smith Ltd")]
    email: Annotated[str, says("The e-mail address.", "jane@techinnovators.com")]
    is_active: Annotated[bool, says("Active, and not archived.", True)]
    team_names: Annotated[str | None, says("The names of their teams.", "Tech Innovators")]


class TeamFound(Struct, frozen=True, kw_only=True, rename="pascal"):
    """A team that was found."""

    id: Annotated[int, says("The team's id.", 55)]
    name: Annotated[str, says("The name.", "Tech Innovators")]
    location: Annotated[str | None, says("The name of its location.", "Clerkenwell")]
    members: Annotated[int | None, says("The number of its members.", 5)]


class Found(Struct, frozen=True, rename="pascal"):
    """The matches, best first."""

    people: Annotated[list[PersonFound], Meta(description="People; empty without the role to list them.")]
    teams: Annotated[list[TeamFound], Meta(description="Teams; empty without the role to list them.")]


class NameSearch(PeopleSearch):
    """The search index of one server process."""

    def __init__(self, _: Services) -> None:
        super().__init__()


async def _search(services: Services, request: HttpRequest) -> Response:
    who = await operator(services, request)

    async def work() -> Response:
        query = Query(request.scope["query_string"])
        text = search_text(query, "query")
        if text is None:
            raise BadRequest("query", "is a required field")
        most = min(query.number("size", default=_USUAL), _MOST)
        search = services.one(NameSearch)
        people = (
            await services.database.read(lambda conn: search.people(conn, who.network_id, text, most=most))
            if may(who.roles, "Coworker", Right.LIST)
            else []
        )
        teams = (
            await services.database.read(lambda conn: search.teams(conn, who.network_id, text, most=most))
            if may(who.roles, "Team", Right.LIST)
            else []
        )
        shows(one.id for one in people)
        return json_answer(
            Found([PersonFound(**one._asdict()) for one in people], [TeamFound(**one._asdict()) for one in teams])
        )

    return await answering(request, work, {})


def search_text(query: Query, name: str) -> str | None:
    """Return what a parameter searches for, None if it is absent or blank; raises BadRequest for what is not text."""
    given = query.text(name)
    if given is None or not given.strip():
        return None
    if len(given) > LONGEST:
        raise BadRequest(name, f"must be at most {LONGEST} characters")
    return str(read(name, given.strip(), TEXT.read))


register(
    __name__,
    Operation(
        id="search",
        method="get",
        path="/api/sys/search",
        summary="Search people and teams",
        description=(
            "People whose name, company and e-mail address contain every word of the text, and teams whose name "
            "contains the text; case and, for people, accents are ignored. A number also finds the record with that "
            "id. Shows only what the roles `Coworker-List` and `Team-List` allow."
        ),
        tag=TAG,
        parameters=(
            Parameter("query", "query", "The search text.", {"type": "string", "maxLength": LONGEST}, required=True),
            Parameter(
                "size",
                "query",
                f"The maximum number of people and of teams; values over {_MOST} count as {_MOST}.",
                {"type": "integer", "minimum": 1, "default": _USUAL},
            ),
        ),
        replies={200: Reply("The matches.", Found), 400: REFUSED},
        problems=PROBLEMS,
        for_operators=True,
    ),
    _search,
)
