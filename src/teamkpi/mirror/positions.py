"""Reads and writes the progress of each kind of record."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, NamedTuple

from psycopg import Connection
from psycopg.rows import dict_row

from teamkpi.db import without_purpose
from teamkpi.ledger import Rejection
from teamkpi.mirror.sources import SQL
from teamkpi.mirror.walking import Filters, Purpose, Walk


@dataclass(frozen=True, slots=True)
class Position:
    """The progress of one kind of record."""

    entity: str
    left_out: str | None
    walk: Walk | None
    loaded_on: datetime | None
    followed_to: datetime | None
    audited_to: datetime | None
    swept_on: datetime | None
    there_count: int | None
    here_count: int | None
    newest_version: datetime | None
    tested_on: datetime | None
    filters: Filters


_PROGRESS: Final = without_purpose(SQL.progress)
_ENTITIES: Final = SQL.entities.format(progress=_PROGRESS)
_ENTITIES_OF_SEVERAL: Final = SQL.entities_of_several.format(progress=_PROGRESS)
_NO_WALK: Final = dict.fromkeys(
    ("purpose", "since", "started_on", "next_id", "page", "seen", "total", "is_whole"),
)


def read(conn: Connection[Any], network_id: int) -> dict[str, Position]:
    """Return the positions of a network's source, by entity."""
    with conn.cursor(row_factory=dict_row) as cursor:
        rows = cursor.execute(_ENTITIES, {"network_id": network_id}).fetchall()
    return {row["entity"]: _position(row) for row in rows}


class Numbered(NamedTuple):
    """The progress of one kind of record, None before the first; how many records were rejected, and how many wait."""

    position: Position | None = None
    refused: int = 0
    missing: int = 0


def read_several(conn: Connection[Any], network_ids: Sequence[int]) -> dict[int, dict[str, Numbered]]:
    """Return the positions of the sources of several networks, by network and entity, with one statement."""
    found: dict[int, dict[str, Numbered]] = {one: {} for one in network_ids}
    with conn.cursor(row_factory=dict_row) as cursor:
        for row in cursor.execute(_ENTITIES_OF_SEVERAL, {"network_ids": list(network_ids)}):
            found[row["network_id"]][row["entity"]] = Numbered(_position(row), row["refused"], row["missing"])
    return found


def _position(row: Mapping[str, Any]) -> Position:
    walk = None
    if row["walk_purpose"] is not None:
        walk = Walk(
            Purpose(row["walk_purpose"]),
            row["walk_since"],
            row["walk_started_on"],
            row["walk_next_id"],
            row["walk_page"],
            row["walk_seen"],
            row["walk_total"],
            row["walk_is_whole"],
        )
    return Position(
        row["entity"],
        row["left_out"],
        walk,
        row["loaded_on"],
        row["followed_to"],
        row["audited_to"],
        row["swept_on"],
        row["there_count"],
        row["here_count"],
        row["newest_version"],
        row["tested_on"],
        Filters(
            bool(row["filters_by_version"]),
            bool(row["filters_by_id"]),
            row["ascending"],
            bool(row["gives_several"]),
            tuple(row["left_out_fields"] or ()),
        ),
    )


