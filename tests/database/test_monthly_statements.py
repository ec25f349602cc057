"""Statements of a team's month: what is in them, that they add up, and that they are stored once."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from psycopg import Connection

import ledgers
from examples import examples
from spaces import Version, asked, exact, new_network, write
from teamkpi.errors import BadRequest, TeamNotFound
from teamkpi.kpi.metrics import MetricsCaller, team_metrics
from teamkpi.ledger import history
from teamkpi.statements.compute import compute, first_day
from teamkpi.statements.versions import read_statement, statement_of

LIMIT = timedelta(hours=24)
SEPTEMBER, OCTOBER, NOVEMBER = date(2026, 9, 1), date(2026, 10, 1), date(2026, 11, 1)
PLACE = ("businesses", {"Id": 1, "Name": "L", "CurrencyCode": "GBP", "SimpleTimeZoneNameIana": "Europe/London"})
JANE = ("coworkers", {"Id": 101, "FullName": "Jane", "Email": "jane@example.org"})
LEO = ("coworkers", {"Id": 102, "FullName": "Leo", "Email": "leo@example.org"})
TEAM = ("teams", {"Id": 55, "BusinessId": 1, "Name": "T", "TeamMembers": [101, 102]})
CREDIT = {"Id": 1, "CoworkerId": 101, "BusinessId": 1, "TotalCredit": 100}
MONEY = ("BookingCredit", "money")
MINUTES_PASS = "00000000-0000-4000-8000-000000000001"


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def made(conn: Connection[Any], network_id: int, month: date, now: str = "2026-12-01T06:00Z") -> Any:
    found = compute(conn, network_id, 55, month, now=at(now), open_checkin_limit=LIMIT)
    assert found is not None
    return exact(found.statement)


def balances(statement: Any) -> dict[tuple[str, str], dict[str, Any]]:
    """Each balance without the amounts that are zero."""
    left_out = {"Kind", "Unit", "CurrencyCode"}
    return {
        (one["Kind"], one["Unit"]): {name: value for name, value in one.items() if value and name not in left_out}
        for one in statement["Balances"]
    }


def used_by(coworker_id: int, name: str, amount: int) -> list[dict[str, Any]]:
    return [{"CoworkerId": coworker_id, "CoworkerFullName": name, "Amount": amount}]


@pytest.fixture
def space(shared: Connection[Any]) -> int:
    network_id = new_network(shared)
    write(shared, network_id, [PLACE, JANE, LEO, TEAM], at("2026-08-01T00:00Z"))
    return network_id


# ---------------------------------------------------------------- credit and passes


def test_what_became_of_a_credit_is_told_month_by_month(shared: Connection[Any], space: int) -> None:
    credit = {**CREDIT, "ExpireDate": "2026-11-01T00:00Z"}  # as October ends in London
    use = {"Id": 1, "CoworkerBookingCreditId": 1, "CreditUsed": 30}
    write(shared, space, [("coworkerbookingcredits", credit)], at("2026-09-30T23:00Z"))  # as October begins
    left: list[Version] = [
        ("coworkerbookingcredits", {**credit, "RemainingCredit": 70}),
        ("coworkerbookingcreditusehistories", use),
    ]
    write(shared, space, left, at("2026-10-05T10:00Z"))
    write(shared, space, [("coworkerbookingcredits", {**credit, "RemainingCredit": 65})], at("2026-10-06T10:00Z"))
    expected = {
        "Granted": 100,
        "Used": 30,
        "Expired": 65,
        "Changed": -5,
        "ChangedByHand": -5,
        "UsedBy": used_by(101, "Jane", 30),
    }
    assert balances(made(shared, space, SEPTEMBER)) == {}
    assert balances(made(shared, space, OCTOBER)) == {MONEY: expected}
    assert balances(made(shared, space, NOVEMBER)) == {}
    so_far = made(shared, space, OCTOBER, "2026-10-31T12:00Z")
    del expected["Expired"]
    assert balances(so_far) == {MONEY: {**expected, "Closing": 65}}
    assert (so_far["IsClosed"], so_far["Version"]) == (False, None)


@pytest.mark.parametrize("last", ["2026-11-10", "2026-11-20"], ids=["before it came", "as it came"])
def test_a_credit_that_came_with_all_its_uses_had_more_before_them(
    shared: Connection[Any], space: int, last: str
) -> None:
    """Where everything is imported at once, only the last balance is known."""
    credit = {**CREDIT, "RemainingCredit": 10, "CreatedOn": "2026-09-05", "UpdatedOn": "2026-09-05"}
    uses = [
        {"Id": number, "CoworkerBookingCreditId": 1, "CreditUsed": amount, "CreatedOn": day, "UpdatedOn": day}
        for number, amount, day in ((1, 20, "2026-09-10"), (2, 40, "2026-10-10"), (3, 30, last))
    ]
    records = [("coworkerbookingcreditusehistories", one) for one in uses]
    write(shared, space, [("coworkerbookingcredits", credit), *records], at("2026-11-20T00:00Z"))
    found = [balances(made(shared, space, month))[MONEY] for month in (SEPTEMBER, OCTOBER, NOVEMBER)]
    assert found == [
        {"Granted": 100, "Used": 20, "Closing": 80, "UsedBy": used_by(101, "Jane", 20)},
        {"Opening": 80, "Used": 40, "Closing": 40, "UsedBy": used_by(101, "Jane", 40)},
        {"Opening": 40, "Used": 30, "Closing": 10, "UsedBy": used_by(101, "Jane", 30)},
    ]


def test_passes_and_time_credits_are_told_apart_by_what_they_count(shared: Connection[Any], space: int) -> None:
    item = {"CoworkerId": 102, "BusinessId": 1}
    records: list[Version] = [
        ("coworkerextraservices", {**item, "Id": 1, "ExtraServiceId": 1, "TotalUses": 9, "ChargePeriod": 5}),
        ("coworkerextraservices", {**item, "Id": 2, "ExtraServiceId": 1, "TotalUses": 3, "ChargePeriod": 6}),
        (
            "coworkerextraservices",
            {**item, "Id": 3, "ExtraServiceId": 1, "TotalUses": 1, "ChargePeriod": 1, "BookingId": 1},
        ),
        (
            "coworkerextraservices",
            {
                **item,
                "Id": 4,
                "ExtraServiceId": 1,
                "TotalUses": 50,
                "ChargePeriod": 5,
                "ExtraServiceIsPrintingCredit": True,
            },
        ),
        (
            "coworkertimepasses",
            {**item, "Id": 1, "TimePassId": 1, "RemainingUses": 60, "UniqueId": MINUTES_PASS},
        ),
        ("coworkertimepasses", {**item, "Id": 2, "TimePassId": 1}),
        ("coworkertimepasses", {**item, "Id": 3, "TimePassId": 1, "UniqueId": "00000000-0000-4000-8000-000000000003"}),
        ("coworkerbookingcredits", {**item, "Id": 1, "TotalCredit": 5, "CaneBeUsedForBookings": False}),
    ]
    write(shared, space, records, at("2026-09-10T00:00Z"))
    visit = {
        "Id": 1,
        **item,
        "FromTime": "2026-10-02T09:00Z",
        "ToTime": "2026-10-02T10:00Z",
        "CoworkerTimePassGuid": "00000000-0000-4000-8000-000000000003",
    }
    used: list[Version] = [
        ("coworkerextraserviceusehistories", {"Id": 1, "CoworkerExtraServiceId": 1, "CreditUsed": 2}),
        ("coworkerextraservices", {**records[0][1], "RemainingUses": 7}),
        ("coworkertimepasses", {**records[5][1], "Used": True, "UsedDate": "2026-10-01T09:00Z"}),
        ("coworkertimepasses", {**records[6][1], "Used": True}),
        ("checkins", visit),
        ("checkins", {**visit, "Id": 2, "ToTime": "2026-10-02T09:20:59Z", "CoworkerTimePassGuid": MINUTES_PASS}),
        ("coworkertimepasses", {**records[4][1], "RemainingUses": 35}),
    ]
    write(shared, space, used, at("2026-10-03T00:00Z"))
    assert balances(made(shared, space, OCTOBER)) == {
        ("EventCredit", "money"): {"Opening": 5, "Closing": 5},
        ("TimeCredit", "months"): {"Opening": 3, "Closing": 3},
        ("TimeCredit", "uses"): {"Opening": 9, "Used": 2, "Closing": 7, "UsedBy": used_by(102, "Leo", 2)},
        ("PrintingCredit", "uses"): {"Opening": 50, "Closing": 50},
        ("Pass", "minutes"): {
            "Opening": 60,
            "Used": 20,
            "Changed": -5,
            "ChangedByHand": -5,
            "Closing": 35,
            "UsedBy": used_by(102, "Leo", 20),
        },
        ("Pass", "passes"): {"Opening": 2, "Used": 2, "UsedBy": used_by(102, "Leo", 2)},
    }


def test_what_expired_before_the_month_is_told_if_it_was_used_in_it(shared: Connection[Any], space: int) -> None:
    item = {"CoworkerId": 101, "BusinessId": 1, "ExpireDate": "2026-09-20", "CreatedOn": "2026-08-05"}
    use = {"CreditUsed": 4, "CreatedOn": "2026-10-09"}
    service = {**item, "ExtraServiceId": 1, "ChargePeriod": 5, "TotalUses": 9}
    day_pass, minutes_pass = (f"00000000-0000-4000-8000-00000000000{number}" for number in (2, 3))
    stay = {"CoworkerId": 101, "BusinessId": 1, "FromTime": "2026-10-09T10:00Z", "ToTime": "2026-10-09T10:20Z"}
    passes = [
        {**item, "TimePassId": 1, "Id": 1, "Used": True, "UsedDate": "2026-10-02"},
        {**item, "TimePassId": 1, "Id": 2, "Used": True, "UsedDate": "2026-09-02", "UniqueId": day_pass},
        {**item, "TimePassId": 1, "Id": 3, "RemainingUses": 0, "TotalUses": 60, "UniqueId": minutes_pass},
        {**item, "TimePassId": 1, "Id": 4, "Used": True, "UsedDate": "2026-09-02"},
    ]
    records: list[Version] = [
        ("coworkerbookingcredits", {**CREDIT, **item}),
        ("coworkerbookingcredits", {**CREDIT, **item, "Id": 2}),
        ("coworkerbookingcreditusehistories", {**use, "Id": 1, "CoworkerBookingCreditId": 1}),
        ("coworkerextraservices", {**service, "Id": 1}),
        ("coworkerextraservices", {**service, "Id": 2}),
        ("coworkerextraserviceusehistories", {**use, "Id": 1, "CoworkerExtraServiceId": 1}),
        *(("coworkertimepasses", one) for one in passes),
        *(
            ("checkins", {**stay, "Id": number, "CoworkerTimePassGuid": guid})
            for number, guid in ((1, day_pass), (2, minutes_pass))
        ),
    ]
    write(shared, space, records, at("2026-08-06T00:00Z"))
    found = balances(made(shared, space, OCTOBER))
    assert {key: one["Used"] for key, one in found.items()} == {
        MONEY: 4,
        ("TimeCredit", "uses"): 4,
        ("Pass", "passes"): 2,
        ("Pass", "minutes"): 20,
    }
    # The balance was zero before and after.
    assert {key: one["Changed"] for key, one in found.items()} == {key: one["Used"] for key, one in found.items()}
    assert balances(made(shared, space, NOVEMBER)) == {}


def test_who_joins_brings_and_who_leaves_takes_along_what_they_have(shared: Connection[Any], space: int) -> None:
    brought = [
        ("coworkerbookingcredits", {**CREDIT, "Id": number, "CoworkerId": number, "TotalCredit": amount})
        for number, amount in ((101, 5), (102, 40), (103, 300))
    ]
    newcomer = ("coworkers", {"Id": 103, "FullName": "Zoë", "Email": "zoe@example.org"})
    write(shared, space, [newcomer, *brought], at("2026-09-02T00:00Z"))
    write(shared, space, [("teams", {**TEAM[1], "TeamMembers": [101, 103]})], at("2026-10-15T00:00Z"))
    found = [balances(made(shared, space, month))[MONEY] for month in (SEPTEMBER, OCTOBER, NOVEMBER)]
    assert found == [
        {"Granted": 45, "Closing": 45},
        {"Opening": 45, "Changed": 260, "Joined": 300, "Left": 40, "Closing": 305},
        {"Opening": 305, "Closing": 305},
    ]
    # Somebody who leaves, or is archived, later changes nothing about earlier months.
    archived = ("coworkers", {**newcomer[1], "Archived": True})
    write(shared, space, [archived, ("teams", {**TEAM[1], "TeamMembers": []})], at("2026-11-20T00:00Z"))
    assert balances(made(shared, space, OCTOBER))[MONEY] == found[1]


def test_a_credit_that_is_deleted_was_there_before(shared: Connection[Any], space: int) -> None:
    write(shared, space, [("coworkerbookingcredits", CREDIT)], at("2026-09-02T00:00Z"))
    gone = ("coworkerbookingcredits", {"Id": 1, "_deleted": True})
    write(shared, space, [gone], at("2026-10-15T00:00Z"))
    found = [balances(made(shared, space, month)) for month in (SEPTEMBER, OCTOBER, NOVEMBER)]
    assert found == [
        {MONEY: {"Granted": 100, "Closing": 100}},
        {MONEY: {"Opening": 100, "Changed": -100, "ChangedByHand": -100}},
        {},
    ]


def months_until(now: datetime, count: int) -> list[date]:
    found = [now.date().replace(day=1)]
    while len(found) < count:
        found.append((found[-1] - timedelta(days=1)).replace(day=1))
    return found[::-1]


KPI = {
    ("BookingCredit", "money"): "RemainingBookingCredit",
    ("TimeCredit", "minutes"): "RemainingTimeCreditMinutes",
    ("TimeCredit", "days"): "RemainingTimeCreditDays",
    ("TimeCredit", "weeks"): "RemainingTimeCreditWeeks",
    ("TimeCredit", "months"): "RemainingTimeCreditMonths",
    ("TimeCredit", "uses"): "RemainingTimeCreditUses",
    ("Pass", "minutes"): "RemainingTimePassesMinutes",
    ("Pass", "passes"): "RemainingTimePassesCount",
}


@settings(max_examples=examples(15), deadline=None)
@given(data=st.data())
def test_every_balance_adds_up_months_meet_and_what_is_left_is_what_the_figures_say(
    shared: Connection[Any], data: st.DataObject
) -> None:
    network_id = new_network(shared)
    ledger = data.draw(ledgers.ledgers())
    now = ledger.now
    for batch in data.draw(ledgers.deliveries(ledger)):
        now += timedelta(days=data.draw(st.sampled_from((0, 1, 20))), minutes=1)
        write(shared, network_id, batch, now)
    for team_id in ledger.team_ids:
        figures = asked(shared, network_id, team_id, now)
        if figures is None:
            continue
        previous: dict[Any, Any] | None = None
        currency: str | None = None
        closing: dict[tuple[str, str, str | None], Decimal] = {}
        for month in months_until(now + timedelta(days=1), 3):
            try:
                computed = compute(shared, network_id, team_id, month, now=now, open_checkin_limit=LIMIT)
            except BadRequest:
                continue  # it has not begun where the team is
            assert computed is not None
            found = computed.statement
            currency = found.currency_code
            closing = {}
            for one in found.balances:
                assert one.opening + one.granted - one.used - one.expired + one.changed == one.closing
                assert one.changed == one.changed_by_hand + one.joined - one.left
                assert one.used == sum(use.amount for use in one.used_by)
                closing[one.kind, one.unit, one.currency_code] = one.closing
            opening = {(one.kind, one.unit, one.currency_code): one.opening for one in found.balances if one.opening}
            if previous is not None:
                assert opening == {key: value for key, value in previous.items() if value}
            previous = closing
        for (kind, unit), name in KPI.items():
            if kind != "BookingCredit" or currency is not None:
                left = closing.get((kind, unit, currency if unit == "money" else None), Decimal(0))
                assert left == sum(row[name] for row in figures["Kpi"])


# ---------------------------------------------------------------- time and money


def test_time_is_told_by_member_and_by_place(shared: Connection[Any], space: int) -> None:
    stays = [
        ("resources", {"Id": 11, "BusinessId": 1, "Name": "Room"}),
        *(
            ("bookings", {"Id": number, "ResourceId": 11, "CoworkerId": who, "FromTime": start, "ToTime": end, **more})
            for number, who, start, end, more in (
                (1, 101, "2026-09-30T22:30Z", "2026-09-30T23:30:30Z", {}),
                (2, 102, "2026-10-05T10:00Z", "2026-10-05T11:00:30Z", {}),
                (3, 102, "2026-10-06T10:00Z", "2026-10-06T11:00Z", {"Tentative": True}),
            )
        ),
        ("checkins", {"Id": 1, "BusinessId": 1, "CoworkerId": 101, "FromTime": "2026-10-31T23:00Z"}),
    ]
    write(shared, space, stays, at("2026-10-31T23:30Z"))
    assert made(shared, space, OCTOBER)["Time"] == {
        "BookedMinutes": 91,
        "CheckedInMinutes": 60,
        "Members": [
            {"CoworkerId": 101, "CoworkerFullName": "Jane", "BookedMinutes": 30, "CheckedInMinutes": 60},
            {"CoworkerId": 102, "CoworkerFullName": "Leo", "BookedMinutes": 60, "CheckedInMinutes": 0},
        ],
        "Resources": [{"ResourceId": 11, "ResourceName": "Room", "BookedMinutes": 91}],
        "Locations": [{"BusinessId": 1, "BusinessName": "L", "CheckedInMinutes": 60}],
    }


def test_items_are_listed_when_they_become_due_and_when_they_are_invoiced(shared: Connection[Any], space: int) -> None:
    item = {"CoworkerId": 101, "BusinessId": 1, "ProductId": 1}
    products = [
        {**item, "Id": 1, "ProductName": "Old", "SaleDate": "2026-09-05", "Price": 10, "Quantity": 3},
        {**item, "Id": 2, "SaleDate": "2026-10-05", "Price": 7, "Invoiced": True, "InvoicedOn": "2026-11-02"},
        {**item, "Id": 3, "SaleDate": "2026-10-06", "Invoiced": True},
        {
            **item,
            "Id": 4,
            "SaleDate": "2026-09-06",
            "Price": 2,
            "Invoiced": True,
            "InvoicedOn": "2026-10-02",
            "CoworkerInvoiceId": 9,
        },
        {**item, "Id": 5, "SaleDate": "2026-10-06", "Price": 4, "FromTariff": True},
        {**item, "Id": 6, "SaleDate": "2026-10-06", "Price": 1, "Invoiced": True, "InvoicedOn": "2026-10-03"},
    ]
    invoice = {"CoworkerId": 101, "BusinessId": 1, "CreatedOn": "2026-10-02"}
    records: list[Version] = [
        *(("coworkerproducts", one) for one in products),
        ("coworkerinvoices", {**invoice, "Id": 8, "InvoiceNumber": "I-8", "TotalAmount": 12, "TaxAmount": 2}),
        ("coworkerinvoices", {**invoice, "Id": 9, "Void": True, "TotalAmount": 5}),
        ("coworkerbookingcredits", CREDIT),
        (
            "coworkerbookingcreditusehistories",
            {"Id": 1, "CoworkerBookingCreditId": 1, "CreditUsed": 30, "CreatedOn": "2026-10-09"},
        ),
        (
            "coworkerbookingcreditusehistories",
            {
                "Id": 2,
                "CoworkerBookingCreditId": 1,
                "CreditUsed": 3,
                "CreatedOn": "2026-10-09",
                "CoworkerInvoiceLineId": 1,
            },
        ),
    ]
    write(shared, space, records, at("2026-11-05T00:00Z"))
    write(shared, space, [("coworkerproducts", {"Id": 6, "_deleted": True})], at("2026-11-06T00:00Z"))
    found = made(shared, space, OCTOBER)

    def ids(items: Any) -> list[tuple[int, bool]]:
        return [(one["Id"], one["IsInvoiced"]) for one in items]

    assert ids(found["Items"]) == [(2, False), (3, True)]
    assert ids(found["NewlyInvoiced"]) == [(4, True)]
    assert ids(found["NotInvoiced"]) == [(1, False), (2, False)]
    assert [one["Id"] for one in found["Invoices"]] == [8]
    checks = found["Reconciliation"]
    assert [one["Id"] for one in checks["UsesOnNoInvoice"]] == [1]
    assert ids(checks["InvoicedItemsGone"]) == [(6, True)]
    assert ids(checks["ItemsWithoutInvoice"]) == [(4, True)]
    assert found["Totals"] == [
        {
            "CurrencyCode": "GBP",
            "Due": 7,
            "NewlyInvoiced": 2,
            "NotInvoiced": 37,
            "ItemsWithoutPrice": 1,
            "Invoices": 12,
        }
    ]
    assert found["NotInvoiced"][0] == {
        "Entity": "CoworkerProduct",
        "Id": 1,
        "CoworkerId": 101,
        "CoworkerFullName": "Jane",
        "Title": "Old",
        "DueOn": "2026-09-05T00:00:00Z",
        "Quantity": 3,
        "Price": 10,
        "Amount": 30,
        "CurrencyCode": "GBP",
        "IsInvoiced": False,
        "InvoicedOn": None,
        "CoworkerInvoiceId": None,
        "InvoiceNumber": None,
    }


@settings(max_examples=examples(15), deadline=None)
@given(data=st.data())
def test_money_and_time_are_those_of_the_metrics(shared: Connection[Any], data: st.DataObject) -> None:
    network_id = new_network(shared)
    ledger = data.draw(ledgers.histories())
    write(shared, network_id, ledger.records, ledger.now)
    kinds = {
        "CoworkerProduct": "UnInvoicedProducts",
        "CoworkerExtraService": "UnInvoicedExtraServices",
        "CoworkerTimePass": "UnInvoicedTimePasses",
        "Charge": "UnInvoicedCharges",
    }
    for team_id in ledger.team_ids:
        metrics = team_metrics(
            shared, network_id, team_id, MetricsCaller([], []), now=ledger.now, open_checkin_limit=LIMIT, months=3
        )
        for row in exact(metrics)["Metrics"] if metrics else ():
            month = date.fromisoformat(row["MonthDate"])
            computed = compute(shared, network_id, team_id, month, now=ledger.now, open_checkin_limit=LIMIT)
            assert computed is not None
            found = computed.statement
            assert found.time.booked_minutes == row["TeamBookingMinutes"]
            assert found.time.checked_in_minutes == row["TeamCheckingMinutes"]
            if found.currency_code is None:
                continue
            totals = [one for one in found.totals if one.currency_code == found.currency_code]
            assert sum(one.invoices for one in totals) == row["TeamInvoicedAmount"]
            for entity, name in kinds.items():
                amounts = (
                    one.amount
                    for one in found.not_invoiced
                    if one.entity == entity and one.currency_code == found.currency_code
                )
                assert sum(amounts, Decimal(0)) == row[name], (entity, month)


# ---------------------------------------------------------------- versions


def stored(conn: Connection[Any], network_id: int, now: str, version: int | None = None, month: date = OCTOBER) -> Any:
    found = statement_of(conn, network_id, 55, month, now=at(now), open_checkin_limit=LIMIT, version=version)
    return exact(found)


def test_a_month_that_is_over_is_stored_once_and_a_correction_makes_another_version(
    shared: Connection[Any], space: int
) -> None:
    booking = {"ResourceId": 1, "CoworkerId": 101, "FromTime": "2026-10-05T10:00Z", "ToTime": "2026-10-05T11:00Z"}
    write(shared, space, [("bookings", {"Id": 1, **booking})], at("2026-10-05T09:00Z"))
    assert stored(shared, space, "2026-10-31T23:59Z")["Version"] is None
    first = stored(shared, space, "2026-11-01T00:00Z")
    assert (first["Version"], first["LatestVersion"], first["KnownAt"]) == (1, 1, "2026-11-01T00:00:00Z")
    # Neither time nor other months nor a name make another version.
    write(
        shared,
        space,
        [
            ("bookings", {"Id": 2, **booking, "FromTime": "2026-11-05T10:00Z", "ToTime": "2026-11-05T11:00Z"}),
            ("coworkers", {**JANE[1], "FullName": "Jane Smith"}),
        ],
        at("2026-11-02T00:00Z"),
    )
    assert stored(shared, space, "2026-11-03T00:00Z") == first
    write(shared, space, [("bookings", {"Id": 1, "_deleted": True})], at("2026-11-04T00:00Z"))
    second = stored(shared, space, "2026-11-05T00:00Z")
    assert (second["Version"], second["KnownAt"], second["Time"]["BookedMinutes"]) == (2, "2026-11-05T00:00:00Z", 0)
    assert stored(shared, space, "2026-11-06T00:00Z", 1) == {**first, "LatestVersion": 2}
    assert stored(shared, space, "2026-11-06T00:00Z", 2) == second
    with pytest.raises(BadRequest, match="there are versions 1 to 2"):
        stored(shared, space, "2026-11-06T00:00Z", 3)


def test_every_version_comes_with_all_who_were_members_in_the_month(shared: Connection[Any], space: int) -> None:
    def people(now: str, version: int | None = None) -> list[int]:
        found = read_statement(shared, space, 55, OCTOBER, now=at(now), open_checkin_limit=LIMIT, version=version)
        found.store(shared)
        return found.people

    # No line names any of them. Leo leaves, and another one joins after the month.
    alex = ("coworkers", {"Id": 103, "FullName": "Alex", "Email": "alex@example.org"})
    write(shared, space, [("teams", {**TEAM[1], "TeamMembers": [101]})], at("2026-10-09T00:00Z"))
    assert people("2026-10-10T00:00Z") == [101, 102]
    write(shared, space, [alex, ("teams", {**TEAM[1], "TeamMembers": [101, 103]})], at("2026-11-01T12:00Z"))
    for version in (None, None, 1):
        assert people("2026-11-02T00:00Z", version) == [101, 102]


def test_forgetting_the_history_is_no_correction(shared: Connection[Any], space: int) -> None:
    write(shared, space, [("coworkerbookingcredits", CREDIT)], at("2026-09-02T00:00Z"))
    write(shared, space, [("coworkerbookingcredits", {**CREDIT, "RemainingCredit": 1})], at("2026-11-02T00:00Z"))
    first = stored(shared, space, "2026-11-05T00:00Z")
    assert balances(first)[MONEY] == {"Opening": 100, "Closing": 100}
    history.prune(shared, space, at("2026-11-03T00:00Z"))
    assert stored(shared, space, "2026-11-06T00:00Z") == first
    uncertain = stored(shared, space, "2026-11-06T00:00Z", month=SEPTEMBER)
    assert (uncertain["Uncertain"], uncertain["KnownSince"]) == (True, "2026-11-03T00:00:00Z")


def test_the_present_month_has_no_versions_and_the_next_one_no_statement(shared: Connection[Any], space: int) -> None:
    with pytest.raises(BadRequest, match="there is none yet"):
        stored(shared, space, "2026-10-15T00:00Z", 1)
    with pytest.raises(BadRequest, match="must not be in the future"):
        stored(shared, space, "2026-09-30T22:59Z")
    with pytest.raises(TeamNotFound):
        statement_of(shared, space, 56, OCTOBER, now=at("2026-12-01T00:00Z"), open_checkin_limit=LIMIT)


@pytest.mark.parametrize(
    "text", ["2026-13", "2026-1", "2026-10-01", "1899-12", "2200-01", "", "\uff12026-10", "2026-W1"]
)
def test_what_is_no_month_is_refused(text: str) -> None:
    with pytest.raises(BadRequest, match="month: must be a month"):
        first_day(text)
    assert first_day("2026-10") == OCTOBER
