"""``/api/sys/operators`` and ``/api/sys/accounts``: who can sign in, with which rights, and from where they did."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated, Final, TypeVar

from msgspec import Meta, Struct
from psycopg import Connection

from teamkpi.accounts import access, links
from teamkpi.accounts.access import Action, Owner, Search
from teamkpi.api.backoffice.access_types import (
    ROLES_SCHEMA,
    AccessAccount,
    RoleSet,
    action_of,
    owner_of,
    role_sets,
    roles_in,
    shown_account,
)
from teamkpi.api.backoffice.bodies import read_object
from teamkpi.api.backoffice.declarations import NOT_FOUND_REPLY, REFUSED
from teamkpi.api.backoffice.envelopes import answering, json_answer
from teamkpi.api.backoffice.owner_calls import declare, id_in_path, page_of, page_parameters, shown_once
from teamkpi.api.backoffice.search import LONGEST, NameSearch, search_text
from teamkpi.api.callers.access import bearer_token
from teamkpi.api.callers.open_sign_ins import OpenSignIn, shown_sign_ins
from teamkpi.api.callers.services import Services
from teamkpi.api.http.declarations import ID_SCHEMA, NO_STORE_HEADERS, JsonBody, Parameter, Reply
from teamkpi.api.http.json_body import read, text_of
from teamkpi.api.http.query import Query
from teamkpi.api.http.requests import HttpRequest
from teamkpi.api.http.responses import Response
from teamkpi.api.shown import shows
from teamkpi.describing import says
from teamkpi.errors import AccountError, BadRequest
from teamkpi.ledger.values import TEXT

T = TypeVar("T")

_USUAL: Final = 50
_MOST: Final = 200
_MOST_FOUND: Final = 1000
_ACCOUNT_ID: Final = Parameter("accountId", "path", "The account's id.", ID_SCHEMA, required=True)


class Operators(Struct, frozen=True, rename="pascal"):
    """The operators of a space."""

    operators: Annotated[list[AccessAccount], Meta(description="The accounts of operators, by e-mail address.")]
    role_sets: Annotated[list[RoleSet], Meta(description="The sets of roles that can be given.")]


class OperatorAdded(Struct, frozen=True, rename="pascal"):
    """A new operator."""

    account: AccessAccount
    password: Annotated[
        str | None,
        says(
            "The first password of a new account, which is not shown again and has to be changed at the first sign-in; "
            "null for a member's account, which keeps its password.",
            "q1oX0b2yJmVwZr3T",
        ),
    ]


class MemberAccounts(Struct, frozen=True, kw_only=True, rename="pascal"):
    """One page of the members' accounts."""

    accounts: Annotated[list[AccessAccount], Meta(description="The accounts, by e-mail address.")]
    page: Annotated[int, says("The page, from 1.", 1)]
    size: Annotated[int, says("The size of a page.", 50)]
    total_items: Annotated[int, says("Number of accounts on all pages.", 1)]


class SignIns(Struct, frozen=True, rename="pascal"):
    """The open sign-ins of an account."""

    sign_ins: Annotated[list[OpenSignIn], Meta(description="The open sign-ins, newest first.")]


class ResetLink(Struct, frozen=True, rename="pascal"):
    """A link to reset a password."""

    secret: Annotated[
        str, says("The part of the link after `#`, which is not shown again.", "pXq3dSoYv0bJmJ4uWk1zG7hR5cT2nF8aLeI")
    ]
    page: Annotated[str, says("The path of the link, below the address of this server.", links.PAGE)]
    expires_on: Annotated[datetime, says("When it expires.", "2026-11-21T13:00:00Z")]


async def _operators(services: Services, request: HttpRequest) -> Response:
    _, owner = await owner_of(services, request)
    found = await services.database.read_in_thread(lambda conn: access.operators(conn, owner.network_id, now=owner.now))
    return json_answer(Operators([shown_account(one, owner) for one in found], role_sets()))


async def _add(services: Services, request: HttpRequest) -> Response:
    _, owner = await owner_of(services, request)

    async def work() -> Response:
        body = await read_object(request, dict)
        email = str(read("Email", text_of(body, "Email"), TEXT.read))
        roles = roles_in(body)

        def add() -> OperatorAdded:
            with services.database.writing() as conn:
                account, password = _refusing("Email", lambda: access.add_operator(conn, owner, email, roles))
                return OperatorAdded(shown_account(account, owner), password)

        return shown_once(await services.passwords.run(add))

    return await answering(request, work, {})


