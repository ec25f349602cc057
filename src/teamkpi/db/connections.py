"""How every connection is opened."""

from __future__ import annotations

from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict
from psycopg.rows import TupleRow

from teamkpi.errors import DatabaseUnusable

# Settings of the session, sent with the connection request itself: they cost no round trip and hold from the first
# statement. Compiling (jit) never pays for statements of a millisecond.
CONNECTION_OPTIONS = {
    "TimeZone": "UTC",
    "jit": "off",
    "client_encoding": "UTF8",
    "default_transaction_isolation": "read\\ committed",
}


def connection_arguments(url: str, **session: str) -> dict[str, Any]:
    """Return psycopg's arguments for a database URL; ``session`` adds settings of the session.

    Raises DatabaseUnusable when the URL cannot be read. Its text does not repeat the URL, which may hold a password.
    """
    try:
        arguments: dict[str, Any] = conninfo_to_dict(url)
    except psycopg.Error:
        raise DatabaseUnusable("the database URL cannot be read; it looks like postgresql://USER@HOST/NAME") from None
    options = " ".join(f"-c {name}={value}" for name, value in (CONNECTION_OPTIONS | session).items())
    given = arguments.get("options")
    return {
        "connect_timeout": 5,
        "application_name": "teamkpi",
        "keepalives_idle": 30,
        **arguments,
        "options": f"{given} {options}" if given else options,
    }


def connect(url: str, **session: str) -> psycopg.Connection[TupleRow]:
    """Open an autocommitting connection.

    Raises DatabaseUnusable when there is no server to answer, or it refuses.
    """
    try:
        return psycopg.connect(**connection_arguments(url, **session), autocommit=True)
    except psycopg.OperationalError as error:
        raise DatabaseUnusable(f"the database does not answer: {_first_line(error)}") from error


def _first_line(error: Exception) -> str:
    return str(error).strip().split("\n", 1)[0]
