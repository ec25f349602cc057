"""``/api/sys/team-views``: an operator views a team as its administrators do, read only and for a short time."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Final

from msgspec import Struct
from psycopg import Connection

from teamkpi.accounts import team_views
from teamkpi.accounts.team_views import LONGEST, Viewer
from teamkpi.api.backoffice.bodies import read_object
from teamkpi.api.backoffice.declarations import NOT_FOUND_REPLY, PROBLEMS, REFUSED
from teamkpi.api.backoffice.entity_descriptions import TAG
from teamkpi.api.backoffice.envelopes import answering
from teamkpi.api.callers import access
from teamkpi.api.callers.operators import operator
from teamkpi.api.callers.services import Services
from teamkpi.api.calls import register
from teamkpi.api.http.declarations import ID_SCHEMA, NO_STORE, NO_STORE_HEADERS, JsonBody, Operation, Reply
from teamkpi.api.http.query import LARGEST_ID
from teamkpi.api.http.requests import HttpRequest
from teamkpi.api.http.responses import Response
from teamkpi.describing import says
from teamkpi.errors import BadRequest, OperatorRefused
from teamkpi.wire import encode

_PATH: Final = "/api/sys/team-views"
_MINUTES: Final = LONGEST.seconds // 60
_ROLES: Final = (
    "Needs the role `Team-Read`, the roles for reading figures, and an operator who has signed in: API keys and Basic "
    "authentication are refused."
)


class NewTeamView(Struct, frozen=True, kw_only=True, rename="pascal"):
    """A view that has begun."""

    team_id: Annotated[int, says("The team's id.", 55)]
    team_name: Annotated[str, says("The team's name.", "Tech Innovators")]
    token: Annotated[
        str,
        says("The Bearer token. It is not shown again.", "teamkpi_view_iT2Yw7rDmq1vN0sKq8b1cR5oJx3eZ9uVh4"),
    ]
    expires_on: Annotated[datetime, says("When the view ends.", "2026-11-21T12:30:00Z")]


class EndedTeamViews(Struct, frozen=True, rename="pascal"):
    """The views that were ended."""

    ended: Annotated[int, says("How many were ended.", 1)]


async def _viewer(services: Services, request: HttpRequest) -> Viewer:
    """Return the operator of a request as a viewer; raises what ``operator`` does."""
    who = await operator(services, request)
    token = access.bearer_token(request)
    if who.author.account_id is None or token is None:
        raise OperatorRefused("Only an operator who has signed in may do this.", role="operator")
    if missing := team_views.missing_for_views(who.roles):
        needed = ", ".join(missing)
        raise OperatorRefused(f"These roles are missing for viewing teams: {needed}.", role=needed)
    return Viewer(who.network_id, who.author.account_id, token, who.author, services.now())


async def _begin(services: Services, request: HttpRequest) -> Response:
    viewer = await _viewer(services, request)

    async def work() -> Response:
        body = await read_object(request, dict)
        team_id = body.get("TeamId")
        if not isinstance(team_id, int) or isinstance(team_id, bool) or not 1 <= team_id <= LARGEST_ID:
            raise BadRequest("TeamId", "must be a team's id")

        def begin(conn: Connection) -> NewTeamView:
            made = team_views.begin(conn, viewer, team_id)
            return NewTeamView(
                team_id=team_id,
                team_name=made.team_name,
                token=made.token,
                expires_on=made.expires_on.astimezone(UTC),
            )

        return _answer(await services.database.write(begin))

    return await answering(request, work, {})


async def _end(services: Services, request: HttpRequest) -> Response:
    viewer = await _viewer(services, request)
    return _answer(EndedTeamViews(await services.database.write(lambda conn: team_views.end(conn, viewer))))


def _answer(body: Struct) -> Response:
    return Response(body=encode(body), media_type="application/json", headers=NO_STORE)


register(
    __name__,
    Operation(
        id="beginTeamView",
        method="post",
        path=_PATH,
        summary="View a team as its administrators do",
        description=(
            "Returns a token for the calls that read this team's figures and records, as its administrators read them. "
            f"It is valid for {_MINUTES} minutes; it ends earlier if the operator's sign-in ends, or if they lose a "
            "required role. All other calls of the portal refuse it with `read_only_view`, including all that change "
            "anything. The audit trail records who views which team, from where, and which calls are used. "
            f"{_ROLES}"
        ),
        tag=TAG,
        json=JsonBody(
            {
                "title": "TeamViewStart",
                "type": "object",
                "required": ["TeamId"],
                "properties": {"TeamId": {**ID_SCHEMA, "description": "The team's id."}},
            },
            {"TeamId": 55},
        ),
        replies={
            200: Reply("The view has begun.", NewTeamView, headers=NO_STORE_HEADERS),
            400: REFUSED,
            404: NOT_FOUND_REPLY,
        },
        problems=(*PROBLEMS, "body_too_large", "unsupported_media_type"),
        for_operators=True,
    ),
    _begin,
)
register(
    __name__,
    Operation(
        id="endTeamViews",
        method="delete",
        path=_PATH,
        summary="End the views of teams",
        description=f"Ends all views of the caller's sign-in, starting with their next request. {_ROLES}",
        tag=TAG,
        replies={200: Reply("They have ended.", EndedTeamViews, headers=NO_STORE_HEADERS)},
        problems=PROBLEMS,
        for_operators=True,
    ),
    _end,
)
