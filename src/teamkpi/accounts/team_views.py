"""Views of a team: an operator reads what the team's administrators see, for a short time, without becoming one.

A view has its own token, which can only read one team. It belongs to the operator's sign-in. It ends with the sign-in,
or when the operator loses a role that it needs, and cannot be extended. The audit trail has an entry when it begins,
one for each call that it uses, and one when it is ended early.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from psycopg import Connection

from teamkpi import wire
from teamkpi.accounts.digests import digest_of
from teamkpi.accounts.roles import Right as _Right
from teamkpi.accounts.roles import Roles, missing_for_figures, role_of
from teamkpi.accounts.sign_ins import LASTS_UNTIL
from teamkpi.db import load_sql
from teamkpi.errors import NotAuthenticated, RecordNotFound
from teamkpi.ledger.audit_trail import AuditType, Author, note_change

_SQL: Final = load_sql(__package__, "team_views.sql")
_BEGIN: Final = _SQL.begin.format(lasts_until=LASTS_UNTIL)
VIEW: Final = "TeamView"
"""The name of views in the audit trail; the id of these entries is the team's."""
PREFIX: Final = "teamkpi_view_"
"""The beginning of all tokens of views, so that they are never looked up as anything else."""
LONGEST: Final = timedelta(minutes=30)


class TeamView(NamedTuple):
    """A view that has begun."""

    token: str
    team_name: str
    expires_on: datetime


@dataclass(frozen=True, slots=True)
class Viewer:
    """The operator who views a team: their account, the access token of their sign-in, and the time."""

    network_id: int
    account_id: int
    access_token: str
    author: Author
    now: datetime


def missing_for_views(roles: Roles) -> list[str]:
    """Return the roles that are missing for viewing teams: those for reading teams and people's figures."""
    read_teams = role_of("Team", _Right.READ)
    return [*([] if roles is None or read_teams in roles else [read_teams]), *missing_for_figures(roles)]


def begin(conn: Connection, viewer: Viewer, team_id: int) -> TeamView:
    """Begin a view of a team.

    The caller has to check the roles; every request of the view checks them again. Raises RecordNotFound for an unknown
    team, and NotAuthenticated if the sign-in has ended.
    """
    token = PREFIX + secrets.token_urlsafe(32)
    values = {
        "network_id": viewer.network_id,
        "account_id": viewer.account_id,
        "access_hash": digest_of(viewer.access_token),
        "token_hash": digest_of(token),
        "team_id": team_id,
        "now": viewer.now,
        "until": viewer.now + LONGEST,
    }
    with conn.transaction():
        delete_expired(conn, viewer.network_id, now=viewer.now)
        team = conn.execute(_SQL.team, values).fetchone()
        if team is None:
            raise RecordNotFound
        made = conn.execute(_BEGIN, values).fetchone()
        if made is None:
            raise NotAuthenticated
        [name], [expires_on] = team, made
        changes = {"Team": (None, name), "ExpiresOn": (None, wire.instant(expires_on))}
        note_change(
            conn,
            viewer.network_id,
            viewer.author,
            VIEW,
            team_id,
            audit_type=AuditType.CREATE,
            changes=changes,
            now=viewer.now,
        )
    return TeamView(token, name, expires_on)


def end(conn: Connection, viewer: Viewer) -> int:
    """End all views of the viewer's sign-in, starting with the next request; return how many there were."""
    values = {
        "network_id": viewer.network_id,
        "account_id": viewer.account_id,
        "access_hash": digest_of(viewer.access_token),
        "now": viewer.now,
    }
    with conn.transaction():
        ended = conn.execute(_SQL.end_views, values).fetchall()
        for (team_id,) in ended:
            note_change(
                conn,
                viewer.network_id,
                viewer.author,
                VIEW,
                team_id,
                audit_type=AuditType.DELETE,
                changes={"Ended": (False, True)},
                now=viewer.now,
            )
    return len(ended)


def note_call(  # noqa: PLR0917 - the view, and what is read in it
    conn: Connection, network_id: int, token: str, call: str, shown: str, author: Author, *, now: datetime
) -> None:
    """Record in the audit trail that a view uses a call, when it first does; ``shown`` is what the entry calls it.

    Raises NotAuthenticated if the view has ended.
    """
    values = {"network_id": network_id, "token_hash": digest_of(token), "call": call, "now": now}
    with conn.transaction():
        found = conn.execute(_SQL.lock_view, values).fetchone()
        if found is None:
            raise NotAuthenticated
        team_id, was_used = found
        if not was_used:
            conn.execute(_SQL.note_call, values)
            changes = {"Read": (None, shown)}
            note_change(conn, network_id, author, VIEW, team_id, audit_type=AuditType.UPDATE, changes=changes, now=now)


def delete_expired(conn: Connection, network_id: int, *, now: datetime) -> None:
    """Delete the expired views of a network, which are already refused."""
    conn.execute(_SQL.delete_expired, {"network_id": network_id, "now": now})
