"""Shared by all ways of signing in: the form, the limits, and OAuth's errors."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, Any, Final
from urllib.parse import parse_qsl

from msgspec import Meta, Struct

from teamkpi.accounts import Limits, Safeguards, Seal, TokenPair
from teamkpi.accounts.browser_sessions import AccessToken
from teamkpi.accounts.passkeys import Site
from teamkpi.accounts.passwords import LONGEST, SHORTEST
from teamkpi.api.callers.services import Services
from teamkpi.api.database import Gate
from teamkpi.api.http.declarations import NO_STORE, NO_STORE_HEADERS, Reply
from teamkpi.api.http.requests import HttpRequest, host_of
from teamkpi.api.http.responses import Response
from teamkpi.errors import GrantRefused, TooManyGuesses
from teamkpi.settings import Settings
from teamkpi.wire import BOM, encode

_FORM: Final = "application/x-www-form-urlencoded"
_MOST_FIELDS: Final = 50
MOST_FORM_BYTES: Final = 16_384
"""Size limit of a form with passwords or tokens, none of which is longer than a kilobyte."""
NEW_PASSWORD_SCHEMA: Final = {
    "type": "string",
    "format": "password",
    "description": (
        f"At least {SHORTEST} characters and at most {LONGEST} bytes, neither common nor built from the account "
        "holder's name, e-mail address or space."
    ),
}
"""JSON Schema of a newly chosen password; ``teamkpi.accounts.passwords`` has the rules."""
# By design, verifying a password takes tens of milliseconds of one core and tens of mebibytes.
PASSWORDS_AT_ONCE: Final = 2
MOST_PASSWORDS_WAITING: Final = 64


class OAuthError(Struct, frozen=True, kw_only=True):
    """Why no token was granted or revoked (RFC 6749, 5.2)."""

    error: Annotated[
        str,
        Meta(
            description="The reason, for programs.",
            extra_json_schema={
                "enum": [
                    "unsupported_grant_type",
                    "invalid_request",
                    "invalid_grant",
                    "two_factor_auth_check",
                    "must_reset_password",
                    "passwords_are_off",
                    "too_many_requests",
                ]
            },
        ),
    ]
    error_description: Annotated[str, Meta(description="The reason, for people.")]


WAIT_REPLY: Final = Reply(
    "Too many failed sign-ins. Try again after the time in Retry-After.",
    OAuthError,
    OAuthError(error="too_many_requests", error_description="too many failed sign-ins; try again in 4 s"),
    headers={**NO_STORE_HEADERS, "Retry-After": "The number of seconds to wait."},
)


def refused_grant(meaning: str) -> Reply:
    """Return the declaration of the reply to a sign-in that is refused."""
    text = "the e-mail or the password is wrong, or the account cannot be used"
    example = OAuthError(error="invalid_grant", error_description=text)
    return Reply(meaning, OAuthError, example, headers=NO_STORE_HEADERS)


def password_gate() -> Gate:
    """Return the gate that limits how many passwords are verified at once, over all calls."""
    return Gate(at_once=PASSWORDS_AT_ONCE, most_waiting=MOST_PASSWORDS_WAITING)


def site_of(services: Services, request: HttpRequest) -> Site:
    """Return where a browser is that sends a request to this host.

    Its pages may always have been loaded over TLS, which can end at a proxy that does not say so.
    """
    names = request.headers_named("host")
    host = names[0].strip().lower() if len(names) == 1 else ""
    schemes = ("https",) if services.proxies.is_https(request.scope) else ("https", "http")
    return Site(host_of(request), tuple(f"{scheme}://{host}" for scheme in schemes))


def safeguards(settings: Settings) -> Safeguards:
    """Return how the settings want guessing to be slowed, and the keys of second factors."""
    limits = Limits(
        per_account=settings.sign_in_tries_per_account,
        per_address=settings.sign_in_tries_per_address,
        longest_wait=timedelta(seconds=settings.sign_in_longest_wait_seconds),
    )
    return Safeguards(limits, Seal(settings.secret_key))


async def form_of(request: HttpRequest, schema: Mapping[str, Any]) -> dict[str, str]:
    """Read the form described by a schema; the media type is ignored, because clients often send a wrong one.

    Raises GrantRefused for a body that is not a form, such as JSON, or that repeats a field.
    """
    return await request.bodies.read(request, lambda body: _form(body, schema))


def _form(body: bytes, schema: Mapping[str, Any]) -> dict[str, str]:
    known: Mapping[str, Any] = schema["properties"]
    body = body.removeprefix(BOM)
    if body.lstrip()[:1] in {b"{", b"["}:
        error = "unsupported_grant_type" if "grant_type" in known else "invalid_request"
        raise GrantRefused(error, f"the body must be {_FORM}, not JSON")
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
            shown = name if name in known else "a field"
            raise GrantRefused("invalid_request", f"{shown} must be given only once")
        form[name] = value
    return form


def refusal(refused: GrantRefused) -> Response:
    """Answer a refusal in OAuth's form."""
    return answered(400, OAuthError(error=refused.code, error_description=refused.description))


def wait(refused: TooManyGuesses) -> Response:
    """Return the response that says that the next sign-in has to wait."""
    body = OAuthError(error="too_many_requests", error_description=str(refused))
    return answered(429, body, {"Retry-After": str(refused.retry_after)})


def answered(
    status: int, body: TokenPair | AccessToken | OAuthError, headers: Mapping[str, str] | None = None
) -> Response:
    """Return a response with tokens or a refusal, which must not be stored."""
    return Response(
        body=encode(body), status_code=status, media_type="application/json", headers={**NO_STORE, **(headers or {})}
    )
