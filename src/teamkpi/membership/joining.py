"""Adds people to a team by their e-mail addresses.

A person whom the network does not know becomes a member at once. Everyone else is invited, and joins by accepting. The
administrator gets the same response in both cases: the checks that can reject a request do not depend on whether an
address is known.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final, NamedTuple

from psycopg import Connection

from teamkpi.db.locks import Lock
from teamkpi.errors import MemberRefused
from teamkpi.folding import folded
from teamkpi.ledger import Author, Change, Report, next_ids
from teamkpi.ledger.revise import Record
from teamkpi.ledger.team_changes import change_team, email_of
from teamkpi.membership import contracts, invitations
from teamkpi.membership.members import SQL, SignedIn, shown_members

_INDIVIDUAL: Final = 1


class NewMember(NamedTuple):
    """A person to add to a team."""

    full_name: str
    email: str


class _Known(NamedTuple):
    """What the network knows about an e-mail address."""

    coworker_ids: list[int]
    is_member: bool


def add_members(
    conn: Connection,
    by: SignedIn,
    team_id: int,
    people: Sequence[NewMember],
    *,
    tariff_id: int | None = None,
    start: date | datetime | None = None,
    now: datetime,
    author: Author,
    only_if: frozenset[datetime] | None = None,
) -> Report:
    """Add people to a team, either all of them or none.

    If no coworker or account of the network has the address, the person gets a coworker record and is a member at once;
    the record is suspended if the team keeps new accounts on hold. Anyone else gets an invitation, and their data is
    not changed. Both get a contract at the team's location from ``start`` (a date means that day there; None means the
    time of joining), for the plan ``tariff_id`` or else the team's default plan, unless there is neither.

    Raises BadRequest for an unknown plan and a start before today; MemberRefused if one of them is already a member or
    invited, if members and open invitations would exceed the team's limit, or if the team has invited too many people
    recently; and what ``change_team`` raises.
    """
    made: list[Change] = []
    emails = [person.email for person in people]

    def add(team: Record) -> Record:
        made.clear()
        network_id = by.network_id
        plan = contracts.plan_for(conn, network_id, team, tariff_id)
        begin = contracts.start_for(conn, network_id, team, start, now)
        conn.execute(SQL.lock_people, Lock.PEOPLE.of(network_id))
        known = _known(conn, network_id, emails, team)
        invited, open_count = invitations.open_invitations_of(conn, network_id, team_id, emails, now=now)
        members = {place for place, one in known.items() if one.is_member}
        for place in sorted(members | invited):
            raise MemberRefused(
                "already_team_member", f"Emails: entry {place} is already a member of the team or invited to it."
            )
        _check_limit(team, len(shown_members(conn, network_id, team["TeamMembers"])) + open_count, len(people))
        invitations.check_few(conn, network_id, team_id, len(people), now=now)
        updated_by = email_of(conn, network_id, by.coworker_ids)
        unknown = [person for place, person in enumerate(people, 1) if place not in known]
        new_ids = next_ids(conn, network_id, "coworkers", len(unknown))
        made.extend(
            Change("coworkers", {**_coworker(number, person, team), "UpdatedBy": updated_by}, number)
            for number, person in zip(new_ids, unknown, strict=True)
        )
        made.extend(
            contracts.contracts_for(
                conn, network_id, team, new_ids, plan, start=begin or now, now=now, updated_by=updated_by
            )
        )
        inviting = invitations.Inviting(by, team, plan, begin)
        to_invite = [(emails[place - 1], one.coworker_ids) for place, one in known.items()]
        invitations.invite(conn, inviting, to_invite, now=now, author=author)
        return {**team, "TeamMembers": sorted({*team["TeamMembers"], *new_ids})}

    return change_team(
        *(conn, by.network_id, team_id, by.coworker_ids, add),
        now=now,
        new=lambda: made,
        author=author,
        only_if=only_if,
    )


def _known(conn: Connection, network_id: int, emails: Sequence[str], team: Record) -> dict[int, _Known]:
    """Return what the network knows about each address, by its 1-based position."""
    values = {"network_id": network_id, "emails_folded": list(map(folded, emails)), "team_members": team["TeamMembers"]}
    return {place: _Known(*known) for place, *known in conn.execute(SQL.known_people, values)}


def _check_limit(team: Record, taken: int, coming: int) -> None:
    limit = team["MaxTeamMemberCount"]
    if limit is not None and taken + coming > limit:
        raise MemberRefused(
            "team_member_limit", f"The team may have {limit} members and has {taken}, counting open invitations."
        )


def _coworker(number: int, person: NewMember, team: Record) -> Record:
    return {
        "Id": number,
        "FullName": person.full_name,
        "Email": person.email,
        "CoworkerType": _INDIVIDUAL,
        "Active": not team["DefaultMemberTariffKeepNewAccountsOnHold"],
    }
