"""What the calls work with: one of each for a server process."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from teamkpi.api.callers.checks import Checks
from teamkpi.api.callers.operator_checks import OperatorCredentials
from teamkpi.api.callers.security_log import SecurityLog
from teamkpi.api.database import Database
from teamkpi.api.http.client_address import Proxies
from teamkpi.api.workers import Workers
from teamkpi.kpi.cached_answers import TeamAnswers
from teamkpi.settings import Settings


@dataclass(frozen=True, slots=True)
class Services:
    """What the calls work with."""

    settings: Settings
    database: Database
    checks: Checks
    operator_credentials: OperatorCredentials
    proxies: Proxies
    security: SecurityLog
    workers: Workers
    answers: TeamAnswers
    now: Callable[[], datetime]