async def _set_roles(services: Services, request: HttpRequest) -> Response:
    _, owner = await owner_of(services, request)

    async def work() -> Response:
        roles = roles_in(await read_object(request, dict))
        account_id = _account_id(request)
        return await _changed(services, owner, "Roles", lambda conn: access.set_roles(conn, owner, account_id, roles))

    return await answering(request, work, {})


async def _remove(services: Services, request: HttpRequest) -> Response:
    _, owner = await owner_of(services, request)

    async def work() -> Response:
        account_id = _account_id(request)
        return await _changed(
            services, owner, "accountId", lambda conn: access.remove_operator(conn, owner, account_id)
        )

    return await answering(request, work, {})


async def _members(services: Services, request: HttpRequest) -> Response:
    _, owner = await owner_of(services, request)

    async def work() -> Response:
        query = Query(request.scope["query_string"])
        search = await _search(services, owner, search_text(query, "query"))
        page, size = page_of(query, _USUAL, _MOST)
        found, total = await services.database.read_in_thread(
            lambda conn: access.member_accounts(conn, owner.network_id, search, page=page, size=size, now=owner.now)
        )
        shown = [shown_account(one, owner) for one in found]
        shows(person.id for one in shown for person in one.people)
        return json_answer(MemberAccounts(accounts=shown, page=page, size=size, total_items=total))

    return await answering(request, work, {})


async def _search(services: Services, owner: Owner, text: str | None) -> Search | None:
    if text is None:
        return None
    names = services.one(NameSearch)
    people = await services.database.read(lambda conn: names.people(conn, owner.network_id, text, most=_MOST_FOUND))
    return Search(text, [one.id for one in people])


async def _act(services: Services, request: HttpRequest) -> Response:
    _, owner = await owner_of(services, request)

    async def work() -> Response:
        action = action_of(await read_object(request, dict))
        account_id = _account_id(request)
        return await _changed(services, owner, "Do", lambda conn: access.act(conn, owner, account_id, action))

    return await answering(request, work, {})


async def _reset_link(services: Services, request: HttpRequest) -> Response:
    _, owner = await owner_of(services, request)
    account_id = _account_id(request)

    async def work() -> Response:
        made = await services.database.write(
            lambda conn: _refusing("accountId", lambda: access.make_reset_link(conn, owner, account_id))
        )
        return shown_once(ResetLink(made.secret, links.PAGE, made.expires_on.astimezone(UTC)))

    return await answering(request, work, {})


async def _sign_ins(services: Services, request: HttpRequest) -> Response:
    _, owner = await owner_of(services, request)
    account_id = _account_id(request)
    token = bearer_token(request) or ""

    async def work() -> Response:
        return json_answer(await services.database.read_in_thread(lambda conn: _open(conn, owner, account_id, token)))

    return await answering(request, work, {})


async def _end_sign_in(services: Services, request: HttpRequest) -> Response:
    _, owner = await owner_of(services, request)
    account_id, name = _account_id(request), request.path_params["signInId"]
    token = bearer_token(request) or ""

    async def work() -> Response:
        def end(conn: Connection) -> SignIns:
            if re.fullmatch(r"[0-9a-f]{24}", name):
                access.end_sign_in(conn, owner, account_id, name)
            return _open(conn, owner, account_id, token)

        return json_answer(await services.database.write(end))

    return await answering(request, work, {})


def _open(conn: Connection, owner: Owner, account_id: int, token: str) -> SignIns:
    found = access.sign_ins(conn, owner.network_id, account_id, token, now=owner.now)
    return SignIns(shown_sign_ins(found))


async def _changed(
    services: Services, owner: Owner, field: str, change: Callable[[Connection], access.AccountAccess]
) -> Response:
    """Make a change and return the account; an AccountError is what is wrong with a field."""
    made = await services.database.write(lambda conn: _refusing(field, lambda: change(conn)))
    return json_answer(shown_account(made, owner))


def _refusing(field: str, work: Callable[[], T]) -> T:
    try:
        return work()
    except AccountError as error:
        raise BadRequest(field, str(error)) from None


def _account_id(request: HttpRequest) -> int:
    return id_in_path(request, "accountId")


