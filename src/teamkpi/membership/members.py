"""The members of a team: who they are, how many there may be, and how they go."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Final, NamedTuple

from psycopg import Connection

from teamkpi.db import load_sql
from teamkpi.errors import MemberRefused, TeamNotFound
from teamkpi.ledger import Author, Report, Revision, revise
from teamkpi.ledger.revise import Record
from teamkpi.ledger.team_changes import change_team, email_of
from teamkpi.membership.contracts import running_contracts

SQL: Final = load_sql("teamkpi.membership", "members.sql")


class SignedIn(NamedTuple):
    """Somebody who is signed in: the account, and the active coworkers that it acts for."""

    network_id: int
    account_id: int
    email: str
    coworker_ids: Sequence[int]


def shown_members(conn: Connection, network_id: int, coworker_ids: Sequence[int]) -> set[int]:
    """Return those of these coworkers that a team shows: the ones that exist and are not archived."""
    values = {"network_id": network_id, "coworker_ids": list(coworker_ids)}
    return {row[0] for row in conn.execute(SQL.shown_members, values)}


def remove_member(
    conn: Connection,
    by: SignedIn,
    team_id: int,
    coworker_id: int,
    *,
    now: datetime,
    author: Author,
) -> Report:
    """Take somebody out of a team, as a member and as an administrator; the coworker's record stays as it is.

    Raises MemberRefused when the team shows nobody of that id, or it is the one who asks, or has a contract that has
    not ended, and what ``change_team`` raises.
    """

    def remove(team: Record) -> Record:
        people = [*team["TeamMembers"], *team["TeamAdministrators"]]
        if coworker_id not in shown_members(conn, by.network_id, people):
            raise MemberRefused("member_not_found")
        if coworker_id in by.coworker_ids:
            raise MemberRefused("CANNOT_REMOVE_ITSELF")
        if running_contracts(conn, by.network_id, [coworker_id], now):
            raise MemberRefused("member_has_active_contracts")
        return _without(team, [coworker_id])

    return change_team(conn, by.network_id, team_id, by.coworker_ids, remove, now=now, author=author)


def leave_team(conn: Connection, by: SignedIn, team_id: int, *, now: datetime, author: Author) -> Report:
    """Take the person who asks out of a team, as a member and as an administrator.

    Each coworker that their account is bound to goes, also a suspended one. Contracts do not prevent it and stay with
    the person. The last administrator may leave too: the team then has none until an operator names one. Raises
    TeamNotFound for a team that the person has no part in.
    """

    def leave(team: Record | None) -> Record | None:
        if team is None or not set(by.coworker_ids) & {*team["TeamMembers"], *team["TeamAdministrators"]}:
            raise TeamNotFound
        updated_by = email_of(conn, by.network_id, by.coworker_ids)
        values = {"network_id": by.network_id, "account_id": by.account_id}
        own = {*by.coworker_ids, *(row[0] for row in conn.execute(SQL.bound_coworkers, values))}
        return {**_without(team, own), "UpdatedBy": updated_by}

    return revise(conn, by.network_id, [Revision("teams", team_id, leave)], now=now, author=author)


def _without(team: Record, coworker_ids: Collection[int]) -> Record:
    leaving = set(coworker_ids)
    changed = {
        name: [one for one in team[name] if one not in leaving]
        for name in ("TeamMembers", "TeamAdministrators")
        if leaving & set(team[name])  # a list that stays as it was is not stated again
    }
    return {**team, **changed}
