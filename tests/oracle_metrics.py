"""The rules of the team metrics a second time: slow, plain and without a line of the product.

What goes in: a settled ledger (entity plural -> records with wire field names, as `oracle.settle` makes it) and the
customer who asks. What comes out: what the body of the team's metrics must be. What is always true: every figure of
every month is computed from the records alone, by walking through all of them, with exact decimals and whole
microseconds. The rules that metrics share with the KPIs (who has a row, places and their zones, open check-ins) are
those of `oracle`.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal, localcontext
from zoneinfo import ZoneInfo

from oracle import (
    Interval,
    Record,
    Settled,
    _booking_zone,
    _by_id,
    _checkin_interval,
    _interval,
    _is_in_teams_currency,
    _microseconds,
    _minutes,
    _money,
    _of_member,
    _overlap,
    _zone_of,
    instant,
    month_interval,
)

_DAY = timedelta(days=1)
_LARGEST_NUMBER = 2**53 - 1

# Of what can be invoiced: what it is worth (the first of the fields that has a value), when it came to be, when it went
# onto an invoice, and the flags that say that it never will.
_ITEMS = {
    "coworkerproducts": (["Price", "ProductPrice"], "SaleDate", "InvoicedOn", ["FromTariff"]),
    "coworkertimepasses": (["Price"], "CreatedOn", "InvoiceDate", ["Free", "IsFromTariff"]),
    "coworkerextraservices": (["Price"], "CreatedOn", "InvoiceDate", ["Free", "IsFromTariff"]),
    "charges": (["TotalAmount"], "CreatedOn", "InvoicedOn", []),
    "eventattendees": (["EventProductPrice"], "CreatedOn", None, ["Cancelled"]),
}


def team_metrics(
    ledger: Settled,
    team_id: int,
    asking: Iterable[int],
    sign_ins: Sequence[datetime],
    now: datetime,
    *,
    months: int = 12,
    open_checkin_limit: timedelta = timedelta(hours=24),
) -> dict[str, list[Record]] | None:
    """Return the body of a team's metrics at `now`, or None when the ledger holds no such team.

    `asking` are the ids of the coworkers whom the customer acts for, `sign_ins` the customer's earlier ones. One row
    for each of the last `months` months of the team's location, oldest first, with the documented fields in the
    documented order. Amounts are exact decimals. `Id` is None where the team's id leaves no room for the month's
    number: there any number will do that is stable and unique.
    """
    team = _by_id(ledger, "teams", team_id)
    if team is None:
        return None
    local_now = now.astimezone(ZoneInfo(_zone_of(ledger, team["BusinessId"], "UTC")))
    current = local_now.year * 12 + local_now.month - 1
    asker = _people(ledger, asking)
    members = _people(ledger, team.get("TeamMembers") or [])
    with localcontext(prec=100):  # far more digits than any sum of the ledger has: nothing is ever rounded
        rows = [
            _Month(ledger, team, number // 12, number % 12 + 1, now, open_checkin_limit).row(asker, members, sign_ins)
            for number in range(current - months + 1, current + 1)
        ]
    return {"Metrics": rows}


def team_usage(
    ledger: Settled,
    team_id: int,
    now: datetime,
    *,
    months: int = 12,
    open_checkin_limit: timedelta = timedelta(hours=24),
) -> Record | None:
    """Return the body of what a team's members used by month, or None when the ledger holds no such team."""
    team = _by_id(ledger, "teams", team_id)
    if team is None:
        return None
    zone = _zone_of(ledger, team["BusinessId"], "UTC")
    local_now = now.astimezone(ZoneInfo(zone))
    current = local_now.year * 12 + local_now.month - 1
    numbers = range(current - months + 1, current + 1)
    each = [_Month(ledger, team, one // 12, one % 12 + 1, now, open_checkin_limit) for one in numbers]
    return {
        "TeamId": team_id,
        "Zone": zone,
        "Months": [f"{one.year}-{one.month:02}-01" for one in each],
        "Members": [
            {
                "CoworkerId": person,
                "CoworkerFullName": (_by_id(ledger, "coworkers", person) or {})["FullName"],
                "BookedMinutes": [one.booked_minutes([person]) for one in each],
                "CheckedInMinutes": [one.checked_minutes([person]) for one in each],
            }
            for person in _people(ledger, team.get("TeamMembers") or [])
        ],
    }


def _people(ledger: Settled, ids: Iterable[int]) -> list[int]:
    """Leave out those who are not in the ledger or are archived."""
    known = [_by_id(ledger, "coworkers", one) for one in sorted(set(ids))]
    return [coworker["Id"] for coworker in known if coworker is not None and not coworker.get("Archived")]


@dataclass(frozen=True)
class _Month:
    """One calendar month of a team, seen at `now`."""

    ledger: Settled
    team: Record
    year: int
    month: int
    now: datetime
    open_limit: timedelta

    def row(self, asker: list[int], members: list[int], sign_ins: Sequence[datetime]) -> Record:
        location = _by_id(self.ledger, "businesses", self.team["BusinessId"])
        number = self.team["Id"] * 10_000 + (self.year - 1900) * 12 + self.month
        products = self.open_items("coworkerproducts", members)
        passes = self.open_items("coworkertimepasses", members)
        services = self.open_items("coworkerextraservices", members)
        charges = self.open_items("charges", members)
        unpaid = [invoice for invoice in self.invoices(members) if self.is_unpaid(invoice)]
        due = [invoice for invoice in unpaid if (day := _at(invoice, "DueDate")) and day <= self.moment]
        active = [contract for contract in self.records("coworkercontracts", members) if self.is_active(contract)]
        renewals = [_at(contract, "RenewalDate") for contract in active]
        return {
            "Id": number if number <= _LARGEST_NUMBER else None,
            "MonthDate": f"{self.year}-{self.month:02}-01",
            "CurrencyCode": location["CurrencyCode"] if location else None,
            "InvoicedAmount": self.invoiced(asker),
            "TeamInvoicedAmount": self.invoiced(members),
            "Revenue": self.invoiced(members) - self.tax(members),
            "CheckingMinutes": self.checked_minutes(asker),
            "TeamCheckingMinutes": self.checked_minutes(members),
            "BookingMinutes": self.booked_minutes(asker),
            "TeamBookingMinutes": self.booked_minutes(members),
            "TotalBookings": sum(
                self.holds(_at(booking, "FromTime"), _booking_zone(self.ledger, booking, self.zone))
                for booking in self.bookings(members)
            ),
            "TotalTariffs": len(active),
            "TotalOther": sum(
                _amount(charge, "TotalAmount")
                for charge in self.in_currency("charges", members)
                if self.holds(_created(charge))
            ),
            "TimePasses": sum(
                bool(one.get("Used")) and self.holds(_at(one, "UsedDate"))
                for one in self.records("coworkertimepasses", members)
            ),
            "Bookings": sum(
                _amount(service, "Price")
                for service in self.in_currency("coworkerextraservices", members)
                if service.get("BookingId") is not None and self.holds(_at(service, "BookingFromTime"))
            ),
            "TotalUnpaid": sum(map(self.unpaid_amount, unpaid)),
            "TotalUnpaidNexKiosk": 0,
            "TotalDue": sum(map(self.unpaid_amount, due)),
            "UnPaidAttendees": sum(
                _amount(attendee, "EventProductPrice")
                for attendee in self.in_currency("eventattendees", members)
                if self.is_unpaid_attendee(attendee)
            ),
            "NotInvoicedCharges": products + passes + services + charges + self.open_items("eventattendees", members),
            "UnInvoicedCharges": charges,
            "UnInvoicedProducts": products,
            "UnInvoicedTimePasses": passes,
            "UnInvoicedExtraServices": services,
            "NextInvoice": _text(min((day for day in renewals if day and day > self.moment), default=None)),
            "DasySinceLastAccess": self.days_since_access(asker, sign_ins),
        }

    @property
    def zone(self) -> str:
        return _zone_of(self.ledger, self.team["BusinessId"], "UTC")

    @property
    def moment(self) -> datetime:
        """T of the rules: the month's end, or now when that is earlier."""
        end = month_interval(self.year, self.month, self.zone)[1]
        return min(datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=end), self.now)

    def holds(self, moment: datetime | None, zone: str | None = None) -> bool:
        """Tell whether `moment` is inside the month, in the team's zone or in another."""
        if moment is None:
            return False
        start, end = month_interval(self.year, self.month, zone or self.zone)
        return start <= _microseconds(moment) < end

    def records(self, plural: str, people: list[int]) -> Iterator[Record]:
        return (record for person in people for record in _of_member(self.ledger, plural, person))

    def in_currency(self, plural: str, people: list[int]) -> Iterator[Record]:
        return (
            record for record in self.records(plural, people) if _is_in_teams_currency(self.ledger, self.team, record)
        )

    def invoices(self, people: list[int]) -> Iterator[Record]:
        """All that count at all, of whatever month: in the team's currency, neither drafts nor void."""
        location = _by_id(self.ledger, "businesses", self.team["BusinessId"])
        for invoice in self.records("coworkerinvoices", people):
            code = invoice.get("CurrencyCode")
            if code is None:
                counts = _is_in_teams_currency(self.ledger, self.team, invoice)
            else:
                counts = location is not None and code == location["CurrencyCode"]
            if counts and not invoice.get("Draft") and not invoice.get("Void"):
                yield invoice

    def invoiced(self, people: list[int]) -> Decimal:
        dated = [invoice for invoice in self.invoices(people) if self.holds(_created(invoice))]
        return sum((_signed(invoice, "TotalAmount") for invoice in dated), Decimal(0))

    def tax(self, people: list[int]) -> Decimal:
        dated = [invoice for invoice in self.invoices(people) if self.holds(_created(invoice))]
        return sum((_signed(invoice, "TaxAmount") for invoice in dated), Decimal(0))

    def is_unpaid(self, invoice: Record) -> bool:
        return _created(invoice) <= self.moment and not self.is_paid(invoice)

    def is_paid(self, invoice: Record) -> bool:
        """Tell whether an invoice is paid at T; one that is marked paid without a date always was."""
        paid_on = _at(invoice, "PaidOn")
        return bool(invoice.get("Paid")) and (paid_on is None or paid_on <= self.moment)

    def unpaid_amount(self, invoice: Record) -> Decimal:
        total = _signed(invoice, "TotalAmount")
        return total if invoice.get("Paid") else total - _signed(invoice, "PaidAmount")

    def is_unpaid_attendee(self, attendee: Record) -> bool:
        if not attendee.get("Invoiced") or attendee.get("Cancelled") or _created(attendee) > self.moment:
            return False
        invoice = _by_id(self.ledger, "coworkerinvoices", attendee.get("CoworkerInvoiceId") or 0)
        if invoice is None:
            return not attendee.get("CoworkerInvoicePaid")
        return not invoice.get("Draft") and not invoice.get("Void") and self.is_unpaid(invoice)

    def open_items(self, plural: str, people: list[int]) -> Decimal:
        """Add up what was there at T and on no invoice yet."""
        prices, opening, closing, exempting = _ITEMS[plural]
        total = Decimal(0)
        for record in self.in_currency(plural, people):
            opened = _at(record, opening) or _created(record)
            invoiced = _at(record, closing) if closing else None
            is_invoiced = record.get("Invoiced") and (invoiced is None or invoiced <= self.moment)
            if opened <= self.moment and not is_invoiced and not any(record.get(flag) for flag in exempting):
                price = next((record[field] for field in prices if record.get(field) is not None), 0)
                quantity = record.get("Quantity") if plural == "coworkerproducts" else None
                total += _money(price) * (1 if quantity is None else quantity)
        return total

    def bookings(self, people: list[int]) -> Iterator[Record]:
        return (booking for booking in self.records("bookings", people) if not booking.get("Tentative"))

    def booked_minutes(self, people: list[int]) -> int:
        return _minutes(
            self.inside(
                _interval(booking["FromTime"], booking["ToTime"]), _booking_zone(self.ledger, booking, self.zone)
            )
            for booking in self.bookings(people)
        )

    def checked_minutes(self, people: list[int]) -> int:
        return _minutes(
            self.inside(
                _checkin_interval(checkin, self.now, self.open_limit),
                _zone_of(self.ledger, checkin["BusinessId"], self.zone),
            )
            for checkin in self.records("checkins", people)
        )

    def inside(self, stretch: Interval, zone: str) -> Interval:
        return _overlap(stretch, month_interval(self.year, self.month, zone))

    def is_active(self, contract: Record) -> bool:
        """Tell whether a contract runs at T."""
        starts, ends = _at(contract, "StartDate"), _at(contract, "CancellationDate")
        if starts is not None and starts > self.moment:
            return False
        if ends is None:
            return not contract.get("Cancelled") and contract.get("Active") is not False
        return ends > self.moment and (contract.get("Active") is not False or ends <= self.now)

    def days_since_access(self, asker: list[int], sign_ins: Sequence[datetime]) -> int | None:
        coworkers = [_by_id(self.ledger, "coworkers", person) for person in asker]
        visits = [
            *sign_ins,
            *(_at(coworker, "UserLastAccess") for coworker in coworkers if coworker is not None),
            *(_at(checkin, "FromTime") for checkin in self.records("checkins", asker)),
        ]
        last = max((visit for visit in visits if visit is not None and visit <= self.moment), default=None)
        return None if last is None else (self.moment - last) // _DAY


def _at(record: Record, field: str) -> datetime | None:
    return instant(record[field]) if record.get(field) is not None else None


def _created(record: Record) -> datetime:
    return instant(record.get("CreatedOn") or record["UpdatedOn"])


def _amount(record: Record, field: str) -> Decimal:
    return _money(record[field] if record.get(field) is not None else 0)


def _signed(invoice: Record, field: str) -> Decimal:
    """Read an amount of an invoice; those of a credit note are negative, whichever way they are written."""
    amount = _amount(invoice, field)
    return -abs(amount) if invoice.get("CreditNote") else amount


def _text(moment: datetime | None) -> str | None:
    return None if moment is None else moment.replace(tzinfo=None).isoformat() + "Z"
