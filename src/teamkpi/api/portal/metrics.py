"""``/api/public/teams/{teamId}/metrics``: the team month by month."""

from __future__ import annotations

from typing import Any, Final

from litestar import get
from litestar.handlers import HTTPRouteHandler
from litestar.response.base import ASGIResponse
from psycopg import AsyncConnection

from teamkpi.api.callers import access
from teamkpi.api.callers.services import Services
from teamkpi.api.http import shape
from teamkpi.api.http.declarations import (
    ETAG_HEADERS,
    IF_NONE_MATCH,
    NOT_MODIFIED,
    SHAPE_HEADERS,
    SHAPE_PARAMETER,
    TEAM_ID,
    Operation,
    Parameter,
    Reply,
)
from teamkpi.api.http.query import Query
from teamkpi.api.http.requests import HttpRequest
from teamkpi.api.http.responses import tagged
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

TEAM_METRICS: Final = Operation(
    id="teamMetrics",
    method="get",
    path="/api/public/teams/{teamId}/metrics",
    summary="The team month by month",
    description=(
        "What the team was invoiced, used, and had open, in each of the last calendar months of its location, the "
        'current one included, oldest first. For administrators of the team; "you" in the fields is the customer who '
        "asks. Amounts that stand open are given as at the end of the month, or as at now in the current one."
    ),
    tag="Teams",
    parameters=(
        TEAM_ID,
        Parameter(
            "months",
            "query",
            f"How many months, 1 to {MOST_MONTHS}.",
            {"type": "integer", "minimum": 1, "maximum": MOST_MONTHS, "default": DEFAULT_MONTHS},
        ),
        SHAPE_PARAMETER,
        IF_NONE_MATCH,
    ),
    replies={
        200: Reply(
            "The months.",
            TeamMetricList,
            {"Metrics": [{metric.wire: metric.example for metric in METRICS}]},
            headers={**ETAG_HEADERS, **SHAPE_HEADERS},
        ),
        304: NOT_MODIFIED,
    },
    problems=(
        "bad_request",
        "not_authenticated",
        "not_team_administrator",
        "team_not_found",
        "network_not_found",
        "unavailable",
    ),
    needs_token=True,
)


def handlers(services: Services) -> list[HTTPRouteHandler]:
    """Return the route handlers of this module."""

    @get("/api/public/teams/{teamId:str}/metrics")
    async def team_metrics(request: HttpRequest) -> ASGIResponse:
        team_id = access.team_id_of(request)
        check = await access.check(services, request, team_id)
        caller = access.caller(check)
        query = Query(request.scope["query_string"])
        kept = shape.parse(query.text(shape.PARAMETER), TeamMetricList)
        months = query.number("months", default=DEFAULT_MONTHS)
        if months > MOST_MONTHS:
            raise BadRequest("months", f"must be a whole number from 1 to {MOST_MONTHS}")
        access.administered_revision(check)
        statement = team_metrics_query(
            caller.network_id,
            team_id,
            MetricsCaller(caller.coworker_ids, [check.earlier_sign_in_on] if check.earlier_sign_in_on else []),
            now=services.now(),
            open_checkin_limit=services.settings.open_checkin_limit,
            months=months,
        )

        async def fetch(conn: AsyncConnection[Any]) -> TeamMetricList | None:
            return read_metrics(team_id, await (await conn.execute(*statement, prepare=True)).fetchall())

        found = await services.database.read(fetch)
        if found is None:  # the team was deleted this very moment
            raise TeamNotFound
        return tagged(request, found, kept)

    return [team_metrics]
