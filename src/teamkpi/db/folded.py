"""Columns with the folded form of another column, so that text is compared the same way in every database.

``teamkpi.folding`` makes the form, and the code that writes the text writes the form as well. This module fills it in
for existing rows, and finds rows in which one of the two was changed from outside.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from psycopg import Connection, sql
from psycopg.errors import UniqueViolation

from teamkpi.errors import DatabaseUnusable
from teamkpi.folding import folded

FOLDED: Final[Mapping[str, str]] = {
    "account": "email",
    "api_key": "name",
    "coworkers": "email",
    "invitation": "email",
    "teams": "name",
}
"""The text column of each table whose folded form is stored."""

# ASCII letters fold the same way everywhere, so only other texts need to be checked here.
_WRONG: Final = (
    "SELECT id, {text}, {form} FROM {table} "
    'WHERE network_id = %s AND {form} IS DISTINCT FROM lower({text} COLLATE "C") ORDER BY id'
)
_FOLD_ASCII: Final = (
    'UPDATE {table} SET {form} = lower({text} COLLATE "C") WHERE network_id = %s '
    'AND octet_length({text}) = char_length({text}) AND {form} IS DISTINCT FROM lower({text} COLLATE "C")'
)
_STORE: Final = (
    "UPDATE {table} AS t SET {form} = one.form FROM unnest(%s::bigint[], %s::text[]) AS one (id, form) "
    "WHERE t.network_id = %s AND t.id = one.id"
)


def column_of(text_column: str) -> str:
    """Return the name of the column with the folded form of a column."""
    return f"{text_column}_folded"


def wrong(conn: Connection, network_id: int, table: str) -> Iterator[tuple[int, str | None]]:
    """Yield the rows of a network with a wrong folded form: the id, and the correct form."""
    for row_id, text, form in conn.execute(_statement(_WRONG, table), (network_id,)):
        right = None if text is None else folded(text)
        if form != right:
            yield row_id, right


def fold(conn: Connection, network_id: int, table: str) -> int:
    """Correct the folded forms in a network's rows of a table, and return how many were wrong.

    Raises DatabaseUnusable if two rows that must differ have the same form.
    """
    try:
        with conn.transaction():
            count = conn.execute(_statement(_FOLD_ASCII, table), (network_id,)).rowcount
            if others := list(wrong(conn, network_id, table)):
                ids, forms = zip(*others, strict=True)
                conn.execute(_statement(_STORE, table), (list(ids), list(forms), network_id))
    except UniqueViolation:
        raise DatabaseUnusable(
            f"two rows of the table {table} have the same {FOLDED[table]}, ignoring case: change one of them in the "
            "database"
        ) from None
    return count + len(others)


def _statement(template: str, table: str) -> sql.Composed:
    text = FOLDED[table]
    names = {"table": table, "text": text, "form": column_of(text)}
    return sql.SQL(template).format(**{name: sql.Identifier(value) for name, value in names.items()})
