"""Projects that have installed the packages of ``web/`` as they would be published, made once for all workers."""

from __future__ import annotations

import fcntl
import subprocess
from pathlib import Path
from typing import Final

import hatch_build

WEB: Final = Path(__file__).parents[1] / "web"
NODE: Final = hatch_build.node_of_path() or hatch_build.node_of_package()
REACTS: Final = ("react-18", "react-19")
WHY_NOT: Final = (
    "packing needs Node and the packages under web/; the verb `make test` brings both"
    if NODE is None or not (WEB / "portal" / "node_modules").is_dir()
    else ""
)


def made(folder: Path) -> Path:
    """Return the folder with a project for each React, after making it unless another worker has."""
    assert NODE is not None
    folder.mkdir(parents=True, exist_ok=True)
    is_done = folder / "done"
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not is_done.exists():
            run(NODE.program, "portal/packages.js", str(folder))
            is_done.touch()
    return folder


def run(*command: str, cwd: Path = WEB) -> str:
    """Run a program and return what it prints; what it said is in the error when it fails."""
    assert NODE is not None
    done = subprocess.run(command, cwd=cwd, env=NODE.environment(), capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    return done.stdout
