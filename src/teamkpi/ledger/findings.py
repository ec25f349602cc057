"""Warnings about accepted records of an import: repeated ids, times without a zone, references to missing records.

None of these is a reason to reject a record. They are counted exactly, and the first few of each kind are described.
The cost is small compared to reading the records: the columns of a chunk are checked as a whole, and ids that are known
to exist are not queried again.
"""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain, islice
from typing import Any, Final, TypeAlias

from psycopg import Connection, sql

from teamkpi.ledger.entities import COMMON, ENTITIES, Entity, Field
from teamkpi.ledger.report import Example, Finding
from teamkpi.ledger.rows import ID, UPDATED_ON, Row
from teamkpi.ledger.values import ASSUMED_UTC, ZONE_WAS_ASSUMED

REPEATED_ID: Final = "repeated_id"
NO_ZONE: Final = "no_zone"
NO_SUCH_RECORD: Final = "no_such_record"
MOST_EXAMPLES: Final = 20
"""Number of examples per finding."""
_MOST_RESOLVED: Final = 1_000_000
_ASKED_AT_ONCE: Final = 50_000
_COUNTED_AT_ONCE: Final = 1_000_000
_INSTANTS: Final = {
    plural: tuple(one for one in (*COMMON, *entity.fields) if one.kind.column_type == "timestamptz")
    for plural, entity in ENTITIES.items()
}
_REFERENCES: Final = {
    plural: tuple(one for one in entity.fields if one.refers_to) for plural, entity in ENTITIES.items()
}
_ORDER: Final = {plural: number for number, plural in enumerate(ENTITIES)}

Positions: TypeAlias = Sequence[str | int]


class Findings:
    """Collects the findings of one import."""

    def __init__(self) -> None:
        self._ids: defaultdict[str, _Ids] = defaultdict(_Ids)
        self._zoneless: defaultdict[tuple[str, str], _Tally] = defaultdict(_Tally)
        self._references = _References()

    def look(self, entity: Entity, rows: Sequence[Row], positions: Positions) -> None:
        """Check rows of an entity; ``positions`` are those of their records."""
        ids = [row[ID] for row in rows]
        self._ids[entity.plural].add(ids, positions)
        if ZONE_WAS_ASSUMED.has_happened:
            self._look_for_zones(entity, rows, positions)
        for one in _REFERENCES[entity.plural]:
            place = entity.place[one.column]
            self._references.look(entity, one, [row[place] for row in rows], ids, positions)

    def _look_for_zones(self, entity: Entity, rows: Sequence[Row], positions: Positions) -> None:
        for one in _INSTANTS[entity.plural]:
            place, tally = entity.place[one.column], self._zoneless[entity.plural, one.name]
            for number, row in enumerate(rows):
                value = row[place]
                if value is None or value.tzinfo is not ASSUMED_UTC:
                    continue
                # A record without CreatedOn gets its UpdatedOn, which is counted on its own.
                if place == UPDATED_ON or value is not row[UPDATED_ON]:
                    tally.add(positions[number], row[ID], value)

    def resolve(self, conn: Connection, network_id: int) -> None:
        """Check which of the new references in these records exist."""
        self._references.resolve(conn, network_id)

    def conclude(self, conn: Connection, network_id: int) -> list[Finding]:
        """Return the findings, once all records are stored."""
        found = list(self._references.conclude(conn, network_id))
        for plural, ids in self._ids.items():
            repeats, examples = ids.repeated()
            if repeats:
                hint = "of several records with the same Id, only the latest version is kept"
                found.append(Finding(REPEATED_ID, plural, None, "Id", repeats, hint, examples))
        for (plural, name), tally in self._zoneless.items():
            hint = "read as UTC; write times with Z, or with an offset like +01:00"
            if tally.count:
                found.append(Finding(NO_ZONE, plural, None, name, tally.count, hint, tuple(tally.examples)))
        return found


@dataclass(slots=True)
class _Tally:
    """The number of times without a zone, and the first examples."""

    count: int = 0
    examples: list[Example] = field(default_factory=list)

    def add(self, position: str | int, record_id: int, value: datetime) -> None:
        self.count += 1
        if len(self.examples) < MOST_EXAMPLES:
            self.examples.append(Example(position, str(record_id), value.replace(tzinfo=None).isoformat()))


