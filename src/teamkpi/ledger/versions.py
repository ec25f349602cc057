"""Decides which version of a record is stored, and what happens to lists that a version omits.

The later of two versions is stored; with the same instant, the one whose canonical form sorts higher. A list that a
version omits keeps its content from the latest version that contains it, so each list has its own version, its mark.
The record and each of its lists are decided independently by a total order of versions, so every order of arrival has
the same result. A deletion empties every list.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from teamkpi.ledger.entities import Entity
from teamkpi.ledger.rows import CREATED_ON, IS_DELETED, UPDATED_ON, Row, canonical_form
from teamkpi.ledger.values import EARLIEST, NEVER

_MICROSECOND = timedelta(microseconds=1)


class Succession(NamedTuple):
    """The effect of a version on the stored one: the row to store (None for nothing), and whether they are equal."""

    row: Row | None
    is_unchanged: bool = False


class _Stated(NamedTuple):
    """A version's list, ordered by precedence: the later instant, and at the same instant the empty list."""

    on: datetime
    is_empty: bool
    ids: list[int]


_NOTHING = _Stated(NEVER, is_empty=False, ids=[])


def first(entity: Entity, row: Row, now: datetime) -> Row:
    """Return the row to store for the first version of a record."""
    row = _dated(row, None, now)
    return _with_lists(entity, row, _stated(entity, row)) if entity.lists else row


def succeeding(entity: Entity, row: Row, held: tuple[Any, ...], now: datetime) -> Succession:
    """Return the effect of a version on the stored row of its record."""
    if row[UPDATED_ON] is None:
        return _local(entity, row, held, now)
    is_same = _without_lists(entity, row) == _without_lists(entity, held)
    said, known = _stated(entity, row), _stated(entity, held)
    is_later = not is_same and _is_later(entity, row, held)
    merged = _with_lists(entity, row if is_later else held, list(map(max, said, known)))
    if tuple(merged) != held:
        return Succession(merged)
    return Succession(None, is_same and all(one in (_NOTHING, other) for one, other in zip(said, known, strict=True)))


def _local(entity: Entity, row: Row, held: tuple[Any, ...], now: datetime) -> Succession:
    """Do the same for a local write, which is later than any stored version."""
    known = _stated(entity, held)
    as_held = [*row[:UPDATED_ON], held[UPDATED_ON], *row[UPDATED_ON + 1 :]]
    as_held[CREATED_ON] = row[CREATED_ON] or (None if row[IS_DELETED] else held[CREATED_ON])
    said = _stated(entity, as_held)
    lists = [other if one == _NOTHING or one.ids == other.ids else one for one, other in zip(said, known, strict=True)]
    if tuple(_with_lists(entity, as_held, lists)) == held:
        return Succession(None, is_unchanged=True)
    dated = _dated(row, held[UPDATED_ON], now)
    return Succession(_with_lists(entity, dated, list(map(max, _stated(entity, dated), known))))


def _dated(row: Row, held_version: datetime | None, now: datetime) -> Row:
    """Return the version of a local write: now, but later than the stored version."""
    if row[UPDATED_ON] is None:
        row = [*row]
        row[UPDATED_ON] = now if held_version is None else max(now, held_version + _MICROSECOND)
        if not row[IS_DELETED]:
            row[CREATED_ON] = row[CREATED_ON] or row[UPDATED_ON]
    return row


def _is_later(entity: Entity, row: Row, held: tuple[Any, ...]) -> bool:
    if row[UPDATED_ON] == held[UPDATED_ON]:
        return canonical_form(entity, row) > canonical_form(entity, held)
    return bool(row[UPDATED_ON] > held[UPDATED_ON])


def _without_lists(entity: Entity, row: Sequence[Any]) -> list[Any]:
    values = [*row[: len(entity.columns)]]
    for one in entity.lists:
        values[entity.place[one.column]] = None
    return values


def _stated(entity: Entity, row: Sequence[Any]) -> list[_Stated]:
    """Return each list of a version."""
    version = max(row[UPDATED_ON] or NEVER, EARLIEST)
    if row[IS_DELETED]:
        return [_Stated(version, is_empty=True, ids=[])] * len(entity.lists)
    return [
        _NOTHING
        if (ids := row[entity.place[one.column]]) is None or (on := row[entity.place[mark.column]]) == NEVER
        else _Stated(on or version, not ids, ids)
        for one, mark in zip(entity.lists, entity.marks, strict=True)
    ]


def _with_lists(entity: Entity, row: Sequence[Any], lists: Sequence[_Stated]) -> Row:
    """Return a row with these lists. A mark equal to the record's version is stored as null."""
    row = [*row]
    version = max(row[UPDATED_ON], EARLIEST)
    for one, mark, stated in zip(entity.lists, entity.marks, lists, strict=True):
        row[entity.place[one.column]] = None if row[IS_DELETED] else stated.ids
        row[entity.place[mark.column]] = None if row[IS_DELETED] or stated.on == version else stated.on
    return row
