"""An import that replaces: the records of its entities that it does not have are deleted."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping
from contextlib import suppress

from psycopg import Connection

from teamkpi.intake.present import ids_of
from teamkpi.intake.source import Intake
from teamkpi.ledger import Change, Rejection
from teamkpi.ledger.values import ID


class Replacing:
    """The records of a source, and after them a deletion for each record that is there and not in it.

    Made before the import: a record that somebody adds later is not deleted. A deletion is a local write. The record of
    a row that cannot be read stays as well, but such an import has to be refused as a whole, since a row may hide the
    ``Id`` that it should have.
    """

    def __init__(self, source: Intake, conn: Connection, network_id: int) -> None:
        self._source = source
        self._there: Mapping[str, array[int]] = {
            plural: ids_of(conn, network_id, plural) for plural, files in source.files_of().items() if files
        }

    def __iter__(self) -> Iterator[Change | Rejection]:
        """Read the source, then yield the deletions."""
        found: dict[str, set[int]] = {plural: set() for plural in self._there}
        for one in self._source:
            if isinstance(one, Change):
                with suppress(ValueError):  # such a record is rejected when it is stored
                    found[one.entity].add(ID.read(one.record.get("Id")))
            yield one
        for plural, ids in self._there.items():
            for record_id in ids:
                if record_id not in found[plural]:
                    yield Change(plural, {"Id": record_id, "_deleted": True}, 0)
