"""What can be taken out: each condition of the SQL that decides who somebody is, each refusal that acts on it.

Nothing is listed by hand, so that a rule that is added is tried as well:

- in the files of ``SQL_FILES``, and in the statements of ``SQL_STATEMENTS``, every condition that narrows what is
  found;
- in every Python file but ``NOT_FOR_CALLERS``, every ``if`` that raises one of ``REFUSALS``, and each part of it;
- in the files of ``PYTHON_FILES``, also what functions return that answer yes or no, and each choice of two values.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

PACKAGE: Final = "src/teamkpi"
SQL_FILES: Final = (
    "api/callers/checks.sql",
    "api/callers/operator_checks.sql",
    "api/callers/views.sql",
    "db/parts.sql",
)
SQL_STATEMENTS: Final = {"networks.sql": "of_hosts"}
NOT_FOR_CALLERS: Final = ("cli/", "networks.py")  # whoever types commands may do everything
PYTHON_FILES: Final = ("api/callers/access.py", "api/callers/operators.py")
REFUSALS: Final = {
    "MemberRefused",
    "NetworkNotFound",
    "NoOperator",
    "NotAuthenticated",
    "NotTeamAdministrator",
    "OperatorRefused",
    "ReadOnlyView",
    "TeamNotFound",
    "WebhookRefused",
}


# Conditions that say nothing of anybody, with the reason.
NO_RULES: Final = {
    "h.host = ANY (%(hosts)s::text[])": "only saves rows of other hosts",
    (
        "(SELECT count(*) FROM network_host AS h WHERE h.host = ANY (%(hosts)s::text[])) "
        "< cardinality(%(hosts)s::text[])"
    ): "only saves a look at all networks",
    "NOT pg_is_in_recovery()": "a standby does not know the last transactions; that is no matter of who asks",
}


class Mutant(NamedTuple):
    """One change of one file: what stands from ``start`` to ``end``, in characters, becomes ``instead``."""

    path: str
    """From the root of the repository."""
    line: int
    start: int
    end: int
    gone: str
    """What is replaced, on one line."""
    instead: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.gone} -> {self.instead}"

    def applied(self, text: str) -> str:
        """Return the file's text with the change."""
        return text[: self.start] + self.instead + text[self.end :]


def mutants(root: Path) -> list[Mutant]:
    """Return every mutant of the program under a root: of its SQL, then of its Python, by files and lines."""
    package = root / PACKAGE
    found = mutants_of_sql(root)
    for file in sorted(package.rglob("*.py")):
        name, within = file.relative_to(root).as_posix(), file.relative_to(package).as_posix()
        if not within.startswith(NOT_FOR_CALLERS):
            found += python_mutants(name, file.read_text("utf-8"), whole=within in PYTHON_FILES)
    return [one for one in found if one.gone not in NO_RULES]


def mutants_of_sql(root: Path) -> list[Mutant]:
    """Return the mutants of the statements, and of the parts that they use."""
    package = root / PACKAGE
    found: list[Mutant] = []
    for name in (*SQL_FILES, *SQL_STATEMENTS):
        path, text = f"{PACKAGE}/{name}", (package / name).read_text("utf-8")
        marks = [*re.finditer(r"^-- name: (\w+)$", text, re.MULTILINE)]
        for mark, end in zip(marks, [*(one.start() for one in marks[1:]), len(text)], strict=True):
            if SQL_STATEMENTS.get(name, mark[1]) == mark[1]:
                # What is before a statement is blanked, so that places and lines stay the same.
                blanked = re.sub(r"[^\n]", " ", text[: mark.start()]) + text[mark.start() : end]
                found += sql_mutants(path, blanked)
    return [one for one in found if one.gone not in NO_RULES]


def _mutant(path: str, text: str, start: int, end: int, instead: str) -> Mutant:
    gone = " ".join(text[start:end].split())
    return Mutant(path, text.count("\n", 0, start) + 1, start, end, gone, instead)


# SQL

_TOKEN = re.compile(r"--[^\n]*|/\*.*?\*/|'(?:[^']|'')*'|%\(\w+\)s|\{\w+\}|\w+|&&|[<>=!|]+|::|\S", re.DOTALL)
_BEGINS = {"WHERE", "ON", "HAVING", "WHEN"}
_ENDS = {
    "CROSS", "ELSE", "END", "FOR", "FROM", "FULL", "GROUP", "HAVING", "INNER", "JOIN", "LEFT", "LIMIT", "ON", "ORDER",
    "RETURNING", "RIGHT", "SELECT", "SET", "THEN", "UNION", "WHEN", "WHERE", "WINDOW", ";",
}  # fmt: skip


class _Token(NamedTuple):
    word: str
    start: int
    end: int
    depth: int


def sql_mutants(path: str, text: str) -> Iterator[Mutant]:
    """Yield a mutant for each condition of some SQL: TRUE for what must hold, FALSE for one of several that may."""
    tokens = list(_tokens(text))
    for first, last in _conditions(tokens):
        for start, end, instead in _parts(tokens[first:last]):
            if text[start:end].upper() not in {"TRUE", "FALSE"}:
                yield _mutant(path, text, start, end, instead)


