"""Invitations to a team: for people whom the network knows, who join when they accept.

An invitation is open until it is answered, withdrawn or expired, as long as the account that made it administers the
team. It is for an e-mail address. It can be answered by the account with that address, or by an account that acts for a
coworker who had the address when the invitation was made; by no one else, not even with the secret of a link.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from psycopg import Connection

from teamkpi import outbox
from teamkpi.accounts.digests import digest_of
from teamkpi.db import load_sql
from teamkpi.errors import MemberRefused, NotAuthenticated
from teamkpi.folding import folded
from teamkpi.ledger import Author, Change, Report, Revision, audit_trail, revise
from teamkpi.ledger.audit_trail import AuditType, Changes
from teamkpi.ledger.revise import Record
from teamkpi.ledger.team_changes import change_team, email_of
from teamkpi.ledger.values import to_wire
from teamkpi.membership.contracts import Plan, contracts_for, not_before_today
from teamkpi.membership.members import SignedIn, shown_members

_SQL: Final = load_sql("teamkpi.membership", "invitations.sql")
INVITATION: Final = "Invitation"
"""The name of invitations in the audit trail."""
DAYS_OPEN: Final = 30
LINK_DAYS: Final = 7
MOST_OF_TEAM: Final = 200
"""Limit of people that a team may invite in ``DAYS_OPEN`` days, whatever the result of the invitations."""
MOST_LISTED: Final = 100
"""Limit of invitations shown to a person, newest first."""


class Inviting(NamedTuple):
    """The inviter, the team, and the contract: its plan, and its start (None for the time of joining)."""

    by: SignedIn
    team: Record
    plan: Plan | None
    start: datetime | None


class TeamInvitation(NamedTuple):
    """An open invitation as shown to the administrators of the team."""

    id: int
    email: str
    """The address as typed."""
    invited_by: str
    tariff_id: int | None
    tariff_name: str | None
    start_date: datetime | None
    created_on: datetime
    expires_on: datetime


class Invitation(NamedTuple):
    """An open invitation as shown to the invited person."""

    id: int
    team_id: int
    team_name: str
    business_name: str
    invited_by: str
    tariff_id: int | None
    tariff_name: str | None
    start_date: datetime | None
    created_on: datetime
    expires_on: datetime


class Link(NamedTuple):
    """The secret of a link to an invitation, and when the link expires."""

    secret: str
    expires_on: datetime


def open_invitations_of(
    conn: Connection, network_id: int, team_id: int, emails: Sequence[str], *, now: datetime
) -> tuple[set[int], int]:
    """Return the 1-based positions of the addresses with an open invitation to a team, and the team's total number."""
    values = {"network_id": network_id, "team_id": team_id, "emails_folded": list(map(folded, emails)), "now": now}
    found = conn.execute(_open(_SQL.invited_emails), values).fetchall()
    return {place for (place,) in found if place is not None}, len(found)


def check_few(conn: Connection, network_id: int, team_id: int, coming: int, *, now: datetime) -> None:
    """Raise MemberRefused if a number of further invitations would exceed the team's recent limit."""
    values = {"network_id": network_id, "team_id": team_id, "now": now}
    [count] = conn.execute(_SQL.count_of_team, values).fetchone() or (0,)
    if count + coming > MOST_OF_TEAM:
        raise MemberRefused("too_many_invitations")


def invite(
    conn: Connection,
    inviting: Inviting,
    people: Sequence[tuple[str, Sequence[int]]],
    *,
    now: datetime,
    author: Author,
) -> None:
    """Create an invitation for each address, with the coworkers that have it, and a mail if the network sends mail.

    To be called in a transaction in which the team is locked and none of the addresses has an open invitation to it.
    """
    if not people:
        return
    by, team, plan, start = inviting
    network = {"network_id": by.network_id, "now": now}
    conn.execute(_SQL.delete_expired, network)
    [last] = conn.execute(_SQL.next_ids, {**network, "count": len(people)}).fetchone() or (0,)
    shared = {
        **network,
        "team_id": team["Id"],
        "account_id": by.account_id,
        "invited_by_id": min(set(by.coworker_ids) & set(team["TeamAdministrators"])),
        "tariff_id": plan and plan.tariff_id,
        "tariff_name": plan and plan.name,
        "start_date": start,
        "expires_on": now + timedelta(days=DAYS_OPEN),
    }
    for number, (email, coworker_ids) in enumerate(people, last - len(people) + 1):
        conn.execute(
            _SQL.insert_invitation,
            {**shared, "id": number, "email": email, "email_folded": folded(email), "coworker_ids": list(coworker_ids)},
        )
        changes: Changes = {
            "TeamId": (None, team["Id"]),
            "Email": (None, email),
            "TariffId": (None, plan and plan.tariff_id),
            "StartDate": (None, to_wire(start)),
            "State": (None, "open"),
        }
        changes = {name: change for name, change in changes.items() if change[1] is not None}
        _note(conn, by, number, AuditType.CREATE, changes, author=author, now=now)
        outbox.write(conn, by.network_id, outbox.TEAM_INVITATION, email, now=now)


