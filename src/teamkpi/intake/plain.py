"""Recognises CSV files that a program wrote for an import, by their first bytes; these are read strictly."""

from __future__ import annotations

import contextlib
import csv
import io
import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from teamkpi.intake import headings
from teamkpi.intake.cells import Moment, in_zone
from teamkpi.intake.tables import HEAD
from teamkpi.ledger import ENTITIES, Change
from teamkpi.ledger.entities import COMMON, DELETED, Field
from teamkpi.ledger.unread import folded
from teamkpi.ledger.values import ASSUMED_UTC, FLAG, ID, Unreadable, read_instant
from teamkpi.wire import BOM

_SEPARATOR_LINE: Final = re.compile(r'"?sep=([,;|\t])"?\s*', re.IGNORECASE)
_LONE_CR: Final = re.compile("\r(?!\n)")
_FIELDS: Final = {plural: {one.name: one for one in (*COMMON, *entity.fields)} for plural, entity in ENTITIES.items()}


def is_plain(plural: str, head: bytes) -> bool:
    """Return whether a CSV file of an entity was written by a program for an import, judging by its first bytes.

    Such a file is UTF-8, has the names of all required fields and no synonyms in its first line, and writes dates,
    amounts and yes/no values as JSON does. A time without an offset is UTC there. People mean the clock on their wall,
    and write a blank, or no time of day: a file in which no time has a ``T`` is theirs, except that of locations, which
    name the zones.
    """
    try:
        text = head[: head.rfind(b"\n") + 1 if len(head) == HEAD else None].removeprefix(BOM).decode()
    except UnicodeDecodeError:
        return False
    if _LONE_CR.search(text):
        return False
    first, _, rest = text.partition("\n")
    separator = _SEPARATOR_LINE.fullmatch(first)
    rows = _rows(rest if separator else text, separator[1] if separator else ",")
    if not rows:
        return not text.strip()
    return _has_plain_headings(plural, rows[0]) and _has_plain_values(plural, rows[0], rows[1:])


def _rows(text: str, delimiter: str) -> list[list[str]]:
    rows: list[list[str]] = []
    with contextlib.suppress(csv.Error):  # the end may be cut off; errors are reported when the file is read
        rows.extend(csv.reader(io.StringIO(text, newline=""), strict=True, delimiter=delimiter))
    return [row for row in rows if row]


def _has_plain_headings(plural: str, names: list[str]) -> bool:
    known = {folded(name): name for name in ENTITIES[plural].names}
    fields = [known.get(folded(name)) for name in names]
    if headings.missing(plural, fields, {}):
        return False
    matched = headings.match(plural, names, {}).fields
    return all(field is not None or other is None for field, other in zip(fields, matched, strict=True))


def _has_plain_values(plural: str, names: list[str], rows: Iterable[list[str]]) -> bool:
    known = {folded(name): one for name, one in _FIELDS[plural].items()}
    known[folded(DELETED)] = Field(DELETED, FLAG)
    columns = [known.get(folded(name)) for name in names]
    kinds = [(place, one.kind) for place, one in enumerate(columns) if one is not None and _can_differ(one)]
    are_local = has_t = False
    for row in rows:
        for place, kind in kinds:
            if place < len(row) and row[place].strip():
                try:
                    value = kind.read(row[place])
                except ValueError:
                    return False
                if isinstance(value, datetime):
                    has_t |= "T" in row[place]
                    are_local |= value.tzinfo is ASSUMED_UTC
    return has_t or not are_local or plural == "businesses"


def _can_differ(one: Field) -> bool:
    """Return whether people write a field's values in different formats."""
    return one.kind.column_type in {"timestamptz", "numeric", "integer", "bigint", "boolean"} and one.kind is not ID


def localised(change: Change, zone: ZoneInfo) -> Change:
    """Return a change with its times without an offset taken as local time in ``zone``."""
    found: dict[str, Any] = {}
    for one in _FIELDS[change.entity].values():
        value = change.record.get(one.name)
        if one.kind.column_type == "timestamptz" and isinstance(value, str):
            try:
                when = read_instant(value)
                if when.tzinfo is ASSUMED_UTC:
                    is_date = "T" not in value and ":" not in value
                    found[one.name] = in_zone(Moment(when.replace(tzinfo=None), has_zone=False, is_date=is_date), zone)
            except ValueError as error:
                found[one.name] = Unreadable(value, str(error))
    return change._replace(record={**change.record, **found}) if found else change
