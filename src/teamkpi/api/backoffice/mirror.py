"""``/api/sys/mirror``: the status of the network's mirror, and what an operator does about it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated, Final

from msgspec import Meta, Struct, structs
from psycopg import Connection

from teamkpi.api.backoffice.bodies import read_object
from teamkpi.api.backoffice.declarations import PROBLEMS, REFUSED
from teamkpi.api.backoffice.entity_descriptions import TAG
from teamkpi.api.backoffice.envelopes import answering, json_answer
from teamkpi.api.backoffice.import_wording import refusal_in
from teamkpi.api.backoffice.record_history import entity_of
from teamkpi.api.backoffice.translations import said
from teamkpi.api.callers.operators import Operator, operator
from teamkpi.api.callers.services import Services
from teamkpi.api.calls import register
from teamkpi.api.http.declarations import JsonBody, Operation, Reply
from teamkpi.api.http.language import ACCEPT_LANGUAGE, LANGUAGE_HEADERS, in_language, language_asked
from teamkpi.api.http.requests import HttpRequest
from teamkpi.api.http.responses import Response
from teamkpi.errors import BadRequest, MirrorError
from teamkpi.kpi.languages import Language
from teamkpi.ledger import ENTITIES
from teamkpi.ledger.audit_trail import AuditType, note_change
from teamkpi.mirror import sources
from teamkpi.mirror.status import Status, read_status

MIRROR: Final = "Mirror"
"""What the audit trail calls a mirror. A network has one, so its number is 1."""


class Mirrors(Struct, frozen=True, rename="pascal"):
    """The mirrors of a network."""

    mirrors: Annotated[list[Status], Meta(description="The network's mirror; empty if it has none.")]


def _pause(conn: Connection, network_id: int, _plural: str | None) -> None:
    sources.pause(conn, network_id, is_paused=True)


def _resume(conn: Connection, network_id: int, _plural: str | None) -> None:
    sources.pause(conn, network_id, is_paused=False)


def _confirm(conn: Connection, network_id: int, plural: str | None) -> None:
    sources.confirm(conn, network_id, plural)


def _retry(conn: Connection, network_id: int, _plural: str | None) -> None:
    try:
        sources.retry(conn, network_id)
    except MirrorError:
        raise BadRequest("Do", "must be resume first, because the mirror is paused") from None


_ACTIONS: Final[Mapping[str, Callable[[Connection, int, str | None], None]]] = {
    "pause": _pause,
    "resume": _resume,
    "confirm": _confirm,
    "retry": _retry,
}


async def _status(services: Services, request: HttpRequest) -> Response:
    who = await operator(services, request)
    who.require_everything()
    language = language_asked(request)
    found = await services.database.read_in_thread(lambda conn: _mirrors(services, conn, who, language))
    return in_language(json_answer(found), language)


def _mirrors(services: Services, conn: Connection, who: Operator, language: Language) -> Mirrors:
    if sources.find(conn, who.network_id) is None:
        return Mirrors([])
    found = read_status(conn, who.network_id, now=services.now())
    refused = [structs.replace(one, reason=refusal_in(one.reason, language)) for one in found.refused]
    kinds = [structs.replace(one, note=said(one.note, language)) for one in found.kinds]
    texts = {
        name: None if (text := getattr(found, name)) is None else said(text, language) for name in ("problem", "advice")
    }
    return Mirrors([structs.replace(found, refused=refused, kinds=kinds, **texts)])


async def _act(services: Services, request: HttpRequest) -> Response:
    who = await operator(services, request)
    who.require_everything()
    language = language_asked(request)

    async def work() -> Response:
        body = await read_object(request, dict)
        action = body.get("Do")
        if not isinstance(action, str) or action not in _ACTIONS:
            raise BadRequest("Do", f"must be one of {', '.join(_ACTIONS)}")
        given = body.get("Entity")
        if given is not None and action != "confirm":
            raise BadRequest("Entity", "must be left out, except to confirm")
        plural = None if given is None else entity_of("Entity", given if isinstance(given, str) else None).plural

        def act(conn: Connection) -> Mirrors:
            if sources.find(conn, who.network_id) is None:
                raise BadRequest("Do", "needs a mirror, and this network has none")
            with conn.transaction():
                _ACTIONS[action](conn, who.network_id, plural)
                changes = {"Do": (None, action), **({"Entity": (None, plural)} if plural else {})}
                note_change(
                    conn,
                    who.network_id,
                    who.author,
                    MIRROR,
                    1,
                    audit_type=AuditType.UPDATE,
                    changes=changes,
                    now=services.now(),
                )
            return _mirrors(services, conn, who, language)

        return in_language(json_answer(await services.database.write(act)), language)

    return await answering(request, work, {})


register(
    __name__,
    Operation(
        id="getMirror",
        method="get",
        path="/api/sys/mirror",
        summary="The status of the mirror",
        description=(
            "For the network's mirror and each kind of record: how old the copy is, how many records there are at the "
            "source and here, when all were last read, what is wrong and what to do about it, and which records could "
            "not be stored, with the reason in the language that is asked for. Only for operators who are not limited "
            "by roles."
        ),
        tag=TAG,
        parameters=(ACCEPT_LANGUAGE,),
        replies={200: Reply("The status.", Mirrors, headers=LANGUAGE_HEADERS)},
        problems=PROBLEMS,
        for_operators=True,
    ),
    _status,
)
register(
    __name__,
    Operation(
        id="changeMirror",
        method="post",
        path="/api/sys/mirror/actions",
        summary="Pause, resume or retry the mirror, or confirm deletions",
        description=(
            "After `pause`, no requests are made until `resume`. `confirm` lets the next run delete records that are "
            "missing at the source and that a sweep may not delete by itself, because they are too many. After "
            "`retry`, a server runs the mirror within seconds, and also requests the records again that could not be "
            "stored. The audit trail notes each action. Only for operators who are not limited by roles. The account "
            "and the limits are set in a terminal, with `teamkpi mirror set`."
        ),
        tag=TAG,
        json=JsonBody(
            {
                "title": "MirrorChange",
                "type": "object",
                "required": ["Do"],
                "properties": {
                    "Do": {"type": "string", "enum": list(_ACTIONS), "description": "The action."},
                    "Entity": {
                        "type": ["string", "null"],
                        "enum": [*ENTITIES, None],
                        "description": "The only kind of record to confirm; by default, all.",
                    },
                },
            },
            {"Do": "retry"},
        ),
        parameters=(ACCEPT_LANGUAGE,),
        replies={200: Reply("It was done; the status afterwards.", Mirrors, headers=LANGUAGE_HEADERS), 400: REFUSED},
        problems=(*PROBLEMS, "body_too_large", "unsupported_media_type"),
        for_operators=True,
    ),
    _act,
)
