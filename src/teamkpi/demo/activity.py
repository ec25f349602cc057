"""What people do in the demo: they come and go, book rooms, and go to events."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from uuid import NAMESPACE_OID, uuid5

from teamkpi.demo.invoices import Space
from teamkpi.demo.names import GIVEN_AND_FAMILY, TECH_TEAM
from teamkpi.demo.people import JANE_ID, Person
from teamkpi.demo.places import DAY, DAY_PASSES, LOCATIONS, OWN_ROOM, Day, Location, Room, Timetable
from teamkpi.demo.records import DAYS_AHEAD, DAYS_BACK, Chronicle, Item, entry, iso, money

DAY_PASS = (401, "Day pass", 2500)
_RELAY_DAYS = 28
_SOURCES, _SOURCE_WEIGHTS = (1, 2, 3, 5), (6, 60, 30, 4)
_MEETING_MINUTES = (30, 60, 60, 60, 90, 120, 180)
_EVENTS = (
    ("Founders' breakfast", 0),
    ("Lunch & learn: pricing", 1000),
    ("Pitch night", 1500),
    ("Legal clinic", 0),
    ("Photography workshop", 4500),
    ("Summer & winter social", 1200),
    ("Café français", 600),
)


def visits(person: Person, space: Space) -> Iterator[Item]:
    """Write a person's check-ins, open while they are in; who has no plan uses a day pass for each."""
    chronicle, timetable = space.chronicle, space.timetable(person.location)
    dice = chronicle.dice("visits", person.id)
    last = person.last_day(chronicle.today + DAY)
    forgotten = None
    if person.relay is not None:
        last = chronicle.today - (_RELAY_DAYS + 1) * DAY
    elif person.forgetful:
        before = timetable.between(chronicle.today - 14 * DAY, chronicle.today - 3 * DAY)
        forgotten = [d for d in before if d.working][-1]
        last = forgotten.date - DAY
    for day in timetable.between(person.joined, last):
        if dice.random() < person.habit.visit * day.demand:
            begin = day.at(round(min(max(dice.gauss(548, 45), 420), 960)))
            begin += timedelta(seconds=dice.randrange(60))
            end = begin + timedelta(minutes=min(max(dice.gauss(person.habit.stay, 70), 25), 630) // 1)
            out_for_lunch = person.habit.stay > 200 and dice.random() < 0.08
            guid = None
            if person.habit is DAY_PASSES:
                guid = str(uuid5(NAMESPACE_OID, f"{person.id} {iso(begin)}"))
                yield from _used_pass(person, begin, guid, space)
            if out_for_lunch and end - begin > timedelta(hours=5):
                lunch = begin + timedelta(minutes=dice.randrange(150, 210))
                yield from _checkin(person, begin, lunch, chronicle, dice, guid=guid)
                begin = lunch + timedelta(minutes=dice.randrange(35, 70))
            yield from _checkin(person, begin, end, chronicle, dice, guid=guid)
    if forgotten:
        begin = forgotten.at(9 * 60 + 12)
        yield _checkin_record(person, chronicle.number("checkins"), begin, None, 1)
    if person.relay is not None:
        yield from _shifts(person, person.relay, chronicle, dice)


def _shifts(person: Person, seat: int, chronicle: Chronicle, dice: Random) -> Iterator[Item]:
    """Write the shifts of the round-the-clock desk, so that at any instant three of the crew are in.

    Two crews of eight take turns of two days. Seat n comes within 8 minutes of 3 n o'clock (UTC) and stays
    until 9 h 12 min after that hour at least, by when the third one after has come.
    """
    crew, slot = divmod(seat, 8)
    for ago in range(_RELAY_DAYS, -1, -1):
        day = chronicle.midnight - timedelta(days=ago)
        if (day.toordinal() // 2 + crew) % 2 == 0:
            hour = day + timedelta(hours=3 * slot)
            begin = hour + timedelta(seconds=dice.randrange(8 * 60))
            end = hour + timedelta(hours=9, minutes=12, seconds=dice.randrange(15 * 60))
            yield from _checkin(person, begin, end, chronicle, dice)


def _checkin(
    person: Person, begin: datetime, end: datetime, chronicle: Chronicle, dice: Random, *, guid: str | None = None
) -> Iterator[Item]:
    number = chronicle.number("checkins")
    source = dice.choices(_SOURCES, _SOURCE_WEIGHTS)[0]
    if begin <= chronicle.now:
        yield _checkin_record(person, number, begin, end if end <= chronicle.now else None, source, guid=guid)


def _checkin_record(
    person: Person, number: int, begin: datetime, end: datetime | None, source: int, *, guid: str | None = None
) -> Item:
    return entry(
        "checkins",
        number,
        begin,
        end or begin,
        BusinessId=person.location.id,
        CoworkerId=person.id,
        FromTime=iso(begin),
        ToTime=iso(end) if end else None,
        Source=source,
        **({"CoworkerTimePassGuid": guid} if guid else {}),
    )


def _used_pass(person: Person, begin: datetime, guid: str, space: Space) -> Iterator[Item]:
    chronicle = space.chronicle
    pass_id, name, pence = DAY_PASS
    number, price = chronicle.number("coworkertimepasses"), person.location.price(pence)
    if begin <= chronicle.now:
        invoice = space.invoicing.sweep(person, begin, price)
        yield entry(
            "coworkertimepasses",
            number,
            begin - timedelta(minutes=2),
            invoice.issued if invoice else begin,
            UniqueId=guid,
            CoworkerId=person.id,
            BusinessId=person.location.id,
            TimePassId=person.location.id * 1000 + pass_id,
            TimePassName=name,
            Used=True,
            UsedDate=iso(begin),
            RemainingUses=None,
            TotalUses=None,
            ExpireDate=iso(begin + timedelta(days=90)),
            Invoiced=invoice is not None,
            InvoiceDate=iso(invoice.issued) if invoice else None,
            Price=money(price),
            Free=False,
            IsFromTariff=False,
        )


class Rooms:
    """The rooms' diaries, in half hours, so that no room is booked twice at a time."""

    def __init__(self) -> None:
        self._taken: defaultdict[tuple[int, date], int] = defaultdict(int)

    def take(self, location: Location, day: Day, minute: int, length: int, dice: Random) -> Room | None:
        """Take any room that is free for `length` minutes from `minute` of the local day, if there is one."""
        wanted = ((1 << length // 30) - 1) << minute // 30
        rooms = [room for room in location.rooms if room is not OWN_ROOM]
        for room in dice.sample(rooms, len(rooms)):
            if not self._taken[room.id, day.date] & wanted:
                self._taken[room.id, day.date] |= wanted
                return room
        return None


def bookings(person: Person, space: Space, rooms: Rooms) -> Iterator[Item]:
    """Write a person's bookings, at other locations now and then, and the charges for those that ended.

    Members of the documented team only book at their own, so that its amounts are in one currency on every day.
    """
    chronicle, timetables = space.chronicle, space.timetables
    dice = chronicle.dice("bookings", person.id)
    arrived = timetables[person.location.id].on(person.joined).at(8 * 60)
    last = person.last_day(chronicle.today + (DAYS_AHEAD - 1) * DAY)
    for day in timetables[person.location.id].between(person.joined, last):
        ahead = max(0, (day.date - chronicle.today).days)
        if not day.working or dice.random() >= person.habit.booking * day.demand * (1 - ahead / 45):
            continue
        place = person.location if dice.random() > 0.03 else dice.choice(LOCATIONS)
        if person.company == TECH_TEAM:
            place = person.location
        minute, length = 510 + 30 * dice.randrange(18), dice.choice(_MEETING_MINUTES)
        there = timetables[place.id].on(day.date)
        begin = there.at(minute)
        end = begin + timedelta(minutes=length)
        room = rooms.take(place, there, minute, length, dice) if end <= chronicle.end else None
        if room is None:
            continue
        lead = timedelta(minutes=dice.randrange(40, 14 * 24 * 60))
        created = max(arrived, min(begin, chronicle.midnight) - lead)
        tentative = dice.random() < (0.15 if ahead else 0.01)
        how = "tentative" if tentative else _payment(dice.random())
        charge = how if end <= chronicle.now and how in {"charge", "free", "plan"} else None
        number = chronicle.number("bookings")
        yield entry(
            "bookings",
            number,
            created,
            end if charge else created,
            ResourceId=room.id,
            CoworkerId=person.id,
            FromTime=iso(begin),
            ToTime=iso(end),
            Tentative=tentative,
            Online=dice.random() < 0.7,
            Invoiced=charge is not None,
            BookingNumber=200000 + number,
            Notes="Please set up the screen." if dice.random() < 0.05 else None,
        )
        if how == "credit" and end <= chronicle.midnight:
            space.paid_with_credit.setdefault(person.id, []).append((number, end))
        if charge:
            yield booking_charge(number, person, (place, room), (begin, end), charge, space=space)


def _payment(draw: float) -> str:
    """Decide how a booking is paid for: charged, free, by the plan, or with credit (no charge at all)."""
    return "charge" if draw < 0.6 else "free" if draw < 0.63 else "plan" if draw < 0.75 else "credit"


def booking_charge(
    booking: int,
    person: Person,
    where: tuple[Location, Room],
    stretch: tuple[datetime, datetime],
    how: str,
    *,
    space: Space,
) -> Item:
    """Make the charge for a booking that has ended, with an id of the booking's; `how` as in `_payment`."""
    place, room = where
    begin, end = stretch
    minutes = (end - begin) // timedelta(minutes=1)
    price = room.hourly * minutes // 60 if how == "charge" else 0
    invoice = space.invoicing.sweep(person, end, price) if price else None
    return entry(
        "coworkerextraservices",
        1_000_000 + booking,
        end,
        invoice.issued if invoice else end,
        CoworkerId=person.id,
        BusinessId=place.id,
        ExtraServiceId=place.id * 1000 + 900,
        ExtraServiceName="Meeting room",
        TotalUses=minutes,
        RemainingUses=minutes,
        ChargePeriod=1,
        Invoiced=invoice is not None,
        InvoiceDate=iso(invoice.issued) if invoice else None,
        Price=money(price),
        Free=how == "free",
        IsFromTariff=how == "plan",
        BookingId=booking,
        BookingFromTime=iso(begin),
        BookingToTime=iso(end),
        BookingResourceName=room.name,
        ExtraServiceIsPrintingCredit=False,
    )


def upkeep(chronicle: Chronicle, timetable: Timetable, rooms: Rooms) -> Iterator[Item]:
    """Write the location's own bookings, which belong to no coworker: cleaning and repairs."""
    dice = chronicle.dice("upkeep", timetable.location.id)
    for day in timetable.between(chronicle.start.date(), chronicle.today + (DAYS_AHEAD - 1) * DAY):
        if day.date.weekday() == 5 and day.date.day <= 14:
            room = rooms.take(timetable.location, day, 600, 120, dice)
            if room:
                number = chronicle.number("bookings")
                created = min(day.at(0), chronicle.midnight) - timedelta(days=3)
                yield entry(
                    "bookings",
                    number,
                    created,
                    created,
                    ResourceId=room.id,
                    CoworkerId=None,
                    FromTime=iso(day.at(600)),
                    ToTime=iso(day.at(720)),
                    Tentative=False,
                    Online=False,
                    Invoiced=False,
                    BookingNumber=200000 + number,
                    Notes="Maintenance",
                )


@dataclass(frozen=True)
class Event:
    """An event of a location, on the first working day from the 8th and from the 22nd; price in cents."""

    id: int
    location: Location
    name: str
    price: int
    day: Day


def events(timetable: Timetable) -> list[Event]:
    """Give a location's events; their ids follow from their dates."""
    found: list[Event] = []
    names = iter(_EVENTS * DAYS_BACK)
    wanted = 0
    for day in timetable.days:
        if day.date.day in {8, 22}:
            wanted = day.date.day
        if wanted and day.working:
            name, pence = next(names)
            number = timetable.location.id * 100_000 + day.date.toordinal() % 100_000
            found.append(Event(number, timetable.location, name, timetable.location.price(pence), day))
            wanted = 0
    return found


def attendees(people: list[Person], timetable: Timetable, space: Space) -> Iterator[Item]:
    """Write who signed up for a location's events: members, some of whom cancelled, and a few guests."""
    chronicle = space.chronicle
    dice = chronicle.dice("events", timetable.location.id)
    local = [p for p in people if p.location is timetable.location and p.id != JANE_ID]
    for event in events(timetable):
        there = [p for p in local if p.joined < event.day.date and p.last_day(event.day.date) == event.day.date]
        if len(there) < 3:
            continue
        chosen: list[Person | None] = [*dice.sample(there, min(len(there), dice.randrange(8, 15))), None]
        for person in chosen:
            lead = timedelta(minutes=dice.randrange(60, 12 * 24 * 60))
            created = min(event.day.at(17 * 60), chronicle.midnight) - lead
            if person and person.joined >= (created - DAY).date():
                continue
            cancelled, came = dice.random() < 0.1, dice.random() < 0.85
            given, family = (dice.choice(names.split(",")) for names in dice.choice(GIVEN_AND_FAMILY))
            guest = f"{given} {family}"
            yield attendee(event, person, created, space, cancelled=cancelled, came=came, guest=guest)


def attendee(
    event: Event,
    person: Person | None,
    created: datetime,
    space: Space,
    *,
    cancelled: bool = False,
    came: bool = True,
    guest: str = "",
) -> Item:
    """Make one seat at an event; `guest` is the name of one who is no coworker and pays at the door."""
    number = space.chronicle.number("eventattendees")
    invoice, swept = None, None
    if person and not cancelled:
        # A free seat goes through the run like any other and is marked by it, but makes no invoice.
        swept = space.invoicing.swept_on(event.location, created)
        invoice = space.invoicing.sweep(person, created, event.price) if event.price else None
    door = event.day.at(18 * 60 + 5)
    checked_in = came and not cancelled and door <= space.chronicle.now
    paid_on = invoice.paid_on if invoice else None
    updated = max(created, paid_on or swept or created, door if checked_in else created)
    return entry(
        "eventattendees",
        number,
        created,
        updated,
        BusinessId=event.location.id,
        CalendarEventId=event.id,
        EventProductId=event.id * 10 + 1,
        FullName=person.name if person else guest,
        Email=person.email if person else f"guest{number}@example.com",
        CoworkerId=person.id if person else None,
        CalendarEventName=event.name,
        EventProductName="Seat" if event.price else "Free seat",
        EventProductPrice=money(event.price),
        Invoiced=swept is not None,
        Cancelled=cancelled,
        CheckedIn=checked_in,
        CoworkerInvoiceId=invoice.id if invoice else None,
        CoworkerInvoicePaid=paid_on is not None,
    )
