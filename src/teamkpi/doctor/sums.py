"""Stored sums that differ from the records, in words."""

from __future__ import annotations

from teamkpi.usage import Difference


def in_words(difference: Difference) -> str:
    """Return a stored sum that differs from the records as a line of text: whose, which month, and both values."""
    month = f"{difference.month:%Y-%m}" if difference.month else "in all"
    place = "" if difference.is_placed else ", place unknown"
    parts = [
        f"{label}: stored {_microseconds(stored)}, right {_microseconds(right)}"
        for label, stored, right in (
            ("booked", difference.stored_booked_us, difference.right_booked_us),
            ("checked in", difference.stored_checked_us, difference.right_checked_us),
        )
        if stored != right
    ]
    if difference.stored_bookings_started != difference.right_bookings_started:
        stored, right = difference.stored_bookings_started or 0, difference.right_bookings_started or 0
        parts.append(f"bookings that start: stored {stored:,}, right {right:,}")
    return f"member {difference.coworker_id}, {month}{place}: {'; '.join(parts)}"


def _microseconds(value: int | None) -> str:
    return "nothing" if value is None else f"{value:,} µs"
