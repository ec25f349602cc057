"""Security events of the server: a line each in its log, beside the one of the request that they happened in."""

from __future__ import annotations

from threading import Lock
from typing import Any

from teamkpi.accounts.security import ROLE_REFUSED, Event, Tell, line_of
from teamkpi.api.http.client_address import Proxies, shown_address
from teamkpi.api.log import Logger, notes_of
from teamkpi.errors import NotTeamAdministrator, OperatorRefused


class SecurityLog:
    """Writes the events of one server process."""

    def __init__(self, log: Logger, proxies: Proxies, shown: str) -> None:
        """``shown`` is how much of a client's address is written: "full", "prefix" or "none"."""
        self._log = log
        self._proxies = proxies
        self._shown = shown
        self.counts: dict[tuple[str, str], int] = {}
        """How often each event has happened, by its name and where."""
        self._lock = Lock()

    def of(self, scope: Any, channel: str) -> Tell:
        """Return what tells of events that happen while a request is answered, in any thread."""
        address = shown_address(self._proxies.client_of(scope), self._shown)

        def tell(event: Event, network_id: int | None, account_id: int | None = None, **more: Any) -> None:
            request_id = notes_of(scope).request_id
            line = line_of(event, channel, network_id, account_id, address=address, request_id=request_id, **more)
            with self._lock:
                self.counts[event.name, channel] = self.counts.get((event.name, channel), 0) + 1
            write = self._log.warning if event.is_warning else self._log.info
            write("security", **line)

        return tell

    def note_refusal(self, scope: Any, error: Exception) -> None:
        """Log an error that refuses something to a signed-in caller."""
        notes = notes_of(scope)
        match error:
            case OperatorRefused():
                tell, role = self.of(scope, "backoffice"), error.role
            case NotTeamAdministrator():
                tell, role = self.of(scope, "portal"), "team administrator"
            case _:
                return
        tell(ROLE_REFUSED, notes.network_id, notes.account_id, key_id=notes.key_id, role=role)
