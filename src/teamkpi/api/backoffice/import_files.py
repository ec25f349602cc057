"""``/api/sys/importfiles``: files that are uploaded in parts, checked, and imported."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import partial
from typing import Annotated, Any, Final, Literal

from msgspec import Meta, Raw, Struct

from teamkpi.api.backoffice.bodies import read_object
from teamkpi.api.backoffice.declarations import NOT_FOUND_REPLY, PROBLEMS, RECORD_ID, REFUSED
from teamkpi.api.backoffice.envelopes import answering, json_answer
from teamkpi.api.backoffice.import_runs import ImportRuns, Options, require_some
from teamkpi.api.backoffice.import_wording import report_in
from teamkpi.api.backoffice.translations import said
from teamkpi.api.callers.operators import Operator, operator
from teamkpi.api.callers.services import Services
from teamkpi.api.calls import register
from teamkpi.api.errors import HttpError
from teamkpi.api.http.declarations import ID_SCHEMA, NO_STORE, NO_STORE_HEADERS, JsonBody, Operation, Parameter, Reply
from teamkpi.api.http.language import ACCEPT_LANGUAGE, LANGUAGE_HEADERS, in_language, language_asked
from teamkpi.api.http.query import positive_number
from teamkpi.api.http.requests import HttpRequest, media_type_of
from teamkpi.api.http.responses import Response
from teamkpi.describing import says
from teamkpi.errors import BadRequest, RecordNotFound
from teamkpi.intake.staged import (
    ENDINGS,
    KEPT_FOR,
    LONGEST_NAME,
    MOST_BYTES,
    MOST_BYTES_OF_ALL,
    MOST_FILES,
    MOST_FILES_OF_ALL,
    PART_BYTES,
    REPORTS_KEPT_FOR,
    Shelf,
    Staged,
)
from teamkpi.kpi.languages import Language
from teamkpi.ledger import ENTITIES
from teamkpi.wire import decode

TAG: Final = "Back office: imports"
_PATH: Final = "/api/sys/importfiles"
_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_RAW: Final = "application/octet-stream"

State = Literal[
    "uploading", "uploaded", "expired", "checking", "checked", "importing", "imported", "rejected", "failed", "stopped"
]


class ImportFile(Struct, frozen=True, kw_only=True, rename="pascal"):
    """A file that was uploaded to be imported, and the result of its last run."""

    id: Annotated[int, says("The file's number.", 12)]
    name: Annotated[str, says("The file's name.", "Bookings.xlsx")]
    size: Annotated[int, says("Its size in bytes.", 48_120)]
    created_on: Annotated[datetime, says("When it was added.", "2026-11-18T09:00:00Z")]
    kept_until: Annotated[datetime, says("Until when its content is kept.", "2026-11-19T09:00:00Z")]
    received: Annotated[int, says("The number of bytes received so far.", 48_120)]
    part_bytes: Annotated[int, says("The size of each part but the last.", PART_BYTES)]
    state: Annotated[
        State,
        says(
            "`uploading`: parts are missing. `uploaded`: it can be checked. `checking` and `importing`: it is being "
            "read. `checked`: the report says what an import would do. `imported`: its records are stored. `rejected`: "
            "records were rejected, and nothing was stored. `failed`: it could not be read; `Problem` says why. "
            "`stopped`: the server stopped while reading it, and nothing was stored. `expired`: the content is gone.",
            "checked",
        ),
    ]
    bytes_read: Annotated[int, says("The number of uncompressed bytes read so far by the current run.", 48_120)]
    started_on: Annotated[datetime | None, says("When its last run began.", "2026-11-18T09:01:00Z")]
    ended_on: Annotated[datetime | None, says("When its last run ended.", "2026-11-18T09:01:02Z")]
    problem: Annotated[str | None, says("Why the file could not be read.")]
    options: Annotated[
        Any,
        says("The options of the last run, as in the request; `Mapping` is the remembered one if none was sent."),
    ]
    report: Annotated[
        Any,
        says(
            "What `teamkpi import --json` prints for the same file and options, with its texts in the language of the "
            "response. Null in lists and during a run."
        ),
    ]
    preview: Annotated[
        Any,
        says("By entity, the first records as they are, or would be, stored. Null in lists and during a run."),
    ]
    has_rejected_rows: Annotated[bool, says("The rejected rows can be downloaded.", False)]


class ImportFiles(Struct, frozen=True, rename="pascal"):
    """The caller's files."""

    files: Annotated[list[ImportFile], Meta(description="The latest first.")]


