"""The demo space as it was written down over time: twice before the end of last month, when it was over, and now.

Records are as `generate` makes them at `now`. Before, those that have been changed since were as they had been made:
not invoiced, not used, not over. A few of team 55 have a story of their own besides, so that there is something to find
with "what changed" and in the second version of last month's statement.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from teamkpi.demo.people import TEAM_ID
from teamkpi.demo.records import Item, iso, money

_SECOND = timedelta(seconds=1)
_BEFORE_END, _AT_END = timedelta(days=3, hours=4, minutes=-7), timedelta(minutes=7)
_AFTER_END = timedelta(hours=9, minutes=7)
"""When the space was written down around the end of last month; nothing else happens at such a minute."""
_BY_HAND = 50
"""How much money credit somebody was given by hand."""

Record = dict[str, object]


class Batch(NamedTuple):
    """What was written at one instant: the versions of records that were new or other ones then."""

    at: datetime
    items: Sequence[Item]
    closed_month: date | None
    """The first day of a month that was over, and whose statement was asked for at that instant."""


class _Twist(NamedTuple):
    """What of a record was otherwise until an instant."""

    until: datetime
    earlier: Callable[[Record], Record]
    """Returns the fields that were otherwise, of the record as it would have been."""


class _Use(NamedTuple):
    """A use of a credit: when, and how much of it in hundredths."""

    at: datetime
    cents: int


_BEFORE: Mapping[str, object] = {
    "Invoiced": False,
    "InvoicedOn": None,
    "InvoiceDate": None,
    "CoworkerInvoiceId": None,
    "CoworkerInvoicePaid": False,
    "Used": False,
    "UsedDate": None,
    "Paid": False,
    "PaidOn": None,
    "PaidAmount": 0,
}
"""What fields are before something happens to a record."""
_CREDITS = {
    "coworkerbookingcreditusehistories": ("coworkerbookingcredits", "CoworkerBookingCreditId"),
    "coworkerextraserviceusehistories": ("coworkerextraservices", "CoworkerExtraServiceId"),
}
Twists = Mapping[tuple[str, int], _Twist]


def batches(items: Sequence[Item], now: datetime) -> Iterator[Batch]:
    """Yield what was written at each instant, the last one being `now`, after which the records are `items`."""
    now = now.astimezone(UTC)
    month = now.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    before = (month - _SECOND).replace(day=1).date()
    twists, uses = _twists(items, month), _uses(items)
    written: dict[tuple[str, int], Record] = {}
    # What was used in the last days of the month is written down before the invoices of the month change its records.
    ends = ((month - _BEFORE_END, None), (month - _AT_END, None), (month + _AFTER_END, before))
    for at, closed in (*ends, (now, before)):
        if at > now:
            continue
        found = []
        for plural, record in items:
            key = plural, int(str(record["Id"]))
            version = record if at == now else _as_it_was(plural, record, at, twists.get(key), uses.get(key, ()))
            if version is not None and written.get(key) != version:
                written[key] = version
                found.append((plural, version))
        yield Batch(at, found, closed)


def _as_it_was(plural: str, record: Record, at: datetime, twist: _Twist | None, uses: Sequence[_Use]) -> Record | None:
    """Return a record as it was at an instant; None when it had not been made yet."""
    if _instant(record["CreatedOn"]) > at:
        return None
    version = record if _instant(record["UpdatedOn"]) <= at else _not_yet(plural, record, at, uses)
    if twist is not None and at < twist.until:
        version = {**version, **twist.earlier(version)}
        version["UpdatedOn"] = iso(_instant(version["UpdatedOn"]) - _SECOND)
    return version


def _not_yet(plural: str, record: Record, at: datetime, uses: Sequence[_Use]) -> Record:
    """Return a record before it was changed: not invoiced, paid or over, and used only as the uses by then say."""
    before: Record = {"UpdatedOn": record["CreatedOn"]}
    for name, value in _BEFORE.items():
        if name in record:
            before[name] = value
    for left, total in (("RemainingUses", "TotalUses"), ("RemainingCredit", "TotalCredit")):
        if record.get(left) is not None:
            gone = [one for one in uses if one.at <= at]
            cents = _cents(record[total]) - sum(one.cents for one in gone)
            before[left] = money(cents)
            before["UpdatedOn"] = max([str(record["CreatedOn"]), *(iso(one.at) for one in gone)])
    if plural == "checkins":
        before["ToTime"] = None
    return {**record, **before}


def _uses(items: Sequence[Item]) -> Mapping[tuple[str, int], list[_Use]]:
    """Return the uses of each credit, by its plural and id."""
    found: defaultdict[tuple[str, int], list[_Use]] = defaultdict(list)
    for plural, record in items:
        if plural in _CREDITS:
            of, field = _CREDITS[plural]
            use = _Use(_instant(record["CreatedOn"]), _cents(record["CreditUsed"]))
            found[of, int(str(record[field]))].append(use)
    return found


def _cents(amount: object) -> int:
    return round(float(str(amount)) * 100)


def _twists(items: Sequence[Item], month: datetime) -> Twists:
    """Choose the records with a story, in a space in which the current month began at an instant."""
    first, moved, corrected = month - timedelta(days=4), month - timedelta(days=2), month + timedelta(days=2)
    teams = [record for plural, record in items if plural == "teams"]
    own = next((one for one in teams if one["Id"] == TEAM_ID), None)
    members = list(own["TeamMembers"]) if own is not None and isinstance(own["TeamMembers"], list) else []
    found: dict[tuple[str, int], _Twist] = {}
    if own is not None and len(members) > 1:
        newcomer = members[-1]
        other = next((one for one in teams if one["BusinessId"] == own["BusinessId"] and one["Id"] != TEAM_ID), None)
        if other is not None:
            found["teams", TEAM_ID] = _Twist(moved, lambda team: {"TeamMembers": _without(team, newcomer)})
            found["teams", int(str(other["Id"]))] = _Twist(
                moved, lambda team: {"TeamMembers": [*_without(team, newcomer), newcomer]}
            )
    stories: list[tuple[str, datetime, Callable[[Record], bool], Callable[[Record], Record]]] = [
        ("bookings", corrected, lambda one: _instant(one["FromTime"]) >= month, lambda one: _moved(one, month)),
        ("coworkerbookingcredits", moved, lambda one: _can_be_less(one, month), _with_less),
        ("coworkerproducts", corrected, lambda one: _is_sold(one, month), lambda one: {"Quantity": 1 + _count(one)}),
    ]
    for plural, until, is_fit, earlier in stories:
        for kind, record in items:
            if (
                kind == plural
                and record["CoworkerId"] in members
                and _instant(record["CreatedOn"]) <= first
                and is_fit(record)
            ):
                found[plural, int(str(record["Id"]))] = _Twist(until, earlier)
                break
    return found


def _moved(booking: Record, month: datetime) -> Record:
    """Return when a booking of this month was, before it was moved: on the last weekday of the month before."""
    begin, end = _instant(booking["FromTime"]), _instant(booking["ToTime"])
    day = month - timedelta(days=1)
    while day.weekday() > 4:
        day -= timedelta(days=1)
    earlier = begin.replace(year=day.year, month=day.month, day=day.day)
    return {"FromTime": iso(earlier), "ToTime": iso(earlier + (end - begin))}


def _can_be_less(credit: Record, month: datetime) -> bool:
    """Tell whether a credit has more than is given by hand, is older than last month, and is still valid."""
    is_valid = credit["ExpireDate"] is None or _instant(credit["ExpireDate"]) > month
    is_older = _instant(credit["CreatedOn"]) < (month - _SECOND).replace(day=1, hour=0, minute=0, second=0)
    return (
        is_valid
        and is_older
        and bool(credit["CaneBeUsedForBookings"])
        and float(str(credit["RemainingCredit"])) > _BY_HAND
    )


def _with_less(credit: Record) -> Record:
    """Return a credit before somebody added to it by hand."""
    return {name: float(str(credit[name])) - _BY_HAND for name in ("TotalCredit", "RemainingCredit")}


def _is_sold(product: Record, month: datetime) -> bool:
    """Tell whether a product was sold last month, for a price."""
    last_month = (month - _SECOND).replace(day=1, hour=0, minute=0, second=0)
    return _instant(product["SaleDate"]) >= last_month and bool(product["Price"]) and not product["FromTariff"]


def _count(product: Record) -> int:
    return int(str(product["Quantity"]))


def _without(team: Record, coworker_id: object) -> list[object]:
    members = team["TeamMembers"]
    return [one for one in members if one != coworker_id] if isinstance(members, list) else []


def _instant(value: object) -> datetime:
    return datetime.fromisoformat(str(value))
