"""The browser of the tests and the screenshots: the system's Chromium."""

from __future__ import annotations

import os
import shutil
from typing import Final

# What it needs in a container, and what keeps it from asking anybody but the server.
FLAGS: Final = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


# The first is Chromium without its windows, which starts and runs at about half the cost.
_PROGRAMS: Final = ("chromium-headless-shell", "chromium", "chromium-browser")


def chromium() -> str | None:
    """Return the path of the program, named by ``TEAMKPI_CHROMIUM`` or the first one found; None without one."""
    named = os.environ.get("TEAMKPI_CHROMIUM")
    return next(filter(None, map(shutil.which, [named] if named else _PROGRAMS)), None)
