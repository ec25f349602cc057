"""How a call is declared: once, above its handler. Everything else about it follows from that declaration.

The declaration says who may call (``Who``), the method and path, what the query or the body is read into, what the
response is, and what the documentation says. From it come the route, the check of the caller, the arguments of the
handler, ``_shape`` and conditional requests, and the call's part of the contract and of the documentation.

A handler is a function of a module that takes what it names, of these:

- ``services``: what the calls work with; ``request``; ``now``, the instant of the request
- ``query``, ``body``: what the declared readers made of them
- ``caller``: who is signed in; ``check``: all that the check of the caller found; ``author``, for the audit trail
- ``team_id``: the team of the path; ``is_administrator``: the caller administers it; ``revision``: of its figures
- ``only_if``: the versions of a record in ``If-Match``, one of which it has to be at; None if any will do
- ``coworker_id``: whom ``coworkerId`` asks about, of a call for ``Who.ADMINISTRATOR_OR_SELF``; None for the whole team
- ``language``: the language that ``Accept-Language`` asks for, of a call with an ``answer``
- ``clock``: the clock that ``X-Use-Timezone`` asks for

It returns the body, as the declared type; ``Later`` for a body that may be large; ``Encoded`` for one that is encoded
already; None where there is no body; or a whole ``Response``.
"""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from types import ModuleType
from typing import Any, Final, NamedTuple, TypeAlias, TypedDict, TypeVar, Unpack, cast

from msgspec import Struct

from teamkpi.api.callers import access, views
from teamkpi.api.callers.checks import Check
from teamkpi.api.callers.services import Services
from teamkpi.api.callers.views import View
from teamkpi.api.http import shape
from teamkpi.api.http.conditional import versions
from teamkpi.api.http.declarations import (
    COWORKER_ID,
    DONE,
    ETAG_HEADERS,
    IF_MATCH,
    IF_NONE_MATCH,
    NOT_MODIFIED,
    SHAPE_HEADERS,
    SHAPE_PARAMETER,
    TEAM_ID,
    USE_TIMEZONE,
    JsonBody,
    Method,
    Operation,
    Parameter,
    Reply,
)
from teamkpi.api.http.json_body import json_list, json_object
from teamkpi.api.http.language import ACCEPT_LANGUAGE, LANGUAGE_HEADERS, in_language, language_asked
from teamkpi.api.http.query import Query
from teamkpi.api.http.requests import HttpRequest
from teamkpi.api.http.responses import Encoded, Response, WallClock, done, ready, tagged, wall_clock
from teamkpi.api.turns import asked_by
from teamkpi.errors import ReadOnlyView
from teamkpi.kpi.languages import Language
from teamkpi.ledger.audit_trail import Author
from teamkpi.membership import SignedIn

T = TypeVar("T", bound=Callable[..., Any])
Respond: TypeAlias = Callable[[Services, HttpRequest], Awaitable[Response]]


class Who(Enum):
    """Who may call; each of the three after the first is also each of those before it."""

    ANYBODY = 0
    CUSTOMER = 1
    """A caller who is signed in."""
    MEMBER = 2
    """A member or an administrator of the team in the path."""
    ADMINISTRATOR = 3
    """An administrator of the team in the path."""
    ADMINISTRATOR_OR_SELF = 4
    """The same, and a member of that team who asks about themselves with ``coworkerId``."""


class Call(NamedTuple):
    """A declared call: how it is described, and what responds to it."""

    operation: Operation
    respond: Respond


class Later(NamedTuple):
    """A body that is created and encoded in a thread if it is large; ``size`` is its approximate size in bytes.

    ``version`` is that of the record in the body, which callers can name in ``If-Match``.
    """

    size: int
    make: Callable[[], Struct]
    version: datetime | None = None


@dataclass(frozen=True, slots=True)
class Body:
    """What a call reads from its JSON: into what, how that is described, and whether it is an object or a list."""

    read: Callable[[Any], Any]
    json: JsonBody
    most_bytes: int | None = None
    is_list: bool = False


class _More(TypedDict, total=False):
    """The fields of an ``Operation`` that few calls have."""

    form: Mapping[str, Any]
    json: JsonBody
    is_throttled: bool
    most_body_bytes: int | None


_NO_PARAMETERS: Final = Query(b"")


