"""A team's week over HTTP, and changes of it: whole answers, refusals, round trips, many at once."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from itertools import product
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from psycopg import Connection

from api.doorway import NOW, Space, account, problem, running, store
from examples import examples
from patience import PATIENCE, until_waiting
from teamkpi.api.portal.attendance_entries import DAYS

EXAMPLE = json.loads((Path(__file__).parents[2] / "contract/examples/teamAttendance.json").read_text())
ATTENDANCE = "/api/public/teams/55/attendance"
WEEK = ATTENDANCE + "?date=2026-11-18"
# What the example is an answer of: a small team in London, asked on Saturday, 21 November 2026.
LEDGER: dict[str, list[dict[str, Any]]] = {
    "businesses": [{"Id": 1, "Name": "Hub", "CurrencyCode": "GBP", "SimpleTimeZoneNameIana": "Europe/London"}],
    "resources": [
        {"Id": 11, "BusinessId": 1, "Name": "Meeting room 1"},
        {"Id": 12, "BusinessId": 1, "Name": "Phone booth"},
    ],
    "coworkers": [
        {
            "Id": 101,
            "FullName": "Jane Smith",
            "Email": "jane@techinnovators.com",
            "CoworkerType": 1,
            "CompanyName": "Tech Innovators Ltd",
            **dict.fromkeys(("MondayAttendance", "TuesdayAttendance", "ThursdayAttendance"), 1),
            **dict.fromkeys(("WednesdayAttendance", "FridayAttendance"), 2),
            **dict.fromkeys(("SaturdayAttendance", "SundayAttendance"), 4),
        },
        {
            "Id": 102,
            "FullName": "Leo Marchetti",
            "Email": "leo@techinnovators.com",
            "CoworkerType": 1,
            "MondayAttendance": 3,
        },
        {"Id": 103, "FullName": "Gone", "Email": "gone@techinnovators.com", "Archived": True},
        {"Id": 104, "FullName": "Of another team", "Email": "other@example.org"},
    ],
    "teams": [
        {
            "Id": 55,
            "BusinessId": 1,
            "Name": "Tech Innovators",
            "TeamMembers": [101, 102, 103, 999],
            "TeamAdministrators": [101],
        }
    ],
    "bookings": [
        {
            "Id": number,
            "ResourceId": resource,
            "CoworkerId": member,
            "FromTime": f"2026-{start}:00Z",
            "ToTime": f"2026-{end}:00Z",
        }
        for number, resource, member, start, end in (
            (9001, 11, 101, "11-16T09:00", "11-16T11:30"),
            (9002, 12, 102, "11-18T22:00", "11-19T02:00"),
            (9003, 11, 101, "09-29T08:00", "09-29T12:00"),
            (9004, 11, 102, "10-29T09:00", "10-29T09:30"),
        )
    ],
    "checkins": [
        {
            "Id": number,
            "BusinessId": 1,
            "CoworkerId": member,
            "FromTime": f"2026-{day}T08:30:00Z",
            "ToTime": f"2026-{day}T17:00:00Z",
        }
        for number, (member, day) in enumerate(
            product((101, 102), ("10-05", "10-06", "10-08", "11-02", "11-03", "11-05", "11-07")), 1
        )
    ],
}


@pytest.fixture(scope="module")
def asking(shared_url: str, shared: Connection[Any]) -> Iterator[tuple[Space, str]]:
    """An application on the ledger, and a token of the team's administrator."""
    store(shared, LEDGER)
    account(shared, "jane@techinnovators.com")
    with running(shared_url) as space:
        yield space, space.sign_in("jane@techinnovators.com")["access_token"]


@pytest.fixture
def changing(conn: Connection[Any], run: Callable[..., Space]) -> tuple[Space, str]:
    """The same on a database of the test's own."""
    store(conn, LEDGER)
    account(conn, "jane@techinnovators.com")
    space = run()
    return space, space.sign_in("jane@techinnovators.com")["access_token"]


def coworkers(space: Space, token: str) -> dict[int, list[int]]:
    """Each member's attendance, Monday first."""
    rows = space.get(WEEK + "&_shape=Attendance.Coworkers", token=token).json()["Attendance"]["Coworkers"]
    return {row["CoworkerId"]: [row[day] for day in DAYS] for row in rows}


