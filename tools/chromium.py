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


def chromium() -> str | None:
    """Return its program: the one that ``TEAMKPI_CHROMIUM`` names or else that of the path; None when there is none."""
    named = os.environ.get("TEAMKPI_CHROMIUM")
    return shutil.which(named) if named else shutil.which("chromium") or shutil.which("chromium-browser")
