"""A small space at the stand-in: every kind of record, as the service has them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from upstream.service import KINDS, Record, Service

_HOUR = timedelta(hours=1)


def _wire(instant: datetime) -> str:
    return f"{instant:%Y-%m-%dT%H:%M:%SZ}"


def some(service: Service, plural: str, dice: Random) -> int | None:
    """The id of some record of a kind, if there is one."""
    ids = sorted(service.records[plural])
    return dice.choice(ids) if ids else None


def fields(service: Service, plural: str, dice: Random) -> Record | None:
    """The fields of a new record, or of a changed one; None when what it belongs to is not there."""
    business, coworker = some(service, "businesses", dice), some(service, "coworkers", dice)
    if plural != "businesses" and business is None:
        return None
    of_coworker: Record = {"CoworkerId": coworker, "BusinessId": business}
    begin = datetime(2026, 10, 1, 9, tzinfo=UTC) + timedelta(hours=dice.randrange(1400))
    end = begin + _HOUR * dice.randrange(1, 9)
    number = dice.randrange(1, 1000)
    money = dice.randrange(100, 90_000) / 100
    made: dict[str, Any] = {
        "businesses": lambda: {
            "Name": f"Location {number}",
            "WebAddress": f"location-{number}",
            "CurrencyCode": "GBP",
            "SimpleTimeZoneId": 1,
            **({"SimpleTimeZoneNameIana": "Europe/London"} if service.quirks.has_zone_names else {}),
        },
        "coworkers": lambda: {
            "FullName": f"Person {number}",
            "Email": f"person{number}@example.com",
            "CoworkerType": 1,
            "Active": dice.random() < 0.9,
            "Archived": False,
            "UserLastAccess": _wire(begin),
            "Teams": [number],
            "Tariffs": None,
        },
        "teams": lambda: {
            "BusinessId": business,
            "Name": f"Team {number}",
            "TeamMembers": sorted(
                dice.sample(
                    sorted(service.records["coworkers"]), min(len(service.records["coworkers"]), dice.randrange(6))
                )
            ),
            "TeamAdministrators": [coworker] if coworker else [],
            "Description": None,
        },
        "resources": lambda: {"BusinessId": business, "Name": f"Room {number}", "ResourceTypeId": 1},
        "bookings": lambda: {
            "ResourceId": some(service, "resources", dice) or 1,
            "CoworkerId": coworker,
            "FromTime": _wire(begin),
            "ToTime": _wire(end),
            "Tentative": dice.random() < 0.1,
            "CoworkerCoworkerType": "Individual",
            "Notes": None,
        },
        "checkins": lambda: {
            **of_coworker,
            "FromTime": _wire(begin),
            "ToTime": _wire(end) if dice.random() < 0.9 else None,
            "Source": dice.randrange(6),
        },
        "coworkerproducts": lambda: {
            **of_coworker,
            "ProductId": number,
            "Quantity": 1,
            "Invoiced": dice.random() < 0.5,
            "Price": money,
        },
        "coworkerextraservices": lambda: {
            **of_coworker,
            "ExtraServiceId": number,
            "TotalUses": number,
            "RemainingUses": number // 2,
            "ChargePeriod": dice.randrange(1, 7),
            "Invoiced": False,
        },
        "coworkertimepasses": lambda: {
            **of_coworker,
            "TimePassId": number,
            "Used": dice.random() < 0.5,
            "Price": money,
        },
        "coworkerbookingcredits": lambda: {
            **of_coworker,
            "TotalCredit": money,
            "RemainingCredit": money,
            "ElegibleResourceTypes": [1, 2],
        },
        "eventattendees": lambda: {
            "BusinessId": business,
            "CalendarEventId": number,
            "EventProductId": number,
            "FullName": f"Guest {number}",
            "Email": f"guest{number}@example.com",
            "CoworkerId": coworker,
            "Invoiced": False,
        },
        "coworkercontracts": lambda: {
            "CoworkerId": coworker,
            "IssuedById": business,
            "TariffId": number,
            "TariffName": f"Plan {number}",
            "Active": True,
            "StartDate": _wire(begin),
        },
        "coworkerinvoices": lambda: {
            **of_coworker,
            "InvoiceNumber": str(number),
            "TotalAmount": money,
            "DueDate": _wire(end),
            "Paid": dice.random() < 0.5,
            "CurrencyCode": "GBP",
        },
        "charges": lambda: {**of_coworker, "Quantity": 1, "TotalAmount": money, "Invoiced": False},
        "coworkerbookingcreditusehistories": lambda: {
            "CoworkerBookingCreditId": some(service, "coworkerbookingcredits", dice) or 1,
            "CreditUsed": money,
        },
        "coworkerextraserviceusehistories": lambda: {
            "CoworkerExtraServiceId": some(service, "coworkerextraservices", dice) or 1,
            "CreditUsed": number,
        },
    }
    if plural not in {"businesses", "teams", "resources"} and plural != "coworkers" and coworker is None:
        return None
    found: Record = made[plural]()
    return found


def fill(service: Service, dice: Random, **counts: int) -> None:
    """Create records: so many of each kind named, three of every other."""
    for plural in KINDS:
        for _ in range(counts.get(plural, 3)):
            service.tick(dice.random() * 100)
            made = fields(service, plural, dice)
            if made is not None:
                service.create(plural, **made)


ACTS = ("create", "change", "delete")
_KEPT = ("businesses", "coworkers")
"""Kinds of which one record is always left: without it, nothing else could be created."""


def act(service: Service, dice: Random, plural: str, what: str) -> bool:
    """Create a record of a kind, or change or delete one; whether that could be done."""
    known = some(service, plural, dice)
    if what == "delete":
        if known is None or (plural in _KEPT and len(service.records[plural]) == 1):
            return False
        service.delete(plural, known)
        return True
    made = fields(service, plural, dice)
    if made is None or (what == "change" and known is None):
        return False
    if what == "change" and known is not None:
        service.change(plural, known, **made)
    else:
        service.create(plural, **made)
    return True


def happen(
    service: Service,
    dice: Random,
    times: int,
    *,
    seconds: float = 40,
    plurals: Collection[str] = tuple(KINDS),
) -> None:
    """Let records of some kinds be created, changed and deleted, so many seconds apart at most."""
    several = list(plurals)
    for _ in range(times):
        service.tick(dice.random() * seconds)
        plural, what = dice.choice(several), dice.choices(ACTS, (40, 35, 25))[0]
        if not act(service, dice, plural, what):
            act(service, dice, plural, "create")
