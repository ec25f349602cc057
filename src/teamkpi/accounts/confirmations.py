"""Mails with which the holder of an account confirms a sign-in with a provider, in place of the account's password.

The link in such a mail proves the mailbox; the cookie of the sign-in proves the browser that began it. Both are needed,
so that a link which somebody else reads is worth nothing, and no one can have another person's account connected to
their own identity by making that person open a link. Asking for the mail does the same work whether or not the address
has an account: that is looked up by whatever sends the mail.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Final, NamedTuple
from uuid import UUID

from psycopg import Connection

from teamkpi import outbox
from teamkpi.accounts import security
from teamkpi.accounts.credentials import Safeguards, require_no_transaction
from teamkpi.accounts.digests import digest_of
from teamkpi.accounts.links import count_request
from teamkpi.accounts.provider_attempts import EXPIRED, Presented
from teamkpi.accounts.provider_attempts import SQL as ATTEMPTS
from teamkpi.accounts.security import Tell, unheard
from teamkpi.db import load_sql
from teamkpi.errors import GrantRefused

SQL: Final = load_sql(__package__, "confirmations.sql")
VALID_FOR: Final = timedelta(hours=1)
"""How long a link can be used; the sign-in waits as long."""


class ToConfirm(NamedTuple):
    """What a mail says: the address of the account, the secret of the link, until when it works, and the provider."""

    email: str
    secret: str
    expires_on: datetime
    provider: str


class Confirmed(NamedTuple):
    """The sign-in that a link confirms."""

    state_hash: bytes
    account_id: int
    email: str


def request(
    conn: Connection,
    network_id: int,
    presented: Presented,
    *,
    safeguards: Safeguards,
    language: str,
    now: datetime,
    tell: Tell = unheard,
) -> bool:
    """Write a mail with a link that confirms a sign-in; return False if the network does not send mail.

    Requests are limited for each address, and together with failed sign-ins for each IP address. Raises TooManyGuesses,
    and GrantRefused with ``sign_in_expired``. ``conn`` must not be in a transaction.
    """
    require_no_transaction(conn)
    key = {"network_id": network_id, **presented.key, "now": now}
    kind, _, email = conn.execute(ATTEMPTS.step_of, key).fetchone() or (None, None, None)
    if kind != "confirm":
        raise _expired(network_id, tell)
    if outbox.find_sender(conn, network_id) is None:
        return False
    name = f"confirmation {email}"
    count_request(conn, network_id, name, presented.address, safeguards=safeguards, now=now, tell=tell)
    with conn.transaction():
        found = conn.execute(SQL.attempt_to_mail, key).fetchone()
        if found is None:
            raise _expired(network_id, tell)
        message_id = outbox.write(conn, network_id, outbox.PROVIDER_CONFIRMATION, found[0], language=language, now=now)
        conn.execute(SQL.note_message, {**key, "message_id": message_id, "expires_on": now + VALID_FOR})
    tell(security.PROVIDER_CONFIRMATION_REQUESTED, network_id)
    return True


def to_send(
    conn: Connection, network_id: int, message_id: UUID, *, asked_on: datetime, now: datetime
) -> ToConfirm | None:
    """Return what a mail is about to be sent with; None if it is not to be sent.

    Each call adds a secret, so that a mail that is sent twice works both times.
    """
    with conn.transaction():
        asked = {"network_id": network_id, "message_id": message_id, "asked_on": asked_on, "now": now}
        found = conn.execute(SQL.attempt_of_message, asked).fetchone()
        if found is None:
            return None
        state_hash, email, password_set_on, label = found
        secret, expires_on = secrets.token_urlsafe(32), asked_on + VALID_FOR
        values = {
            "network_id": network_id,
            "secret_hash": digest_of(secret),
            "state_hash": state_hash,
            "password_set_on": password_set_on,
            "expires_on": expires_on,
        }
        conn.execute(SQL.insert_secret, values)
    return ToConfirm(email, secret, expires_on, label)


def find(conn: Connection, network_id: int, presented: Presented, *, now: datetime) -> Confirmed | None:
    """Return the sign-in that the presented link confirms; None if the link cannot be used in this browser."""
    asked = {
        "network_id": network_id,
        "secret_hash": digest_of(presented.confirmation),
        "browser_hash": presented.key["browser_hash"],
        "now": now,
    }
    found = conn.execute(SQL.confirmed_attempt, asked).fetchone()
    return None if found is None else Confirmed._make(found)


def _expired(network_id: int, tell: Tell) -> GrantRefused:
    tell(security.PROVIDER_REFUSED, network_id, provider_id=None, reason="sign_in_expired")
    return GrantRefused("sign_in_expired", EXPIRED)
