"""Stores the statement of a month that is over, and a new version whenever the ledger has been corrected since."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from hashlib import blake2b
from typing import Any, Final, NamedTuple

import msgspec
from msgspec.structs import replace
from psycopg import Connection

from teamkpi.db import load_sql
from teamkpi.errors import BadRequest, TeamNotFound
from teamkpi.outbox.hooks import Event, write_event
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


@dataclass(frozen=True, slots=True)
class NewVersion:
    """The statement of a month that is over, as it is to be stored: for the first time, or after a correction."""

    computed: Statement
    key: Mapping[str, Any]
    digest: bytes
    now: datetime
    version: int | None
    """The version that was asked for; None for the latest."""

    def store(self, conn: Connection) -> Statement:
        """Store it, and return the version that was asked for; raises BadRequest for one that does not exist."""
        while True:
            row = conn.execute(_SQL.latest, self.key).fetchone()
            # Another request may have stored a version while this one was being computed.
            latest = self.kept_by(row)
            if latest is not None:
                return _asked(conn, self.key, latest, self.version)
            number = 1 if row is None else row[0] + 1
            numbered = replace(self.computed, version=number, latest_version=number)
            values = {
                "version": number,
                "known_at": self.now,
                "digest": self.digest,
                "content": encode(numbered).decode(),
            }
            with conn.transaction():
                is_stored = bool(conn.execute(_SQL.store, {**self.key, **values}).rowcount)
                if is_stored:
                    told = {"TeamId": numbered.team_id, "Month": numbered.month, "Version": number}
                    write_event(conn, self.key["network_id"], Event.STATEMENT_CLOSED, told, now=self.now)
            if is_stored:
                return _asked(conn, self.key, numbered, self.version)

    def kept_by(self, row: tuple[Any, ...] | None) -> Statement | None:
        """Return the latest stored version, given by its row, if there is no reason to store another."""
        if row is None:
            return None
        _, known_at, digest, content = row
        is_kept = digest == self.digest or self.computed.uncertain or known_at > self.now
        return _read(content) if is_kept else None


class Found(NamedTuple):
    """A statement, or what is to be stored before; and whom it is about."""

    statement: Statement | NewVersion
    people: list[int]
    """All who were members of the team at some time of the month, as the ledger has it now."""

    def store(self, conn: Connection) -> Statement:
        """Return the statement, after storing it if that is still to be done; see ``NewVersion.store``."""
        return self.statement.store(conn) if isinstance(self.statement, NewVersion) else self.statement


def read_statement(
    conn: Connection,
    network_id: int,
    team_id: int,
    month: date,
    *,
    now: datetime,
    open_checkin_limit: timedelta,
    version: int | None = None,
) -> Found:
    """Return a team's statement of a month as ``statement_of`` does, or what is to be stored before; only reads."""
    key = {"network_id": network_id, "team_id": team_id, "month": month}
    found = compute(conn, network_id, team_id, month, now=now, open_checkin_limit=open_checkin_limit)
    if found is None:
        raise TeamNotFound(f"there is no team {team_id}")
    computed, people = found
    if not computed.is_closed:
        return Found(_asked(conn, key, computed, version), people)
    new = NewVersion(computed, key, _digest(computed), now, version)
    latest = new.kept_by(conn.execute(_SQL.latest, key).fetchone())
    return Found(new if latest is None else _asked(conn, key, latest, version), people)


def statement_of(
    conn: Connection,
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
    found = read_statement(
        conn, network_id, team_id, month, now=now, open_checkin_limit=open_checkin_limit, version=version
    )
    return found.store(conn)


def _asked(conn: Connection, key: Mapping[str, Any], latest: Statement, version: int | None) -> Statement:
    """Return a version, by default the latest; raises BadRequest for one that does not exist."""
    if version is None or version == latest.version:
        return latest
    found = conn.execute(_SQL.version, {**key, "version": version}).fetchone()
    if found is None:
        has = "there is none yet" if latest.version is None else f"there are versions 1 to {latest.version}"
        raise BadRequest("version", f"must be an existing version of this statement; {has}")
    return replace(_read(found[0]), latest_version=latest.version)


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
