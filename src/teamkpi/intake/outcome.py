"""The result of an import: counts, rejections, findings, and how its tables were read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from teamkpi.intake.described import described, hint_of
from teamkpi.intake.source import Intake
from teamkpi.ledger import ENTITIES, Rejection, Report
from teamkpi.ledger.report import Example, Finding


@dataclass(frozen=True, slots=True)
class Outcome:
    """An import that was run, as it is reported."""

    source: Intake
    report: Report
    findings: Sequence[Finding]
    is_stored: bool
    is_dry_run: bool

    def place(self, entity: str, position: str | int) -> tuple[str | None, int]:
        """Return the file and the line of a record's position."""
        if isinstance(position, int):
            files = self.source.files_of()[entity]
            return files[0] if len(files) == 1 else None, position
        file, _, line = position.rpartition(":")
        return file, int(line)


def as_plain(outcome: Outcome) -> dict[str, Any]:
    """Return the report for programs; what was not kept after all does not count as stored."""
    report = outcome.report
    has_counts = outcome.is_stored or outcome.is_dry_run
    names = ("stored", "new", "changed", "deleted", "unchanged", "stale")
    entities = {
        plural: {name: getattr(counts, name) if has_counts else 0 for name in names} | {"rejected": counts.rejected}
        for plural in ENTITIES
        if plural in report.entities
        for counts in (report.entities[plural],)
    }
    return {
        "is_stored": outcome.is_stored,
        "is_dry_run": outcome.is_dry_run,
        "import_id": report.import_id,
        "entities": entities,
        "rejected_count": report.rejected_count,
        "rejections": [_rejection_as_plain(outcome, one) for one in report.rejected],
        "findings": [_finding_as_plain(one) for one in outcome.findings],
        "skipped": outcome.source.skipped,
        "tables": [described(layout) for layout in outcome.source.layouts],
    }


def _rejection_as_plain(outcome: Outcome, one: Rejection) -> dict[str, Any]:
    file, line = outcome.place(one.entity, one.position)
    return asdict(one) | {"file": file, "line": line, "hint": hint_of(one)}


def _finding_as_plain(finding: Finding) -> dict[str, Any]:
    return asdict(finding) | {"examples": [_example_as_plain(finding, one) for one in finding.examples]}


def _example_as_plain(finding: Finding, example: Example) -> dict[str, Any]:
    file, line = place_of(finding, example)
    return {"file": file, "line": line, "record_id": example.record_id, "value": example.value}


def place_of(finding: Finding, example: Example) -> tuple[str | None, int]:
    """Return the file and the line of an example; a position has the file's name where an entity has several."""
    if isinstance(example.position, int):
        return finding.file, example.position
    file, _, line = example.position.rpartition(":")
    return file, int(line)
