"""The only seam for time."""

from datetime import UTC, datetime


def now() -> datetime:
    """Return the present instant, aware, in UTC, with microseconds.

    Everything below the HTTP API and the command line takes the instant as an argument instead, so that one answer
    uses one instant and a test can ask about any.
    """
    return datetime.now(UTC)
