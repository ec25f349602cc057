"""Stores a page of records, and the progress it proves, in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple

import msgspec
import psycopg
from psycopg import Connection

from teamkpi import wire
from teamkpi.errors import UpstreamFailed
from teamkpi.ledger import ENTITIES, Change, Entity, Rejection, Report, apply
from teamkpi.ledger.rows import FieldErrors, to_row
from teamkpi.ledger.values import ID, INSTANT, ZONE
from teamkpi.mirror import held
from teamkpi.mirror.failures import failed
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
# The fields that say to which location a record belongs.
_LOCATION_FIELDS: Final = ("BusinessId", "IssuedById")


class Read(NamedTuple):
    """A record as received: its id, its version (None if it has none), and its fields under wire names."""

    id: int
    version: datetime | None
    record: Record


def read_record(found: object) -> Read:
    """Read a record from a JSON value or JSON text; raises UpstreamFailed if it has no id.

    Without an id, its position in the list could not be stored.
    """
    if isinstance(found, (bytes, msgspec.Raw)):
        try:
            found = wire.decode(bytes(found))
        except ValueError:
            raise failed("unexpected", "a record that is not valid JSON") from None
    if not isinstance(found, dict):
        raise failed("unexpected", "a record that is not a JSON object")
    try:
        record_id = ID.read(found.get("Id"))
    except ValueError:
        raise failed("unexpected", "a record without an Id") from None
    # Names with a leading underscore are this program's own; another service cannot set them.
    for name in [name for name in found if name[:1] == "_"]:
        del found[name]
    return Read(record_id, _version(found), found)


def _version(record: Record) -> datetime | None:
    try:
        found = record.get("UpdatedOn")
        return None if INSTANT.is_absent(found) else INSTANT.read(found)
    except ValueError:
        return None


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
        self._required = [one for one in entity.fields if one.required]

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
        partial = {one.id for one in listed if self._lacks_required(one.record)}
        if not partial:
            return list(listed)
        return [*(one for one in listed if one.id not in partial), *self.by_id(sorted(partial))]

    def by_id(self, ids: Sequence[int]) -> list[Read]:
        """Return the records with the given ids, as far as they exist."""
        path = path_of(self.entity)
        found: list[Read] = []
        if not self.filters.gives_several:
            found = [read_record(raw) for one in ids if (raw := self._upstream.one(path, one)) is not None]
        else:
            for start in range(0, len(ids), IDS_AT_ONCE):
                asked = ids[start : start + IDS_AT_ONCE]
                found += [read_record(raw) for raw in self._upstream.several(path, asked)]
        if not {one.id for one in found} <= set(ids):
            raise failed("bad_listing", "other records than those asked for by id")
        return found

    def _lacks_required(self, record: Record) -> bool:
        # Almost every record has them, which the first condition sees quickly.
        return any(not record.get(one.name) and one.kind.is_absent(one.given_in(record)) for one in self._required)

    def save(self, records: Iterable[Read], also: Callable[[], object], *, deleted: Sequence[Read] = ()) -> Report:
        """Store records and deletions, note those that were rejected, and call ``also``, all in one transaction."""
        changes: list[Change | Rejection] = []
        versions: dict[int, str] = {}
        newest: datetime | None = None
        for one in self._wanted(records):
            versions[one.id] = str(one.record.get("UpdatedOn"))
            if one.version is None:
                changes.append(Rejection(self.entity.plural, one.id, "UpdatedOn", _NO_VERSION))
                continue
            newest = one.version if newest is None else max(newest, one.version)
            changes.append(Change(self.entity.plural, self._completed(one.record), one.id))
        tombstones = [Change(self.entity.plural, one.record, one.id) for one in deleted]

        def at_the_end(report: Report) -> None:
            refused = self._all_refused(report, changes)
            self.store.refused(refused, versions, self._program, self._now())
            rejected = {int(one.position) for one in refused}
            accepted = [one for one in (*versions, *(gone.id for gone in deleted)) if one not in rejected]
            self.store.accepted(accepted)
            if newest is not None:
                self.store.newest(newest)
            also()

        try:
            return self._apply([*changes, *tombstones], at_the_end)
        except (psycopg.DataError, psycopg.IntegrityError):
            changes = [self._tried(one) for one in changes]
            return self._apply([*changes, *tombstones], at_the_end)

    def _apply(self, changes: Sequence[Change | Rejection], also: Callable[[Report], object] = bool) -> Report:
        return apply(self._conn, self._network_id, changes, now=self._now(), keep_good=True, also=also)

    def _tried(self, change: Change | Rejection) -> Change | Rejection:
        """Return the change if the database accepts it, else a rejection."""
        if isinstance(change, Rejection):
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

    def _wanted(self, records: Iterable[Read]) -> list[Read]:
        """Return the records of the mirrored locations, including records without a location."""
        if self._businesses is None:
            return list(records)
        records = list(records)
        if self.entity.plural == "businesses":
            return [one for one in records if one.id in self._businesses]
        if self.entity.plural == "bookings":
            ids = sorted({resource for one in records if (resource := _id_or_none(one.record.get("ResourceId")))})
            known = held.versions(self._conn, self._network_id, ENTITIES["resources"], ids)
            here = {resource for resource, version in known.items() if not version.is_deleted}
            return [one for one in records if _id_or_none(one.record.get("ResourceId")) in here]
        return [one for one in records if self._is_here(one.record)]

    def _is_here(self, record: Mapping[str, Any]) -> bool:
        place = next((record[name] for name in _LOCATION_FIELDS if record.get(name) is not None), None)
        return place is None or _id_or_none(place) in (self._businesses or ())

    def _completed(self, record: Record) -> Record:
        """Return a location with the IANA name of its time zone, which the service may list separately."""
        if _ZONE_ID not in record or not ZONE.is_absent(record.get(_ZONE_FIELD)):
            return record
        if not any(one.name == _ZONE_FIELD for one in self.entity.fields):
            return record
        try:
            raw = self._upstream.one(_ZONES_PATH, ID.read(record[_ZONE_ID]))
        except ValueError:
            return record
        except UpstreamFailed as error:
            if error.code != "access_denied":
                raise
            return record  # it is rejected, and the reason names the field
        found = {} if raw is None else wire.decode(raw)
        names = [value for value in found.values() if _is_zone(value)] if isinstance(found, dict) else []
        return {**record, _ZONE_FIELD: names[0]} if names else record


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
    return Read(record_id, on, {"Id": record_id, "UpdatedOn": wire.instant(on), "_deleted": True})
