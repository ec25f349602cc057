"""Pages of an entity's records: conditions, order, exact counts, and walks through pages that miss no record.

A page is requested by its number. In a list ordered by ``UpdatedOn``, changing a record moves it to the end and moves
the following records up by one, so the next page would skip a record. Therefore the end of such a page is remembered
for the caller, and the next page begins there, and includes what has been stored behind it since. All of this is read
from one snapshot of the database.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Hashable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple, TypeAlias

from lru import LRU
from psycopg import AsyncClientCursor, AsyncConnection, sql

from teamkpi.db import load_sql
from teamkpi.db.connections import is_cluster
from teamkpi.db.moments import BEGIN, one_moment
from teamkpi.ledger.conditions import Composer, Condition, hangs_on_the_clock, other_tables
from teamkpi.ledger.derived import ById, Values, derive
from teamkpi.ledger.entities import COMMON, Entity
from teamkpi.pages import skipped

_SQL = load_sql("teamkpi.ledger", "listing.sql")
LARGEST_PAGE: Final = 1000
_KEPT_FOR: Final = timedelta(days=1)
_MOST_TOTALS: Final = 1000
# Up to this many records are found by their conditions and then sorted. For more, the planner may scan the list in its
# # order and stop when the page is full; for few it must not, because they may be at the very end of the list.
_FEW: Final = 10_000
_COLUMNS: Final[dict[str, sql.SQL]] = {}
_BY_IDS: Final[dict[str, sql.SQL]] = {}
"""What is selected of an entity, and the statement that reads its records by their ids, by the entity's plural."""
_ID, _UPDATED_ON = (next(place for place, one in enumerate(COMMON) if one.name == name) for name in ("Id", "UpdatedOn"))

_Key: TypeAlias = tuple[datetime, int]
"""The position of a record in a list ordered by ``UpdatedOn``."""


@dataclass(frozen=True, slots=True)
class Listing:
    """A request for a page of an entity's records that meet every condition, ordered by one column.

    Ties are ordered by id, in the same direction. ``page`` starts at 1.
    """

    entity: Entity
    conditions: tuple[Condition, ...] = ()
    order_by: str = "id"
    is_descending: bool = False
    page: int = 1
    size: int = 25
    most: int | None = None
    """How many records are looked through at most; None for all (see ``teamkpi.ledger.short_listing``)."""

    @property
    def skipped(self) -> int:
        """The number of records before the page."""
        return skipped(self.page, self.size)

    @property
    def is_walk(self) -> bool:
        """Whether pages begin where the previous one ended."""
        return self.order_by == "updated_on" and not self.is_descending


class Page(NamedTuple):
    """A page: its rows as ``entity.columns`` without ``is_deleted``, and the total number of records.

    In a walk, records of previous pages count as they were when read. ``derived`` are the values of the derived
    fields, by id, read a moment later; a record deleted in between has none.
    """

    rows: list[tuple[Any, ...]]
    derived: ById
    total: int


class Total(NamedTuple):
    """A count, the snapshot in which it was exact, and the start time of the database server."""

    seen: str
    server: datetime
    number: int


class Totals:
    """Cached counts, each with the snapshot of the database in which it was exact.

    A count is reused only if nothing has been stored since, of its entity or of those its conditions depend on, and
    the database server has not been restarted, because it may have been restored from a backup. So a cached count is
    always what a new count would give; losing it only costs time.
    """

    def __init__(self) -> None:
        self._counts: LRU[Hashable, Total] = LRU(_MOST_TOTALS)

    def get(self, key: Hashable) -> Total | None:
        """Return a cached count, or None."""
        return self._counts.get(key)

    def put(self, key: Hashable, total: Total) -> None:
        """Cache a count, evicting the least recently used ones."""
        self._counts[key] = total


class _Moment(NamedTuple):
    """The snapshot that is read, compared to an earlier one: of a walk's last page, or of a cached count."""

    seen: str
    server: datetime
    end: _Key | None
    remaining: int | None
    known_seen: str | None
    is_changed: bool
    """Whether the list or anything its conditions depend on may have changed since the earlier snapshot."""


