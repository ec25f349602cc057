"""The sums of a member are found by an index, also in tables that grow faster than they are analyzed."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from psycopg import Connection, RawCursor

from spaces import new_network
from teamkpi.usage.refresh import REFRESH

_MEMBERS = 400
_EACH = 20
_FILL = {
    "bookings": """
        INSERT INTO bookings (network_id, id, unique_id, created_on, updated_on, is_deleted, held_since,
            resource_id, coworker_id, from_time, to_time, tentative)
        SELECT %s, i, gen_random_uuid(), now(), now(), FALSE, now(), 1, i / %s + 1, start,
            start + interval '1 hour', FALSE
        FROM generate_series(0, %s - 1) AS i
        CROSS JOIN LATERAL (SELECT timestamptz '2026-01-01' + i * interval '1 hour' AS start) AS at
    """,
    "checkins": """
        INSERT INTO checkins (network_id, id, unique_id, created_on, updated_on, is_deleted, held_since,
            business_id, source, coworker_id, from_time, to_time)
        SELECT %s, i, gen_random_uuid(), now(), now(), FALSE, now(), 1, 2, i / %s + 1, start, start + interval '1 hour'
        FROM generate_series(0, %s - 1) AS i
        CROSS JOIN LATERAL (SELECT timestamptz '2026-01-01' + i * interval '1 hour' AS start) AS at
    """,
}


@pytest.mark.parametrize("table", _FILL)
def test_the_sums_of_a_page_read_its_members_and_no_others(shared: Connection[Any], table: str) -> None:
    network_id = new_network(shared)
    # In one transaction with the rows, so that nothing can analyze the table in between.
    with shared.transaction(force_rollback=True):
        shared.execute(_FILL[table], (network_id, _EACH, _MEMBERS * _EACH))
        members = range(1, _MEMBERS // 4 + 1)
        values = {
            "network_id": network_id,
            "coworker_ids": f"{{{','.join(map(str, members))}}}",
            "first_months": f"{{{','.join(str(date(2026, 1, 1)) for _ in members)}}}",
            "last_months": f"{{{','.join(str(date(2026, 2, 1)) for _ in members)}}}",
        }
        statement = "EXPLAIN (ANALYZE, FORMAT JSON) " + REFRESH.text
        row = RawCursor(shared).execute(statement, REFRESH.values(values)).fetchone()
    assert row is not None
    scans = [node for node in _nodes(row[0][0]["Plan"]) if node.get("Relation Name") == table]
    assert scans
    for node in scans:
        assert node["Index Name"] == f"{table}_of_member"
        assert node["Actual Rows"] <= _EACH


def _nodes(plan: dict[str, Any]) -> list[dict[str, Any]]:
    return [plan, *(node for below in plan.get("Plans", ()) for node in _nodes(below))]
