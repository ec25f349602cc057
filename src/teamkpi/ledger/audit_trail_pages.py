"""Pages of the audit trail."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

import msgspec
from psycopg import AsyncClientCursor, AsyncConnection, sql

from teamkpi.db import load_sql
from teamkpi.ledger.audit_trail import Changes
from teamkpi.ledger.conditions import Composer
from teamkpi.ledger.listing import Listing, order_sql

_SQL = load_sql("teamkpi.ledger", "audit_trail_pages.sql")
_decode_changes = msgspec.json.Decoder(dict[str, tuple[object, object]], float_hook=Decimal).decode


class Entry(NamedTuple):
    """A row of the audit trail: the author, the record and its version, and the changes."""

    id: int
    unique_id: UUID
    created_on: datetime
    updated_on: datetime
    updated_by: str
    entity_short_name: str
    entity_id: int
    audit_type: int
    action_by: str
    door: str
    address: str | None
    account_id: int | None
    key_id: int | None
    request_id: str | None
    version: datetime
    changes: Changes


class TrailPage(NamedTuple):
    """The entries of a page, and the number of entries on all pages."""

    entries: list[Entry]
    total: int


async def read_trail_page(conn: AsyncConnection, network_id: int, listing: Listing, *, now: datetime) -> TrailPage:
    """Return a page of a list of ``audit_trail.ENTRY``. One statement, so the count and the page agree."""
    statement = sql.SQL(_SQL.page).format(
        network_id=sql.Literal(network_id),
        conditions=Composer(network_id, now).all_of(listing.conditions),
        order=order_sql(listing),
        size=sql.Literal(listing.size),
        offset=sql.Literal(listing.skipped),
    )
    rows = await (await AsyncClientCursor(conn).execute(statement)).fetchall()
    entries = [Entry._make((*row[1:-1], _decode_changes(row[-1]))) for row in rows if row[1] is not None]
    return TrailPage(entries, rows[0][0])
