"""Team metrics: random ledgers against the plain oracle, and every line of the rules worked out by hand."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal, localcontext
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from psycopg import Connection

import ledgers
import oracle
import oracle_metrics
from examples import examples
from spaces import NOW, Version, exact, new_network, write
from teamkpi.errors import NotKnownThen
from teamkpi.kpi.as_of import AsOf
from teamkpi.kpi.metrics import MetricsCaller, metric_id, team_metrics
from teamkpi.ledger import history

Record = dict[str, Any]
Figures = Mapping[str, Sequence[Any]]

DAY_LIMIT = timedelta(hours=24)
LARGEST_NUMBER = 2**53 - 1
_STEPS = tuple(
    timedelta(**step)
    for step in (
        {"microseconds": 0},
        {"microseconds": 1},
        {"microseconds": -1},
        {"hours": 13},
        {"days": -3},
        {"days": 31},
        {"days": -100},
    )
)
_ages = st.timedeltas(min_value=timedelta(days=-2), max_value=timedelta(days=420))


def asked(
    conn: Connection[Any],
    network_id: int,
    customer: MetricsCaller,
    *,
    team_id: int = 55,
    now: datetime = NOW,
    months: int = 3,
    limit: timedelta = DAY_LIMIT,
    when: AsOf | None = None,
) -> Any:
    """The body as a client reads it, money exact; None for no such team."""
    answer = team_metrics(
        conn, network_id, team_id, customer, now=now, open_checkin_limit=limit, months=months, asked=when
    )
    return None if answer is None else exact(answer)


@settings(max_examples=examples(200), deadline=None)
@given(data=st.data())
def test_random_ledgers_give_the_metrics_of_the_oracle(shared: Connection[Any], data: st.DataObject) -> None:
    ledger = data.draw(ledgers.histories())
    network_id = new_network(shared)
    write(shared, network_id, ledger.records)
    settled = ledger.by_entity()
    now = ledger.now + data.draw(st.sampled_from(_STEPS))
    people = data.draw(st.lists(st.sampled_from((1, 2, 2**53 - 1, 3, 13)), max_size=3))
    sign_ins = [now - age for age in data.draw(st.lists(_ages, max_size=3))]
    limit = data.draw(st.sampled_from((DAY_LIMIT, timedelta(hours=1), timedelta(days=40))))
    months = data.draw(st.one_of(st.sampled_from((12, 1, 60)), st.integers(1, 60)))
    for team_id in [*ledger.team_ids, 999_999]:
        expected = oracle_metrics.team_metrics(
            settled, team_id, people, sign_ins, now, months=months, open_checkin_limit=limit
        )
        customer = MetricsCaller(people, sign_ins)
        found = asked(shared, network_id, customer, team_id=team_id, now=now, months=months, limit=limit)
        assert (found is None) == (expected is None)
        if expected is not None:
            numbers = [row["Id"] for row in found["Metrics"]]
            assert len(set(numbers)) == months
            assert all(isinstance(number, int) and 0 < number <= LARGEST_NUMBER for number in numbers)
            for row, told in zip(expected["Metrics"], found["Metrics"], strict=True):
                row["Id"] = row["Id"] or told["Id"]  # any number does for the ids of teams that are too large
                assert list(told) == list(row)
                assert told == row


def same(found: Any, expected: Any) -> bool:
    """Compare a body with the oracle's, which gives no number to the months of teams whose ids are too large."""
    if expected is not None and found is not None:
        for row, told in zip(expected["Metrics"], found["Metrics"], strict=True):
            row["Id"] = row["Id"] or told["Id"]
    return bool(found == expected)


@settings(max_examples=examples(25), deadline=None)
@given(data=st.data())
def test_what_was_shown_can_be_shown_again(shared: Connection[Any], data: st.DataObject) -> None:
    """At every instant between two writes, the answer of then; and with present knowledge that of the oracle."""
    network_id = new_network(shared)
    ledger = data.draw(ledgers.histories())
    batches = data.draw(ledgers.deliveries(ledger))
    people = data.draw(st.lists(st.sampled_from((1, 2, 2**53 - 1, 3, 13)), max_size=3))
    months = data.draw(st.sampled_from((1, 2, 12, 30)))
    customer, now, versions, states = MetricsCaller(people), ledger.now, [], []
    for batch in batches:
        now += data.draw(st.sampled_from((timedelta(hours=1), timedelta(minutes=1), timedelta(days=9))))
        write(shared, network_id, batch, now)
        versions.extend(batch)
        now += timedelta(milliseconds=1)
        settled = oracle.settle(versions)
        for team_id in [*ledger.team_ids, 999_999]:
            model = oracle_metrics.team_metrics(settled, team_id, people, [], now, months=months)
            body = asked(shared, network_id, customer, team_id=team_id, now=now, months=months)
            assert same(body, model and exact(model))
            states.append((team_id, now, body))
    later = now + timedelta(days=data.draw(st.sampled_from((0, 1, 40))))
    settled = oracle.settle(versions)

    def again(team_id: int, when: AsOf) -> Any:
        return asked(shared, network_id, customer, team_id=team_id, now=later, months=months, when=when)

    for team_id, at, body in states:
        assert again(team_id, AsOf(at, at)) == body
        model = oracle_metrics.team_metrics(settled, team_id, people, [], at, months=months)
        assert same(again(team_id, AsOf(at)), model and exact(model))
    before = data.draw(st.sampled_from(states))[1]
    history.prune(shared, network_id, before)
    for team_id, at, body in states:
        if at < before:
            with pytest.raises(NotKnownThen):
                again(team_id, AsOf(at, at))
        else:
            assert again(team_id, AsOf(at, at)) == body


