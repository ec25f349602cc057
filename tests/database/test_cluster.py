"""A database that is distributed by network: what sets it up and looks at it, on the cluster that the tests run on."""

from __future__ import annotations

import asyncio
import itertools
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import Connection, sql

from citus import NO_CLUSTER, Cluster, cluster, moment_after
from conftest import url_of
from teamkpi import networks
from teamkpi.db import (
    ReadConnection,
    begin_async_session,
    connect,
    connection_arguments,
    migrate,
    pending_migrations,
    require_sessions,
    requirements,
)
from teamkpi.db.backup import write_backup
from teamkpi.db.cluster import misplaced
from teamkpi.db.objects import differences
from teamkpi.errors import DatabaseUnusable, NetworkRefused
from teamkpi.network_files import delete_network
from teamkpi.network_moves import abandon_move

pytestmark = pytest.mark.skipif(cluster() is None, reason=NO_CLUSTER)
_numbers = itertools.count()
NOW = datetime(2026, 11, 1, tzinfo=UTC)


@pytest.fixture
def nodes() -> Cluster:
    found = cluster()
    assert found
    return found


@contextmanager
def database(nodes: Cluster, server_url: str, **state: bool) -> Iterator[tuple[str, str]]:
    """Make an empty database on each node, and yield its name and URL."""
    name = f"cluster_{os.getpid()}_{next(_numbers)}"
    nodes.create(name, **state)
    try:
        yield name, url_of(server_url, name)
    finally:
        nodes.drop(name)


def unmet(url: str) -> list[str]:
    return [one.text for one in requirements(url) if not one.is_met]


def refusal(url: str) -> str:
    with pytest.raises(DatabaseUnusable) as refused:
        migrate(url)
    with connect(url) as conn:
        assert conn.execute("SELECT to_regclass('network')").fetchone() == (None,)
    return str(refused.value)


def test_a_migrated_database_is_distributed(database_url: str, conn: Connection[Any]) -> None:
    [found] = [one.text for one in requirements(database_url) if one.subject == "cluster"]
    assert found.startswith("Citus 1")
    assert found.endswith(", workers that answer: 2")
    assert (unmet(database_url), misplaced(conn), list(differences(conn))) == ([], [], [])
    assert (pending_migrations(database_url), migrate(database_url)) == ([], [])


def test_a_cluster_without_workers_is_refused(nodes: Cluster, server_url: str) -> None:
    with database(nodes, server_url, has_workers=False, knows_coordinator=False) as (_, url):
        text = "the Citus cluster has no workers: add them with `SELECT citus_add_node(HOST, PORT)`"
        assert (unmet(url), refusal(url)) == ([text], text)


def test_workers_that_do_not_know_the_coordinator_are_refused(nodes: Cluster, server_url: str) -> None:
    with database(nodes, server_url, knows_coordinator=False) as (_, url):
        text = "the workers do not know the coordinator: run `SELECT citus_set_coordinator_host(HOST, PORT)`"
        assert (unmet(url), refusal(url)) == ([text], text)


def test_a_worker_is_refused(nodes: Cluster, database_url: str) -> None:
    [(name,)] = connect(database_url).execute("SELECT current_database()").fetchall()
    worker = nodes.url_of(1, name)
    text = "this is a worker of a Citus cluster: use the URL of the coordinator"
    assert unmet(worker) == [text]
    with pytest.raises(DatabaseUnusable, match=text):
        migrate(worker)


