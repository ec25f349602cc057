"""API keys: they let a program act as an operator, under a name and with limited rights.

A key is the prefix and 32 random bytes in base64url; the database stores only its SHA-256 digest, so it is shown once,
when it is created. It is valid in the networks it was created for, under one name, until it expires or is revoked,
which takes effect with the next request.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple

from psycopg import Connection

from teamkpi.accounts import security
from teamkpi.accounts.audited import API_KEY
from teamkpi.accounts.digests import digest_of
from teamkpi.accounts.roles import read_roles
from teamkpi.accounts.security import Tell, unheard
from teamkpi.db import load_sql, next_own_id
from teamkpi.errors import ApiKeyError, RecordNotFound
from teamkpi.folding import folded
from teamkpi.ledger import audit_trail
from teamkpi.ledger.audit_trail import AuditType, Author
from teamkpi.ledger.values import to_wire

SQL = load_sql(__package__, "keys.sql")
PREFIX: Final = "teamkpi_key_"
"""The start of every key, so that a leaked key can be recognised."""
NOTED_EVERY: Final = timedelta(hours=1)
"""The accuracy of a key's last use: it is not written for each request."""
_LONGEST_NAME: Final = 100


class ApiKey(NamedTuple):
    """A key of a network as shown to operators; never the key itself."""

    id: int
    name: str
    roles: list[str] | None
    created_on: datetime
    expires_on: datetime | None
    revoked_on: datetime | None
    last_used_on: datetime | None


def create(
    conn: Connection,
    network_ids: Collection[int],
    name: str,
    *,
    roles: Sequence[str] = (),
    expires_on: datetime | None = None,
    author: Author,
    now: datetime,
    tell: Tell = unheard,
) -> str:
    """Create a key for these networks and return it: it cannot be read later.

    Without roles it can do everything; without ``expires_on`` it does not expire. Raises ApiKeyError if the name is
    blank or an active key of one of the networks has it, or if ``expires_on`` is in the past; and UnknownRole.
    """
    name = name.strip()
    if not name or not name.isprintable() or len(name) > _LONGEST_NAME:
        raise ApiKeyError(f"a key's name must have 1 to {_LONGEST_NAME} printable characters")
    if expires_on is not None and expires_on <= now:
        raise ApiKeyError("the key's expiry date has already passed")
    key = PREFIX + secrets.token_urlsafe(32)
    values = {
        "name": name,
        "name_folded": folded(name),
        "key_hash": digest_of(key),
        "roles": read_roles(roles),
        "expires_on": expires_on,
    }
    made_ids: dict[int, int] = {}
    with conn.transaction():
        for network_id in sorted(network_ids):
            own = {"network_id": network_id, "id": next_own_id(conn, network_id, "api_key")}
            created = conn.execute(SQL.insert_key, {**own, "now": now, **values}).fetchone()
            if created is None:
                raise ApiKeyError(f"a key named {name!r} already exists; revoke it first, or choose another name")
            made_ids[network_id] = created[0]
            made = {"Name": name, "Roles": values["roles"], "ExpiresOn": to_wire(expires_on)}
            changes = {field: (None, value) for field, value in made.items() if value is not None}
            audit_trail.note_change(
                conn, network_id, author, API_KEY, created[0], audit_type=AuditType.CREATE, changes=changes, now=now
            )
    for network_id, key_id in made_ids.items():
        tell(security.KEY_CREATED, network_id, key_id=key_id)
    return key


def list_keys(conn: Connection, network_id: int) -> list[ApiKey]:
    """Return the keys of a network by name, including revoked and expired ones."""
    return [ApiKey._make(row) for row in conn.execute(SQL.list_keys, {"network_id": network_id})]


def revoke(
    conn: Connection,
    network_id: int,
    name: str,
    all_network_ids: Collection[int],
    *,
    author: Author,
    now: datetime,
    tell: Tell = unheard,
) -> list[int]:
    """Revoke a network's key by name, in every network it is valid in, and return the ids of those networks.

    Raises ApiKeyError if the network has no active key with that name.
    """
    ended: dict[int, int] = {}
    with conn.transaction():
        found = conn.execute(
            SQL.key_of_name, {"network_id": network_id, "name_folded": folded(name.strip())}
        ).fetchone()
        if found is None:
            raise ApiKeyError(f"there is no active key named {name.strip()!r}")
        for one in sorted(all_network_ids):
            key_id = _revoked(conn, one, SQL.revoke, author, now, key_hash=found[0])
            if key_id is not None:
                ended[one] = key_id
    for one, key_id in ended.items():
        tell(security.KEY_REVOKED, one, key_id=key_id)
    return list(ended)


def revoke_here(
    conn: Connection, network_id: int, key_id: int, *, author: Author, now: datetime, tell: Tell = unheard
) -> None:
    """Revoke a network's key by id in this network alone; raises RecordNotFound unless it is there to revoke."""
    with conn.transaction():
        if _revoked(conn, network_id, SQL.revoke_by_id, author, now, key_id=key_id) is None:
            raise RecordNotFound
    tell(security.KEY_REVOKED, network_id, key_id=key_id)


def _revoked(
    conn: Connection, network_id: int, statement: str, author: Author, now: datetime, **which: Any
) -> int | None:
    """Revoke a key of one network, with the audit trail entry; return its id, None if there is none to revoke."""
    found = conn.execute(statement, {"network_id": network_id, "now": now, **which}).fetchone()
    if found is None:
        return None
    key_id: int = found[0]
    changes = {"RevokedOn": (None, to_wire(now))}
    audit_trail.note_change(
        conn, network_id, author, API_KEY, key_id, audit_type=AuditType.DELETE, changes=changes, now=now
    )
    return key_id


def note_use(conn: Connection, network_id: int, key_id: int, *, now: datetime) -> None:
    """Record that a key was used now, unless a use within ``NOTED_EVERY`` is already recorded."""
    values = {"network_id": network_id, "key_id": key_id, "now": now, "noted_before": now - NOTED_EVERY}
    conn.execute(SQL.note_use, values)
