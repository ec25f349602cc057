"""The files of a statement: what they show is what the statement says, and texts stay texts."""

from __future__ import annotations

import csv
import io
import re
from datetime import date, datetime
from decimal import Decimal
from itertools import count
from pathlib import Path
from typing import Any

import msgspec
import openpyxl
import pypdf
import pytest
from msgspec.structs import replace

from teamkpi.api.contract import example_of
from teamkpi.kpi.languages import LANGUAGES, Language
from teamkpi.statements import words
from teamkpi.statements.content import Reconciliation, Statement, StatementItem
from teamkpi.statements.files import as_csv, as_xlsx
from teamkpi.statements.tables import Document, Holds, document_of
from teamkpi.statements.typeset import Paper, as_pdf, as_pictures, shown
from teamkpi.wire import encode

FIRST_PAGE = Path(__file__).parent / "statement.png"
LONG_TEXTS = Path(__file__).parent / "statement-long-texts.png"
# Latin, Greek, Cyrillic and Vietnamese letters, and what would be code or markup if it were not data.
NAMES = ("Zoë D'Angelo-Þórsson", "Ελένη Παπαδοπούλου", "Алёна Щукина", "Nguyễn Thị Lan", '#panic("x") *b* _i_ $x$ @a')


def statement(name: str = NAMES[0]) -> Statement:
    """A statement with one row in every table, made of the contract's examples."""
    found: Statement = msgspec.json.decode(encode(example_of(Statement)), type=Statement)
    [item], [member] = found.items, found.time.members
    return replace(
        found,
        team_name=name,
        known_at="2026-11-01T07:15:00.123456Z",
        items=[replace(item, coworker_full_name=one, price=Decimal("12.5"), amount=Decimal(1234)) for one in NAMES],
        time=replace(found.time, members=[replace(member, coworker_full_name=name)]),
    )


def test_a_statement_is_about_all_whom_a_line_names() -> None:
    places = count(1)
    content = re.sub(rb'"CoworkerId":\d+', lambda _: b'"CoworkerId":%d' % next(places), encode(example_of(Statement)))
    of_each_place: Statement = msgspec.json.decode(content, type=Statement)
    assert of_each_place.coworker_ids == set(range(1, next(places)))


def pdf_text(content: bytes) -> str:
    return " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)


def squeezed(text: str) -> str:
    """A text without blanks and line breaks, which are where the typesetter put them."""
    return re.sub(r"[\s\u200b\u00ad-]+", "", text)


def cells(document: Document) -> list[list[Any]]:
    return [row for one in document.sections for row in one.rows]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_csv_file_has_every_table_as_it_is(language: Language) -> None:
    document = document_of(statement(), language)
    found = list(csv.reader(io.StringIO(as_csv(document).decode("utf-8-sig"), newline="")))
    assert found[0] == [document.title]
    assert [list(fact) for fact in document.facts] == found[1 : 1 + len(document.facts)]
    expected: list[list[str]] = []
    for one in document.sections:
        expected += [
            [],
            [one.title],
            [column.title for column in one.columns],
            *([str(c) for c in r] for r in one.rows),
        ]
    # Negative numbers are numbers; a text is what would be a formula.
    assert found[1 + len(document.facts) + len(document.notes) :] == expected


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_excel_file_has_a_sheet_for_every_table(language: Language) -> None:
    document = document_of(statement(), language)
    book = openpyxl.load_workbook(io.BytesIO(as_xlsx(document)))
    assert as_xlsx(document) == as_xlsx(document)
    first, *sheets = book.worksheets
    assert [row[0].value for row in first][1 : 1 + len(document.facts)] == [name for name, _ in document.facts]
    assert len(sheets) == len(document.sections)
    for sheet, one in zip(sheets, document.sections, strict=True):
        header, *rows = sheet.iter_rows(values_only=True)
        assert list(header) == [column.title for column in one.columns]
        assert [list(row) for row in rows] == [[as_read(cell) for cell in row] for row in one.rows]


def as_read(cell: Any) -> Any:
    if isinstance(cell, date):
        return datetime.combine(cell, datetime.min.time())
    return float(cell) if isinstance(cell, Decimal) else cell or (None if cell == "" else cell)


@pytest.mark.parametrize(("language", "paper", "size"), [("en", "a4", (595, 842)), ("es", "letter", (612, 792))])
def test_the_pdf_shows_every_cell_on_the_paper_that_was_asked_for(
    language: Language, paper: Paper, size: tuple[int, int]
) -> None:
    of = statement()
    content = as_pdf(of, language, paper)
    reader = pypdf.PdfReader(io.BytesIO(content))
    assert (round(reader.pages[0].mediabox.width), round(reader.pages[0].mediabox.height)) == size
    document = document_of(of, language)
    text = squeezed(pdf_text(content))
    for one in document.sections:
        assert squeezed(one.title) in text
        for row in one.rows:
            for cell, column in zip(row, one.columns, strict=True):
                assert squeezed(shown(cell, column.holds, language)) in text
    for name in NAMES:
        assert squeezed(name) in text
    assert as_pdf(of, language, paper) == content