@pytest.mark.parametrize(
    ("setting", "value", "needed"),
    [
        ("citus.enable_ddl_propagation", "off", "on"),
        ("citus.select_opens_transaction_block", "off", "on"),
    ],
)
def test_settings_that_would_be_wrong_silently_are_refused(
    database_url: str, setting: str, value: str, needed: str
) -> None:
    with psycopg.connect(database_url, autocommit=True) as conn:
        name = sql.Identifier(conn.info.dbname)
        change = sql.SQL("ALTER DATABASE {} SET {} = {}")
        conn.execute(change.format(name, sql.Identifier(*setting.split(".")), sql.Literal(value)))
    secondary = f"{database_url}&options=-c%20citus.use_secondary_nodes%3Dalways"
    text = f"{setting} is {value}: set it to {needed}"
    assert (unmet(database_url), unmet(secondary)) == (
        [text],
        [f"{text}; citus.use_secondary_nodes is always: set it to never"],
    )


def test_commands_and_servers_refuse_what_would_be_wrong(nodes: Cluster, database_url: str) -> None:
    require_sessions(database_url)
    with pytest.raises(DatabaseUnusable, match=r"citus\.use_secondary_nodes is always: set it to never"):
        require_sessions(f"{database_url}&options=-c%20citus.use_secondary_nodes%3Dalways")
    with connect(database_url) as conn, pytest.raises(DatabaseUnusable, match="this is a worker of a Citus cluster"):
        require_sessions(nodes.url_of(1, conn.info.dbname))


def test_plans_are_made_for_values_whatever_a_session_asks_for(database_url: str) -> None:
    with connect(database_url, plan_cache_mode="force_generic_plan") as conn:
        assert conn.execute("SHOW plan_cache_mode").fetchone() == ("auto",)


def test_a_worker_that_is_another_version_or_away_is_named(nodes: Cluster, server_url: str) -> None:
    with database(nodes, server_url) as (name, url):
        with psycopg.connect(nodes.url_of(2, name), autocommit=True) as worker:
            worker.execute("DROP EXTENSION citus CASCADE")
        [text] = unmet(url)
        assert text.startswith("the node ")
        assert "has no Citus, and the coordinator has Citus 1" in text
        assert text == refusal(url)


def test_a_ledger_is_distributed_when_its_servers_have_stopped(nodes: Cluster, server_url: str) -> None:
    with database(nodes, server_url, has_extension=False) as (name, url):
        assert migrate(url)[-1] != "distribution"
        with connect(url) as conn:
            network_id = networks.create(conn, "North", ["north.example.com"])
        nodes.join(name)
        assert pending_migrations(url) == ["distribution"]
        with (
            connect(url),
            pytest.raises(DatabaseUnusable, match=r"other connections to this database: 1\. Stop all"),
        ):
            migrate(url)
        assert migrate(url) == ["distribution"]
        with connect(url) as conn:
            assert (misplaced(conn), list(differences(conn))) == ([], [])
            assert networks.by_host(conn, "north.example.com") == network_id
            counts = delete_network(conn, "North")
            assert counts["network_host"] == 1  # nothing but this program deletes them
        assert unmet(url) == []


def test_what_is_distributed_otherwise_is_found(database_url: str, conn: Connection[Any]) -> None:
    network_id = networks.create(conn, "North", ["north.example.com"])
    conn.execute("ALTER TABLE guess_count DROP CONSTRAINT guess_count_network_id_fkey")
    conn.execute("SELECT undistribute_table('guess_count')")
    insert = (
        "INSERT INTO guess_count (network_id, subject, failures, counted_on, expires_on) VALUES (%s, 'a', 1, %s, %s)"
    )
    conn.execute(insert, (network_id, NOW, NOW))
    assert misplaced(conn) == ["the distribution of guess_count is `once` instead of `by network`"]
    assert pending_migrations(database_url) == ["distribution"]
    conn.execute("SELECT create_distributed_table('guess_count', 'network_id', colocate_with => 'network')")
    [text] = misplaced(conn)
    assert text.startswith("guess_count still has rows on the coordinator, which are not read; `SELECT truncate_local_")
    conn.execute("SELECT truncate_local_data_after_distributing_table('guess_count')")
    assert misplaced(conn) == []
    conn.execute("SELECT undistribute_table('guess_count')")
    conn.execute("SELECT create_distributed_table('guess_count', 'subject', colocate_with => 'none')")
    assert misplaced(conn) == ["guess_count is not distributed together with network, by network_id"]
    conn.close()
    with pytest.raises(DatabaseUnusable, match="the table guess_count is not distributed as teamkpi needs it"):
        migrate(database_url)


