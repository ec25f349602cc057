"""Erases a person: names and addresses are replaced everywhere; numbers, sums and invoices stay unchanged.

The order ensures that nothing brings the data back. First the erasure is recorded, which every writer of the ledger
respects. Then current records are changed, which creates an earlier version of each. Finally earlier versions and all
other data are replaced in one transaction. An interrupted erasure can be repeated.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from functools import partial
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
from teamkpi.privacy.links import ABOUT_THEIR_RECORDS, LINKS
from teamkpi.privacy.people import Person
from teamkpi.wire import decode, encode

_SQL: Final = load_sql("teamkpi.privacy", "erase.sql")
_AT_ONCE: Final = 500
_NOBODY: Final = "erased@erased.invalid"
# Each of these deletes or replaces rows only by ids and addresses.
_STEPS: Final = (
    "end_sign_ins",
    "delete_second_factors",
    "delete_passkeys",
    "delete_recovery_codes",
    "delete_known_addresses",
    "delete_identities",
    "delete_calendar_links",
    "delete_account_links",
    "delete_attempts",
    "delete_messages",
    "delete_bounces",
    "delete_alert_events",
    "delete_alert_readers",
    "delete_report_readers",
    "erase_account",
    "erase_invitations",
    "erase_former_coworkers",
    "erase_former_attendees",
    "delete_staged_imports",
    "erase_addresses_of_readers",
)
_STAND_IN: Final = "@erased.invalid"
# Credentials and digests, and content that is not searched as plain text: JSON and bodies of deliveries.
_NOT_SEARCHED: Final = {Content.NOTHING, Content.CREDENTIAL, Content.PSEUDONYM, Content.RAW, Content.RECORDS}
_OF_SEVERAL: Final = {"teams", "audit_entry", "team_statement", "invitation"}
"""Tables whose rows are also about other people, so a name in them may belong to someone else."""
_NAME: Final = r"(?<!\w)(?:{})(?!\w)"
_EMAIL: Final = r"(?<!\w)(?<!\w[.+-])(?:{})(?![.-]?\w)"
_MARKS: Final = re.compile(r"[.^$*+?()\[\]{}|\\]")


def erase(conn: Connection, network_id: int, person: Person, *, by: Author, now: datetime) -> dict[str, int]:
    """Replace a person's names and addresses everywhere, and return the number of changed rows, by table or step.

    Their accounts can no longer sign in. Free text is kept, except for the names in the person's own records and the
    addresses in all records. ``conn`` must not be in a transaction.
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
        named_in = {"network_id": network_id, "ids": texts.deliveries(conn, values)}
        counts["delete_deliveries"] = conn.execute(_SQL.delete_deliveries, named_in).rowcount
        entries = [conn.execute(_SQL.replace_changes, entry).rowcount for entry in texts.entries(conn, values)]
        counts["audit_entry"] = sum(entries) + conn.execute(_SQL.erase_authors_of_entries, values).rowcount
        statements = [conn.execute(_SQL.replace_content, one).rowcount for one in texts.statements(conn, values)]
        counts["team_statement"] = sum(statements)
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


def remaining(conn: Connection, network_id: int, person: Person) -> list[str]:
    """Return the columns that still contain one of the person's addresses, or in their own rows one of their names."""
    texts = _Texts(person)
    values = person.parameters(network_id)
    left = []
    for table, columns in backed_up_columns(conn).items():
        kinds = contents_of(table)
        for column in columns:
            kind = kinds.get(column, Content.NOTHING)
            if "network_id" not in columns or kind in _NOT_SEARCHED:
                continue
            if next(texts.rows(conn, values, table, [column]), None):
                left.append(f"{table}.{column}")
    if next(texts.entries(conn, values), None):
        left.append("audit_entry.changes")
    if next(texts.statements(conn, values), None):
        left.append("team_statement.content")
    return left


