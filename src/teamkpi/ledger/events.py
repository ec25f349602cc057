"""Determines what a webhook's delivery is about: the event, the kind of record, and whether it was deleted.

The events are those of ``eWebhookAction``. A delivery does not name its event, so the webhook may be bound to one;
otherwise the record itself shows its kind, and counts as created or updated unless it says that it was deleted.
The address may name an event too, but is not signed: it only helps with a record that does not say what it is. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final, NamedTuple

from teamkpi.ledger.entities import ENTITIES
from teamkpi.ledger.rows import FieldErrors, is_tombstone
from teamkpi.ledger.values import ID, INSTANT

# By number, starting at 1; the misspelt name is misspelt on the wire.
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

_ENTITY_OF: Final = {name: plural for plural, entity in ENTITIES.items() for name in entity.events}


class Action(NamedTuple):
    """One event: its number and name, the entity of its records (None if not stored), and whether it deletes them."""

    number: int
    name: str
    entity: str | None
    deletes: bool


UNKNOWN: Final = Action(0, "unknown", None, deletes=False)
"""An event without a known name or number."""

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

_BY_TYPE_NAME: Final = {entity.name.lower(): plural for plural, entity in ENTITIES.items()}
# A cancelled record is a record of another type, with the fields of the original and its id.
_CANCELLED: Final = {
    f"cancelled{entity.name.lower()}": plural for plural, entity in ENTITIES.items() if entity.can_be_cancelled
}
_ORIGINAL_IDS: Final = {
    plural: f"Original{entity.name}Id" for plural, entity in ENTITIES.items() if entity.can_be_cancelled
}


def action_of(text: str) -> Action:
    """Return the event with a name, ignoring case, or a number; UNKNOWN if there is none."""
    text = text.strip()
    if text.isascii() and text.isdigit() and len(text) <= 9:
        return ACTIONS.get(int(text), UNKNOWN)
    return _BY_NAME.get(text.lower(), UNKNOWN)


class Version(NamedTuple):
    """A delivered record as the ledger stores it: a version of a record of an entity, or its deletion."""

    entity: str
    record: Mapping[str, object]
    is_deletion: bool


def version_of(
    record: Mapping[str, object], bound: Action | None, named: Action | None = None, *, as_is: datetime | None = None
) -> Version | None:
    """Return a delivered record as a version, or None if the ledger does not store its kind.

    ``bound`` is the event that the webhook was created for: its records are of that event's entity, and are deletions
    if and only if the event is one. ``named`` is the event in the address of an unbound webhook. The address is not
    signed, so it is used only if the record does not show its kind, and never for a deletion.

    Raises FieldErrors for a record of another entity than the webhook's, a deletion that only the address states, and a
    record without ``UpdatedOn``, because it cannot be compared with the stored version.

    With ``as_is``, an operator has reviewed the record: the address is trusted, and a record without ``UpdatedOn`` gets
    that instant.
    """
    if bound is None:
        entity, is_gone = _described(record, named, has_been_seen=as_is is not None)
    else:
        entity, is_gone = _of_event(record, bound)
    if entity is None:
        return None
    changed: dict[str, object] = {}
    if INSTANT.is_absent(record.get("UpdatedOn")):
        if as_is is None:
            raise FieldErrors(("UpdatedOn", "is missing, so the record has no version"))
        changed["UpdatedOn"] = as_is
    if is_gone:
        if _is_cancelled(record, entity):
            changed["Id"] = record.get(_ORIGINAL_IDS[entity])
        changed["_deleted"] = True
    return Version(entity, {**record, **changed}, is_gone)


def _of_event(record: Mapping[str, object], bound: Action) -> tuple[str | None, bool]:
    """Return the entity of a webhook's event, and whether the event deletes; the record must not contradict it."""
    if bound.entity is None:
        return None, False
    said: str | None
    if type_name := _type_name(record):
        said = _said_by_type_name(record) or f"{type_name!r}, which the ledger does not keep"
    else:
        said = _said_by_fields(record, bound.entity)
    if said not in {None, bound.entity}:
        raise FieldErrors(
            ("TypeName", f"or the fields say {said}, but this webhook, for {bound.name}, accepts {bound.entity}")
        )
    if _is_gone(record, bound.entity) and not bound.deletes:
        original = _ORIGINAL_IDS.get(bound.entity)
        said_by = f"or {original} says" if original else "says"
        raise FieldErrors(("_deleted", f"{said_by} that the record was deleted, but {bound.name} is not a deletion"))
    return bound.entity, bound.deletes


def _described(record: Mapping[str, object], named: Action | None, *, has_been_seen: bool) -> tuple[str | None, bool]:
    """Return the entity according to the record, else the address, else None; and whether the record was deleted."""
    if _type_name(record):
        entity = _said_by_type_name(record)
    elif named is not None and named.entity is None:
        entity = None
    else:
        likely = None if named is None else named.entity
        entity = _said_by_fields(record, likely) or likely
    is_gone = entity is not None and _is_gone(record, entity)
    if named is not None and named.deletes and not is_gone:
        if not has_been_seen:
            raise FieldErrors(
                ("action", f"{named.name} is only in the address, which is not signed, so nothing was deleted")
            )
        if entity != named.entity:
            raise FieldErrors(("TypeName", f"or the fields say {entity}, but {named.name} is about {named.entity}"))
        is_gone = True
    return entity, is_gone


def _said_by_type_name(record: Mapping[str, object]) -> str | None:
    type_name = _type_name(record)
    return _CANCELLED.get(type_name) or _BY_TYPE_NAME.get(type_name)


def _said_by_fields(record: Mapping[str, object], likely: str | None) -> str | None:
    for plural in (*([likely] if likely else []), *ENTITIES):
        if all(name in record for name in ENTITIES[plural].known_by):
            return plural
    return None


def _is_gone(record: Mapping[str, object], entity: str) -> bool:
    """Return whether the record itself says that it was deleted."""
    return is_tombstone(record) or _is_cancelled(record, entity)


def _type_name(record: Mapping[str, object]) -> str:
    """Return the last word of a record's type name, in lower case, without the namespaces before it."""
    name = record.get("TypeName")
    return name.strip().rpartition(".")[2].lower() if isinstance(name, str) else ""


def _is_cancelled(record: Mapping[str, object], entity: str) -> bool:
    if entity not in _ORIGINAL_IDS:
        return False
    return not ID.is_absent(record.get(_ORIGINAL_IDS[entity])) or _type_name(record) in _CANCELLED
