"""Stores a page of records, and the progress it proves, in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple

import msgspec
import psycopg
from psycopg import Connection

from teamkpi import wire
from teamkpi.ledger import ENTITIES, Change, Entity, Rejection, Report, apply
from teamkpi.ledger.apply import ABORTED_BY_OTHERS
from teamkpi.ledger.entity import DELETED
from teamkpi.ledger.history import SINCE, UNTIL
from teamkpi.ledger.rows import FieldErrors, to_row
from teamkpi.ledger.values import ID, INSTANT, ZONE
from teamkpi.mirror import held
from teamkpi.mirror.failures import AccessDenied, failed
from teamkpi.mirror.kinds import IDS_AT_ONCE, READ_BY_ID, path_of
from teamkpi.mirror.positions import Store
from teamkpi.mirror.upstream import Upstream
from teamkpi.mirror.walking import Filters

Record = dict[str, Any]
_ZONE_FIELD: Final = "SimpleTimeZoneNameIana"
_ZONE_ID: Final = "SimpleTimeZoneId"
_ZONES_PATH: Final = "/api/sys/simpletimezones"
_NO_VERSION: Final = "is missing, so the record has no version"
_MICROSECOND: Final = timedelta(microseconds=1)
# Names that only this program gives a meaning; another service cannot set them.
_OWN: Final = tuple(
    dict.fromkeys((DELETED, SINCE, UNTIL, *(mark.name for entity in ENTITIES.values() for mark in entity.marks)))
)
# The fields that say to which location a record belongs.
_LOCATION_FIELDS: Final = ("BusinessId", "IssuedById")


class Read(NamedTuple):
    """A record as received: its id, and its fields under wire names."""

    id: int
    record: Record

    @property
    def version(self) -> datetime | None:
        """Its version, or None if it has none."""
        try:
            found = self.record.get("UpdatedOn")
            return None if INSTANT.is_absent(found) else INSTANT.read(found)
        except ValueError:
            return None


class CannotRepeatError(Exception):
    """Records that are read while they are stored have to be read again, and stored a few at a time."""


REPEATED: Final = (CannotRepeatError, psycopg.DataError, psycopg.IntegrityError, *ABORTED_BY_OTHERS)
"""What ``Copier.save`` raises for records that it cannot read twice, and that can be stored a few at a time."""


def read_record(found: object) -> Read:
    """Read a record from a JSON value or JSON text; raises UpstreamFailed if it has no id.

    Without an id, its position in the list could not be stored.
    """
    if type(found) is not dict:
        found = _object(found)
    record_id = found.get("Id")
    try:
        record_id = ID.reader(record_id)
    except Exception:  # noqa: BLE001 - a reader may raise anything for what it cannot read
        raise failed("unexpected", "a record without an Id") from None
    if not found.keys().isdisjoint(_OWN):
        for name in _OWN:
            found.pop(name, None)
    return Read(record_id, found)


def _object(found: object) -> Record:
    if isinstance(found, (bytes, msgspec.Raw)):
        try:
            found = wire.decode(bytes(found))
        except ValueError:
            raise failed("unexpected", "a record that is not valid JSON") from None
    if isinstance(found, dict):
        return found
    raise failed("unexpected", "a record that is not a JSON object")


class Copier:
    """Reads and stores records of one kind."""

    def __init__(
        self,
        conn: Connection[Any],
        network_id: int,
        entity: Entity,
        *,
        upstream: Upstream,
        store: Store,
        filters: Filters,
        businesses: Sequence[int] | None,
        program: str,
        now: Callable[[], datetime],
    ) -> None:
        self._conn = conn
        self._network_id = network_id
        self.entity = entity
        self._upstream = upstream
        self.store = store
        self.filters = filters
        self._businesses = None if businesses is None else frozenset(businesses)
        self._program = program
        self._now = now
        self.calls = 0
        """Number of requests for records by id."""
        self._without_zone: set[int] = set()
        self._rooms: dict[int, bool] = {}
        self._required = [one for one in entity.fields if one.required]
        self._required_names = [one.name for one in self._required]

    @property
    def is_read_by_id(self) -> bool:
        """Whether lists leave out parts of these records."""
        return self.entity.plural in READ_BY_ID or bool(self.filters.left_out)

    def whole(self, listed: Sequence[Read], *, reads_anew: bool) -> list[Read]:
        """Return the complete records of a page: if lists omit fields, records are read by id.

        Only changed records are read, or all of them with ``reads_anew``. Records deleted in the meantime are left out.
        """
        if self.is_read_by_id:
            wanted = [one.id for one in listed]
            if not reads_anew:
                known = held.versions(self._conn, self._network_id, self.entity, wanted)
                wanted = [one.id for one in listed if one.id not in known or known[one.id].on != one.version]
            return self.by_id(wanted)
        partial = {record_id for record_id, record in listed if self._lacks_required(record)}
        if not partial:
            return list(listed)
        return [*(one for one in listed if one.id not in partial), *self.by_id(sorted(partial))]

    def by_id(self, ids: Sequence[int]) -> list[Read]:
        """Return the records with the given ids, as far as they exist."""
        path = path_of(self.entity)
        found: list[Read] = []
        if not self.filters.gives_several:
            self.calls += len(ids)
            found = [read_record(raw) for one in ids if (raw := self._upstream.one(path, one)) is not None]
        else:
            for start in range(0, len(ids), IDS_AT_ONCE):
                asked = ids[start : start + IDS_AT_ONCE]
                self.calls += 1
                found += [read_record(raw) for raw in self._upstream.several(path, asked)]
        if not {one.id for one in found} <= set(ids):
            raise failed("bad_listing", "other records than those asked for by id")
        return found

    def _lacks_required(self, record: Record) -> bool:
        for name in self._required_names:
            if not record.get(name):  # rare, so only then is it looked at closely
                return any(one.kind.is_absent(one.given_in(record)) for one in self._required)
        return False

    @property
    def needs_connection(self) -> bool:
        """Whether completing a page's records needs the connection, which is busy while records are stored."""
        return self.is_read_by_id or self._businesses is not None

    def save(self, records: Iterable[Read], also: Callable[[], object], *, deleted: Sequence[Read] = ()) -> None:
        """Store records and deletions, note those that were rejected, and call ``also``, all in one transaction.

        ``records`` may be an iterator that reads while the records before are stored. If these have to be stored again,
        one of REPEATED is raised, and nothing is stored.
        """
        can_repeat = not isinstance(records, Iterator)
        saving = _Saving(self, records, deleted)

        def at_the_end(report: Report) -> None:
            if not can_repeat and report.rejected_count > len({one.position for one in report.rejected}):
                raise CannotRepeatError  # not every reason is known
            refused = self._all_refused(report, saving.changes) if can_repeat else report.rejected
            self.store.refused(refused, saving.versions, self._program, self._now(), again=self._without_zone)
            rejected = {int(one.position) for one in refused}
            read = (*saving.versions, *saving.left_out, *(gone.id for gone in deleted))
            self.store.accepted([one for one in read if one not in rejected])
            newest = report.entities[self.entity.plural].newest
            if newest is not None and saving.versions:
                self.store.newest(newest)
            also()

        if not can_repeat:
            self._apply(iter(saving), at_the_end)
            return
        saving.changes = list(saving)
        try:
            self._apply(saving.changes, at_the_end)
        except (psycopg.DataError, psycopg.IntegrityError):
            saving.changes = [self._tried(one) for one in saving.changes]
            self._apply(saving.changes, at_the_end)

    def _apply(self, changes: Iterable[Change | Rejection], also: Callable[[Report], object] = bool) -> Report:
        return apply(self._conn, self._network_id, changes, now=self._now(), keep_good=True, also=also)

    def _tried(self, change: Change | Rejection) -> Change | Rejection:
        """Return the change if the database accepts it, else a rejection."""
        if isinstance(change, Rejection) or change.record.get(DELETED):
            return change
        try:
            self._apply([change])
        except (psycopg.DataError, psycopg.IntegrityError):
            return Rejection(change.entity, change.position, "Id", "was refused by the database")
        return change

    def _all_refused(self, report: Report, changes: Iterable[Change | Rejection]) -> list[Rejection]:
        """Return the reason for every rejected record; a report describes only a limited number."""
        described = {one.position for one in report.rejected}
        if report.rejected_count <= len(described):
            return report.rejected
        refused = list(report.rejected)
        for one in changes:
            if isinstance(one, Rejection) or one.position in described:
                continue
            try:
                to_row(self.entity, self._network_id, one.record)
            except FieldErrors as wrong:
                refused += [Rejection(one.entity, one.position, *error) for error in wrong.errors]
        return refused

    def by_location(self, records: Iterable[Read]) -> tuple[Iterable[Read], Collection[int], list[Read]]:
        """Return the records of mirrored locations or of none, the ids of the others, and deletions of stored ones.

        Of the others, those that are stored are deleted: they have moved.
        """
        if self._businesses is None:
            return records, (), []
        records = list(records)
        kept = self._here(records)
        left = {one.id: one for one in records} if len(kept) < len(records) else {}
        for one in kept:
            left.pop(one.id, None)
        known = held.versions(self._conn, self._network_id, self.entity, list(left)) if left else {}
        moved = [one for record_id, one in left.items() if record_id in known and not known[record_id].is_deleted]
        # Dated just after the stored version, not as the version read, which is stored when its record comes back.
        return kept, left.keys(), [deletion(one.id, known[one.id].on, known[one.id]) for one in moved]

    def _here(self, records: list[Read]) -> list[Read]:
        if self.entity.plural == "businesses":
            return [one for one in records if one.id in (self._businesses or ())]
        if self.entity.plural == "bookings":
            return self._in_known_rooms(records)
        return [one for one in records if self._is_here(one.record)]

    def _in_known_rooms(self, records: list[Read]) -> list[Read]:
        """Return bookings of stored rooms, and stored bookings of rooms that may be here but are not stored.

        Nothing says which location a deleted room was in.
        """
        rooms = {one.id: _id_or_none(one.record.get("ResourceId")) for one in records}
        ids = sorted({room for room in rooms.values() if room})
        known = held.versions(self._conn, self._network_id, ENTITIES["resources"], ids)
        here = {room for room, version in known.items() if not version.is_deleted}
        others = {one: room for one, room in rooms.items() if room and room not in here}
        stored = held.versions(self._conn, self._network_id, self.entity, list(others)) if others else {}
        kept = {one for one, version in stored.items() if not version.is_deleted and self._may_be_here(others[one])}
        return [one for one in records if rooms[one.id] in here or one.id in kept]

    def _may_be_here(self, room: int) -> bool:
        """Return whether the service has a room in a mirrored location, does not have it any more, or does not say."""
        if room not in self._rooms:
            self.calls += 1
            try:
                raw = self._upstream.one(path_of(ENTITIES["resources"]), room)
            except AccessDenied:  # the account may only list rooms, which is enough to copy bookings
                raw = None
            self._rooms[room] = raw is None or self._is_here(read_record(raw).record)
        return self._rooms[room]

    def _is_here(self, record: Mapping[str, Any]) -> bool:
        place = next((record[name] for name in _LOCATION_FIELDS if record.get(name) is not None), None)
        return place is None or _id_or_none(place) in (self._businesses or ())

    def completed(self, record: Record) -> Record:
        """Return a location with the IANA name of its time zone, which the service may list separately."""
        if _ZONE_ID not in record or not ZONE.is_absent(record.get(_ZONE_FIELD)):
            return record
        if not any(one.name == _ZONE_FIELD for one in self.entity.fields):
            return record
        try:
            raw = self._upstream.one(_ZONES_PATH, ID.read(record[_ZONE_ID]))
        except ValueError:
            return record
        except AccessDenied:  # it is rejected, and the reason names the field; the next run may be allowed to read it
            self._without_zone.add(ID.read(record["Id"]))
            return record
        found = {} if raw is None else wire.decode(raw)
        names = [value for value in found.values() if _is_zone(value)] if isinstance(found, dict) else []
        return {**record, _ZONE_FIELD: names[0]} if names else record


