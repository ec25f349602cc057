"""Why a figure is what it is: its records add up to it, always, and none is left out."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from psycopg import Connection, RawCursor

import ledgers
import oracle
from examples import examples
from spaces import NOW, asked, new_network, write
from teamkpi.errors import NotKnownThen
from teamkpi.kpi.as_of import AsOf, team_kpi_as_of
from teamkpi.kpi.explain import ExplainedRecord, Explanation, Question, explain, explanation_query
from teamkpi.kpi.figures import EXPLAINED
from teamkpi.kpi.records import REASONS
from teamkpi.ledger import history

HOUR = timedelta(hours=1)
# The candidates of each figure, by the records alone.
PERIODS = {"Minutes": (1,), "Days": (2,), "Weeks": (3,), "Months": (4, 6), "Uses": (5,)}
KINDS = {
    "UninvoicedProducts": "coworkerproducts",
    "UninvoicedExtraServices": "coworkerextraservices",
    "UnivoicedEventAttendees": "eventattendees",
    "UnivoicedTimepasses": "coworkertimepasses",
    "RemainingBookingCredit": "coworkerbookingcredits",
    "BookedTimeTotal": "bookings",
    "BookedTimeThisMonth": "bookings",
    "CheckedTimeTotal": "checkins",
    "CheckedTimeThisMonth": "checkins",
}


def held(ledger: oracle.Settled, figure: str, members: set[int]) -> list[int]:
    """The ids of all records of some members that a figure could count."""
    if figure in KINDS:
        found = ledger.get(KINDS[figure], [])
    elif figure.startswith("RemainingTimeCredit"):
        periods = PERIODS[figure.removeprefix("RemainingTimeCredit")]
        found = [one for one in ledger.get("coworkerextraservices", []) if one["ChargePeriod"] in periods]
    else:
        is_of_minutes = figure.endswith("Minutes")
        passes = ledger.get("coworkertimepasses", [])
        found = [one for one in passes if (one.get("RemainingUses") is not None) == is_of_minutes]
    return sorted(one["Id"] for one in found if one.get("CoworkerId") in members)


def check(found: Explanation | None, figures: dict[int, Any], ledger: oracle.Settled) -> None:
    """Compare an explanation of a whole team with the team's figures, by member, and with the records."""
    assert found is not None
    name = found.question.figure.wire
    assert {one.id: one.value for one in found.members} == {id_: row[name] for id_, row in figures.items()}
    assert found.matches
    assert found.sum == found.value == found.equation()[-1].amount
    ids = held(ledger, name, set(figures))
    assert found.counted + found.not_counted == found.listed == len(ids)
    assert sorted(one.id for one in found.records) == ids[: found.question.size]
    assert {one.reason for one in found.reasons} <= {None, *REASONS}
    assert all(one.is_counted is (one.reason in {None, "over_limit"}) for one in found.records)
    added = dict.fromkeys(figures, Decimal(0))
    for one in found.records:
        added[one.coworker_id] += one.amount if one.is_counted else 0
    seconds = found.question.kind.is_in_seconds
    assert {one.id: one.sum for one in found.members} == {
        id_: amount // 60 if seconds else amount for id_, amount in added.items()
    }


@settings(max_examples=examples(15), deadline=None)
@given(data=st.data())
def test_the_records_add_up_to_every_figure_of_every_member_now_and_then(
    shared: Connection[Any], data: st.DataObject
) -> None:
    network_id = new_network(shared)
    first = data.draw(ledgers.ledgers())
    now = first.now
    versions: list[ledgers.Version] = []
    states = []
    for batch in data.draw(ledgers.deliveries(first)):
        now += data.draw(st.sampled_from((HOUR, timedelta(minutes=1), timedelta(days=9))))
        write(shared, network_id, batch, now)
        versions.extend(batch)
        states.append((now + timedelta(milliseconds=1), oracle.settle(versions)))
    now, ledger = states[-1]
    then, earlier = data.draw(st.sampled_from(states))
    for team_id in first.team_ids:
        for known, at, of in ((ledger, None, now), (earlier, AsOf(then, then), then)):
            body = asked(shared, network_id, team_id, now) if at is None else oracle.team_kpi(known, team_id, of)
            figures = None if body is None else {row["CoworkerId"]: row for row in body["Kpi"]}
            for figure in EXPLAINED.values():
                question = Question(figure, size=1000)
                found = explain(shared, network_id, team_id, question, at, now=now)
                if figures is None:
                    assert found is None
                else:
                    check(found, figures, known)
            if figures:
                check_one_member(
                    shared, network_id, team_id, data.draw(st.sampled_from(sorted(figures))), at=at, now=now
                )
        # With today's knowledge, too, the figure is what its own statement says.
        mixed = AsOf(then, now)
        answer = team_kpi_as_of(shared, network_id, team_id, mixed)
        figure = data.draw(st.sampled_from(list(EXPLAINED.values())))
        found = explain(shared, network_id, team_id, Question(figure), mixed, now=now)
        if answer is not None:
            assert found is not None
            assert found.matches
            assert [one.value for one in found.members] == [getattr(row, figure.attribute) for row in answer.body.kpi]


