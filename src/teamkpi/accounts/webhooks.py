"""Webhooks: addresses for deliveries, the signatures that prove their sender, and the records that they may write.

The key in the address says which webhook it is; of it only a digest is stored. The secret signs: it has to be read
again, so it is stored encrypted. When it is replaced, the previous one can stay valid for some time, until the sender
uses the new one.

A signature is an HMAC-SHA256 in upper-case hexadecimal digits. Nexudus signs the body as ASCII, in which every other
character is a question mark; .NET, which does it, counts characters in units of UTF-16. Other senders sign the bytes as
they send them. Each webhook takes one of the two forms. Those made before there was a choice take either.

A webhook that is bound to an event writes records of that event's kind. Any other has roles, like a key. A delivery
does not say whether its record is new, so writing needs both ``Create`` and ``Edit``.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, NamedTuple

from psycopg import AsyncConnection, Connection

from teamkpi.accounts import security
from teamkpi.accounts.digests import digest_of
from teamkpi.accounts.roles import SEEN_IN_TEAMS, Right, as_stored, may, read_roles, role_of
from teamkpi.accounts.sealing import Seal
from teamkpi.accounts.security import Tell, unheard
from teamkpi.db import load_sql, next_own_id
from teamkpi.errors import RecordNotFound, SettingsError, WebhookError
from teamkpi.ledger import ENTITIES
from teamkpi.ledger.audit_trail import AuditType, Author, Changes, note_change
from teamkpi.ledger.values import to_wire
from teamkpi.networks import network_at

SQL = load_sql(__package__, "webhooks.sql")

WEBHOOK: Final = "WebHook"
_LONGEST_NAME: Final = 100
_SHORTEST_SECRET, _LONGEST_SECRET = 16, 256
LONGEST_OVERLAP: Final = timedelta(days=30)
"""How long a webhook's previous secret can stay valid, at most."""
_KEY_BYTES: Final = 32
_SEALED: Final = "a webhook"
_BEYOND_UTF_16_UNIT: Final = re.compile("[\U00010000-\U0010ffff]")


class Signed(StrEnum):
    """What a webhook's sender computes the signature over."""

    ASCII = "ascii"
    """The body as ASCII, as Nexudus does."""
    BYTES = "bytes"
    """The bytes of the body."""


class Webhook(NamedTuple):
    """A webhook, with its deliveries so far.

    ``action`` is the number of the event that it is bound to, if it is to one; ``roles`` what it is limited to
    otherwise (None: to nothing). ``signature`` is None when either form is taken. Until ``previous_until``, signatures
    with the previous secret are also accepted.
    """

    id: int
    name: str
    action: int | None
    roles: list[str] | None
    signature: str | None
    created_on: datetime
    revoked_on: datetime | None
    previous_until: datetime | None
    received: int
    last_received_on: datetime | None


class Created(NamedTuple):
    """The credentials of a new webhook: the key in its address, and its secret. Neither can be read later."""

    key: str
    secret: str


class Found(NamedTuple):
    """The network of a request, and the webhook with its key there; without one, its fields are None."""

    network_id: int
    webhook_id: int | None
    name: str | None
    action: int | None
    roles: list[str] | None
    signature: str | None
    sealed_secret: str | None
    previous_secret: str | None = None
    previous_until: datetime | None = None


_NO_WEBHOOK: Final = (None,) * 6


def create(
    conn: Connection,
    network_id: int,
    name: str,
    *,
    secret: str | None = None,
    action: int | None = None,
    roles: Sequence[str] = (),
    signature: Signed | None = None,
    seal: Seal,
    author: Author,
    now: datetime,
    tell: Tell = unheard,
) -> Created:
    """Make a webhook, with a row in the audit trail; a secret is made unless one is given.

    ``roles`` limit a webhook that is bound to no event; none mean everything. ``signature`` is by default the form that
    Nexudus uses for a webhook with an event, which is how Nexudus has them, and the bytes for any other. Raises
    WebhookError for a name or a
    secret that cannot be used, and for roles beside an event; UnknownRole; and SettingsError without a key to encrypt
    with.
    """
    name = _checked_name(name)
    if action is not None and roles:
        raise WebhookError(
            "a webhook can have an event or roles, but not both: with an event, it can only write records of that kind"
        )
    limits = read_roles(roles)
    signature = signature or (Signed.BYTES if action is None else Signed.ASCII)
    secret = secrets.token_urlsafe(_KEY_BYTES) if secret is None else _checked_secret(secret)
    key = secrets.token_urlsafe(_KEY_BYTES)
    key_hash = digest_of(key)
    sealed = seal.close(secret, _owner(network_id, key_hash), what=_SEALED)
    values = {"network_id": network_id, "name": name, "key_hash": key_hash, "action": action, "now": now}
    values |= {"roles": limits, "signature": signature}
    told = {"Name": name, "Action": action, "Roles": limits, "Signature": str(signature)}
    changes: Changes = {field: (None, value) for field, value in told.items() if field != "Roles" or value is not None}
    with conn.transaction():
        found = conn.execute(SQL.network_with_ids, {"network_id": network_id}).fetchone()
        if found is not None and found[0]:
            raise WebhookError(
                "new records of this network get 32-bit ids, which could clash with those of another system; run "
                "`teamkpi network local-ids NAME 15-digits` first"
            )
        own_id = next_own_id(conn, network_id, "webhook")
        made = conn.execute(SQL.insert_webhook, {**values, "id": own_id, "sealed_secret": sealed}).fetchone()
        if made is None:
            raise WebhookError(f"a webhook named {name!r} already exists")
        note_change(conn, network_id, author, WEBHOOK, made[0], audit_type=AuditType.CREATE, changes=changes, now=now)
    tell(security.WEBHOOK_CREATED, network_id, webhook_id=made[0])
    return Created(key, secret)