def test_a_ticket_on_the_invoice_of_somebody_outside_the_team(shared: Connection[Any]) -> None:
    network_id = new_network(shared)
    paid_by_company = invoice(CoworkerId=103, Paid=False, PaidAmount=None, CreatedOn="2026-01-10")
    ticket = attendee(Invoiced=True, CoworkerInvoiceId=7, CoworkerInvoicePaid=True, CreatedOn="2026-01-10")
    write(shared, network_id, [*SPACE, paid_by_company, ticket])
    then = NOW + timedelta(hours=1)
    shown = asked(shared, network_id, MetricsCaller([101]), now=then)
    assert [row["UnPaidAttendees"] for row in shown["Metrics"]] == [10, 10, 10]
    gone = ("coworkerinvoices", {"Id": 7, "_deleted": True})
    write(shared, network_id, [gone], NOW + timedelta(days=1))
    later = NOW + timedelta(days=2)
    assert asked(shared, network_id, MetricsCaller([101]), now=later, when=AsOf(then, then)) == shown
    now = asked(shared, network_id, MetricsCaller([101]), now=later)
    assert [row["UnPaidAttendees"] for row in now["Metrics"]] == [0, 0, 0]


def test_of_a_time_before_the_history_what_only_the_latest_state_tells_is_uncertain(shared: Connection[Any]) -> None:
    network_id = new_network(shared)
    write(shared, network_id, SPACE)
    history.prune(shared, network_id, NOW + timedelta(days=1))
    customer, now = MetricsCaller([101]), NOW + timedelta(days=2)
    before = asked(shared, network_id, customer, now=now, when=AsOf(NOW))
    assert before == {
        **asked(shared, network_id, customer, now=NOW),
        "KnownSince": "2026-11-22T12:00:00Z",
        "Uncertain": ["TotalUnpaid", "TotalDue", "DasySinceLastAccess"],
    }
    assert asked(shared, network_id, customer, now=now, when=AsOf(now)) == asked(shared, network_id, customer, now=now)
    assert asked(shared, network_id, customer, team_id=999, now=now, when=AsOf(NOW)) is None


# By hand: a team in London, asked on 21 November for three months. T is the end of September (23:00 UTC: summer time),
# the end of October (midnight UTC), and now.
SEPTEMBER, OCTOBER = "2026-09-30T23:00:00Z", "2026-11-01T00:00:00Z"
US_BEFORE_OCTOBER_ENDS, US_AFTER_OCTOBER = "2026-10-31T23:59:59.999999Z", "2026-11-01T00:00:00.000001Z"
PLACES: list[Version] = [
    ("businesses", {"Id": 1, "Name": "London", "CurrencyCode": "GBP", "SimpleTimeZoneNameIana": "Europe/London"}),
    ("businesses", {"Id": 2, "Name": "Tokyo", "CurrencyCode": "JPY", "SimpleTimeZoneNameIana": "Asia/Tokyo"}),
    ("businesses", {"Id": 3, "Name": "Belfast", "CurrencyCode": "GBP", "SimpleTimeZoneNameIana": "Europe/London"}),
    ("resources", {"Id": 11, "BusinessId": 1, "Name": "Room"}),
    ("resources", {"Id": 12, "BusinessId": 2, "Name": "Room in Tokyo"}),
]
PEOPLE: list[Version] = [
    ("coworkers", {"Id": 101, "FullName": "Jane", "Email": "jane@example.org"}),
    ("coworkers", {"Id": 102, "FullName": "Suspended", "Email": "b@example.org", "Active": False}),
    ("coworkers", {"Id": 103, "FullName": "Stranger", "Email": "c@example.org"}),
    ("coworkers", {"Id": 104, "FullName": "Archived", "Email": "d@example.org", "Archived": True}),
]
TEAM: Version = ("teams", {"Id": 55, "BusinessId": 1, "Name": "T", "TeamMembers": [101, 102, 104, 999]})
SPACE = [*PLACES, *PEOPLE, TEAM]
MONEY = ("InvoicedAmount", "TeamInvoicedAmount", "Revenue")
MINUTES = ("CheckingMinutes", "TeamCheckingMinutes", "BookingMinutes", "TeamBookingMinutes")
EVENTS = ("TotalBookings", "TotalTariffs", "TotalOther", "TimePasses", "Bookings")
UNPAID_SUMS = ("TotalUnpaid", "TotalUnpaidNexKiosk", "TotalDue", "UnPaidAttendees")
KINDS = ("UnInvoicedCharges", "UnInvoicedProducts", "UnInvoicedTimePasses", "UnInvoicedExtraServices")
NOTHING = {
    "CurrencyCode": "GBP",
    **dict.fromkeys((*MONEY, *MINUTES, *EVENTS, *UNPAID_SUMS, "NotInvoicedCharges", *KINDS), 0),
    "NextInvoice": None,
    "DasySinceLastAccess": None,
}
LAST_THREE = ((551521, "2026-09-01"), (551522, "2026-10-01"), (551523, "2026-11-01"))


