"""``/api/sys/keys``: the API keys of a network."""

from __future__ import annotations

from typing import Annotated, Final

from msgspec import Meta, Struct
from psycopg import Connection

from teamkpi.accounts import access, keys
from teamkpi.api.backoffice.access_types import (
    ACCESS_TAG,
    FOR_OWNERS,
    ROLES_SCHEMA,
    AccessKey,
    RoleSet,
    owner_of,
    role_sets,
    roles_in,
    shown_key,
)
from teamkpi.api.backoffice.bodies import read_object
from teamkpi.api.backoffice.declarations import NOT_FOUND_REPLY, PROBLEMS, REFUSED
from teamkpi.api.backoffice.envelopes import answering, json_answer
from teamkpi.api.callers.services import Services
from teamkpi.api.calls import register
from teamkpi.api.http.declarations import ID_SCHEMA, NO_STORE, NO_STORE_HEADERS, JsonBody, Operation, Parameter, Reply
from teamkpi.api.http.json_body import read, text_of
from teamkpi.api.http.query import positive_number
from teamkpi.api.http.requests import HttpRequest
from teamkpi.api.http.responses import Response
from teamkpi.describing import says
from teamkpi.errors import ApiKeyError, BadRequest
from teamkpi.ledger.values import INSTANT
from teamkpi.wire import encode

_PATH: Final = "/api/sys/keys"


class AccessKeys(Struct, frozen=True, rename="pascal"):
    """The API keys of a network."""

    keys: Annotated[list[AccessKey], Meta(description="The keys by name, revoked and expired ones too.")]
    role_sets: Annotated[list[RoleSet], Meta(description="The sets of roles that can be given.")]


class KeyCreated(Struct, frozen=True, rename="pascal"):
    """A new API key."""

    key: AccessKey
    secret: Annotated[str, says("The key itself, which is not shown again.", f"{keys.PREFIX}{'A' * 43}")]


async def _list(services: Services, request: HttpRequest) -> Response:
    _, owner = await owner_of(services, request)
    return json_answer(await services.database.read_in_thread(lambda conn: _keys(conn, owner.network_id)))


def _keys(conn: Connection, network_id: int) -> AccessKeys:
    return AccessKeys([shown_key(one) for one in keys.list_keys(conn, network_id)], role_sets())


async def _create(services: Services, request: HttpRequest) -> Response:
    _, owner = await owner_of(services, request)

    async def work() -> Response:
        body = await read_object(request, dict)
        name = text_of(body, "Name")
        roles = roles_in(body)
        given = body.get("ExpiresOn")
        expires_on = None if given is None or given == "" else read("ExpiresOn", given, INSTANT.read)
        if expires_on is not None and expires_on <= owner.now:
            raise BadRequest("ExpiresOn", "must be in the future")

        def create(conn: Connection) -> KeyCreated:
            try:
                made, secret = access.create_key(conn, owner, name, roles, expires_on)
            except ApiKeyError as error:
                raise BadRequest("Name", str(error)) from None
            return KeyCreated(shown_key(made), secret)

        made = await services.database.write(create)
        return Response(body=encode(made), headers=NO_STORE, media_type="application/json")

    return await answering(request, work, {})


async def _revoke(services: Services, request: HttpRequest) -> Response:
    _, owner = await owner_of(services, request)
    key_id = positive_number(request.path_params["keyId"]) or 0

    async def work() -> Response:
        def revoke(conn: Connection) -> AccessKeys:
            access.revoke_key(conn, owner, key_id)
            return _keys(conn, owner.network_id)

        return json_answer(await services.database.write(revoke))

    return await answering(request, work, {})


register(
    __name__,
    Operation(
        id="listKeys",
        method="get",
        path=_PATH,
        summary="List the API keys",
        description=f"The keys with their roles and last use, without their secrets. {FOR_OWNERS}",
        tag=ACCESS_TAG,
        replies={200: Reply("The keys.", AccessKeys)},
        problems=PROBLEMS,
        for_operators=True,
    ),
    _list,
)
register(
    __name__,
    Operation(
        id="createKey",
        method="post",
        path=_PATH,
        summary="Create an API key",
        description=(
            "Creates a key for this network. The response has its secret, which cannot be read later. A key for "
            f"several networks is created with `teamkpi key create`. {FOR_OWNERS}"
        ),
        tag=ACCESS_TAG,
        json=JsonBody(
            {
                "title": "NewKey",
                "type": "object",
                "required": ["Name"],
                "properties": {
                    "Name": {
                        "type": "string",
                        "maxLength": 100,
                        "description": "The name, which no other active key has.",
                    },
                    **ROLES_SCHEMA,
                    "ExpiresOn": {
                        "type": ["string", "null"],
                        "description": "When it expires. Default: never.",
                    },
                },
            },
            {"Name": "sync", "RoleSet": "Auditor", "ExpiresOn": "2027-01-31T00:00:00Z"},
        ),
        replies={200: Reply("The key.", KeyCreated, headers=NO_STORE_HEADERS), 400: REFUSED},
        problems=(*PROBLEMS, "body_too_large", "unsupported_media_type"),
        for_operators=True,
    ),
    _create,
)
register(
    __name__,
    Operation(
        id="revokeKey",
        method="delete",
        path=f"{_PATH}/{{keyId}}",
        summary="Revoke an API key",
        description=(
            "Ends a key in this network, starting with its next request. In other networks that it was created for, "
            f"it stays valid. {FOR_OWNERS}"
        ),
        tag=ACCESS_TAG,
        parameters=(Parameter("keyId", "path", "The key's id.", ID_SCHEMA, required=True),),
        replies={200: Reply("All keys.", AccessKeys), 404: NOT_FOUND_REPLY},
        problems=PROBLEMS,
        for_operators=True,
    ),
    _revoke,
)
