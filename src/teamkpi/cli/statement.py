"""The command for a team's statement of a month."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import cast

import click

from teamkpi import clock
from teamkpi.cli.database import open_ledger
from teamkpi.cli.invocation import Invocation, pass_invocation, setting_option
from teamkpi.cli.parameters import WritableFile
from teamkpi.cli.terminal import Table, hand_over, say, show_table
from teamkpi.errors import BadRequest
from teamkpi.kpi.languages import LANGUAGES, Language
from teamkpi.kpi.wording import number_in
from teamkpi.ledger.values import LARGEST_ID
from teamkpi.statements.compute import first_day
from teamkpi.statements.content import Statement
from teamkpi.statements.files import as_csv, as_xlsx
from teamkpi.statements.tables import Cell, Column, Document, Holds, document_of
from teamkpi.statements.typeset import PAPERS, Paper, as_pdf
from teamkpi.statements.versions import statement_of
from teamkpi.wire import encode

_FILE = WritableFile()


def _month(_ctx: click.Context, _param: click.Parameter, value: str) -> date:
    try:
        return first_day(value)
    except BadRequest as error:
        raise click.BadParameter(error.reason) from None


@click.command()
@click.argument("team_id", type=click.IntRange(1, LARGEST_ID))
@click.argument("month", callback=_month)
@click.option("--json", "as_json", is_flag=True, help="Print exactly the body of the HTTP response.")
@click.option("--csv", "csv_file", type=_FILE, metavar="FILE", help="Write all tables to a CSV file.")
@click.option(
    "--xlsx", "xlsx_file", type=_FILE, metavar="FILE", help="Write an Excel file with a sheet for each table."
)
@click.option("--pdf", "pdf_file", type=_FILE, metavar="FILE", help="Write a PDF for print.")
@click.option(
    "--paper", type=click.Choice(PAPERS), default=PAPERS[0], show_default=True, help="The size of the PDF's paper."
)
@click.option(
    "--language",
    type=click.Choice(LANGUAGES),
    default=LANGUAGES[0],
    show_default=True,
    help="The language of the files.",
)
@click.option("--version", "number", type=click.IntRange(min=1), help="An earlier version. [default: the latest]")
@setting_option("open_checkin_hours")
@pass_invocation
def statement(
    invocation: Invocation,
    team_id: int,
    month: date,
    *,
    as_json: bool,
    csv_file: Path | None,
    xlsx_file: Path | None,
    pdf_file: Path | None,
    paper: str,
    language: str,
    number: int | None,
    open_checkin_hours: int | None,
) -> None:
    """Show or write a team's statement of a month, such as 2026-10.

    It contains the credit and passes that the team's members had, were granted, used and have left, the time that they
    booked and were checked in, and what was invoiced and what was not. The statement of a month that is over is stored
    when it is first asked for. If records about that month are corrected later, another version is stored with the next
    number, and earlier ones stay as they are.

    Exits with 1 if there is no such team, month or version.
    """
    limit = invocation.with_flags(open_checkin_hours=open_checkin_hours).settings.open_checkin_limit
    with open_ledger(invocation) as ledger:
        found = statement_of(
            ledger.conn,
            ledger.network_id,
            team_id,
            month,
            now=clock.now(),
            open_checkin_limit=limit,
            version=number,
        )
    spoken = cast("Language", language)
    document = document_of(found, spoken)
    if csv_file:
        _write(csv_file, as_csv(document))
    if xlsx_file:
        _write(xlsx_file, as_xlsx(document))
    if pdf_file:
        _write(pdf_file, as_pdf(found, spoken, cast("Paper", paper)))
    if as_json:
        hand_over(encode(found))
    elif csv_file or xlsx_file or pdf_file:
        say(_written(found), err=True)
    else:
        _show(document, spoken)


def _write(path: Path, content: bytes) -> None:
    """Write a file that only its owner can read, unless it is there already: it holds personal data."""
    path.touch(mode=0o600)
    path.write_bytes(content)


def _written(found: Statement) -> str:
    of = f"the statement of team {found.team_id} of {found.month}"
    return f"Written: {of} so far." if found.version is None else f"Written: {of}, version {found.version}."


def _show(document: Document, language: Language) -> None:
    """Print what the statement is of, and every table that has rows."""
    say(document.title, is_bold=True)
    for name, value in document.facts:
        say(f"{name}: {value}")
    for note in document.notes:
        say(note)
    for section in document.sections:
        if not section.rows:
            continue
        say(f"\n{section.title}", is_bold=True)
        table = Table()
        for column in section.columns:
            table.add_column(column.title, justify="right" if column.holds.is_numeric else "left")
        for row in section.rows:
            table.add_row(*(_cell(one, column, language) for one, column in zip(row, section.columns, strict=True)))
        show_table(table)


def _cell(cell: Cell, column: Column, language: Language) -> str:
    if isinstance(cell, int | Decimal):
        return number_in(language, cell, is_money=column.holds is Holds.MONEY)
    return str(cell)