def months_with(figures: Figures) -> dict[str, list[Record]]:
    """Return the body of the three months in which nothing is but `figures`, each of them given for all three."""
    return {
        "Metrics": [
            {**NOTHING, "Id": number, "MonthDate": day, **{field: given[place] for field, given in figures.items()}}
            for place, (number, day) in enumerate(LAST_THREE)
        ]
    }


def check(
    conn: Connection[Any],
    records: Sequence[Version],
    figures: Figures,
    *,
    asking: Sequence[int] = (101,),
    sign_ins: Sequence[datetime] = (),
    space: Sequence[Version] = SPACE,
) -> None:
    """Compare whole answers, of the product and of the oracle, with what is worked out by hand."""
    versions = [(plural, {"UpdatedOn": "2026-01-01T00:00:00Z", **one}) for plural, one in (*space, *records)]
    network_id = new_network(conn)
    write(conn, network_id, versions)
    expected = months_with(figures)
    settled = oracle.settle(versions)
    assert exact(oracle_metrics.team_metrics(settled, 55, asking, sign_ins, NOW, months=3)) == expected
    assert asked(conn, network_id, MetricsCaller(asking, sign_ins), months=3) == expected


def of_jane(plural: str, **fields: Any) -> Version:
    return plural, {"Id": 7, "CoworkerId": 101, "BusinessId": 1, **fields}


def invoice(**fields: Any) -> Version:
    settled = {"TotalAmount": 120, "TaxAmount": 20, "PaidAmount": 120, "Paid": True, "CreatedOn": "2026-10-10"}
    return of_jane("coworkerinvoices", **{**settled, **fields})


