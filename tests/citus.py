"""A Citus cluster that the tests run on instead of a server of their own, if ``TEAMKPI_TEST_CITUS`` names one.

The variable has the URLs of the coordinator and of its workers, in that order, separated by commas. Each must be that
of a database to connect to while others are created, such as ``postgres``, with a role that may create databases and
the extension. A database of the tests is a database of the same name on each node, whose tables the migrations
distribute by network.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any, Final

import psycopg
import pytest
from psycopg import Connection, sql
from psycopg.conninfo import conninfo_to_dict

from patience import until
from teamkpi.db import ReadConnection
from teamkpi.db.moments import one_moment

VARIABLE: Final = "TEAMKPI_TEST_CITUS"
NO_CLUSTER: Final = "TEAMKPI_TEST_CITUS names no Citus cluster"
_OWN_NAME: Final = "teamkpi"
_SHARDS: Final = 4
_TRIES: Final = 20
_IS_ASKING: Final = "SELECT 1 FROM pg_stat_activity AS a WHERE a.pid = %s AND a.query LIKE '%%run_command_on_workers%%'"


@dataclass(frozen=True)
class Cluster:
    """The nodes of a cluster, the coordinator first: what psycopg needs to connect to each."""

    nodes: tuple[dict[str, Any], ...]

    @property
    def url(self) -> str:
        """Return the URL of a database on the coordinator from which others are created, made if necessary."""
        for one in self.nodes:
            with _connected(one, one["dbname"]) as conn:
                if conn.execute("SELECT FROM pg_database WHERE datname = %s", (_OWN_NAME,)).fetchone() is None:
                    conn.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(_OWN_NAME)))
        return self.url_of(0, _OWN_NAME)

    def url_of(self, number: int, name: str) -> str:
        """Return the URL of a database on one node; 0 is the coordinator."""
        node = self.nodes[number]
        password = f":{node['password']}" if "password" in node else ""
        return f"postgresql://{node['user']}{password}@/{name}?host={node['host']}&port={node.get('port', 5432)}"

    def create(
        self, name: str, *, has_extension: bool = True, has_workers: bool = True, knows_coordinator: bool = True
    ) -> None:
        """Create a database on each node, and make the nodes a cluster for it."""
        for node in self.nodes:
            with _connected(node, _OWN_NAME) as conn:
                conn.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        if has_extension:
            self.join(name, has_workers=has_workers, knows_coordinator=knows_coordinator)

    def join(self, name: str, *, has_workers: bool = True, knows_coordinator: bool = True) -> None:
        """Make the nodes a cluster for a database that each of them has."""
        for node in self.nodes:
            with _connected(node, name) as conn:
                conn.execute("CREATE EXTENSION citus")
        coordinator, *workers = self.nodes
        with _connected(coordinator, name) as conn:
            shards = {"name": sql.Identifier(name), "shards": sql.Literal(_SHARDS)}
            conn.execute(sql.SQL("ALTER DATABASE {name} SET citus.shard_count = {shards}").format(**shards))
            if knows_coordinator:
                conn.execute("SELECT citus_set_coordinator_host(%s, %s)", _place(coordinator))
            for worker in workers if has_workers else ():
                conn.execute("SELECT citus_add_node(%s, %s)", _place(worker))

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
                for _ in range(_TRIES):
                    # The daemon of the extension may connect again just after it was ended.
                    with suppress(psycopg.errors.ObjectInUse):
                        conn.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
                        break


def cluster() -> Cluster | None:
    """Return the cluster that the environment names."""
    named = os.environ.get(VARIABLE)
    return Cluster(tuple(dict(conninfo_to_dict(url)) for url in named.split(","))) if named else None


async def moment_after(reading: ReadConnection, conn: Connection[Any], end: Callable[[], object]) -> str:
    """Return the moment that a transaction of ``reading`` sees, which waits for what only ``end`` ends on a worker."""
    looking = asyncio.create_task(one_moment(reading))
    asked = (reading.info.backend_pid,)
    await asyncio.to_thread(until, lambda: looking.done() or conn.execute(_IS_ASKING, asked).fetchone())
    assert not looking.done()
    end()
    seen, _ = await looking
    return seen


of_one_server = pytest.mark.skipif(cluster() is not None, reason="not for a cluster, or looks into one server")


@contextmanager
def _connected(node: dict[str, Any], database: str) -> Iterator[Connection[Any]]:
    with psycopg.connect(**{**node, "dbname": database}, autocommit=True) as conn:
        yield conn


def _place(node: dict[str, Any]) -> tuple[str, int]:
    return node["host"], int(node.get("port", 5432))
