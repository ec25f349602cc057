"""Who has access to a network: its operators and their roles, the accounts of members, and API keys.

Only an owner, an operator who is not limited by roles, changes any of it. Changes are made one after the other, under a
lock on the network: whether the author is still an owner is decided under that lock, and a change after which there
would be no owner is not made. So an owner who has just lost that role changes nothing any more, and the last two owners
cannot remove each other.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final, NamedTuple

from psycopg import Connection

from teamkpi.accounts import audited, invitations, keys, links, own, people, second_factor, security
from teamkpi.accounts.digests import digest_of
from teamkpi.accounts.invitations import RENEW, AccountInvitation, Invited, Inviting
from teamkpi.accounts.keys import ApiKey
from teamkpi.accounts.links import NewLink
from teamkpi.accounts.own import OpenSignIn
from teamkpi.accounts.roles import FULL
from teamkpi.accounts.security import Event, Tell
from teamkpi.accounts.tokens import SQL as TOKENS
from teamkpi.db import load_sql, without_purpose
from teamkpi.errors import AccountError, LastOwner, OperatorRefused, RecordNotFound
from teamkpi.folding import folded
from teamkpi.ledger.audit_trail import Author, Changes
from teamkpi.pages import skipped

_SQL: Final = load_sql(__package__, "access.sql")
_IS_FOUND, _COLUMNS = without_purpose(_SQL.is_found), without_purpose(_SQL.columns)
_COUNT: Final = _SQL.count_accounts.format(is_found=_IS_FOUND)
_LIST: Final = _SQL.list_accounts.format(columns=_COLUMNS, is_found=_IS_FOUND)
_ONE: Final = _SQL.one_account.format(columns=_COLUMNS)
_OF_PERSON: Final = _SQL.accounts_of_person.format(columns=_COLUMNS)
_PASSWORD_BYTES: Final = 12
OWNERS_ONLY: Final = "Only an operator who is not limited by roles may do this."


class Action(StrEnum):
    """What an owner does with an account."""

    SUSPEND = "suspend"
    RESUME = "resume"
    END_SIGN_INS = "endSignIns"
    REMOVE_SECOND_FACTOR = "removeSecondFactor"
    ASK_FOR_PASSWORD = "requireNewPassword"  # noqa: S105 - an action


class BoundPerson(NamedTuple):
    """A person that an account acts for while they are active."""

    id: int
    full_name: str
    is_active: bool


class AccountAccess(NamedTuple):
    """An account, as an owner sees it."""

    id: int
    email: str
    is_operator: bool
    roles: list[str] | None
    is_active: bool
    must_reset_password: bool
    has_second_factor: bool
    created_on: datetime
    last_sign_in_on: datetime | None
    people: list[BoundPerson]
    open_sign_ins: int


class PersonAccounts(NamedTuple):
    """How a person can sign in."""

    email: str | None
    is_active: bool
    accounts: list[AccountAccess]
    """Those that are bound to the person, and one that has the person's e-mail address."""
    invitation: AccountInvitation | None

    @property
    def can_be_invited(self) -> bool:
        """Whether an invitation to the person's address is not refused."""
        return self.email is not None and self.is_active and not self.accounts


@dataclass(frozen=True, slots=True)
class Owner:
    """The operator who changes who has access, and when."""

    network_id: int
    account_id: int
    author: Author
    now: datetime
    tell: Tell


class Search(NamedTuple):
    """A search in the members' accounts: a text in their e-mail address, or the people it was found in."""

    text: str
    coworker_ids: Sequence[int]


def operators(conn: Connection, network_id: int, *, now: datetime) -> list[AccountAccess]:
    """Return the accounts of operators, by e-mail address."""
    values = {"is_operator": True, "text": None, "coworker_ids": None, "size": None, "skipped": 0}
    return _completed(conn, network_id, conn.execute(_LIST, {"network_id": network_id, **values}), now)


def member_accounts(
    conn: Connection, network_id: int, search: Search | None, *, page: int, size: int, now: datetime
) -> tuple[list[AccountAccess], int]:
    """Return one page of the accounts that are not operators', by e-mail address, and the number of all found."""
    values = {
        "network_id": network_id,
        "is_operator": False,
        "text": None if search is None else folded(search.text),
        "coworker_ids": None if search is None else list(search.coworker_ids),
        "size": size,
        "skipped": skipped(page, size),
    }
    [total] = conn.execute(_COUNT, values).fetchone() or (0,)
    return _completed(conn, network_id, conn.execute(_LIST, values), now), total


