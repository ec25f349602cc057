"""A team's week: random ledgers against the plain oracle, and the edges one by one."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from psycopg import Connection

import ledgers
import oracle
import oracle_attendance
from examples import examples
from spaces import NOW, Version, exact, new_network, write
from teamkpi.errors import NotKnownThen
from teamkpi.kpi import team_attendance, team_attendance_query
from teamkpi.kpi.as_of import AsOf
from teamkpi.ledger import history

_DAY = timedelta(days=1)
_MICROSECOND = timedelta(microseconds=1)
_AVERAGES = (
    "AvgBookedMinutesPerWeek",
    "AvgBookingsCoworkersPerDay",
    "AvgCheckedinCoworkersPerDay",
    "AvgCheckinsDaysPerWeek",
)
# The week of NOW, a Saturday, in London, where it is winter.
MONDAY = datetime(2026, 11, 16, tzinfo=UTC)
_numbers = count(1)


def asked(
    conn: Connection[Any],
    network_id: int,
    team_id: int = 55,
    *,
    week_of: date | datetime = NOW,
    now: datetime = NOW,
    limit: timedelta = timedelta(hours=24),
    as_of: AsOf | None = None,
) -> Any:
    """The answer as a client reads it, numbers exact; None for no such team."""
    answer = team_attendance(conn, network_id, team_id, week_of=week_of, now=now, open_checkin_limit=limit, asked=as_of)
    return None if answer is None else exact(answer)


@settings(max_examples=examples(150), deadline=None)
@given(data=st.data())
def test_random_ledgers_give_the_answers_of_the_oracle(shared: Connection[Any], data: st.DataObject) -> None:
    ledger = data.draw(ledgers.ledgers())
    network_id = new_network(shared)
    write(shared, network_id, ledger.records)
    step = data.draw(st.sampled_from(_STEPS))
    far = timedelta(weeks=data.draw(st.integers(-16, 16)))
    limit = timedelta(hours=data.draw(st.sampled_from((24, 1, 24 * 100))))
    for team_id in [*ledger.team_ids, 999_999]:
        for week_of in (ledger.now + step, (ledger.now + step).date(), ledger.now + far):
            expected = oracle_attendance.team_attendance(ledger.by_entity(), team_id, week_of, ledger.now, limit)
            found = asked(shared, network_id, team_id, week_of=week_of, now=ledger.now, limit=limit)
            assert found == exact(expected)


@settings(max_examples=examples(25), deadline=None)
@given(data=st.data())
def test_a_week_that_was_shown_can_be_shown_again(shared: Connection[Any], data: st.DataObject) -> None:
    """At every instant between two writes, and then again as of that instant; also after pruning."""
    network_id = new_network(shared)
    ledger = data.draw(ledgers.ledgers())
    now, versions, states = ledger.now, [], []
    for batch in data.draw(ledgers.deliveries(ledger)):
        now += data.draw(st.sampled_from((timedelta(hours=1), timedelta(minutes=1), timedelta(days=9))))
        write(shared, network_id, batch, now)
        versions.extend(batch)
        now += timedelta(milliseconds=1)
        for team_id in [*ledger.team_ids, 999_999]:
            week_of = now + data.draw(st.sampled_from(_STEPS))
            states.append((team_id, now, week_of, asked(shared, network_id, team_id, week_of=week_of, now=now)))
    later = now + timedelta(days=40)
    settled = oracle.settle(versions)
    for team_id, at, week_of, body in states:
        assert asked(shared, network_id, team_id, week_of=week_of, now=later, as_of=AsOf(at, at)) == body
        present = asked(shared, network_id, team_id, week_of=week_of, now=later, as_of=AsOf(at))
        assert present == exact(oracle_attendance.team_attendance(settled, team_id, week_of, at))
    before = data.draw(st.sampled_from(states))[1]
    history.prune(shared, network_id, before)
    for team_id, at, week_of, body in states:
        if at < before:
            with pytest.raises(NotKnownThen):
                asked(shared, network_id, team_id, week_of=week_of, as_of=AsOf(at, at))
        else:
            assert asked(shared, network_id, team_id, week_of=week_of, now=later, as_of=AsOf(at, at)) == body


_STEPS = tuple(
    timedelta(**step)
    for step in (
        {},
        {"microseconds": -1},
        {"hours": 13},
        {"days": 1},
        {"days": -3},
        {"days": 6},
        {"days": 7, "microseconds": 1},
        {"days": -400},
        {"days": 84},
    )
)


def days_of_change(zone: str) -> list[date]:
    """The days from 1970 to 2149 on which the zone's clock changes, with those round them."""
    clock = ZoneInfo(zone)
    noons = [datetime(1970, 1, 1, 12, tzinfo=UTC) + number * _DAY for number in range(180 * 365)]
    offsets = [noon.astimezone(clock).utcoffset() for noon in noons]
    changed = [noon.date() for noon, old, new in zip(noons[1:], offsets, offsets[1:], strict=False) if old != new]
    return sorted({day + near * _DAY for day in changed for near in (-2, -1, 0, 1, 2)})