def _tokens(text: str) -> Iterator[_Token]:
    depth = 0
    for found in _TOKEN.finditer(text):
        word = found[0]
        if word.startswith(("--", "/*")):
            continue
        depth -= word == ")"
        yield _Token(word.upper() if word.isidentifier() else word, found.start(), found.end(), depth)
        depth += word == "("


def _conditions(tokens: list[_Token]) -> Iterator[tuple[int, int]]:
    """Yield from where to where conditions reach: after their keywords, and columns of SELECT that are conditions."""
    for number, token in enumerate(tokens[:-1], 1):
        if token.word in _BEGINS and tokens[number].word not in {"CONFLICT", "DELETE", "UPDATE"}:
            yield number, _end(tokens, number, token.depth, columns=False)
        elif token.word == "SELECT" or (token.word == "," and _is_in_select(tokens, number - 1)):
            last = _end(tokens, number, token.depth, columns=True)
            words = {one.word for one in tokens[number:last] if one.depth == token.depth}
            if words & {"AND", "OR", "&&", "NOT", "EXISTS"} and "CASE" not in words:
                yield number, last


def _is_in_select(tokens: list[_Token], number: int) -> bool:
    depth = tokens[number].depth
    for token in reversed(tokens[:number]):
        if token.depth < depth:
            return False
        if token.depth == depth and token.word in _ENDS:
            return token.word == "SELECT"
    return False


def _end(tokens: list[_Token], first: int, depth: int, *, columns: bool) -> int:
    for number in range(first, len(tokens)):
        token = tokens[number]
        ends = token.word in _ENDS and not (token.word == "FROM" and tokens[number - 1].word == "DISTINCT")
        if token.depth < depth or (token.depth == depth and (ends or (columns and token.word in {",", "AS"}))):
            return number
    return len(tokens)


def _parts(tokens: list[_Token], instead: str = "TRUE") -> Iterator[tuple[int, int, str]]:
    """Yield each part of a condition, and the parts of those that are made of several."""
    if not tokens:
        return
    depth = min(token.depth for token in tokens)
    if tokens[0].word == "(" and tokens[-1].word == ")" and all(one.depth > depth for one in tokens[1:-1]):
        yield from _parts(tokens[1:-1], instead)
        return
    for operator, of_part in (("OR", "FALSE"), ("AND", "TRUE")):
        pieces = list(_split(tokens, operator, depth))
        if len(pieces) > 1:
            for piece in pieces:
                yield from _parts(piece, of_part)
            return
    yield tokens[0].start, tokens[-1].end, instead


def _split(tokens: list[_Token], operator: str, depth: int) -> Iterator[list[_Token]]:
    piece: list[_Token] = []
    is_between = False
    for token in tokens:
        is_between = is_between or (token.word == "BETWEEN" and token.depth == depth)
        if token.word == operator and token.depth == depth and not is_between:
            yield piece
            piece = []
            continue
        is_between = is_between and not (token.word == "AND" and token.depth == depth)
        piece.append(token)
    yield piece


# Python


def python_mutants(path: str, text: str, *, whole: bool) -> Iterator[Mutant]:
    """Yield a mutant for each refusal of a Python file, and each part of its condition; more of a ``whole`` file."""
    for node in ast.walk(ast.parse(text)):
        found: list[tuple[ast.expr, str]] = []
        if isinstance(node, ast.If) and _refuses(node):
            found.append((node.test, "False"))
            found += ((part, instead) for part, instead in _operands(node.test) if part is not node.test)
        elif whole and isinstance(node, ast.IfExp):
            found += ((node.test, "True"), (node.test, "False"))
        elif whole and isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and _answers_yes_or_no(node):
            returned = [one.value for one in ast.walk(node) if isinstance(one, ast.Return) and one.value is not None]
            found += ((value, instead) for value in returned for instead in ("True", "False"))
        for part, instead in found:
            start, end = _place(text, part)
            if text[start:end] != instead:
                yield _mutant(path, text, start, end, instead)


def _refuses(node: ast.If) -> bool:
    for one in node.body:
        if isinstance(one, ast.Raise) and one.exc is not None:
            names = {name.id for name in ast.walk(one.exc) if isinstance(name, ast.Name)}
            if names & REFUSALS:
                return True
    return False


def _operands(test: ast.expr, instead: str = "False") -> Iterator[tuple[ast.expr, str]]:
    """Yield each part of a condition with what makes the rest decide."""
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        yield from _operands(test.operand, {"False": "True", "True": "False"}[instead])
    elif isinstance(test, ast.BoolOp):
        neutral = "False" if isinstance(test.op, ast.Or) else "True"
        for part in test.values:
            yield part, neutral
            if isinstance(part, ast.BoolOp | ast.UnaryOp):
                yield from _operands(part, neutral)


def _answers_yes_or_no(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    return isinstance(node.returns, ast.Name) and node.returns.id == "bool"


def _place(text: str, node: ast.expr) -> tuple[int, int]:
    """Return where a node stands in a text, in characters; the syntax tree counts bytes."""
    lines = text.splitlines(keepends=True)

    def offset(line: int, column: int) -> int:
        return sum(map(len, lines[: line - 1])) + len(lines[line - 1].encode()[:column].decode())

    return offset(node.lineno, node.col_offset), offset(node.end_lineno or 0, node.end_col_offset or 0)
