"""A team's week: where its members plan to be, what they have booked, and averages of the team.

All times are in the zone of the team's location, wherever a booking or check-in took place. Each field is described at
its declaration; the exact rules are in ``docs/reference/attendance.md``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache
from typing import Annotated, Any, Final, TypeAlias
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Meta, Struct
from psycopg import Connection
from psycopg.rows import dict_row
from psycopg.types.numeric import Int8

from teamkpi.db import load_sql
from teamkpi.describing import says
from teamkpi.kpi.as_of import AsOf, held_relations, require_known
from teamkpi.kpi.team import DEFAULT_OPEN_CHECKIN_LIMIT
from teamkpi.ledger.history import known_since
from teamkpi.wire import instant, plain_decimal

_SQL = load_sql("teamkpi.kpi", "attendance.sql")
_PRESENT: Final = _SQL.team_attendance.format(held="")

WEEKS: Final = 12
"""Number of full weeks before the requested one that averages are based on."""
_WORKING_DAYS: Final = WEEKS * 5
_MICROSECONDS_PER_MINUTE: Final = 60_000_000

AttendanceRow: TypeAlias = dict[str, Any]
"""A row of the statement, by column name."""
ClockOf: TypeAlias = Callable[[str], ZoneInfo]
"""Maps the zone of the team's location to the zone in which bookings are shown."""


_ATTENDANCE = Meta(
    description="1 in the office, 2 at home, 3 abroad, 4 not working, 5 undefined or not set.",
    examples=[1],
    extra_json_schema={"enum": [1, 2, 3, 4, 5]},
)


class AttendanceCoworker(Struct, frozen=True, kw_only=True, rename="pascal"):
    """A member and where they plan to be on each day of a week."""

    coworker_id: Annotated[int, says("The member's id.", 101)]
    coworker_full_name: Annotated[str, says("The member's name.", "Jane Smith")]
    coworker_type: Annotated[int, says("1 an individual, 2 a company.", 1)]
    coworker_company_name: Annotated[str | None, says("The member's company.", "Tech Innovators Ltd")]
    monday_attendance: Annotated[int, _ATTENDANCE]
    tuesday_attendance: Annotated[int, _ATTENDANCE]
    wednesday_attendance: Annotated[int, _ATTENDANCE]
    thursday_attendance: Annotated[int, _ATTENDANCE]
    friday_attendance: Annotated[int, _ATTENDANCE]
    saturday_attendance: Annotated[int, _ATTENDANCE]
    sunday_attendance: Annotated[int, _ATTENDANCE]


class AttendanceBooking(Struct, frozen=True, kw_only=True, rename="pascal"):
    """A member's complete booking, listed on each day that it overlaps."""

    id: Annotated[int, says("The booking's id.", 9001)]
    from_time: Annotated[
        str,
        says(
            "When it starts: in UTC with Z; or with X-Use-Timezone, in that zone without an offset.",
            "2026-11-16T09:00:00Z",
        ),
    ]
    to_time: Annotated[str, says("When it ends, in the same form as FromTime.", "2026-11-16T11:30:00Z")]
    from_time_utc: Annotated[datetime, says("When it starts, always in UTC.", "2026-11-16T09:00:00Z")]
    to_time_utc: Annotated[datetime, says("When it ends, always in UTC.", "2026-11-16T11:30:00Z")]
    resource_id: Annotated[int, says("The booked resource.", 11)]
    resource_name: Annotated[str, says("Its name; empty if it is not known.", "Meeting room 1")]
    coworker_id: Annotated[int, says("The member whose booking it is.", 101)]


class AttendanceDay(Struct, frozen=True, kw_only=True, rename="pascal"):
    """A day of the week, from midnight to midnight in the zone of the team's location."""

    date: Annotated[
        str,
        says(
            "The day, as midnight in the time zone of the team's location: a time without a zone, so that it means "
            "the same day everywhere.",
            "2026-11-16T00:00:00",
        ),
    ]
    bookings: Annotated[
        list[AttendanceBooking],
        says("Bookings of members that overlap the day, including tentative ones, by start, then by id."),
    ]


class TeamAttendance(Struct, frozen=True, kw_only=True, rename="pascal"):
    """A team's week, Monday to Sunday, with the averages of the twelve weeks before it."""

    team_id: Annotated[int, says("The team's id.", 55)]
    team_name: Annotated[str, says("The team's name.", "Tech Innovators")]
    avg_booked_minutes_per_week: Annotated[
        Decimal, says("Minutes booked in a week by all members together. Tentative bookings do not count.", 437.5)
    ]
    avg_bookings_coworkers_per_day: Annotated[
        Decimal,
        says("Members with a booking on a working day, Monday to Friday. Tentative bookings do not count.", 1.35),
    ]
    avg_checkedin_coworkers_per_day: Annotated[
        Decimal, says("Members with a check-in on a working day, Monday to Friday.", 3.2)
    ]
    avg_checkins_days_per_week: Annotated[Decimal, says("Days of a week with a check-in, for each member.", 2.67)]
    coworkers: Annotated[list[AttendanceCoworker], says("The members, by ascending id.")]
    days: Annotated[list[AttendanceDay], says("The seven days of the week, Monday first.")]