def accept(conn: Connection, by: SignedIn, invitation_id: int, *, now: datetime, author: Author) -> Report:
    """Accept an invitation: make the caller a member of the team, with the contract of the invitation.

    They join as one of their coworkers. Raises MemberRefused if they have no such open invitation or no active coworker
    to join as, or if the team is full.
    """
    asked = {**_asked(by, invitation_id, now), "coworker_ids": list(by.coworker_ids)}
    found = conn.execute(_open(_SQL.to_accept), asked).fetchone()
    if found is None:
        raise MemberRefused("invitation_not_found")
    team_id, coworker_id, *_ = found
    if coworker_id is None:
        raise MemberRefused("no_active_coworker")
    made: list[Change] = []

    def still_active(coworker: Record | None) -> None:
        if coworker is None or coworker["Archived"] or not coworker["Active"]:
            raise MemberRefused("no_active_coworker")

    def join(team: Record | None) -> Record:
        made.clear()
        # Everything that decides is now locked: the coworker, the team, and next the invitation.
        if team is None or conn.execute(_SQL.lock_open, asked).fetchone() is None:
            raise MemberRefused("invitation_not_found")
        acting = _acting(conn, by)
        again = conn.execute(_open(_SQL.to_accept), {**asked, "coworker_ids": acting}).fetchone()
        if again is None or coworker_id not in acting:
            raise MemberRefused("invitation_not_found")
        _, _, tariff_id, tariff_name, start = again
        limit = team["MaxTeamMemberCount"]
        if limit is not None and len(shown_members(conn, by.network_id, team["TeamMembers"])) + 1 > limit:
            raise MemberRefused("team_member_limit", "The team has no room for another member.")
        plan = None if tariff_id is None else Plan(tariff_id, tariff_name)
        begin = not_before_today(conn, by.network_id, team, start, now)
        updated_by = email_of(conn, by.network_id, [coworker_id])
        made.extend(
            contracts_for(conn, by.network_id, team, [coworker_id], plan, start=begin, now=now, updated_by=updated_by)
        )
        _end(conn, by, invitation_id, "accepted", author=author, now=now)
        return {
            **team,
            "TeamMembers": sorted({*team["TeamMembers"], coworker_id}),
            "UpdatedBy": updated_by,
        }

    revisions = [Revision("coworkers", coworker_id, still_active), Revision("teams", team_id, join)]
    return revise(conn, by.network_id, revisions, now=now, new=lambda: made, author=author)


def decline(conn: Connection, by: SignedIn, invitation_id: int, *, now: datetime, author: Author) -> None:
    """Decline an invitation; raises MemberRefused if the caller has no such open invitation."""
    asked = {**_asked(by, invitation_id, now), "coworker_ids": list(by.coworker_ids)}
    with conn.transaction():
        is_open = conn.execute(_SQL.lock_open, asked).fetchone()
        if not is_open or conn.execute(_open(_SQL.to_accept), asked).fetchone() is None:
            raise MemberRefused("invitation_not_found")
        _end(conn, by, invitation_id, "declined", author=author, now=now)


def withdraw(
    conn: Connection,
    by: SignedIn,
    team_id: int,
    invitation_id: int,
    *,
    now: datetime,
    author: Author,
) -> None:
    """Withdraw an open invitation of a team, on behalf of one of its administrators.

    Raises MemberRefused when the team has no such open invitation, and what ``change_team`` raises.
    """

    def take_back(team: Record) -> Record:
        _lock_of_team(conn, by, team_id, invitation_id, now)
        _end(conn, by, invitation_id, "withdrawn", author=author, now=now)
        return team

    change_team(conn, by.network_id, team_id, by.coworker_ids, take_back, now=now, author=author)