_ROLES: Final = JsonBody(
    {"title": "OperatorRoles", "type": "object", "properties": dict(ROLES_SCHEMA)}, {"RoleSet": "Accountant"}
)
declare(
    _operators,
    "GET /api/sys/operators",
    "listOperators",
    "List the operators",
    "The accounts of operators with their roles, and the sets of roles that can be given.",
    replies={200: Reply("The operators.", Operators)},
)
declare(
    _add,
    "POST /api/sys/operators",
    "addOperator",
    "Add an operator",
    "Makes an operator of the holder of an e-mail address. If there is no account yet, one is made, and the response "
    "has its first password. A member's account keeps its password and its sign-ins.",
    json=JsonBody(
        {
            "title": "NewOperator",
            "type": "object",
            "required": ["Email"],
            "properties": {"Email": {"type": "string", "description": "The e-mail address."}, **ROLES_SCHEMA},
        },
        {"Email": "desk@example.com", "RoleSet": "FrontDesk"},
    ),
    replies={200: Reply("The operator.", OperatorAdded, headers=NO_STORE_HEADERS), 400: REFUSED},
)
declare(
    _set_roles,
    "PUT /api/sys/operators/{accountId}/roles",
    "setOperatorRoles",
    "Set an operator's roles",
    "Replaces the operator's roles, starting with the next request. The last operator who is not limited by roles and "
    "not suspended cannot be limited.",
    parameters=(_ACCOUNT_ID,),
    json=_ROLES,
    replies={200: Reply("The operator.", AccessAccount), 400: REFUSED, 404: NOT_FOUND_REPLY},
)
declare(
    _remove,
    "DELETE /api/sys/operators/{accountId}",
    "removeOperator",
    "Remove an operator",
    "Ends the account's access to the back office, and its sign-ins. The account remains: a person it is bound to can "
    "still sign in as a member. The last operator who is not limited by roles and not suspended cannot be removed.",
    parameters=(_ACCOUNT_ID,),
    replies={200: Reply("The account.", AccessAccount), 400: REFUSED, 404: NOT_FOUND_REPLY},
)
declare(
    _members,
    "GET /api/sys/accounts",
    "listAccounts",
    "List the members' accounts",
    "The accounts that are not operators', one page at a time.",
    parameters=(
        Parameter(
            "query",
            "query",
            "Only accounts whose e-mail address contains this text, or that are bound to people whom the search finds "
            f"by it, up to {_MOST_FOUND:,} of them.",
            {"type": "string", "maxLength": LONGEST},
        ),
        *page_parameters(_USUAL, _MOST),
    ),
    replies={200: Reply("The page.", MemberAccounts), 400: REFUSED},
)
declare(
    _act,
    "POST /api/sys/accounts/{accountId}/actions",
    "changeAccount",
    "Suspend or resume an account, end its sign-ins, remove its second factor",
    "Works for accounts of members and operators. `suspend` refuses the account's requests until `resume`, and its "
    "tokens are valid again after that if they have not expired; `endSignIns` signs it out everywhere; "
    "`removeSecondFactor` lets its holder sign in with the password alone, and is refused for the caller's own "
    "account; `requireNewPassword` signs it out everywhere, and asks for another password at the next sign-in. The "
    "last operator who is not limited by roles cannot be suspended.",
    parameters=(_ACCOUNT_ID,),
    json=JsonBody(
        {
            "title": "AccountAction",
            "type": "object",
            "required": ["Do"],
            "properties": {"Do": {"type": "string", "enum": list(Action), "description": "The action."}},
        },
        {"Do": "endSignIns"},
    ),
    replies={200: Reply("The account.", AccessAccount), 400: REFUSED, 404: NOT_FOUND_REPLY},
)
declare(
    _reset_link,
    "POST /api/sys/accounts/{accountId}/reset-link",
    "createResetLink",
    "Create a link to reset an account's password",
    "For someone who forgot the password, and gets no mail. The link is valid for one hour and works once. The "
    "password stays as it is until the link is used; a second factor stays too. Refused for the caller's own account, "
    "and for suspended ones.",
    parameters=(_ACCOUNT_ID,),
    replies={200: Reply("The link.", ResetLink, headers=NO_STORE_HEADERS), 400: REFUSED, 404: NOT_FOUND_REPLY},
)
declare(
    _sign_ins,
    "GET /api/sys/accounts/{accountId}/sign-ins",
    "listSignIns",
    "List an account's open sign-ins",
    "The open sign-ins of an account of a member or an operator.",
    parameters=(_ACCOUNT_ID,),
    replies={200: Reply("The sign-ins.", SignIns), 404: NOT_FOUND_REPLY},
)
declare(
    _end_sign_in,
    "DELETE /api/sys/accounts/{accountId}/sign-ins/{signInId}",
    "endAccountSignIn",
    "End a sign-in of an account",
    "Ends one sign-in, starting with its next request. An unknown id is ignored.",
    parameters=(
        _ACCOUNT_ID,
        Parameter("signInId", "path", "The sign-in's id.", {"type": "string", "maxLength": 24}, required=True),
    ),
    replies={200: Reply("The sign-ins that are left.", SignIns), 404: NOT_FOUND_REPLY},
)
