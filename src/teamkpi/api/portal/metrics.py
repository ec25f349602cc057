"""``/api/public/teams/{teamId}/metrics``: the team month by month."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from psycopg import AsyncConnection

from teamkpi.api.callers.checks import Check
from teamkpi.api.callers.services import Services
from teamkpi.api.calls import Who, call
from teamkpi.api.http.declarations import (
    Parameter,
)
from teamkpi.api.http.query import Query
from teamkpi.errors import BadRequest, TeamNotFound
from teamkpi.kpi.metrics import (
    DEFAULT_MONTHS,
    METRICS,
    MOST_MONTHS,
    MetricsCaller,
    TeamMetricList,
    read_metrics,
    team_metrics_query,
)
from teamkpi.membership import SignedIn


def _months(query: Query) -> int:
    months = query.number("months", default=DEFAULT_MONTHS)
    if months > MOST_MONTHS:
        raise BadRequest("months", f"must be a whole number from 1 to {MOST_MONTHS}")
    return months


@call(
    "GET /api/public/teams/{teamId}/metrics",
    id="teamMetrics",
    who=Who.ADMINISTRATOR,
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
    query=_months,
    parameters=(
        Parameter(
            "months",
            "query",
            f"How many months, 1 to {MOST_MONTHS}.",
            {"type": "integer", "minimum": 1, "maximum": MOST_MONTHS, "default": DEFAULT_MONTHS},
        ),
    ),
)
async def team_metrics(
    *, services: Services, caller: SignedIn, check: Check, team_id: int, query: int, now: datetime
) -> TeamMetricList:
    """Read the team's months."""
    statement = team_metrics_query(
        caller.network_id,
        team_id,
        MetricsCaller(caller.coworker_ids, [check.earlier_sign_in_on] if check.earlier_sign_in_on else []),
        now=now,
        open_checkin_limit=services.settings.open_checkin_limit,
        months=query,
    )

    async def fetch(conn: AsyncConnection[Any]) -> TeamMetricList | None:
        return read_metrics(team_id, await (await conn.execute(*statement, prepare=True)).fetchall())

    found = await services.database.read(fetch)
    if found is None:  # the team was deleted this very moment
        raise TeamNotFound
    return found
