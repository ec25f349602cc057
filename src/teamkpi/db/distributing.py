"""Distributes the tables of a cluster by network, as ``teamkpi.db.tables`` declares."""

from __future__ import annotations

from collections.abc import Mapping
from time import sleep
from typing import Any, Final

import psycopg
from psycopg import Connection, sql

from teamkpi.db.cluster import Place, is_as_declared, places
from teamkpi.db.statements import load_sql
from teamkpi.db.tables import (
    KEPT_TRIGGERS,
    NETWORK,
    SPREAD,
    UNIQUE_UNDER_A_LOCK,
    Spread,
    is_constraint_of_clusters,
    key_of_network,
)
from teamkpi.errors import DatabaseUnusable

DISTRIBUTION: Final = "distribution"
"""The distribution of the tables, where the names of migrations are listed."""
_SQL: Final = load_sql("teamkpi.db", "distributing.sql")
_LOOKS: Final = 30
_BETWEEN_LOOKS: Final = 0.1
"""Seconds."""


def prepare(conn: Connection) -> None:
    """Raise DatabaseUnusable, before a migration, if tables must be distributed but the database has other sessions."""
    found = places(conn)
    if _to_distribute(found) or not found.keys() >= SPREAD.keys():
        _require_alone(conn)


def distribute(conn: Connection, *, is_in_use: bool) -> int:
    """Distribute the tables that are not distributed yet, with their rows, all or none; return how many there were.

    ``is_in_use`` says that servers may be running. They must be stopped first: they would carry on as if there were
    only one server. Raises DatabaseUnusable if they are not, if a table is distributed in another way, or if the nodes
    have too few locks.
    """
    new = _to_distribute(places(conn))
    if not new:
        return 0
    if is_in_use:
        _require_alone(conn)
    try:
        with conn.transaction():
            _distribute(conn, sorted(new, key=lambda one: (one != NETWORK, one)))
    except psycopg.errors.OutOfMemory as error:
        raise DatabaseUnusable(
            "the tables could not be distributed in one transaction: set max_locks_per_transaction to 1024 or more on "
            "every node, or lower citus.shard_count"
        ) from error
    return len(new)


def _to_distribute(found: Mapping[str, Place]) -> list[str]:
    """Return the tables that are not distributed yet; raises DatabaseUnusable if one is distributed in another way."""
    new = [one for one in SPREAD if one in found and not is_as_declared(found[one])]
    for one in new:
        if found[one].spread != Spread.ONCE.value:
            raise DatabaseUnusable(
                f"the table {one} is not distributed as teamkpi needs it: undo its distribution with "
                f"`SELECT undistribute_table('{one}')`"
            )
    return new


def _require_alone(conn: Connection) -> None:
    """Raise DatabaseUnusable if the database has other sessions; those that have just been closed may take a moment."""
    for _ in range(_LOOKS):
        [others] = conn.execute(_SQL.others).fetchone() or (0,)
        if not others:
            return
        sleep(_BETWEEN_LOOKS)
    raise DatabaseUnusable(
        f"other connections to this database: {others}. Stop all servers, workers and commands of teamkpi and close "
        "other sessions, then try again"
    )


def _distribute(conn: Connection, tables: list[str]) -> None:
    """Distribute tables, ``network`` before the others, without the constraints and triggers that they cannot have."""
    conn.execute(_SQL.one_after_the_other)
    keys = conn.execute(_SQL.foreign_keys, {"tables": tables}).fetchall()
    for table, name, _ in keys:
        _alter(conn, "ALTER TABLE {} DROP CONSTRAINT {}", table, name)
    for one in sorted(KEPT_TRIGGERS):
        table, name = one.split(".")
        if table in tables:
            _alter(conn, "DROP TRIGGER {1} ON {0}", table, name)
    for name in sorted(UNIQUE_UNDER_A_LOCK) if NETWORK in tables else ():
        _alter(conn, "ALTER TABLE {} DROP CONSTRAINT {}", NETWORK, name)
    for table in tables:
        values = {"table": table, "key_column": key_of_network(table), "beside": NETWORK}
        if SPREAD[table] is Spread.EVERYWHERE:
            conn.execute(_SQL.spread_everywhere, values)
        else:
            conn.execute(_SQL.spread_by_network, values | ({"beside": "none"} if table == NETWORK else {}))
        conn.execute(_SQL.delete_own_rows, values)
    for table, name, definition in keys:
        if is_constraint_of_clusters(table, name):
            _alter(conn, "ALTER TABLE {} ADD CONSTRAINT {} {}", table, name, sql.SQL(definition))


def _alter(conn: Connection, text: Any, table: str, name: str, *more: sql.SQL) -> None:
    conn.execute(sql.SQL(text).format(sql.Identifier(table), sql.Identifier(name), *more))