@pytest.mark.parametrize(
    "zone", [*ledgers.ZONES, "America/Sao_Paulo", "Atlantic/Azores", "America/Scoresbysund", "Pacific/Kwajalein"]
)
def test_a_day_begins_at_its_first_local_midnight(shared: Connection[Any], zone: str) -> None:
    days = days_of_change(zone)
    statement = "SELECT day, day_start(day, %s) FROM unnest(%s::date[]) AS day ORDER BY day"
    expected = [(day, datetime.combine(day, time(0), ZoneInfo(zone)).astimezone(UTC)) for day in days]
    assert shared.execute(statement, (zone, days)).fetchall() == expected


def location(zone: str = "Europe/London", number: int = 1) -> Version:
    fields = {"Name": "Hub", "CurrencyCode": "GBP", "SimpleTimeZoneNameIana": zone}
    return ("businesses", {"Id": number, **fields})


def person(number: int, **fields: Any) -> Version:
    return ("coworkers", {"Id": number, "FullName": f"C{number}", "Email": f"c{number}@example.org", **fields})


def team(*members: int, number: int = 55, business: int = 1) -> Version:
    return ("teams", {"Id": number, "BusinessId": business, "Name": "T", "TeamMembers": list(members)})


def booking(start: datetime, end: datetime, member: int | None = 101, **fields: Any) -> Version:
    record = {"Id": next(_numbers), "ResourceId": 11, "CoworkerId": member, **fields}
    return ("bookings", record | {"FromTime": start.isoformat(), "ToTime": end.isoformat()})


def checkin(start: datetime, end: datetime | None, member: int = 101, **fields: Any) -> Version:
    record = {"Id": next(_numbers), "BusinessId": 1, "CoworkerId": member, **fields}
    return ("checkins", record | {"FromTime": start.isoformat(), "ToTime": None if end is None else end.isoformat()})


def space(conn: Connection[Any], *records: Version, zone: str = "Europe/London") -> int:
    """A network with team 55 of members 101 and 102 and with room 11, and these records."""
    network_id = new_network(conn)
    room: Version = ("resources", {"Id": 11, "BusinessId": 1, "Name": "Room"})
    write(conn, network_id, [location(zone), person(101), person(102), team(101, 102), room, *records])
    return network_id


def averages(conn: Connection[Any], network_id: int, **options: Any) -> list[float]:
    answer = asked(conn, network_id, **options)
    return [float(answer[name]) for name in _AVERAGES]


def shown(answer: Any) -> list[list[int]]:
    """The ids of each day's bookings."""
    return [[one["Id"] for one in day["Bookings"]] for day in answer["Days"]]


