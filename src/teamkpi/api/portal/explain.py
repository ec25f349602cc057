"""``/api/public/teams/{teamId}/explain``: why a figure is what it is, record by record."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Final, NamedTuple

from msgspec import Meta, Struct, field
from psycopg import AsyncConnection

from teamkpi.api.callers.services import Services
from teamkpi.api.calls import Later, Who, call
from teamkpi.api.http import paging
from teamkpi.api.http.declarations import SHAPE_PARAMETER, Parameter
from teamkpi.api.http.query import Query
from teamkpi.api.portal import as_of, mismatches
from teamkpi.api.portal.team_types import ApiListResult
from teamkpi.api.shown import shows
from teamkpi.api.workers import ROW_BYTES
from teamkpi.db import AsyncRawCursor, fetch_all
from teamkpi.describing import says
from teamkpi.errors import BadRequest, MemberRefused
from teamkpi.kpi import Figure
from teamkpi.kpi.as_of import PRESENT, UNCERTAIN, AsOf, require_known
from teamkpi.kpi.explain import ExplainedRecord, Explanation, Question, explanation_query, read_explanation
from teamkpi.kpi.figures import EXPLAINED
from teamkpi.kpi.languages import Language
from teamkpi.kpi.records import REASONS
from teamkpi.ledger.values import NEVER
from teamkpi.membership import SignedIn
from teamkpi.wire import instant, plain_decimal

FIGURE_NAMES: Final = list(EXPLAINED)


class EquationLine(Struct, frozen=True, kw_only=True, rename="pascal"):
    """A line of the calculation."""

    text: Annotated[str, says("The line in words, in the language of the response.", "3 check-ins, in seconds")]
    amount: Annotated[Decimal, says("Its amount.", 18000)]


class ExplainedRecordBody(Struct, frozen=True, kw_only=True, rename="pascal"):
    """A record that the figure counts, or does not count and why."""

    entity: Annotated[str, says("The kind of record, as in the back office.", "Checkin")]
    id: Annotated[int, says("The record's id.", 501)]
    coworker_id: Annotated[int, says("The member it belongs to.", 102)]
    coworker_full_name: Annotated[str, says("The member's name.", "Leo Marchetti")]
    title: Annotated[
        str,
        says(
            "Its name for display: that of the room, location, product or pass; its kind if it has no name.",
            "Hub 1",
        ),
    ]
    from_: Annotated[
        str | None, says("The start of the time it covers or is valid for, in UTC.", "2026-11-02T09:00:00Z")
    ] = field(name="From")
    to: Annotated[str | None, says("The end of that time.", "2026-11-02T14:00:00Z")]
    at: Annotated[
        str,
        says(
            "The instant by which the list is sorted: the start of a booking or check-in, the date of a sale, or when "
            "the record was created.",
            "2026-11-02T09:00:00Z",
        ),
    ]
    amount: Annotated[
        Decimal,
        says(
            "What it counts, or would count but for the reason: 1 for an item or a day pass, the remaining credit in "
            "its unit, or seconds of bookings and check-ins.",
            18000,
        ),
    ]
    counted: Annotated[bool, says("Whether it counts.", True)]
    reason: Annotated[
        str | None,
        Meta(
            description="Why it does not count; null if it counts. With `over_limit` it counts in part.",
            examples=["expired"],
            extra_json_schema={"enum": [*REASONS, None]},
        ),
    ]
    reason_text: Annotated[str | None, says("The reason in words, in the language of the response.", "Expired")]
    price: Annotated[Decimal | None, says("Its price times its quantity; null if it has none.", 12.5)]
    currency_code: Annotated[str | None, says("The currency of the location that issued it.", "GBP")]
    updated_on: Annotated[str, says("When the record was last changed.", "2026-11-02T14:00:10Z")]
    updated_by: Annotated[
        str | None, says("Who changed it last; always null for a caller who does not administer the team.")
    ]


class ExplainedRecords(ApiListResult[ExplainedRecordBody], frozen=True, kw_only=True, rename="pascal"):
    """One page of records, the newest first."""


class TeamExplanation(Struct, frozen=True, kw_only=True, rename="pascal"):
    """A figure with the records that it is made of."""

    team_id: Annotated[int, says("The team's id.", 55)]
    coworker_id: Annotated[int | None, says("The member; null for the total of the team.", 102)]
    figure: Annotated[str, says("The figure's name in the team's figures.", "CheckedTimeThisMonth", enum=FIGURE_NAMES)]
    label: Annotated[str, says("The figure's name for display, in the language of the response.", "This month")]
    meaning: Annotated[str, says("What it means.", "Checked-in time that falls in the current month.")]
    unit: Annotated[str, says("What it counts.", "minutes")]
    value: Annotated[Decimal, says("The figure, exactly as in the team's figures.", 300)]
    at: Annotated[str, says("The instant as of which it is calculated.", "2026-11-21T12:00:00Z")]
    known_at: Annotated[str, says("Only records that the ledger had at this instant count.", "2026-11-21T12:00:00Z")]
    known_since: Annotated[
        str | None, says("When the history of records starts; null if it goes back to the first record.")
    ]
    uncertain: Annotated[
        list[str],
        says("The figure's name if it is calculated from balances that are not known as of `At`; otherwise empty.", []),
    ]
    zone: Annotated[str, says("The time zone of the team's location.", "Europe/London")]
    month_date: Annotated[str, says("The first day of the current month in that zone.", "2026-11-01")]
    currency_code: Annotated[str | None, says("The currency of the team's location.", "GBP")]
    sum: Annotated[
        Decimal,
        says("The total of the counted records on all pages, calculated from the records and not from Value.", 300),
    ]
    matches: Annotated[bool, says("Whether Sum equals Value. If it does not, the server has logged an error.", True)]
    equation: Annotated[
        list[EquationLine],
        says(
            "The calculation. The last line is the sum. For a member, the lines before it are all records, and those "
            "that do not count by reason; for a team, its members."
        ),
    ]
    counted: Annotated[int, says("How many records count, on all pages.", 3)]
    not_counted: Annotated[int, says("How many records do not count, on all pages.", 1)]
    records: ExplainedRecords


class _Asked(NamedTuple):
    """What a request asks for."""

    figure: Figure
    counted: bool | None
    page: paging.AskedPage
    when: as_of.Asked | None


def _asked(query: Query) -> _Asked:
    name = query.text("figure")
    if name is None or name not in EXPLAINED:
        raise BadRequest("figure", f"is required and must be one of {', '.join(EXPLAINED)}")
    counted = None if query.text("counted") is None else query.flag("counted")
    return _Asked(EXPLAINED[name], counted, paging.asked_page(query), as_of.asked(query))


@call(
    "GET /api/public/teams/{teamId}/explain",
    id="teamExplain",
    who=Who.ADMINISTRATOR_OR_SELF,
    in_views=True,
    summary="Why a figure is what it is",
    description=(
        "The records behind one figure of a member, or behind the total of the team: those that count, and those that "
        "do not with the reason. What the counted records add up to is calculated independently of the figure. For "
        "administrators of the team; a plain member may ask about themselves with `coworkerId`. In English or Spanish, "
        "as requested."
    ),
    tag="Teams",
    answer=TeamExplanation,
    answered="The figure and a page of its records.",
    query=_asked,
    parameters=(
        Parameter("figure", "query", "Which figure.", {"type": "string", "enum": FIGURE_NAMES}, required=True),
        Parameter(
            "counted",
            "query",
            "True: only records that count. False: only those that do not. Both by default.",
            {"type": "boolean"},
        ),
        *as_of.PARAMETERS,
        SHAPE_PARAMETER,
        *paging.PARAMETERS,
    ),
    errors=("not_known_then",),
)
async def team_explain(
    *,
    services: Services,
    caller: SignedIn,
    team_id: int,
    coworker_id: int | None,
    is_administrator: bool,
    query: _Asked,
    language: Language,
    now: datetime,
) -> Later:
    """Read the records behind a figure."""
    network_id = caller.network_id
    question = Question(query.figure, coworker_id, query.counted, query.page.number, query.page.size)

    async def fetch(conn: AsyncConnection) -> tuple[Explanation | None, AsOf | None, datetime]:
        when = None if query.when is None else await as_of.instants(conn, network_id, team_id, query.when, now)
        async with AsyncRawCursor(conn) as cursor:
            statement = explanation_query(
                network_id,
                team_id,
                question,
                when,
                now=now,
                open_checkin_limit=services.settings.open_checkin_limit,
            )
            await cursor.execute(*statement, prepare=False)
            rows = await fetch_all(cursor)
        known_since = await as_of.known_since(conn, network_id)
        return read_explanation(question, rows), when, known_since

    found, when, known_since = await services.database.read(fetch)
    if when is not None:
        require_known(when, known_since)
    if found is None:
        raise as_of.no_team(when)
    if coworker_id is not None and not found.members:
        raise MemberRefused("member_not_found")
    if when is not None:
        shows(one.id for one in found.members)
    await mismatches.report(services, network_id, team_id, [] if found.matches else [query.figure], now=now)
    asked = Answered(team_id, when, known_since, now)
    size = ROW_BYTES * (len(found.records) + len(found.members))
    return Later(size, lambda: body_of(found, asked, query.page, language, shows_authors=is_administrator))


class Answered(NamedTuple):
    """What an explanation is of: the team, and the instants."""

    team_id: int
    when: AsOf | None
    """None for the present."""
    known_since: datetime
    now: datetime


def body_of(
    found: Explanation, asked: Answered, page: paging.AskedPage, language: Language, *, shows_authors: bool
) -> TeamExplanation:
    """Return the body of the response for an explanation."""
    question, when = found.question, asked.when
    at = asked.now if when is None else when.at
    known_at = asked.now if when is None or when.known_at == PRESENT else when.known_at
    is_uncertain = at < asked.known_since and question.figure.wire in UNCERTAIN
    words, label = question.figure.words[language], question.figure.unit.names[language]
    return TeamExplanation(
        team_id=asked.team_id,
        coworker_id=question.coworker_id,
        figure=question.figure.wire,
        label=words.label,
        meaning=words.meaning,
        unit=label,
        value=plain_decimal(found.value),
        at=instant(at),
        known_at=instant(known_at),
        known_since=None if asked.known_since == NEVER else instant(asked.known_since),
        uncertain=[question.figure.wire] if is_uncertain else [],
        zone=found.zone,
        month_date=found.month.isoformat(),
        currency_code=found.currency_code,
        sum=plain_decimal(found.sum),
        matches=found.matches,
        equation=[EquationLine(text=text, amount=plain_decimal(amount)) for text, amount in found.equation(language)],
        counted=found.counted,
        not_counted=found.not_counted,
        records=_records(found, page, language, shows_authors=shows_authors),
    )


def _records(
    found: Explanation, page: paging.AskedPage, language: Language, *, shows_authors: bool
) -> ExplainedRecords:
    kind = found.question.kind.one[language].capitalize()
    records = [_record(one, kind, language, shows_author=shows_authors) for one in found.records]
    return ExplainedRecords(
        records=records, **paging.envelope(page, len(records), found.listed, field="At", descending=True)
    )


def _record(one: ExplainedRecord, kind: str, language: Language, *, shows_author: bool) -> ExplainedRecordBody:
    return ExplainedRecordBody(
        entity=one.entity,
        id=one.id,
        coworker_id=one.coworker_id,
        coworker_full_name=one.coworker_full_name,
        title=one.title or kind,
        from_=None if one.from_time is None else instant(one.from_time),
        to=None if one.to_time is None else instant(one.to_time),
        at=instant(one.at),
        amount=plain_decimal(one.amount),
        counted=one.is_counted,
        reason=one.reason,
        reason_text=None if one.reason is None else REASONS[one.reason][language],
        price=None if one.price is None else plain_decimal(one.price),
        currency_code=one.currency_code,
        updated_on=instant(one.updated_on),
        updated_by=one.updated_by if shows_author else None,
    )
