"""``/api/sys/sign-in-providers``: the providers that people sign in with, and whether passwords sign in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Annotated, Any, Final, TypeVar

from msgspec import Meta, Struct
from psycopg import Connection

from teamkpi.accounts import access_providers, providers
from teamkpi.accounts.access import Owner
from teamkpi.accounts.provider_attempts import PAGE
from teamkpi.accounts.providers import FOR_WHOM, SCOPES, NewProvider, Provider
from teamkpi.accounts.sealing import Seal
from teamkpi.api.backoffice.access_types import owner_of
from teamkpi.api.backoffice.bodies import read_object
from teamkpi.api.backoffice.declarations import NOT_FOUND_REPLY, REFUSED
from teamkpi.api.backoffice.envelopes import answering, json_answer
from teamkpi.api.backoffice.owner_calls import declare, id_in_path
from teamkpi.api.callers.provider_sign_ins import ProviderDesk
from teamkpi.api.callers.services import Services
from teamkpi.api.http.declarations import ID_SCHEMA, JsonBody, Parameter, Reply
from teamkpi.api.http.json_body import flag_of, text_of
from teamkpi.api.http.requests import HttpRequest
from teamkpi.api.http.responses import Response
from teamkpi.describing import says
from teamkpi.errors import AccountError, BadRequest, ProviderError, ProviderFailed, SettingsError, UnknownRole
from teamkpi.openid.directory import Metadata
from teamkpi.openid.fetching import checked_url

T = TypeVar("T")

_PATH: Final = "/api/sys/sign-in-providers"
_ONE: Final = f"{_PATH}/{{providerId}}"
_MOST: Final = 100
_ID: Final = Parameter("providerId", "path", "The provider's id.", ID_SCHEMA, required=True)
_TEXTS: Final[Mapping[str, str]] = {"Label": "label", "ClientId": "client_id"}


class ProviderDetails(Struct, frozen=True, kw_only=True, rename="pascal"):
    """A sign-in provider, without its secret."""

    id: Annotated[int, says("The provider's id.", 1)]
    name: Annotated[str, says("Its short name.", "acme")]
    label: Annotated[str, says("What it is called on the button of the sign-in page.", "Acme")]
    issuer: Annotated[str, says("Its issuer.", "https://login.example.com")]
    client_id: Annotated[str, says("The client id that it has given to this server.", "kpi")]
    has_secret: Annotated[bool, says("A client secret is stored; it is not shown.", True)]
    scopes: Annotated[list[str], says("The scopes that are asked for.", ["openid", "email"])]
    for_whom: Annotated[str, says("Whose accounts may sign in with it.", "everybody", enum=list(FOR_WHOM))]
    role_claim: Annotated[str | None, says("The claim with roles; null if it gives none.", "groups")]
    role_map: Annotated[
        dict[str, list[str]] | None, says("The roles for each value of the claim.", {"desk": ["FrontDesk"]})
    ]
    created_on: Annotated[datetime, says("When it was added.", "2026-11-20T12:00:00Z")]
    connected: Annotated[int, says("How many accounts are connected.", 12)]


class ProviderList(Struct, frozen=True, kw_only=True, rename="pascal"):
    """The sign-in providers of a network."""

    providers: Annotated[list[ProviderDetails], Meta(description="The providers, by label.")]
    redirect_path: Annotated[
        str, says("What to register at a provider as redirect URI, below the address of this server.", PAGE)
    ]
    can_store_secrets: Annotated[
        bool, says("The server has a key (`TEAMKPI_SECRET_KEY`) to encrypt secrets with.", True)
    ]
    passwords_sign_in: Annotated[bool, says("Passwords sign in; if not, only that of `PasswordOwner` does.", True)]
    password_owner: Annotated[str | None, says("The only account that still signs in with a password.", None)]


class ProviderTest(Struct, frozen=True, kw_only=True, rename="pascal"):
    """What a provider publishes about itself."""

    sign_in_page: Annotated[str, says("Its sign-in page.", "https://login.example.com/authorize")]
    token_endpoint: Annotated[str, says("Where codes are exchanged for tokens.", "https://login.example.com/token")]
    algorithms: Annotated[list[str], says("The accepted algorithms that it signs with.", ["RS256"])]
    keys: Annotated[int, says("How many keys it publishes for them.", 2)]


async def _list(services: Services, request: HttpRequest) -> Response:
    _, owner = await owner_of(services, request)
    return json_answer(await services.database.read_in_thread(lambda conn: _all(services, conn, owner)))


def _all(services: Services, conn: Connection, owner: Owner) -> ProviderList:
    excepted = providers.password_owner(conn, owner.network_id)
    return ProviderList(
        providers=[_shown(one) for one in providers.all_providers(conn, owner.network_id)],
        redirect_path=PAGE,
        can_store_secrets=bool(services.settings.secret_key),
        passwords_sign_in=excepted is None,
        password_owner=None if excepted is None else excepted[1],
    )


def _shown(one: Provider) -> ProviderDetails:
    return ProviderDetails(**{**one._asdict(), "created_on": one.created_on.astimezone(UTC)})


async def _add(services: Services, request: HttpRequest) -> Response:
    _, owner = await owner_of(services, request)

    async def work() -> Response:
        body = await read_object(request, dict)
        given = _fields(body)
        new = NewProvider(
            name=text_of(body, "Name"),
            issuer=text_of(body, "Issuer"),
            **{**{field: text_of(body, name) for name, field in _TEXTS.items()}, **given},
        )
        await _asked(services, new.issuer)
        return await _changed(
            services,
            owner,
            lambda conn, seal: access_providers.add_provider(conn, owner, new, seal=seal),
        )

    return await answering(request, work, {})


async def _alter(services: Services, request: HttpRequest) -> Response:
    _, owner = await owner_of(services, request)
    provider_id = id_in_path(request, "providerId")

    async def work() -> Response:
        body = await read_object(request, dict)
        for name in ("Name", "Issuer"):
            if name in body:
                raise BadRequest(name, "cannot be changed, because accounts are connected to it; add another provider")
        given = _fields(body)
        if not given:
            raise BadRequest("body", "has nothing to change")
        return await _changed(
            services,
            owner,
            lambda conn, seal: access_providers.change_provider(conn, owner, provider_id, given, seal=seal),
        )

    return await answering(request, work, {})


async def _remove(services: Services, request: HttpRequest) -> Response:
    _, owner = await owner_of(services, request)
    provider_id = id_in_path(request, "providerId")

    async def work() -> Response:
        return await _changed(
            services, owner, lambda conn, _: access_providers.remove_provider(conn, owner, provider_id)
        )

    return await answering(request, work, {})


async def _test(services: Services, request: HttpRequest) -> Response:
    _, owner = await owner_of(services, request)
    provider_id = id_in_path(request, "providerId")

    def found(conn: Connection) -> str:
        one = providers.find(conn, owner.network_id, providers.name_of(conn, owner.network_id, provider_id))
        try:
            one.secret(owner.network_id, Seal(services.settings.secret_key))
        except SettingsError as error:
            raise BadRequest("Secret", str(error)) from None
        return one.issuer

    async def work() -> Response:
        metadata, keys = await _asked(services, await services.database.read_in_thread(found))
        return json_answer(
            ProviderTest(
                sign_in_page=metadata.authorization_endpoint,
                token_endpoint=metadata.token_endpoint,
                algorithms=list(metadata.algorithms),
                keys=keys,
            )
        )

    return await answering(request, work, {})


async def _set_passwords(services: Services, request: HttpRequest) -> Response:
    who, owner = await owner_of(services, request)

    async def work() -> Response:
        body = await read_object(request, dict)
        signs_in = flag_of(body, "PasswordsSignIn", is_required=True)
        excepted = None if signs_in else text_of(body, "Owner", is_required=False) or who.author.name
        return await _changed(
            services, owner, lambda conn, _: access_providers.set_passwords(conn, owner, excepted=excepted), "Owner"
        )

    return await answering(request, work, {})


async def _asked(services: Services, issuer: str) -> tuple[Metadata, int]:
    """Ask a provider what it publishes; raises BadRequest if it does not answer, or not as providers do."""
    desk = services.one(ProviderDesk)

    def ask() -> tuple[Metadata, int]:
        checked_url(issuer, desk.directory.fetcher.allowed)
        metadata = desk.directory.metadata(issuer, now=services.now())
        return metadata, desk.directory.count_keys(metadata)

    try:
        metadata, keys = await desk.gate.run(ask)
    except (ProviderError, ProviderFailed) as error:
        raise BadRequest("Issuer", str(error)) from None
    if not keys:
        raise BadRequest("Issuer", "publishes no key that signatures could be checked with")
    return metadata, keys


async def _changed(
    services: Services, owner: Owner, work: Callable[[Connection, Seal], None], field: str = "body"
) -> Response:
    def change(conn: Connection) -> ProviderList:
        try:
            work(conn, Seal(services.settings.secret_key))
        except (ProviderError, AccountError, UnknownRole) as error:
            raise BadRequest(field, str(error)) from None
        except SettingsError as error:
            raise BadRequest("Secret", str(error)) from None
        return _all(services, conn, owner)

    return json_answer(await services.database.write(change))


def _fields(body: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of a body, by their names in ``NewProvider``; raises BadRequest."""
    given: dict[str, Any] = {field: text_of(body, name) for name, field in _TEXTS.items() if name in body}
    if "Secret" in body:
        given["secret"] = text_of(body, "Secret", is_required=False) or None
    if "Scopes" in body:
        given["scopes"] = [one for one in _texts(body["Scopes"], "Scopes") if one not in SCOPES]
    if "ForWhom" in body:
        if body["ForWhom"] not in FOR_WHOM:
            raise BadRequest("ForWhom", f"must be one of {', '.join(FOR_WHOM)}")
        given["for_whom"] = body["ForWhom"]
    if "RoleClaim" in body:
        given["role_claim"] = text_of(body, "RoleClaim", is_required=False) or None
    if "RoleMap" in body:
        found = body["RoleMap"] or {}
        if not isinstance(found, dict):
            raise BadRequest("RoleMap", "must be an object with a list of roles for each value of the claim")
        given["role_map"] = {value: _texts(roles, "RoleMap") for value, roles in found.items()} or None
    return given


