"""The demo space is sound, the same for the same arguments, alive at any hour, and Jane's row is the documented one."""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import islice, pairwise
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import oracle
from examples import examples
from teamkpi.demo import ADMINISTRATOR_EMAIL, MEMBER_EMAIL, PLURALS, TEAM_ID, generate, jane, write
from teamkpi.demo.activity import Rooms, bookings, visits
from teamkpi.demo.invoices import Invoicing, Space
from teamkpi.demo.people import Person, Team, community, settle
from teamkpi.demo.places import LOCATIONS, Timetable, easter, places
from teamkpi.demo.records import Chronicle, Item
from teamkpi.ledger.entities import COMMON, ENTITIES
from teamkpi.ledger.rows import to_row

Record = dict[str, Any]
Ledger = dict[str, list[Record]]

LONDON = ZoneInfo("Europe/London")
MID_MONTH = datetime(2026, 11, 18, 14, 20, 31, 123456, tzinfo=UTC)  # a Wednesday, all of London at work
NEW_MONTH = datetime(2027, 8, 1, 0, 30, tzinfo=LONDON)  # a Sunday; July in UTC, and the invoices are not out
LEAP_DAY = datetime(2028, 2, 29, 22, 59, tzinfo=UTC)

JANES_ROW: Record = {
    "CoworkerId": 101,
    "CoworkerFullName": "Jane Smith",
    "CoworkerEmail": "jane@techinnovators.com",
    "UninvoicedProducts": 2,
    "UninvoicedExtraServices": 0,
    "UnivoicedEventAttendees": 1,
    "UnivoicedTimepasses": 0,
    "RemainingBookingCredit": 500,
    "RemainingTimeCreditMinutes": 120,
    "RemainingTimeCreditDays": 0,
    "RemainingTimeCreditWeeks": 0,
    "RemainingTimeCreditMonths": 0,
    "RemainingTimeCreditUses": 5,
    "RemainingTimePassesMinutes": 60,
    "RemainingTimePassesCount": 1,
    "BookedTimeTotal": 4200,
    "BookedTimeThisMonth": 360,
    "CheckedTimeTotal": 3800,
    "CheckedTimeThisMonth": 300,
}


def gather(records: Iterable[Item]) -> Ledger:
    ledger: Ledger = {plural: [] for plural in PLURALS}
    for plural, record in records:
        ledger[plural].append(record)
    return ledger


@cache
def space_at(now: datetime) -> Ledger:
    return gather(generate(now))


@pytest.fixture(scope="module", params=[MID_MONTH, NEW_MONTH, LEAP_DAY], ids=["mid-month", "new month", "leap day"])
def scene(request: pytest.FixtureRequest) -> tuple[datetime, Ledger]:
    return request.param, space_at(request.param)


@pytest.fixture(scope="module")
def mid_month() -> Ledger:
    return space_at(MID_MONTH)


def space_for(now: datetime) -> tuple[Space, list[Person], list[Team]]:
    """Set the stage without the many records, which take their time."""
    chronicle = Chronicle(now, 55)
    timetables = {place.id: Timetable(place, chronicle) for place in LOCATIONS}
    return Space(chronicle, timetables, Invoicing(chronicle, timetables)), *settle(chronicle)


def janes_ledger(now: datetime) -> Ledger:
    space, people, teams = space_for(now)
    janes = next(person for person in people if person.id == 101)
    everyone = community(people, teams, space.chronicle, space.timetables)
    return gather([*places(space.chronicle), *everyone, *jane.records(janes, space)])


def row_of(ledger: Ledger, now: datetime, coworker_id: int) -> Record:
    kpi = oracle.team_kpi(ledger, TEAM_ID, now)
    assert kpi is not None
    return next(row for row in kpi["Kpi"] if row["CoworkerId"] == coworker_id)


def london(*wall: int) -> datetime:
    return datetime(*wall, tzinfo=LONDON)  # type: ignore[arg-type,misc]


def test_same_arguments_give_the_same_records_and_another_seed_gives_others(mid_month: Ledger) -> None:
    assert gather(generate(MID_MONTH)) == mid_month
    beginning = list(islice(generate(MID_MONTH), 3000))
    assert list(islice(generate(MID_MONTH.replace(tzinfo=None)), 3000)) == beginning
    assert list(islice(generate(MID_MONTH, seed=56), 3000)) != beginning


