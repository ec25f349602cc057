"""The members of a team and its administrators: listing, removal, and the role of an administrator."""

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
    """A signed-in person: the account, and the active coworkers that it acts for."""

    network_id: int
    account_id: int
    email: str
    coworker_ids: Sequence[int]


def shown_members(conn: Connection, network_id: int, coworker_ids: Sequence[int]) -> set[int]:
    """Return the coworkers among these that a team shows: those that exist and are not archived."""
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
    only_if: frozenset[datetime] | None = None,
) -> Report:
    """Remove a person from a team, as a member and as an administrator; the coworker's record does not change.

    Raises MemberRefused if the team does not show a person with that id, if it is the caller, or if the person has a
    contract that has not ended; and what ``change_team`` raises.
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

    return change_team(conn, by.network_id, team_id, by.coworker_ids, remove, now=now, author=author, only_if=only_if)


def set_administrator(
    conn: Connection,
    by: SignedIn,
    team_id: int,
    coworker_id: int,
    *,
    administers: bool,
    now: datetime,
    author: Author,
    only_if: frozenset[datetime] | None = None,
) -> Report:
    """Make somebody in a team its administrator, or end that role; a member stays a member either way.

    Raises MemberRefused if the team does not show a person with that id, or if the caller would end their own role, so
    that a team which is changed here keeps an administrator; and what ``change_team`` raises.
    """

    def change(team: Record) -> Record:
        administrators = team["TeamAdministrators"]
        if coworker_id not in shown_members(conn, by.network_id, [*team["TeamMembers"], *administrators]):
            raise MemberRefused("member_not_found")
        if not administers and coworker_id in by.coworker_ids:
            raise MemberRefused("CANNOT_REMOVE_ITSELF")
        if (coworker_id in administrators) == administers:
            return team
        others = [one for one in administrators if one != coworker_id]
        return {**team, "TeamAdministrators": [*others, coworker_id] if administers else others}

    return change_team(conn, by.network_id, team_id, by.coworker_ids, change, now=now, author=author, only_if=only_if)


def leave_team(
    conn: Connection,
    by: SignedIn,
    team_id: int,
    *,
    now: datetime,
    author: Author,
    only_if: frozenset[datetime] | None = None,
) -> Report:
    """Remove the caller from a team, as a member and as an administrator.

    This removes every coworker that their account is bound to, including suspended ones. Contracts do not prevent it
    and stay unchanged. The last administrator may leave too; the team then has none until an operator appoints one.
    Raises TeamNotFound for a team that the caller is not part of, and VersionChanged for one that is at none of the
    versions in ``only_if``.
    """

    def leave(team: Record | None) -> Record | None:
        if team is None or not set(by.coworker_ids) & {*team["TeamMembers"], *team["TeamAdministrators"]}:
            raise TeamNotFound
        updated_by = email_of(conn, by.network_id, by.coworker_ids)
        values = {"network_id": by.network_id, "account_id": by.account_id}
        own = {*by.coworker_ids, *(row[0] for row in conn.execute(SQL.bound_coworkers, values))}
        return {**_without(team, own), "UpdatedBy": updated_by}

    return revise(conn, by.network_id, [Revision("teams", team_id, leave, only_if)], now=now, author=author)


def _without(team: Record, coworker_ids: Collection[int]) -> Record:
    leaving = set(coworker_ids)
    changed = {
        name: [one for one in team[name] if one not in leaving]
        for name in ("TeamMembers", "TeamAdministrators")
        if leaving & set(team[name])  # an unchanged list is left out
    }
    return {**team, **changed}
