"""``POST /api/setup``: the first operator of a space, made with the set-up link that the server prints."""

from __future__ import annotations

from typing import Final

from teamkpi import networks
from teamkpi.accounts import Seal
from teamkpi.accounts.setup import make_first_operator
from teamkpi.api.callers.services import Services
from teamkpi.api.callers.sign_in import MOST_FORM_BYTES, NEW_PASSWORD_SCHEMA
from teamkpi.api.calls import Who, call
from teamkpi.api.http.declarations import NO_STORE, NO_STORE_HEADERS, JsonBody, Reply
from teamkpi.api.http.json_body import json_object, text_of
from teamkpi.api.http.requests import HttpRequest, host_of
from teamkpi.api.http.responses import Response
from teamkpi.api.log import notes_of
from teamkpi.errors import AccountError, BadRequest

_CHANNEL: Final = "dashboard"


@call(
    "POST /api/setup",
    id="makeFirstOperator",
    who=Who.ANYBODY,
    summary="Make the first operator's account",
    description=(
        "For the page of the set-up link that `teamkpi serve` prints while a space has no operator, and `teamkpi "
        "setup-link` at any time until then. The link is valid for one hour and works once. The account may do "
        "everything."
    ),
    tag="Sign-in",
    replies={200: Reply("The account can sign in now. The body is empty.", headers=NO_STORE_HEADERS)},
    errors=(
        "bad_request",
        "setup_refused",
        "network_not_found",
        "body_too_large",
        "unsupported_media_type",
        "too_many_requests",
        "unavailable",
    ),
    json=JsonBody(
        {
            "type": "object",
            "required": ["Secret", "Email", "Password"],
            "properties": {
                "Secret": {"type": "string", "format": "password", "description": "The part of the link after `#`."},
                "Email": {"type": "string", "description": "The e-mail address to sign in with."},
                "Password": NEW_PASSWORD_SCHEMA,
            },
        },
        {"Secret": "gAAAA…", "Email": "boss@example.com", "Password": "correct horse battery staple"},
    ),
    most_body_bytes=MOST_FORM_BYTES,
)
async def make_operator(services: Services, request: HttpRequest) -> Response:
    """Make the account that the body describes."""
    host, notes = host_of(request), notes_of(request.scope)
    body = await json_object(request)
    secret, email, password = (text_of(body, name) for name in ("Secret", "Email", "Password"))
    address = services.proxies.client_of(request.scope)
    tell = services.security.of(request.scope, _CHANNEL)

    def work() -> None:
        with services.database.writing() as conn:
            notes.network_id = networks.by_host(conn, host)
            try:
                make_first_operator(
                    conn,
                    notes.network_id,
                    email,
                    password,
                    secret=secret,
                    seal=Seal(services.settings.secret_key),
                    now=services.now(),
                    address=address,
                    request_id=notes.request_id,
                    tell=tell,
                )
            except AccountError as error:
                is_about_email = "password" not in str(error)
                raise BadRequest("Email" if is_about_email else "Password", str(error)) from None

    await services.passwords.run(work)
    return Response(headers=NO_STORE)