def test_a_later_hour_of_the_day_only_adds_what_has_happened_since(mid_month: Ledger) -> None:
    later = gather(generate(MID_MONTH + timedelta(hours=5)))
    for plural in PLURALS:
        after = {record["Id"]: record for record in later[plural]}
        for record in mid_month[plural]:
            same = after[record["Id"]]
            assert same == record or same["UpdatedOn"] > "2026-11-18T14:20:31Z"
        new = after.keys() - {record["Id"] for record in mid_month[plural]}
        assert all(after[number]["UpdatedOn"] >= "2026-11-18T14:20:31Z" for number in new)
    assert len(later["checkins"]) > len(mid_month["checkins"])


def test_every_record_is_valid_and_names_only_kept_fields(mid_month: Ledger) -> None:
    assert tuple(ENTITIES) == PLURALS
    for plural, records in mid_month.items():
        kept = {field.name for field in (*COMMON, *ENTITIES[plural].fields)}
        for record in records:
            assert record.keys() <= kept
            to_row(ENTITIES[plural], 1, record)


def test_every_entity_is_there_within_the_size_of_a_demo(scene: tuple[datetime, Ledger]) -> None:
    _, ledger = scene
    assert all(ledger.values())
    assert sum(map(len, ledger.values())) <= 150_000
    assert 600 <= len(ledger["coworkers"]) <= 700
    for plural, records in ledger.items():
        assert len({record["Id"] for record in records}) == len(records), plural


def test_three_locations_and_forty_teams_of_two_to_sixty(scene: tuple[datetime, Ledger]) -> None:
    _, ledger = scene
    assert len(ledger["businesses"]) == 3
    assert len({place["SimpleTimeZoneNameIana"] for place in ledger["businesses"]}) == 3
    assert len({place["CurrencyCode"] for place in ledger["businesses"]}) == 3
    sizes = sorted(len(team["TeamMembers"]) for team in ledger["teams"])
    assert len(sizes) == 40
    assert (sizes[0], sizes[1], sizes[-1]) == (0, 2, 60)


def test_references_resolve(scene: tuple[datetime, Ledger]) -> None:
    _, ledger = scene
    ids = {plural: {record["Id"] for record in records} for plural, records in ledger.items()}
    targets = {
        "CoworkerId": "coworkers",
        "BusinessId": "businesses",
        "IssuedById": "businesses",
        "ResourceId": "resources",
        "BookingId": "bookings",
        "CoworkerInvoiceId": "coworkerinvoices",
        "PayingMemberId": "coworkers",
        "CoworkerBookingCreditId": "coworkerbookingcredits",
        "CoworkerExtraServiceId": "coworkerextraservices",
    }
    for records in ledger.values():
        for record in records:
            for field, plural in targets.items():
                assert record.get(field) is None or record[field] in ids[plural], (field, record)
    passes = {record.get("UniqueId") for record in ledger["coworkertimepasses"]}
    assert {record.get("CoworkerTimePassGuid") for record in ledger["checkins"]} == passes
    for team in ledger["teams"]:
        assert {*team["TeamMembers"], *team["TeamAdministrators"]} <= ids["coworkers"]


def test_nothing_is_written_in_the_future_and_no_stretch_runs_backwards(scene: tuple[datetime, Ledger]) -> None:
    now, ledger = scene
    latest = now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    instant = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
    for records in ledger.values():
        for record in records:
            assert record["CreatedOn"] <= record["UpdatedOn"] <= latest, record
            assert all(instant.fullmatch(record[key]) for key in record if key.endswith("On") and record[key])
            if record.get("ToTime"):
                assert record["FromTime"] < record["ToTime"]
    for checkin in ledger["checkins"]:
        assert (checkin["ToTime"] or checkin["FromTime"]) <= latest
    for used in ("UsedDate", "InvoicedOn", "InvoiceDate", "PaidOn", "UserLastAccess"):
        assert all(r[used] <= latest for records in ledger.values() for r in records if r.get(used))


@pytest.mark.parametrize(
    ("credits_", "uses", "owner", "names"),
    [
        (
            "coworkerbookingcredits",
            "coworkerbookingcreditusehistories",
            "CoworkerBookingCreditId",
            ("TotalCredit", "RemainingCredit"),
        ),
        (
            "coworkerextraservices",
            "coworkerextraserviceusehistories",
            "CoworkerExtraServiceId",
            ("TotalUses", "RemainingUses"),
        ),
    ],
)
def test_uses_of_a_credit_are_what_is_gone_of_it(
    scene: tuple[datetime, Ledger], credits_: str, uses: str, owner: str, names: tuple[str, str]
) -> None:
    """Or there are none: somebody did not write them down. Each is of a time at which there was the credit."""
    _, ledger = scene
    of_credit = defaultdict(list)
    for use in ledger[uses]:
        of_credit[use[owner]].append(use)
    unexplained = 0
    for credit in ledger[credits_]:
        gone = credit[names[0]] - credit[names[1]]
        mine = of_credit[credit["Id"]]
        assert not mine or sum(use["CreditUsed"] for use in mine) == pytest.approx(gone), credit
        assert all(credit["CreatedOn"] <= use["CreatedOn"] <= credit["UpdatedOn"] for use in mine)
        unexplained += bool(gone and not mine)
    assert 0 < unexplained < len(ledger[credits_]) / 4
    booked = [use["BookingId"] for use in ledger[uses] if use["BookingId"]]
    assert len(booked) == len(set(booked)) > 0


