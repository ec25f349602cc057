"""Stores the statement of a month that is over, and a new version whenever the ledger has been corrected since."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from hashlib import blake2b
from typing import Any, Final

import msgspec
from msgspec.structs import replace
from psycopg import Connection

from teamkpi.db import load_sql
from teamkpi.errors import BadRequest, TeamNotFound
from teamkpi.statements.compute import compute
from teamkpi.statements.content import Statement
from teamkpi.wire import encode

_SQL: Final = load_sql("teamkpi.statements", "versions.sql")
_read: Final = msgspec.json.Decoder(Statement).decode
# Values that may change without a correction: names, and the metadata of when and on which data it is based.
_NO_FACTS: Final = {
    *("TeamName", "BusinessName", "CoworkerFullName", "Title", "ResourceName", "Description"),
    *("KnownAt", "KnownSince", "Version", "LatestVersion"),
}


def statement_of(
    conn: Connection[Any],
    network_id: int,
    team_id: int,
    month: date,
    *,
    now: datetime,
    open_checkin_limit: timedelta,
    version: int | None = None,
) -> Statement:
    """Return a team's statement of a month, given by its first day: the latest version, or the one with a number.

    The statement of a month that is over is stored at the first request. If the ledger's facts about the month have
    changed since, the next request stores a new version; earlier ones stay unchanged. When the history no longer goes
    back to the month, no new version is created, because a correction would look the same as deleted history.

    Raises TeamNotFound, and BadRequest for a future month and for a version that does not exist.
    ``conn`` must not be in a transaction.
    """
    key = {"network_id": network_id, "team_id": team_id, "month": month}
    computed = compute(conn, network_id, team_id, month, now=now, open_checkin_limit=open_checkin_limit)
    if computed is None:
        raise TeamNotFound(f"there is no team {team_id}")
    latest = _kept(conn, key, computed, now) if computed.is_closed else computed
    if version is None or version == latest.version:
        return latest
    found = conn.execute(_SQL.version, {**key, "version": version}).fetchone()
    if found is None:
        has = "there is none yet" if latest.version is None else f"there are versions 1 to {latest.version}"
        raise BadRequest("version", f"must be an existing version of this statement; {has}")
    return replace(_read(found[0]), latest_version=latest.version)


def _kept(conn: Connection[Any], key: dict[str, Any], computed: Statement, now: datetime) -> Statement:
    """Return the latest stored version, after storing the computed one if it differs."""
    digest = _digest(computed)
    while True:
        latest = conn.execute(_SQL.latest, key).fetchone()
        number = 1
        if latest is not None:
            latest_number, known_at, latest_digest, content = latest
            # Another request may have stored a version while this one was being computed.
            if latest_digest == digest or computed.uncertain or known_at > now:
                return _read(content)
            number = latest_number + 1
        numbered = replace(computed, version=number, latest_version=number)
        values = {"version": number, "known_at": now, "digest": digest, "content": encode(numbered).decode()}
        if conn.execute(_SQL.store, {**key, **values}).rowcount:
            return numbered


def _digest(statement: Statement) -> bytes:
    """Return a digest that is equal for statements with the same facts."""
    return blake2b(encode(_facts(msgspec.to_builtins(statement, builtin_types=(Decimal,)))), digest_size=16).digest()


def _facts(value: Any) -> Any:
    match value:
        case dict():
            return {name: _facts(one) for name, one in value.items() if name not in _NO_FACTS}
        case list():
            return [_facts(one) for one in value]
        case _:
            return value
