"""What a webhook's delivery is about: which event, which kind of record, and whether the record is there or gone.

The events are those of ``eWebhookAction``. A delivery does not name its event, so the webhook, or its address, may say
which one it is; otherwise the record itself tells what kind it is, and counts as created or updated. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final, NamedTuple

from teamkpi.ledger.entities import ENTITIES
from teamkpi.ledger.rows import FieldErrors
from teamkpi.ledger.values import ID, INSTANT

# By number, from 1 on; the one misspelt name is so on the wire.
_NAMES: Final = (
    *("None", "CoworkerUpdate", "CoworkerCreate", "BlogPostCreate", "BlogPostUpdate", "BookingCreate"),
    *("BookingUpdate", "BookingDelete", "SendWelcomeEmail", "CoworkerContractActivate", "CoworkerContractCancel"),
    *("CoworkerContractRenew", "CoworkerContractUpgradeDowngrade", "CoworkerContractActivateFirst"),
    *("CoworkerInvoiceCreateFirst", "CoworkerInvoiceCreate", "CoworkerInvoiceDelete", "CoworkerInvoiceUpdate"),
    *("CoworkerInvoiceRefund", "CoworkerInvoiceCreditNote", "CoworkerInvoicePaid", "CoworkerInvoiceFailedPayment"),
    *("CoworkerInvoiceReceivedPayment", "CoworkerInvoiceAwaitingPayment", "CalendarEventCreate"),
    *("CalendarEventUpdate", "CalendarEventAttendeeDelete", "CalendarEventAttendeeCreate"),
    *("CalendarEventAttendeeUpdate", "GlobalChatMessageCreate", "NewsLetterSubscriberCreate"),
    *("NewsLetterSubscriberSubscribed", "NewsLetterSubscriberUnSubscribed", "NewsLetterSubscriberRemovedFromGroup"),
    *("CoworkerCheckout", "CoworkerCheckin", "CoworkerCheckinFailed", "VisitorNotification"),
    *("CommunityBoardNewThread", "CommunityBoardNewReply", "VisitorCheckedin", "VisitorRegistered", "BlogPostDelete"),
    *("CalendarEventDelete", "HelDeskMessageCreated", "HelpDeskCommentCreated", "CheckinCreated", "CheckinUpdated"),
    *("CheckinDeleted", "CoworkerDelete", "CoworkerMessageCreate", "DeliveryCreated", "DeliveryAssigned"),
    *("ProposalCreated", "ProposalUpdated", "ProposalDeleted", "TeamCreated", "TeamUpdated", "TeamDeleted"),
    *("CoworkerContractUpdate", "AccessControlUpdate", "CoworkerContractCreate", "FailedCheckin", "VisitorDeleted"),
    *("CoworkerInvoiceLedgerEntryCreate", "CoworkerInvoiceLedgerEntryDelete", "CoworkerInvoiceLedgerEntryUpdate"),
    *("CoworkerProductCreate", "CoworkerProductUpdate", "CoworkerProductDelete", "FloorPlanDeskCreate"),
    *("FloorPlanDeskDelete", "FloorPlanDeskUpdate", "TariffCreate", "TariffDelete", "TariffUpdate"),
    *("CoworkerContractDelete", "FloorPlanCreate", "FloorPlanDelete", "FloorPlanUpdate", "ProductCreate"),
    *("ProductDelete", "ProductUpdate", "BusinessUpdate", "CommunityGroupCreate", "CommunityGroupDelete"),
    *("CommunityGroupUpdate", "CoworkerPaymentMethodCreate", "CoworkerPaymentMethodDelete"),
    "CoworkerPaymentMethodUpdate",
)

_OF_ENTITY: Final = {
    "businesses": ("BusinessUpdate",),
    "coworkers": ("CoworkerCreate", "CoworkerUpdate", "CoworkerDelete"),
    "teams": ("TeamCreated", "TeamUpdated", "TeamDeleted"),
    "bookings": ("BookingCreate", "BookingUpdate", "BookingDelete"),
    "checkins": ("CheckinCreated", "CheckinUpdated", "CheckinDeleted", "CoworkerCheckin", "CoworkerCheckout"),
    "coworkerproducts": ("CoworkerProductCreate", "CoworkerProductUpdate", "CoworkerProductDelete"),
    "eventattendees": ("CalendarEventAttendeeCreate", "CalendarEventAttendeeUpdate", "CalendarEventAttendeeDelete"),
    "coworkercontracts": (
        *("CoworkerContractCreate", "CoworkerContractUpdate", "CoworkerContractDelete"),
        *("CoworkerContractActivate", "CoworkerContractActivateFirst", "CoworkerContractCancel"),
        *("CoworkerContractRenew", "CoworkerContractUpgradeDowngrade"),
    ),
    "coworkerinvoices": (
        *("CoworkerInvoiceCreate", "CoworkerInvoiceCreateFirst", "CoworkerInvoiceUpdate", "CoworkerInvoiceDelete"),
        *("CoworkerInvoicePaid", "CoworkerInvoiceRefund", "CoworkerInvoiceCreditNote"),
        *("CoworkerInvoiceFailedPayment", "CoworkerInvoiceReceivedPayment", "CoworkerInvoiceAwaitingPayment"),
    ),
}
_ENTITY_OF: Final = {name: plural for plural, names in _OF_ENTITY.items() for name in names}


class Action(NamedTuple):
    """One event: its number and name, the entity of its records (None: not kept), and whether they are gone."""

    number: int
    name: str
    entity: str | None
    deletes: bool


UNKNOWN: Final = Action(0, "unknown", None, deletes=False)
"""Stands for an event that bears no known name or number."""

ACTIONS: Final = {
    number: Action(
        number,
        name,
        entity := _ENTITY_OF.get(name),
        deletes=entity is not None and name.endswith(("Delete", "Deleted")),
    )
    for number, name in enumerate(_NAMES, 1)
}
_BY_NAME: Final = {action.name.lower(): action for action in ACTIONS.values()}

TELLING_FIELDS: Final = {
    "bookings": ("ResourceId", "FromTime", "ToTime"),
    "checkins": ("BusinessId", "FromTime", "ToTime", "Source"),
    "eventattendees": ("CalendarEventId", "EventProductId", "FullName", "Email"),
    "coworkers": ("FullName", "Email", "CoworkerType"),
    "teams": ("BusinessId", "Name", "TeamMembers"),
    "coworkercontracts": ("CoworkerId", "IssuedById", "TariffId"),
    "coworkerproducts": ("CoworkerId", "BusinessId", "ProductId"),
    "coworkertimepasses": ("CoworkerId", "BusinessId", "TimePassId"),
    "coworkerextraservices": ("CoworkerId", "BusinessId", "ExtraServiceId", "ChargePeriod"),
    "coworkerbookingcredits": ("CoworkerId", "BusinessId", "TotalCredit"),
    "coworkerinvoices": ("CoworkerId", "BusinessId", "InvoiceNumber", "TotalAmount"),
    "charges": ("CoworkerId", "BusinessId", "Quantity", "TotalAmount"),
    "resources": ("BusinessId", "Name", "ResourceTypeId"),
    "businesses": ("Name", "CurrencyCode", "SimpleTimeZoneNameIana"),
}
"""By which fields a record of each entity is known when it does not say what it is; the first that fits counts."""

_BY_TYPE_NAME: Final = {entity.name.lower(): plural for plural, entity in ENTITIES.items()}
# A cancelled booking is a record of its own: a booking's fields, and the id of the booking that is gone.
_CANCELLED_BOOKING: Final = "cancelledbooking"
_ORIGINAL_ID: Final = "OriginalBookingId"
_PEOPLE: Final = ("TeamMembers", "TeamAdministrators")


def action_of(text: str) -> Action:
    """Return the event of a name, in any case, or of a number; UNKNOWN when there is none."""
    text = text.strip()
    if text.isascii() and text.isdigit() and len(text) <= 9:
        return ACTIONS.get(int(text), UNKNOWN)
    return _BY_NAME.get(text.lower(), UNKNOWN)


class Version(NamedTuple):
    """What a delivered record is for the ledger: a version of a record of that entity."""

    entity: str
    record: Mapping[str, Any]


def version_of(record: Mapping[str, Any], action: Action | None, *, as_is: datetime | None = None) -> Version | None:
    """Return the version that a delivered record is, or None when the ledger keeps nothing like it.

    A record says what it is by its ``TypeName``, or else by its fields; what it says counts, and otherwise the event.
    Raises FieldErrors for what cannot be a version: a record without ``UpdatedOn``, for nobody can tell whether it is
    newer than what is held; a team without anybody in it, for parts of records look so; a deletion of something else.

    With ``as_is``, an operator has looked at the record: without ``UpdatedOn`` it is of that instant, and a team
    without people is empty.
    """
    if action is not None and action.entity is None:
        return None
    entity, is_gone = _described(record, action)
    if action is not None and action.entity is not None:
        if action.deletes and entity not in {None, action.entity}:
            raise FieldErrors(("TypeName", f"or the fields say {entity}, and {action.name} is of {action.entity}"))
        entity = entity or action.entity
        is_gone = is_gone or action.deletes
    if entity is None:
        return None
    changed: dict[str, Any] = {}
    if INSTANT.is_absent(record.get("UpdatedOn")):
        if as_is is None:
            raise FieldErrors(("UpdatedOn", "is missing: whether this is newer than what is held cannot be told"))
        changed["UpdatedOn"] = as_is
    if is_gone:
        if entity == "bookings" and _is_cancelled_booking(record):
            changed["Id"] = record.get(_ORIGINAL_ID)
        changed["_deleted"] = True
    elif entity == "teams" and as_is is None and not record.get("_deleted"):
        _require_people(record)
    return Version(entity, {**record, **changed})


def _described(record: Mapping[str, Any], action: Action | None) -> tuple[str | None, bool]:
    """Return what a record says it is, or None, and whether that is something gone."""
    type_name = _type_name(record)
    if type_name in _BY_TYPE_NAME:
        entity = _BY_TYPE_NAME[type_name]
        return entity, entity == "bookings" and _is_cancelled_booking(record)
    if type_name == _CANCELLED_BOOKING:
        return "bookings", True
    if type_name and action is None:
        return None, False  # it says what it is, and that is nothing of ours
    likely = [action.entity] if action and action.entity else []
    for entity in (*likely, *TELLING_FIELDS):
        if all(field in record for field in TELLING_FIELDS[entity]):
            return entity, entity == "bookings" and _is_cancelled_booking(record)
    return None, False


def _type_name(record: Mapping[str, Any]) -> str:
    """Return the last word of a record's type, in lower case: it may stand with the names of what it belongs to."""
    name = record.get("TypeName")
    return name.strip().rpartition(".")[2].lower() if isinstance(name, str) else ""


def _is_cancelled_booking(record: Mapping[str, Any]) -> bool:
    return not ID.is_absent(record.get(_ORIGINAL_ID)) or _type_name(record) == _CANCELLED_BOOKING


def _require_people(record: Mapping[str, Any]) -> None:
    """Refuse a team that has nobody: lists of records leave these fields empty, and so would the team be."""
    unknown = [name for name in _PEOPLE if record.get(name) is None]
    if unknown:
        raise FieldErrors(*((name, "is missing: who is in the team would be lost") for name in unknown))
    if not any(record[name] for name in _PEOPLE):
        raise FieldErrors(
            ("TeamMembers", "is empty like TeamAdministrators: this looks like a part of a team's record")
        )
