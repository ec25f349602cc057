"""Sources: the account from which a network's records are copied, as configured by an operator."""

from __future__ import annotations

import base64
import binascii
import hmac
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, NamedTuple
from urllib.parse import urlsplit

import msgspec
from psycopg import Connection

from teamkpi.accounts import Seal
from teamkpi.db import load_sql
from teamkpi.db.locks import Lock
from teamkpi.errors import MirrorError
from teamkpi.ledger.imports import is_being_filled, made_up_import
from teamkpi.mirror.pace import NEXUDUS, Rate

SQL: Final = load_sql("teamkpi.mirror", "mirror.sql")
_SEALED: Final = "a mirror"


class Kind(NamedTuple):
    """A kind of service: its usual address, if any, and its documented rate limits."""

    base_url: str | None
    rates: tuple[Rate, ...]


KINDS: Final = {
    "nexudus": Kind("https://spaces.nexudus.com", NEXUDUS),
    "teamkpi": Kind(None, (Rate(10_000, 60),)),
}


def _key_of(totp: str) -> bytes:
    return base64.b32decode(totp + "=" * (-len(totp) % 8))


@dataclass(frozen=True, slots=True)
class Credentials:
    """Credentials of the account; never shown."""

    email: str = field(repr=False)
    password: str = field(repr=False)
    totp: str | None = field(default=None, repr=False)
    """The secret of the account's second factor, in base32."""

    def code(self, now: datetime) -> str:
        """Return the current code of the second factor (RFC 6238), or an empty text without one.

        pyotp rejects the short secrets that some services issue.
        """
        if not self.totp:
            return ""
        digest = hmac.digest(_key_of(self.totp), int(now.timestamp() // 30).to_bytes(8), "sha1")
        place = digest[-1] & 15
        return f"{(int.from_bytes(digest[place : place + 4]) & 0x7FFFFFFF) % 10**6:06}"


class Source(NamedTuple):
    """A network's source, as it is stored."""

    network_id: int
    kind: str
    base_url: str
    allows_http: bool
    sealed_credentials: str
    businesses: list[int] | None
    share: int
    every_seconds: int
    most_deleted: int
    allows_local_writes: bool
    is_paused: bool
    created_on: datetime
    last_started_on: datetime | None
    last_completed_on: datetime | None
    problem_code: str | None
    problem: str | None
    problem_since: datetime | None

    @property
    def account(self) -> tuple[str, str, int]:
        """What a client is created with; a change requires a new client, and new tests of the service's filters."""
        return self.base_url, self.sealed_credentials, self.share

    def credentials(self, seal: Seal) -> Credentials:
        """Return the decrypted credentials; raises SettingsError when no key decrypts them."""
        opened = seal.open(self.sealed_credentials, _owner(self.network_id, self.base_url), what=_SEALED)
        return msgspec.json.decode(opened, type=Credentials)


def checked_address(kind: str, base_url: str | None, *, allow_http: bool) -> str:
    """Return the address of a service; raises MirrorError for one that cannot be used."""
    address = (base_url or KINDS[kind].base_url or "").rstrip("/")
    if not address:
        raise MirrorError(f"--base-url is required for {kind}: the address of its back office")
    parts = urlsplit(address)
    if parts.username or parts.password:
        raise MirrorError("--base-url must not contain a user name or password")
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
        raise MirrorError("--base-url must be an address like https://spaces.nexudus.com")
    if parts.scheme == "http" and not allow_http:
        raise MirrorError("--base-url must begin with https://; --allow-http permits http, for trials on this machine")
    return address


def checked_totp(secret: str | None) -> str | None:
    """Return the secret of a second factor; raises MirrorError if it is not valid base32."""
    if not secret:
        return None
    plain = secret.replace(" ", "").rstrip("=").upper()
    try:
        _key_of(plain)
    except binascii.Error:
        raise MirrorError("the second factor's secret is not valid base32") from None
    return plain


def add(
    conn: Connection[Any],
    network_id: int,
    kind: str,
    address: str,
    credentials: Credentials,
    *,
    allows_http: bool,
    businesses: Sequence[int],
    share: int,
    every_seconds: int,
    most_deleted: int,
    seal: Seal,
    now: datetime,
) -> None:
    """Create a network's source.

    Raises MirrorError when it has one, when its new records get ids that could be those of the source, or when it has
    made-up records, which would be mixed with those of the source; and SettingsError without a key to encrypt the
    credentials with.
    """
    values = {
        "network_id": network_id,
        "kind": kind,
        "base_url": address,
        "allows_http": allows_http,
        "sealed_credentials": _sealed(network_id, address, credentials, seal),
        "businesses": sorted(set(businesses)) or None,
        "share": share,
        "every_seconds": every_seconds,
        "most_deleted": most_deleted,
        "now": now,
    }
    with conn.transaction():
        found = conn.execute(SQL.network_with_ids, {"network_id": network_id}).fetchone()
        if found is not None and found[0]:
            raise MirrorError(
                "new records of this network get 32-bit ids, which could clash with those of the source; run "
                "`teamkpi network local-ids NAME 15-digits` first"
            )
        if is_being_filled(conn, network_id):
            raise MirrorError("the space is being filled with made-up records; wait for that to end, and remove them")
        if (made_up := made_up_import(conn, network_id)) is not None:
            raise MirrorError(
                "the space has made-up records; remove them first, in the console or with "
                f"`teamkpi import undo {made_up}`"
            )
        if conn.execute(SQL.insert_source, values).fetchone() is None:
            raise MirrorError(
                "this network already has a mirror; `teamkpi mirror remove` removes it and keeps the records"
            )


def find(conn: Connection[Any], network_id: int) -> Source | None:
    """Return a network's source, if it has one."""
    row = conn.execute(SQL.source, {"network_id": network_id}).fetchone()
    return Source._make(row) if row else None


def get(conn: Connection[Any], network_id: int) -> Source:
    """Return a network's source; raises MirrorError when it has none."""
    found = find(conn, network_id)
    if found is None:
        raise MirrorError("this network has no mirror; `teamkpi mirror add` creates one")
    return found


def change(
    conn: Connection[Any],
    source: Source,
    *,
    credentials: Credentials | None,
    share: int | None,
    every_seconds: int | None,
    most_deleted: int | None,
    allows_local_writes: bool | None,
    seal: Seal,
) -> None:
    """Change a source; None leaves a setting unchanged."""
    sealed = source.sealed_credentials
    if credentials is not None:
        sealed = _sealed(source.network_id, source.base_url, credentials, seal)
    values = {
        "network_id": source.network_id,
        "sealed_credentials": sealed,
        "share": source.share if share is None else share,
        "every_seconds": source.every_seconds if every_seconds is None else every_seconds,
        "most_deleted": source.most_deleted if most_deleted is None else most_deleted,
        "allows_local_writes": source.allows_local_writes if allows_local_writes is None else allows_local_writes,
    }
    conn.execute(SQL.update_source, values)


def move(
    conn: Connection[Any], source: Source, address: str, *, allows_http: bool, seal: Seal, now: datetime
) -> Source:
    """Give a source another address, and return it; to be called with the lease.

    Everything is read again from there, as by a new source: positions, tests of filters and records that are missing
    or rejected were found at the former address, and may be wrong at this one. The credentials, which only open for
    their address, are encrypted for the new one; the other settings stay. Raises SettingsError when no key opens the
    credentials.
    """
    values = {
        **source._asdict(),
        "base_url": address,
        "allows_http": allows_http,
        "sealed_credentials": _sealed(source.network_id, address, source.credentials(seal), seal),
        "now": now,
    }
    with conn.transaction():
        conn.execute(SQL.delete_source, values)
        conn.execute(SQL.insert_source, values)
        conn.execute(SQL.update_source, values)
    return get(conn, source.network_id)


def pause(conn: Connection[Any], network_id: int, *, is_paused: bool) -> None:
    """Pause or resume a network's source."""
    conn.execute(SQL.pause, {"network_id": network_id, "is_paused": is_paused})


def confirm(conn: Connection[Any], network_id: int, plural: str | None = None) -> int:
    """Let the next run delete records that are missing at the source, of one kind or of all; return how many."""
    return conn.execute(SQL.confirm, {"network_id": network_id, "entity": plural}).rowcount


def retry(conn: Connection[Any], network_id: int) -> None:
    """Make the source due, and have its next run request rejected records again.

    Raises MirrorError when it is paused.
    """
    with conn.transaction():
        if conn.execute(SQL.make_due, {"network_id": network_id}).rowcount == 0:
            raise MirrorError("the mirror is paused; resume it first")
        conn.execute(SQL.retry_refused, {"network_id": network_id})


def remove(conn: Connection[Any], network_id: int) -> None:
    """Remove a network's source with its positions and credentials; the records stay."""
    conn.execute(SQL.delete_source, {"network_id": network_id})


def take_lease(conn: Connection[Any], network_id: int) -> bool:
    """Take the lease to run a network's mirror, until the database session ends; False if another process has it."""
    row = conn.execute(SQL.lease, Lock.MIRROR.of(network_id)).fetchone()
    return bool(row and row[0])


def give_back_lease(conn: Connection[Any], network_id: int) -> None:
    """Release the lease."""
    conn.execute(SQL.release, Lock.MIRROR.of(network_id))


def reseal(conn: Connection[Any], network_id: int, seal: Seal, *, formerly: int | None = None) -> int:
    """Encrypt the network's credentials with the first key; return how many were encrypted anew.

    ``formerly`` is the id that the network had in another database: its secrets are encrypted for the present id.
    Raises SettingsError when no key opens one of them; nothing is changed then.
    """
    source = find(conn, network_id)
    if source is None:
        return 0
    owners = None if formerly is None else (_owner(formerly, source.base_url), _owner(network_id, source.base_url))
    renewed = seal.renewed(source.sealed_credentials, owners)
    if renewed is None:
        return 0
    values = {"network_id": network_id, "sealed_credentials": source.sealed_credentials, "renewed": renewed}
    return conn.execute(SQL.store_sealed, values).rowcount


def require_readable(conn: Connection[Any], network_id: int, seal: Seal) -> int:
    """Return how many sources the network has; raises SettingsError when no key decrypts the credentials."""
    source = find(conn, network_id)
    if source is None:
        return 0
    source.credentials(seal)
    return 1


def _sealed(network_id: int, address: str, credentials: Credentials, seal: Seal) -> str:
    return seal.close(msgspec.json.encode(credentials).decode(), _owner(network_id, address), what=_SEALED)


def _owner(network_id: int, address: str) -> str:
    """Return the context that binds credentials to their address: if that is altered, they do not decrypt."""
    return f"mirror {network_id}/{address}"
