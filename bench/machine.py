"""On what a run was made: the machine and the versions of everything that took part."""

from __future__ import annotations

import os
import platform
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import psutil

from bench.load import generator
from teamkpi import __version__
from teamkpi.db import connect

_PACKAGES = ("msgspec", "psycopg", "uvicorn", "uvloop", "httptools")


def described(server_url: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what a reader needs to know before the figures: what lasts, and what is of this run."""
    with connect(server_url) as conn:
        shown = conn.execute("SHOW server_version").fetchone()
        assert shown is not None
    facts = {
        "machine": {
            "processor": _processor(),
            "cores": os.cpu_count(),
            "memory_gibibytes": round(psutil.virtual_memory().total / 2**30),
            "system": f"{platform.system()} {platform.release()}",
        },
        "versions": {
            "teamkpi": __version__,
            "Python": platform.python_version(),
            "PostgreSQL": shown[0].split(" ")[0],
            **{name: version(name) for name in _PACKAGES},
        },
        "generator": generator(),
    }
    return facts, {
        "made_on": datetime.now(UTC).isoformat(timespec="minutes"),
        "load_before": round(os.getloadavg()[0], 2),
    }


def _processor() -> str:
    facts = Path("/proc/cpuinfo")
    if facts.exists():
        for line in facts.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()
