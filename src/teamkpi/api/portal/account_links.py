"""``/api/account/forgotten-password`` and ``/api/account/links``: choosing a password with a link."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Final, NamedTuple

from msgspec import Struct
from psycopg import Connection

from teamkpi import networks
from teamkpi.accounts import links
from teamkpi.accounts.links import Choice
from teamkpi.addresses import email_address
from teamkpi.api.callers.access import CHANNEL
from teamkpi.api.callers.services import Services
from teamkpi.api.callers.sign_in import MOST_FORM_BYTES, NEW_PASSWORD_SCHEMA, safeguards
from teamkpi.api.calls import Body, Who, call
from teamkpi.api.http.declarations import NO_STORE, NO_STORE_HEADERS, JsonBody, Reply
from teamkpi.api.http.json_body import text_of
from teamkpi.api.http.language import ACCEPT_LANGUAGE, language_asked
from teamkpi.api.http.requests import HttpRequest, host_of
from teamkpi.api.http.responses import Response
from teamkpi.api.log import notes_of
from teamkpi.describing import says
from teamkpi.errors import AccountError, BadRequest, LinkRefused
from teamkpi.wire import encode

_PATH: Final = "/api/account/links"
_LONGEST_SECRET: Final = 256
_ERRORS: Final = ("network_not_found", "too_many_requests", "unavailable")
_SECRET_SCHEMA: Final = {
    "type": "string",
    "format": "password",
    "maxLength": _LONGEST_SECRET,
    "description": "The part of the link after `#`.",
}
_SECRET_EXAMPLE: Final = "pXq3dSoYv0bJmJ4uWk1zG7hR5cT2nF8aLeIiEoUuYyA"  # noqa: S105 - an example


class PasswordRequest(Struct, frozen=True, rename="pascal"):
    """What was done about a forgotten password."""

    sends_mail: Annotated[
        bool,
        says(
            "Whether this space sends mail. If true, a mail is on its way if the address has an account; if false, "
            "only an operator can create a link.",
            True,
        ),
    ]


class PasswordLink(Struct, frozen=True, rename="pascal"):
    """A link to choose a password."""

    purpose: Annotated[str, says("`reset`: for an account that exists. `invitation`: creates an account.", links.RESET)]
    email: Annotated[str, says("The account's e-mail address.", "jane@techinnovators.com")]
    needs_code: Annotated[bool, says("Whether a code of the second factor is needed as well.", False)]


class _Chosen(NamedTuple):
    secret: str
    password: str
    code: str


def _email(body: Mapping[str, Any]) -> str:
    try:
        return email_address(text_of(body, "Email"))
    except ValueError as error:
        raise BadRequest("Email", str(error)) from None


def _secret(body: Mapping[str, Any]) -> str:
    secret = text_of(body, "Secret")
    if len(secret) > _LONGEST_SECRET:
        raise LinkRefused
    return secret


def _chosen(body: Mapping[str, Any]) -> _Chosen:
    return _Chosen(_secret(body), text_of(body, "NewPassword"), text_of(body, "Totp", is_required=False))


@call(
    "POST /api/account/forgotten-password",
    id="requestPasswordLink",
    who=Who.ANYBODY,
    summary="Ask for a link to reset a forgotten password",
    description=(
        "Sends a mail with a link to the address if it has an account that is not suspended. The response, and the "
        "work until it is sent, are the same for any other address. The link is valid for one hour. Requests are "
        "limited for each address, and together with failed sign-ins for each IP address."
    ),
    tag="Sign-in",
    parameters=(ACCEPT_LANGUAGE,),
    replies={200: Reply("The same for every address.", PasswordRequest, headers=NO_STORE_HEADERS)},
    errors=_ERRORS,
    body=Body(
        _email,
        JsonBody(
            {
                "type": "object",
                "required": ["Email"],
                "properties": {
                    "Email": {"type": "string", "description": "The account's e-mail address; not case-sensitive."}
                },
            },
            {"Email": "jane@techinnovators.com"},
        ),
        most_bytes=MOST_FORM_BYTES,
    ),
)
async def request_password_link(services: Services, request: HttpRequest, body: str) -> Response:
    """Write the mail."""
    host, notes = host_of(request), notes_of(request.scope)
    address = services.proxies.client_of(request.scope)
    language = language_asked(request)
    tell = services.security.of(request.scope, CHANNEL)

    def work(conn: Connection) -> bool:
        notes.network_id = networks.by_host(conn, host)
        return links.request_reset(
            conn,
            notes.network_id,
            body,
            address=address,
            safeguards=safeguards(services.settings),
            language=language,
            now=services.now(),
            tell=tell,
        )

    return _answer(PasswordRequest(await services.database.write(work)))


@call(
    f"POST {_PATH}/find",
    id="findPasswordLink",
    who=Who.ANYBODY,
    summary="What a link to choose a password is for",
    description="Says whose password a link sets. It does not use the link up.",
    tag="Sign-in",
    replies={200: Reply("The link.", PasswordLink, headers=NO_STORE_HEADERS)},
    errors=("link_refused", *_ERRORS),
    body=Body(
        _secret,
        JsonBody(
            {"type": "object", "required": ["Secret"], "properties": {"Secret": _SECRET_SCHEMA}},
            {"Secret": _SECRET_EXAMPLE},
        ),
        most_bytes=MOST_FORM_BYTES,
    ),
)
async def find_password_link(services: Services, request: HttpRequest, body: str) -> Response:
    """Read the link."""
    host, notes = host_of(request), notes_of(request.scope)

    def work(conn: Connection) -> links.OpenLink:
        notes.network_id = networks.by_host(conn, host)
        return links.find(conn, notes.network_id, body, now=services.now())

    found = await services.database.read_in_thread(work)
    return _answer(PasswordLink(found.purpose, found.email, found.needs_code))


@call(
    f"POST {_PATH}/use",
    id="usePasswordLink",
    who=Who.ANYBODY,
    summary="Choose a password with a link",
    description=(
        "Sets the password of the account that the link is for, ends all its sign-ins, and notifies its holder by "
        "mail; a link that is an invitation creates the account instead. The link works once. An account with a second "
        "factor also takes a code. Wrong codes count like failed sign-ins."
    ),
    tag="Sign-in",
    replies={200: Reply("The account can sign in with the new password.", PasswordLink, headers=NO_STORE_HEADERS)},
    errors=("link_refused", "invalid_grant", "two_factor_auth_check", *_ERRORS),
    body=Body(
        _chosen,
        JsonBody(
            {
                "type": "object",
                "required": ["Secret", "NewPassword"],
                "properties": {
                    "Secret": _SECRET_SCHEMA,
                    "NewPassword": NEW_PASSWORD_SCHEMA,
                    "Totp": {
                        "type": ["string", "null"],
                        "description": (
                            "A code from the authenticator app, or a recovery code, if the account has a second "
                            "factor. As at sign-in, each code works only once."
                        ),
                    },
                },
            },
            {"Secret": _SECRET_EXAMPLE, "NewPassword": "purple monkey dishwasher", "Totp": None},
        ),
        most_bytes=MOST_FORM_BYTES,
    ),
)
async def use_password_link(services: Services, request: HttpRequest, body: _Chosen) -> Response:
    """Set the password."""
    host, notes = host_of(request), notes_of(request.scope)
    address = services.proxies.client_of(request.scope)
    tell = services.security.of(request.scope, CHANNEL)

    def work() -> links.OpenLink:
        with services.database.writing() as conn:
            notes.network_id = networks.by_host(conn, host)
            choice = Choice(body.secret, body.password, body.code, address, notes.request_id)
            try:
                return links.choose_password(
                    conn, notes.network_id, choice, safeguards(services.settings), now=services.now(), tell=tell
                )
            except AccountError as error:
                raise BadRequest("NewPassword", str(error)) from None

    used = await services.passwords.run(work)
    return _answer(PasswordLink(used.purpose, used.email, used.needs_code))


def _answer(body: PasswordRequest | PasswordLink) -> Response:
    return Response(body=encode(body), media_type="application/json", headers=NO_STORE)
