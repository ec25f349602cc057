"""The rule that each statement is held to one network, on statements as PostgreSQL's own grammar reads them.

A table of networks may be referred to only where ``network_id`` is compared with the statement's own parameter
``%(network_id)s``; the table ``network`` itself only where its ``id`` is. A comparison with another table's column
would do on one server, but a database that is distributed by network could not tell which part of it to ask.
"""

from __future__ import annotations

import itertools
import re
from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import Any, Final, TypeAlias

from pglast import ast, parse_sql
from pglast.enums import A_Expr_Kind, BoolExprType, JoinType
from pglast.parser import ParseError

from teamkpi.db.tables import key_of_network

PARAMETER: Final = "network_id"
_Column: TypeAlias = tuple[str | None, str]
_NAMED: Final = re.compile(r"%\((\w+)\)s|%%")

__all__ = ["ParseError", "unbound_as_sent", "unbound_relations"]


def unbound_relations(statement: str, tables: Collection[str]) -> list[tuple[str, int]]:
    """Return the tables among ``tables`` to which a statement refers without the network's parameter, with their lines.

    The statement has parameters as psycopg knows them; its lines count from 0. Raises ``ParseError`` for a text that is
    only part of a statement.
    """
    numbers: dict[str, int] = {}

    def number(found: re.Match[str]) -> str:
        return f"${numbers.setdefault(found[1], len(numbers) + 1)}" if found[1] else "%"

    text = _NAMED.sub(number, statement)
    found = _unbound(_parsed(text), tables, lambda value: _is_parameter(value, numbers.get(PARAMETER)))
    return [(one.relname, text.count("\n", 0, one.location)) for one in found]


def unbound_as_sent(statement: str, tables: Collection[str], network_id: int) -> list[str]:
    """Return the tables among ``tables`` that a statement refers to without its network, which may be in its text.

    The statement is as the program sends it: with named parameters, with numbered ones, whose names are not known, or
    with values in their place. So this wants one parameter that all tables are compared with.
    """
    if "%(" in statement:
        return [table for table, _ in unbound_relations(statement, tables)]
    count = itertools.count(1)
    text = re.sub(r"%s|%%", lambda found: f"${next(count)}" if found[0] == "%s" else "%", statement)
    numbers = sorted({0, *(int(one) for one in re.findall(r"\$(\d+)", text))})
    parsed = _parsed(text)
    fewest: list[Any] = []
    for number in numbers:
        found = _unbound(parsed, tables, _is_one_of(number, network_id))
        if not found:
            return []
        fewest = min(fewest or found, found, key=len)
    return [one.relname for one in fewest]


def _parsed(text: str) -> list[_Queries]:
    return [_Queries(one.stmt) for one in parse_sql(text)]


def _unbound(queries: Sequence[_Queries], tables: Collection[str], is_the_network: Callable[[Any], bool]) -> list[Any]:
    return [found for one in queries for found in one.unbound(frozenset(tables), is_the_network)]


def _is_one_of(parameter: int, network_id: int) -> Callable[[Any], bool]:
    return lambda value: _is_parameter(value, parameter) or _is_number(value, network_id)


def _is_parameter(value: Any, number: int | None) -> bool:
    return isinstance(value, ast.ParamRef) and bool(value.number == number)


def _is_number(value: Any, number: int) -> bool:
    return isinstance(value, ast.A_Const) and isinstance(value.val, ast.Integer) and bool(value.val.ival == number)


def _nodes(statement: Any) -> Iterator[Any]:
    """Yield all nodes of a statement, outer ones first."""
    waiting = deque([statement])
    while waiting:
        one = waiting.popleft()
        if isinstance(one, ast.Node):
            yield one
            of_it: Iterable[Any] = (getattr(one, name) for name in one)
        else:
            of_it = one
        waiting.extend(each for each in of_it if isinstance(each, ast.Node | tuple))


class _Queries:
    """The queries of a statement, and the names that it defines itself by WITH."""

    def __init__(self, statement: Any) -> None:
        self._queries: list[Any] = []
        self._named_here: set[str] = set()
        for node in _nodes(statement):
            match node:
                case ast.CommonTableExpr(ctename=str(name)):
                    self._named_here.add(name)
                case ast.SelectStmt() | ast.UpdateStmt() | ast.DeleteStmt() | ast.InsertStmt():
                    self._queries.append(node)

    def unbound(self, tables: frozenset[str], is_the_network: Callable[[Any], bool]) -> list[Any]:
        """Return the tables that are referred to without the network, as nodes."""
        references = _References(tables, is_the_network, self._named_here)
        for node in self._queries:
            references.add(node)
        return references.unbound


