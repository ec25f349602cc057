"""Where the demo happens: three locations, what they sell, and the days on which they are busy."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from teamkpi.demo.records import DAYS_AHEAD, Chronicle, Item, entry

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Room:
    """A bookable resource; `hourly` in cents of its location's currency."""

    id: int
    name: str
    hourly: int


@dataclass(frozen=True)
class Location:
    """A location; `factor` turns a list price (pence) into its currency, `tax` is in basis points."""

    id: int
    name: str
    web_address: str
    currency: str
    zone: str
    factor: float
    tax: int
    rooms: tuple[Room, ...]

    def price(self, pence: int) -> int:
        """Give a list price in cents of the location's currency, rounded to half a unit."""
        return round(pence * self.factor / 50) * 50


@dataclass(frozen=True)
class Plan:
    """A price plan (tariff): pence a month, and what each renewal grants."""

    id: int
    name: str
    price: int
    minutes: int = 0
    pass_minutes: int = 0
    credit: int = 0


@dataclass(frozen=True)
class Habit:
    """How a kind of member uses the space: chances a working day, and how long a visit lasts (minutes)."""

    name: str
    plan: Plan | None
    visit: float
    stay: int
    booking: float
    weight: int


DEDICATED = Plan(61, "Dedicated Desk", 32000, minutes=600)
FLEX = Plan(62, "Flex 10", 16000, pass_minutes=600)
VIRTUAL = Plan(63, "Virtual Office", 4500, credit=15000)
STARTER = Plan(64, "Starter Hot Desk", 9500)

FULL_TIME = Habit("full-time", DEDICATED, visit=0.72, stay=470, booking=0.09, weight=32)
PART_TIME = Habit("part-time", FLEX, visit=0.38, stay=360, booking=0.05, weight=33)
DAY_PASSES = Habit("day passes", None, visit=0.14, stay=400, booking=0.02, weight=20)
MEETINGS = Habit("meetings", VIRTUAL, visit=0.07, stay=150, booking=0.24, weight=15)
HABITS = (FULL_TIME, PART_TIME, DAY_PASSES, MEETINGS)

LONDON = Location(
    1,
    "Harbour & Hive, Clerkenwell",
    "hive-clerkenwell",
    "GBP",
    "Europe/London",
    1.0,
    2000,
    (
        Room(11, "Turing Suite", 4200),
        Room(12, "Lovelace Room", 3200),
        Room(13, "Fleet Boardroom", 6500),
        Room(14, "Smithfield Room", 2800),
        Room(15, "Phone Booth 1", 800),
        Room(16, "Podcast Studio", 3600),
        Room(17, "The Snug", 1800),
    ),
)
NEW_YORK = Location(
    2,
    "Harbour & Hive, Flatiron",
    "hive-flatiron",
    "USD",
    "America/New_York",
    1.3,
    888,
    (
        Room(21, "Broadway Boardroom", 8500),
        Room(22, "Madison Room", 5200),
        Room(23, "Gramercy Room", 4400),
        Room(24, "Phone Booth A", 1000),
        Room(25, "Rooftop Studio", 6000),
    ),
)
SINGAPORE = Location(
    3,
    "Harbour & Hive, Tanjong Pagar",
    "hive-tanjong-pagar",
    "SGD",
    "Asia/Singapore",
    1.7,
    900,
    (
        Room(31, "Orchid Boardroom", 9000),
        Room(32, "Banyan Room", 6000),
        Room(33, "Kopi Corner", 3000),
        Room(34, "Merlion Studio", 7200),
    ),
)
LOCATIONS = (LONDON, NEW_YORK, SINGAPORE)
OWN_ROOM = LONDON.rooms[0]
"""Let to Tech Innovators alone, so that no one else's booking can stand in the way of Jane's."""

LUNAR_NEW_YEAR = (
    *(date(2024, 2, 10), date(2025, 1, 29), date(2026, 2, 17), date(2027, 2, 6), date(2028, 1, 26)),
    *(date(2029, 2, 13), date(2030, 2, 3), date(2031, 1, 23), date(2032, 2, 11), date(2033, 1, 31)),
)


@dataclass(frozen=True)
class Day:
    """One local day of a location.

    `base` is the UTC instant to which minutes on the wall clock are added. It is reckoned back from noon, so
    that on the days on which clocks change it is right for every time after the change in the small hours.
    `demand` scales the chance that people come; a `working` day is a weekday and no holiday.
    """

    date: date
    base: datetime
    demand: float
    working: bool

    def at(self, minutes: int) -> datetime:
        """Give the UTC instant at which the wall clock shows that many minutes past midnight."""
        return self.base + timedelta(minutes=minutes)


