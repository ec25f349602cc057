"""Everything an import says is there in Spanish: whatever text the code that reads files can make."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from importlib.resources import files

import pytest

from teamkpi.api.backoffice.import_wording import refusal_in, report_in
from teamkpi.api.backoffice.translations import said
from teamkpi.api.backoffice.translations.imports import SPANISH
from teamkpi.intake.cells import DATE_HINT

SOURCES = {
    "intake": ("cells.py", "layouts.py", "tables.py", "workbooks.py"),
    "ledger": ("values.py", "rows.py", "lines.py", "findings.py", "unread.py"),
}
# A reason is what is raised, what a problem or a rejection is made of, what is noted or hinted at, or a constant.
MAKERS = {"ValueError", "UndecidedError", "Problem", "UnreadableTable", "append"}
NAMES = {"reason", "hint", "looks"}
NOT_SHOWN = ("a formula", "new-line character", "unexpected end", "expected after", "larger than field limit")
SAMPLE = "7"
COMPOSED = {
    f"is a time without a date; {SAMPLE}": f"is a time without a date; {DATE_HINT}",
    f"is not a date that can be read; {SAMPLE}": f"is not a date that can be read; {DATE_HINT}",
    f"is not a date that exists{SAMPLE}{SAMPLE}": "is not a date that exists",
    f"must be a positive whole number, written with all its digits{SAMPLE}": (
        "must be a positive whole number, written with all its digits and without separators"
    ),
}
"""Texts that are filled in with other words, and what they can be."""


def texts(node: ast.AST) -> Iterator[str]:
    """Yield the texts that an expression can be, what is filled in as ``SAMPLE``."""
    match node:
        case ast.Constant(value=str(text)):
            yield text
        case ast.JoinedStr(values=values):
            yield "".join(str(one.value) if isinstance(one, ast.Constant) else SAMPLE for one in values)
        case ast.IfExp(body=body, orelse=orelse):
            yield from (*texts(body), *texts(orelse))
        case ast.Dict(values=values):
            yield from (text for one in values for text in texts(one))


def of_source(code: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(code)):
        match node:
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name), args=args) if name in MAKERS:
                yield from (text for one in args for text in texts(one))
            case ast.Return(value=ast.expr() as value) | ast.Yield(value=ast.expr() as value):
                yield from texts(value)
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if name in NAMES or name.startswith("_"):
                yield from texts(value)


def all_texts() -> list[str]:
    root = files("teamkpi")
    found = (
        text
        for folder, names in SOURCES.items()
        for name in names
        for text in of_source(root.joinpath(folder, name).read_text(encoding="utf-8"))
    )
    return sorted({COMPOSED.get(one, one) for one in found if " " in one and one[0].isalpha() and one not in NOT_SHOWN})


def test_texts_are_found() -> None:
    assert len(all_texts()) > 60
    assert {"must be text", "is a spreadsheet error", *COMPOSED.values()} <= set(all_texts())


@pytest.mark.parametrize("english", all_texts())
def test_each_text_has_a_translation(english: str) -> None:
    assert said(english, "es") != english
    assert said(english, "en") == english


@pytest.mark.parametrize("english", sorted({*all_texts(), *SPANISH}))
def test_no_text_needs_the_command_line(english: str) -> None:
    """The console shows them too, where a form answers the questions; the command adds its options itself."""
    assert not any(word in english for word in ("--", "mapping", "option"))


def test_a_report_in_spanish() -> None:
    report = {
        "is_stored": False,
        "rejections": [
            {"field": "FromTime", "reason": "is not a date that exists as dd/mm/yyyy; it looks like mm/dd/yyyy"},
            {"field": "Id", "reason": "must be text", "hint": "looks like a date", "value": "looks like a date"},
        ],
        "findings": [{"code": "not_read", "hint": "did you mean FromTime?"}],
        "tables": [
            {
                "name": "dates",
                "notes": ["no column has the location; all records are at 'Hub or mm/dd/yyyy'"],
                "questions": [{"reason": "dates in this table could be dd/mm/yyyy or mm/dd/yyyy; choose one"}],
            }
        ],
    }
    assert report_in(report, "es") == {
        "is_stored": False,
        "rejections": [
            {"field": "FromTime", "reason": "no es una fecha que exista como dd/mm/aaaa; parece mm/dd/aaaa"},
            {"field": "Id", "reason": "tiene que ser texto", "hint": "parece una fecha", "value": "looks like a date"},
        ],
        "findings": [{"code": "not_read", "hint": "¿querías decir FromTime?"}],
        "tables": [
            {
                "name": "dates",
                "notes": ["ninguna columna tiene la sede; todos los registros son de 'Hub or mm/dd/yyyy'"],
                "questions": [{"reason": "las fechas de esta tabla podrían ser dd/mm/aaaa o mm/dd/aaaa; elige una"}],
            }
        ],
    }
    assert report_in(report, "en") is report


def test_each_reason_of_a_refused_record_is_translated_after_its_field() -> None:
    text = (
        "Price must have at most 3 digits after the point; only an amount of 16 or more digits is rounded; "
        "ToTime is a required field"
    )
    assert refusal_in(text, "es") == (
        "Price puede tener 3 decimales como máximo; solo se redondea un importe de 16 cifras o más; "
        "ToTime es un campo obligatorio"
    )
    assert refusal_in(text, "en") == text
    assert refusal_in("", "es") == ""