class Store:
    """Writes the progress of one kind of record of one network."""

    def __init__(self, conn: Connection[Any], network_id: int, entity: str) -> None:
        self.conn = conn
        self._key = {"network_id": network_id, "entity": entity}
        conn.execute(SQL.add_entity, self._key)

    def walk(self, walk: Walk | None) -> None:
        """Store the progress of a listing; None when none is under way."""
        values: Mapping[str, Any] = _NO_WALK
        if walk is not None:
            values = {name: getattr(walk, name) for name in _NO_WALK}
        self.conn.execute(SQL.store_walk, {**self._key, **values})

    def newest(self, newest: datetime) -> None:
        """Store the newest version received."""
        self.conn.execute(SQL.note_newest, {**self._key, "newest": newest})

    def end_walk(
        self, walk: Walk, *, is_all: bool, there_count: int | None, here_count: int | None, now: datetime
    ) -> None:
        """Store the result of a finished listing; ``is_all`` means that it was complete and unfiltered."""
        values = {"followed_to": walk.started_on, "is_all": is_all, "now": now}
        self.conn.execute(SQL.end_walk, {**self._key, **values, "there_count": there_count, "here_count": here_count})
        self.walk(None)

    def counts(self, *, there: int, here: int) -> None:
        """Store the numbers of records at the source and here."""
        self.conn.execute(SQL.note_counts, {**self._key, "there_count": there, "here_count": here})

    def audited(self, audited_to: datetime) -> None:
        """Store the instant up to which deletions were read."""
        self.conn.execute(SQL.note_audited, {**self._key, "audited_to": audited_to})

    def left_out(self, reason: str | None) -> None:
        """Store which role is missing for this kind of record; None if the account may read it."""
        self.conn.execute(SQL.note_left_out, {**self._key, "left_out": reason})

    def filters(self, filters: Filters, now: datetime) -> None:
        """Store which filters the service applies."""
        values = {
            "by_version": filters.by_version,
            "by_id": filters.by_id,
            "ascending": filters.ascending,
            "gives_several": filters.gives_several,
            "left_out": list(filters.left_out),
        }
        self.conn.execute(SQL.store_filters, {**self._key, **values, "now": now})

    def refused(
        self,
        refused: Iterable[Rejection],
        versions: Mapping[int, object],
        program: str,
        now: datetime,
        *,
        again: Container[int] = (),
    ) -> None:
        """Remember records that were rejected; the position of each rejection is the record's id.

        Those of ``again`` are requested again by every run, as if another version of this program had rejected them.
        """
        reasons: dict[int, list[str]] = {}
        for one in refused:
            reasons.setdefault(int(one.position), []).append(f"{one.field} {one.reason}")
        for record_id in sorted(reasons):
            version = str(versions[record_id]) if record_id in versions else None
            by = "" if record_id in again else program
            values = {"record_id": record_id, "version": version, "program": by, "now": now}
            self.conn.execute(SQL.keep_refused, {**self._key, **values, "reason": "; ".join(reasons[record_id])})

    def accepted(self, ids: list[int]) -> None:
        """Forget that these records were rejected or missing."""
        if ids:
            values = {**self._key, "ids": f"{{{','.join(map(str, ids))}}}"}  # a list would take ten times as long
            self.conn.execute(SQL.forget_refused, values)
            self.conn.execute(SQL.forget_missing, values)

    def refused_by_others(self, program: str) -> list[int]:
        """Return the ids of records that another version of this program rejected."""
        return [row[0] for row in self.conn.execute(SQL.refused_by_others, {**self._key, "program": program})]

    def candidates(self, ids: list[int], now: datetime) -> None:
        """Remember stored records that a listing did not contain."""
        if ids:
            self.conn.execute(SQL.keep_candidates, {**self._key, "ids": ids, "now": now})

    def forget_candidates(self) -> None:
        """Forget the records remembered by ``candidates``."""
        self.conn.execute(SQL.forget_candidates, self._key)

    def missing_after(self, after: int, most: int, *, only_confirmed: bool) -> list[int]:
        """Return at most ``most`` ids of missing records, above ``after``."""
        values = {"after": after, "most": most, "only_confirmed": only_confirmed}
        return [row[0] for row in self.conn.execute(SQL.missing_from, {**self._key, **values})]

    def missing_count(self) -> int:
        """Return the number of missing records."""
        row = self.conn.execute(SQL.missing_count, self._key).fetchone()
        return int(row[0]) if row else 0

    def await_word(self) -> None:
        """Keep the missing records until an operator has decided."""
        self.conn.execute(SQL.await_word, self._key)
