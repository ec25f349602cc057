"""The report on a batch: counts, rejections and findings."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from dataclasses import field as default
from datetime import datetime
from decimal import Decimal
from typing import Final, NamedTuple

from teamkpi.ledger.values import Unreadable

_LONGEST_SHOWN = 60
# Beyond this number, rejections are only counted, so that a file of invalid lines cannot fill the memory.
MOST_DESCRIBED = 1000
MOST_PLACES: Final = 100_000
"""The number of rejected records whose positions are kept."""


@dataclass(frozen=True, slots=True)
class Rejection:
    """A record that was not stored: its position, the invalid field, and the reason."""

    entity: str
    position: str | int
    field: str
    reason: str
    record_id: str | None = default(default=None, compare=False)
    value: str | None = default(default=None, compare=False)
    """The field's value as received, shortened; None if it is absent or unknown."""

    def __str__(self) -> str:
        return f"{self.entity} {self.position}: {self.field} {self.reason}"


class Example(NamedTuple):
    """An example of a finding: the record's position, its id (None if unknown), and the value, shortened."""

    position: str | int
    record_id: object
    value: str | None


@dataclass(frozen=True, slots=True)
class Finding:
    """A possible mistake in accepted records: its count, examples, and an explanation.

    ``code`` is its kind. ``count`` is exact; the examples are the first few. ``file`` is None if a finding concerns an
    entity and not one file.
    """

    code: str
    entity: str
    file: str | None
    field: str
    count: int
    hint: str
    examples: tuple[Example, ...] = ()


def shown(value: object) -> str | None:
    """Return a value shortened for display in a finding."""
    if value is None:
        return None
    if isinstance(value, Unreadable):
        value = value.text
    if not isinstance(value, str | int | Decimal):
        return "a list" if isinstance(value, list) else "an object"
    text = str(value)
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…"


@dataclass(slots=True)
class Counts:
    """Counts of records by result; each record is counted once."""

    stored: int = 0
    unchanged: int = 0
    stale: int = 0
    rejected: int = 0
    new: int = default(default=0, compare=False)
    """Of those stored, records that did not exist or were deleted."""
    deleted: int = default(default=0, compare=False)
    """Of those stored, the deletions."""
    newest: datetime | None = default(default=None, compare=False)
    """The newest ``UpdatedOn`` of the valid records, whether they were stored or not; None if none has one."""

    @property
    def changed(self) -> int:
        """Of those stored, versions that replaced others."""
        return self.stored - self.new - self.deleted


@dataclass(slots=True)
class Report:
    """Counts of a batch, by entity and in total, and its rejections with their reasons."""

    entities: defaultdict[str, Counts] = default(default_factory=lambda: defaultdict(Counts))
    rejected: list[Rejection] = default(default_factory=list)
    """The first ``MOST_DESCRIBED`` rejections, one for each invalid field."""
    findings: list[Finding] = default(default_factory=list)
    """Possible mistakes in accepted records, if they were looked for."""
    import_id: int | None = None
    """The number of the import; None if it stored nothing or was not recorded as an import."""
    places: list[tuple[str, str | int]] = default(default_factory=list)
    """Entity and position of the first ``MOST_PLACES`` records that were rejected."""

    def reject(self, *rejections: Rejection) -> None:
        """Count a record as rejected, and add the reason unless there are too many."""
        self.entities[rejections[0].entity].rejected += 1
        if len(self.places) < MOST_PLACES:
            self.places.append((rejections[0].entity, rejections[0].position))
        self.rejected.extend(rejections[: max(0, MOST_DESCRIBED - len(self.rejected))])

    @property
    def stored(self) -> int:
        """Number of records that were stored."""
        return sum(counts.stored for counts in self.entities.values())

    @property
    def unchanged(self) -> int:
        """Number of records that equal the stored version."""
        return sum(counts.unchanged for counts in self.entities.values())

    @property
    def stale(self) -> int:
        """Number of records older than the stored version."""
        return sum(counts.stale for counts in self.entities.values())

    @property
    def rejected_count(self) -> int:
        """Number of invalid records; ``rejected`` may describe fewer."""
        return sum(counts.rejected for counts in self.entities.values())