class _Ids:
    """The ids of an entity's records, chunk by chunk; eight bytes each, or none for consecutive ids."""

    def __init__(self) -> None:
        self._chunks: list[Sequence[int]] = []
        self._positions: list[Positions] = []
        self._last = 0
        self._is_ascending = True

    def add(self, ids: Sequence[int], positions: Positions) -> None:
        self._chunks.append(_packed(ids))
        self._positions.append(_packed(positions))
        if self._is_ascending:
            is_in_order = isinstance(self._chunks[-1], range) or (
                sorted(ids) == list(ids) and len(set(ids)) == len(ids)
            )
            self._is_ascending = is_in_order and ids[0] > self._last
            self._last = ids[-1]

    def repeated(self) -> tuple[int, tuple[Example, ...]]:
        """Return how many records repeat an earlier id, and the positions of some of them."""
        if self._is_ascending:
            return 0, ()
        parts = sum(map(len, self._chunks)) // _COUNTED_AT_ONCE + 1  # counting all at once could fill the memory
        some: set[int] = set()
        total = 0
        for part in range(parts):
            counts = Counter(one for one in chain.from_iterable(self._chunks) if one % parts == part)
            several = [one for one, times in counts.items() if times > 1]
            total += sum(counts[one] for one in several) - len(several)
            some.update(several[:MOST_EXAMPLES])  # in the order in which they first occur
        return total, tuple(islice(self._places(some), MOST_EXAMPLES))

    def _places(self, ids: set[int]) -> Iterator[Example]:
        """Yield the positions of the records with these ids."""
        for chunk, positions in zip(self._chunks, self._positions, strict=True):
            if not ids.isdisjoint(chunk):
                for one, position in zip(chunk, positions, strict=True):
                    if one in ids:
                        yield Example(position, str(one), str(one))


def _packed(values: Sequence[Any]) -> Any:
    """Return the same sequence, in less memory if they are whole numbers."""
    if type(values[0]) is type(values[-1]) is int:
        whole = range(values[0], values[-1] + 1)
        if len(whole) == len(values) and list(values) == list(whole):
            return whole
        if set(map(type, values)) == {int}:
            return array("q", values)
    return tuple(values)


@dataclass(slots=True)
class _Reference:
    """An id that records refer to: how often, and where first."""

    count: int
    example: Example


class _References:
    """The references in the records, and which of them are dangling."""

    def __init__(self) -> None:
        # By the entity referred to: ids that are known to exist.
        self._resolved: defaultdict[str, set[int]] = defaultdict(set)
        # By entity and field: ids that do not exist, or are not checked yet.
        self._open: defaultdict[tuple[str, str], dict[int, _Reference]] = defaultdict(dict)
        self._new: defaultdict[str, set[int]] = defaultdict(set)

    def look(self, entity: Entity, one: Field, values: Sequence[Any], ids: Sequence[int], positions: Positions) -> None:
        if one.stays_when_absent:
            values = [value or () for value in values]
            distinct = set(chain.from_iterable(values))
        else:
            distinct = set(values)
            distinct.discard(None)
        target = str(one.refers_to)
        unresolved = distinct - self._resolved[target]
        if not unresolved:
            return
        tally = self._open[entity.plural, one.name]
        # A later part of the import may add or delete these, so they are only checked at the end.
        if _ORDER[target] < _ORDER[entity.plural]:
            self._new[target].update(unresolved.difference(tally))
        for number, value in enumerate(values):
            for referred in sorted(unresolved.intersection(value if one.stays_when_absent else (value,))):
                if referred in tally:
                    tally[referred].count += 1
                else:
                    tally[referred] = _Reference(1, Example(positions[number], str(ids[number]), str(referred)))

    def resolve(self, conn: Connection, network_id: int) -> None:
        for target, ids in self._new.items():
            if ids:
                present = _present(conn, network_id, target, ids)
                if len(self._resolved[target]) > _MOST_RESOLVED:
                    self._resolved[target].clear()
                self._resolved[target].update(present)
                for (plural, name), tally in self._open.items():
                    if _target_of(plural, name) == target:
                        _close(tally, present)
                ids.clear()

    def conclude(self, conn: Connection, network_id: int) -> Iterator[Finding]:
        for (plural, name), tally in self._open.items():
            target = _target_of(plural, name)
            _close(tally, _present(conn, network_id, target, tally))
            if tally:
                number = f"{len(tally):,} different ids are" if len(tally) > 1 else "it is"
                yield Finding(
                    NO_SUCH_RECORD,
                    plural,
                    None,
                    name,
                    sum(one.count for one in tally.values()),
                    f"{number} not in {target}; import these records too, or correct the references",
                    tuple(one.example for one in islice(tally.values(), MOST_EXAMPLES)),
                )


def _close(tally: dict[int, _Reference], present: set[int]) -> None:
    for one in present.intersection(tally):
        del tally[one]


def _target_of(plural: str, name: str) -> str:
    return next(str(one.refers_to) for one in ENTITIES[plural].fields if one.name == name)


def _present(conn: Connection, network_id: int, plural: str, ids: Iterable[int]) -> set[int]:
    """Return the ids of existing records that are not deleted."""
    statement = sql.SQL(
        "SELECT id FROM {} WHERE network_id = %s AND id = ANY (%s::bigint[]) AND NOT is_deleted"
    ).format(sql.Identifier(plural))
    asked = sorted(ids)
    found: set[int] = set()
    for start in range(0, len(asked), _ASKED_AT_ONCE):
        values = "{" + ",".join(map(str, asked[start : start + _ASKED_AT_ONCE])) + "}"
        found.update(row[0] for row in conn.execute(statement, (network_id, values)))
    return found
