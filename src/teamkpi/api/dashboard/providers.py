"""``/dashboard/session/provider``: signing in from a browser with an OpenID Connect provider."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Final, TypeVar

from msgspec import Meta, Struct
from psycopg import Connection

from teamkpi import networks
from teamkpi.accounts import confirmations, guesses, provider_attempts, providers, security
from teamkpi.accounts.identities import Completing
from teamkpi.accounts.provider_attempts import PAGE, Presented, Purpose, Taken
from teamkpi.api.callers.cookies import cookie
from teamkpi.api.callers.provider_sign_ins import COOKIE, ProviderDesk, begin, exchange_of
from teamkpi.api.callers.services import Services
from teamkpi.api.callers.sign_in import MOST_FORM_BYTES, WAIT_REPLY, form_of, safeguards, wait
from teamkpi.api.calls import Who, call
from teamkpi.api.dashboard.session import CHANNEL, REQUESTED_WITH, passkey_shown, require_own_page, session_cookie
from teamkpi.api.http.declarations import NO_STORE, NO_STORE_HEADERS, Parameter, Reply
from teamkpi.api.http.language import ACCEPT_LANGUAGE, language_asked
from teamkpi.api.http.requests import HttpRequest, host_of
from teamkpi.api.http.responses import Response
from teamkpi.api.log import notes_of
from teamkpi.describing import says
from teamkpi.errors import GrantRefused, ProviderFailed, TooManyGuesses
from teamkpi.openid.exchange import Returned
from teamkpi.wire import encode

T = TypeVar("T")

_PATH: Final = "/dashboard/session/provider"
_TAG: Final = "Sign-in in a browser"
_ERRORS: Final = ("bad_request", "link_refused", "network_not_found", "body_too_large", "unavailable")
# The failures of an answer that are to count as guesses at its address.
_COUNTED: Final = {"provider_not_trusted"}


class SignInProvider(Struct, frozen=True, kw_only=True, rename="pascal"):
    """A provider to sign in with."""

    name: Annotated[str, says("Identifies the provider.", "keycloak")]
    label: Annotated[str, says("What the provider is called on the button.", "Acme")]


class SignInProviders(Struct, frozen=True, kw_only=True, rename="pascal"):
    """How people can sign in."""

    providers: Annotated[list[SignInProvider], Meta(description="The providers, by label.")]
    passwords_sign_in: Annotated[
        bool, says("Whether passwords sign in. If false, only one owner still signs in with a password.", True)
    ]


class ProviderAddress(Struct, frozen=True, kw_only=True, rename="pascal"):
    """Where the browser has to go."""

    location: Annotated[
        str, says("The provider's page, with everything it has to know.", "https://login.example.com/authorize?state=…")
    ]


class ProviderSignIn(Struct, frozen=True, kw_only=True, rename="pascal"):
    """What has come of a sign-in with a provider."""

    outcome: Annotated[
        str,
        Meta(
            description="`signedIn`: the cookie of the sign-in is set. `connected`: the account was connected.",
            examples=["signedIn"],
            extra_json_schema={"enum": ["signedIn", "connected"]},
        ),
    ]


class ProviderConfirmation(Struct, frozen=True, kw_only=True, rename="pascal"):
    """What was done so that a sign-in can be confirmed by mail."""

    sends_mail: Annotated[
        bool,
        says(
            "Whether this space sends mail. If true, a mail is on its way if the address that the provider has "
            "verified has an account; if false, only the password connects the account.",
            True,
        ),
    ]


class ProviderRefusal(Struct, frozen=True, kw_only=True):
    """Why a sign-in with a provider does not go on, in the form of OAuth's errors."""

    error: Annotated[
        str,
        Meta(
            description="The reason, for programs.",
            extra_json_schema={
                "enum": [
                    "invalid_request",
                    "provider_unavailable",
                    "provider_refused",
                    "provider_not_trusted",
                    "sign_in_expired",
                    "not_connected",
                    "connected_already",
                    "not_for_account",
                    "two_factor_auth_check",
                    "confirmation_required",
                    "invalid_grant",
                ]
            },
        ),
    ]
    error_description: Annotated[str, Meta(description="The reason, for people.")]


