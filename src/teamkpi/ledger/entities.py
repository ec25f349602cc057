"""The entities of the ledger, each declared once: its fields, and the traits that all other code uses.

Columns, validation, import, export, the back office, webhooks and the documentation follow from the declaration. To add
one, see "Add an entity" in CONTRIBUTING.md. Every record also has the fields of ``COMMON``.
"""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from teamkpi.ledger.entity import COMMON, DELETED, Affects, Entity, Field, Index
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

__all__ = [
    "ATTENDANCE",
    "CHARGE_PERIOD",
    "CHECKIN_SOURCE",
    "COMMON",
    "COWORKER_TYPE",
    "DELETED",
    "ENTITIES",
    "LONGEST_STRETCH",
    "SOCIAL",
    "Entity",
    "Field",
]

LONGEST_STRETCH = timedelta(days=3660)

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


def _required(name: str, kind: Kind = ID) -> Field:
    return Field(name, kind, required=True)


def _flags(*names: str) -> tuple[Field, ...]:
    return tuple(Field(name, FLAG, default=False) for name in names)


def _defaulting(kind: Kind, default: object, *names: str) -> tuple[Field, ...]:
    """Return fields that are never null in the real service."""
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
        affects=Affects.LOCATION,
        affected_by=("SimpleTimeZoneNameIana", "CurrencyCode"),
        known_by=("Name", "CurrencyCode", "SimpleTimeZoneNameIana"),
        events=("BusinessUpdate",),
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
        affects=Affects.THIS_COWORKER,
        known_by=("FullName", "Email", "CoworkerType"),
        events=("CoworkerCreate", "CoworkerUpdate", "CoworkerDelete"),
        indexes=(Index(of="Email"),),
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
        affects=Affects.TEAM,
        known_by=("BusinessId", "Name", "TeamMembers"),
        events=("TeamCreated", "TeamUpdated", "TeamDeleted"),
    ),
    Entity(
        "resources",
        "Resource",
        "spaces",
        (_required("BusinessId"), _required("Name", TEXT)),
        affects=Affects.RESOURCE,
        affected_by=("BusinessId",),
        known_by=("BusinessId", "Name", "ResourceTypeId"),
        indexes=(Index(of="BusinessId"),),
    ),
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
        affects=Affects.COWORKER,
        known_by=("ResourceId", "FromTime", "ToTime"),
        events=("BookingCreate", "BookingUpdate", "BookingDelete"),
        uncounted_if="Tentative",
        can_be_cancelled=True,
        indexes=(
            Index(by="FromTime"),
            Index(of="ResourceId", by="FromTime"),
            Index(of="CoworkerId", by="ToTime"),
        ),
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
            *_optional(UNIQUE_ID, "CoworkerTimePassGuid"),
        ),
        ordered=(("FromTime", "ToTime"),),
        stretch=True,
        affects=Affects.COWORKER,
        known_by=("BusinessId", "FromTime", "ToTime", "Source"),
        events=("CheckinCreated", "CheckinUpdated", "CheckinDeleted", "CoworkerCheckin", "CoworkerCheckout"),
        latest_first="FromTime",
        indexes=(
            Index(by="FromTime"),
            Index(of="CoworkerId", by="FromTime"),
            Index(of="CoworkerTimePassGuid"),
        ),
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
        affects=Affects.COWORKER,
        known_by=("CoworkerId", "BusinessId", "ProductId"),
        events=("CoworkerProductCreate", "CoworkerProductUpdate", "CoworkerProductDelete"),
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
        affects=Affects.COWORKER,
        known_by=("CoworkerId", "BusinessId", "ExtraServiceId", "ChargePeriod"),
        indexes=(Index(of="BookingId"),),
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
        affects=Affects.COWORKER,
        known_by=("CoworkerId", "BusinessId", "TimePassId"),
        creates_several=True,
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
        affects=Affects.COWORKER,
        known_by=("CoworkerId", "BusinessId", "TotalCredit"),
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
        affects=Affects.COWORKER,
        known_by=("CalendarEventId", "EventProductId", "FullName", "Email"),
        events=("CalendarEventAttendeeCreate", "CalendarEventAttendeeUpdate", "CalendarEventAttendeeDelete"),
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
        affects=Affects.COWORKER,
        known_by=("CoworkerId", "IssuedById", "TariffId"),
        events=(
            *("CoworkerContractCreate", "CoworkerContractUpdate", "CoworkerContractDelete"),
            *("CoworkerContractActivate", "CoworkerContractActivateFirst", "CoworkerContractCancel"),
            *("CoworkerContractRenew", "CoworkerContractUpgradeDowngrade"),
        ),
        indexes=(Index(of="IssuedById"),),
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
        affects=Affects.COWORKER,
        known_by=("CoworkerId", "BusinessId", "InvoiceNumber", "TotalAmount"),
        events=(
            *("CoworkerInvoiceCreate", "CoworkerInvoiceCreateFirst", "CoworkerInvoiceUpdate", "CoworkerInvoiceDelete"),
            *("CoworkerInvoicePaid", "CoworkerInvoiceRefund", "CoworkerInvoiceCreditNote"),
            *("CoworkerInvoiceFailedPayment", "CoworkerInvoiceReceivedPayment", "CoworkerInvoiceAwaitingPayment"),
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
        affects=Affects.COWORKER,
        known_by=("CoworkerId", "BusinessId", "Quantity", "TotalAmount"),
        indexes=(Index(of="CoworkerId", by="CreatedOn"),),
    ),
    Entity(
        "coworkerbookingcreditusehistories",
        "CoworkerBookingCreditUseHistory",
        "billing",
        (
            _required("CoworkerBookingCreditId"),
            *_optional(ID, "BookingId", "CoworkerInvoiceLineId", "EventAttendeeId"),
            _required("CreditUsed", MONEY),
            *_optional(TEXT, "Description"),
        ),
        known_by=("CoworkerBookingCreditId", "CreditUsed"),
        part_of="CoworkerBookingCreditId",
    ),
    Entity(
        "coworkerextraserviceusehistories",
        "CoworkerExtraServiceUseHistory",
        "billing",
        (
            _required("CoworkerExtraServiceId"),
            *_optional(ID, "BookingId"),
            _required("CreditUsed", COUNT),
            *_optional(TEXT, "Description"),
        ),
        known_by=("CoworkerExtraServiceId", "CreditUsed"),
        part_of="CoworkerExtraServiceId",
    ),
)

ENTITIES: dict[str, Entity] = {entity.plural: entity for entity in _DECLARED}
