"""``/api/public/teams/{teamId}/changes``: which figures changed between two instants, and why."""

from __future__ import annotations

from collections.abc import Sequence
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
from teamkpi.api.portal.explain import FIGURE_NAMES
from teamkpi.api.portal.team_types import ApiListResult
from teamkpi.api.shown import shows
from teamkpi.api.workers import ROW_BYTES
from teamkpi.db import AsyncRawCursor, fetch_all
from teamkpi.describing import says
from teamkpi.errors import BadRequest, MemberRefused
from teamkpi.kpi import Figure
from teamkpi.kpi.changes import (
    SQL,
    Asked,
    Cause,
    Compared,
    Difference,
    causes_query,
    compared,
    figures_queries,
    read_differences,
    require_known,
)
from teamkpi.kpi.figures import EXPLAINED
from teamkpi.kpi.languages import Language
from teamkpi.kpi.records import CAUSES, REASONS
from teamkpi.ledger.values import NEVER
from teamkpi.membership import SignedIn
from teamkpi.pages import skipped
from teamkpi.wire import instant, plain_decimal

_REASON: Final = {"enum": [*REASONS, None]}


class ChangeCause(Struct, frozen=True, kw_only=True, rename="pascal"):
    """A record that does not count the same at both instants."""

    cause: Annotated[
        str,
        Meta(
            description=(
                "Why the record does not count the same at both instants; of several causes, the first in the order "
                "of this list."
            ),
            examples=["expired"],
            extra_json_schema={"enum": list(CAUSES)},
        ),
    ]
    cause_text: Annotated[str, says("The cause in words, in the language of the response.", "Expired")]
    entity: Annotated[str, says("The kind of record, as in the back office.", "CoworkerBookingCredit")]
    id: Annotated[int, says("The record's id.", 41)]
    title: Annotated[
        str,
        says("The record's name for display; its kind if it has no name.", "Welcome credit"),
    ]
    at: Annotated[
        str,
        says(
            "The start of a booking or check-in, the date of a sale, or when the record was created.",
            "2026-11-01T08:30:00Z",
        ),
    ]
    amount_before: Annotated[
        Decimal, says("What it counted: in seconds for bookings and check-ins, otherwise in the figure's unit.", 50)
    ]
    amount_after: Annotated[Decimal, says("What it counts.", 0)]
    reason_before: Annotated[str | None, Meta(description="Why it did not count.", extra_json_schema=_REASON)]
    reason_after: Annotated[
        str | None, Meta(description="Why it does not count.", examples=["expired"], extra_json_schema=_REASON)
    ]
    updated_on: Annotated[str, says("When the record was last changed.", "2026-11-01T08:30:00Z")]
    updated_by: Annotated[
        str | None, says("Who changed it last; always null for a caller who does not administer the team.")
    ]


class FigureChange(Struct, frozen=True, kw_only=True, rename="pascal"):
    """A figure of a member that is not the same at both instants."""

    coworker_id: Annotated[int, says("The member.", 102)]
    coworker_full_name: Annotated[str, says("The member's name.", "Leo Marchetti")]
    figure: Annotated[
        str, says("The figure's name in the team's figures.", "RemainingBookingCredit", enum=FIGURE_NAMES)
    ]
    group: Annotated[str, says("The heading it appears under.", "Credit left")]
    label: Annotated[str, says("Its name under that heading.", "Money")]
    unit: Annotated[str, says("What it counts.", "currency of the team's location")]
    before: Annotated[
        Decimal, says("The figure as shown at the first instant; 0 if the member was not in the team then.", 50)
    ]
    after: Annotated[
        Decimal, says("The figure as shown at the second instant; 0 if the member was not in the team then.", 0)
    ]
    difference: Annotated[Decimal, says("After minus Before.", -50)]
    amount_before: Annotated[
        Decimal,
        says("What its records amounted to: the figure, or exact seconds where the figure is in whole minutes.", 50),
    ]
    amount_after: Annotated[Decimal, says("The same at the second instant.", 0)]
    causes: Annotated[
        list[ChangeCause],
        Meta(
            description="All records that make the difference, the newest first. Their differences add up to "
            "AmountAfter minus AmountBefore."
        ),
    ]


class FigureChanges(ApiListResult[FigureChange], frozen=True, kw_only=True, rename="pascal"):
    """One page of changes, by ascending member id and in the order of the figures."""


class TeamChanges(Struct, frozen=True, kw_only=True, rename="pascal"):
    """What changed in a team's figures between two instants."""

    team_id: Annotated[int, says("The team's id.", 55)]
    coworker_id: Annotated[int | None, says("The member asked about; null for all members.", 102)]
    from_: Annotated[str, says("The first instant.", "2026-10-31T23:59:59.999999Z")] = field(name="From")
    to: Annotated[str, says("The second instant.", "2026-11-21T12:00:00Z")]
    known_since: Annotated[
        str | None, says("When the history of records starts; null if it goes back to the first record.")
    ]
    changes: FigureChanges


class _Asked(NamedTuple):
    """What a request asks for."""

    since: as_of.Moment
    until: as_of.Moment | None
    figure: Figure | None
    page: paging.AskedPage


def _asked(query: Query) -> _Asked:
    since = as_of.moment_in(query, "from")
    if since is None:
        raise BadRequest("from", "is required: an instant such as 2026-10-31T18:00:00Z, or a date such as 2026-10-31")
    name = query.text("figure")
    if name is not None and name not in EXPLAINED:
        raise BadRequest("figure", f"must be one of {', '.join(EXPLAINED)}")
    figure = None if name is None else EXPLAINED[name]
    return _Asked(since, as_of.moment_in(query, "to"), figure, paging.asked_page(query))


