"""What Citus refuses in statements, as far as their text shows it: ``tools/task_counts.py`` plans them on a cluster."""

from __future__ import annotations

import re
from pathlib import Path

from task_counts import named_statements

SOURCE = Path(__file__).parents[2] / "src/teamkpi"
_VOLATILE = re.compile(r"\b(random|gen_random_uuid|clock_timestamp|timeofday)\(\)")
_UPDATE = re.compile(r"\bUPDATE\b")
_EMPTY_EXISTS = re.compile(r"EXISTS \(\s*SELECT\s+FROM")


def test_no_update_of_a_network_draws_a_random_value() -> None:
    updates = {name: text for name, text in named_statements(SOURCE) if _UPDATE.search(text)}
    assert len(updates) > 50
    assert [name for name, text in updates.items() if _VOLATILE.search(text)] == []


def test_steps_that_revisions_are_raised_in_hand_on_columns() -> None:
    raising = {name: text for name, text in named_statements(SOURCE) if name.startswith("usage.raise_")}
    assert len(raising) == 3
    assert [name for name, text in raising.items() if _EMPTY_EXISTS.search(text)] == []
    assert [name for name, text in raising.items() if not text.count("RETURNING")] == []


def test_statements_with_the_network_are_found_and_parts_are_not() -> None:
    found = dict(named_statements(SOURCE))
    assert "alerts.take_changes" in found
    assert all("%(network_id)s" in text and "{" not in text for text in found.values())