def account(conn: Connection, network_id: int, account_id: int, *, now: datetime) -> AccountAccess:
    """Return one account; raises RecordNotFound."""
    rows = conn.execute(_ONE, {"network_id": network_id, "account_id": account_id})
    found = _completed(conn, network_id, rows, now)
    if not found:
        raise RecordNotFound
    return found[0]


def of_person(conn: Connection, network_id: int, coworker_id: int, *, now: datetime) -> PersonAccounts:
    """Return how a person can sign in, or is invited to; raises RecordNotFound."""
    asked = {"network_id": network_id, "coworker_id": coworker_id}
    person = conn.execute(_SQL.person, asked).fetchone()
    if person is None:
        raise RecordNotFound
    email, email_folded, is_active = person
    rows = conn.execute(_OF_PERSON, {**asked, "email_folded": email_folded})
    accounts = _completed(conn, network_id, rows, now)
    sent = [] if email is None else invitations.open_invitations(conn, network_id, now=now, email_folded=email_folded)
    return PersonAccounts(email, is_active, accounts, sent[0] if sent else None)


def sign_ins(conn: Connection, network_id: int, account_id: int, token: str, *, now: datetime) -> list[OpenSignIn]:
    """Return an account's open sign-ins, newest first; ``token`` is the access token of the request.

    Raises RecordNotFound.
    """
    _account_of_id(conn, network_id, account_id)
    asked = {"network_id": network_id, "account_id": account_id, "token_hash": digest_of(token), "now": now}
    return [OpenSignIn._make(row) for row in conn.execute(own.SIGN_INS, asked)]


def add_operator(
    conn: Connection, owner: Owner, email: str, roles: Sequence[str] | None
) -> tuple[AccountAccess, str | None]:
    """Make an operator of the holder of an e-mail address; return the account, and the first password of a new one.

    A new account's password is made up here, and has to be changed at the first sign-in. A member's account keeps its
    password and sign-ins. ``roles`` are as ``read_roles`` returns them. Raises AccountError.
    """
    email = people.checked_email(email)
    password: str | None = None
    with changing(conn, owner) as tell, _noted(conn, owner, email, tell):
        known = {"network_id": owner.network_id, "email_folded": folded(email)}
        found = conn.execute(people.SQL.account_of_email, known).fetchone()
        if found is None:
            password = secrets.token_urlsafe(_PASSWORD_BYTES)
            account_id = people.create(
                conn, owner.network_id, email, password, operator=True, roles=roles or (), now=owner.now
            )
            people.require_new_password(conn, owner.network_id, email)
        else:
            account_id = found[0]
            _, is_operator = _account_of_id(conn, owner.network_id, account_id)
            if is_operator:
                raise AccountError("already belongs to an operator")
            values = {"network_id": owner.network_id, "account_id": account_id, "roles": _stored(roles)}
            conn.execute(_SQL.make_operator, values)
    return account(conn, owner.network_id, account_id, now=owner.now), password


def set_roles(conn: Connection, owner: Owner, account_id: int, roles: Sequence[str] | None) -> AccountAccess:
    """Replace an operator's roles, starting with the next request.

    Raises RecordNotFound if the account is not an operator's, and LastOwner.
    """
    with changing(conn, owner) as tell:
        email = _operator_of_id(conn, owner.network_id, account_id)
        with _noted(conn, owner, email, tell):
            values = {"network_id": owner.network_id, "account_id": account_id, "roles": _stored(roles)}
            conn.execute(_SQL.make_operator, values)
    return account(conn, owner.network_id, account_id, now=owner.now)


def remove_operator(conn: Connection, owner: Owner, account_id: int) -> AccountAccess:
    """End an account's access to the back office, and its sign-ins. It is a member's account then, if it is bound.

    Raises RecordNotFound if the account is not an operator's, and LastOwner.
    """
    with changing(conn, owner) as tell:
        email = _operator_of_id(conn, owner.network_id, account_id)
        with _noted(conn, owner, email, tell) as changes:
            conn.execute(_SQL.make_customer, {"network_id": owner.network_id, "account_id": account_id})
            _end_sign_ins(conn, owner, account_id, changes, tell)
    return account(conn, owner.network_id, account_id, now=owner.now)


