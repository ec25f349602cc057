"""``/api/account``: the caller's own account, its sign-ins and its codes; ``own_passkeys`` has its passkeys."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Annotated, Any, Final, NamedTuple, TypeVar

from msgspec import Meta, Struct
from psycopg import Connection

from teamkpi.accounts import Claim, own
from teamkpi.accounts.own import Holder, OwnChange
from teamkpi.accounts.passkeys import Shown
from teamkpi.api.callers.access import CHANNEL, bearer_token
from teamkpi.api.callers.open_sign_ins import OpenSignIn, shown_sign_ins
from teamkpi.api.callers.services import Services
from teamkpi.api.callers.sign_in import MOST_FORM_BYTES, safeguards, site_of
from teamkpi.api.calls import Body, Who, call
from teamkpi.api.http.declarations import NO_STORE, NO_STORE_HEADERS, JsonBody, Parameter, Reply
from teamkpi.api.http.json_body import text_of
from teamkpi.api.http.requests import HttpRequest
from teamkpi.api.http.responses import Response
from teamkpi.describing import says
from teamkpi.errors import AccountError, BadRequest
from teamkpi.ledger.audit_trail import Author
from teamkpi.membership import SignedIn
from teamkpi.outbox import bounces
from teamkpi.wire import encode

T = TypeVar("T")

_PATH: Final = "/api/account"
_SECRET: Final = re.compile(r"[A-Z2-7]{32}")
PROOF_ERRORS: Final = ("invalid_grant", "two_factor_auth_check", "too_many_requests")
FAILS: Final = "Failed attempts count like failed sign-ins."


class Passkey(Struct, frozen=True, kw_only=True, rename="pascal"):
    """A passkey of the caller."""

    id: Annotated[int, says("Identifies the passkey.", 3)]
    name: Annotated[str, says("The name that its holder gave it.", "Phone")]
    host: Annotated[str, says("The host that it works for.", "kpi.example.com")]
    created_on: Annotated[datetime, says("When it was added.", "2026-11-20T12:00:00Z")]
    last_used_on: Annotated[
        datetime | None, says("When it was last used; null if it has not been used.", "2026-11-28T08:00:00Z")
    ]


class OwnAccount(Struct, frozen=True, kw_only=True, rename="pascal"):
    """The caller's own account."""

    email: Annotated[str, says("The e-mail address to sign in with.", "jane@techinnovators.com")]
    second_factor_set_on: Annotated[
        datetime | None, says("When the second factor was set up; null if there isn't one.", "2026-11-20T12:00:00Z")
    ]
    recovery_codes_left: Annotated[int, says("How many recovery codes are left.", 10)]
    passkeys: Annotated[list[Passkey], Meta(description="The passkeys, the oldest first.")]
    mail_came_back_on: Annotated[
        datetime | None,
        says("When mail to the address was refused for good; null if it was not, or is tried again.", None),
    ]
    can_set_second_factor: Annotated[
        bool, says("Whether the server has a key (`TEAMKPI_SECRET_KEY`) to encrypt second factors with.", True)
    ]
    sign_ins: Annotated[list[OpenSignIn], Meta(description="The open sign-ins, newest first.")]


class NewSecondFactor(Struct, frozen=True, kw_only=True, rename="pascal"):
    """A secret for a second factor that is not set up yet."""

    secret: Annotated[str, says("The secret to type into an authenticator app.", "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")]
    uri: Annotated[
        str,
        says(
            "The URI to show as a QR code.",
            "otpauth://totp/teamkpi:jane%40techinnovators.com?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=teamkpi",
        ),
    ]


class RecoveryCodes(Struct, frozen=True, kw_only=True, rename="pascal"):
    """Codes that can be used once each in place of a code from the app."""

    recovery_codes: Annotated[
        list[str], Meta(description="The codes. They are not shown again.", examples=[["K3VX-77QA-NM2P-4FZD"]])
    ]


class Proof(NamedTuple):
    """The credentials that a change takes, and the second factor to set."""

    password: str
    code: str
    passkey: str
    secret: str = ""
    code_of_secret: str = ""


def proof_of(body: Mapping[str, Any]) -> Proof:
    """Read the credentials of a body."""
    code, passkey = (text_of(body, name, is_required=False) for name in ("Totp", "Passkey"))
    return Proof(text_of(body, "CurrentPassword"), code, passkey)


def _wanted(body: Mapping[str, Any]) -> Proof:
    secret = text_of(body, "Secret")
    if not _SECRET.fullmatch(secret):
        raise BadRequest("Secret", "must be a secret that POST /api/account/second-factor/secret returned")
    return proof_of(body)._replace(secret=secret, code_of_secret=text_of(body, "Code"))


