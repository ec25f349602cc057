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
from teamkpi.db.data_folder import demo_folder, has_database
from teamkpi.db.embedded import EmbeddedServer
from teamkpi.db.secret_key import key_of_folder
from teamkpi.errors import DatabaseMissing, DatabaseUnusable, FolderOfAnother
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
def reach_database(invocation: Invocation) -> Iterator[str]:
    """Yield the URL of the database without checking its schema; without a URL, the embedded server is started.

    Raises DatabaseUnusable if there is no embedded database and the command may not create one.
    """
    with _reach(invocation) as reached:
        yield reached.url


@contextmanager
def _reach(invocation: Invocation) -> Iterator[Reached]:
    settings = invocation.settings
    if settings.database_url:
        yield Reached(settings.database_url, None)
        return
    try:
        server = EmbeddedServer(settings.data_dir, must_exist=not invocation.may_create)
    except FolderOfAnother as error:
        raise DatabaseUnusable(f"{error}; nothing was changed. Run: {command_as(error.owner)}") from None
    except DatabaseMissing as error:
        raise DatabaseUnusable(f"{error}; {_advice_for_missing(settings)}") from None
    try:
        yield Reached(server.url, server)
    finally:
        server.close()


def will_create(invocation: Invocation) -> bool:
    """Return whether a command is about to create the embedded database, because there is none."""
    settings = invocation.settings
    return invocation.may_create and settings.database_url is None and not has_database(settings.data_dir)


def _advice_for_missing(settings: Settings) -> str:
    demo = demo_folder(settings.data_dir)
    of_demo = f". The demo's is in {demo}; for that one, add `--data-dir {demo}`" if has_database(demo) else ""
    return (
        "check the name of the folder, or create a database with `teamkpi serve`, `teamkpi import` or `teamkpi "
        f"migrate`{of_demo}"
    )


@contextmanager
def open_database(invocation: Invocation) -> Iterator[str]:
    """Yield the URL of a database with the newest schema; see ``open_server``."""
    with open_server(invocation) as reached:
        yield reached.url


@contextmanager
def open_connection(invocation: Invocation) -> Iterator[Connection]:
    """Yield a connection to the same; that of a command that only reads rejects writes."""
    session = {"default_transaction_read_only": "on"} if invocation.only_reads else {}
    with open_database(invocation) as url, connect(url, **session) as conn:
        yield conn


@contextmanager
def open_server(invocation: Invocation) -> Iterator[Reached]:
    """Yield a database with the newest schema, and its server.

    The embedded database is migrated, and so is your own database if it has never contained a ledger. Your own database
    with an older schema is not, because other processes may be using it, so its owner decides when; then this raises
    DatabaseUnusable. For a command that only reads, no database is migrated; it raises the same instead. So it does
    where there is no embedded database, unless the command may create one.
    """
    with _reach(invocation) as reached:
        url, is_embedded = reached.url, invocation.settings.database_url is None
        if not is_embedded:
            require_sessions(url)
        if invocation.only_reads:
            _require_newest(url, is_embedded=is_embedded)
        elif is_embedded or _is_fresh(url):
            migrate(url)
        else:
            _require_newest(url, is_embedded=False)
        yield reached


def _require_newest(url: str, *, is_embedded: bool) -> None:
    """Raise DatabaseUnusable, with the command that migrates, if the database does not have the newest schema."""
    if not (pending := pending_migrations(url)):
        return
    if _is_fresh(url):
        raise DatabaseUnusable(
            "the database is empty, and this command only reads: `teamkpi serve`, `teamkpi import` and `teamkpi "
            "migrate` set it up"
        )
    by_serving = " or start `teamkpi serve`, which does the same" if is_embedded else ""
    raise DatabaseUnusable(
        f"the database lacks {len(pending)} migration(s), {pending[0]} first; run `teamkpi migrate`{by_serving}"
    )


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
    with open_connection(invocation) as conn:
        yield OpenLedger(conn, networks.by_name(conn, invocation.network))
