"""``/api/public/teams/{teamId}/invitations``: whom a team has invited, for its administrators."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Final

from msgspec import Meta, Struct
from psycopg import AsyncConnection
from psycopg.rows import class_row

from teamkpi import membership
from teamkpi.api.callers.services import Services
from teamkpi.api.calls import Who, call
from teamkpi.api.http.declarations import (
    NO_STORE,
    NO_STORE_HEADERS,
    Reply,
)
from teamkpi.api.http.requests import HttpRequest
from teamkpi.api.http.responses import Response
from teamkpi.api.portal.invitations import (
    INVITATION_ID,
    CreatedOn,
    ExpiresOn,
    StartDate,
    TariffId,
    TariffName,
    id_of,
    in_utc,
    says,
)
from teamkpi.ledger.audit_trail import Author
from teamkpi.membership import SignedIn
from teamkpi.wire import encode

_PATH: Final = "/api/public/teams/{teamId}/invitations"
_PAGE: Final = "/dashboard/invitations"


class TeamInvitation(Struct, frozen=True, kw_only=True, rename="pascal"):
    """An open invitation to the team. It says nothing of the person but what the administrators typed."""

    id: Annotated[int, says("The invitation's id.", 12)]
    email: Annotated[str, says("The e-mail address as it was entered.", "sam@techinnovators.com")]
    invited_by: Annotated[str, says("Name of the administrator who sent the invitation.", "Jane Smith")]
    tariff_id: TariffId
    tariff_name: TariffName
    start_date: StartDate
    created_on: CreatedOn
    expires_on: ExpiresOn


class TeamInvitationList(Struct, frozen=True, kw_only=True, rename="pascal"):
    """The open invitations of a team."""

    invitations: Annotated[list[TeamInvitation], Meta(description="Newest first.")]


class InvitationLink(Struct, frozen=True, kw_only=True, rename="pascal"):
    """A link to an invitation, to be passed on."""

    link: Annotated[
        str,
        says(
            "The path of the page that shows the invitation, to append to the server's address. The secret comes "
            "after the #, a part that browsers do not send.",
            f"{_PAGE}#sEcrEt-of-thE-lInk",
        ),
    ]
    expires_on: Annotated[datetime, says("When the link stops working.", "2026-11-28T12:00:00Z")]


@call(
    f"GET {_PATH}",
    id="teamInvitations",
    who=Who.ADMINISTRATOR,
    summary="Open invitations to a team",
    description=(
        "The people who have been invited and haven't answered yet, by the e-mail address that was entered. The "
        "response doesn't say whether the network knows them, or as whom. An invitation closes when it is answered or "
        f"withdrawn, after {membership.DAYS_OPEN} days, or when the person who sent it no longer administers the team. "
        "For administrators of the team."
    ),
    tag="Invitations",
    answer=TeamInvitationList,
    answered="The invitations.",
)
async def team_invitations(services: Services, caller: SignedIn, team_id: int, now: datetime) -> TeamInvitationList:
    """Read the open invitations to the team."""
    statement = membership.invitations_of_team_query(caller.network_id, team_id, now=now)

    async def fetch(conn: AsyncConnection) -> list[membership.TeamInvitation]:
        async with conn.cursor(row_factory=class_row(membership.TeamInvitation)) as cursor:
            await cursor.execute(*statement, prepare=True)
            return await cursor.fetchall()

    found = await services.database.read(fetch)
    return TeamInvitationList(invitations=[_invitation(one) for one in found])


@call(
    f"POST {_PATH}/{{invitationId}}/link",
    id="makeInvitationLink",
    who=Who.ADMINISTRATOR,
    summary="A link to an invitation",
    description=(
        "Creates a link that an administrator can pass on to the invited person. It is shown only once and replaces "
        f"any earlier link. It works for up to {membership.LINK_DAYS} days, doesn't sign anyone in, and shows the "
        "invitation only to someone who can answer it. For administrators of the team."
    ),
    tag="Invitations",
    parameters=(INVITATION_ID,),
    replies={200: Reply("The link.", InvitationLink, headers=NO_STORE_HEADERS)},
    errors=("invitation_not_found",),
)
async def make_invitation_link(
    *, services: Services, request: HttpRequest, caller: SignedIn, team_id: int, now: datetime, author: Author
) -> Response:
    """Make a link and show it this once."""
    invitation_id = id_of(request)
    made = await services.database.write(
        lambda conn: membership.make_link(conn, caller, team_id, invitation_id, now=now, author=author)
    )
    link = InvitationLink(link=f"{_PAGE}#{made.secret}", expires_on=made.expires_on.astimezone(UTC))
    return Response(body=encode(link), headers=NO_STORE)


@call(
    f"DELETE {_PATH}/{{invitationId}}",
    id="withdrawInvitation",
    who=Who.ADMINISTRATOR,
    summary="Withdraw an invitation",
    description=("Withdraws an open invitation; its link stops working. For administrators of the team."),
    tag="Invitations",
    parameters=(INVITATION_ID,),
    errors=("invitation_not_found",),
)
async def withdraw_invitation(
    *, services: Services, request: HttpRequest, caller: SignedIn, team_id: int, now: datetime, author: Author
) -> None:
    """End an open invitation."""
    invitation_id = id_of(request)
    await services.database.write(
        lambda conn: membership.withdraw(conn, caller, team_id, invitation_id, now=now, author=author)
    )


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
