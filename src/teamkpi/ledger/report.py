"""What became of a batch."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

# A file of nothing but bad lines must not fill the memory: so many rejections are described, the rest are counted.
MOST_DESCRIBED = 1000


@dataclass(frozen=True, slots=True)
class Rejection:
    """One record that was not stored: where it stood, and which field is wrong in what way."""

    entity: str
    position: str | int
    field: str
    reason: str

    def __str__(self) -> str:
        return f"{self.entity} {self.position}: {self.field} {self.reason}"


@dataclass(slots=True)
class Counts:
    """Every record that came is one of these."""

    stored: int = 0
    unchanged: int = 0
    stale: int = 0
    rejected: int = 0


@dataclass(slots=True)
class Report:
    """Counts of a batch, by entity and in all, and its rejections with their reasons."""

    entities: defaultdict[str, Counts] = field(default_factory=lambda: defaultdict(Counts))
    rejected: list[Rejection] = field(default_factory=list)
    """The first ``MOST_DESCRIBED`` rejections, one for each field that is wrong."""

    def reject(self, *rejections: Rejection) -> None:
        """Count one record as rejected, and describe why while there are not too many."""
        self.entities[rejections[0].entity].rejected += 1
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
