"""Pages of an entity's records: conditions, order, exact counts, and walks that nothing slips by.

A page is asked for by its number. In a list by ``UpdatedOn``, whoever changes a record moves it to the list's end, and
what stood behind it moves up by one: the page after would begin one record too late. So where a page of such a list
ended is kept for who asked for it, and the next one begins there, with what has been stored behind it since. All of
that is read in one moment of the database.
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
from teamkpi.ledger.conditions import Composer, Condition, hangs_on_the_clock, other_tables
from teamkpi.ledger.derived import ById, Values, derive
from teamkpi.ledger.entities import COMMON, Entity
from teamkpi.pages import skipped

_SQL = load_sql("teamkpi.ledger", "listing.sql")
LARGEST_PAGE: Final = 1000
_KEPT_FOR: Final = timedelta(days=1)
_MOST_TOTALS: Final = 1000
# So many records are found by their conditions and then sorted. Of more, the planner may go through the list in its
# order and stop when the page is full; for few it must not, since those may be at the very end of the list.
_FEW: Final = 10_000
_ID, _UPDATED_ON = (next(place for place, one in enumerate(COMMON) if one.name == name) for name in ("Id", "UpdatedOn"))

_Key: TypeAlias = tuple[datetime, int]
"""Where a record stands in a list by ``UpdatedOn``."""


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of an entity's records that is asked for: those for which every condition holds, by one column.

    Records that are equal in the column stand by id, in the same direction. ``page`` counts from 1.
    """

    entity: Entity
    conditions: tuple[Condition, ...] = ()
    order_by: str = "id"
    is_descending: bool = False
    page: int = 1
    size: int = 25

    @property
    def skipped(self) -> int:
        """How many records come before the page."""
        return skipped(self.page, self.size)

    @property
    def is_walk(self) -> bool:
        """Whether a page begins where the one before it ended."""
        return self.order_by == "updated_on" and not self.is_descending


class Page(NamedTuple):
    """A page: its rows as ``entity.columns`` without ``is_deleted``, and how many records there are in all.

    In a walk, the records of all pages before count as they were seen. ``derived`` are the values of the derived
    fields, by id, as they are a moment later; of a record that has been deleted since, there are none.
    """

    rows: list[tuple[Any, ...]]
    derived: ById
    total: int


class Total(NamedTuple):
    """A count, the moment of the database that it was exact at, and when the server was started then."""

    seen: str
    server: datetime
    number: int


class Totals:
    """Counts that were exact at some moment of the database, each with that moment.

    A count is used again only while nothing at all has been stored since of its entity, and of those that its
    conditions look at, which the database tells; and while the server has not been started again, for then it may be
    set back to a backup. So it is what counting again would give; losing it costs time and changes nothing.
    """

    def __init__(self) -> None:
        self._counts: LRU[Hashable, Total] = LRU(_MOST_TOTALS)

    def get(self, key: Hashable) -> Total | None:
        """Return the count of a question, if it is known."""
        return self._counts.get(key)

    def put(self, key: Hashable, total: Total) -> None:
        """Keep a count; the least recently used ones go."""
        self._counts[key] = total


class _Moment(NamedTuple):
    """The moment that is read, and what is known of another one: that of a walk's last page, or of a count."""

    seen: str
    server: datetime
    end: _Key | None
    remaining: int | None
    known_seen: str | None
    is_changed: bool
    """Whether anything that the list shows, or its conditions look at, may have changed since the moment known."""


async def read_page(
    conn: AsyncConnection,
    network_id: int,
    listing: Listing,
    totals: Totals,
    *,
    walker: bytes,
    now: datetime,
) -> Page:
    """Return a page of a list, and keep where it ended when it is one of a walk.

    ``walker`` tells who asks for which list, of whatever page, apart from all others. ``conn`` must not be in a
    transaction.
    """
    key = network_id, listing.entity.plural, listing.conditions
    async with _until_the_end(conn):
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
            # Not known when the walk has to go back a step: some of what follows was on earlier pages.
            "remaining": None if moment.end and end < moment.end else remaining - len(rows),
            "read_on": now,
        }
        await conn.execute(_SQL.save_walk, kept)
        if listing.page == 1:
            await conn.execute(_SQL.forget_walks, {"network_id": network_id, "read_before": now - _KEPT_FOR})
    return Page(rows, derived, total)


