"""The documented fields of each entity that the ledger does not store, and how each of them is served.

Some are *derived*: computed from other stored records by ``derived.sql`` when a record is read. The others are *not
kept* and constant: null, or the value that the service gives for a record without such data. A record always has every
documented field, because clients of the service read them by name.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final, NamedTuple

from teamkpi.ledger.entities import CHARGE_PERIOD, COWORKER_TYPE, ENTITIES, SOCIAL, Field
from teamkpi.ledger.values import COUNT, FLAG, ID, IDS, INSTANT, MONEY, TEXT, UNIQUE_ID, WALL_CLOCK, Kind


class NotKept(NamedTuple):
    """A field that is not stored; ``value`` is its constant value."""

    name: str
    value: Any = None


_DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def _derived(kind: Kind, *names: str) -> tuple[Field, ...]:
    return tuple(Field(name, kind) for name in names)


def _always(kind: Kind, *names: str) -> tuple[Field, ...]:
    """Return derived fields that are never null."""
    return tuple(Field(name, kind, required=True) for name in names)


_DERIVED: Final[Mapping[str, tuple[Field, ...]]] = {
    "coworkers": (
        *_derived(ID, "TeamId"),
        *_derived(TEXT, "TeamName"),
        *_always(TEXT, "TeamNames", "TeamIds"),
        *_derived(ID, "TariffId"),
        *_derived(TEXT, "TariffName"),
        *_derived(INSTANT, "StartDate", "RenewalDate", "CancellationDate"),
        *_always(COUNT, "BillingDay"),
        *_always(FLAG, "HasDueInvoices"),
        *_derived(IDS, "Teams", "Businesses"),
    ),
    "teams": (
        *_derived(TEXT, "BusinessName", "PayingMemberFullName", "PayingMemberCompanyName"),
        *_derived(COWORKER_TYPE, "PayingMemberCoworkerType"),
        *_derived(ID, "DefaultMemberTariffId"),
        *_derived(TEXT, "DefaultMemberTariffName"),
        *_always(TEXT, "CoworkerIds", "CoworkerFullNames"),
        *_always(COUNT, "ActiveContracts"),
    ),
    "resources": _derived(TEXT, "BusinessName"),
    "bookings": (
        *_derived(TEXT, "ResourceName", "CoworkerFullName", "CoworkerCompanyName", "CoworkerCoworkerType"),
        *_derived(WALL_CLOCK, "FromTimeLocal", "ToTimeLocal"),
        *_derived(TEXT, "CoworkerTeamNames", "CoworkerExtraServiceIds"),
        *_derived(MONEY, "CoworkerExtraServicePrice"),
        *_derived(TEXT, "CoworkerExtraServiceCurrencyCode"),
        *_derived(CHARGE_PERIOD, "CoworkerExtraServiceChargePeriod"),
        *_derived(COUNT, "CoworkerExtraServiceTotalUses"),
    ),
    "checkins": (
        *_derived(TEXT, "BusinessName", "CoworkerFullName"),
        *_derived(WALL_CLOCK, "FromTimeLocal", "ToTimeLocal"),
    ),
    "coworkerproducts": (
        *_derived(TEXT, "BusinessName", "ProductCurrencyCode", "CoworkerFullName", "CoworkerCompanyName"),
        *_derived(TEXT, "CoworkerEmail", "CoworkerCoworkerType", "CoworkerInvoiceNumber"),
        *_derived(MONEY, "UnitPrice", "TotalPrice"),
    ),
    "coworkerextraservices": (
        *_derived(TEXT, "BusinessName", "ExtraServiceCurrencyCode", "CoworkerFullName", "CoworkerCompanyName"),
        *_derived(UNIQUE_ID, "BookingUniqueId"),
    ),
    "coworkertimepasses": _derived(
        TEXT, "BusinessName", "TimePassCurrencyCode", "CoworkerFullName", "CoworkerCompanyName"
    ),
    "coworkerbookingcredits": _derived(
        TEXT, "BusinessName", "BusinessCurrencyCode", "CoworkerFullName", "CoworkerCompanyName"
    ),
    "eventattendees": (
        *_derived(TEXT, "BusinessName", "EventProductCurrencyCode", "CoworkerFullName", "CoworkerInvoiceNumber"),
        *_derived(WALL_CLOCK, "CreatedOnLocal"),
    ),
    "coworkercontracts": (
        *_derived(TEXT, "IssuedByName", "CoworkerFullName", "CoworkerCompanyName", "CoworkerEmail"),
        *_always(FLAG, "MainContract"),
    ),
    "coworkerinvoices": _derived(TEXT, "BusinessName", "CoworkerFullName", "CoworkerCompanyName"),
    "charges": _derived(TEXT, "BusinessName", "CoworkerFullName", "CoworkerCompanyName"),
    "coworkerbookingcreditusehistories": (
        *_derived(INSTANT, "BookingFromTime", "BookingToTime"),
        *_derived(TEXT, "BookingResourceName", "EventAttendeeCalendarEventName", "EventAttendeeEventProductName"),
        *_derived(TEXT, "EventAttendeeFullName", "EventAttendeeEmail"),
    ),
    "coworkerextraserviceusehistories": (
        *_derived(INSTANT, "BookingFromTime", "BookingToTime"),
        *_derived(TEXT, "BookingResourceName"),
    ),
}
DERIVED: Final = {plural: _DERIVED.get(plural, ()) for plural in ENTITIES}
"""The derived fields, by an entity's plural; a ``required`` one is never null.

