"""Converts records to rows and back: validation, defaults, canonical form."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from teamkpi.ledger.entities import COMMON, ENTITIES, LONGEST_STRETCH, Entity, Field
from teamkpi.ledger.values import EARLIEST, FLAG, NEVER, Kind, to_wire
from teamkpi.wire import encode

Row = list[Any]
"""The values of ``entity.all_columns``, in that order.

``updated_on`` is None for a write that has no version yet; a list is None in a version that omits it.
"""

ID, UNIQUE_ID, CREATED_ON, UPDATED_ON, UPDATED_BY, IS_DELETED = range(6)
_FIRST_FIELD = 6
# Sorts after every other form, so that a deletion wins over a record with the same instant.
_TOMBSTONE_FORM = "~deleted"


# UUID() sets these bits itself if given the version, but takes three times as long.
_MARKS_OF_VERSION_5 = 5 << 76 | 0b10 << 62
_UNMARKED = 2**128 - 1 & ~(0xF << 76 | 0b11 << 62)


class FieldErrors(Exception):
    """The problems of a record: one or more (field, reason) pairs."""

    def __init__(self, *errors: tuple[str, str]) -> None:
        super().__init__(errors)
        self.errors = errors


class _Reading(NamedTuple):
    """How to read one field of a row; built once per entity, because every record passes here."""

    place: int
    name: str
    kind: Kind
    required: bool
    default: Any
    same_as: int | None
    also: str | None


def _readings(fields: Sequence[Field], first: int) -> tuple[_Reading, ...]:
    places = {one.name: place for place, one in enumerate(fields, first)}
    return tuple(
        _Reading(
            places[one.name],
            one.name,
            one.kind,
            one.required,
            None if one.stays_when_absent else one.default,
            places.get(one.same_as or ""),
            one.also,
        )
        for one in fields
    )


_COMMON_READINGS = _readings(COMMON, 0)
_READINGS = {plural: _readings(entity.fields, _FIRST_FIELD) for plural, entity in ENTITIES.items()}
_MARK_READINGS = {plural: _readings(entity.marks, len(entity.columns)) for plural, entity in ENTITIES.items()}


class _Fast:
    """The fast path for valid records of an entity, which nearly all are."""

    __slots__ = ("blank", "identity", "readers", "required", "same_as", "texts")

    def __init__(self, entity: Entity) -> None:
        readings = (*_COMMON_READINGS, *_READINGS[entity.plural])
        defaults = {one.place: one.default for one in readings}
        self.blank: Row = [defaults.get(place) for place in range(len(entity.columns))]
        self.blank[IS_DELETED] = False
        self.readers = {one.name: (one.place, one.kind.reader) for one in readings}
        self.required = tuple(one.place for one in readings if one.required)
        self.texts = tuple(one.place for one in readings if one.required and entity.types[one.place] == "text")
        self.same_as = tuple((one.place, one.same_as) for one in readings if one.same_as is not None)

    def is_whole(self, row: Row) -> bool:
        """Return whether every required value is present; also False for a zero, although that is a value."""
        for place in self.required:
            if not row[place]:
                return False
        return not any(row[place].isspace() for place in self.texts)


_HELD_AS_NULL = {
    plural: tuple((one.name, one.default) for one in entity.fields if one.held_as_null)
    for plural, entity in ENTITIES.items()
}
_DEFAULTS = {
    plural: tuple((entity.place[entity.column_of(name)], default) for name, default in _HELD_AS_NULL[plural])
    for plural, entity in ENTITIES.items()
}
_FAST = {plural: _Fast(entity) for plural, entity in ENTITIES.items()}
_ORDERED = {
    plural: tuple(
        (entity.place[entity.column_of(first)], entity.place[entity.column_of(second)], first, second)
        for first, second in entity.ordered
    )
    for plural, entity in ENTITIES.items()
}


def to_row(entity: Entity, named_as: int, record: Mapping[str, Any], held: Sequence[Any] | None = None) -> Row:
    """Validate a record and return its row; unknown fields are ignored.

    A record with a true ``_deleted`` is a tombstone: only its ``Id`` and ``UpdatedOn`` are used. Values equal to those
    of the row ``held`` are not validated again, because rules may have become stricter since it was stored. The
    UniqueId of a record without one is derived from ``named_as`` (``networks.named_as``). Raises FieldErrors with all
    problems, not only the first.
    """
    row = None if entity.lists else _read_fast(entity, named_as, record)
    return _read_with_care(entity, named_as, record, held) if row is None else row


def _read_fast(entity: Entity, named_as: int, record: Mapping[str, Any]) -> Row | None:
    """Return the row of a record by the fast path; None if it needs the full validation."""
    if "_deleted" in record:
        return None
    fast = _FAST[entity.plural]
    row = fast.blank.copy()
    readers = fast.readers
    try:
        for name, value in record.items():
            if value is not None and name in readers:
                place, read = readers[name]
                row[place] = read(value)
    except Exception:  # noqa: BLE001 - whatever is wrong, it is found again and named by what reads with care
        return None
    for place, other in fast.same_as:
        if row[place] is None:
            row[place] = row[other]
    if not fast.is_whole(row) or (entity.ordered and next(_order_errors(entity, row), None)):
        return None
    if row[UNIQUE_ID] is None:
        row[UNIQUE_ID] = _made_unique_id(named_as, entity, row[ID])
    if row[CREATED_ON] is None:
        row[CREATED_ON] = row[UPDATED_ON]
    return row


def _read_with_care(entity: Entity, named_as: int, record: Mapping[str, Any], held: Sequence[Any] | None = None) -> Row:
    errors: list[tuple[str, str]] = []
    row: Row = [None] * len(entity.all_columns)
    _read(row, record, _COMMON_READINGS, held, errors)
    row[IS_DELETED] = _read_deleted(record, errors)
    if row[IS_DELETED]:
        row[UNIQUE_ID] = row[CREATED_ON] = row[UPDATED_BY] = None
    else:
        _read(row, record, _READINGS[entity.plural], held, errors)
        _read(row, record, _MARK_READINGS[entity.plural], None, errors)
        if not errors:
            errors.extend(_order_errors(entity, row))
            errors.extend(_mark_errors(entity, row))
            row[UNIQUE_ID] = row[UNIQUE_ID] or _made_unique_id(named_as, entity, row[ID])
            row[CREATED_ON] = row[CREATED_ON] or row[UPDATED_ON]
    if errors:
        raise FieldErrors(*errors)
    return row


def _read(
    row: Row,
    record: Mapping[str, Any],
    readings: Sequence[_Reading],
    held: Sequence[Any] | None,
    errors: list[tuple[str, str]],
) -> None:
    for place, name, kind, required, default, same_as, also in readings:
        value = record.get(name)
        if also and kind.is_absent(value):
            name, value = also, record.get(also)  # noqa: PLW2901 - it is read under this name
        if kind.is_absent(value) or (required and isinstance(value, str) and not value.strip()):
            if required:
                errors.append((name, "is a required field"))
            else:
                row[place] = default if same_as is None else row[same_as]
            continue
        if held is not None and value == to_wire(held[place]):
            row[place] = held[place]
            continue
        try:
            row[place] = kind.read(value)
        except ValueError as error:
            errors.append((name, str(error)))


def _read_deleted(record: Mapping[str, Any], errors: list[tuple[str, str]]) -> bool:
    value = record.get("_deleted")
    if FLAG.is_absent(value):
        return False
    try:
        return bool(FLAG.read(value))
    except ValueError as error:
        errors.append(("_deleted", str(error)))
        return False


def is_tombstone(record: Mapping[str, Any]) -> bool:
    """Return whether a record is marked as deleted, as ``to_row`` reads it; False if the mark cannot be read."""
    return _read_deleted(record, [])


def _made_unique_id(named_as: int, entity: Entity, record_id: int) -> UUID:
    """Return the UniqueId for a record without one; always the same for the same record."""
    digest = _digest_of_names(named_as, entity.plural).copy()
    digest.update(b"%d" % record_id)
    return UUID(int=int.from_bytes(digest.digest()[:16]) & _UNMARKED | _MARKS_OF_VERSION_5)


@cache
def _digest_of_names(named_as: int, plural: str) -> Any:
    return hashlib.sha256(f"teamkpi/{named_as}/{plural}/".encode())


def _order_errors(entity: Entity, row: Row) -> Iterator[tuple[str, str]]:
    for start_place, end_place, first, second in _ORDERED[entity.plural]:
        start, end = row[start_place], row[end_place]
        if start is None or end is None:
            continue
        if end < start:
            yield second, f"must not be before {first}"
        elif entity.stretch and end - start > LONGEST_STRETCH:
            yield second, f"must be at most {LONGEST_STRETCH.days} days after {first}"


def _mark_errors(entity: Entity, row: Row) -> Iterator[tuple[str, str]]:
    """Check the marks of the lists, and drop those without a list."""
    for one, mark in zip(entity.lists, entity.marks, strict=True):
        place, mark_place = entity.place[one.column], entity.place[mark.column]
        stated_on = row[mark_place]
        if stated_on is None:
            continue
        if row[place] is None or row[UPDATED_ON] is None:
            row[mark_place] = None
        elif stated_on == NEVER and not row[place]:
            row[place] = row[mark_place] = None
        elif stated_on > max(row[UPDATED_ON], EARLIEST):
            yield mark.name, "must not be after UpdatedOn"
        else:
            row[mark_place] = max(stated_on, EARLIEST)


def to_record(entity: Entity, row: Row | tuple[Any, ...]) -> dict[str, Any]:
    """Return a row as a record under wire names, in the form of an export."""
    if row[IS_DELETED]:
        return {"Id": row[ID], "UpdatedOn": to_wire(row[UPDATED_ON]), "_deleted": True}
    record = {one.name: to_wire(value) for one, value in zip(COMMON, row[: len(COMMON)], strict=True)}
    for one, value in zip(entity.fields, row[_FIRST_FIELD : len(entity.columns)], strict=True):
        record[one.name] = to_wire(value)
    for one, value in zip(entity.marks, row[len(entity.columns) :], strict=True):
        if value is not None:
            record[one.name] = to_wire(value)
    for name, default in _HELD_AS_NULL[entity.plural]:
        if record[name] is None:
            record[name] = to_wire(default)
    return record


def with_defaults(entity: Entity, row: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return a stored row with its nulls replaced by the fields' defaults, where null means that."""
    if row[IS_DELETED] or not any(row[place] is None for place, _ in _DEFAULTS[entity.plural]):
        return row
    filled = [*row]
    for place, default in _DEFAULTS[entity.plural]:
        if filled[place] is None:
            filled[place] = default
    return tuple(filled)


def canonical_form(entity: Entity, row: Row | tuple[Any, ...]) -> str:
    """Return the text that orders two versions with the same instant: the record in the form of an export.

    Lists are left out, because they have versions of their own.
    Of two versions with the same ``UpdatedOn``, the one whose form sorts higher by code points is stored. The form of
    a deletion sorts above all others.
    """
    if row[IS_DELETED]:
        return _TOMBSTONE_FORM
    record = to_record(entity, row)
    for one in (*entity.lists, *entity.marks):
        record.pop(one.name, None)
    return encode(record).decode()
