"""``/api/account/passkeys``: the caller's passkeys."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Final, NamedTuple

from msgspec import Meta, Struct
from psycopg import Connection

from teamkpi.accounts import own
from teamkpi.accounts.own import OwnChange
from teamkpi.accounts.passkeys import LONGEST_NAME, MOST, Shown
from teamkpi.api.callers.access import bearer_token
from teamkpi.api.callers.services import Services
from teamkpi.api.callers.sign_in import MOST_FORM_BYTES, site_of
from teamkpi.api.calls import Body, Who, call
from teamkpi.api.http.declarations import NO_STORE, NO_STORE_HEADERS, JsonBody, Parameter, Reply
from teamkpi.api.http.json_body import text_of
from teamkpi.api.http.requests import HttpRequest
from teamkpi.api.http.responses import Response
from teamkpi.api.portal.own_account import (
    FAILS,
    PROOF_ERRORS,
    Proof,
    RecoveryCodes,
    changed_by_holder,
    holder_of,
    proof_body,
    proof_of,
)
from teamkpi.errors import AccountError, BadRequest
from teamkpi.ledger.audit_trail import Author
from teamkpi.membership import SignedIn
from teamkpi.wire import encode

_PATH: Final = "/api/account/passkeys"
_ID: Final = Parameter("passkeyId", "path", "The passkey's id.", {"type": "integer", "minimum": 1}, required=True)
_NAME: Final = {"type": "string", "maxLength": LONGEST_NAME, "description": "A name to recognise the passkey by."}
_MOST_DIGITS: Final = 15


class PasskeyOptions(Struct, frozen=True, kw_only=True, rename="pascal"):
    """What a browser needs to use or to make a passkey."""

    public_key: Annotated[
        dict[str, Any],
        Meta(
            extra_json_schema={"additionalProperties": True},
            description=(
                "The options of `navigator.credentials.get` or `.create` (`PublicKeyCredentialRequestOptionsJSON` or "
                "`PublicKeyCredentialCreationOptionsJSON` of WebAuthn)."
            ),
            examples=[{"challenge": "sDnQbYp2zV1m4uN0yqk9b1W3J6cR8tLfXhE5aKoGi7U", "rpId": "kpi.example.com"}],
        ),
    ]


class _New(NamedTuple):
    """A passkey that was made, and its name."""

    name: str
    passkey: str


def _new(body: Mapping[str, Any]) -> _New:
    return _New(text_of(body, "Name"), text_of(body, "Passkey"))


def _name(body: Mapping[str, Any]) -> str:
    return text_of(body, "Name")


@call(
    f"POST {_PATH}/challenge",
    id="ownPasskeyChallenge",
    who=Who.CUSTOMER,
    summary="Ask for a signature in place of a code",
    description=(
        "Returns what one of the caller's passkeys has to sign to take the place of a code in a change of the "
        "account: once, within five minutes, and only for the sign-in that asked."
    ),
    tag="Account",
    replies={200: Reply("What to sign.", PasskeyOptions, headers=NO_STORE_HEADERS)},
)
async def ask_for_proof(services: Services, request: HttpRequest, caller: SignedIn) -> Response:
    """Ask for a signature."""
    token, site, now = bearer_token(request) or "", site_of(services, request), services.now()
    asked = await services.database.write(
        lambda conn: own.ask_for_proof(conn, caller.network_id, caller.account_id, token, site, now=now)
    )
    return Response(body=encode(PasskeyOptions(public_key=asked)), headers=NO_STORE)


@call(
    f"POST {_PATH}/options",
    id="newPasskeyOptions",
    who=Who.CUSTOMER,
    summary="Begin to add a passkey",
    description=(
        "Returns what the browser needs to make a passkey. It can be added once, within five minutes, by the sign-in "
        f"that asked. An account can have at most {MOST} passkeys. {FAILS}"
    ),
    tag="Account",
    body=proof_body(proof_of, {}),
    replies={200: Reply("What the browser needs.", PasskeyOptions, headers=NO_STORE_HEADERS)},
    errors=PROOF_ERRORS,
)
async def ask_for_passkey(
    *, services: Services, request: HttpRequest, caller: SignedIn, body: Proof, author: Author
) -> Response:
    """Begin to add a passkey."""
    token, site = bearer_token(request) or "", site_of(services, request)

    def work(conn: Connection, change: OwnChange) -> dict[str, Any]:
        return own.ask_for_passkey(conn, change, caller.account_id, token, site)

    asked = await changed_by_holder(services, request, caller, body, author, work, field="body")
    return Response(body=encode(PasskeyOptions(public_key=asked)), headers=NO_STORE)


@call(
    f"POST {_PATH}",
    id="addPasskey",
    who=Who.CUSTOMER,
    summary="Add a passkey",
    description=(
        "From now on, the passkey can be used to sign in, and signing in with the password takes a passkey or a code "
        "as well. If the account had no recovery codes, the response contains some, which are not shown again."
    ),
    tag="Account",
    body=Body(
        _new,
        JsonBody(
            {
                "type": "object",
                "required": ["Name", "Passkey"],
                "properties": {
                    "Name": _NAME,
                    "Passkey": {
                        "type": "string",
                        "description": "What the browser made (`RegistrationResponseJSON` of WebAuthn), as JSON.",
                    },
                },
            },
            {"Name": "Phone", "Passkey": '{"id": "…", "rawId": "…", "type": "public-key", "response": {}}'},
        ),
        most_bytes=MOST_FORM_BYTES,
    ),
    replies={200: Reply("Recovery codes, or none.", RecoveryCodes, headers=NO_STORE_HEADERS)},
)
async def add_passkey(
    *, services: Services, request: HttpRequest, caller: SignedIn, body: _New, author: Author
) -> Response:
    """Store a passkey."""
    holder, token = holder_of(services, request, caller, author), bearer_token(request) or ""
    site = site_of(services, request)

    def work(conn: Connection) -> tuple[str, ...]:
        shown = Shown(body.passkey, own.browser_of(conn, caller.network_id, token), site)
        try:
            return own.add_passkey(conn, holder, shown, body.name)
        except AccountError as error:
            raise BadRequest("Name" if str(error).startswith("must be a name") else "Passkey", str(error)) from None

    codes = await services.database.write(work)
    return Response(body=encode(RecoveryCodes(recovery_codes=list(codes))), headers=NO_STORE)


@call(
    f"PUT {_PATH}/{{passkeyId}}",
    id="renamePasskey",
    who=Who.CUSTOMER,
    summary="Rename a passkey",
    description="Gives one of the caller's passkeys another name. An unknown id is ignored.",
    tag="Account",
    parameters=(_ID,),
    body=Body(
        _name,
        JsonBody({"type": "object", "required": ["Name"], "properties": {"Name": _NAME}}, {"Name": "Phone"}),
        most_bytes=MOST_FORM_BYTES,
    ),
)
async def rename_passkey(
    *, services: Services, request: HttpRequest, caller: SignedIn, body: str, author: Author
) -> None:
    """Rename a passkey."""
    holder, passkey_id = holder_of(services, request, caller, author), _id_of(request)

    def work(conn: Connection) -> None:
        try:
            own.rename_passkey(conn, holder, passkey_id, body)
        except AccountError as error:
            raise BadRequest("Name", str(error)) from None

    await services.database.write(work)


@call(
    f"POST {_PATH}/{{passkeyId}}/remove",
    id="removePasskey",
    who=Who.CUSTOMER,
    summary="Remove a passkey",
    description=(
        "The passkey stops working. Without another passkey and without codes from an app, the password is enough to "
        f"sign in afterwards, and the recovery codes stop working. An unknown id is ignored. {FAILS}"
    ),
    tag="Account",
    parameters=(_ID,),
    body=proof_body(proof_of, {}),
    errors=PROOF_ERRORS,
)
async def remove_passkey(
    *, services: Services, request: HttpRequest, caller: SignedIn, body: Proof, author: Author
) -> None:
    """Remove a passkey."""
    passkey_id = _id_of(request)

    def work(conn: Connection, change: OwnChange) -> None:
        own.remove_passkey(conn, change, caller.account_id, passkey_id)

    await changed_by_holder(services, request, caller, body, author, work, field="body")


def _id_of(request: HttpRequest) -> int:
    """Return the id in the path; 0, which no passkey has, for anything else."""
    text: str = request.path_params["passkeyId"]
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS else 0
