"""The caller and their rights: from the request's headers to one check, and from the check to an error or none.

The order is always the same: host, token, the request's parameters, the team, the role in it. So callers who are not
signed in learn nothing, and callers outside a team learn nothing about it.
"""

from __future__ import annotations

from typing import Final

from teamkpi.api.callers.checks import LONGEST_TOKEN, Check
from teamkpi.api.callers.services import Services
from teamkpi.api.http.query import Query, positive_number
from teamkpi.api.http.requests import HttpRequest, credentials_in, host_of
from teamkpi.api.log import notes_of
from teamkpi.api.turns import asked_by
from teamkpi.errors import NetworkNotFound, NotAuthenticated, NotTeamAdministrator, TeamNotFound
from teamkpi.ledger.audit_trail import Author
from teamkpi.membership import SignedIn

CHANNEL: Final = "portal"


async def check(services: Services, request: HttpRequest, team_id: int | None = None) -> Check:
    """Return what holds for the request at this moment."""
    shown = credentials_in(request.scope)
    token_hash = None
    if shown is not None and shown.scheme == b"bearer" and shown.token is not None:
        token_hash = shown.digest if len(shown.value) <= LONGEST_TOKEN else None
    found = await services.checks.check(host_of(request), token_hash, team_id)
    notes = notes_of(request.scope)
    notes.network_id, notes.account_id = found.network_id, found.account_id
    asked_by(("account", found.network_id, found.account_id))
    return found


def signed_in(found: Check) -> SignedIn:
    """Return the caller; raises NetworkNotFound or NotAuthenticated."""
    if found.network_id is None:
        raise NetworkNotFound
    if found.account_id is None:
        raise NotAuthenticated
    return SignedIn(found.network_id, found.account_id, found.email or "", found.coworker_ids)


def team_id_of(request: HttpRequest) -> int:
    """Return the id of a team in the request's path; 0, which no team has, for what is no id."""
    return positive_number(request.path_params["teamId"]) or 0


def author(services: Services, request: HttpRequest, found: Check) -> Author:
    """Return the author of the change that a request makes, for the audit trail."""
    return Author(
        name=found.email or "",
        channel=CHANNEL,
        address=services.proxies.client_of(request.scope),
        account_id=found.account_id,
        request_id=notes_of(request.scope).request_id,
    )


def is_administrator(found: Check) -> bool:
    """Return whether the caller administers the team that was checked; False for a plain member.

    Raises TeamNotFound when there is no such team or the caller has no part in it.
    """
    if not (found.is_member or found.is_administrator):
        raise TeamNotFound
    return found.is_administrator


def require_administrator(found: Check) -> None:
    """Raise NotTeamAdministrator for a plain member of the team that was checked.

    Raises TeamNotFound when there is no such team or the caller has no part in it.
    """
    if not is_administrator(found):
        raise NotTeamAdministrator


def coworker_id_of(query: Query) -> int | None:
    """Return whom a request asks about with ``coworkerId``; None for the whole team. Raises BadRequest."""
    return query.number("coworkerId", default=0) or None


def may_ask_about(found: Check, coworker_id: int | None) -> None:
    """Raise unless the caller administers the team that was checked, or is a member who asks about themselves.

    TeamNotFound when there is no such team or the caller has no part in it, and NotTeamAdministrator.
    """
    if not is_administrator(found) and coworker_id not in found.coworker_ids:
        raise NotTeamAdministrator


def bearer_token(request: HttpRequest) -> str | None:
    """Return the access token; None for another scheme, a malformed header, or several."""
    shown = credentials_in(request.scope)
    return shown.token if shown is not None and shown.scheme == b"bearer" else None
