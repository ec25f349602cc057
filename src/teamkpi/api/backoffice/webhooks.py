"""``/api/sys/webhooks``: a network's webhooks, their secrets, and the deliveries that could not be stored."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any, Final, TypeVar

from psycopg import Connection

from teamkpi.accounts import access_webhooks, webhooks
from teamkpi.accounts.access import Owner
from teamkpi.accounts.roles import read_roles
from teamkpi.accounts.sealing import Seal
from teamkpi.accounts.webhooks import LONGEST_OVERLAP, Signed
from teamkpi.api.backoffice.access_types import owner_of
from teamkpi.api.backoffice.bodies import read_object
from teamkpi.api.backoffice.declarations import NOT_FOUND_REPLY, REFUSED
from teamkpi.api.backoffice.envelopes import answering, json_answer
from teamkpi.api.backoffice.owner_calls import declare, id_in_path, overlap_in, overlap_schema, shown_once
from teamkpi.api.backoffice.webhook_types import (
    MOST_SHOWN,
    RECEIVES_AT,
    DeliveryBody,
    Replayed,
    SecretReplaced,
    WebhookCreated,
    WebhookEvent,
    Webhooks,
    shown_delivery,
    shown_webhook,
)
from teamkpi.api.callers.services import Services
from teamkpi.api.http.declarations import ID_SCHEMA, NO_STORE_HEADERS, JsonBody, Parameter, Reply
from teamkpi.api.http.json_body import flag_of, text_of
from teamkpi.api.http.language import ACCEPT_LANGUAGE, LANGUAGE_HEADERS, in_language, language_asked
from teamkpi.api.http.requests import HttpRequest
from teamkpi.api.http.responses import Response
from teamkpi.errors import BadRequest, RecordNotFound, SettingsError, UnknownRole, WebhookError
from teamkpi.kpi.languages import Language
from teamkpi.ledger import deliveries
from teamkpi.ledger.audit_trail import AuditType, note_change
from teamkpi.ledger.deliveries import EventCount
from teamkpi.ledger.events import ACTIONS, UNKNOWN, Action, action_of

T = TypeVar("T")

DELIVERY: Final = "WebHookDelivery"
"""What the audit trail calls a delivery that is discarded."""
_PATH: Final = "/api/sys/webhooks"
_DELIVERIES: Final = "/api/sys/webhook-deliveries"
_MOST_ROLES: Final = 200
_OVERLAP: Final = timedelta(hours=24)
_KEPT: Final = {action.name: action for action in ACTIONS.values() if action.entity is not None}
_SECRET: Final[Mapping[str, Any]] = {
    "type": ["string", "null"],
    "minLength": 16,
    "maxLength": 256,
    "description": "The secret to sign with, in printable ASCII characters. Default: a new one is made.",
}


async def _list(services: Services, request: HttpRequest) -> Response:
    _, owner = await owner_of(services, request)
    language = language_asked(request)
    found = await services.database.read_in_thread(lambda conn: _all(services, conn, owner, language))
    return in_language(json_answer(found), language)


def _all(services: Services, conn: Connection, owner: Owner, language: Language) -> Webhooks:
    counts: defaultdict[int, list[EventCount]] = defaultdict(list)
    for one in deliveries.event_counts(conn, owner.network_id):
        counts[one.webhook_id].append(one)
    return Webhooks(
        webhooks=[shown_webhook(one, owner, counts[one.id]) for one in webhooks.all_webhooks(conn, owner.network_id)],
        failed=[shown_delivery(one, language) for one in deliveries.kept(conn, owner.network_id, most=MOST_SHOWN)],
        failed_count=deliveries.count_kept(conn, owner.network_id),
        keep_days=services.settings.keep_delivery_days,
        known_events=[
            WebhookEvent(name=one.name, entity=one.entity or "", deletes=one.deletes) for one in _KEPT.values()
        ],
    )


async def _create(services: Services, request: HttpRequest) -> Response:
    _, owner = await owner_of(services, request)

    async def work() -> Response:
        body = await read_object(request, dict)
        name, secret, event, roles, signature = (
            text_of(body, "Name"),
            _secret(body),
            _event(body),
            _roles(body),
            _signature(body),
        )
        made, credentials = await _changing(
            services,
            lambda conn: access_webhooks.create_webhook(
                conn,
                owner,
                name,
                secret=secret,
                action=None if event is None else event.number,
                roles=roles,
                signature=signature,
                seal=Seal(services.settings.secret_key),
            ),
        )
        return shown_once(
            WebhookCreated(shown_webhook(made, owner, ()), RECEIVES_AT + credentials.key, credentials.secret)
        )

    return await answering(request, work, {})


async def _renew(services: Services, request: HttpRequest) -> Response:
    _, owner = await owner_of(services, request)
    webhook_id = id_in_path(request, "webhookId")

    async def work() -> Response:
        body = await read_object(request, dict)
        secret = _secret(body)
        overlap = overlap_in(body, usual=_OVERLAP, longest=LONGEST_OVERLAP)
        made, renewed = await _changing(
            services,
            lambda conn: access_webhooks.renew_secret(
                conn,
                owner,
                webhook_id,
                secret=secret,
                overlap=overlap,
                seal=Seal(services.settings.secret_key),
            ),
            "Secret",
        )
        return shown_once(SecretReplaced(shown_webhook(made, owner, ()), renewed))

    return await answering(request, work, {})


async def _revoke(services: Services, request: HttpRequest) -> Response:
    _, owner = await owner_of(services, request)
    webhook_id, language = id_in_path(request, "webhookId"), language_asked(request)

    async def work() -> Response:
        def revoke(conn: Connection) -> Webhooks:
            access_webhooks.revoke_webhook(conn, owner, webhook_id)
            return _all(services, conn, owner, language)

        return in_language(json_answer(await services.database.write(revoke)), language)

    return await answering(request, work, {})


async def _body_of(services: Services, request: HttpRequest) -> Response:
    _, owner = await owner_of(services, request)
    delivery_id = id_in_path(request, "deliveryId")

    async def work() -> Response:
        body = await services.database.read_in_thread(lambda conn: _kept_body(conn, owner, delivery_id))
        return json_answer(DeliveryBody(None if body is None else body.decode(errors="replace")))

    return await answering(request, work, {})


async def _replay(services: Services, request: HttpRequest) -> Response:
    _, owner = await owner_of(services, request)
    delivery_id = id_in_path(request, "deliveryId")

    async def work() -> Response:
        as_is = flag_of(await read_object(request, dict), "AsIs")

        def replay(conn: Connection) -> Replayed:
            _kept_body(conn, owner, delivery_id)
            try:
                done = deliveries.replay(
                    conn, owner.network_id, delivery_id, as_is=as_is, now=owner.now, author=owner.author
                )
            except WebhookError as error:
                raise BadRequest("deliveryId", str(error)) from None
            return Replayed(done.stored, done.unchanged, done.stale, done.ignored)

        return json_answer(await services.database.write(replay))

    return await answering(request, work, {})


async def _discard(services: Services, request: HttpRequest) -> Response:
    _, owner = await owner_of(services, request)
    delivery_id, language = id_in_path(request, "deliveryId"), language_asked(request)

    async def work() -> Response:
        def discard(conn: Connection) -> Webhooks:
            with conn.transaction():
                try:
                    deliveries.discard(conn, owner.network_id, delivery_id)
                except WebhookError:
                    raise RecordNotFound from None
                note_change(
                    conn,
                    owner.network_id,
                    owner.author,
                    DELIVERY,
                    delivery_id,
                    audit_type=AuditType.DELETE,
                    changes={},
                    now=owner.now,
                )
            return _all(services, conn, owner, language)

        return in_language(json_answer(await services.database.write(discard)), language)

    return await answering(request, work, {})


async def _changing(services: Services, change: Callable[[Connection], T], field: str = "Name") -> T:
    """Make a change; what is wrong with it is wrong with a field of the body."""

    def write(conn: Connection) -> T:
        try:
            return change(conn)
        except (WebhookError, SettingsError) as error:
            raise BadRequest(field, str(error)) from None

    return await services.database.write(write)


def _kept_body(conn: Connection, owner: Owner, delivery_id: int) -> bytes | None:
    try:
        return deliveries.kept_body(conn, owner.network_id, delivery_id)
    except WebhookError:
        raise RecordNotFound from None


def _secret(body: Mapping[str, Any]) -> str | None:
    return None if body.get("Secret") is None else text_of(body, "Secret")


def _event(body: Mapping[str, Any]) -> Action | None:
    given = body.get("Event")
    if given is None:
        return None
    action = action_of(given) if isinstance(given, str) else UNKNOWN
    if action.name not in _KEPT:
        raise BadRequest("Event", "must be one of KnownEvents")
    return action


def _roles(body: Mapping[str, Any]) -> Sequence[str]:
    given = body.get("Roles")
    if given is None:
        return ()
    if not isinstance(given, list) or not 0 < len(given) <= _MOST_ROLES or not all(isinstance(x, str) for x in given):
        raise BadRequest("Roles", f"must be a list of 1 to {_MOST_ROLES} names of roles")
    try:
        read_roles(given)
    except UnknownRole as error:
        raise BadRequest("Roles", str(error)) from None
    return given


def _signature(body: Mapping[str, Any]) -> Signed | None:
    given = body.get("Signature")
    if given is None:
        return None
    try:
        return Signed(given)
    except ValueError:
        raise BadRequest("Signature", f"must be one of {', '.join(Signed)}") from None


_WEBHOOK_ID: Final = Parameter("webhookId", "path", "The webhook's id.", ID_SCHEMA, required=True)
_DELIVERY_ID: Final = Parameter("deliveryId", "path", "The delivery's id.", ID_SCHEMA, required=True)

declare(
    _list,
    f"GET {_PATH}",
    "listWebhooks",
    "List the webhooks",
    "The webhooks with counts of what they received, without their keys and secrets, and the deliveries that could not "
    "be stored.",
    parameters=(ACCEPT_LANGUAGE,),
    replies={200: Reply("The webhooks.", Webhooks, headers=LANGUAGE_HEADERS)},
)
declare(
    _create,
    f"POST {_PATH}",
    "createWebhook",
    "Create a webhook",
    "Creates a webhook. The response has its address and its secret, which cannot be read later. With `Event`, it "
    "accepts only records of that event's kind.",
    json=JsonBody(
        {
            "title": "NewWebhook",
            "type": "object",
            "required": ["Name"],
            "properties": {
                "Name": {
                    "type": "string",
                    "maxLength": 100,
                    "description": "The name, which no other webhook in use has.",
                },
                "Event": {
                    "type": ["string", "null"],
                    "enum": [*_KEPT, None],
                    "description": "The only event that it accepts. If absent, it accepts all events.",
                },
                "Roles": {
                    "type": ["array", "null"],
                    "items": {"type": "string"},
                    "minItems": 1,
                    "maxItems": _MOST_ROLES,
                    "description": "What a webhook without an event may write. Default: records of every kind.",
                },
                "Signature": {
                    "type": ["string", "null"],
                    "enum": [*Signed, None],
                    "description": "What the sender signs. Default: `ascii` with an event, `bytes` without.",
                },
                "Secret": _SECRET,
            },
        },
        {"Name": "New bookings", "Event": "BookingCreate"},
    ),
    replies={200: Reply("The webhook.", WebhookCreated, headers=NO_STORE_HEADERS), 400: REFUSED},
)
declare(
    _renew,
    f"POST {_PATH}/{{webhookId}}/secret",
    "replaceWebhookSecret",
    "Replace a webhook's secret",
    "Gives a webhook a new secret. Signatures with the previous one are accepted for some more hours, so that the "
    "sender can be changed without losing deliveries; 0 ends them at once, for a secret that has leaked.",
    parameters=(_WEBHOOK_ID,),
    json=JsonBody(
        {
            "title": "NewSecret",
            "type": "object",
            "properties": {
                "OverlapHours": overlap_schema(
                    "How many hours the previous secret stays valid", usual=_OVERLAP, longest=LONGEST_OVERLAP
                ),
                "Secret": _SECRET,
            },
        },
        {"OverlapHours": 24},
    ),
    replies={
        200: Reply("The new secret.", SecretReplaced, headers=NO_STORE_HEADERS),
        400: REFUSED,
        404: NOT_FOUND_REPLY,
    },
)
declare(
    _revoke,
    f"DELETE {_PATH}/{{webhookId}}",
    "revokeWebhook",
    "Revoke a webhook",
    "Ends a webhook, starting with its next delivery, and deletes its secret. What it received stays.",
    parameters=(_WEBHOOK_ID, ACCEPT_LANGUAGE),
    replies={200: Reply("All webhooks.", Webhooks, headers=LANGUAGE_HEADERS), 404: NOT_FOUND_REPLY},
)
declare(
    _body_of,
    f"GET {_DELIVERIES}/{{deliveryId}}",
    "getWebhookDelivery",
    "The body of a failed delivery",
    "What arrived in a delivery that could not be stored. It may contain personal data.",
    parameters=(_DELIVERY_ID,),
    replies={200: Reply("The body.", DeliveryBody), 404: NOT_FOUND_REPLY},
)
declare(
    _replay,
    f"POST {_DELIVERIES}/{{deliveryId}}/replay",
    "replayWebhookDelivery",
    "Process a failed delivery again",
    "Processes a delivery again once the cause has been fixed, with your rights instead of the webhook's. If all of it "
    "can be stored, it is removed from the list.",
    parameters=(_DELIVERY_ID,),
    json=JsonBody(
        {
            "title": "Replay",
            "type": "object",
            "properties": {
                "AsIs": {
                    "type": "boolean",
                    "description": (
                        "Trust the delivery: apply the event in its address, even a deletion, and if `UpdatedOn` is "
                        "missing, use the time at which it first arrived. Default: false."
                    ),
                }
            },
        },
        {"AsIs": False},
    ),
    replies={200: Reply("It was stored.", Replayed), 400: REFUSED, 404: NOT_FOUND_REPLY},
)
declare(
    _discard,
    f"DELETE {_DELIVERIES}/{{deliveryId}}",
    "discardWebhookDelivery",
    "Delete a failed delivery",
    "Deletes a delivery that could not be stored, for good.",
    parameters=(_DELIVERY_ID, ACCEPT_LANGUAGE),
    replies={200: Reply("All webhooks.", Webhooks, headers=LANGUAGE_HEADERS), 404: NOT_FOUND_REPLY},
)