def test_the_whole_answer(shared: Connection[Any]) -> None:
    workshop = booking(MONDAY + timedelta(hours=9), MONDAY + timedelta(hours=11), 102, Id=7)
    overnight = booking(
        MONDAY - timedelta(hours=1), MONDAY + timedelta(hours=1, microseconds=1), 101, ResourceId=99, Id=9
    )
    said = {"CoworkerType": 2, "CompanyName": "Co", "MondayAttendance": 1, "SundayAttendance": 4, "Active": False}
    last_friday = MONDAY - 3 * _DAY
    network_id = space(
        shared,
        person(101, UpdatedOn="2027-01-01", **said),
        workshop,
        overnight,
        booking(last_friday, last_friday + timedelta(minutes=90)),
        checkin(last_friday, last_friday + 2 * _DAY, 102),
    )
    days = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
    nothing = {f"{day}Attendance": 5 for day in days}
    of_monday = [
        {
            "Id": 9,
            "FromTime": "2026-11-15T23:00:00Z",
            "ToTime": "2026-11-16T01:00:00.000001Z",
            "FromTimeUtc": "2026-11-15T23:00:00Z",
            "ToTimeUtc": "2026-11-16T01:00:00.000001Z",
            "ResourceId": 99,
            "ResourceName": "",
            "CoworkerId": 101,
        },
        {
            "Id": 7,
            "FromTime": "2026-11-16T09:00:00Z",
            "ToTime": "2026-11-16T11:00:00Z",
            "FromTimeUtc": "2026-11-16T09:00:00Z",
            "ToTimeUtc": "2026-11-16T11:00:00Z",
            "ResourceId": 11,
            "ResourceName": "Room",
            "CoworkerId": 102,
        },
    ]
    assert json.loads(json.dumps(asked(shared, network_id), default=float)) == {
        "TeamId": 55,
        "TeamName": "T",
        "AvgBookedMinutesPerWeek": 12.5,  # 90 on Friday and 60 on Sunday, in twelve weeks
        "AvgBookingsCoworkersPerDay": 0.02,  # one Friday of sixty days; Sunday is no working day
        "AvgCheckedinCoworkersPerDay": 0.02,
        "AvgCheckinsDaysPerWeek": 0.08,  # two days of twelve weeks of two members
        "Coworkers": [
            {
                "CoworkerId": 101,
                "CoworkerFullName": "C101",
                "CoworkerType": 2,
                "CoworkerCompanyName": "Co",
                **nothing,
                "MondayAttendance": 1,
                "SundayAttendance": 4,
            },
            {
                "CoworkerId": 102,
                "CoworkerFullName": "C102",
                "CoworkerType": 1,
                "CoworkerCompanyName": None,
                **nothing,
            },
        ],
        "Days": [
            {"Date": f"2026-11-{16 + number}T00:00:00", "Bookings": [] if number else of_monday} for number in range(7)
        ],
    }


def test_a_team_without_members_and_none_at_all(shared: Connection[Any]) -> None:
    network_id = new_network(shared)
    write(shared, network_id, [team(), team(101, 999, number=56), person(101, Archived=True)])
    empty = {"TeamName": "T", **dict.fromkeys(_AVERAGES, 0), "Coworkers": []}
    days = [{"Date": f"2026-11-{day}T00:00:00", "Bookings": []} for day in range(16, 23)]
    for number in (55, 56):
        assert asked(shared, network_id, number) == {"TeamId": number, **empty, "Days": days}
    assert asked(shared, network_id, 57) is None
    assert asked(shared, new_network(shared)) is None


@pytest.mark.parametrize(
    ("zone", "week_of", "monday"),
    [
        ("Europe/London", "2026-11-15T23:59:59.999999+00:00", "2026-11-09"),
        ("Europe/London", "2026-11-16T00:00:00+00:00", "2026-11-16"),
        ("Europe/London", "2026-11-22T23:59:59.999999+00:00", "2026-11-16"),
        ("Europe/London", "2026-07-05T23:00:00+00:00", "2026-07-06"),  # summer time
        ("Pacific/Kiritimati", "2026-11-15T10:00:00+00:00", "2026-11-16"),
        ("Pacific/Honolulu", "2026-11-16T09:59:59+00:00", "2026-11-09"),
        ("America/Havana", "2026-11-02T04:59:59+00:00", "2026-10-26"),
        ("Pacific/Apia", "2011-12-30T10:00:00+00:00", "2011-12-26"),
    ],
)
def test_the_week_is_that_of_the_teams_location(shared: Connection[Any], zone: str, week_of: str, monday: str) -> None:
    network_id = space(shared, zone=zone)
    first = date.fromisoformat(monday)
    expected = [f"{first + number * _DAY}T00:00:00" for number in range(7)]
    for asked_for in (datetime.fromisoformat(week_of), first, first + 6 * _DAY):
        answer = asked(shared, network_id, week_of=asked_for)
        assert [day["Date"] for day in answer["Days"]] == expected


def test_a_day_that_never_was_has_nothing(shared: Connection[Any]) -> None:
    # In Apia Thursday, 29 December 2011 was followed by Saturday.
    midnight = datetime(2011, 12, 30, 10, tzinfo=UTC)
    over = booking(midnight - timedelta(hours=1), midnight + timedelta(hours=1), Id=1)
    network_id = space(
        shared, over, checkin(midnight - timedelta(hours=1), midnight + timedelta(hours=1)), zone="Pacific/Apia"
    )
    assert shown(asked(shared, network_id, week_of=date(2011, 12, 30))) == [[], [], [], [1], [], [1], []]
    # Two minutes of sixty; one member on one working day of sixty; two days of twelve weeks of two members.
    assert averages(shared, network_id, week_of=date(2012, 1, 2)) == [10, 0.02, 0.02, 0.08]


