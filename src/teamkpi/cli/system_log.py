"""Security events of commands: a line each in the log of the machine, as ``passwd`` and ``sudo`` write theirs.

Standard output and standard error of a command are for its user, so the lines go to syslog (facility authpriv). On a
machine without syslog they are lost, but the audit trail has every change as well.
"""

from __future__ import annotations

import sys
from typing import Any

from teamkpi.accounts.security import Event, line_of
from teamkpi.cli.invocation import author
from teamkpi.wire import encode

if sys.platform != "win32":
    import syslog


def tell(event: Event, network_id: int | None, account_id: int | None = None, **more: Any) -> None:
    """Write the line of an event."""
    if sys.platform == "win32":
        return
    line = line_of(event, "cli", network_id, account_id, user=author().name, **more)
    syslog.openlog("teamkpi", syslog.LOG_PID, syslog.LOG_AUTHPRIV)
    priority = syslog.LOG_WARNING if event.is_warning else syslog.LOG_NOTICE
    syslog.syslog(priority, encode({**line, "event": "security"}).decode())
