"""``/api/public/teams/{teamId}/uses``: who used which credit or pass, when, for what, and what was left."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Final, NamedTuple

from msgspec import Struct, field
from psycopg import AsyncConnection

from teamkpi.api.callers.services import Services
from teamkpi.api.calls import Later, Who, call
from teamkpi.api.http import paging
from teamkpi.api.http.declarations import SHAPE_PARAMETER, Parameter
from teamkpi.api.http.query import Query
from teamkpi.api.portal import as_of
from teamkpi.api.portal.team_types import ApiListResult
from teamkpi.api.workers import ROW_BYTES
from teamkpi.db import AsyncRawCursor, fetch_all
from teamkpi.describing import says
from teamkpi.errors import BadRequest, MemberRefused, TeamNotFound
from teamkpi.kpi.expiring import CurrencyCode, Kind, Unit
from teamkpi.kpi.uses import DAYS_BACK, Stretch, Use, read_uses, uses_query
from teamkpi.membership import SignedIn
from teamkpi.wire import instant, plain_decimal

_FORM: Final = (
    "An instant with a time zone, such as 2026-10-31T18:00:00Z, or a date such as 2026-10-31 in the time zone of the "
    "team's location."
)


class TeamUse(Struct, frozen=True, kw_only=True, rename="pascal"):
    """A use of a credit or pass, or a change of its balance that no use explains."""

    entity: Annotated[
        str, says("The kind of record that the credit or pass is, as in the back office.", "CoworkerBookingCredit")
    ]
    id: Annotated[int, says("The id of the credit or pass.", 41)]
    coworker_id: Annotated[int, says("The member it belongs to.", 101)]
    coworker_full_name: Annotated[str, says("The member's name.", "Jane Smith")]
    name: Annotated[str | None, says("The name of the credit or pass; null if it has none.", "Welcome credit")]
    kind: Kind
    unit: Unit
    currency_code: CurrencyCode
    is_unexplained: Annotated[
        bool, says("The balance changed, and there is no record of a use that explains it.", False)
    ]
    at: Annotated[
        str,
        says("When it was used; for an unexplained change, when the ledger received it.", "2026-11-18T10:30:00Z"),
    ]
    amount: Annotated[Decimal, says("How much was used; negative if something was given back.", 37.5)]
    remaining_after: Annotated[Decimal, says("The remaining balance of the credit or pass afterwards.", 12.5)]
    used_by_id: Annotated[
        int | None, says("Who used it; null if that is not known, or not for the caller to see.", 101)
    ]
    used_by_full_name: Annotated[str | None, says("Their name.", "Jane Smith")]
    for_entity: Annotated[
        str | None,
        says("The kind of record it was used for; null if that is not known, or not for the caller to see.", "Booking"),
    ]
    for_id: Annotated[int | None, says("The id of that record.", 7001)]
    title: Annotated[str | None, says("The room, the event or the location.", "Meeting room 1")]
    from_: Annotated[str | None, says("When the booking or check-in starts.", "2026-11-18T09:00:00Z")] = field(
        name="From"
    )
    to: Annotated[str | None, says("When it ends.", "2026-11-18T10:30:00Z")]
    description: Annotated[str | None, says("A note about the use.", None)]


class UsesPage(ApiListResult[TeamUse], frozen=True, kw_only=True, rename="pascal"):
    """One page of uses, the newest first."""


class TeamUses(Struct, frozen=True, kw_only=True, rename="pascal"):
    """The uses in an interval of time."""

    team_id: Annotated[int, says("The team's id.", 55)]
    zone: Annotated[str, says("The time zone of the team's location.", "Europe/London")]
    from_: Annotated[str, says("The start of the requested period.", "2026-11-01T00:00:00Z")] = field(name="From")
    to: Annotated[str, says("The end of the requested period, exclusive.", "2026-12-01T00:00:00Z")]
    uses: UsesPage


class _Asked(NamedTuple):
    since: as_of.Moment | None
    until: as_of.Moment | None
    page: paging.AskedPage


def _asked(query: Query) -> _Asked:
    found = _Asked(as_of.moment_in(query, "from"), as_of.moment_in(query, "to"), paging.asked_page(query))
    for name, one in (("from", found.since), ("to", found.until)):
        if one is not None and not 1900 <= one.year <= 2199:
            raise BadRequest(name, "must be in the years 1900 to 2199")
    return found


@call(
    "GET /api/public/teams/{teamId}/uses",
    id="teamUses",
    who=Who.ADMINISTRATOR_OR_SELF,
    in_views=True,
    summary="Uses of credits and passes",
    description=(
        "Every use of a credit or pass of the team's members: by whom, when, for which booking, event or check-in, how "
        "much, and what was left. A change of a balance that no use explains is listed too, dated by when the ledger "
        "received it. For administrators of the team; a plain member may ask about themselves with `coworkerId`, and "
        "sees what they used themselves."
    ),
    tag="Teams",
    answer=TeamUses,
    answered="A page of uses.",
    query=_asked,
    parameters=(
        Parameter(
            "from",
            "query",
            f"{_FORM} Uses from then on, or from the start of that day. {DAYS_BACK} days before the end by default.",
            {"type": "string"},
        ),
        Parameter(
            "to",
            "query",
            f"{_FORM} Uses before then, or up to the end of that day. The present by default.",
            {"type": "string"},
        ),
        SHAPE_PARAMETER,
        *paging.PARAMETERS,
    ),
)
async def team_uses(
    *,
    services: Services,
    caller: SignedIn,
    team_id: int,
    coworker_id: int | None,
    is_administrator: bool,
    query: _Asked,
    now: datetime,
) -> Later:
    """Read a page of uses."""
    stretch = Stretch(query.since, query.until or now)
    statement = uses_query(
        caller.network_id,
        team_id,
        coworker_id,
        stretch,
        page=query.page.number,
        size=query.page.size,
        is_administrator=is_administrator,
        now=now,
    )

    async def fetch(conn: AsyncConnection) -> list[tuple[Any, ...]]:
        async with AsyncRawCursor(conn) as cursor:
            await cursor.execute(*statement, prepare=False)
            return await fetch_all(cursor)

    found = read_uses(await services.database.read(fetch))
    if found is None:  # the team was deleted this very moment
        raise TeamNotFound
    if coworker_id is not None and not found.members:
        raise MemberRefused("member_not_found")
    if found.since >= found.until:
        raise BadRequest("from", "must be before to")
    return Later(
        ROW_BYTES * len(found.page),
        lambda: TeamUses(
            team_id=team_id,
            zone=found.zone,
            from_=instant(found.since),
            to=instant(found.until),
            uses=UsesPage(
                records=list(map(_use, found.page)),
                **paging.envelope(query.page, len(found.page), found.total, field="At", descending=True),
            ),
        ),
    )


def _use(one: Use) -> TeamUse:
    return TeamUse(
        entity=one.entity,
        id=one.id,
        coworker_id=one.coworker_id,
        coworker_full_name=one.coworker_full_name,
        name=one.name,
        kind=one.kind,
        unit=one.unit,
        currency_code=one.currency_code,
        is_unexplained=one.is_unexplained,
        at=instant(one.at),
        amount=plain_decimal(one.amount),
        remaining_after=plain_decimal(one.remaining_after),
        used_by_id=one.used_by_id,
        used_by_full_name=one.used_by_full_name,
        for_entity=one.for_entity,
        for_id=one.for_id,
        title=one.title,
        from_=None if one.from_time is None else instant(one.from_time),
        to=None if one.to_time is None else instant(one.to_time),
        description=one.description,
    )
