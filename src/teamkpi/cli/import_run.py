"""Runs an import for the command line, and prints its report."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import click
import msgspec

from teamkpi import clock
from teamkpi.cli.database import OpenLedger, open_ledger, will_create
from teamkpi.cli.import_answers import HOW_TO_NAME_THE_KIND
from teamkpi.cli.import_report import (
    as_table,
    say_how_it_was_read,
    say_what_was_found,
    say_what_was_rejected,
)
from teamkpi.cli.invocation import Invocation, author
from teamkpi.cli.terminal import hand_over, printable, say, show_table, watched
from teamkpi.errors import KindNotRecognised, SourceError
from teamkpi.intake import Intake, Mapping, read_mapping
from teamkpi.intake.outcome import Outcome, as_plain
from teamkpi.intake.present import Location, locations
from teamkpi.intake.rejected import write_rejected
from teamkpi.intake.running import run_import
from teamkpi.intake.templates import templates
from teamkpi.ledger.imports import ImportNote
from teamkpi.spreadsheet import csv_file

STANDARD_INPUT: Final = "-"
"""The path that means standard input."""
_HEAD: Final = 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """The options of an import."""

    path: Path
    map_file: Path | None
    zone: str | None
    entity: str | None
    rejected_file: Path | None
    with_history: bool
    is_dry_run: bool
    is_replacing: bool
    is_confirmed: bool
    keep_good: bool
    as_json: bool


def run(invocation: Invocation, wanted: Wanted) -> Outcome:
    """Run an import, print its report, and return it; raises UsageError for options that do not fit.

    Neither a dry run nor files that cannot be read create a database.
    """
    invocation = replace(invocation, may_create=not wanted.is_dry_run)
    mapping = read_mapping(wanted.map_file) if wanted.map_file else Mapping()
    with _on_disk(wanted.path, wanted.entity) as found:
        if wanted.entity:
            mapping = mapping.with_entity(found.name, wanted.entity)
        if will_create(invocation):
            _opened(found, wanted, mapping, ())
        with open_ledger(invocation) as ledger:
            source = _opened(found, wanted, mapping, locations(ledger.conn, ledger.network_id))
            outcome = _imported(ledger, source, wanted)
    _tell(outcome, as_json=wanted.as_json, can_keep_good=source.known_since is None and not wanted.is_replacing)
    return outcome


def _opened(found: Path, wanted: Wanted, mapping: Mapping, known: Collection[Location]) -> Intake:
    """Return the source; raises UsageError for options that do not fit, and SourceError if it cannot be read."""
    try:
        source = Intake(found, mapping=mapping, zone=wanted.zone, locations=known, with_history=wanted.with_history)
    except KindNotRecognised as error:
        raise SourceError(f"{error} {HOW_TO_NAME_THE_KIND}") from error
    _require_possible(source, wanted)
    return source


def _imported(ledger: OpenLedger, source: Intake, wanted: Wanted) -> Outcome:
    is_dry_run, is_replacing = wanted.is_dry_run, wanted.is_replacing
    if is_replacing and not (wanted.is_confirmed or is_dry_run):
        _ask_before_deleting(ledger, source)
    outcome = _apply(ledger, source, is_dry_run=is_dry_run, keep_good=wanted.keep_good, is_replacing=is_replacing)
    if wanted.rejected_file and outcome.report.places:
        count = write_rejected(source, outcome.report, wanted.rejected_file)
        say(f"wrote {count:,} rejected rows to {printable(str(wanted.rejected_file))}", err=True)
    return outcome


def _tell(outcome: Outcome, *, as_json: bool, can_keep_good: bool) -> None:
    if as_json:
        hand_over(msgspec.json.encode(as_plain(outcome)))
    else:
        show_table(as_table(outcome))
        say_how_it_was_read(outcome)
    say_what_was_found(outcome)
    say_what_was_rejected(outcome, can_keep_good=can_keep_good)


def _apply(ledger: OpenLedger, source: Intake, *, is_dry_run: bool, keep_good: bool, is_replacing: bool) -> Outcome:
    """Apply a source to the ledger and show the progress."""
    with watched("reading", source.size) as watch:
        return run_import(
            ledger.conn,
            ledger.network_id,
            source,
            now=clock.now(),
            note=ImportNote(author(), source.name),
            is_dry_run=is_dry_run,
            keep_good=keep_good,
            is_replacing=is_replacing,
            on_read=watch.reached,
            on_all_read=lambda: watch.begin("finishing"),
        )


def _require_possible(source: Intake, wanted: Wanted) -> None:
    """Raise UsageError for options that do not fit these files."""
    if source.known_since and (wanted.keep_good or wanted.is_replacing or wanted.is_dry_run):
        option = "--keep-good" if wanted.keep_good else "--replace" if wanted.is_replacing else "--dry-run"
        raise click.UsageError(f"{option} cannot be used for an export with history unless --without-history is used")
    if wanted.rejected_file is None:
        return
    ending = wanted.rejected_file.suffix.lower()
    if ending not in {".xlsx", ".csv"}:
        raise click.UsageError("--rejected writes an .xlsx or a .csv file")
    if ending == ".csv" and sum(map(len, source.files_of().values())) > 1:
        raise click.UsageError("--rejected needs an .xlsx file for an import of several tables")


def _ask_before_deleting(ledger: OpenLedger, source: Intake) -> None:
    """Show how many records will be deleted, and ask for confirmation."""
    outcome = _apply(ledger, source, is_dry_run=True, keep_good=False, is_replacing=True)
    deleted = {plural: counts.deleted for plural, counts in outcome.report.entities.items() if counts.deleted}
    if deleted and not outcome.report.rejected_count:
        what = ", ".join(f"{count:,} {plural}" for plural, count in deleted.items())
        click.confirm(printable(f"Delete {what} that are not in the files?"), abort=True, err=True)


@contextmanager
def _on_disk(path: Path, entity: str | None) -> Iterator[Path]:
    """Yield the path to read: standard input is copied to a file, and JSON lines get the name of their entity."""
    is_named = entity is None or path.suffix != ".jsonl"
    if is_named and str(path) != STANDARD_INPUT:
        yield path
        return
    with tempfile.TemporaryDirectory(prefix="teamkpi-import-") as folder:
        content = Path(folder) / "stdin"
        if str(path) == STANDARD_INPUT:
            with content.open("wb") as file:
                shutil.copyfileobj(sys.stdin.buffer, file)
        else:
            content.symlink_to(path.absolute())
        with content.open("rb") as file:
            ending = _ending_of(file.read(_HEAD))
        if ending == ".jsonl" and entity is None:
            raise click.UsageError("name the kind of records with --entity")
        yield content.rename(content.with_name(f"{entity if ending == '.jsonl' else content.name}{ending}"))


def _ending_of(head: bytes) -> str:
    """Return a file's extension, judging by its first bytes."""
    if head.startswith(b"PK\x03\x04"):
        return ".xlsx" if b"[Content_Types].xml" in head or b"xl/" in head or b"_rels" in head else ".zip"
    return ".jsonl" if head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{") else ".csv"


def write_templates(folder: Path) -> None:
    """Write a template for each entity to a folder; raises SourceError if a file already exists."""
    folder.mkdir(parents=True, exist_ok=True)
    files: dict[Path, Any] = {folder / f"{plural}.csv": rows for plural, rows in templates().items()}
    for path in files:
        if path.exists():
            raise SourceError(f"{str(path)!r} already exists; nothing was written")
    for path, rows in files.items():
        path.write_bytes(csv_file(rows))
    say(
        f"Wrote {len(files)} tables to {printable(str(folder))}. Each has an example in its second row: replace it. "
        "Times are local times at your location, unless you add an offset, as in 2026-11-21 09:30+01:00."
    )
