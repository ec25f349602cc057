"""The open sign-ins of an account, as calls return them: to its holder, and to operators."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Annotated

from msgspec import Struct

from teamkpi.accounts import own
from teamkpi.describing import says


class OpenSignIn(Struct, frozen=True, kw_only=True, rename="pascal"):
    """An open sign-in of an account."""

    id: Annotated[str, says("Identifies the sign-in.", "5f2b8c1de90a4477b31c02aa")]
    client_id: Annotated[
        str, says("The client that signed in; `teamkpi.dashboard` for a browser.", "teamkpi.dashboard")
    ]
    created_on: Annotated[datetime, says("When it started.", "2026-11-21T08:00:00Z")]
    expires_on: Annotated[datetime, says("When it ends unless it is refreshed before.", "2026-12-06T08:00:00Z")]
    is_current: Annotated[bool, says("Whether this request belongs to it.", True)]


def shown_sign_ins(found: Iterable[own.OpenSignIn]) -> list[OpenSignIn]:
    """Return sign-ins as they are answered."""
    return [
        OpenSignIn(
            id=one.name,
            client_id=one.client_id,
            created_on=one.created_on.astimezone(UTC),
            expires_on=one.expires_on.astimezone(UTC),
            is_current=one.is_current,
        )
        for one in found
    ]
