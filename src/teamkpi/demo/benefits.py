"""What people hold today: time and money credits and passes, some near their end, some over, some to come."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from teamkpi.demo.activity import DAY_PASS
from teamkpi.demo.invoices import Space
from teamkpi.demo.people import Person
from teamkpi.demo.places import DAY, Timetable
from teamkpi.demo.records import Chronicle, Item, entry, iso, money
from teamkpi.demo.uses import with_uses

Stretch = tuple[datetime | None, datetime | None]
"""Start and end of validity; None for at once and for never."""

MINUTE_PASS = (403, "Ten desk hours", 600, 9000)


@dataclass(frozen=True)
class Benefit:
    """A credit on sale: `period` is the wire's ChargePeriod, or 0 for money.

    `begins` and `expires` are ranges of days from today, whose local start is taken; None means at once, and
    never. `price` is the list price in pence, nothing for what is free.
    """

    name: str
    period: int
    total: int
    remaining: int
    price: int
    weight: int = 1
    begins: tuple[int, int] | None = None
    expires: tuple[int, int] | None = (20, 200)
    printing: bool = False
    for_bookings: bool = True


_SOON = (2, 7)
_OVER = (-60, -2)
BENEFITS = (
    Benefit("Ten meeting hours", 1, 600, 240, 28000, weight=10),
    Benefit("Ten meeting hours", 1, 600, 90, 28000, weight=14, expires=_SOON),
    Benefit("Ten meeting hours", 1, 600, 300, 28000, weight=6, expires=_OVER),
    Benefit("Ten meeting hours", 1, 600, 600, 28000, weight=5, begins=(2, 20), expires=(40, 90)),
    Benefit("Welcome hours", 1, 120, 60, 0, weight=5),
    Benefit("Five desk days", 2, 5, 3, 11000, weight=7),
    Benefit("Project weeks", 3, 4, 2, 30000, weight=3),
    Benefit("Team room months", 4, 3, 1, 99000, weight=2, expires=None),
    Benefit("Four-week storage", 6, 6, 4, 12000, weight=2),
    Benefit("Ten phone-booth uses", 5, 10, 6, 2000, weight=7),
    Benefit("Printing, 500 pages", 5, 500, 340, 2500, weight=8, expires=None, printing=True),
    Benefit("Meeting money", 0, 250, 120, 22000, weight=9),
    Benefit("Meeting money", 0, 250, 75, 22000, weight=8, expires=_SOON),
    Benefit("Meeting money", 0, 250, 180, 22000, weight=4, expires=_OVER),
    Benefit("Event money", 0, 60, 40, 0, weight=4, for_bookings=False),
    Benefit("Goodwill", 0, 50, 50, 0, weight=3, begins=(2, 20), expires=(60, 90)),
)


def benefits(person: Person, space: Space) -> Iterator[Item]:
    """Write the credits and unused passes of a person who is still around."""
    chronicle, timetable = space.chronicle, space.timetable(person.location)
    dice = chronicle.dice("benefits", person.id)
    chosen = dice.choices(BENEFITS, [b.weight for b in BENEFITS], k=dice.choice((0, 1, 1, 2, 3)))
    arrived = timetable.on(person.joined).at(11 * 60)
    for benefit in chosen:
        begins = _day(benefit.begins, chronicle, timetable, dice)
        expires = _day(benefit.expires, chronicle, timetable, dice)
        created = _bought(expires, chronicle, dice)
        spent = created + (min(expires or chronicle.midnight, chronicle.midnight) - created) * dice.random()
        if created >= arrived:
            updated = spent if benefit.remaining < benefit.total else created
            make = extra_service if benefit.period else booking_credit
            yield from with_uses(make(person, benefit, (created, updated), (begins, expires), space), updated, space)
    if person.habit.plan is not None and dice.random() > 0.12:
        return
    for _ in range(dice.randrange(5)):
        expires = _day(dice.choice((None, _SOON, (30, 120), _OVER)), chronicle, timetable, dice)
        created = _bought(expires, chronicle, dice)
        left = None if dice.random() < 0.75 else 30 * dice.randrange(1, 21)
        if created >= arrived:
            yield unused_pass(person, created, left, expires, space)


def _day(days: tuple[int, int] | None, chronicle: Chronicle, timetable: Timetable, dice: Random) -> datetime | None:
    return timetable.midnight(chronicle.today + dice.randrange(*days) * DAY) if days else None


def _bought(expires: datetime | None, chronicle: Chronicle, dice: Random) -> datetime:
    """Draw when something was bought: in the seven weeks before today, or before it expired."""
    latest = min(expires or chronicle.midnight, chronicle.midnight)
    return latest - timedelta(minutes=dice.randrange(20 * 60, 50 * 1440))


def extra_service(
    person: Person,
    benefit: Benefit,
    written: tuple[datetime, datetime],
    valid: Stretch,
    space: Space,
    *,
    granted: bool = False,
) -> Item:
    """Make a time or printing credit, created and last changed at `written`; `granted` by the plan."""
    created, updated = written
    price = 0 if granted else person.location.price(benefit.price)
    invoice = space.invoicing.sweep(person, created, price) if price else None
    begins, expires = valid
    return entry(
        "coworkerextraservices",
        space.chronicle.number("coworkerextraservices"),
        created,
        max(updated, invoice.issued if invoice else created),
        CoworkerId=person.id,
        BusinessId=person.location.id,
        ExtraServiceId=person.location.id * 1000 + 920 + benefit.period,
        ExtraServiceName=benefit.name,
        TotalUses=benefit.total,
        RemainingUses=benefit.remaining,
        ChargePeriod=benefit.period,
        ValidFrom=iso(begins) if begins else None,
        ExpireDate=iso(expires) if expires else None,
        Invoiced=invoice is not None,
        InvoiceDate=iso(invoice.issued) if invoice else None,
        Price=money(price),
        Free=price == 0 and not granted,
        IsFromTariff=granted,
        ExtraServiceIsPrintingCredit=benefit.printing,
    )


def booking_credit(
    person: Person, benefit: Benefit, written: tuple[datetime, datetime], valid: Stretch, space: Space
) -> Item:
    """Make a money credit, which is billed when it is bought and carries no mark of it."""
    created, updated = written
    begins, expires = valid
    if benefit.price:
        space.invoicing.sweep(person, created, person.location.price(benefit.price))
    return entry(
        "coworkerbookingcredits",
        space.chronicle.number("coworkerbookingcredits"),
        created,
        updated,
        CoworkerId=person.id,
        BusinessId=person.location.id,
        TotalCredit=benefit.total,
        RemainingCredit=benefit.remaining,
        Description=benefit.name,
        ValidFrom=iso(begins) if begins else None,
        ExpireDate=iso(expires) if expires else None,
        CaneBeUsedForBookings=benefit.for_bookings,
        CaneBeUsedForEvents=not benefit.for_bookings,
        IsUniversalCredit=False,
    )


def unused_pass(
    person: Person,
    created: datetime,
    left: int | None,
    expires: datetime | None,
    space: Space,
    *,
    total: int = MINUTE_PASS[2],
) -> Item:
    """Make a pass that can still be used: a day pass, or one with `left` minutes of `total`."""
    kind, name, pence = DAY_PASS if left is None else (MINUTE_PASS[0], MINUTE_PASS[1], MINUTE_PASS[3])
    price = person.location.price(pence)
    invoice = space.invoicing.sweep(person, created, price)
    return entry(
        "coworkertimepasses",
        space.chronicle.number("coworkertimepasses"),
        created,
        invoice.issued if invoice else created,
        CoworkerId=person.id,
        BusinessId=person.location.id,
        TimePassId=person.location.id * 1000 + kind,
        TimePassName=name,
        Used=False,
        UsedDate=None,
        RemainingUses=left,
        TotalUses=None if left is None else total,
        ExpireDate=iso(expires) if expires else None,
        Invoiced=invoice is not None,
        InvoiceDate=iso(invoice.issued) if invoice else None,
        Price=money(price),
        Free=False,
        IsFromTariff=False,
    )
