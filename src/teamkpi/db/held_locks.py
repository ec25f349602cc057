"""Rows about work that a session does, together with whether the session still holds its lock."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeAlias

from psycopg import Connection

from teamkpi.db.locks import Lock
from teamkpi.db.statements import load_sql

Row: TypeAlias = tuple[Any, ...]

_SQL: Final = load_sql("teamkpi.db", "held_locks.sql")


def read_with_locks(
    conn: Connection, lock: Lock, read: Callable[[], list[Row]], looks_lost: Callable[[Row, frozenset[int]], bool]
) -> tuple[list[Row], frozenset[int]]:
    """Return the rows that ``read`` returns, and the second keys with which sessions have a lock.

    If the work of a row ``looks_lost``, because it has not ended and no session has its lock, the rows are read again:
    it may have ended after they were read.
    """
    before, rows = None, read()
    while True:
        held = frozenset(row[0] for row in conn.execute(_SQL.held_keys, {"lock_class": lock.value}))
        if rows == before or not any(looks_lost(row, held) for row in rows):
            return rows, held
        before, rows = rows, read()
