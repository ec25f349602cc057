"""Conditions on the records of a list: on their own columns, or on records that they refer to."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from datetime import datetime
from typing import Any, Final, NamedTuple, TypeAlias

from psycopg import sql

from teamkpi.db import load_sql
from teamkpi.db.folded import column_of
from teamkpi.folding import letters_of

_SQL = load_sql("teamkpi.ledger", "conditions.sql")
_OTHER: Final = "p"

_OPERATORS: Final = {
    "is": sql.SQL("{column} = {value}"),
    "is one of": sql.SQL("{column} = ANY ({value}::bigint[])"),
    # The first letter and the length are compared first: that is fast, and leaves few values to translate.
    "is one of, in any case": sql.SQL(
        "ascii({column}) = ANY ({first}::integer[]) AND char_length({column}) = ANY ({lengths}::integer[]) "
        "AND translate({column}, {given}, {small}) = ANY ({value}::text[])"
    ),
    "is one of, folded": sql.SQL("{form} = ANY ({value}::text[])"),
    "is known": sql.SQL("{column} IS NOT NULL"),
    "contains": sql.SQL("{column} @> ARRAY[{value}]::bigint[]"),
    "has": sql.SQL("{column} -> {value} IS NOT NULL"),
    "from": sql.SQL("{column} >= {value}"),
    "to": sql.SQL("{column} <= {value}"),
}


class OfColumn(NamedTuple):
    """A column, one of the operators above, and a value; ``default`` is the meaning of null in the column.

    For "is one of, in any case" the values, a tuple, come from ``small()``. For "is one of, folded" they come from
    ``folded()``, and the column is one of ``FOLDED``.
    """

    column: str
    operator: str
    value: Hashable = None
    default: Hashable = None


class Belongs(NamedTuple):
    """The column refers to a record of another entity, given by its plural, that meets a condition."""

    column: str
    plural: str
    condition: Condition


class MainContract(NamedTuple):
    """The column refers to a coworker whose main contract (the first of those not ended) meets a condition."""

    column: str
    condition: Condition


class InTeam(NamedTuple):
    """The column refers to a coworker who is a member of a team that meets a condition."""

    column: str
    condition: Condition


class Not(NamedTuple):
    """A condition is false or unknown (null)."""

    condition: Condition


class AnyOf(NamedTuple):
    """At least one of several conditions is true."""

    conditions: tuple[Condition, ...]


Condition: TypeAlias = OfColumn | Belongs | MainContract | InTeam | Not | AnyOf


def other_tables(conditions: Iterable[Condition]) -> Iterator[str]:
    """Yield the tables, other than the list's own, that the conditions depend on."""
    for one in conditions:
        match one:
            case Belongs(plural=plural, condition=inner):
                yield plural
                yield from other_tables([inner])
            case MainContract(condition=inner):
                yield "coworkercontracts"
                yield from other_tables([inner])
            case InTeam(condition=inner):
                yield "teams"
                yield from other_tables([inner])
            case Not(condition=inner):
                yield from other_tables([inner])
            case AnyOf(conditions=several):
                yield from other_tables(several)
            case _:
                pass


def count_of(conditions: Iterable[Condition]) -> int:
    """Return how many comparisons the conditions contain; one with several ids counts once."""
    count = 0
    for one in conditions:
        match one:
            case AnyOf(conditions=several):
                count += count_of(several)
            case Belongs(condition=inner) | MainContract(condition=inner) | InTeam(condition=inner):
                count += count_of([inner])
            case Not(condition=inner):
                count += count_of([inner])
            case OfColumn(operator="is one of, in any case" | "is one of, folded", value=tuple() as texts):
                count += len(texts)
            case _:
                count += 1
    return count


def hangs_on_the_clock(conditions: Iterable[Condition]) -> bool:
    """Return whether the result of the conditions may change with time alone."""
    return "coworkercontracts" in other_tables(conditions)


class Composer:
    """Composes conditions as SQL, for a network and as of an instant."""

    def __init__(self, network_id: int, now: datetime) -> None:
        self._values = {"network_id": sql.Literal(network_id), "now": sql.Literal(now)}

    def all_of(self, conditions: Iterable[Condition]) -> sql.Composed:
        """Return the conjunction of the conditions, as the rest of a WHERE clause."""
        return sql.SQL("").join(sql.SQL(" AND ") + self.compose(one) for one in conditions)

    def compose(self, condition: Condition, *table: str) -> sql.Composed:
        """Return a condition as SQL, with its columns qualified by a table's name if one is given."""
        match condition:
            case OfColumn(column, operator, value, default):
                name: sql.Composable = sql.Identifier(*table, column)
                if default is not None:
                    name = sql.SQL("coalesce({}, {})").format(name, sql.Literal(default))
                form = sql.Identifier(*table, column_of(column))
                return _OPERATORS[operator].format(column=name, form=form, **_literals(operator, value))
            case Belongs(column, plural, inner):
                return self._through(_SQL.belongs, inner, sql.Identifier(*table, column), table=sql.Identifier(plural))
            case MainContract(column, inner):
                return self._through(_SQL.main_contract, inner, sql.Identifier(*table, column))
            case InTeam(column, inner):
                return self._through(_SQL.in_team, inner, sql.Identifier(*table, column))
            case Not(inner):
                return sql.SQL("({}) IS NOT TRUE").format(self.compose(inner, *table))
            case AnyOf(several):
                return sql.SQL("({})").format(sql.SQL(" OR ").join(self.compose(one, *table) for one in several))

    def _through(self, text: str, inner: Condition, column: sql.Identifier, **more: sql.Identifier) -> sql.Composed:
        condition = self.compose(inner, _OTHER)
        return sql.SQL(text).format(column=column, condition=condition, **self._values, **more)


def _literals(operator: str, value: Hashable) -> dict[str, sql.Literal]:
    """Return the values that an operator takes."""
    values: dict[str, Any] = {"value": list(value) if isinstance(value, tuple) else value}
    if operator == "is one of, in any case":
        texts: list[str] = values["value"]
        letters = letters_of("".join(texts))
        firsts = {text[:1] for text in texts}
        first = [given for given, small in zip(*letters, strict=True) if small in firsts]
        values |= letters._asdict() | {
            "first": sorted({ord(one) for one in (*firsts, *first) if one}),
            "lengths": sorted({len(text) for text in texts}),
        }
    return {name: sql.Literal(one) for name, one in values.items()}
