"""How many writes a real space has in a day, to compare a run with: those of the demo's space, which has 662 people."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from teamkpi.demo import generate

_DAYS: Final = 28
# They are made once, and seldom changed.
_LASTING: Final = {"businesses", "resources", "teams", "coworkers"}


def writes_in_a_day(now: datetime) -> float:
    """Return how often records are created and changed a day, on the average of the last four weeks.

    Of the changes of a record only the last one is known, so it is counted once.
    """
    first, last = ((now - timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%S") for days in (_DAYS, 0))
    writes = 0
    for plural, record in generate(now):
        if plural not in _LASTING:
            moments = {str(record.get(name, ""))[:19] for name in ("CreatedOn", "UpdatedOn")}
            writes += sum(first <= moment <= last for moment in moments)
    return writes / _DAYS
