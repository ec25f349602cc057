"""The rules of a team's attendance a second time: slow, plain and without a line of the product.

What goes in: a settled ledger (see `oracle.settle`). What comes out: the team's `Attendance` for one week. Every day is
looked at with every record of every member; nothing is indexed, and averages are fractions until they are rounded.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

from oracle import Record, Settled, instant

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
Stretch = tuple[datetime, datetime]


def team_attendance(
    ledger: Settled,
    team_id: int,
    week_of: date | datetime,
    now: datetime,
    open_checkin_limit: timedelta = timedelta(hours=24),
) -> dict[str, Any] | None:
    """Return the team's week that contains `week_of` (a local day, or an instant), or None for no such team."""
    teams = [team for team in ledger.get("teams", []) if team["Id"] == team_id]
    if not teams:
        return None
    [team] = teams
    zone = zone_of(ledger, team)
    day = week_of.astimezone(ZoneInfo(zone)).date() if isinstance(week_of, datetime) else week_of
    monday = day - timedelta(days=day.weekday())
    members = [
        coworker
        for coworker in ledger.get("coworkers", [])
        if coworker["Id"] in (team.get("TeamMembers") or []) and not coworker.get("Archived")
    ]
    members.sort(key=lambda coworker: coworker["Id"])
    before = [local_day(monday - timedelta(days=back), zone) for back in range(84, 0, -1)]
    working = [span for number, span in enumerate(before) if number % 7 < 5]
    booked = {one["Id"]: list(confirmed(ledger, one["Id"])) for one in members}
    checked = {one["Id"]: list(checkins(ledger, one["Id"], now, open_checkin_limit)) for one in members}
    minutes = Fraction(0)
    for stretches in booked.values():
        for stretch in stretches:
            minutes += sum(overlap(stretch, span) for span in before) / Fraction(60_000_000)
    return {
        "TeamId": team_id,
        "TeamName": team["Name"],
        "AvgBookedMinutesPerWeek": rounded(minutes / 12),
        "AvgBookingsCoworkersPerDay": rounded(Fraction(days_met(booked, working), 60)),
        "AvgCheckedinCoworkersPerDay": rounded(Fraction(days_met(checked, working), 60)),
        "AvgCheckinsDaysPerWeek": rounded(Fraction(days_met(checked, before), 12 * max(1, len(members)))),
        "Coworkers": [
            {
                "CoworkerId": one["Id"],
                "CoworkerFullName": one["FullName"],
                "CoworkerType": one.get("CoworkerType") or 1,
                "CoworkerCompanyName": one.get("CompanyName"),
                **{f"{name}Attendance": one.get(f"{name}Attendance") or 5 for name in DAYS},
            }
            for one in members
        ],
        "Days": [
            {
                "Date": (monday + timedelta(days=number)).isoformat() + "T00:00:00",
                "Bookings": bookings_of(ledger, members, local_day(monday + timedelta(days=number), zone)),
            }
            for number in range(7)
        ],
    }


def zone_of(ledger: Settled, team: Record) -> str:
    """The zone of the team's location; UTC while that is not known."""
    found = [one for one in ledger.get("businesses", []) if one["Id"] == team["BusinessId"]]
    return str(found[0]["SimpleTimeZoneNameIana"]) if found else "UTC"


def local_day(day: date, zone: str) -> Stretch:
    """From the first local midnight of a day to that of the next."""
    start, end = (
        datetime.combine(one, time(0), ZoneInfo(zone)).astimezone(UTC) for one in (day, day + timedelta(days=1))
    )
    return start, end


def overlap(one: Stretch, other: Stretch) -> int:
    """Microseconds that both stretches have in common."""
    return max(0, (min(one[1], other[1]) - max(one[0], other[0])) // timedelta(microseconds=1))


def days_met(stretches: dict[int, list[Stretch]], days: list[Stretch]) -> int:
    """Pairs of a member and a day on which the member has any of these stretches."""
    return sum(any(overlap(one, day) for one in some) for some in stretches.values() for day in days)


def confirmed(ledger: Settled, member: int) -> Iterator[Stretch]:
    for booking in ledger.get("bookings", []):
        if booking.get("CoworkerId") == member and not booking.get("Tentative"):
            yield instant(booking["FromTime"]), instant(booking["ToTime"])


def checkins(ledger: Settled, member: int, now: datetime, limit: timedelta) -> Iterator[Stretch]:
    for checkin in ledger.get("checkins", []):
        if checkin.get("CoworkerId") == member:
            start = instant(checkin["FromTime"])
            if checkin.get("ToTime") is None:
                yield start, min(now, start + limit)
            else:
                yield start, instant(checkin["ToTime"])


def bookings_of(ledger: Settled, members: list[Record], day: Stretch) -> list[Record]:
    names = {one["Id"]: one["Name"] for one in ledger.get("resources", [])}
    ids = {one["Id"] for one in members}
    found = []
    for booking in ledger.get("bookings", []):
        start, end = instant(booking["FromTime"]), instant(booking["ToTime"])
        if booking.get("CoworkerId") in ids and overlap((start, end), day):
            shown = {
                "Id": booking["Id"],
                "FromTime": start.replace(tzinfo=None).isoformat() + "Z",
                "ToTime": end.replace(tzinfo=None).isoformat() + "Z",
                "FromTimeUtc": start.replace(tzinfo=None).isoformat() + "Z",
                "ToTimeUtc": end.replace(tzinfo=None).isoformat() + "Z",
                "ResourceId": booking["ResourceId"],
                "ResourceName": names.get(booking["ResourceId"], ""),
                "CoworkerId": booking["CoworkerId"],
            }
            found.append((start, booking["Id"], shown))
    return [shown for _, _, shown in sorted(found, key=lambda one: one[:2])]


def rounded(average: Fraction) -> Decimal:
    """Two decimals, half up."""
    return Decimal(int(average * 100 + Fraction(1, 2))) / 100
