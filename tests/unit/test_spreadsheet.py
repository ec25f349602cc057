"""Files for spreadsheets, by the cases that the dashboard's writer is held to as well."""

from __future__ import annotations

import csv
import io
import json
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from teamkpi.spreadsheet import Sheet, csv_file, xlsx_file

CELLS = json.loads((Path(__file__).parents[1] / "spreadsheet-cells.json").read_text("utf-8"))["cells"]
FORMULA_STARTS = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")
SIGNS = ';"=+-@\uff1d\uff0b\uff0d\uff20'
NOT_SEEN = ' "\t\r\n\u00a0\u200b\ufeff'
PIECES = st.sampled_from([*"=+-@\uff1d\t\r\n;,\"' \u00a0\u200b\ufeff\x00\x1b\x9b", "a", "1", "\N{GRINNING FACE}"])


def expanded(text: Any) -> str:
    """Return a text of the cases; long ones are written as pieces, each with how often it comes."""
    return text if isinstance(text, str) else "".join(piece * times for piece, times in text)


@pytest.mark.parametrize("case", CELLS, ids=lambda case: case["why"])
def test_a_cell_is_written_by_the_rule(case: dict[str, Any]) -> None:
    written = csv_file([[expanded(case["text"]), "next"]])
    assert written == f"\ufeff{expanded(case['csv'])},next\r\n".encode()


def sheets_of(content: bytes) -> dict[str, list[tuple[Any, ...]]]:
    book = openpyxl.load_workbook(io.BytesIO(content))
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book}


@pytest.mark.parametrize("case", CELLS, ids=lambda case: case["why"])
def test_a_cell_of_an_excel_file_is_a_text_by_the_rule(case: dict[str, Any]) -> None:
    text = expanded(case["text"])
    book = openpyxl.load_workbook(io.BytesIO(xlsx_file([Sheet("S", ["a"], [[text]])])))
    cell = book["S"].cell(2, 1)
    expected = expanded(case.get("xlsx", case["text"]))
    assert (cell.value or "") == expected
    assert cell.data_type == ("s" if expected else "n")


def test_sheets_of_an_excel_file_have_names_that_excel_takes_and_typed_cells() -> None:
    rows: list[list[Any]] = [["=1", 5, Decimal("-2.50"), date(2026, 10, 31), ""]]
    long = "a" * 40
    content = xlsx_file([Sheet(name, ["x"] * 5, rows) for name in ("To check: [1/2]?", long, f"{long}b", "'", "SHEET")])
    found = sheets_of(content)
    assert list(found) == ["To check   1 2", "a" * 31, "a" * 29 + " 2", "Sheet", "SHEET 2"]
    assert found["Sheet"] == [("x",) * 5, ("=1", 5, -2.5, datetime(2026, 10, 31), None)]


def test_numbers_are_numbers_and_rows_are_lines() -> None:
    assert csv_file([["a", "b"], [-5, 2.5]]) == b"\xef\xbb\xbfa,b\r\n-5,2.5\r\n"
    assert csv_file([]) == b"\xef\xbb\xbf"


def cells(text: str, separator: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))


@given(st.lists(PIECES, max_size=12).map("".join))
@example('a;"=1;b')
@example("\n\t=1")
def test_no_program_finds_a_formula_whatever_it_takes_for_the_separator(text: str) -> None:
    written = csv_file([["first", text, 5]]).decode("utf-8-sig")
    for separator in (",", ";", "\t"):
        found = [cell for row in cells(written, separator) for cell in row]
        assert [cell for cell in found if cell.lstrip(NOT_SEEN).startswith(FORMULA_STARTS)] == []
    assert not cells(written, ",")[0][1].startswith(("\t", "\r", "\n"))
    assert not set(written) & set("\x00\x1b\x9b")


@given(st.text(st.characters(exclude_categories=("Cc", "Cs", "Cn", "Cf"), exclude_characters=SIGNS)))
def test_other_text_comes_back_as_it_was(text: str) -> None:
    ((cell,),) = cells(csv_file([[f"a{text}"]]).decode("utf-8-sig"), ",")
    assert cell == f"a{text}"
