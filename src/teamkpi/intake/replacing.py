"""An import that replaces: existing records of its entities that are not in the source are deleted."""

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
    """The records of a source, followed by a deletion for each existing record that the source does not contain.

    The existing ids are read at construction, so a record added later is not deleted. A deletion is a local write. An
    import with a row that cannot be read has to be rejected as a whole: the ``Id`` of that row may be unknown, and its
    record would be deleted by mistake.
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
