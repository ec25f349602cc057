"""What became of a batch."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from dataclasses import field as default
from decimal import Decimal
from typing import Any, Final, NamedTuple

from teamkpi.ledger.values import Unreadable

_LONGEST_SHOWN = 60
# A file of nothing but bad lines must not fill the memory: so many rejections are described, the rest are counted.
MOST_DESCRIBED = 1000
MOST_PLACES: Final = 100_000
"""Of so many rejected records it is kept where they stood."""


@dataclass(frozen=True, slots=True)
class Rejection:
    """One record that was not stored: where it stood, and which field is wrong in what way."""

    entity: str
    position: str | int
    field: str
    reason: str
    record_id: str | None = default(default=None, compare=False)
    value: str | None = default(default=None, compare=False)
    """The value of the field as it came, shortened; None: it is not there, or not known."""

    def __str__(self) -> str:
        return f"{self.entity} {self.position}: {self.field} {self.reason}"


class Example(NamedTuple):
    """Where a finding was made: the position of the record, its id (None: not known), and the value, shortened."""

    position: str | int
    record_id: Any
    value: str | None


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that was taken as it came and may be a mistake: how often, where for example, and what it means.

    ``code`` says what kind it is. ``count`` is exact; the examples are the first few. ``file`` is None where a finding
    is of an entity and not of a file.
    """

    code: str
    entity: str
    file: str | None
    field: str
    count: int
    hint: str
    examples: tuple[Example, ...] = ()


def shown(value: Any) -> str | None:
    """Return a value as a finding shows it."""
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
    """Every record that came is one of these."""

    stored: int = 0
    unchanged: int = 0
    stale: int = 0
    rejected: int = 0
    new: int = default(default=0, compare=False)
    """Of those stored, the records that were not there, or were deleted."""
    deleted: int = default(default=0, compare=False)
    """Of those stored, the deletions."""

    @property
    def changed(self) -> int:
        """Of those stored, the versions that took the place of others."""
        return self.stored - self.new - self.deleted


@dataclass(slots=True)
class Report:
    """Counts of a batch, by entity and in all, and its rejections with their reasons."""

    entities: defaultdict[str, Counts] = default(default_factory=lambda: defaultdict(Counts))
    rejected: list[Rejection] = default(default_factory=list)
    """The first ``MOST_DESCRIBED`` rejections, one for each field that is wrong."""
    findings: list[Finding] = default(default_factory=list)
    """What was taken as it came and may be a mistake, if it was looked for."""
    import_id: int | None = None
    """The number under which an import was noted; None: it stored nothing, or is not noted."""
    places: list[tuple[str, str | int]] = default(default_factory=list)
    """Entity and position of the first ``MOST_PLACES`` records that were rejected."""

    def reject(self, *rejections: Rejection) -> None:
        """Count one record as rejected, and describe why while there are not too many."""
        self.entities[rejections[0].entity].rejected += 1
        if len(self.places) < MOST_PLACES:
            self.places.append((rejections[0].entity, rejections[0].position))
        self.rejected.extend(rejections[: max(0, MOST_DESCRIBED - len(self.rejected))])

    @property
    def stored(self) -> int:
        """Number of records that are held now as they came."""
        return sum(counts.stored for counts in self.entities.values())

    @property
    def unchanged(self) -> int:
        """Number of records that were held already as they came."""
        return sum(counts.unchanged for counts in self.entities.values())

    @property
    def stale(self) -> int:
        """Number of records older than what is held."""
        return sum(counts.stale for counts in self.entities.values())

    @property
    def rejected_count(self) -> int:
        """Number of records that are invalid; ``rejected`` may describe fewer."""
        return sum(counts.rejected for counts in self.entities.values())