def all_webhooks(conn: Connection, network_id: int) -> list[Webhook]:
    """Return the webhooks of a network, those in use first."""
    return [Webhook._make(row) for row in conn.execute(SQL.all_webhooks, {"network_id": network_id})]


def revoke(
    conn: Connection, network_id: int, name: str, *, author: Author, now: datetime, tell: Tell = unheard
) -> None:
    """End a webhook, from its next delivery on, with a row in the audit trail.

    Raises WebhookError when none of that name is in use.
    """
    values = {"network_id": network_id, "name": name, "now": now}
    changes: Changes = {"Name": (name, None)}
    with conn.transaction():
        ended = conn.execute(SQL.revoke_webhook, values).fetchone() if name.isprintable() else None
        if ended is None:
            raise WebhookError(f"there is no webhook named {name!r}")
        note_change(conn, network_id, author, WEBHOOK, ended[0], audit_type=AuditType.DELETE, changes=changes, now=now)
    tell(security.WEBHOOK_REVOKED, network_id, webhook_id=ended[0])


def renew_secret(
    conn: Connection,
    network_id: int,
    name: str,
    *,
    secret: str | None = None,
    overlap: timedelta,
    seal: Seal,
    author: Author,
    now: datetime,
    tell: Tell = unheard,
) -> str:
    """Replace a webhook's secret and return the new one, with a row in the audit trail; it is made unless one is given.

    The previous secret stays valid for ``overlap``, and any earlier one ends. Raises
    WebhookError when no webhook of that name is in use, for a secret that cannot be used and for too long an overlap;
    and SettingsError without a key to encrypt with.
    """
    secret = secrets.token_urlsafe(_KEY_BYTES) if secret is None else _checked_secret(secret)
    if not timedelta(0) <= overlap <= LONGEST_OVERLAP:
        raise WebhookError(f"the previous secret can stay valid for at most {LONGEST_OVERLAP.days} days")
    previous_until = now + overlap if overlap else None
    of_network = {"network_id": network_id, "name": name}
    with conn.transaction():
        found = conn.execute(SQL.key_of_webhook, of_network).fetchone() if name.isprintable() else None
        if found is None:
            raise WebhookError(f"there is no webhook named {name!r}")
        webhook_id, key_hash = found
        sealed = seal.close(secret, _owner(network_id, key_hash), what=_SEALED)
        values = {"network_id": network_id, "id": webhook_id, "previous_until": previous_until}
        conn.execute(SQL.renew_secret, {**values, "sealed_secret": sealed})
        changes: Changes = {"PreviousSecretUntil": (None, to_wire(previous_until))}
        note_change(
            conn, network_id, author, WEBHOOK, webhook_id, audit_type=AuditType.UPDATE, changes=changes, now=now
        )
    tell(security.WEBHOOK_SECRET_REPLACED, network_id, webhook_id=webhook_id)
    return secret


def name_of(conn: Connection, network_id: int, webhook_id: int) -> str:
    """Return the name of a webhook in use, locked until the transaction ends; raises RecordNotFound."""
    found = conn.execute(SQL.name_of_webhook, {"network_id": network_id, "id": webhook_id}).fetchone()
    if found is None:
        raise RecordNotFound
    name: str = found[0]
    return name


def forget_previous(conn: Connection, network_id: int, *, now: datetime) -> int:
    """Forget the previous secrets that are not accepted any more, and return how many."""
    return conn.execute(SQL.forget_previous, {"network_id": network_id, "now": now}).rowcount


async def find(conn: AsyncConnection, host: str, key: str) -> Found:
    """Return the network of a host and its webhook of that key, if it is in use; raises NetworkNotFound."""
    network_id = await network_at(conn, host)
    values = {"network_id": network_id, "key_hash": digest_of(key)}
    row = await (await conn.execute(SQL.find_webhook, values)).fetchone()
    return Found(network_id, *(row or _NO_WEBHOOK))


