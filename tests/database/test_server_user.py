"""The system user of the embedded server, on a machine that does not have it yet."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

STARTS = 4
CREATE = """
import subprocess
from teamkpi.db import server_user
run = subprocess.run
subprocess.run = lambda *command, **how: print("useradd", flush=True) or run(*command, **how)
known = server_user._known
def first():
    server_user._known = known
    try:
        return known()
    finally:
        print("asked", flush=True)
        input()  # until the others have asked, too
server_user._known = first
server_user.SYSTEM_USER = "teamkpi-test"
print(server_user.server_user(), flush=True)
"""
"""Ask for the server's user, and create it, since nobody else has yet."""
IN_A_COPY = 'mount --bind "$1" /etc && shift && exec "$@"'
"""A shell's command: run a program that finds a copy of /etc, and changes that."""
ALONE = """
import subprocess, sys
command = [sys.executable, "-c", sys.argv[1]]
both = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
starts = [subprocess.Popen(command, text=True, **both) for _ in range(int(sys.argv[2]))]
assert {start.stdout.readline() for start in starts} == {"asked\\n"}
for start in starts:
    start.stdin.write("\\n")
    start.stdin.flush()
print("".join([start.communicate()[0] for start in starts]), end="")
sys.exit(any(start.returncode for start in starts))
"""


@pytest.fixture
def copy_of_etc(tmp_path: Path) -> Path:
    """A copy of /etc that this process may put in its place, for a program of its own."""
    unshare = ["unshare", "--mount", "true"]
    if os.geteuid() != 0 or subprocess.run(unshare, check=False, capture_output=True).returncode != 0:
        pytest.skip("needs a view of the file system of its own (as root, outside a restricted container)")
    subprocess.run(["cp", "--archive", "/etc/.", str(tmp_path)], check=True)
    return tmp_path


def test_servers_that_start_together_on_a_new_machine_get_the_same_user(copy_of_etc: Path) -> None:
    command = ["unshare", "--mount", "sh", "-c", IN_A_COPY, "sh", str(copy_of_etc)]
    program = [sys.executable, "-c", ALONE, CREATE, str(STARTS)]
    done = subprocess.run([*command, *program], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    said = done.stdout.splitlines()
    assert said.count("useradd") == 1
    (user,) = set(said) - {"useradd"}
    listed = (copy_of_etc / "passwd").read_text().splitlines()
    (entry,) = [line.split(":") for line in listed if line.startswith("teamkpi-test:")]
    assert user == f"ServerUser(name='teamkpi-test', uid={entry[2]}, gid={entry[3]})"
