"""The commands about imports: running one, listing them, undoing one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import click
import msgspec

from teamkpi import clock
from teamkpi.cli.database import open_ledger
from teamkpi.cli.invocation import Invocation, author, may_create, only_reads, pass_invocation
from teamkpi.cli.parameters import WritableFile
from teamkpi.cli.terminal import Table, hand_over, say, show_table, watched
from teamkpi.errors import ImportNotUndone
from teamkpi.ledger import ENTITIES
from teamkpi.ledger.imports import imports
from teamkpi.ledger.undo import Left, undo
from teamkpi.ledger.undo_preview import UndoPreview, preview_undo
from teamkpi.ledger.values import ZONE

_MOST_SHOWN: Final = 20


def _read_zone(_ctx: click.Context, _param: click.Parameter, value: str | None) -> str | None:
    try:
        return None if value is None else str(ZONE.read(value))
    except ValueError as error:
        raise click.BadParameter(str(error)) from None


class _OwnArgument(click.Argument):
    """An argument that a group has only without a subcommand, so that it is not part of a subcommand's usage."""

    def get_usage_pieces(self, ctx: click.Context) -> list[str]:
        """Return the argument for the usage of the command itself."""
        return super().get_usage_pieces(ctx) if self in ctx.command.params else []


class ImportCommand(click.Group):
    """A command with an argument that also has subcommands, which take precedence: `import list`, `import undo`.

    A folder with such a name can still be imported as `./list`.
    """

    allow_interspersed_args = True

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Leave a subcommand's arguments to it."""
        if args and args[0] in self.commands:
            ctx.invoked_subcommand = args[0]
            ctx.args = args[1:]
            return ctx.args
        return click.Command.parse_args(self, ctx, args)

    def invoke(self, ctx: click.Context) -> object:
        """Run the given subcommand, or else the import."""
        if ctx.invoked_subcommand is None:
            return click.Command.invoke(self, ctx)
        command = self.commands[ctx.invoked_subcommand]
        with command.make_context(ctx.invoked_subcommand, list(ctx.args), parent=ctx) as below:
            return command.invoke(below)

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """Return the usage of the import itself."""
        return click.Command.collect_usage_pieces(self, ctx)


