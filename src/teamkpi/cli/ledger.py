"""The commands that fill the ledger, write it out, and prove its sums."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from teamkpi import clock
from teamkpi.cli.database import OpenLedger, open_ledger
from teamkpi.cli.import_report import as_json_text, as_table, say_what_was_found, say_what_was_rejected
from teamkpi.cli.invocation import Invocation, pass_invocation
from teamkpi.cli.terminal import Table, Watch, hand_over, printable, say, show_table, watched
from teamkpi.db.folded import FOLDED, fold
from teamkpi.errors import BatchRejected
from teamkpi.ledger import Change, Rejection, Report, apply, history
from teamkpi.ledger.export import export
from teamkpi.ledger.files import Source
from teamkpi.ledger.restore import restore
from teamkpi.usage import Difference, rebuild, verify

_RECORDS_BETWEEN_LOOKS = 1000


@click.command("import")
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@click.option("--keep-good", is_flag=True, help="Store the valid records even if others are rejected.")
@click.option("--without-history", is_flag=True, help="Of an export with history, import only the current records.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@pass_invocation
@click.pass_context
def import_command(
    ctx: click.Context, invocation: Invocation, path: Path, *, keep_good: bool, without_history: bool, as_json: bool
) -> None:
    """Import records into the ledger, all or nothing.

    PATH is a folder, a .zip, or one file. Files are named by entity, <plural>.jsonl or <plural>.csv; others are
    reported and skipped. A record that the ledger already has in a later version changes nothing, so importing twice is
    harmless. Possible mistakes are counted and shown: unknown fields, repeated ids, times without a zone, and
    references to missing records. They do not prevent a record from being stored.

    An export with history can only be imported into a network that has no records, and only as a whole. Earlier
    versions are stored with the times at which they were replaced, so questions about the past get the same answers.

    Exits with 1 if a record was rejected; nothing is stored then, unless you use --keep-good.
    """
    source = Source(path, with_history=not without_history)
    if keep_good and source.known_since:
        raise click.UsageError("--keep-good cannot be used for an export with history unless --without-history is used")
    is_stored = True
    with open_ledger(invocation) as ledger:
        try:
            report = read_into(ledger, source, keep_good=keep_good)
        except BatchRejected as rejected:
            report, is_stored = rejected.report, False
    findings = [source.located(one) for one in report.findings] + source.not_read
    if as_json:
        hand_over(as_json_text(report, findings, source.skipped, is_stored=is_stored))
    else:
        show_table(as_table(report, is_stored=is_stored))
    say_what_was_found(findings, source.skipped)
    say_what_was_rejected(report, is_stored=is_stored, can_keep_good=source.known_since is None)
    if report.rejected_count:
        ctx.exit(1)


def read_into(ledger: OpenLedger, source: Source, *, keep_good: bool = False) -> Report:
    """Apply a source to the ledger and show how far it is; raises BatchRejected as ``apply()`` does."""
    with watched("reading", source.size) as watch:
        if source.known_since:
            return restore(ledger.conn, ledger.network_id, source, now=clock.now(), on_read=watch.reached)
        changes = _Watched(source, watch)
        return apply(ledger.conn, ledger.network_id, changes, now=clock.now(), keep_good=keep_good, look_closer=True)


class _Watched:
    """A source that says how far it is read; it can be read again, as its source can."""

    def __init__(self, source: Source, watch: Watch) -> None:
        self._source = source
        self._watch = watch

    def __iter__(self) -> Iterator[Change | Rejection]:
        for number, change in enumerate(self._source):
            if number % _RECORDS_BETWEEN_LOOKS == 0:
                self._watch.reached(self._source.bytes_read)
            yield change
        self._watch.begin("finishing")


@click.command("export", short_help="Write the whole ledger to files that `import` reads.")
@click.argument("directory", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
@click.option("--overwrite", is_flag=True, help="Replace ledger files that are already in DIR.")
@click.option("--history", "with_history", is_flag=True, help="Also write earlier versions of records.")
@pass_invocation
@click.pass_context
def export_command(
    ctx: click.Context, invocation: Invocation, directory: Path, overwrite: bool, with_history: bool
) -> None:
    """Write the whole ledger, deletions included, to DIR as files that `teamkpi import` reads.

    All files are of the same moment. They contain personal data, so only their owner can read them. With --history, a
    network that imports them gives the same answers to questions about the past.
    """
    with open_ledger(invocation) as ledger:
        try:
            with watched("writing", total=None) as watch:
                tally = _Tally(watch)
                counts = export(
                    ledger.conn,
                    ledger.network_id,
                    directory,
                    overwrite=overwrite,
                    with_history=with_history,
                    on_written=tally.written,
                )
        except FileExistsError as error:
            hint = "" if overwrite else "; --overwrite replaces .jsonl files"
            say(f"teamkpi: {printable(str(error))}{hint}", err=True)
            ctx.exit(1)
    table = Table("file")
    table.add_column("records", justify="right")
    for name, count in counts.items():
        table.add_row(f"{name}.jsonl", f"{count:,}")
    show_table(table)


class _Tally:
    """Adds up what is written, for the progress."""

    def __init__(self, watch: Watch) -> None:
        self._watch = watch
        self._count = 0

    def written(self, _plural: str, count: int) -> None:
        self._count += count
        self._watch.reached(self._count)


@click.command("verify", short_help="Recompute every stored sum and print those that differ.")
@click.option(
    "--history",
    "with_history",
    is_flag=True,
    help="Also check that the versions of every record follow one another, without a gap and without overlapping.",
)
@pass_invocation
@click.pass_context
def verify_command(ctx: click.Context, invocation: Invocation, with_history: bool) -> None:
    """Recompute every stored sum from the records and print those that differ.

    Exits with 1 if any does; `teamkpi rebuild` corrects them. Writes continue meanwhile.
    """
    differences = breaks = 0
    with open_ledger(invocation) as ledger:
        with watched("recomputing", total=None, unit="members") as watch:
            for difference in verify(ledger.conn, ledger.network_id, reached=watch.reached):
                differences += 1
                say(_in_words(difference))
        if with_history:
            for one in history.verify(ledger.conn, ledger.network_id):
                breaks += 1
                say(f"{one.entity} {one.id}, version stored at {one.held_since.isoformat()}: {one.problem}")
    if differences:
        say(f"teamkpi: {differences:,} stored sums are wrong; `teamkpi rebuild` corrects them", err=True)
    else:
        say("Every stored sum matches the records.")
    if breaks:
        say(f"teamkpi: the history is broken in {breaks:,} places", err=True)
    elif with_history:
        say("The versions of every record follow one another.")
    if differences or breaks:
        ctx.exit(1)


def _in_words(difference: Difference) -> str:
    month = f"{difference.month:%Y-%m}" if difference.month else "in all"
    place = "" if difference.is_placed else ", place unknown"
    parts = [
        f"{label}: stored {_microseconds(stored)}, right {_microseconds(right)}"
        for label, stored, right in (
            ("booked", difference.stored_booked_us, difference.right_booked_us),
            ("checked in", difference.stored_checked_us, difference.right_checked_us),
        )
        if stored != right
    ]
    if difference.stored_bookings_started != difference.right_bookings_started:
        stored, right = difference.stored_bookings_started or 0, difference.right_bookings_started or 0
        parts.append(f"bookings that start: stored {stored:,}, right {right:,}")
    return f"member {difference.coworker_id}, {month}{place}: {'; '.join(parts)}"


def _microseconds(value: int | None) -> str:
    return "nothing" if value is None else f"{value:,} µs"


@click.command("rebuild", short_help="Recompute every stored sum from scratch.")
@pass_invocation
def rebuild_command(invocation: Invocation) -> None:
    """Recompute every stored sum from the records.

    Writes wait until it is done; reads continue and stay correct. It also corrects the form in which e-mail addresses
    and names are compared, if it was changed in the database.
    """
    with open_ledger(invocation) as ledger, watched("computing", total=None, unit="members") as watch:
        members = rebuild(ledger.conn, ledger.network_id, reached=watch.reached)
        forms = sum(fold(ledger.conn, ledger.network_id, table) for table in FOLDED)
    say(f"Recomputed the sums of {members:,} members.")
    if forms:
        say(f"Corrected the form in which {forms:,} e-mail addresses and names are compared.")
