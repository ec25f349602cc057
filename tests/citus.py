"""A Citus cluster that the tests run on instead of a server of their own, if ``TEAMKPI_TEST_CITUS`` names one.

The variable has the URLs of the coordinator and of its workers, in that order, separated by commas. Each must be that
of a database to connect to while others are created, such as ``postgres``, with a role that may create databases and
the extension. A database of the tests is a database of the same name on each node; its tables are distributed by
network after the migrations, in one transaction.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

import psycopg
from psycopg import Connection, sql
from psycopg.conninfo import conninfo_to_dict

from teamkpi.db.tables import NETWORK, SPREAD, UNIQUE_UNDER_A_LOCK, Spread, key_of_network

VARIABLE: Final = "TEAMKPI_TEST_CITUS"
EVERYWHERE: Final = [table for table, spread in SPREAD.items() if spread is Spread.EVERYWHERE]
BY_NETWORK: Final = [
    NETWORK,
    *sorted(t for t, spread in SPREAD.items() if spread is Spread.BY_NETWORK and t != NETWORK),
]
_OWN_NAME: Final = "teamkpi"
_SHARDS: Final = 4

_TRIGGERS: Final = "SELECT t.tgrelid::regclass::text, t.tgname::text FROM pg_trigger AS t WHERE NOT t.tgisinternal"
_KEYS: Final = """
SELECT k.conrelid::regclass::text, k.conname::text, pg_get_constraintdef(k.oid)
FROM pg_constraint AS k WHERE k.contype = 'f' AND k.connamespace = 'public'::regnamespace
"""


@dataclass(frozen=True)
class Cluster:
    """The nodes of a cluster, the coordinator first: what psycopg needs to connect to each."""

    nodes: tuple[dict[str, Any], ...]

    @property
    def url(self) -> str:
        """Return the URL of a database on the coordinator from which others are created, made if necessary."""
        node = self.nodes[0]
        for one in self.nodes:
            with _connected(one, one["dbname"]) as conn:
                if conn.execute("SELECT FROM pg_database WHERE datname = %s", (_OWN_NAME,)).fetchone() is None:
                    conn.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(_OWN_NAME)))
        password = f":{node['password']}" if "password" in node else ""
        return f"postgresql://{node['user']}{password}@/{_OWN_NAME}?host={node['host']}&port={node.get('port', 5432)}"

    def create(self, name: str) -> None:
        """Create a database on each node, and make the nodes a cluster for it."""
        for node in self.nodes:
            with _connected(node, _OWN_NAME) as conn:
                conn.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
            with _connected(node, name) as conn:
                conn.execute("CREATE EXTENSION citus")
        coordinator, *workers = self.nodes
        with _connected(coordinator, name) as conn:
            conn.execute("SELECT citus_set_coordinator_host(%s, %s)", _place(coordinator))
            for worker in workers:
                conn.execute("SELECT citus_add_node(%s, %s)", _place(worker))

    def distribute(self, name: str) -> None:
        """Distribute the tables of a migrated database, and forget the rows that they had on the coordinator.

        Triggers are dropped: they are for servers of earlier versions, which have never run on a cluster.
        """
        with _connected(self.nodes[0], name) as conn, conn.transaction():
            conn.execute("SET LOCAL citus.multi_shard_modify_mode = sequential")
            conn.execute(sql.SQL("SET LOCAL citus.shard_count = {}").format(sql.Literal(_SHARDS)))
            _distribute(conn)

    def freeze(self, name: str) -> None:
        """Let nothing connect to a database any more, so that it can be cloned."""
        for node in self.nodes:
            with _connected(node, _OWN_NAME) as conn:
                conn.execute(sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS FALSE").format(sql.Identifier(name)))
                ended = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s"
                while conn.execute(ended, (name,)).fetchall():
                    pass

    def clone(self, name: str, template: str) -> None:
        """Create a database on each node that is a copy of another, in which nothing runs."""
        names = {"name": sql.Identifier(name), "template": sql.Identifier(template)}
        for node in self.nodes:
            with _connected(node, _OWN_NAME) as conn:
                conn.execute(sql.SQL("CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy").format(**names))
                # What locks a row on a single server may lock a table here, and then some tests would hang.
                conn.execute(sql.SQL("ALTER DATABASE {name} SET lock_timeout = '20s'").format(**names))

    def drop(self, name: str) -> None:
        """Drop a database on each node."""
        for node in self.nodes:
            with _connected(node, _OWN_NAME) as conn:
                conn.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def cluster() -> Cluster | None:
    """Return the cluster that the environment names."""
    named = os.environ.get(VARIABLE)
    return Cluster(tuple(dict(conninfo_to_dict(url)) for url in named.split(","))) if named else None


def _distribute(conn: Connection[Any]) -> None:
    for table, trigger in conn.execute(_TRIGGERS).fetchall():
        conn.execute(sql.SQL("DROP TRIGGER {} ON {}").format(sql.Identifier(trigger), sql.Identifier(table)))
    keys = conn.execute(_KEYS).fetchall()
    unique = [(NETWORK, name, "") for name in UNIQUE_UNDER_A_LOCK]
    for table, name, _ in (*keys, *unique):
        conn.execute(sql.SQL("ALTER TABLE {} DROP CONSTRAINT {}").format(sql.Identifier(table), sql.Identifier(name)))
    for table in BY_NETWORK:
        beside = "none" if table == NETWORK else NETWORK
        asked = (table, key_of_network(table), beside)
        conn.execute("SELECT create_distributed_table(%s, %s, colocate_with => %s)", asked)
    for table in EVERYWHERE:
        conn.execute("SELECT create_reference_table(%s)", (table,))
    for table in (*BY_NETWORK, *EVERYWHERE):
        conn.execute("SELECT truncate_local_data_after_distributing_table(%s)", (table,))
    for table, name, definition in keys:
        if table not in EVERYWHERE:  # their rows are on each node, and those that they refer to on one
            added = sql.SQL("ALTER TABLE {} ADD CONSTRAINT {} {}")
            conn.execute(added.format(sql.Identifier(table), sql.Identifier(name), sql.SQL(definition)))


@contextmanager
def _connected(node: dict[str, Any], database: str) -> Iterator[Connection[Any]]:
    with psycopg.connect(**{**node, "dbname": database}, autocommit=True) as conn:
        yield conn


def _place(node: dict[str, Any]) -> tuple[str, int]:
    return node["host"], int(node.get("port", 5432))
