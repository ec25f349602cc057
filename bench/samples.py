"""What is made of repeated measurements: medians with their spread, ratios, and the exponent of a growth."""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

K = TypeVar("K")
Summary = dict[str, float]


def summary(values: Sequence[float]) -> Summary:
    """Return the median of some measurements with the least and the most of them, and how many there are."""
    return {"median": statistics.median(values), "min": min(values), "max": max(values), "count": len(values)}


def in_turn(measured: Mapping[K, Callable[[], float]], rounds: int, *, warm_up: bool = True) -> dict[K, list[float]]:
    """Take each measurement in turn, round by round, so that a busy moment of the machine meets all of them.

    Each round begins with another one. What the first round, the warm-up, finds is not kept.
    """
    found: dict[K, list[float]] = {name: [] for name in measured}
    names = list(measured)
    for number in range(-1 if warm_up else 0, rounds):
        for place in range(len(names)):
            name = names[(place + number) % len(names)]
            value = measured[name]()
            if number >= 0:
                found[name].append(value)
    return found


def exponent(sizes: Sequence[float], costs: Sequence[float]) -> float:
    """Return the b of cost = a * size ** b that fits best: least squares on logarithms.

    0: the cost does not grow with the size; 1: it grows in proportion.
    """
    slope, _ = statistics.linear_regression([math.log(size) for size in sizes], [math.log(cost) for cost in costs])
    return slope


def quantile(values: Sequence[float], part: float) -> float:
    """Return the value under which such a part of all values is; the nearest one that was measured."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, math.ceil(part * len(ordered)) - 1 if part > 0 else 0)]
