"""``/api/public/teams/{teamId}/attendance``: a team's week, and where its members plan to be."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Annotated, Final, NamedTuple

from msgspec import Meta, Struct
from psycopg import AsyncConnection, Connection
from psycopg.rows import dict_row

from teamkpi.api.callers.services import Services
from teamkpi.api.calls import Body, Later, Who, call
from teamkpi.api.http.declarations import (
    ID_SCHEMA,
    JsonBody,
    Parameter,
)
from teamkpi.api.http.query import Query, with_plus
from teamkpi.api.http.responses import WallClock
from teamkpi.api.portal import as_of
from teamkpi.api.portal.attendance_entries import DAYS, MOST_ENTRIES, Entry, read_entries, set_attendance
from teamkpi.api.shown import shows
from teamkpi.api.workers import ROW_BYTES
from teamkpi.db import fetch_all
from teamkpi.errors import BadRequest, NotTeamAdministrator
from teamkpi.kpi import TeamAttendance, read_attendance, team_attendance_query
from teamkpi.kpi.as_of import AsOf, require_known
from teamkpi.kpi.attendance import AttendanceRow
from teamkpi.ledger.audit_trail import Author
from teamkpi.ledger.values import STRETCH_END
from teamkpi.membership import SignedIn

_PATH: Final = "/api/public/teams/{teamId}/attendance"


class TeamAttendanceDetails(Struct, frozen=True, kw_only=True, rename="pascal"):
    """A team's week, and whether the caller may change it."""

    is_team_administrator: Annotated[
        bool, Meta(description="Whether the caller administers the team; otherwise a plain member.", examples=[True])
    ]
    attendance: TeamAttendance


class AskedWeek(NamedTuple):
    """Which week a request is about, and as of when."""

    week_of: date | datetime
    when: as_of.Asked | None


def _asked_week(query: Query) -> AskedWeek:
    """Read the parameters. Raises BadRequest."""
    return AskedWeek(_week_of(query), as_of.asked(query))


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


@call(
    f"GET {_PATH}",
    id="teamAttendance",
    who=Who.MEMBER,
    in_views=True,
    summary="A team's week",
    description=(
        "Where members plan to be on each day of a week, their bookings in the week that contains `date`, and the "
        "team's averages over the twelve weeks before it. For members and administrators of the team. Days and weeks "
        "follow the time zone of the team's location. Members are sorted by id; archived coworkers are left out. Only "
        "administrators may ask for the week as it was at another time, with `at` and `knownAt`."
    ),
    tag="Teams",
    answer=TeamAttendanceDetails,
    answered="The week.",
    query=_asked_week,
    parameters=(
        Parameter(
            "date",
            "query",
            "The week that contains this date: a day like 2026-11-18, also written 2026-11-18T00:00:00 as in "
            "`Days.Date`; or an instant, in UTC unless it names a zone. In the years 1900 to 2199.",
            {"type": "string", "examples": ["2026-11-18", "2026-11-18T09:00:00Z"]},
            required=True,
        ),
        *as_of.PARAMETERS,
    ),
    errors=("not_team_administrator", "not_known_then"),
)
async def team_attendance(
    *,
    services: Services,
    caller: SignedIn,
    team_id: int,
    query: AskedWeek,
    clock: WallClock | None,
    is_administrator: bool,
    now: datetime,
) -> Later:
    """Read the team's week."""
    network_id = caller.network_id
    if query.when is not None and not is_administrator:
        raise NotTeamAdministrator

    async def fetch(conn: AsyncConnection) -> tuple[list[AttendanceRow], AsOf | None]:
        when = None if query.when is None else await as_of.instants(conn, network_id, team_id, query.when, now)
        statement = team_attendance_query(
            network_id,
            team_id,
            when,
            week_of=query.week_of,
            now=now,
            open_checkin_limit=services.settings.open_checkin_limit,
        )
        async with conn.cursor(row_factory=dict_row) as cursor:
            await cursor.execute(*statement, prepare=when is None)
            rows = await fetch_all(cursor)
        if when is not None:
            require_known(when, await as_of.known_since(conn, network_id))
        return rows, when

    rows, when = await services.database.read(fetch)
    if when is not None:
        shows(row["coworker_id"] for row in rows)

    def made() -> TeamAttendanceDetails:
        attendance = read_attendance(rows, None if clock is None else clock.zone)
        if attendance is None:
            raise as_of.no_team(when)
        return TeamAttendanceDetails(is_team_administrator=is_administrator, attendance=attendance)

    return Later(sum(ROW_BYTES * (1 + len(row["bookings"])) for row in rows), made)


def _body(whose: str, example: list[dict[str, int | None]]) -> Body:
    return Body(
        read_entries,
        JsonBody(
            schema={
                "type": "array",
                "maxItems": MOST_ENTRIES,
                "items": {
                    "type": "object",
                    "required": ["CoworkerId"],
                    "properties": {
                        "CoworkerId": {**ID_SCHEMA, "description": whose},
                        **{
                            day: {
                                "type": ["integer", "null"],
                                "enum": [1, 2, 3, 4, 5, None],
                                "description": f"Where the member plans to be on {day.removesuffix('Attendance')}s.",
                            }
                            for day in DAYS
                        },
                    },
                },
            },
            example=example,
        ),
        is_list=True,
    )


_EXAMPLE: Final[list[dict[str, int | None]]] = [
    {"CoworkerId": 101, "MondayAttendance": 1, "TuesdayAttendance": 1, "FridayAttendance": 2},
    {"CoworkerId": 102, "WednesdayAttendance": 4, "ThursdayAttendance": None},
]


@call(
    f"PUT {_PATH}",
    id="updateTeamAttendance",
    who=Who.ADMINISTRATOR,
    summary="Set where members plan to be",
    description=(
        "Sets where members plan to be on days of the week: 1 at the office, 2 at home, 3 abroad, 4 not working, 5 "
        "undefined; null removes the setting. Days that are not given stay as they are. Either all entries are stored "
        "or none: an entry with an invalid value, for someone outside the team, or for a member named by an earlier "
        "entry rejects them all, and the detail gives its position, starting at 1, and its `CoworkerId`. For "
        "administrators of the team."
    ),
    tag="Teams",
    body=_body("Whose attendance it is: a member of the team.", _EXAMPLE),
)
async def update_team_attendance(
    *, services: Services, caller: SignedIn, team_id: int, body: list[Entry], now: datetime, author: Author
) -> None:
    """Store where members plan to be."""

    def work(conn: Connection) -> None:
        set_attendance(conn, caller.network_id, team_id, body, by=caller.coworker_ids, now=now, author=author)

    await services.database.write(work)


@call(
    f"PUT {_PATH}/my",
    id="updateMyAttendance",
    who=Who.MEMBER,
    summary="Set where the caller plans to be",
    description=(
        "The same for the caller's own days, for any member of the team. An entry about somebody else rejects them "
        "all, even if the caller administers the team."
    ),
    tag="Teams",
    body=_body("The caller's own id in the team, as in the caller's own figures.", _EXAMPLE[:1]),
)
async def update_my_attendance(
    *, services: Services, caller: SignedIn, team_id: int, body: list[Entry], now: datetime, author: Author
) -> None:
    """Store where the caller plans to be."""

    def work(conn: Connection) -> None:
        by = caller.coworker_ids
        set_attendance(conn, caller.network_id, team_id, body, by=by, now=now, author=author, of_own=True)

    await services.database.write(work)