def _state(one: Staged, now: datetime) -> State:
    if one.run is None:
        is_gone = now - one.created_on >= KEPT_FOR
        return "expired" if is_gone else "uploaded" if one.received == one.size else "uploading"
    if one.is_under_way:
        return "checking" if one.run == "check" else "importing"
    if one.ended_on is None or one.problem:
        return "failed" if one.problem else "stopped"
    if one.run == "check":
        return "checked"
    return "imported" if one.is_stored else "rejected"


def shown(one: Staged, now: datetime, language: Language = "en") -> ImportFile:
    """Return a file as it is shown in a language."""
    return ImportFile(
        id=one.id,
        name=one.name,
        size=one.size,
        created_on=one.created_on,
        kept_until=one.created_on + KEPT_FOR,
        received=one.received,
        part_bytes=PART_BYTES,
        state=_state(one, now),
        bytes_read=one.bytes_read,
        started_on=one.started_on,
        ended_on=one.ended_on,
        problem=None if one.problem is None else said(one.problem, language),
        options=_json(one.options),
        report=_json(one.report) if one.report is None or language == "en" else _in(one.report, language),
        preview=_json(one.preview),
        has_rejected_rows=one.has_rejected,
    )


def _json(text: str | None) -> Any:
    return None if text is None else Raw(text.encode())


def _in(report: str, language: Language) -> Any:
    return report_in(decode(report.encode()), language)


Work = Callable[[Services, HttpRequest, Operator, Shelf], Awaitable[Response]]


async def _respond(work: Work, services: Services, request: HttpRequest) -> Response:
    who = await operator(services, request)
    require_some(who)
    return await answering(request, lambda: work(services, request, who, Shelf(who.network_id, who.author)), {})


def _number(request: HttpRequest, name: str = "id") -> int:
    number = positive_number(request.path_params[name])
    if number is None:
        raise RecordNotFound
    return number


async def _list(services: Services, _: HttpRequest, __: Operator, shelf: Shelf) -> Response:
    now = services.now()
    found = await services.database.read_in_thread(shelf.all)
    return json_answer(ImportFiles([shown(one, now) for one in found]))


async def _add(services: Services, request: HttpRequest, _: Operator, shelf: Shelf) -> Response:
    body = await read_object(request, dict)
    name, size = body.get("Name"), body.get("Size")
    if not isinstance(name, str):
        raise BadRequest("Name", "is a required field")
    if not isinstance(size, int) or isinstance(size, bool):
        raise BadRequest("Size", "must be a whole number of bytes")
    now = services.now()

    def add(conn: Any) -> Staged:
        return shelf.one(conn, shelf.add(conn, name, size, now=now))

    return json_answer(shown(await services.database.write(add), now), 201)


async def _read(services: Services, request: HttpRequest, _: Operator, shelf: Shelf) -> Response:
    number = _number(request)
    language = language_asked(request)
    found = await services.database.read_in_thread(lambda conn: shelf.one(conn, number))
    return in_language(json_answer(shown(found, services.now(), language)), language)


async def _put(services: Services, request: HttpRequest, _: Operator, shelf: Shelf) -> Response:
    number, part = _number(request), _number(request, "part")
    if media_type_of(request) != _RAW:
        raise HttpError(415)
    content = await request.bodies.content(request)
    now = services.now()
    await services.database.write(lambda conn: shelf.put(conn, number, part, content, now=now))
    return Response(status_code=204)


