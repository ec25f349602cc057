"""The hooks of a network: made, changed and deleted by operators, each with an entry in the audit trail."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple

from psycopg import Connection
from psycopg.errors import UniqueViolation

from teamkpi.accounts import Seal, security
from teamkpi.accounts.security import Tell, unheard
from teamkpi.db import load_sql
from teamkpi.errors import HookAddressRefused, HookError, RecordNotFound
from teamkpi.hooks import figures
from teamkpi.hooks.addresses import Network, checked_url
from teamkpi.hooks.signing import Keys
from teamkpi.ledger.audit_trail import AuditType, Author, Changes, note_change
from teamkpi.ledger.values import to_wire
from teamkpi.outbox.hooks import Event

SQL: Final = load_sql("teamkpi.hooks", "hooks.sql")
HOOK: Final = "Hook"
"""The name of hooks in the audit trail."""
OVERLAP: Final = timedelta(hours=24)
"""How long requests are also signed with the previous keys after a replacement, by default."""
LONGEST_OVERLAP: Final = timedelta(days=30)
STOPPED: Final = "the hook was stopped"
_SEALED: Final = "a hook"
LONGEST_NAME: Final = 100
_MOST: Final = 50


class Hook(NamedTuple):
    """A hook as operators see it."""

    id: int
    name: str
    url: str
    events: list[str]
    created_on: datetime
    stopped_on: datetime | None
    stopped_by: str | None
    """``receiver`` if the receiver answered that it is gone, ``operator`` if somebody stopped it here."""
    previous_until: datetime | None
    failures: int
    """How many attempts in a row the receiver has not accepted."""
    waiting: int
    next_try_on: datetime | None
    """When a waiting event is tried next; None: nothing is waiting."""
    last_sent_on: datetime | None


class Found(NamedTuple):
    """A hook with its encrypted keys."""

    id: int
    name: str
    url: str
    events: list[str]
    stopped_on: datetime | None
    sealed_keys: str
    sealed_previous: str | None
    previous_until: datetime | None

    def previous_at(self, now: datetime) -> str | None:
        """Return the encrypted previous keys, as long as they sign as well."""
        return self.sealed_previous if self.previous_until is not None and self.previous_until > now else None


def events_of(names: Iterable[str]) -> list[str]:
    """Return events in the order in which they are declared, each once; all of them if there are none.

    Raises HookError for one that does not exist.
    """
    wanted = set(names)
    if unknown := sorted(wanted - set(Event)):
        raise HookError(f"there is no event {unknown[0]!r}; the events are {', '.join(Event)}")
    return [str(one) for one in Event if not wanted or one in wanted]


def create(
    conn: Connection,
    network_id: int,
    name: str,
    url: str,
    *,
    events: Sequence[str] = (),
    allowed: Sequence[Network],
    seal: Seal,
    author: Author,
    now: datetime,
    tell: Tell = unheard,
) -> Keys:
    """Make a hook and return its keys; no ``events`` means all.

    Raises HookError for a name, an address or an event that cannot be used, and SettingsError without a key to encrypt
    with.
    """
    name = _checked_name(name)
    url = _checked(url, allowed, network_id, None, tell)
    wanted = events_of(events)
    keys = Keys.new()
    seal.require_key(_SEALED)
    with conn.transaction():
        [hook_id] = conn.execute(SQL.lock_network, {"network_id": network_id}).fetchone() or (0,)
        [count] = conn.execute(SQL.count_hooks, {"network_id": network_id}).fetchone() or (0,)
        if count >= _MOST:
            raise HookError(f"a network can have at most {_MOST} hooks")
        values = {"network_id": network_id, "id": hook_id, "name": name, "url": url, "events": wanted, "now": now}
        values["sealed_keys"] = seal.close(keys.as_text, _owner(network_id, hook_id), what=_SEALED)
        with figures.beginning(conn, network_id, now=now):
            if conn.execute(SQL.insert_hook, values).fetchone() is None:
                raise HookError(f"a hook named {name!r} already exists")
        changes: Changes = {"Name": (None, name), "Url": (None, url), "Events": (None, ", ".join(wanted))}
        note_change(conn, network_id, author, HOOK, hook_id, audit_type=AuditType.CREATE, changes=changes, now=now)
    tell(security.HOOK_CREATED, network_id, hook_id=hook_id)
    return keys


def all_hooks(conn: Connection, network_id: int) -> list[Hook]:
    """Return the hooks of a network by name."""
    return [Hook._make(row) for row in conn.execute(SQL.hooks, {"network_id": network_id})]


def find(conn: Connection, network_id: int, name: str) -> Found:
    """Return a hook by its name; raises HookError if there is none. In a transaction, it is locked."""
    row = conn.execute(SQL.hook, {"network_id": network_id, "name": name}).fetchone() if name.isprintable() else None
    if row is None:
        raise HookError(f"there is no hook named {name!r}")
    return Found._make(row)


def name_of(conn: Connection, network_id: int, hook_id: int) -> str:
    """Return the name of a hook, which is locked until the transaction ends; raises RecordNotFound."""
    row = conn.execute(SQL.name_of_hook, {"network_id": network_id, "id": hook_id}).fetchone()
    if row is None:
        raise RecordNotFound
    return str(row[0])


def change(
    conn: Connection,
    network_id: int,
    name: str,
    *,
    new_name: str | None = None,
    url: str | None = None,
    events: Sequence[str] | None = None,
    allowed: Sequence[Network],
    author: Author,
    now: datetime,
    tell: Tell = unheard,
) -> bool:
    """Change the name, the address or the events of a hook; return False if nothing changes.

    An empty sequence of ``events`` means all; what is None stays. Waiting events are sent to a new address at once.
    Raises HookError if there is no such hook, and for values that cannot be used.
    """
    new_name = None if new_name is None else _checked_name(new_name)
    wanted = None if events is None else events_of(events)
    with _name_is_free(new_name), conn.transaction():
        found = find(conn, network_id, name)
        url = None if url is None else _checked(url, allowed, network_id, found.id, tell)
        before: dict[str, Any] = {"Name": found.name, "Url": found.url, "Events": found.events}
        after = {
            "Name": new_name or found.name,
            "Url": url or found.url,
            "Events": found.events if wanted is None else wanted,
        }
        if after == before:
            return False
        values = {"network_id": network_id, "id": found.id, "now": now}
        with figures.beginning(conn, network_id, now=now):
            conn.execute(SQL.change_hook, {**values, **{field.lower(): value for field, value in after.items()}})
        if after["Url"] != found.url:
            conn.execute(SQL.try_at_once, values)
        changes: Changes = {
            field: (_as_text(before[field]), _as_text(value))
            for field, value in after.items()
            if value != before[field]
        }
        note_change(conn, network_id, author, HOOK, found.id, audit_type=AuditType.UPDATE, changes=changes, now=now)
    tell(security.HOOK_CHANGED, network_id, hook_id=found.id)
    return True


def _checked(url: str, allowed: Sequence[Network], network_id: int, hook_id: int | None, tell: Tell) -> str:
    try:
        return checked_url(url, allowed)
    except HookAddressRefused:
        tell(security.HOOK_ADDRESS_REFUSED, network_id, hook_id=hook_id)
        raise


@contextmanager
def _name_is_free(name: str | None) -> Iterator[None]:
    try:
        yield
    except UniqueViolation:
        raise HookError(f"a hook named {name!r} already exists") from None


def _as_text(value: Any) -> str:
    return value if isinstance(value, str) else ", ".join(value)


def rotate(
    conn: Connection,
    network_id: int,
    name: str,
    *,
    overlap: timedelta = OVERLAP,
    seal: Seal,
    author: Author,
    now: datetime,
    tell: Tell = unheard,
) -> Keys:
    """Replace the keys of a hook, and return the new ones. For ``overlap``, requests are also signed with the old ones.

    Raises HookError if there is no such hook, and for too long an overlap; and SettingsError without a key to encrypt
    with.
    """
    if not timedelta(0) <= overlap <= LONGEST_OVERLAP:
        raise HookError(f"requests can be signed with the previous secret for at most {LONGEST_OVERLAP.days} days")
    previous_until = now + overlap if overlap else None
    keys = Keys.new()
    with conn.transaction():
        found = find(conn, network_id, name)
        values = {"network_id": network_id, "id": found.id, "previous_until": previous_until}
        sealed = seal.close(keys.as_text, _owner(network_id, found.id), what=_SEALED)
        conn.execute(SQL.set_keys, {**values, "sealed_keys": sealed})
        changes: Changes = {"Secret": (None, "replaced"), "PreviousSecretUntil": (None, to_wire(previous_until))}
        note_change(conn, network_id, author, HOOK, found.id, audit_type=AuditType.UPDATE, changes=changes, now=now)
    tell(security.HOOK_SECRET_REPLACED, network_id, hook_id=found.id)
    return keys


def stop(conn: Connection, network_id: int, name: str, *, author: Author, now: datetime, tell: Tell = unheard) -> bool:
    """Stop sending events to a hook, and drop those that are waiting; False if it was stopped already.

    Raises HookError if there is no such hook.
    """
    with conn.transaction():
        found = find(conn, network_id, name)
        if found.stopped_on is not None:
            return False
        stop_by(conn, network_id, found.id, "operator", now=now)
        changes: Changes = {"Stopped": (False, True)}
        note_change(conn, network_id, author, HOOK, found.id, audit_type=AuditType.UPDATE, changes=changes, now=now)
    tell(security.HOOK_STOPPED, network_id, hook_id=found.id, by="operator")
    return True


def stop_by(conn: Connection, network_id: int, hook_id: int, who: str, *, now: datetime) -> None:
    """Stop a hook in the transaction of ``conn``; ``who`` is ``operator`` or ``receiver``."""
    values = {"network_id": network_id, "id": hook_id, "stopped_by": who, "now": now, "outcome": STOPPED}
    conn.execute(SQL.stop, values)
    conn.execute(SQL.end_waiting, values)


def start(conn: Connection, network_id: int, name: str, *, author: Author, now: datetime, tell: Tell = unheard) -> bool:
    """Resume sending events to a hook; False if it was not stopped. Raises HookError if there is no such hook."""
    with conn.transaction():
        found = find(conn, network_id, name)
        if found.stopped_on is None:
            return False
        with figures.beginning(conn, network_id, now=now):
            conn.execute(SQL.start, {"network_id": network_id, "id": found.id})
        changes: Changes = {"Stopped": (True, False)}
        note_change(conn, network_id, author, HOOK, found.id, audit_type=AuditType.UPDATE, changes=changes, now=now)
    tell(security.HOOK_CHANGED, network_id, hook_id=found.id)
    return True


def delete(
    conn: Connection, network_id: int, name: str, *, author: Author, now: datetime, tell: Tell = unheard
) -> None:
    """Delete a hook, with its events and attempts; raises HookError if there is none."""
    with conn.transaction():
        found = find(conn, network_id, name)
        conn.execute(SQL.delete_hook, {"network_id": network_id, "id": found.id})
        changes: Changes = {"Name": (found.name, None), "Url": (found.url, None)}
        note_change(conn, network_id, author, HOOK, found.id, audit_type=AuditType.DELETE, changes=changes, now=now)
    tell(security.HOOK_DELETED, network_id, hook_id=found.id)


def keys_of(seal: Seal, network_id: int, hook_id: int, *sealed: str | None) -> list[Keys]:
    """Decrypt keys of a hook; raises SettingsError if no key of the installation does."""
    owner = _owner(network_id, hook_id)
    return [Keys.read(seal.open(one, owner, what=_SEALED)) for one in sealed if one is not None]


def reseal(conn: Connection, network_id: int, seal: Seal, *, formerly: int | None = None) -> int:
    """Encrypt the network's keys with the first key, and return how many were encrypted anew.

    ``formerly`` is the id that the network had in another database: its secrets are encrypted for the present id.
    Raises SettingsError when no key opens one of them; nothing is changed then.
    """
    count = 0
    with conn.transaction():
        for hook_id, keys, previous in conn.execute(SQL.sealed_keys, {"network_id": network_id}).fetchall():
            owners = None if formerly is None else (_owner(formerly, hook_id), _owner(network_id, hook_id))
            renewed = [None if one is None else seal.renewed(one, owners) for one in (keys, previous)]
            if any(renewed):
                values = {"network_id": network_id, "id": hook_id, "sealed_keys": keys, "sealed_previous": previous}
                values |= {"renewed_keys": renewed[0] or keys, "renewed_previous": renewed[1] or previous}
                count += conn.execute(SQL.store_sealed, values).rowcount
    return count


def require_readable(conn: Connection, network_id: int, seal: Seal) -> int:
    """Return how many hooks the network has; raises SettingsError when no key opens one's keys."""
    found = conn.execute(SQL.sealed_keys, {"network_id": network_id}).fetchall()
    for hook_id, *sealed in found:
        keys_of(seal, network_id, hook_id, *sealed)
    return len(found)


def _owner(network_id: int, hook_id: int) -> str:
    return f"hook {network_id}/{hook_id}"


def _checked_name(name: str) -> str:
    name = name.strip()
    if not name or not name.isprintable() or len(name) > LONGEST_NAME:
        raise HookError(f"a hook's name must have 1 to {LONGEST_NAME} printable characters")
    return name
