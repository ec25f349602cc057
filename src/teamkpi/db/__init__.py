"""The database: connections, named SQL, migrations, the embedded server.

In: a connection URL, or a folder for the embedded PostgreSQL. Out: connections in the time zone UTC, and named
statements from ``.sql`` files. Always true: connections autocommit, and the code that owns a change opens its
transaction with ``with conn.transaction():``.
"""

from teamkpi.db.connections import (
    ReadConnection,
    begin_async_session,
    begin_session,
    connect,
    connection_arguments,
    snapshot,
)
from teamkpi.db.cursors import AsyncRawCursor, RawCursor
from teamkpi.db.fetching import fetch_all
from teamkpi.db.migrate import migrate, pending_migrations
from teamkpi.db.own_ids import next_own_id
from teamkpi.db.requirements import Requirement, require_sessions, requirements
from teamkpi.db.statements import Numbered, Statements, load_sql, without_purpose

__all__ = [
    "AsyncRawCursor",
    "Numbered",
    "RawCursor",
    "ReadConnection",
    "Requirement",
    "Statements",
    "begin_async_session",
    "begin_session",
    "connect",
    "connection_arguments",
    "fetch_all",
    "load_sql",
    "migrate",
    "next_own_id",
    "pending_migrations",
    "require_sessions",
    "requirements",
    "snapshot",
    "without_purpose",
]
