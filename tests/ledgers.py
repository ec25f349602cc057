"""Random ledgers for Hypothesis: small, complete and nasty.

`ledgers()` draws the records of one network as they finally stand, one version of each, in all
entities. `histories()` draws the same, spread over the last year and more. `deliveries(ledger)` draws ways in which
those records may arrive: shuffled, cut into batches, repeated, among older versions and tombstones. Every record is
valid, whatever it refers to. Money is `Decimal` or `int`; instants are text, spelt in all the ways that mean the same.
`to_json` writes a record as a line of an import file.

Where the rules have an edge, the draws crowd round it: the answer's `now`, the month edges and clock changes of
the zones in play, whole minutes, the same numbers as ids of different things, references that lead nowhere.
"""

import json
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from functools import lru_cache
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from oracle import instant

Record = dict[str, Any]
Version = tuple[str, Record]
T = TypeVar("T")

# Offsets of whole, half and three-quarter hours; clock changes at midnight, of half an hour, of two hours, in winter
# and round Ramadan; both ends of the day.
ZONES = (
    "UTC",
    "Europe/London",
    "Asia/Kathmandu",
    "America/Havana",
    "Australia/Lord_Howe",
    "America/St_Johns",
    "Pacific/Chatham",
    "Pacific/Honolulu",
    "Pacific/Kiritimati",
    "Pacific/Apia",
    "Asia/Tokyo",
    "Asia/Kolkata",
    "America/Asuncion",
    "Africa/Casablanca",
    "Africa/Cairo",
    "Antarctica/Troll",
    "Europe/Dublin",
)

# The years of `now`: mostly about today, and two that the zones know only by rule.
_YEARS = (2026, 2026, 2026, 2027, 2038, 2150)

# Months that begin oddly: with two midnights, with a jump over midnight (twice), after a day that never was, an hour
# after the clock had all but reached it.
_ODD_MONTHS = (
    ("America/Havana", datetime(2026, 11, 1, 4, tzinfo=UTC)),
    ("America/Asuncion", datetime(2017, 10, 1, 4, tzinfo=UTC)),
    ("Asia/Kathmandu", datetime(1985, 12, 31, 18, 30, tzinfo=UTC)),
    ("Pacific/Apia", datetime(2011, 12, 31, 10, tzinfo=UTC)),
    ("Africa/Cairo", datetime(2024, 10, 31, 22, tzinfo=UTC)),
)

_US = timedelta(microseconds=1)
_SECOND = timedelta(seconds=1)
_MINUTE = timedelta(minutes=1)
_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)

# Of every list of options the first is the simplest: a failing example shrinks towards it.
_ABSENT = object()
_FLAG = (_ABSENT, False, True, None)
_SELDOM = (_ABSENT, False, None, False, _ABSENT, False, True)
_COUNT = (1, 0, 2, 5, 30, 60, 499, 2**31 - 1)
_TEXT = ("Room", "Zoë O'Neil", "月曜日", 'quote " comma , tab \t end', "two\nlines", "\\N \\.")
_CURRENCY = ("GBP", "EUR", "JPY")
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

# Small numbers, so that the same id means different things in different entities, and the largest one allowed.
_LARGEST = 2**53 - 1
_IDS = (1, 2, _LARGEST, *range(3, 14), 55, 101)
# References, most of which lead somewhere: the ids of what is referred to are the first of `_IDS`.
_PERSON = (1, 1, 1, 1, 2, 2, _LARGEST, 13)
_PERSON_OR_NOBODY = (*_PERSON, None, _ABSENT)
_PLACE = (1, 1, 2, 2, _LARGEST, 9)

