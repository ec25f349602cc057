"""Which version of a record is held, and what becomes of a field that a version says nothing about.

Of two versions the later one is held; of two of the same instant, the one whose canonical form sorts higher. A list
that a version leaves out is held as the latest version states it that does state it, so each list has a version of its
own, its mark. The record and each of its lists are decided apart, by an order of all versions, so that every order of
arrival ends the same. A deletion states that every list is empty.
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
    """What a version means for the one that is held: the row to store (None: nothing), or that nothing differs."""

    row: Row | None
    is_unchanged: bool = False


class _Stated(NamedTuple):
    """What a version says of a list, in the order of what wins: when, and of one instant the empty list."""

    on: datetime
    is_empty: bool
    ids: list[int]


_NOTHING = _Stated(NEVER, is_empty=False, ids=[])


def first(entity: Entity, row: Row, now: datetime) -> Row:
    """Return the row of a version whose record is not held, as it is to be stored."""
    row = _dated(row, None, now)
    return _with_lists(entity, row, _stated(entity, row)) if entity.lists else row


def succeeding(entity: Entity, row: Row, held: tuple[Any, ...], now: datetime) -> Succession:
    """Return what a version means for the row that is held of its record."""
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
    """Do so for a local write, which is later than whatever is held."""
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
    """Give a local write its version: now, but later than what is held."""
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
    """Return what a version says of each list."""
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
    """Return a row with these lists. A mark that is the record's own version is null."""
    row = [*row]
    version = max(row[UPDATED_ON], EARLIEST)
    for one, mark, stated in zip(entity.lists, entity.marks, lists, strict=True):
        row[entity.place[one.column]] = None if row[IS_DELETED] else stated.ids
        row[entity.place[mark.column]] = None if row[IS_DELETED] or stated.on == version else stated.on
    return row
