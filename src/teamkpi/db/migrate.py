"""Migrations: numbered SQL files, append-only, run by yoyo, each in a transaction of its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from typing import Any
from urllib.parse import urlencode

import psycopg
from yoyo import get_backend, read_migrations

from teamkpi.db.connections import connect, connection_arguments
from teamkpi.errors import DatabaseUnusable

OLDEST_SERVER = 150_000
# One migrator at a time. A lock of the session, not yoyo's row: it goes with its process, however that ends.
_MIGRATION_LOCK = 0x7465616D6B7069
_LOCK_TIMEOUT = "10s"
_STATEMENT_TIMEOUT = "10min"


def migrate(url: str) -> list[str]:
    """Bring the database to the newest schema and return the names of the migrations that ran.

    Idempotent, and safe when several processes start at once. Raises DatabaseUnusable when the server is away or
    older than PostgreSQL 15, or a lock could not be had in time.
    """
    with connect(url, lock_timeout="60s") as guard:
        if guard.info.server_version < OLDEST_SERVER:
            raise DatabaseUnusable(
                f"PostgreSQL {guard.info.server_version // 10_000} is too old: teamkpi needs 15 or newer"
            )
        guard.execute("SELECT pg_advisory_lock(%s)", (_MIGRATION_LOCK,))
        with _backend(url) as backend:
            pending = backend.to_apply(_all())
            try:
                backend.apply_migrations(pending)
            except psycopg.errors.LockNotAvailable as error:
                raise DatabaseUnusable("a migration waited too long for a lock; try again when it is quiet") from error
            return [migration.id for migration in pending]


def pending_migrations(url: str) -> list[str]:
    """Return the names of the migrations that have not run on this database; changes nothing in it."""
    with connect(url) as conn:
        try:
            done = {row[0] for row in conn.execute("SELECT migration_id FROM _yoyo_migration")}
        except psycopg.errors.UndefinedTable:
            done = set()
    return [migration.id for migration in _all() if migration.id not in done]


def _all() -> Any:
    return read_migrations(str(files("teamkpi.db").joinpath("migrations")))


@contextmanager
def _backend(url: str) -> Iterator[Any]:
    arguments = connection_arguments(url, lock_timeout=_LOCK_TIMEOUT, statement_timeout=_STATEMENT_TIMEOUT)
    backend = get_backend("postgresql+psycopg://?" + urlencode(arguments))
    try:
        yield backend
    finally:
        backend.connection.close()
