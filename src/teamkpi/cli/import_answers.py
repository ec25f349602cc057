"""Says what to add to a mapping or to the command, so that tables that were not read can be."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final

from teamkpi.cli.terminal import printable, say
from teamkpi.intake.layouts import Layout, Problem
from teamkpi.intake.mapping import EVERY_TABLE, Mapping
from teamkpi.intake.outcome import Outcome

HOW_TO_NAME_THE_KIND: Final = 'with --entity, or with "Entity" in a mapping (--map)'
_EXAMPLES: Final[dict[str, Any]] = {
    "DateOrder": "dmy",
    "Decimal": ",",
    "Encoding": "windows-1252",
    "Zone": "Europe/London",
}
_MEANINGS: Final = {
    "Columns": (
        "headings with their fields, or with null for a column to leave out; a field that is the same in all rows "
        'needs no column: "Constants": {"BusinessId": 1}'
    ),
    "DateOrder": '"dmy" if dates are written dd/mm/yyyy, "mdy" if they are written mm/dd/yyyy',
    "Decimal": '"," if numbers are written 1.234,50, "." if they are written 1,234.50',
    "Encoding": '"utf-8", "utf-16" or "windows-1252"',
    "Zone": "the zone of times without one; --zone Europe/London says it for all tables, without a mapping",
}


def say_what_to_add(outcome: Outcome) -> None:
    """Print to standard error what answers the questions of tables: the keys of a mapping, with an example."""
    mapping = outcome.source.mapping
    tables: dict[str, dict[str, Any]] = {}
    for name, entity, problem, layout in _open(outcome):
        table = tables.setdefault(_key(mapping, name, entity), {})
        if problem.question == "Columns":
            heading, field = _column(problem, layout)
            table.setdefault("Columns", {})[heading] = field
        elif problem.question is not None:
            table[problem.question] = _EXAMPLES[problem.question]
    if not tables:
        return
    if mapping == Mapping():
        say("Write what applies to a file such as map.json, and import with --map map.json. For example:", err=True)
    else:
        say("Add what applies to your mapping, and import again. For example:", err=True)
    say(printable(f"  {json.dumps({'Tables': tables}, ensure_ascii=False)}"), err=True)
    for question in sorted({one for table in tables.values() for one in table}):
        say(f"  {question}: {_MEANINGS[question]}.", err=True)


def _open(outcome: Outcome) -> Iterator[tuple[str, str, Problem, Layout | None]]:
    """Yield each problem that a mapping solves, with the name and the entity of its table."""
    for name, entity, problem in outcome.source.unread_tables:
        if problem.question is not None:
            yield name, entity, problem, None
    for layout in outcome.source.layouts:
        for problem in layout.problems:
            if problem.question is not None:
                yield layout.table.name, layout.entity, problem, layout


def _key(mapping: Mapping, name: str, entity: str) -> str:
    """Return the key of a table in the mapping: the one that applies already, or its name."""
    return next((key for key in (name, entity, EVERY_TABLE) if key in mapping.tables), name)


def _column(problem: Problem, layout: Layout | None) -> tuple[str, str | None]:
    """Return a heading and its field as an example: of several columns for one field, the last is left out."""
    if layout is None:
        return "heading of the ids", "Id"
    places = [place for place, name in enumerate(layout.fields) if name == problem.field]
    return (layout.headings[places[-1]], None) if len(places) > 1 else (f"heading of {problem.field}", problem.field)