class _Asked:
    """One request on its way to its handler; what handlers may name."""

    def __init__(self, services: Services, request: HttpRequest) -> None:
        self.services = services
        self.request = request
        self.parameters = _NO_PARAMETERS
        self._team_id: int | None = None
        self.query: Any = None
        self.body: Any = None
        self.check: Check
        self.caller: SignedIn

    @property
    def now(self) -> datetime:
        return self.services.now()

    @property
    def team_id(self) -> int:
        if self._team_id is None:
            self._team_id = access.team_id_of(self.request)
        return self._team_id

    @property
    def author(self) -> Author:
        return access.author(self.services, self.request, self.check)

    @property
    def is_administrator(self) -> bool:
        return access.is_administrator(self.check)

    @property
    def revision(self) -> str:
        return self.check.revision or ""  # a check of someone in the team always has a revision

    @property
    def coworker_id(self) -> int | None:
        return access.coworker_id_of(self.parameters)

    @property
    def language(self) -> Language:
        # One header that comes several times is one list.
        return language_asked(self.request)

    @property
    def only_if(self) -> frozenset[datetime] | None:
        return versions(self.request.scope)

    @property
    def clock(self) -> WallClock | None:
        return wall_clock(self.request)


_NAMES: Final = {
    *("services", "request", "now", "query", "body", "caller", "check", "author"),
    *("team_id", "is_administrator", "revision", "clock", "coworker_id", "language", "only_if"),
}
_ABOUT_TEAM: Final = {Who.MEMBER, Who.ADMINISTRATOR, Who.ADMINISTRATOR_OR_SELF}
_declared: Final[dict[str, list[Call]]] = {}


def calls_of(modules: Iterable[ModuleType]) -> Iterator[Call]:
    """Yield the calls that modules declare, in their order."""
    for module in modules:
        yield from _declared.get(module.__name__, ())


def register(module: str, operation: Operation, respond: Respond) -> None:
    """Declare a call of a module that has a preamble of its own, as those of the back office do."""
    _declared.setdefault(module, []).append(Call(operation, respond))


def call(
    at: str,
    *,
    id: str,  # noqa: A002 - the word of the contract
    who: Who,
    summary: str,
    description: str,
    tag: str,
    answer: type[Struct] | None = None,
    answered: str = "",
    example: Any = None,
    query: Callable[[Query], Any] | None = None,
    parameters: Sequence[Parameter] = (),
    body: Body | None = None,
    errors: Sequence[str] = (),
    replies: dict[int, Reply] | None = None,
    in_views: bool = False,
    **more: Unpack[_More],
) -> Callable[[T], T]:
    """Declare the call that the decorated function handles.

    ``at`` is its method and path. ``answer`` is the type of a body that is shaped and revalidated, ``answered`` what
    it is called; ``replies`` describes responses of other kinds instead. ``errors`` are the codes of problems besides
    those that follow from the rest. ``in_views`` lets operators' views use a call that reads a team; all other calls
    refuse them. ``more`` are other fields of the ``Operation``.
    """
    method, path = at.split(" ")
    is_about_team = who in _ABOUT_TEAM

    def declare(handler: T) -> T:
        named = tuple(inspect.signature(handler).parameters)
        if in_views and not (method == "GET" and is_about_team):
            raise TypeError(f"{handler.__qualname__} does not read a team, so views may not use it")
        if unknown := set(named) - _NAMES:
            raise TypeError(f"{handler.__qualname__} asks for {', '.join(sorted(unknown))}, which no request has")
        of_body: _More = {} if body is None else {"json": body.json, "most_body_bytes": body.most_bytes}
        operation = Operation(
            id=id,
            method=cast("Method", method.lower()),
            path=path,
            summary=summary,
            description=description,
            tag=tag,
            parameters=_parameters(path, who, named, parameters, is_shaped=answer is not None),
            replies=replies or _replies(answer, answered, example, LANGUAGE_HEADERS if "language" in named else {}),
            problems=_problems(
                who,
                (*errors, *(["version_changed"] if "only_if" in named else [])),
                has_query=answer is not None,
                body=body,
                in_views=in_views,
            ),
            needs_token=who is not Who.ANYBODY,
            **(more | of_body),
        )
        view = id if in_views else None
        register(
            handler.__module__, operation, Responder(handler, named, who, answer, query, body, view, is_about_team)
        )
        return handler

    return declare


