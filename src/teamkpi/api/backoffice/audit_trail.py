"""``/api/sys/audittrailentries``: the audit trail, for operators with the role to read it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any, Final

from msgspec import Meta, Struct, defstruct

from teamkpi.api.backoffice import parameters
from teamkpi.api.backoffice.declarations import NOT_FOUND_REPLY, PROBLEMS, RECORD_ID, REFUSED
from teamkpi.api.backoffice.envelopes import answering, json_answer, list_answer
from teamkpi.api.backoffice.parameters import SeveralIds, read_list
from teamkpi.api.backoffice.record_types import field_type, list_type
from teamkpi.api.callers.operators import Operator, Right, operator
from teamkpi.api.callers.services import Services
from teamkpi.api.calls import register
from teamkpi.api.http.declarations import Operation, Reply
from teamkpi.api.http.query import pairs_of, positive_number
from teamkpi.api.http.requests import HttpRequest
from teamkpi.api.http.responses import Response
from teamkpi.api.workers import ROW_BYTES
from teamkpi.errors import RecordNotFound
from teamkpi.ledger import audit_trail
from teamkpi.ledger.audit_trail import ENTRY, TRAIL
from teamkpi.ledger.audit_trail_pages import Entry, TrailPage, read_trail_page
from teamkpi.ledger.conditions import OfColumn
from teamkpi.ledger.entities import COMMON
from teamkpi.ledger.listing import Listing
from teamkpi.ledger.values import FIELD_NAME
from teamkpi.wire import plain_decimal

_PATH: Final = f"/api/{ENTRY.module}/{ENTRY.plural}"


class Change(Struct, frozen=True, kw_only=True, rename="pascal"):
    """One field that was changed."""

    property_name: Annotated[str, Meta(description="The field.", examples=["Notes"])]
    old_value: Annotated[Any, Meta(description="The previous value; null if there was none.", examples=[None])]
    new_value: Annotated[Any, Meta(description="The new value; null if there is none.", examples=["By the window"])]


_FIELDS: Final = [one for one in (*COMMON, *ENTRY.fields) if one.kind is not FIELD_NAME]
_Record: Final = defstruct(
    TRAIL,
    [
        *(field_type(one) for one in _FIELDS),
        ("Changes", Annotated[list[Change], Meta(description="The fields that differ from the previous version.")]),
    ],
    frozen=True,
    module=__name__,
    namespace={
        "__doc__": (
            "One version of a record: its author, when and from where it was stored, and the fields it changed."
        )
    },
)
_List: Final = list_type(ENTRY, _Record)

LIST: Final = Operation(
    id="listAuditTrailEntries",
    method="get",
    path=_PATH,
    summary="List the audit trail",
    description=(
        "One page of the audit trail, newest entries first by default. Each entry describes one version of one record "
        "whose author is known; by Id, the entries of a record are in the order of its versions. A filter on "
        "`PropertyName` finds the entries that changed that field. Needs the role `AuditTrailEntry-List`."
    ),
    tag="Back office: audit trail",
    parameters=parameters.described(ENTRY),
    replies={
        200: Reply(
            "The page; or, for `id=[1,2]`, the entries as a bare array.",
            _List,
            schema={
                "anyOf": [
                    {"$ref": f"#/components/schemas/{_List.__name__}"},
                    {"type": "array", "items": {"$ref": f"#/components/schemas/{TRAIL}"}},
                ]
            },
        ),
        400: REFUSED,
    },
    problems=PROBLEMS,
    for_operators=True,
)
READ: Final = Operation(
    id="getAuditTrailEntry",
    method="get",
    path=f"{_PATH}/{{id}}",
    summary="One entry of the audit trail",
    description="Returns the entry itself, without an envelope. Needs the role `AuditTrailEntry-Read`.",
    tag=LIST.tag,
    parameters=(RECORD_ID,),
    replies={200: Reply("The entry.", _Record), 404: NOT_FOUND_REPLY},
    problems=PROBLEMS,
    for_operators=True,
)


@dataclass(frozen=True, slots=True)
class _Responder:
    """Responds to requests about the trail: authenticates, checks the role, then runs the query."""

    right: Right
    work: Callable[[Services, Operator, HttpRequest], Awaitable[Response]]

    async def __call__(self, services: Services, request: HttpRequest) -> Response:
        who = await operator(services, request)
        who.require(TRAIL, self.right)
        query: bytes = request.scope["query_string"]
        sent: dict[str, str] = {}

        async def with_query() -> Response:
            sent.update(await services.workers.run(len(query), lambda: pairs_of(query)))
            return await self.work(services, who, request)

        return await answering(request, with_query, sent)


async def _list_entries(services: Services, who: Operator, request: HttpRequest) -> Response:
    query: bytes = request.scope["query_string"]
    asked = await services.workers.run(len(query), lambda: read_list(ENTRY, query))
    listing = _of_ids(asked.ids) if isinstance(asked, SeveralIds) else asked
    page = await _read(services, who, listing)
    return await services.workers.run(len(page.entries) * ROW_BYTES, lambda: _answer(asked, listing, page))


async def _read_entry(services: Services, who: Operator, request: HttpRequest) -> Response:
    number = positive_number(request.path_params["id"])
    found = (await _read(services, who, _of_ids((number,)))).entries if number else []
    if not found:
        raise RecordNotFound
    return json_answer(_shown(found[0]))


async def _read(services: Services, who: Operator, listing: Listing) -> TrailPage:
    return await services.database.read(lambda conn: read_trail_page(conn, who.network_id, listing, now=services.now()))


def _answer(asked: Listing | SeveralIds, listing: Listing, page: TrailPage) -> Response:
    entries = [_shown(one) for one in page.entries]
    if isinstance(asked, SeveralIds):
        return json_answer(entries)
    return list_answer(_List, listing, entries, page.total)


def _of_ids(ids: tuple[int, ...]) -> Listing:
    return Listing(audit_trail.ENTRY, (OfColumn("id", "is one of", ids),), size=len(ids))


def _shown(entry: Entry) -> Struct:
    changes = [
        Change(property_name=name, old_value=_plain(old), new_value=_plain(new))
        for name, (old, new) in entry.changes.items()
    ]
    return _Record(*entry[:-1], changes)


def _plain(value: Any) -> Any:
    return plain_decimal(value) if isinstance(value, Decimal) else value


register(__name__, LIST, _Responder(Right.LIST, _list_entries))
register(__name__, READ, _Responder(Right.READ, _read_entry))
