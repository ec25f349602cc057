"""Errors as they go out: one shape for all of them, RFC 9457 ``application/problem+json``.

The calls for tokens alone answer their own refusals as OAuth does; everything else that goes wrong is one of
``PROBLEMS``, with the same six members, on every route and on paths that are no route.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Final

import psycopg
import psycopg_pool
from msgspec import Meta, Struct, field

from teamkpi import errors
from teamkpi.api.errors import HttpError
from teamkpi.api.http.conditional import tag_of_version
from teamkpi.wire import encode

MEDIA_TYPE: Final = "application/problem+json"
RETRY_AFTER_SECONDS: Final = 2
SIGNED: Final = "X-Nexudus-Hook-Signature"
"""The header by which a webhook's delivery shows whose it is."""
HEADERS: Final[Mapping[int, Mapping[str, str]]] = {
    401: {"WWW-Authenticate": "The accepted ways to authenticate."},
    412: {"ETag": "The version that the record has now, for `If-Match`."},
    429: {"Retry-After": "The number of seconds to wait."},
    503: {"Retry-After": "The number of seconds to wait."},
}
"""The headers that problems of a status bring, each with what it says."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of problem: its stable code, its status, and what it means in general."""

    code: str
    status: int
    title: str
    meaning: str
    changing: int | None = None
    """Its status where something would have been changed, if that is another one."""

    @property
    def statuses(self) -> str:
        """Every status that it may have, for people."""
        return str(self.status) if self.changing is None else f"{self.status}, or {self.changing} for a change"

    def status_of(self, method: str) -> int:
        """Return its status on a call of that method, in any case."""
        return self.status if self.changing is None or method.upper() in _READING else self.changing


_READING: Final = {"GET", "HEAD"}