def proof_body(read: Callable[[Any], Any], more: Mapping[str, tuple[str, str]]) -> Body:
    """Declare a body with credentials, and further required texts, each with its description and an example."""
    fields = {
        **{name: {"type": "string", "description": text} for name, (text, _) in more.items()},
        "CurrentPassword": {"type": "string", "format": "password", "description": "The account's password."},
        "Totp": {
            "type": ["string", "null"],
            "description": (
                "A code from the authenticator app, or a recovery code, if the account has a second factor already. "
                "As at sign-in, each code works only once."
            ),
        },
        "Passkey": {
            "type": ["string", "null"],
            "description": (
                "In place of a code: what a passkey signed after `POST /api/account/passkeys/challenge`, as JSON."
            ),
        },
    }
    example = {name: example for name, (_, example) in more.items()}
    schema = {"type": "object", "required": [*more, "CurrentPassword"], "properties": fields}
    proof = {"CurrentPassword": "correct horse battery staple", "Totp": None, "Passkey": None}
    return Body(read, JsonBody(schema, example | proof), most_bytes=MOST_FORM_BYTES)


@call(
    f"GET {_PATH}",
    id="myAccount",
    who=Who.CUSTOMER,
    summary="The caller's account",
    description="The e-mail address, the second factor and passkeys of the account, and the open sign-ins.",
    tag="Account",
    answer=OwnAccount,
    answered="The account.",
)
async def own_account(services: Services, request: HttpRequest, caller: SignedIn, now: datetime) -> OwnAccount:
    """Read the caller's account."""
    token = bearer_token(request) or ""
    found = await services.database.read(
        lambda conn: own.overview(conn, caller.network_id, caller.account_id, token, now=now)
    )
    return OwnAccount(
        email=caller.email,
        second_factor_set_on=None if found.second_factor_set_on is None else found.second_factor_set_on.astimezone(UTC),
        recovery_codes_left=found.recovery_codes_left,
        passkeys=[
            Passkey(
                id=one.id,
                name=one.name,
                host=one.host,
                created_on=one.created_on.astimezone(UTC),
                last_used_on=one.last_used_on and one.last_used_on.astimezone(UTC),
            )
            for one in found.passkeys
        ],
        mail_came_back_on=found.mail_came_back_on and found.mail_came_back_on.astimezone(UTC),
        can_set_second_factor=bool(services.settings.secret_key),
        sign_ins=shown_sign_ins(found.sign_ins),
    )


@call(
    f"POST {_PATH}/mail/try-again",
    id="tryMyMailAgain",
    who=Who.CUSTOMER,
    summary="Send me mail again",
    description=(
        "After mail to the account's address came back, alerts and reports are no longer mailed there. This call has "
        "them sent again. Without such mail, it changes nothing."
    ),
    tag="Account",
)
async def try_my_mail_again(services: Services, caller: SignedIn) -> None:
    """Forget that mail came back."""
    await services.database.write(lambda conn: bounces.clear(conn, caller.network_id, caller.email))


@call(
    f"DELETE {_PATH}/sign-ins/{{signInId}}",
    id="endSignIn",
    who=Who.CUSTOMER,
    summary="End a sign-in",
    description="Ends one of the caller's sign-ins, starting with its next request. An unknown id is ignored.",
    tag="Account",
    parameters=(
        Parameter("signInId", "path", "The sign-in's id.", {"type": "string", "maxLength": 24}, required=True),
    ),
)
async def end_sign_in(*, services: Services, request: HttpRequest, caller: SignedIn, author: Author) -> None:
    """End one sign-in."""
    name: str = request.path_params["signInId"]
    if not re.fullmatch(r"[0-9a-f]{24}", name):
        return
    holder = holder_of(services, request, caller, author)
    await services.database.write(lambda conn: own.end_sign_in(conn, holder, name))


@call(
    f"DELETE {_PATH}/sign-ins",
    id="endOtherSignIns",
    who=Who.CUSTOMER,
    summary="End all other sign-ins",
    description="Ends all of the caller's sign-ins except the one that this request belongs to.",
    tag="Account",
)
async def end_other_sign_ins(*, services: Services, request: HttpRequest, caller: SignedIn, author: Author) -> None:
    """End all sign-ins except this one."""
    token, holder = bearer_token(request) or "", holder_of(services, request, caller, author)
    await services.database.write(lambda conn: own.end_other_sign_ins(conn, holder, token))


@call(
    f"POST {_PATH}/second-factor/secret",
    id="newSecondFactor",
    who=Who.CUSTOMER,
    summary="A secret for a second factor",
    description=(
        "Creates a secret for an authenticator app. It is not stored, and has no effect until it is set together with "
        "a code from the app."
    ),
    tag="Account",
    replies={200: Reply("The secret.", NewSecondFactor, headers=NO_STORE_HEADERS)},
)
async def new_second_factor(services: Services, caller: SignedIn) -> Response:
    """Make a secret."""
    made = await services.database.read(lambda conn: own.new_second_factor(conn, caller.network_id, caller.email))
    return Response(body=encode(NewSecondFactor(secret=made.secret, uri=made.uri)), headers=NO_STORE)


