"""Pages of long lists for people who look at them: as fast as those of short ones, and saying what was left out.

A list of a million records cannot be counted, or ordered by any column, in the time that a screen has. So a list may be
limited to its first records: those that an index finds by the list's conditions, in the order of the index. If there
are no more of them than the limit, the list is complete, in any order, and its count is exact. Otherwise conditions
that the index does not decide are looked for among the first records only.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any, Final, NamedTuple

from psycopg import AsyncClientCursor, AsyncConnection, sql

from teamkpi.db.folded import FOLDED
from teamkpi.db.moments import BEGIN
from teamkpi.ledger.conditions import Composer, Condition, OfColumn
from teamkpi.ledger.derived import derive
from teamkpi.ledger.entities import COMMON, Entity
from teamkpi.ledger.entity import Index
from teamkpi.ledger.listing import Listing, Page, columns_sql, ordered_by, until_the_end
from teamkpi.ledger.values import IDS

LARGEST_LIMIT: Final = 10_000
"""This number of records is read, counted and sorted within some ten milliseconds."""


class ShortPage(NamedTuple):
    """A page of a list that may be limited; the order of ``listing`` is the one that it has.

    ``is_cut`` says that there are more records than were looked through. ``orders`` are the columns by which the list
    can be ordered without leaving out others.
    """

    listing: Listing
    page: Page
    is_cut: bool
    orders: tuple[str, ...]


class _Way(NamedTuple):
    """An index with the conditions that it decides, and the column of its order."""

    through: Index
    decided: frozenset[Condition]
    order: str | None


async def read_short_page(conn: AsyncConnection, network_id: int, listing: Listing, *, now: datetime) -> ShortPage:
    """Return a page of the first ``listing.most`` records of a list; ``conn`` must not be in a transaction."""
    async with until_the_end(conn):
        await conn.execute(BEGIN)
        reader = _Reader(conn, network_id, listing, Composer(network_id, now))
        found = await reader.read()
    rows = found.page.rows
    derived = await derive(conn, network_id, listing.entity, [row[0] for row in rows], whole=False, now=now)
    return found._replace(page=found.page._replace(derived=derived))


def narrowing(entity: Entity) -> frozenset[str]:
    """Return the fields whose conditions an index decides."""
    return frozenset(name for one in entity.list_indexes for name in one if name is not None)


class _Reader:
    """The statements about one list, with literal values, in a transaction with one snapshot."""

    def __init__(self, conn: AsyncConnection, network_id: int, listing: Listing, composer: Composer) -> None:
        assert listing.most is not None  # noqa: S101 - tells the type checker
        self._cursor = AsyncClientCursor(conn)
        self._listing = listing
        self._most = listing.most
        self._composer = composer
        self._names = {"table": sql.Identifier(listing.entity.plural), "network_id": sql.Literal(network_id)}

    async def read(self) -> ShortPage:
        """Return the page, without derived values."""
        listing = self._listing
        ways = _ways(listing.entity, listing.conditions)
        # Without a condition that an index decides, all of them find the same.
        for way in ways if ways[0].decided else ways[:1]:
            count = await self._count(way)
            if count <= self._most:
                fields = (*COMMON, *listing.entity.fields)
                everything = tuple(one.column for one in fields if one.kind is not IDS)
                return ShortPage(listing, await self._page(listing, way, count), False, everything)
        way, orders = _best(ways, listing)
        assert way.order is not None  # noqa: S101 - _best() takes no other
        if way.order != listing.order_by:
            listing = replace(listing, order_by=way.order, is_descending=True)
        return ShortPage(listing, await self._page(listing, way, self._most), True, orders)

    async def _count(self, way: _Way) -> int:
        """Return how many records the index finds, at most one more than the limit."""
        statement = sql.SQL(
            "SELECT count(*) FROM ("
            "SELECT FROM {table} WHERE network_id = {network_id} AND {where}{order} LIMIT {limit}) AS found"
        )
        [(count,)] = await self._all(
            statement.format(
                where=self._where(way),
                # The order of the index alone: the index is then read without the table.
                order=sql.SQL(" ORDER BY {}").format(sql.Identifier(way.order)) if way.order else sql.SQL(""),
                limit=sql.Literal(self._most + 1),
                **self._names,
            )
        )
        return int(count)

    async def _page(self, listing: Listing, way: _Way, count: int) -> Page:
        others = [one for one in listing.conditions if one not in way.decided]
        first = self._first(way, listing)
        which = sql.SQL("TRUE") + self._composer.all_of(others)
        order = ordered_by(listing.entity, listing.order_by, is_descending=listing.is_descending)
        statement = sql.SQL(
            "SELECT {columns}, found.count FROM {table} INNER JOIN ("
            "SELECT id AS found_id, {count} AS count FROM {first} WHERE {which}"
            " ORDER BY {order} LIMIT {size} OFFSET {skipped}"
            ") AS found ON found_id = id WHERE network_id = {network_id} ORDER BY {order}"
        ).format(
            columns=columns_sql(listing.entity),
            count=sql.SQL("count(*) OVER ()") if others else sql.Literal(count),
            first=first,
            which=which,
            order=order,
            size=sql.Literal(max(0, min(listing.size, count - listing.skipped))),
            skipped=sql.Literal(min(listing.skipped, count)),
            **self._names,
        )
        rows = await self._all(statement)
        if rows or not others or listing.page == 1:
            total = rows[0][-1] if rows else 0 if others else count
            return Page([row[:-1] for row in rows], {}, total)
        [(total,)] = await self._all(
            sql.SQL("SELECT count(*) FROM {first} WHERE {which}").format(first=first, which=which)
        )
        return Page([], {}, total)

    def _first(self, way: _Way, listing: Listing) -> sql.Composed:
        """Return the FROM item with the first records that the index finds."""
        is_descending = listing.is_descending and way.order == listing.order_by
        order = ordered_by(listing.entity, way.order, is_descending=is_descending) if way.order else None
        return sql.SQL(
            "(SELECT * FROM {table} WHERE network_id = {network_id} AND {where}{order} LIMIT {most}) AS first"
        ).format(
            where=self._where(way),
            order=sql.SQL(" ORDER BY {}").format(order) if order else sql.SQL(""),
            most=sql.Literal(self._most),
            **self._names,
        )

    def _where(self, way: _Way) -> sql.Composed:
        decided = sorted(way.decided, key=repr)
        return sql.SQL("NOT is_deleted") + self._composer.all_of(decided)

    async def _all(self, statement: sql.Composed) -> list[tuple[Any, ...]]:
        return await (await self._cursor.execute(statement)).fetchall()


def _ways(entity: Entity, conditions: tuple[Condition, ...]) -> list[_Way]:
    """Return the indexes that decide any of the conditions, one value first; if none does, those of all records."""
    found = []
    for index in entity.list_indexes:
        of = None if index.of is None else entity.column_of(index.of)
        by = None if index.by is None else entity.column_of(index.by)
        equal = [one for one in conditions if of is not None and _is_one_value(entity, one, of)]
        if of is None or equal:
            ranges = [one for one in conditions if _is_range(one, by)]
            found.append(_Way(index, frozenset((*equal[:1], *ranges)), by))
    deciding = [one for one in found if one.decided]
    return sorted(deciding, key=lambda one: (one.through.of is None, -len(one.decided))) or found


def _best(ways: list[_Way], listing: Listing) -> tuple[_Way, tuple[str, ...]]:
    """Return the index for a list that is too long, and the columns that such a list can be ordered by."""
    ordered = [one for one in (*ways, *_ways(listing.entity, ())) if one.order is not None]
    most = max(len(one.decided) for one in ordered)
    alike = [one for one in ordered if len(one.decided) == most]
    asked = next((one for one in alike if one.order == listing.order_by), alike[0])
    return asked, tuple(dict.fromkeys(one.order for one in alike if one.order is not None))


def _is_one_value(entity: Entity, condition: Condition, column: str) -> bool:
    match condition:
        case OfColumn(found, "is", _, None):
            return found == column
        case OfColumn(found, "is one of, folded", (_,), None):
            return found == column == FOLDED.get(entity.plural)
        case _:
            return False


def _is_range(condition: Condition, column: str | None) -> bool:
    match condition:
        case OfColumn(found, "is" | "from" | "to", _, None):
            return found == column
        case _:
            return False
