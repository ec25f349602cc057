"""``POST /webhooks/nexudus/{key}``: records that another system sends when they change.

A delivery is its sender's who can sign it. Everything that was signed is acknowledged, also what cannot be taken:
Nexudus sends again what was not, and switches off a webhook that fails ten times in a row. So only what may go well
another time is answered with an error.
"""

from __future__ import annotations

from typing import Annotated, Final

from msgspec import Meta, Struct

from teamkpi.accounts import security, webhooks
from teamkpi.api.callers.services import Services
from teamkpi.api.calls import Who, call
from teamkpi.api.errors import ServiceUnavailable
from teamkpi.api.http.declarations import NO_STORE, NO_STORE_HEADERS, JsonBody, Parameter, Reply
from teamkpi.api.http.problems import SIGNED
from teamkpi.api.http.query import Query
from teamkpi.api.http.requests import HttpRequest, host_of
from teamkpi.api.http.responses import Response
from teamkpi.api.log import notes_of
from teamkpi.api.turns import asked_by
from teamkpi.errors import BadRequest, SettingsError, WebhookRefused
from teamkpi.ledger import deliveries
from teamkpi.ledger.audit_trail import Author
from teamkpi.ledger.deliveries import MOST_RECORDS, Source
from teamkpi.ledger.events import ACTIONS, UNKNOWN, Action, action_of
from teamkpi.wire import encode

CHANNEL: Final = "webhook"


class Acknowledgement(Struct, frozen=True, rename="pascal"):
    """Counts of a delivery's records by result; each record is counted once."""

    stored: Annotated[int, Meta(description="Records that were stored.", examples=[1])]
    unchanged: Annotated[int, Meta(description="Records that were already stored unchanged.", examples=[0])]
    stale: Annotated[int, Meta(description="Records older than the stored version.", examples=[0])]
    ignored: Annotated[int, Meta(description="Records of a kind that the ledger does not keep.", examples=[0])]
    kept: Annotated[
        int,
        Meta(
            description=(
                "Records that could not be processed, kept for an operator to review; or the whole body, counted as "
                "one."
            ),
            examples=[0],
        ),
    ]


@call(
    "POST /webhooks/nexudus/{key}",
    id="receiveWebhook",
    who=Who.ANYBODY,
    summary="Receive changed records",
    description=(
        "A webhook delivery: an array of one or a few records, or a bare record, signed with the webhook's secret. "
        "Deliveries may arrive late, twice or out of order; the ledger stores the newest version of each record. A "
        "correctly signed delivery always gets status 200, even if it cannot be processed: it is then kept for an "
        "operator, and the sender does not have to repeat it. The body's media type is ignored."
    ),
    tag="Webhooks",
    parameters=(
        Parameter("key", "path", "The webhook's key.", {"type": "string"}, required=True),
        Parameter(
            "action",
            "query",
            "The delivery's event, by name or number, such as `BookingUpdate` or `7`; for a webhook that is not bound "
            "to an event. It is not signed, so it is used only for records that do not state their own type, and "
            "never to delete a record.",
            {"type": "string"},
        ),
        Parameter(
            SIGNED,
            "header",
            "HMAC-SHA256 of the body with the webhook's secret, in upper-case hexadecimal digits. It is computed over "
            "the body as ASCII, as Nexudus does, or over its bytes, depending on how the webhook was created.",
            {"type": "string"},
            required=True,
        ),
    ),
    replies={
        200: Reply("Every record was processed, or is kept for an operator.", Acknowledgement, headers=NO_STORE_HEADERS)
    },
    errors=("bad_request", "webhook_refused", "network_not_found", "body_too_large", "unavailable"),
    json=JsonBody(
        {
            "type": "array",
            "minItems": 1,
            "maxItems": MOST_RECORDS,
            "items": {
                "type": "object",
                "required": ["Id", "UpdatedOn"],
                "properties": {
                    "Id": {"type": "integer", "description": "The record's id."},
                    "UpdatedOn": {"type": "string", "description": "When the record was changed: its version."},
                    "TypeName": {
                        "type": "string",
                        "description": (
                            "The record's type, such as `Booking`; if it is absent, the fields or the event determine "
                            "the type."
                        ),
                    },
                },
            },
        },
        [
            {
                "Id": 7001,
                "TypeName": "Booking",
                "ResourceId": 11,
                "CoworkerId": 101,
                "FromTime": "2026-11-24T10:00:00Z",
                "ToTime": "2026-11-24T11:30:00Z",
                "UpdatedOn": "2026-11-23T16:20:31.5Z",
            }
        ],
    ),
)
async def receive(services: Services, request: HttpRequest) -> Response:
    """Take the records of a delivery."""
    key: str = request.path_params["key"]
    signature = _signature(request)
    body = await request.bodies.content(request)
    host = host_of(request)
    asked_by(("address", services.proxies.client_of(request.scope)))
    found = await services.database.read(lambda conn: webhooks.find(conn, host, key))
    notes_of(request.scope).network_id = found.network_id
    try:
        is_signed = await services.workers.run(
            len(body), lambda: services.signatures.holds(found, key, body, signature, now=services.now())
        )
    except SettingsError as error:
        # An operator can put it right, and the delivery is good: it is to come again.
        raise ServiceUnavailable from error
    if not is_signed or found.webhook_id is None:
        tell = services.security.of(request.scope, CHANNEL)
        tell(security.SIGNATURE_WRONG, found.network_id, webhook_id=found.webhook_id)
        raise WebhookRefused
    asked_by(("webhook", found.network_id, found.webhook_id))
    bound, named = _events(found.action, request)
    source = Source(found.network_id, found.webhook_id, bound, named, webhooks.missing_roles(found))
    author = Author(
        found.name or "",
        CHANNEL,
        address=services.proxies.client_of(request.scope),
        request_id=notes_of(request.scope).request_id,
    )
    # In the thread for large bodies, and not in those for writes, several of which would read at once.
    parts = await services.workers.read_body(len(body), lambda: deliveries.read(body))
    outcome = await services.database.write(
        lambda conn: deliveries.receive(conn, source, parts, now=services.now(), author=author)
    )
    answer = Acknowledgement(outcome.stored, outcome.unchanged, outcome.stale, outcome.ignored, outcome.kept)
    return Response(body=encode(answer), media_type="application/json", headers=NO_STORE)


def _signature(request: HttpRequest) -> str | None:
    """Return the header, or None; raises BadRequest if it is given twice, because that is ambiguous."""
    values = [value for name, value in request.scope["headers"] if name == SIGNED.lower().encode()]
    if len(values) > 1:
        raise BadRequest(SIGNED, "must be given only once")
    return values[0].decode("latin-1").strip() if values else None


def _events(bound: int | None, request: HttpRequest) -> tuple[Action | None, Action | None]:
    """Return the event that the webhook is bound to, and the one that the address of an unbound one names, if any."""
    text = Query(request.scope["query_string"]).text("action")
    named = None if text is None else action_of(text)
    if bound is None:
        return None, named
    action = ACTIONS.get(bound, UNKNOWN)
    if named is not None and named != action:
        raise BadRequest("action", f"must be absent or {action.name}, the event that the webhook is bound to")
    return action, None