def test_a_table_that_is_not_distributed_yet_is(database_url: str) -> None:
    key = "guess_count_network_id_fkey FOREIGN KEY (network_id) REFERENCES network (id) ON DELETE CASCADE"
    with psycopg.connect(database_url, autocommit=True) as conn:  # as a migration makes a table
        conn.execute("ALTER TABLE guess_count DROP CONSTRAINT guess_count_network_id_fkey")
        conn.execute("SELECT undistribute_table('guess_count')")
        conn.execute(f"ALTER TABLE guess_count ADD CONSTRAINT {key}")
    assert migrate(database_url) == ["distribution"]
    with connect(database_url) as conn:
        assert (misplaced(conn), list(differences(conn))) == ([], [])


def test_what_needs_one_moment_of_all_nodes_is_refused(
    database_url: str, conn: Connection[Any], tmp_path: Path
) -> None:
    networks.create(conn, "North", ["north.example.com"])
    with pytest.raises(DatabaseUnusable, match="a cluster cannot be backed up as a whole"):
        write_backup(database_url, tmp_path / "backup", now=NOW)
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(NetworkRefused, match="a network cannot move to or from a cluster while it is in use"):
        abandon_move(database_url, database_url, "North", now=NOW)


# ---------------------------------------------------------------- moments


def test_what_a_moment_has_can_be_read_although_a_worker_has_only_prepared_it(
    nodes: Cluster, database_url: str, conn: Connection[Any]
) -> None:
    conn.execute("UPDATE network SET name = 'North' WHERE name = 'default'")
    network_id = networks.by_name(conn, "North")
    [(shard, port)] = conn.execute(
        "SELECT 'teams_' || s.shardid, s.nodeport FROM citus_shards AS s"
        " WHERE s.shardid = get_shard_id_for_distribution_column('teams', %s)",
        (network_id,),
    ).fetchall()
    number = next(one for one, node in enumerate(nodes.nodes) if int(node["port"]) == port)
    count = "SELECT count(*) FROM teams AS t WHERE t.network_id = %s AND pg_visible_in_snapshot(t.stored_by, %s)"

    async def see(prepared: str) -> int:
        arguments = connection_arguments(database_url) | {"autocommit": True}
        async with await ReadConnection.connect(**arguments) as reading:
            await begin_async_session(reading)
            commit = sql.SQL("COMMIT PREPARED {}").format(sql.Literal(prepared))
            seen = await moment_after(reading, conn, lambda: worker.execute(commit))
            [found] = await (await reading.execute(count, (network_id, seen))).fetchone() or (0,)
            await reading.rollback()
            return int(found)

    with psycopg.connect(nodes.url_of(number, conn.info.dbname), autocommit=True) as worker:
        prepared = f"citus_0_{os.getpid()}_1_1"
        with conn.transaction():
            [xid] = conn.execute("SELECT pg_current_xact_id()::text").fetchone() or ("",)
            conn.execute("INSERT INTO pg_dist_transaction (groupid, gid) VALUES (1, %s)", (prepared,))
            worker.execute("BEGIN")
            insert = (
                "INSERT INTO {} (network_id, id, updated_on, is_deleted, stored_by) VALUES ({}, 1, now(), TRUE, {})"
            )
            values = (sql.Identifier(shard), sql.Literal(network_id), sql.Literal(xid))
            worker.execute("SET citus.enable_manual_changes_to_shards = on")
            worker.execute(sql.SQL(insert).format(*values))
            worker.execute(sql.SQL("PREPARE TRANSACTION {}").format(sql.Literal(prepared)))
        assert asyncio.run(see(prepared)) == 1
