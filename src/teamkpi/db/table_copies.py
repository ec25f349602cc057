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


_DIGEST: Final = "digest of the row"


class Counted(NamedTuple):
    """How many rows a network has in a table, and how many of them are new."""

    rows: int
    newer: int


class Table(NamedTuple):
    """A table with its columns and the columns of its key, without what is only valid on one server."""

    name: str
    columns: list[str]
    key: list[str] | None


def tables_of(conn: Connection) -> list[Table]:
    """Return the tables that are copied, each after the tables that it refers to."""
    tables = {row[0]: Table(*row) for row in conn.execute(_SQL.tables).fetchall()}
    sorter = TopologicalSorter({name: set[str]() for name in tables})
    for name, referenced in conn.execute(_SQL.referenced):
        if name in tables and referenced in tables:
            sorter.add(name, referenced)
    return [tables[name] for name in sorter.static_order()]


def content_of(conn: Connection, table: Table, *, only: tuple[str, int] | None = None) -> Iterator[memoryview]:
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


def count_since(
    conn: Connection, tables: list[Table], network_id: int, position: int, *, but_by: Iterable[int] = ()
) -> dict[str, Counted]:
    """Count a network's rows in tables, and those written by transactions from ``position`` on, but not by these.

    ``position`` is the oldest number of a transaction that a snapshot may not have seen, so that no row that was
    written after the snapshot is missed, however early its transaction began. Every row has the number of the
    transaction that wrote it, in 32 bits; if it is mistaken for a newer one, the row is counted needlessly, nothing
    more. Only the header of each row is read, once.
    """
    text = (
        "SELECT {name}, count(*), count(*) FILTER (WHERE {is_newer} AND xmin <> ALL({but_by}::xid[])) "
        "FROM {table} WHERE network_id = {network_id}"
    )
    statement = sql.SQL(" UNION ALL ").join(
        sql.SQL(text).format(
            name=sql.Literal(table.name),
            is_newer=_is_newer(position),
            but_by=sql.Literal(f"{{{','.join(str(number % 2**32) for number in but_by)}}}"),
            table=sql.Identifier(table.name),
            network_id=sql.Literal(network_id),
        )
        for table in tables
    )
    return {name: Counted(rows, newer) for name, rows, newer in conn.execute(statement)}


def changed_since(conn: Connection, table: Table, only: tuple[str, int], position: int) -> Iterator[memoryview]:
    """Yield a network's rows that were written by transactions from ``position`` on, each with its digest at the end.

    The column of ``only`` is left out. The rows are those that ``count_since`` counts.
    """
    text = "COPY (SELECT {columns}, {digest} FROM {table} WHERE {condition} AND {is_newer}) TO STDOUT"
    columns = named(columns_without(table, only))
    rows = sql.SQL(text).format(
        table=sql.Identifier(table.name),
        columns=columns,
        digest=_digest(columns),
        condition=_is(*only),
        is_newer=_is_newer(position),
    )
    with conn.cursor() as cursor, cursor.copy(rows) as copied:
        yield from copied  # type: ignore[misc]  # memoryviews, as the cursor is not a text one


def count_by_key(conn: Connection, table: Table, only: tuple[str, int]) -> dict[int, int]:
    """Count a network's rows by a number of 12 bits that is computed from their keys without the column of ``only``.

    It is a hash that is the same in all versions of PostgreSQL, because partitions depend on it.
    """
    text = "SELECT {part}, count(*) FROM {table} WHERE network_id = {network_id} GROUP BY 1"
    statement = sql.SQL(text).format(
        part=_part_of_keys(table, only), table=sql.Identifier(table.name), network_id=sql.Literal(only[1])
    )
    return dict(conn.execute(statement).fetchall())


def keys_of(conn: Connection, table: Table, only: tuple[str, int], parts: list[int]) -> Iterator[memoryview]:
    """Yield the keys of a network's rows, without the column of ``only``, that ``count_by_key`` counts as ``parts``."""
    text = "COPY (SELECT {columns} FROM {table} WHERE {condition} AND {part} = ANY({parts})) TO STDOUT"
    rows = sql.SQL(text).format(
        table=sql.Identifier(table.name),
        columns=named(key_without(table, only)),
        condition=_is(*only),
        part=_part_of_keys(table, only),
        parts=sql.Literal(parts),
    )
    with conn.cursor() as cursor, cursor.copy(rows) as copied:
        yield from copied  # type: ignore[misc]  # memoryviews, as above


