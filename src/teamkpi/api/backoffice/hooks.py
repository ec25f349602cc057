"""``/api/sys/hooks``: the addresses that are notified of events, their secrets, and every attempt to send an event."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import Any, Final, TypeVar
from uuid import UUID

from psycopg import Connection

from teamkpi.accounts.access import Owner
from teamkpi.accounts.sealing import Seal
from teamkpi.api.backoffice.access_types import owner_of
from teamkpi.api.backoffice.bodies import read_object
from teamkpi.api.backoffice.declarations import NOT_FOUND_REPLY, REFUSED
from teamkpi.api.backoffice.envelopes import answering, json_answer
from teamkpi.api.backoffice.hook_types import (
    HookEventContent,
    HookEvents,
    Hooks,
    HookSecret,
    HookTrial,
    shown_events,
    shown_hook,
    shown_trial,
    shown_try,
)
from teamkpi.api.backoffice.owner_calls import declare, id_in_path, overlap_in, overlap_schema, shown_once
from teamkpi.api.callers.services import Services
from teamkpi.api.database import Gate
from teamkpi.api.http.declarations import ID_SCHEMA, NO_STORE_HEADERS, JsonBody, Parameter, Reply
from teamkpi.api.http.json_body import text_of
from teamkpi.api.http.language import ACCEPT_LANGUAGE, LANGUAGE_HEADERS, in_language, language_asked
from teamkpi.api.http.query import Query
from teamkpi.api.http.requests import HttpRequest
from teamkpi.api.http.responses import Response
from teamkpi.errors import BadRequest, HookError, RecordNotFound, SettingsError
from teamkpi.hooks import messages, owned, registry
from teamkpi.hooks.addresses import Network, checked_url, networks_of
from teamkpi.hooks.messages import MOST_SHOWN
from teamkpi.hooks.registry import LONGEST_NAME, LONGEST_OVERLAP, OVERLAP, events_of
from teamkpi.hooks.signing import Keys
from teamkpi.outbox.hooks import Event

T = TypeVar("T")

_PATH: Final = "/api/sys/hooks"
_EVENTS: Final = "/api/sys/hook-events"
_TRIALS_AT_ONCE: Final = 2
_MOST_TRIALS_WAITING: Final = 8


class Action(StrEnum):
    """What an owner does with a hook."""

    STOP = "stop"
    START = "start"


class _Trials:
    """Limits how many receivers are tried at once: each may take 15 seconds to answer."""

    def __init__(self, services: Services) -> None:
        del services
        self.gate: Final = Gate(_TRIALS_AT_ONCE, _MOST_TRIALS_WAITING)


async def _list(services: Services, request: HttpRequest) -> Response:
    _, owner = await owner_of(services, request)
    return json_answer(await services.database.read_in_thread(lambda conn: _all(conn, owner)))


def _all(conn: Connection, owner: Owner) -> Hooks:
    found = registry.all_hooks(conn, owner.network_id)
    return Hooks(hooks=[shown_hook(one, owner) for one in found], known_events=[str(one) for one in Event])


async def _create(services: Services, request: HttpRequest) -> Response:
    _, owner = await owner_of(services, request)

    async def work() -> Response:
        name, url, events, allowed = _hook_in(await read_object(request, dict), services)
        made, keys = await _writing(
            services,
            "Name",
            lambda conn: owned.create(
                conn, owner, name, url, events=events, allowed=allowed, seal=Seal(services.settings.secret_key)
            ),
        )
        return _with_secret(made, keys, owner)

    return await answering(request, work, {})


async def _change(services: Services, request: HttpRequest) -> Response:
    _, owner = await owner_of(services, request)
    hook_id = id_in_path(request, "hookId")

    async def work() -> Response:
        name, url, events, allowed = _hook_in(await read_object(request, dict), services)

        def change(conn: Connection) -> Hooks:
            owned.change(conn, owner, hook_id, name=name, url=url, events=events, allowed=allowed)
            return _all(conn, owner)

        return json_answer(await _writing(services, "Name", change))

    return await answering(request, work, {})


async def _rotate(services: Services, request: HttpRequest) -> Response:
    _, owner = await owner_of(services, request)
    hook_id = id_in_path(request, "hookId")

    async def work() -> Response:
        overlap = overlap_in(await read_object(request, dict), usual=OVERLAP, longest=LONGEST_OVERLAP)
        made, keys = await _writing(
            services,
            "hookId",
            lambda conn: owned.rotate(conn, owner, hook_id, overlap=overlap, seal=Seal(services.settings.secret_key)),
        )
        return _with_secret(made, keys, owner)

    return await answering(request, work, {})


async def _act(services: Services, request: HttpRequest) -> Response:
    _, owner = await owner_of(services, request)
    hook_id = id_in_path(request, "hookId")

    async def work() -> Response:
        action = _action_in(await read_object(request, dict))

        def act(conn: Connection) -> Hooks:
            (owned.stop if action is Action.STOP else owned.start)(conn, owner, hook_id)
            return _all(conn, owner)

        return json_answer(await services.database.write(act))

    return await answering(request, work, {})


async def _try(services: Services, request: HttpRequest) -> Response:
    _, owner = await owner_of(services, request)
    hook_id = id_in_path(request, "hookId")

    async def work() -> Response:
        prepared = await _writing(
            services,
            "hookId",
            lambda conn: owned.prepare_trial(conn, owner, hook_id, seal=Seal(services.settings.secret_key)),
        )
        answer = await services.one(_Trials).gate.run(lambda: prepared.send(_allowed(services)))
        language = language_asked(request)
        return in_language(json_answer(shown_trial(answer, language)), language)

    return await answering(request, work, {})


async def _delete(services: Services, request: HttpRequest) -> Response:
    _, owner = await owner_of(services, request)
    hook_id = id_in_path(request, "hookId")

    async def work() -> Response:
        def delete(conn: Connection) -> Hooks:
            owned.delete(conn, owner, hook_id)
            return _all(conn, owner)

        return json_answer(await services.database.write(delete))

    return await answering(request, work, {})


async def _list_events(services: Services, request: HttpRequest) -> Response:
    _, owner = await owner_of(services, request)

    async def work() -> Response:
        query, language = Query(request.scope["query_string"]), language_asked(request)
        hook_id = None if query.text("hookId") is None else query.number("hookId", default=1)
        with_accepted = query.text("all") is not None and query.flag("all")

        def read(conn: Connection) -> HookEvents:
            found = messages.listed(conn, owner.network_id, with_sent=with_accepted, hook_id=hook_id)
            return shown_events(found, language)

        return in_language(json_answer(await services.database.read_in_thread(read)), language)

    return await answering(request, work, {})


async def _show_event(services: Services, request: HttpRequest) -> Response:
    _, owner = await owner_of(services, request)

    async def work() -> Response:
        message_id, language = _message_id(request), language_asked(request)

        def read(conn: Connection) -> HookEventContent:
            try:
                body = messages.body_of(conn, owner.network_id, message_id)
            except HookError:
                raise RecordNotFound from None
            tries = messages.tries_of(conn, owner.network_id, message_id)
            return HookEventContent(body, [shown_try(one, language) for one in tries])

        return in_language(json_answer(await services.database.read_in_thread(read)), language)

    return await answering(request, work, {})


async def _resend(services: Services, request: HttpRequest) -> Response:
    _, owner = await owner_of(services, request)

    async def work() -> Response:
        message_id, language = _message_id(request), language_asked(request)

        def resend(conn: Connection) -> HookEvents:
            owned.resend(conn, owner, message_id)
            return shown_events(messages.listed(conn, owner.network_id, with_sent=False), language)

        return in_language(json_answer(await _writing(services, "eventId", resend)), language)

    return await answering(request, work, {})


async def _writing(services: Services, field: str, work: Callable[[Connection], T]) -> T:
    """Write something; what is wrong with it is wrong with a field of the request."""

    def write(conn: Connection) -> T:
        return _refusing(field, lambda: work(conn))

    return await services.database.write(write)


def _refusing(field: str, work: Callable[[], T]) -> T:
    try:
        return work()
    except (HookError, SettingsError) as error:
        raise BadRequest(field, str(error)) from None


def _with_secret(made: registry.Hook, keys: Keys, owner: Owner) -> Response:
    return shown_once(HookSecret(shown_hook(made, owner), keys.shared_secret, keys.public_key))


def _hook_in(body: Mapping[str, Any], services: Services) -> tuple[str, str, Sequence[str], Sequence[Network]]:
    """Return the name, the address and the events that a body has, and what networks are allowed besides."""
    name, url, allowed = text_of(body, "Name"), text_of(body, "Url"), _allowed(services)
    _refusing("Url", lambda: checked_url(url, allowed))
    events = body.get("Events")
    if events is None:
        return name, url, (), allowed
    if not isinstance(events, list) or not events or not all(isinstance(one, str) for one in events):
        raise BadRequest("Events", "must be a list of events")
    return name, url, _refusing("Events", lambda: events_of(events)), allowed


def _action_in(body: Mapping[str, Any]) -> Action:
    try:
        return Action(body.get("Do"))  # type: ignore[arg-type]  # whatever else it is, is not one
    except ValueError:
        raise BadRequest("Do", f"must be one of {', '.join(Action)}") from None


def _allowed(services: Services) -> Sequence[Network]:
    return networks_of(services.settings.hook_networks)


def _message_id(request: HttpRequest) -> UUID:
    try:
        return UUID(request.path_params["eventId"])
    except ValueError:
        raise RecordNotFound from None


_HOOK_ID: Final = Parameter("hookId", "path", "The hook's id.", ID_SCHEMA, required=True)
_EVENT_ID: Final = Parameter("eventId", "path", "The event's id.", {"type": "string", "format": "uuid"}, required=True)
_HOOK: Final = JsonBody(
    {
        "title": "HookBody",
        "type": "object",
        "required": ["Name", "Url"],
        "properties": {
            "Name": {
                "type": "string",
                "maxLength": LONGEST_NAME,
                "description": "The name, which no other hook has.",
            },
            "Url": {
                "type": "string",
                "maxLength": 2000,
                "description": "The address: https, and public unless `TEAMKPI_HOOK_NETWORKS` lists its network.",
            },
            "Events": {
                "type": ["array", "null"],
                "items": {"type": "string", "enum": [str(one) for one in Event]},
                "minItems": 1,
                "description": "The events that are sent. Default: all.",
            },
        },
    },
    {"Name": "Our portal", "Url": "https://portal.example.com/hooks", "Events": ["alert.fired", "alert.resolved"]},
)

declare(
    _list,
    f"GET {_PATH}",
    "listHooks",
    "List the hooks",
    "The hooks with their state, without their secrets, and the events that can be sent.",
    replies={200: Reply("The hooks.", Hooks)},
)
declare(
    _create,
    f"POST {_PATH}",
    "createHook",
    "Create a hook",
    "Creates a hook. The response has its secret and its public key, which cannot be read later.",
    json=_HOOK,
    replies={200: Reply("The hook.", HookSecret, headers=NO_STORE_HEADERS), 400: REFUSED},
)
declare(
    _change,
    f"PUT {_PATH}/{{hookId}}",
    "changeHook",
    "Change a hook",
    "Replaces the name, the address and the events of a hook. Its secret stays the same. Events that wait are sent to "
    "the new address at once.",
    parameters=(_HOOK_ID,),
    json=_HOOK,
    replies={200: Reply("All hooks.", Hooks), 400: REFUSED, 404: NOT_FOUND_REPLY},
)
declare(
    _rotate,
    f"POST {_PATH}/{{hookId}}/secret",
    "replaceHookSecret",
    "Replace a hook's secret",
    "Gives a hook a new secret and a new key pair. For some more hours, requests are signed with the previous ones as "
    "well, so that the receiver can be changed at any time; with 0 they are not, for a secret that has leaked.",
    parameters=(_HOOK_ID,),
    json=JsonBody(
        {
            "title": "NewHookSecret",
            "type": "object",
            "properties": {
                "OverlapHours": overlap_schema(
                    "How many hours the previous secret signs as well", usual=OVERLAP, longest=LONGEST_OVERLAP
                )
            },
        },
        {"OverlapHours": 24},
    ),
    replies={
        200: Reply("The new secret.", HookSecret, headers=NO_STORE_HEADERS),
        400: REFUSED,
        404: NOT_FOUND_REPLY,
    },
)
declare(
    _act,
    f"POST {_PATH}/{{hookId}}/actions",
    "stopOrStartHook",
    "Stop or start a hook",
    "`stop` sends no more events, and drops those that wait. `start` sends events again; those from the meantime are "
    "not sent.",
    parameters=(_HOOK_ID,),
    json=JsonBody(
        {
            "title": "HookAction",
            "type": "object",
            "required": ["Do"],
            "properties": {"Do": {"type": "string", "enum": list(Action), "description": "The action."}},
        },
        {"Do": "stop"},
    ),
    replies={200: Reply("All hooks.", Hooks), 400: REFUSED, 404: NOT_FOUND_REPLY},
)
declare(
    _try,
    f"POST {_PATH}/{{hookId}}/test",
    "testHook",
    "Send a test event",
    "Sends the event `hook.test` at once, also to a stopped hook, and waits for the answer, for 15 seconds at most. "
    "The event is not listed or repeated.",
    parameters=(_HOOK_ID, ACCEPT_LANGUAGE),
    replies={200: Reply("The result.", HookTrial, headers=LANGUAGE_HEADERS), 400: REFUSED, 404: NOT_FOUND_REPLY},
)
declare(
    _list_events,
    f"GET {_EVENTS}",
    "listHookEvents",
    "List events for hooks",
    f"The newest {MOST_SHOWN} events that have not been accepted, with the reason.",
    parameters=(
        Parameter("hookId", "query", "Only events for this hook.", ID_SCHEMA),
        Parameter("all", "query", "True: accepted events as well.", {"type": "boolean", "default": False}),
        ACCEPT_LANGUAGE,
    ),
    replies={200: Reply("The events.", HookEvents, headers=LANGUAGE_HEADERS), 400: REFUSED},
)
declare(
    _show_event,
    f"GET {_EVENTS}/{{eventId}}",
    "getHookEvent",
    "What is sent of an event, and what came back",
    "The body of the requests about an event, and every attempt to send it.",
    parameters=(_EVENT_ID, ACCEPT_LANGUAGE),
    replies={
        200: Reply("The body and the attempts.", HookEventContent, headers=LANGUAGE_HEADERS),
        404: NOT_FOUND_REPLY,
    },
)
declare(
    _resend,
    f"POST {_EVENTS}/{{eventId}}/resend",
    "resendHookEvent",
    "Send an event again",
    "Sends an event again under its id, even if it was accepted or given up, and tries it for three more days. Refused "
    "while its hook is stopped.",
    parameters=(_EVENT_ID, ACCEPT_LANGUAGE),
    replies={
        200: Reply("The events that have not been accepted.", HookEvents, headers=LANGUAGE_HEADERS),
        400: REFUSED,
        404: NOT_FOUND_REPLY,
    },
)
declare(
    _delete,
    f"DELETE {_PATH}/{{hookId}}",
    "deleteHook",
    "Delete a hook",
    "Deletes a hook, with its events and attempts.",
    parameters=(_HOOK_ID,),
    replies={200: Reply("All hooks.", Hooks), 404: NOT_FOUND_REPLY},
)
