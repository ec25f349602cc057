"""Changes that the administrators of a team make to it.

Each change is decided while the team is locked, so two of them come one after the other, and somebody who has just been
removed as an administrator changes nothing any more.
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
) -> Report:
    """Change a team's record for one of its administrators, who acts as the coworkers of these ids.

    ``change`` gets the record as it is held, locked, and returns it as it is to be, or raises to give everything up; it
    may be called again. When it changes nothing, the team's version stays. ``new`` gives records to write besides.
    With an ``author``, what is written leaves rows in the audit trail.

    Raises TeamNotFound and NotTeamAdministrator by what is true at this moment, and BatchRejected.
    """

    def decide(team: Record | None) -> Record | None:
        if team is None:
            raise TeamNotFound
        if not set(acting) & set(team["TeamAdministrators"]):
            raise NotTeamAdministrator if set(acting) & set(team["TeamMembers"]) else TeamNotFound
        changed = change(team)
        return None if changed == team else {**changed, "UpdatedBy": email_of(conn, network_id, acting)}

    return revise(conn, network_id, [Revision("teams", team_id, decide)], now=now, new=new, author=author)


def email_of(conn: Connection, network_id: int, acting: Sequence[int]) -> str | None:
    """Return the e-mail of the first of these coworkers that there is, for ``UpdatedBy``."""
    found = conn.execute(_SQL.email_of, {"network_id": network_id, "coworker_ids": list(acting)}).fetchone()
    return found[0] if found else None