PROBLEMS: Final = {
    kind.code: kind
    for kind in (
        Kind("bad_request", 400, "Bad request", "A parameter or field has an invalid value; the detail names it."),
        Kind(
            "not_known_then",
            400,
            "Before the history",
            "The request asks what was known before the start of the history. The detail says when it starts.",
        ),
        Kind(
            "invalid_grant",
            400,
            "Wrong credentials",
            "The e-mail address, the password or the second factor's code is wrong, or the account cannot be used.",
        ),
        Kind(
            "setup_refused",
            400,
            "Set-up link refused",
            "The set-up link is not valid, is older than an hour, or the space has an operator already.",
        ),
        Kind(
            "link_refused",
            400,
            "Link refused",
            "The link to choose a password is not valid: it is unknown, has been used or withdrawn, or is too old.",
        ),
        Kind(
            "two_factor_auth_check",
            400,
            "Second factor needed",
            "The account has a second factor, and the request has no code for it.",
        ),
        Kind(
            "not_authenticated",
            401,
            "Not authenticated",
            "The access token is missing, unknown, expired or revoked, or the customer is suspended.",
        ),
        Kind(
            "missing_role",
            401,
            "Role missing",
            "The caller is not allowed to do this; the detail names the required role.",
        ),
        Kind(
            "not_team_administrator",
            401,
            "Not an administrator of the team",
            "Only administrators of the team may do this; the caller is an ordinary member.",
            changing=403,
        ),
        Kind(
            "read_only_view",
            403,
            "Read-only view",
            "The token is that of an operator's view of a team, which can only read that team.",
        ),
        Kind(
            "webhook_refused",
            401,
            "Webhook refused",
            "There is no webhook at this address, or the delivery's signature is missing or wrong.",
        ),
        Kind(
            "CANNOT_REMOVE_ITSELF",
            400,
            "Administrators cannot remove themselves",
            "Administrators cannot remove themselves. Use the call for leaving a team instead.",
        ),
        Kind(
            "already_team_member",
            400,
            "Already a member",
            "One of the people is already a member of the team or invited to it; the detail says who.",
        ),
        Kind("team_member_limit", 400, "Too many members", "The team would have more members than it is allowed."),
        Kind(
            "too_many_invitations",
            400,
            "Too many invitations",
            "The team has recently invited too many people. Wait, or ask an operator.",
        ),
        Kind(
            "sends_no_mail",
            400,
            "This space sends no mail",
            "Invitations to accounts are only sent by mail. Operators of the space can create links instead.",
        ),
        Kind(
            "too_many_calendar_links",
            400,
            "Too many calendar links",
            "The caller has too many links to calendars of this team. Revoke one first.",
        ),
        Kind(
            "too_many_alert_rules",
            400,
            "Too many alert rules",
            "The team has too many alert rules. Delete one first.",
        ),
        Kind(
            "alert_would_fire",
            400,
            "The alert would fire at once",
            "A figure has already reached the threshold of this rule; the preview says whose. Send `Confirm` as true "
            "to save the rule all the same.",
        ),
        Kind(
            "no_active_coworker",
            400,
            "No active coworker",
            "The caller has no active coworker record. Only an operator can activate one.",
        ),
        Kind(
            "member_has_active_contracts",
            400,
            "The member has active contracts",
            "A member whose contract has not ended cannot be removed.",
        ),
        Kind(
            "invitation_not_found",
            404,
            "Invitation not found",
            "There is no such open invitation. It may have been answered or withdrawn, or it may have expired.",
        ),
        Kind(
            "calendar_link_not_found",
            404,
            "Calendar link not found",
            "There is no such calendar link. It may have been revoked, or the person who created it may no longer see "
            "what it shows.",
        ),
        Kind("alert_rule_not_found", 404, "Alert rule not found", "The team has no alert rule with this id."),
        Kind(
            "alert_link_not_found",
            404,
            "Link not found",
            "This link cannot stop mail about alerts. Part of it may be missing.",
        ),
        Kind("member_not_found", 404, "Member not found", "The team has no member with this id."),
        Kind(
            "team_not_found",
            404,
            "Team not found",
            "The team does not exist, or the caller does not belong to it.",
        ),
        Kind("network_not_found", 404, "Network not found", "No network is configured for this host."),
        Kind("not_found", 404, "Not found", "There is nothing at this path."),
        Kind(
            "method_not_allowed",
            405,
            "Method not allowed",
            "This path does not support the method; see the Allow header.",
        ),
        Kind("request_timeout", 408, "Request timeout", "The rest of the request did not arrive in time."),
        Kind(
            "version_changed",
            412,
            "Changed in the meantime",
            "The record no longer has the version in `If-Match`, and nothing was changed. The ETag is the current "
            "version's.",
        ),
        Kind("body_too_large", 413, "Body too large", "The request body is too large."),
        Kind("unsupported_media_type", 415, "Unsupported media type", "The media type of the body is not supported."),
        Kind("too_many_requests", 429, "Too many requests", "Wait for the time given in Retry-After, then try again."),
        Kind("headers_too_large", 431, "Headers too large", "The request headers are too large."),
        Kind("internal_error", 500, "Internal error", "The server failed. Its log has details under the request's id."),
        Kind(
            "unavailable",
            503,
            "Unavailable",
            "The database is unavailable or overloaded. Try again after the time in Retry-After.",
        ),
    )
}
_BY_STATUS: Final = {
    400: "bad_request",
    404: "not_found",
    405: "method_not_allowed",
    408: "request_timeout",
    413: "body_too_large",
    415: "unsupported_media_type",
    429: "too_many_requests",
    431: "headers_too_large",
    503: "unavailable",
}

# The code of errors whose own text is the detail.
_SAYING_WHAT: Final[dict[type[Exception], str]] = {
    errors.BadRequest: "bad_request",
    errors.TeamNotFound: "team_not_found",
    errors.DashboardNotBuilt: "not_found",
}
_TO_BE_TRIED_AGAIN: Final = {"unavailable", "too_many_requests"}
_OPERATORS_CHALLENGE: Final = 'Bearer, Basic realm="teamkpi", charset="UTF-8"'

# What says that the database cannot be asked now, whatever is asked.
AWAY: Final = (
    psycopg.OperationalError,
    psycopg.InterfaceError,
    psycopg_pool.PoolTimeout,
    errors.DatabaseUnusable,
    TimeoutError,
)