async def read_page(
    conn: AsyncConnection,
    network_id: int,
    listing: Listing,
    totals: Totals,
    *,
    walker: bytes,
    now: datetime,
) -> Page:
    """Return a page of a list, and remember its end if it is part of a walk.

    ``walker`` identifies the caller and the list, but not the page. ``conn`` must not be in a transaction.
    """
    key = network_id, listing.entity.plural, listing.conditions
    async with until_the_end(conn):
        reader = _Reader(conn, network_id, listing, now)
        known = totals.get(key)
        moment = await reader.moment(walker, known)
        if moment.end is not None:
            rows, remaining, end = await reader.go_on(moment.end, moment)
            total = listing.skipped + remaining
        else:
            if known is None or moment.is_changed or known.server != moment.server:
                known = Total(moment.seen, moment.server, await reader.count())
                totals.put(key, known)
            total = known.number
            rows = await reader.at_offset(total)
            remaining = total - listing.skipped
            end = _key_of(rows[-1]) if rows else (now, 0)
    derived = await derive(conn, network_id, listing.entity, [row[_ID] for row in rows], whole=False, now=now)
    if listing.is_walk and len(rows) == listing.size:
        kept = {
            "network_id": network_id,
            "walker": walker,
            "page": listing.page,
            "updated_on": end[0],
            "record_id": end[1],
            "seen": moment.seen,
            # Unknown if the walk has to step back, because some of the following records were on earlier pages.
            "remaining": None if moment.end and end < moment.end else remaining - len(rows),
            "read_on": now,
        }
        await conn.execute(_SQL.save_walk, kept)
        if listing.page == 1:
            await conn.execute(_SQL.forget_walks, {"network_id": network_id, "read_before": now - _KEPT_FOR})
    return Page(rows, derived, total)


@asynccontextmanager
async def until_the_end(conn: AsyncConnection) -> AsyncIterator[None]:
    """End the transaction begun inside, unless it has ended already."""
    try:
        yield
    except BaseException:
        if not conn.closed:
            await conn.rollback()
        raise
    await conn.commit()


class Found(NamedTuple):
    """A record: its row, its derived values, and the ``held_since`` of this version."""

    row: tuple[Any, ...]
    derived: Values
    held_since: datetime


async def read_records(
    conn: AsyncConnection, network_id: int, entity: Entity, ids: Sequence[int], *, now: datetime
) -> list[Found]:
    """Return the existing records with these ids, ordered by id."""
    async with conn.pipeline():
        cursor = await conn.execute(_by_ids(entity), (network_id, list(ids)))
        derived = await derive(conn, network_id, entity, ids, whole=True, now=now)
        rows = await cursor.fetchall()
    # A record that was stored or deleted between the two statements is left out.
    return [Found(row[:-1], derived[row[_ID]], row[-1]) for row in rows if row[_ID] in derived]


def _by_ids(entity: Entity) -> sql.SQL:
    """Return the statement that reads records by their ids."""
    found = _BY_IDS.get(entity.plural)
    if found is None:
        statement = sql.SQL(
            "SELECT {columns}, held_since FROM {table} "
            "WHERE network_id = %s AND id = ANY (%s) AND NOT is_deleted ORDER BY id"
        ).format(columns=columns_sql(entity), table=sql.Identifier(entity.plural))
        found = _BY_IDS[entity.plural] = as_text(statement)
    return found


