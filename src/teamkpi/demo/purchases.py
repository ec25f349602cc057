"""What people pay for month by month: plans with what these grant, products, other charges."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from typing import NamedTuple

from teamkpi.demo.benefits import benefits
from teamkpi.demo.invoices import Space
from teamkpi.demo.people import Person
from teamkpi.demo.places import DAY, STARTER, Plan
from teamkpi.demo.records import Item, entry, iso, money
from teamkpi.demo.uses import WITH_USES, with_uses

PRODUCTS = (
    (301, "Locker", 1500, True),
    (302, "Parking space", 9000, True),
    (303, "Mail handling", 2500, True),
    (304, "Catering tray", 4800, False),
    (305, "Café card", 1250, False),
    (306, "Business cards", 3500, False),
    (307, "Projector hire", 2000, False),
)
"""Id within a location, name, list price (pence), whether it is charged every month."""

CHARGES = (("Set-up fee", 4000), ("Late cancellation", 1500), ("Replacement key card", 1000))


def purchases(person: Person, space: Space) -> Iterator[Item]:
    """Write everything a person was sold or granted, month by month, then what they hold today."""
    chronicle, timetable = space.chronicle, space.timetable(person.location)
    dice = chronicle.dice("purchases", person.id)
    joined = max(timetable.on(person.joined).at(10 * 60), chronicle.start)
    left = timetable.on(person.left).at(0) if person.left else None
    yield from contracts(person, dice, space)
    yield from _month(person, (joined, left or chronicle.midnight), dice, space)
    newcomer = person.joined > chronicle.start.date()
    if newcomer and dice.random() < 0.4 and person.habit.plan:
        yield charge(person, joined, CHARGES[0], space)
    if newcomer and dice.random() < 0.5:
        yield product(person, joined, 5, 1, space, gift=True)
    if left is None:
        yield from benefits(person, space)


def contracts(person: Person, dice: Random, space: Space, *, perks: bool = True) -> Iterator[Item]:
    """Write a person's contracts, bill them at each run in advance, and write what the plan grants.

    Without `perks` there is one contract from the day of joining, it has not been given notice on, and
    what it grants is not written here.
    """
    chronicle, timetable, invoicing = space.chronicle, space.timetable(person.location), space.invoicing
    plan = person.habit.plan
    if plan is None:
        return
    tenure = ((person.left or chronicle.today) - person.joined).days
    switch = tenure // 2 if perks and tenure > 240 and dice.random() < 0.2 else 0
    leaving = perks and person.left is None and dice.random() < 0.03
    begin = chronicle.midnight - (chronicle.today - person.joined) + timedelta(hours=10)
    now_on = begin + timedelta(days=switch)
    end = timetable.on(person.left).at(0) if person.left else None
    next_run = invoicing.next_run(person.location)
    if switch:
        yield _contract(person, STARTER, (begin, now_on), is_over=True, space=space)
    until = end or (next_run if leaving else None)
    yield _contract(person, plan, (now_on, until), is_over=end is not None, space=space)
    for run in invoicing.runs(person.location):
        if begin <= run < chronicle.midnight + DAY and (end is None or run < end):
            tariff = STARTER if run < now_on else plan
            happened = run <= chronicle.now
            if happened:
                invoicing.add(person, run, person.location.price(tariff.price))
            for item in _grants(person, tariff, run, dice, space):
                if happened and perks and item[0] in WITH_USES:
                    yield from with_uses(item, datetime.fromisoformat(str(item[1]["UpdatedOn"])), space)
                elif happened and perks:
                    yield item


def _contract(
    person: Person, tariff: Plan, span: tuple[datetime, datetime | None], *, is_over: bool, space: Space
) -> Item:
    since, until = span
    place, invoicing = person.location, space.invoicing
    return entry(
        "coworkercontracts",
        space.chronicle.number("coworkercontracts"),
        since,
        max(since, until if is_over and until else invoicing.last_run(place)),
        CoworkerId=person.id,
        IssuedById=place.id,
        TariffId=place.id * 1000 + tariff.id,
        TariffName=tariff.name,
        Active=not is_over,
        Cancelled=until is not None,
        StartDate=iso(since),
        RenewalDate=None if until else iso(invoicing.next_run(place)),
        CancellationDate=iso(until) if until else None,
        Price=money(place.price(tariff.price)),
        Quantity=1,
        BillingDay=1,
    )


class _Renewal(NamedTuple):
    """One renewal of a plan: what it grants lasts until the next one, and is never invoiced."""

    person: Person
    plan: Plan
    run: datetime
    expiry: datetime
    updated: datetime
    used: float
    """The part of each grant that was used by ``updated``."""

    def written(self, entity: str, space: Space, **fields: object) -> Item:
        """Write a grant with some of its fields."""
        changed = max(self.run, self.updated)
        owner: dict[str, object] = {"CoworkerId": self.person.id, "BusinessId": self.person.location.id}
        return entry(entity, space.chronicle.number(entity), self.run, changed, **owner, **fields)


_GRANTED: dict[str, object] = {"Invoiced": False, "Free": False, "IsFromTariff": True, "Price": 0}


def _grants(person: Person, plan: Plan, run: datetime, dice: Random, space: Space) -> Iterator[Item]:
    """Write what a plan grants at one renewal."""
    chronicle = space.chronicle
    runs = space.invoicing.runs(person.location)
    expiry = runs[runs.index(run) + 1]
    fraction = dice.random()
    # What is left falls day by day; what was left at the month's end stays on the record.
    days = max(0, min((chronicle.midnight - run).days, 30))
    used = fraction * days / 30
    updated = run if not used else min(expiry, chronicle.midnight) - timedelta(hours=6)
    renewal = _Renewal(person, plan, run, expiry, updated, used)
    if plan.minutes:
        yield _meeting_time(renewal, space)
    if plan.pass_minutes:
        yield _desk_time(renewal, space)
    if plan.credit:
        yield _meeting_credit(renewal, space)


def _meeting_time(renewal: _Renewal, space: Space) -> Item:
    plan = renewal.plan
    return renewal.written(
        "coworkerextraservices",
        space,
        ExtraServiceId=renewal.person.location.id * 1000 + 910,
        ExtraServiceName=f"{plan.name}: meeting time",
        TotalUses=plan.minutes,
        RemainingUses=plan.minutes - round(plan.minutes * renewal.used / 15) * 15,
        ChargePeriod=1,
        ValidFrom=iso(renewal.run),
        ExpireDate=iso(renewal.expiry),
        **_GRANTED,
        ExtraServiceIsPrintingCredit=False,
    )


def _desk_time(renewal: _Renewal, space: Space) -> Item:
    plan = renewal.plan
    left = plan.pass_minutes - round(plan.pass_minutes * renewal.used / 15) * 15
    return renewal.written(
        "coworkertimepasses",
        space,
        TimePassId=renewal.person.location.id * 1000 + 402,
        TimePassName=f"{plan.name}: desk time",
        Used=left == 0,
        UsedDate=iso(renewal.updated) if left == 0 else None,
        RemainingUses=left,
        TotalUses=plan.pass_minutes,
        ExpireDate=iso(renewal.expiry),
        **_GRANTED,
    )


def _meeting_credit(renewal: _Renewal, space: Space) -> Item:
    total = renewal.person.location.price(renewal.plan.credit)
    return renewal.written(
        "coworkerbookingcredits",
        space,
        TotalCredit=money(total),
        RemainingCredit=money(total - round(total * renewal.used)),
        Description=f"{renewal.plan.name}: meeting credit",
        ValidFrom=iso(renewal.run),
        ExpireDate=iso(renewal.expiry),
        CaneBeUsedForBookings=True,
        CaneBeUsedForEvents=False,
        IsUniversalCredit=False,
    )


def _month(person: Person, stay: tuple[datetime, datetime], dice: Random, space: Space) -> Iterator[Item]:
    """Write what is bought on the way: one-off and monthly products, and the odd charge."""
    since, until = stay
    monthly = [n for n, p in enumerate(PRODUCTS) if p[3] and dice.random() < 0.06]
    for run in space.invoicing.runs(person.location):
        created = run + timedelta(minutes=5)
        if since < run < until and created < space.chronicle.midnight:
            for choice in monthly:
                yield product(person, created, choice, 1, space)
    moment = since
    while (moment := moment + timedelta(minutes=dice.randrange(2 * 1440, 110 * 1440))) < until:
        if dice.random() < 0.08:
            yield charge(person, moment, dice.choice(CHARGES[1:]), space)
        else:
            yield product(person, moment, dice.randrange(3, 7), dice.choice((1, 1, 1, 2, 3, 5)), space)


def product(person: Person, created: datetime, choice: int, quantity: int, space: Space, *, gift: bool = False) -> Item:
    """Make a sale of `PRODUCTS[choice]`; a gift came with the plan and is never invoiced."""
    number = space.chronicle.number("coworkerproducts")
    product_id, name, pence, regular = PRODUCTS[choice]
    # Nobody has put a price on a few of them yet; they cost nothing until somebody does.
    has_price = number % 40 != 0
    price = person.location.price(pence) if has_price else 0
    invoice = None if gift else space.invoicing.sweep(person, created, price * quantity)
    paid_on = invoice.paid_on if invoice else None
    return entry(
        "coworkerproducts",
        number,
        created,
        paid_on or (invoice.issued if invoice else created),
        CoworkerId=person.id,
        BusinessId=person.location.id,
        ProductId=person.location.id * 1000 + product_id,
        ProductName=name,
        Quantity=quantity,
        # No price of its own means the product's list price.
        Price=money(price) if number % 2 else None,
        ProductPrice=money(price) if has_price else None,
        Invoiced=invoice is not None,
        InvoicedOn=iso(invoice.issued) if invoice else None,
        FromTariff=gift,
        RegularCharge=regular,
        SaleDate=iso(created),
        DueDate=iso(invoice.issued) if invoice else None,
        CoworkerInvoiceId=invoice.id if invoice else None,
        CoworkerInvoicePaid=paid_on is not None,
    )


def charge(person: Person, created: datetime, what: tuple[str, int], space: Space) -> Item:
    """Make a charge that is no product, such as a fee."""
    price = person.location.price(what[1])
    invoice = space.invoicing.sweep(person, created, price)
    return entry(
        "charges",
        space.chronicle.number("charges"),
        created,
        invoice.issued if invoice else created,
        CoworkerId=person.id,
        BusinessId=person.location.id,
        Quantity=1,
        TotalAmount=money(price),
        Description=what[0],
        Invoiced=invoice is not None,
        InvoicedOn=iso(invoice.issued) if invoice else None,
        DueDate=iso(invoice.issued) if invoice else None,
    )