class Problem(Struct, frozen=True, kw_only=True):
    """What went wrong, for people and for programs. The code never changes its meaning; the texts may change."""

    type: Annotated[str, Meta(description="The address of this problem type's description.")]
    title: Annotated[str, Meta(description="The problem type in words.")]
    status: Annotated[int, Meta(description="The HTTP status of the response.")]
    detail: Annotated[str, Meta(description="The problem with this particular request.")]
    code: Annotated[
        str,
        Meta(description="The problem type, for programs.", extra_json_schema={"enum": list(PROBLEMS)}),
    ]
    message: Annotated[
        str,
        Meta(description="Title and detail in one sentence: the only field that many existing clients show."),
    ] = field(name="Message")


@dataclass(frozen=True, slots=True)
class Refusal:
    """A problem with the headers that go with it."""

    problem: Problem
    headers: Mapping[str, str]

    @property
    def body(self) -> bytes:
        """The problem as JSON."""
        return encode(self.problem)


def refusal(
    code: str, detail: str | None = None, headers: Mapping[str, str] | None = None, method: str = "GET"
) -> Refusal:
    """Return the problem of that code; without a detail, what the kind means in general stands for it."""
    kind = PROBLEMS[code]
    said = detail or kind.meaning
    problem = Problem(
        type=f"/docs#problem-{code}",
        title=kind.title,
        status=kind.status_of(method),
        detail=said,
        code=code,
        message=f"{kind.title}: {said}",
    )
    again = {"Retry-After": str(RETRY_AFTER_SECONDS)} if code in _TO_BE_TRIED_AGAIN else {}
    return Refusal(problem, {**again, **(headers or {})})


def of_error(error: Exception, method: str = "GET") -> Refusal:
    """Return the problem that an error shows as, on a call of that method.

    Texts of the program's own errors are fit to be shown; those of everybody else's stay inside.
    """
    match error:
        case errors.NotKnownThen():
            found = refusal("not_known_then", str(error))
        case errors.BadRequest() | errors.TeamNotFound() | errors.DashboardNotBuilt():
            found = refusal(_SAYING_WHAT[type(error)], str(error))
        case (
            errors.NotAuthenticated()
            | errors.NotTeamAdministrator()
            | errors.OperatorRefused()
            | errors.WebhookRefused()
        ):
            found = _challenged(error, method)
        case errors.MemberRefused() | errors.AlertRefused():
            found = refusal(error.code, str(error))
        case errors.NetworkNotFound() | errors.ReadOnlyView():
            found = refusal("network_not_found" if isinstance(error, errors.NetworkNotFound) else "read_only_view")
        case errors.SetupRefused() | errors.LinkRefused():
            found = refusal("setup_refused" if isinstance(error, errors.SetupRefused) else "link_refused")
        case errors.GrantRefused():
            found = refusal(error.code)
        case errors.TooManyGuesses():
            found = refusal("too_many_requests", str(error), {"Retry-After": str(error.retry_after)})
        case HttpError():
            found = _of_status(error)
        case _:
            found = _of_others(error)
    return found


def _challenged(error: Exception, method: str) -> Refusal:
    """Return the problem of an error that asks for another token, or in the back office for one of its other ways."""
    challenge = "Bearer"
    match error:
        case errors.NoOperator():
            found, challenge = refusal("not_authenticated", str(error)), _OPERATORS_CHALLENGE
        case errors.OperatorRefused():
            found, challenge = refusal("missing_role", str(error)), _OPERATORS_CHALLENGE
        case errors.BounceRefused():
            found, challenge = refusal("webhook_refused"), 'Basic realm="bounces"'
        case errors.WebhookRefused():
            found, challenge = refusal("webhook_refused"), SIGNED
        case errors.NotAuthenticated():
            found = refusal("not_authenticated")
        case _:
            found = refusal("not_team_administrator", method=method)
    return Refusal(found.problem, {"WWW-Authenticate": challenge} if found.problem.status == 401 else {})


def _of_others(error: Exception) -> Refusal:
    if isinstance(error, errors.VersionChanged):
        return refusal("version_changed", f"{error}.", {"ETag": tag_of_version(error.held_since)})
    if isinstance(error, errors.DatabaseNotReady | errors.NetworkClosed):
        return refusal("unavailable", str(error))
    if isinstance(error, AWAY):
        return refusal("unavailable")
    return refusal("internal_error")


def _of_status(error: HttpError) -> Refusal:
    code = _BY_STATUS.get(error.status, "bad_request" if error.status < 500 else "internal_error")
    return refusal(code, headers=error.headers)