class _Reader:
    """The statements about one list, in a transaction with one snapshot.

    They are composed for each list with literal values, so that the planner can estimate their selectivity.
    """

    def __init__(self, conn: AsyncConnection, network_id: int, listing: Listing, now: datetime) -> None:
        self._cursor = AsyncClientCursor(conn)
        self._listing = listing
        self._table = sql.Identifier(listing.entity.plural)
        self._network_id = sql.Literal(network_id)
        where = sql.SQL("NOT is_deleted") + Composer(network_id, now).all_of(listing.conditions)
        # Several statements contain them, and there may be many.
        self._where = as_text(where, conn)

    async def moment(self, walker: bytes, known: Total | None) -> _Moment:
        """Begin the transaction, and return its snapshot and whether anything has changed since the earlier one.

        Both in one round trip, to keep a list fast.
        """
        listing = self._listing
        moment = _MOMENT
        if is_cluster(self._cursor.connection):
            # What looks at records is sent to their node, which has snapshots of its own.
            seen, server = await one_moment(self._cursor.connection)
            moment = _Named(sql.SQL(""), _as_snapshot(seen), sql.Literal(server))
        statement = moment.begin + sql.SQL(
            "SELECT ({seen})::text, {server}, walk.updated_on, walk.record_id, walk.remaining, known.seen::text, "
            "known.seen IS NOT NULL AND ({is_changed})"
            " FROM (SELECT {known}::pg_snapshot AS seen) AS given"
            " LEFT JOIN listing_walk AS walk ON walk.network_id = {network_id} AND walk.walker = {walker}"
            " AND walk.page = {page}"
            " CROSS JOIN LATERAL (SELECT coalesce(walk.seen, given.seen) AS seen) AS known"
        ).format(
            seen=moment.seen,
            server=moment.server,
            network_id=self._network_id,
            is_changed=self._is_changed(moment.seen),
            known=sql.Literal(known.seen if known else None),
            walker=sql.Literal(walker),
            page=sql.Literal(listing.page - 1 if listing.is_walk else 0),
        )
        await self._cursor.execute(statement)
        self._cursor.nextset()
        found = await self._cursor.fetchone()
        assert found is not None  # noqa: S101 - tells the type checker
        seen, server, updated_on, record_id, remaining, known_seen, is_changed = found
        end = None if updated_on is None else (updated_on, record_id)
        return _Moment(seen, server, end, remaining, known_seen, is_changed)

    def _is_changed(self, now: sql.Composable) -> sql.Composable:
        """Return the condition that the list may have changed since the earlier snapshot."""
        conditions = self._listing.conditions
        if hangs_on_the_clock(conditions):
            return sql.SQL("TRUE")
        tables = sorted({self._listing.entity.plural, *other_tables(conditions)})
        stored = sql.SQL("EXISTS (SELECT FROM {table} AS t WHERE t.network_id = {network_id} AND {later})")
        later = _LATER.format(seen=sql.SQL("known.seen"), now=now)
        return sql.SQL(" OR ").join(
            stored.format(table=sql.Identifier(one), network_id=self._network_id, later=later) for one in tables
        )

    async def count(self) -> int:
        """Return the number of records in the list."""
        return await self._count(sql.SQL("TRUE"))

    async def at_offset(self, total: int) -> list[tuple[Any, ...]]:
        """Return the page by its offset, counted from the nearer end of the list, and end the transaction."""
        listing = self._listing
        offset = listing.skipped
        size = min(listing.size, total - offset)
        if size <= 0:
            return []
        is_turned = offset > total - offset - size
        inner = listing.is_descending != is_turned
        statement = sql.SQL(
            "SELECT {columns} FROM {table} INNER JOIN ("
            "SELECT id AS found_id FROM {meant} ORDER BY {inner} LIMIT {size} OFFSET {offset}"
            ") AS found ON found_id = id WHERE network_id = {network_id} ORDER BY {outer}"
        ).format(
            columns=columns_sql(listing.entity),
            table=self._table,
            network_id=self._network_id,
            meant=self._meant(sql.SQL("TRUE"), total),
            inner=ordered_by(listing.entity, listing.order_by, is_descending=inner),
            outer=ordered_by(listing.entity, listing.order_by, is_descending=listing.is_descending),
            size=sql.Literal(size),
            offset=sql.Literal(total - offset - size if is_turned else offset),
        )
        return await self._all(statement + sql.SQL("; COMMIT"))

    async def go_on(self, before: _Key, moment: _Moment) -> tuple[list[tuple[Any, ...]], int, _Key]:
        """Return the page after a remembered end, the number of records from its start on, and its own end.

        Records that have been stored before that end since then come first. If they do not fit, the page ends before
        the remembered end, and records in between are returned again: twice is better than never.
        """
        size = self._listing.size
        after = _AFTER.format(end=_as_row(before))
        if moment.known_seen is None or not moment.is_changed:
            remaining = await self._count(after) if moment.remaining is None else moment.remaining
            rows = await self._first(after, remaining)
            return rows, remaining, _key_of(rows[-1]) if rows else before
        later = _LATER.format(seen=_as_snapshot(moment.known_seen), now=_as_snapshot(moment.seen))
        late = sql.SQL("(updated_on, id) <= {end} AND {later}").format(end=_as_row(before), later=later)
        late_count = await self._count(late)
        after_count = await self._count(after)
        rows = await self._first(late, late_count) if late_count else []
        if len(rows) < size:
            rows += (await self._first(after, after_count))[: size - len(rows)]
        end = _key_of(rows[-1]) if rows else before
        return rows, late_count + after_count, end if late_count > size else max(end, before)

    def _meant(self, which: sql.Composable, count: int) -> sql.Composed:
        """Return the FROM item with some of the list's records; ``count`` is their number."""
        return sql.SQL(
            "(SELECT * FROM {table} WHERE network_id = {network_id} AND {where} AND {which}{apart}) AS meant"
        ).format(
            table=self._table,
            network_id=self._network_id,
            where=self._where,
            which=which,
            apart=sql.SQL(" OFFSET 0" if self._listing.conditions and count <= _FEW else ""),
        )

    async def _first(self, which: sql.Composable, count: int) -> list[tuple[Any, ...]]:
        statement = sql.SQL("SELECT {columns} FROM {meant} ORDER BY {order} LIMIT {size}").format(
            columns=columns_sql(self._listing.entity),
            meant=self._meant(which, count),
            order=ordered_by(self._listing.entity, self._listing.order_by, is_descending=False),
            size=sql.Literal(self._listing.size),
        )
        return await self._all(statement)

    async def _count(self, which: sql.Composable) -> int:
        statement = sql.SQL(
            "SELECT count(*) FROM {table} WHERE network_id = {network_id} AND {where} AND {which}"
        ).format(table=self._table, network_id=self._network_id, where=self._where, which=which)
        [(count,)] = await self._all(statement)
        return int(count)

    async def _all(self, statement: sql.Composed) -> list[tuple[Any, ...]]:
        return await (await self._cursor.execute(statement)).fetchall()


