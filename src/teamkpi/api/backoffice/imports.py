"""``/api/sys/imports``: the imports that stored something, and undoing one."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Final

from msgspec import Meta, Struct

from teamkpi.api.backoffice.bodies import read_object
from teamkpi.api.backoffice.declarations import NOT_FOUND_REPLY, PROBLEMS, RECORD_ID, REFUSED
from teamkpi.api.backoffice.envelopes import answering, json_answer, refused
from teamkpi.api.backoffice.import_files import TAG
from teamkpi.api.backoffice.import_runs import require_all, require_some
from teamkpi.api.callers.operators import operator
from teamkpi.api.callers.services import Services
from teamkpi.api.calls import register
from teamkpi.api.http.declarations import JsonBody, Operation, Reply
from teamkpi.api.http.json_body import flag_of
from teamkpi.api.http.language import language_asked
from teamkpi.api.http.query import positive_number
from teamkpi.api.http.requests import HttpRequest
from teamkpi.api.http.responses import Response
from teamkpi.describing import says
from teamkpi.errors import ImportNotUndone, NoSuchImport, RecordNotFound
from teamkpi.ledger.imports import Import, entities_of, imports
from teamkpi.ledger.undo import Undone, undo
from teamkpi.ledger.undo_preview import MOST_NAMED, UndoPreview, preview_undo

_MOST: Final = 100
_MOST_NAMED: Final = 20


class ImportDone(Struct, frozen=True, kw_only=True, rename="pascal"):
    """An import that stored something."""

    id: Annotated[int, says("The import's number.", 12)]
    created_on: Annotated[datetime, says("When it was run.", "2026-11-18T09:02:00Z")]
    by: Annotated[str | None, says("Who ran it; null if the audit trail no longer says.", "boss@example.com")]
    source: Annotated[str | None, says("The name of what was imported.", "Bookings.xlsx")]
    new: Annotated[int, says("How many records were new.", 240)]
    changed: Annotated[int, says("How many records were changed.", 3)]
    deleted: Annotated[int, says("How many records were deleted.", 0)]
    undone_on: Annotated[datetime | None, says("When it was undone.")]


class ImportsDone(Struct, frozen=True, rename="pascal"):
    """The imports of a network."""

    imports: Annotated[list[ImportDone], Meta(description=f"The latest first; at most {_MOST}.")]


class ImportUndone(Struct, frozen=True, kw_only=True, rename="pascal"):
    """How many records the undoing of an import changed."""

    deleted: Annotated[int, says("How many records that were new are deleted.", 240)]
    restored: Annotated[int, says("How many records are as they were before.", 3)]
    left: Annotated[int, says("How many were changed since and left as they are.", 0)]


class UndoRecord(Struct, frozen=True, rename="pascal"):
    """A record that refers to one that would be deleted."""

    id: Annotated[int, says("The record's id.", 5012)]
    name: Annotated[str | None, says("Its name, or that of its person; null if there is none.", "Jane Smith")]


class UndoReferring(Struct, frozen=True, kw_only=True, rename="pascal"):
    """The records of an entity that refer to records that would be deleted."""

    entity: Annotated[str, says("The entity's plural.", "bookings")]
    total: Annotated[int, says("How many there are.", 3)]
    first: Annotated[list[UndoRecord], Meta(description=f"The first {MOST_NAMED} of them.")]


class UndoPlan(Struct, frozen=True, kw_only=True, rename="pascal"):
    """What undoing an import would do now."""

    deleted: Annotated[int, says("How many records that were new would be deleted.", 240)]
    restored: Annotated[int, says("How many records would be as they were before.", 3)]
    changed: Annotated[
        int, says("How many were changed since. They prevent the undo, unless `LeaveChanged` is set.", 0)
    ]
    people: Annotated[int, says("How many people's figures may change.", 12)]
    first_people: Annotated[list[str], says(f"The names of the first {MOST_NAMED} of them.", ["Jane Smith"])]
    referring: Annotated[
        list[UndoReferring],
        Meta(
            description="Records that were not imported, and refer to some that would be deleted. They stay, but what "
            "they refer to is no longer shown or counted."
        ),
    ]


async def _list(services: Services, request: HttpRequest) -> Response:
    who = await operator(services, request)
    require_some(who)
    found = await services.database.read_in_thread(lambda conn: imports(conn, who.network_id, limit=_MOST))
    return json_answer(ImportsDone([_shown(one) for one in found]))


def _shown(one: Import) -> ImportDone:
    return ImportDone(
        id=one.id,
        created_on=one.created_on,
        by=one.author,
        source=one.source,
        new=one.new,
        changed=one.changed,
        deleted=one.deleted,
        undone_on=one.undone_on,
    )


async def _undo(services: Services, request: HttpRequest) -> Response:
    who = await operator(services, request)
    require_some(who)

    async def work() -> Response:
        number = positive_number(request.path_params["id"])
        leave_changed = flag_of(await read_object(request, dict), "LeaveChanged")

        def do(conn: Any) -> Undone:
            found = entities_of(conn, who.network_id, number or 0)
            require_all(who, [one.plural for one in found])
            return undo(
                conn,
                who.network_id,
                number or 0,
                now=services.now(),
                author=who.author,
                leave_changed=leave_changed,
            )

        if number is None:
            raise RecordNotFound
        try:
            done = await services.database.write(do)
        except ImportNotUndone as error:
            named = [
                (f"{one.entity} {one.id}", f"was changed on {one.changed_on:%Y-%m-%d %H:%M} UTC") for one in error.left
            ]
            return refused([("id", str(error)), *named[:_MOST_NAMED]], {}, language_asked(request))
        counts = done.report.entities.values()
        return json_answer(
            ImportUndone(
                deleted=sum(one.deleted for one in counts),
                restored=sum(one.new + one.changed for one in counts),
                left=done.left_count,
            )
        )

    return await answering(request, work, {})


register(
    __name__,
    Operation(
        id="listImports",
        method="get",
        path="/api/sys/imports",
        summary="Imports",
        description=(
            "The imports that stored something, by anybody and by whatever means. Needs every role of some kind of "
            "record."
        ),
        tag=TAG,
        replies={200: Reply("The imports.", ImportsDone)},
        problems=PROBLEMS,
        for_operators=True,
    ),
    _list,
)


async def _preview(services: Services, request: HttpRequest) -> Response:
    who = await operator(services, request)
    require_some(who)

    async def work() -> Response:
        number = positive_number(request.path_params["id"])

        def read(conn: Any) -> UndoPreview:
            require_all(who, [one.plural for one in entities_of(conn, who.network_id, number or 0)])
            return preview_undo(conn, who.network_id, number or 0, now=services.now())

        if number is None:
            raise RecordNotFound
        try:
            found = await services.database.read_in_thread(read)
        except NoSuchImport:
            raise RecordNotFound from None
        except ImportNotUndone as error:
            return refused([("id", str(error))], {}, language_asked(request))
        return json_answer(_planned(found))

    return await answering(request, work, {})


def _planned(found: UndoPreview) -> UndoPlan:
    return UndoPlan(
        deleted=found.deleted,
        restored=found.restored,
        changed=found.changed,
        people=found.people,
        first_people=found.first_people,
        referring=[
            UndoReferring(
                entity=one.entity.plural, total=one.total, first=[UndoRecord(*record) for record in one.first]
            )
            for one in found.referring
        ],
    )


register(
    __name__,
    Operation(
        id="previewUndo",
        method="get",
        path="/api/sys/imports/{id}/undo",
        summary="What undoing an import would do",
        description=(
            "Counts what `undoImport` would change now, with the people whose figures may change, and the records "
            "added since that refer to records that would be deleted. Changes nothing. Needs every role of each kind "
            "of record that was imported."
        ),
        tag=TAG,
        parameters=(RECORD_ID,),
        replies={200: Reply("What would happen.", UndoPlan), 400: REFUSED, 404: NOT_FOUND_REPLY},
        problems=PROBLEMS,
        for_operators=True,
    ),
    _preview,
)
register(
    __name__,
    Operation(
        id="undoImport",
        method="post",
        path="/api/sys/imports/{id}/undo",
        summary="Undo an import",
        description=(
            "Every record that the import stored becomes what it was before: new ones are deleted, others get back "
            "their earlier content. If a record was changed since, nothing is undone, unless `LeaveChanged` is set. "
            "Needs every role of each kind of record that was imported."
        ),
        tag=TAG,
        parameters=(RECORD_ID,),
        json=JsonBody(
            {
                "type": "object",
                "properties": {
                    "LeaveChanged": {
                        "type": "boolean",
                        "description": "Leave the records that were changed since, and undo the others.",
                    }
                },
            },
            {"LeaveChanged": False},
        ),
        replies={200: Reply("The import is undone.", ImportUndone), 400: REFUSED, 404: NOT_FOUND_REPLY},
        problems=(*PROBLEMS, "body_too_large", "unsupported_media_type"),
        for_operators=True,
    ),
    _undo,
)