_AROUND = (
    *(timedelta(0),) * 6,
    *(sign * step for step in (_US, _SECOND, 59_999_999 * _US, _MINUTE, 15 * _MINUTE) for sign in (1, -1)),
    *(sign * step for step in (_HOUR, 11 * _HOUR, _DAY - _US, _DAY, _DAY + _US, 9 * _DAY) for sign in (1, -1)),
)
_AROUND_AND_FAR = (*_AROUND, 40 * _DAY, -40 * _DAY, -400 * _DAY)
_LENGTH = (
    *(_HOUR, 0 * _US, _US, 29_999_999 * _US, 30 * _SECOND, 44 * _SECOND, _MINUTE - _US, _MINUTE, _MINUTE + _US),
    *(15 * _MINUTE, 90 * _MINUTE, 8 * _HOUR, _DAY - _US, _DAY, _DAY + _US, 3 * _DAY, 31 * _DAY, 100 * _DAY),
)
_FROM_NOW = (0 * _US, _US, -_US, _SECOND, -_SECOND, _DAY, -_DAY, 400 * _DAY, -400 * _DAY)
_SPELLING = ("Z", "Z", "naive", "+05:45", "-03:30", "cut")


@dataclass(frozen=True)
class Ledger:
    """The records of one network as they finally stand, and the instant at which to ask."""

    now: datetime
    team_ids: list[int]
    records: list[Version]

    def by_entity(self) -> dict[str, list[Record]]:
        """Return the records by entity plural, ordered by `Id`: the shape of `oracle.settle` and of the vectors."""
        found: dict[str, list[Record]] = {}
        for plural, record in sorted(self.records, key=lambda version: (version[0], version[1]["Id"])):
            found.setdefault(plural, []).append(record)
        return found


def to_json(record: Record) -> str:
    """Return `record` as one line of JSON, money as a JSON number with every digit it has."""
    numbers: dict[str, str] = {}

    def mark(amount: object) -> str:
        if not isinstance(amount, Decimal):
            raise TypeError(amount)
        marker = f"\N{FULL BLOCK}{len(numbers)}\N{FULL BLOCK}"
        numbers[marker] = f"{amount:f}"
        return marker

    line = json.dumps(record, ensure_ascii=False, default=mark)
    for marker, digits in numbers.items():
        line = line.replace(f'"{marker}"', digits)
    return line


class _Dice:
    """Choices read off drawn bytes, so that a whole record costs Hypothesis one draw and shrinks byte by byte."""

    def __init__(self, rolls: bytes) -> None:
        self._rolls: Iterator[int] = iter(rolls)

    def pick(self, options: Sequence[T]) -> T:
        return options[next(self._rolls, 0) % len(options)]

    def below(self, limit: int) -> int:
        number = 0
        for _ in range(6):
            number = number * 256 + next(self._rolls, 0)
        return number % limit


_rolls = st.binary(min_size=64, max_size=64)


def ledgers() -> st.SearchStrategy[Ledger]:
    """Draw a ledger of about 5 to 40 records, with at least one location, one coworker and one team."""
    return _ledgers({})


def histories() -> st.SearchStrategy[Ledger]:
    """Draw a ledger like those of `ledgers` whose instants lie at and round the month edges of the last 15 months.

    There are more records of what figures of past months are made of: invoices, charges, contracts.
    """
    most_of = {
        "bookings": 4,
        "checkins": 4,
        "coworkerbookingcredits": 0,
        "coworkercontracts": 4,
        "coworkerinvoices": 10,
        "charges": 4,
    }
    return _ledgers(most_of, history=True)


@st.composite
def _ledgers(draw: st.DrawFn, most_of: dict[str, int], *, history: bool = False) -> Ledger:
    zones = draw(st.lists(st.sampled_from(ZONES), min_size=1, max_size=3))
    start = _Dice(draw(_rolls))
    edge = start.pick(_edges(start.pick(zones), start.pick(_YEARS)))
    if start.pick((False, False, False, True)):
        zones[0], edge = start.pick(_ODD_MONTHS)
    now = edge + start.pick(_AROUND)
    scene = _Scene(now, zones, history=history)
    records: list[Version] = []
    for plural, (least, usual, make) in _ENTITIES.items():
        most = most_of.get(plural, usual)
        first = start.pick(range(len(_IDS))) if least == 0 else 0
        for place, rolls in enumerate(draw(st.lists(_rolls, min_size=least, max_size=most))):
            record = {"Id": _IDS[(first + place) % len(_IDS)]}
            dice = _Dice(rolls)
            record |= _present(make(dice, scene))
            record |= _present(_system_fields(dice, scene, plural, record["Id"]))
            records.append((plural, record))
    return Ledger(now, [record["Id"] for plural, record in records if plural == "teams"], records)


