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
    """The URL of a database, and its embedded server; None for your own database."""

    url: str
    embedded: EmbeddedServer | None


@contextmanager
def reach_database(settings: Settings) -> Iterator[str]:
    """Yield the URL of the database without checking its schema; without a URL, the embedded server is started."""
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
    """Yield the URL of a database with the newest schema; see ``open_server``."""
    with open_server(settings) as reached:
        yield reached.url


@contextmanager
def open_server(settings: Settings) -> Iterator[Reached]:
    """Yield a database with the newest schema, and its server.

    The embedded database is migrated, and so is your own database if it has never contained a ledger. Your own database
    with an older schema is not, because other processes may be using it, so its owner decides when; then this raises
    DatabaseUnusable.
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

    An embedded database, which must exist, has its key in its folder; on request, one is generated unless the settings
    have one. For your own database the settings are returned unchanged.
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
    """Yield a connection to the database, and the id of the selected network.

    Raises DatabaseUnusable, or NetworkNotFound.
    """
    with open_database(invocation.settings) as url, connect(url) as conn:
        yield OpenLedger(conn, networks.by_name(conn, invocation.network))
