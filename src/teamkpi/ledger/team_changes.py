"""What the administrators of a team may change: its fields, and who is in it.

Each change is decided while the team is locked, so two of them come one after the other: a limit is kept whoever comes
together, and who has just been removed as an administrator changes nothing any more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple

from psycopg import Connection

from teamkpi.db import load_sql
from teamkpi.errors import MemberRefused, NotTeamAdministrator, TeamNotFound
from teamkpi.ledger.apply import Change
from teamkpi.ledger.audit import Author
from teamkpi.ledger.report import Report
from teamkpi.ledger.revise import Record, Revision, next_ids, revise
from teamkpi.ledger.values import to_wire

_SQL = load_sql("teamkpi.ledger", "team_changes.sql")
_PEOPLE_LOCK: Final = 0x7061C4  # the class of advisory locks that stand for a network's e-mail addresses
_INDIVIDUAL: Final = 1


class NewMember(NamedTuple):
    """Somebody who is to be a member of a team."""

    full_name: str
    email: str


def change_team(
    conn: Connection[Any],
    network_id: int,
    team_id: int,
    acting: Sequence[int],
    change: Callable[[Record], Record],
    *,
    now: datetime,
    new: Callable[[], Iterable[Change]] = tuple,
    author: Author | None = None,
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
        return None if changed == team else {**changed, "UpdatedBy": _email_of(conn, network_id, acting)}

    return revise(conn, network_id, [Revision("teams", team_id, decide)], now=now, new=new, author=author)


def add_members(
    conn: Connection[Any],
    network_id: int,
    team_id: int,
    acting: Sequence[int],
    people: Sequence[NewMember],
    *,
    tariff_id: int | None,
    start: datetime,
    now: datetime,
    author: Author | None = None,
) -> Report:
    """Make people members of a team, all of them or none.

    Who has a coworker record under the e-mail, in any case, and is not archived joins with that one, an active one
    before a suspended one, and keeps the name it has: nobody's suspension is undone by another record. Everybody else
    gets a new record; it is suspended when the team keeps new accounts on hold. Each gets a contract at the team's
    location from ``start`` on, for the plan ``tariff_id`` or else the team's own one, unless there is neither, or a
    contract for that plan and location is running.

    Raises MemberRefused when one of them is a member already or the team would have more members than it may, and what
    ``change_team`` raises.
    """
    made: list[Change] = []

    def add(team: Record) -> Record:
        made.clear()
        conn.execute(_SQL.lock_people, {"lock_class": _PEOPLE_LOCK, "network_key": network_id % 2**31})
        known = _known(conn, network_id, people)
        for place, ids in enumerate(known, 1):
            if set(ids) & set(team["TeamMembers"]):
                raise MemberRefused("already_team_member", f"Emails: entry {place} is a member of the team already.")
        _check_limit(team, len(_shown(conn, network_id, team["TeamMembers"])), len(people))
        updated_by = _email_of(conn, network_id, acting)
        unknown = [person for person, ids in zip(people, known, strict=True) if not ids]
        new_ids = next_ids(conn, network_id, "coworkers", len(unknown))
        made.extend(
            Change("coworkers", {**_coworker(number, person, team), "UpdatedBy": updated_by}, number)
            for number, person in zip(new_ids, unknown, strict=True)
        )
        fresh = iter(new_ids)
        joining = [ids[0] if ids else next(fresh) for ids in known]
        plan = tariff_id or team["DefaultTariffId"]
        if plan is not None:
            contract = {**_contract(team, plan, start), "UpdatedBy": updated_by}
            running = _running_contracts(conn, network_id, joining, now)
            without = [one for one in joining if (one, plan, team["BusinessId"]) not in running]
            made.extend(
                Change("coworkercontracts", {"Id": number, "CoworkerId": coworker_id, **contract}, number)
                for number, coworker_id in zip(
                    next_ids(conn, network_id, "coworkercontracts", len(without)), without, strict=True
                )
            )
        return {**team, "TeamMembers": sorted({*team["TeamMembers"], *joining})}

    return change_team(conn, network_id, team_id, acting, add, now=now, new=lambda: made, author=author)


def remove_member(
    conn: Connection[Any],
    network_id: int,
    team_id: int,
    acting: Sequence[int],
    coworker_id: int,
    *,
    now: datetime,
    author: Author | None = None,
) -> Report:
    """Take somebody out of a team, as a member and as an administrator; the coworker's record stays as it is.

    Raises MemberRefused when the team shows nobody of that id, or it is the one who asks, or has a contract that has
    not ended, and what ``change_team`` raises.
    """

    def remove(team: Record) -> Record:
        if coworker_id not in _shown(conn, network_id, [*team["TeamMembers"], *team["TeamAdministrators"]]):
            raise MemberRefused("member_not_found")
        if coworker_id in acting:
            raise MemberRefused("CANNOT_REMOVE_ITSELF")
        if _running_contracts(conn, network_id, [coworker_id], now):
            raise MemberRefused("member_has_active_contracts")
        without = {
            name: [one for one in team[name] if one != coworker_id]
            for name in ("TeamMembers", "TeamAdministrators")
            if coworker_id in team[name]
        }
        return {**team, **without}

    return change_team(conn, network_id, team_id, acting, remove, now=now, author=author)


def _known(conn: Connection[Any], network_id: int, people: Sequence[NewMember]) -> list[list[int]]:
    """Return for each of the people the coworkers that bear the address; who joins is the first."""
    known: list[list[int]] = [[] for _ in people]
    values = {"network_id": network_id, "emails": [person.email for person in people]}
    for place, coworker_id in conn.execute(_SQL.people_of_emails, values):
        known[place - 1].append(coworker_id)
    return known


def _check_limit(team: Record, there: int, coming: int) -> None:
    limit = team["MaxTeamMemberCount"]
    if limit is not None and there + coming > limit:
        raise MemberRefused("team_member_limit", f"The team may have {limit} members and has {there}.")


def _coworker(number: int, person: NewMember, team: Record) -> Record:
    return {
        "Id": number,
        "FullName": person.full_name,
        "Email": person.email,
        "CoworkerType": _INDIVIDUAL,
        "Active": not team["DefaultMemberTariffKeepNewAccountsOnHold"],
    }


def _contract(team: Record, plan: int, start: datetime) -> Record:
    return {
        "IssuedById": team["BusinessId"],
        "TariffId": plan,
        "TariffName": team["DefaultTariffName"] if plan == team["DefaultTariffId"] else None,
        "StartDate": to_wire(start),
        "Quantity": 1,
    }


def _shown(conn: Connection[Any], network_id: int, coworker_ids: Sequence[int]) -> set[int]:
    values = {"network_id": network_id, "coworker_ids": list(coworker_ids)}
    return {row[0] for row in conn.execute(_SQL.shown_members, values)}


def _running_contracts(
    conn: Connection[Any], network_id: int, coworker_ids: Sequence[int], now: datetime
) -> set[tuple[int, int, int]]:
    values = {"network_id": network_id, "coworker_ids": list(coworker_ids), "now": now}
    return {(row[0], row[1], row[2]) for row in conn.execute(_SQL.running_contracts, values)}


def _email_of(conn: Connection[Any], network_id: int, acting: Sequence[int]) -> str | None:
    found = conn.execute(_SQL.email_of, {"network_id": network_id, "coworker_ids": list(acting)}).fetchone()
    return found[0] if found else None
