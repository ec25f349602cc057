"""The fourteen entities, declared once: columns, validation, import and export follow from this table.

Names, types and which fields are required: ``docs/ledger.md``. Every record also has the fields of ``COMMON``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import Any

from teamkpi.db.folded import FOLDED, column_of
from teamkpi.ledger.values import (
    COUNT,
    CURRENCY,
    EMAIL,
    FLAG,
    ID,
    IDS,
    INSTANT,
    MONEY,
    NUMBER,
    STRETCH_END,
    TEXT,
    UNIQUE_ID,
    ZONE,
    Kind,
    enum,
    text_up_to,
)

LONGEST_STRETCH = timedelta(days=3660)
DELETED = "_deleted"
"""The name under which a record says that it is a tombstone."""

COWORKER_TYPE = enum("coworker type", {"Individual": 1, "Company": 2})
ATTENDANCE = enum(
    "attendance",
    {"WorkingFromOffice": 1, "WorkingFromHome": 2, "WorkingFromAbroad": 3, "NotWorking": 4, "Undefined": 5},
)
CHECKIN_SOURCE = enum(
    "check-in source",
    {"None": 0, "Manual": 1, "DoorAccess": 2, "NetworkActivity": 3, "Tile": 4, "Sensor": 5},
)
CHARGE_PERIOD = enum(
    "charge period", {"Minutes": 1, "Days": 2, "Weeks": 3, "Months": 4, "Uses": 5, "FourWeekMonths": 6}
)
_NAME = Kind("text of at most 254 characters", "text", text_up_to(254), is_text=True)

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


@dataclass(frozen=True, slots=True)
class Entity:
    """One entity: ``plural`` names its file, its path and its table, ``name`` one record of it."""

    plural: str
    name: str
    module: str
    fields: tuple[Field, ...]
    ordered: tuple[tuple[str, str], ...] = ()  # pairs of fields of which the second is not before the first
    stretch: bool = False  # FromTime to ToTime is a stretch of time, of limited length
    columns: tuple[str, ...] = field(init=False)
    """The columns of a record: all but ``network_id`` and ``marks``, in the order in which rows are handled."""
    types: tuple[str, ...] = field(init=False)
    """The type of each of them."""
    lists: tuple[Field, ...] = field(init=False)
    """The fields that stay when they are absent."""
    marks: tuple[Field, ...] = field(init=False)
    """For each of these, the instant of the version that has stated it; a column behind the others in every row."""
    all_columns: tuple[str, ...] = field(init=False)
    all_types: tuple[str, ...] = field(init=False)
    place: Mapping[str, int] = field(init=False)
    """The place of each column in a row."""
    folded_place: int | None = field(init=False)
    """The place of the text whose folded form is stored with a row, in a column behind the others; None: of none."""
    stored_columns: tuple[str, ...] = field(init=False)
    """What is written of a row: ``all_columns``, and the one of a folded form."""
    stored_types: tuple[str, ...] = field(init=False)
    """The type of each of them."""
    names: frozenset[str] = field(init=False)
    """The names of everything that is read of a record."""

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
        names = [one.name for one in (*COMMON, *self.fields, *marks)] + [one.also for one in self.fields if one.also]
        object.__setattr__(self, "names", frozenset((*names, DELETED)))
        text = FOLDED.get(self.plural)
        stored_columns, stored_types = self.all_columns, self.all_types
        if text is not None:
            stored_columns, stored_types = (*stored_columns, column_of(text)), (*stored_types, "text")
        object.__setattr__(self, "folded_place", None if text is None else columns.index(text))
        object.__setattr__(self, "stored_columns", stored_columns)
        object.__setattr__(self, "stored_types", stored_types)

    def column_of(self, name: str) -> str:
        """Return the column of the field of that name."""
        return next(one.column for one in (*COMMON, *self.fields) if one.name == name)


COMMON = (
    Field("Id", ID, required=True),
    Field("UniqueId", UNIQUE_ID),
    Field("CreatedOn", INSTANT),
    Field("UpdatedOn", INSTANT),
    Field("UpdatedBy", TEXT),
)


def _required(name: str, kind: Kind = ID) -> Field:
    return Field(name, kind, required=True)


def _flags(*names: str) -> tuple[Field, ...]:
    return tuple(Field(name, FLAG, default=False) for name in names)


def _defaulting(kind: Kind, default: Any, *names: str) -> tuple[Field, ...]:
    """Return fields that the real service never answers null for."""
    return tuple(Field(name, kind, default=default, held_as_null=True) for name in names)


def _optional(kind: Kind, *names: str) -> tuple[Field, ...]:
    return tuple(Field(name, kind) for name in names)


_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
SOCIAL = (
    *("Twitter", "Facebook", "Linkedin", "Instagram", "Github", "Pinterest"),
    *("Skype", "Telegram", "Flickr", "Vimeo", "Tumblr", "Blogger"),
)

_DECLARED = (
    Entity(
        "businesses",
        "Business",
        "sys",
        (
            _required("Name", TEXT),
            *_optional(TEXT, "WebAddress"),
            _required("CurrencyCode", CURRENCY),
            _required("SimpleTimeZoneNameIana", ZONE),
        ),
    ),
    Entity(
        "coworkers",
        "Coworker",
        "spaces",
        (
            _required("FullName", TEXT),
            _required("Email", EMAIL),
            *_defaulting(COWORKER_TYPE, 1, "CoworkerType"),
            *_optional(TEXT, "CompanyName"),
            Field("Active", FLAG, default=True),
            *_flags("Archived"),
            *_optional(INSTANT, "UserLastAccess"),
            *_optional(ATTENDANCE, *(f"{day}Attendance" for day in _DAYS)),
        ),
    ),
    Entity(
        "teams",
        "Team",
        "spaces",
        (
            _required("BusinessId"),
            _required("Name", _NAME),
            Field("TeamMembers", IDS, default=[], also="CoworkerIds"),
            Field("TeamAdministrators", IDS, default=[]),
            *_optional(ID, "PayingMemberId"),
            *_flags("CreateSingleInvoiceForTeam"),
            *_optional(MONEY, "MaxTeamMemberCount"),
            *_optional(ID, "DefaultTariffId"),
            *_optional(TEXT, "DefaultTariffName"),
            *_flags("DefaultMemberTariffKeepNewAccountsOnHold", "DisableAttendanceDashboard"),
            *_optional(MONEY, "DiscountCharges", "DiscountExtraServices", "DiscountTariffs", "DiscountTimePasses"),
            *_flags("HasCommunityGroup"),
            *_optional(TEXT, "Description", "ProfileSummary"),
            *_flags("ProfileIsPublic"),
            *_optional(TEXT, "ProfileWebsite", "ProfileTags", "GoogleMapsLink", *SOCIAL),
        ),
    ),
    Entity("resources", "Resource", "spaces", (_required("BusinessId"), _required("Name", TEXT))),
    Entity(
        "bookings",
        "Booking",
        "spaces",
        (
            _required("ResourceId"),
            _required("FromTime", STRETCH_END),
            _required("ToTime", STRETCH_END),
            *_optional(ID, "CoworkerId"),
            *_flags("Tentative", "Online", "Invoiced"),
            *_defaulting(NUMBER, 0, "BookingNumber"),
            *_optional(TEXT, "Notes"),
        ),
        ordered=(("FromTime", "ToTime"),),
        stretch=True,
    ),
    Entity(
        "checkins",
        "Checkin",
        "spaces",
        (
            _required("BusinessId"),
            _required("FromTime", STRETCH_END),
            *_optional(STRETCH_END, "ToTime"),
            *_optional(ID, "CoworkerId"),
            *_defaulting(CHECKIN_SOURCE, 0, "Source"),
        ),
        ordered=(("FromTime", "ToTime"),),
        stretch=True,
    ),
    Entity(
        "coworkerproducts",
        "CoworkerProduct",
        "billing",
        (
            _required("CoworkerId"),
            _required("BusinessId"),
            _required("ProductId"),
            *_optional(TEXT, "ProductName"),
            *_defaulting(COUNT, 1, "Quantity"),
            *_optional(MONEY, "Price", "ProductPrice"),
            *_flags("Invoiced"),
            *_optional(INSTANT, "InvoicedOn"),
            *_flags("FromTariff", "RegularCharge"),
            *_optional(INSTANT, "SaleDate", "DueDate"),
            *_optional(ID, "CoworkerInvoiceId"),
            *_flags("CoworkerInvoicePaid"),
        ),
    ),
    Entity(
        "coworkerextraservices",
        "CoworkerExtraService",
        "billing",
        (
            _required("CoworkerId"),
            _required("BusinessId"),
            _required("ExtraServiceId"),
            *_optional(TEXT, "ExtraServiceName"),
            _required("TotalUses", COUNT),
            Field("RemainingUses", COUNT, same_as="TotalUses"),
            _required("ChargePeriod", CHARGE_PERIOD),
            *_optional(INSTANT, "ValidFrom", "ExpireDate"),
            *_flags("Invoiced"),
            *_optional(INSTANT, "InvoiceDate"),
            *_optional(MONEY, "Price"),
            *_flags("Free", "IsFromTariff"),
            *_optional(ID, "BookingId"),
            *_optional(INSTANT, "BookingFromTime", "BookingToTime"),
            *_optional(TEXT, "BookingResourceName"),
            *_flags("ExtraServiceIsPrintingCredit"),
        ),
    ),
    Entity(
        "coworkertimepasses",
        "CoworkerTimePass",
        "billing",
        (
            _required("CoworkerId"),
            _required("BusinessId"),
            _required("TimePassId"),
            *_optional(TEXT, "TimePassName"),
            *_flags("Used"),
            *_optional(INSTANT, "UsedDate"),
            *_optional(COUNT, "RemainingUses", "TotalUses"),
            *_optional(INSTANT, "ExpireDate"),
            *_flags("Invoiced"),
            *_optional(INSTANT, "InvoiceDate"),
            *_optional(MONEY, "Price"),
            *_flags("Free", "IsFromTariff"),
        ),
    ),
    Entity(
        "coworkerbookingcredits",
        "CoworkerBookingCredit",
        "billing",
        (
            _required("CoworkerId"),
            _required("BusinessId"),
            _required("TotalCredit", MONEY),
            Field("RemainingCredit", MONEY, same_as="TotalCredit"),
            *_optional(TEXT, "Description"),
            *_optional(INSTANT, "ValidFrom", "ExpireDate"),
            *_defaulting(FLAG, True, "CaneBeUsedForBookings", "CaneBeUsedForEvents"),
            *_flags("IsUniversalCredit"),
        ),
        ordered=(("ValidFrom", "ExpireDate"),),
    ),
    Entity(
        "eventattendees",
        "EventAttendee",
        "content",
        (
            _required("BusinessId"),
            _required("CalendarEventId"),
            _required("EventProductId"),
            _required("FullName", TEXT),
            _required("Email", EMAIL),
            *_optional(ID, "CoworkerId"),
            *_optional(TEXT, "CalendarEventName", "EventProductName"),
            *_optional(MONEY, "EventProductPrice"),
            *_flags("Invoiced", "Cancelled", "CheckedIn"),
            *_optional(ID, "CoworkerInvoiceId"),
            *_flags("CoworkerInvoicePaid"),
        ),
    ),
    Entity(
        "coworkercontracts",
        "CoworkerContract",
        "billing",
        (
            _required("CoworkerId"),
            _required("IssuedById"),
            _required("TariffId"),
            *_optional(TEXT, "TariffName"),
            Field("Active", FLAG, default=True),
            *_flags("Cancelled"),
            *_optional(INSTANT, "StartDate", "RenewalDate", "CancellationDate"),
            *_optional(MONEY, "Price"),
            *_defaulting(COUNT, 1, "Quantity", "BillingDay"),
        ),
    ),
    Entity(
        "coworkerinvoices",
        "CoworkerInvoice",
        "billing",
        (
            _required("CoworkerId"),
            _required("BusinessId"),
            *_optional(TEXT, "InvoiceNumber"),
            *_defaulting(MONEY, Decimal(0), "TotalAmount", "TaxAmount", "PaidAmount"),
            *_optional(INSTANT, "DueDate"),
            *_flags("Draft", "Void", "Paid"),
            *_optional(INSTANT, "PaidOn"),
            *_flags("CreditNote"),
            *_optional(CURRENCY, "CurrencyCode"),
        ),
    ),
    Entity(
        "charges",
        "Charge",
        "billing",
        (
            _required("CoworkerId"),
            _required("BusinessId"),
            *_defaulting(COUNT, 1, "Quantity"),
            *_defaulting(MONEY, Decimal(0), "TotalAmount"),
            *_optional(TEXT, "Description"),
            *_flags("Invoiced"),
            *_optional(INSTANT, "InvoicedOn", "DueDate"),
        ),
    ),
)

ENTITIES: dict[str, Entity] = {entity.plural: entity for entity in _DECLARED}
