"""``/api/public/teams/{teamId}/statements/{month}``: what the team had, used and owes in a month, also as files."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import blake2b
from typing import Final, NamedTuple, cast

from psycopg import Connection

from teamkpi import __version__
from teamkpi.api.callers.services import Services
from teamkpi.api.calls import Later, Who, call
from teamkpi.api.http.conditional import is_held
from teamkpi.api.http.declarations import (
    ETAG_HEADERS,
    IF_NONE_MATCH,
    NOT_MODIFIED,
    REVALIDATE,
    TEAM_ID,
    Parameter,
    Reply,
)
from teamkpi.api.http.language import LANGUAGE_HEADERS
from teamkpi.api.http.query import Query
from teamkpi.api.http.requests import HttpRequest
from teamkpi.api.http.responses import Response
from teamkpi.api.shown import is_collected, shows
from teamkpi.api.workers import ROW_BYTES
from teamkpi.errors import BadRequest
from teamkpi.kpi.languages import Language
from teamkpi.membership import SignedIn
from teamkpi.statements.compute import first_day
from teamkpi.statements.content import Statement
from teamkpi.statements.files import as_csv, as_xlsx
from teamkpi.statements.tables import document_of
from teamkpi.statements.typeset import PAPERS, Paper, as_pdf
from teamkpi.statements.versions import Found, NewVersion, read_statement
from teamkpi.wire import encode

_PATH: Final = "GET /api/public/teams/{teamId}/statements/{month}"
_MONTH: Final = Parameter(
    "month",
    "path",
    "The month, such as 2026-10, in the time zone of the team's location.",
    {"type": "string", "pattern": "^[0-9]{4}-(0[1-9]|1[0-2])$", "examples": ["2026-10"]},
    required=True,
)
_VERSION: Final = Parameter(
    "version",
    "query",
    "The number of an earlier version; the default is the latest one.",
    {"type": "integer", "minimum": 1},
)
_PAPER: Final = Parameter(
    "paper", "query", "The size of the paper.", {"type": "string", "enum": list(PAPERS), "default": PAPERS[0]}
)
_FILE_HEADERS: Final = {
    **ETAG_HEADERS,
    "Content-Disposition": "A name for the file.",
    **LANGUAGE_HEADERS,
}
_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class _File(NamedTuple):
    """A kind of file: how it is named, what it is, and what writes it."""

    ending: str
    media_type: str
    write: Callable[[Statement, Language, Paper], bytes]


_CSV: Final = _File("csv", "text/csv", lambda statement, language, _: as_csv(document_of(statement, language)))
_SHEETS: Final = _File("xlsx", _XLSX, lambda statement, language, _: as_xlsx(document_of(statement, language)))
_PDF: Final = _File("pdf", "application/pdf", as_pdf)


def _version(query: Query) -> int | None:
    return query.number("version", default=0) or None


def _paper(query: Query) -> Paper:
    paper = (query.text("paper") or PAPERS[0]).strip().lower()
    if paper not in PAPERS:
        raise BadRequest("paper", f"must be {' or '.join(PAPERS)}")
    return cast("Paper", paper)


async def _statement(
    services: Services, caller: SignedIn, request: HttpRequest, team_id: int, version: int | None
) -> Statement:
    month = first_day(request.path_params["month"])
    now = services.now()

    def work(conn: Connection) -> Found:
        return read_statement(
            conn,
            caller.network_id,
            team_id,
            month,
            now=now,
            open_checkin_limit=services.settings.open_checkin_limit,
            version=version,
        )

    found, people = await services.database.read_in_thread(work)
    statement = await services.database.write(found.store) if isinstance(found, NewVersion) else found
    if is_collected():
        shows((*people, *statement.coworker_ids))
    return statement


@call(
    _PATH,
    id="teamStatement",
    who=Who.ADMINISTRATOR,
    summary="A team's statement of a month",
    description=(
        "A month's record for accounting: for each kind of credit and pass, how much the members had, were granted, "
        "used, lost and have left; booked and checked-in time; every item that became due to invoice, was invoiced, "
        "or is still to be invoiced; and any discrepancies. For administrators of the team. The statement of a month "
        "that is over is stored when it is first requested; if records about that month are corrected later, the next "
        "request stores another version with the next number, and earlier versions stay as they are."
    ),
    tag="Statements",
    answer=Statement,
    answered="The statement.",
    query=_version,
    parameters=(TEAM_ID, _MONTH, _VERSION),
)
async def team_statement(
    *, services: Services, caller: SignedIn, request: HttpRequest, team_id: int, query: int | None
) -> Later:
    """Make the statement, or read the one that is stored."""
    statement = await _statement(services, caller, request, team_id, query)
    return Later(_size(statement), lambda: statement)


def _declare_file(file: _File, what: str, *parameters: Parameter) -> None:
    """Declare the call for one kind of file."""

    @call(
        f"{_PATH}.{file.ending}",
        id=f"teamStatement{file.ending.capitalize()}",
        who=Who.ADMINISTRATOR,
        summary=f"A team's statement of a month, as {file.ending.upper()}",
        description=f"{what} In English or Spanish, as requested. For administrators of the team.",
        tag="Statements",
        parameters=(TEAM_ID, _MONTH, _VERSION, *parameters, IF_NONE_MATCH),
        replies={
            200: Reply("The file.", headers=_FILE_HEADERS, media_type=file.media_type),
            304: Reply(NOT_MODIFIED.description, headers=_FILE_HEADERS),
        },
        errors=("bad_request",),
    )
    async def statement_file(
        *, services: Services, caller: SignedIn, request: HttpRequest, team_id: int, language: Language
    ) -> Response:
        query = Query(request.scope["query_string"])
        version, paper = _version(query), _paper(query)
        statement = await _statement(services, caller, request, team_id, version)
        return await _sent(services, request, file, statement, language, paper)


async def _sent(  # noqa: PLR0917 - what is written, and how
    services: Services, request: HttpRequest, file: _File, statement: Statement, language: Language, paper: Paper
) -> Response:
    """Return a file, or 304 if the client already has it."""
    number = "" if statement.version is None else f"-v{statement.version}"
    # Of what is written, and not of the file: no file needs to be made to know that it is the same.
    written_from = (statement, language, paper, file.ending, __version__)
    digest = await services.workers.run(
        _size(statement), lambda: blake2b(encode(written_from), digest_size=15).hexdigest()
    )
    etag = f'"{digest}"'
    name = f"statement-{statement.team_id}-{statement.month}{number}.{file.ending}"
    headers = {"ETag": etag, **REVALIDATE, "Content-Disposition": f'attachment; filename="{name}"'}
    if is_held(request.scope, etag):
        return Response(status_code=304, headers=headers)
    content = await services.workers.write_file(lambda: file.write(statement, language, paper))
    return Response(body=content, media_type=file.media_type, headers=headers)


def _size(statement: Statement) -> int:
    return ROW_BYTES * sum(
        len(some) for some in (statement.balances, statement.items, statement.newly_invoiced, statement.not_invoiced)
    )


_declare_file(
    _CSV, "The statement with all its tables below each other, for a spreadsheet: UTF-8 with a byte order mark."
)
_declare_file(_SHEETS, "The statement as an Excel file, with a sheet for each table.")
_declare_file(_PDF, "The statement typeset for print and tagged for screen readers.", _PAPER)
