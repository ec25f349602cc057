"""What commands print of the demo space at one fixed instant, for the documentation."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import Any

from teamkpi.demo import TEAM_ID, generate
from teamkpi.ledger.values import read_instant
from teamkpi.wire import encode

_AT = "2026-11-18T12:00Z"
_NOW = read_instant(_AT)
_MEMBERS_SHOWN = 4
_WHY = ("102", "RemainingTimeCreditMinutes", "--limit", "8")


def kpi_example() -> str:
    """Return the figures of the team; only the first members are shown."""
    lines = [line.rstrip() for line in _printed()["kpi"].rstrip().splitlines()]
    blanks = [number for number, line in enumerate(lines) if not line]
    # Each member's lines end with a blank one, and so does the heading.
    shown = "\n".join(lines[: blanks[_MEMBERS_SHOWN]])
    return f"```console\n$ teamkpi kpi {TEAM_ID} --at {_AT}\n{shown}\n```"


def why_example() -> str:
    """Return why a member has the time credit that the table of figures shows."""
    lines = [line.rstrip() for line in _printed()["why"].rstrip().splitlines()]
    command = " ".join(("teamkpi", "why", str(TEAM_ID), *_WHY, "--at", _AT))
    return f"```console\n$ {command}\n" + "\n".join(lines) + "\n```"


@cache
def _printed() -> dict[str, str]:
    """Import the team's part of the demo space into a database of its own, and return what the commands print.

    Figures are a member's own, so the rest of the space would change none.
    """
    with tempfile.TemporaryDirectory(prefix="teamkpi-docs-") as scratch:
        space = Path(scratch) / "space"
        space.mkdir()
        for plural, records in _records_of_team().items():
            (space / f"{plural}.jsonl").write_bytes(b"".join(encode(record) + b"\n" for record in records))
        data = Path(scratch) / "data"
        _teamkpi(data, "import", str(space))
        return {
            "kpi": _teamkpi(data, "kpi", str(TEAM_ID), "--at", _AT),
            "why": _teamkpi(data, "why", str(TEAM_ID), *_WHY, "--at", _AT),
        }


def _records_of_team() -> dict[str, list[dict[str, Any]]]:
    """Return the places, the team and what its members did, by entity."""
    records: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for plural, record in generate(_NOW):
        records[plural].append(record)
    [team] = [one for one in records["teams"] if one["Id"] == TEAM_ID]
    members = set(team["TeamMembers"])
    records["teams"] = [team]
    records["coworkers"] = [one for one in records["coworkers"] if one["Id"] in members]
    for plural, all_of_it in records.items():
        if plural not in {"businesses", "resources", "teams", "coworkers"}:
            records[plural] = [one for one in all_of_it if one.get("CoworkerId") in members]
    return records


def _teamkpi(data_dir: Path, *arguments: str) -> str:
    """Run the command on the embedded database in a folder, whatever this machine's settings are."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TEAMKPI_")}
    command = [sys.executable, "-m", "teamkpi", "--data-dir", str(data_dir), *arguments]
    environment |= {"COLUMNS": "110", "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(command, env=environment, capture_output=True, check=False, encoding="utf-8")  # noqa: S603 - ours
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(command)} failed:\n{done.stderr}")
    return done.stdout
