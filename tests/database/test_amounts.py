"""A team's money: random ledgers against a plain model and against the metrics, and each rule by hand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal, localcontext
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from psycopg import Connection

import ledgers
import oracle
from spaces import NOW, exact, new_network, write
from teamkpi.kpi.amounts import team_amounts
from teamkpi.kpi.as_of import AsOf
from teamkpi.kpi.metrics import MetricsCaller, team_metrics

Record = Mapping[str, Any]
# After every date in a random ledger; metrics count only what was there by then.
AFTER_ALL = timedelta(days=3650)
PRICES = {
    "Products": ("coworkerproducts", ("Price", "ProductPrice"), ("Invoiced", "FromTariff")),
    "ExtraServices": ("coworkerextraservices", ("Price",), ("Invoiced", "Free", "IsFromTariff")),
    "EventAttendees": ("eventattendees", ("EventProductPrice",), ("Invoiced", "Cancelled")),
    "TimePasses": ("coworkertimepasses", ("Price",), ("Invoiced", "Free", "IsFromTariff")),
    "Charges": ("charges", ("TotalAmount",), ("Invoiced",)),
}
ZERO = dict.fromkeys((*PRICES, "ToInvoice", "ItemsWithoutPrice"), Decimal(0))


def modelled(ledger: Any, coworker_id: int) -> dict[tuple[str | None, int | None], dict[str, Decimal]]:
    """What is to be invoiced to a member, by currency and by the location of an unknown one."""
    places = {place["Id"]: place["CurrencyCode"] for place in ledger.get("businesses", ())}
    found: defaultdict[tuple[str | None, int | None], dict[str, Decimal]] = defaultdict(lambda: dict(ZERO))
    for name, (plural, prices, closing) in PRICES.items():
        for item in ledger.get(plural, ()):
            if item.get("CoworkerId") != coworker_id or any(item.get(flag) for flag in closing):
                continue
            currency = places.get(item["BusinessId"])
            line = found[currency, None if currency else item["BusinessId"]]
            price = next((item[one] for one in prices if item.get(one) is not None), None)
            quantity = item.get("Quantity") if plural == "coworkerproducts" else None
            amount = Decimal(price or 0) * (1 if quantity is None else quantity)
            line[name] += amount
            line["ToInvoice"] += amount
            line["ItemsWithoutPrice"] += price is None and plural != "charges"
    return found


@settings(max_examples=6, deadline=None)
@given(data=st.data())
def test_random_ledgers(shared: Connection[Any], data: st.DataObject) -> None:
    """Every amount by a plain model, the total by its members, and the team's currency by the metrics."""
    ledger = data.draw(ledgers.histories())
    network_id = new_network(shared)
    write(shared, network_id, ledger.records)
    settled, now = oracle.settle(ledger.records), ledger.now + AFTER_ALL
    for team_id in [*ledger.team_ids, 999_999]:
        found = team_amounts(shared, network_id, team_id, now=now)
        metrics = team_metrics(
            shared, network_id, team_id, MetricsCaller(()), now=now, open_checkin_limit=timedelta(hours=24), months=1
        )
        assert (found is None) == (metrics is None)
        if found is None or metrics is None:
            continue
        assert team_amounts(shared, network_id, team_id, now=now, asked=AsOf(now)) == found
        [month], body = exact(metrics)["Metrics"], exact(found)
        with localcontext(prec=100):
            for member in body["Members"]:
                lines = {(one["CurrencyCode"], one["BusinessId"]): one for one in member["Amounts"]}
                model = modelled(settled, member["CoworkerId"])
                assert {key: {name: line[name] for name in ZERO} for key, line in lines.items()} == {
                    key: model.get(key, ZERO) for key in lines
                }
                assert model.keys() <= lines.keys()
                alone = team_amounts(shared, network_id, team_id, now=now, coworker_id=member["CoworkerId"])
                assert exact(alone)["Members"] == [member]
                assert exact(alone)["Total"] == member["Amounts"]
            for line in body["Total"]:
                mine = [
                    one
                    for member in body["Members"]
                    for one in member["Amounts"]
                    if (one["CurrencyCode"], one["BusinessId"]) == (line["CurrencyCode"], line["BusinessId"])
                ]
                for name in (*ZERO, "Unpaid", "Due"):
                    assert line[name] == sum(one[name] for one in mine)
        first = body["Total"][0]
        names = ("CurrencyCode", "Products", "ExtraServices", "TimePasses", "Charges", "ToInvoice", "Unpaid", "Due")
        assert {name: first[name] for name in names} == {
            "CurrencyCode": month["CurrencyCode"],
            "Products": month["UnInvoicedProducts"],
            "ExtraServices": month["UnInvoicedExtraServices"],
            "TimePasses": month["UnInvoicedTimePasses"],
            "Charges": month["UnInvoicedCharges"],
            "ToInvoice": month["NotInvoicedCharges"],
            "Unpaid": month["TotalUnpaid"],
            "Due": month["TotalDue"],
        }


