"""``/api/public/teams/{teamId}/invitations``: whom a team has invited, for its administrators."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated, Any, Final, TypeVar

from litestar import delete, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.response.base import ASGIResponse
from msgspec import Meta, Struct
from psycopg import AsyncConnection
from psycopg.rows import class_row

from teamkpi import membership
from teamkpi.api.callers import access
from teamkpi.api.callers.services import Services
from teamkpi.api.http import shape
from teamkpi.api.http.declarations import (
    DONE,
    ETAG_HEADERS,
    IF_NONE_MATCH,
    NO_STORE,
    NO_STORE_HEADERS,
    NOT_MODIFIED,
    SHAPE_HEADERS,
    SHAPE_PARAMETER,
    TEAM_ID,
    Operation,
    Reply,
)
from teamkpi.api.http.query import Query, positive_number
from teamkpi.api.http.requests import HttpRequest
from teamkpi.api.http.responses import JSON, done, tagged
from teamkpi.api.portal.invitations import (
    INVITATION_ID,
    CreatedOn,
    ExpiresOn,
    StartDate,
    TariffId,
    TariffName,
    in_utc,
    says,
)
from teamkpi.errors import MemberRefused
from teamkpi.wire import encode

T = TypeVar("T")

_PATH: Final = "/api/public/teams/{teamId}/invitations"
_PAGE: Final = "/dashboard/invitations"
_PROBLEMS: Final = (
    "not_authenticated",
    "not_team_administrator",
    "team_not_found",
    "network_not_found",
    "unavailable",
)


class TeamInvitation(Struct, frozen=True, kw_only=True, rename="pascal"):
    """An open invitation to the team. It says nothing of the person but what the administrators typed."""

    id: Annotated[int, says("The invitation's id.", 12)]
    email: Annotated[str, says("The e-mail as it was typed.", "sam@techinnovators.com")]
    invited_by: Annotated[str, says("Name of the administrator who made the invitation.", "Jane Smith")]
    tariff_id: TariffId
    tariff_name: TariffName
    start_date: StartDate
    created_on: CreatedOn
    expires_on: ExpiresOn


class TeamInvitationList(Struct, frozen=True, kw_only=True, rename="pascal"):
    """The open invitations of a team."""

    invitations: Annotated[list[TeamInvitation], Meta(description="The newest first.")]


class InvitationLink(Struct, frozen=True, kw_only=True, rename="pascal"):
    """A link to an invitation, to be passed on."""

    link: Annotated[
        str,
        says(
            "Path of the page that shows the invitation, to be put behind the address of the server. The secret stands "
            "behind the #, which browsers send nowhere.",
            f"{_PAGE}#sEcrEt-of-thE-lInk",
        ),
    ]
    expires_on: Annotated[datetime, says("When the link leads there no longer.", "2026-11-28T12:00:00Z")]


TEAM_INVITATIONS: Final = Operation(
    id="teamInvitations",
    method="get",
    path=_PATH,
    summary="Open invitations to a team",
    description=(
        "The people who are invited and have not answered, by the e-mail that was typed. Whether and as whom the "
        "network knows them is not told. Invitations are no longer open when they are answered or withdrawn, after "
        f"{membership.DAYS_OPEN} days, and when the person who made them no longer administers the team. For "
        "administrators of the team."
    ),
    tag="Invitations",
    parameters=(TEAM_ID, SHAPE_PARAMETER, IF_NONE_MATCH),
    replies={
        200: Reply("The invitations.", TeamInvitationList, headers={**ETAG_HEADERS, **SHAPE_HEADERS}),
        304: NOT_MODIFIED,
    },
    problems=("bad_request", *_PROBLEMS),
    needs_token=True,
)
WITHDRAW_INVITATION: Final = Operation(
    id="withdrawInvitation",
    method="delete",
    path=f"{_PATH}/{{invitationId}}",
    summary="Withdraw an invitation",
    description="Ends an open invitation; its link leads nowhere afterwards. For administrators of the team.",
    tag="Invitations",
    parameters=(TEAM_ID, INVITATION_ID),
    replies={200: DONE},
    problems=("invitation_not_found", *_PROBLEMS),
    needs_token=True,
)
INVITATION_LINK: Final = Operation(
    id="makeInvitationLink",
    method="post",
    path=f"{_PATH}/{{invitationId}}/link",
    summary="A link to an invitation",
    description=(
        "Makes a link that an administrator can pass on to the person who is invited. It is shown this once, and a "
        f"link made before leads nowhere afterwards. It works for {membership.LINK_DAYS} days at most, signs nobody "
        "in, and shows the invitation only to those who may answer it. For administrators of the team."
    ),
    tag="Invitations",
    parameters=(TEAM_ID, INVITATION_ID),
    replies={200: Reply("The link.", InvitationLink, headers=NO_STORE_HEADERS)},
    problems=("invitation_not_found", *_PROBLEMS),
    needs_token=True,
)


def handlers(services: Services) -> list[HTTPRouteHandler]:
    """Return the route handlers of this module."""

    @get("/api/public/teams/{teamId:str}/invitations")
    async def team_invitations(request: HttpRequest) -> ASGIResponse:
        team_id = access.team_id_of(request)
        check = await access.check(services, request, team_id)
        caller = access.caller(check)
        kept = shape.parse(Query(request.scope["query_string"]).text(shape.PARAMETER), TeamInvitationList)
        access.administered_revision(check)
        statement = membership.invitations_of_team_query(caller.network_id, team_id, now=services.now())

        async def fetch(conn: AsyncConnection[Any]) -> list[membership.TeamInvitation]:
            async with conn.cursor(row_factory=class_row(membership.TeamInvitation)) as cursor:
                await cursor.execute(*statement, prepare=True)
                return await cursor.fetchall()

        found = await services.database.read(fetch)
        return tagged(request, TeamInvitationList(invitations=[_invitation(one) for one in found]), kept)

    @delete("/api/public/teams/{teamId:str}/invitations/{invitationId:str}", status_code=200)
    async def withdraw_invitation(request: HttpRequest) -> ASGIResponse:
        await change(request, membership.withdraw)
        return done()

    @post("/api/public/teams/{teamId:str}/invitations/{invitationId:str}/link", status_code=200)
    async def make_invitation_link(request: HttpRequest) -> ASGIResponse:
        made = await change(request, membership.make_link)
        link = InvitationLink(link=f"{_PAGE}#{made.secret}", expires_on=made.expires_on.astimezone(UTC))
        return ASGIResponse(body=encode(link), media_type=JSON, headers=NO_STORE)

    async def change(request: HttpRequest, work: Callable[..., T]) -> T:
        by, team_id, author = await access.administrator_of_team(services, request)
        invitation_id = positive_number(request.path_params["invitationId"])
        if invitation_id is None:
            raise MemberRefused("invitation_not_found")
        now = services.now()
        return await services.database.write(
            lambda conn: work(conn, by, team_id, invitation_id, now=now, author=author)
        )

    return [team_invitations, withdraw_invitation, make_invitation_link]


def _invitation(found: membership.TeamInvitation) -> TeamInvitation:
    return TeamInvitation(
        id=found.id,
        email=found.email,
        invited_by=found.invited_by,
        tariff_id=found.tariff_id,
        tariff_name=found.tariff_name,
        start_date=in_utc(found.start_date),
        created_on=found.created_on.astimezone(UTC),
        expires_on=found.expires_on.astimezone(UTC),
    )
