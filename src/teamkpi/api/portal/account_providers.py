"""``/api/account/providers``: the providers that the caller can sign in with, connecting and disconnecting them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Any, Final, NamedTuple

from msgspec import Meta, Struct
from psycopg import Connection

from teamkpi.accounts import Claim, identities, security
from teamkpi.accounts.credentials import proved
from teamkpi.accounts.own import OwnChange
from teamkpi.accounts.provider_attempts import Purpose
from teamkpi.api.callers.access import CHANNEL
from teamkpi.api.callers.provider_sign_ins import COOKIE, PAGE, ProviderDesk, begin
from teamkpi.api.callers.services import Services
from teamkpi.api.callers.sign_in import MOST_FORM_BYTES, safeguards
from teamkpi.api.calls import Body, Who, call
from teamkpi.api.http.declarations import DONE, NO_STORE, NO_STORE_HEADERS, JsonBody, Reply
from teamkpi.api.http.json_body import text_of
from teamkpi.api.http.requests import HttpRequest
from teamkpi.api.http.responses import Response, done
from teamkpi.describing import says
from teamkpi.errors import BadRequest, ProviderError, ProviderFailed
from teamkpi.ledger.audit_trail import Author
from teamkpi.membership import SignedIn
from teamkpi.wire import encode

_PATH: Final = "/api/account/providers"
_PROOF: Final = ("invalid_grant", "two_factor_auth_check", "too_many_requests")
_FAILS: Final = "Failed attempts count like failed sign-ins."


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
    password: str
    code: str


def _wanted(body: Mapping[str, Any]) -> _Wanted:
    return _Wanted(
        text_of(body, "Provider"), text_of(body, "CurrentPassword"), text_of(body, "Totp", is_required=False)
    )


_BODY: Final = Body(
    _wanted,
    JsonBody(
        {
            "type": "object",
            "required": ["Provider", "CurrentPassword"],
            "properties": {
                "Provider": {"type": "string", "description": "The provider's name."},
                "CurrentPassword": {
                    "type": "string",
                    "format": "password",
                    "description": "The account's password.",
                },
                "Totp": {
                    "type": ["string", "null"],
                    "description": (
                        "A code from the authenticator app, or a recovery code, if the account has a second factor. As "
                        "at sign-in, each code works only once."
                    ),
                },
            },
        },
        {"Provider": "keycloak", "CurrentPassword": "correct horse battery staple", "Totp": None},
    ),
    most_bytes=MOST_FORM_BYTES,
)


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

    def work(conn: Connection[Any]) -> list[identities.Connected]:
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
        f"`{PAGE}`, and the account is connected: from then on the provider signs in to it. {_FAILS}"
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
    errors=_PROOF,
)
async def connect_provider(services: Services, request: HttpRequest, caller: SignedIn, body: _Wanted) -> Response:
    """Send the browser to the provider."""
    tell = services.security.of(request.scope, CHANNEL)
    claim = Claim(caller.email, body.password, body.code, services.proxies.client_of(request.scope))
    limits, now = safeguards(services.settings), services.now()

    def prove() -> None:
        with (
            services.database.writing() as conn,
            proved(conn, caller.network_id, claim, limits, now=now, despite_reset=True, tell=tell),
        ):
            pass

    await services.passwords.run(prove)

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
    description=f"The provider no longer signs in to the account. Open sign-ins stay open. {_FAILS}",
    tag="Account",
    body=_BODY,
    replies={200: DONE},
    errors=_PROOF,
)
async def disconnect_provider(
    *, services: Services, request: HttpRequest, caller: SignedIn, body: _Wanted, author: Author
) -> Response:
    """Disconnect the account."""
    tell = services.security.of(request.scope, CHANNEL)
    change = OwnChange(
        network_id=caller.network_id,
        claim=Claim(caller.email, body.password, body.code, services.proxies.client_of(request.scope)),
        safeguards=safeguards(services.settings),
        author=author,
        now=services.now(),
        tell=tell,
    )

    def work() -> int:
        with services.database.writing() as conn:
            try:
                with change.made(conn) as changes:
                    return identities.disconnect(conn, caller.network_id, caller.account_id, body.name, changes)
            except ProviderError as error:
                raise BadRequest("Provider", str(error)) from None

    provider_id = await services.passwords.run(work)
    tell(security.PROVIDER_DISCONNECTED, caller.network_id, caller.account_id, provider_id=provider_id)
    return done()