def test_bookings_span_two_years_back_to_four_weeks_ahead(scene: tuple[datetime, Ledger]) -> None:
    now, ledger = scene
    first = oracle.instant(min(booking["FromTime"] for booking in ledger["bookings"]))
    last = oracle.instant(max(booking["ToTime"] for booking in ledger["bookings"]))
    assert timedelta(days=720) < now - first <= timedelta(days=731)
    assert timedelta(days=24) < last - now <= timedelta(days=28)


def test_no_room_is_booked_twice_at_a_time(scene: tuple[datetime, Ledger]) -> None:
    _, ledger = scene
    stretches = defaultdict(list)
    for booking in ledger["bookings"]:
        stretches[booking["ResourceId"]].append((booking["FromTime"], booking["ToTime"]))
    assert len(stretches) == len(ledger["resources"])
    for taken in stretches.values():
        taken.sort()
        assert all(one[1] <= other[0] for one, other in pairwise(taken))


def test_no_one_is_checked_in_twice_at_a_time(scene: tuple[datetime, Ledger]) -> None:
    _, ledger = scene
    visits = defaultdict(list)
    for checkin in ledger["checkins"]:
        visits[checkin["CoworkerId"]].append((checkin["FromTime"], checkin["ToTime"] or "9999"))
    for stretches in visits.values():
        stretches.sort()
        assert all(one[1] <= other[0] for one, other in pairwise(stretches))


def test_the_space_has_something_of_everything(scene: tuple[datetime, Ledger]) -> None:
    now, ledger = scene
    this = now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    soon = (now.astimezone(UTC) + timedelta(days=7)).strftime("%Y-%m-%dT%H:%M:%SZ")
    credits_ = ledger["coworkerextraservices"] + ledger["coworkerbookingcredits"]
    time_credits = [r for r in ledger["coworkerextraservices"] if not r.get("BookingId")]
    assert any(this < (r.get("ExpireDate") or "") < soon for r in credits_)
    assert any((r.get("ExpireDate") or "9") < this for r in credits_)
    assert any((r.get("ValidFrom") or "") > this for r in credits_)
    assert {r["ChargePeriod"] for r in time_credits} == {1, 2, 3, 4, 5, 6}
    assert any(r["ExtraServiceIsPrintingCredit"] for r in time_credits)
    for plural in ("coworkerproducts", "coworkerextraservices", "coworkertimepasses", "eventattendees", "charges"):
        assert {r["Invoiced"] for r in ledger[plural]} == {True, False}
    for flag in ("Free", "IsFromTariff", "FromTariff", "Cancelled", "Tentative", "RegularCharge", "Draft", "Void"):
        assert any(r.get(flag) for records in ledger.values() for r in records), flag
    assert any(r["CreditNote"] and r["TotalAmount"] < 0 for r in ledger["coworkerinvoices"])
    assert any(not r["Paid"] and not r["Draft"] and not r["Void"] for r in ledger["coworkerinvoices"])
    assert any(
        r["Price"] is None and r["ProductPrice"] is None for r in ledger["coworkerproducts"] if not r["Invoiced"]
    )
    assert any(r["ProductPrice"] for r in ledger["coworkerproducts"] if not r["Invoiced"])
    # Granted by hand, and expired without being used.
    assert any(r["Description"] == "Goodwill" for r in ledger["coworkerbookingcredits"])
    assert any(not r["Used"] and (r["ExpireDate"] or "9") < this for r in ledger["coworkertimepasses"])
    assert any(not person["Active"] and not person["Archived"] for person in ledger["coworkers"])
    assert any(person["Archived"] for person in ledger["coworkers"])
    assert any(booking["CoworkerId"] is None for booking in ledger["bookings"])
    seats = Counter(number for team in ledger["teams"] for number in team["TeamMembers"])
    assert seats.most_common(1)[0][1] == 2
    assert any(set(team["TeamAdministrators"]) - set(team["TeamMembers"]) for team in ledger["teams"])
    old = (now.astimezone(UTC) - timedelta(days=2)).strftime("%Y-%m-%dT%H:%M:%SZ")
    assert sum(checkin["ToTime"] is None and checkin["FromTime"] < old for checkin in ledger["checkins"]) == 1


