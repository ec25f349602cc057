"""How many examples a property test draws: few in ``make test``, many in ``make test-long``."""

from __future__ import annotations

import os
from typing import Final

VARIABLE: Final = "TEAMKPI_TEST_EXAMPLES"
"""By how much ``make test`` multiplies the number of examples: 1 unless it is set."""
_SHORT: Final = 3


def examples(number: int) -> int:
    """Return how many examples to draw, given a number that finds faults of the usual kinds with some certainty."""
    return max(1, round(number * float(os.environ.get(VARIABLE, "1")) / _SHORT))