async def _run(services: Services, request: HttpRequest, who: Operator, shelf: Shelf) -> Response:
    number, language = _number(request), language_asked(request)
    body = await read_object(request, dict)
    run = body.get("Do")
    if run not in {"check", "import"}:
        raise BadRequest("Do", "must be check or import")
    try:
        options = Options.of(body)
    except ValueError as error:
        name, _, reason = str(error).partition(" ")
        raise BadRequest(name, reason) from None

    def start(conn: Any) -> Staged:
        shelf.one(conn, number)
        services.one(ImportRuns).start(who, number, run, options, language)
        return shelf.one(conn, number)

    return json_answer(shown(await services.database.write(start), services.now()), 202)


async def _rejected(services: Services, request: HttpRequest, _: Operator, shelf: Shelf) -> Response:
    number = _number(request)
    content = await services.database.read_in_thread(lambda conn: shelf.rejected(conn, number))
    headers = {**NO_STORE, "Content-Disposition": 'attachment; filename="rejected.xlsx"'}
    return Response(body=content, media_type=_XLSX, headers=headers)


async def _delete(services: Services, request: HttpRequest, _: Operator, shelf: Shelf) -> Response:
    number = _number(request)
    await services.database.write(lambda conn: shelf.delete(conn, number))
    return Response(status_code=204)


_EXAMPLE: Final = {"Name": "Bookings.xlsx", "Size": 48_120}
_OWN: Final = "Only the account or API key that uploaded the file can see it; for all others it does not exist."
_ROLES: Final = (
    "Needs every role of each kind of record in the file (such as all of `Booking-…`), and for teams also the roles to "
    "read what people in a team see of each other."
)
_FILE: Final = Reply("The file.", ImportFile)
_WITH_BODY: Final = ("body_too_large", "unsupported_media_type")


def _declare(
    work: Work,
    *,
    id: str,  # noqa: A002 - the word of the contract
    at: str,
    summary: str,
    description: str,
    replies: dict[int, Reply],
    **more: Any,
) -> None:
    method, path = at.split(" ")
    problems = (*PROBLEMS, *(_WITH_BODY if "json" in more or "is_raw" in more else ()))
    found = {**replies, 400: REFUSED} | ({404: NOT_FOUND_REPLY} if "{id}" in path else {})
    parameters = (*((RECORD_ID,) if "{id}" in path else ()), *more.pop("parameters", ()))
    operation = Operation(
        id=id,
        method=method.lower(),  # type: ignore[arg-type]
        path=path,
        summary=summary,
        description=description,
        tag=TAG,
        parameters=parameters,
        replies=found,
        problems=problems,
        for_operators=True,
        **more,
    )
    register(__name__, operation, partial(_respond, work))


