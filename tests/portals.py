"""Projects that have installed the packages of ``web/`` as they would be published."""

from __future__ import annotations

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


def make(folder: Path) -> None:
    """Make a project for each React in a folder."""
    assert NODE is not None
    run(NODE.program, "portal/packages.js", str(folder))


def run(*command: str, cwd: Path = WEB) -> str:
    """Run a program and return what it prints; what it said is in the error when it fails."""
    assert NODE is not None
    done = subprocess.run(command, cwd=cwd, env=NODE.environment(), capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    return done.stdout