def make_link(
    conn: Connection,
    by: SignedIn,
    team_id: int,
    invitation_id: int,
    *,
    now: datetime,
    author: Author,
) -> Link:
    """Create a link to an open invitation of a team, on behalf of one of its administrators; return its secret.

    An earlier link stops working. The secret is not stored and cannot be shown again. Raises the same errors as
    ``withdraw``.
    """
    secret = secrets.token_urlsafe(32)
    expiries: list[datetime] = []

    def set_secret(team: Record) -> Record:
        expires_on = min(_lock_of_team(conn, by, team_id, invitation_id, now), now + timedelta(days=LINK_DAYS))
        values = {"secret_hash": digest_of(secret), "secret_expires_on": expires_on}
        conn.execute(_SQL.set_secret, {"network_id": by.network_id, "id": invitation_id, **values})
        changes: Changes = {"LinkExpiresOn": (None, to_wire(expires_on))}
        _note(conn, by, invitation_id, AuditType.UPDATE, changes, author=author, now=now)
        expiries[:] = [expires_on]
        return team

    change_team(conn, by.network_id, team_id, by.coworker_ids, set_secret, now=now, author=author)
    return Link(secret, expiries[0])


def invitations_of_team_query(network_id: int, team_id: int, *, now: datetime) -> tuple[str, dict[str, object]]:
    """Return the statement for the open invitations of a team (rows of ``TeamInvitation``), and its values."""
    return _open(_SQL.of_team), {"network_id": network_id, "team_id": team_id, "now": now}


def invitations_of_person_query(
    by: SignedIn, *, now: datetime, secret: str | None = None
) -> tuple[str, dict[str, object]]:
    """Return the statement for the open invitations of a person (rows of ``Invitation``), and its values.

    With a secret, only the invitation of the link with that secret.
    """
    values = {
        "network_id": by.network_id,
        "email_folded": folded(by.email),
        "coworker_ids": list(by.coworker_ids),
        "secret_hash": None if secret is None else digest_of(secret),
        "now": now,
        "most": MOST_LISTED,
    }
    return _open(_SQL.of_person), values


def _open(statement: str) -> str:
    return statement.format(open_invitations=_SQL.open_invitations)


def _asked(by: SignedIn, invitation_id: int, now: datetime) -> dict[str, object]:
    return {"network_id": by.network_id, "id": invitation_id, "email_folded": folded(by.email), "now": now}


def _acting(conn: Connection, by: SignedIn) -> list[int]:
    values = {"network_id": by.network_id, "account_id": by.account_id}
    found = conn.execute(_SQL.acting_coworkers, values).fetchone()
    if found is None:
        raise NotAuthenticated
    return list(found[0])


def _lock_of_team(conn: Connection, by: SignedIn, team_id: int, invitation_id: int, now: datetime) -> datetime:
    """Lock an open invitation of a team and return when it expires; raises MemberRefused."""
    asked = {"network_id": by.network_id, "team_id": team_id, "id": invitation_id, "now": now}
    is_open = conn.execute(_SQL.lock_open, asked).fetchone()
    found = conn.execute(_open(_SQL.expiry_of_open), asked).fetchone() if is_open else None
    if found is None:
        raise MemberRefused("invitation_not_found")
    expires_on: datetime = found[0]
    return expires_on


def _end(conn: Connection, by: SignedIn, invitation_id: int, state: str, *, author: Author, now: datetime) -> None:
    conn.execute(_SQL.end_invitation, {"network_id": by.network_id, "id": invitation_id, "state": state})
    _note(conn, by, invitation_id, AuditType.UPDATE, {"State": ("open", state)}, author=author, now=now)


def _note(
    conn: Connection,
    by: SignedIn,
    invitation_id: int,
    kind: AuditType,
    changes: Changes,
    *,
    author: Author,
    now: datetime,
) -> None:
    audit_trail.note_change(
        conn, by.network_id, author, INVITATION, invitation_id, audit_type=kind, changes=changes, now=now
    )
