"""Pages of the audit trail, in the order in which its rows were written."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

import msgspec
from psycopg import AsyncClientCursor, AsyncConnection
from psycopg.rows import dict_row

from teamkpi.db import load_sql
from teamkpi.ledger.audit import Changes

_SQL = load_sql("teamkpi.ledger", "trail_page.sql")
_decode_changes = msgspec.json.Decoder(dict[str, tuple[Any, Any]], float_hook=Decimal).decode


class Wanted(NamedTuple):
    """Which rows are asked for; None: whichever. An instant is one of writing; both ends belong to the span."""

    id: int | None = None
    entity: str | None = None
    record_id: int | None = None
    audit_type: int | None = None
    action_by: str | None = None
    """In any case."""
    property_name: str | None = None
    """A field that was changed."""
    created_from: datetime | None = None
    created_to: datetime | None = None


class Entry(NamedTuple):
    """A row of the audit trail: who wrote which version of what, and what it changed."""

    id: int
    created_on: datetime
    action_by: str
    door: str
    address: str | None
    account_id: int | None
    key_id: int | None
    request_id: str | None
    entity: str
    record_id: int
    audit_type: int
    version: datetime
    changes: Changes


class TrailPage(NamedTuple):
    """Rows of a page, and how many there are on all pages."""

    entries: list[Entry]
    total: int


async def read_trail_page(
    conn: AsyncConnection[Any],
    network_id: int,
    wanted: Wanted,
    *,
    is_descending: bool = True,
    page: int = 1,
    size: int = 25,
) -> TrailPage:
    """Return a page, the newest rows first unless told otherwise. One statement, so one moment of the trail."""
    values = {
        "network_id": network_id,
        "is_descending": is_descending,
        "size": size,
        "offset": (page - 1) * size,
        **wanted._asdict(),
    }
    async with AsyncClientCursor(conn, row_factory=dict_row) as cursor:
        rows = await (await cursor.execute(_SQL.page, values)).fetchall()
    entries = [
        Entry(**{**{name: row[name] for name in Entry._fields}, "changes": _decode_changes(row["changes"])})
        for row in rows
        if row["id"] is not None
    ]
    return TrailPage(entries, rows[0]["total"])
