"""The most memory that a process has held: ``python -m bench.memory COMMAND`` prints it for a teamkpi command."""

from __future__ import annotations

import resource
import sys
from pathlib import Path

from teamkpi.cli import program


def peak_mebibytes() -> float:
    """Return the most that this process has held so far."""
    status = Path("/proc/self/status")
    if status.exists():  # what rusage says there includes the process that started this one
        for line in status.read_text(encoding="ascii").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 2**10
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)


def main() -> None:
    """Run the command as its user would, and print the peak as the last line."""
    try:
        program.main(sys.argv[1:], prog_name="teamkpi")
    except SystemExit as end:
        if end.code:
            raise
    print(peak_mebibytes())


if __name__ == "__main__":
    main()