_REFUSED: Final = Reply(
    "The sign-in does not go on.",
    ProviderRefusal,
    ProviderRefusal(error="not_connected", error_description="no account is connected to this sign-in"),
    headers=NO_STORE_HEADERS,
)
_BEGIN_FORM: Final = {
    "type": "object",
    "required": ["provider"],
    "properties": {
        "provider": {"type": "string", "description": "The provider's name."},
        "invitation": {
            "type": "string",
            "format": "password",
            "description": "The part after `#` of the link of an invitation, to accept it with the provider.",
        },
    },
}
_STATE: Final = {"type": "string", "description": "The `state` that the provider has sent back."}
_CONFIRMATION_FORM: Final = {"type": "object", "required": ["state"], "properties": {"state": _STATE}}
_FINISH_FORM: Final = {
    "type": "object",
    "properties": {
        "state": {**_STATE, "description": f"{_STATE['description']} Required unless there is a `confirmation`."},
        "code": {"type": "string", "format": "password", "description": "The `code` that it has sent back."},
        "iss": {"type": "string", "description": "The `iss` that it has sent back."},
        "error": {"type": "string", "description": "The `error` that it has sent back instead."},
        "totp": {
            "type": "string",
            "description": "A code from the authenticator app, or a recovery code, after `two_factor_auth_check`.",
        },
        "passkey": {
            "type": "string",
            "format": "password",
            "description": (
                "In place of a code: what a passkey signed after `POST /dashboard/session/passkey/challenge`, as JSON."
            ),
        },
        "password": {
            "type": "string",
            "format": "password",
            "description": "The password of the account, after `confirmation_required`.",
        },
        "confirmation": {
            "type": "string",
            "format": "password",
            "description": "The part after `#` of the link in a mail, in place of the state and the password.",
        },
    },
}


@call(
    "GET /dashboard/session/providers",
    id="browserProviders",
    who=Who.ANYBODY,
    summary="How people can sign in",
    description="The providers that the sign-in page has buttons for, and whether passwords sign in.",
    tag=_TAG,
    replies={200: Reply("The providers.", SignInProviders, headers=NO_STORE_HEADERS)},
    errors=("network_not_found", "unavailable"),
)
async def browser_providers(services: Services, request: HttpRequest) -> Response:
    """Read the providers."""
    host, notes = host_of(request), notes_of(request.scope)

    def work(conn: Connection) -> SignInProviders:
        notes.network_id = networks.by_host(conn, host)
        found = providers.all_providers(conn, notes.network_id)
        return SignInProviders(
            providers=[SignInProvider(name=one.name, label=one.label) for one in found],
            passwords_sign_in=providers.password_owner(conn, notes.network_id) is None,
        )

    found = await services.database.read_in_thread(work)
    return Response(body=encode(found), headers=NO_STORE)


@call(
    f"POST {_PATH}",
    id="browserProviderBegin",
    who=Who.ANYBODY,
    summary="Begin a sign-in with a provider",
    description=(
        f"Returns the provider's page for the browser to open. The provider sends the browser back to `{PAGE}`, which "
        "has to be registered there. The sign-in has to be completed in the same browser within ten minutes."
    ),
    tag=_TAG,
    parameters=(REQUESTED_WITH,),
    replies={
        200: Reply(
            "The provider's page.",
            ProviderAddress,
            headers={
                **NO_STORE_HEADERS,
                "Set-Cookie": f"`{COOKIE}`: HttpOnly, SameSite=Strict, for ten minutes; Secure over https.",
            },
        ),
        400: _REFUSED,
        429: WAIT_REPLY,
    },
    errors=_ERRORS,
    form=_BEGIN_FORM,
    most_body_bytes=MOST_FORM_BYTES,
)
async def browser_provider_begin(services: Services, request: HttpRequest) -> Response:
    """Send the browser to the provider."""
    require_own_page(request)
    tell = services.security.of(request.scope, CHANNEL)
    try:
        form = await form_of(request, _BEGIN_FORM)
        name, invitation = form.get("provider", ""), form.get("invitation")
        purpose = Purpose.INVITATION if invitation else Purpose.SIGN_IN

        def work() -> tuple[str, dict[str, str]]:
            return begin(services, request, name, tell, purpose=purpose, link_secret=invitation or None)

        location, headers = await services.one(ProviderDesk).gate.run(work)
    except (GrantRefused, ProviderFailed) as refused:
        return _refusal(refused)
    except TooManyGuesses as refused:
        return wait(refused)
    return Response(body=encode(ProviderAddress(location=location)), headers={**NO_STORE, **headers})


