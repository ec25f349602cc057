"""Transactions that see one moment of the database, and name it by the snapshot, with which a later one is compared.

A record has the number of the transaction that stored it (``stored_by``). In a cluster, both numbers and snapshots are
the coordinator's, whichever node has the record. A transaction ends on the node before it ends on the coordinator,
unless it was prepared on the node: then it ends there a moment later, and until then its records cannot be read,
although the coordinator's snapshot has the transaction. ``one_moment`` waits for those.
"""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Final

from psycopg import AsyncConnection

from teamkpi.db.connections import is_cluster
from teamkpi.db.statements import load_sql

_SQL: Final = load_sql("teamkpi.db", "moments.sql")
BEGIN: Final = _SQL.begin
_SECONDS_BETWEEN_LOOKS: Final = 0.01


async def one_moment(conn: AsyncConnection) -> tuple[str, datetime]:
    """Begin a transaction that sees one moment, and return its snapshot and when the server was started.

    The server is that of the coordinator. Waits without a limit of its own; the caller has one.
    """
    await conn.execute(BEGIN)
    if not is_cluster(conn):
        seen, server = await (await conn.execute(_SQL.moment)).fetchone() or ("", None)
        return seen, server
    seen, server, prepared = await (await conn.execute(_SQL.moment_of_cluster)).fetchone() or ("", None, [])
    while prepared and await _are_under_way(conn, prepared):  # noqa: ASYNC110 - other servers say nothing by themselves
        await asyncio.sleep(_SECONDS_BETWEEN_LOOKS)
    return seen, server


async def _are_under_way(conn: AsyncConnection, prepared: list[str]) -> bool:
    """Return whether one of some transactions that the coordinator has committed is not yet committed on a worker."""
    row = await (await conn.execute(_SQL.are_under_way, {"prepared": prepared})).fetchone()
    return row is not None and row[0]
