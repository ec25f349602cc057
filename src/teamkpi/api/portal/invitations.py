"""``/api/public/invitations``: what a person is invited to, and their answer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated, Any, Final

from litestar import get, post
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
    ID_SCHEMA,
    IF_NONE_MATCH,
    NO_STORE,
    NO_STORE_HEADERS,
    NOT_MODIFIED,
    SHAPE_HEADERS,
    SHAPE_PARAMETER,
    JsonBody,
    Operation,
    Parameter,
    Reply,
)
from teamkpi.api.http.json_body import json_object
from teamkpi.api.http.query import Query, positive_number
from teamkpi.api.http.requests import HttpRequest
from teamkpi.api.http.responses import JSON, done, tagged
from teamkpi.errors import BadRequest, MemberRefused
from teamkpi.membership import SignedIn
from teamkpi.wire import encode

_LONGEST_SECRET: Final = 256
_PROBLEMS: Final = ("not_authenticated", "network_not_found", "unavailable")
INVITATION_ID: Final = Parameter("invitationId", "path", "The invitation's id.", ID_SCHEMA, required=True)


def says(description: str, example: Any) -> Meta:
    """Return what a field means, with an example."""
    return Meta(description=description, examples=[example])


TariffId = Annotated[
    int | None, says("The plan of the contract that is made on acceptance; null: there will be none.", 7)
]
TariffName = Annotated[str | None, says("The plan's name; null while it is not known.", "Resident")]
StartDate = Annotated[datetime | None, says("When that contract begins; null: on acceptance.", "2026-12-01T00:00:00Z")]
CreatedOn = Annotated[datetime, says("When the invitation was made.", "2026-11-21T12:00:00Z")]
ExpiresOn = Annotated[datetime, says("When it expires.", "2026-12-21T12:00:00Z")]


class Invitation(Struct, frozen=True, kw_only=True, rename="pascal"):
    """An invitation that the caller may accept or decline."""

    id: Annotated[int, says("The invitation's id.", 12)]
    team_id: Annotated[int, says("The team's id.", 55)]
    team_name: Annotated[str, says("The team's name.", "Tech Innovators")]
    business_name: Annotated[str, says("The team's location; empty while it is not known.", "Downtown Coworking Hub")]
    invited_by: Annotated[str, says("Name of the administrator who made the invitation.", "Jane Smith")]
    tariff_id: TariffId
    tariff_name: TariffName
    start_date: StartDate
    created_on: CreatedOn
    expires_on: ExpiresOn


class InvitationList(Struct, frozen=True, kw_only=True, rename="pascal"):
    """The invitations that the caller may answer."""

    invitations: Annotated[
        list[Invitation], Meta(description=f"The newest first, and at most {membership.MOST_LISTED}.")
    ]


MY_INVITATIONS: Final = Operation(
    id="myInvitations",
    method="get",
    path="/api/public/invitations/my",
    summary="The caller's invitations",
    description=(
        "The open invitations to teams that the caller may accept or decline: those to the e-mail of the caller's "
        "account, and those to a coworker that the account acts for."
    ),
    tag="Invitations",
    parameters=(SHAPE_PARAMETER, IF_NONE_MATCH),
    replies={
        200: Reply("The invitations.", InvitationList, headers={**ETAG_HEADERS, **SHAPE_HEADERS}),
        304: NOT_MODIFIED,
    },
    problems=("bad_request", *_PROBLEMS),
    needs_token=True,
)
FIND_INVITATION: Final = Operation(
    id="findInvitation",
    method="post",
    path="/api/public/invitations/find",
    summary="The invitation of a link",
    description=(
        "The invitation that the secret of a link leads to, when it is one that the caller may answer. The secret "
        "alone gives nobody anything: for everybody else there is no such invitation."
    ),
    tag="Invitations",
    json=JsonBody(
        {
            "type": "object",
            "required": ["Secret"],
            "properties": {
                "Secret": {
                    "type": "string",
                    "minLength": 1,
                    "maxLength": _LONGEST_SECRET,
                    "description": "What stands behind the # of the link.",
                }
            },
        },
        {"Secret": "sEcrEt-of-thE-lInk"},
    ),
    replies={200: Reply("The invitation.", Invitation, headers=NO_STORE_HEADERS)},
    problems=("bad_request", "invitation_not_found", "body_too_large", "unsupported_media_type", *_PROBLEMS),
    needs_token=True,
)
ACCEPT_INVITATION: Final = Operation(
    id="acceptInvitation",
    method="post",
    path="/api/public/invitations/{invitationId}/accept",
    summary="Accept an invitation",
    description=(
        "Makes the caller a member of the team, with the coworker record they have. From then on the team's "
        "administrators see their figures. When the invitation names a plan, a contract for it begins at StartDate, or "
        "now if that has passed, unless one is running at the team's location. An archived or suspended person cannot "
        "accept before an operator makes them active."
    ),
    tag="Invitations",
    parameters=(INVITATION_ID,),
    replies={200: DONE},
    problems=("team_member_limit", "no_active_coworker", "invitation_not_found", *_PROBLEMS),
    needs_token=True,
)
DECLINE_INVITATION: Final = Operation(
    id="declineInvitation",
    method="post",
    path="/api/public/invitations/{invitationId}/decline",
    summary="Decline an invitation",
    description="Ends the invitation. Nothing else changes.",
    tag="Invitations",
    parameters=(INVITATION_ID,),
    replies={200: DONE},
    problems=("invitation_not_found", *_PROBLEMS),
    needs_token=True,
)


def handlers(services: Services) -> list[HTTPRouteHandler]:
    """Return the route handlers of this module."""

    @get(MY_INVITATIONS.path)
    async def my_invitations(request: HttpRequest) -> ASGIResponse:
        by = access.signed_in(await access.check(services, request))
        kept = shape.parse(Query(request.scope["query_string"]).text(shape.PARAMETER), InvitationList)
        found = await _open_invitations(services, by)
        return tagged(request, InvitationList(invitations=found), kept)

    @post(FIND_INVITATION.path, status_code=200)
    async def find_invitation(request: HttpRequest) -> ASGIResponse:
        by = access.signed_in(await access.check(services, request))
        secret = (await json_object(request)).get("Secret")
        if not isinstance(secret, str) or not 0 < len(secret) <= _LONGEST_SECRET:
            raise BadRequest("Secret", f"must be a text of 1 to {_LONGEST_SECRET} characters")
        found = await _open_invitations(services, by, secret)
        if not found:
            raise MemberRefused("invitation_not_found")
        return ASGIResponse(body=encode(found[0]), media_type=JSON, headers=NO_STORE)

    @post("/api/public/invitations/{invitationId:str}/accept", status_code=200)
    async def accept_invitation(request: HttpRequest) -> ASGIResponse:
        return await _answer(services, request, membership.accept)

    @post("/api/public/invitations/{invitationId:str}/decline", status_code=200)
    async def decline_invitation(request: HttpRequest) -> ASGIResponse:
        return await _answer(services, request, membership.decline)

    return [my_invitations, find_invitation, accept_invitation, decline_invitation]


async def _open_invitations(services: Services, by: SignedIn, secret: str | None = None) -> list[Invitation]:
    """Return the open invitations of a person; with the secret of a link, only the one that it leads to."""
    statement = membership.invitations_of_person_query(by, now=services.now(), secret=secret)

    async def fetch(conn: AsyncConnection[Any]) -> list[membership.Invitation]:
        async with conn.cursor(row_factory=class_row(membership.Invitation)) as cursor:
            await cursor.execute(*statement, prepare=True)
            return await cursor.fetchall()

    return [_invitation(one) for one in await services.database.read(fetch)]


async def _answer(services: Services, request: HttpRequest, work: Callable[..., object]) -> ASGIResponse:
    """Let the caller accept or decline the invitation of the path."""
    check = await access.check(services, request)
    by = access.signed_in(check)
    invitation_id = positive_number(request.path_params["invitationId"])
    if invitation_id is None:
        raise MemberRefused("invitation_not_found")
    now, author = services.now(), access.author(services, request, check)
    await services.database.write(lambda conn: work(conn, by, invitation_id, now=now, author=author))
    return done()


def in_utc(instant: datetime | None) -> datetime | None:
    """Return an instant as the wire writes it."""
    return instant and instant.astimezone(UTC)


def _invitation(found: membership.Invitation) -> Invitation:
    return Invitation(
        id=found.id,
        team_id=found.team_id,
        team_name=found.team_name,
        business_name=found.business_name,
        invited_by=found.invited_by,
        tariff_id=found.tariff_id,
        tariff_name=found.tariff_name,
        start_date=in_utc(found.start_date),
        created_on=found.created_on.astimezone(UTC),
        expires_on=found.expires_on.astimezone(UTC),
    )
