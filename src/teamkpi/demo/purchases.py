"""What people pay for month by month: plans with what these grant, products, other charges."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

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
    last_run, next_run = invoicing.last_run(person.location), invoicing.next_run(person.location)
    spans: list[tuple[Plan, datetime, datetime | None, bool]] = []
    if switch:
        spans.append((STARTER, begin, now_on, True))
    spans.append((plan, now_on, end or (next_run if leaving else None), end is not None))
    for tariff, since, until, over in spans:
        yield entry(
            "coworkercontracts",
            chronicle.number("coworkercontracts"),
            since,
            max(since, until if over and until else last_run),
            CoworkerId=person.id,
            IssuedById=person.location.id,
            TariffId=person.location.id * 1000 + tariff.id,
            TariffName=tariff.name,
            Active=not over,
            Cancelled=until is not None,
            StartDate=iso(since),
            RenewalDate=None if until else iso(next_run),
            CancellationDate=iso(until) if until else None,
            Price=money(person.location.price(tariff.price)),
            Quantity=1,
            BillingDay=1,
        )
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


def _grants(person: Person, plan: Plan, run: datetime, dice: Random, space: Space) -> Iterator[Item]:
    """Write what a plan grants at one renewal; it lasts until the next one and is never invoiced."""
    chronicle = space.chronicle
    runs = space.invoicing.runs(person.location)
    expiry = runs[runs.index(run) + 1]
    fraction = dice.random()
    # What is left falls day by day; what was left at the month's end stays on the record.
    days = max(0, min((chronicle.midnight - run).days, 30))
    used = fraction * days / 30
    updated = run if not used else min(expiry, chronicle.midnight) - timedelta(hours=6)
    owner: dict[str, object] = {"CoworkerId": person.id, "BusinessId": person.location.id}
    span: dict[str, object] = {"ExpireDate": iso(expiry)}
    granted: dict[str, object] = {"Invoiced": False, "Free": False, "IsFromTariff": True, "Price": 0}
    if plan.minutes:
        yield entry(
            "coworkerextraservices",
            chronicle.number("coworkerextraservices"),
            run,
            max(run, updated),
            **owner,
            ExtraServiceId=person.location.id * 1000 + 910,
            ExtraServiceName=f"{plan.name}: meeting time",
            TotalUses=plan.minutes,
            RemainingUses=plan.minutes - round(plan.minutes * used / 15) * 15,
            ChargePeriod=1,
            ValidFrom=iso(run),
            **span,
            **granted,
            ExtraServiceIsPrintingCredit=False,
        )
    if plan.pass_minutes:
        left = plan.pass_minutes - round(plan.pass_minutes * used / 15) * 15
        yield entry(
            "coworkertimepasses",
            chronicle.number("coworkertimepasses"),
            run,
            max(run, updated),
            **owner,
            TimePassId=person.location.id * 1000 + 402,
            TimePassName=f"{plan.name}: desk time",
            Used=left == 0,
            UsedDate=iso(updated) if left == 0 else None,
            RemainingUses=left,
            TotalUses=plan.pass_minutes,
            **span,
            **granted,
        )
    if plan.credit:
        total = person.location.price(plan.credit)
        yield entry(
            "coworkerbookingcredits",
            chronicle.number("coworkerbookingcredits"),
            run,
            max(run, updated),
            **owner,
            TotalCredit=money(total),
            RemainingCredit=money(total - round(total * used)),
            Description=f"{plan.name}: meeting credit",
            ValidFrom=iso(run),
            **span,
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
