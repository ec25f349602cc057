"""What is stored about the holder of an account, for the holder to download.

It has the form of the operator's export (``export``), and less in it, because no one looks it over before it is handed
out. Rows are linked to the holder by the account and the coworkers that it is bound to, never by an address. Addresses
of others are left out, and so are digests. Of changes of the holder's records, the audit trail only names the fields:
the record may have been someone else's then.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from psycopg import Connection

from teamkpi.db import snapshot
from teamkpi.db.backup import backed_up_columns
from teamkpi.folding import folded
from teamkpi.privacy.columns import Content, contents_of
from teamkpi.privacy.export import rows_about
from teamkpi.privacy.people import Person, holder_of

_AUDIT: Final = "audit_entry"
_AUTHOR: Final = "UpdatedBy"
_AS_ADDRESSES: Final = {Content.EMAIL, Content.AUTHOR}
_ALWAYS_THEIRS: Final = {"Account", "Coworker"}
"""What does not pass from one person to another, so the values in the audit trail are the holder's."""


def data_of_holder(conn: Connection, network_id: int, account_id: int) -> dict[str, list[dict[str, Any]]]:
    """Return everything stored about the holder of an account, by table, from one snapshot of the database.

    Tables without a row about them are left out. ``conn`` must not be in a transaction.
    """
    found: dict[str, list[dict[str, Any]]] = {}
    with snapshot(conn):
        holder = holder_of(conn, network_id, account_id)
        theirs = _Theirs(holder)
        for table, columns in backed_up_columns(conn).items():
            kinds = contents_of(table)
            shown = [name for name in columns if kinds.get(name) is not Content.PSEUDONYM]
            rows = rows_about(conn, network_id, holder._replace(emails=[]), table, shown)
            if kept := [theirs.part_of(table, row) for row in rows]:
                found[table] = kept
    return found


class _Theirs:
    """Decides which values of a row about the holder are also the holder's."""

    def __init__(self, holder: Person) -> None:
        self._account_ids = set(holder.account_ids)
        self._emails = {folded(email) for email in holder.emails}

    def part_of(self, table: str, row: dict[str, Any]) -> dict[str, Any]:
        """Return a row without the addresses of others, and without values that may be about others."""
        kinds = contents_of(table)
        part = {name: self._own(kinds.get(name), value, row) for name, value in row.items()}
        if table == _AUDIT:
            part["changes"] = self._changes(row["entity_short_name"], row["changes"])
        return part

    def _own(self, kind: Content | None, value: Any, row: Mapping[str, Any]) -> Any:
        if kind in _AS_ADDRESSES:
            return self._address(value)
        if kind is Content.CLIENT and row["account_id"] not in self._account_ids:
            return None
        return value

    def _address(self, value: str | None) -> str | None:
        return value if value is not None and folded(value) in self._emails else None

    def _changes(self, entity: str, changes: Any) -> Any:
        """Return the changes of the holder's account and coworkers, and of other records the names of the fields."""
        if entity not in _ALWAYS_THEIRS or not isinstance(changes, dict):
            return sorted(changes)
        return {name: [*map(self._address, values)] if name == _AUTHOR else values for name, values in changes.items()}
