"""``/api/sys/readers``: who looked at whose figures and personal data, for operators who may read the audit trail."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Final, NamedTuple
from uuid import UUID

from msgspec import Meta, Struct
from psycopg import Connection

from teamkpi.api.backoffice.audit_trail import LIST as TRAIL_LIST
from teamkpi.api.backoffice.declarations import PROBLEMS, REFUSED
from teamkpi.api.backoffice.envelopes import answering, json_answer
from teamkpi.api.backoffice.search import LONGEST, search_text
from teamkpi.api.callers.operators import Right, operator
from teamkpi.api.callers.services import Services
from teamkpi.api.calls import register
from teamkpi.api.http.declarations import ID_SCHEMA, Operation, Parameter, Reply
from teamkpi.api.http.json_body import read
from teamkpi.api.http.query import Query, with_plus
from teamkpi.api.http.requests import HttpRequest
from teamkpi.api.http.responses import Response
from teamkpi.describing import says
from teamkpi.errors import BadRequest
from teamkpi.ledger import readers
from teamkpi.ledger.audit_trail import TRAIL
from teamkpi.ledger.readers import Place, Wanted
from teamkpi.ledger.values import STRETCH_END

_USUAL: Final = 50
_MOST: Final = 200
MOST_NAMED: Final = 10
"""How many of an entry's people a page names."""


class PersonRead(Struct, frozen=True, rename="pascal"):
    """Somebody whose figures or data were shown."""

    id: Annotated[int, says("The coworker's id.", 101)]
    full_name: Annotated[str | None, says("The name; null if the ledger has none.", "Jane Smith")]


class ReaderEntry(Struct, frozen=True, kw_only=True, rename="pascal"):
    """What one reader looked at."""

    id: Annotated[UUID, says("The entry's id.", "7c1d5c5e-3c0f-4c5b-9a43-0b8a0f6f7a11")]
    read_on: Annotated[datetime, says("When it was first read.", "2026-11-18T09:00:00Z")]
    last_read_on: Annotated[
        datetime,
        says("When it was last read in the hour after `ReadOn`; `ReadOn` if just once.", "2026-11-18T09:47:00Z"),
    ]
    reader: Annotated[
        str | None,
        says(
            "The account's e-mail address, or the key's name; null for a calendar link, and if the account or key was "
            "deleted.",
            "jane@techinnovators.com",
        ),
    ]
    account_id: Annotated[int | None, says("The reader's account; null for a key or a link.", 12)]
    key_id: Annotated[int | None, says("The reader's API key; null for an account or a link.", None)]
    call: Annotated[str, says("The id of the call in the contract; for mail, `mail` and its kind.", "teamKpi")]
    team_id: Annotated[int | None, says("The team, if the entry is about a whole team.", 55)]
    team_name: Annotated[str | None, says("The team's name.", "Tech Innovators")]
    people: Annotated[
        list[PersonRead],
        Meta(description=f"The people whose data it shows, at most {MOST_NAMED}; empty if it names no one."),
    ]
    people_count: Annotated[int, says("How many people there are in all.", 1)]
    address: Annotated[str | None, says("The client's address, as far as it is kept.", "203.0.113.7")]
    request_id: Annotated[str | None, says("The id of the first request in the log.", "0f8fad5bd9cb469f")]


class ReaderEntries(Struct, frozen=True, kw_only=True, rename="pascal"):
    """A page of what readers looked at."""

    is_recorded: Annotated[bool, says("Readers are recorded at present (`TEAMKPI_RECORD_READERS`).", True)]
    entries: Annotated[list[ReaderEntry], Meta(description="The entries, the latest first.")]
    next: Annotated[str | None, says("The `after` of the next page; null on the last one.")]


class _Asked(NamedTuple):
    wanted: Wanted
    size: int
    after: Place | None