def test_the_example_is_the_answer(asking: tuple[Space, str]) -> None:
    space, token = asking
    answer = space.get(WEEK, token=token)
    assert (answer.status_code, answer.json()) == (200, EXAMPLE)
    assert answer.headers["Content-Type"] == "application/json"
    assert "@" not in answer.text


@pytest.mark.parametrize(
    "asked",
    [
        "2026-11-16",
        "2026-11-22",
        "2026-11-16T00:00:00",
        "20261116",
        "2026-11-16T00:00:00Z",
        "2026-11-22T23:59:59.9999999Z",
        "2026-11-16T05:45:00%2B05:45",
        "2026-11-18T09:00",
        "%202026-11-18%20",
        "2026-11-16T05:45:00+05:45",  # a plus sign that is not encoded arrives as a blank
        "2026-11-16T05:45+0545",
    ],
)
def test_every_way_to_name_the_week(asking: tuple[Space, str], asked: str) -> None:
    space, token = asking
    assert space.get(f"{ATTENDANCE}?date={asked}", token=token).json() == EXAMPLE


def test_a_day_of_an_answer_leads_back_to_its_week(changing: tuple[Space, str], conn: Connection[Any]) -> None:
    space, token = changing
    for zone in ("Pacific/Honolulu", "Pacific/Kiritimati", "America/Havana"):
        moved = {**LEDGER["businesses"][0], "SimpleTimeZoneNameIana": zone}
        store(conn, {"businesses": [moved]})
        for start in ("2026-10-28", "2026-11-01T17:00:00Z"):
            days = space.get(f"{ATTENDANCE}?date={start}", token=token).json()["Attendance"]["Days"]
            for day in days:
                again = space.get(ATTENDANCE, params={"date": day["Date"]}, token=token).json()
                assert again["Attendance"]["Days"] == days


@pytest.mark.parametrize("asked", ["", "?date=", "?dat=2026-11-18"])
def test_the_date_is_required(asking: tuple[Space, str], asked: str) -> None:
    space, token = asking
    detail = "date: is required: a day like 2026-11-18, or an instant like 2026-11-18T09:00:00Z"
    answer = space.get(ATTENDANCE + asked, token=token)
    assert (answer.status_code, answer.json()) == (400, problem("bad_request", 400, "Bad request", detail))


@pytest.mark.parametrize(
    "asked", ["today", "2026-13-01", "2026-02-30", "18.11.2026", "1", "1899-12-31", "2200-01-01", "0001-01-01", "%00"]
)
def test_what_is_no_date(asking: tuple[Space, str], asked: str) -> None:
    space, token = asking
    detail = "date: must be a day like 2026-11-18 or an instant like 2026-11-18T09:00:00Z, in the years 1900 to 2199"
    answer = space.get(f"{ATTENDANCE}?date={asked}", token=token)
    assert (answer.status_code, answer.json()) == (400, problem("bad_request", 400, "Bad request", detail))


@settings(max_examples=examples(100), deadline=None)
@given(asked=st.one_of(st.text(min_size=1, max_size=30), st.datetimes().map(str), st.dates().map(str)))
def test_no_date_is_too_odd(asking: tuple[Space, str], asked: str) -> None:
    space, token = asking
    assert space.get(ATTENDANCE, params={"date": asked}, token=token).status_code in {200, 400}


@pytest.mark.parametrize("asked", ["1900-01-01", "1900-01-01T00:00:00Z", "2199-12-31", "2199-12-31T23:59:59Z"])
def test_the_first_and_the_last_week(asking: tuple[Space, str], asked: str) -> None:
    space, token = asking
    answer = space.get(f"{ATTENDANCE}?date={asked}", token=token).json()
    assert asked[:10] + "T00:00:00" in [day["Date"] for day in answer["Attendance"]["Days"]]


def test_the_week_that_was_shown_comes_again_byte_for_byte(changing: tuple[Space, str], conn: Connection[Any]) -> None:
    space, token = changing
    shown = space.get(WEEK, token=token)
    then = {"at": NOW.isoformat(), "knownAt": NOW.isoformat(), "date": "2026-11-18"}
    space.forward(timedelta(hours=1))
    put(space, token, [{"CoworkerId": 101, "MondayAttendance": 4}])
    store(conn, {"bookings": [{"Id": 9001, "_deleted": True}]}, now=NOW + timedelta(hours=1))
    assert space.get(WEEK, token=token).content != shown.content
    again = space.get(ATTENDANCE, params=then, token=token)
    assert (again.content, again.headers["ETag"]) == (shown.content, shown.headers["ETag"])
    held = space.get(ATTENDANCE, params=then, token=token, headers={"If-None-Match": again.headers["ETag"]})
    assert held.status_code == 304