def test_midnight_that_comes_twice_divides_at_the_first(shared: Connection[Any]) -> None:
    # On Sunday, 1 November 2026 the clock of Havana reads midnight at 04:00 and at 05:00 UTC.
    first = datetime(2026, 11, 1, 4, tzinfo=UTC)
    before = booking(first - _MICROSECOND, first, Id=1)
    between = booking(first, first + timedelta(minutes=30), Id=2)
    network_id = space(shared, before, between, zone="America/Havana")
    assert shown(asked(shared, network_id, week_of=date(2026, 11, 1))) == [[], [], [], [], [], [1], [2]]


def test_tentative_bookings_are_shown_and_count_nowhere(shared: Connection[Any]) -> None:
    friday = MONDAY - 3 * _DAY
    fields = {"Tentative": True}
    network_id = space(
        shared,
        booking(friday, friday + timedelta(hours=8), Id=1, **fields),
        booking(friday - 40 * _DAY, MONDAY + 40 * _DAY, Id=2, **fields),
        booking(MONDAY, MONDAY + timedelta(hours=8), Id=3, **fields),
    )
    assert shown(asked(shared, network_id)) == [[2, 3], [2], [2], [2], [2], [2], [2]]
    assert shown(asked(shared, network_id, week_of=friday)) == [[2], [2], [2], [2], [2, 1], [2], [2]]
    assert averages(shared, network_id) == [0, 0, 0, 0]


def test_long_stretches_are_found_however_far_they_reach(shared: Connection[Any]) -> None:
    for days in (30, 31, 32, 400, 3600):
        span = (MONDAY - days * _DAY, MONDAY + (days + 7) * _DAY)
        since = (MONDAY - 30 * _DAY, MONDAY + days * _DAY)
        whole = space(shared, booking(*span, 101, Id=1), checkin(*span, 102)) if days < 3000 else space(shared)
        assert shown(asked(shared, whole))[6] == ([1] if days < 3000 else [])
        part = space(shared, booking(*since, 101, Id=1), checkin(*since, 102))
        assert shown(asked(shared, part))[6] == [1]
        booked, per_day, checked, days_per_week = averages(shared, part)
        assert (booked, per_day, checked) == (3600, 0.33, 0.33)  # twenty of sixty working days
        assert days_per_week == 1.25  # thirty days of twelve weeks of two members


def test_stretches_without_length_are_on_no_day(shared: Connection[Any]) -> None:
    for moment in (MONDAY + timedelta(hours=9), MONDAY, MONDAY - 3 * _DAY):
        network_id = space(shared, booking(moment, moment), checkin(moment, moment))
        assert shown(asked(shared, network_id)) == [[]] * 7
        assert averages(shared, network_id) == [0, 0, 0, 0]


def test_only_the_twelve_weeks_before_count(shared: Connection[Any]) -> None:
    first, after = MONDAY - 84 * _DAY, MONDAY
    # London's summer time began these weeks an hour early.
    first -= timedelta(hours=1)
    inside = [(first, first + _MICROSECOND), (after - timedelta(minutes=1), after)]
    outside = [(first - _MICROSECOND, first), (after, after + timedelta(hours=1))]
    records = [make(*span) for span in inside for make in (booking, checkin)]
    others = [make(*span) for span in outside for make in (booking, checkin)]
    found = averages(shared, space(shared, *records))
    assert found == [0.08, 0.02, 0.02, 0.08]  # a Monday, and a Sunday
    assert averages(shared, space(shared, *records, *others)) == found


def test_an_average_is_rounded_once_half_up(shared: Connection[Any]) -> None:
    start = MONDAY - 3 * _DAY
    for us, minutes in ((3_600_000, 0.01), (3_599_999, 0), (10_800_000, 0.02), (10_799_999, 0.01)):
        assert averages(shared, space(shared, booking(start, start + us * _MICROSECOND)))[0] == minutes
    # More digits than a division keeps by itself: 512 bookings of the twelve weeks, and 3.6 s.
    many = [booking(MONDAY - 84 * _DAY - timedelta(hours=1), MONDAY) for _ in range(512)]
    answer = asked(shared, space(shared, *many, booking(start, start + 3_600_000 * _MICROSECOND)))
    assert str(answer["AvgBookedMinutesPerWeek"]) == "5163520.01"