@call(
    f"POST {_PATH}/second-factor",
    id="setSecondFactor",
    who=Who.CUSTOMER,
    summary="Set up a second factor",
    description=(
        "From now on, signing in takes a code from the app as well. An earlier second factor is replaced. The response "
        f"contains the recovery codes, which are not shown again. Open sign-ins stay open. {FAILS}"
    ),
    tag="Account",
    body=proof_body(
        _wanted,
        {
            "Secret": ("The secret in the app.", "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"),
            "Code": ("A code that the app shows for this secret.", "123456"),
        },
    ),
    replies={200: Reply("The recovery codes.", RecoveryCodes, headers=NO_STORE_HEADERS)},
    errors=PROOF_ERRORS,
)
async def set_second_factor(
    *, services: Services, request: HttpRequest, caller: SignedIn, body: Proof, author: Author
) -> Response:
    """Store a second factor."""
    if not services.settings.secret_key:
        raise BadRequest("Secret", "cannot be stored, because the server has no TEAMKPI_SECRET_KEY to encrypt it with")

    def work(conn: Connection, change: OwnChange) -> tuple[str, ...]:
        return own.set_second_factor(conn, change, body.secret, body.code_of_secret)

    codes = await changed_by_holder(services, request, caller, body, author, work, field="Code")
    return Response(body=encode(RecoveryCodes(recovery_codes=list(codes))), headers=NO_STORE)


@call(
    f"POST {_PATH}/second-factor/remove",
    id="removeSecondFactor",
    who=Who.CUSTOMER,
    summary="Remove the second factor",
    description=(
        "From now on, the password is enough to sign in, and the recovery codes stop working, unless the account has a "
        f"passkey. {FAILS}"
    ),
    tag="Account",
    body=proof_body(proof_of, {}),
    errors=PROOF_ERRORS,
)
async def remove_second_factor(
    *, services: Services, request: HttpRequest, caller: SignedIn, body: Proof, author: Author
) -> None:
    """Remove the second factor."""
    await changed_by_holder(services, request, caller, body, author, own.remove_second_factor, field="body")


@call(
    f"POST {_PATH}/recovery-codes",
    id="replaceRecoveryCodes",
    who=Who.CUSTOMER,
    summary="Replace the recovery codes",
    description=f"The old codes stop working. The new ones are not shown again. {FAILS}",
    tag="Account",
    body=proof_body(proof_of, {}),
    replies={200: Reply("The recovery codes.", RecoveryCodes, headers=NO_STORE_HEADERS)},
    errors=PROOF_ERRORS,
)
async def replace_recovery_codes(
    *, services: Services, request: HttpRequest, caller: SignedIn, body: Proof, author: Author
) -> Response:
    """Replace the recovery codes."""
    codes = await changed_by_holder(services, request, caller, body, author, own.new_recovery_codes, field="body")
    return Response(body=encode(RecoveryCodes(recovery_codes=list(codes))), headers=NO_STORE)


def holder_of(services: Services, request: HttpRequest, caller: SignedIn, author: Author) -> Holder:
    """Return the caller as the holder of their account."""
    return Holder(
        network_id=caller.network_id,
        account_id=caller.account_id,
        email=caller.email,
        author=author,
        now=services.now(),
        tell=services.security.of(request.scope, CHANNEL),
    )


async def changed_by_holder(  # noqa: PLR0917 - what each of these calls has
    services: Services,
    request: HttpRequest,
    caller: SignedIn,
    proof: Proof,
    author: Author,
    work: Callable[[Connection, OwnChange], T],
    *,
    field: str,
) -> T:
    """Make a change to the caller's account, which takes the credentials in the body."""
    change = OwnChange(
        network_id=caller.network_id,
        claim=Claim(caller.email, proof.password, proof.code, services.proxies.client_of(request.scope)),
        safeguards=safeguards(services.settings),
        author=author,
        now=services.now(),
        tell=services.security.of(request.scope, CHANNEL),
    )

    def changed() -> T:
        with services.database.writing() as conn:
            try:
                return work(conn, _with_passkey(conn, services, request, change, proof.passkey))
            except AccountError as error:
                raise BadRequest(field, str(error)) from None

    return await services.passwords.run(changed)


def _with_passkey(
    conn: Connection, services: Services, request: HttpRequest, change: OwnChange, answer: str
) -> OwnChange:
    if not answer:
        return change
    browser = own.browser_of(conn, change.network_id, bearer_token(request) or "")
    return replace(change, claim=replace(change.claim, passkey=Shown(answer, browser, site_of(services, request))))
