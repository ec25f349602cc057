"""What the calls work with: one of each for a server process."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from teamkpi.accounts.webhooks import Signatures
from teamkpi.api.callers.checks import Checks
from teamkpi.api.callers.operator_checks import OperatorCredentials
from teamkpi.api.callers.security_log import SecurityLog
from teamkpi.api.database import Database, Gate
from teamkpi.api.http.client_address import Proxies
from teamkpi.api.log import Logger
from teamkpi.api.workers import Workers
from teamkpi.db.embedded_watch import EmbeddedState
from teamkpi.kpi.cached_answers import TeamAnswers
from teamkpi.settings import Settings

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Services:
    """What the calls work with."""

    settings: Settings
    database: Database
    checks: Checks
    operator_credentials: OperatorCredentials
    proxies: Proxies
    note_plain_sign_in: Callable[[str], object]
    """Called with the host of each sign-in in a browser whose cookie cannot be marked Secure."""
    security: SecurityLog
    log: Logger
    workers: Workers
    answers: TeamAnswers
    now: Callable[[], datetime]
    passwords: Gate
    """Bounds how many passwords are verified at once, whichever call shows them."""
    refreshes: Gate
    """Bounds how many sign-ins are refreshed or ended at once."""
    signatures: Signatures
    """Compares the signatures of webhooks' deliveries."""
    browser_sessions: Gate
    """The same, of sign-ins in browsers."""
    embedded: EmbeddedState | None
    """How the embedded server is; None with a database of your own."""
    _made: dict[Callable[..., Any], Any] = field(default_factory=dict)

    def one(self, kind: Callable[[Services], T]) -> T:
        """Return the one object of a class that is made of these services; it is made when first asked for."""
        found: T | None = self._made.get(kind)
        if found is None:
            found = self._made[kind] = kind(self)
        return found
