"""The declaration of an entity: its fields, and traits, so that no other code depends on an entity's name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import NamedTuple

from teamkpi.db.folded import FOLDED, column_of
from teamkpi.ledger.values import FLAG, ID, IDS, INSTANT, TEXT, UNIQUE_ID, ZONE, Kind

DELETED = "_deleted"
"""The field that marks a record as a tombstone."""

_COLUMNS = {
    "SimpleTimeZoneNameIana": "zone",
    "CaneBeUsedForBookings": "can_be_used_for_bookings",  # the misspelling is only used on the wire
    "CaneBeUsedForEvents": "can_be_used_for_events",
    "PropertyName": "changes",  # in the audit trail, which stores each changed field's name with its values
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
    """A stored field: its name on the wire, its kind, and its default when it is absent or null."""

    name: str
    kind: Kind
    required: bool = False
    default: object = None
    same_as: str | None = None  # the earlier field whose value is the default
    also: str | None = None  # its alternative name in lists of records, read if its name is absent
    held_as_null: bool = False  # rows older than the default contain null instead of it
    column: str = field(init=False)
    """Its column."""

    def __post_init__(self) -> None:
        by_rule = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", self.name).lower().lstrip("_")
        object.__setattr__(self, "column", _COLUMNS.get(self.name, by_rule))

    @property
    def refers_to(self) -> str | None:
        """The plural of the entity whose ids it contains; None for ids of things that the ledger does not store."""
        return _REFERS_TO.get(self.name)

    @property
    def stays_when_absent(self) -> bool:
        """Whether its stored value stays when a record omits it; such a field has a version of its own.

        This is so for every list of ids, because pages of records omit them and must not empty a team.
        """
        return self.kind is IDS

    def given_in(self, record: Mapping[str, object]) -> object:
        """Return a record's value for this field, under either name; None if it is absent."""
        for name in (self.name, self.also or self.name):
            if not self.kind.is_absent(value := record.get(name)):
                return value
        return None


class Affects(Enum):
    """Whose figures a record counts in, and so which sums a write has to recompute."""

    NOTHING = "no figures"
    THIS_COWORKER = "those of the coworker that the record describes"
    COWORKER = "those of the coworker whose id is in its CoworkerId"
    TEAM = "those of the team that the record describes"
    LOCATION = "those of all coworkers with records at this location"
    RESOURCE = "those of all coworkers with bookings of this resource"


class Index(NamedTuple):
    """An index of an entity's table, as lists use it: it finds records with one value of a field, in an order.

    Without ``of`` it finds all records; without ``by`` it finds them in no order. Ties are ordered by ``Id``.
    """

    of: str | None = None
    by: str | None = None


@dataclass(frozen=True, slots=True)
class Entity:
    """One entity: ``plural`` names its file, its path and its table, ``name`` one record of it."""

    plural: str
    name: str
    module: str
    fields: tuple[Field, ...]
    affects: Affects = Affects.NOTHING
    affected_by: tuple[str, ...] = ()
    """The only fields that affect those figures; empty if all do."""
    known_by: tuple[str, ...] = ()
    """The fields by which a webhook's record is recognised when it does not name its type; no other entity has all."""
    events: tuple[str, ...] = ()
    """The webhook events about this entity."""
    ordered: tuple[tuple[str, str], ...] = ()
    """Pairs of fields; the second must not be before the first."""
    stretch: bool = False
    """Whether FromTime to ToTime is a period, limited in length, that counts in the coworker's hours."""
    uncounted_if: str | None = None
    """The flag that excludes a period from the hours."""
    part_of: str | None = None
    """The field that refers to the record it is part of, for an entity without a CoworkerId."""
    latest_first: str | None = None
    """The field by which lists are ordered by default, descending; None for ``Id``, ascending."""
    indexes: tuple[Index, ...] = ()
    """Indexes for lists, besides those that every entity has (see ``list_indexes``)."""
    creates_several: bool = False
    """Whether ``CreateMultiple`` in a new record creates several identical ones."""
    can_be_cancelled: bool = False
    """Whether the back office has a command to cancel records, and webhooks deliver cancelled ones."""
    columns: tuple[str, ...] = field(init=False)
    """The columns of a record in the order of a row, without ``network_id`` and ``marks``."""
    types: tuple[str, ...] = field(init=False)
    """The type of each of them."""
    lists: tuple[Field, ...] = field(init=False)
    """The fields that keep their value when a record omits them."""
    marks: tuple[Field, ...] = field(init=False)
    """For each list, the instant of the version that last contained it; the last columns of every row."""
    all_columns: tuple[str, ...] = field(init=False)
    all_types: tuple[str, ...] = field(init=False)
    place: Mapping[str, int] = field(init=False)
    """The index of each column in a row."""
    zones: tuple[Field, ...] = field(init=False)
    """The fields with a time zone, which the database server has to know."""
    deciding: tuple[str, ...] = field(init=False)
    """The columns of the stored record that, with the new record, determine what a write affects."""
    folded_place: int | None = field(init=False)
    """The index of the text whose folded form is stored in an additional last column; None if there is none."""
    stored_columns: tuple[str, ...] = field(init=False)
    """The columns that are written: ``all_columns``, and that of the folded form."""
    stored_types: tuple[str, ...] = field(init=False)
    """The type of each of them."""
    list_indexes: tuple[Index, ...] = field(init=False)
    """All indexes for lists. The first one without ``of`` has the order of long lists if no other order is possible."""
    names: frozenset[str] = field(init=False)
    """Every field name that can be read from a record."""

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
        object.__setattr__(self, "list_indexes", tuple(self._list_indexes()))
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

    def _list_indexes(self) -> Iterator[Index]:
        yield from self.indexes
        declared = {one.of for one in self.indexes}
        for name in ("CoworkerId", self.part_of):
            if name not in declared and any(one.name == name for one in self.fields):
                yield Index(of=name)
        yield Index(by="Id")
        yield Index(by="UpdatedOn")

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