def _asked(query: Query) -> _Asked:
    wanted = Wanted(
        coworker_id=query.number("coworkerId", default=0) or None,
        team_id=query.number("teamId", default=0) or None,
        since=_instant(query, "from"),
        until=_instant(query, "to"),
        reader=search_text(query, "reader"),
    )
    return _Asked(wanted, min(query.number("size", default=_USUAL), _MOST), _place(query))


def _instant(query: Query, name: str) -> datetime | None:
    text = query.text(name)
    found: datetime | None = None if text is None else read(name, with_plus(text.strip()), STRETCH_END.read)
    return found


def _place(query: Query) -> Place | None:
    text = query.text("after")
    if text is None:
        return None
    moment, _, entry_id = text.partition("_")
    try:
        return Place(STRETCH_END.read(moment), UUID(entry_id))
    except ValueError:
        raise BadRequest("after", "must be the Next of another page") from None


async def _list(services: Services, request: HttpRequest) -> Response:
    who = await operator(services, request)
    who.require(TRAIL, Right.LIST)

    async def work() -> Response:
        asked = _asked(Query(request.scope["query_string"]))
        is_recorded = services.settings.record_readers
        return json_answer(
            await services.database.read_in_thread(lambda conn: _page(conn, who.network_id, asked, is_recorded))
        )

    return await answering(request, work, {})


def _page(conn: Connection, network_id: int, asked: _Asked, is_recorded: bool) -> ReaderEntries:
    found = readers.listed(
        conn, network_id, asked.wanted, most=asked.size + 1, most_named=MOST_NAMED, after=asked.after
    )
    shown = found[: asked.size]
    names = readers.names(conn, network_id, {person for one in shown for person in one.coworker_ids})
    last = shown[-1] if len(found) > len(shown) else None
    return ReaderEntries(
        is_recorded=is_recorded,
        entries=[_entry(**one._asdict(), names=names) for one in shown],
        next=None if last is None else f"{last.read_on:%Y-%m-%dT%H:%M:%S.%fZ}_{last.id}",
    )


def _entry(
    *, email: str | None, key_name: str | None, coworker_ids: list[int], names: dict[int, str | None], **fields: Any
) -> ReaderEntry:
    people = [PersonRead(one, names.get(one)) for one in coworker_ids]
    return ReaderEntry(reader=email or key_name, people=people, **fields)


register(
    __name__,
    Operation(
        id="listReaders",
        method="get",
        path="/api/sys/readers",
        summary="Who looked at whose figures",
        description=(
            "Who read figures or personal data of members, or was sent figures by mail: when, from where, and whose "
            "data it was. If a reader reads the same data several times within an hour, there is one entry. There are "
            "entries only for the time in which `TEAMKPI_RECORD_READERS` was on. Needs the role "
            "`AuditTrailEntry-List`."
        ),
        tag=TRAIL_LIST.tag,
        parameters=(
            Parameter("coworkerId", "query", "Only entries about this coworker.", ID_SCHEMA),
            Parameter("teamId", "query", "Only entries about this team.", ID_SCHEMA),
            Parameter(
                "reader",
                "query",
                "Only readers whose e-mail address, or whose key's name, contains this text, ignoring case.",
                {"type": "string", "maxLength": LONGEST},
            ),
            Parameter(
                "from",
                "query",
                "Only what was read at this instant or later, in UTC without an offset.",
                {"type": "string"},
            ),
            Parameter("to", "query", "Only what was first read before this instant.", {"type": "string"}),
            Parameter(
                "size",
                "query",
                f"The size of a page; values over {_MOST} count as {_MOST}.",
                {"type": "integer", "minimum": 1, "default": _USUAL},
            ),
            Parameter("after", "query", "The `Next` of the previous page; without it, the first.", {"type": "string"}),
        ),
        replies={200: Reply("The page.", ReaderEntries), 400: REFUSED},
        problems=PROBLEMS,
        for_operators=True,
    ),
    _list,
)
