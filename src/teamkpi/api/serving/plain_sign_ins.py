"""Sign-ins in a browser over plain http.

The cookie of such a sign-in cannot be marked Secure, so it crosses the network in the clear. On the same machine there
is no network between, and browsers treat its names like https.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from ipaddress import ip_address

from teamkpi.api.database import Database
from teamkpi.api.log import Logger
from teamkpi.api.serving.warned_once import SQL, WarnedOnce


class PlainSignIns:
    """What one server process has seen of them."""

    def __init__(self, database: Database, log: Logger, now: Callable[[], datetime]) -> None:
        self._warned = WarnedOnce(database, log, now, note=SQL.note_plain_sign_in, forget=SQL.forget_plain_sign_ins)

    def note(self, host: str) -> None:
        """Take note of the host that somebody signed in at over http, as networks name it; on the event loop."""
        if host and not is_loopback(host):
            self._warned.see(
                host,
                "plain_http_sign_in",
                host=host,
                message=(
                    "somebody signed in over plain http, so the session cookie was sent unencrypted; put a proxy with "
                    "https in front, list its address in TEAMKPI_TRUSTED_PROXIES, and let it send "
                    "X-Forwarded-Proto: https"
                ),
            )


def is_loopback(host: str) -> bool:
    """Return whether a host is this machine for every browser."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        address = ip_address(host)
    except ValueError:
        return False
    return (getattr(address, "ipv4_mapped", None) or address).is_loopback
