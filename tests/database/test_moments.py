"""What a server does to see one moment of a cluster, on a database that takes the place of one."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from psycopg import Connection

from citus import cluster, moment_after
from teamkpi.db import ReadConnection, begin_async_session, connection_arguments
from teamkpi.db.moments import one_moment

_AS_A_CLUSTER = """
    CREATE TABLE pg_dist_transaction (gid text);
    CREATE FUNCTION run_command_on_workers(command text) RETURNS TABLE (success boolean, result text) LANGUAGE sql AS $$
        SELECT TRUE, left((count(*) > 0)::text, 1)
        FROM pg_locks AS l
        WHERE l.locktype = 'advisory' AND l.objid = 77 AND command LIKE '%prepared%gid-1%'
    $$;
"""


@pytest.mark.skipif(
    cluster() is not None, reason="this test creates the catalog tables that a Citus cluster already has"
)
def test_transactions_that_end_on_workers_are_waited_for(conn: Connection[Any], database_url: str) -> None:
    conn.execute(_AS_A_CLUSTER)

    async def see() -> None:
        arguments = connection_arguments(database_url) | {"autocommit": True}
        async with await ReadConnection.connect(**arguments) as reading:
            await begin_async_session(reading)
            reading.is_cluster = True
            seen, _ = await one_moment(reading)
            await reading.rollback()
            conn.execute("INSERT INTO pg_dist_transaction VALUES ('gid-1')")
            conn.execute("SELECT pg_advisory_lock(77)")
            later = await moment_after(reading, conn, lambda: conn.execute("SELECT pg_advisory_unlock(77)"))
            assert later != seen
            await reading.rollback()

    asyncio.run(see())