class _Saving:
    """The changes that records and deletions are, made while they are iterated; ``versions`` has those made so far.

    ``left_out`` has the ids of records of locations that are not mirrored.
    """

    def __init__(self, copier: Copier, records: Iterable[Read], deleted: Sequence[Read]) -> None:
        self._copier = copier
        self._records = records
        self._deleted = deleted
        self.versions: dict[int, object] = {}
        self.left_out: Collection[int] = ()
        self.changes: list[Change | Rejection] = []

    def __iter__(self) -> Iterator[Change | Rejection]:
        plural, completed, versions = self._copier.entity.plural, self._copier.completed, self.versions
        kept, self.left_out, moved = self._copier.by_location(self._records)
        for record_id, record in kept:
            version = record.get("UpdatedOn")
            versions[record_id] = version
            if version is None or INSTANT.is_absent(version):
                yield Rejection(plural, record_id, "UpdatedOn", _NO_VERSION)
            else:
                yield Change(plural, completed(record), record_id)
        versions |= {record_id: record["UpdatedOn"] for record_id, record in moved}
        for record_id, record in (*moved, *self._deleted):
            yield Change(plural, record, record_id)


def _id_or_none(value: object) -> int | None:
    try:
        return None if ID.is_absent(value) else int(ID.read(value))
    except ValueError:
        return None


def _is_zone(value: object) -> bool:
    try:
        ZONE.read(value)
    except ValueError:
        return False
    return True


def deletion(record_id: int, at: datetime, known: held.Version | None) -> Read:
    """Return the deletion of a missing record, dated after its stored version."""
    on = at if known is None else max(at, known.on + _MICROSECOND)
    return Read(record_id, {"Id": record_id, "UpdatedOn": wire.instant(on), DELETED: True})
