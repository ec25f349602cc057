"""Tests whether the service applies its own filters, before filtered lists are trusted."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from teamkpi.errors import UpstreamFailed
from teamkpi.ledger import Entity
from teamkpi.mirror.copying import Read, read_record
from teamkpi.mirror.kinds import path_of
from teamkpi.mirror.upstream import Listing, Upstream
from teamkpi.mirror.walking import Filters, minute

VALID_FOR: Final = timedelta(days=7)
"""How long the results of the tests are valid."""
_FAR: Final = timedelta(days=3650)
_DIRECTIONS: Final = ("0", "1", "-1")


class SelfTest:
    """The tests of one kind of record, and their results."""

    def __init__(self, upstream: Upstream, entity: Entity) -> None:
        self._upstream = upstream
        self._entity = entity
        self._path = path_of(entity)
        self.ignored: list[str] = []
        """The names of the parameters that the service ignores."""
        self.total: int | None = None
        self.is_tested = False
        """Whether there was a record to test with."""

    def run(self) -> Filters:
        """Run the tests and return the filters that work; an empty list proves none. Raises UpstreamFailed."""
        sample = self._list({"size": "1", "page": "1"})
        self.total = sample.total
        records = [read_record(raw) for raw in sample.records]
        if not records:
            return Filters()
        self.is_tested = True
        if len(records) > 1:
            self.ignored.append("size")
        ascending, highest = self._order(max(one.id for one in records))
        by_id = self._is_filtered_by_id(highest)
        known, date = records[0], sample.date
        by_version, several = self._is_filtered_by_version(known, date), self._gives_several(known)
        if not (by_version and several):  # the record may have changed in between
            again = self._list({"size": "1", "page": "1"})
            known = read_record(again.records[0]) if again.records else known
            by_version, several = self._is_filtered_by_version(known, date), self._gives_several(known)
        if not by_version:
            self.ignored.append(f"from_{self._entity.name}_UpdatedOn")
        if not several:
            self.ignored.append("id=[1,2]")
        return Filters(by_version, by_id, ascending, several, self._left_out(known, several=several))

    def _list(self, parameters: Mapping[str, str]) -> Listing:
        return self._upstream.listed(self._path, parameters)

    def _order(self, some_id: int) -> tuple[str | None, int]:
        """Return the value of ``dir`` that sorts ascending, and the highest id seen."""
        first: dict[str, int] = {}
        for direction in _DIRECTIONS:
            page = self._list({"orderBy": "Id", "dir": direction, "size": "1", "page": "1"})
            if not page.records:
                continue
            first[direction] = read_record(page.records[0]).id
            if len(set(first.values())) == 2:
                return min(first, key=first.__getitem__), max(first.values())
        if (self.total or 0) > 1:
            self.ignored.append("orderBy and dir")
        return None, max(first.values(), default=some_id)

    def _is_filtered_by_id(self, highest: int) -> bool:
        name = f"from_{self._entity.name}_Id"
        page = self._list({name: str(highest + 1), "size": "25", "page": "1"})
        beyond = all(read_record(raw).id > highest for raw in page.records)
        page = self._list({name: str(highest), "size": "25", "page": "1"})
        ids = [read_record(raw).id for raw in page.records]
        is_honoured = beyond and all(one >= highest for one in ids)
        if not is_honoured:
            self.ignored.append(name)
        return is_honoured

    def _is_filtered_by_version(self, known: Read, date: datetime) -> bool:
        if known.version is None:
            return False
        name = f"from_{self._entity.name}_UpdatedOn"
        later = self._list({name: minute(date + _FAR), "size": "25", "page": "1"})
        return not later.records and self._is_found(known, known.version, name)

    def _is_found(self, known: Read, on: datetime, name: str) -> bool:
        """Return whether a known record is listed among records of its version or later."""
        version = minute(on)
        entity = self._entity.name
        page = self._list({name: version, f"{entity}_Id": f"[{known.id}]", "size": "25", "page": "1"})
        if any(read_record(raw).id == known.id for raw in page.records):
            return True
        page = self._list({name: version, "size": "1000", "page": "1"})
        return any(read_record(raw).id == known.id for raw in page.records) or page.has_next is not False

    def _gives_several(self, known: Read) -> bool:
        try:
            found = self._upstream.several(self._path, [known.id])
        except UpstreamFailed as error:
            if error.code != "bad_listing":
                raise
            return False
        return [read_record(raw).id for raw in found] == [known.id]

    def _left_out(self, listed: Read, *, several: bool) -> tuple[str, ...]:
        """Return the stored fields that a list omits, although the record itself has them."""
        if several:
            found = self._upstream.several(self._path, [listed.id])
            raw: object = found[0] if found else None
        else:
            raw = self._upstream.one(self._path, listed.id)
        if raw is None:
            return ()
        whole = read_record(raw)
        if whole.version != listed.version:
            return ()
        return tuple(
            one.name
            for one in self._entity.fields
            if not one.kind.is_absent(whole.record.get(one.name)) and one.kind.is_absent(listed.record.get(one.name))
        )
