"""The oracle agrees with every published vector and with figures worked out by hand; the random ledgers are sound."""

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import ledgers
import oracle
import published
from teamkpi.kpi import FIGURES

Record = dict[str, Any]

FIELDS = [figure.wire for figure in FIGURES]

LONDON = {"Id": 1, "CurrencyCode": "GBP", "SimpleTimeZoneNameIana": "Europe/London"}
TOKYO = {"Id": 2, "CurrencyCode": "JPY", "SimpleTimeZoneNameIana": "Asia/Tokyo"}
KATHMANDU = {"Id": 3, "CurrencyCode": "NPR", "SimpleTimeZoneNameIana": "Asia/Kathmandu"}
HAVANA = {"Id": 4, "CurrencyCode": "CUP", "SimpleTimeZoneNameIana": "America/Havana"}
JANE = {"Id": 101, "FullName": "Jane Smith", "Email": "jane@example.org"}


def ask(location_id: int, now: str, members: list[int] | None = None, **records: list[Record]) -> list[Record]:
    """Return the rows at `now` of a team of Jane's at `location_id`, which need not exist."""
    team = {"Id": 55, "BusinessId": location_id, "TeamMembers": [101] if members is None else members}
    ledger = {"businesses": [LONDON, TOKYO, KATHMANDU, HAVANA], "coworkers": [JANE], "teams": [team], **records}
    body = oracle.team_kpi(ledger, 55, oracle.instant(now))
    assert body is not None
    return body["Kpi"]


def figures(row: Record, prefix: str) -> dict[str, Any]:
    return {field: value for field, value in row.items() if field.startswith(prefix)}


def stretch(start: str, end: str | None, **fields: object) -> Record:
    return {"CoworkerId": 101, "FromTime": start, "ToTime": end, **fields}


@pytest.mark.parametrize("name", published.VECTORS)
def test_agrees_with_vector(name: str) -> None:
    vector = published.vector(name)
    versions = [(plural, record) for plural, records in vector["ledger"].items() for record in records]
    body = oracle.team_kpi(oracle.settle(versions), vector["team"], oracle.instant(vector["now"]))
    assert body is not None
    assert body == vector["expect"]
    assert [list(row) for row in body["Kpi"]] == [FIELDS for _ in vector["expect"]["Kpi"]]


def test_all_vectors_are_here() -> None:
    assert len(published.VECTORS) == 12


def test_unknown_team_has_no_answer() -> None:
    assert oracle.team_kpi({}, 55, datetime(2026, 1, 1, tzinfo=UTC)) is None


def test_team_without_list_of_members_has_no_rows() -> None:
    teams: list[Record] = [{"Id": 55, "BusinessId": 1, "TeamMembers": None}, {"Id": 56, "BusinessId": 1}]
    now = datetime(2026, 1, 1, tzinfo=UTC)
    assert oracle.team_kpi({"teams": teams}, 55, now) == oracle.team_kpi({"teams": teams}, 56, now) == {"Kpi": []}


def test_member_named_twice_has_one_row() -> None:
    rows = ask(1, "2026-11-21T12:00:00Z", members=[101, 999, 101])
    assert [row["CoworkerId"] for row in rows] == [101]


def test_havanas_november_starts_at_the_first_of_two_midnights() -> None:
    # At 01:00 daylight time (05:00 UTC) the clock goes back to 00:00, so midnight is at 04:00 UTC and at 05:00 UTC.
    booking = stretch("2026-11-01T03:30:00Z", "2026-11-01T05:30:00Z", ResourceId=11)
    [row] = ask(4, "2026-11-10T12:00:00Z", bookings=[booking], resources=[{"Id": 11, "BusinessId": 4}])
    assert figures(row, "Booked") == {"BookedTimeTotal": 120, "BookedTimeThisMonth": 90}


def test_asuncions_october_starts_at_the_jump_over_midnight() -> None:
    # On 2017-10-01 the clock jumps from 00:00 (04:00 UTC) to 01:00.
    start, end = oracle.month_interval(2017, 10, "America/Asuncion")
    assert datetime.fromtimestamp(start / 1_000_000, UTC) == datetime(2017, 10, 1, 4, tzinfo=UTC)
    assert timedelta(microseconds=end - start) == timedelta(days=31, hours=-1)


@pytest.mark.parametrize("resources", [[], [{"Id": 11, "BusinessId": 999}]], ids=["no resource", "no location"])
def test_booking_at_an_unknown_place_uses_the_teams_zone(resources: list[Record]) -> None:
    # November begins at 18:15 UTC in Kathmandu.
    booking = stretch("2026-10-31T18:00:00Z", "2026-10-31T18:30:00Z", ResourceId=11)
    [row] = ask(3, "2026-11-10T12:00:00Z", bookings=[booking], resources=resources)
    assert figures(row, "Booked") == {"BookedTimeTotal": 30, "BookedTimeThisMonth": 15}


