"""Links to choose a password: to replace a forgotten one, and to accept an invitation to an account.

A link has one or more secrets, of which only digests are stored: one for each time that it was shown, or handed to the
mail server. It can be used once, with any of them, until it expires. A link to reset a password is also worthless once
the account's password has changed in any way; an invitation, once its address has an account.

Asking for a link does the same work for every address: whether it has an account is looked up by whatever sends the
mail. A second factor is not bypassed: choosing a password takes its code, as signing in does.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, NamedTuple
from uuid import UUID

from psycopg import Connection

from teamkpi import outbox
from teamkpi.accounts import audited, guesses, passwords, people, second_factor, security
from teamkpi.accounts.credentials import SQL as CREDENTIALS
from teamkpi.accounts.credentials import Safeguards, require_no_transaction
from teamkpi.accounts.digests import digest_of
from teamkpi.accounts.guesses import Attempt, Limits, told_of_waits
from teamkpi.accounts.security import Tell, unheard
from teamkpi.db import load_sql, without_purpose
from teamkpi.errors import AccountError, GrantRefused, LinkRefused
from teamkpi.folding import folded
from teamkpi.ledger.audit_trail import Author
from teamkpi.wire import instant

SQL = load_sql(__package__, "links.sql")
_IS_USABLE: Final = without_purpose(SQL.is_usable)
_OPEN: Final = SQL.open_link.format(is_usable=_IS_USABLE)
_TO_SEND: Final = SQL.link_to_send.format(is_usable=_IS_USABLE)
PAGE: Final = "/dashboard/choose-password"
"""The page of the links; the secret is the fragment of its address, which browsers do not send to servers."""
RESET: Final = "reset"
INVITATION: Final = "invitation"
_RESET_FOR: Final = timedelta(hours=1)
_MOST_RESETS: Final = 3
_MOST_REQUESTS: Final = 3
"""How many mails can be asked for at one address without a wait."""


class OpenLink(NamedTuple):
    """A link that can be used."""

    id: int
    purpose: str
    email: str
    account_id: int | None
    needs_code: bool
    """Whether choosing a password with it takes a code of the second factor."""


class NewLink(NamedTuple):
    """The secret of a link, which cannot be read later, and when the link expires."""

    secret: str
    expires_on: datetime


class ToSend(NamedTuple):
    """What a mail with a link needs: the address of the account or the invitation, and the link."""

    email: str
    link: NewLink


@dataclass(frozen=True, slots=True)
class Choice:
    """A password that someone chooses with a link, and from where."""

    secret: str = field(repr=False)
    password: str = field(repr=False)
    code: str = field(default="", repr=False)
    address: str | None = None
    request_id: str | None = None


def request_reset(
    conn: Connection,
    network_id: int,
    email: str,
    *,
    address: str | None,
    safeguards: Safeguards,
    language: str,
    now: datetime,
    tell: Tell = unheard,
) -> bool:
    """Write a mail with a link to reset the password of an address; return False if the network does not send mail.

    The work is the same whether or not the address has an account. Requests are limited for each address, and together
    with failed sign-ins for each IP address: raises TooManyGuesses. ``conn`` must not be in a transaction.
    """
    require_no_transaction(conn)
    if outbox.find_sender(conn, network_id) is None:
        return False
    count_request(conn, network_id, f"forgotten {email}", address, safeguards=safeguards, now=now, tell=tell)
    outbox.write(conn, network_id, outbox.PASSWORD_FORGOTTEN, email, language=language, now=now)
    tell(security.PASSWORD_LINK_REQUESTED, network_id)
    return True


def count_request(
    conn: Connection,
    network_id: int,
    name: str,
    address: str | None,
    *,
    safeguards: Safeguards,
    now: datetime,
    tell: Tell,
) -> None:
    """Count a request for a mail, by a name and by the IP address; raises TooManyGuesses after several.

    The name has the kind of mail in it, so that requests do not delay sign-ins of the account.
    """
    limits = safeguards.limits
    with told_of_waits(network_id, tell, what="requests"):
        guesses.reserve(
            conn,
            network_id,
            name,
            address,
            Limits(_MOST_REQUESTS if limits.per_account else 0, limits.per_address, limits.longest_wait),
            pepper=safeguards.seal.pepper,
            now=now,
        )


def to_send(
    conn: Connection,
    network_id: int,
    message_id: UUID,
    link_id: int | None,
    email: str,
    *,
    asked_on: datetime,
    now: datetime,
) -> ToSend | None:
    """Return the link that a mail is about to be sent with; None if it is not to be sent.

    A mail without ``link_id`` was asked for by somebody who forgot a password: its link is created here, if ``email``
    has an account. Each call adds a secret to the link, so that a mail that is sent twice works both times.
    """
    with conn.transaction():
        if link_id is None:
            asked = {"network_id": network_id, "email_folded": folded(email), "asked_on": asked_on, "now": now}
            found = conn.execute(SQL.account_to_reset, {**asked, "most": _MOST_RESETS}).fetchone()
            if found is None:
                return None
            link_id = _insert_reset(conn, network_id, found[0], expires_on=asked_on + _RESET_FOR, now=now)
            outbox.set_link(conn, network_id, message_id, link_id)
        row = conn.execute(_TO_SEND, {"network_id": network_id, "id": link_id, "now": now}).fetchone()
        if row is None:
            return None
        known_email, expires_on = row
        return ToSend(known_email, NewLink(add_secret(conn, network_id, link_id), expires_on))


def make_reset(
    conn: Connection, network_id: int, email: str, *, made_by_id: int | None = None, now: datetime
) -> NewLink:
    """Create a link to reset the password of an account, for an operator to pass on.

    To be called in a transaction. Raises AccountError if there is no such account, or if it is suspended.
    """
    account_id, known_email = people.find(conn, network_id, email)
    expires_on = now + _RESET_FOR
    link_id = _insert_reset(conn, network_id, account_id, made_by_id=made_by_id, expires_on=expires_on, now=now)
    if not link_id:
        raise AccountError(f"{known_email} is suspended")
    return NewLink(add_secret(conn, network_id, link_id), expires_on)


def find(conn: Connection, network_id: int, secret: str, *, now: datetime) -> OpenLink:
    """Return the link of a secret; raises LinkRefused if it cannot be used."""
    return _find(conn, network_id, digest_of(secret), now=now)


def _find(conn: Connection, network_id: int, secret_hash: bytes, *, now: datetime) -> OpenLink:
    found = conn.execute(_OPEN, {"network_id": network_id, "secret_hash": secret_hash, "now": now}).fetchone()
    if found is None:
        raise LinkRefused
    return OpenLink._make(found)


def accept(
    conn: Connection,
    network_id: int,
    secret_hash: bytes,
    *,
    address: str | None,
    request_id: str | None,
    now: datetime,
    tell: Tell,
) -> int:
    """Create the account of an invitation without a password that anybody knows; return its id.

    To be called in a transaction, in which the account is given another way to sign in. The link, found by the digest
    of its secret, is used up. Raises LinkRefused, and AccountError.
    """
    link = _find(conn, network_id, secret_hash, now=now)
    author = Author(link.email, "portal", address, request_id=request_id)
    with audited.noted(conn, network_id, link.email, author, now=now, tell=tell):
        conn.execute(SQL.lock_link, {"network_id": network_id, "id": link.id})
        if _find(conn, network_id, secret_hash, now=now).purpose != INVITATION:
            raise LinkRefused
        account_id = people.create(conn, network_id, link.email, secrets.token_urlsafe(32), now=now)
        conn.execute(SQL.delete_link, {"network_id": network_id, "id": link.id})
    return account_id


def choose_password(
    conn: Connection,
    network_id: int,
    choice: Choice,
    safeguards: Safeguards,
    *,
    now: datetime,
    tell: Tell = unheard,
) -> OpenLink:
    """Set a password by means of a link, which is used up; return what the link was.

    A reset ends all sign-ins of the account. An invitation creates the account. Raises LinkRefused, AccountError for a
    password that is too short, too long or guessable, and for an account with a second factor TooManyGuesses, and
    GrantRefused with ``two_factor_auth_check`` or ``invalid_grant``. ``conn`` must not be in a transaction.
    """
    require_no_transaction(conn)
    try:
        link = find(conn, network_id, choice.secret, now=now)
        passwords.require_fit(choice.password)
        choosing = _Choosing(conn, network_id, choice, link, safeguards, now, tell)
        if link.account_id is None:
            choosing.accept()
        else:
            choosing.reset(link.account_id)
    except LinkRefused:
        tell(security.LINK_REFUSED, network_id)
        raise
    return link


def add_secret(conn: Connection, network_id: int, link_id: int) -> str:
    """Add a secret to a link, and return it."""
    secret = secrets.token_urlsafe(32)
    conn.execute(SQL.insert_secret, {"network_id": network_id, "id": link_id, "secret_hash": digest_of(secret)})
    return secret


def next_id(conn: Connection, network_id: int) -> int:
    """Return the id of a new link; others who create one wait until the transaction ends."""
    [link_id] = conn.execute(SQL.next_id, {"network_id": network_id}).fetchone() or (0,)
    return int(link_id)


def delete_expired(conn: Connection, network_id: int, *, now: datetime) -> None:
    """Delete the links that have expired, which changes no answer."""
    conn.execute(SQL.delete_expired, {"network_id": network_id, "now": now})


def _insert_reset(
    conn: Connection,
    network_id: int,
    account_id: int,
    *,
    made_by_id: int | None = None,
    expires_on: datetime,
    now: datetime,
) -> int:
    """Insert a link for an account and return its id; 0 if the account is suspended."""
    values = {
        "network_id": network_id,
        "id": next_id(conn, network_id),
        "account_id": account_id,
        "made_by_id": made_by_id,
        "expires_on": expires_on,
        "now": now,
    }
    found = conn.execute(SQL.insert_reset, values).fetchone()
    return int(found[0]) if found else 0


@dataclass(frozen=True, slots=True)
class _Choosing:
    """A password is being chosen with a link."""

    conn: Connection
    network_id: int
    choice: Choice
    link: OpenLink
    safeguards: Safeguards
    now: datetime
    tell: Tell

    def accept(self) -> None:
        """Create the account of an invitation."""
        conn, network_id, link = self.conn, self.network_id, self.link
        with audited.noted(conn, network_id, link.email, self._author(), now=self.now, tell=self.tell):
            conn.execute(SQL.lock_link, {"network_id": network_id, "id": link.id})
            self._require_usable()
            people.create(conn, network_id, link.email, self.choice.password, now=self.now)
            conn.execute(SQL.delete_link, {"network_id": network_id, "id": link.id})

    def reset(self, account_id: int) -> None:
        """Replace the password of an account."""
        conn, network_id, link = self.conn, self.network_id, self.link
        account = {"network_id": network_id, "account_id": account_id}
        with self._proved(account_id):
            password_hash = passwords.hash_new(self.choice.password, people.known_of(conn, network_id, link.email))
            # It is reported below, once it is committed.
            with audited.noted(conn, network_id, link.email, self._author(account_id), now=self.now):
                conn.execute(CREDENTIALS.set_password, {**account, "password_hash": password_hash, "now": self.now})
            conn.execute(CREDENTIALS.end_sign_ins, account)
            conn.execute(SQL.delete_of_account, account)
        self.tell(security.PASSWORD_CHANGED, network_id, account_id)

    @contextmanager
    def _proved(self, account_id: int) -> Iterator[None]:
        """Check the second factor, if there is one, and the link again, with the account locked; commit with the block.

        Wrong codes count as failed sign-ins of the account.
        """
        attempt = self._reserved(account_id) if self.choice.code else None
        try:
            with self.conn.transaction():
                account = {"network_id": self.network_id, "account_id": account_id}
                self.conn.execute(CREDENTIALS.lock_account, account)
                self._require_usable()
                self._require_code(account_id)
                yield
                if attempt is not None:
                    guesses.succeed(self.conn, attempt, account_id, now=self.now)
        except (AccountError, LinkRefused):
            if attempt is not None:
                guesses.take_back(self.conn, attempt, now=self.now)
            raise
        except GrantRefused as refused:
            if refused.code == "invalid_grant":
                self.tell(security.SIGN_IN_FAILED, self.network_id, account_id, reason="code")
            else:
                self.tell(security.SIGN_IN_INCOMPLETE, self.network_id, account_id, reason=refused.code)
            raise

    def _require_usable(self) -> None:
        find(self.conn, self.network_id, self.choice.secret, now=self.now)

    def _require_code(self, account_id: int) -> None:
        code, seal = self.choice.code, self.safeguards.seal
        if not second_factor.passes(self.conn, self.network_id, account_id, code, seal=seal, now=self.now):
            raise GrantRefused("invalid_grant", "the code of the second factor is wrong")

    def _reserved(self, account_id: int) -> Attempt:
        with told_of_waits(self.network_id, self.tell, account_id):
            return guesses.reserve(
                self.conn,
                self.network_id,
                self.link.email,
                self.choice.address,
                self.safeguards.limits,
                account_id=account_id,
                pepper=self.safeguards.seal.pepper,
                now=self.now,
            )

    def _author(self, account_id: int | None = None) -> Author:
        choice = self.choice
        return Author(self.link.email, "portal", choice.address, account_id=account_id, request_id=choice.request_id)


def changes_of(link: NewLink) -> tuple[None, str]:
    """Return what the audit trail says of a new link."""
    return None, instant(link.expires_on)