@call(
    f"POST {_PATH}/confirmation",
    id="browserProviderConfirmation",
    who=Who.ANYBODY,
    summary="Ask for a mail that confirms a sign-in with a provider",
    description=(
        "After `confirmation_required`: sends a mail with a link to the address that the provider has verified, if it "
        "has an account that is not suspended and not connected to the provider. The response, and the work until it "
        "is sent, are the same for any other address. The link works once, within an hour, and only in the browser "
        "that began the sign-in. Requests are limited for each address, and together with failed sign-ins for each IP "
        "address."
    ),
    tag=_TAG,
    parameters=(
        REQUESTED_WITH,
        ACCEPT_LANGUAGE,
        Parameter(COOKIE, "cookie", "Identifies the sign-in.", {"type": "string"}),
    ),
    replies={
        200: Reply(
            "The same for every address.",
            ProviderConfirmation,
            headers={**NO_STORE_HEADERS, "Set-Cookie": f"`{COOKIE}` again, for an hour."},
        ),
        400: _REFUSED,
        429: WAIT_REPLY,
    },
    errors=_ERRORS,
    form=_CONFIRMATION_FORM,
    most_body_bytes=MOST_FORM_BYTES,
)
async def browser_provider_confirmation(services: Services, request: HttpRequest) -> Response:
    """Write the mail."""
    require_own_page(request)
    tell, notes = services.security.of(request.scope, CHANNEL), notes_of(request.scope)
    try:
        form = await form_of(request, _CONFIRMATION_FORM)
        presented = Presented(
            form.get("state", ""), request.cookie(COOKIE) or "", address=services.proxies.client_of(request.scope)
        )

        def work(conn: Connection) -> bool:
            notes.network_id = networks.by_host(conn, host_of(request))
            return confirmations.request(
                conn,
                notes.network_id,
                presented,
                safeguards=safeguards(services.settings),
                language=language_asked(request),
                now=services.now(),
                tell=tell,
            )

        sends_mail = await services.database.write(work)
    except GrantRefused as refused:
        return _refusal(refused)
    except TooManyGuesses as refused:
        return wait(refused)
    seconds = int(confirmations.VALID_FOR.total_seconds())
    renewed = cookie(services, request, COOKIE, presented.cookie, seconds)
    return Response(body=encode(ProviderConfirmation(sends_mail=sends_mail)), headers={**NO_STORE, **renewed})


@call(
    f"POST {_PATH}/finish",
    id="browserProviderFinish",
    who=Who.ANYBODY,
    summary="Complete a sign-in with a provider",
    description=(
        "Takes what the provider has sent back, once. If the refusal is `two_factor_auth_check` or "
        "`confirmation_required`, the call is made again with the same `state` and the code, or the password and, if "
        "the account has a second factor, the code or a passkey. Failed attempts count like failed sign-ins. Without "
        "the password, `POST /dashboard/session/provider/confirmation` sends a mail."
    ),
    tag=_TAG,
    parameters=(REQUESTED_WITH, Parameter(COOKIE, "cookie", "Identifies the sign-in.", {"type": "string"})),
    replies={
        200: Reply(
            "Completed.",
            ProviderSignIn,
            headers={
                **NO_STORE_HEADERS,
                "Set-Cookie": "As in a sign-in with a password, and the removal of the other.",
            },
        ),
        400: _REFUSED,
        429: WAIT_REPLY,
    },
    errors=_ERRORS,
    form=_FINISH_FORM,
    most_body_bytes=MOST_FORM_BYTES,
)
async def browser_provider_finish(services: Services, request: HttpRequest) -> Response:
    """Complete the sign-in."""
    require_own_page(request)
    tell = services.security.of(request.scope, CHANNEL)
    try:
        form = await form_of(request, _FINISH_FORM)
        finishing = _Finishing(services, request, form, tell)
        gate = services.one(ProviderDesk).gate if finishing.is_answer else services.passwords
        named = await gate.run(finishing.run)
    except (GrantRefused, ProviderFailed) as refused:
        return _refusal(refused)
    except TooManyGuesses as refused:
        return wait(refused)
    outcome = ProviderSignIn(outcome="connected" if named is None else "signedIn")
    response = Response(body=encode(outcome), headers={**NO_STORE, **cookie(services, request, COOKIE, "", 0)})
    if named is not None:
        for name, value in session_cookie(services, request, named).items():
            response.add_header(name, value)
    return response


