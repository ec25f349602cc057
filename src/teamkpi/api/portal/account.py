"""``POST /api/account/password``: changes the password of an account, given the current one."""

from __future__ import annotations

from teamkpi import networks
from teamkpi.accounts import Claim, change_password
from teamkpi.api.callers.access import CHANNEL
from teamkpi.api.callers.services import Services
from teamkpi.api.callers.sign_in import MOST_FORM_BYTES, NEW_PASSWORD_SCHEMA, safeguards
from teamkpi.api.calls import Who, call
from teamkpi.api.http.declarations import NO_STORE, NO_STORE_HEADERS, JsonBody, Reply
from teamkpi.api.http.json_body import json_object, text_of
from teamkpi.api.http.requests import HttpRequest, host_of
from teamkpi.api.http.responses import Response
from teamkpi.api.log import notes_of
from teamkpi.errors import AccountError, BadRequest


@call(
    "POST /api/account/password",
    id="changePassword",
    who=Who.ANYBODY,
    summary="Change a password",
    description=(
        "Send the current password, and a code if the account has a second factor. No access token is needed, so this "
        "is also how to resolve `must_reset_password`. All sign-ins of the account end. Failed attempts count like "
        "failed sign-ins."
    ),
    tag="Sign-in",
    replies={
        200: Reply("The password is changed, and every sign-in has ended. The body is empty.", headers=NO_STORE_HEADERS)
    },
    errors=(
        "bad_request",
        "invalid_grant",
        "two_factor_auth_check",
        "network_not_found",
        "body_too_large",
        "unsupported_media_type",
        "too_many_requests",
        "unavailable",
    ),
    json=JsonBody(
        {
            "type": "object",
            "required": ["Email", "CurrentPassword", "NewPassword"],
            "properties": {
                "Email": {"type": "string", "description": "The account's e-mail address; not case-sensitive."},
                "CurrentPassword": {
                    "type": "string",
                    "format": "password",
                    "description": "The current password, even if it has to be changed.",
                },
                "NewPassword": {
                    **NEW_PASSWORD_SCHEMA,
                    "description": f"{NEW_PASSWORD_SCHEMA['description']} It must differ from the current password.",
                },
                "Totp": {
                    "type": ["string", "null"],
                    "description": (
                        "A code from the authenticator app, or a recovery code. As at sign-in, each code works only "
                        "once."
                    ),
                },
            },
        },
        {
            "Email": "jane@techinnovators.com",
            "CurrentPassword": "correct horse battery staple",
            "NewPassword": "purple monkey dishwasher",
            "Totp": None,
        },
    ),
    most_body_bytes=MOST_FORM_BYTES,
)
async def change_own_password(services: Services, request: HttpRequest) -> Response:
    """Change the password of the account named in the body."""
    host, notes = host_of(request), notes_of(request.scope)
    body = await json_object(request)
    claim = Claim(
        email=text_of(body, "Email"),
        password=text_of(body, "CurrentPassword"),
        code=text_of(body, "Totp", is_required=False),
        address=services.proxies.client_of(request.scope),
    )
    new_password = text_of(body, "NewPassword")
    tell = services.security.of(request.scope, CHANNEL)

    def work() -> None:
        with services.database.writing() as conn:
            notes.network_id = networks.by_host(conn, host)
            try:
                change_password(
                    conn,
                    notes.network_id,
                    claim,
                    new_password,
                    safeguards(services.settings),
                    now=services.now(),
                    request_id=notes.request_id,
                    tell=tell,
                )
            except AccountError as error:
                raise BadRequest("NewPassword", str(error)) from None

    await services.passwords.run(work)
    return Response(headers=NO_STORE)