@pytest.mark.parametrize(("location_id", "this_month"), [(3, 15), (999, 15), (2, 30), (1, 0)])
def test_checkin_uses_the_zone_of_its_place_or_the_teams(location_id: int, this_month: int) -> None:
    checkin = stretch("2026-10-31T18:00:00Z", "2026-10-31T18:30:00Z", BusinessId=location_id)
    [row] = ask(3, "2026-11-10T12:00:00Z", checkins=[checkin])
    assert figures(row, "Checked") == {"CheckedTimeTotal": 30, "CheckedTimeThisMonth": this_month}


def test_team_at_an_unknown_location_lives_in_utc_and_counts_its_own_credit_only() -> None:
    credits_: list[Record] = [
        {"CoworkerId": 101, "BusinessId": 999, "TotalCredit": 1},
        {"CoworkerId": 101, "BusinessId": 998, "TotalCredit": 10},  # as unknown as the team's own: not the same
        {"CoworkerId": 101, "BusinessId": 1, "TotalCredit": 100},
    ]
    booking = stretch("2026-10-31T23:30:00Z", "2026-11-01T00:30:00Z", ResourceId=11)
    [row] = ask(999, "2026-10-31T23:59:59.999999Z", coworkerbookingcredits=credits_, bookings=[booking])
    assert row["RemainingBookingCredit"] == 1
    assert figures(row, "Booked") == {"BookedTimeTotal": 60, "BookedTimeThisMonth": 30}


def test_credit_is_added_exactly_and_remains_whole_until_told_otherwise() -> None:
    credits_: list[Record] = [
        {"CoworkerId": 101, "BusinessId": 1, "TotalCredit": 5, "RemainingCredit": 0.1},
        {"CoworkerId": 101, "BusinessId": 1, "TotalCredit": Decimal("0.2"), "CaneBeUsedForBookings": None},
        {
            "CoworkerId": 101,
            "BusinessId": 1,
            "TotalCredit": Decimal("999999999999999999.000001"),
            "RemainingCredit": None,
        },
        {"CoworkerId": 101, "BusinessId": 1, "TotalCredit": 7, "RemainingCredit": 0},
        {"CoworkerId": 101, "BusinessId": 1, "TotalCredit": 7, "CaneBeUsedForBookings": False},
    ]
    [row] = ask(1, "2026-11-21T12:00:00Z", coworkerbookingcredits=credits_)
    assert row["RemainingBookingCredit"] == Decimal("999999999999999999.300001")


def test_open_checkin_counts_at_most_a_day_and_is_split_at_the_month() -> None:
    checkin = stretch("2026-10-31T20:00:00Z", None, BusinessId=1)
    [row] = ask(1, "2026-11-05T12:00:00Z", checkins=[checkin])
    assert figures(row, "Checked") == {"CheckedTimeTotal": 1440, "CheckedTimeThisMonth": 1200}
    [row] = ask(1, "2026-11-01T01:00:00.999999Z", checkins=[checkin])
    assert figures(row, "Checked") == {"CheckedTimeTotal": 300, "CheckedTimeThisMonth": 60}


def test_open_checkin_counts_nothing_while_it_is_ahead() -> None:
    checkins = [
        stretch("2026-11-05T12:01:00Z", None, BusinessId=1),
        stretch("2026-11-05T11:59:00Z", None, BusinessId=1),
    ]
    [row] = ask(1, "2026-11-05T12:00:00Z", checkins=checkins)
    assert figures(row, "Checked") == {"CheckedTimeTotal": 1, "CheckedTimeThisMonth": 1}


def test_minutes_are_cut_once_after_adding_up() -> None:
    # 44 s + 44 s, of which 44 s + 15.999999 s lie in London's November: one minute less a microsecond.
    bookings = [
        stretch("2026-11-02T00:00:00Z", "2026-11-02T00:00:44", ResourceId=11),
        stretch("2026-10-31T23:59:31.9999990Z", "2026-11-01T05:45:15.9999999+05:45", ResourceId=11),
    ]
    [row] = ask(1, "2026-11-05T12:00:00Z", bookings=bookings)
    assert figures(row, "Booked") == {"BookedTimeTotal": 1, "BookedTimeThisMonth": 0}


def test_fields_the_ledger_does_not_keep_change_nothing() -> None:
    [row] = ask(
        1,
        "2026-11-05T12:00:00Z",
        coworkerproducts=[{"CoworkerId": 101, "Free": True, "Cancelled": True, "IsFromTariff": True}],
        eventattendees=[{"CoworkerId": 101, "Free": True}, {"CoworkerId": None}],
        coworkertimepasses=[{"CoworkerId": 101, "ValidFrom": "2030-01-01T00:00:00Z", "RemainingUses": 5}],
    )
    assert {field: value for field, value in row.items() if value and not field.startswith("Coworker")} == {
        "UninvoicedProducts": 1,
        "UnivoicedEventAttendees": 1,
        "UnivoicedTimepasses": 1,
        "RemainingTimePassesMinutes": 5,
    }


