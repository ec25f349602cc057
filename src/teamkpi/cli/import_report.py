"""Prints the report of an import: counts, rejections, and possible mistakes."""

from __future__ import annotations

from collections import defaultdict
from typing import Final

from teamkpi.cli.import_answers import say_what_to_add
from teamkpi.cli.terminal import Table, printable, say
from teamkpi.intake.described import hint_of
from teamkpi.intake.outcome import Outcome, place_of
from teamkpi.ledger import ENTITIES, Rejection
from teamkpi.ledger.findings import NO_SUCH_RECORD, NO_ZONE, REPEATED_ID
from teamkpi.ledger.report import Example, Finding
from teamkpi.ledger.unread import NO_SUCH_FIELD, NOT_READ

_MOST_SHOWN: Final = 20
_MOST_NAMES: Final = 10
_MOST_EXAMPLES: Final = 3
_IN_WORDS: Final = {
    NOT_READ: "is not read",
    NO_SUCH_RECORD: "refers to a missing record",
    REPEATED_ID: "is the id of an earlier record",
    NO_ZONE: "has no time zone",
}
_OPTIONS: Final = {NO_ZONE: "; --zone Europe/London reads them as local times there"}


def as_table(outcome: Outcome) -> Table:
    """Return the counts of an import as a table."""
    columns: tuple[str, ...] = ("stored", "unchanged", "stale", "rejected") if outcome.is_stored else ("rejected",)
    if outcome.is_dry_run:
        columns = ("new", "changed", "deleted", "unchanged", "stale", "rejected")
    table = Table("entity")
    for name in columns:
        table.add_column(name, justify="right")
    for plural in ENTITIES:
        if plural in outcome.report.entities:
            counts = outcome.report.entities[plural]
            table.add_row(plural, *(f"{getattr(counts, name):,}" for name in columns))
    return table


def say_how_it_was_read(outcome: Outcome) -> None:
    """Print to standard error how spreadsheets were read, where that is not certain."""
    tables = defaultdict(list)
    for layout in outcome.source.layouts:
        for note in layout.notes:
            tables[note].append(layout.table.name)
    for note, (first, *others) in tables.items():
        more = f" and {len(others)} more {'tables' if len(others) > 1 else 'table'}" if others else ""
        say(printable(f"note: {first}{more}: {note}"), err=True)


def say_what_was_found(outcome: Outcome) -> None:
    """Print possible mistakes to standard error: files, fields and values."""
    findings, skipped = outcome.findings, outcome.source.skipped
    for name in skipped[:_MOST_SHOWN]:
        say(f"skipped {printable(name)}: not a ledger file", err=True)
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
    examples = "; ".join(_example(finding, one) for one in finding.examples[:_MOST_EXAMPLES])
    times = "once" if finding.count == 1 else f"{finding.count:,} times"
    more = " …" if finding.count > len(finding.examples[:_MOST_EXAMPLES]) else ""
    where, hint = finding.file or finding.entity, finding.hint + _OPTIONS.get(finding.code, "")
    return f"note: {where}: {finding.field} {_IN_WORDS[finding.code]}, {times} ({examples}{more}): {hint}"


def _example(finding: Finding, example: Example) -> str:
    file, line = place_of(finding, example)
    text = f"line {line}" if file == finding.file else f"{file} line {line}"
    if example.record_id is not None:
        text += f", record {example.record_id}"
    return text if example.value is None else f"{text}, {example.value!r}"


def say_what_was_rejected(outcome: Outcome, *, can_keep_good: bool = True) -> None:
    """Print to standard error which records were rejected and why."""
    report = outcome.report
    for rejection in report.rejected[:_MOST_SHOWN]:
        said = f"{_place(outcome, rejection)}: {rejection.field} {rejection.reason}{_more(rejection)}"
        say(f"rejected: {printable(said)}", err=True)
    _say_how_many_more(len(report.rejected))
    say_what_to_add(outcome)
    if outcome.is_dry_run:
        say("This was a dry run: nothing was stored.", err=True)
    elif not outcome.is_stored:
        hint = "; --keep-good stores the others" if can_keep_good else ""
        say(f"teamkpi: nothing was stored, since records were rejected{hint}", err=True)


def _place(outcome: Outcome, one: Rejection) -> str:
    """Return the file and the line of a rejected record, in the words that findings have."""
    file, line = outcome.place(one.entity, one.position)
    return f"{file or one.entity} line {line}"


def _more(one: Rejection) -> str:
    """Return details of a rejection: the record, the value, and what it looks like."""
    parts = [
        *([f"record {one.record_id}"] if one.record_id is not None else []),
        *([repr(one.value)] if one.value is not None else []),
        *([hint] if (hint := hint_of(one)) else []),
    ]
    return f" ({', '.join(parts)})" if parts else ""


def _say_how_many_more(number: int) -> None:
    if number > _MOST_SHOWN:
        say(f"and {number - _MOST_SHOWN:,} more", err=True)
