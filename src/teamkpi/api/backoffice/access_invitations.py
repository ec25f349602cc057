"""``/api/sys/account-invitations``: inviting people to accounts, one, several, or the administrators of teams."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Final

from msgspec import Meta, Struct
from psycopg import Connection

from teamkpi import outbox
from teamkpi.accounts import access, invitations, links
from teamkpi.accounts.access import Owner
from teamkpi.accounts.invitations import MOST_AT_ONCE, AccountInvitation, Invited, Outcome
from teamkpi.api.backoffice.access_types import ACCESS_TAG, FOR_OWNERS, owner_of
from teamkpi.api.backoffice.bodies import read_object
from teamkpi.api.backoffice.declarations import NOT_FOUND_REPLY, PROBLEMS, REFUSED
from teamkpi.api.backoffice.envelopes import answering, json_answer
from teamkpi.api.callers.services import Services
from teamkpi.api.calls import register
from teamkpi.api.http.declarations import ID_SCHEMA, NO_STORE, NO_STORE_HEADERS, JsonBody, Operation, Parameter, Reply
from teamkpi.api.http.json_body import flag_of, ids_of
from teamkpi.api.http.query import positive_number
from teamkpi.api.http.requests import HttpRequest
from teamkpi.api.http.responses import Response
from teamkpi.describing import says
from teamkpi.errors import AccountError, BadRequest
from teamkpi.outbox import SENT, bounces
from teamkpi.wire import encode

_PATH: Final = "/api/sys/account-invitations"
_MOST_TEAMS: Final = 500


class OpenAccountInvitation(Struct, frozen=True, kw_only=True, rename="pascal"):
    """An open invitation to an account."""

    id: Annotated[int, says("The invitation's id.", 4)]
    email: Annotated[str, says("The e-mail address.", "jane@techinnovators.com")]
    people: Annotated[list[str], says("The names of the people who have the address.", ["Jane Smith"])]
    invited_by: Annotated[str | None, says("The operator who sent it; null for a command.", "boss@example.com")]
    created_on: Annotated[datetime, says("When it was sent.", "2026-11-21T12:00:00Z")]
    expires_on: Annotated[datetime, says("When it expires.", "2026-11-28T12:00:00Z")]
    mail: Annotated[
        str,
        says(
            "The mail: `none`, `waiting`, `sent`, `failed`, or `bounced` if it came back; `MailReason` says why it "
            "waits or failed.",
            "sent",
        ),
    ]
    mail_reason: Annotated[str | None, says("Why the last attempt to send the mail failed; null if none did.", None)]


class AccountInvitations(Struct, frozen=True, rename="pascal"):
    """The open invitations to accounts."""

    invitations: Annotated[list[OpenAccountInvitation], Meta(description="The open invitations, newest first.")]
    sends_mail: Annotated[bool, says("Whether this space sends mail. If not, links are returned to pass on.", True)]


class InvitationResult(Struct, frozen=True, kw_only=True, rename="pascal"):
    """The result for one address."""

    email: Annotated[str, says("The e-mail address.", "jane@techinnovators.com")]
    result: Annotated[
        Outcome,
        says(
            "`invited`; `alreadyInvited`: there is an open invitation; `hasAccount`; `noPerson`: no active person has "
            "the address; `invalid`: it is not an e-mail address.",
            "invited",
        ),
    ]
    secret: Annotated[
        str | None,
        says("The part of the link after `#`, if this space sends no mail. It is not shown again.", None),
    ]
    expires_on: Annotated[
        datetime | None, says("When the invitation expires; null if there is none.", "2026-11-28T12:00:00Z")
    ]


class InvitationResults(Struct, frozen=True, rename="pascal"):
    """The result of inviting people."""

    results: Annotated[list[InvitationResult], Meta(description="One for each address, in their order.")]
    page: Annotated[str, says("The path of the links, below the address of this server.", links.PAGE)]
    sends_mail: Annotated[bool, says("Whether this space sends mail.", True)]


async def _list(services: Services, request: HttpRequest) -> Response:
    _, owner = await owner_of(services, request)
    return json_answer(await services.database.read_in_thread(lambda conn: _open(conn, owner)))


async def _invite(services: Services, request: HttpRequest) -> Response:
    _, owner = await owner_of(services, request)

    async def work() -> Response:
        body = await read_object(request, dict)
        emails, team_ids = _texts(body, "Emails"), ids_of(body, "TeamIds", most=_MOST_TEAMS)
        is_every, again = flag_of(body, "EveryTeam"), flag_of(body, "Again")
        if not (emails or team_ids or is_every):
            raise BadRequest("Emails", "is required, unless TeamIds or EveryTeam is given")

        def invite(conn: Connection) -> InvitationResults:
            found = [*emails, *invitations.administrators(conn, owner.network_id, team_ids, is_every=is_every)]
            try:
                made = access.invite(conn, owner, found, again=again)
            except AccountError as error:
                raise BadRequest("Emails", str(error)) from None
            results = [_shown(one) for one in made]
            return InvitationResults(results, links.PAGE, outbox.find_sender(conn, owner.network_id) is not None)

        made = await services.database.write(invite)
        return Response(body=encode(made), headers=NO_STORE, media_type="application/json")

    return await answering(request, work, {})


async def _withdraw(services: Services, request: HttpRequest) -> Response:
    _, owner = await owner_of(services, request)
    invitation_id = positive_number(request.path_params["invitationId"]) or 0

    async def work() -> Response:
        def withdraw(conn: Connection) -> AccountInvitations:
            access.withdraw_invitation(conn, owner, invitation_id)
            return _open(conn, owner)

        return json_answer(await services.database.write(withdraw))

    return await answering(request, work, {})


def _open(conn: Connection, owner: Owner) -> AccountInvitations:
    found = invitations.open_invitations(conn, owner.network_id, now=owner.now)
    shown = [shown_invitation(one) for one in found]
    return AccountInvitations(shown, outbox.find_sender(conn, owner.network_id) is not None)


def shown_invitation(one: AccountInvitation) -> OpenAccountInvitation:
    """Return an open invitation as it is answered."""
    return OpenAccountInvitation(
        id=one.id,
        email=one.email,
        people=one.people,
        invited_by=one.invited_by,
        created_on=one.created_on.astimezone(UTC),
        expires_on=one.expires_on.astimezone(UTC),
        mail=_mail_state(one),
        mail_reason=None if one.mail_outcome == SENT else one.mail_outcome,
    )


def _mail_state(one: AccountInvitation) -> str:
    if not one.has_mail:
        return "none"
    if one.mail_outcome == SENT:
        return "sent"
    if not one.mail_has_ended:
        return "waiting"
    return "bounced" if bounces.came_back(one.mail_outcome) else "failed"


def _shown(one: Invited) -> InvitationResult:
    expires_on = one.expires_on and one.expires_on.astimezone(UTC)
    return InvitationResult(email=one.email, result=one.outcome, secret=one.secret, expires_on=expires_on)


def _texts(body: Mapping[str, object], name: str) -> list[str]:
    given = body.get(name) or []
    if not isinstance(given, list) or len(given) > MOST_AT_ONCE or not all(isinstance(one, str) for one in given):
        raise BadRequest(name, f"must be a list of at most {MOST_AT_ONCE} e-mail addresses")
    return given


register(
    __name__,
    Operation(
        id="listAccountInvitations",
        method="get",
        path=_PATH,
        summary="List the open invitations to accounts",
        description=f"The invitations that were not used, withdrawn, or too old. {FOR_OWNERS}",
        tag=ACCESS_TAG,
        replies={200: Reply("The invitations.", AccountInvitations)},
        problems=PROBLEMS,
        for_operators=True,
    ),
    _list,
)
register(
    __name__,
    Operation(
        id="inviteToAccounts",
        method="post",
        path=_PATH,
        summary="Invite people to accounts",
        description=(
            "Invites people by their e-mail addresses, the administrators of some teams, or those of every team. An "
            "address must belong to an active person. Each gets a mail with a link to choose a password; the link is "
            "valid for seven days and works once. If this space sends no mail, the response has the links. People who "
            f"have an account, or an open invitation, are skipped; `Again` replaces open invitations. {FOR_OWNERS}"
        ),
        tag=ACCESS_TAG,
        json=JsonBody(
            {
                "title": "AccountsToInvite",
                "type": "object",
                "properties": {
                    "Emails": {
                        "type": ["array", "null"],
                        "items": {"type": "string"},
                        "maxItems": MOST_AT_ONCE,
                        "description": "E-mail addresses.",
                    },
                    "TeamIds": {
                        "type": ["array", "null"],
                        "items": ID_SCHEMA,
                        "maxItems": _MOST_TEAMS,
                        "description": "Teams whose administrators are invited.",
                    },
                    "EveryTeam": {
                        "type": ["boolean", "null"],
                        "description": "True: the administrators of every team are invited.",
                    },
                    "Again": {
                        "type": ["boolean", "null"],
                        "description": "True: people with an open invitation get another link; the earlier one ends.",
                    },
                },
            },
            {"Emails": ["jane@techinnovators.com"], "TeamIds": [55]},
        ),
        replies={200: Reply("The results.", InvitationResults, headers=NO_STORE_HEADERS), 400: REFUSED},
        problems=(*PROBLEMS, "body_too_large", "unsupported_media_type"),
        for_operators=True,
    ),
    _invite,
)
register(
    __name__,
    Operation(
        id="withdrawAccountInvitation",
        method="delete",
        path=f"{_PATH}/{{invitationId}}",
        summary="Withdraw an invitation to an account",
        description=f"The link is no longer valid, and a mail that has not been sent is deleted. {FOR_OWNERS}",
        tag=ACCESS_TAG,
        parameters=(Parameter("invitationId", "path", "The invitation's id.", ID_SCHEMA, required=True),),
        replies={200: Reply("The invitations that are left.", AccountInvitations), 404: NOT_FOUND_REPLY},
        problems=PROBLEMS,
        for_operators=True,
    ),
    _withdraw,
)
