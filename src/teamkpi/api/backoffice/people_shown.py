"""Whom a record is about, for what is recorded about readers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Final

from teamkpi.api.shown import shows
from teamkpi.ledger import ENTITIES, Entity
from teamkpi.ledger.audit_trail import Changes

_PEOPLE: Final = "coworkers"
_TEAMS: Final = "teams"


def shows_rows(entity: Entity, rows: Sequence[Sequence[object]]) -> None:
    """Say that the answer shows records, given as rows of a list."""
    if places := _places(entity.plural):
        team_id = rows[0][0] if entity.plural == _TEAMS and len(rows) == 1 else None
        people = (person for row in rows for place in places for person in _people_in(row[place]))
        shows(people, team_id if isinstance(team_id, int) else None)


def shows_versions(entity: Entity, record_id: int, changes: Iterable[Changes]) -> None:
    """Say that the answer shows versions of a record, given as their changes."""
    names = _fields(entity.plural)
    people = (
        person for one in changes for name in names & one.keys() for value in one[name] for person in _people_in(value)
    )
    shows([record_id] if entity.plural == _PEOPLE else people, record_id if entity.plural == _TEAMS else None)


def _people_in(value: object) -> Iterator[int]:
    for one in value if isinstance(value, list | tuple) else (value,):
        if isinstance(one, int):
            yield one


@cache
def _fields(plural: str) -> frozenset[str]:
    """Return the fields that name coworkers, alone or as a list."""
    return frozenset(one.name for one in ENTITIES[plural].fields if one.refers_to == _PEOPLE)


@cache
def _places(plural: str) -> tuple[int, ...]:
    """Return where a row of a list has what names coworkers."""
    entity = ENTITIES[plural]
    columns = [name for name in entity.columns if name != "is_deleted"]
    names = {"Id"} if plural == _PEOPLE else _fields(plural)
    return tuple(sorted(columns.index(entity.column_of(name)) for name in names))