@pytest.mark.parametrize(
    ("asked", "status", "code"),
    [
        ("at=soon", 400, "bad_request"),
        ("knownAt=2026-11-22T12:00:00Z", 400, "bad_request"),
        ("at=2020-01-01&knownAt=2020-01-01", 404, "team_not_found"),
    ],
)
def test_a_time_of_which_nothing_can_be_shown(asking: tuple[Space, str], asked: str, status: int, code: str) -> None:
    space, token = asking
    answer = space.get(f"{WEEK}&{asked}", token=token)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def with_times(example: Any, zone: str) -> Any:
    """The example with the times of its bookings by a clock."""
    answer = json.loads(json.dumps(example))
    for day in answer["Attendance"]["Days"]:
        for one in day["Bookings"]:
            for name in ("FromTime", "ToTime"):
                moment = datetime.fromisoformat(one[f"{name}Utc"])
                one[name] = moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None).isoformat()
    return answer


@pytest.mark.parametrize(
    ("asked", "zone"),
    [
        ("true", "Europe/London"),
        (" TRUE ", "Europe/London"),
        ("Europe/London", "Europe/London"),
        ("Asia/Kathmandu", "Asia/Kathmandu"),
        ("UTC", "UTC"),
        ("", None),
        ("false", None),
        ("1", None),
        ("GMT Standard Time", None),
        ("../../etc/passwd", None),
    ],
)
def test_the_clock_that_is_asked_for(asking: tuple[Space, str], asked: str, zone: str | None) -> None:
    """It changes how bookings' times are written, and no figure."""
    space, token = asking
    answer = space.get(WEEK, token=token, headers={"X-Use-Timezone": asked})
    expected = EXAMPLE if zone is None else with_times(EXAMPLE, zone)
    assert (answer.status_code, answer.json()) == (200, expected)


def test_true_is_the_clock_of_the_location(changing: tuple[Space, str], conn: Connection[Any]) -> None:
    space, token = changing
    path = ATTENDANCE + "?date=2026-07-01&_shape=Attendance.Days.Bookings"
    store(conn, {"bookings": [{"Id": 1, "ResourceId": 11, "CoworkerId": 101, "FromTime": "2026-07-01T23:30:00.5Z",
                               "ToTime": "2026-07-02T01:00:00Z"}]})  # fmt: skip
    for zone, start in (("Europe/London", "2026-07-02T00:30:00.500000"), ("Asia/Tokyo", "2026-07-02T08:30:00.500000")):
        store(conn, {"businesses": [{**LEDGER["businesses"][0], "SimpleTimeZoneNameIana": zone}]})
        answer = space.get(path, token=token, headers={"X-Use-Timezone": "true"}).json()
        [booking] = {one["Id"]: one for day in answer["Attendance"]["Days"] for one in day["Bookings"]}.values()
        assert (booking["FromTime"], booking["FromTimeUtc"]) == (start, "2026-07-01T23:30:00.500000Z")


def test_conditional_requests(changing: tuple[Space, str]) -> None:
    space, token = changing
    first = space.get(WEEK, token=token)
    assert first.headers["Cache-Control"] == "private, no-cache"
    held = {"If-None-Match": first.headers["ETag"]}
    for method in ("GET", "HEAD"):
        answer = space.ask(method, WEEK, token=token, headers=held)
        assert (answer.status_code, answer.content, answer.headers["ETag"]) == (304, b"", first.headers["ETag"])
    shaped = space.get(WEEK + "&_shape=Attendance.Days", token=token, headers=held)
    assert (shaped.status_code, shaped.json()) == (200, {"Attendance": {"Days": EXAMPLE["Attendance"]["Days"]}})
    assert space.get(WEEK, headers=held).status_code == 401
    put(space, token, [{"CoworkerId": 102, "FridayAttendance": 1}])
    assert space.get(WEEK, token=token, headers=held).status_code == 200


