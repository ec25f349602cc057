"""The rules of the KPIs a second time: slow, plain and without a line of the product.

What goes in: versions of records as they arrive, or a settled ledger (entity plural -> records with wire
field names). What comes out: what the ledger must hold, and what a team's KPI answer must be.
What is always true: every figure is computed from the records alone, by walking through all of them, with
exact decimals and whole microseconds. Nothing here is imported from `teamkpi`, and nothing is fast.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal, localcontext
from typing import Any
from zoneinfo import ZoneInfo

Record = dict[str, Any]
Settled = dict[str, list[Record]]
Interval = tuple[int, int]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_MICROSECONDS_PER_MINUTE = 60_000_000

# Which kept fields say that a record will never be invoiced, by entity. A field of the same meaning that the
# ledger does not keep for that entity (`Free` on a product, say) is ignored.
_NEVER_INVOICED = {
    "coworkerproducts": ["FromTariff"],
    "coworkerextraservices": ["Free", "IsFromTariff"],
    "eventattendees": ["Cancelled"],
    "coworkertimepasses": ["Free", "IsFromTariff"],
}


# Fields that say nothing when they are absent or null.
LISTS = {"teams": ["TeamMembers", "TeamAdministrators"]}


def settle(versions: Sequence[tuple[str, Record]]) -> Settled:
    """Return what the ledger holds once all `versions` (entity plural, record) have arrived, in any order.

    The version with the latest `UpdatedOn` stays, and a tombstone (`_deleted`) is a version like any other. A list that
    this version does not state is as the latest version states it that does.
    Records are sorted by `Id`; an entity of which nothing is left is absent. Two versions with an equal
    `UpdatedOn` and different content raise `ValueError`: which of them stays is for its own test to say.
    """
    latest: dict[tuple[str, int], Record] = {}
    for plural, record in versions:
        key = (plural, record["Id"])
        held = latest.get(key)
        if held is None or instant(record["UpdatedOn"]) > instant(held["UpdatedOn"]):
            latest[key] = record
    # A second look, because a tie between two old versions settles nothing and must not raise.
    for plural, record in versions:
        winner = latest[plural, record["Id"]]
        if instant(record["UpdatedOn"]) == instant(winner["UpdatedOn"]) and not _same_content(record, winner):
            message = f"{plural} {record['Id']}: two different versions of {record['UpdatedOn']}"
            raise ValueError(message)
    settled: Settled = {}
    for (plural, record_id), record in sorted(latest.items(), key=lambda item: item[0]):
        if not record.get("_deleted"):
            of_record = [one for name, one in versions if (name, one["Id"]) == (plural, record_id)]
            unstated = [name for name in LISTS.get(plural, ()) if record.get(name) is None]
            settled.setdefault(plural, []).append(record | {name: _last_stated(name, of_record) for name in unstated})
    return settled


def _last_stated(name: str, versions: Iterable[Record]) -> list[int]:
    """Return a list as the last version stated it that did; a tombstone states that it is empty."""
    ids: list[int] = []
    since: datetime | None = None
    for record in versions:
        stated = [] if record.get("_deleted") else record.get(name)
        updated_on = instant(record["UpdatedOn"])
        if stated is not None and (since is None or updated_on > since):
            ids, since = stated, updated_on
    return ids


def team_kpi(
    ledger: Settled, team_id: int, now: datetime, open_checkin_limit: timedelta = timedelta(hours=24)
) -> dict[str, list[Record]] | None:
    """Return the body of a team's KPI answer at `now`, or None when the ledger holds no such team.

    Rows are ordered by `CoworkerId` and have the documented fields in the documented order.
    `RemainingBookingCredit` is an exact `Decimal`; all other figures are `int`.
    """
    team = _by_id(ledger, "teams", team_id)
    if team is None:
        return None
    rows = []
    for coworker_id in sorted(set(team.get("TeamMembers") or [])):
        coworker = _by_id(ledger, "coworkers", coworker_id)
        if coworker is not None and not coworker.get("Archived"):
            rows.append(_row(ledger, team, coworker, now, open_checkin_limit))
    return {"Kpi": rows}


def instant(text: str) -> datetime:
    """Read an ISO 8601 instant as an aware UTC `datetime`; digits beyond microseconds are cut, no zone is UTC."""
    read = datetime.fromisoformat(re.sub(r"(\.\d{6})\d+", r"\1", text))
    return (read if read.tzinfo else read.replace(tzinfo=UTC)).astimezone(UTC)


def month_interval(year: int, month: int, zone: str) -> Interval:
    """Return `[from, to)` of a local calendar month, in microseconds since 1970.

    A month starts at the first instant at which the wall clock reads midnight of the 1st (fold 0: in Havana the
    clock reads that twice on 2026-11-01), or, where the clock jumps over midnight, at the jump.
    """
    following = (year + 1, 1) if month == 12 else (year, month + 1)
    start = datetime(year, month, 1, tzinfo=ZoneInfo(zone), fold=0)
    end = datetime(*following, 1, tzinfo=ZoneInfo(zone), fold=0)
    return _microseconds(start), _microseconds(end)


def _row(ledger: Settled, team: Record, coworker: Record, now: datetime, open_limit: timedelta) -> Record:
    member = coworker["Id"]
    location = _by_id(ledger, "businesses", team["BusinessId"])
    team_zone = location["SimpleTimeZoneNameIana"] if location else "UTC"
    local_now = now.astimezone(ZoneInfo(team_zone))
    month = (local_now.year, local_now.month)

    booked = [
        (_interval(booking["FromTime"], booking["ToTime"]), _booking_zone(ledger, booking, team_zone))
        for booking in _of_member(ledger, "bookings", member)
        if not booking.get("Tentative")
    ]
    checked = [
        (_checkin_interval(checkin, now, open_limit), _zone_of(ledger, checkin["BusinessId"], team_zone))
        for checkin in _of_member(ledger, "checkins", member)
    ]
    passes = [
        time_pass
        for time_pass in _of_member(ledger, "coworkertimepasses", member)
        if not time_pass.get("Used") and _is_before_expiry(time_pass, now)
    ]
    minute_passes = [p["RemainingUses"] for p in passes if p.get("RemainingUses") is not None]
    day_passes = [p for p in passes if p.get("RemainingUses") is None]

    return {
        "CoworkerId": member,
        "CoworkerFullName": coworker["FullName"],
        "CoworkerEmail": coworker["Email"],
        "UninvoicedProducts": _count_uninvoiced(ledger, "coworkerproducts", member),
        "UninvoicedExtraServices": _count_uninvoiced(ledger, "coworkerextraservices", member),
        "UnivoicedEventAttendees": _count_uninvoiced(ledger, "eventattendees", member),
        "UnivoicedTimepasses": _count_uninvoiced(ledger, "coworkertimepasses", member),
        "RemainingBookingCredit": _booking_credit(ledger, team, member, now),
        "RemainingTimeCreditMinutes": _time_credit(ledger, member, now, [1]),
        "RemainingTimeCreditDays": _time_credit(ledger, member, now, [2]),
        "RemainingTimeCreditWeeks": _time_credit(ledger, member, now, [3]),
        "RemainingTimeCreditMonths": _time_credit(ledger, member, now, [4, 6]),
        "RemainingTimeCreditUses": _time_credit(ledger, member, now, [5]),
        "RemainingTimePassesMinutes": sum(minute_passes),
        "RemainingTimePassesCount": len(day_passes),
        "BookedTimeTotal": _minutes(stretch for stretch, _ in booked),
        "BookedTimeThisMonth": _minutes(_overlap(s, month_interval(*month, zone)) for s, zone in booked),
        "CheckedTimeTotal": _minutes(stretch for stretch, _ in checked),
        "CheckedTimeThisMonth": _minutes(_overlap(s, month_interval(*month, zone)) for s, zone in checked),
    }


def _count_uninvoiced(ledger: Settled, plural: str, member: int) -> int:
    return sum(
        not record.get("Invoiced") and not any(record.get(flag) for flag in _NEVER_INVOICED[plural])
        for record in _of_member(ledger, plural, member)
    )


def _booking_credit(ledger: Settled, team: Record, member: int, now: datetime) -> Decimal:
    with localcontext(prec=100):  # far more digits than any sum of the ledger has: nothing is ever rounded
        total = Decimal(0)
        for credit in _of_member(ledger, "coworkerbookingcredits", member):
            usable = credit.get("CaneBeUsedForBookings") is not False
            if usable and _is_valid(credit, now) and _is_in_teams_currency(ledger, team, credit):
                total += _money(_first_known(credit.get("RemainingCredit"), credit["TotalCredit"]))
        return total


def _is_in_teams_currency(ledger: Settled, team: Record, credit: Record) -> bool:
    if credit["BusinessId"] == team["BusinessId"]:
        return True  # one location has one currency, even while neither is known
    issuer = _by_id(ledger, "businesses", credit["BusinessId"])
    own = _by_id(ledger, "businesses", team["BusinessId"])
    return issuer is not None and own is not None and issuer["CurrencyCode"] == own["CurrencyCode"]


def _time_credit(ledger: Settled, member: int, now: datetime, periods: list[int]) -> int:
    return sum(
        _first_known(service.get("RemainingUses"), service["TotalUses"])
        for service in _of_member(ledger, "coworkerextraservices", member)
        if service["ChargePeriod"] in periods
        and service.get("BookingId") is None
        and not service.get("ExtraServiceIsPrintingCredit")
        and _is_valid(service, now)
    )


def _is_valid(record: Record, now: datetime) -> bool:
    valid_from = record.get("ValidFrom")
    return (valid_from is None or instant(valid_from) <= now) and _is_before_expiry(record, now)


def _is_before_expiry(record: Record, now: datetime) -> bool:
    expires = record.get("ExpireDate")
    return expires is None or now < instant(expires)


def _booking_zone(ledger: Settled, booking: Record, team_zone: str) -> str:
    resource = _by_id(ledger, "resources", booking["ResourceId"])
    return _zone_of(ledger, resource["BusinessId"], team_zone) if resource else team_zone


def _zone_of(ledger: Settled, business_id: int, team_zone: str) -> str:
    location = _by_id(ledger, "businesses", business_id)
    return location["SimpleTimeZoneNameIana"] if location else team_zone


def _checkin_interval(checkin: Record, now: datetime, open_limit: timedelta) -> Interval:
    if checkin.get("ToTime") is not None:
        return _interval(checkin["FromTime"], checkin["ToTime"])
    start = instant(checkin["FromTime"])
    end = max(start, min(now, start + open_limit))  # max: nothing while the start is ahead
    return _microseconds(start), _microseconds(end)


def _interval(start: str, end: str) -> Interval:
    return _microseconds(instant(start)), _microseconds(instant(end))


def _overlap(one: Interval, other: Interval) -> Interval:
    start, end = max(one[0], other[0]), min(one[1], other[1])
    return start, max(start, end)


def _minutes(intervals: Iterable[Interval]) -> int:
    """Add up exactly, cut to whole minutes once."""
    return sum(end - start for start, end in intervals) // _MICROSECONDS_PER_MINUTE


def _microseconds(moment: datetime) -> int:
    return (moment.astimezone(UTC) - _EPOCH) // _MICROSECOND


def _money(amount: object) -> Decimal:
    return Decimal(str(amount))  # a float stands for the shortest decimal that was written for it


def _first_known(value: Any, otherwise: Any) -> Any:
    return otherwise if value is None else value


def _by_id(ledger: Settled, plural: str, wanted: int) -> Record | None:
    found = [record for record in ledger.get(plural, []) if record["Id"] == wanted]
    return found[0] if found else None


def _of_member(ledger: Settled, plural: str, member: int) -> list[Record]:
    return [record for record in ledger.get(plural, []) if record.get("CoworkerId") == member]


def _same_content(one: Record, other: Record) -> bool:
    return {**one, "UpdatedOn": None} == {**other, "UpdatedOn": None}
