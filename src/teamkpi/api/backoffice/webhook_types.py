"""What the calls about webhooks say of them and of the deliveries that failed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated, Final

from msgspec import Meta, Struct

from teamkpi.accounts import webhooks
from teamkpi.accounts.access import Owner
from teamkpi.api.backoffice.import_wording import delivery_refusal_in
from teamkpi.describing import says
from teamkpi.kpi.languages import Language
from teamkpi.ledger.deliveries import EventCount, Kept
from teamkpi.ledger.events import ACTIONS, UNKNOWN

RECEIVES_AT: Final = "/webhooks/nexudus/"
MOST_SHOWN: Final = 200
"""How many failed deliveries are listed at most."""


class WebhookEventCount(Struct, frozen=True, kw_only=True, rename="pascal"):
    """Counts of the records of one event at a webhook."""

    event: Annotated[str, says("The event, or the kind of record if the delivery names no event.", "BookingCreate")]
    received: Annotated[int, says("All records.", 12)]
    stored: Annotated[int, says("Records that were stored.", 11)]
    unchanged: Annotated[int, says("Records that were already stored unchanged.", 0)]
    stale: Annotated[int, says("Records older than the stored version.", 0)]
    ignored: Annotated[int, says("Records of a kind that the ledger does not keep.", 0)]
    kept: Annotated[int, says("Records that could not be stored when they arrived.", 1)]
    last_received_on: Annotated[datetime, says("When the last one arrived.", "2026-11-20T08:30:00Z")]


class WebhookState(Struct, frozen=True, kw_only=True, rename="pascal"):
    """A webhook, without its key and its secret."""

    id: Annotated[int, says("The webhook's id.", 3)]
    name: Annotated[str, says("The name; it is the `UpdatedBy` of what it receives.", "New bookings")]
    event: Annotated[str | None, says("The only event that it accepts; null: it accepts all events.", "BookingCreate")]
    roles: Annotated[
        list[str] | None, says("What a webhook without an event may write; null: records of every kind.", None)
    ]
    signature: Annotated[
        str | None,
        says("What the sender signs: the body as `ascii`, or its `bytes`; null: either.", "ascii"),
    ]
    created_on: Annotated[datetime, says("When it was created.", "2026-01-05T09:00:00Z")]
    revoked_on: Annotated[datetime | None, says("When it was revoked.", None)]
    previous_secret_until: Annotated[
        datetime | None,
        says("When the previous secret expires; null: there is none.", None),
    ]
    received: Annotated[int, says("Number of records received.", 12)]
    last_received_on: Annotated[datetime | None, says("When the last one arrived; null: never.")]
    events: Annotated[list[WebhookEventCount], Meta(description="The results of the records, by event.")]


class FailedDelivery(Struct, frozen=True, kw_only=True, rename="pascal"):
    """A delivery that could not be stored."""

    id: Annotated[int, says("The delivery's id.", 17)]
    webhook: Annotated[str, says("The name of the webhook.", "New bookings")]
    event: Annotated[str | None, says("The event that the delivery was counted as, if any.", "BookingCreate")]
    reason: Annotated[str, says("Why it could not be stored.", "Booking: ToTime is a required field")]
    bytes: Annotated[int, says("The size of the body.", 210)]
    has_body: Annotated[bool, says("False: the body was too long to keep, so the sender has to send it again.", True)]
    received_on: Annotated[datetime, says("When it first arrived.", "2026-11-20T08:30:00Z")]
    last_received_on: Annotated[datetime, says("When it last arrived.", "2026-11-20T08:31:00Z")]
    times: Annotated[int, says("How often it arrived.", 2)]


class WebhookEvent(Struct, frozen=True, kw_only=True, rename="pascal"):
    """An event that a webhook can be bound to."""

    name: Annotated[str, says("The event's name.", "BookingCreate")]
    entity: Annotated[str, says("The plural of the kind of record.", "bookings")]
    deletes: Annotated[bool, says("Its records are deleted.", False)]


class Webhooks(Struct, frozen=True, kw_only=True, rename="pascal"):
    """The webhooks of a network."""

    webhooks: Annotated[list[WebhookState], Meta(description="The webhooks by name, those in use first.")]
    failed: Annotated[
        list[FailedDelivery],
        Meta(description=f"The deliveries that could not be stored, newest first, up to {MOST_SHOWN}."),
    ]
    failed_count: Annotated[int, says("Number of deliveries that could not be stored.", 1)]
    keep_days: Annotated[
        int, says("For how many days they are kept after they last arrived; 0: until they are deleted.", 30)
    ]
    known_events: Annotated[list[WebhookEvent], Meta(description="The events that a webhook can be bound to.")]


class WebhookCreated(Struct, frozen=True, rename="pascal"):
    """A new webhook."""

    webhook: WebhookState
    path: Annotated[
        str,
        says("Where it receives, below the address of this server. Not shown again.", RECEIVES_AT + "A" * 43),
    ]
    secret: Annotated[str, says("The secret to sign with. Not shown again.", "B" * 43)]


class SecretReplaced(Struct, frozen=True, rename="pascal"):
    """A webhook with a new secret."""

    webhook: WebhookState
    secret: Annotated[str, says("The secret to sign with. Not shown again.", "B" * 43)]


class DeliveryBody(Struct, frozen=True, rename="pascal"):
    """What arrived in a delivery."""

    body: Annotated[str | None, says("The body; null if it was too long to keep.", '[{"Id": 7001}]')]


class Replayed(Struct, frozen=True, rename="pascal"):
    """Counts of the records of a delivery that was processed again, by result."""

    stored: Annotated[int, says("Records that were stored.", 1)]
    unchanged: Annotated[int, says("Records that were already stored unchanged.", 0)]
    stale: Annotated[int, says("Records older than the stored version.", 0)]
    ignored: Annotated[int, says("Records of a kind that the ledger does not keep.", 0)]


def shown_webhook(one: webhooks.Webhook, owner: Owner, counts: Sequence[EventCount]) -> WebhookState:
    """Return a webhook as it is answered."""
    until = one.previous_until
    return WebhookState(
        id=one.id,
        name=one.name,
        event=None if one.action is None else ACTIONS.get(one.action, UNKNOWN).name,
        roles=one.roles,
        signature=one.signature,
        created_on=one.created_on.astimezone(UTC),
        revoked_on=_utc(one.revoked_on),
        previous_secret_until=_utc(until) if until is not None and until > owner.now else None,
        received=one.received,
        last_received_on=_utc(one.last_received_on),
        events=[
            WebhookEventCount(
                event=count.event,
                received=count.received,
                stored=count.stored,
                unchanged=count.unchanged,
                stale=count.stale,
                ignored=count.ignored,
                kept=count.kept,
                last_received_on=count.last_received_on.astimezone(UTC),
            )
            for count in counts
        ],
    )


def shown_delivery(one: Kept, language: Language) -> FailedDelivery:
    """Return a failed delivery as it is answered."""
    return FailedDelivery(
        id=one.id,
        webhook=one.webhook,
        event=None if one.action is None else one.action.name,
        reason=delivery_refusal_in(one.reason, language),
        bytes=one.body_bytes,
        has_body=one.has_body,
        received_on=one.received_on.astimezone(UTC),
        last_received_on=one.last_received_on.astimezone(UTC),
        times=one.times,
    )


def _utc(moment: datetime | None) -> datetime | None:
    return None if moment is None else moment.astimezone(UTC)