def invoiced(*totals: int) -> Figures:
    nets = [total * 100 // 120 for total in totals]
    return {"InvoicedAmount": totals, "TeamInvoicedAmount": totals, "Revenue": nets}


INVOICED: dict[str, tuple[Version, Figures]] = {
    "the last microsecond of October": (invoice(CreatedOn=US_BEFORE_OCTOBER_ENDS), invoiced(0, 120, 0)),
    "the first instant of November": (invoice(CreatedOn=OCTOBER), invoiced(0, 0, 120)),
    "the first instant of October, in summer time": (invoice(CreatedOn=SEPTEMBER), invoiced(0, 120, 0)),
    "before all months": (invoice(CreatedOn=None), {}),
    "a colleague's": (invoice(CoworkerId=102), {"TeamInvoicedAmount": (0, 120, 0), "Revenue": (0, 100, 0)}),
    "a stranger's": (invoice(CoworkerId=103), {}),
    "of one who is archived": (invoice(CoworkerId=104), {}),
    "draft": (invoice(Draft=True), {}),
    "void": (invoice(Void=True), {}),
    "credit note, written as positive": (invoice(CreditNote=True), invoiced(0, -120, 0)),
    "credit note, written as negative": (
        invoice(CreditNote=True, TotalAmount=-120, TaxAmount=-20),
        invoiced(0, -120, 0),
    ),
    "negative, but no credit note": (invoice(TotalAmount=-120, TaxAmount=-20), invoiced(0, -120, 0)),
    "of no amount": (invoice(TotalAmount=None, TaxAmount=None), {}),
    "without tax": (invoice(TotalAmount=100, TaxAmount=None), {**invoiced(0, 100, 0), "Revenue": (0, 100, 0)}),
    "in another currency": (invoice(CurrencyCode="JPY"), {}),
    "from Tokyo, in pounds": (invoice(BusinessId=2, CurrencyCode="GBP"), invoiced(0, 120, 0)),
    "from Tokyo": (invoice(BusinessId=2), {}),
    "from Belfast": (invoice(BusinessId=3), invoiced(0, 120, 0)),
    "from nowhere known": (invoice(BusinessId=9), {}),
    "from nowhere known, in pounds": (invoice(BusinessId=9, CurrencyCode="GBP"), invoiced(0, 120, 0)),
}


@pytest.mark.parametrize("case", INVOICED)
def test_invoices_by_the_month_they_are_dated_in(shared: Connection[Any], case: str) -> None:
    record, figures = INVOICED[case]
    check(shared, [record], figures)


def old_invoice(**fields: Any) -> Version:
    return invoice(**{"CreatedOn": "2026-01-10", "Paid": False, "PaidAmount": None, **fields})


UNPAID = {
    "not paid, not due": (old_invoice(), (120, 120, 120), (0, 0, 0)),
    "paid in part": (old_invoice(PaidAmount=50, DueDate="2026-11-05"), (70, 70, 70), (0, 0, 70)),
    "paid at T": (old_invoice(Paid=True, PaidOn=OCTOBER), (120, 0, 0), (0, 0, 0)),
    "paid after T": (old_invoice(Paid=True, PaidAmount=120, PaidOn=US_AFTER_OCTOBER), (120, 120, 0), (0, 0, 0)),
    "paid ahead of now": (old_invoice(Paid=True, PaidOn="2026-11-21T12:00:00.000001Z"), (120, 120, 120), (0, 0, 0)),
    "paid, nobody knows when": (old_invoice(Paid=True), (0, 0, 0), (0, 0, 0)),
    "a date of payment, but not paid": (old_invoice(PaidOn="2026-09-01", PaidAmount=20), (100, 100, 100), (0, 0, 0)),
    "due at T": (old_invoice(DueDate=OCTOBER), (120, 120, 120), (0, 120, 120)),
    "due after T": (old_invoice(DueDate=US_AFTER_OCTOBER), (120, 120, 120), (0, 0, 120)),
    "due and then paid": (
        old_invoice(DueDate="2026-09-05", Paid=True, PaidOn="2026-10-05", PaidAmount=120),
        (120, 0, 0),
        (120, 0, 0),
    ),
    "paid too much": (old_invoice(PaidAmount=150), (-30, -30, -30), (0, 0, 0)),
    "credit note": (old_invoice(CreditNote=True, PaidAmount=50), (-70, -70, -70), (0, 0, 0)),
    "credit note, written as negative": (
        old_invoice(CreditNote=True, TotalAmount=-120, PaidAmount=-50),
        (-70, -70, -70),
        (0, 0, 0),
    ),
    "credit note that was paid out": (
        old_invoice(CreditNote=True, PaidAmount=120, Paid=True, PaidOn="2026-10-05"),
        (-120, 0, 0),
        (0, 0, 0),
    ),
    "draft": (old_invoice(Draft=True), (0, 0, 0), (0, 0, 0)),
    "void": (old_invoice(Void=True), (0, 0, 0), (0, 0, 0)),
    "in another currency": (old_invoice(CurrencyCode="EUR"), (0, 0, 0), (0, 0, 0)),
    "a colleague's": (old_invoice(CoworkerId=102), (120, 120, 120), (0, 0, 0)),
    "a stranger's": (old_invoice(CoworkerId=103), (0, 0, 0), (0, 0, 0)),
}


@pytest.mark.parametrize("case", UNPAID)
def test_what_stands_open_of_invoices(shared: Connection[Any], case: str) -> None:
    record, unpaid, due = UNPAID[case]
    check(shared, [record], {"TotalUnpaid": unpaid, "TotalDue": due})


def test_an_invoice_issued_at_the_end_of_a_month_is_of_the_next_and_stands_open_by_then(
    shared: Connection[Any],
) -> None:
    check(shared, [old_invoice(CreatedOn=OCTOBER)], {**invoiced(0, 0, 120), "TotalUnpaid": (0, 120, 120)})


def product(**fields: Any) -> Version:
    return of_jane("coworkerproducts", **{"ProductId": 1, "Price": 10, **fields})


def service(**fields: Any) -> Version:
    kept = {"ExtraServiceId": 1, "TotalUses": 60, "ChargePeriod": 1, "Price": 10}
    return of_jane("coworkerextraservices", **{**kept, **fields})


def time_pass(**fields: Any) -> Version:
    return of_jane("coworkertimepasses", **{"TimePassId": 1, "Price": 10, **fields})


def charge(**fields: Any) -> Version:
    return of_jane("charges", **{"TotalAmount": 10, **fields})


def attendee(**fields: Any) -> Version:
    event = {"CalendarEventId": 1, "EventProductId": 1, "FullName": "G", "Email": "g@example.org"}
    return of_jane("eventattendees", **{**event, "EventProductPrice": 10, **fields})


ITEMS: dict[str, tuple[Callable[..., Version], str | None, str | None]] = {
    "UnInvoicedProducts": (product, "SaleDate", "InvoicedOn"),
    "UnInvoicedExtraServices": (service, None, "InvoiceDate"),
    "UnInvoicedTimePasses": (time_pass, None, "InvoiceDate"),
    "UnInvoicedCharges": (charge, None, "InvoicedOn"),
    "NotInvoicedCharges": (attendee, None, None),
}


@pytest.mark.parametrize("figure", ITEMS)
def test_items_stand_open_from_when_they_came_to_be_until_they_were_invoiced(
    shared: Connection[Any], figure: str
) -> None:
    make, sold, closed = ITEMS[figure]

    def stands(record: Version, *amounts: int) -> None:
        check(shared, [record], {figure: amounts, "NotInvoicedCharges": amounts})

    stands(make(), 10, 10, 10)
    stands(make(CoworkerId=102), 10, 10, 10)
    stands(make(CoworkerId=103), 0, 0, 0)
    stands(make(BusinessId=2), 0, 0, 0)
    stands(make(BusinessId=3), 10, 10, 10)
    stands(make(BusinessId=9), 0, 0, 0)
    stands(make(Invoiced=True, CoworkerInvoicePaid=True), 0, 0, 0)
    if sold is not None:
        stands(make(**{sold: OCTOBER}, CreatedOn="2025-01-01"), 0, 10, 10)
        stands(make(**{sold: US_AFTER_OCTOBER}), 0, 0, 10)
        stands(make(**{sold: "2025-01-01"}, CreatedOn="2026-11-20"), 10, 10, 10)
        stands(make(CreatedOn="2026-11-20"), 0, 0, 10)
    elif figure != "UnInvoicedCharges":  # a new charge shows elsewhere too
        stands(make(CreatedOn=OCTOBER), 0, 10, 10)
        stands(make(CreatedOn=US_AFTER_OCTOBER), 0, 0, 10)
    if closed is not None:
        stands(make(Invoiced=True, **{closed: OCTOBER}), 10, 0, 0)
        stands(make(Invoiced=True, **{closed: US_AFTER_OCTOBER}), 10, 10, 0)
        stands(make(**{closed: SEPTEMBER}), 10, 10, 10)


FREE = [product(FromTariff=True), service(Free=True), service(IsFromTariff=True)]
FREE += [time_pass(Free=True), time_pass(IsFromTariff=True), attendee(Cancelled=True)]


@pytest.mark.parametrize("record", FREE)
def test_what_is_never_invoiced_does_not_stand_open(shared: Connection[Any], record: Version) -> None:
    check(shared, [record], {})


def test_a_products_price_is_its_own_or_the_catalogues_for_each_piece(shared: Connection[Any]) -> None:
    for record, amount in (
        (product(Quantity=3), 30),
        (product(Quantity=3, ProductPrice=4), 30),
        (product(Quantity=3, Price=None, ProductPrice=4), 12),
        (product(Quantity=3, Price=0, ProductPrice=4), 0),
        (product(Quantity=3, Price=None), 0),
        (product(Quantity=0), 0),
    ):
        check(shared, [record], {name: [amount] * 3 for name in ("UnInvoicedProducts", "NotInvoicedCharges")})


def test_what_is_not_invoiced_is_added_up(shared: Connection[Any]) -> None:
    records = [product(Price=1), service(Price=2), time_pass(Price=4), charge(TotalAmount=8)]
    check(
        shared,
        [*records, attendee(EventProductPrice=16)],
        {
            "UnInvoicedProducts": [1] * 3,
            "UnInvoicedExtraServices": [2] * 3,
            "UnInvoicedTimePasses": [4] * 3,
            "UnInvoicedCharges": [8] * 3,
            "NotInvoicedCharges": [31] * 3,
        },
    )


def test_charges_by_the_month_they_are_made_in(shared: Connection[Any]) -> None:
    for fields, amounts in (
        ({"CreatedOn": US_BEFORE_OCTOBER_ENDS}, (0, 10, 0)),
        ({"CreatedOn": OCTOBER, "CoworkerId": 102}, (0, 0, 10)),
        ({"CreatedOn": SEPTEMBER, "Quantity": 5}, (0, 10, 0)),
        ({"CreatedOn": OCTOBER, "CoworkerId": 103}, (0, 0, 0)),
        ({"CreatedOn": OCTOBER, "BusinessId": 2}, (0, 0, 0)),
        ({"CreatedOn": OCTOBER, "BusinessId": 3}, (0, 0, 10)),
        ({}, (0, 0, 0)),
    ):
        check(shared, [charge(Invoiced=True, **fields)], {"TotalOther": amounts})


def test_passes_by_the_month_they_are_used_in(shared: Connection[Any]) -> None:
    for fields, counts in (
        ({"UsedDate": US_BEFORE_OCTOBER_ENDS}, (0, 1, 0)),
        ({"UsedDate": OCTOBER, "CoworkerId": 102}, (0, 0, 1)),
        ({"UsedDate": OCTOBER, "CoworkerId": 103}, (0, 0, 0)),
        ({"UsedDate": OCTOBER, "BusinessId": 2}, (0, 0, 1)),  # a number, of no currency
        ({"UsedDate": SEPTEMBER, "RemainingUses": 0}, (0, 1, 0)),
        ({"UsedDate": OCTOBER, "Used": False}, (0, 0, 0)),  # the KPIs count it as remaining
        ({}, (0, 0, 0)),
    ):
        check(shared, [time_pass(**{"Used": True, "Free": True, **fields})], {"TimePasses": counts})


def test_booking_charges_by_the_month_their_booking_starts_in(shared: Connection[Any]) -> None:
    for fields, amounts in (
        ({"BookingFromTime": US_BEFORE_OCTOBER_ENDS}, (0, 10, 0)),
        ({"BookingFromTime": OCTOBER, "CoworkerId": 102}, (0, 0, 10)),
        ({"BookingFromTime": OCTOBER, "CoworkerId": 103}, (0, 0, 0)),
        ({"BookingFromTime": OCTOBER, "BusinessId": 2}, (0, 0, 0)),
        ({"BookingFromTime": OCTOBER, "BusinessId": 3}, (0, 0, 10)),
        ({"BookingFromTime": "2026-11-30T23:59Z"}, (0, 0, 10)),
        ({"BookingFromTime": "2026-12-01T00:00Z"}, (0, 0, 0)),
        ({"BookingFromTime": OCTOBER, "BookingId": None}, (0, 0, 0)),
        ({}, (0, 0, 0)),
    ):
        check(shared, [service(**{"Invoiced": True, "BookingId": 1, **fields})], {"Bookings": amounts})


ON_INVOICE: dict[str, tuple[Record, Record | None, Sequence[int]]] = {
    "of an invoice that is not known, not paid": ({}, None, (10, 10, 10)),
    "of an invoice that is not known, paid": ({"CoworkerInvoicePaid": True}, None, (0, 0, 0)),
    "since it was made": ({"CreatedOn": US_AFTER_OCTOBER}, None, (0, 0, 10)),
    "of no invoice that is named": ({"CoworkerInvoiceId": None}, None, (10, 10, 10)),
    "not invoiced yet": ({"Invoiced": False}, None, (0, 0, 0)),
    "cancelled": ({"Cancelled": True}, None, (0, 0, 0)),
    "in another currency": ({"BusinessId": 2}, None, (0, 0, 0)),
    "a stranger's": ({"CoworkerId": 103}, None, (0, 0, 0)),
    "the invoice says that it is not paid": ({"CoworkerInvoicePaid": True}, {}, (10, 10, 10)),
    "since the invoice was made": ({}, {"CreatedOn": OCTOBER}, (0, 10, 10)),
    "since it was made, after the invoice": ({"CreatedOn": US_AFTER_OCTOBER}, {"CreatedOn": OCTOBER}, (0, 0, 10)),
    "until the invoice was paid": ({}, {"Paid": True, "PaidOn": OCTOBER}, (10, 0, 0)),
    "until after T": ({}, {"Paid": True, "PaidOn": US_AFTER_OCTOBER}, (10, 10, 0)),
    "paid, nobody knows when": ({}, {"Paid": True}, (0, 0, 0)),
    "of a draft": ({}, {"Draft": True}, (0, 0, 0)),
    "of a void invoice": ({}, {"Void": True}, (0, 0, 0)),
    "of an invoice that is deleted": ({}, {"_deleted": True}, (10, 10, 10)),
}


@pytest.mark.parametrize("case", ON_INVOICE)
def test_attendees_on_invoices_that_are_not_paid(shared: Connection[Any], case: str) -> None:
    fields, paper, amounts = ON_INVOICE[case]
    records = [attendee(**{"Invoiced": True, "CoworkerInvoiceId": 70, **fields})]
    if paper is not None:
        # Made out to somebody else, so that it shows nowhere else.
        records.append(("coworkerinvoices", {"Id": 70, "CoworkerId": 103, "BusinessId": 2, **paper}))
    still = {"UnPaidAttendees": amounts}
    check(shared, records, still if fields.get("Invoiced", True) else {"NotInvoicedCharges": (10, 10, 10)})


CONTRACTS: dict[str, tuple[Record, Sequence[int]]] = {
    "of no dates": ({}, (1, 1, 1)),
    "a colleague's": ({"CoworkerId": 102}, (1, 1, 1)),
    "a stranger's": ({"CoworkerId": 103}, (0, 0, 0)),
    "issued elsewhere": ({"IssuedById": 2}, (1, 1, 1)),
    "starts at T": ({"StartDate": OCTOBER}, (0, 1, 1)),
    "starts after T": ({"StartDate": US_AFTER_OCTOBER}, (0, 0, 1)),
    "starts ahead": ({"StartDate": "2026-11-22"}, (0, 0, 0)),
    "not active": ({"Active": False}, (0, 0, 0)),
    "cancelled without a date": ({"Cancelled": True}, (0, 0, 0)),
    "cancelled as of T": ({"Cancelled": True, "CancellationDate": OCTOBER}, (1, 0, 0)),
    "cancelled after T": ({"Cancelled": True, "CancellationDate": US_AFTER_OCTOBER}, (1, 1, 0)),
    "cancelled ahead": ({"Cancelled": True, "CancellationDate": "2026-12-01"}, (1, 1, 1)),
    "has ended, and is not active since": ({"Active": False, "CancellationDate": "2026-10-10"}, (1, 0, 0)),
    "not active before its end": ({"Active": False, "CancellationDate": "2026-12-01"}, (0, 0, 0)),
}


@pytest.mark.parametrize("case", CONTRACTS)
def test_contracts_that_run_at_the_end_of_a_month(shared: Connection[Any], case: str) -> None:
    fields, counts = CONTRACTS[case]
    renewal = "2026-12-24T00:00:00Z"
    contract = ("coworkercontracts", {"Id": 7, "CoworkerId": 101, "IssuedById": 1, "TariffId": 1, **fields})
    renewed = ("coworkercontracts", {**contract[1], "RenewalDate": renewal})
    check(shared, [contract], {"TotalTariffs": counts})
    check(shared, [renewed], {"TotalTariffs": counts, "NextInvoice": [renewal if count else None for count in counts]})


def test_the_next_invoice_is_the_earliest_renewal_after_that_moment(shared: Connection[Any]) -> None:
    days = [SEPTEMBER, "2026-10-15T10:30:00.5Z", OCTOBER, "2026-11-21T12:00:00.000001Z", "2026-12-01T00:00:00Z"]
    contracts = [
        ("coworkercontracts", {"Id": 7 + place, "CoworkerId": 101, "IssuedById": 1, "TariffId": 1, "RenewalDate": day})
        for place, day in enumerate(days)
    ]
    earliest = ("2026-10-15T10:30:00.500000Z", days[3], days[3])
    check(shared, contracts, {"TotalTariffs": (5, 5, 5), "NextInvoice": earliest})


def stretch(start: str, end: str | None, **fields: Any) -> Record:
    return {"Id": 7, "CoworkerId": 101, "FromTime": start, "ToTime": end, **fields}


def test_bookings_by_the_months_of_their_place(shared: Connection[Any]) -> None:
    over_the_edge = ("2026-10-31T23:00:00Z", "2026-11-01T02:00:00Z")
    for booking, figures in (
        # 1 November begins at midnight in London, at 15:00 UTC of the day before in Tokyo.
        (stretch(*over_the_edge, ResourceId=11), ((0, 60, 120), (0, 1, 0))),
        (stretch(*over_the_edge, ResourceId=12), ((0, 0, 180), (0, 0, 1))),
        (stretch(*over_the_edge, ResourceId=99), ((0, 60, 120), (0, 1, 0))),
        (stretch(*over_the_edge, ResourceId=11, Tentative=True), ((0, 0, 0), (0, 0, 0))),
        (stretch(OCTOBER, OCTOBER, ResourceId=11), ((0, 0, 0), (0, 0, 1))),
        (stretch(OCTOBER, OCTOBER, ResourceId=99), ((0, 0, 0), (0, 0, 1))),
        # A month of the team's begins when in UTC it is still the month before.
        (stretch("2026-08-31T23:10Z", "2026-08-31T23:40Z", ResourceId=99), ((30, 0, 0), (1, 0, 0))),
        (stretch("2026-08-31T23:00Z", "2026-08-31T23:00Z", ResourceId=99), ((0, 0, 0), (1, 0, 0))),
        (stretch(SEPTEMBER, OCTOBER, ResourceId=11), ((0, 31 * 1440 + 60, 0), (0, 1, 0))),
        (stretch("2026-08-31T22:00Z", "2026-08-31T23:01Z", ResourceId=11), ((1, 0, 0), (0, 0, 0))),
        (stretch("2026-11-30T23:00Z", "2026-12-01T05:00Z", ResourceId=11), ((0, 0, 60), (0, 0, 1))),
    ):
        minutes, started = figures
        own = {"BookingMinutes": minutes, "TeamBookingMinutes": minutes, "TotalBookings": started}
        check(shared, [("bookings", booking)], own)
        colleague = {"TeamBookingMinutes": minutes, "TotalBookings": started}
        check(shared, [("bookings", {**booking, "CoworkerId": 102})], colleague)
        check(shared, [("bookings", {**booking, "CoworkerId": 103})], {})
        check(shared, [("bookings", {**booking, "CoworkerId": None})], {})


def test_tentative_bookings_do_not_count_beside_others(shared: Connection[Any]) -> None:
    for room in (11, 99):
        kept = stretch("2026-11-03T10:00Z", "2026-11-03T11:00Z", ResourceId=room)
        tentative = {**kept, "Id": 8, "Tentative": True}
        figures = {"BookingMinutes": (0, 0, 60), "TeamBookingMinutes": (0, 0, 60), "TotalBookings": (0, 0, 1)}
        check(shared, [("bookings", kept), ("bookings", tentative)], figures)


def test_checkins_by_the_months_of_their_place(shared: Connection[Any]) -> None:
    for checkin, minutes in (
        (stretch("2026-10-31T23:00:00Z", "2026-11-01T02:00:00Z", BusinessId=1), (0, 60, 120)),
        (stretch("2026-10-31T23:00:00Z", "2026-11-01T02:00:00Z", BusinessId=2), (0, 0, 180)),
        (stretch("2026-10-31T23:00:00Z", "2026-11-01T02:00:00Z", BusinessId=9), (0, 60, 120)),
        # An open one ends after 24 hours, or now.
        (stretch("2026-10-31T18:00:00Z", None, BusinessId=1), (0, 360, 1080)),
        (stretch("2026-10-31T06:00:00Z", None, BusinessId=2), (0, 540, 900)),
        (stretch("2026-11-21T11:00:00Z", None, BusinessId=9), (0, 0, 60)),
        (stretch("2026-11-21T13:00:00Z", None, BusinessId=1), (0, 0, 0)),
    ):
        check(shared, [("checkins", {**checkin, "CoworkerId": 102})], {"TeamCheckingMinutes": minutes})
        check(shared, [("checkins", {**checkin, "CoworkerId": 103})], {})


def test_seconds_are_added_up_over_all_persons_and_cut_once(shared: Connection[Any]) -> None:
    bookings = [
        ("bookings", stretch("2026-11-03T10:00:00Z", "2026-11-03T10:00:44Z", Id=one, CoworkerId=one, ResourceId=room))
        for one, room in ((101, 11), (102, 99))
    ]
    figures = {"TeamBookingMinutes": (0, 0, 1), "TotalBookings": (0, 0, 2)}
    check(shared, bookings, figures)
    check(shared, bookings, {**figures, "BookingMinutes": (0, 0, 1)}, asking=(101, 102))


def test_whoever_asks_need_not_be_a_member(shared: Connection[Any]) -> None:
    records = [
        invoice(CoworkerId=103),
        ("bookings", stretch("2026-11-03T10:00:00Z", "2026-11-03T11:00:00Z", CoworkerId=103, ResourceId=11)),
        ("checkins", stretch("2026-11-03T10:00:00Z", "2026-11-03T10:30:00Z", CoworkerId=103, BusinessId=1)),
    ]
    figures = {
        "InvoicedAmount": (0, 120, 0),
        "BookingMinutes": (0, 0, 60),
        "CheckingMinutes": (0, 0, 30),
        "DasySinceLastAccess": (None, None, 18),
    }
    check(shared, records, figures, asking=(103,))
    check(shared, records, figures, asking=(103, 104, 103, 999))
    check(shared, records, {}, asking=())
    check(shared, records, {}, asking=(104, 999))


def test_days_since_the_latest_visit(shared: Connection[Any]) -> None:
    seen = ("coworkers", {**PEOPLE[0][1], "UpdatedOn": "2026-01-02", "UserLastAccess": "2026-09-30T22:59:59.999999Z"})
    check(shared, [seen], {"DasySinceLastAccess": (0, 31, 51)})
    check(shared, [seen], {}, asking=(102,))
    signed_in = [oracle.instant(text) for text in ("2026-10-01T00:00:00Z", "2026-10-31T00:00:00Z", "2026-11-21T13:00")]
    check(shared, [seen], {"DasySinceLastAccess": (0, 1, 21)}, sign_ins=signed_in)
    check(shared, [], {"DasySinceLastAccess": (None, 1, 21)}, asking=(), sign_ins=signed_in)
    at_the_end = [oracle.instant(OCTOBER), oracle.instant(US_AFTER_OCTOBER)]
    check(shared, [], {"DasySinceLastAccess": (None, 0, 20)}, sign_ins=at_the_end)
    for last_access, days in (
        (OCTOBER, (None, 0, 20)),
        (US_AFTER_OCTOBER, (None, None, 20)),
        ("2026-12-01", [None] * 3),
    ):
        check(shared, [("coworkers", {**seen[1], "UserLastAccess": last_access})], {"DasySinceLastAccess": days})
    for start, days in ((OCTOBER, (None, 0, 20)), (US_AFTER_OCTOBER, (None, None, 20))):
        checkin = ("checkins", stretch(start, start, BusinessId=1))
        check(shared, [checkin], {"DasySinceLastAccess": days})
    checkins = [
        ("checkins", stretch("2026-11-19T12:00:00.000001Z", "2026-11-19T12:00:00.000001Z", BusinessId=9)),
        ("checkins", stretch("2026-09-10T23:00:00Z", "2026-09-10T23:00:00Z", BusinessId=2, Id=8)),
        ("checkins", stretch("2026-11-21T12:00:00.000001Z", None, BusinessId=1, Id=9)),
    ]
    check(shared, checkins, {"DasySinceLastAccess": (20, 51, 1)})
    opened = ("checkins", stretch("2026-10-31T12:00:00Z", None, BusinessId=1))
    minutes = {"CheckingMinutes": (0, 720, 720), "TeamCheckingMinutes": (0, 720, 720)}
    check(shared, [seen, opened], {**minutes, "DasySinceLastAccess": (0, 0, 21)})


def test_a_team_whose_location_is_not_known_has_months_of_utc_and_no_currency(shared: Connection[Any]) -> None:
    space = [*PEOPLE, TEAM]
    unknown = {"CurrencyCode": (None, None, None)}
    check(shared, [charge(CreatedOn=SEPTEMBER, Invoiced=True)], {**unknown, "TotalOther": (10, 0, 0)}, space=space)
    check(shared, [charge(BusinessId=2)], unknown, space=space)
    check(shared, [invoice()], {**unknown, **invoiced(0, 120, 0)}, space=space)
    check(shared, [product()], {**unknown, "UnInvoicedProducts": [10] * 3, "NotInvoicedCharges": [10] * 3}, space=space)
    check(shared, [invoice(CurrencyCode="GBP")], unknown, space=space)


def test_amounts_of_any_size_are_exact(shared: Connection[Any]) -> None:
    price = Decimal("999999999999999999.999999")
    with localcontext(prec=40):
        one, four = price * (2**31 - 1), Decimal(10**18 - 1) * (2**31 - 1) * 4
    figures = ("UnInvoicedProducts", "NotInvoicedCharges")
    check(shared, [product(Price=price, Quantity=2**31 - 1)], {name: [one] * 3 for name in figures})
    pieces = [product(Id=number, Price=10**18 - 1, Quantity=2**31 - 1) for number in range(1, 5)]
    check(shared, pieces, {name: [four] * 3 for name in figures})


def test_the_last_year_is_given_unless_asked_otherwise(shared: Connection[Any]) -> None:
    network_id = new_network(shared)
    write(shared, network_id, SPACE)
    customer = MetricsCaller([101])
    year = team_metrics(shared, network_id, 55, customer, now=NOW, open_checkin_limit=DAY_LIMIT)
    assert year is not None
    days = ["2025-12-01", *(f"2026-{month:02}-01" for month in range(1, 12))]
    assert [row.month_date for row in year.metrics] == days
    five_years = asked(shared, network_id, customer, months=60)["Metrics"]
    assert five_years[-12:] == exact(year)["Metrics"]
    assert [five_years[0]["MonthDate"], len(five_years)] == ["2021-12-01", 60]
    # Now is the first instant of a month: the month has begun, and T is now.
    first = asked(shared, network_id, customer, months=1, now=oracle.instant(OCTOBER))["Metrics"]
    assert [row["MonthDate"] for row in first] == ["2026-11-01"]
    write(shared, network_id, [("teams", {"Id": 55, "_deleted": True})])
    assert asked(shared, network_id, customer) is None


def test_ids_of_months_stay_exact_in_javascript() -> None:
    found = {metric_id(team, date(year, month, 1)) for team in IDS for year in (2021, 2199) for month in range(1, 13)}
    assert len(found) == len(IDS) * 24
    assert all(0 < number <= LARGEST_NUMBER for number in found)
    assert metric_id(1, date(2026, 11, 1)) == 11_523


IDS = (1, 2, 900_719_925_474, 900_719_925_475, 2**53 - 2, 2**53 - 1)


def test_networks_do_not_meet(shared: Connection[Any]) -> None:
    records = [invoice(), product(), service(), time_pass(), charge(CreatedOn="2026-11-02"), attendee()]
    records += [("bookings", stretch("2026-11-03T10:00Z", "2026-11-03T11:00Z", ResourceId=11))]
    records += [("checkins", stretch("2026-11-03T10:00Z", None, BusinessId=1))]
    one, other = new_network(shared), new_network(shared)
    write(shared, one, SPACE)
    before = asked(shared, one, MetricsCaller([101]))
    write(shared, other, [*SPACE, *records])
    assert asked(shared, one, MetricsCaller([101])) == before
    assert asked(shared, other, MetricsCaller([101])) != before