class Timetable:
    """The days of one location and the instants at which it invoices (06:00 on the 1st, local)."""

    def __init__(self, location: Location, chronicle: Chronicle) -> None:
        self.location = location
        self._first = chronicle.start.date()
        self._last = chronicle.today + DAYS_AHEAD * DAY
        self.zone = ZoneInfo(location.zone)

    @cached_property
    def days(self) -> list[Day]:
        """All days from the first to the last of the demo."""
        closed = holidays(self.location, range(self._first.year, self._last.year + 1))
        count = (self._last - self._first).days + 1
        return [self._day(self._first + n * DAY, closed) for n in range(count)]

    @cached_property
    def runs(self) -> list[datetime]:
        """The invoicing runs of the demo, up to the first one that lies ahead on every clock."""
        first_days: list[date] = []
        year, month = self._first.year, self._first.month
        while not first_days or first_days[-1] <= self._last + 5 * DAY:
            year, month = (year, month + 1) if month < 12 else (year + 1, 1)
            first_days.append(date(year, month, 1))
        return [datetime(d.year, d.month, d.day, 6, tzinfo=self.zone).astimezone(UTC) for d in first_days]

    def on(self, day: date) -> Day:
        """Give one day, the nearest one when it lies outside the demo's time."""
        index = (day - self._first).days
        return self.days[max(0, min(index, len(self.days) - 1))]

    def between(self, first: date, last: date) -> list[Day]:
        """Give the days from `first` to `last`, both included, as far as the demo's time reaches."""
        return self.days[max(0, (first - self._first).days) : max(0, (last - self._first).days + 1)]

    def midnight(self, day: date) -> datetime:
        """Give the UTC instant at which a local day starts, of any date."""
        return datetime(day.year, day.month, day.day, tzinfo=self.zone).astimezone(UTC)

    def _day(self, day: date, closed: set[date]) -> Day:
        noon = datetime(day.year, day.month, day.day, 12, tzinfo=self.zone).astimezone(UTC)
        working = day.weekday() < 5 and day not in closed
        return Day(day, noon - timedelta(hours=12), _demand(day, working=working), working)


def _demand(day: date, *, working: bool) -> float:
    if not working:
        return 0.03
    demand = (0.9, 1.1, 1.15, 1.05, 0.7)[day.weekday()]
    if (day.month, day.day) >= (12, 18) or (day.month, day.day) <= (1, 3):
        return demand * 0.35
    return demand * 0.75 if day.month == 8 else demand


def holidays(location: Location, years: range) -> set[date]:
    """Give the public holidays on which a location is quiet (the lunar ones as far as they are listed)."""
    found: set[date] = set()
    for year in years:
        good_friday = easter(year) - 2 * DAY
        found |= {date(year, 1, 1), date(year, 12, 25)}
        if location is LONDON:
            found |= {good_friday, good_friday + 3 * DAY, date(year, 12, 26)}
            found |= {_weekday(year, 5, 0, 1), _weekday(year, 5, 0, -1), _weekday(year, 8, 0, -1)}
        elif location is NEW_YORK:
            thanksgiving = _weekday(year, 11, 3, 4)
            found |= {date(year, 6, 19), date(year, 7, 4), thanksgiving, thanksgiving + DAY}
            found |= {_weekday(year, 1, 0, 3), _weekday(year, 5, 0, -1), _weekday(year, 9, 0, 1)}
        else:
            found |= {good_friday, date(year, 5, 1), date(year, 8, 9)}
            found |= {d + n * DAY for d in LUNAR_NEW_YEAR if d.year == year for n in (0, 1)}
    return found


def easter(year: int) -> date:
    """Give Easter Sunday of a Gregorian year (the anonymous algorithm of Meeus, Jones and Butcher)."""
    a, (b, c) = year % 19, divmod(year, 100)
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    k = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    m = (a + 11 * h + 22 * k) // 451
    month, day = divmod(h + k - 7 * m + 114, 31)
    return date(year, month, day + 1)


def _weekday(year: int, month: int, weekday: int, nth: int) -> date:
    """Give the nth such weekday of a month, or the last one for -1."""
    if nth < 0:
        last = date(year, month + 1, 1) - DAY
        return last - ((last.weekday() - weekday) % 7) * DAY
    first = date(year, month, 1)
    return first + ((weekday - first.weekday()) % 7 + 7 * (nth - 1)) * DAY


def places(chronicle: Chronicle) -> Iterator[Item]:
    """Write the locations and their rooms, older than everything that happens in them."""
    opened = chronicle.start - timedelta(days=400)
    for place in LOCATIONS:
        yield entry(
            "businesses",
            place.id,
            opened,
            opened,
            Name=place.name,
            WebAddress=place.web_address,
            CurrencyCode=place.currency,
            SimpleTimeZoneNameIana=place.zone,
        )
        for room in place.rooms:
            yield entry("resources", room.id, opened, opened, BusinessId=place.id, Name=room.name)
