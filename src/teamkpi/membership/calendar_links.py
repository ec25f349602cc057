"""Links to calendars of what expires: for calendar programs, which cannot sign in.

Anyone with a link can read its calendar, so it shows no more than its creator may see at that moment: an administrator
of the team, or the member whom the calendar is about. If they lose access, the link stops working at once. The secret
in a link is only stored as a digest.
"""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Final, NamedTuple

from psycopg import AsyncConnection, Connection
from psycopg.rows import class_row

from teamkpi.accounts.digests import digest_of
from teamkpi.db import load_sql
from teamkpi.errors import MemberRefused, NotTeamAdministrator
from teamkpi.kpi.languages import Language
from teamkpi.ledger import Author, audit_trail
from teamkpi.ledger.audit_trail import AuditType, Changes
from teamkpi.membership.members import SignedIn
from teamkpi.networks import network_at

_SQL: Final = load_sql("teamkpi.membership", "calendar_links.sql")
CALENDAR_LINK: Final = "CalendarLink"
"""The name of links in the audit trail."""
MOST_OF_ACCOUNT: Final = 20
"""Limit of calendar links per team and account."""


class Calendar(NamedTuple):
    """The content of a link: what expires within ``days`` of a team, or of one member if there is a ``coworker_id``."""

    team_id: int
    coworker_id: int | None
    days: int
    shows_names: bool
    language: Language


class CalendarLink(NamedTuple):
    """A link in a list."""

    id: int
    coworker_id: int | None
    created_by: str
    """The name of its creator; empty if they are no longer in the team."""
    days: int
    shows_names: bool
    language: Language
    created_on: datetime
    is_active: bool
    """Whether its creator may currently see its content."""


class Opened(NamedTuple):
    """The calendar that a secret gives access to."""

    network_id: int
    team_name: str
    calendar: Calendar


def create_calendar_link(
    conn: Connection, by: SignedIn, calendar: Calendar, *, now: datetime, author: Author
) -> tuple[int, str]:
    """Create a link to a calendar for a caller who may see it; return its id and its secret, which is not stored.

    Raises MemberRefused when there is no such member in the team, or when the account has too many links, and
    NotTeamAdministrator when the caller may not see the whole team.
    """
    secret = secrets.token_urlsafe(32)
    asked = {"network_id": by.network_id, "account_id": by.account_id, **calendar._asdict()}
    with conn.transaction():
        [link_id] = conn.execute(_SQL.next_id, asked).fetchone() or (0,)
        [count] = conn.execute(_SQL.count_of_account, asked).fetchone() or (0,)
        if count >= MOST_OF_ACCOUNT:
            raise MemberRefused("too_many_calendar_links")
        values = {**asked, "id": link_id, "secret_hash": digest_of(secret), "now": now}
        conn.execute(_SQL.insert_link, values)
        if conn.execute(_of_links(_SQL.is_active), values).fetchone() != (True,):
            raise NotTeamAdministrator if calendar.coworker_id is None else MemberRefused("member_not_found")
        changes: Changes = {
            "TeamId": (None, calendar.team_id),
            "CoworkerId": (None, calendar.coworker_id),
            "Days": (None, calendar.days),
            "ShowsNames": (None, calendar.shows_names),
        }
        changes = {name: change for name, change in changes.items() if change[1] is not None}
        _note(conn, by, link_id, AuditType.CREATE, changes, author=author, now=now)
    return link_id, secret


def revoke_calendar_link(
    conn: Connection, by: SignedIn, team_id: int, link_id: int, *, now: datetime, author: Author
) -> None:
    """Revoke a link of a team, for its creator or an administrator of the team; raises MemberRefused for others."""
    asked = {"network_id": by.network_id, "id": link_id, "team_id": team_id, "account_id": by.account_id}
    with conn.transaction():
        found = conn.execute(_SQL.delete_link, asked).fetchone()
        if found is None:
            raise MemberRefused("calendar_link_not_found")
        changes: Changes = {"TeamId": (team_id, None)}
        if found[0] is not None:
            changes["CoworkerId"] = (found[0], None)
        _note(conn, by, link_id, AuditType.DELETE, changes, author=author, now=now)


async def calendar_links_of(
    conn: AsyncConnection, by: SignedIn, team_id: int, coworker_id: int | None, *, is_administrator: bool
) -> list[CalendarLink]:
    """Return the links of a team that the caller may see, newest first; with a coworker id, only of that member.

    Raises MemberRefused when the team has no such member.
    """
    values = {
        "network_id": by.network_id,
        "team_id": team_id,
        "account_id": by.account_id,
        "coworker_id": coworker_id,
        "is_administrator": is_administrator,
    }
    if coworker_id is not None and await (await conn.execute(_SQL.is_member, values)).fetchone() != (True,):
        raise MemberRefused("member_not_found")
    async with conn.cursor(row_factory=class_row(CalendarLink)) as cursor:
        await cursor.execute(_of_links(_SQL.of_team), values)
        return await cursor.fetchall()


async def open_calendar(conn: AsyncConnection, host: str, secret: str) -> Opened:
    """Return the calendar for a secret, in the network of a host.

    Raises NetworkNotFound, and MemberRefused if the link does not exist or does not currently work.
    """
    network_id = await network_at(conn, host)
    values = {"network_id": network_id, "secret_hash": digest_of(secret)}
    row = await (await conn.execute(_of_links(_SQL.of_secret), values)).fetchone()
    if row is None:
        raise MemberRefused("calendar_link_not_found")
    team_id, team_name, *more = row
    return Opened(network_id, team_name, Calendar(team_id, *more))


def _of_links(statement: str) -> str:
    return statement.format(links=_SQL.links)


def _note(
    conn: Connection,
    by: SignedIn,
    link_id: int,
    kind: AuditType,
    changes: Changes,
    *,
    author: Author,
    now: datetime,
) -> None:
    audit_trail.note_change(
        conn, by.network_id, author, CALENDAR_LINK, link_id, audit_type=kind, changes=changes, now=now
    )
