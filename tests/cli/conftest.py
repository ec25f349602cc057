"""The command line on a fresh database: in this process, or as a process of its own."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from patience import PATIENCE
from published import SEED
from teamkpi.cli import program

VECTOR = SEED
Run = Callable[..., Result]
Start = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def run(database_url: str, durable: None) -> Run:
    """Run a command in this process, on a server as an operator has it."""
    del durable

    def invoke(*arguments: str, stdin: str | bytes | None = None, **environment: str) -> Result:
        variables = {"TEAMKPI_DATABASE_URL": database_url, **environment}
        return CliRunner().invoke(program, arguments, input=stdin, env=variables)

    return invoke


@pytest.fixture
def start(database_url: str) -> Iterator[Start]:
    """Start a command as a process; whatever still runs in the end is told to stop."""
    started = []

    def popen(*arguments: str, **environment: str) -> subprocess.Popen[str]:
        # Settings of whoever runs the tests are none of theirs. A database URL of "" asks for the embedded server.
        kept = {name: value for name, value in os.environ.items() if not name.startswith("TEAMKPI_")}
        process = subprocess.Popen(
            [sys.executable, "-m", "teamkpi", *arguments],
            env={**kept, "TEAMKPI_DATABASE_URL": database_url, **environment},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process

    yield popen
    for process in started:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
        process.communicate(timeout=PATIENCE)


def without_progress(said: str) -> str:
    """What a command said on standard error, but for the lines about its progress, which long work has now and then."""
    return re.sub(r"^([\w ]+: [\d,]+ (% of [\d,]+ MiB|\w+)|finishing)\n", "", said, flags=re.MULTILINE)


def write_ledger(folder: Path, ledger: dict[str, list[dict[str, Any]]]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for plural, records in ledger.items():
        lines = (json.dumps(record) + "\n" for record in records)
        (folder / f"{plural}.jsonl").write_text("".join(lines), "utf-8")
    return folder


@pytest.fixture
def seed_folder(tmp_path: Path) -> Path:
    """The ledger of the documented example, as files."""
    return write_ledger(tmp_path / "seed", VECTOR["ledger"])
