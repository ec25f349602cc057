"""Jane Smith, whose KPI row is the row of the documented example.

Whenever the calendar allows, her figures at `now` are: 2 products and 1 event to invoice, 500 of booking
credit, 120 minutes and 5 uses of time credit, one hour and one day of passes, 4,200 minutes booked of which
360 this month (in London), 3,800 checked in of which 300 this month. Only the last can fail: while the month
is younger than 300 minutes there is no room for them, so she has been in since the month began and the rest
lies before it; her total is 3,800 all the same. Her credits and passes last ten weeks at least.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from teamkpi.demo.activity import attendee, booking_charge, events
from teamkpi.demo.benefits import Benefit, booking_credit, extra_service, unused_pass
from teamkpi.demo.invoices import Space
from teamkpi.demo.people import Person
from teamkpi.demo.places import DAY, OWN_ROOM, Day, Timetable
from teamkpi.demo.purchases import contracts, product
from teamkpi.demo.records import Chronicle, Item, entry, iso
from teamkpi.demo.uses import with_uses

CHECKED_TOTAL, CHECKED_THIS_MONTH = 3800, 300
BOOKED_TOTAL, BOOKED_THIS_MONTH = 4200, 360

_MINUTE = timedelta(minutes=1)
_PAST_VISITS = 12
_PAST_BOOKINGS = 16

Stretch = tuple[datetime, datetime]


def records(jane: Person, space: Space) -> Iterator[Item]:
    """Write everything of hers but the coworker."""
    chronicle = space.chronicle
    for begin, end in visits(chronicle, space.timetable(jane.location)):
        number = chronicle.number("checkins")
        yield entry(
            "checkins",
            number,
            begin,
            end,
            BusinessId=jane.location.id,
            CoworkerId=jane.id,
            FromTime=iso(begin),
            ToTime=iso(end),
            Source=2,
        )
    yield from _bookings(jane, space)
    yield from contracts(jane, chronicle.dice("jane"), space, perks=False)
    yield from _items(jane, space)
    yield from _credits(jane, space)


def _month(chronicle: Chronicle, timetable: Timetable) -> tuple[datetime, Day]:
    """Give the instant at which the local month began, and the local day of today."""
    today = timetable.on(chronicle.now.astimezone(timetable.zone).date())
    return timetable.midnight(today.date.replace(day=1)), today


def visits(chronicle: Chronicle, timetable: Timetable) -> list[Stretch]:
    """Draw up her check-ins, all over by now, in whole minutes."""
    month, today = _month(chronicle, timetable)
    before = timetable.between(today.date.replace(day=1), today.date - DAY)
    working = [day for day in before if day.working][-2:]
    if len(working) == 2:
        recent = [_stretch(working[0], 600, 180), _stretch(working[1], 840, 120)]
    elif before:
        recent = [_stretch((working or before)[-1], 570, CHECKED_THIS_MONTH)]
    else:
        # The 1st: from ten to three, or what of it is over, reaching back as far as the month does.
        end = min(today.at(15 * 60), chronicle.now.replace(second=0, microsecond=0))
        begin = max(month, end - CHECKED_THIS_MONTH * _MINUTE)
        recent = [(begin, end)] if begin < end else []
    rest = CHECKED_TOTAL - sum((end - begin) // _MINUTE for begin, end in recent)
    days = timetable.between(chronicle.start.date(), today.date.replace(day=1) - 3 * DAY)
    lengths = _split(rest, _PAST_VISITS, 45)
    return [_stretch(day, 555, n) for day, n in zip(_spread(days, _PAST_VISITS), lengths, strict=True)] + recent


def _split(total: int, parts: int, sway: int) -> list[int]:
    """Split minutes into uneven parts that add up to the total."""
    lengths = [total // parts + (sway if n % 2 else -sway) for n in range(parts)]
    lengths[-1] += total - sum(lengths)
    return lengths


def _spread(days: list[Day], count: int) -> list[Day]:
    """Choose that many working days, evenly spread over the days given."""
    working = [day for day in days if day.working]
    return working[len(working) // (2 * count) :: len(working) // count][:count]


def _stretch(day: Day, minute: int, length: int) -> Stretch:
    return day.at(minute), day.at(minute + length)


def _bookings(jane: Person, space: Space) -> Iterator[Item]:
    """Write her bookings; what the last run has not seen is covered by her plan, so nothing is open."""
    chronicle, timetable = space.chronicle, space.timetable(jane.location)
    month, today = _month(chronicle, timetable)
    first = today.date.replace(day=1)
    this_month = [
        day for day in timetable.between(first, first + 30 * DAY) if day.working and day.date.month == first.month
    ]
    nearest = sorted(this_month, key=lambda day: abs(day.date - today.date))[:2]
    days = timetable.between(chronicle.start.date(), first - 3 * DAY)
    past = zip(
        _spread(days, _PAST_BOOKINGS),
        _split(BOOKED_TOTAL - BOOKED_THIS_MONTH, _PAST_BOOKINGS, 60),
        strict=True,
    )
    planned = [_stretch(day, 780, length) for day, length in past]
    planned += [_stretch(day, 600, BOOKED_THIS_MONTH // 2) for day in nearest]
    for begin, end in planned:
        number = chronicle.number("bookings")
        charged = end < space.invoicing.last_run(jane.location) and begin < month
        created = min(begin, chronicle.midnight) - timedelta(days=2, hours=3)
        yield entry(
            "bookings",
            number,
            created,
            end if charged else created,
            ResourceId=OWN_ROOM.id,
            CoworkerId=jane.id,
            FromTime=iso(begin),
            ToTime=iso(end),
            Tentative=False,
            Online=True,
            Invoiced=charged,
            BookingNumber=200000 + number,
            Notes=None,
        )
        if charged:
            yield booking_charge(number, jane, (jane.location, OWN_ROOM), (begin, end), "charge", space=space)


def _items(jane: Person, space: Space) -> Iterator[Item]:
    """Write two open products and one open event, and invoiced, granted and cancelled ones beside them."""
    chronicle, timetable = space.chronicle, space.timetable(jane.location)
    last_run = space.invoicing.last_run(jane.location)
    # Open means after the last run: yesterday, or as soon as the run was over.
    for minutes, choice, quantity in ((1440, 3, 1), (600, 4, 5)):
        bought = max(last_run, chronicle.midnight - minutes * _MINUTE)
        yield product(jane, bought, choice, quantity, space)
    for days, choice, gift in ((9, 0, False), (40, 0, False), (75, 6, False), (200, 5, True)):
        bought = last_run - timedelta(days=days, hours=-8)
        yield product(jane, bought, choice, 1, space, gift=gift)

    known = events(timetable)
    ahead = next(e for e in known if e.day.date > chronicle.today + DAY)
    signed_up = max(last_run, chronicle.midnight - 700 * _MINUTE)
    yield attendee(ahead, jane, signed_up, space)
    for event, cancelled in zip([e for e in known if e.day.at(1200) < last_run][-4:], (0, 1, 0, 0), strict=True):
        signed_up = event.day.at(600) - 3 * DAY
        yield attendee(event, jane, signed_up, space, cancelled=bool(cancelled))


def _credits(jane: Person, space: Space) -> Iterator[Item]:
    """Write what she has left, and what no longer or never counts: expired, used, for events, printing."""
    chronicle, timetable = space.chronicle, space.timetable(jane.location)
    last_run = space.invoicing.last_run(jane.location)
    bought, spent = last_run - 12 * DAY, last_run - 2 * DAY
    ten_weeks = timetable.midnight(chronicle.today + 70 * DAY)
    over = timetable.midnight(chronicle.today - 20 * DAY)
    for benefit, expires in (
        (Benefit("Meeting money", 0, 400, 300, 35000), None),
        (Benefit("Meeting money", 0, 200, 200, 18000), ten_weeks),
        (Benefit("Meeting money", 0, 250, 75, 22000), over),
        (Benefit("Event money", 0, 60, 40, 0, for_bookings=False), ten_weeks),
    ):
        begun = min(bought, (expires or bought) - 30 * DAY)
        written = (begun, max(begun, min(spent, (expires or chronicle.end) - DAY)))
        yield from with_uses(booking_credit(jane, benefit, written, (None, expires), space), written[1], space)
    for benefit, expires in (
        (Benefit("Dedicated Desk: meeting time", 1, 600, 120, 0), ten_weeks),
        (Benefit("Ten phone-booth uses", 5, 10, 5, 2000), None),
        (Benefit("Printing, 500 pages", 5, 500, 340, 2500, printing=True), None),
        (Benefit("Five desk days", 2, 5, 2, 11000), over),
    ):
        begun = min(bought, (expires or bought) - 30 * DAY)
        granted = benefit.price == 0
        written = (begun, max(begun, min(spent, (expires or chronicle.end) - DAY)))
        credit = extra_service(jane, benefit, written, (None, expires), space, granted=granted)
        yield from with_uses(credit, written[1], space)
    for left, expires in ((60, ten_weeks), (None, ten_weeks), (None, over)):
        begun = min(bought, expires - 30 * DAY)
        yield unused_pass(jane, begun, left, expires, space, total=60)
