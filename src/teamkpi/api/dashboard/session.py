"""``/dashboard/session``: a browser's sign-in, kept in a cookie that no script can read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, TypeVar

from litestar import delete, post
from litestar.datastructures import Cookie
from litestar.handlers import HTTPRouteHandler
from litestar.response.base import ASGIResponse
from psycopg import Connection

from teamkpi import networks
from teamkpi.accounts import browser_sessions
from teamkpi.accounts.browser_sessions import AccessToken
from teamkpi.api.callers.services import Services
from teamkpi.api.callers.sign_in import MOST_FORM_BYTES, OAuthError, answered, form_of, refusal, safeguards, wait
from teamkpi.api.database import Gate
from teamkpi.api.http.declarations import NO_STORE, NO_STORE_HEADERS, Operation, Parameter, Reply
from teamkpi.api.http.requests import HttpRequest, host_of
from teamkpi.api.log import notes_of
from teamkpi.errors import BadRequest, GrantRefused, NotAuthenticated, TooManyGuesses

T = TypeVar("T")

COOKIE: Final = "teamkpi_session"
CHANNEL: Final = "dashboard"
_PATH: Final = "/dashboard/session"
_SECONDS_PER_DAY: Final = 86_400
_AT_ONCE: Final = 2
_MOST_WAITING: Final = 64

_REQUESTED_WITH: Final = Parameter(
    "x-requested-with",
    "header",
    "XMLHttpRequest. A page of another origin cannot send it.",
    {"type": "string", "enum": ["XMLHttpRequest"]},
    required=True,
)
_COOKIE: Final = Parameter(COOKIE, "cookie", "Names the sign-in.", {"type": "string"})
_EXAMPLE: Final = AccessToken(
    access_token="xq7tGZ1mQm6GkH0rWv2pYc9dLr3sJt5uNf8aBe4oIiE",  # noqa: S106 - an example
    token_type="bearer",  # noqa: S106
    expires_in=browser_sessions.LONGEST_ACCESS_SECONDS,
)
_SHORT: Final = f"It holds for {browser_sessions.LONGEST_ACCESS_SECONDS} seconds at most."

SIGN_IN: Final = Operation(
    id="browserSignIn",
    method="post",
    path=_PATH,
    summary="Sign in, in a browser",
    description=(
        "For the dashboard's pages. Form-encoded, with the fields of `POST /api/token` for a password, and its "
        f"refusals. Answers with an access token for the page to ask with. {_SHORT} And with a cookie that no script "
        "can read and no other origin can use, which names the sign-in for as many days as a refresh token holds. It "
        "does not change until then. Each sign-in stands by itself: one in another browser ends nothing."
    ),
    tag="Sign-in in a browser",
    parameters=(_REQUESTED_WITH,),
    form={
        "type": "object",
        "required": ["username", "password"],
        "properties": {
            "username": {"type": "string", "description": "The account's e-mail, in any case."},
            "password": {"type": "string", "format": "password"},
            "totp": {
                "type": "string",
                "description": "A code of the second factor, or a recovery code; needed when the account has one.",
            },
        },
    },
    most_body_bytes=MOST_FORM_BYTES,
    replies={
        200: Reply(
            "Signed in.",
            AccessToken,
            _EXAMPLE,
            headers={
                **NO_STORE_HEADERS,
                "Set-Cookie": f"`{COOKIE}`: HttpOnly, SameSite=Strict, for `{_PATH}` alone; Secure over https.",
            },
        ),
        400: Reply(
            "The sign-in was refused.",
            OAuthError,
            OAuthError(
                error="invalid_grant",
                error_description="the e-mail or the password is wrong, or the account cannot be used",
            ),
            headers=NO_STORE_HEADERS,
        ),
        429: Reply(
            "Too many sign-ins have failed; ask again after Retry-After.",
            OAuthError,
            OAuthError(error="too_many_requests", error_description="too many failed sign-ins; try again in 4 s"),
            headers={**NO_STORE_HEADERS, "Retry-After": "How many seconds to wait."},
        ),
    },
    problems=("bad_request", "network_not_found", "body_too_large", "unavailable"),
)
RENEW: Final = Operation(
    id="browserToken",
    method="post",
    path=f"{_PATH}/token",
    summary="Another access token for a page",
    description=f"Gives the page another access token of the sign-in that the cookie names. {_SHORT}",
    tag="Sign-in in a browser",
    parameters=(_REQUESTED_WITH, _COOKIE),
    replies={200: Reply("An access token.", AccessToken, _EXAMPLE, headers=NO_STORE_HEADERS)},
    problems=("bad_request", "not_authenticated", "network_not_found", "unavailable"),
)
SIGN_OUT: Final = Operation(
    id="browserSignOut",
    method="delete",
    path=_PATH,
    summary="Sign out, in a browser",
    description=(
        "Ends the sign-in that the cookie names, in every tab and with every access token that came of it, with effect "
        "on the next request. Without a sign-in it is answered alike."
    ),
    tag="Sign-in in a browser",
    parameters=(_REQUESTED_WITH, _COOKIE),
    replies={
        200: Reply(
            "Signed out. The body is empty.",
            headers={**NO_STORE_HEADERS, "Set-Cookie": f"Takes `{COOKIE}` from the browser."},
        )
    },
    problems=("bad_request", "network_not_found", "unavailable"),
)


def handlers(services: Services, passwords: Gate) -> list[HTTPRouteHandler]:
    """Return the route handlers of this module; ``passwords`` bounds how many passwords are verified at once."""
    sessions = _Sessions(services, passwords)

    @post(SIGN_IN.path, status_code=200)
    async def sign_in(request: HttpRequest) -> ASGIResponse:
        _require_own_page(request)
        try:
            return await sessions.begin(request, await form_of(request, SIGN_IN))
        except GrantRefused as refused:
            return refusal(refused)
        except TooManyGuesses as refused:
            return wait(refused)

    @post(RENEW.path, status_code=200)
    async def renew(request: HttpRequest) -> ASGIResponse:
        _require_own_page(request)
        return await sessions.renew(request)

    @delete(SIGN_OUT.path, status_code=200)
    async def sign_out(request: HttpRequest) -> ASGIResponse:
        _require_own_page(request)
        return await sessions.end(request)

    return [sign_in, renew, sign_out]


class _Sessions:
    """The sessions of browsers, as requests ask for them."""

    def __init__(self, services: Services, passwords: Gate) -> None:
        self._settings = services.settings
        self._database = services.database
        self._now = services.now
        self._passwords = passwords
        self._others = Gate(at_once=_AT_ONCE, most_waiting=_MOST_WAITING)
        self._safeguards = safeguards(services.settings)
        self._proxies = services.proxies
        self._security = services.security

    async def begin(self, request: HttpRequest, form: Mapping[str, str]) -> ASGIResponse:
        address = self._proxies.client_of(request.scope)
        tell = self._security.of(request.scope, CHANNEL)

        def work(conn: Connection[Any], network_id: int) -> tuple[str, AccessToken]:
            return browser_sessions.begin(
                conn,
                network_id,
                form,
                now=self._now(),
                access_seconds=self._settings.access_token_seconds,
                session_days=self._settings.refresh_token_days,
                address=address,
                safeguards=self._safeguards,
                tell=tell,
            )

        named, token = await self._in_network(request, self._passwords, work)
        return answered(200, token, self._cookie(request, named, self._settings.refresh_token_days * _SECONDS_PER_DAY))

    async def renew(self, request: HttpRequest) -> ASGIResponse:
        shown = request.cookies.get(COOKIE)

        def work(conn: Connection[Any], network_id: int) -> AccessToken:
            if not shown:
                raise NotAuthenticated
            return browser_sessions.renew(
                conn, network_id, shown, now=self._now(), access_seconds=self._settings.access_token_seconds
            )

        return answered(200, await self._in_network(request, self._others, work))

    async def end(self, request: HttpRequest) -> ASGIResponse:
        shown = request.cookies.get(COOKIE)
        tell = self._security.of(request.scope, CHANNEL)

        def work(conn: Connection[Any], network_id: int) -> None:
            if shown:
                browser_sessions.end(conn, network_id, shown, now=self._now(), tell=tell)

        await self._in_network(request, self._others, work)
        return ASGIResponse(status_code=200, headers={**NO_STORE, **self._cookie(request, "", 0)})

    async def _in_network(self, request: HttpRequest, gate: Gate, work: Callable[[Connection[Any], int], T]) -> T:
        """Do a piece of work in the network that the request was sent to."""
        host, notes = host_of(request), notes_of(request.scope)

        def on_a_connection() -> T:
            with self._database.writes.connection() as conn:
                notes.network_id = networks.by_host(conn, host)
                return work(conn, notes.network_id)

        return await gate.run(on_a_connection)

    def _cookie(self, request: HttpRequest, value: str, seconds: int) -> dict[str, str]:
        made = Cookie(
            key=COOKIE,
            value=value,
            path=_PATH,
            max_age=seconds,
            httponly=True,
            samesite="strict",
            secure=self._proxies.is_https(request.scope),
        )
        return {"Set-Cookie": made.to_header(header="")}


def _require_own_page(request: HttpRequest) -> None:
    """Raise BadRequest without the header that a form cannot send, and another origin's script is not allowed to."""
    if request.headers.get("x-requested-with", "").lower() != "xmlhttprequest":
        raise BadRequest(_REQUESTED_WITH.name, "must be XMLHttpRequest")
