"""The status of a mirror: the age of the copy, record counts at the source and here, and problems."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, Final

from msgspec import Meta, Struct
from psycopg import Connection

from teamkpi.describing import says
from teamkpi.ledger import ENTITIES
from teamkpi.mirror import positions, sources
from teamkpi.mirror.failures import FAILURES
from teamkpi.mirror.positions import Numbered, Position
from teamkpi.mirror.sources import SQL

_MOST_REFUSED: Final = 1000
_NOT_READ: Final = Numbered()


class KindStatus(Struct, frozen=True, kw_only=True, rename="pascal"):
    """The status of one kind of record."""

    entity: Annotated[str, says("The entity's name in paths.", "bookings")]
    there: Annotated[int | None, says("Number of records at the source when it was last listed completely.", 2500)]
    here: Annotated[int | None, says("Number of records here at that time.", 2500)]
    newest_version: Annotated[
        datetime | None, says("The newest `UpdatedOn` that was received.", "2026-11-18T08:58:12Z")
    ]
    followed_to: Annotated[
        datetime | None,
        says("All changes before this instant, by the source's clock, are stored.", "2026-11-18T08:59:30Z"),
    ]
    age_seconds: Annotated[int | None, says("How long ago that was, in seconds.", 30)]
    swept_on: Annotated[
        datetime | None, says("When all records were last read, to find deleted ones.", "2026-11-18T04:00:10Z")
    ]
    is_loading: Annotated[bool, says("The first copy is not complete yet.", False)]
    refused: Annotated[int, says("Number of records that could not be stored.", 0)]
    missing: Annotated[
        int, says("Number of records that are kept although the source no longer has them, until `confirm`.", 0)
    ]
    note: Annotated[str, says("What is special about the kind; empty if nothing is.", "")]


class RefusedRecord(Struct, frozen=True, kw_only=True, rename="pascal"):
    """A record that could not be stored."""

    entity: Annotated[str, says("The entity's name in paths.", "bookings")]
    id: Annotated[int, says("The record's id.", 101)]
    version: Annotated[str | None, says("Its `UpdatedOn`, as the source sent it.", "2026-11-18T08:00:00Z")]
    reason: Annotated[str, says("Why it could not be stored.", "ToTime is a required field")]
    first_on: Annotated[datetime, says("When it was first refused.", "2026-11-18T08:01:00Z")]


class Status(Struct, frozen=True, kw_only=True, rename="pascal"):
    """The status of a mirror."""

    kind: Annotated[str, says("The kind of source: `nexudus` or `teamkpi`.", "nexudus")]
    base_url: Annotated[str, says("The address of the source.", "https://spaces.nexudus.com")]
    is_paused: Annotated[bool, says("No requests are made until `resume`.", False)]
    last_started_on: Annotated[datetime | None, says("When the last run began.", "2026-11-18T09:00:00Z")]
    last_completed_on: Annotated[
        datetime | None, says("When a run last ended without a problem.", "2026-11-18T09:00:04Z")
    ]
    problem_code: Annotated[str | None, says("The code of the present problem; null if there is none.")]
    problem: Annotated[str | None, says("The present problem in words.")]
    advice: Annotated[str | None, says("What to do about it.")]
    problem_since: Annotated[datetime | None, says("Since when there has been a problem.")]
    age_seconds: Annotated[
        int | None,
        says(
            "The age of the copy in seconds, that of its oldest kind of record; null until every kind was read once.",
            30,
        ),
    ]
    refused_count: Annotated[int, says("Number of records that could not be stored.", 0)]
    missing_count: Annotated[int, says("Number of records that wait for `confirm` to be deleted.", 0)]
    kinds: Annotated[list[KindStatus], Meta(description="Every kind of record.")]
    refused: Annotated[list[RefusedRecord], Meta(description="The first thousand records that could not be stored.")]


def read_status(conn: Connection[Any], network_id: int, *, now: datetime) -> Status:
    """Return the status of a network's mirror; raises MirrorError when it has none."""
    source = sources.get(conn, network_id)
    numbered = positions.read_several(conn, [network_id])[network_id]
    values = {"network_id": network_id, "most": _MOST_REFUSED}
    records = [
        RefusedRecord(entity=entity, id=record_id, version=version, reason=reason, first_on=first_on)
        for entity, record_id, version, reason, first_on, _ in conn.execute(SQL.refused, values)
    ]
    kinds = _kinds(numbered, now)
    return Status(
        kind=source.kind,
        base_url=source.base_url,
        is_paused=source.is_paused,
        last_started_on=source.last_started_on,
        last_completed_on=source.last_completed_on,
        problem_code=source.problem_code,
        problem=source.problem,
        advice=FAILURES[source.problem_code].advice if source.problem_code in FAILURES else None,
        problem_since=source.problem_since,
        age_seconds=_oldest(kinds, numbered),
        refused_count=sum(one.refused for one in kinds),
        missing_count=sum(one.missing for one in kinds),
        kinds=kinds,
        refused=records,
    )


def read_kinds(conn: Connection[Any], network_ids: Sequence[int], *, now: datetime) -> dict[int, list[KindStatus]]:
    """Return what the status of each of these networks' mirrors says of every kind of record, with one statement."""
    found = positions.read_several(conn, network_ids)
    return {one: _kinds(numbered, now) for one, numbered in found.items()}


def _kinds(numbered: dict[str, Numbered], now: datetime) -> list[KindStatus]:
    return [_kind(plural, *numbered.get(plural, _NOT_READ), now) for plural in ENTITIES]


def _oldest(kinds: list[KindStatus], numbered: dict[str, Numbered]) -> int | None:
    left_out = {entity for entity, (position, _, _) in numbered.items() if position and position.left_out is not None}
    mirrored = [one for one in kinds if one.entity not in left_out]
    ages = [one.age_seconds for one in mirrored if one.age_seconds is not None]
    return max(ages) if mirrored and len(ages) == len(mirrored) else None


def _kind(plural: str, position: Position | None, refused: int, missing: int, now: datetime) -> KindStatus:
    followed_to = position.followed_to if position else None
    age = None if followed_to is None else max(0, int((now - followed_to).total_seconds()))
    return KindStatus(
        entity=plural,
        there=position.there_count if position else None,
        here=position.here_count if position else None,
        newest_version=position.newest_version if position else None,
        followed_to=followed_to,
        age_seconds=age,
        swept_on=position.swept_on if position else None,
        is_loading=position is None or position.loaded_on is None,
        refused=refused,
        missing=missing,
        note="; ".join(_notes(position, refused, missing)),
    )


def _notes(position: Position | None, refused: int, missing: int) -> list[str]:
    notes: list[str] = []
    if position is None:
        return ["not read yet"]
    if position.left_out is not None:
        notes.append(f"left out: the role {position.left_out} is missing")
    elif position.walk is not None:
        total = f" of {position.walk.total:,}" if position.walk.total is not None else ""
        notes.append(f"under way: {position.walk.seen:,}{total}")
    if position.tested_on is not None:
        filters = position.filters
        if not filters.by_version:
            notes.append(
                f"the service ignores from_{ENTITIES[position.entity].name}_UpdatedOn: read as a whole each time"
            )
        if filters.ascending is None and (position.there_count or 0) > 1:
            notes.append("the service ignores orderBy: deletions are not found by sweeps")
    if refused:
        notes.append(f"{refused:,} refused")
    if missing:
        notes.append(f"{missing:,} missing upstream")
    return notes
