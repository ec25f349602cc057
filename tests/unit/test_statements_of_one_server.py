"""Locks, snapshots and sessions belong to one server; rows of a network may be on another one.

A statement that looks at both would be asked where the rows are, and find nothing of the session's own server. Those
that remain are listed with the reason (decision 81).
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from teamkpi.db.statements import Statements
from teamkpi.db.tables import SPREAD, Spread

SOURCE: Final = Path(__file__).parents[2] / "src/teamkpi"
OF_ONE_SERVER: Final = re.compile(
    r"\bpg_(try_)?advisory_\w+|\bpg_locks\b|\bpg_stat_activity\b|\bpg_backend_pid\b|\bpg_postmaster_start_time\b"
    r"|\{present\}|\bpg_current_snapshot\b|\bpg_current_xact_id\b|\bpg_snapshot_\w+|\bpg_visible_in_snapshot\b"
)
_TABLE: Final = re.compile(r"\b(?:FROM|JOIN|INTO|UPDATE)\s+(\w+)")
_BY_NETWORK: Final = frozenset(table for table, spread in SPREAD.items() if spread is Spread.BY_NETWORK)

BOTH: Final = {
    "audit_trail.sql: insert_entries": "the session's number only spreads IDs, and is not compared",
    "checks.sql: check": "what a check found is kept with the snapshot that it was found in, but not in a cluster",
    "people_search.sql: changed_people": "compares stored_by with a snapshot that is given to it",
}


def statements_of_both() -> set[str]:
    found = set()
    for file in SOURCE.rglob("*.sql"):
        if "migrations" in file.parts or file.name == "schema.sql":
            continue
        for name, text in Statements(file.name, file.read_text(encoding="utf-8")):
            tables = _BY_NETWORK.intersection(_TABLE.findall(text))
            if OF_ONE_SERVER.search(text) and tables:
                found.add(f"{file.name}: {name}")
    return found


def test_no_other_statement_looks_at_rows_and_at_its_session() -> None:
    assert statements_of_both() == BOTH.keys()
