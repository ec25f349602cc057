"""Teams that are hard on a page: one of 250 members, and one of people and places with long names and large amounts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any, Final

from browser.demo_server import PASSWORD, DemoServer
from teamkpi import accounts, ledger
from teamkpi.db import connect

EMAIL: Final = "crowd@example.org"
"""The account that administers the first two teams, and belongs to the third."""
CROWD: Final = 9250
LONG: Final = 9251
OTHERS: Final = 9252
MEMBERS: Final = 250
_FIRST: Final = 20_000
PLACE: Final = 9250
"""The location with the long name, in Tokyo."""
LONG_NAME: Final = "Wolfeschlegelsteinhausenbergerdorff" * 3
LONG_EMAIL: Final = f"{LONG_NAME.lower()[:60]}@{'subdomain-of-some-length.' * 4}example.org"
YEN: Final = 1_234_567_890
_made: Final[set[str]] = set()
"""The databases that have the teams."""


def make(demo: DemoServer) -> None:
    """Store the teams and the account, unless that was done: the server is that of all files of a run."""
    if demo.database_url in _made:
        return
    _made.add(demo.database_url)
    now = datetime.now(UTC)
    with connect(demo.database_url) as conn:
        ledger.apply(conn, 1, [ledger.Change(plural, one, 1) for plural, one in _records(now)], now=now)
        conn.execute("ANALYZE")  # so many new rows change how they are best found
        accounts.create(conn, 1, EMAIL, PASSWORD, now=now)


def _records(now: datetime) -> list[tuple[str, dict[str, Any]]]:
    numbers = range(_FIRST, _FIRST + MEMBERS)
    everybody = list(numbers)
    hour = now.replace(minute=0, second=0, microsecond=0)
    records: list[tuple[str, dict[str, Any]]] = [
        (
            "businesses",
            {
                "Id": PLACE,
                "Name": LONG_NAME,
                "CurrencyCode": "JPY",
                "SimpleTimeZoneNameIana": "Asia/Tokyo",
            },
        ),
        ("resources", {"Id": PLACE, "BusinessId": PLACE, "Name": LONG_NAME}),
    ]
    for number in numbers:
        is_long = number < _FIRST + 3
        name = f"{LONG_NAME} {number}" if is_long else f"Member {(number * 7919) % 1000:03} of the crowd"
        email = EMAIL if number == _FIRST else LONG_EMAIL if number == _FIRST + 1 else f"member-{number}@example.org"
        records.append(("coworkers", {"Id": number, "FullName": name, "Email": email}))
        length = timedelta(minutes=15 * (1 + number % 9))
        times = {
            "FromTime": f"{hour - timedelta(hours=3):%FT%TZ}",
            "ToTime": f"{hour - timedelta(hours=3) + length:%FT%TZ}",
        }
        records.append(("bookings", {"Id": 900_000 + number, "ResourceId": PLACE, "CoworkerId": number, **times}))
    records += [
        (
            "teams",
            {
                "Id": CROWD,
                "BusinessId": 1,
                "Name": "The crowd",
                "TeamMembers": everybody,
                "TeamAdministrators": everybody[:1],
            },
        ),
        (
            "teams",
            {
                "Id": LONG,
                "BusinessId": PLACE,
                "Name": LONG_NAME,
                "TeamMembers": everybody[:3],
                "TeamAdministrators": everybody[:1],
            },
        ),
        (
            "teams",
            {
                "Id": OTHERS,
                "BusinessId": PLACE,
                "Name": f"{LONG_NAME[:100]} {LONG_NAME}",
                "TeamMembers": everybody[:2],
            },
        ),
    ]
    for months in range(1, 6):
        issued = hour - timedelta(days=30 * months)
        invoice = {
            "Id": 900_000 + months,
            "CoworkerId": _FIRST,
            "BusinessId": PLACE,
            "TotalAmount": YEN // months,
            "PaidAmount": YEN // months if months > 3 else 0,
            "DueDate": f"{issued + timedelta(days=14):%FT%TZ}",
            "Paid": months > 3,
            "CurrencyCode": "JPY",
            "CreatedOn": f"{issued:%FT%TZ}",
        }
        records.append(("coworkerinvoices", invoice))
    return records