def missing_roles(found: Found) -> Callable[[str, bool], str | None]:
    """Return what tells the roles that a webhook lacks for writing a record of an entity (its name) or deleting one."""
    roles = as_stored(found.roles)

    def missing(entity_name: str, is_deletion: bool) -> str | None:
        needed = (Right.DELETE,) if is_deletion else (Right.CREATE, Right.EDIT)
        lacking = [role_of(entity_name, right) for right in needed if not may(roles, entity_name, right)]
        if not is_deletion and entity_name == ENTITIES["teams"].name and roles is not None:
            # A team that is sent has its people with it.
            lacking += [role for role in SEEN_IN_TEAMS if role not in roles]
        return " and ".join(lacking) or None

    return missing


class Signatures:
    """Compares signatures; for an unknown webhook it does the same work, with a made-up secret."""

    def __init__(self, seal: Seal) -> None:
        self._seal = seal
        self._nobody = "unknown webhook"
        try:
            self._decoy: str | None = seal.close(secrets.token_urlsafe(_KEY_BYTES), self._nobody)
        except SettingsError:  # without a key to encrypt with there is no webhook either
            self._decoy = None

    def holds(self, found: Found, key: str, body: bytes, signature: str | None, *, now: datetime) -> bool:
        """Return whether the webhook exists and the body is signed with its secret, or its previous one while it lasts.

        Raises SettingsError if the webhook exists and no key decrypts its secrets.
        """
        given = (signature or "").encode("latin-1", "replace")
        contents = ((Signed.ASCII, as_ascii(body)), (Signed.BYTES, body))
        lasts = found.previous_until is not None and found.previous_until > now
        signed = False
        # Two secrets and both forms are compared in any case: how long it takes does not tell what the webhook has.
        for sealed in (found.sealed_secret, found.previous_secret if lasts else None):
            secret = self._secret(found, key, sealed)
            if secret is None:
                continue
            for form, content in contents:
                is_right = hmac.compare_digest(signature_of(secret, content).encode(), given)
                signed |= is_right and sealed is not None and found.signature in {None, form}
        return signed

    def _secret(self, found: Found, key: str, sealed: str | None) -> str | None:
        if sealed is not None:
            return self._seal.open(sealed, _owner(found.network_id, digest_of(key)), what=_SEALED)
        return None if self._decoy is None else self._seal.open(self._decoy, self._nobody)


def signature_of(secret: str, content: bytes) -> str:
    """Return the signature of some bytes."""
    return hmac.new(secret.encode("ascii"), content, hashlib.sha256).hexdigest().upper()


def as_ascii(body: bytes) -> bytes:
    """Return the bytes that Nexudus signs of a body: a ``?`` for each unit of UTF-16 that is not ASCII.

    So a letter with an accent is one, and an emoji, which takes two units, is two. Bytes that are not UTF-8 are read
    as U+FFFD.
    """
    if body.isascii():
        return body
    return _BEYOND_UTF_16_UNIT.sub("??", body.decode("utf-8", "replace")).encode("ascii", "replace")


def reseal(conn: Connection, network_id: int, seal: Seal, *, formerly: int | None = None) -> int:
    """Encrypt the network's secrets with the first key, and return how many were encrypted anew.

    ``formerly`` is the id that the network had in another database: its secrets are encrypted for the present id.
    Raises SettingsError when no key opens one of them; nothing is changed then.
    """
    count = 0
    with conn.transaction():
        for key_hash, sealed, _ in conn.execute(SQL.sealed_secrets, {"network_id": network_id}).fetchall():
            owners = None if formerly is None else (_owner(formerly, key_hash), _owner(network_id, key_hash))
            if renewed := seal.renewed(sealed, owners):
                values = {"network_id": network_id, "key_hash": key_hash, "sealed_secret": sealed}
                count += conn.execute(SQL.store_sealed, {**values, "renewed": renewed}).rowcount
    return count


def require_readable(conn: Connection, network_id: int, seal: Seal) -> int:
    """Return how many webhooks of the network are in use; raises SettingsError when no key opens one's secret."""
    found = conn.execute(SQL.sealed_secrets, {"network_id": network_id}).fetchall()
    for key_hash, sealed, _ in found:
        seal.open(sealed, _owner(network_id, key_hash), what=_SEALED)
    return sum(not is_previous for _, _, is_previous in found)


def _owner(network_id: int, key_hash: bytes) -> str:
    return f"webhook {network_id}/{key_hash.hex()}"


def _checked_name(name: str) -> str:
    name = name.strip()
    if not name or not name.isprintable() or len(name) > _LONGEST_NAME:
        raise WebhookError(f"a webhook's name must have 1 to {_LONGEST_NAME} printable characters")
    return name


def _checked_secret(secret: str) -> str:
    # Any other character would be signed as a question mark, which makes the secret easier to guess.
    if not (secret.isascii() and secret.isprintable() and _SHORTEST_SECRET <= len(secret) <= _LONGEST_SECRET):
        raise WebhookError(
            f"a webhook's secret must have {_SHORTEST_SECRET} to {_LONGEST_SECRET} printable ASCII characters"
        )
    return secret
