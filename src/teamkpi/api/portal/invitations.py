"""``/api/public/invitations``: what a person is invited to, and their answer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Any, Final

from msgspec import Meta, Struct
from psycopg import AsyncConnection
from psycopg.rows import class_row

from teamkpi import membership
from teamkpi.api.callers.services import Services
from teamkpi.api.calls import Body, Who, call
from teamkpi.api.http.declarations import (
    ID_SCHEMA,
    NO_STORE,
    NO_STORE_HEADERS,
    JsonBody,
    Parameter,
    Reply,
)
from teamkpi.api.http.query import positive_number
from teamkpi.api.http.requests import HttpRequest
from teamkpi.api.http.responses import Response
from teamkpi.errors import BadRequest, MemberRefused
from teamkpi.ledger.audit_trail import Author
from teamkpi.membership import SignedIn
from teamkpi.wire import encode

_PATH: Final = "/api/public/invitations"
_LONGEST_SECRET: Final = 256
INVITATION_ID: Final = Parameter("invitationId", "path", "The invitation's id.", ID_SCHEMA, required=True)


def says(description: str, example: Any) -> Meta:
    """Return what a field means, with an example."""
    return Meta(description=description, examples=[example])


TariffId = Annotated[
    int | None, says("The plan of the contract that will be created on acceptance; null if there will be none.", 7)
]
TariffName = Annotated[str | None, says("The plan's name; null if it is not known.", "Resident")]
StartDate = Annotated[
    datetime | None, says("When that contract starts; null if it starts on acceptance.", "2026-12-01T00:00:00Z")
]
CreatedOn = Annotated[datetime, says("When the invitation was created.", "2026-11-21T12:00:00Z")]
ExpiresOn = Annotated[datetime, says("When it expires.", "2026-12-21T12:00:00Z")]


class Invitation(Struct, frozen=True, kw_only=True, rename="pascal"):
    """An invitation that the caller may accept or decline."""

    id: Annotated[int, says("The invitation's id.", 12)]
    team_id: Annotated[int, says("The team's id.", 55)]
    team_name: Annotated[str, says("The team's name.", "Tech Innovators")]
    business_name: Annotated[str, says("The team's location; empty if it is not known.", "Downtown Coworking Hub")]
    invited_by: Annotated[str, says("Name of the administrator who sent the invitation.", "Jane Smith")]
    tariff_id: TariffId
    tariff_name: TariffName
    start_date: StartDate
    created_on: CreatedOn
    expires_on: ExpiresOn


class InvitationList(Struct, frozen=True, kw_only=True, rename="pascal"):
    """The invitations that the caller may answer."""

    invitations: Annotated[list[Invitation], Meta(description=f"Newest first, at most {membership.MOST_LISTED}.")]


def _secret(body: Mapping[str, Any]) -> str:
    secret = body.get("Secret")
    if not isinstance(secret, str) or not 0 < len(secret) <= _LONGEST_SECRET:
        raise BadRequest("Secret", f"must be a text of 1 to {_LONGEST_SECRET} characters")
    return secret


@call(
    f"GET {_PATH}/my",
    id="myInvitations",
    who=Who.CUSTOMER,
    summary="The caller's invitations",
    description=(
        "The open team invitations that the caller can accept or decline: those sent to the account's e-mail address "
        "and those for a coworker that the account is bound to."
    ),
    tag="Invitations",
    answer=InvitationList,
    answered="The invitations.",
)
async def my_invitations(services: Services, caller: SignedIn, now: datetime) -> InvitationList:
    """Read the caller's open invitations."""
    return InvitationList(invitations=await _open_invitations(services, caller, now))


@call(
    f"POST {_PATH}/find",
    id="findInvitation",
    who=Who.CUSTOMER,
    summary="The invitation that a link leads to",
    description=(
        "The invitation that a link's secret belongs to, if the caller can answer it. For anyone else the secret "
        "reveals nothing: the response is that there is no such invitation."
    ),
    tag="Invitations",
    body=Body(
        _secret,
        JsonBody(
            {
                "type": "object",
                "required": ["Secret"],
                "properties": {
                    "Secret": {
                        "type": "string",
                        "minLength": 1,
                        "maxLength": _LONGEST_SECRET,
                        "description": "The part of the link after the #.",
                    }
                },
            },
            {"Secret": "sEcrEt-of-thE-lInk"},
        ),
        most_bytes=16_384,
    ),
    replies={200: Reply("The invitation.", Invitation, headers=NO_STORE_HEADERS)},
    errors=("invitation_not_found",),
)
async def find_invitation(services: Services, caller: SignedIn, body: str, now: datetime) -> Response:
    """Read the invitation that a link leads to."""
    found = await _open_invitations(services, caller, now, body)
    if not found:
        raise MemberRefused("invitation_not_found")
    return Response(body=encode(found[0]), headers=NO_STORE)


@call(
    f"POST {_PATH}/{{invitationId}}/accept",
    id="acceptInvitation",
    who=Who.CUSTOMER,
    summary="Accept an invitation",
    description=(
        "Adds the caller's coworker to the team. From then on the team's administrators see their figures. If the "
        "invitation includes a plan, a contract for it starts on StartDate, or now if that date has passed, unless "
        "one is already active at the team's location. An archived or suspended person can't accept until an operator "
        "reactivates them."
    ),
    tag="Invitations",
    parameters=(INVITATION_ID,),
    errors=("team_member_limit", "no_active_coworker", "invitation_not_found"),
)
async def accept_invitation(
    services: Services, request: HttpRequest, caller: SignedIn, now: datetime, author: Author
) -> None:
    """Make the caller a member of the team."""
    invitation_id = id_of(request)
    await services.database.write(lambda conn: membership.accept(conn, caller, invitation_id, now=now, author=author))


@call(
    f"POST {_PATH}/{{invitationId}}/decline",
    id="declineInvitation",
    who=Who.CUSTOMER,
    summary="Decline an invitation",
    description="Ends the invitation. Nothing else changes.",
    tag="Invitations",
    parameters=(INVITATION_ID,),
    errors=("invitation_not_found",),
)
async def decline_invitation(
    services: Services, request: HttpRequest, caller: SignedIn, now: datetime, author: Author
) -> None:
    """End the invitation."""
    invitation_id = id_of(request)
    await services.database.write(lambda conn: membership.decline(conn, caller, invitation_id, now=now, author=author))


async def _open_invitations(
    services: Services, by: SignedIn, now: datetime, secret: str | None = None
) -> list[Invitation]:
    """Return the open invitations of a person; with the secret of a link, only the one that it leads to."""
    statement = membership.invitations_of_person_query(by, now=now, secret=secret)

    async def fetch(conn: AsyncConnection) -> list[membership.Invitation]:
        async with conn.cursor(row_factory=class_row(membership.Invitation)) as cursor:
            await cursor.execute(*statement, prepare=True)
            return await cursor.fetchall()

    return [_invitation(one) for one in await services.database.read(fetch)]


def id_of(request: HttpRequest) -> int:
    """Return the id of the invitation in a path; raises MemberRefused for what is no id."""
    found = positive_number(request.path_params["invitationId"])
    if found is None:
        raise MemberRefused("invitation_not_found")
    return found


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
