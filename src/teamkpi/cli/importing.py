"""The command that fills the ledger from files."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import click
import msgspec

from teamkpi import clock
from teamkpi.cli.database import OpenLedger, open_ledger
from teamkpi.cli.import_report import (
    Outcome,
    as_json_text,
    as_table,
    say_how_it_was_read,
    say_what_was_found,
    say_what_was_rejected,
)
from teamkpi.cli.invocation import Invocation, author, pass_invocation
from teamkpi.cli.terminal import Table, Watch, hand_over, printable, say, show_table, watched
from teamkpi.errors import BatchRejected, ImportNotUndone, SourceError
from teamkpi.intake import Intake, Mapping, read_mapping
from teamkpi.intake.mapping import TableMapping
from teamkpi.intake.present import zones_of_locations
from teamkpi.intake.rejected import write_rejected
from teamkpi.intake.replacing import Replacing
from teamkpi.intake.templates import templates
from teamkpi.ledger import ENTITIES, Change, Rejection, apply
from teamkpi.ledger.imports import ImportNote, imports
from teamkpi.ledger.restore import restore
from teamkpi.ledger.undo import Left, undo
from teamkpi.ledger.values import ZONE
from teamkpi.spreadsheet import csv_file

_RECORDS_BETWEEN_LOOKS: Final = 1000
_STANDARD_INPUT: Final = "-"
_HEAD: Final = 1024
_MOST_SHOWN: Final = 20


def _read_zone(_ctx: click.Context, _param: click.Parameter, value: str | None) -> str | None:
    try:
        return None if value is None else str(ZONE.read(value))
    except ValueError as error:
        raise click.BadParameter(str(error)) from None


class ImportCommand(click.Group):
    """A command with an argument that also has commands below it, which come first: `import list`, `import undo`.

    A folder of such a name can still be imported as `./list`.
    """

    allow_interspersed_args = True

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Leave the arguments of a command below to it."""
        if args and args[0] in self.commands:
            ctx.invoked_subcommand = args[0]
            ctx.args = args[1:]
            return ctx.args
        return click.Command.parse_args(self, ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command below that was named, or else the import."""
        if ctx.invoked_subcommand is None:
            return click.Command.invoke(self, ctx)
        command = self.commands[ctx.invoked_subcommand]
        with command.make_context(ctx.invoked_subcommand, list(ctx.args), parent=ctx) as below:
            return command.invoke(below)

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """Return the usage of the import itself."""
        return click.Command.collect_usage_pieces(self, ctx)


@click.group("import", cls=ImportCommand, invoke_without_command=True)
@click.argument("path", type=click.Path(path_type=Path, allow_dash=True))
@click.option("--dry-run", "is_dry_run", is_flag=True, help="Report what the import would do, and store nothing.")
@click.option(
    "--map",
    "map_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="A mapping, as JSON: which column is which field, and how dates and numbers are written.",
)
@click.option(
    "--zone",
    callback=_read_zone,
    metavar="ZONE",
    help="The time zone of times that have none, like Europe/London.",
)
@click.option(
    "--entity",
    type=click.Choice(list(ENTITIES)),
    metavar="PLURAL",
    help="What records a single file has, if its name does not say so.",
)
@click.option(
    "--rejected",
    "rejected_file",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write the rejected rows to FILE (.xlsx, or .csv for one table), to correct and import.",
)
@click.option(
    "--replace",
    "is_replacing",
    is_flag=True,
    help="Also delete the records that are not in the files, of the entities that are; asks first.",
)
@click.option("--yes", "is_confirmed", is_flag=True, help="With --replace: delete without asking.")
@click.option("--keep-good", is_flag=True, help="Store the valid records even if others are rejected.")
@click.option("--without-history", is_flag=True, help="Of an export with history, import only the current records.")
@click.option("--template", "is_template", is_flag=True, help="Write empty tables to the folder PATH, to fill in.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@pass_invocation
@click.pass_context
def import_command(
    ctx: click.Context,
    invocation: Invocation,
    path: Path,
    *,
    is_dry_run: bool,
    map_file: Path | None,
    zone: str | None,
    entity: str | None,
    rejected_file: Path | None,
    is_replacing: bool,
    is_confirmed: bool,
    keep_good: bool,
    without_history: bool,
    is_template: bool,
    as_json: bool,
) -> None:
    """Import records into the ledger, all or nothing.

    PATH is a folder, a .zip, or one file; `-` reads one file from standard input. Files are named by entity,
    <plural>.jsonl, <plural>.csv or <plural>.xlsx; others are reported and skipped. A record that the ledger already has
    in a later version changes nothing, so importing twice is harmless. Possible mistakes are counted and shown: unknown
    fields, repeated ids, times without a zone, and references to missing records. They do not prevent a record from
    being stored.

    Spreadsheets are read as people keep them: any delimiter and encoding, headings in other words, dates and amounts as
    they are written where you are. What could mean two things is not guessed: the report says what to add to a mapping
    (--map). Use --dry-run first.

    An export with history can only be imported into a network that has no records, and only as a whole. Earlier
    versions are stored with the times at which they were replaced, so questions about the past get the same answers.

    An import can be undone as a whole: `teamkpi import list` shows its number, `teamkpi import undo` undoes it.

    Exits with 1 if a record was rejected; nothing is stored then, unless you use --keep-good.
    """
    if is_template:
        _write_templates(path)
        return
    if is_replacing and keep_good:
        raise click.UsageError("--replace cannot be used with --keep-good: a rejected row may be a record to keep")
    if is_replacing and as_json and not (is_confirmed or is_dry_run):
        raise click.UsageError("--replace asks before it deletes; use --yes, or --dry-run, with --json")
    if str(path) != _STANDARD_INPUT and not path.exists():
        raise click.BadParameter(f"Path {str(path)!r} does not exist.", param_hint="PATH")
    mapping = read_mapping(map_file) if map_file else Mapping()
    with _on_disk(path, entity) as found, open_ledger(invocation) as ledger:
        if entity:
            mapping = _with_entity(mapping, found.name, entity)
        source = Intake(
            found,
            mapping=mapping,
            zone=zone,
            zones_of_locations=zones_of_locations(ledger.conn, ledger.network_id),
            with_history=not without_history,
        )
        _require_possible(source, rejected_file, keep_good=keep_good, is_replacing=is_replacing, is_dry_run=is_dry_run)
        if is_replacing and not (is_confirmed or is_dry_run):
            _ask_before_deleting(ledger, source)
        outcome = _run(ledger, source, is_dry_run=is_dry_run, keep_good=keep_good, is_replacing=is_replacing)
        if rejected_file and outcome.report.places:
            count = write_rejected(source, outcome.report, rejected_file)
            say(f"wrote {count:,} rejected rows to {printable(str(rejected_file))}", err=True)
    if as_json:
        hand_over(as_json_text(outcome))
    else:
        show_table(as_table(outcome))
        say_how_it_was_read(outcome)
    say_what_was_found(outcome)
    say_what_was_rejected(outcome, can_keep_good=source.known_since is None and not is_replacing)
    if outcome.report.rejected_count:
        ctx.exit(1)


def _run(ledger: OpenLedger, source: Intake, *, is_dry_run: bool, keep_good: bool, is_replacing: bool) -> Outcome:
    """Apply a source to the ledger and show how far it is."""
    is_stored = not is_dry_run
    records: Iterable[Change | Rejection] = source
    if is_replacing:
        records = Replacing(source, ledger.conn, ledger.network_id)
    try:
        with watched("reading", source.size) as watch:
            if source.known_since:
                report = restore(ledger.conn, ledger.network_id, source, now=clock.now(), on_read=watch.reached)
            else:
                report = apply(
                    ledger.conn,
                    ledger.network_id,
                    _Watched(records, source, watch),
                    now=clock.now(),
                    keep_good=keep_good,
                    look_closer=True,
                    is_dry_run=is_dry_run,
                    as_import=None if is_dry_run else ImportNote(author(), source.name),
                )
    except BatchRejected as rejected:
        report, is_stored = rejected.report, False
    findings = [source.located(one) for one in report.findings] + source.not_read
    return Outcome(source, report, findings, is_stored=is_stored, is_dry_run=is_dry_run)


class _Watched:
    """Records of a source that say how far it is read; they can be read again, as their source can."""

    def __init__(self, records: Iterable[Change | Rejection], source: Intake, watch: Watch) -> None:
        self._records = records
        self._source = source
        self._watch = watch

    def __iter__(self) -> Iterator[Change | Rejection]:
        for number, change in enumerate(self._records):
            if number % _RECORDS_BETWEEN_LOOKS == 0:
                self._watch.reached(self._source.bytes_read)
            yield change
        self._watch.begin("finishing")


def _require_possible(
    source: Intake, rejected_file: Path | None, *, keep_good: bool, is_replacing: bool, is_dry_run: bool
) -> None:
    """Refuse options that do not go with these files."""
    if source.known_since and (keep_good or is_replacing or is_dry_run):
        option = "--keep-good" if keep_good else "--replace" if is_replacing else "--dry-run"
        raise click.UsageError(f"{option} cannot be used for an export with history unless --without-history is used")
    if rejected_file is None:
        return
    tables = sum(map(len, source.files_of().values()))
    if rejected_file.suffix.lower() not in {".xlsx", ".csv"}:
        raise click.UsageError("--rejected writes an .xlsx or a .csv file")
    if rejected_file.suffix.lower() == ".csv" and tables > 1:
        raise click.UsageError("--rejected needs an .xlsx file for an import of several tables")


def _ask_before_deleting(ledger: OpenLedger, source: Intake) -> None:
    """Say how many records will be deleted, and go on if that is meant."""
    outcome = _run(ledger, source, is_dry_run=True, keep_good=False, is_replacing=True)
    deleted = {plural: counts.deleted for plural, counts in outcome.report.entities.items() if counts.deleted}
    if deleted and not outcome.report.rejected_count:
        what = ", ".join(f"{count:,} {plural}" for plural, count in deleted.items())
        click.confirm(printable(f"Delete {what} that are not in the files?"), abort=True, err=True)


@contextmanager
def _on_disk(path: Path, entity: str | None) -> Iterator[Path]:
    """Give the path of what is to be read: standard input is written to a file, JSON lines get their entity's name."""
    is_named = entity is None or path.suffix != ".jsonl"
    if is_named and str(path) != _STANDARD_INPUT:
        yield path
        return
    with tempfile.TemporaryDirectory(prefix="teamkpi-import-") as folder:
        content = Path(folder) / "stdin"
        if str(path) == _STANDARD_INPUT:
            with content.open("wb") as file:
                shutil.copyfileobj(sys.stdin.buffer, file)
        else:
            content.symlink_to(path.absolute())
        with content.open("rb") as file:
            ending = _ending_of(file.read(_HEAD))
        if ending == ".jsonl" and entity is None:
            raise click.UsageError("say what records these are with --entity")
        yield content.rename(content.with_name(f"{entity if ending == '.jsonl' else content.name}{ending}"))


def _ending_of(head: bytes) -> str:
    """Return the ending of a file by what it begins with."""
    if head.startswith(b"PK\x03\x04"):
        return ".xlsx" if b"[Content_Types].xml" in head or b"xl/" in head or b"_rels" in head else ".zip"
    return ".jsonl" if head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{") else ".csv"


def _with_entity(mapping: Mapping, name: str, entity: str) -> Mapping:
    said = mapping.of(name, entity)
    table = TableMapping(**{**{one: getattr(said, one) for one in TableMapping.__struct_fields__}, "entity": entity})
    return Mapping(zone=mapping.zone, tables={**mapping.tables, name: table})


def _write_templates(folder: Path) -> None:
    """Write a template for each entity into a folder; raises SourceError rather than replace a file."""
    folder.mkdir(parents=True, exist_ok=True)
    files: dict[Path, Any] = {folder / f"{plural}.csv": rows for plural, rows in templates().items()}
    for path in files:
        if path.exists():
            raise SourceError(f"{str(path)!r} exists already; nothing was written")
    for path, rows in files.items():
        path.write_bytes(csv_file(rows))
    say(f"Wrote {len(files)} tables to {printable(str(folder))}. Each has an example in its second row: replace it.")


@import_command.command("list")
@click.option("--limit", type=click.IntRange(min=1, max=1000), default=20, show_default=True, help="How many to show.")
@click.option("--json", "as_json", is_flag=True, help="Print them as JSON.")
@pass_invocation
def list_command(invocation: Invocation, *, limit: int, as_json: bool) -> None:
    """Show the imports that stored something, the latest first, with their numbers.

    Imports of exports with history are not among them.
    """
    with open_ledger(invocation) as ledger:
        found = imports(ledger.conn, ledger.network_id, limit=limit)
    if as_json:
        hand_over(msgspec.json.encode([one._asdict() for one in found]))
        return
    table = Table("import")
    for name in ("on (UTC)", "by", "from", "new", "changed", "deleted", "undone on"):
        table.add_column(name, justify="right" if name in {"new", "changed", "deleted"} else "left")
    for one in found:
        undone = f"{one.undone_on:%Y-%m-%d %H:%M}" if one.undone_on else ""
        counts = (f"{count:,}" for count in (one.new, one.changed, one.deleted))
        table.add_row(
            str(one.id), f"{one.created_on:%Y-%m-%d %H:%M}", one.author or "", one.source or "", *counts, undone
        )
    show_table(table)


@import_command.command("undo")
@click.argument("import_id", metavar="ID", type=click.IntRange(min=1))
@click.option("--leave-changed", is_flag=True, help="Leave records that were changed since, and undo the others.")
@pass_invocation
@click.pass_context
def undo_command(ctx: click.Context, invocation: Invocation, import_id: int, *, leave_changed: bool) -> None:
    """Undo an import: its new records are deleted, all others get back what they were.

    Nothing is taken out of the history, so questions about the time between get the same answers as before. If a record
    was changed since, by whatever means, nothing is undone, unless you use --leave-changed.

    To import the same file again, leave out its column UpdatedOn if it has one: what you undid is later.
    """
    with open_ledger(invocation) as ledger, watched("undoing", total=None) as watch:
        try:
            done = undo(
                ledger.conn,
                ledger.network_id,
                import_id,
                now=clock.now(),
                author=author(),
                leave_changed=leave_changed,
                on_done=watch.reached,
            )
        except ImportNotUndone as error:
            _say_what_was_changed(error.left)
            hint = "; --leave-changed undoes the others" if error.left else ""
            say(f"teamkpi: {error}{hint}", err=True)
            ctx.exit(1)
    counts = done.report.entities.values()
    deleted, restored = sum(one.deleted for one in counts), sum(one.new + one.changed for one in counts)
    say(f"Import {import_id} was undone: {deleted:,} records deleted, {restored:,} as they were before.")
    if done.left_count:
        _say_what_was_changed(done.left)
        say(f"{done.left_count:,} records were changed since, and left as they are.")


def _say_what_was_changed(left: Sequence[Left]) -> None:
    for one in left[:_MOST_SHOWN]:
        say(f"{one.entity} {one.id} was changed on {one.changed_on:%Y-%m-%d %H:%M} UTC", err=True)
    if len(left) > _MOST_SHOWN:
        say(f"and {len(left) - _MOST_SHOWN:,} more", err=True)
