"""Proxies that the settings do not name.

A request with ``X-Forwarded-For`` from an address that is not among the trusted proxies may be anybody's, and the
header is not believed. But if there is a proxy at that address, everybody behind it counts as one client, so its
operator has to learn of it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from teamkpi.api.database import Database
from teamkpi.api.log import Logger
from teamkpi.api.serving.warned_once import SQL, WarnedOnce


class UntrustedProxies:
    """What one server process has seen of them."""

    def __init__(self, database: Database, log: Logger, now: Callable[[], datetime]) -> None:
        self._warned = WarnedOnce(database, log, now, note=SQL.note_proxy, forget=SQL.forget_proxies)

    def note(self, address: str) -> None:
        """Take note of an address from which a request with ``X-Forwarded-For`` came; on the event loop."""
        self._warned.see(
            address,
            "untrusted_proxy",
            address=address,
            message=(
                "X-Forwarded-For was ignored because it came from an address that is not in "
                "TEAMKPI_TRUSTED_PROXIES; if that is your proxy, add it, or all clients behind it count as one"
            ),
        )