def _revise(conn: Connection, values: dict[str, Any], plural: str, texts: _Texts, *, now: datetime) -> int:
    """Rewrite the current records of an entity that name the person; return how many there were."""
    kinds = {name: kind for name, kind in contents_of(plural).items() if kind not in {Content.NOTHING, Content.AUTHOR}}
    if not kinds:
        return 0
    found = texts.rows(conn, values, plural, list(kinds), key=("id", "is_deleted"))
    theirs = {record_id: is_theirs for (record_id, is_deleted), is_theirs, _ in found if not is_deleted}
    entity = ENTITIES[plural]
    fields = [one.name for one in entity.fields if kinds.get(one.column) is Content.FREE_TEXT]

    def without_person(record: Record | None) -> Record | None:
        if record is not None:
            for name in fields:
                if isinstance(record.get(name), str):
                    record[name] = texts.replace(record[name], is_theirs=theirs[record["Id"]])
        return record

    remaining_ids = iter(sorted(theirs))
    while some := list(islice(remaining_ids, _AT_ONCE)):
        revise(conn, values["network_id"], [Revision(plural, one, without_person) for one in some], now=now)
    return len(theirs)


def _replace_in_place(conn: Connection, values: dict[str, Any], texts: _Texts, table: str, columns: list[str]) -> int:
    """Replace the person as author everywhere, and in the text of earlier versions; return the number of values."""
    count = 0
    kinds = contents_of(table)
    if "updated_by" in columns:
        authors = {author for _, _, (author,) in texts.rows(conn, values, table, ["updated_by"])}
        statement = sql.SQL(
            "UPDATE {table} SET updated_by = %(author)s"
            " WHERE network_id = %(network_id)s AND updated_by = ANY (%(authors)s::text[])"
        ).format(table=sql.Identifier(table))
        count += conn.execute(statement, {**values, "authors": list(authors)}).rowcount if authors else 0
    if not table.endswith(HISTORY):
        return count
    for column in (name for name in columns if kinds.get(name) is Content.FREE_TEXT):
        statement = sql.SQL(
            "UPDATE {table} SET {column} = %s WHERE network_id = %s AND id = %s AND held_since = %s"
        ).format(table=sql.Identifier(table), column=sql.Identifier(column))
        for key, is_theirs, (text,) in texts.rows(conn, values, table, [column], key=("id", "held_since")):
            conn.execute(statement, (texts.replace(text, is_theirs=is_theirs), values["network_id"], *key))
            count += 1
    return count


