"""``/api/public/teams/{teamId}/account-invitations``: inviting members to accounts, for administrators of a team."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Final, Literal

from msgspec import Meta, Struct
from psycopg import Connection

from teamkpi import membership
from teamkpi.accounts.invitations import Outcome
from teamkpi.api.callers.access import CHANNEL
from teamkpi.api.callers.services import Services
from teamkpi.api.calls import Body, Who, call
from teamkpi.api.http.declarations import ID_SCHEMA, NO_STORE, NO_STORE_HEADERS, JsonBody, Reply
from teamkpi.api.http.json_body import ids_of
from teamkpi.api.http.requests import HttpRequest
from teamkpi.api.http.responses import Response
from teamkpi.describing import says
from teamkpi.ledger.audit_trail import Author
from teamkpi.membership import MemberInvited, SignedIn
from teamkpi.wire import encode

_MOST: Final = 500

Result = Literal["invited", "alreadyInvited", "hasAccount", "inactive"]
_RESULTS: Final[Mapping[Outcome, Result]] = {
    Outcome.INVITED: "invited",
    Outcome.ALREADY_INVITED: "alreadyInvited",
    Outcome.HAS_ACCOUNT: "hasAccount",
    Outcome.NO_PERSON: "inactive",
    Outcome.INVALID: "inactive",
}


class MemberInvitation(Struct, frozen=True, kw_only=True, rename="pascal"):
    """What came of inviting a member."""

    coworker_id: Annotated[int, says("The member's id.", 102)]
    result: Annotated[
        Result,
        says(
            "`invited`: a mail is on its way; `alreadyInvited`: an invitation is open that is less than a day old; "
            "`hasAccount`; `inactive`: the member is suspended.",
            "invited",
        ),
    ]


class MemberInvitations(Struct, frozen=True, rename="pascal"):
    """What came of inviting members to accounts."""

    results: Annotated[list[MemberInvitation], Meta(description="One for each member, by id.")]


def _members(body: Mapping[str, Any]) -> list[int]:
    return ids_of(body, "CoworkerIds", most=_MOST)


@call(
    "POST /api/public/teams/{teamId}/account-invitations",
    id="inviteMembersToAccounts",
    who=Who.ADMINISTRATOR,
    summary="Invite members to accounts",
    description=(
        "Sends members of the team a mail with a link to choose a password, so that they can sign in. The link is "
        "valid for seven days and works once. Members who have an account are skipped; an open invitation is replaced "
        "if it is at least a day old. Only for spaces that send mail: the link is never returned. An administrator can "
        "have 500 open invitations. For administrators of the team."
    ),
    tag="Invitations",
    body=Body(
        _members,
        JsonBody(
            {
                "type": "object",
                "properties": {
                    "CoworkerIds": {
                        "type": ["array", "null"],
                        "items": ID_SCHEMA,
                        "maxItems": _MOST,
                        "description": "The members to invite. If it is empty or absent, all of them are.",
                    }
                },
            },
            {"CoworkerIds": [102]},
        ),
        most_bytes=16_384,
    ),
    replies={200: Reply("The results.", MemberInvitations, headers=NO_STORE_HEADERS)},
    errors=("member_not_found", "sends_no_mail", "too_many_invitations"),
)
async def invite_members_to_accounts(
    *,
    services: Services,
    request: HttpRequest,
    caller: SignedIn,
    team_id: int,
    body: list[int],
    now: datetime,
    author: Author,
) -> Response:
    """Write the mails."""
    tell = services.security.of(request.scope, CHANNEL)

    def work(conn: Connection[Any]) -> list[MemberInvited]:
        return membership.invite_members(conn, caller, team_id, body or None, now=now, author=author, tell=tell)

    made = await services.database.write(work)
    results = [MemberInvitation(coworker_id=one.coworker_id, result=_RESULTS[one.outcome]) for one in made]
    return Response(body=encode(MemberInvitations(results)), headers=NO_STORE, media_type="application/json")
