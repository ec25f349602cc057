"""The units that `teamkpi service install` writes, run by this machine's systemd in namespaces of the test's own.

The machine's files are only read: what is written goes into a folder of the test, which is laid over them. Its services
are not started.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from containers.engine import ROOT
from patience import until

SYSTEM_PYTHON = Path("/usr/bin/python3")
_PLACES = ("/usr/lib/systemd/systemd", "/lib/systemd/systemd")
SYSTEMD = next((one for one in _PLACES if Path(one).exists()), None)
# Becomes the first process of its namespaces. Units of the machine are hidden, but for those of systemd itself.
_BOOT = """
set -e
mount --make-rprivate /
mount -t overlay overlay -o lowerdir=/,upperdir={folder}/upper,workdir={folder}/work {folder}/root
cd {folder}/root
mount -t proc proc proc
mount -t sysfs -o ro sysfs sys
mount -t cgroup2 cgroup2 sys/fs/cgroup
mount -t tmpfs -o mode=755 tmpfs dev
for one in null zero full random urandom tty; do touch dev/$one; mount --bind /dev/$one dev/$one; done
mkdir dev/shm dev/pts
mount -t tmpfs tmpfs dev/shm
mount -t devpts -o newinstance,ptmxmode=0666 devpts dev/pts
ln -s pts/ptmx dev/ptmx
ln -s /proc/self/fd dev/fd
touch dev/console
for one in run tmp etc/systemd/system; do mount -t tmpfs -o mode=755 tmpfs $one; done
chmod 1777 tmp
ip link set lo up
exec env -i container=test PATH=/usr/sbin:/usr/bin:/sbin:/bin chroot . {systemd} --system --unit=basic.target
"""

_NAMESPACES = ("--pid", "--mount", "--ipc", "--uts", "--net", "--cgroup")


class Machine:
    """A running systemd, entered by the number of its process."""

    def __init__(self, pid: int) -> None:
        self._enter = ["nsenter", f"--target={pid}", *["--mount", "--pid", "--net", "--ipc", "--uts", "--root", "--wd"]]

    def __call__(self, *command: str) -> str:
        """Run a command there as root, and return what it printed."""
        path = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8"}
        done = subprocess.run([*self._enter, *command], capture_output=True, text=True, check=False, env=path)
        assert done.returncode == 0, (command, done.stdout, done.stderr)
        return done.stdout

    def works(self, *command: str) -> bool:
        """Return whether a command ends well."""
        return subprocess.run([*self._enter, *command], capture_output=True, check=False).returncode == 0


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """An installation that the user of the service can read, made of the locked packages and this checkout."""
    place = tmp_path / "upper" / "opt" / "teamkpi"
    subprocess.run([SYSTEM_PYTHON, "-m", "venv", place], check=True)
    pip = [str(place / "bin" / "python"), "-m", "pip", "--quiet", "install"]
    subprocess.run([*pip, "--require-hashes", "-r", str(ROOT / "requirements.txt")], check=True)
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path / "dist")]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    subprocess.run([*pip, "--no-deps", *map(str, (tmp_path / "dist").glob("*.whl"))], check=True)
    # The environment is moved to where it is in the machine.
    for script in (place / "bin").iterdir():
        if script.is_file() and not script.is_symlink() and b"\0" not in (content := script.read_bytes()):
            script.write_bytes(content.replace(os.fsencode(place), b"/opt/teamkpi"))
    return Path("/opt/teamkpi/bin/teamkpi")


@pytest.fixture
def machine(tmp_path: Path, program: Path) -> Iterator[Machine]:
    del program
    for name in ("work", "root"):
        (tmp_path / name).mkdir()
    with a_control_group() as group:
        enter = ["sh", "-c", 'echo $$ >"$0/cgroup.procs" && exec "$@"', str(group)]
        apart = ["unshare", "--fork", "--kill-child", *_NAMESPACES, "sh", "-c"]
        boot = _BOOT.format(folder=tmp_path, systemd=SYSTEMD)
        with subprocess.Popen([*enter, *apart, boot], stdin=subprocess.DEVNULL) as first:
            try:
                children = Path(f"/proc/{first.pid}/task/{first.pid}/children")
                pid = until(lambda: children.read_text().split())[0]
                made = Machine(int(pid))
                until(lambda: made.works("systemctl", "is-active", "basic.target"))
                yield made
            finally:
                first.kill()


@contextmanager
def a_control_group() -> Iterator[Path]:
    """A group for the processes of a test, with those that they make in it; removed when they have ended."""
    both = Path("/sys/fs/cgroup/unified")
    group = (both if both.is_dir() else both.parent) / f"teamkpi-test-{os.getpid()}"
    group.mkdir()
    try:
        yield group
    finally:
        until(lambda: not (group / "cgroup.procs").read_text() and _is_removed(group))


def _is_removed(group: Path) -> bool:
    with suppress(OSError):
        for folder, _, _ in os.walk(group, topdown=False):
            Path(folder).rmdir()
    return not group.exists()


@pytest.mark.skipif(os.environ.get("TEAMKPI_CONTAINERS") != "1", reason="`make test-containers` runs systemd")
@pytest.mark.skipif(os.geteuid() != 0, reason="only root can start systemd in namespaces")
@pytest.mark.skipif(SYSTEMD is None, reason="needs systemd")
@pytest.mark.skipif(not SYSTEM_PYTHON.exists(), reason=f"needs {SYSTEM_PYTHON}")
def test_the_service_runs_restarts_backs_up_and_stops(machine: Machine, program: Path) -> None:
    machine("useradd", "--system", "--home-dir", "/var/lib/teamkpi", "teamkpi")
    assert "systemctl enable --now" in machine(str(program), "service", "install")
    machine("systemctl", "daemon-reload")
    machine("systemctl", "start", "teamkpi.service", "teamkpi-backup.timer")
    is_ready: Callable[[], bool] = lambda: machine.works("curl", "-sf", "http://127.0.0.1:8000/health/ready")  # noqa: E731
    until(is_ready)

    def shown(name: str) -> str:
        return machine("systemctl", "show", "--value", "-p", name, "teamkpi.service").strip()

    assert "teamkpi-backup.service" in machine("systemctl", "list-timers", "--no-pager")
    machine("systemctl", "start", "teamkpi-backup.service")
    assert "the last verified one was made" in machine("/usr/local/bin/teamkpi", "doctor")
    machine("kill", "-9", shown("MainPID"))
    until(lambda: shown("NRestarts") == "1" and is_ready())
    machine("systemctl", "stop", "teamkpi.service")
    assert [shown(one) for one in ("ActiveState", "Result", "ExecMainStatus")] == ["inactive", "success", "0"]
    assert not machine.works("pgrep", "-u", "teamkpi")
    assert machine("systemctl", "--failed", "--no-legend", "--plain") == ""
