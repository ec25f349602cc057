"""A team's week: random ledgers against the plain oracle, and the edges one by one."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from psycopg import Connection

import ledgers
import oracle_attendance
from spaces import NOW, Version, exact, new_network, write
from teamkpi.kpi import team_attendance

_MICROSECOND = timedelta(microseconds=1)


def asked(
    conn: Connection[Any],
    network_id: int,
    team_id: int = 55,
    week_of: date | datetime = NOW,
    now: datetime = NOW,
    limit: timedelta = timedelta(hours=24),
) -> Any:
    """The answer as a client reads it, numbers exact; None for no such team."""
    answer = team_attendance(conn, network_id, team_id, week_of=week_of, now=now, open_checkin_limit=limit)
    return None if answer is None else exact(answer)


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_random_ledgers_give_the_answers_of_the_oracle(shared: Connection[Any], data: st.DataObject) -> None:
    ledger = data.draw(ledgers.ledgers())
    network_id = new_network(shared)
    write(shared, network_id, ledger.records)
    step = data.draw(st.sampled_from(_STEPS))
    weeks = [ledger.now + step, (ledger.now + step).date(), ledger.now + timedelta(weeks=data.draw(st.integers(-16, 16)))]
    limit = timedelta(hours=data.draw(st.sampled_from((24, 1, 24 * 100))))
    for team_id in [*ledger.team_ids, 999_999]:
        for week_of in weeks:
            expected = oracle_attendance.team_attendance(ledger.by_entity(), team_id, week_of, ledger.now, limit)
            assert asked(shared, network_id, team_id, week_of, ledger.now, limit) == exact(expected)


_STEPS = tuple(
    timedelta(**step)
    for step in (
        {},
        {"microseconds": -1},
        {"hours": 13},
        {"days": 1},
        {"days": -3},
        {"days": 6},
        {"days": 7, "microseconds": 1},
        {"days": -400},
        {"days": 84},
    )
)


def zone_days(zone: str) -> list[date]:
    """The days on which the zone's clock changes from 1900 on, with the days round them."""
    clock = ZoneInfo(zone)
    noons = [datetime(1900, 1, 1, 12, tzinfo=UTC) + timedelta(days=day) for day in range(300 * 365)]
    offsets = [noon.astimezone(clock).utcoffset() for noon in noons]
    changed = [noons[n].date() for n in range(1, len(noons)) if offsets[n] != offsets[n - 1]]
    return sorted({day + timedelta(days=near) for day in changed for near in (-2, -1, 0, 1, 2)})


@pytest.mark.parametrize(
    "zone", [*ledgers.ZONES, "America/Sao_Paulo", "Atlantic/Azores", "America/Scoresbysund", "Pacific/Kwajalein"]
)
def test_a_day_begins_at_its_first_local_midnight(shared: Connection[Any], zone: str) -> None:
    days = [day for day in zone_days(zone) if 1970 <= day.year < 2150]
    found = shared.execute(
        "SELECT day, day_start(day, %s) FROM unnest(%s::date[]) AS day ORDER BY day", (zone, days)
    ).fetchall()
    expected = [(day, datetime.combine(day, time(0), ZoneInfo(zone)).astimezone(UTC)) for day in days]
    assert found == expected


LONDON: Version = (
    "businesses",
    {"Id": 1, "Name": "Hub", "CurrencyCode": "GBP", "SimpleTimeZoneNameIana": "Europe/London"},
)
