"""``/api/account/providers``: the providers that the caller can sign in with, connecting and disconnecting them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Any, Final, NamedTuple

from msgspec import Meta, Struct
from psycopg import Connection

from teamkpi.accounts import identities, security
from teamkpi.accounts.own import OwnChange
from teamkpi.accounts.provider_attempts import PAGE, Purpose
from teamkpi.api.callers.access import CHANNEL
from teamkpi.api.callers.provider_sign_ins import COOKIE, ProviderDesk, begin
from teamkpi.api.callers.services import Services
from teamkpi.api.calls import Who, call
from teamkpi.api.http.declarations import DONE, NO_STORE, NO_STORE_HEADERS, Reply
from teamkpi.api.http.json_body import text_of
from teamkpi.api.http.requests import HttpRequest
from teamkpi.api.http.responses import Response, done
from teamkpi.api.portal.own_account import FAILS, PROOF_ERRORS, Proof, changed_by_holder, proof_body, proof_of
from teamkpi.describing import says
from teamkpi.errors import BadRequest, ProviderError, ProviderFailed
from teamkpi.ledger.audit_trail import Author
from teamkpi.membership import SignedIn
from teamkpi.wire import encode

_PATH: Final = "/api/account/providers"


class AccountProvider(Struct, frozen=True, kw_only=True, rename="pascal"):
    """A provider that the caller may use."""

    name: Annotated[str, says("Identifies the provider.", "keycloak")]
    label: Annotated[str, says("What the provider is called.", "Acme")]
    connected_on: Annotated[
        datetime | None, says("When the account was connected to it; null if it is not.", "2026-11-20T12:00:00Z")
    ]


class AccountProviders(Struct, frozen=True, kw_only=True, rename="pascal"):
    """The providers that the caller may use."""

    providers: Annotated[list[AccountProvider], Meta(description="The providers, by label.")]


class ConnectAddress(Struct, frozen=True, kw_only=True, rename="pascal"):
    """Where the browser has to go to connect an account."""

    location: Annotated[
        str, says("The provider's page, with everything it has to know.", "https://login.example.com/authorize?state=…")
    ]


class _Wanted(NamedTuple):
    name: str
    proof: Proof


def _wanted(body: Mapping[str, Any]) -> _Wanted:
    return _Wanted(text_of(body, "Provider"), proof_of(body))


_BODY: Final = proof_body(_wanted, {"Provider": ("The provider's name.", "keycloak")})


@call(
    f"GET {_PATH}",
    id="myProviders",
    who=Who.CUSTOMER,
    summary="The caller's sign-in providers",
    description="The providers that the caller may sign in with, and which of them the account is connected to.",
    tag="Account",
    replies={200: Reply("The providers.", AccountProviders, headers=NO_STORE_HEADERS)},
)
async def my_providers(services: Services, caller: SignedIn) -> Response:
    """Read the providers."""

    def work(conn: Connection) -> list[identities.Connected]:
        return identities.connections(conn, caller.network_id, caller.account_id)

    found = await services.database.read_in_thread(work)
    shown = [
        AccountProvider(
            name=one.name,
            label=one.label,
            connected_on=None if one.connected_on is None else one.connected_on.astimezone(UTC),
        )
        for one in found
    ]
    return Response(body=encode(AccountProviders(providers=shown)), headers=NO_STORE)


@call(
    f"POST {_PATH}/connect",
    id="connectProvider",
    who=Who.CUSTOMER,
    summary="Connect the account to a provider",
    description=(
        "Returns the provider's page for the browser to open. After the sign-in there, the browser comes back to "
        f"`{PAGE}`, and the account is connected: from then on the provider signs in to it. {FAILS}"
    ),
    tag="Account",
    body=_BODY,
    replies={
        200: Reply(
            "The provider's page.",
            ConnectAddress,
            headers={
                **NO_STORE_HEADERS,
                "Set-Cookie": f"`{COOKIE}`: HttpOnly, SameSite=Strict, for ten minutes; Secure over https.",
            },
        )
    },
    errors=PROOF_ERRORS,
)
async def connect_provider(
    *, services: Services, request: HttpRequest, caller: SignedIn, body: _Wanted, author: Author
) -> Response:
    """Send the browser to the provider."""

    def prove(conn: Connection, change: OwnChange) -> None:
        with change.made(conn):
            pass  # nothing is connected before the provider has answered

    await changed_by_holder(services, request, caller, body.proof, author, prove, field="body")
    tell = services.security.of(request.scope, CHANNEL)

    def work() -> tuple[str, dict[str, str]]:
        account_id = caller.account_id
        try:
            return begin(services, request, body.name, tell, purpose=Purpose.CONNECT, account_id=account_id)
        except ProviderFailed as failed:
            raise BadRequest("Provider", str(failed)) from None

    location, headers = await services.one(ProviderDesk).gate.run(work)
    return Response(body=encode(ConnectAddress(location=location)), headers={**NO_STORE, **headers})


@call(
    f"POST {_PATH}/disconnect",
    id="disconnectProvider",
    who=Who.CUSTOMER,
    summary="Disconnect the account from a provider",
    description=f"The provider no longer signs in to the account. Open sign-ins stay open. {FAILS}",
    tag="Account",
    body=_BODY,
    replies={200: DONE},
    errors=PROOF_ERRORS,
)
async def disconnect_provider(
    *, services: Services, request: HttpRequest, caller: SignedIn, body: _Wanted, author: Author
) -> Response:
    """Disconnect the account."""

    def work(conn: Connection, change: OwnChange) -> int:
        try:
            with change.made(conn) as changes:
                return identities.disconnect(conn, caller.network_id, caller.account_id, body.name, changes)
        except ProviderError as error:
            raise BadRequest("Provider", str(error)) from None

    provider_id = await changed_by_holder(services, request, caller, body.proof, author, work, field="Provider")
    tell = services.security.of(request.scope, CHANNEL)
    tell(security.PROVIDER_DISCONNECTED, caller.network_id, caller.account_id, provider_id=provider_id)
    return done()