def _texts(value: Any, name: str) -> list[str]:
    if not isinstance(value, list) or len(value) > _MOST or not all(isinstance(one, str) for one in value):
        raise BadRequest(name, f"must be a list of at most {_MOST} texts")
    return value


_FIELDS: Final[Mapping[str, Any]] = {
    "Label": {"type": "string", "maxLength": 60, "description": "What it is called on the button."},
    "ClientId": {"type": "string", "description": "The client id that the provider has given to this server."},
    "Secret": {
        "type": ["string", "null"],
        "format": "password",
        "description": "The client secret; null or empty for a public client.",
    },
    "Scopes": {
        "type": "array",
        "items": {"type": "string"},
        "maxItems": _MOST,
        "description": "Scopes to ask for besides `openid` and `email`.",
    },
    "ForWhom": {"type": "string", "enum": list(FOR_WHOM), "description": "Whose accounts may sign in with it."},
    "RoleClaim": {
        "type": ["string", "null"],
        "description": "The claim of the ID token with groups or roles, such as `groups`; null: roles are set here.",
    },
    "RoleMap": {
        "type": ["object", "null"],
        "additionalProperties": {"type": "array", "items": {"type": "string"}},
        "description": "The roles, or sets of roles, for each value of the claim.",
    },
}
_NEW: Final[Mapping[str, Any]] = {
    "Name": {"type": "string", "maxLength": 40, "description": "A short name: lower-case letters, digits, hyphens."},
    "Issuer": {"type": "string", "description": "The issuer, such as `https://accounts.google.com`."},
    **_FIELDS,
}
_LISTED: Final = Reply("The providers.", ProviderList)

