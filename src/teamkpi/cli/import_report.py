"""What an import tells: what became of the records, what was rejected, and what may be a mistake."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any, Final

import msgspec

from teamkpi.cli.terminal import Table, printable, say
from teamkpi.ledger import ENTITIES, Report
from teamkpi.ledger.report import Example, Finding
from teamkpi.ledger.unread import NO_SUCH_FIELD, NOT_READ

_MOST_SHOWN: Final = 20
_MOST_NAMES: Final = 10
_MOST_EXAMPLES: Final = 3
_IN_WORDS: Final = {NOT_READ: "is not read"}


def as_table(report: Report, *, is_stored: bool) -> Table:
    """Return the counts of an import for people."""
    columns = ("stored", "unchanged", "stale", "rejected") if is_stored else ("rejected",)
    table = Table("entity")
    for name in columns:
        table.add_column(name, justify="right")
    for plural in ENTITIES:
        if plural in report.entities:
            counts = asdict(report.entities[plural])
            table.add_row(plural, *(f"{counts[name]:,}" for name in columns))
    return table


def as_json_text(report: Report, findings: Iterable[Finding], skipped: Sequence[str], *, is_stored: bool) -> bytes:
    """Return the report for programs; what was not kept after all does not count as stored."""
    nothing = {"stored": 0, "unchanged": 0, "stale": 0}
    entities = {
        plural: asdict(report.entities[plural]) | ({} if is_stored else nothing)
        for plural in ENTITIES
        if plural in report.entities
    }
    return msgspec.json.encode(
        {
            "is_stored": is_stored,
            "entities": entities,
            "rejected_count": report.rejected_count,
            "rejections": [asdict(rejection) for rejection in report.rejected],
            "findings": [_as_plain(one) for one in findings],
            "skipped": skipped,
        }
    )


def _as_plain(finding: Finding) -> dict[str, Any]:
    return asdict(finding) | {"examples": [one._asdict() for one in finding.examples]}


def say_what_was_found(findings: Sequence[Finding], skipped: Sequence[str]) -> None:
    """Print, on standard error, what may be a mistake: files, fields and values."""
    for name in skipped[:_MOST_SHOWN]:
        say(f"skipped, no ledger file: {printable(name)}", err=True)
    _say_how_many_more(len(skipped))
    plain = [one for one in findings if one.code == NOT_READ and one.hint == NO_SUCH_FIELD]
    others = [one for one in findings if one not in plain]
    for one in others[:_MOST_SHOWN]:
        say(printable(_in_words(one)), err=True)
    _say_how_many_more(len(others))
    by_file = defaultdict(list)
    for one in plain:
        by_file[one.file].append(one)
    for file, several in by_file.items():
        names = ", ".join(f"{one.field} ({one.count:,})" for one in several[:_MOST_NAMES])
        more = f" and {len(several) - _MOST_NAMES:,} more" if len(several) > _MOST_NAMES else ""
        text = f"note: {file}: fields that the ledger does not keep, with the number of records: {names}{more}"
        say(printable(text), err=True)


def _in_words(finding: Finding) -> str:
    examples = "; ".join(map(_example, finding.examples[:_MOST_EXAMPLES]))
    where = finding.file or finding.entity
    records = "1 record" if finding.count == 1 else f"{finding.count:,} records"
    return f"note: {where}: {finding.field} {_IN_WORDS[finding.code]} in {records} ({examples}): {finding.hint}"


def _example(example: Example) -> str:
    text = f"line {example.position}" if isinstance(example.position, int) else example.position
    if example.record_id is not None:
        text += f", record {example.record_id}"
    return text if example.value is None else f"{text}, {example.value!r}"


def say_what_was_rejected(report: Report, *, is_stored: bool) -> None:
    """Print, on standard error, which records were rejected and why."""
    for rejection in report.rejected[:_MOST_SHOWN]:
        say(f"rejected: {printable(str(rejection))}", err=True)
    _say_how_many_more(len(report.rejected))
    if not is_stored:
        say("teamkpi: nothing was stored, since records were rejected; --keep-good stores the others", err=True)


def _say_how_many_more(number: int) -> None:
    if number > _MOST_SHOWN:
        say(f"and {number - _MOST_SHOWN:,} more", err=True)