Those that lists leave out are last.
"""

LEFT_OUT_OF_LISTS: Final = {
    *("Teams", "Businesses", "CoworkerTeamNames", "CoworkerExtraServiceIds", "CoworkerExtraServicePrice"),
    *("CoworkerExtraServiceCurrencyCode", "CoworkerExtraServiceChargePeriod", "CoworkerExtraServiceTotalUses"),
}
"""Derived fields that are null in lists: collections, as in the service, and fields that would slow a page down."""


def _nothing(*names: str) -> tuple[NotKept, ...]:
    return tuple(NotKept(name) for name in names)


def _never(*names: str) -> tuple[NotKept, ...]:
    return tuple(NotKept(name, value=False) for name in names)


def _nought(*names: str) -> tuple[NotKept, ...]:
    return tuple(NotKept(name, value=0) for name in names)


def _each_day(*endings: str) -> Iterable[str]:
    return (f"{day}{ending}" for day in _DAYS for ending in endings)


_NOT_KEPT: Final[Mapping[str, tuple[NotKept, ...]]] = {
    "businesses": _nothing(
        *("DefaultLanguage", "RootLocationId", "NextInvoice", "CountryId", "CountryName", "CurrencyId"),
        *("SimpleTimeZoneId", "VenueType", "FloorSpaceUnit"),
        *_each_day("OpenTime", "CloseTime", "Closed"),
    ),
    "coworkers": (
        *_nothing("CountryId", "SimpleTimeZoneId"),
        NotKept("Gender", 1),  # not set
        NotKept("TaxRateType", 1),  # the default one
        *_nothing("InvoicingBusinessId", "UserId", "UserFullName", "UserActive", "CreateUser"),
        *_never("UserIsAdmin", "IsAdmin"),
        *_nothing("CanMakeBookings", "CanBookForTeam", "CanPurchaseProducts", "CanPurchaseEvents"),
        *_nothing("CanAccessCommunity", "NextAutoInvoice", "RegistrationDate", "CheckinSinceLastRenewal"),
        *_nothing("MinutesSinceLastRenewal", "NextTariffId", "ChurnProbability", "EngagementLevel"),
        *_nothing("BillingName", "BillingEmail", "BillingAddress", "AccessCardId", "AccessPincode", "KeyFobNumber"),
        *_nothing(*(f"Custom{number}" for number in range(1, 31)), *SOCIAL, "ProfileSummary", "ProfileWebsite"),
        *_nothing("ProfileTags", "MobilePhone", "LandLine"),
        *_never("ProfileIsPublic"),
        *_nought("RegularPaymentProvider"),
    ),
    "teams": (
        *_nothing("ExtraServices", "AllTeamMembers", "CoworkerBillingNames", "PayingMemberBillingName"),
        *_nothing("AvgChurnProbability", "EngagementLevel", "TunnelPrivateGroupId", "TeamLogoFileName"),
        *_nothing("NewTeamLogoUrl"),
        *_never("UpdateAttendance", "UseSpecialPrices", "TransferCreditsToPayingMember", "ShareTimePasses"),
        *_never("ShareExtraServices", "ShareBookingCredit", "ClearTeamLogoFile"),
    ),
    "resources": (
        *_nothing("ResourceTypeId", "ResourceTypeName", "Allocation", "MinBookingLength", "MaxBookingLength"),
        *_nothing("LateCancellationLimit"),
        *_nought("DisplayOrder", "SystemResourceType", "CancellationFeeType"),
        *_never("RequiresConfirmation", "AllowMultipleBookings", "Archived"),
    ),
    "bookings": (
        *_nothing("InvoiceDate", "InvoiceDateLocal", "CoworkerInvoiceId", "CoworkerInvoiceNumber"),
        *_never("Billed", "ChargeNow", "InvoiceNow", "InvoiceThisCoworker", "DoNotUseBookingCredit"),
        *_never("CoworkerInvoicePaid", "CoworkerInvoiceDraft", "CoworkerInvoiceVoid", "CoworkerInvoiceCreditNote"),
        *_nothing("ExtraServiceId", "ExtraServiceName", "OverridePrice", "DiscountCode", "DiscountAmount"),
        *_nothing("PurchaseOrder", "InternalNotes", "RepeatEvery", "RepeatUntil", "RepeatSeriesUniqueId"),
        *_never("RepeatBooking", *(f"RepeatOn{day}s" for day in _DAYS)),
        NotKept("Repeats", 2),  # weekly, the service's value for a booking that does not repeat
        NotKept("WhichBookingsToUpdate", 1),  # this one alone
        *_nothing("CheckedInAt", "CoworkerCheckedInAt", "CoworkerCheckedOutAt"),
        *_never("CancelIfNotPaid", "CancelIfNotCheckedIn", "IsEvent", "IsTour"),
        *_nothing("MinutesToStart", "AvailableCredit", "EstimatedCost", "EstimagedCost"),  # both spellings
        *_nothing("EstimatedCostWithProducts", "TeamsAtTheTimeOfBooking", "TariffAtTheTimeOfBooking"),
        *_nothing("ResourceResourceTypeId", "ResourceResourceTypeName", "ResourceAllocation"),
        *_nothing("ResourceHideInCalendar", "ResourceNoReturnPolicy", "FloorPlanDeskId", "FloorPlanDeskName"),
        *_nothing("CoworkerBillingName", "CoworkerMobilePhone", "CoworkerLandLine", "MaxOccupancy"),
        *_nothing("BookingProducts", "BookingVisitors"),
    ),
    "checkins": (
        *_nothing("LastActivity", "MacAddresses", "TeamsAtTheTimeOfCheckin"),
        *_nothing("TariffAtTheTimeOfCheckin", "ValidateCheckinJobId"),
        *_never("CountsTowardsPlanLimits", "AutoCheckout"),
    ),
    "coworkerproducts": (
        *_nought("CreditAmount", "DiscountAmount"),
        NotKept("RepeatCycle", 1),  # with the price plan
        *_nothing("RepeatUnit", "RepeatFrom", "RepeatUntil", "InvoiceOn", "Notes", "PurchaseOrder", "OrderNumber"),
        *_never("Activated", "ActivateNow", "InvoiceThisCoworker", "ProductApplyProRating", "ApplyProRating"),
        *_never("MrmReminded", "Refundable"),
        *_nothing("ProductFinancialAccountId", "CoworkerBillingName", "RecurringTotal", "TeamsAtTheTimeOfPurchase"),
        *_nothing("BookingUniqueId", "CoworkerContractUniqueId", "ContractDepositUniqueId"),
        *_nothing("ContractProductUniqueId", "CoworkerDeliveryUniqueId", "ProposalUniqueId"),
    ),
    "coworkerextraservices": (
        *_never("AutomaticallyAdded", "InvoiceThisCoworker"),
        *_nothing("DueDate", "PurchaseOrder", "Description", "Notes", "DiscountCode", "DiscountAmount"),
        *_nothing("TariffTimePassUniqueId", "CoworkerProductUniqueId", "CoworkerDiscountUniqueId"),
        *_nothing("CoworkerContractUniqueId", "LastMinutePriceAdjustment", "DynamicPriceAdjustment"),
        *_nothing("PriceFactorLastMinute", "PriceFactorDemand"),
    ),
    "coworkertimepasses": (
        NotKept("CreateMultiple", 1),
        *_never("CheckedIn", "IsPayAsYouGo"),
        *_nothing("Notes", "PurchaseOrder", "TariffTimePassUniqueId", "CoworkerProductUniqueId"),
        *_nothing("CoworkerContractUniqueId"),
    ),
    "coworkerbookingcredits": (
        *_nothing("TariffBookingCreditId", "TariffBookingCreditName"),
        *_never("UseCreditPrice", "AppliesToCharges"),
        *_nothing("ElegibleResourceTypes", "ElegibleProducts", "ElegibleTariffs", "ElegiblePasses"),  # spelt so
        *_nothing("EventCategories", "CoworkerProductUniqueId", "CoworkerContractUniqueId"),
    ),
    "eventattendees": (
        *_never("Billed", "Reminded", "IsSent"),
        *_nothing("DueDate", "CheckedInDate", "CheckedInDateLocal", "CancelledOn", "CancelledBy"),
        *_nothing("CancellationReason", "CancellationReasonDetails", "AttendeeCode", "PurchaseOrder"),
        *_nothing("ZoomEventData", "ZoomParticipantId"),
    ),
    "coworkercontracts": (
        *_never("InPausedPeriod"),
        *_nothing("InPausedPeriodFrom", "InPausedPeriodUntil", "InvoicedPeriod", "ContractTerm", "NextTariffId"),
    ),
    "coworkerinvoices": (
        *_never("Sent", "Refunded"),
        *_nothing("OriginalInvoiceGuid", "InvoiceFromDate", "InvoiceToDate", "InvoiceLines"),
    ),
    "charges": (
        *_nought("DiscountAmount", "CreditAmount"),
        *_never("FromTeamMember"),
        *_nothing("CoworkerProductUniqueId", "CoworkerExtraServiceUniqueId", "CoworkerTimePassUniqueId"),
        *_nothing("EventAttendeeUniqueId", "BookingUniqueId"),
    ),
    "coworkerbookingcreditusehistories": _nothing(
        "CoworkerInvoiceLineCoworkerInvoiceId", "CoworkerInvoiceLineCoworkerInvoiceInvoiceNumber"
    ),
}
NOT_KEPT: Final = {plural: _NOT_KEPT.get(plural, ()) for plural in ENTITIES}
"""The fields that are not stored, by an entity's plural."""

OF_EVERY_RECORD: Final = (
    NotKept("IsNew", value=False),
    NotKept("SystemId"),
    NotKept("LocalizationDetails"),
    NotKept("CustomFields"),
)

assert _DERIVED.keys() | _NOT_KEPT.keys() <= ENTITIES.keys()  # noqa: S101 - a fault of this file
