"""Invitations to an account by the administrators of a team, for its members.

They are only sent by mail: with the link, an administrator could choose the password and act as the member. Everything
else is as for invitations by operators (``teamkpi.accounts.invitations``), which is where they are stored.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from psycopg import Connection

from teamkpi import outbox
from teamkpi.accounts import invitations
from teamkpi.accounts.invitations import Inviting, Outcome
from teamkpi.accounts.security import Tell
from teamkpi.db import load_sql
from teamkpi.errors import MemberRefused, TeamNotFound
from teamkpi.folding import folded
from teamkpi.ledger import Author
from teamkpi.membership.members import SignedIn

_SQL: Final = load_sql("teamkpi.membership", "account_invitations.sql")
MOST_OPEN: Final = 500
"""Limit of open invitations to accounts that an administrator has sent, in all teams."""
_RENEWED_AFTER: Final = timedelta(days=1)


class MemberInvited(NamedTuple):
    """What came of inviting a member."""

    coworker_id: int
    outcome: Outcome


class MemberAccount(NamedTuple):
    """Whether a member can sign in."""

    coworker_id: int
    signs_in: bool
    """An account that is not suspended acts for the member."""
    is_invitable: bool
    """The member is active, and their address is that of no account."""
    invited_until: datetime | None
    """When the open invitation ends that the member's address has."""


def accounts_of_team_query(network_id: int, team_id: int, *, now: datetime) -> tuple[str, dict[str, object]]:
    """Return the statement for the accounts of a team's people (rows of ``MemberAccount``), by id, and its values."""
    statement = _SQL.accounts_of.format(known_addresses=invitations.KNOWN_ADDRESSES)
    return statement, {"network_id": network_id, "team_id": team_id, "now": now}


def invite_members(
    conn: Connection,
    by: SignedIn,
    team_id: int,
    coworker_ids: Collection[int] | None,
    *,
    now: datetime,
    author: Author,
    tell: Tell,
) -> list[MemberInvited]:
    """Invite members of a team to accounts by mail, some of them or all, and return what came of each, by id.

    Those who have an account are skipped. An open invitation is only replaced if it is a day old, so no mailbox can be
    flooded. Raises TeamNotFound if the caller no longer administers the team; MemberRefused if the network sends no
    mail, if the team does not show one of the coworkers, or if the caller has too many open invitations.
    """
    with conn.transaction():
        asked = {
            "network_id": by.network_id,
            "account_id": by.account_id,
            "team_id": team_id,
            "own_ids": list(by.coworker_ids),
        }
        people: dict[int, str] = dict(conn.execute(_SQL.members_of, asked).fetchall())
        if not people:
            raise TeamNotFound
        wanted = people.keys() if coworker_ids is None else set(coworker_ids)
        if wanted - people.keys():
            raise MemberRefused("member_not_found")
        if outbox.find_sender(conn, by.network_id) is None:
            raise MemberRefused("sends_no_mail")
        emails = {people[one] for one in wanted}
        [count] = conn.execute(_SQL.open_of_inviter, {**asked, "now": now}).fetchone() or (0,)
        if count + len(emails) > MOST_OPEN:
            raise MemberRefused("too_many_invitations")
        inviting = Inviting(author, by.account_id, now, tell, _RENEWED_AFTER)
        made = invitations.invite(conn, by.network_id, emails, inviting)
    outcomes = {folded(one.email): one.outcome for one in made}
    return [MemberInvited(one, outcomes[folded(people[one].strip())]) for one in sorted(wanted)]
