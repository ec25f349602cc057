"""Fetches large results without blocking the event loop."""

from __future__ import annotations

import asyncio
from typing import Final, TypeVar

from psycopg import AsyncCursor

Row = TypeVar("Row")

_AT_ONCE: Final = 256


async def fetch_all(cursor: AsyncCursor[Row]) -> list[Row]:
    """Return all rows of an executed statement, yielding to the event loop in between."""
    rows: list[Row] = []
    while True:
        some = await cursor.fetchmany(_AT_ONCE)
        rows += some
        if len(some) < _AT_ONCE:
            return rows
        await asyncio.sleep(0)