class Found(NamedTuple):
    """What was read for a request: a page of the differences, and how many there are in all."""

    asked: Asked
    total: int
    differences: Sequence[Difference]
    known_since: datetime


@call(
    "GET /api/public/teams/{teamId}/changes",
    id="teamChanges",
    who=Who.ADMINISTRATOR_OR_SELF,
    in_views=True,
    summary="What changed between two instants",
    description=(
        "The figures that are not the same at two instants, each as it was shown then, and the records that make the "
        "difference. Their differences always add up. For administrators of the team; a plain member may ask about "
        "themselves with `coworkerId`. In English or Spanish, as requested."
    ),
    tag="Teams",
    answer=TeamChanges,
    answered="A page of changes.",
    query=_asked,
    parameters=(
        Parameter(
            "from",
            "query",
            f"{as_of.FORM}The first instant. Not before the history starts.",
            {"type": "string"},
            required=True,
        ),
        Parameter(
            "to",
            "query",
            f"{as_of.FORM}The second instant; the default is now. Not before the first, and not in the future.",
            {"type": "string"},
        ),
        Parameter("figure", "query", "Only this figure.", {"type": "string", "enum": FIGURE_NAMES}),
        SHAPE_PARAMETER,
        *paging.PARAMETERS,
    ),
    errors=("not_known_then",),
)
async def team_changes(
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
    """Compare the team's figures at both instants."""
    limit = services.settings.open_checkin_limit

    async def fetch(conn: AsyncConnection) -> tuple[Found, Compared]:
        async def moment(name: str, one: as_of.Moment) -> datetime:
            return await as_of.instant_of(conn, caller.network_id, team_id, name, one, now, is_past=True)

        since = await moment("from", query.since)
        until = now if query.until is None else await moment("to", query.until)
        if since > until:
            raise BadRequest("from", "must not be after `to`")
        asked = Asked(caller.network_id, team_id, since, until, limit, coworker_id)
        async with conn.transaction(), AsyncRawCursor(conn) as cursor:
            await cursor.execute(SQL.one_snapshot)
            rows = []
            for statement in figures_queries(asked):
                await cursor.execute(*statement, prepare=False)
                rows.append(await fetch_all(cursor))
            figures = compared(*rows)
            wanted = figures.differing(query.figure)
            page = wanted[skipped(*query.page) :][: query.page.size]
            causes = []
            if page:
                await cursor.execute(*causes_query(asked, figures, page), prepare=False)
                causes = await fetch_all(cursor)
            known_since = await as_of.known_since(conn, caller.network_id)
        return Found(asked, len(wanted), read_differences(figures, page, causes), known_since), figures

    found, figures = await services.database.read(fetch)
    require_known(found.asked, found.known_since)
    if figures.before is None and figures.after is None:
        raise as_of.no_team(query)
    if coworker_id is not None and not figures.names:
        raise MemberRefused("member_not_found")
    shows(figures.names)
    wrong = [one.figure for one in found.differences if not one.matches]
    await mismatches.report(services, caller.network_id, team_id, wrong, now=now)
    size = ROW_BYTES * sum(1 + len(one.causes) for one in found.differences)
    return Later(size, lambda: body_of(found, query.page, language, shows_authors=is_administrator))


def body_of(found: Found, page: paging.AskedPage, language: Language, *, shows_authors: bool) -> TeamChanges:
    """Return the body of the response for a page of differences."""
    records = [_change(one, language, shows_authors=shows_authors) for one in found.differences]
    return TeamChanges(
        team_id=found.asked.team_id,
        coworker_id=found.asked.coworker_id,
        from_=instant(found.asked.since),
        to=instant(found.asked.until),
        known_since=None if found.known_since == NEVER else instant(found.known_since),
        changes=FigureChanges(
            records=records, **paging.envelope(page, len(records), found.total, field="CoworkerId", descending=False)
        ),
    )


def _change(one: Difference, language: Language, *, shows_authors: bool) -> FigureChange:
    figure = one.figure
    kind = figure.records.one[language].capitalize() if figure.records else ""
    return FigureChange(
        coworker_id=one.coworker_id,
        coworker_full_name=one.coworker_full_name,
        figure=figure.wire,
        group=figure.group.names[language],
        label=figure.words[language].label,
        unit=figure.unit.names[language],
        before=plain_decimal(one.before),
        after=plain_decimal(one.after),
        difference=plain_decimal(one.after - one.before),
        amount_before=plain_decimal(one.amount_before),
        amount_after=plain_decimal(one.amount_after),
        causes=[_cause(cause, kind, language, shows_author=shows_authors) for cause in one.causes],
    )


def _cause(one: Cause, kind: str, language: Language, *, shows_author: bool) -> ChangeCause:
    return ChangeCause(
        cause=one.cause,
        cause_text=CAUSES[one.cause][language],
        entity=one.entity,
        id=one.id,
        title=one.title or kind,
        at=instant(one.at),
        amount_before=plain_decimal(one.before),
        amount_after=plain_decimal(one.after),
        reason_before=one.reason_before,
        reason_after=one.reason_after,
        updated_on=instant(one.updated_on),
        updated_by=one.updated_by if shows_author else None,
    )
