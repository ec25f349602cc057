"""Decides when the next request may be made, and how long to wait after a failure. Pure except for the random jitter.

Each documented limit is a token bucket that fills evenly; its capacity is a tenth of the window's limit. A process
starts with empty buckets, so that restarts cannot exceed the limit.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Final, NamedTuple

MOST_TRIES: Final = 8
_FIRST_WAIT: Final = 0.5
_LONGEST_WAIT: Final = 60.0
# If the service asks for a longer wait, the run ends and the next one tries again.
LONGEST_ASKED_WAIT: Final = 300.0
_WAIT_TEXT: Final = re.compile(rb"[Ww]ait\s+(?:for\s+)?(\d{1,6}(?:\.\d{1,6})?)\s*s", re.ASCII)


class Rate(NamedTuple):
    """A limit of a number of calls in any period of a number of seconds."""

    calls: int
    seconds: float


NEXUDUS: Final = (Rate(1, 0.1), Rate(120, 60), Rate(5000, 3600), Rate(200_000, 86_400))
"""The documented limits."""


class _Bucket(NamedTuple):
    interval: float
    burst: int


def _bucket(rate: Rate, share: int) -> _Bucket:
    allowed = max(1, rate.calls * share // 100)
    burst = allowed // 10
    if rate.calls == 1 or burst < 1:
        return _Bucket(rate.seconds / allowed, 1)
    return _Bucket(rate.seconds / (allowed - burst), burst)


class Pace:
    """Spaces calls so that no limit is exceeded in any window; ``share`` is the percentage of each limit to use."""

    def __init__(self, rates: Sequence[Rate], share: int, now: float) -> None:
        self._buckets = [_bucket(rate, share) for rate in rates]
        self._next = [now + (one.burst - 1) * one.interval for one in self._buckets]

    def reserve(self, now: float) -> float:
        """Return the seconds to wait before the next call, and count the call as made at that time."""
        at = max((due - (one.burst - 1) * one.interval for due, one in self._each()), default=now)
        at = max(now, at)
        self._next = [max(due, at) + one.interval for due, one in self._each()]
        return at - now

    def seconds_for(self, calls: int) -> float:
        """Return the seconds that a number of consecutive calls take."""
        return calls * max((one.interval for one in self._buckets), default=0.0)

    def _each(self) -> list[tuple[float, _Bucket]]:
        return list(zip(self._next, self._buckets, strict=True))


def back_off(attempt: int, dice: Callable[[], float]) -> float:
    """Return the seconds to wait after failed attempts: exponential, with jitter; ``dice`` returns 0 to 1."""
    longest = min(_LONGEST_WAIT, _FIRST_WAIT * float(2**attempt))
    return longest * (0.5 + dice() / 2)


def asked_wait(retry_after: str | None, body: bytes, now: datetime) -> float | None:
    """Return the seconds that a 409, 429 or 503 asks to wait, in its header or its text; None if it does not say."""
    if retry_after is not None:
        text = retry_after.strip()
        if re.fullmatch(r"\d{1,6}(\.\d{1,6})?", text, re.ASCII):
            return float(text)
        try:
            until = parsedate_to_datetime(text)
        except ValueError:
            until = None
        if until is not None and until.tzinfo is not None:
            return max(0.0, (until - now).total_seconds())
    found = _WAIT_TEXT.search(body[:2000])
    return float(found[1]) if found else None
