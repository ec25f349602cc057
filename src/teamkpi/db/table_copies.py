"""Whole tables as streams of text, for backups and for networks that move to another database.

Which tables and columns there are follows from the schema of the database, so new ones are included automatically.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from graphlib import TopologicalSorter
from typing import Any, Final, LiteralString, NamedTuple

from psycopg import Connection, sql

from teamkpi.db.statements import load_sql

_SQL: Final = load_sql("teamkpi.db", "table_copies.sql")
TEXT_FORM: Final = {"bytea_output": "hex", "extra_float_digits": "1"}
"""The session settings under which the text format of values is independent of the server's settings."""

Blocks = Iterable[bytes | memoryview | bytearray]


class Table(NamedTuple):
    """A table with its columns and the columns of its key, without what is only valid on one server."""

    name: str
    columns: list[str]
    key: list[str] | None


def tables_of(conn: Connection[Any]) -> list[Table]:
    """Return the tables that are copied, each after the tables that it refers to."""
    tables = {row[0]: Table(*row) for row in conn.execute(_SQL.tables).fetchall()}
    sorter = TopologicalSorter({name: set[str]() for name in tables})
    for name, referenced in conn.execute(_SQL.referenced):
        if name in tables and referenced in tables:
            sorter.add(name, referenced)
    return [tables[name] for name in sorter.static_order()]


def content_of(conn: Connection[Any], table: Table, *, only: tuple[str, int] | None = None) -> Iterator[memoryview]:
    """Yield the rows of a table in the order of its key.

    ``only`` is a column and its value: only rows with this value are yielded, without the column.
    """
    rows = sql.SQL("COPY (SELECT {columns} FROM {table} WHERE {condition} ORDER BY {order}) TO STDOUT").format(
        table=sql.Identifier(table.name),
        columns=named(columns_without(table, only)),
        condition=sql.SQL("TRUE") if only is None else _is(*only),
        order=named(table.key or table.columns),
    )
    with conn.cursor() as cursor, cursor.copy(rows) as copied:
        yield from copied  # type: ignore[misc]  # memoryviews, as the cursor is not a text one


def columns_without(table: Table, only: tuple[str, int] | None) -> list[str]:
    """Return the columns of a table without that of ``only``."""
    return [name for name in table.columns if only is None or name != only[0]]


def store(
    conn: Connection[Any],
    table: str,
    columns: list[str],
    content: Iterable[bytes],
    *,
    also: tuple[str, int] | None = None,
) -> None:
    """Store the rows of a table; each gets the column and value of ``also`` as well."""
    all_columns = columns if also is None else [also[0], *columns]
    into = sql.SQL("COPY {table} ({columns}) FROM STDIN").format(
        table=sql.Identifier(table), columns=named(all_columns)
    )
    with conn.cursor() as cursor, cursor.copy(into) as copy:
        for block in content if also is None else _prefixed(content, b"%d\t" % also[1]):
            copy.write(block)


def _prefixed(content: Iterable[bytes], prefix: bytes) -> Iterator[bytes]:
    """Put a value before each row. A line break always ends a row: those in values are written as two characters."""
    is_between_rows = True
    for block in content:
        if block:
            ends_row = block.endswith(b"\n")
            rows = block[:-1] if ends_row else block
            yield (
                (prefix if is_between_rows else b"")
                + rows.replace(b"\n", b"\n" + prefix)
                + (b"\n" if ends_row else b"")
            )
            is_between_rows = ends_row


def count_rows(conn: Connection[Any], table: str, network_id: int) -> int:
    """Return how many rows of a table belong to a network."""
    return int(_value(conn, "SELECT count(*) FROM {table} WHERE network_id = {network_id}", table, network_id))


def largest_id(conn: Connection[Any], table: str, column: str, network_id: int) -> int | None:
    """Return the largest id in a column of a network's rows; None without rows."""
    text = "SELECT max({column}) FROM {table} WHERE network_id = {network_id}"
    found: int | None = _value(conn, text, table, network_id, column)
    return found


def delete_rows(conn: Connection[Any], table: str, network_id: int) -> int:
    """Delete the rows of a table that belong to a network, and return how many there were."""
    text = "WITH gone AS (DELETE FROM {table} WHERE network_id = {network_id} RETURNING 1) SELECT count(*) FROM gone"
    return int(_value(conn, text, table, network_id))


def _value(conn: Connection[Any], text: LiteralString, table: str, network_id: int, column: str = "network_id") -> Any:
    parts = {"table": sql.Identifier(table), "column": sql.Identifier(column), "network_id": sql.Literal(network_id)}
    [found] = conn.execute(sql.SQL(text).format(**parts)).fetchone() or (None,)
    return found


def _is(column: str, value: int) -> sql.Composed:
    return sql.SQL("{column} = {value}").format(column=sql.Identifier(column), value=sql.Literal(value))


def named(columns: list[str]) -> sql.Composed:
    """Return columns as a list in SQL."""
    return sql.SQL(", ").join(map(sql.Identifier, columns))