@st.composite
def deliveries(draw: st.DrawFn, ledger: Ledger) -> list[list[Version]]:
    """Draw batches in which `ledger` may arrive; together they settle to exactly its records.

    But for lists that a record does not state: those are as the older versions state them.

    Beside each record's last version come older ones (with other content: another member, other times) and older
    tombstones, repeats, and records that the ledger does not have because they end deleted. No two different
    versions of a record have the same `UpdatedOn`. A batch may be empty or hold several versions of a record.
    """
    zones = [record["SimpleTimeZoneNameIana"] for plural, record in ledger.records if plural == "businesses"]
    scene = _Scene(ledger.now, zones)
    versions = list(ledger.records)
    for rolls in draw(st.lists(_rolls, max_size=16)):
        dice = _Dice(rolls)
        plural, last = dice.pick(ledger.records)
        versions.append((plural, _older_version(dice, scene, versions, plural, last["Id"])))
    taken = {(plural, record["Id"]) for plural, record in ledger.records}
    free = [(plural, some_id) for plural in _ENTITIES for some_id in _IDS if (plural, some_id) not in taken]
    for plural, some_id in draw(st.lists(st.sampled_from(free), max_size=4, unique=True)):
        dice = _Dice(draw(_rolls))
        tombstone = {"Id": some_id, "UpdatedOn": _spell(ledger.now, dice.pick(_SPELLING)), "_deleted": True}
        versions.append((plural, tombstone))
        for _ in range(dice.pick((1, 0, 2))):
            versions.append((plural, _older_version(dice, scene, versions, plural, some_id)))
    versions += draw(st.lists(st.sampled_from(versions), max_size=8))
    shuffled = draw(st.permutations(versions))
    cuts = sorted(draw(st.lists(st.integers(0, len(shuffled)), max_size=5)))
    return [shuffled[start:end] for start, end in zip([0, *cuts], [*cuts, len(shuffled)], strict=True)]


def _older_version(dice: _Dice, scene: "_Scene", versions: Iterable[Version], plural: str, some_id: int) -> Record:
    """Make a version of a record that is older than all of `versions`: of other content, or a tombstone."""
    known = [instant(other["UpdatedOn"]) for name, other in versions if (name, other["Id"]) == (plural, some_id)]
    updated = min(known) - dice.pick((_US, _SECOND, _HOUR, 30 * _DAY))
    system = {"Id": some_id, "UpdatedOn": _spell(updated, dice.pick(_SPELLING))}
    if dice.pick((False, False, False, True)):
        return {**system, "_deleted": True}
    return {**_present(_ENTITIES[plural][2](dice, scene)), **system}


