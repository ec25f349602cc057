"""What depends on records that are written: which members, teams and places a write touches."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from teamkpi.ledger.entities import Entity
from teamkpi.ledger.rows import ID, Row
from teamkpi.usage import Touched

TELLING = ("coworker_id", "from_time", "to_time", "tentative", "zone", "currency_code", "business_id")
"""What is read of a held record besides its version: whatever decides what a change to it touches."""


def note(touched: Touched, entity: Entity, held: Mapping[int, Mapping[str, Any]], rows: list[Row]) -> None:
    """Add to ``touched`` what depends on records that were ``held``, or are new, and are now as in ``rows``."""
    match entity.plural:
        case "coworkers":
            for row in rows:
                touched.member(row[ID])
        case "teams":
            for row in rows:
                touched.team(row[ID])
        case "businesses" | "resources":
            note = touched.business if entity.plural == "businesses" else touched.resource
            telling = [(name, entity.place[name]) for name in ("is_deleted", *TELLING) if name in entity.place]
            for row in rows:
                before = held.get(row[ID])
                if before is None or any(before[name] != row[place] for name, place in telling):
                    note(row[ID])
        case _:
            _note_members(touched, entity, held, rows)


def _note_members(touched: Touched, entity: Entity, held: Mapping[int, Mapping[str, Any]], rows: list[Row]) -> None:
    """Do so for records of members."""

    def note(member: int | None, start: Any, end: Any, is_tentative: bool | None) -> None:
        if member is None:
            return
        if end is None or is_tentative:
            touched.member(member)
        else:
            touched.stretch(member, start, end)

    coworker_id = entity.place["coworker_id"]
    if entity.stretch:
        from_time, to_time = entity.place["from_time"], entity.place["to_time"]
        tentative = entity.place.get("tentative")
        for row in rows:
            note(row[coworker_id], row[from_time], row[to_time], tentative is not None and row[tentative])
    else:
        for row in rows:
            if row[coworker_id] is not None:
                touched.member(row[coworker_id])
    for before in (held[row[ID]] for row in rows if row[ID] in held):
        note(before["coworker_id"], before.get("from_time"), before.get("to_time"), before.get("tentative"))
