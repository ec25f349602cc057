"""What one worker makes for all workers of a run."""

from __future__ import annotations

import fcntl
from collections.abc import Callable
from pathlib import Path


def made_once(folder: Path, make: Callable[[Path], object]) -> Path:
    """Return a folder after filling it, unless another worker has."""
    folder.mkdir(parents=True, exist_ok=True)
    is_done = folder / "done"
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not is_done.exists():
            make(folder)
            is_done.touch()
    return folder
