"""The commands that export the ledger, and verify its sums."""

from __future__ import annotations

from pathlib import Path

import click

from teamkpi.cli.database import open_ledger
from teamkpi.cli.invocation import Invocation, only_reads, pass_invocation
from teamkpi.cli.terminal import Table, Watch, printable, say, show_table, watched
from teamkpi.db.folded import FOLDED, fold
from teamkpi.doctor.sums import in_words
from teamkpi.ledger import history
from teamkpi.ledger.export import export
from teamkpi.usage import rebuild, verify


@click.command("export", short_help="Write the whole ledger to files that `import` reads.")
@click.argument("directory", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
@click.option("--overwrite", is_flag=True, help="Replace ledger files that are already in DIR.")
@click.option("--history", "with_history", is_flag=True, help="Also write earlier versions of records.")
@only_reads
@click.pass_context
def export_command(
    ctx: click.Context, invocation: Invocation, directory: Path, overwrite: bool, with_history: bool
) -> None:
    """Write the whole ledger, including deletions, to DIR as files that `teamkpi import` reads.

    The files are one consistent snapshot. They contain personal data, so only their owner can read them. With
    --history, a network that imports them also has the same figures of the past.
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
    """Counts what has been written, for the progress."""

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
    help="Also check that the versions of every record have no gaps or overlaps.",
)
@only_reads
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
                say(in_words(difference))
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
