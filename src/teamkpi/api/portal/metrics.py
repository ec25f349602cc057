"""``/api/public/teams/{teamId}/metrics``: the team month by month."""

from __future__ import annotations

from datetime import datetime
from typing import Final, NamedTuple

from psycopg import AsyncConnection

from teamkpi.api.callers.checks import Check
from teamkpi.api.callers.services import Services
from teamkpi.api.calls import Who, call
from teamkpi.api.http.declarations import Parameter
from teamkpi.api.http.query import Query
from teamkpi.api.portal import as_of
from teamkpi.db import AsyncRawCursor
from teamkpi.errors import BadRequest
from teamkpi.kpi.metrics import (
    DEFAULT_MONTHS,
    METRICS,
    MOST_MONTHS,
    MetricsCaller,
    TeamMetricList,
    read_metrics,
    read_past_metrics,
    team_metrics_query,
)
from teamkpi.membership import SignedIn

MONTHS: Final = Parameter(
    "months",
    "query",
    f"How many months, 1 to {MOST_MONTHS}.",
    {"type": "integer", "minimum": 1, "maximum": MOST_MONTHS, "default": DEFAULT_MONTHS},
)


class AskedMonths(NamedTuple):
    """How many months a request is about, and as of when."""

    months: int
    when: as_of.Asked | None


def asked_months(query: Query) -> AskedMonths:
    """Read the parameters. Raises BadRequest."""
    months = query.number("months", default=DEFAULT_MONTHS)
    if months > MOST_MONTHS:
        raise BadRequest("months", f"must be a whole number from 1 to {MOST_MONTHS}")
    return AskedMonths(months, as_of.asked(query))


@call(
    "GET /api/public/teams/{teamId}/metrics",
    id="teamMetrics",
    who=Who.ADMINISTRATOR,
    in_views=True,
    summary="The team month by month",
    description=(
        "What the team was invoiced, used, and still owed in each of the last calendar months of its location, "
        'including the current month, oldest first. For administrators of the team; "you" in the field descriptions '
        "is the customer making the request. Amounts owed are as of the end of the month, or as of now for the "
        "current month."
    ),
    tag="Teams",
    answer=TeamMetricList,
    answered="The months.",
    example={"Metrics": [{metric.wire: metric.example for metric in METRICS}]},
    query=asked_months,
    parameters=(
        MONTHS,
        *as_of.PARAMETERS,
    ),
    errors=("not_known_then",),
)
async def team_metrics(
    *, services: Services, caller: SignedIn, check: Check, team_id: int, query: AskedMonths, now: datetime
) -> TeamMetricList:
    """Read the team's months."""
    network_id = caller.network_id
    asking = MetricsCaller(caller.coworker_ids, [check.earlier_sign_in_on] if check.earlier_sign_in_on else [])

    async def fetch(conn: AsyncConnection) -> TeamMetricList | None:
        when = None if query.when is None else await as_of.instants(conn, network_id, team_id, query.when, now)
        statement = team_metrics_query(
            network_id,
            team_id,
            asking,
            when,
            now=now,
            open_checkin_limit=services.settings.open_checkin_limit,
            months=query.months,
        )
        async with AsyncRawCursor(conn) as cursor:
            await cursor.execute(*statement, prepare=when is None)
            rows = await cursor.fetchall()
        if when is None:
            return read_metrics(team_id, rows)
        await as_of.shows_members(conn, network_id, team_id, when)
        known_since = await as_of.known_since(conn, network_id)
        return read_past_metrics(team_id, rows, when, known_since)

    found = await services.database.read(fetch)
    if found is None:
        raise as_of.no_team(query.when)
    return found
