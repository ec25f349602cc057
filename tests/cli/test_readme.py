"""The README's commands, run from top to bottom in one empty home, without a single setting.

What makes an environment and installs into it is left out: the environment of the tests stands for both of them. Run by
root, the commands see an empty `/var/lib` and a network of their own, so that nothing of this machine is touched.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path

import pytest

from patience import PATIENCE
from teamkpi.demo import ADMINISTRATOR_EMAIL, MEMBER_EMAIL

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent
FENCE = re.compile(r"^```(?P<language>\w*)\n(?P<text>.*?)^```$", re.DOTALL | re.MULTILINE)
PASSWORD = "correct horse battery"
SPACE = """
mount -t tmpfs teamkpi-test /var/lib && mount -t tmpfs teamkpi-test /var/cache && ip link set lo up && echo ready
exec cat
"""


def commands(page: str) -> list[str]:
    """Return the lines of a page that are meant to be typed, in its order: all fenced blocks without a language."""
    return [line for block in FENCE.finditer(page) if not block["language"] for line in block["text"].splitlines()]


class Home:
    """A home with nothing in it, and a way to run commands there."""

    def __init__(self, folder: Path, prefix: list[str]) -> None:
        self.folder = folder
        self._prefix = prefix
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("TEAMKPI_", "XDG_", "MAKE", "MFLAGS"))
            and name.lower() not in {"http_proxy", "all_proxy"}
        }
        self._environment = {**kept, "HOME": str(folder), "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"}

    def start(self, command: str, terminal: int | None = None) -> subprocess.Popen[str]:
        """Start a command of a shell; with a terminal, that is its terminal."""
        line = [*self._prefix, "bash", "-c", f"exec {command}"]
        if terminal is not None:
            on_terminal = partial(os.login_tty, terminal)
            return subprocess.Popen(line, cwd=ROOT, env=self._environment, text=True, preexec_fn=on_terminal)  # noqa: PLW1509 - no threads are at work here
        return subprocess.Popen(
            line,
            cwd=ROOT,
            env=self._environment,
            text=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )

    def run(self, command: str) -> str:
        """Run a command to its end, which must be a good one, and return what it printed."""
        with self.start(command) as process:
            printed = process.communicate(timeout=PATIENCE)[0]
        assert process.returncode == 0, printed
        return printed

    def ask(self, command: str, answers: dict[str, str]) -> str:
        """Run a command at a terminal, answer each prompt, and return what was to be seen."""
        ours, its = os.openpty()
        process = self.start(command, terminal=its)
        os.close(its)
        seen = ""
        waiting = dict(answers)
        while True:
            try:
                seen += os.read(ours, 1024).decode()
            except OSError:  # it has ended
                break
            for prompt in [prompt for prompt in waiting if prompt in seen]:
                os.write(ours, f"{waiting.pop(prompt)}\n".encode())
        os.close(ours)
        assert process.wait(timeout=PATIENCE) == 0, seen
        return seen

    @contextmanager
    def serving(self, command: str, last_line: str) -> Iterator[str]:
        """Run a command until it has printed this line, yield what it has printed, and stop it as Ctrl-C does."""
        with self.start(command) as process:
            assert process.stdout is not None
            printed = ""
            for line in process.stdout:
                printed += line
                if last_line in line:
                    break
            else:
                raise AssertionError(printed)
            try:
                yield printed
            finally:
                process.send_signal(signal.SIGINT)
                process.communicate(timeout=PATIENCE)
            assert process.returncode == 0


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    folder = tmp_path / "home"
    folder.mkdir(mode=0o700)
    if os.geteuid() != 0:
        with closing(socket.socket()) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", 8000))
            except OSError:
                pytest.skip("port 8000, which `teamkpi serve` takes without a setting, is in use on this machine")
        yield Home(folder, [])
        return
    if missing := [one for one in ("unshare", "nsenter", "ip") if shutil.which(one) is None]:
        pytest.skip(f"root's commands would touch this machine's /var/lib: {missing[0]} is missing, which shields it")
    holder = subprocess.Popen(
        ["unshare", "--mount", "--net", "sh", "-c", SPACE], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with holder:
        assert holder.stdout is not None
        if holder.stdout.readline() != "ready\n":
            pytest.skip("root's commands would touch this machine's /var/lib: it cannot be shielded here")
        yield Home(folder, ["nsenter", "--target", str(holder.pid), "--mount", "--net"])


@pytest.mark.long
def test_every_command_works_in_the_readme_s_order(home: Home) -> None:
    lines = iter(commands((ROOT / "README.md").read_text("utf-8")))

    assert next(lines) == "make demo"
    assert (
        subprocess.check_output(["make", "--no-print-directory", "-n", "demo"], cwd=ROOT, text=True).splitlines()[-1]
        == ".venv/bin/teamkpi demo"
    )
    with home.serving("teamkpi demo", "Ctrl-C stops it") as printed:
        (curl,) = (line for line in printed.splitlines() if line.startswith("curl "))
        assert ADMINISTRATOR_EMAIL in printed
        assert MEMBER_EMAIL in printed
        jane = json.loads(home.run(curl))["Kpi"][0]
        assert (jane["CoworkerId"], jane["CoworkerFullName"]) == (101, "Jane Smith")
    # The tests are what runs just now.
    assert next(lines) == "make test"
    # The environment of the tests, which is first on the path, stands for these.
    assert [next(lines) for _ in range(3)] == [
        "python3 -m venv ~/teamkpi-env",
        ". ~/teamkpi-env/bin/activate",
        "pip install .",
    ]
    space = home.folder / "space"
    home.run(f"teamkpi demo --write {space}")
    command = next(lines)
    assert command == "teamkpi import PATH"
    assert "coworkers " in home.run(command.replace("PATH", str(space)))
    command = next(lines)
    assert command.startswith("teamkpi account create ")
    assert PASSWORD not in home.ask(command, {"Password:": PASSWORD, "confirmation:": PASSWORD})
    command = next(lines)
    assert command == "teamkpi kpi 55"
    assert home.run(command).startswith("Team 55 Tech Innovators")
    command = next(lines)
    assert command == "teamkpi serve"
    with home.serving(command, "Serving at http://127.0.0.1:8000"):
        assert json.loads(home.run("curl -s http://127.0.0.1:8000/health/ready")) == {
            "status": "ready",
            "verified_backup_age": None,
            "mirror_age": None,
            "mirror_problems": 0,
        }
    assert list(lines) == []

    # And from the top again: nothing of one command is in the way of another, and the demo has the same data.
    with home.serving("teamkpi demo", "Ctrl-C stops it") as printed:
        (curl,) = (line for line in printed.splitlines() if line.startswith("curl "))
        assert json.loads(home.run(curl))["Kpi"][0] == jane
        assert home.run("teamkpi kpi 55").startswith("Team 55 Tech Innovators")
