"""Responses of the back office: bare records, pages, and the envelope with the result of a change."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from msgspec import Raw, Struct

from teamkpi.api.backoffice.parameters import order_name
from teamkpi.api.backoffice.record_types import TYPES, Changed, FieldError, RecordId, record_of
from teamkpi.api.backoffice.translations import said
from teamkpi.api.callers.operators import Operator
from teamkpi.api.http.conditional import tag_of_version
from teamkpi.api.http.language import in_language, language_asked
from teamkpi.api.http.requests import HttpRequest
from teamkpi.api.http.responses import Response
from teamkpi.errors import BadRequest, BatchRejected, IdTaken, RecordNotFound, VersionChanged
from teamkpi.kpi.languages import Language
from teamkpi.ledger import Entity
from teamkpi.ledger.derived import nothing_known
from teamkpi.ledger.listing import Listing, Page
from teamkpi.ledger.short_listing import ShortPage
from teamkpi.pages import page_numbers
from teamkpi.wire import encode

_JSON: Final = "application/json"
_LONGEST_SHOWN: Final = 200
NOT_FOUND: Final = "Not found"


def json_answer(body: Any, status: int = 200) -> Response:
    """Return a JSON response."""
    return Response(body=encode(body), status_code=status, media_type=_JSON)


def with_version(response: Response, held_since: datetime) -> Response:
    """Add the version of the record as the ETag."""
    response.add_header("ETag", tag_of_version(held_since))
    return response


def short_page_answer(found: ShortPage) -> Response:
    """Return a page of a list that may be limited."""
    names = [order_name(found.listing.entity, one) for one in found.orders]
    return page_answer(found.listing, found.page, IsCut=found.is_cut, OrderFields=names)


def page_answer(listing: Listing, page: Page, **more: Any) -> Response:
    """Return a page of a list; ``more`` are further fields."""
    entity = listing.entity
    unknown = nothing_known(entity)
    records = [record_of(entity, row, page.derived.get(row[0], unknown)) for row in page.rows]
    return list_answer(TYPES[entity.plural].list, listing, records, page.total, **more)


def list_answer(
    kind: type[Struct], listing: Listing, records: Sequence[Struct | Raw], total: int, **more: Any
) -> Response:
    """Return a page's records in the list's type, with correct page numbers even past the end."""
    entity, size = listing.entity, listing.size
    numbers = page_numbers(listing.page, size, len(records), total)
    body = kind(
        Records=list(records),
        CurrentPageSize=size,
        CurrentPage=listing.page,
        CurrentOrderField=order_name(entity, listing.order_by),
        CurrentSortDirection=int(listing.is_descending),
        FirstItem=numbers.first,
        HasNextPage=numbers.has_next,
        HasPreviousPage=numbers.has_previous,
        LastItem=numbers.last,
        PageNumber=listing.page,
        PageSize=size,
        TotalItems=total,
        TotalPages=numbers.pages,
        **more,
    )
    return json_answer(body)


def done(operator: Operator, now: datetime, message: str, record_id: int | None) -> Response:
    """Return the envelope of a successful change; ``Value`` has only the record's id."""
    return json_answer(
        _envelope(Changed, message, None if record_id is None else RecordId(record_id), by=operator, at=now)
    )


def created(entity: Entity, operator: Operator, now: datetime, message: str, record: Raw) -> Response:
    """Return the envelope of a new record; ``Value`` has the whole record."""
    return json_answer(_envelope(TYPES[entity.plural].created, message, record, by=operator, at=now))


def not_done(message: str, status: int = 200, errors: Sequence[FieldError] | None = None) -> Response:
    """Return the envelope that says that nothing was changed, and why."""
    return json_answer(_envelope(Changed, message, None, status=status, errors=errors, successful=False), status)


def _envelope(
    kind: type[Struct],
    message: str,
    value: Any,
    *,
    status: int = 200,
    by: Operator | None = None,
    at: datetime | None = None,
    errors: Sequence[FieldError] | None = None,
    successful: bool = True,
) -> Struct:
    return kind(
        Status=status,
        Message=message,
        Value=value,
        OpenInDialog=False,
        OpenInWindow=False,
        RedirectURL=None,
        JavaScript=None,
        UpdatedOn=at,
        UpdatedBy=None if by is None else by.name,
        Errors=None if errors is None else list(errors),
        WasSuccessful=successful,
    )


async def answering(request: HttpRequest, work: Callable[[], Awaitable[Response]], sent: Mapping[str, Any]) -> Response:
    """Run a call and turn its errors into the back office's envelopes; ``sent`` are the values received, by name.

    The reasons are in the language that the request asks for.
    """
    language = language_asked(request)
    try:
        return await work()
    except RecordNotFound:
        return json_answer(NOT_FOUND, 404)
    except BadRequest as wrong:
        return refused([(wrong.parameter, wrong.reason)], sent, language)
    except VersionChanged as changed:
        return with_version(not_done(f"{changed}.", 412), changed.held_since)
    except IdTaken:
        return refused([("Id", "is already used by an existing or deleted record")], sent, language)
    except BatchRejected as rejected:
        return refused([(one.field, one.reason) for one in rejected.report.rejected], sent, language)


def refused(wrong: Sequence[tuple[str, str]], sent: Mapping[str, Any], language: Language) -> Response:
    """Return the 400 envelope for invalid fields or parameters, with a reason for each, in a language."""
    reasons = {name: said(reason, language) for name, reason in wrong}
    errors = [
        FieldError(attempted_value=_shown(sent.get(name)), message=reasons[name], property_name=name)
        for name in reasons
    ]
    message = "; ".join(f"{name}: {reason}" for name, reason in reasons.items())
    return in_language(not_done(message, 400, errors), language)


def _shown(value: Any) -> Any:
    """Return a value received if it is short, else None: long invalid values are not repeated."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode() if len(value) <= _LONGEST_SHOWN else None
    if isinstance(value, Decimal):
        return value if len(str(value)) <= _LONGEST_SHOWN else None
    if isinstance(value, int) and abs(value) >= 2**63:
        return None
    return value if isinstance(value, bool | int) else None
