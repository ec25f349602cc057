"""Texts are compared by rules of our own, not by those of the database's locale.

E-mails, names of keys and names of teams have their folded form, made by ``teamkpi.folding``, in a column of its own.
Every text column is compared and sorted by code point, in every database alike. A new text column is declared with
``COLLATE "C"``; without it, its order would be the locale's.
"""

from __future__ import annotations

from psycopg import Connection
from psycopg.sql import SQL, Identifier
from yoyo import step

from teamkpi.db.folded import FOLDED, column_of, fold
from teamkpi.errors import DatabaseUnusable

__depends__ = {"0018_invitations"}

# These keep the columns that they read from changing, so they are made again as they were.
_DEFINITIONS = """
    SELECT
        pg_get_functiondef('network_of_host(text)'::regprocedure),
        'CREATE VIEW acting_account AS ' || pg_get_viewdef('acting_account'::regclass),
        'CREATE VIEW token_bearer AS ' || pg_get_viewdef('token_bearer'::regclass)
"""
_DROPS = ("DROP VIEW token_bearer", "DROP VIEW acting_account", "DROP FUNCTION network_of_host(text)")
_TEXT_COLUMNS = """
    SELECT c.relname, array_agg(a.attname ORDER BY a.attnum), array_agg(format_type(a.atttypid, NULL) ORDER BY a.attnum)
    FROM pg_class AS c
    INNER JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    WHERE
        c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p') AND strpos(c.relname, 'yoyo') = 0
        AND a.atttypid IN ('text'::regtype, 'text[]'::regtype)
    GROUP BY c.relname
    ORDER BY c.relname
"""
_SAME = """
    SELECT network_id, array_agg(id ORDER BY id), array_agg({text} ORDER BY id)
    FROM {table}
    WHERE {which}
    GROUP BY network_id, {form}
    HAVING count(*) > 1
    ORDER BY 1, 2
    LIMIT 1
"""


def _sort_by_code_point(conn: Connection) -> None:
    """Give every text column the collation C; that rewrites no table, only the indexes of these columns."""
    definitions = conn.execute(_DEFINITIONS).fetchone() or ()
    for drop in _DROPS:
        conn.execute(drop)
    for table, columns, types in conn.execute(_TEXT_COLUMNS).fetchall():
        changes = SQL(", ").join(
            SQL('ALTER COLUMN {} TYPE {} COLLATE pg_catalog."C"').format(Identifier(column), SQL(its_type))
            for column, its_type in zip(columns, types, strict=True)
        )
        conn.execute(SQL("ALTER TABLE {} {}").format(Identifier(table), changes))
    for definition in definitions:
        conn.execute(definition)


def _fold(conn: Connection) -> None:
    """Add the folded forms of the texts that are there."""
    for table, text in FOLDED.items():
        names = {"table": Identifier(table), "form": Identifier(column_of(text))}
        conn.execute(SQL('ALTER TABLE {table} ADD COLUMN {form} text COLLATE pg_catalog."C"').format(**names))
    for (network_id,) in conn.execute("SELECT id FROM network").fetchall():
        for table in FOLDED:
            fold(conn, network_id, table)


def _rely_on_folded_forms(conn: Connection) -> None:
    """See to it that no form is missing, and compare by them; the database's own folding is not asked any more."""
    for table, which in (("account", "TRUE"), ("api_key", "revoked_on IS NULL")):
        text = FOLDED[table]
        names = {"table": Identifier(table), "text": Identifier(text), "form": Identifier(column_of(text))}
        if same := conn.execute(SQL(_SAME).format(which=SQL(which), **names)).fetchone():
            network_id, ids, texts = same
            raise DatabaseUnusable(
                f"rows {', '.join(map(str, ids))} of the table {table} in network {network_id} have the same {text}, "
                f"apart from the case of its letters ({', '.join(texts)}): change it in all but one of them in the "
                f"database, and migrate again"
            )
    for table in ("account", "api_key", "invitation"):
        names = {"table": Identifier(table), "form": Identifier(column_of(FOLDED[table]))}
        conn.execute(SQL("ALTER TABLE {table} ALTER COLUMN {form} SET NOT NULL").format(**names))
    for table in ("coworkers", "teams"):
        form = Identifier(column_of(FOLDED[table]))
        check = SQL("ALTER TABLE {} ADD CHECK (is_deleted OR {} IS NOT NULL)").format(Identifier(table), form)
        conn.execute(check)
    for statement in (
        "DROP INDEX account_email",
        "CREATE UNIQUE INDEX account_email ON account (network_id, email_folded)",
        "DROP INDEX api_key_name",
        "CREATE UNIQUE INDEX api_key_name ON api_key (network_id, name_folded) WHERE revoked_on IS NULL",
        "DROP INDEX coworkers_email",
        "CREATE INDEX coworkers_email ON coworkers (network_id, email_folded) WHERE NOT is_deleted",
        "DROP INDEX invitation_email",
        "CREATE INDEX invitation_email ON invitation (network_id, email_folded) WHERE state = 'open'",
        "DROP FUNCTION without_case(text)",
    ):
        conn.execute(statement)


steps = [step(_sort_by_code_point), step(_fold), step(_rely_on_folded_forms)]