def key_without(table: Table, only: tuple[str, int]) -> list[str]:
    """Return the columns of a table's key without that of ``only``."""
    return [name for name in table.key or () if name != only[0]]


def digest_of_rows(conn: Connection, table: Table, only: tuple[str, int]) -> tuple[int, int, int]:
    """Return the number of a network's rows in a table, and two sums of digests, equal for equal rows in any order."""
    text = (
        "SELECT count(*), coalesce(sum(('x' || left(r.digest, 16))::bit(64)::bigint), 0)::text, "
        "coalesce(sum(('x' || right(r.digest, 16))::bit(64)::bigint), 0)::text "
        "FROM (SELECT {digest} AS digest FROM {table} WHERE network_id = {network_id}) AS r"
    )
    digest = _digest(named(columns_without(table, only)))
    statement = sql.SQL(text).format(table=sql.Identifier(table.name), digest=digest, network_id=sql.Literal(only[1]))
    rows, first, second = conn.execute(statement).fetchone() or (0, "0", "0")
    return rows, int(first), int(second)


def stage(
    conn: Connection,
    table: str,
    columns: list[str],
    content: Iterable[bytes],
    *,
    name: str,
    also: tuple[str, int],
    has_digest: bool = False,
) -> None:
    """Store rows, or only some of their columns, in a table without constraints that ends with the transaction.

    With ``has_digest``, each ends with its digest. Its statistics say how few they are.
    """
    make = sql.SQL(
        "CREATE TEMPORARY TABLE {name} ON COMMIT DROP AS SELECT {columns}, NULL::text AS {digest} FROM {table} "
        "WHERE {condition} WITH NO DATA"
    )
    of = {"name": sql.Identifier(name), "table": sql.Identifier(table), "condition": _is(*also)}
    conn.execute(make.format(**of, columns=named([also[0], *columns]), digest=sql.Identifier(_DIGEST)))
    store(conn, name, [*columns, _DIGEST] if has_digest else columns, content, also=also)
    conn.execute(sql.SQL("ANALYZE {name}").format(name=of["name"]))


def count_new(conn: Connection, table: Table, staged: str, only: tuple[str, int]) -> dict[int, int]:
    """Count the staged rows with keys that the table does not have yet, as ``count_by_key`` does."""
    text = (
        "SELECT {part}, count(*) FROM {staged} AS s WHERE NOT EXISTS "
        "(SELECT FROM {table} AS t WHERE t.network_id = {network_id} AND {same}) GROUP BY 1"
    )
    part = _part_of_keys(table, only) if key_without(table, only) else sql.SQL("0")
    return dict(conn.execute(_of_staged(text, table, staged, only[1], part=part)).fetchall())


def count_different(conn: Connection, table: Table, staged: str, only: tuple[str, int]) -> int:
    """Return how many of the staged rows the table does not have exactly so, by the digest that each came with."""
    text = (
        "SELECT count(*) FROM {staged} AS s WHERE NOT EXISTS "
        "(SELECT FROM {table} AS t WHERE t.network_id = {network_id} AND {same} AND {digest} = s.{staged_digest})"
    )
    columns = sql.SQL(", ").join(sql.SQL("t.{}").format(sql.Identifier(one)) for one in columns_without(table, only))
    also = {"digest": _digest(columns), "staged_digest": sql.Identifier(_DIGEST)}
    return int((conn.execute(_of_staged(text, table, staged, only[1], **also)).fetchone() or (0,))[0])


def delete_others(conn: Connection, table: Table, staged: str, only: tuple[str, int], parts: list[int]) -> int:
    """Delete a network's rows, of these parts, whose keys are not among the staged ones; return how many there were."""
    text = (
        "DELETE FROM {table} AS t WHERE t.network_id = {network_id} AND {part} = ANY({parts}) AND NOT EXISTS "
        "(SELECT FROM {staged} AS s WHERE {same})"
    )
    also = {"part": _part_of_keys(table, only), "parts": sql.Literal(parts)}
    return conn.execute(_of_staged(text, table, staged, only[1], **also)).rowcount


def merge_staged(conn: Connection, table: Table, columns: list[str], staged: str) -> None:
    """Store the staged rows; a row with the same key is overwritten."""
    changed = [name for name in columns if name not in (table.key or ())]
    new_values = sql.SQL(", ").join(sql.SQL("{0} = excluded.{0}").format(sql.Identifier(name)) for name in changed)
    text = "INSERT INTO {table} ({columns}) SELECT {columns} FROM {staged} ON CONFLICT ({key}) DO {outcome}"
    conn.execute(
        sql.SQL(text).format(
            table=sql.Identifier(table.name),
            columns=named(columns),
            staged=sql.Identifier(staged),
            key=named(table.key or []),
            outcome=sql.SQL("UPDATE SET ") + new_values if changed else sql.SQL("NOTHING"),
        )
    )


