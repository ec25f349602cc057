"""How owners manage hooks from the console, by the same rules as access."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from psycopg import Connection

from teamkpi.accounts import Seal
from teamkpi.accounts.access import Owner, changing
from teamkpi.errors import RecordNotFound
from teamkpi.hooks import messages, registry, trial
from teamkpi.hooks.addresses import Network
from teamkpi.hooks.registry import Hook
from teamkpi.hooks.signing import Keys
from teamkpi.hooks.trial import Trial


def create(
    conn: Connection,
    owner: Owner,
    name: str,
    url: str,
    *,
    events: Sequence[str],
    allowed: Sequence[Network],
    seal: Seal,
) -> tuple[Hook, Keys]:
    """Create a hook and return it with its keys; raises what ``registry.create`` does."""
    with changing(conn, owner) as tell:
        keys = registry.create(
            conn,
            owner.network_id,
            name,
            url,
            events=events,
            allowed=allowed,
            seal=seal,
            author=owner.author,
            now=owner.now,
            tell=tell,
        )
        return next(one for one in registry.all_hooks(conn, owner.network_id) if one.name == name.strip()), keys


def change(
    conn: Connection,
    owner: Owner,
    hook_id: int,
    *,
    name: str,
    url: str,
    events: Sequence[str],
    allowed: Sequence[Network],
) -> None:
    """Replace the name, the address and the events of a hook; raises RecordNotFound and HookError."""
    with changing(conn, owner) as tell:
        registry.change(
            conn,
            owner.network_id,
            registry.name_of(conn, owner.network_id, hook_id),
            new_name=name,
            url=url,
            events=events,
            allowed=allowed,
            author=owner.author,
            now=owner.now,
            tell=tell,
        )


def rotate(conn: Connection, owner: Owner, hook_id: int, *, overlap: timedelta, seal: Seal) -> tuple[Hook, Keys]:
    """Replace the keys of a hook and return it with them; raises RecordNotFound, HookError and SettingsError."""
    with changing(conn, owner) as tell:
        name = registry.name_of(conn, owner.network_id, hook_id)
        keys = registry.rotate(
            conn, owner.network_id, name, overlap=overlap, seal=seal, author=owner.author, now=owner.now, tell=tell
        )
        return next(one for one in registry.all_hooks(conn, owner.network_id) if one.id == hook_id), keys


def stop(conn: Connection, owner: Owner, hook_id: int) -> None:
    """Stop sending events to a hook, and drop those that are waiting; raises RecordNotFound."""
    with changing(conn, owner) as tell:
        name = registry.name_of(conn, owner.network_id, hook_id)
        registry.stop(conn, owner.network_id, name, author=owner.author, now=owner.now, tell=tell)


def start(conn: Connection, owner: Owner, hook_id: int) -> None:
    """Resume sending events to a hook; raises RecordNotFound."""
    with changing(conn, owner) as tell:
        name = registry.name_of(conn, owner.network_id, hook_id)
        registry.start(conn, owner.network_id, name, author=owner.author, now=owner.now, tell=tell)


def delete(conn: Connection, owner: Owner, hook_id: int) -> None:
    """Delete a hook, with its events and attempts; raises RecordNotFound."""
    with changing(conn, owner) as tell:
        name = registry.name_of(conn, owner.network_id, hook_id)
        registry.delete(conn, owner.network_id, name, author=owner.author, now=owner.now, tell=tell)


def prepare_trial(conn: Connection, owner: Owner, hook_id: int, *, seal: Seal) -> Trial:
    """Sign a test event for a hook; raises RecordNotFound and SettingsError."""
    with changing(conn, owner):
        name = registry.name_of(conn, owner.network_id, hook_id)
        return trial.prepare(conn, owner.network_id, name, seal=seal, now=owner.now)


def resend(conn: Connection, owner: Owner, message_id: UUID) -> None:
    """Make an event due at once; raises RecordNotFound if there is none, and HookError if its hook is stopped."""
    with changing(conn, owner):
        if not messages.exists(conn, owner.network_id, message_id):
            raise RecordNotFound
        messages.resend(conn, owner.network_id, message_id, now=owner.now)
