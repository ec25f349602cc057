"""What the calls do about a figure that is not what its records add up to: it is logged as an error, and counted."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime

import psycopg
from psycopg import Connection
from psycopg_pool import PoolTimeout

from teamkpi.api.callers.services import Services
from teamkpi.api.errors import HttpError
from teamkpi.kpi import Figure
from teamkpi.kpi.mismatches import note_mismatch


class MismatchCount:
    """How many figures of this process's responses were not the sum of their records; for monitoring."""

    def __init__(self, _: Services) -> None:
        self.total = 0


async def report(
    services: Services, network_id: int, team_id: int, figures: Iterable[Figure], *, now: datetime
) -> None:
    """Log and count figures of a team that differ from their records; the response says so itself."""
    names = sorted({one.wire for one in figures})
    if not names:
        return
    services.one(MismatchCount).total += len(names)
    for name in names:
        services.log.error("figure_differs_from_records", network_id=network_id, team_id=team_id, figure=name)

    def count(conn: Connection) -> None:
        with conn.transaction():
            for name in names:
                note_mismatch(conn, network_id, team_id, name, now=now)

    # The database may be a standby, or busy; the log has told already.
    with suppress(psycopg.Error, PoolTimeout, HttpError):
        await services.database.note(count)
