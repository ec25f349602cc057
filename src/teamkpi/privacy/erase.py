"""Erasing a person: names and addresses are replaced wherever they are; numbers, sums and invoices stay what they are.

In this order, so that nothing brings back what was replaced: the erasure is noted, which every writer of the ledger
honours; present records are changed, which leaves an earlier version of each; earlier versions and everything else are
replaced in one transaction. When it is interrupted, it can be repeated.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import islice
from typing import Any, Final

from psycopg import Connection, sql

from teamkpi.accounts.passwords import hash_new
from teamkpi.db import load_sql
from teamkpi.db.backup import backed_up_columns
from teamkpi.ledger import ENTITIES, erasures
from teamkpi.ledger.audit_trail import AuditType, Author, note_change
from teamkpi.ledger.erasures import AUTHOR, NAME
from teamkpi.ledger.revise import Record, Revision, revise
from teamkpi.privacy.columns import HISTORY, Content, contents_of
from teamkpi.privacy.links import LINKS
from teamkpi.privacy.people import Person
from teamkpi.wire import decode, encode

_SQL: Final = load_sql("teamkpi.privacy", "erase.sql")
_AT_ONCE: Final = 500
_NOBODY: Final = "erased@erased.invalid"
# Each deletes or replaces by the ids and addresses alone.
_STEPS: Final = (
    "end_sign_ins",
    "delete_second_factors",
    "delete_known_addresses",
    "delete_calendar_links",
    "erase_account",
    "erase_invitations",
    "delete_deliveries",
    "erase_former_coworkers",
    "erase_former_attendees",
)
# Credentials and digests; deliveries are compared by bytes when they are deleted.
_NOT_TEXT: Final = {Content.CREDENTIAL, Content.PSEUDONYM, Content.RAW}
_MARKS: Final = re.compile(r"[.^$*+?()\[\]{}|\\]")


def erase(conn: Connection[Any], network_id: int, person: Person, *, by: Author, now: datetime) -> dict[str, int]:
    """Replace a person's names and addresses everywhere, and return how many rows were changed, by table or step.

    Their accounts can no longer be signed in to. Free text keeps everything but the names, in the person's own records,
    and the addresses, in every record. ``conn`` must not be in a transaction.
    """
    erasures.note(conn, network_id, person.coworker_ids, person.emails, now=now)
    counts: dict[str, int] = {}
    texts = _Texts(person)
    for plural in ENTITIES:
        counts[plural] = _revise(conn, person.parameters(network_id), plural, texts, now=now)
    values: dict[str, Any] = {**person.parameters(network_id), "name": NAME, "author": AUTHOR}
    values["password_hash"] = hash_new(secrets.token_urlsafe(32), own=())
    with conn.transaction():
        for table, columns in backed_up_columns(conn).items():
            counts[table] = counts.get(table, 0) + _replace_in_place(conn, values, texts, table, columns)
        for step in _STEPS:
            counts[step] = conn.execute(getattr(_SQL, step), values).rowcount
        entries = texts.entries(conn, values)
        entries += conn.execute(_SQL.erase_authors_of_entries, values).rowcount
        counts["audit_entry"] = entries
        counts["team_statement"] = texts.statements(conn, values)
        for coworker_id in person.coworker_ids or [0]:
            note_change(
                conn,
                network_id,
                by,
                "Person",
                coworker_id,
                audit_type=AuditType.DELETE,
                changes={"Erased": (None, True)},
                now=now,
            )
    return {name: count for name, count in counts.items() if count}


def remaining(conn: Connection[Any], network_id: int, person: Person) -> list[str]:
    """Return the columns in which one of the person's addresses, or in their own rows one of their names, is left."""
    texts = _Texts(person)
    found = []
    for table, columns in backed_up_columns(conn).items():
        kinds = contents_of(table)
        for column in (one for one in columns if kinds.get(one, Content.NOTHING) is not Content.NOTHING):
            if "network_id" not in columns or kinds[column] in _NOT_TEXT:
                continue
            statement = sql.SQL("SELECT 1 FROM {table} WHERE network_id = %(network_id)s AND {named} LIMIT 1").format(
                table=sql.Identifier(table),
                named=texts.condition(table, sql.SQL("{}::text").format(sql.Identifier(column))),
            )
            if conn.execute(statement, {**person.parameters(network_id), **texts.parameters}).fetchone():
                found.append(f"{table}.{column}")
    return found


def _revise(conn: Connection[Any], values: dict[str, Any], plural: str, texts: _Texts, *, now: datetime) -> int:
    """Store the present records of an entity that name the person again, without that; return how many these were."""
    kinds = {name: kind for name, kind in contents_of(plural).items() if kind not in {Content.NOTHING, Content.AUTHOR}}
    if not kinds:
        return 0
    named = [texts.condition(plural, sql.Identifier(column)) for column in kinds]
    statement = sql.SQL(
        "SELECT id FROM {table} WHERE network_id = %(network_id)s AND NOT is_deleted AND ({named}) ORDER BY id"
    ).format(table=sql.Identifier(plural), named=sql.SQL(" OR ").join(named))
    ids = [row[0] for row in conn.execute(statement, {**values, **texts.parameters})]
    entity = ENTITIES[plural]
    fields = [one.name for one in entity.fields if kinds.get(one.column) is Content.FREE_TEXT]

    def without_person(record: Record | None) -> Record | None:
        if record is not None:
            for name in fields:
                if isinstance(record.get(name), str):
                    record[name] = texts.replace(record[name])
        return record

    remaining_ids = iter(ids)
    while some := list(islice(remaining_ids, _AT_ONCE)):
        revise(conn, values["network_id"], [Revision(plural, one, without_person) for one in some], now=now)
    return len(ids)


