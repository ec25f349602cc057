"""Reports on how tables were read and what was wrong with them, for programs and people."""

from __future__ import annotations

from typing import Any, Final

from teamkpi.intake import cells
from teamkpi.intake.layouts import Layout
from teamkpi.ledger import ENTITIES, Rejection
from teamkpi.ledger.entities import COMMON

_ENCODINGS: Final = {"cp1252": "windows-1252", "utf-16-le": "utf-16", "utf-16-be": "utf-16"}


def described(layout: Layout) -> dict[str, Any]:
    """Return how a table was read, using the keys of a mapping, and the questions that remain."""
    encoding = layout.form.encoding
    return {
        "name": layout.table.name,
        "entity": layout.entity,
        "encoding": _ENCODINGS.get(encoding, encoding) if encoding else None,
        "delimiter": layout.form.delimiter,
        "heading_line": layout.heading_line,
        "columns": [
            {"heading": heading, "field": field} for heading, field in zip(layout.headings, layout.fields, strict=True)
        ],
        "date_order": layout.date_order,
        "decimal": layout.decimal,
        "zone": layout.zone.key if layout.zone else None,
        "rows": layout.row_count,
        "notes": layout.notes,
        "questions": [
            {"question": one.question, "line": one.line, "field": one.field, "reason": one.reason, "value": one.value}
            for one in layout.problems
        ],
    }


def hint_of(one: Rejection) -> str | None:
    """Return what a rejected value looks like; None if that is unknown or the reason already says it."""
    if one.entity not in ENTITIES or one.value is None or "looks like" in one.reason or "could be" in one.reason:
        return None
    fields = (*COMMON, *ENTITIES[one.entity].fields)
    kind = next((field.kind.column_type for field in fields if field.name == one.field), None)
    return None if kind is None else cells.hint(kind, one.value)