@click.group("import", cls=ImportCommand, invoke_without_command=True)
@click.argument("path", cls=_OwnArgument, type=click.Path(path_type=Path, allow_dash=True))
@click.option("--dry-run", "is_dry_run", is_flag=True, help="Report what the import would do, and store nothing.")
@click.option(
    "--map",
    "map_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="A mapping, as JSON: the field of each column, and the format of dates and numbers.",
)
@click.option(
    "--zone",
    callback=_read_zone,
    metavar="ZONE",
    help="The time zone of times without one, such as Europe/London.",
)
@click.option(
    "--entity",
    type=click.Choice(list(ENTITIES)),
    metavar="PLURAL",
    help="The kind of records in a single file, if its name does not say so.",
)
@click.option(
    "--rejected",
    "rejected_file",
    type=WritableFile(),
    metavar="FILE",
    help="Write the rejected rows to FILE (.xlsx, or .csv for one table), to be corrected and imported.",
)
@click.option(
    "--replace",
    "is_replacing",
    is_flag=True,
    help="Also delete records that are not in the files, of the entities that are in them; asks first.",
)
@click.option("--yes", "is_confirmed", is_flag=True, help="With --replace: delete without asking.")
@click.option("--keep-good", is_flag=True, help="Store the valid records even if others are rejected.")
@click.option("--without-history", is_flag=True, help="Import only the current records of an export with history.")
@click.option("--template", "is_template", is_flag=True, help="Write tables to fill in to the folder PATH.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@may_create
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

    Spreadsheets can be imported as they are: any delimiter and encoding, your own headings, local formats of dates and
    amounts. Ambiguous values are never guessed: the report says what to add to a mapping (--map). Use --dry-run first.

    An export with history can only be imported into a network that has no records, and only as a whole. Earlier
    versions are stored with the times at which they were replaced, so questions about the past get the same answers.

    An import can be undone as a whole: `teamkpi import list` shows its number, `teamkpi import undo` undoes it.

    Exits with 1 if a record was rejected; nothing is stored then, unless you use --keep-good.
    """
    # Imported here because loading the spreadsheet code would noticeably slow down other commands.
    from teamkpi.cli import import_run  # noqa: PLC0415

    if is_template:
        import_run.write_templates(path)
        return
    if is_replacing and keep_good:
        raise click.UsageError("--replace cannot be used with --keep-good: a rejected row may be a record to keep")
    if is_replacing and as_json and not (is_confirmed or is_dry_run):
        raise click.UsageError("--replace asks before it deletes; use --yes, or --dry-run, with --json")
    if str(path) != import_run.STANDARD_INPUT and not path.exists():
        raise click.BadParameter(f"Path {str(path)!r} does not exist.", param_hint="PATH")
    wanted = import_run.Wanted(
        path=path,
        map_file=map_file,
        zone=zone,
        entity=entity,
        rejected_file=rejected_file,
        with_history=not without_history,
        is_dry_run=is_dry_run,
        is_replacing=is_replacing,
        is_confirmed=is_confirmed,
        keep_good=keep_good,
        as_json=as_json,
    )
    if import_run.run(invocation, wanted).report.rejected_count:
        ctx.exit(1)


@import_command.command("list")
@click.option("--limit", type=click.IntRange(min=1, max=1000), default=20, show_default=True, help="How many to show.")
@click.option("--json", "as_json", is_flag=True, help="Print them as JSON.")
@only_reads
def list_command(invocation: Invocation, *, limit: int, as_json: bool) -> None:
    """Show the imports that stored something, latest first, with their numbers.

    Imports of exports with history are not listed.
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
@click.option("--dry-run", "is_dry_run", is_flag=True, help="Say what the undo would do, and change nothing.")
@click.option("--yes", "is_confirmed", is_flag=True, help="Do not ask before leaving references to nothing.")
@pass_invocation
@click.pass_context
def undo_command(
    ctx: click.Context,
    invocation: Invocation,
    import_id: int,
    *,
    leave_changed: bool,
    is_dry_run: bool,
    is_confirmed: bool,
) -> None:
    """Undo an import: its new records are deleted, all others get back their earlier content.

    The history stays unchanged, so figures of the time in between stay the same. If a record has been changed since,
    nothing is undone, unless you use --leave-changed. If records that were added since refer to some that would be
    deleted, they are listed, and the command asks first.

    To import the same file again, leave out its UpdatedOn column if it has one, because undoing was a later change.
    """
    if is_dry_run or not is_confirmed:
        with open_ledger(invocation) as ledger:
            try:
                preview = preview_undo(ledger.conn, ledger.network_id, import_id, now=clock.now())
            except ImportNotUndone as error:
                say(f"teamkpi: {error}", err=True)
                ctx.exit(1)
        if is_dry_run:
            _say_what_would_happen(import_id, preview)
        if preview.referring:
            _say_what_refers(preview)
        if is_dry_run:
            return
        if preview.referring and (leave_changed or not preview.changed):
            click.confirm(f"Undo import {import_id}?", abort=True, err=True)
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
    say(f"Import {import_id} was undone: {deleted:,} records deleted, {restored:,} restored.")
    if done.left_count:
        _say_what_was_changed(done.left)
        say(f"{done.left_count:,} records have been changed since, and were left unchanged.")


def _say_what_would_happen(import_id: int, preview: UndoPreview) -> None:
    say(
        f"Undoing import {import_id} would delete {preview.deleted:,} records and restore {preview.restored:,}. "
        f"{preview.changed:,} were changed since."
    )
    if preview.people:
        more = preview.people - len(preview.first_people)
        names = ", ".join(preview.first_people) + (f" and {more:,} more" if more else "")
        say(f"The figures of {preview.people:,} people may change: {names}.")


def _say_what_refers(preview: UndoPreview) -> None:
    for one in preview.referring:
        names = ", ".join(f"{record.id} ({record.name})" if record.name else str(record.id) for record in one.first)
        more = one.total - len(one.first)
        rest = f" and {more:,} more" if more else ""
        say(f"{one.total:,} {one.entity.plural} refer to records that would be deleted: {names}{rest}", err=True)


def _say_what_was_changed(left: Sequence[Left]) -> None:
    for one in left[:_MOST_SHOWN]:
        say(f"{one.entity} {one.id} was changed on {one.changed_on:%Y-%m-%d %H:%M} UTC", err=True)
    if len(left) > _MOST_SHOWN:
        say(f"and {len(left) - _MOST_SHOWN:,} more", err=True)
