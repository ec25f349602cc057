"""The database that a command works on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import NamedTuple

from psycopg import Connection

from teamkpi import networks
from teamkpi.cli.invocation import Invocation, command_as
from teamkpi.db import connect, load_sql, migrate, pending_migrations, require_sessions
from teamkpi.db.embedded import EmbeddedServer
from teamkpi.db.secret_key import key_of_folder
from teamkpi.errors import DatabaseUnusable, FolderOfAnother
from teamkpi.settings import Settings

SQL = load_sql("teamkpi.cli", "cli.sql")


class OpenLedger(NamedTuple):
    """A connection, and the network that the command works on."""

    conn: Connection
    network_id: int


class Reached(NamedTuple):
    """The URL of a database, and the embedded server that it is on; None when it is one of your own."""

    url: str
    embedded: EmbeddedServer | None


@contextmanager
def reach_database(settings: Settings) -> Iterator[str]:
    """Give the URL of the database as it is, its schema unseen; the embedded server is started when there is no URL."""
    with _reach(settings) as reached:
        yield reached.url


@contextmanager
def _reach(settings: Settings) -> Iterator[Reached]:
    if settings.database_url:
        yield Reached(settings.database_url, None)
        return
    try:
        server = EmbeddedServer(settings.data_dir)
    except FolderOfAnother as error:
        raise DatabaseUnusable(f"{error}; nothing was changed. Run: {command_as(error.owner)}") from None
    try:
        yield Reached(server.url, server)
    finally:
        server.close()


@contextmanager
def open_database(settings: Settings) -> Iterator[str]:
    """Give the URL of a database with the newest schema, as ``open_server`` does."""
    with open_server(settings) as reached:
        yield reached.url


@contextmanager
def open_server(settings: Settings) -> Iterator[Reached]:
    """Give a database with the newest schema, and its server.

    The embedded one is migrated, and so is one of your own that has never held a ledger. One that holds a ledger of
    an older schema is not: other processes may be at work on it, so when it changes is for its owner to say. Raises
    DatabaseUnusable then.
    """
    with _reach(settings) as reached:
        url = reached.url
        if settings.database_url is not None:
            require_sessions(url)
        if settings.database_url is None or _is_fresh(url):
            migrate(url)
        elif pending := pending_migrations(url):
            raise DatabaseUnusable(
                f"the database lacks {len(pending)} migration(s), {pending[0]} first; run `teamkpi migrate`"
            )
        yield reached


def with_secret_key(settings: Settings, *, make: bool = True) -> Settings:
    """Return the settings with the keys that go with their database.

    An embedded one, which must be there, has a key in its folder; if asked to, one is made unless the settings name
    another. With a database of your own the settings are returned as they are.
    """
    if settings.database_url is not None:
        return settings
    key = key_of_folder(settings.data_dir, make=make and not settings.secret_key)
    return replace(settings, secret_key=(*settings.secret_key, key)) if key else settings


def _is_fresh(url: str) -> bool:
    with connect(url) as conn:
        row = conn.execute(SQL.has_ledger).fetchone()
    return row is not None and not row[0]


@contextmanager
def open_ledger(invocation: Invocation) -> Iterator[OpenLedger]:
    """Give a connection to the database, and the id of the network that was named.

    Raises DatabaseUnusable, or NetworkNotFound.
    """
    with open_database(invocation.settings) as url, connect(url) as conn:
        yield OpenLedger(conn, networks.by_name(conn, invocation.network))