_declare(
    _list,
    id="listImportFiles",
    at=f"GET {_PATH}",
    summary="Files to import",
    description="The files that the caller has uploaded, without their reports.",
    replies={200: Reply("The files.", ImportFiles)},
)
_declare(
    _add,
    id="addImportFile",
    at=f"POST {_PATH}",
    summary="Add a file to import",
    description=(
        f"Adds a file, whose parts are then uploaded. It can be {', '.join(ENDINGS)}, of at most "
        f"{MOST_BYTES // 2**20} MiB. Its content is kept for a day, and its report for {REPORTS_KEPT_FOR.days} days. "
        f"Within a day, an account or key can send {MOST_FILES} files, and all of them together {MOST_FILES_OF_ALL} "
        f"files of {MOST_BYTES_OF_ALL // 2**20} MiB. {_ROLES}"
    ),
    replies={201: Reply("The file, without content yet.", ImportFile)},
    json=JsonBody(
        {
            "type": "object",
            "required": ["Name", "Size"],
            "properties": {
                "Name": {
                    "type": "string",
                    "maxLength": LONGEST_NAME,
                    "description": "The file's name, without a folder. It can say what records the file has.",
                },
                "Size": {"type": "integer", "minimum": 1, "maximum": MOST_BYTES, "description": "Its size in bytes."},
            },
        },
        _EXAMPLE,
    ),
)
_declare(
    _read,
    id="getImportFile",
    at=f"GET {_PATH}/{{id}}",
    summary="A file to import",
    description=f"The progress of the current run, or the result of the last one. {_OWN}",
    parameters=(ACCEPT_LANGUAGE,),
    replies={200: Reply(_FILE.description, ImportFile, headers=LANGUAGE_HEADERS)},
)
_declare(
    _put,
    id="putImportFilePart",
    at=f"PUT {_PATH}/{{id}}/parts/{{part}}",
    summary="Upload a part of a file",
    description=(
        f"Parts are numbered from 1. Each has {PART_BYTES:,} bytes; the last one has the rest. They can be uploaded in "
        f"any order, and repeatedly. {_OWN}"
    ),
    parameters=(Parameter("part", "path", "The number of the part.", ID_SCHEMA, required=True),),
    replies={204: Reply("The part is stored.")},
    is_raw=True,
    most_body_bytes=PART_BYTES,
)
_declare(
    _run,
    id="runImportFile",
    at=f"POST {_PATH}/{{id}}/run",
    summary="Check or import a file",
    description=(
        "Starts reading the file; get the file to see the progress. `check` stores nothing and reports what "
        "`import` would do. An import is stored as a whole or not at all, also if the server stops. It reads files as "
        "`teamkpi import` does, but the history in an export with history is left out. Once it is stored it is in "
        "`/api/sys/imports`, where it can be undone. The reasons in the file of rejected rows are in the language that "
        f"`Accept-Language` asks for. {_ROLES} {_OWN}"
    ),
    parameters=(ACCEPT_LANGUAGE,),
    replies={202: Reply("The file is being read.", ImportFile)},
    json=JsonBody(
        {
            "type": "object",
            "required": ["Do"],
            "properties": {
                "Do": {"type": "string", "enum": ["check", "import"], "description": "Check the file, or import it."},
                "Mapping": {
                    "type": ["object", "null"],
                    "description": (
                        "How the tables are to be read; see the page about spreadsheets. Without one, a file with the "
                        "same headings as one that the caller imported before is read in the same way."
                    ),
                },
                "Zone": {"type": ["string", "null"], "description": "The IANA time zone of times without one."},
                "Entity": {
                    "type": ["string", "null"],
                    "enum": [*ENTITIES, None],
                    "description": "The kind of record in a single file, if neither its name nor its headings say so.",
                },
                "Replace": {
                    "type": "boolean",
                    "description": "Also delete the records that are not in the file, of the entities that are.",
                },
                "KeepGood": {"type": "boolean", "description": "Store the valid records even if others are rejected."},
            },
        },
        {"Do": "check", "Mapping": {"Tables": {"bookings": {"DateOrder": "dmy"}}}, "Zone": "Europe/Madrid"},
    ),
)
_declare(
    _rejected,
    id="getRejectedRows",
    at=f"GET {_PATH}/{{id}}/rejected",
    summary="The rejected rows of a file",
    description=f"The rows that the last run rejected, with the reason beside each, to correct and import. {_OWN}",
    replies={
        200: Reply(
            "An Excel file.",
            media_type=_XLSX,
            headers={**NO_STORE_HEADERS, "Content-Disposition": "A name for the file."},
        )
    },
)
_declare(
    _delete,
    id="deleteImportFile",
    at=f"DELETE {_PATH}/{{id}}",
    summary="Delete a file to import",
    description=f"Deletes the file and its report, and nothing that was imported. {_OWN}",
    replies={204: Reply("It is deleted.")},
)
