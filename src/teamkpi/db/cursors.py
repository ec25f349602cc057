"""Psycopg's cursors, with two additions: statements appear in traces, and write only to networks that are open here."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any, Final, TypeVar

import psycopg
from psycopg.abc import Params

from teamkpi import tracing
from teamkpi.db.open_networks import writing
from teamkpi.db.statements import Statement

Row_co = TypeVar("Row_co", covariant=True)

_POSTGRESQL: Final = {"db.system.name": "postgresql"}


def _traced(query: object) -> AbstractContextManager[object]:
    """Let the block be a statement: by its name, or by its first word if it has none; never with its parameters."""
    if not tracing.is_on():
        return tracing.part("")
    name = query.name if isinstance(query, Statement) else str(query).lstrip()[:12].partition(" ")[0].upper()
    return tracing.part(name if name.replace(".", "").replace("_", "").isalnum() else "SQL", **_POSTGRESQL)


class Cursor(psycopg.Cursor[Row_co]):
    """One for statements with named parameters."""

    def execute(
        self, query: Any, params: Params | None = None, *, prepare: bool | None = None, binary: bool | None = None
    ) -> Any:
        """Execute a statement; raises NetworkClosed before it writes to a network that is not open here."""
        with _traced(query), writing(self.connection, query, params):
            return super().execute(query, params, prepare=prepare, binary=binary)


class RawCursor(psycopg.RawCursor[Row_co]):
    """One for statements with numbered parameters."""

    def execute(
        self, query: Any, params: Params | None = None, *, prepare: bool | None = None, binary: bool | None = None
    ) -> Any:
        """Execute a statement."""
        with _traced(query):
            return super().execute(query, params, prepare=prepare, binary=binary)


class AsyncCursor(psycopg.AsyncCursor[Row_co]):
    """One for statements with named parameters, awaited."""

    async def execute(
        self, query: Any, params: Params | None = None, *, prepare: bool | None = None, binary: bool | None = None
    ) -> Any:
        """Execute a statement."""
        with _traced(query):
            return await super().execute(query, params, prepare=prepare, binary=binary)


class AsyncRawCursor(psycopg.AsyncRawCursor[Row_co]):
    """One for statements with numbered parameters, awaited."""

    async def execute(
        self, query: Any, params: Params | None = None, *, prepare: bool | None = None, binary: bool | None = None
    ) -> Any:
        """Execute a statement."""
        with _traced(query):
            return await super().execute(query, params, prepare=prepare, binary=binary)