class _Finishing:
    """A request that completes a sign-in; it runs in a thread."""

    def __init__(self, services: Services, request: HttpRequest, form: dict[str, str], tell: security.Tell) -> None:
        self._services = services
        self._request = request
        self._tell = tell
        self._network_id = 0
        self._returned = Returned(form.get("code", ""), form.get("iss", ""), form.get("error", ""))
        self._presented = Presented(
            state=form.get("state", ""),
            cookie=request.cookie(COOKIE) or "",
            password=form.get("password", ""),
            code=form.get("totp", ""),
            confirmation=form.get("confirmation", ""),
            passkey=passkey_shown(services, request, form["passkey"]) if form.get("passkey") else None,
            address=services.proxies.client_of(request.scope),
            request_id=notes_of(request.scope).request_id,
        )
        if bool(self._presented.state) == bool(self._presented.confirmation):
            raise GrantRefused("invalid_request", "either state or confirmation is required")

    @property
    def is_answer(self) -> bool:
        """Whether the provider's answer is in the form; otherwise, what the user has entered since."""
        return bool(self._returned.code or self._returned.error) and not self._presented.confirmation

    def run(self) -> str | None:
        """Return the cookie of a new sign-in, or None."""
        if not self.is_answer:
            return self._on_a_connection(lambda conn: self._completing(conn).continued())
        services, settings = self._services, self._services.settings

        def take(conn: Connection) -> tuple[Taken, providers.Found]:
            found = provider_attempts.take(
                conn, self._network_id, self._presented, safeguards(settings), now=services.now(), tell=self._tell
            )
            return found, providers.find(conn, self._network_id, found.provider)

        taken, provider = self._on_a_connection(take)
        try:
            answer = exchange_of(services, self._request, provider, self._network_id).answer(
                self._presented.begun, self._returned, begun_on=taken.begun_on
            )
        except (GrantRefused, ProviderFailed) as refused:
            self._tell(security.PROVIDER_REFUSED, self._network_id, provider_id=provider.id, reason=refused.code)
            if refused.code not in _COUNTED:
                self._take_back(taken)
            raise
        self._take_back(taken)
        return self._on_a_connection(lambda conn: self._completing(conn).answered(provider, answer))

    def _take_back(self, taken: Taken) -> None:
        now = self._services.now()
        self._on_a_connection(lambda conn: guesses.take_back(conn, taken.attempt, now=now))

    def _completing(self, conn: Connection) -> Completing:
        services, settings = self._services, self._services.settings
        days, now = settings.refresh_token_days, services.now()
        return Completing(
            conn, self._network_id, self._presented, safeguards(settings), now, session_days=days, tell=self._tell
        )

    def _on_a_connection(self, work: Callable[[Connection], T]) -> T:
        with self._services.database.writing() as conn:
            self._network_id = networks.by_host(conn, host_of(self._request))
            notes_of(self._request.scope).network_id = self._network_id
            return work(conn)


def _refusal(refused: GrantRefused | ProviderFailed) -> Response:
    body = ProviderRefusal(error=refused.code, error_description=str(refused))
    return Response(body=encode(body), status_code=400, headers=NO_STORE)