_PATHS = [
    "IsTeamAdministrator",
    "Attendance.TeamName",
    "Attendance.AvgBookedMinutesPerWeek",
    "Attendance.Coworkers",
    "Attendance.Coworkers.MondayAttendance",
    "Attendance.Days.Date",
    "Attendance.Days.Bookings.FromTime",
    "Attendance.Days.Bookings.ResourceName",
]


@settings(max_examples=examples(60), deadline=None)
@given(paths=st.lists(st.sampled_from([*_PATHS, "Nope", "Attendance.Days.Nope"]), min_size=1, max_size=6))
def test_a_shaped_answer_is_the_full_one_with_fields_removed(asking: tuple[Space, str], paths: list[str]) -> None:
    def kept(value: Any, wanted: list[list[str]]) -> Any:
        if [] in wanted:
            return value
        if isinstance(value, list):
            return [kept(one, wanted) for one in value]
        below = {name: [path[1:] for path in wanted if path[0] == name] for name in value}
        return {name: kept(value[name], some) for name, some in below.items() if some}

    space, token = asking
    answer = space.get(WEEK, params={"date": "2026-11-18", "_shape": ",".join(paths)}, token=token)
    known = [path.split(".") for path in paths if "Nope" not in path]
    assert answer.text == json.dumps(kept(EXAMPLE, known) if known else {}, separators=(",", ":"))
    assert ("X-Unknown-Shape-Paths" in answer.headers) is (len(known) < len(paths))


def put(space: Space, token: str, entries: Any, status: int = 200) -> Any:
    answer = space.ask("PUT", ATTENDANCE, token=token, json=entries)
    assert answer.status_code == status, answer.text
    if status == 200:
        assert answer.content == b""
        return None
    return answer.json()


_VALUES = {
    5: (5, "5", None, "", " ", "Undefined"),
    1: (1, "1", 1.0, "WorkingFromOffice"),
    2: (2, "workingfromhome"),
    3: (3,),
    4: (4,),
}
_DAY_VALUES = st.sampled_from([(number, written) for number, some in _VALUES.items() for written in some])
_ENTRIES = st.dictionaries(
    st.sampled_from([101, 102]), st.dictionaries(st.sampled_from(DAYS), _DAY_VALUES, max_size=7), max_size=2
)


@settings(max_examples=examples(60), deadline=None)
@given(changes=st.lists(_ENTRIES, min_size=1, max_size=3))
def test_what_is_put_is_got(asking: tuple[Space, str], changes: list[dict[int, dict[str, tuple[int, Any]]]]) -> None:
    space, token = asking
    expected = coworkers(space, token)
    for entries in changes:
        body = [
            {"CoworkerId": member, "FullName": "Not taken", **{day: written for day, (_, written) in days.items()}}
            for member, days in entries.items()
        ]
        put(space, token, body)
        for member, days in entries.items():
            for day, (number, _) in days.items():
                expected[member][DAYS.index(day)] = number
        assert coworkers(space, token) == expected
    # As it was, for the other tests.
    rows = EXAMPLE["Attendance"]["Coworkers"]
    put(space, token, [{name: row[name] for name in ("CoworkerId", *DAYS)} for row in rows])
    assert space.get(WEEK, token=token).json() == EXAMPLE


def test_a_change_keeps_the_rest_of_the_record(changing: tuple[Space, str], conn: Connection[Any]) -> None:
    space, token = changing

    def rows() -> list[dict[str, Any]]:
        return [
            row
            for (row,) in conn.execute(
                "SELECT to_jsonb(c) - 'stored_by' - 'held_since' FROM coworkers AS c ORDER BY c.id"
            )
        ]

    before = rows()
    put(space, token, [])
    put(space, token, [{"CoworkerId": 101}, {"CoworkerId": 102, "MondayAttendance": 3}])
    assert rows() == before  # what changes nothing is no version
    space.forward(timedelta(hours=1))
    put(space, token, [{"CoworkerId": "102", "MondayAttendance": None, "SundayAttendance": "NotWorking"}])
    changed = before[1] | {"monday_attendance": None, "sunday_attendance": 4}
    changed["updated_on"] = (NOW + timedelta(hours=1)).isoformat()
    assert rows() == [before[0], changed, *before[2:]]


