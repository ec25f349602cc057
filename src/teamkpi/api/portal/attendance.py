"""``/api/public/teams/{teamId}/attendance``: a team's week, and where its members mean to be."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Annotated, Any, Final

from litestar import get, put
from litestar.handlers import HTTPRouteHandler
from litestar.response.base import ASGIResponse
from msgspec import Meta, Struct
from psycopg import AsyncConnection, Connection
from psycopg.rows import dict_row

from teamkpi.api.callers import access
from teamkpi.api.callers.services import Services
from teamkpi.api.http import shape
from teamkpi.api.http.declarations import (
    DONE,
    ETAG_HEADERS,
    ID_SCHEMA,
    IF_NONE_MATCH,
    NOT_MODIFIED,
    SHAPE_HEADERS,
    SHAPE_PARAMETER,
    TEAM_ID,
    USE_TIMEZONE,
    JsonBody,
    Operation,
    Parameter,
    Reply,
)
from teamkpi.api.http.json_body import json_list
from teamkpi.api.http.query import Query, with_plus
from teamkpi.api.http.requests import HttpRequest
from teamkpi.api.http.responses import done, tagged, wall_clock
from teamkpi.api.portal.attendance_entries import DAYS, MOST_ENTRIES, read_entries, set_attendance
from teamkpi.api.workers import ROW_BYTES
from teamkpi.db import fetch_all
from teamkpi.errors import BadRequest, TeamNotFound
from teamkpi.kpi import TeamAttendance, read_attendance, team_attendance_query
from teamkpi.kpi.attendance import AttendanceRow
from teamkpi.ledger.values import STRETCH_END

_PATH: Final = "/api/public/teams/{teamId}/attendance"
_PROBLEMS: Final = ("bad_request", "not_authenticated", "team_not_found", "network_not_found", "unavailable")


class TeamAttendanceDetails(Struct, frozen=True, kw_only=True, rename="pascal"):
    """A team's week, and whether the caller may change it."""

    is_team_administrator: Annotated[
        bool, Meta(description="The caller administers the team; else a plain member.", examples=[True])
    ]
    attendance: TeamAttendance


TEAM_ATTENDANCE: Final = Operation(
    id="teamAttendance",
    method="get",
    path=_PATH,
    summary="A team's week",
    description=(
        "Where the members mean to be on each day of a week, what they have booked in the week that contains `date`, "
        "and the team's averages of the twelve weeks before it. For members and administrators of the team. Days and "
        "weeks are those of the team's location. Members stand by ascending id; archived coworkers are left out."
    ),
    tag="Teams",
    parameters=(
        TEAM_ID,
        Parameter(
            "date",
            "query",
            "Which week. A day like 2026-11-18, also written 2026-11-18T00:00:00 as in `Days.Date`; or an instant, in "
            "UTC when it names no zone. In the years 1900 to 2199.",
            {"type": "string", "examples": ["2026-11-18", "2026-11-18T09:00:00Z"]},
            required=True,
        ),
        SHAPE_PARAMETER,
        USE_TIMEZONE,
        IF_NONE_MATCH,
    ),
    replies={
        200: Reply("The week.", TeamAttendanceDetails, headers={**ETAG_HEADERS, **SHAPE_HEADERS}),
        304: NOT_MODIFIED,
    },
    problems=_PROBLEMS,
    needs_token=True,
)
UPDATE_TEAM_ATTENDANCE: Final = Operation(
    id="updateTeamAttendance",
    method="put",
    path=_PATH,
    summary="Say where members mean to be",
    description=(
        "Sets the attendance of members on days of the week: 1 in the office, 2 at home, 3 abroad, 4 not working, 5 "
        "undefined; null takes back what was set. Days that an entry does not give stay as they are. All entries are "
        "stored or, when one is wrong, none: one of a bad value, of nobody in the team, or of a member whom an earlier "
        "entry names. The detail then names it by its place, from 1, and its `CoworkerId`. For administrators of the "
        "team."
    ),
    tag="Teams",
    parameters=(TEAM_ID,),
    json=JsonBody(
        schema={
            "type": "array",
            "maxItems": MOST_ENTRIES,
            "items": {
                "type": "object",
                "required": ["CoworkerId"],
                "properties": {
                    "CoworkerId": {**ID_SCHEMA, "description": "Whose attendance it is: a member of the team."},
                    **{
                        day: {
                            "type": ["integer", "null"],
                            "enum": [1, 2, 3, 4, 5, None],
                            "description": f"Where the member means to be on {day.removesuffix('Attendance')}s.",
                        }
                        for day in DAYS
                    },
                },
            },
        },
        example=[
            {"CoworkerId": 101, "MondayAttendance": 1, "TuesdayAttendance": 1, "FridayAttendance": 2},
            {"CoworkerId": 102, "WednesdayAttendance": 4, "ThursdayAttendance": None},
        ],
    ),
    replies={200: DONE},
    problems=(*_PROBLEMS, "not_team_administrator", "body_too_large", "unsupported_media_type"),
    needs_token=True,
)


