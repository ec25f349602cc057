"""What is asked of a database: one list, for ``migrate`` before it begins and for ``doctor``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from psycopg import Connection

from teamkpi.db.connections import connect, connect_bare
from teamkpi.db.statements import load_sql
from teamkpi.errors import DatabaseUnusable

_OLDEST_SERVER: Final = 150_000
_SQL: Final = load_sql("teamkpi.db", "requirements.sql")
_TURNS: Final = 5


class Requirement(NamedTuple):
    """One thing that is asked of the database: what it is about, whether it is so, and what there is to say."""

    subject: str
    is_met: bool
    text: str


def requirements(url: str) -> Iterator[Requirement]:
    """Yield what is asked of a database, met or not. Raises DatabaseUnusable when it cannot be connected to."""
    yield _sessions(url)
    with connect(url) as conn:
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


def require_all(url: str) -> None:
    """Raise DatabaseUnusable with everything that the database lacks, if it lacks anything."""
    if unmet := [one.text for one in requirements(url) if not one.is_met]:
        raise DatabaseUnusable("; ".join(unmet))


def require_sessions(url: str) -> None:
    """Raise DatabaseUnusable when a pooler gives connections no sessions of their own."""
    found = _sessions(url)
    if not found.is_met:
        raise DatabaseUnusable(found.text)


def _sessions(url: str) -> Requirement:
    """See whether each connection is one session of the server.

    A pooler that works by transaction hands its sessions from one connection to another. Two connections that are asked
    by turns then meet in the same session, or one of them changes its own.
    """
    # Without settings: in a session that is shared they would be somebody else's too.
    with connect_bare(url) as first, connect_bare(url) as second:
        turns = [(_session_of(first), _session_of(second)) for _ in range(_TURNS)]
    ours, others = (set(side) for side in zip(*turns, strict=True))
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


def _session_of(conn: Connection) -> Any:
    return conn.execute(_SQL.session_identity, prepare=False).fetchone()
