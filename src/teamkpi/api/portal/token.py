"""``POST /api/token``: sign in and refresh, in OAuth's form and with OAuth's errors."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import parse_qsl

from litestar import post
from litestar.exceptions import ClientException, InternalServerException
from litestar.handlers import HTTPRouteHandler
from litestar.response.base import ASGIResponse

from teamkpi import networks
from teamkpi.accounts import TokenPair, grant
from teamkpi.api.database import Gate
from teamkpi.api.log import notes_of
from teamkpi.api.operations import NO_STORE, Operation, Parameter, Reply
from teamkpi.api.portal.access import HttpRequest, Services, host_of
from teamkpi.api.portal.records import OAuthError
from teamkpi.errors import GrantRefused
from teamkpi.wire import encode

_FORM: Final = "application/x-www-form-urlencoded"
_MOST_FIELDS: Final = 50
# Verifying a password takes some tens of milliseconds of a core and tens of mebibytes on purpose.
_PASSWORDS_AT_ONCE: Final = 2
_MOST_WAITING: Final = 64

OPERATION: Final = Operation(
    id="token",
    method="post",
    path="/api/token",
    summary="Sign in, or refresh",
    description=(
        "Form-encoded only. `grant_type=password` with `username` (the e-mail, in any case) and `password`, or "
        "`grant_type=refresh_token` with `refresh_token`. A refresh token can be spent once; using a spent one ends "
        "the whole sign-in. Signing in again under the same client id ends the refresh token of before."
    ),
    tag="Sign-in",
    parameters=(
        Parameter(
            "client_id",
            "header",
            "Names the client; one refresh token lives for each account and client. Absent: the e-mail.",
            {"type": "string", "maxLength": 1000},
        ),
    ),
    form={
        "type": "object",
        "required": ["grant_type"],
        "properties": {
            "grant_type": {"type": "string", "enum": ["password", "refresh_token"]},
            "username": {"type": "string", "description": "The account's e-mail, in any case."},
            "password": {"type": "string", "format": "password"},
            "totp": {"type": "string", "description": "Accepted and not used: there is no second factor."},
            "refresh_token": {"type": "string"},
        },
    },
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
        ),
        400: Reply(
            "No token was granted.",
            OAuthError,
            OAuthError(
                error="invalid_grant",
                error_description="the e-mail or the password is wrong, or the account cannot be used",
            ),
        ),
    },
    problems=("network_not_found", "body_too_large", "unavailable"),
)


def handlers(services: Services) -> list[HTTPRouteHandler]:
    """Return the route handlers of this module."""
    settings, database = services.settings, services.database
    passwords = Gate(at_once=_PASSWORDS_AT_ONCE, most_waiting=_MOST_WAITING)
    refreshes = Gate(at_once=_PASSWORDS_AT_ONCE, most_waiting=_MOST_WAITING)

    @post(OPERATION.path, status_code=200)
    async def token(request: HttpRequest) -> ASGIResponse:
        host, notes = host_of(request), notes_of(request.scope)
        client_id = request.headers.get("client_id")

        try:
            form = await _form(request)

            def work() -> TokenPair:
                with database.writes.connection() as conn:
                    notes.network_id = networks.by_host(conn, host)
                    return grant(
                        conn,
                        notes.network_id,
                        form,
                        client_id,
                        now=services.now(),
                        access_seconds=settings.access_token_seconds,
                        refresh_days=settings.refresh_token_days,
                    )

            gate = passwords if form.get("grant_type") == "password" else refreshes
            return _answer(200, await gate.run(work))
        except GrantRefused as refused:
            return _answer(400, OAuthError(error=refused.code, error_description=refused.description))

    return [token]


async def _form(request: HttpRequest) -> dict[str, str]:
    """Read the form; raises GrantRefused for a body that is none, or in which a field comes twice."""
    try:
        body = await request.body()
    except InternalServerException:
        raise ClientException("the client went away") from None
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type != _FORM:
        raise GrantRefused("unsupported_grant_type", f"the body must be {_FORM}")
    try:
        fields = parse_qsl(body.decode("utf-8"), keep_blank_values=True, max_num_fields=_MOST_FIELDS, errors="strict")
    except ValueError:
        raise GrantRefused(
            "invalid_request", f"the form must be UTF-8 and hold at most {_MOST_FIELDS} fields"
        ) from None
    form: dict[str, str] = {}
    for name, value in fields:
        if name in form:
            # The name comes from outside, so only a known one is repeated in the answer.
            shown = name if name in _known_fields() else "a field"
            raise GrantRefused("invalid_request", f"{shown} must come only once")
        form[name] = value
    return form


def _known_fields() -> set[str]:
    properties: dict[str, Any] = (OPERATION.form or {})["properties"]
    return set(properties)


def _answer(status: int, body: TokenPair | OAuthError) -> ASGIResponse:
    return ASGIResponse(body=encode(body), status_code=status, media_type="application/json", headers=NO_STORE)