def overwrite_row(conn: Connection, table: str, staged: str, columns: list[str], network_id: int) -> None:
    """Set columns of the row of a network itself to those of the one staged row."""
    text = "UPDATE {table} AS t SET ({columns}) = (SELECT {columns} FROM {staged}) WHERE t.id = {network_id}"
    parts = {"table": sql.Identifier(table), "staged": sql.Identifier(staged), "columns": named(columns)}
    conn.execute(sql.SQL(text).format(**parts, network_id=sql.Literal(network_id)))


def _of_staged(text: LiteralString, table: Table, staged: str, network_id: int, **also: sql.Composable) -> sql.Composed:
    same = sql.SQL(" AND ").join(
        sql.SQL("t.{0} = s.{0}").format(sql.Identifier(name)) for name in table.key or table.columns
    )
    parts = {"table": sql.Identifier(table.name), "staged": sql.Identifier(staged)}
    return sql.SQL(text).format(**parts, **also, same=same, network_id=sql.Literal(network_id))


def _digest(columns: sql.Composable) -> sql.Composed:
    return sql.SQL("md5(ROW({columns})::text)").format(columns=columns)


def _is_newer(position: int) -> sql.Composed:
    """Return the condition for rows that were written by transactions from ``position`` on.

    ``age`` counts back from a number that stays the same during a transaction, and that the numbers of visible rows may
    exceed. So the rows are those whose age is between that of ``position`` and that of the next transaction. A frozen
    row may have a number that has been given out again since; it is in the range only by chance. All rows count as
    newer if ages would be wrong: if ``position`` is more than half of all numbers ago, or not reached yet.
    """
    text = (
        "((SELECT {position} NOT BETWEEN n.next_one - 2147483647 AND n.next_one FROM "
        "(SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint AS next_one) AS n) "
        "OR age(xmin) BETWEEN (SELECT age(pg_snapshot_xmax(pg_current_snapshot())::xid)) "
        "AND (SELECT age({number}::xid)))"
    )
    number = sql.Literal(str(position % 2**32))
    return sql.SQL(text).format(position=sql.Literal(position), number=number)


def _part_of_keys(table: Table, only: tuple[str, int]) -> sql.Composed:
    text = "(hash_record_extended(ROW({key}), 0) & 4095)"
    return sql.SQL(text).format(key=named(key_without(table, only)))


def columns_without(table: Table, only: tuple[str, int] | None) -> list[str]:
    """Return the columns of a table without that of ``only``."""
    return [name for name in table.columns if only is None or name != only[0]]


def store(
    conn: Connection,
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


def count_rows(conn: Connection, table: str, network_id: int) -> int:
    """Return how many rows of a table belong to a network."""
    return int(_value(conn, "SELECT count(*) FROM {table} WHERE network_id = {network_id}", table, network_id))


def largest_id(conn: Connection, table: str, column: str, network_id: int) -> int | None:
    """Return the largest id in a column of a network's rows; None without rows."""
    text = "SELECT max({column}) FROM {table} WHERE network_id = {network_id}"
    found: int | None = _value(conn, text, table, network_id, column)
    return found


def delete_rows(conn: Connection, table: str, network_id: int) -> int:
    """Delete the rows of a table that belong to a network, and return how many there were."""
    text = "WITH gone AS (DELETE FROM {table} WHERE network_id = {network_id} RETURNING 1) SELECT count(*) FROM gone"
    return int(_value(conn, text, table, network_id))


def _value(conn: Connection, text: LiteralString, table: str, network_id: int, column: str = "network_id") -> Any:
    parts = {"table": sql.Identifier(table), "column": sql.Identifier(column), "network_id": sql.Literal(network_id)}
    [found] = conn.execute(sql.SQL(text).format(**parts)).fetchone() or (None,)
    return found


def _is(column: str, value: int) -> sql.Composed:
    return sql.SQL("{column} = {value}").format(column=sql.Identifier(column), value=sql.Literal(value))


def named(columns: list[str]) -> sql.Composed:
    """Return columns as a list in SQL."""
    return sql.SQL(", ").join(map(sql.Identifier, columns))
