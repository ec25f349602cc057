"""Exports everything stored about a person: a page to read, and the rows of each table for programs."""

from __future__ import annotations

import os
from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from html import escape
from pathlib import Path
from typing import Any, Final

import msgspec
from psycopg import Connection, sql
from psycopg.rows import dict_row

from teamkpi.db import snapshot
from teamkpi.db.backup import backed_up_columns
from teamkpi.privacy.columns import HISTORY, Content, contents_of
from teamkpi.privacy.links import ABOUT_THEIR_RECORDS, LINKS
from teamkpi.privacy.people import Person
from teamkpi.wire import encode

PAGE: Final = "index.html"
_TITLES: Final = {
    "account_binding": "Which coworkers an account acts for",
    "account_link": "Open links to choose a password",
    "provider_attempt": "Sign-ins with a provider that are under way",
    "audit_entry": "Audit trail: changes by the person, and changes of their records",
    "calendar_link": "Links for calendar programs",
    "known_address": "Network addresses from which the person has signed in, as digests",
    "mail_bounce": "Mail to the person that came back",
    "outbox_message": "Mail to the person, of the last 30 days",
    "passkey": "Passkeys",
    "provider_identity": "Providers that the person signs in with, as digests",
    "reader_entry": "Who looked at the person's figures and data, and at whose the person looked",
    "second_factor": "Second factor",
    "sign_in": "Sign-ins",
    "team_statement": "Monthly statements of teams: the person's part",
    "teams": "Teams",
    "usage_month": "Time booked and checked in, by month",
}
_SHOWN: Final = {"teams": {"id", "name", "held_since", "held_until"}}
"""Tables whose rows are also about others, with the columns that may be about the person."""
_IS_ABOUT: Final = "is_about_their_record"
_EXTRA: Final = {"audit_entry": [sql.SQL("{} AS {}").format(sql.SQL(ABOUT_THEIR_RECORDS), sql.Identifier(_IS_ABOUT))]}
_STYLE: Final = (
    "body{font:15px/1.5 system-ui,sans-serif;margin:2rem;color:#1a1a1a;background:#fff}table{border-collapse:collapse;"
    "margin:.5rem 0 2rem;font-size:13px}th,td{border:1px solid #ccc;padding:.25rem .5rem;text-align:left;"
    "vertical-align:top;max-width:30rem;overflow-wrap:anywhere}th{background:#f3f3f3}"
)


def export_person(conn: Connection, network_id: int, person: Person, folder: Path, *, now: datetime) -> dict[str, int]:
    """Write everything stored about a person to a new folder, and return the number of rows of each table.

    It comes from one snapshot of the database. Passwords, keys and secrets are left out, and so is data about others.
    Only the owner can read the files. Raises FileExistsError if the folder already exists.
    """
    folder.mkdir(mode=0o700, parents=True)
    counts: dict[str, int] = {}
    sections: list[str] = []
    with snapshot(conn):
        for table, columns in backed_up_columns(conn).items():
            rows = list(rows_about(conn, network_id, person, table, columns))
            if rows:
                counts[table] = len(rows)
                _write(folder / f"{table}.jsonl", b"".join(encode(row) + b"\n" for row in rows))
                sections.append(_section(table, rows))
    _write(folder / PAGE, _page(person, sections, now).encode())
    return counts


def rows_about(
    conn: Connection, network_id: int, person: Person, table: str, columns: Sequence[str]
) -> Iterator[dict[str, Any]]:
    """Yield what some columns of a table say about a person, without credentials and data about others."""
    entity = table.removesuffix(HISTORY)
    link = LINKS.get(entity)
    if link is None:
        return
    kinds = contents_of(table)
    shown = [
        name
        for name in columns
        if name != "network_id" and kinds.get(name) is not Content.CREDENTIAL and name in _SHOWN.get(entity, {name})
    ]
    statement = sql.SQL(
        "SELECT {columns} FROM {table} WHERE network_id = %(network_id)s AND {link} ORDER BY {all}"
    ).format(
        columns=sql.SQL(", ").join([*map(sql.Identifier, shown), *_EXTRA.get(entity, ())]),
        table=sql.Identifier(table),
        link=sql.SQL(link),
        all=sql.SQL(", ").join(sql.SQL(str(place)) for place in range(1, 1 + min(2, len(shown)))),
    )
    with conn.cursor(row_factory=dict_row) as cursor:
        for row in cursor.execute(statement, person.parameters(network_id)):
            yield from _about(person, entity, row)


def _about(person: Person, entity: str, row: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the parts of a row that are about the person, if any."""
    if entity == "team_statement":
        parts = list(_parts(msgspec.json.decode(row.pop("content")), set(person.coworker_ids)))
        if not parts:
            return
        row["content"] = parts
    elif entity == "audit_entry" and not row.pop(_IS_ABOUT):
        row["changes"] = sorted(row["changes"])  # the values belong to another record
    elif entity == "reader_entry":
        row["coworker_ids"] = [one for one in row["coworker_ids"] if one in person.coworker_ids]
        if row["account_id"] not in person.account_ids:
            row |= dict.fromkeys(("address", "account_id", "key_id", "request_id"))
    yield {name: b64encode(value).decode() if isinstance(value, bytes) else value for name, value in row.items()}


def _parts(value: Any, coworker_ids: set[int]) -> Iterator[Any]:
    """Yield the objects of a statement that are about one of the coworkers."""
    match value:
        case {"CoworkerId": coworker_id} if coworker_id in coworker_ids:
            yield value
        case dict():
            for one in value.values():
                yield from _parts(one, coworker_ids)
        case list():
            for one in value:
                yield from _parts(one, coworker_ids)


def _write(path: Path, content: bytes) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)


def _page(person: Person, sections: list[str], now: datetime) -> str:
    title = escape("Data about " + (", ".join(person.names or person.emails) or "one person"))
    addresses = escape(", ".join((*person.emails, *person.shared_emails))) or "none"
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{title}</title><style>{_STYLE}</style>'
        f"</head><body><h1>{title}</h1><p>Everything that was stored on {now:%Y-%m-%d %H:%M} UTC. E-mail addresses: "
        f"{addresses}. Times are in UTC. The same data, for programs, is in the files beside this page. Not included "
        "are passwords, keys and secrets, which are stored in a form that cannot be read, and data about others. "
        "Deliveries that could not be stored are kept for 30 days and are not included either.</p>"
        + "".join(sections)
        + "</body></html>\n"
    )


def _section(table: str, rows: list[dict[str, Any]]) -> str:
    entity = table.removesuffix(HISTORY)
    title = _TITLES.get(entity, entity.replace("_", " ").capitalize())
    if table != entity:
        title += ", earlier versions"
    used = [name for name in rows[0] if any(row[name] is not None for row in rows)]
    head = "".join(f"<th>{escape(name.replace('_', ' '))}</th>" for name in used)
    body = "".join("<tr>" + "".join(f"<td>{_shown(row[name])}</td>" for name in used) + "</tr>" for row in rows)
    return f"<h2>{escape(title)}</h2><table><tr>{head}</tr>{body}</table>"


def _shown(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case datetime():
            return f"{value:%Y-%m-%d %H:%M:%S}"
        case list() | Mapping():
            return escape(encode(value).decode())
        case _:
            return escape(str(value))