def test_an_open_checkin_counts_up_to_now_within_the_limit(shared: Connection[Any]) -> None:
    friday = MONDAY - 3 * _DAY + timedelta(hours=18)
    network_id = space(shared, checkin(friday, None))
    for limit, days in ((1, 1), (6, 1), (7, 2), (30, 2), (31, 3), (1000, 3)):
        found = averages(shared, network_id, limit=timedelta(hours=limit))
        assert found == [0, 0, 0.02, round(days / 24 + 0.001, 2)]
    for now, days in ((friday, 0), (friday - _DAY, 0), (friday + _MICROSECOND, 1), (friday + timedelta(hours=7), 2)):
        found = averages(shared, network_id, now=now)
        assert found == [0, 0, 0.02 if days else 0, round(days / 24 + 0.001, 2)]


def test_several_on_a_day_are_one_day(shared: Connection[Any]) -> None:
    friday = MONDAY - 3 * _DAY
    spans = [(friday + hour * timedelta(hours=1), friday + (hour + 2) * timedelta(hours=1)) for hour in (8, 9, 14)]
    records = [make(*span, member) for span in spans for make in (booking, checkin) for member in (101, 102)]
    assert averages(shared, space(shared, *records)) == [60, 0.03, 0.03, 0.08]


def test_who_is_not_in_the_team_is_not_in_the_answer(shared: Connection[Any]) -> None:
    friday = MONDAY - 3 * _DAY
    records = [
        make(start, start + _DAY, member)
        for start in (friday, MONDAY)
        for member in (103, 104)
        for make in (booking, checkin)
    ]
    gone = booking(MONDAY, MONDAY + _DAY, Id=999_001)
    others = [person(103), person(104, Archived=True), team(101, 102, 104), booking(MONDAY, MONDAY + _DAY, None), gone]
    deleted = ("bookings", {"Id": 999_001, "UpdatedOn": "2027-01-01", "_deleted": True})
    network_id = space(shared, *others, deleted, *records)
    other = space(shared, booking(MONDAY, MONDAY + _DAY, Id=5))
    answer = asked(shared, network_id)
    assert [one["CoworkerId"] for one in answer["Coworkers"]] == [101, 102]
    assert (shown(answer), averages(shared, network_id)) == ([[]] * 7, [0, 0, 0, 0])
    assert shown(asked(shared, other))[0] == [5]  # the same ids in another network


def test_each_team_sees_days_of_its_own_location(shared: Connection[Any]) -> None:
    late = booking(MONDAY + timedelta(hours=20), MONDAY + timedelta(hours=21), Id=1)
    tokyo = [location("Asia/Tokyo", 2), team(101, number=56, business=2), team(101, number=57, business=3)]
    network_id = space(shared, late, *tokyo)
    found = [shown(asked(shared, network_id, number))[:2] for number in (55, 56, 57)]
    assert found == [[[1], []], [[], [1]], [[1], []]]


def test_no_more_is_read_than_the_weeks_that_count(conn: Connection[Any]) -> None:
    """Counted by the database, in pages: with four years of bookings and check-ins, before or after."""
    write(conn, 1, [location(), *map(person, range(101, 111)), team(*range(101, 111))])
    conn.execute("SET plan_cache_mode = force_generic_plan")
    statement, parameters = team_attendance_query(1, 55, week_of=NOW, now=NOW, open_checkin_limit=_DAY)
    touched = []
    for first, last in ((-2400, 240), (-35_000, 240), (-2400, 35_000)):
        conn.execute("TRUNCATE bookings, checkins")
        for table, values in _ROWS.items():
            conn.execute(f"INSERT INTO {table} SELECT {values} {_SERIES}", (first, last))
        conn.execute("VACUUM ANALYZE bookings, checkins")
        plan: Any = conn.execute("EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) " + statement, parameters).fetchone()
        [top] = plan[0]
        touched.append(top["Plan"]["Shared Hit Blocks"] + top["Plan"]["Shared Read Blocks"])
    few, *many = touched
    assert max(many) < few * 1.5


# The columns of the tables, in their order; one row each hour, ten members in turn, one booking in seven tentative.
_ROWS = {
    "bookings": "1, n + 50000, NULL, t, t, NULL, FALSE, 11, t, t + interval '1 hour', member, mod(n, 7) = 0",
    "checkins": "1, n + 50000, NULL, t, t, NULL, FALSE, 1, t, t + interval '1 hour', member",
}
_SERIES = (
    "FROM generate_series(%s::integer, %s::integer) AS n CROSS JOIN LATERAL"
    " (SELECT timestamptz '2026-11-16' + n * interval '1 hour' AS t, 101 + mod(n + 50000, 10) AS member) AS at"
)
