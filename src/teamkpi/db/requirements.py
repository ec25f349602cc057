"""The requirements for a database, checked by ``migrate`` at the start and by ``doctor``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from psycopg import Connection

from teamkpi.db.cluster import node_of, unmet, unmet_here
from teamkpi.db.connections import begin_session, connect_bare, is_cluster
from teamkpi.db.statements import load_sql
from teamkpi.errors import DatabaseUnusable

_OLDEST_SERVER: Final = 150_000
_SQL: Final = load_sql("teamkpi.db", "requirements.sql")
_TURNS: Final = 5


class Requirement(NamedTuple):
    """One requirement: its subject, whether it is met, and a message."""

    subject: str
    is_met: bool
    text: str


def requirements(url: str) -> Iterator[Requirement]:
    """Yield all requirements, met or not. Raises DatabaseUnusable if the database cannot be connected to."""
    # Without settings, because in a shared session they would affect other clients.
    with connect_bare(url) as conn:
        yield _sessions(conn, url)
        begin_session(conn)
        number = conn.info.server_version
        text = f"PostgreSQL {number // 10_000}.{number % 10_000}"
        is_met = number >= _OLDEST_SERVER
        yield Requirement("server", is_met, text if is_met else f"{text} is too old: teamkpi needs 15 or newer")
        encoding, may_create = conn.execute(_SQL.server_facts).fetchone() or ("", False)
        yield Requirement(
            "encoding",
            encoding == "UTF8",
            "UTF8"
            if encoding == "UTF8"
            else f"the encoding is {encoding}, which cannot store all names: create a database with ENCODING 'UTF8'",
        )
        yield Requirement(
            "role",
            may_create,
            "may write and migrate"
            if may_create
            else f"the role {conn.info.user} may not create tables: GRANT CREATE ON SCHEMA public to it",
        )
        if is_cluster(conn):
            yield _cluster(conn)


def _cluster(conn: Connection) -> Requirement:
    """Check a cluster of Citus: the version, the nodes and their settings."""
    node = node_of(conn)
    problems = unmet(conn, node)
    text = f"Citus {node.version}, workers that answer: {node.workers}"
    return Requirement("cluster", not problems, "; ".join(problems) or text)


def require_all(url: str) -> None:
    """Raise DatabaseUnusable with all unmet requirements, if there are any."""
    if unmet := [one.text for one in requirements(url) if not one.is_met]:
        raise DatabaseUnusable("; ".join(unmet))


def require_sessions(url: str) -> None:
    """Raise DatabaseUnusable if a pooler does not give each connection its own session, or a cluster is not fit."""
    with connect_bare(url) as conn:
        found = _sessions(conn, url)
        if not found.is_met:
            raise DatabaseUnusable(found.text)
        begin_session(conn)
        if is_cluster(conn) and (problems := unmet_here(conn, node_of(conn))):
            raise DatabaseUnusable("; ".join(problems))


def _sessions(conn: Connection, url: str) -> Requirement:
    """Check whether each connection has one session, using this one, which has no settings yet, and a second one.

    A pooler in transaction mode passes its sessions from one connection to another. Two connections used in turn then
    share a session, or one of them changes its session. One of them is used twice as often: a pooler that takes its
    sessions in turn (``server_round_robin``) would otherwise give each connection the same one of two again and again.
    """
    ours, others = set(), set()
    with connect_bare(url) as other:
        for _ in range(_TURNS):
            ours |= {_session_of(conn), _session_of(conn)}
            others.add(_session_of(other))
    is_met = len(ours) == len(others) == 1 and not ours & others
    return Requirement(
        "sessions",
        is_met,
        "each connection has its own session"
        if is_met
        else (
            "a connection pooler in front of the database does not give each connection its own session (transaction "
            "mode): set it to session mode, or use the URL of the server itself"
        ),
    )


def _session_of(conn: Connection) -> object:
    return conn.execute(_SQL.session_identity, prepare=False).fetchone()