def test_the_pdf_leaves_out_columns_in_which_no_row_has_a_value() -> None:
    of = statement()
    [item, *_] = of.items
    nothing = Reconciliation(uses_on_no_invoice=[], invoiced_items_gone=[], items_without_invoice=[])
    alone = replace(of, newly_invoiced=[], not_invoiced=[], invoices=[], reconciliation=nothing)
    unpriced = replace(item, price=None)
    open_ = replace(unpriced, is_invoiced=False, invoiced_on=None)

    def counted(*items: StatementItem) -> list[int]:
        found = pdf_text(as_pdf(replace(alone, items=list(items)), "en")).split()
        return [found.count(title) for title in ("Quantity", "Price", "Invoiced")]

    # The last word is in other places as well.
    every = counted(item)
    assert counted(open_, item) == every
    assert counted(unpriced) == [every[0], every[1] - 1, every[2]]
    assert counted(open_, open_) == [every[0], every[1] - 1, every[2] - 1]


def test_the_pdf_says_the_currency_of_a_table_once() -> None:
    of = statement()
    [item, *_] = of.items
    nothing = Reconciliation(uses_on_no_invoice=[], invoiced_items_gone=[], items_without_invoice=[])
    alone = replace(of, balances=[], totals=[], newly_invoiced=[], not_invoiced=[], invoices=[], reconciliation=nothing)

    def found(*currencies: str | None) -> tuple[list[str], int]:
        items = [replace(item, currency_code=one) for one in currencies]
        text = pdf_text(as_pdf(replace(alone, items=items), "en"))
        return re.findall(r"\b(?:GBP|EUR)\b", text), text.count("Currency")

    assert found("GBP", "GBP", "GBP") == (["GBP"], 0)
    assert found("GBP", "EUR", "GBP") == (["GBP", "EUR", "GBP"], 1)
    assert found("GBP", None) == (["GBP"], 1)
    assert found(None, None) == ([], 0)


def test_columns_are_as_wide_as_any_number_in_them() -> None:
    """Numbers are measured by their form, because all digits have the same width."""
    of = statement()
    [item, *_] = of.items
    amounts = [Decimal(one) for one in ("-1111111.11", "0", "9999999.99", "1.000001", "88", "-4")]
    items = [replace(item, amount=one) for one in amounts]
    content = as_pdf(replace(of, items=items, newly_invoiced=items, not_invoiced=items), "en")
    text = pdf_text(content)
    assert [text.count(shown(one, Holds.MONEY, "en")) >= 3 for one in amounts] == [True] * len(amounts)


def test_the_pdf_is_tagged_and_says_its_title_and_language() -> None:
    root: Any = pypdf.PdfReader(io.BytesIO(as_pdf(statement(), "es"))).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] == True  # noqa: E712 - a type of pypdf
    assert root["/Lang"] == "es"
    kinds = set(re.findall(r"/S': '/(\w+)'", str(tree_of(root["/StructTreeRoot"]))))
    assert {"H1", "H2", "Table", "THead", "TR", "TH", "TD"} <= kinds
    assert pypdf.PdfReader(io.BytesIO(as_pdf(statement(), "es"))).metadata["/Title"] == "Extracto mensual"  # type: ignore[index]


def tree_of(node: Any) -> Any:
    """The structure of a PDF, without its contents."""
    node = node.get_object() if hasattr(node, "get_object") else node
    if not isinstance(node, dict):
        return None
    children = node.get("/K", [])
    children = children if isinstance(children, list) else [children]
    return {"/S": node.get("/S"), "/K": [tree_of(one) for one in children]}


def test_texts_that_no_page_can_hold_are_shortened_and_broken() -> None:
    long = "x" * 5000
    text = pdf_text(as_pdf(statement(f"{long}\x00\x1b[31m"), "en"))
    assert "x" * 18 in text
    assert "\x1b" not in text
    assert text.count("x") < 3000


def test_numbers_are_written_as_the_language_does() -> None:
    assert [shown(Decimal("1234.5"), Holds.NUMBER, one) for one in LANGUAGES] == ["1,234.50", "1.234,50"]
    assert [shown(Decimal(-1234), Holds.MONEY, one) for one in LANGUAGES] == ["-1,234.00", "-1.234,00"]
    assert [shown(1234, Holds.NUMBER, one) for one in LANGUAGES] == ["1,234", "1.234"]
    assert shown(Decimal("0.000001"), Holds.MONEY, "en") == "0.000001"
    assert shown(date(2026, 10, 31), Holds.DATE, "en") == "2026-10-31"


def test_every_language_has_every_word() -> None:
    assert [list(words.WORDS[one]) for one in LANGUAGES] == [list(words.WORDS["en"])] * len(LANGUAGES)


def test_the_first_page_looks_as_it_was_approved() -> None:
    """The picture was looked at. Where a change is meant: look at the new one, and store it in its place."""
    [page, *_] = as_pictures(statement(), "en", ppi=60)
    assert page == FIRST_PAGE.read_bytes()


def test_long_texts_look_as_they_were_approved() -> None:
    """Some rows need several lines; one column would leave nothing for the others."""
    of = statement()
    long = [
        replace(one, title=f"Desk by the window {words}".strip())
        for one, words in zip(of.items, ("", "on the ground floor " * 5, "", "of the back yard " * 2, ""), strict=True)
    ]
    wide = [replace(one, invoice_number="9" * 60, amount=Decimal("9" * 12), price=None) for one in long]
    shorter = replace(of, balances=[], time=replace(of.time, resources=[], locations=[]), totals=[], invoices=[])
    [page, *_] = as_pictures(replace(shorter, items=long, newly_invoiced=wide, not_invoiced=[]), "en", ppi=60)
    assert page == LONG_TEXTS.read_bytes()