@asynccontextmanager
async def _until_the_end(conn: AsyncConnection) -> AsyncIterator[None]:
    """End the transaction that is begun in here, unless it has ended already."""
    try:
        yield
    except BaseException:
        if not conn.closed:
            await conn.rollback()
        raise
    await conn.commit()


class Found(NamedTuple):
    """A record that was read: its row, the values of its derived fields, and since when this version is held."""

    row: tuple[Any, ...]
    derived: Values
    held_since: datetime


async def read_records(
    conn: AsyncConnection, network_id: int, entity: Entity, ids: Sequence[int], *, now: datetime
) -> list[Found]:
    """Return the records of these ids that are there, by id."""
    statement = sql.SQL(
        "SELECT {columns}, held_since FROM {table} "
        "WHERE network_id = %s AND id = ANY (%s) AND NOT is_deleted ORDER BY id"
    ).format(columns=_columns(entity), table=sql.Identifier(entity.plural))
    async with conn.pipeline():
        cursor = await conn.execute(statement, (network_id, list(ids)))
        derived = await derive(conn, network_id, entity, ids, whole=True, now=now)
        rows = await cursor.fetchall()
    # One that was stored or deleted this very moment is not there.
    return [Found(row[:-1], derived[row[_ID]], row[-1]) for row in rows if row[_ID] in derived]


class _Reader:
    """The statements about one list, in a transaction that sees one moment.

    They are made for each list, and their values stand in them: the planner knows how much is asked for.
    """

    def __init__(self, conn: AsyncConnection, network_id: int, listing: Listing, now: datetime) -> None:
        self._cursor = AsyncClientCursor(conn)
        self._listing = listing
        self._table = sql.Identifier(listing.entity.plural)
        self._network_id = sql.Literal(network_id)
        self._where = sql.SQL("NOT is_deleted") + Composer(network_id, now).all_of(listing.conditions)

    async def moment(self, walker: bytes, known: Total | None) -> _Moment:
        """Begin the transaction, and return the moment that it sees and what has changed since the one that is known.

        Both in one go: a list is asked for in as few steps as can be.
        """
        listing = self._listing
        statement = sql.SQL(_SQL.one_moment) + sql.SQL(
            "; SELECT pg_current_snapshot()::text, pg_postmaster_start_time(), "
            "walk.updated_on, walk.record_id, walk.remaining, known.seen::text, "
            "known.seen IS NOT NULL AND ({is_changed})"
            " FROM (SELECT {known}::pg_snapshot AS seen) AS given"
            " LEFT JOIN listing_walk AS walk ON walk.network_id = {network_id} AND walk.walker = {walker}"
            " AND walk.page = {page}"
            " CROSS JOIN LATERAL (SELECT coalesce(walk.seen, given.seen) AS seen) AS known"
        ).format(
            network_id=self._network_id,
            is_changed=self._is_changed(),
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

    def _is_changed(self) -> sql.Composable:
        """Return whether what the list shows may be another than at the moment that is known."""
        conditions = self._listing.conditions
        if hangs_on_the_clock(conditions):
            return sql.SQL("TRUE")
        tables = sorted({self._listing.entity.plural, *other_tables(conditions)})
        stored = sql.SQL("EXISTS (SELECT FROM {table} AS t WHERE t.network_id = {network_id} AND {later})")
        later = _LATER.format(seen=sql.SQL("known.seen"))
        return sql.SQL(" OR ").join(
            stored.format(table=sql.Identifier(one), network_id=self._network_id, later=later) for one in tables
        )

    async def count(self) -> int:
        """Return how many records the list has."""
        return await self._count(sql.SQL("TRUE"))

    async def at_offset(self, total: int) -> list[tuple[Any, ...]]:
        """Return the page by counting the records before it, from the end that is nearer, and end the transaction."""
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
            columns=_columns(listing.entity),
            table=self._table,
            network_id=self._network_id,
            meant=self._meant(sql.SQL("TRUE"), total),
            inner=_order(listing.entity, listing.order_by, is_descending=inner),
            outer=_order(listing.entity, listing.order_by, is_descending=listing.is_descending),
            size=sql.Literal(size),
            offset=sql.Literal(total - offset - size if is_turned else offset),
        )
        return await self._all(statement + sql.SQL("; COMMIT"))

    async def go_on(self, before: _Key, moment: _Moment) -> tuple[list[tuple[Any, ...]], int, _Key]:
        """Return the page that follows the known end of another one, how many records it begins, and where it ends.

        What has come in behind that end since stands first. When it does not fit into the page, the page ends behind
        that end, and what lies between is shown once more: twice is better than never.
        """
        size = self._listing.size
        after = _AFTER.format(end=_as_row(before))
        if moment.known_seen is None or not moment.is_changed:
            remaining = await self._count(after) if moment.remaining is None else moment.remaining
            rows = await self._first(after, remaining)
            return rows, remaining, _key_of(rows[-1]) if rows else before
        seen = sql.SQL("{}::pg_snapshot").format(sql.Literal(moment.known_seen))
        late = sql.SQL("(updated_on, id) <= {end} AND {later}").format(
            end=_as_row(before), later=_LATER.format(seen=seen)
        )
        late_count = await self._count(late)
        after_count = await self._count(after)
        rows = await self._first(late, late_count) if late_count else []
        if len(rows) < size:
            rows += (await self._first(after, after_count))[: size - len(rows)]
        end = _key_of(rows[-1]) if rows else before
        return rows, late_count + after_count, end if late_count > size else max(end, before)

    def _meant(self, which: sql.Composable, count: int) -> sql.Composed:
        """Return the records of the list that are meant, of which there are so many, as a FROM takes them."""
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
            columns=_columns(self._listing.entity),
            meant=self._meant(which, count),
            order=_order(self._listing.entity, self._listing.order_by, is_descending=False),
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