def _replace_in_place(
    conn: Connection[Any], values: dict[str, Any], texts: _Texts, table: str, columns: list[str]
) -> int:
    """Replace who wrote versions, everywhere, and free text in earlier versions; return how many values these were."""
    count = 0
    kinds = contents_of(table)
    if "updated_by" in columns:
        statement = sql.SQL(
            "UPDATE {table} SET updated_by = %(author)s"
            " WHERE network_id = %(network_id)s AND updated_by = ANY (%(emails)s::text[])"
        ).format(table=sql.Identifier(table))
        count += conn.execute(statement, values).rowcount
    if not table.endswith(HISTORY):
        return count
    for column in (name for name in columns if kinds.get(name) is Content.FREE_TEXT):
        named = texts.condition(table, sql.Identifier(column))
        key = [name for name in ("id", "held_since") if name in columns]
        found = sql.SQL("SELECT {column}, {key} FROM {table} WHERE network_id = %(network_id)s AND {named}").format(
            column=sql.Identifier(column),
            key=sql.SQL(", ").join(map(sql.Identifier, key)),
            table=sql.Identifier(table),
            named=named,
        )
        for text, record_id, held_since in conn.execute(found, {**values, **texts.parameters}).fetchall():
            statement = sql.SQL(
                "UPDATE {table} SET {column} = %s WHERE network_id = %s AND id = %s AND held_since = %s"
            ).format(table=sql.Identifier(table), column=sql.Identifier(column))
            conn.execute(statement, (texts.replace(text), values["network_id"], record_id, held_since))
            count += 1
    return count


class _Texts:
    """The names and addresses of a person, and how they are found and replaced."""

    def __init__(self, person: Person) -> None:
        self._coworker_ids = set(person.coworker_ids)
        # One that was erased before is known by what stands for it, which is nothing to be replaced.
        names = [name for name in person.names if name != NAME]
        emails = [email for email in person.emails if not email.endswith("@erased.invalid")]
        self._names = _pattern(names)
        self._emails = _pattern(emails)
        self.parameters = {
            "email_pattern": self._emails.pattern,
            "name_pattern": self._names.pattern,
            "texts": [encode(one).decode()[1:-1] for one in (*names, *emails)],
        }

    def condition(self, table: str, column: sql.Composable) -> sql.Composed:
        """Return the condition that a text names the person: by an address, or in a row of theirs by a name."""
        link = LINKS.get(table.removesuffix(HISTORY))
        by_email = sql.SQL("regexp_like({}, %(email_pattern)s, 'i')").format(column)
        if link is None or table.removesuffix(HISTORY) in {"teams", "audit_entry", "team_statement", "invitation"}:
            return sql.SQL("({})").format(by_email)
        return sql.SQL("({} OR ({} AND regexp_like({}, %(name_pattern)s, 'i')))").format(
            by_email, sql.SQL(link), column
        )

    def replace(self, text: str) -> str:
        """Return a text without the names and addresses."""
        return self._names.sub(NAME, self._emails.sub(_NOBODY, text))

    def entries(self, conn: Connection[Any], values: dict[str, Any]) -> int:
        """Replace what the audit trail says about the person; return how many entries were changed."""
        count = 0
        for entry_id, text, is_of_coworker in conn.execute(
            _SQL.entries_that_name, {**values, **self.parameters}
        ).fetchall():
            if not is_of_coworker and not self._emails.search(text):
                continue  # somebody else of the same name
            changes = decode(text.encode())
            if is_of_coworker:
                changes = {name: [None, None] if name == "CompanyName" else pair for name, pair in changes.items()}
            changed = encode(_mapped(changes, self.replace)).decode()
            count += conn.execute(
                _SQL.replace_changes, {"network_id": values["network_id"], "id": entry_id, "changes": changed}
            ).rowcount
        return count

    def statements(self, conn: Connection[Any], values: dict[str, Any]) -> int:
        """Replace names in what stored statements say about the person, and addresses; return how many were changed."""
        count = 0
        found = conn.execute(_SQL.statements_with_names, {**values, **self.parameters}).fetchall()
        for team_id, month, version, content in found:
            key = {"network_id": values["network_id"], "team_id": team_id, "month": month, "version": version}
            changed = encode(self._of_statement(decode(content.encode()))).decode()
            if changed != content:
                count += conn.execute(_SQL.replace_content, {**key, "content": changed}).rowcount
        return count

    def _of_statement(self, value: Any) -> Any:
        match value:
            case {"CoworkerId": coworker_id} if coworker_id in self._coworker_ids:
                return _mapped(value, self.replace)
            case dict():
                return {name: self._of_statement(one) for name, one in value.items()}
            case list():
                return [self._of_statement(one) for one in value]
            case str():
                return self._emails.sub(_NOBODY, value)
            case _:
                return value


def _mapped(value: Any, replace: Callable[[str], str]) -> Any:
    match value:
        case dict():
            return {name: _mapped(one, replace) for name, one in value.items()}
        case list():
            return [_mapped(one, replace) for one in value]
        case str():
            return replace(value)
        case _:
            return value


def _pattern(texts: list[str]) -> re.Pattern[str]:
    """Return a pattern of any of the texts, which PostgreSQL reads as Python does; of nothing when there is none."""
    longest_first: Iterator[str] = (_MARKS.sub(r"\\\g<0>", one) for one in sorted(texts, key=len, reverse=True))
    return re.compile("|".join(longest_first) or "(?!)", re.IGNORECASE)