class _Named(NamedTuple):
    """How a statement begins that looks at one moment, and how it names the moment and the start of the server."""

    begin: sql.Composable
    seen: sql.Composable
    server: sql.Composable


_MOMENT: Final = _Named(
    sql.SQL(BEGIN) + sql.SQL("; "), sql.SQL("pg_current_snapshot()"), sql.SQL("pg_postmaster_start_time()")
)
# Rows that are visible now but were not in the snapshot. A row may have the number of a future transaction, because a
# # database restored elsewhere keeps the numbers of its former server.
_LATER: Final = sql.SQL(
    "stored_by >= pg_snapshot_xmin({seen}) AND stored_by < pg_snapshot_xmax({now}) "
    "AND NOT pg_visible_in_snapshot(stored_by, {seen})"
)
_AFTER: Final = sql.SQL("(updated_on, id) > {end}")


def _key_of(row: tuple[Any, ...]) -> _Key:
    return row[_UPDATED_ON], row[_ID]


def _as_snapshot(seen: str) -> sql.Composed:
    return sql.SQL("{}::pg_snapshot").format(sql.Literal(seen))


def _as_row(key: _Key) -> sql.Composed:
    return sql.SQL("({}, {})").format(*map(sql.Literal, key))


def columns_sql(entity: Entity) -> sql.SQL:
    """Return the columns to select; amounts without trailing zeros."""
    found = _COLUMNS.get(entity.plural)
    if found is None:
        types = dict(zip(entity.columns, entity.types, strict=True))
        columns = sql.SQL(", ").join(
            sql.SQL("trim_scale({})" if types[name] == "numeric" else "{}").format(_value(entity, name))
            for name in entity.columns
            if name != "is_deleted"
        )
        found = _COLUMNS[entity.plural] = as_text(columns)
    return found


def as_text(composed: sql.Composed, conn: AsyncConnection | None = None) -> sql.SQL:
    """Return the same, put together once and for all: that may take longer than running the statement."""
    return sql.SQL(composed.as_string(conn))


def _value(entity: Entity, column: str) -> sql.Composable:
    """Return a column's expression, with the field's default if older rows contain null instead."""
    for one in entity.fields:
        if one.column == column and one.held_as_null:
            return sql.SQL("coalesce({}, {})").format(sql.Identifier(column), sql.Literal(one.default))
    return sql.Identifier(column)


def ordered_by(entity: Entity, column: str, *, is_descending: bool) -> sql.Composed:
    """Return the ORDER BY expression of a column, with ties ordered by id."""
    direction = sql.SQL("DESC" if is_descending else "ASC")
    columns = [column] if column == "id" else [column, "id"]
    return sql.SQL(", ").join(sql.SQL("{} {}").format(_value(entity, name), direction) for name in columns)


def order_sql(listing: Listing) -> sql.Composed:
    """Return the ORDER BY expression of a list."""
    return ordered_by(listing.entity, listing.order_by, is_descending=listing.is_descending)
