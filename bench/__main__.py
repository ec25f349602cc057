"""Run the measurements: ``python -m bench [NAME ...]``, or ``make bench`` for all of them.

Machines are noisy: what counts are ratios of medians taken in turn within one run. Nothing here passes or fails.
"""

from __future__ import annotations

import argparse
import os
import platform
import tempfile
from collections.abc import Callable
from pathlib import Path

from bench import backoffice, history, imports, large_team, requests
from teamkpi.db import connect
from teamkpi.db.embedded import EmbeddedServer

MEASUREMENTS: dict[str, Callable[[str], None]] = {
    "creates": backoffice.creates,
    "pages": backoffice.pages,
    "history": history.measure,
    "import": imports.measure,
    "large-team": large_team.measure,
    "requests": requests.measure,
}


def main() -> None:
    """Run the measurements that are named, or all, on an embedded server of their own."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(MEASUREMENTS)}; default: all")
    names = parser.parse_args().names or list(MEASUREMENTS)
    if unknown := set(names) - set(MEASUREMENTS):
        parser.error(f"there is no measurement {', '.join(sorted(unknown))}")
    with tempfile.TemporaryDirectory(prefix="teamkpi-bench-") as folder:
        server = EmbeddedServer(Path(folder) / "data")
        try:
            with connect(server.url) as conn:
                version = conn.execute("SHOW server_version").fetchone()
            print(f"{os.cpu_count()} cores, Python {platform.python_version()}, PostgreSQL {version and version[0]}")
            for name in names:
                print(f"\n{name}", flush=True)
                MEASUREMENTS[name](server.url)
        finally:
            server.close()


if __name__ == "__main__":
    main()