@settings(max_examples=5, deadline=None)
@given(data=st.data())
def test_the_next_renewal_is_that_of_the_metrics(shared: Connection[Any], data: st.DataObject) -> None:
    ledger = data.draw(ledgers.histories())
    network_id = new_network(shared)
    write(shared, network_id, ledger.records)
    for team_id in ledger.team_ids:
        found = team_amounts(shared, network_id, team_id, now=ledger.now)
        metrics = team_metrics(
            shared,
            network_id,
            team_id,
            MetricsCaller(()),
            now=ledger.now,
            open_checkin_limit=timedelta(hours=24),
            months=1,
        )
        assert found
        assert metrics
        renewals = [one.next_renewal for one in found.total if one.next_renewal]
        assert exact(metrics)["Metrics"][0]["NextInvoice"] == (
            min(renewals).isoformat().replace("+00:00", "Z") if renewals else None
        )


def test_each_rule(shared: Connection[Any]) -> None:
    network_id = new_network(shared)
    item = {"CoworkerId": 101, "BusinessId": 1}
    renewing = {"CoworkerId": 101, "TariffId": 1, "Quantity": 2}
    records: list[tuple[str, dict[str, Any]]] = [
        ("businesses", {"Id": 1, "Name": "L", "CurrencyCode": "GBP", "SimpleTimeZoneNameIana": "Asia/Tokyo"}),
        ("businesses", {"Id": 2, "Name": "M", "CurrencyCode": "EUR", "SimpleTimeZoneNameIana": "Europe/Madrid"}),
        ("coworkers", {"Id": 101, "FullName": "Jane", "Email": "jane@example.org"}),
        ("coworkers", {"Id": 102, "FullName": "Leo", "Email": "leo@example.org"}),
        ("teams", {"Id": 55, "BusinessId": 1, "Name": "T", "TeamMembers": [101, 102]}),
        ("coworkerproducts", {"Id": 1, **item, "ProductId": 1, "Price": "0.1", "Quantity": 3}),
        ("coworkerproducts", {"Id": 2, **item, "ProductId": 1, "ProductPrice": "0.2"}),
        ("coworkerproducts", {"Id": 3, **item, "ProductId": 1}),
        ("coworkerproducts", {"Id": 4, **item, "ProductId": 1, "Price": 9, "Invoiced": True}),
        ("coworkerproducts", {"Id": 5, **item, "ProductId": 1, "Price": 9, "FromTariff": True}),
        ("coworkertimepasses", {"Id": 1, **item, "BusinessId": 2, "TimePassId": 1, "Price": 25}),
        ("coworkertimepasses", {"Id": 2, **item, "BusinessId": 3, "TimePassId": 1, "Price": 4}),
        ("coworkertimepasses", {"Id": 3, **item, "BusinessId": 4, "TimePassId": 1, "Price": 5}),
        ("coworkerinvoices", {"Id": 1, **item, "TotalAmount": 100, "PaidAmount": 40, "CreatedOn": "2026-11-01"}),
        (
            "coworkerinvoices",
            {"Id": 2, **item, "TotalAmount": 7, "DueDate": "2026-11-20", "CreatedOn": "2026-11-01"},
        ),
        ("coworkerinvoices", {"Id": 3, **item, "TotalAmount": 7, "CurrencyCode": "USD", "CreatedOn": "2026-11-01"}),
        # The same local day in Tokyo, the next one, and one that has ended.
        ("coworkercontracts", {"Id": 1, **renewing, "IssuedById": 1, "RenewalDate": "2026-11-30T15:00Z", "Price": 100}),
        ("coworkercontracts", {"Id": 2, **renewing, "IssuedById": 1, "RenewalDate": "2026-12-01T14:59Z", "Price": 50}),
        ("coworkercontracts", {"Id": 3, **renewing, "IssuedById": 1, "RenewalDate": "2026-12-01T10:00Z"}),
        ("coworkercontracts", {"Id": 4, **renewing, "IssuedById": 1, "RenewalDate": "2026-12-01T15:00Z", "Price": 9}),
        (
            "coworkercontracts",
            {"Id": 5, **renewing, "IssuedById": 1, "RenewalDate": "2026-11-22", "Price": 9, "Active": False},
        ),
    ]
    write(shared, network_id, records)
    nothing: dict[str, Any] = {
        "BusinessId": None,
        **ZERO,
        "NextRenewal": None,
        "RenewalAmount": 0,
        "RenewalsWithoutPrice": 0,
        "Unpaid": 0,
        "Due": 0,
    }
    hers = [
        {
            **nothing,
            "CurrencyCode": "GBP",
            "Products": Decimal("0.5"),
            "ToInvoice": Decimal("0.5"),
            "ItemsWithoutPrice": 1,
            "NextRenewal": "2026-11-30T15:00:00Z",
            "RenewalAmount": 300,
            "RenewalsWithoutPrice": 1,
            "Unpaid": 67,
            "Due": 7,
        },
        {**nothing, "CurrencyCode": None, "BusinessId": 3, "TimePasses": 4, "ToInvoice": 4},
        {**nothing, "CurrencyCode": None, "BusinessId": 4, "TimePasses": 5, "ToInvoice": 5},
        {**nothing, "CurrencyCode": "EUR", "TimePasses": 25, "ToInvoice": 25},
        {**nothing, "CurrencyCode": "USD", "Unpaid": 7},
    ]
    assert exact(team_amounts(shared, network_id, 55, now=NOW)) == {
        "TeamId": 55,
        "At": "2026-11-21T12:00:00Z",
        "KnownAt": "2026-11-21T12:00:00Z",
        "Total": hers,
        "Members": [
            {"CoworkerId": 101, "CoworkerFullName": "Jane", "Amounts": hers},
            {"CoworkerId": 102, "CoworkerFullName": "Leo", "Amounts": [{**nothing, "CurrencyCode": "GBP"}]},
        ],
    }


