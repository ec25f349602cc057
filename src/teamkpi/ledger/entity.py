"""What an entity is: its fields, and the traits that the rest of the program reads instead of its name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from teamkpi.db.folded import FOLDED, column_of
from teamkpi.ledger.values import FLAG, ID, IDS, INSTANT, TEXT, UNIQUE_ID, ZONE, Kind

DELETED = "_deleted"
"""The field that marks a record as a tombstone."""

_COLUMNS = {
    "SimpleTimeZoneNameIana": "zone",
    "CaneBeUsedForBookings": "can_be_used_for_bookings",  # the wire's spelling stays on the wire
    "CaneBeUsedForEvents": "can_be_used_for_events",
    "PropertyName": "changes",  # of the audit trail, which holds each changed field's name with its values
}


_REFERS_TO = {
    **dict.fromkeys(("BusinessId", "IssuedById"), "businesses"),
    **dict.fromkeys(("CoworkerId", "PayingMemberId", "TeamMembers", "TeamAdministrators"), "coworkers"),
    "ResourceId": "resources",
    "BookingId": "bookings",
    "CoworkerInvoiceId": "coworkerinvoices",
    "CoworkerBookingCreditId": "coworkerbookingcredits",
    "CoworkerExtraServiceId": "coworkerextraservices",
    "EventAttendeeId": "eventattendees",
}


@dataclass(frozen=True, slots=True)
class Field:
    """One kept field: its name on the wire, its kind, and what stands for it when it is absent or null."""

    name: str
    kind: Kind
    required: bool = False
    default: Any = None
    same_as: str | None = None  # when absent: the value of this other field, declared before it
    also: str | None = None  # the name under which lists of records have it; read when this one is absent
    held_as_null: bool = False  # rows that are older than its default hold null, which stands for it
    column: str = field(init=False)
    """The column that holds it."""

    def __post_init__(self) -> None:
        by_rule = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", self.name).lower().lstrip("_")
        object.__setattr__(self, "column", _COLUMNS.get(self.name, by_rule))

    @property
    def refers_to(self) -> str | None:
        """The entity of the ledger whose ids it holds; other ids are those of things that the ledger does not keep."""
        return _REFERS_TO.get(self.name)

    @property
    def stays_when_absent(self) -> bool:
        """Whether a record without it says nothing about it: what is held stays, with a version of its own.

        So it is with every list. Lists of records leave them out, and nobody means to empty a team by that.
        """
        return self.kind is IDS

    def given_in(self, record: Mapping[str, Any]) -> Any:
        """Return the value that a record has for this field, under either name; None when it is absent."""
        for name in (self.name, self.also or self.name):
            if not self.kind.is_absent(value := record.get(name)):
                return value
        return None


class Affects(Enum):
    """Whose figures a record counts in: what a write makes stale, and what is computed again for it."""

    NOTHING = "no figures"
    THIS_COWORKER = "those of the coworker that the record describes"
    COWORKER = "those of the coworker whose id is in its CoworkerId"
    TEAM = "those of the team that the record describes"
    LOCATION = "those of all coworkers with records at this location"
    RESOURCE = "those of all coworkers with bookings of this resource"


@dataclass(frozen=True, slots=True)
class Entity:
    """One entity: ``plural`` names its file, its path and its table, ``name`` one record of it."""

    plural: str
    name: str
    module: str
    fields: tuple[Field, ...]
    affects: Affects = Affects.NOTHING
    affected_by: tuple[str, ...] = ()
    """The only fields whose changes affect those figures; empty if a change of any field does."""
    known_by: tuple[str, ...] = ()
    """The fields by which a webhook's record is recognised when it does not name its type; no other entity has all."""
    events: tuple[str, ...] = ()
    """The webhook events whose records are of this entity."""
    ordered: tuple[tuple[str, str], ...] = ()
    """Pairs of fields; the second must not be before the first."""
    stretch: bool = False
    """FromTime to ToTime is a stretch of time, limited in length, that counts in the coworker's hours."""
    uncounted_if: str | None = None
    """The flag that keeps a stretch from being counted."""
    part_of: str | None = None
    """The field with the id of the record that it is a part of, when it has no CoworkerId of its own."""
    latest_first: str | None = None
    """The field by which lists are ordered, descending, when a query names no order; None: ``Id``, ascending."""
    creates_several: bool = False
    """Whether ``CreateMultiple`` in a new record makes several alike."""
    can_be_cancelled: bool = False
    """Whether the back office has a command that cancels records, and webhooks bring cancelled ones."""
    columns: tuple[str, ...] = field(init=False)
    """The columns of a record: all but ``network_id`` and ``marks``, in the order of a row."""
    types: tuple[str, ...] = field(init=False)
    """The type of each of them."""
    lists: tuple[Field, ...] = field(init=False)
    """The fields that keep their value when a record leaves them out."""
    marks: tuple[Field, ...] = field(init=False)
    """For each of these, the instant of the version that last stated it; columns at the end of every row."""
    all_columns: tuple[str, ...] = field(init=False)
    all_types: tuple[str, ...] = field(init=False)
    place: Mapping[str, int] = field(init=False)
    """The place of each column in a row."""
    zones: tuple[Field, ...] = field(init=False)
    """The fields that hold a time zone, which the database server has to know."""
    deciding: tuple[str, ...] = field(init=False)
    """The columns of the stored record that tell, with the new one, what a write affects."""
    folded_place: int | None = field(init=False)
    """The place of the text that is stored with its folded form in a column at the end; None: there is none."""
    stored_columns: tuple[str, ...] = field(init=False)
    """The columns that are written: ``all_columns``, and that of a folded form."""
    stored_types: tuple[str, ...] = field(init=False)
    """The type of each of them."""
    names: frozenset[str] = field(init=False)
    """Every field name that is read from a record."""

    def __post_init__(self) -> None:
        common = [(one.column, one.kind.column_type) for one in COMMON] + [("is_deleted", FLAG.column_type)]
        own = [(one.column, one.kind.column_type) for one in self.fields]
        columns, types = zip(*common, *own, strict=True)
        lists = tuple(one for one in self.fields if one.stays_when_absent)
        marks = tuple(Field(f"_{one.name}UpdatedOn", INSTANT) for one in lists)
        object.__setattr__(self, "columns", columns)
        object.__setattr__(self, "types", types)
        object.__setattr__(self, "lists", lists)
        object.__setattr__(self, "marks", marks)
        object.__setattr__(self, "all_columns", (*columns, *(one.column for one in marks)))
        object.__setattr__(self, "all_types", (*types, *(one.kind.column_type for one in marks)))
        object.__setattr__(self, "place", {column: number for number, column in enumerate(self.all_columns)})
        object.__setattr__(self, "zones", tuple(one for one in self.fields if one.kind is ZONE))
        object.__setattr__(self, "deciding", ("is_deleted", *(self.column_of(name) for name in self._deciding())))
        names = [one.name for one in (*COMMON, *self.fields, *marks)] + [one.also for one in self.fields if one.also]
        object.__setattr__(self, "names", frozenset((*names, DELETED)))
        text = FOLDED.get(self.plural)
        stored_columns, stored_types = self.all_columns, self.all_types
        if text is not None:
            stored_columns, stored_types = (*stored_columns, column_of(text)), (*stored_types, "text")
        object.__setattr__(self, "folded_place", None if text is None else columns.index(text))
        object.__setattr__(self, "stored_columns", stored_columns)
        object.__setattr__(self, "stored_types", stored_types)

    def _deciding(self) -> Iterator[str]:
        yield from self.affected_by
        if self.affects is Affects.COWORKER:
            yield "CoworkerId"
            if self.stretch:
                yield from ("FromTime", "ToTime")
            if self.uncounted_if:
                yield self.uncounted_if

    def column_of(self, name: str) -> str:
        """Return the column of the field of that name."""
        return next(one.column for one in (*COMMON, *self.fields) if one.name == name)

    @property
    def is_of_coworkers(self) -> bool:
        """Whether its records are coworkers, or each belongs to one."""
        return self.affects in {Affects.THIS_COWORKER, Affects.COWORKER}


COMMON = (
    Field("Id", ID, required=True),
    Field("UniqueId", UNIQUE_ID),
    Field("CreatedOn", INSTANT),
    Field("UpdatedOn", INSTANT),
    Field("UpdatedBy", TEXT),
)
