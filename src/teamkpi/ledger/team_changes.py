"""Changes to a team by its administrators.

Each change is made while the team is locked, so changes are serialised, and a person who has just been removed as an
administrator cannot make any more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from psycopg import Connection

from teamkpi.db import load_sql
from teamkpi.errors import NotTeamAdministrator, TeamNotFound
from teamkpi.ledger.apply import Change
from teamkpi.ledger.audit_trail import Author
from teamkpi.ledger.report import Report
from teamkpi.ledger.revise import Record, Revision, revise

_SQL = load_sql("teamkpi.ledger", "team_changes.sql")


def change_team(
    conn: Connection,
    network_id: int,
    team_id: int,
    acting: Sequence[int],
    change: Callable[[Record], Record],
    *,
    now: datetime,
    new: Callable[[], Iterable[Change]] = tuple,
    author: Author,
    only_if: frozenset[datetime] | None = None,
) -> Report:
    """Change a team's record on behalf of an administrator, whose coworker ids are ``acting``.

    ``change`` gets the stored record, locked, and returns the changed one, or raises to abort; it may be called more
    than once. If it changes nothing, the team's version stays. ``new`` returns additional records to write. The audit
    trail gets rows with the ``author``.

    ``only_if`` are the versions that the team has to be at, as in a Revision. Raises TeamNotFound and
    NotTeamAdministrator, both decided under the lock, VersionChanged and BatchRejected.
    """

    def decide(team: Record | None) -> Record | None:
        if team is None:
            raise TeamNotFound
        if not set(acting) & set(team["TeamAdministrators"]):
            raise NotTeamAdministrator if set(acting) & set(team["TeamMembers"]) else TeamNotFound
        changed = change(team)
        return None if changed == team else {**changed, "UpdatedBy": email_of(conn, network_id, acting)}

    return revise(conn, network_id, [Revision("teams", team_id, decide, only_if)], now=now, new=new, author=author)


def email_of(conn: Connection, network_id: int, acting: Sequence[int]) -> str | None:
    """Return the e-mail address of the first of these coworkers that exists, for ``UpdatedBy``."""
    found = conn.execute(_SQL.email_of, {"network_id": network_id, "coworker_ids": list(acting)}).fetchone()
    return found[0] if found else None
