"""Sign-in providers as owners manage them from the console: the same rules as for everything else about access."""

from __future__ import annotations

from collections.abc import Mapping

from psycopg import Connection

from teamkpi.accounts import providers
from teamkpi.accounts.access import Owner, changing
from teamkpi.accounts.providers import NewProvider
from teamkpi.accounts.sealing import Seal


def add_provider(conn: Connection, owner: Owner, new: NewProvider, *, seal: Seal) -> None:
    """Add a provider; raises what ``providers.add`` does."""
    with changing(conn, owner) as tell:
        providers.add(conn, owner.network_id, new, seal=seal, author=owner.author, now=owner.now, tell=tell)


def change_provider(
    conn: Connection, owner: Owner, provider_id: int, wanted: Mapping[str, object], *, seal: Seal
) -> None:
    """Change fields of a provider; raises RecordNotFound, and what ``providers.change`` does."""
    with changing(conn, owner) as tell:
        name = providers.name_of(conn, owner.network_id, provider_id)
        providers.change(conn, owner.network_id, name, wanted, seal=seal, author=owner.author, now=owner.now, tell=tell)


def remove_provider(conn: Connection, owner: Owner, provider_id: int) -> None:
    """Remove a provider; raises RecordNotFound."""
    with changing(conn, owner) as tell:
        name = providers.name_of(conn, owner.network_id, provider_id)
        providers.remove(conn, owner.network_id, name, author=owner.author, now=owner.now, tell=tell)


def set_passwords(conn: Connection, owner: Owner, *, excepted: str | None) -> None:
    """Let passwords sign in (None), or only that of one owner; raises what ``providers.turn_passwords_off`` does."""
    with changing(conn, owner) as tell:
        if excepted is None:
            providers.turn_passwords_on(conn, owner.network_id, author=owner.author, now=owner.now, tell=tell)
        else:
            providers.turn_passwords_off(
                conn, owner.network_id, excepted, author=owner.author, now=owner.now, tell=tell
            )
