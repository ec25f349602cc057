"""The demo's invoicing runs: on the 1st of each month everything open is swept onto an invoice."""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from teamkpi.demo.people import Person
from teamkpi.demo.places import Location, Timetable
from teamkpi.demo.records import Chronicle, Item, entry, iso, money


@dataclass
class Invoice:
    """An invoice in the making; `cents` are net until it is written."""

    id: int
    payer_id: int
    location: Location
    issued: datetime
    paid_on: datetime | None
    draft: bool
    cents: int = 0


class Invoicing:
    """The invoices of all payers, by payer and run.

    An item is swept by the first run after it was made, at the person's own location, onto the invoice of
    the person or of the member who pays for the team. Before that run it is open. As with the live product,
    items on a draft count as invoiced.
    """

    def __init__(self, chronicle: Chronicle, timetables: dict[int, Timetable]) -> None:
        self._chronicle = chronicle
        self._runs = {number: timetable.runs for number, timetable in timetables.items()}
        self._invoices: dict[int, Invoice] = {}

    def runs(self, location: Location) -> list[datetime]:
        """Give a location's runs, past ones and at least one that lies ahead."""
        return self._runs[location.id]

    def last_run(self, location: Location) -> datetime:
        """Give the latest run that has happened."""
        runs = self._runs[location.id]
        return runs[bisect_right(runs, self._chronicle.now) - 1]

    def next_run(self, location: Location) -> datetime:
        """Give the run that comes next."""
        runs = self._runs[location.id]
        return runs[bisect_right(runs, self._chronicle.now)]

    def swept_on(self, location: Location, created: datetime) -> datetime | None:
        """Give the first run after `created`, None while it lies ahead."""
        runs = self._runs[location.id]
        run = runs[bisect_right(runs, created)]
        return run if run <= self._chronicle.now else None

    def sweep(self, person: Person, created: datetime, cents: int) -> Invoice | None:
        """Put an amount on the invoice of the first run after `created`; None while that lies ahead."""
        run = self.swept_on(person.location, created)
        return self.add(person, run, cents) if run else None

    def add(self, person: Person, run: datetime, cents: int) -> Invoice:
        """Put an amount on the invoice that `run` (which has happened) made for the person."""
        payer = person.payer_id
        number = payer * 1000 + self._runs[person.location.id].index(run)
        invoice = self._invoices.get(number)
        if invoice is None:
            invoice = self._invoices[number] = self._issue(number, payer, person.location, run)
        invoice.cents += cents
        return invoice

    def _issue(self, number: int, payer: int, location: Location, run: datetime) -> Invoice:
        dice = self._chronicle.dice("invoice", number)
        draft = payer % 11 == 5 and run == self.last_run(location)
        # Up to seven weeks later, so that every month ends with other invoices unpaid.
        paid_on = run + timedelta(minutes=dice.randrange(24 * 60, 50 * 24 * 60))
        # Some never pay, and one payer in fifty has stopped paying half a year ago.
        late = dice.random() < 0.02 or (payer % 50 == 7 and self._chronicle.now - run < timedelta(days=180))
        paid = not draft and not late and paid_on <= self._chronicle.now
        return Invoice(number, payer, location, run, paid_on if paid else None, draft)

    def records(self) -> Iterator[Item]:
        """Write all invoices, with the odd void one made by mistake and the odd credit note."""
        now = self._chronicle.now
        for number, invoice in sorted(self._invoices.items()):
            yield self._record(invoice, number, _Kind())
            issued = invoice.issued
            if number % 97 == 0:
                # Raised twice at the same run; the twin was voided within the hour.
                voided = issued + timedelta(minutes=50)
                if voided <= now:
                    yield self._record(invoice, number + 500, _Kind(void=True, changed=voided))
            elif number % 89 == 0 and invoice.paid_on:
                yield self._record(invoice, number + 700, _Kind(credit=True, changed=invoice.paid_on))

    def _record(self, invoice: Invoice, number: int, kind: "_Kind") -> Item:
        tax = invoice.cents * invoice.location.tax // 10_000
        total = invoice.cents + tax
        paid_on = None if kind.void else invoice.paid_on
        if kind.credit:
            # A fifth of the invoice is given back; credit notes carry negative amounts.
            total, tax = -(total // 5), -(tax // 5)
        part = 0
        if not paid_on and not kind.void and not invoice.draft and number % 7 == 3:
            part = total // 2
        issued = invoice.paid_on if kind.credit and invoice.paid_on else invoice.issued
        prefix = "CN" if kind.credit else "INV"
        return entry(
            "coworkerinvoices",
            number,
            issued,
            kind.changed or paid_on or issued,
            CoworkerId=invoice.payer_id,
            BusinessId=invoice.location.id,
            InvoiceNumber=None if invoice.draft else f"{prefix}-{issued:%Y%m}-{number}",
            TotalAmount=money(total),
            TaxAmount=money(tax),
            PaidAmount=money(total if paid_on else part),
            DueDate=iso(issued + timedelta(days=14)),
            Draft=invoice.draft and not kind.void,
            Void=kind.void,
            Paid=paid_on is not None,
            PaidOn=iso(paid_on) if paid_on else None,
            CreditNote=kind.credit,
            CurrencyCode=invoice.location.currency,
        )


@dataclass(frozen=True)
class Space:
    """What every step of the story draws on."""

    chronicle: Chronicle
    timetables: dict[int, Timetable]
    invoicing: Invoicing
    paid_with_credit: dict[int, list[tuple[int, datetime]]] = field(default_factory=dict)
    """By coworker, the bookings of past days that were paid for with credit: the id and the end of each."""

    def timetable(self, location: Location) -> Timetable:
        """Give a location's days."""
        return self.timetables[location.id]


@dataclass(frozen=True)
class _Kind:
    """What a record is beside an ordinary invoice; `changed` is when it became so."""

    void: bool = False
    credit: bool = False
    changed: datetime | None = None
