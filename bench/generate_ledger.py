"""Write a ledger of any size as files that ``teamkpi import`` reads; the input of the measurements.

Equal arguments give equal files. Members are taken in turn, so that everybody has about as many records, spread over
the two years before ``NEWEST``. Team ``k`` has the members ``(k - 1) * size + 1`` to ``k * size``.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

NEWEST = datetime(2026, 11, 20)
_DAYS = 730
_ZONES = (("GBP", "Europe/London"), ("EUR", "Europe/Madrid"), ("INR", "Asia/Kolkata"))
_RESOURCES = 60


def instant(days: float) -> str:
    """Return the instant so many days before NEWEST, in whole minutes."""
    return (NEWEST - timedelta(minutes=int(days * 1440))).isoformat() + "Z"


class Ledger:
    """Lines of each entity, drawn with dice of its own."""

    def __init__(self, coworkers: int, team_size: int, seed: int) -> None:
        self.coworkers = coworkers
        self.team_size = team_size
        self.seed = seed

    def _stretches(self, count: int, name: str) -> Iterator[tuple[int, int, str, str, str]]:
        """Yield id, coworker, start, end, and when the record was written, at its end."""
        dice = Random(f"{self.seed}/{name}")
        for number in range(1, count + 1):
            start = NEWEST - timedelta(minutes=dice.randrange(1440, _DAYS * 1440))
            end = start + timedelta(minutes=dice.choice((30, 60, 90, 240, 480)))
            wire = end.isoformat() + "Z"
            yield number, number % self.coworkers + 1, start.isoformat() + "Z", wire, wire

    def businesses(self, count: int) -> Iterator[str]:
        """Yield locations in three zones and currencies."""
        for number in range(1, count + 1):
            currency, zone = _ZONES[number % len(_ZONES)]
            yield (
                f'{{"Id":{number},"Name":"House {number}","CurrencyCode":"{currency}",'
                f'"SimpleTimeZoneNameIana":"{zone}","UpdatedOn":"{instant(_DAYS)}"}}\n'
            )

    def resources(self, count: int) -> Iterator[str]:
        """Yield meeting rooms of the locations."""
        for number in range(1, count + 1):
            yield (
                f'{{"Id":{number},"BusinessId":{number % len(_ZONES) + 1},"Name":"Room {number}",'
                f'"UpdatedOn":"{instant(_DAYS)}"}}\n'
            )

    def people(self, count: int) -> Iterator[str]:
        """Yield coworkers."""
        for number in range(1, count + 1):
            yield (
                f'{{"Id":{number},"FullName":"Member {number}","Email":"member{number}@example.org","Active":true,'
                f'"UpdatedOn":"{instant(_DAYS)}"}}\n'
            )

    def teams(self, count: int, *, first_id: int = 1, administrator: int | None = None) -> Iterator[str]:
        """Yield teams of consecutive members, whom the first of each administers, or one for all teams."""
        for number in range(count):
            first = number * self.team_size + 1
            members = list(range(first, first + self.team_size))
            yield (
                f'{{"Id":{first_id + number},"BusinessId":{number % len(_ZONES) + 1},"Name":"Team {first_id + number}",'
                f'"TeamMembers":{members},"TeamAdministrators":[{administrator or first}],'
                f'"UpdatedOn":"{instant(_DAYS)}"}}\n'
            )

    def bookings(self, count: int) -> Iterator[str]:
        """Yield bookings of half an hour to eight hours."""
        for number, coworker, start, end, written in self._stretches(count, "bookings"):
            yield (
                f'{{"Id":{number},"ResourceId":{number % _RESOURCES + 1},"CoworkerId":{coworker},"FromTime":"{start}",'
                f'"ToTime":"{end}","Tentative":false,"Invoiced":true,"UpdatedOn":"{written}"}}\n'
            )

    def checkins(self, count: int) -> Iterator[str]:
        """Yield closed check-ins."""
        for number, coworker, start, end, written in self._stretches(count, "checkins"):
            yield (
                f'{{"Id":{number},"BusinessId":{number % len(_ZONES) + 1},"CoworkerId":{coworker},"FromTime":"{start}",'
                f'"ToTime":"{end}","Source":2,"UpdatedOn":"{written}"}}\n'
            )

    def passes(self, count: int) -> Iterator[str]:
        """Yield passes, of which one in ten is unused and one in twenty is not invoiced."""
        for number in range(1, count + 1):
            yield (
                f'{{"Id":{number},"CoworkerId":{self._holder(number)},"BusinessId":1,"TimePassId":1,'
                f'"Used":{_flag(number % 10 != 0)},"Invoiced":{_flag(number % 20 != 0)},"Price":25.00,'
                f'"UpdatedOn":"{instant(number % _DAYS)}"}}\n'
            )

    def credits(self, count: int) -> Iterator[str]:
        """Yield time credit in minutes, of which one in ten has not expired."""
        for number in range(1, count + 1):
            expires = "2099-01-01T00:00:00Z" if number % 10 == 0 else instant(number % _DAYS)
            yield (
                f'{{"Id":{number},"CoworkerId":{self._holder(number)},"BusinessId":1,"ExtraServiceId":1,'
                f'"TotalUses":600,"RemainingUses":120,"ChargePeriod":1,"ExpireDate":"{expires}","Invoiced":true,'
                f'"UpdatedOn":"{instant(_DAYS)}"}}\n'
            )

    def products(self, count: int) -> Iterator[str]:
        """Yield products bought, of which one in ten is not invoiced."""
        for number in range(1, count + 1):
            yield (
                f'{{"Id":{number},"CoworkerId":{self._holder(number)},"BusinessId":1,"ProductId":1,"Quantity":1,'
                f'"Price":12.50,"Invoiced":{_flag(number % 10 != 0)},"UpdatedOn":"{instant(number % _DAYS)}"}}\n'
            )

    def attendees(self, count: int) -> Iterator[str]:
        """Yield event tickets, of which one in ten is not invoiced and one in thirty is cancelled."""
        for number in range(1, count + 1):
            yield (
                f'{{"Id":{number},"CoworkerId":{self._holder(number)},"BusinessId":1,"CalendarEventId":1,'
                f'"EventProductId":1,"FullName":"Guest {number}","Email":"guest{number}@example.org",'
                f'"Invoiced":{_flag(number % 10 != 0)},"Cancelled":{_flag(number % 30 == 0)},'
                f'"UpdatedOn":"{instant(number % _DAYS)}"}}\n'
            )

    def booking_credits(self, count: int) -> Iterator[str]:
        """Yield money credit of three locations, of which one in ten has not expired."""
        for number in range(1, count + 1):
            expires = "2099-01-01T00:00:00Z" if number % 10 == 0 else instant(number % _DAYS)
            yield (
                f'{{"Id":{number},"CoworkerId":{self._holder(number)},"BusinessId":{number % len(_ZONES) + 1},'
                f'"TotalCredit":100,"RemainingCredit":{number % 90}.25,"CaneBeUsedForBookings":true,'
                f'"ExpireDate":"{expires}","UpdatedOn":"{instant(_DAYS)}"}}\n'
            )

    def _holder(self, number: int) -> int:
        # Ten in a row are one member's, so that whoever holds something holds both what counts and what does not.
        return number // 10 % self.coworkers + 1


def _flag(value: bool) -> str:
    return "true" if value else "false"


def main() -> None:
    """Write the files that the arguments ask for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("directory", type=Path)
    for name, default in (
        ("coworkers", 5000),
        ("teams", 500),
        ("team-size", 10),
        ("bookings", 500_000),
        ("checkins", 500_000),
        ("passes", 0),
        ("credits", 0),
        ("products", 0),
        ("attendees", 0),
        ("booking-credits", 0),
        ("seed", 1),
    ):
        parser.add_argument(f"--{name}", type=int, default=default, help=f"default: {default:,}")
    given = parser.parse_args()
    if given.teams * given.team_size > given.coworkers:
        parser.error("teams of that size need more coworkers")
    ledger = Ledger(given.coworkers, given.team_size, given.seed)
    given.directory.mkdir(parents=True, exist_ok=True)
    files: dict[str, tuple[Callable[[int], Iterator[str]], int]] = {
        "businesses": (ledger.businesses, len(_ZONES)),
        "coworkers": (ledger.people, given.coworkers),
        "teams": (ledger.teams, given.teams),
        "resources": (ledger.resources, _RESOURCES),
        "bookings": (ledger.bookings, given.bookings),
        "checkins": (ledger.checkins, given.checkins),
        "coworkertimepasses": (ledger.passes, given.passes),
        "coworkerextraservices": (ledger.credits, given.credits),
        "coworkerproducts": (ledger.products, given.products),
        "eventattendees": (ledger.attendees, given.attendees),
        "coworkerbookingcredits": (ledger.booking_credits, given.booking_credits),
    }
    for plural, (lines, count) in files.items():
        with (given.directory / f"{plural}.jsonl").open("w", encoding="utf-8") as file:
            file.writelines(lines(count))


if __name__ == "__main__":
    main()