def check_one_member(
    conn: Connection[Any], network_id: int, team_id: int, member: int, *, at: AsOf | None, now: datetime
) -> None:
    """What is asked of one member is what the team's explanation has of that member, on whatever pages."""
    figure = EXPLAINED["CheckedTimeThisMonth"]
    whole = explain(conn, network_id, team_id, Question(figure, size=1000), at, now=now)
    alone = explain(conn, network_id, team_id, Question(figure, member, size=1000), at, now=now)
    assert whole is not None
    assert alone is not None
    assert list(alone.members) == [one for one in whole.members if one.id == member]
    assert list(alone.records) == [one for one in whole.records if one.coworker_id == member]
    pages: list[ExplainedRecord] = []
    for number in range(1, len(alone.records) // 2 + 3):
        page = explain(conn, network_id, team_id, Question(figure, member, page=number, size=2), at, now=now)
        assert page is not None
        assert (page.members, page.reasons) == (alone.members, alone.reasons)
        pages += page.records
    assert pages == list(alone.records)
    for counted in (True, False):
        some = explain(conn, network_id, team_id, Question(figure, member, counted, size=1000), at, now=now)
        assert some is not None
        assert list(some.records) == [one for one in alone.records if one.is_counted is counted]
        assert some.listed == len(some.records)


PLACE = ("businesses", {"Id": 1, "Name": "Hub", "CurrencyCode": "GBP", "SimpleTimeZoneNameIana": "Europe/London"})
ABROAD = ("businesses", {"Id": 2, "Name": "Quai", "CurrencyCode": "EUR", "SimpleTimeZoneNameIana": "Europe/Paris"})
JANE = ("coworkers", {"Id": 101, "FullName": "Jane", "Email": "jane@example.org"})
LEO = ("coworkers", {"Id": 102, "FullName": "Leo", "Email": "leo@example.org"})
TEAM = ("teams", {"Id": 55, "BusinessId": 1, "Name": "T", "TeamMembers": [101, 102]})
SPACE = (PLACE, ABROAD, JANE, LEO, TEAM)


def reasons(conn: Connection[Any], network_id: int, figure: str, asked: AsOf | None = None) -> dict[int, str | None]:
    found = explain(conn, network_id, 55, Question(EXPLAINED[figure], 101), asked, now=NOW)
    assert found is not None
    assert found.matches
    return {one.id: one.reason for one in found.records}


ITEM = {"CoworkerId": 101, "BusinessId": 1}
BEFORE, AFTER = "2026-11-20T00:00:00Z", "2026-12-20T00:00:00Z"


@pytest.mark.parametrize(
    ("figure", "plural", "common", "cases"),
    [
        (
            "UninvoicedProducts",
            "coworkerproducts",
            {"ProductId": 1},
            {None: {}, "invoiced": {"Invoiced": True, "FromTariff": True}, "granted_by_plan": {"FromTariff": True}},
        ),
        (
            "UninvoicedExtraServices",
            "coworkerextraservices",
            {"ExtraServiceId": 1, "TotalUses": 1, "ChargePeriod": 1},
            {
                None: {},
                "invoiced": {"Invoiced": True},
                "free": {"Free": True, "IsFromTariff": True},
                "granted_by_plan": {"IsFromTariff": True},
            },
        ),
        (
            "UnivoicedEventAttendees",
            "eventattendees",
            {"CalendarEventId": 1, "EventProductId": 1, "FullName": "J", "Email": "j@example.org"},
            {None: {}, "invoiced": {"Invoiced": True}, "cancelled": {"Cancelled": True}},
        ),
        (
            "UnivoicedTimepasses",
            "coworkertimepasses",
            {"TimePassId": 1},
            {
                None: {"Used": True},
                "invoiced": {"Invoiced": True},
                "free": {"Free": True},
                "granted_by_plan": {"IsFromTariff": True},
            },
        ),
        (
            "RemainingBookingCredit",
            "coworkerbookingcredits",
            {"TotalCredit": 5},
            {
                None: {"ValidFrom": BEFORE, "ExpireDate": AFTER},
                "not_for_bookings": {"CaneBeUsedForBookings": False},
                "other_currency": {"BusinessId": 2},
                "used_up": {"RemainingCredit": 0, "ExpireDate": BEFORE},
                "expired": {"ExpireDate": BEFORE},
                "not_yet_valid": {"ValidFrom": AFTER},
            },
        ),
        (
            "RemainingTimeCreditUses",
            "coworkerextraservices",
            {"ExtraServiceId": 1, "TotalUses": 1, "ChargePeriod": 5},
            {
                None: {"ExpireDate": AFTER},
                "belongs_to_booking": {"BookingId": 1},
                "printing_credit": {"ExtraServiceIsPrintingCredit": True},
                "used_up": {"RemainingUses": 0},
                "expired": {"ExpireDate": BEFORE},
                "not_yet_valid": {"ValidFrom": AFTER},
            },
        ),
        (
            "RemainingTimePassesCount",
            "coworkertimepasses",
            {"TimePassId": 1},
            {None: {"ExpireDate": AFTER}, "used": {"Used": True}, "expired": {"ExpireDate": BEFORE}},
        ),
        (
            "RemainingTimePassesMinutes",
            "coworkertimepasses",
            {"TimePassId": 1, "RemainingUses": 60},
            {None: {}, "used": {"Used": True}, "used_up": {"RemainingUses": 0}, "expired": {"ExpireDate": BEFORE}},
        ),
        (
            "BookedTimeThisMonth",
            "bookings",
            {"ResourceId": 1},
            {
                None: {"FromTime": "2026-10-31T23:00Z", "ToTime": "2026-11-01T01:00Z"},
                "tentative": {"FromTime": BEFORE, "ToTime": BEFORE, "Tentative": True},
                "outside_month": {"FromTime": "2026-10-31T23:00Z", "ToTime": "2026-11-01T00:00Z"},
            },
        ),
        (
            "CheckedTimeThisMonth",
            "checkins",
            {},
            {
                None: {"FromTime": "2026-11-21T11:00Z"},
                "over_limit": {"FromTime": "2026-11-20T11:00Z"},
                "not_started": {"FromTime": "2026-11-21T13:00Z"},
                "outside_month": {"FromTime": "2026-10-21T13:00Z"},
            },
        ),
    ],
)
def test_every_record_that_does_not_count_says_why(
    shared: Connection[Any], figure: str, plural: str, common: dict[str, Any], cases: dict[str | None, dict[str, Any]]
) -> None:
    network_id = new_network(shared)
    records = [(plural, {"Id": number, **ITEM, **common, **case}) for number, case in enumerate(cases.values(), 1)]
    write(shared, network_id, [*SPACE, *records])
    assert reasons(shared, network_id, figure) == dict(enumerate(cases, 1))


def test_the_equation_of_a_member_and_of_a_team(shared: Connection[Any]) -> None:
    network_id = new_network(shared)
    stays = [
        {
            "Id": 1,
            "BusinessId": 1,
            "CoworkerId": 101,
            "FromTime": "2026-11-02T09:00Z",
            "ToTime": "2026-11-02T09:30:44Z",
        },
        {
            "Id": 2,
            "BusinessId": 1,
            "CoworkerId": 101,
            "FromTime": "2026-11-03T09:00Z",
            "ToTime": "2026-11-03T09:30:44Z",
        },
        {
            "Id": 3,
            "BusinessId": 1,
            "CoworkerId": 102,
            "FromTime": "2026-11-03T09:00Z",
            "ToTime": "2026-11-03T09:30:44Z",
        },
    ]
    money = [
        {"Id": 1, **ITEM, "TotalCredit": "7.50"},
        {"Id": 2, **ITEM, "TotalCredit": 1000, "ExpireDate": BEFORE},
    ]
    write(
        shared,
        network_id,
        [*SPACE, *(("checkins", one) for one in stays), *(("coworkerbookingcredits", one) for one in money)],
    )

    def equation(figure: str, member: int | None, language: Any = "en") -> list[Any]:
        found = explain(shared, network_id, 55, Question(EXPLAINED[figure], member), now=NOW)
        assert found is not None
        return [tuple(one) for one in found.equation(language)]

    assert equation("CheckedTimeThisMonth", 101) == [
        ("2 check-ins, in seconds", Decimal(3688)),
        ("This month: the sum divided by 60 and cut to whole minutes, once", Decimal(61)),
    ]
    # Each member's minutes are cut, and then added up.
    assert equation("CheckedTimeThisMonth", None) == [("Jane", 61), ("Leo", 30), ("This month", 91)]
    assert equation("RemainingBookingCredit", 101) == [
        ("2 money credits", Decimal("1007.5")),
        ("Expired: 1", Decimal(-1000)),
        ("Money", Decimal("7.5")),
    ]
    assert equation("RemainingBookingCredit", 102, "es") == [("0 créditos en dinero", 0), ("Dinero", 0)]


def test_the_past_is_explained_as_it_was(shared: Connection[Any]) -> None:
    network_id = new_network(shared)
    day_pass = {"Id": 1, **ITEM, "TimePassId": 1, "TimePassName": "Day pass", "Free": True}
    write(shared, network_id, [*SPACE, ("coworkertimepasses", day_pass)], NOW - 4 * HOUR)
    write(shared, network_id, [("coworkertimepasses", {**day_pass, "Used": True})], NOW - 2 * HOUR)
    write(shared, network_id, [("teams", {**TEAM[1], "TeamMembers": [102]})], NOW - HOUR)
    then = NOW - 3 * HOUR
    assert reasons(shared, network_id, "RemainingTimePassesCount", AsOf(then, then)) == {1: None}
    used = NOW - 2 * HOUR + timedelta(minutes=1)
    assert reasons(shared, network_id, "RemainingTimePassesCount", AsOf(used, used)) == {1: "used"}
    # With what was known after, but with the balance of the instant.
    assert reasons(shared, network_id, "RemainingTimePassesCount", AsOf(then, used)) == {1: None}
    gone = explain(shared, network_id, 55, Question(EXPLAINED["RemainingTimePassesCount"], 101), now=NOW)
    assert gone is not None
    assert (list(gone.members), list(gone.records), gone.value) == ([], [], Decimal(0))
    history.prune(shared, network_id, NOW - HOUR)
    with pytest.raises(NotKnownThen):
        reasons(shared, network_id, "RemainingTimePassesCount", AsOf(then, then))


@pytest.mark.parametrize("then", [None, AsOf(NOW, NOW)], ids=["now", "as shown"])
def test_no_other_figures_are_computed_than_the_one_that_is_explained(
    shared: Connection[Any], then: AsOf | None
) -> None:
    network_id = new_network(shared)
    question = Question(EXPLAINED["UninvoicedProducts"], 101)
    text, values = explanation_query(network_id, 55, question, then, now=NOW, open_checkin_limit=24 * HOUR)
    with RawCursor(shared) as cursor:
        plan = "\n".join(row[0] for row in cursor.execute(f"EXPLAIN {text}".encode(), values, prepare=False))
    read = set(re.findall(r" on (coworker(?!s)\w+?|eventattendees)(?:_history)? ", plan))
    assert read == {"coworkerproducts"}


def test_a_stored_sum_that_is_wrong_is_told(shared: Connection[Any]) -> None:
    network_id = new_network(shared)
    stay = {"Id": 1, **ITEM, "FromTime": "2026-11-02T09:00Z", "ToTime": "2026-11-02T10:00Z"}
    write(shared, network_id, [*SPACE, ("checkins", stay)])
    shared.execute(
        "UPDATE member_state SET checked_us = checked_us + 60000000 WHERE network_id = %s AND coworker_id = 101",
        (network_id,),
    )
    found = explain(shared, network_id, 55, Question(EXPLAINED["CheckedTimeTotal"]), now=NOW)
    assert found is not None
    assert (found.value, found.sum, found.matches) == (Decimal(61), Decimal(60), False)