class _References:
    """Looks at each query, by itself: at what it reads and writes, and at its conditions."""

    def __init__(
        self,
        tables: frozenset[str],
        is_the_network: Callable[[Any], bool],
        named_here: Collection[str],
    ) -> None:
        self._tables = tables
        self._is_given = is_the_network
        self._named_here = named_here
        self.unbound: list[Any] = []

    def add(self, node: Any) -> None:
        match node:
            case ast.SelectStmt():
                self._look(node.fromClause or (), node.whereClause)
            case ast.UpdateStmt():
                self._look((node.relation, *(node.fromClause or ())), node.whereClause)
            case ast.DeleteStmt():
                self._look((node.relation, *(node.usingClause or ())), node.whereClause)
            case _:
                self._look_at_insert(node)

    def _look_at_insert(self, node: Any) -> None:
        if node.relation.relname not in self._tables:
            return
        columns = [column.name for column in node.cols or ()]
        key = key_of_network(node.relation.relname)
        place = columns.index(key) if key in columns else None
        query = node.selectStmt
        rows = query.valuesLists or [[target.val for target in query.targetList or ()]]
        if place is None or not all(self._is_the_network(row[place]) for row in rows):
            self.unbound.append(node.relation)

    def _look(self, sources: Iterable[Any], condition: Any) -> None:
        relations = [one for source in sources for one in _relations(source)]
        bound = {column for one in _parts(condition) for column in self._bound_by(one)}
        for source in sources:
            bound |= self._bound_by_joins(source)
        own = [one for one in relations if one.relname not in self._named_here]
        for one in own:
            aliases = (_alias(one), None) if len(own) == 1 else (_alias(one),)
            key = key_of_network(one.relname)
            if one.relname in self._tables and not any((alias, key) in bound for alias in aliases):
                self.unbound.append(one)

    def _bound_by_joins(self, source: Any) -> set[_Column]:
        """Return what the conditions of joins bind; those of an outer join do so only on its optional side."""
        if not isinstance(source, ast.JoinExpr):
            return set()
        bound = {column for one in _parts(source.quals) for column in self._bound_by(one)}
        if source.jointype != JoinType.JOIN_INNER:
            optional = source.rarg if source.jointype == JoinType.JOIN_LEFT else None
            aliases = {_alias(one) for one in _relations(optional)}
            bound = {column for column in bound if column[0] in aliases}
        return bound | self._bound_by_joins(source.larg) | self._bound_by_joins(source.rarg)

    def _bound_by(self, condition: Any) -> Iterator[_Column]:
        """Yield each column that equals the network: its table's alias, or None where there is none, and its name."""
        is_comparison = isinstance(condition, ast.A_Expr) and condition.kind == A_Expr_Kind.AEXPR_OP
        if not is_comparison or condition.name[-1].sval != "=":
            return
        for column, value in ((condition.lexpr, condition.rexpr), (condition.rexpr, condition.lexpr)):
            names = _names_of(column)
            if names and self._is_the_network(value):
                yield names[0] if len(names) > 1 else None, names[-1]

    def _is_the_network(self, value: Any) -> bool:
        if isinstance(value, ast.TypeCast):
            value = value.arg
        return self._is_given(value)


def _names_of(node: Any) -> list[str]:
    is_column = isinstance(node, ast.ColumnRef)
    return [str(one.sval) for one in node.fields if isinstance(one, ast.String)] if is_column else []


def _parts(condition: Any) -> Iterator[Any]:
    """Yield the conditions of which all must hold."""
    is_and = isinstance(condition, ast.BoolExpr) and condition.boolop == BoolExprType.AND_EXPR
    if is_and:
        for one in condition.args:
            yield from _parts(one)
    elif condition is not None:
        yield condition


def _relations(source: Any) -> Iterator[Any]:
    """Yield the tables of a part of a FROM."""
    if isinstance(source, ast.RangeVar):
        yield source
    elif isinstance(source, ast.JoinExpr):
        yield from _relations(source.larg)
        yield from _relations(source.rarg)


def _alias(relation: Any) -> str:
    return str(relation.alias.aliasname if relation.alias else relation.relname)
