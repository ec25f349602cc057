"""Determines what a write affects: the members, teams and places whose figures may change with a record."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from teamkpi.ledger.entity import Affects, Entity
from teamkpi.ledger.rows import ID, Row
from teamkpi.usage import Touched


def note(touched: Touched, entity: Entity, held: Mapping[int, Mapping[str, Any]], rows: list[Row]) -> None:
    """Add to ``touched`` everything that a write of these rows affects.

    ``held`` has the ``deciding`` columns of the records that were stored before, by id.
    """
    match entity.affects:
        case Affects.THIS_COWORKER:
            for row in rows:
                touched.member(row[ID])
        case Affects.TEAM:
            for row in rows:
                touched.team(row[ID])
        case Affects.LOCATION | Affects.RESOURCE:
            note = touched.business if entity.affects is Affects.LOCATION else touched.resource
            deciding = [(name, entity.place[name]) for name in entity.deciding]
            for row in rows:
                before = held.get(row[ID])
                if before is None or any(before[name] != row[place] for name, place in deciding):
                    note(row[ID])
        case Affects.COWORKER:
            _note_coworkers(touched, entity, held, rows)
        case Affects.NOTHING:
            pass


def _note_coworkers(touched: Touched, entity: Entity, held: Mapping[int, Mapping[str, Any]], rows: list[Row]) -> None:
    """Do the same for records that belong to a coworker."""

    def note(coworker: int | None, start: datetime | None, end: datetime | None, is_uncounted: bool | None) -> None:
        if coworker is None:
            return
        if start is None or end is None or is_uncounted:
            touched.member(coworker)
        else:
            touched.stretch(coworker, start, end)

    coworker_id = entity.place["coworker_id"]
    flag = entity.column_of(entity.uncounted_if) if entity.uncounted_if else ""
    if entity.stretch:
        from_time, to_time = entity.place["from_time"], entity.place["to_time"]
        flag_place = entity.place.get(flag)
        for row in rows:
            note(row[coworker_id], row[from_time], row[to_time], flag_place is not None and row[flag_place])
    else:
        for row in rows:
            if row[coworker_id] is not None:
                touched.member(row[coworker_id])
    for before in (held[row[ID]] for row in rows if row[ID] in held):
        note(before["coworker_id"], before.get("from_time"), before.get("to_time"), before.get(flag))
