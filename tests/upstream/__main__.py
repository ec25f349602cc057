"""Serve the stand-in on loopback until Ctrl-C, so that a person can try the mirror against it."""

from __future__ import annotations

import argparse
import shlex
import shutil
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from threading import Event

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests"))

from upstream.service import EMAIL, PASSWORD, Request, Service
from upstream.space import fill, happen
from upstream.transport import served

_A_SECOND = timedelta(seconds=1)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.upstream", description=__doc__)
    parser.add_argument(
        "--demo", action="store_true", help="with a small space, in which something happens every second"
    )
    parser.add_argument("--port", type=int, default=8999)
    parser.add_argument("--limits", action="store_true", help="limit requests as the service documents it")
    options = parser.parse_args()
    dice = Random(7)
    service = Service(datetime.now(UTC) - timedelta(days=7))  # filling it takes more than two days of its time
    if options.demo:
        fill(service, dice, coworkers=40, teams=8, bookings=2500, checkins=1200)
    service.now = datetime.now(UTC)
    if options.limits:
        service.quirks.limits = ((1, 0.1), (120, 60), (5000, 3600))
    next_on = [service.now + _A_SECOND]

    def catch_up(service: Service, _request: Request) -> None:
        """Let what has happened since the request before happen now, while no list is being read."""
        service.now = max(service.now, datetime.now(UTC))
        while options.demo and next_on[0] <= service.now:
            next_on[0] += _A_SECOND
            happen(service, dice, 1, seconds=0)

    service.before = catch_up
    with served(service, options.port) as address:
        # At once, also into a pipe or a file: it is followed by nothing until the end.
        print(instructions(address, command()), flush=True)
        try:
            Event().wait()
        except KeyboardInterrupt:
            print("stopped")


def command() -> str:
    """Return how to call teamkpi from this folder: `make demo` installs it where the PATH does not lead."""
    ours = ROOT / ".venv" / "bin" / "teamkpi"
    if shutil.which("teamkpi") or not ours.exists():
        return "teamkpi"
    return shlex.quote(str(ours.relative_to(Path.cwd()) if ours.is_relative_to(Path.cwd()) else ours))


def instructions(address: str, teamkpi: str) -> str:
    return (
        f"Serving at {address}, for {EMAIL} with the password: {PASSWORD}\n\n"
        f"  printf '%s' '{PASSWORD}' | {teamkpi} mirror add nexudus --email {EMAIL} --password-stdin \\\n"
        f"    --base-url {address} --allow-http\n"
        f"  {teamkpi} mirror check\n  {teamkpi} mirror run --once\n  {teamkpi} mirror status"
    )


if __name__ == "__main__":
    main()
