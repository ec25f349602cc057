"""Invitations to an account: a person whom the space knows chooses a password with a link, and can sign in.

They are for active people, by their e-mail address. Each is valid for a week and works once; inviting someone again
replaces the link. Without mail, the secret of the link is returned, for the inviter to pass on.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, NamedTuple

from psycopg import Connection

from teamkpi import outbox
from teamkpi.accounts import links, security
from teamkpi.accounts.security import Tell, unheard
from teamkpi.addresses import email_address
from teamkpi.db import load_sql
from teamkpi.errors import AccountError
from teamkpi.folding import folded
from teamkpi.ledger import audit_trail
from teamkpi.ledger.audit_trail import AuditType, Author, Changes
from teamkpi.wire import instant

_SQL: Final = load_sql(__package__, "invitations.sql")
KNOWN_ADDRESSES: Final = _SQL.known_addresses
"""The statement for the addresses that cannot be invited to an account, because they have one."""
_STATES: Final = _SQL.states_of.format(known_addresses=KNOWN_ADDRESSES)
ACCOUNT_INVITATION: Final = "AccountInvitation"
"""The name of invitations to accounts in the audit trail."""
MOST_AT_ONCE: Final = 500
_OPEN_FOR: Final = timedelta(days=7)
RENEW: Final = timedelta(0)
"""For ``Inviting.renewed_after``: open invitations are replaced, however new they are."""


class Outcome(StrEnum):
    """What came of inviting an address."""

    INVITED = "invited"
    ALREADY_INVITED = "alreadyInvited"
    HAS_ACCOUNT = "hasAccount"
    NO_PERSON = "noPerson"
    INVALID = "invalid"


class Invited(NamedTuple):
    """An address that was to be invited; the secret of its link only without mail."""

    email: str
    outcome: Outcome
    secret: str | None = None
    expires_on: datetime | None = None


class AccountInvitation(NamedTuple):
    """An open invitation."""

    id: int
    email: str
    people: list[str]
    """The names of the people who have the address."""
    invited_by: str | None
    created_on: datetime
    expires_on: datetime
    has_mail: bool
    mail_outcome: str | None
    mail_has_ended: bool


class Inviting(NamedTuple):
    """Who invites: the author for the audit trail, and the account, if it is not a command."""

    author: Author
    account_id: int | None
    now: datetime
    tell: Tell = unheard
    renewed_after: timedelta | None = None
    """How old an open invitation must be to be replaced; None if none is."""


def administrators(conn: Connection, network_id: int, team_ids: Sequence[int], *, is_every: bool = False) -> list[str]:
    """Return the e-mail addresses of the active administrators of some teams, or of all."""
    asked = {"network_id": network_id, "team_ids": list(team_ids), "is_every": is_every}
    return [email for email, _ in conn.execute(_SQL.administrators_of, asked)]


def invite(conn: Connection, network_id: int, emails: Iterable[str], by: Inviting) -> list[Invited]:
    """Invite people by their addresses, in one transaction; return what came of each, in their order.

    An address that is given twice counts once. Those with an open invitation are skipped, unless it is old enough to be
    replaced: then they get another link, and the earlier one is worthless. Raises AccountError for too many addresses.
    """
    wanted = {folded(one.strip()): one.strip() for one in emails if one.strip()}
    if len(wanted) > MOST_AT_ONCE:
        raise AccountError(f"at most {MOST_AT_ONCE} addresses can be invited at once")
    asked = {"network_id": network_id, "now": by.now}
    with conn.transaction():
        conn.execute(_SQL.lock_network, asked)
        valid = {email_folded: email for email_folded, email in wanted.items() if _is_address(email)}
        rows = conn.execute(_STATES, {**asked, "emails_folded": list(valid)}).fetchall()
        states = dict(zip(valid, rows, strict=True))
        found = [
            _invited(conn, network_id, email, states.get(email_folded), by) for email_folded, email in wanted.items()
        ]
    for one in found:
        if one.outcome is Outcome.INVITED:
            by.tell(security.ACCOUNT_INVITED, network_id)
    return found


def open_invitations(
    conn: Connection, network_id: int, *, now: datetime, email_folded: str | None = None
) -> list[AccountInvitation]:
    """Return the open invitations, newest first: all, or the one to an address, as it is compared."""
    rows = conn.execute(_SQL.invitations, {"network_id": network_id, "now": now, "email_folded": email_folded})
    return [AccountInvitation._make(row) for row in rows]


def withdraw(conn: Connection, network_id: int, invitation_id: int, by: Inviting) -> str | None:
    """Withdraw an invitation, and return its address; None if there is no such open invitation.

    A mail that has not been sent is deleted.
    """
    with conn.transaction():
        asked = {"network_id": network_id, "id": invitation_id, "now": by.now}
        found = conn.execute(_SQL.withdraw, asked).fetchone()
        if found is None:
            return None
        outbox.delete_of_link(conn, network_id, invitation_id)
        _note(conn, network_id, invitation_id, by, {"Email": (found[0], None)})
    by.tell(security.ACCOUNT_INVITATION_WITHDRAWN, network_id)
    return str(found[0])


def _invited(
    conn: Connection,
    network_id: int,
    email: str,
    state: tuple[bool, bool, int | None, datetime | None] | None,
    by: Inviting,
) -> Invited:
    if state is None:
        return Invited(email, Outcome.INVALID)
    has_account, has_person, open_id, opened_on = state
    if has_account:
        return Invited(email, Outcome.HAS_ACCOUNT)
    if not has_person:
        return Invited(email, Outcome.NO_PERSON)
    if opened_on is not None and (by.renewed_after is None or by.now < opened_on + by.renewed_after):
        return Invited(email, Outcome.ALREADY_INVITED)
    link_id, expires_on = links.next_id(conn, network_id), by.now + _OPEN_FOR
    values = {"network_id": network_id, "id": link_id, "email": email, "email_folded": folded(email)}
    if open_id is not None:
        outbox.delete_of_link(conn, network_id, open_id)
    conn.execute(_SQL.delete_of_email, values)
    made = {"made_by_id": by.account_id, "now": by.now, "expires_on": expires_on}
    conn.execute(_SQL.insert_invitation, {**values, **made})
    changes: Changes = {"Email": (None, email), "ExpiresOn": (None, instant(expires_on))}
    _note(conn, network_id, link_id, by, changes)
    secret = None
    if outbox.write(conn, network_id, outbox.ACCOUNT_INVITATION, email, link_id=link_id, now=by.now) is None:
        secret = links.add_secret(conn, network_id, link_id)
    return Invited(email, Outcome.INVITED, secret, expires_on)


def _note(conn: Connection, network_id: int, link_id: int, by: Inviting, changes: Changes) -> None:
    kind = AuditType.CREATE if "ExpiresOn" in changes else AuditType.DELETE
    audit_trail.note_change(
        conn, network_id, by.author, ACCOUNT_INVITATION, link_id, audit_type=kind, changes=changes, now=by.now
    )


def _is_address(text: str) -> bool:
    try:
        email_address(text)
    except ValueError:
        return False
    return True
