"""``POST /webhooks/mail``: a mail provider, or a script at the mail server, reports that mail came back.

Reports are signed by Standard Webhooks (Resend signs alike, with headers of other names), or come with the secret as
the password of HTTP Basic (Postmark, scripts). The response is the same whether or not an address is known.
"""

from __future__ import annotations

import base64
import hmac
import re
from collections.abc import Mapping, Sequence
from typing import Final
from uuid import UUID

from teamkpi.accounts import security
from teamkpi.api.callers.checks import storable
from teamkpi.api.callers.services import Services
from teamkpi.api.calls import Who, call
from teamkpi.api.http.declarations import DONE, JsonBody, Parameter
from teamkpi.api.http.json_body import flag_of, json_of, text_of
from teamkpi.api.http.requests import HttpRequest, host_of
from teamkpi.api.http.responses import Response, done
from teamkpi.api.log import notes_of
from teamkpi.api.turns import asked_by
from teamkpi.errors import BadRequest, BounceRefused
from teamkpi.hooks.signing import is_signed
from teamkpi.networks import network_at
from teamkpi.outbox import STOPPED_AT_BOUNCES, bounces
from teamkpi.outbox.bounces import Report
from teamkpi.settings import secret_bytes

_CHANNEL: Final = "webhook"
_MOST_BYTES: Final = 65_536
_MOST_ADDRESSES: Final = 50
_LONGEST: Final = 320
_PREFIXES: Final = ("webhook", "svix")
_PERMANENT: Final = "Permanent"  # the type of a bounce at Resend
_CODE: Final = re.compile(r"[245]\.\d{1,3}\.\d{1,3}|[45]\d\d")
_MESSAGE_ID: Final = re.compile(r"<?([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})(?:@[^>]*)?>?")
_OF_POSTMARK: Final = {"HardBounce", "BadEmailAddress"}


@call(
    "POST /webhooks/mail",
    id="receiveBounce",
    who=Who.ANYBODY,
    summary="Report that mail came back",
    description=(
        "Your mail provider, or a script at your mail server, reports that a mail server refused mail to an address "
        "for good. No alerts and reports are mailed to it until its holder or an operator has it tried again. Needs "
        "`TEAMKPI_BOUNCE_SECRET`: as the key of a signature by Standard Webhooks 1.0 (`v1`), or as the password of "
        "HTTP Basic. The body has the form below, or that of Resend (`email.bounced`) or Postmark (`Bounce`). Other "
        "events, temporary failures, repeated reports and unknown addresses get the same response and change nothing. "
        "The body's media type is ignored."
    ),
    tag="Webhooks",
    parameters=tuple(
        Parameter(f"webhook-{name}", "header", f"{text} Resend calls it `svix-{name}`.", {"type": "string"})
        for name, text in (
            ("id", "The report's id, if it is signed."),
            ("timestamp", "When it was sent, in seconds since 1970; at most five minutes ago."),
            ("signature", "`v1,` and the HMAC-SHA256 in base64; several are separated by spaces."),
        )
    ),
    json=JsonBody(
        {
            "title": "BouncedMail",
            "type": "object",
            "required": ["Email"],
            "properties": {
                "Id": {
                    "type": ["string", "null"],
                    "maxLength": _LONGEST,
                    "description": "The report's id, the same if it is sent again. Required unless it is signed.",
                },
                "Email": {"type": "string", "maxLength": _LONGEST, "description": "The recipient's address."},
                "MessageId": {
                    "type": ["string", "null"],
                    "description": "The mail's `Message-ID`. Default: the last mail to the address.",
                },
                "Code": {
                    "type": ["string", "null"],
                    "description": "The mail server's status, such as `5.1.1` or `550`. Other text is ignored.",
                },
                "IsTemporary": {
                    "type": ["boolean", "null"],
                    "description": "True: the mail server may accept it later. The report changes nothing then.",
                },
            },
        },
        {
            "Id": "4f6c",
            "Email": "jane@techinnovators.com",
            "MessageId": "<7c1d5c5e-3c0f-4c5b-9a43-0b8a0f6f7a11@example.com>",
            "Code": "5.1.1",
        },
    ),
    replies={200: DONE},
    errors=("bad_request", "webhook_refused", "network_not_found", "body_too_large", "unavailable"),
    most_body_bytes=_MOST_BYTES,
)
async def receive_bounce(services: Services, request: HttpRequest) -> Response:
    """Take a report."""
    body = await request.bodies.content(request)
    asked_by(("address", services.proxies.client_of(request.scope)))
    host = host_of(request)
    network_id = await services.database.read(lambda conn: network_at(conn, host))
    notes_of(request.scope).network_id = network_id
    now, signed_id = services.now(), _one(request, "id")
    if not _may_report(services.settings.bounce_secret, request, body, services):
        services.security.of(request.scope, _CHANNEL)(security.SIGNATURE_WRONG, network_id, webhook_id=None)
        raise BounceRefused
    report = _report_of(json_of(body), signed_id)
    if report is not None:
        await services.database.write(
            lambda conn: bounces.note(conn, network_id, report, stopped=STOPPED_AT_BOUNCES, now=now)
        )
    return done()