_OF_VALUES = "must be one of 1 WorkingFromOffice, 2 WorkingFromHome, 3 WorkingFromAbroad, 4 NotWorking, 5 Undefined"
_GOOD = {"CoworkerId": 101, "SundayAttendance": 3}
_BAD_VALUES: tuple[Any, ...] = (0, 6, -1, 1.5, "Office", True, [1], {}, 10**30)


@pytest.mark.parametrize(
    ("entries", "detail"),
    [
        ({"CoworkerId": 101}, "body: must be a JSON array"),
        ("x", "body: must be a JSON array"),
        (1, "body: must be a JSON array"),
        ([_GOOD, 101], "entry 2: must be an object"),
        ([_GOOD, {}], "entry 2: CoworkerId is required"),
        ([_GOOD, {"CoworkerId": None}], "entry 2: CoworkerId is required"),
        ([_GOOD, {"coworkerId": 102}], "entry 2: CoworkerId is required"),
        ([{"CoworkerId": 0}], "entry 1: CoworkerId must be a positive whole number up to 2^53-1"),
        ([{"CoworkerId": 2**53}], "entry 1: CoworkerId must be a positive whole number up to 2^53-1"),
        ([{"CoworkerId": True}], "entry 1: CoworkerId must be a whole number, not a boolean"),
        ([{"CoworkerId": "x"}], "entry 1: CoworkerId must be a whole number"),
        ([{"CoworkerId": [102]}], "entry 1: CoworkerId must be a whole number"),
        *(
            (
                [_GOOD, {"CoworkerId": 102, "MondayAttendance": value}],
                f"entry 2 (CoworkerId 102): MondayAttendance {_OF_VALUES}",
            )
            for value in _BAD_VALUES
        ),
        ([_GOOD, {"CoworkerId": 999}], "entry 2 (CoworkerId 999): is not a member of the team"),  # nobody's id
        ([_GOOD, {"CoworkerId": 103}], "entry 2 (CoworkerId 103): is not a member of the team"),  # archived
        ([_GOOD, {"CoworkerId": 104}], "entry 2 (CoworkerId 104): is not a member of the team"),  # in no team
        (
            [_GOOD, {"CoworkerId": 102}, {"CoworkerId": "101"}],
            "entry 3 (CoworkerId 101): is the same member as in entry 1; each member may be given only once",
        ),
    ],
)
def test_one_bad_entry_refuses_all(
    asking: tuple[Space, str], shared: Connection[Any], entries: Any, detail: str
) -> None:
    space, token = asking
    before = shared.execute("SELECT * FROM coworkers ORDER BY id").fetchall()
    assert put(space, token, entries, 400) == problem("bad_request", 400, "Bad request", detail)
    assert shared.execute("SELECT * FROM coworkers ORDER BY id").fetchall() == before


@pytest.mark.parametrize(
    "content", [b"", b"[", b"[1,]", b"\xff", b'["\xed\xa0\x80"]', b"[NaN]", b"[" * 10_000, b"[] []"]
)
def test_what_is_no_json(asking: tuple[Space, str], content: bytes) -> None:
    space, token = asking
    json_type = {"Content-Type": "application/json; charset=utf-8"}
    answer = space.ask("PUT", ATTENDANCE, token=token, content=content, headers=json_type)
    reason = "is nested too deeply" if len(content) == 10_000 else "must be JSON"
    expected = problem("bad_request", 400, "Bad request", f"body: {reason}")
    assert (answer.status_code, answer.json()) == (400, expected)