def test_what_a_team_has_not_paid_differs_from_month_to_month(mid_month: Ledger) -> None:
    team = next(team for team in mid_month["teams"] if team["Id"] == TEAM_ID)
    unpaid = set()
    for month in range(1, 12):
        end = f"2026-{month:02}-01T00:00:00Z"
        unpaid.add(
            sum(
                invoice["TotalAmount"]
                for invoice in mid_month["coworkerinvoices"]
                if invoice["CoworkerId"] in team["TeamMembers"]
                and not invoice["Draft"]
                and not invoice["Void"]
                and invoice["CreatedOn"] <= end < (invoice["PaidOn"] or "9")
            )
        )
    assert len(unpaid) > 5


def test_items_are_invoiced_by_the_first_run_after_they_were_made(mid_month: Ledger) -> None:
    runs = {
        place["Id"]: datetime(2026, 11, 1, 6, tzinfo=ZoneInfo(place["SimpleTimeZoneNameIana"]))
        for place in mid_month["businesses"]
    }
    for product in mid_month["coworkerproducts"]:
        open_still = oracle.instant(product["CreatedOn"]) >= runs[product["BusinessId"]]
        assert product["Invoiced"] == (not open_still and not product["FromTariff"])


def test_locations_are_quiet_at_weekends(mid_month: Ledger) -> None:
    zones = {place["Id"]: ZoneInfo(place["SimpleTimeZoneNameIana"]) for place in mid_month["businesses"]}
    resources = {room["Id"]: zones[room["BusinessId"]] for room in mid_month["resources"]}
    starts = [
        oracle.instant(booking["FromTime"]).astimezone(resources[booking["ResourceId"]])
        for booking in mid_month["bookings"]
    ]
    # Bookings of other locations' members are made on the member's working days.
    assert sum(start.weekday() >= 5 for start in starts) < len(starts) * 0.02
    assert all(8 <= start.hour <= 17 for start in starts)


def test_addresses_are_unique_and_reserved(mid_month: Ledger) -> None:
    addresses = [person["Email"] for person in mid_month["coworkers"]]
    assert len(set(addresses)) == len(addresses)
    assert {ADMINISTRATOR_EMAIL, MEMBER_EMAIL} <= set(addresses)
    addresses += [seat["Email"] for seat in mid_month["eventattendees"]]
    for address in set(addresses) - {ADMINISTRATOR_EMAIL}:
        assert re.fullmatch(r"[a-z0-9.-]+@([a-z0-9-]+\.)?example\.(org|com|net)", address), address


def test_team_55_has_jane_as_administrator_and_a_plain_member(mid_month: Ledger) -> None:
    team = next(team for team in mid_month["teams"] if team["Id"] == TEAM_ID)
    member = next(person for person in mid_month["coworkers"] if person["Email"] == MEMBER_EMAIL)
    assert (team["Name"], team["BusinessId"], len(team["TeamMembers"])) == ("Tech Innovators", 1, 12)
    assert team["TeamAdministrators"] == [101]
    assert member["Id"] in team["TeamMembers"]
    assert member["Active"]


@pytest.mark.parametrize("day", range(0, 120, 30))
def test_team_55_books_at_its_own_location_on_every_day(day: int) -> None:
    """So its amounts are in one currency, whenever somebody looks at the demo."""
    space, people, teams = space_for(datetime(2026, 11, 21, 12, tzinfo=UTC) + timedelta(days=day))
    [members] = [team.member_ids for team in teams if team.id == TEAM_ID]
    rooms, places_of = Rooms(), {room.id: place.id for place in LOCATIONS for room in place.rooms}
    found = {
        places_of[int(str(record["ResourceId"]))]
        for person in people
        if person.id in members
        for plural, record in bookings(person, space, rooms)
        if plural == "bookings"
    }
    assert found == {1}


def test_three_people_at_least_are_in_at_every_minute_of_a_week() -> None:
    space, people, _ = space_for(datetime(2026, 11, 22, 23, 59, tzinfo=UTC))
    desk = [person for person in people if person.relay is not None]
    stays = [
        (oracle.instant(str(r["FromTime"])), oracle.instant(str(r["ToTime"] or "2026-11-23")))
        for person in desk
        for _, r in visits(person, space)
    ]
    shifts = [(begin, end) for begin, end in stays if end > space.chronicle.now - timedelta(days=7)]
    for minute in range(7 * 24 * 60):
        moment = space.chronicle.now - timedelta(minutes=minute)
        assert 3 <= sum(begin <= moment < end for begin, end in shifts) <= 5, moment