def _one(request: HttpRequest, name: str) -> str | None:
    """Return a header of the signature, under whichever name; raises BadRequest if there are several."""
    found = [value for prefix in _PREFIXES for value in request.headers_named(f"{prefix}-{name}")]
    if len(found) > 1:
        raise BadRequest(f"webhook-{name}", "must be given only once")
    return found[0] if found else None


def _may_report(secret: str | None, request: HttpRequest, body: bytes, services: Services) -> bool:
    message_id, timestamp, signature = (_one(request, name) for name in ("id", "timestamp", "signature"))
    key = None if secret is None else secret_bytes(secret)
    if secret is None or key is None:
        return False
    if signature is not None:
        return is_signed(key, message_id or "", timestamp or "", body, signature.split(), now=services.now())
    return hmac.compare_digest(_password_of(request).encode(), secret.encode())


def _password_of(request: HttpRequest) -> str:
    """Return the password of HTTP Basic; "" without one. Any user name will do."""
    scheme, _, text = (request.header("authorization") or "").partition(" ")
    if scheme.lower() != "basic":
        return ""
    try:
        return base64.b64decode(text.strip(), validate=True).decode().partition(":")[2]
    except ValueError:  # no base64, or no text in it
        return ""


def _report_of(body: object, signed_id: str | None) -> Report | None:
    """Return what a body reports; None if it is no permanent failure. Raises BadRequest."""
    if not isinstance(body, dict):
        raise BadRequest("body", "must be a JSON object")
    if "RecordType" in body:
        return _report_of_postmark(body)
    if isinstance(body.get("type"), str):
        return _report_of_resend(body, signed_id)
    email, temporary = text_of(body, "Email"), flag_of(body, "IsTemporary")
    found = _MESSAGE_ID.fullmatch(text_of(body, "MessageId", is_required=False))
    message_id = UUID(found[1]) if found else None
    code = _CODE.fullmatch(text_of(body, "Code", is_required=False))
    report_id = signed_id or text_of(body, "Id")
    return None if temporary else _checked(report_id, [email], message_id, code[0] if code else None)


def _report_of_postmark(body: Mapping[str, object]) -> Report | None:
    if body["RecordType"] != "Bounce" or not (body.get("Type") in _OF_POSTMARK or body.get("Inactive") is True):
        return None
    number = body.get("ID")
    if not isinstance(number, int):
        raise BadRequest("ID", "must be a whole number")
    return _checked(f"postmark {number}", [text_of(body, "Email")], None, None)


def _report_of_resend(body: Mapping[str, object], signed_id: str | None) -> Report | None:
    if body["type"] != "email.bounced":
        return None
    data = body.get("data")
    to = data.get("to") if isinstance(data, dict) else None
    if not isinstance(to, list) or not to or not all(isinstance(one, str) for one in to) or signed_id is None:
        raise BadRequest("data", "must have the addresses in `to`, and the report must be signed")
    bounce = data.get("bounce") if isinstance(data, dict) else None
    if isinstance(bounce, dict) and bounce.get("type", _PERMANENT) != _PERMANENT:
        return None  # `Transient`, such as a full mailbox, or `Undetermined`
    return _checked(signed_id, to, None, None)


def _checked(report_id: str, emails: Sequence[str], message_id: UUID | None, code: str | None) -> Report:
    if len(emails) > _MOST_ADDRESSES or not all(map(_is_usable, (*emails, report_id))):
        raise BadRequest("body", "has an id or an address that is too long, or too many addresses")
    return Report(report_id, [one.strip() for one in emails], message_id, code)


def _is_usable(text: str) -> bool:
    return len(text) <= _LONGEST and storable(text) == text
