"""Serve the demo space, and start again whenever a source file changes; beside it the dashboard, with hot reload."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from teamkpi.cli.demo import free_port
from teamkpi.settings import Settings

_ROOT = Path(__file__).resolve().parent.parent
_SOURCES = _ROOT / "src"
_SECONDS_BETWEEN_LOOKS = 0.5
_SECONDS_TO_END = 3


def _versions() -> dict[Path, int]:
    """Return when each source file was last changed; one that goes while we look is left out."""
    versions = {}
    for path in _SOURCES.rglob("*"):
        if path.suffix in {".py", ".sql"}:
            with suppress(FileNotFoundError):
                versions[path] = path.stat().st_mtime_ns
    return versions


@contextmanager
def _hot_dashboard(port: int) -> Iterator[None]:
    """Run Vite, which asks the server at a port for everything but the pages; its own lines say where it is."""
    command = [sys.executable, str(_ROOT / "hatch_build.py"), "npm", "run", "dev", "-w", "@teamkpi/dashboard"]
    environment = {**os.environ, "TEAMKPI_SERVER": f"http://127.0.0.1:{port}"}
    # npm starts a shell that starts Vite: a group of their own can be told to end as one.
    vite = subprocess.Popen(  # noqa: S603 - our own
        [*command, "--", "--host", "127.0.0.1"], env=environment, start_new_session=True
    )
    try:
        yield
    finally:
        with suppress(ProcessLookupError):
            os.killpg(vite.pid, signal.SIGTERM)
        vite.wait()


def main() -> None:
    """Run until Ctrl-C or SIGTERM.

    A server that ended by itself (an error in the source) starts again with the next change.
    """
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    port = free_port(Settings.from_environment().port)
    with suppress(KeyboardInterrupt), _hot_dashboard(port):
        while True:
            versions = _versions()
            command = [sys.executable, "-m", "teamkpi", "demo", "--port", str(port), *sys.argv[1:]]
            server = subprocess.Popen(command)  # noqa: S603 - our own
            try:
                while _versions() == versions:
                    time.sleep(_SECONDS_BETWEEN_LOOKS)
                server.terminate()
                server.wait()
            except KeyboardInterrupt:
                # Ctrl-C at a terminal reaches the server as well; it is told again only when it did not.
                try:
                    server.wait(_SECONDS_TO_END)
                except subprocess.TimeoutExpired:
                    server.terminate()
                    server.wait()
                raise


if __name__ == "__main__":
    main()
