"""A request for any call of the contract, with plausible values, and what of its answer can be compared."""

from __future__ import annotations

import re
from typing import Any, Final
from urllib.parse import urlencode

from teamkpi.api.http.declarations import Operation

PLACES: Final = {
    "signInId": "0" * 24,
    "teamId": "55",
    "id": "101",
    "coworkerId": "101",
    "invitationId": "1",
    "linkId": "1",
    "month": "2026-10",
    "part": "1",
    "ruleId": "1",
    "messageId": "7c1d5c5e-3c0f-4c5b-9a43-0b8a0f6f7a11",
    "secret": "no-secret",
    "mailSecret": "no-secret",
    "accountId": "1",
    "keyId": "999",
    "providerId": "999",
    "webhookId": "999",
    "networkId": "999",
    "deliveryId": "999",
    "hookId": "999",
    "passkeyId": "999",
    "eventId": "7c1d5c5e-3c0f-4c5b-9a43-0b8a0f6f7a11",
}
_VALUES: Final = {
    "date": "2026-11-18",
    "isTeamAdmin": "true",
    "from": "2026-10-01",
    "to": "2026-11-01",
    "id": "101",
    "hookId": "999",
    "query": "a",
    "threshold": "5",
}


# Different in any two answers: tokens, the use of the server's resources, and random ids. The ids of the tests begin
# with the same digits, and are kept.
_RANDOM: Final = re.compile(
    rb'"(access_token|AccessToken|refresh_token|Token|Link|Secret|PublicKey|Password|challenge)":"[^"]*"'
    rb'|"(DatabaseBytes|DiskFreeBytes|Connections|Milliseconds)":\d+'
    rb'|"(user)":\{"id":"[^"]*"'
    rb'|"(Path)":"/webhooks/[^"]*"'
    rb'|"(Id)":"(?!7c1d5c5e)[0-9a-f]{8}-[0-9a-f-]{27}"'
)


def without_random(body: bytes) -> bytes:
    """Return the body of an answer without the values that no two answers have in common."""
    return _RANDOM.sub(rb'"\1\2\3\4\5":"random"', body)


def path_of(operation: Operation, **places: str) -> str:
    """Return the path of a call, its parameters filled in."""
    return re.sub(r"\{(\w+)\}", lambda found: {**PLACES, **places}[found[1]], operation.path)


def required_query(operation: Operation) -> dict[str, str]:
    """Return a value for each query parameter that a call requires."""
    return {
        one.name: _value(one.name, one.schema) for one in operation.parameters if one.required and one.place == "query"
    }


def query_string(operation: Operation) -> str:
    """Return these with the question mark before them; "" when there are none."""
    needed = required_query(operation)
    return f"?{urlencode(needed)}" if needed else ""


def _value(name: str, schema: Any) -> str:
    return str(schema["enum"][0]) if "enum" in schema else _VALUES[name]