def test_as_it_was_shown(shared: Connection[Any]) -> None:
    """Amounts of a time are those of what was held then, whatever has become of the records since."""
    network_id = new_network(shared)
    place = {"Id": 1, "Name": "L", "CurrencyCode": "GBP", "SimpleTimeZoneNameIana": "Europe/London"}
    item = {"Id": 1, "CoworkerId": 101, "BusinessId": 1}
    before: list[tuple[str, dict[str, Any]]] = [
        ("businesses", place),
        ("coworkers", {"Id": 101, "FullName": "Jane", "Email": "jane@example.org"}),
        ("teams", {"Id": 55, "BusinessId": 1, "Name": "T", "TeamMembers": [101]}),
        ("charges", {**item, "TotalAmount": 5}),
        ("coworkerinvoices", {**item, "TotalAmount": 7}),
        ("coworkercontracts", {**item, "IssuedById": 1, "TariffId": 1, "Price": 9, "RenewalDate": "2026-12-01"}),
    ]
    write(shared, network_id, before)
    then = NOW + timedelta(hours=1)
    shown = team_amounts(shared, network_id, 55, now=then)
    write(
        shared,
        network_id,
        [
            ("charges", {**item, "TotalAmount": 6}),
            ("coworkerinvoices", {**item, "_deleted": True}),
            ("coworkercontracts", {**item, "IssuedById": 1, "TariffId": 1, "Active": False}),
            ("teams", {"Id": 55, "BusinessId": 1, "Name": "T", "TeamMembers": []}),
        ],
        NOW + timedelta(days=1),
    )
    later = NOW + timedelta(days=2)
    assert team_amounts(shared, network_id, 55, now=later, asked=AsOf(then, then)) == shown
    assert shown
    first = shown.total[0]
    assert [first.charges, first.unpaid, first.renewal_amount] == list(map(Decimal, (5, 7, 9)))
    assert shown.total[0].next_renewal == datetime(2026, 12, 1, tzinfo=UTC)
    now = team_amounts(shared, network_id, 55, now=later)
    assert now
    assert now.total[0].charges == Decimal(0)
    assert now.members == []