def act(conn: Connection, owner: Owner, account_id: int, action: Action) -> AccountAccess:
    """Do something with an account of an operator or a member.

    Raises RecordNotFound, AccountError, and LastOwner. Owners remove their own second factor as everybody does, with
    their password: a stolen token must not be enough.
    """
    with changing(conn, owner) as tell:
        email, _ = _account_of_id(conn, owner.network_id, account_id)
        with _noted(conn, owner, email, tell) as changes:
            match action:
                case Action.SUSPEND:
                    people.suspend(conn, owner.network_id, email)
                case Action.RESUME:
                    people.resume(conn, owner.network_id, email)
                case Action.END_SIGN_INS:
                    _end_sign_ins(conn, owner, account_id, changes, tell)
                case Action.REMOVE_SECOND_FACTOR:
                    if account_id == owner.account_id:
                        raise AccountError(
                            "is not possible for your own account; removing its second factor takes your password"
                        )
                    second_factor.remove_all(conn, owner.network_id, email, changes)
                case Action.ASK_FOR_PASSWORD:
                    people.require_new_password(conn, owner.network_id, email)
    return account(conn, owner.network_id, account_id, now=owner.now)


def make_reset_link(conn: Connection, owner: Owner, account_id: int) -> NewLink:
    """Create a link to reset the password of another account, for the owner to pass on.

    Raises RecordNotFound, and AccountError if the account is suspended or the owner's own: a stolen token must not be
    enough to choose its password.
    """
    with changing(conn, owner) as tell:
        email, _ = _account_of_id(conn, owner.network_id, account_id)
        if account_id == owner.account_id:
            raise AccountError("is not possible for your own account; change its password with the current one")
        with _noted(conn, owner, email, tell) as changes:
            link = links.make_reset(conn, owner.network_id, email, made_by_id=owner.account_id, now=owner.now)
            changes["ResetLinkExpiresOn"] = links.changes_of(link)
        tell(security.PASSWORD_LINK_CREATED, owner.network_id, account_id)
        return link


def invite(conn: Connection, owner: Owner, emails: Sequence[str], *, again: bool) -> list[Invited]:
    """Invite people to accounts; returns and raises what ``invitations.invite`` does."""
    with changing(conn, owner) as tell:
        by = _inviting(owner, tell, renewed_after=RENEW if again else None)
        return invitations.invite(conn, owner.network_id, emails, by)


def withdraw_invitation(conn: Connection, owner: Owner, invitation_id: int) -> None:
    """Withdraw an invitation to an account; raises RecordNotFound if there is no such open invitation."""
    with changing(conn, owner) as tell:
        if invitations.withdraw(conn, owner.network_id, invitation_id, _inviting(owner, tell)) is None:
            raise RecordNotFound


def end_sign_in(conn: Connection, owner: Owner, account_id: int, name: str) -> None:
    """End one sign-in of an account; ignores an unknown one. Raises RecordNotFound without such an account."""
    with changing(conn, owner) as tell:
        email, _ = _account_of_id(conn, owner.network_id, account_id)
        of_account = {"network_id": owner.network_id, "account_id": account_id}
        with _noted(conn, owner, email, tell) as changes:
            conn.execute(TOKENS.lock_account_alone, of_account)
            if conn.execute(own.END_NAMED_SIGN_IN, {**of_account, "name": name}).fetchone() is not None:
                changes["EndedSignIns"] = (None, 1)
                tell(security.TOKEN_REVOKED, owner.network_id, account_id)


def create_key(
    conn: Connection, owner: Owner, name: str, roles: Sequence[str] | None, expires_on: datetime | None
) -> tuple[ApiKey, str]:
    """Create a key for the network; return it with its secret, which cannot be read later. Raises ApiKeyError."""
    with changing(conn, owner) as tell:
        secret = keys.create(
            conn,
            [owner.network_id],
            name,
            roles=roles or (),
            expires_on=expires_on,
            author=owner.author,
            now=owner.now,
            tell=tell,
        )
        active = [one for one in keys.list_keys(conn, owner.network_id) if one.revoked_on is None]
        return next(one for one in active if one.name == name.strip()), secret


