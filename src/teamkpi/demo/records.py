"""The shape of what the demo writes: records, their ids, their instants, their files."""

import io
import zipfile
from collections import Counter
from collections.abc import Iterable
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import msgspec

PLURALS = (
    "businesses",
    "coworkers",
    "teams",
    "resources",
    "bookings",
    "checkins",
    "coworkerproducts",
    "coworkerextraservices",
    "coworkertimepasses",
    "coworkerbookingcredits",
    "eventattendees",
    "coworkercontracts",
    "coworkerinvoices",
    "charges",
    "coworkerbookingcreditusehistories",
    "coworkerextraserviceusehistories",
)
"""The entities, in the order of the ledger's specification."""

DAYS_BACK = 730
DAYS_AHEAD = 28

Item = tuple[str, dict[str, object]]
"""One record with the plural of its entity."""


class Chronicle:
    """What has been written down by `now`: the one place that gives out ids and dice.

    `midnight` is the start of the UTC day of `now`; `start` lies `DAYS_BACK` days before it and `end`
    `DAYS_AHEAD` days after it. Plans are
    drawn from `midnight` and never from `now`, and an id is given out for every planned record, whether it
    has happened yet or not: so records keep their ids and contents from one hour of the day to the next.
    """

    def __init__(self, now: datetime, seed: int) -> None:
        aware = now if now.tzinfo else now.replace(tzinfo=UTC)
        self.now = aware.astimezone(UTC)
        self.seed = seed
        self.midnight = self.now.replace(hour=0, minute=0, second=0, microsecond=0)
        self.start = self.midnight - timedelta(days=DAYS_BACK)
        self.end = self.midnight + timedelta(days=DAYS_AHEAD)
        self.today = self.midnight.date()
        self._given: Counter[str] = Counter()

    def dice(self, *purpose: object) -> Random:
        """Give the dice of one purpose; others may come and go without changing what these roll."""
        return Random("/".join(map(str, (self.seed, *purpose))))  # noqa: S311 - make-believe, no secret

    def number(self, plural: str) -> int:
        """Give out the next id of an entity, from 1001 on (smaller ids are chosen by hand)."""
        self._given[plural] += 1
        return 1000 + self._given[plural]


def entry(plural: str, number: int, created: datetime, updated: datetime, **fields: object) -> Item:
    """Make one record; `fields` carry the wire's names, `created` and `updated` are UTC."""
    return plural, {"Id": number, **fields, "CreatedOn": iso(created), "UpdatedOn": iso(updated)}


def iso(instant: datetime) -> str:
    """Write a UTC instant as the wire does, in whole seconds (`2026-01-31T09:30:00Z`)."""
    # Half a million of these make a space, and Python's own ways to write them take several times as long.
    whole = instant.replace(microsecond=0) if instant.microsecond else instant
    text: str = msgspec.to_builtins(whole)
    return text


def money(cents: int) -> int | float:
    """Write an amount kept in cents as a JSON number with at most two decimals."""
    return cents // 100 if cents % 100 == 0 else cents / 100


def packed(records: Iterable[Item]) -> bytes:
    """Return a ZIP archive with the files that `write` writes, without `UpdatedOn`.

    An import takes such records as changed now, so they count even if the same records were deleted before.
    """
    lines: dict[str, bytearray] = {plural: bytearray() for plural in PLURALS}
    encoder = msgspec.json.Encoder()
    for plural, record in records:
        lines[plural] += encoder.encode({name: record[name] for name in record if name != "UpdatedOn"}) + b"\n"
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for plural, text in lines.items():
            archive.writestr(f"{plural}.jsonl", text)
    return content.getvalue()


def write(directory: Path, records: Iterable[Item]) -> dict[str, int]:
    """Write `<plural>.jsonl` files (UTF-8, one record a line) and return the number of records of each.

    The directory is made when absent. A file is written for every entity, even if it is empty, so that nothing of an
    earlier space stays behind; other files are left alone. A pair of an unknown entity is a `KeyError`.
    """
    directory.mkdir(parents=True, exist_ok=True)
    encoder = msgspec.json.Encoder()
    counts = dict.fromkeys(PLURALS, 0)
    with ExitStack() as stack:
        files = {p: stack.enter_context((directory / f"{p}.jsonl").open("wb")) for p in PLURALS}
        for plural, record in records:
            files[plural].write(encoder.encode(record) + b"\n")
            counts[plural] += 1
    return counts
