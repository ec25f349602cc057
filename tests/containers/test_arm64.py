"""What the image is made of, on arm64: each locked package has a wheel for it, and the server runs under emulation.

The image itself is not built there: emulated, that takes hours.
"""

from __future__ import annotations

import os
import platform
import re
import shutil
import subprocess
import sys
from importlib.metadata import distribution
from pathlib import Path

import psutil
import pytest

import loopback
from cli.test_processes import read_until
from containers.engine import ROOT, debootstrap
from patience import until

# From the oldest that wheels are built for to that of Debian 12, each of which pip has to be given.
GLIBC = [f"manylinux_2_{minor}_aarch64" for minor in range(17, 37)]


PIP = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--no-input", "--quiet"]


def for_arm64(version: str) -> list[str]:
    """Options of pip that choose wheels for arm64 and a version of Python, as locked."""
    platforms = [f"--platform={one}" for one in ["manylinux2014_aarch64", *GLIBC]]
    return ["--only-binary=:all:", "--no-deps", "--require-hashes", f"--python-version={version}", *platforms]


def _require_asked() -> None:
    if os.environ.get("TEAMKPI_CONTAINERS") != "1":
        pytest.skip("downloads every package: set TEAMKPI_CONTAINERS=1, or `make test-containers`")


@pytest.mark.parametrize("version", ["3.11", "3.13"])
@pytest.mark.parametrize("name", ["requirements.txt", "requirements-otel.txt", "requirements-node.txt"])
def test_every_locked_package_has_a_wheel_for_arm64(name: str, version: str, tmp_path: Path) -> None:
    _require_asked()
    command = [*PIP, "download", "--dest", str(tmp_path), *for_arm64(version), f"--requirement={ROOT / name}"]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    wheels = [path.name for path in tmp_path.iterdir()]
    assert all(re.search(r"(any|aarch64)\.whl$", wheel) for wheel in wheels)
    assert any("aarch64" in wheel for wheel in wheels)


def _require_emulation() -> None:
    """Skip the test unless the kernel starts programs for arm64, also where the emulator is not in the image."""
    if platform.machine() in {"aarch64", "arm64"}:
        pytest.skip("this machine is one for arm64, so test_image.py has tested that")
    registered = Path("/proc/sys/fs/binfmt_misc/qemu-aarch64")
    if not registered.exists() or "F" not in re.findall(r"^flags: (\w*)$", registered.read_text(), re.MULTILINE)[0]:
        pytest.skip("needs emulation of arm64: packages qemu-user-static and binfmt-support, and binfmt_misc mounted")


def _debian(folder: Path) -> None:
    """Lay Debian for arm64 with Python: what TEAMKPI_CONTAINER_BASE_ARM64 names, or a new one."""
    if given := os.environ.get("TEAMKPI_CONTAINER_BASE_ARM64"):
        subprocess.run(["cp", "--archive", f"{given}/.", str(folder)], check=True)
    else:
        debootstrap(folder, "arm64")


def _install(folder: Path) -> None:
    """Install this checkout and its locked packages for arm64 into a folder."""
    command = ["install", "--target", str(folder), *for_arm64("3.11"), f"--requirement={ROOT / 'requirements.txt'}"]
    subprocess.run([*PIP, *command], check=True)
    not_needed = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "src" / "teamkpi", folder / "teamkpi", ignore=not_needed)
    about = distribution("teamkpi").locate_file("").joinpath(f"teamkpi-{distribution('teamkpi').version}.dist-info")
    shutil.copytree(str(about), folder / Path(str(about)).name)


# Everything in it ends with its first process.
SERVE = """
mount -t proc proc "$0/proc"
mount -t tmpfs tmpfs "$0/dev/shm"
exec chroot --userspec=10001:0 "$0" env -i PATH="$PATH" HOME=/data PYTHONPATH=/opt/teamkpi PYTHONUNBUFFERED=1 \
    TEAMKPI_DATA_DIR=/data/teamkpi TEAMKPI_PORT=0 python3 -m teamkpi serve
"""


def test_the_server_and_its_database_run_on_arm64(tmp_path: Path) -> None:
    _require_asked()
    _require_emulation()
    _debian(tmp_path)
    _install(tmp_path / "opt" / "teamkpi")
    with (tmp_path / "etc" / "passwd").open("a") as users:
        users.write("teamkpi:x:10001:10001::/data:/usr/sbin/nologin\n")
    data = tmp_path / "data"
    data.mkdir()
    os.chown(data, 10001, 0)
    (tmp_path / "dev" / "shm").mkdir(exist_ok=True)
    alone = ["unshare", "--mount", "--propagation=private", "--pid", "--fork", "--kill-child"]
    command = [*alone, "sh", "-c", SERVE, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        try:
            url = re.findall(r"http://\S+", read_until(process, "Serving at"))[-1]
            until(lambda: loopback.get(f"{url}/health/ready").status_code == 200)
            assert "aarch64" in (data / "teamkpi" / "postgresql" / "server.log").read_text()
            psutil.Process(process.pid).children()[0].terminate()
            assert process.wait() == 0
        finally:
            process.kill()
