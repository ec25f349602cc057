"""When a rule sends a message: the decision alone, from the values and who had reached the threshold before.

An alert fires when a value reaches the threshold. This is reported once, and not again before the value has moved back
by a margin: a tenth of the threshold, and at least 1. Once another month has begun, moving back at all is enough.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final, NamedTuple

from teamkpi.alerts.watchable import Comparison

TEAM: Final = 0
"""Stands for the team as a whole where otherwise the id of a member stands."""
_SHARE: Final = Decimal("0.1")
_LEAST_MARGIN: Final = Decimal(1)


class Line(NamedTuple):
    """A comparison with a threshold. A value of None, for nothing to count, never reaches it."""

    comparison: Comparison
    threshold: Decimal

    @property
    def margin(self) -> Decimal:
        """How far a value has to move back."""
        return max(_LEAST_MARGIN, self.threshold * _SHARE)

    def is_over(self, value: Decimal | None) -> bool:
        """Return whether a value has reached the threshold."""
        if value is None:
            return False
        return value <= self.threshold if self.comparison == "at_most" else value >= self.threshold

    def is_well_back(self, value: Decimal | None) -> bool:
        """Return whether a value has moved back by the margin."""
        if value is None:
            return True
        if self.comparison == "at_most":
            return value >= self.threshold + self.margin
        return value <= self.threshold - self.margin


class Over(NamedTuple):
    """Somebody who has reached the threshold: in which month, and whether it was reported."""

    month: date
    is_notified: bool


@dataclass(slots=True)
class Crossings:
    """What checking a rule found; ids are those of members, or ``TEAM``."""

    fired: list[int] = field(default_factory=list)
    """Have reached the threshold, which is to be reported."""
    silent: list[int] = field(default_factory=list)
    """Had reached it when first seen, which is not reported."""
    resolved: list[int] = field(default_factory=list)
    """Back, which is to be reported."""
    forgotten: list[int] = field(default_factory=list)
    """Back, or no longer there, which is not reported."""


def crossings(
    line: Line,
    values: Mapping[int, Decimal | None],
    over: Mapping[int, Over],
    *,
    seen_before: Collection[int],
    month: date,
    is_new: bool,
    is_muted: bool,
) -> Crossings:
    """Compare values with a threshold, and return what changed.

    ``over`` is who had reached it before; ``seen_before`` are those whose values were compared before. A rule that
    ``is_new`` reports everybody who has reached its threshold. While a rule is muted, reports wait.
    """
    found = Crossings(forgotten=[id_ for id_ in over if id_ not in values])
    for id_, value in values.items():
        before = over.get(id_)
        if before is not None:
            is_over = line.is_over(value)
            if line.is_well_back(value) or (month > before.month and not is_over):
                (found.resolved if before.is_notified and not is_muted else found.forgotten).append(id_)
        elif line.is_over(value):
            if not is_new and id_ not in seen_before:
                found.silent.append(id_)
            elif not is_muted:
                found.fired.append(id_)
    return found