def revoke_key(conn: Connection, owner: Owner, key_id: int) -> None:
    """Revoke a key in the network, starting with its next request; raises RecordNotFound unless it is there to revoke.

    In other networks that it was created for, it stays valid: those have owners of their own.
    """
    with changing(conn, owner) as tell:
        keys.revoke_here(conn, owner.network_id, key_id, author=owner.author, now=owner.now, tell=tell)


@contextmanager
def changing(conn: Connection, owner: Owner) -> Iterator[Tell]:
    """Let an owner change who has access, in one transaction, one owner at a time.

    The yielded function keeps events until the transaction is committed. Raises OperatorRefused if the author is not
    an owner any more, and LastOwner if there would be no owner after the change.
    """
    happened: list[tuple[Event, int | None, int | None, dict[str, Any]]] = []

    def note(event: Event, network_id: int | None, account_id: int | None = None, **more: Any) -> None:
        happened.append((event, network_id, account_id, more))

    of_owner = {"network_id": owner.network_id, "account_id": owner.account_id}
    with conn.transaction():
        conn.execute(_SQL.lock_network, of_owner)
        if conn.execute(_SQL.is_owner, of_owner).fetchone() != (True,):
            raise OperatorRefused(OWNERS_ONLY, role=FULL)
        yield note
        if conn.execute(_SQL.has_owner, of_owner).fetchone() != (True,):
            raise LastOwner
    for event, network_id, account_id, more in happened:
        owner.tell(event, network_id, account_id, **more)


@contextmanager
def _noted(conn: Connection, owner: Owner, email: str, tell: Tell) -> Iterator[Changes]:
    with audited.noted(conn, owner.network_id, email, owner.author, now=owner.now, tell=tell) as changes:
        yield changes


def _inviting(owner: Owner, tell: Tell, renewed_after: timedelta | None = None) -> Inviting:
    return Inviting(owner.author, owner.account_id, owner.now, tell, renewed_after)


def _end_sign_ins(conn: Connection, owner: Owner, account_id: int, changes: Changes, tell: Tell) -> None:
    of_account = {"network_id": owner.network_id, "account_id": account_id}
    conn.execute(TOKENS.lock_account_alone, of_account)
    ended = conn.execute(_SQL.end_sign_ins, of_account).fetchall()
    if ended:
        changes["EndedSignIns"] = (None, len(ended))
    for _ in ended:
        tell(security.TOKEN_REVOKED, owner.network_id, account_id)


def _account_of_id(conn: Connection, network_id: int, account_id: int) -> tuple[str, bool]:
    """Return an account's e-mail address and whether it is an operator's; raises RecordNotFound."""
    found = conn.execute(_SQL.account_of_id, {"network_id": network_id, "account_id": account_id}).fetchone()
    if found is None:
        raise RecordNotFound
    email, is_operator = found
    return email, is_operator


def _operator_of_id(conn: Connection, network_id: int, account_id: int) -> str:
    """Return the e-mail address of an operator; raises RecordNotFound."""
    email, is_operator = _account_of_id(conn, network_id, account_id)
    if not is_operator:
        raise RecordNotFound
    return email


def _stored(roles: Sequence[str] | None) -> list[str] | None:
    return None if roles is None else list(roles)


def _completed(conn: Connection, network_id: int, rows: Any, now: datetime) -> list[AccountAccess]:
    """Return accounts with the people they are bound to and the number of their open sign-ins."""
    found = rows.fetchall()
    values = {"network_id": network_id, "account_ids": [row[0] for row in found], "now": now}
    bound: dict[int, list[BoundPerson]] = {row[0]: [] for row in found}
    for account_id, *person in conn.execute(_SQL.people_of_accounts, values):
        bound[account_id].append(BoundPerson(*person))
    counts: dict[int, int] = dict(conn.execute(_SQL.count_sign_ins, values).fetchall())
    return [AccountAccess._make((*row, bound[row[0]], counts.get(row[0], 0))) for row in found]
