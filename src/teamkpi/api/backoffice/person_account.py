"""``/api/sys/coworkers/{coworkerId}/account``: how one person can sign in, for owners."""

from __future__ import annotations

from typing import Annotated, Final

from msgspec import Meta, Struct
from psycopg import Connection

from teamkpi import outbox
from teamkpi.accounts import access
from teamkpi.api.backoffice.access_invitations import OpenAccountInvitation, shown_invitation
from teamkpi.api.backoffice.access_types import AccessAccount, owner_of, shown_account
from teamkpi.api.backoffice.declarations import NOT_FOUND_REPLY
from teamkpi.api.backoffice.envelopes import answering, json_answer
from teamkpi.api.backoffice.owner_calls import declare, id_in_path
from teamkpi.api.callers.services import Services
from teamkpi.api.http.declarations import ID_SCHEMA, Parameter, Reply
from teamkpi.api.http.requests import HttpRequest
from teamkpi.api.http.responses import Response
from teamkpi.describing import says


class PersonAccount(Struct, frozen=True, kw_only=True, rename="pascal"):
    """How a person can sign in."""

    accounts: Annotated[
        list[AccessAccount],
        Meta(description="The accounts that act for the person, and one that only has their e-mail address."),
    ]
    invitation: Annotated[OpenAccountInvitation | None, says("The open invitation to the person's e-mail address.")]
    can_be_invited: Annotated[
        bool, says("The person is active, has an e-mail address, and there is no account yet.", False)
    ]
    sends_mail: Annotated[bool, says("Whether this space sends mail. If not, links are returned to pass on.", True)]


async def _account(services: Services, request: HttpRequest) -> Response:
    _, owner = await owner_of(services, request)

    def read(conn: Connection) -> PersonAccount:
        found = access.of_person(conn, owner.network_id, id_in_path(request, "coworkerId"), now=owner.now)
        return PersonAccount(
            accounts=[shown_account(one, owner) for one in found.accounts],
            invitation=None if found.invitation is None else shown_invitation(found.invitation),
            can_be_invited=found.can_be_invited,
            sends_mail=outbox.find_sender(conn, owner.network_id) is not None,
        )

    async def work() -> Response:
        return json_answer(await services.database.read_in_thread(read))

    return await answering(request, work, {})


_COWORKER: Final = Parameter("coworkerId", "path", "The coworker's id.", ID_SCHEMA, required=True)
declare(
    _account,
    "GET /api/sys/coworkers/{coworkerId}/account",
    "getPersonAccount",
    "The account of a person",
    "The accounts that a person signs in with, or the invitation to one. They are changed with the calls for accounts "
    "and invitations.",
    parameters=(_COWORKER,),
    replies={200: Reply("The account.", PersonAccount), 404: NOT_FOUND_REPLY},
)