declare(
    _list,
    f"GET {_PATH}",
    "listSignInProviders",
    "List the sign-in providers",
    "The providers that people sign in with, without their secrets, and whether passwords sign in.",
    replies={200: _LISTED},
)
declare(
    _add,
    f"POST {_PATH}",
    "addSignInProvider",
    "Add a sign-in provider",
    "The provider is asked what it publishes; if it does not answer, it is not added. The secret is stored encrypted "
    "and is not shown again.",
    json=JsonBody(
        {
            "title": "NewSignInProvider",
            "type": "object",
            "required": ["Name", "Label", "Issuer", "ClientId"],
            "properties": _NEW,
        },
        {"Name": "acme", "Label": "Acme", "Issuer": "https://login.example.com", "ClientId": "kpi"},
    ),
    replies={200: _LISTED, 400: REFUSED},
)
declare(
    _alter,
    f"PUT {_ONE}",
    "changeSignInProvider",
    "Change a sign-in provider",
    "Changes the fields that are in the body. Accounts stay connected. The issuer cannot be changed.",
    parameters=(_ID,),
    json=JsonBody({"title": "SignInProviderChange", "type": "object", "properties": _FIELDS}, {"Label": "Acme staff"}),
    replies={200: _LISTED, 400: REFUSED, 404: NOT_FOUND_REPLY},
)
declare(
    _test,
    f"POST {_ONE}/test",
    "testSignInProvider",
    "Test a sign-in provider",
    "Asks the provider for its addresses and keys. It signs no one in.",
    parameters=(_ID,),
    replies={200: Reply("What it answers.", ProviderTest), 400: REFUSED, 404: NOT_FOUND_REPLY},
)
declare(
    _remove,
    f"DELETE {_ONE}",
    "removeSignInProvider",
    "Remove a sign-in provider",
    "No account is connected to it any more. Open sign-ins stay open.",
    parameters=(_ID,),
    replies={200: Reply("The providers that are left.", ProviderList), 400: REFUSED, 404: NOT_FOUND_REPLY},
)
declare(
    _set_passwords,
    f"POST {_PATH}/passwords",
    "setPasswordsSignIn",
    "Turn passwords on or off",
    "Passwords then no longer sign in, except that of one owner, in case a provider cannot be used. Open sign-ins stay "
    "open, and API keys stay valid.",
    json=JsonBody(
        {
            "title": "PasswordPolicy",
            "type": "object",
            "required": ["PasswordsSignIn"],
            "properties": {
                "PasswordsSignIn": {"type": "boolean", "description": "Whether passwords sign in."},
                "Owner": {
                    "type": ["string", "null"],
                    "description": "The e-mail address of the owner who still signs in with one. Default: the caller.",
                },
            },
        },
        {"PasswordsSignIn": False},
    ),
    replies={200: _LISTED, 400: REFUSED},
)