_COWORKER_FIELDS = AttendanceCoworker.__struct_fields__


class _Booking(Struct, frozen=True):
    """A booking as returned by the statement, once for each day of the week that it overlaps."""

    day: int
    id: int
    from_time: datetime
    to_time: datetime
    resource_id: int
    resource_name: str | None


def team_attendance(
    conn: Connection,
    network_id: int,
    team_id: int,
    *,
    week_of: date | datetime,
    now: datetime,
    open_checkin_limit: timedelta = DEFAULT_OPEN_CHECKIN_LIMIT,
    asked: AsOf | None = None,
) -> TeamAttendance | None:
    """Return a team's week as of ``now``, or as ``asked``; None if the team does not exist.

    The week is the one that contains ``week_of``: a date in the zone of the team's location, or an aware instant.
    Averages are exact, and rounded once, half up, to two decimals. One statement, so one snapshot of the ledger; its
    cost depends on the thirteen weeks that are read and not on the length of the history. Raises NotKnownThen if the
    history does not go back to ``asked.known_at``.
    """
    query = team_attendance_query(
        network_id, team_id, asked, week_of=week_of, now=now, open_checkin_limit=open_checkin_limit
    )
    with conn.cursor(row_factory=dict_row) as cursor:
        rows = cursor.execute(*query, prepare=asked is None).fetchall()
    if asked is not None:
        require_known(asked, known_since(conn, network_id))
    return read_attendance(rows)


def team_attendance_query(
    network_id: int,
    team_id: int,
    asked: AsOf | None = None,
    *,
    week_of: date | datetime,
    now: datetime,
    open_checkin_limit: timedelta,
) -> tuple[str, dict[str, Any]]:
    """Return the statement of ``team_attendance`` and its parameters, for callers that execute it themselves.

    ``asked`` is None for the present. Prepare only the statement of the present: a generic plan of the other one would
    be slow.
    """
    is_instant = isinstance(week_of, datetime)
    parameters = {
        "network_id": Int8(network_id),
        "team_id": Int8(team_id),
        "day": None if is_instant else week_of,
        "instant": week_of if is_instant else None,
        "now": now if asked is None else asked.at,
        "known_at": None if asked is None else asked.known_at,
        "open_checkin_limit": open_checkin_limit,
    }
    return (_PRESENT if asked is None else _past()), parameters


@cache
def _past() -> str:
    return _SQL.team_attendance.format(held=held_relations(with_balances=False) + ",")


def read_attendance(rows: Sequence[AttendanceRow], clock: ClockOf | None = None) -> TeamAttendance | None:
    """Build the response from the statement's rows; None without rows, which means that the team does not exist.

    ``clock`` only changes how the times of bookings are written; without it they are in UTC.
    """
    if not rows:
        return None
    first = rows[0]
    members = [] if first["coworker_id"] is None else rows

    def average(column: str, count: int) -> Decimal:
        return _rounded(sum(row[column] for row in members), count)

    return TeamAttendance(
        team_id=first["team_id"],
        team_name=first["team_name"],
        avg_booked_minutes_per_week=average("booked_us", WEEKS * _MICROSECONDS_PER_MINUTE),
        avg_bookings_coworkers_per_day=average("booked_working_days", _WORKING_DAYS),
        avg_checkedin_coworkers_per_day=average("checked_working_days", _WORKING_DAYS),
        avg_checkins_days_per_week=average("checked_days", WEEKS * max(1, len(members))),
        coworkers=[AttendanceCoworker(**{name: row[name] for name in _COWORKER_FIELDS}) for row in members],
        days=_days(first["monday"], members, None if clock is None else clock(first["zone"])),
    )


def _rounded(total: int, count: int) -> Decimal:
    """Return the quotient of two non-negative numbers, rounded half up to two decimals."""
    return plain_decimal(Decimal((200 * total + count) // (2 * count)).scaleb(-2))


def _days(monday: date, members: Sequence[AttendanceRow], zone: ZoneInfo | None) -> list[AttendanceDay]:
    def written(time: datetime) -> str:
        return instant(time) if zone is None else time.astimezone(zone).replace(tzinfo=None).isoformat()

    bookings: list[list[AttendanceBooking]] = [[] for _ in range(7)]
    for row in members:
        for one in msgspec.convert(row["bookings"], list[_Booking]):
            bookings[one.day].append(
                AttendanceBooking(
                    id=one.id,
                    from_time=written(one.from_time),
                    to_time=written(one.to_time),
                    from_time_utc=one.from_time.astimezone(UTC),
                    to_time_utc=one.to_time.astimezone(UTC),
                    resource_id=one.resource_id,
                    resource_name=one.resource_name or "",
                    coworker_id=row["coworker_id"],
                )
            )
    return [
        AttendanceDay(
            date=f"{monday + timedelta(days=number)}T00:00:00",
            bookings=sorted(found, key=lambda one: (one.from_time_utc, one.id)),
        )
        for number, found in enumerate(bookings)
    ]
