"""The mutants: that every rule is found, and that what is left of the program can still be run."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from mutants.mutations import mutants, python_mutants, sql_mutants

ROOT = Path(__file__).parents[2]


def of_sql(text: str) -> list[tuple[str, str]]:
    return [(one.gone, one.instead) for one in sql_mutants("a.sql", text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("SELECT a FROM b", []),
        ("SELECT a FROM b WHERE TRUE", []),
        ("SELECT a FROM b WHERE c = 1 LIMIT 1", [("c = 1", "TRUE")]),
        (
            "SELECT a FROM b -- WHERE x = 1\nWHERE c = 'AND' AND d > %(e)s\nORDER BY f",
            [("c = 'AND'", "TRUE"), ("d > %(e)s", "TRUE")],
        ),
        (
            "SELECT a FROM b JOIN c ON c.d = b.d AND c.e = b.e WHERE b.f",
            [("c.d = b.d", "TRUE"), ("c.e = b.e", "TRUE"), ("b.f", "TRUE")],
        ),
        (
            "SELECT a FROM b WHERE c AND (d IS NULL OR d > 1)",
            [("c", "TRUE"), ("d IS NULL", "FALSE"), ("d > 1", "FALSE")],
        ),
        ("SELECT a FROM b WHERE c BETWEEN 1 AND 2 AND d", [("c BETWEEN 1 AND 2", "TRUE"), ("d", "TRUE")]),
        ("SELECT a FROM b WHERE c IS DISTINCT FROM d", [("c IS DISTINCT FROM d", "TRUE")]),
        (
            "SELECT a, b AND NOT c AS d, coalesce(e, f) FROM g",
            [("b", "TRUE"), ("NOT c", "TRUE")],
        ),
        ("SELECT a && b AS c FROM d", [("a && b", "TRUE")]),
        (
            "SELECT a FROM b WHERE NOT EXISTS (SELECT FROM c WHERE c.d = b.d)",
            [("NOT EXISTS (SELECT FROM c WHERE c.d = b.d)", "TRUE"), ("c.d = b.d", "TRUE")],
        ),
        ("SELECT a FROM b HAVING count(*) = 1", [("count(*) = 1", "TRUE")]),
        ("INSERT INTO a VALUES (1) ON CONFLICT (b) DO UPDATE SET c = 1 WHERE d", [("d", "TRUE")]),
    ],
)
def test_each_condition_of_a_statement_is_taken_out(text: str, expected: list[tuple[str, str]]) -> None:
    assert of_sql(text) == expected


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("a", [("a", "False")]),
        ("a is None or b", [("a is None or b", "False"), ("a is None", "False"), ("b", "False")]),
        ("not (a or b)", [("not (a or b)", "False"), ("a", "False"), ("b", "False")]),
        ("not (a and b)", [("not (a and b)", "False"), ("a", "True"), ("b", "True")]),
    ],
)
def test_each_refusal_of_python_is_taken_out(condition: str, expected: list[tuple[str, str]]) -> None:
    text = f'é = "é"\nif {condition}:\n    raise TeamNotFound("x")\nif other:\n    raise ValueError\n'
    assert [(one.gone, one.instead) for one in python_mutants("a.py", text, whole=False)] == expected


def test_of_the_files_that_decide_also_answers_and_choices_are_mutated() -> None:
    text = "def is_a(b) -> bool:\n    return b.c\nd = e if f else g\n"
    expected = [("b.c", "True"), ("b.c", "False"), ("f", "True"), ("f", "False")]
    assert sorted((one.gone, one.instead) for one in python_mutants("a.py", text, whole=True)) == sorted(expected)
    assert list(python_mutants("a.py", text, whole=False)) == []


def test_every_mutant_can_be_run() -> None:
    """And those of the issue are among them, in the newest definition of what the statements stand on."""
    found = mutants(ROOT)
    for one in found:
        changed = one.applied((ROOT / one.path).read_text("utf-8"))
        if one.path.endswith(".py"):
            ast.parse(changed)
    gone = {(one.path.rpartition("/")[2], one.gone) for one in found}
    assert {
        ("checks.sql", "b.expires_on > %(now)s"),
        ("operator_checks.sql", "k.revoked_on IS NULL"),
        ("views.sql", "a.is_operator"),
        ("access.py", "found.account_id is None"),
        ("operators.py", "not may(self.roles, entity_name, right)"),
    } <= gone
