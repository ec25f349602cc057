"""Migrations: numbered SQL files, append-only, run by yoyo, each in its own transaction."""

from __future__ import annotations

from collections.abc import Collection
from importlib.resources import files
from typing import Any, Final

import psycopg
from psycopg import Connection
from yoyo import read_migrations
from yoyo.backends.core.postgresql import PostgresqlPsycopgBackend
from yoyo.connections import DatabaseURI

from teamkpi.db.cluster import is_distributed
from teamkpi.db.connections import connect, is_cluster
from teamkpi.db.distributing import DISTRIBUTION, distribute, prepare
from teamkpi.db.locks import MIGRATION
from teamkpi.db.requirements import require_all
from teamkpi.errors import DatabaseUnusable, UnknownMigrations

_LOCK_TIMEOUT: Final = "10s"
_STATEMENT_TIMEOUT: Final = "10min"
_TABLE: Final = "_yoyo_migration"
_APPLIED: Final = "SELECT migration_id FROM _yoyo_migration ORDER BY migration_id"


def migrate(url: str, *, only: Collection[str] | None = None) -> list[str]:
    """Migrate the database to the newest schema and return the names of the migrations that ran.

    With ``only``, run just these: a backup is restored into the schema that it was made with. Otherwise, the tables of
    a cluster are distributed at the end, which counts as a migration.

    Idempotent, and safe when several processes start at once. Raises DatabaseUnusable if the server is unreachable or
    does not meet the requirements, if another program has migrated the database further, or if a lock timed out.
    """
    if not pending_migrations(url):
        return []
    require_all(url)
    with connect(url, lock_timeout="60s") as guard:
        # Instead of yoyo's row: a session lock is released however the process ends.
        guard.execute("SELECT pg_advisory_lock(%s)", (MIGRATION,))
        is_in_use = bool(applied_migrations(guard))
        distributes = only is None and is_cluster(guard)
        if distributes and is_in_use:
            prepare(guard)
        with _Backend(url) as yoyo:
            backend: Any = yoyo  # yoyo has no type hints
            pending = backend.to_apply(_all().filter(lambda one: only is None or one.id in only))
            try:
                backend.apply_migrations(pending)
            except psycopg.errors.LockNotAvailable as error:
                raise DatabaseUnusable(
                    "a migration waited too long for a lock; try again when the database is less busy"
                ) from error
        done = [migration.id for migration in pending]
        if distributes and distribute(guard, is_in_use=is_in_use):
            done.append(DISTRIBUTION)
        return done


def pending_migrations(url: str) -> list[str]:
    """Return the names of the migrations that have not run on this database; changes nothing.

    The last one is ``distribution`` if the tables of a cluster are not distributed. Raises UnknownMigrations if
    migrations have run on it that this program does not have.
    """
    (applied, is_spread), known = _applied(url), known_migrations()
    if unknown := [name for name in applied if name not in known]:
        raise UnknownMigrations(unknown)
    return _lacking(known, applied, is_spread=is_spread)


def lacking_migrations(url: str) -> list[str]:
    """Return the same for a process that is already running: a newer program may have migrated the database since."""
    applied, is_spread = _applied(url)
    return _lacking(known_migrations(), applied, is_spread=is_spread)


def _lacking(known: list[str], applied: list[str], *, is_spread: bool) -> list[str]:
    return [name for name in known if name not in applied] + ([] if is_spread else [DISTRIBUTION])


def _applied(url: str) -> tuple[list[str], bool]:
    """Return the migrations that have run, and False if there are tables of a cluster that are not distributed."""
    with connect(url) as conn:
        return applied_migrations(conn), not is_cluster(conn) or is_distributed(conn)


def applied_migrations(conn: Connection) -> list[str]:
    """Return the names of the migrations that have run on this database, in order."""
    is_there = conn.execute("SELECT to_regclass(%s) IS NOT NULL", (_TABLE,)).fetchone() == (True,)
    return [row[0] for row in conn.execute(_APPLIED)] if is_there else []


def known_migrations() -> list[str]:
    """Return the names of all migrations of this program, in order."""
    return [migration.id for migration in _all()]


def _all() -> Any:
    return read_migrations(str(files("teamkpi.db").joinpath("migrations")))


class _Backend(PostgresqlPsycopgBackend):
    """yoyo's backend, with our connections, and without its statements that fail on purpose to check something."""

    def __init__(self, url: str | DatabaseURI, migration_table: str = _TABLE) -> None:
        if isinstance(url, str):
            url = DatabaseURI("postgresql+psycopg", None, None, None, None, None, {"url": url})
        super().__init__(url, migration_table)  # type: ignore[no-untyped-call]
        self.has_transactional_ddl = True

    def __enter__(self) -> _Backend:
        return self

    def connect(self, dburi: DatabaseURI) -> Connection:
        return connect(dburi.args["url"], lock_timeout=_LOCK_TIMEOUT, statement_timeout=_STATEMENT_TIMEOUT)

    def ensure_internal_schema_updated(self) -> None:
        make_lock_table: str = self.format_sql(self.create_lock_table_sql)  # type: ignore[no-untyped-call]
        self.execute(make_lock_table.replace("CREATE TABLE", "CREATE TABLE IF NOT EXISTS"))
        super().ensure_internal_schema_updated()  # type: ignore[no-untyped-call]

    def log_migration(self, migration: Any, operation: str) -> None:
        """Do not log the user and host of each run; the table of migrations has the times."""
