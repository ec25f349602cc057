"""``/dashboard/session``: a browser's sign-in, kept in a cookie that no script can read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeVar

from psycopg import Connection

from teamkpi import networks
from teamkpi.accounts import browser_sessions
from teamkpi.accounts.browser_sessions import AccessToken
from teamkpi.accounts.passkeys import Shown
from teamkpi.api.callers.cookies import PATH, cookie
from teamkpi.api.callers.services import Services
from teamkpi.api.callers.sign_in import (
    MOST_FORM_BYTES,
    WAIT_REPLY,
    answered,
    form_of,
    refusal,
    refused_grant,
    safeguards,
    site_of,
    wait,
)
from teamkpi.api.calls import Who, call
from teamkpi.api.database import Gate
from teamkpi.api.http.declarations import NO_STORE, NO_STORE_HEADERS, Parameter, Reply
from teamkpi.api.http.requests import HttpRequest, host_of
from teamkpi.api.http.responses import Response
from teamkpi.api.log import notes_of
from teamkpi.errors import BadRequest, GrantRefused, NotAuthenticated, TooManyGuesses
from teamkpi.ledger.imports import MADE_UP

T = TypeVar("T")

COOKIE: Final = "teamkpi_session"
PASSKEY_COOKIE: Final = "teamkpi_passkey"
"""Identifies the browser that was asked to use a passkey."""
CHANNEL: Final = "dashboard"
MADE_UP_HEADER: Final = "Teamkpi-Made-Up"
_SECONDS_PER_DAY: Final = 86_400

REQUESTED_WITH: Final = Parameter(
    "x-requested-with",
    "header",
    "Must be XMLHttpRequest. Pages from another origin cannot send this header.",
    {"type": "string", "enum": ["XMLHttpRequest"]},
    required=True,
)
_COOKIE: Final = Parameter(COOKIE, "cookie", "Identifies the sign-in.", {"type": "string"})
_OF_SPACE: Final = {MADE_UP_HEADER: "`true` if the space is filled with made-up records, otherwise `false`."}
_EXAMPLE: Final = AccessToken(
    access_token="xq7tGZ1mQm6GkH0rWv2pYc9dLr3sJt5uNf8aBe4oIiE",  # noqa: S106 - an example
    token_type="bearer",  # noqa: S106
    expires_in=browser_sessions.LONGEST_ACCESS_SECONDS,
)
_SHORT: Final = f"It is valid for at most {browser_sessions.LONGEST_ACCESS_SECONDS} seconds."

SIGNED_IN: Final = {
    200: Reply(
        "Signed in.",
        AccessToken,
        _EXAMPLE,
        headers={
            **NO_STORE_HEADERS,
            **_OF_SPACE,
            "Set-Cookie": f"`{COOKIE}`: HttpOnly, SameSite=Strict, limited to `{PATH}`; Secure over https.",
        },
    ),
    400: refused_grant("The sign-in was refused."),
    429: WAIT_REPLY,
}
"""The replies to a sign-in in a browser, whatever it is made with."""

_FORM: Final = {
    "type": "object",
    "required": ["username", "password"],
    "properties": {
        "username": {"type": "string", "description": "The account's e-mail address; not case-sensitive."},
        "password": {"type": "string", "format": "password"},
        "totp": {
            "type": "string",
            "description": (
                "A code from the authenticator app, or a recovery code; required if the account has a second factor, "
                "unless `passkey` is sent."
            ),
        },
        "passkey": {
            "type": "string",
            "description": (
                "In place of a code: what a passkey signed after `POST /dashboard/session/passkey/challenge`, as JSON."
            ),
        },
    },
}


@call(
    f"POST {PATH}",
    id="browserSignIn",
    who=Who.ANYBODY,
    summary="Sign in from a browser",
    description=(
        "For the dashboard's pages. Takes the same form fields as `POST /api/token` with a password, and refuses in "
        f"the same way. The response has an access token for the page to use. {_SHORT} It also sets a cookie that "
        "identifies the sign-in; scripts cannot read it and other origins cannot use it. The cookie lasts as long as "
        "a refresh token and does not change during that time. Sign-ins are independent: signing in with another "
        "browser does not end this one."
    ),
    tag="Sign-in in a browser",
    parameters=(REQUESTED_WITH,),
    replies=SIGNED_IN,
    errors=("bad_request", "network_not_found", "body_too_large", "unavailable"),
    form=_FORM,
    most_body_bytes=MOST_FORM_BYTES,
)
async def sign_in(services: Services, request: HttpRequest) -> Response:
    """Begin a sign-in."""
    require_own_page(request)
    try:
        form = await form_of(request, _FORM)
        said = form.get("passkey")
        passkey = passkey_shown(services, request, said) if said else None

        def work(conn: Connection, network_id: int) -> tuple[str, AccessToken, dict[str, str]]:
            begun = browser_sessions.begin(
                conn, network_id, form, passkey=passkey, **begin_arguments(services, request)
            )
            return *begun, about_space(conn, network_id)

        named, token, about = await in_network(services, request, services.passwords, work)
    except GrantRefused as refused:
        return refusal(refused)
    except TooManyGuesses as refused:
        return wait(refused)
    return signed_in(services, request, named, token, about)


@call(
    f"POST {PATH}/token",
    id="browserToken",
    who=Who.ANYBODY,
    summary="A new access token for a page",
    description=f"Issues a new access token for the sign-in that the cookie identifies. {_SHORT}",
    tag="Sign-in in a browser",
    parameters=(REQUESTED_WITH, _COOKIE),
    replies={200: Reply("An access token.", AccessToken, _EXAMPLE, headers={**NO_STORE_HEADERS, **_OF_SPACE})},
    errors=("bad_request", "not_authenticated", "network_not_found", "unavailable"),
)
async def renew(services: Services, request: HttpRequest) -> Response:
    """Give the page another access token."""
    require_own_page(request)
    shown = request.cookie(COOKIE)

    def work(conn: Connection, network_id: int) -> tuple[AccessToken, dict[str, str]]:
        if not shown:
            raise NotAuthenticated
        seconds = services.settings.access_token_seconds
        token = browser_sessions.renew(conn, network_id, shown, now=services.now(), access_seconds=seconds)
        return token, about_space(conn, network_id)

    token, about = await in_network(services, request, services.browser_sessions, work)
    return answered(200, token, about)


@call(
    f"DELETE {PATH}",
    id="browserSignOut",
    who=Who.ANYBODY,
    summary="Sign out from a browser",
    description=(
        "Ends the sign-in that the cookie identifies, in every tab and for every access token issued for it, starting "
        "with the next request. The response is the same if there is no sign-in."
    ),
    tag="Sign-in in a browser",
    parameters=(REQUESTED_WITH, _COOKIE),
    replies={
        200: Reply(
            "Signed out. The body is empty.",
            headers={**NO_STORE_HEADERS, "Set-Cookie": f"Removes `{COOKIE}` from the browser."},
        )
    },
    errors=("bad_request", "network_not_found", "unavailable"),
)
async def sign_out(services: Services, request: HttpRequest) -> Response:
    """End the sign-in."""
    require_own_page(request)
    shown = request.cookie(COOKIE)
    tell = services.security.of(request.scope, CHANNEL)

    def work(conn: Connection, network_id: int) -> None:
        if shown:
            browser_sessions.end(conn, network_id, shown, now=services.now(), tell=tell)

    await in_network(services, request, services.browser_sessions, work)
    return Response(headers={**NO_STORE, **cookie(services, request, COOKIE, "", 0)})


def begin_arguments(services: Services, request: HttpRequest) -> dict[str, Any]:
    """Return the arguments that all ways of beginning a sign-in have."""
    settings = services.settings
    return {
        "now": services.now(),
        "access_seconds": settings.access_token_seconds,
        "session_days": settings.refresh_token_days,
        "address": services.proxies.client_of(request.scope),
        "safeguards": safeguards(settings),
        "tell": services.security.of(request.scope, CHANNEL),
    }


def signed_in(
    services: Services, request: HttpRequest, named: str, token: AccessToken, about: dict[str, str]
) -> Response:
    """Return the response to a sign-in that has begun: its cookie, an access token, and ``about_space``."""
    return answered(200, token, {**about, **session_cookie(services, request, named)})


def session_cookie(services: Services, request: HttpRequest, named: str) -> dict[str, str]:
    """Return the header that gives a browser the cookie of its sign-in; an operator is warned if that is over http."""
    if not services.proxies.is_https(request.scope):
        services.note_plain_sign_in(host_of(request))
    return cookie(services, request, COOKIE, named, services.settings.refresh_token_days * _SECONDS_PER_DAY)


def passkey_shown(services: Services, request: HttpRequest, answer: str) -> Shown:
    """Return what a browser's passkey signed, with what only this browser has."""
    return Shown(answer, request.cookie(PASSKEY_COOKIE) or "", site_of(services, request))


async def in_network(services: Services, request: HttpRequest, gate: Gate, work: Callable[[Connection, int], T]) -> T:
    """Do a piece of work in the network that the request was sent to."""
    host, notes = host_of(request), notes_of(request.scope)

    def on_a_connection() -> T:
        with services.database.writing() as conn:
            notes.network_id = networks.by_host(conn, host)
            return work(conn, notes.network_id)

    return await gate.run(on_a_connection)


def about_space(conn: Connection, network_id: int) -> dict[str, str]:
    """Return the header that tells the pages whether the space is made up.

    It comes with the token because every page asks for one, and then every few minutes; the figures do not get slower.
    """
    [made_up] = conn.execute(MADE_UP, {"network_id": network_id}).fetchone() or (None,)
    return {MADE_UP_HEADER: "false" if made_up is None else "true"}


def require_own_page(request: HttpRequest) -> None:
    """Raise BadRequest without the header that a form cannot send, and another origin's script is not allowed to."""
    if (request.header("x-requested-with") or "").lower() != "xmlhttprequest":
        raise BadRequest(REQUESTED_WITH.name, "must be XMLHttpRequest")
