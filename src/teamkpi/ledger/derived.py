"""Derived fields: values from other records, computed for a page in one statement when it is read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final, TypeAlias

from psycopg import AsyncConnection, Connection
from psycopg.types.numeric import Int8

from teamkpi.db import load_sql
from teamkpi.ledger.documented import DERIVED, LEFT_OUT_OF_LISTS
from teamkpi.ledger.entities import Entity
from teamkpi.ledger.values import Kind

_STATEMENTS: Final = dict(load_sql("teamkpi.ledger", "derived.sql"))
_LEFT_OUT: Final = {
    plural: tuple(None for one in fields if one.name in LEFT_OUT_OF_LISTS) for plural, fields in DERIVED.items()
}
_ID: Final = 0

Values: TypeAlias = tuple[Any, ...]
"""The values of an entity's derived fields, in their order."""
ById: TypeAlias = Mapping[int, Values]
"""The derived values of records, by id."""


async def derive(
    conn: AsyncConnection, network_id: int, entity: Entity, ids: Sequence[int], *, whole: bool, now: datetime
) -> ById:
    """Return the derived values of the existing records among these, as of ``now``.

    Without ``whole``, fields that lists leave out are null.
    """
    if not ids or not DERIVED[entity.plural]:
        return dict.fromkeys(ids, ())
    values = _values(network_id, ids, now)
    cursors = [await conn.execute(one, values, prepare=True) for one in _statements(entity, whole=whole)]
    return _by_id(entity, [await one.fetchall() for one in cursors])


def derive_now(
    conn: Connection, network_id: int, entity: Entity, ids: Sequence[int], *, whole: bool = False, now: datetime
) -> ById:
    """Do the same on a synchronous connection."""
    if not ids or not DERIVED[entity.plural]:
        return dict.fromkeys(ids, ())
    values = _values(network_id, ids, now)
    statements = _statements(entity, whole=whole)
    return _by_id(entity, [conn.execute(one, values, prepare=True).fetchall() for one in statements])


def _values(network_id: int, ids: Sequence[int], now: datetime) -> dict[str, Any]:
    # Ids as a PostgreSQL array literal: psycopg takes ten times as long for a list.
    return {"network_id": Int8(network_id), "ids": f"{{{','.join(map(str, ids))}}}", "now": now}


def _statements(entity: Entity, *, whole: bool) -> list[str]:
    names = [entity.plural, f"{entity.plural}_whole"] if whole else [entity.plural]
    return [_STATEMENTS[name] for name in names if name in _STATEMENTS]


def _by_id(entity: Entity, found: Sequence[Iterable[tuple[Any, ...]]]) -> ById:
    """Return the values that the statements found, by id; fields that were not queried are null."""
    first, *more = found
    if not more:
        left_out = _LEFT_OUT[entity.plural]
        return {row[_ID]: row[_ID + 1 :] + left_out for row in first}
    whole = {row[_ID]: row[_ID + 1 :] for row in more[0]}
    return {row[_ID]: row[_ID + 1 :] + whole[row[_ID]] for row in first if row[_ID] in whole}


def nothing_known(entity: Entity) -> Values:
    """Return the values of a record for which nothing can be derived."""
    return tuple(_nothing(one.kind) if one.required else None for one in DERIVED[entity.plural])


def _nothing(kind: Kind) -> Any:
    return {"text": "", "boolean": False}.get(kind.column_type, 0)
