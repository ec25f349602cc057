"""``/dashboard/session/passkey``: signing in with a passkey in a browser."""

from __future__ import annotations

import secrets
from typing import Annotated, Any, Final

from msgspec import Meta, Struct
from psycopg import Connection

from teamkpi.accounts import browser_sessions, passkeys
from teamkpi.accounts.browser_sessions import AccessToken
from teamkpi.api.callers.cookies import cookie
from teamkpi.api.callers.services import Services
from teamkpi.api.callers.sign_in import MOST_FORM_BYTES, refusal, site_of, wait
from teamkpi.api.calls import Who, call
from teamkpi.api.dashboard.session import (
    PASSKEY_COOKIE,
    REQUESTED_WITH,
    SIGNED_IN,
    about_space,
    begin_arguments,
    in_network,
    passkey_shown,
    require_own_page,
    signed_in,
)
from teamkpi.api.http.declarations import NO_STORE, NO_STORE_HEADERS, JsonBody, Parameter, Reply
from teamkpi.api.http.json_body import json_object, text_of
from teamkpi.api.http.requests import HttpRequest
from teamkpi.api.http.responses import Response
from teamkpi.errors import GrantRefused, TooManyGuesses
from teamkpi.wire import encode

_PATH: Final = "/dashboard/session/passkey"
_COOKIE: Final = Parameter(
    PASSKEY_COOKIE, "cookie", "Identifies the browser that was asked to use a passkey.", {"type": "string"}
)


class PasskeyQuestion(Struct, frozen=True, kw_only=True, rename="pascal"):
    """What a browser is asked to sign with a passkey."""

    public_key: Annotated[
        dict[str, Any],
        Meta(
            extra_json_schema={"additionalProperties": True},
            description=(
                "The options of `navigator.credentials.get` (`PublicKeyCredentialRequestOptionsJSON` of WebAuthn)."
            ),
            examples=[
                {
                    "challenge": "sDnQbYp2zV1m4uN0yqk9b1W3J6cR8tLfXhE5aKoGi7U",
                    "timeout": 300_000,
                    "rpId": "kpi.example.com",
                    "allowCredentials": [],
                    "userVerification": "required",
                }
            ],
        ),
    ]


@call(
    f"POST {_PATH}/challenge",
    id="passkeyChallenge",
    who=Who.ANYBODY,
    summary="Ask a browser to use a passkey",
    description=(
        "Returns what a passkey has to sign, to sign in with it alone or in place of a code. The response sets a "
        "cookie, because only the same browser can use the signature: once, within five minutes."
    ),
    tag="Sign-in in a browser",
    parameters=(REQUESTED_WITH, _COOKIE),
    replies={
        200: Reply(
            "What to sign.",
            PasskeyQuestion,
            headers={
                **NO_STORE_HEADERS,
                "Set-Cookie": f"`{PASSKEY_COOKIE}`: HttpOnly, SameSite=Strict, for five minutes; Secure over https.",
            },
        )
    },
    errors=("bad_request", "network_not_found", "unavailable"),
)
async def challenge(services: Services, request: HttpRequest) -> Response:
    """Ask a browser for a signature."""
    require_own_page(request)
    browser, site = secrets.token_urlsafe(32), site_of(services, request)

    def work(conn: Connection, network_id: int) -> dict[str, Any]:
        return passkeys.ask_for_proof(conn, network_id, browser, site, now=services.now())

    asked = await in_network(services, request, services.browser_sessions, work)
    seconds = int(passkeys.VALID_FOR.total_seconds())
    return Response(
        body=encode(PasskeyQuestion(public_key=asked)),
        headers={**NO_STORE, **cookie(services, request, PASSKEY_COOKIE, browser, seconds)},
    )


@call(
    f"POST {_PATH}",
    id="passkeySignIn",
    who=Who.ANYBODY,
    summary="Sign in from a browser with a passkey",
    description=(
        "Takes no password and no code: the device has to have recognised its holder. Otherwise like "
        "`POST /dashboard/session`."
    ),
    tag="Sign-in in a browser",
    parameters=(REQUESTED_WITH, _COOKIE),
    replies=SIGNED_IN,
    errors=("bad_request", "network_not_found", "body_too_large", "unsupported_media_type", "unavailable"),
    json=JsonBody(
        {
            "type": "object",
            "required": ["Passkey"],
            "properties": {
                "Passkey": {
                    "type": "string",
                    "description": "What the passkey signed (`AuthenticationResponseJSON` of WebAuthn), as JSON.",
                }
            },
        },
        {"Passkey": '{"id": "…", "rawId": "…", "type": "public-key", "response": {}}'},
    ),
    most_body_bytes=MOST_FORM_BYTES,
)
async def sign_in(services: Services, request: HttpRequest) -> Response:
    """Begin a sign-in."""
    require_own_page(request)
    shown = passkey_shown(services, request, text_of(await json_object(request), "Passkey"))

    def work(conn: Connection, network_id: int) -> tuple[str, AccessToken, dict[str, str]]:
        begun = browser_sessions.begin_with_passkey(conn, network_id, shown, **begin_arguments(services, request))
        return *begun, about_space(conn, network_id)

    try:
        named, token, about = await in_network(services, request, services.browser_sessions, work)
    except GrantRefused as refused:
        return refusal(refused)
    except TooManyGuesses as refused:
        return wait(refused)
    return signed_in(services, request, named, token, about)
