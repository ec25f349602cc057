"""The database: connections, named SQL, migrations, the embedded server.

In: a connection URL, or a folder for the embedded PostgreSQL. Out: connections on which UTC is the time zone and
every statement is one of a ``.sql`` file. Always true: a connection autocommits, and a transaction is a
``with conn.transaction():`` of whoever owns the change.
"""

from teamkpi.db.connections import CONNECTION_OPTIONS, connect, connection_arguments
from teamkpi.db.migrate import migrate, pending_migrations
from teamkpi.db.statements import Numbered, Statements, load_sql

__all__ = [
    "CONNECTION_OPTIONS",
    "Numbered",
    "Statements",
    "connect",
    "connection_arguments",
    "load_sql",
    "migrate",
    "pending_migrations",
]