class _Texts:
    """Finds and replaces the names and addresses of a person.

    The database searches ignoring case and word boundaries; the exact match is decided here.
    """

    def __init__(self, person: Person) -> None:
        self._coworker_ids = set(person.coworker_ids)
        # A person erased before has placeholders instead, which must not be replaced.
        # An address that someone else also has is treated like a name: it is theirs only if the text is about them.
        names = [name for name in (*person.names, *person.shared_emails) if name != NAME]
        names = [name for name in names if not name.endswith(_STAND_IN)]
        emails = [email for email in person.emails if not email.endswith(_STAND_IN)]
        self._names = _whole(_NAME, names)
        self._emails = _whole(_EMAIL, emails)
        self._parameters = {
            "email_pattern": _any_of(emails),
            "name_pattern": _any_of(names),
            "json_pattern": _any_of(encode(one).decode()[1:-1] for one in (*names, *emails)),
        }

    def rows(
        self,
        conn: Connection,
        values: dict[str, Any],
        table: str,
        columns: list[str],
        key: tuple[str, ...] = (),
    ) -> Iterator[tuple[tuple[Any, ...], bool, list[Any]]]:
        """Yield the rows that contain one of the addresses, or, if the row is theirs, one of the names.

        Each as the values of the key, whether the row is theirs, and the texts of the columns.
        """
        entity = table.removesuffix(HISTORY)
        link = "FALSE" if entity in _OF_SEVERAL else LINKS.get(entity, "FALSE")
        texts = [sql.SQL("{}::text").format(sql.Identifier(column)) for column in columns]
        named = [
            sql.SQL(
                "regexp_like({text}, %(email_pattern)s, 'i') OR ({link} AND regexp_like({text}, %(name_pattern)s, 'i'))"
            ).format(text=text, link=sql.SQL(link))
            for text in texts
        ]
        statement = sql.SQL(
            "SELECT coalesce({link}, FALSE), {shown} FROM {table} WHERE network_id = %(network_id)s AND ({named})"
        ).format(
            link=sql.SQL(link),
            shown=sql.SQL(", ").join([*map(sql.Identifier, key), *texts]),
            table=sql.Identifier(table),
            named=sql.SQL(" OR ").join(named),
        )
        for is_theirs, *row in conn.execute(statement, {**values, **self._parameters}).fetchall():
            found = row[len(key) :]
            if any(text is not None and self.replace(text, is_theirs=is_theirs) != text for text in found):
                yield tuple(row[: len(key)]), is_theirs, found

    def replace(self, text: str, *, is_theirs: bool) -> str:
        """Return a text without the addresses, and without the names if it is theirs or contains an address."""
        replaced = self._emails.sub(_NOBODY, text)
        return self._names.sub(NAME, replaced) if is_theirs or replaced != text else text

    def entries(self, conn: Connection, values: dict[str, Any]) -> Iterator[dict[str, Any]]:
        """Yield the entries of the audit trail that mention the person, with the mentions removed."""
        statement = sql.SQL(_SQL.entries_that_may_name).format(are_theirs=sql.SQL(ABOUT_THEIR_RECORDS))
        for entry_id, text, is_of_coworker, is_theirs in conn.execute(
            statement, {**values, **self._parameters}
        ).fetchall():
            changes = decode(text.encode())
            names_them = _mapped(changes, self._without_addresses) != changes
            replaced = _mapped(changes, partial(self.replace, is_theirs=is_theirs or names_them))
            if is_of_coworker:
                replaced = {name: [None, None] if name == "CompanyName" else pair for name, pair in replaced.items()}
            if replaced != changes:
                yield {"network_id": values["network_id"], "id": entry_id, "changes": encode(replaced).decode()}

    def deliveries(self, conn: Connection, values: dict[str, Any]) -> list[int]:
        """Return the ids of kept deliveries that contain one of the addresses."""
        found = conn.execute(_SQL.deliveries_that_may_name, {**values, **self._parameters}).fetchall()
        return [delivery_id for delivery_id, body in found if self._is_named_in(bytes(body))]

    def _is_named_in(self, body: bytes) -> bool:
        try:
            value = decode(body)
        except ValueError:
            return True  # it might be another address that contains theirs, but that cannot be determined
        return bool(_mapped(value, self._without_addresses) != value)

    def _without_addresses(self, text: str) -> str:
        return self._emails.sub(_NOBODY, text)

    def statements(self, conn: Connection, values: dict[str, Any]) -> Iterator[dict[str, Any]]:
        """Yield the stored statements that mention the person, with names and addresses removed."""
        found = conn.execute(_SQL.statements_that_may_name, {**values, **self._parameters}).fetchall()
        for team_id, month, version, content in found:
            key = {"network_id": values["network_id"], "team_id": team_id, "month": month, "version": version}
            statement = decode(content.encode())
            replaced = self._of_statement(statement)
            if replaced != statement:
                yield {**key, "content": encode(replaced).decode()}

    def _of_statement(self, value: Any) -> Any:
        match value:
            case {"CoworkerId": coworker_id} if coworker_id in self._coworker_ids:
                return _mapped(value, partial(self.replace, is_theirs=True))
            case dict():
                return {name: self._of_statement(one) for name, one in value.items()}
            case list():
                return [self._of_statement(one) for one in value]
            case str():
                return self._without_addresses(value)
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


def _any_of(texts: Iterable[str]) -> str:
    """Return a pattern that matches any of the texts, in PostgreSQL and Python; without texts, it matches nothing."""
    longest_first = (_MARKS.sub(r"\\\g<0>", one) for one in sorted(texts, key=len, reverse=True))
    return "|".join(longest_first) or "(?!)"


def _whole(form: str, texts: list[str]) -> re.Pattern[str]:
    """Return a pattern that matches any of the texts, but not within a longer name or address."""
    return re.compile(form.format(_any_of(texts)), re.IGNORECASE)