def _parameters(
    path: str, who: Who, named: Collection[str], declared: Sequence[Parameter], *, is_shaped: bool
) -> tuple[Parameter, ...]:
    """Return the declared parameters, and those that follow from the path, the caller and what the handler names."""
    found = list(declared)
    if "{teamId}" in path and TEAM_ID not in found:
        found.insert(0, TEAM_ID)
    if who is Who.ADMINISTRATOR_OR_SELF:
        found.insert(sum(one.required for one in found), COWORKER_ID)  # after what has to be there
    if "language" in named:
        found.append(ACCEPT_LANGUAGE)
    if "only_if" in named:
        found.append(IF_MATCH)
    if is_shaped:
        found += [] if SHAPE_PARAMETER in found else [SHAPE_PARAMETER]
        found += [USE_TIMEZONE] if "clock" in named else []
        found.append(IF_NONE_MATCH)
    return tuple(found)


def _replies(answer: type[Struct] | None, answered: str, example: Any, more: Mapping[str, str]) -> dict[int, Reply]:
    if answer is None:
        return {200: DONE}
    headers = {**ETAG_HEADERS, **SHAPE_HEADERS, **more}
    not_modified = Reply(NOT_MODIFIED.description, headers={**ETAG_HEADERS, **more})
    return {200: Reply(answered, answer, example, headers=headers), 304: not_modified}


def _problems(
    who: Who, errors: Sequence[str], *, has_query: bool, body: Body | None, in_views: bool
) -> tuple[str, ...]:
    found = ["bad_request"] if has_query or body is not None else []
    found += errors
    if body is not None:
        found += ["body_too_large", "unsupported_media_type"]
    if who is Who.ANYBODY:
        return tuple(found)
    found.append("not_authenticated")
    if not in_views:
        found.append("read_only_view")
    if who in {Who.ADMINISTRATOR, Who.ADMINISTRATOR_OR_SELF}:
        found.append("not_team_administrator")
    if who in _ABOUT_TEAM:
        found.append("team_not_found")
    if who is Who.ADMINISTRATOR_OR_SELF:
        found.append("member_not_found")
    return (*found, "network_not_found", "unavailable")


@dataclass(frozen=True, slots=True)
class Responder:
    """Responds to a request: check, parameters, team and role, always in this order, and then the handler."""

    handler: Callable[..., Any]
    named: tuple[str, ...]
    who: Who
    answer: type[Struct] | None
    query: Callable[[Query], Any] | None
    body: Body | None
    in_views: str | None
    """The id of a call that operators' views may use; None for other calls."""
    is_about_team: bool

    async def __call__(self, services: Services, request: HttpRequest) -> Response:
        """Respond to one request."""
        asked = _Asked(services, request)
        view: View | None = None
        if self.who is Who.ANYBODY:
            asked_by(("address", services.proxies.client_of(request.scope)))
        else:
            team_id = asked.team_id if self.is_about_team else None
            if (token := views.token_of(request)) is None:
                asked.check = await access.check(services, request, team_id)
            else:
                view = await views.view(services, request, token, team_id)
                if self.in_views is None:
                    raise ReadOnlyView
                asked.check = view.check
            asked.caller = access.signed_in(asked.check)
        text = kept = None
        if self.answer is not None or self.who is Who.ADMINISTRATOR_OR_SELF:
            query_string = request.scope["query_string"]
            asked.parameters = Query(query_string) if query_string else _NO_PARAMETERS
        if self.answer is not None:
            text = asked.parameters.text(shape.PARAMETER)
            kept = None if text is None else shape.parse(text, self.answer)
            if self.query is not None:
                asked.query = self.query(asked.parameters)
        if self.body is not None:
            asked.body = await (json_list if self.body.is_list else json_object)(request, self.body.read)
        self._judge(asked)
        if view is not None and self.in_views is not None:
            await views.note_read(services, request, view, self.in_views)
        found = await self.handler(**{name: getattr(asked, name) for name in self.named})
        response = await _sent(asked, found, kept, text)
        if "language" in self.named:
            return in_language(response, asked.language)
        return response

    def _judge(self, asked: _Asked) -> None:
        """Raise the error for a caller who may not make this call."""
        who = self.who
        if who is Who.ADMINISTRATOR:
            access.require_administrator(asked.check)
        elif who is Who.ADMINISTRATOR_OR_SELF:
            access.may_ask_about(asked.check, asked.coworker_id)
        elif who is Who.MEMBER:
            access.is_administrator(asked.check)


async def _sent(asked: _Asked, found: Any, kept: shape.Shape | None, text: str | None) -> Response:
    """Return the response for what a handler returned; ``text`` is what the shape was read from."""
    request, run = asked.request, asked.services.workers.run
    match found:
        case None:
            return done()
        case Response():
            return found
        case Later(size, make, version):
            return await run(size, lambda: tagged(request, make(), kept, version))
        case Encoded():
            return await ready(request, found, kept, text or "", run)
        case _:
            return tagged(request, found, kept)