# Rows that a moment does not show and the present one does. A row may have the number of a transaction that is yet to
# come: a database that was restored elsewhere brings the numbers of its former server.
_LATER: Final = sql.SQL(
    "stored_by >= pg_snapshot_xmin({seen}) AND stored_by < pg_snapshot_xmax(pg_current_snapshot()) "
    "AND NOT pg_visible_in_snapshot(stored_by, {seen})"
)
_AFTER: Final = sql.SQL("(updated_on, id) > {end}")


def _key_of(row: tuple[Any, ...]) -> _Key:
    return row[_UPDATED_ON], row[_ID]


def _as_row(key: _Key) -> sql.Composed:
    return sql.SQL("({}, {})").format(*map(sql.Literal, key))


def _columns(entity: Entity) -> sql.Composed:
    """Return what is selected of a record; amounts without needless zeros."""
    types = dict(zip(entity.columns, entity.types, strict=True))
    return sql.SQL(", ").join(
        sql.SQL("trim_scale({})" if types[name] == "numeric" else "{}").format(_value(entity, name))
        for name in entity.columns
        if name != "is_deleted"
    )


def _value(entity: Entity, column: str) -> sql.Composable:
    """Return what a column stands for: the default of its field, where older rows hold null for that."""
    for one in entity.fields:
        if one.column == column and one.held_as_null:
            return sql.SQL("coalesce({}, {})").format(sql.Identifier(column), sql.Literal(one.default))
    return sql.Identifier(column)


def _order(entity: Entity, column: str, *, is_descending: bool) -> sql.Composed:
    direction = sql.SQL("DESC" if is_descending else "ASC")
    columns = [column] if column == "id" else [column, "id"]
    return sql.SQL(", ").join(sql.SQL("{} {}").format(_value(entity, name), direction) for name in columns)


def order_sql(listing: Listing) -> sql.Composed:
    """Return what a list is ordered by, as an ORDER BY has it."""
    return _order(listing.entity, listing.order_by, is_descending=listing.is_descending)
