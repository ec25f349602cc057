"""Views of teams: what the token of a view gives access to, and the entries about its use in the audit trail."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from psycopg import AsyncConnection

from teamkpi.accounts import team_views
from teamkpi.accounts.roles import SEEN_IN_TEAMS, Right, role_of
from teamkpi.api.callers import access
from teamkpi.api.callers.checks import Check, digest
from teamkpi.api.callers.services import Services
from teamkpi.api.http.requests import HttpRequest, host_of
from teamkpi.api.log import notes_of
from teamkpi.api.turns import asked_by
from teamkpi.db import load_sql
from teamkpi.networks import network_at

_SQL: Final = load_sql("teamkpi.api.callers", "views.sql")
_NO_VIEW: Final = (None, None, None, None, (), None)
_ROLES: Final = [role_of("Team", Right.READ), *SEEN_IN_TEAMS]


class View(NamedTuple):
    """The view of a request, and its check: that of an administrator of the team who does not act for a coworker."""

    token: str
    check: Check
    calls_noted: frozenset[str]


def token_of(request: HttpRequest) -> str | None:
    """Return the token of a view that a request sends, valid or not; None for other credentials."""
    token = access.bearer_token(request)
    return token if token is not None and token.startswith(team_views.PREFIX) else None


async def view(services: Services, request: HttpRequest, token: str, team_id: int | None) -> View:
    """Return the view of a token. It is an administrator of its own team, and has no rights in other teams.

    Raises NetworkNotFound, and NotAuthenticated for a token that is not valid.
    """
    host = host_of(request)
    values = {
        "token_hash": digest(token),
        "roles": _ROLES,
        "now": services.now(),
    }

    async def fetch(conn: AsyncConnection) -> tuple[Any, ...]:
        network_id = await network_at(conn, host)
        asked = {**values, "network_id": network_id}
        row = await (await conn.execute(_SQL.check_view, asked, prepare=True)).fetchone()
        return (network_id, *(row or _NO_VIEW))

    network_id, account_id, email, own_team_id, expires_on, calls_noted, revision = await services.database.read(fetch)
    check = Check(
        network_id=network_id,
        account_id=account_id,
        email=email,
        is_operator=False,
        coworker_ids=[],
        earlier_sign_in_on=None,
        expires_on=expires_on,
        is_member=False,
        is_administrator=account_id is not None and team_id is not None and team_id == own_team_id,
        revision=revision,
    )
    notes = notes_of(request.scope)
    notes.network_id, notes.account_id = network_id, account_id
    asked_by(("account", network_id, account_id))
    access.signed_in(check)
    return View(token, check, frozenset(calls_noted))


async def note_read(services: Services, request: HttpRequest, found: View, call: str) -> None:
    """Record in the audit trail that a view uses a call, when it first does, before the call is answered."""
    if call in found.calls_noted:
        return
    check, author = found.check, access.author(services, request, found.check)
    shown = f"{request.method} {request.scope['path']}"
    await services.database.note(
        lambda conn: team_views.note_call(
            conn, check.network_id or 0, found.token, call, shown, author, now=services.now()
        )
    )