def test_settling_keeps_the_last_version_and_lets_a_tombstone_win() -> None:
    old = {"Id": 1, "UpdatedOn": "2026-01-01T00:00:00Z", "FullName": "Old"}
    deleted = {"Id": 1, "UpdatedOn": "2026-01-01T00:00:00.000001Z", "_deleted": True}
    new = {"Id": 1, "UpdatedOn": "2026-01-01T05:45:00.0000029+05:45", "FullName": "New"}
    twin = {"Id": 1, "UpdatedOn": "2026-01-01T00:00:00", "Name": "A room with a coworker's number"}
    assert oracle.settle([("coworkers", deleted), ("coworkers", old)]) == {}
    expected = {"coworkers": [new], "resources": [twin]}
    assert oracle.settle([("coworkers", new), ("resources", twin), ("coworkers", deleted)]) == expected


def test_settling_refuses_to_choose_between_equals() -> None:
    one = {"Id": 1, "UpdatedOn": "2026-01-01T00:00:00Z", "FullName": "One"}
    other = {"Id": 1, "UpdatedOn": "2026-01-01T00:00:00+00:00", "FullName": "Other"}
    assert oracle.settle([("coworkers", one), ("coworkers", dict(one))]) == {"coworkers": [one]}
    with pytest.raises(ValueError, match="two different versions"):
        oracle.settle([("coworkers", one), ("coworkers", other)])


@given(st.data())
def test_every_delivery_settles_to_its_ledger(data: st.DataObject) -> None:
    ledger = data.draw(ledgers.ledgers())
    batches = data.draw(ledgers.deliveries(ledger))
    settled = oracle.settle([version for batch in batches for version in batch])
    for team, last in zip(settled["teams"], ledger.by_entity()["teams"], strict=True):
        assert None not in [team[name] for name in oracle.LISTS["teams"]]
        team |= {name: last[name] for name in oracle.LISTS["teams"] if name in last}
    settled["teams"] = [
        {name: team[name] for name in last}
        for team, last in zip(settled["teams"], ledger.by_entity()["teams"], strict=True)
    ]
    assert settled == ledger.by_entity()


def test_a_list_that_is_not_stated_stays() -> None:
    versions: list[tuple[str, Record]] = [
        ("teams", {"Id": 1, "UpdatedOn": "2026-01-01", "TeamMembers": [1], "TeamAdministrators": [1]}),
        ("teams", {"Id": 1, "UpdatedOn": "2026-01-02", "TeamMembers": [2]}),
        ("teams", {"Id": 1, "UpdatedOn": "2026-01-03", "TeamMembers": None}),
        ("teams", {"Id": 2, "UpdatedOn": "2026-01-01", "TeamMembers": [1]}),
        ("teams", {"Id": 2, "UpdatedOn": "2026-01-02", "_deleted": True}),
        ("teams", {"Id": 2, "UpdatedOn": "2026-01-03"}),
    ]
    assert (
        oracle.settle(versions)
        == oracle.settle(versions[::-1])
        == {
            "teams": [
                {"Id": 1, "UpdatedOn": "2026-01-03", "TeamMembers": [2], "TeamAdministrators": [1]},
                {"Id": 2, "UpdatedOn": "2026-01-03", "TeamMembers": [], "TeamAdministrators": []},
            ]
        }
    )


@given(ledgers.ledgers())
def test_every_drawn_team_has_an_answer(ledger: ledgers.Ledger) -> None:
    settled = ledger.by_entity()
    assert ledger.team_ids
    for team_id in ledger.team_ids:
        body = oracle.team_kpi(settled, team_id, ledger.now)
        assert body is not None
        ids = [row["CoworkerId"] for row in body["Kpi"]]
        assert ids == sorted(set(ids))
        for row in body["Kpi"]:
            assert list(row) == FIELDS
            assert 0 <= row["BookedTimeThisMonth"] <= row["BookedTimeTotal"]
            assert 0 <= row["CheckedTimeThisMonth"] <= row["CheckedTimeTotal"]


@given(ledgers.ledgers())
def test_every_record_survives_its_line_of_json(ledger: ledgers.Ledger) -> None:
    for _, record in ledger.records:
        line = ledgers.to_json(record)
        assert "\n" not in line
        assert json.loads(line, parse_float=Decimal) == record


@given(st.sampled_from(ledgers.ZONES), st.integers(1970, 2199), st.integers(1, 11))
def test_months_follow_each_other_without_gap(zone: str, year: int, month: int) -> None:
    assert oracle.month_interval(year, month, zone)[1] == oracle.month_interval(year, month + 1, zone)[0]
