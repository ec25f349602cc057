"""Serve the demo space, and start again whenever a source file changes; beside it the dashboard, with hot reload."""

from __future__ import annotations

import os
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
    vite = subprocess.Popen([*command, "--", "--host", "127.0.0.1"], env=environment)  # noqa: S603 - our own
    try:
        yield
    finally:
        _end(vite)


def main() -> None:
    """Run until Ctrl-C. A server that ended by itself (an error in the source) starts again with the next change."""
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
                _end(server)
                raise


def _end(process: subprocess.Popen[bytes]) -> None:
    """Wait for a process; Ctrl-C at a terminal reaches it as well, and it is told again only when it did not."""
    try:
        process.wait(_SECONDS_TO_END)
    except subprocess.TimeoutExpired:
        process.terminate()
        process.wait()


if __name__ == "__main__":
    main()
