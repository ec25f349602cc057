"""The name, the accent colours and the logo of a network's dashboard, as its owners change them in the console."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from psycopg import Connection

from teamkpi import looks
from teamkpi.accounts.access import Owner, changing
from teamkpi.accounts.access_hosts import NETWORK
from teamkpi.ledger.audit_trail import AuditType, Changes, note_change
from teamkpi.looks import Logo, Look

# What the audit trail calls the parts of a look.
_PARTS: Final = {"name": "SpaceName", "accent": "Accent", "accent_in_dark": "AccentInDark", "logo_file": "Logo"}


def change_look(conn: Connection, owner: Owner, texts: Mapping[str, Any], *logos: Logo | None) -> Look:
    """Change what is given of a network's look, with a row in the audit trail, and return the look.

    ``texts`` are checked fields of a ``Look`` by name, and ``logos`` at most one logo; None removes what is stored.
    """
    with changing(conn, owner):
        before = looks.look_of(conn, owner.network_id)
        after = before._replace(**texts)
        for logo in logos:
            after = after._replace(logo_file=logo.file if logo else None)
        looks.store(conn, owner.network_id, after, next(iter(logos), None))
        then = before._asdict()
        changes: Changes = {
            name: (then[part], now)
            for part, now in after._asdict().items()
            if (name := _PARTS.get(part)) and now != then[part]
        }
        if changes:
            note_change(
                conn,
                owner.network_id,
                owner.author,
                NETWORK,
                owner.network_id,
                audit_type=AuditType.UPDATE,
                changes=changes,
                now=owner.now,
            )
        return looks.look_of(conn, owner.network_id)