def test_bodies_that_are_not_read(asking: tuple[Space, str]) -> None:
    space, token = asking
    for headers in ({}, {"Content-Type": "application/x-www-form-urlencoded"}, {"Content-Type": "text/json"}):
        answer = space.ask("PUT", ATTENDANCE, token=token, content=b"[]", headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (415, "unsupported_media_type")
    large = json.dumps([{"CoworkerId": 101, "Notes": "x" * 2_000_000}])
    answer = space.ask("PUT", ATTENDANCE, token=token, content=large, headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")


def test_changes_at_once_lose_nothing(changing: tuple[Space, str]) -> None:
    """Each thread sets one day of both members, again and again: what it set last is what stands there."""
    space, token = changing
    numbers = [3, 1, 4, 1, 5, 2]

    def change(day: str) -> None:
        for number in numbers[: 1 + DAYS.index(day) % len(numbers)]:
            put(space, token, [{"CoworkerId": member, day: number} for member in (102, 101)])

    with ThreadPoolExecutor(len(DAYS)) as threads:
        for result in [threads.submit(change, day) for day in DAYS]:
            result.result(PATIENCE)
    expected = [numbers[index % len(numbers)] for index in range(len(DAYS))]
    assert coworkers(space, token) == {101: expected, 102: expected}


def test_who_loses_the_part_in_between_changes_nothing(changing: tuple[Space, str], conn: Connection[Any]) -> None:
    """The check of the role and the change itself are two steps; the second looks again."""
    space, token = changing
    entries = [{"CoworkerId": 102, "MondayAttendance": 1}]
    with ThreadPoolExecutor(1) as thread:
        with conn.transaction():
            conn.execute("UPDATE teams SET team_administrators = '{102}' WHERE id = 55")
            waiting = thread.submit(put, space, token, entries, 403)
            until_waiting(conn)
        assert waiting.result(PATIENCE)["code"] == "not_team_administrator"
    assert conn.execute("SELECT monday_attendance FROM coworkers WHERE id = 102").fetchone() == (3,)


def test_a_member_sets_their_own_week_and_nobody_else_s(changing: tuple[Space, str], conn: Connection[Any]) -> None:
    space, jane = changing
    account(conn, "leo@techinnovators.com")
    account(conn, "other@example.org")
    leo, stranger = (space.sign_in(one)["access_token"] for one in ("leo@techinnovators.com", "other@example.org"))
    own = ATTENDANCE + "/my"

    def put_own(token: str, *entries: Any) -> tuple[int, str | None]:
        answer = space.ask("PUT", own, token=token, json=list(entries))
        return answer.status_code, answer.json()["detail"] if answer.content else None

    before = coworkers(space, jane)
    assert put_own(leo, {"CoworkerId": 102, "MondayAttendance": 2, "FridayAttendance": None}) == (200, None)
    monday, *rest = before[102]
    assert coworkers(space, jane) == {**before, 102: [2, *rest]} != before, monday
    someone = "is somebody else; only the caller's own days can be set here"
    after = coworkers(space, jane)
    mixed = [{"CoworkerId": 102, "MondayAttendance": 1}, {"CoworkerId": 101, "MondayAttendance": 3}]
    assert put_own(leo, *mixed) == (400, f"entry 2 (CoworkerId 101): {someone}")
    # An administrator sets the others' with the other call.
    assert put_own(jane, {"CoworkerId": 102, "MondayAttendance": 3}) == (400, f"entry 1 (CoworkerId 102): {someone}")
    assert put_own(stranger, {"CoworkerId": 104, "MondayAttendance": 3})[0] == 404
    assert space.ask("PUT", ATTENDANCE, token=leo, json=mixed[:1]).status_code == 403
    assert coworkers(space, jane) == after


def test_members_read_their_own_figures_alone(changing: tuple[Space, str], conn: Connection[Any]) -> None:
    space, jane = changing
    account(conn, "leo@techinnovators.com")
    account(conn, "other@example.org")
    leo, stranger = (space.sign_in(one)["access_token"] for one in ("leo@techinnovators.com", "other@example.org"))
    rows = {row["CoworkerId"]: row for row in space.get("/api/public/teams/55/kpi", token=jane).json()["Kpi"]}
    own = "/api/public/teams/55/kpi/my"
    for token, number in ((jane, 101), (leo, 102)):
        assert space.get(own, token=token).json() == {"Kpi": [rows[number]]}
    past = space.get(f"{own}?at=2026-11-20", token=leo).json()
    assert [row["CoworkerId"] for row in past["Kpi"]] == [102]
    assert space.get(f"{own}?_shape=Kpi.CoworkerId", token=leo).json() == {"Kpi": [{"CoworkerId": 102}]}
    assert space.get(own, token=stranger).status_code == 404
    assert space.get("/api/public/teams/55/kpi", token=leo).status_code == 401
    # An administrator who is no member has none.
    store(conn, {"teams": [{**LEDGER["teams"][0], "TeamMembers": [102], "UpdatedOn": "2027-01-01T00:00:00Z"}]})
    assert space.get(own, token=jane).json() == {"Kpi": []}
