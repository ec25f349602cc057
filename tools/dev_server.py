"""Serve the demo space, and start again whenever a source file changes."""

from __future__ import annotations

import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

_SOURCES = Path(__file__).resolve().parent.parent / "src"
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


def main() -> None:
    """Run until Ctrl-C. A server that ended by itself (an error in the source) starts again with the next change."""
    with suppress(KeyboardInterrupt):
        while True:
            versions = _versions()
            server = subprocess.Popen([sys.executable, "-m", "teamkpi", "demo", *sys.argv[1:]])  # noqa: S603 - our own
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