def test_who_is_in_now_is_still_checked_in(scene: tuple[datetime, Ledger]) -> None:
    now, ledger = scene
    inside = [oracle.instant(r["FromTime"]) for r in ledger["checkins"] if r["ToTime"] is None]
    assert sum(now - timedelta(hours=12) < begin <= now for begin in inside) >= (100 if now == MID_MONTH else 3)


def test_janes_row_in_the_whole_space_is_the_documented_one(mid_month: Ledger) -> None:
    hers = {plural: [r for r in records if r.get("CoworkerId", 101) == 101] for plural, records in mid_month.items()}
    assert row_of(hers, MID_MONTH, 101) == JANES_ROW
    assert all(checkin["ToTime"] for checkin in hers["checkins"])
    assert row_of(hers, MID_MONTH + timedelta(days=10), 101) == JANES_ROW


@settings(max_examples=examples(40), deadline=None)
@given(
    st.datetimes(datetime(2025, 1, 1), datetime(2040, 1, 1), timezones=st.just(LONDON)).filter(
        lambda now: (now - now.replace(day=1, hour=0, minute=0)) > timedelta(hours=5)
    )
)
@example(london(2026, 11, 18, 12))
@example(london(2028, 2, 29, 9))
@example(london(2026, 3, 29, 0, 59))
@example(london(2026, 3, 29, 3))
@example(london(2026, 10, 25, 1, 30))
@example(london(2026, 12, 31, 23, 59))
@example(london(2027, 1, 1, 15))
@example(london(2027, 1, 2, 0, 5))
@example(london(2026, 8, 3, 8))
def test_janes_row_is_the_documented_one_whenever_the_month_is_old_enough(now: datetime) -> None:
    assert row_of(janes_ledger(now), now, 101) == JANES_ROW


@pytest.mark.parametrize(
    ("now", "checked"),
    [
        (london(2026, 11, 1), 0),
        (london(2026, 11, 1, 0, 0, 59), 0),
        (london(2026, 11, 1, 0, 30), 30),
        (london(2026, 7, 1, 0, 30), 30),
        (london(2026, 7, 1, 4, 59), 299),
        (london(2026, 7, 1, 5), 300),
        (london(2026, 7, 1, 6), 300),
        (london(2027, 1, 1, 9), 300),
    ],
)
def test_janes_row_on_the_1st_has_all_there_is_room_for(now: datetime, checked: int) -> None:
    assert row_of(janes_ledger(now), now, 101) == JANES_ROW | {"CheckedTimeThisMonth": checked}


def test_easter_is_when_it_is() -> None:
    dates = {2024: (3, 31), 2025: (4, 20), 2026: (4, 5), 2027: (3, 28), 2038: (4, 25), 2285: (3, 22)}
    assert {year: (easter(year).month, easter(year).day) for year in dates} == dates


def test_write_makes_one_file_an_entity(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "space"
    records: list[Item] = [
        ("coworkers", {"Id": 1, "FullName": 'Zoë "Z" D\'Angelo'}),
        ("charges", {"Id": 2, "TotalAmount": 12.5}),
        ("coworkers", {"Id": 3, "FullName": "Łukasz"}),
    ]
    counts = write(folder, iter(records))
    assert counts == dict.fromkeys(PLURALS, 0) | {"coworkers": 2, "charges": 1}
    assert sorted(path.name for path in folder.iterdir()) == sorted(f"{plural}.jsonl" for plural in PLURALS)
    lines = (folder / "coworkers.jsonl").read_text(encoding="utf-8").splitlines()
    assert lines[0] == '{"Id":1,"FullName":"Zoë \\"Z\\" D\'Angelo"}'
    assert [json.loads(line)["Id"] for line in lines] == [1, 3]
    assert write(folder, iter(records[1:2])) == dict.fromkeys(PLURALS, 0) | {"charges": 1}
    assert (folder / "coworkers.jsonl").read_bytes() == b""


def test_jane_books_on_working_days_whatever_the_day() -> None:
    for now in (london(2026, 11, 21, 12), london(2026, 8, 31, 12), london(2027, 1, 1, 12)):
        starts = [oracle.instant(r["FromTime"]).astimezone(LONDON) for r in janes_ledger(now)["bookings"]]
        assert len(starts) == 18
        assert all(start.weekday() < 5 for start in starts)