class _Scene:
    """What the records of one ledger have in common: its `now`, its zones, and the instants of interest near it."""

    def __init__(self, now: datetime, zones: Sequence[str], *, history: bool = False) -> None:
        """With `history` the instants of interest are those of 15 months, and hit more often than missed.

        Most teams then hold everybody, and most locations have one currency, so that most records count somewhere.
        """
        self.now = now
        self.zones = zones
        self.currencies = ("GBP", "GBP", "GBP", "EUR") if history else _CURRENCY
        self.full_teams = (True, True, False) if history else (False,)
        self.created = 4 if history else 1  # records with a `CreatedOn`, for each without
        reach = (460 if history else 45) * _DAY
        near = [edge for zone in dict.fromkeys((*zones, "UTC")) for edge in _edges_near(zone, now, reach)]
        self.instants = (*(now,) * (3 if history else max(3, len(near) // 2)), *near)
        self.around = (*(timedelta(0),) * (40 if history else 0), *_AROUND_AND_FAR)

    def moment(self, dice: _Dice) -> datetime:
        return dice.pick(self.instants) + dice.pick(self.around)

    def instant(self, dice: _Dice) -> str:
        return _spell(self.moment(dice), dice.pick(_SPELLING))

    def maybe_instant(self, dice: _Dice) -> object:
        return dice.pick((_ABSENT, None, self.instant(dice)))

    def mostly_instant(self, dice: _Dice) -> object:
        moment = self.instant(dice)
        return dice.pick((_ABSENT, moment, None, moment, moment))

    def maybe_edge(self, dice: _Dice) -> object:
        """Choose an end of a validity: null or absent half the time, else mostly within a day of `now`."""
        edge = _spell(self.now + dice.pick(_FROM_NOW), dice.pick(_SPELLING))
        return dice.pick((_ABSENT, None, None, edge, edge, self.instant(dice)))

    def stretch(self, dice: _Dice) -> Record:
        """Choose a closed `FromTime` and `ToTime`, of a chosen length or from one instant of interest to another."""
        start = self.moment(dice)
        start, end = sorted((start, dice.pick((start + dice.pick(_LENGTH), self.moment(dice)))))
        return {
            "FromTime": _spell(start, dice.pick(_SPELLING)),
            "ToTime": _spell(end, dice.pick(_SPELLING)),
        }


def _present(record: Record) -> Record:
    return {field: value for field, value in record.items() if value is not _ABSENT}


def _money(dice: _Dice) -> Decimal | int:
    texts = ("0.01", "0.25", "0.1", "0.2", "7.5", "33.333333", "0.000001", "12.50", "9" * 18 + ".999999")
    any_amount = Decimal(dice.below(10**12)).scaleb(-6)
    amounts: list[Decimal | int] = [1, 0, 500, any_amount, *map(Decimal, texts)]
    return dice.pick(amounts)


def _maybe_money(dice: _Dice) -> object:
    return dice.pick((_ABSENT, None, _money(dice)))


def _negative_or_not(dice: _Dice, amount: Decimal | int) -> Decimal | int:
    return dice.pick((amount, amount, -amount))


def _system_fields(dice: _Dice, scene: _Scene, plural: str, some_id: int) -> Record:
    age = dice.pick((0 * _US, _US, 7 * _SECOND, _HOUR, 20 * _DAY, 300 * _DAY))
    return {
        "UpdatedOn": _spell(scene.now - age, dice.pick(_SPELLING)),
        "CreatedOn": dice.pick((_ABSENT, *(scene.instant(dice),) * scene.created)),
        "UpdatedBy": dice.pick((_ABSENT, *_TEXT)),
        "UniqueId": dice.pick((_ABSENT, str(uuid.uuid5(uuid.NAMESPACE_OID, f"{plural} {some_id}")))),
        "SomeFieldOfALaterVersion": dice.pick((_ABSENT, {"nested": [1, None]})),
    }


def _business(dice: _Dice, scene: _Scene) -> Record:
    return {
        "Name": dice.pick(_TEXT),
        "CurrencyCode": dice.pick(scene.currencies),
        "SimpleTimeZoneNameIana": dice.pick(scene.zones),
        "WebAddress": dice.pick((_ABSENT, None, "hub")),
    }


def _coworker(dice: _Dice, scene: _Scene) -> Record:
    return {
        "FullName": dice.pick(_TEXT),
        "Email": dice.pick(("jane@example.org", "Jane@Example.ORG", "b.b+c@example.org")),
        "Active": dice.pick(_FLAG),
        "Archived": dice.pick(_SELDOM),
        "CoworkerType": dice.pick((_ABSENT, 1, 2)),
        "CompanyName": dice.pick((_ABSENT, None, *_TEXT)),
        "UserLastAccess": scene.maybe_instant(dice),
        **{f"{day}Attendance": dice.pick((_ABSENT, 1, 2, 3, 4, 5, None)) for day in _WEEKDAYS},
    }


def _team(dice: _Dice, scene: _Scene) -> Record:
    people = (1, 2, _LARGEST, 3, 1, 13)  # not all of them exist, and some come twice
    members = [dice.pick(people) for _ in range(dice.pick((1, 2, 3, 5, 7, 0)))]
    members = list(people) if dice.pick(scene.full_teams) else members
    administrators = [dice.pick(people) for _ in range(dice.pick((1, 2)))]
    return {
        "BusinessId": dice.pick(_PLACE),
        "Name": dice.pick(_TEXT),
        "TeamMembers": dice.pick((*(members,) * 10, None, _ABSENT)),
        "TeamAdministrators": dice.pick((administrators, administrators, None, _ABSENT)),
        "PayingMemberId": dice.pick((_ABSENT, None, *_PERSON)),
        "MaxTeamMemberCount": dice.pick((_ABSENT, None, 1, 10)),
        "CreateSingleInvoiceForTeam": dice.pick(_FLAG),
        "DisableAttendanceDashboard": dice.pick(_FLAG),
    }


def _resource(dice: _Dice, _: _Scene) -> Record:
    return {"BusinessId": dice.pick(_PLACE), "Name": dice.pick(_TEXT)}


def _booking(dice: _Dice, scene: _Scene) -> Record:
    return {
        "ResourceId": dice.pick(_PLACE),
        "CoworkerId": dice.pick(_PERSON_OR_NOBODY),
        **scene.stretch(dice),
        "Tentative": dice.pick(_SELDOM),
        "Online": dice.pick(_FLAG),
        "Invoiced": dice.pick(_FLAG),
        "BookingNumber": dice.pick((_ABSENT, *_COUNT)),
        "Notes": dice.pick((_ABSENT, None, *_TEXT)),
    }


def _checkin(dice: _Dice, scene: _Scene) -> Record:
    stretch = scene.stretch(dice)
    end = stretch.pop("ToTime")
    return {
        "BusinessId": dice.pick(_PLACE),
        "CoworkerId": dice.pick(_PERSON_OR_NOBODY),
        **stretch,
        "ToTime": dice.pick((end, end, None, _ABSENT)),
        "Source": dice.pick((_ABSENT, 0, 1, 2, 3, 4, 5)),
        "CoworkerTimePassGuid": dice.pick((_ABSENT, None, str(uuid.UUID(int=7)))),
    }


def _item(dice: _Dice) -> Record:
    return {"CoworkerId": dice.pick(_PERSON), "BusinessId": dice.pick(_PLACE)}


def _product(dice: _Dice, scene: _Scene) -> Record:
    return {
        **_item(dice),
        "ProductId": dice.pick(_IDS),
        "Quantity": dice.pick((_ABSENT, *_COUNT)),
        "Price": _maybe_money(dice),
        "ProductPrice": _maybe_money(dice),
        "Invoiced": dice.pick(_FLAG),
        "InvoicedOn": scene.mostly_instant(dice),
        "FromTariff": dice.pick(_SELDOM),
        "RegularCharge": dice.pick(_FLAG),
        "SaleDate": scene.mostly_instant(dice),
        "Free": dice.pick(_FLAG),  # not kept for products: changes nothing
    }


def _extra_service(dice: _Dice, scene: _Scene) -> Record:
    return {
        **_item(dice),
        "ExtraServiceId": dice.pick(_IDS),
        "TotalUses": dice.pick(_COUNT),
        "RemainingUses": dice.pick((_ABSENT, None, *_COUNT)),
        "ChargePeriod": dice.pick((1, 2, 3, 4, 5, 6)),
        "ValidFrom": scene.maybe_edge(dice),
        "ExpireDate": scene.maybe_edge(dice),
        "Invoiced": dice.pick(_FLAG),
        "InvoiceDate": scene.mostly_instant(dice),
        "Price": _maybe_money(dice),
        "Free": dice.pick(_SELDOM),
        "IsFromTariff": dice.pick(_SELDOM),
        "BookingId": dice.pick((_ABSENT, None, None, None, 1)),
        "BookingFromTime": scene.mostly_instant(dice),
        "ExtraServiceIsPrintingCredit": dice.pick(_FLAG),
        "Cancelled": dice.pick(_FLAG),  # not kept for extra services: changes nothing
    }


def _time_pass(dice: _Dice, scene: _Scene) -> Record:
    return {
        **_item(dice),
        "TimePassId": dice.pick(_IDS),
        "Used": dice.pick(_SELDOM),
        "UsedDate": scene.mostly_instant(dice),
        "RemainingUses": dice.pick((_ABSENT, None, None, *_COUNT)),
        "TotalUses": dice.pick((_ABSENT, None, *_COUNT)),
        "ExpireDate": scene.maybe_edge(dice),
        "ValidFrom": scene.maybe_edge(dice),  # passes have none: changes nothing
        "Invoiced": dice.pick(_FLAG),
        "InvoiceDate": scene.mostly_instant(dice),
        "Price": _maybe_money(dice),
        "Free": dice.pick(_SELDOM),
        "IsFromTariff": dice.pick(_SELDOM),
    }


def _booking_credit(dice: _Dice, scene: _Scene) -> Record:
    starts, ends = scene.maybe_edge(dice), scene.maybe_edge(dice)
    if isinstance(starts, str) and isinstance(ends, str) and instant(starts) > instant(ends):
        starts, ends = ends, starts  # a credit that expires before it is valid is refused
    return {
        **_item(dice),
        "TotalCredit": _money(dice),
        "RemainingCredit": dice.pick((_ABSENT, None, *(_money(dice),) * 2)),
        "ValidFrom": starts,
        "ExpireDate": ends,
        "CaneBeUsedForBookings": dice.pick(_FLAG),
        "CaneBeUsedForEvents": dice.pick(_FLAG),
        "IsUniversalCredit": dice.pick(_FLAG),
        "Description": dice.pick((_ABSENT, None, *_TEXT)),
    }


def _event_attendee(dice: _Dice, _: _Scene) -> Record:
    return {
        "BusinessId": dice.pick(_PLACE),
        "CalendarEventId": dice.pick(_IDS),
        "EventProductId": dice.pick(_IDS),
        "FullName": dice.pick(_TEXT),
        "Email": "guest@example.org",
        "CoworkerId": dice.pick(_PERSON_OR_NOBODY),
        "EventProductPrice": _maybe_money(dice),
        "Invoiced": dice.pick(_FLAG),
        "Cancelled": dice.pick(_SELDOM),
        "CheckedIn": dice.pick(_FLAG),
        "CoworkerInvoiceId": dice.pick((*_IDS, None, _ABSENT)),  # many lead nowhere
        "CoworkerInvoicePaid": dice.pick(_FLAG),
        "Free": dice.pick(_FLAG),  # not kept for attendees: changes nothing
    }


def _contract(dice: _Dice, scene: _Scene) -> Record:
    return {
        "CoworkerId": dice.pick(_PERSON),
        "IssuedById": dice.pick(_PLACE),
        "TariffId": dice.pick(_IDS),
        "TariffName": dice.pick((_ABSENT, *_TEXT)),
        "Active": dice.pick(_FLAG),
        "Cancelled": dice.pick(_FLAG),
        "StartDate": scene.maybe_instant(dice),
        "RenewalDate": scene.mostly_instant(dice),
        "CancellationDate": scene.mostly_instant(dice),
        "Price": _maybe_money(dice),
        "BillingDay": dice.pick((_ABSENT, 1, 31)),
    }


def _invoice(dice: _Dice, scene: _Scene) -> Record:
    return {
        **_item(dice),
        "InvoiceNumber": dice.pick((_ABSENT, *_TEXT)),
        "TotalAmount": _negative_or_not(dice, _money(dice)),
        "TaxAmount": _maybe_money(dice),
        "PaidAmount": _maybe_money(dice),
        "DueDate": scene.mostly_instant(dice),
        "Draft": dice.pick(_SELDOM),
        "Void": dice.pick(_SELDOM),
        "Paid": dice.pick((_ABSENT, False, True, True, None)),
        "PaidOn": scene.mostly_instant(dice),
        "CreditNote": dice.pick(_FLAG),
        "CurrencyCode": dice.pick((_ABSENT, None, _ABSENT, *_CURRENCY)),
    }


def _charge(dice: _Dice, scene: _Scene) -> Record:
    return {
        **_item(dice),
        "Quantity": dice.pick((_ABSENT, *_COUNT)),
        "TotalAmount": _money(dice),
        "Invoiced": dice.pick(_FLAG),
        "InvoicedOn": scene.mostly_instant(dice),
    }


def _credit_use(dice: _Dice, _: _Scene) -> Record:
    return {
        "CoworkerBookingCreditId": dice.pick(_IDS),
        "CreditUsed": _negative_or_not(dice, _money(dice)),
        "BookingId": dice.pick((*_IDS, None, _ABSENT)),
        "EventAttendeeId": dice.pick((_ABSENT, None, *_IDS)),
        "Description": dice.pick((_ABSENT, *_TEXT)),
    }


def _service_use(dice: _Dice, _: _Scene) -> Record:
    return {
        "CoworkerExtraServiceId": dice.pick(_IDS),
        "CreditUsed": dice.pick(_COUNT),
        "BookingId": dice.pick((*_IDS, None, _ABSENT)),
    }


# How many records of each, at least and at most. What others refer to has the first ids; the ids of the rest begin
# anywhere.
_ENTITIES: dict[str, tuple[int, int, Callable[[_Dice, _Scene], Record]]] = {
    "businesses": (1, 3, _business),
    "coworkers": (1, 4, _coworker),
    "teams": (1, 3, _team),
    "resources": (1, 3, _resource),
    "bookings": (0, 6, _booking),
    "checkins": (0, 6, _checkin),
    "coworkerproducts": (0, 4, _product),
    "coworkerextraservices": (0, 6, _extra_service),
    "coworkertimepasses": (0, 6, _time_pass),
    "coworkerbookingcredits": (0, 6, _booking_credit),
    "eventattendees": (0, 4, _event_attendee),
    "coworkercontracts": (0, 1, _contract),
    "coworkerinvoices": (0, 1, _invoice),
    "charges": (0, 1, _charge),
    "coworkerbookingcreditusehistories": (0, 1, _credit_use),
    "coworkerextraserviceusehistories": (0, 1, _service_use),
}


def _spell(moment: datetime, form: str) -> str:
    """Write a UTC instant in one of the ways that mean the same; `cut` has digits that are cut again."""
    bare = moment.replace(tzinfo=None)
    if form == "Z":
        return bare.isoformat() + "Z"
    if form == "naive":
        return bare.isoformat()
    if form == "cut":
        return bare.isoformat(timespec="microseconds") + "987Z"
    offset = timedelta(hours=int(form[1:3]), minutes=int(form[4:]))
    return moment.astimezone(timezone(-offset if form[0] == "-" else offset)).isoformat()


@lru_cache(maxsize=1024)
def _edges(zone: str, year: int) -> tuple[datetime, ...]:
    """The month starts and clock changes of `zone` in `year`, as UTC instants, in order."""
    wall = ZoneInfo(zone)
    months = [datetime(year, month, 1, tzinfo=wall).astimezone(UTC) for month in range(1, 13)]
    days = [datetime(year, 1, 1, tzinfo=UTC) + day * _DAY for day in range(367)]
    offsets = [day.astimezone(wall).utcoffset() for day in days]
    changes = [_change_within(wall, days[i]) for i in range(366) if offsets[i] != offsets[i + 1]]
    return tuple(sorted({*months, *changes}))


def _change_within(wall: ZoneInfo, day: datetime) -> datetime:
    """Find the second of the 24 hours from `day` on at which the offset of `wall` changes, by halving them."""
    old = day.astimezone(wall).utcoffset()
    before, after = 0, 86_400
    while after - before > 1:
        middle = (before + after) // 2
        same = (day + middle * _SECOND).astimezone(wall).utcoffset() == old
        before, after = (middle, after) if same else (before, middle)
    return day + after * _SECOND


def _edges_near(zone: str, now: datetime, reach: timedelta) -> list[datetime]:
    """The edges of `zone` from `reach` before `now` to a month and a half after it."""
    first, last = now - reach, now + 45 * _DAY
    return [edge for year in range(first.year, last.year + 1) for edge in _edges(zone, year) if first <= edge <= last]
