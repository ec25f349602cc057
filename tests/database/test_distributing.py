"""What is looked at before tables are distributed, on a database that takes the place of a cluster's."""

from __future__ import annotations

from contextlib import ExitStack
from importlib import import_module
from typing import Any

import psycopg
import pytest
from psycopg import Connection

from citus import cluster
from patience import until
from teamkpi.db import connect, distributing, migrate, pending_migrations
from teamkpi.errors import DatabaseUnusable

pytestmark = pytest.mark.skipif(
    cluster() is not None, reason="these tests create the catalog tables that a Citus cluster already has"
)
_AS_A_CLUSTER = """
    CREATE TABLE pg_dist_partition (
        logicalrelid regclass, partmethod "char", repmodel "char", partkey text, colocationid integer
    );
    CREATE FUNCTION column_to_column_name(regclass, text) RETURNS text LANGUAGE sql AS 'SELECT $2';
    GRANT SELECT ON pg_dist_partition TO PUBLIC;
"""


@pytest.fixture
def url(database_url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """A database in use whose tables are to be distributed."""
    with connect(database_url) as conn:
        conn.execute(_AS_A_CLUSTER)
    monkeypatch.setattr(import_module("teamkpi.db.migrate"), "is_cluster", lambda _: True)
    monkeypatch.setattr(distributing, "_BETWEEN_LOOKS", 0.01)
    return database_url


def sessions(url: str, *names: str) -> ExitStack:
    """Open sessions with these names of programs."""
    with ExitStack() as stack:
        for name in names:
            stack.enter_context(psycopg.connect(url, application_name=name))
        return stack.pop_all()


def others(conn: Connection[Any]) -> int:
    [found] = conn.execute(distributing._SQL.others).fetchone() or (0,)
    return int(found)


def test_nothing_is_migrated_while_a_database_to_be_distributed_has_other_sessions(url: str) -> None:
    """Whatever program they are of, and also for a role that may not see what others do."""
    with connect(url) as conn:
        conn.execute("DELETE FROM _yoyo_migration WHERE migration_id = (SELECT max(migration_id) FROM _yoyo_migration)")
    pending = pending_migrations(url)
    with sessions(url, "teamkpi", "psql", "citus_internal gpid=10000000012", "Citus Maintenance Daemon"):
        with pytest.raises(DatabaseUnusable, match=r"other connections to this database: \d+\. Stop all servers"):
            migrate(url)
        with connect(url) as conn:
            until(lambda: others(conn) == 2)  # those that have just been closed take a moment
            conn.execute("SET ROLE pg_checkpoint")
            assert others(conn) == 2
    assert pending_migrations(url) == pending
    assert len(pending) == 2


def test_nothing_is_migrated_while_a_table_is_distributed_in_another_way(url: str) -> None:
    with connect(url) as conn:
        conn.execute("DELETE FROM _yoyo_migration WHERE migration_id = (SELECT max(migration_id) FROM _yoyo_migration)")
        conn.execute("INSERT INTO pg_dist_partition VALUES ('teams', 'h', 's', 'id', 1)")
    pending = pending_migrations(url)
    with pytest.raises(DatabaseUnusable, match="the table teams is not distributed as teamkpi needs it"):
        migrate(url)
    assert pending_migrations(url) == pending


def test_a_session_that_a_pooler_has_reset_and_kept_does_not_count(url: str) -> None:
    """Unless it is not visible that it was reset."""
    with connect(url) as conn, psycopg.connect(url, autocommit=True) as kept:
        until(lambda: others(conn) == 1)
        kept.execute("DISCARD ALL")
        until(lambda: others(conn) == 0)
        conn.execute("SET ROLE pg_checkpoint")
        assert others(conn) == 1
        conn.execute("RESET ROLE")
        kept.execute("SELECT 1")  # a client has it again
        until(lambda: others(conn) == 1)


def test_sessions_are_looked_for_again_when_tables_are_distributed(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[bool] = []

    def note(conn: Connection[Any], tables: list[str]) -> None:
        done.append(bool(tables) and conn.info.transaction_status.name == "INTRANS")

    monkeypatch.setattr(distributing, "_distribute", note)
    with connect(url) as conn:
        with sessions(url, "psql"), pytest.raises(DatabaseUnusable, match=r"other connections to this database: \d+\."):
            distributing.distribute(conn, is_in_use=True)
        assert done == []
        with sessions(url, "psql") as closing:
            wait = vars(distributing)["sleep"]

            def close(seconds: float) -> None:
                closing.close()
                wait(10 * seconds)

            monkeypatch.setattr(distributing, "sleep", close)  # between two looks
            assert distributing.distribute(conn, is_in_use=True)
    assert done == [True]