def handlers(services: Services) -> list[HTTPRouteHandler]:
    """Return the route handlers of this module."""
    path = _PATH.replace("{teamId}", "{teamId:str}")

    @get(path)
    async def team_attendance(request: HttpRequest) -> ASGIResponse:
        team_id = access.team_id_of(request)
        check = await access.check(services, request, team_id)
        caller = access.caller(check)
        query = Query(request.scope["query_string"])
        kept = shape.parse(query.text(shape.PARAMETER), TeamAttendanceDetails)
        week_of, clock = _week_of(query), wall_clock(request)
        is_administrator = access.is_administrator(check)
        statement = team_attendance_query(
            caller.network_id,
            team_id,
            week_of=week_of,
            now=services.now(),
            open_checkin_limit=services.settings.open_checkin_limit,
        )

        async def fetch(conn: AsyncConnection[Any]) -> list[AttendanceRow]:
            async with conn.cursor(row_factory=dict_row) as cursor:
                await cursor.execute(*statement, prepare=True)
                return await fetch_all(cursor)

        rows = await services.database.read(fetch)

        def answer() -> ASGIResponse:
            attendance = read_attendance(rows, None if clock is None else clock.zone)
            if attendance is None:  # the team was deleted this very moment
                raise TeamNotFound
            body = TeamAttendanceDetails(is_team_administrator=is_administrator, attendance=attendance)
            return tagged(request, body, kept)

        size = sum(ROW_BYTES * (1 + len(row["bookings"])) for row in rows)
        return await services.workers.run(size, answer)

    @put(path)
    async def update_team_attendance(request: HttpRequest) -> ASGIResponse:
        team_id = access.team_id_of(request)
        check = await access.check(services, request, team_id)
        caller = access.caller(check)
        entries = await json_list(request, read_entries)
        access.administered_revision(check)
        now, author = services.now(), access.author(services, request, check)

        def work(conn: Connection[Any]) -> None:
            set_attendance(conn, caller.network_id, team_id, entries, by=caller.coworker_ids, now=now, author=author)

        await services.database.write(work)
        return done()

    return [team_attendance, update_team_attendance]


def _week_of(query: Query) -> date | datetime:
    """Return what names the week: a local day, or an instant."""
    asked = query.text("date")
    if asked is None:
        raise BadRequest("date", "is required: a day like 2026-11-18, or an instant like 2026-11-18T09:00:00Z")
    try:
        asked = with_plus(asked.strip())
        instant: datetime = STRETCH_END.read(asked)
        written = datetime.fromisoformat(asked)
    except ValueError:
        raise BadRequest(
            "date", "must be a day like 2026-11-18 or an instant like 2026-11-18T09:00:00Z, in the years 1900 to 2199"
        ) from None
    is_day = written.tzinfo is None and written.time() == time.min
    return written.date() if is_day else instant
