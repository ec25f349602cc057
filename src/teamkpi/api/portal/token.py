"""``POST /api/token`` and ``POST /api/token/revoke``: sign in, refresh and sign out, in OAuth's form and errors."""

from __future__ import annotations

from typing import Final

from teamkpi import networks
from teamkpi.accounts import TokenPair, grant, revoke
from teamkpi.api.callers.access import CHANNEL
from teamkpi.api.callers.services import Services
from teamkpi.api.callers.sign_in import (
    MOST_FORM_BYTES,
    WAIT_REPLY,
    OAuthError,
    answered,
    form_of,
    refusal,
    refused_grant,
    safeguards,
    wait,
)
from teamkpi.api.calls import Who, call
from teamkpi.api.http.declarations import NO_STORE, NO_STORE_HEADERS, Parameter, Reply
from teamkpi.api.http.requests import HttpRequest, host_of
from teamkpi.api.http.responses import Response
from teamkpi.api.log import notes_of
from teamkpi.errors import GrantRefused, TooManyGuesses

_GRANT_FORM: Final = {
    "type": "object",
    "required": ["grant_type"],
    "properties": {
        "grant_type": {"type": "string", "enum": ["password", "refresh_token"]},
        "username": {"type": "string", "description": "The account's e-mail address; not case-sensitive."},
        "password": {"type": "string", "format": "password"},
        "totp": {
            "type": "string",
            "description": (
                "A code from the authenticator app, or a recovery code; required if the account has a second factor."
            ),
        },
        "refresh_token": {"type": "string"},
    },
}
_REVOKE_FORM: Final = {
    "type": "object",
    "required": ["token"],
    "properties": {
        "token": {"type": "string", "description": "An access token or a refresh token."},
        "token_type_hint": {
            "type": "string",
            "description": "`access_token` or `refresh_token`. Optional: either kind is recognised without it.",
        },
    },
}


@call(
    "POST /api/token",
    id="token",
    who=Who.ANYBODY,
    summary="Sign in, or refresh",
    description=(
        "The body is read as a form, whatever its media type. Send `grant_type=password` with `username` (the e-mail "
        "address, not case-sensitive) and `password`, or `grant_type=refresh_token` with `refresh_token`. A refresh "
        "token can be used once. For ten seconds it can be used again, in case the response was lost or two tabs "
        "refresh at the same time; any later reuse ends the sign-in. Signing in again with the same client id ends the "
        "earlier refresh token. After several failed attempts for an account or from an address, the next attempt has "
        "to wait, even with the right password."
    ),
    tag="Sign-in",
    parameters=(
        Parameter(
            "client_id",
            "header",
            "Identifies the client; each account has one refresh token per client. The default is the e-mail address.",
            {"type": "string", "maxLength": 1000},
        ),
    ),
    replies={
        200: Reply(
            "A new pair of tokens.",
            TokenPair,
            TokenPair(
                access_token="xq7tGZ1mQm6GkH0rWv2pYc9dLr3sJt5uNf8aBe4oIiE",  # noqa: S106 - an example
                token_type="bearer",  # noqa: S106
                expires_in=86_400,
                refresh_token="Zk1vYp0wQe3rTu5iOa7sDf9gHj2kLz4xCv6bNm8qWsE",  # noqa: S106
            ),
            headers=NO_STORE_HEADERS,
        ),
        400: refused_grant("No token was granted."),
        429: WAIT_REPLY,
    },
    errors=("network_not_found", "body_too_large", "unavailable"),
    form=_GRANT_FORM,
    most_body_bytes=MOST_FORM_BYTES,
)
async def token(services: Services, request: HttpRequest) -> Response:
    """Grant a pair of tokens, or refuse in OAuth's form."""
    host, notes = host_of(request), notes_of(request.scope)
    client_id, address = request.header("client_id"), services.proxies.client_of(request.scope)
    tell = services.security.of(request.scope, CHANNEL)
    settings = services.settings

    try:
        form = await form_of(request, _GRANT_FORM)

        def work() -> TokenPair:
            with services.database.writing() as conn:
                notes.network_id = networks.by_host(conn, host)
                return grant(
                    conn,
                    notes.network_id,
                    form,
                    client_id,
                    now=services.now(),
                    access_seconds=settings.access_token_seconds,
                    refresh_days=settings.refresh_token_days,
                    reuse_seconds=settings.refresh_reuse_seconds,
                    address=address,
                    safeguards=safeguards(settings),
                    tell=tell,
                )

        gate = services.passwords if form.get("grant_type") == "password" else services.refreshes
        return answered(200, await gate.run(work))
    except GrantRefused as refused:
        return refusal(refused)
    except TooManyGuesses as refused:
        return wait(refused)


@call(
    "POST /api/token/revoke",
    id="revokeToken",
    who=Who.ANYBODY,
    summary="Sign out",
    description=(
        "Ends the sign-in that an access token or a refresh token belongs to, from the next request on (RFC 7009). "
        "The body is read as a form, whatever its media type. The token itself is the only credential needed. An "
        "unknown, expired or revoked token also gets 200."
    ),
    tag="Sign-in",
    replies={
        200: Reply("The sign-in has ended, or there was none. The body is empty.", headers=NO_STORE_HEADERS),
        400: Reply(
            "The request is malformed.",
            OAuthError,
            OAuthError(error="invalid_request", error_description="token is required"),
            headers=NO_STORE_HEADERS,
        ),
    },
    errors=("network_not_found", "body_too_large", "unavailable"),
    form=_REVOKE_FORM,
    most_body_bytes=MOST_FORM_BYTES,
)
async def revoke_token(services: Services, request: HttpRequest) -> Response:
    """End a sign-in."""
    host, notes = host_of(request), notes_of(request.scope)
    try:
        shown = (await form_of(request, _REVOKE_FORM)).get("token")
    except GrantRefused as refused:
        return refusal(refused)
    if not shown:
        return refusal(GrantRefused("invalid_request", "token is required"))

    tell = services.security.of(request.scope, CHANNEL)

    def work() -> None:
        with services.database.writing() as conn:
            notes.network_id = networks.by_host(conn, host)
            revoke(conn, notes.network_id, shown, now=services.now(), tell=tell)

    await services.refreshes.run(work)
    return Response(headers=NO_STORE)
