"""A database that is distributed by network over the nodes of a cluster, with the extension Citus.

The database is that of the cluster's coordinator, and has the extension. Connections know whether theirs is one of
these (``teamkpi.db.connections.is_cluster``); ``migrate`` distributes its tables as ``teamkpi.db.tables`` declares, and
``doctor`` looks whether they are.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from psycopg import Connection

from teamkpi.db.statements import load_sql
from teamkpi.db.tables import NETWORK, SPREAD, Spread, key_of_network

_SQL: Final = load_sql("teamkpi.db", "cluster.sql")
_OLDEST: Final = 14
_SETTINGS: Final = {
    "citus.enable_ddl_propagation": "on",
    "citus.select_opens_transaction_block": "on",
    "citus.shard_replication_factor": "1",
    "citus.use_secondary_nodes": "never",
}
"""The values under which the nodes have the same tables, and a transaction reads what is stored, of one moment."""


class Place(NamedTuple):
    """Where the rows of a table are."""

    table: str
    spread: str
    key_column: str | None
    is_together: bool
    has_own_rows: bool
    """The coordinator's own table has rows, which are not read any more since others are on the workers."""


class Node(NamedTuple):
    """A node of a cluster, and what it knows of the others."""

    version: str
    is_coordinator: bool
    is_known: bool
    """The others know where the coordinator is."""
    workers: int


def places(conn: Connection) -> Mapping[str, Place]:
    """Return where the rows of the tables of a cluster are."""
    return {row[0]: Place(*row) for row in conn.execute(_SQL.places)}


def is_as_declared(one: Place) -> bool:
    """Return whether the rows of a table are where they should be."""
    wanted = SPREAD.get(one.table)
    if wanted is None:
        return True
    if wanted is Spread.BY_NETWORK and one.spread == wanted.value:
        return one.key_column == key_of_network(one.table) and one.is_together
    return one.spread == wanted.value


def is_distributed(conn: Connection) -> bool:
    """Return whether the tables of a cluster are distributed as declared."""
    return all(map(is_as_declared, places(conn).values()))


def misplaced(conn: Connection) -> list[str]:
    """Return what is wrong with where the rows of the tables are."""
    problems: list[str] = []
    for one in places(conn).values():
        wanted = SPREAD.get(one.table)
        if wanted is None:
            continue
        if one.spread != wanted.value:
            problems.append(f"the distribution of {one.table} is `{one.spread}` instead of `{wanted.value}`")
        elif not is_as_declared(one):
            problems.append(f"{one.table} is not distributed together with {NETWORK}, by {key_of_network(one.table)}")
        elif one.has_own_rows:
            problems.append(
                f"{one.table} still has rows on the coordinator, which are not read; `SELECT "
                f"truncate_local_data_after_distributing_table('{one.table}')` deletes them"
            )
    return problems


def node_of(conn: Connection) -> Node:
    """Return the node that a connection goes to."""
    [row] = conn.execute(_SQL.node)
    return Node(*row)


def unmet(conn: Connection, node: Node) -> list[str]:
    """Return what has to be changed before the database of a cluster can be used; nothing if it can."""
    return unmet_here(conn, node) or _unmet_nodes(conn)


def unmet_here(conn: Connection, node: Node) -> list[str]:
    """Return the same, without asking whether every worker answers: if one does not, the others are used."""
    return _unmet_by_node(node) or _unmet_settings(conn)


def _unmet_by_node(node: Node) -> list[str]:
    problems: list[str] = []
    if int(node.version.partition(".")[0]) < _OLDEST:
        problems.append(f"Citus {node.version} is too old: teamkpi needs {_OLDEST} or newer")
    elif not node.is_coordinator:
        problems.append("this is a worker of a Citus cluster: use the URL of the coordinator")
    elif not node.workers:
        problems.append("the Citus cluster has no workers: add them with `SELECT citus_add_node(HOST, PORT)`")
    elif not node.is_known:
        problems.append("the workers do not know the coordinator: run `SELECT citus_set_coordinator_host(HOST, PORT)`")
    return problems


def _unmet_settings(conn: Connection) -> list[str]:
    problems: list[str] = []
    for name, value in conn.execute(_SQL.settings, {"names": list(_SETTINGS)}):
        if value != _SETTINGS[name]:
            problems.append(f"{name} is {value}: set it to {_SETTINGS[name]}")
    return problems


def _unmet_nodes(conn: Connection) -> list[str]:
    problems: list[str] = []
    nodes = conn.execute(_SQL.nodes, {"question": _SQL.question_to_nodes}).fetchall()
    _, _, coordinator = nodes[0]
    for place, answers, said in nodes:
        if not answers:
            problem = said.strip().partition("\n")[0]
            problems.append(f"the node {place} does not answer: {problem}")
        elif said != coordinator:
            problems.append(f"the node {place} has {said or 'no Citus'}, and the coordinator has {coordinator}")
    return problems
