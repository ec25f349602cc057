"""``/api/public/teams/{teamId}/account-invitations``: who can sign in, and inviting the others, for administrators."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Any, Final, Literal

from msgspec import Meta, Struct
from psycopg import AsyncConnection, Connection
from psycopg.rows import class_row

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
from teamkpi.membership import MemberAccount, MemberInvited, SignedIn
from teamkpi.wire import encode

_PATH: Final = "/api/public/teams/{teamId}/account-invitations"
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


State = Literal["canSignIn", "invited", "noAccount", "cannotSignIn"]


class AccountOfMember(Struct, frozen=True, kw_only=True, rename="pascal"):
    """Whether a member can sign in. Nothing else is said of the account."""

    coworker_id: Annotated[int, says("The member's id.", 102)]
    state: Annotated[
        State,
        says(
            "`canSignIn`: the member has an account that shows this team; `invited`: they have a link to create one; "
            "`noAccount`: they can be invited; `cannotSignIn`: the member or their account is suspended, or an account "
            "with their address is not theirs. Only the space can change that.",
            "invited",
        ),
    ]
    invited_until: Annotated[
        datetime | None,
        says("When the link of the invitation stops working. Null unless State is `invited`.", "2026-11-28T12:00:00Z"),
    ]


class TeamAccounts(Struct, frozen=True, kw_only=True, rename="pascal"):
    """Which members of a team can sign in."""

    accounts: Annotated[list[AccountOfMember], Meta(description="One for each person whom the team shows, by id.")]


@call(
    f"GET {_PATH}",
    id="teamAccounts",
    who=Who.ADMINISTRATOR,
    summary="Which members can sign in",
    description=(
        "Of each member and administrator of the team: whether they have an account to sign in with, or an open "
        "invitation to create one. Addresses of accounts and times of sign-ins are not part of it. For administrators "
        "of the team."
    ),
    tag="Invitations",
    answer=TeamAccounts,
    answered="The members.",
)
async def team_accounts(services: Services, caller: SignedIn, team_id: int, now: datetime) -> TeamAccounts:
    """Read who can sign in."""
    statement = membership.accounts_of_team_query(caller.network_id, team_id, now=now)

    async def fetch(conn: AsyncConnection) -> list[MemberAccount]:
        async with conn.cursor(row_factory=class_row(MemberAccount)) as cursor:
            await cursor.execute(*statement, prepare=True)
            return await cursor.fetchall()

    return TeamAccounts(accounts=[_account(one) for one in await services.database.read(fetch)])


def _account(found: MemberAccount) -> AccountOfMember:
    state: State = "cannotSignIn"
    if found.signs_in:
        state = "canSignIn"
    elif found.is_invitable:
        state = "noAccount" if found.invited_until is None else "invited"
    until = found.invited_until.astimezone(UTC) if found.invited_until and state == "invited" else None
    return AccountOfMember(coworker_id=found.coworker_id, state=state, invited_until=until)


def _members(body: Mapping[str, Any]) -> list[int]:
    return ids_of(body, "CoworkerIds", most=_MOST)


@call(
    f"POST {_PATH}",
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

    def work(conn: Connection) -> list[MemberInvited]:
        return membership.invite_members(conn, caller, team_id, body or None, now=now, author=author, tell=tell)

    made = await services.database.write(work)
    results = [MemberInvitation(coworker_id=one.coworker_id, result=_RESULTS[one.outcome]) for one in made]
    return Response(body=encode(MemberInvitations(results)), headers=NO_STORE, media_type="application/json")
