"""The image on arm64: every locked package has a wheel for it, and the server runs under emulation."""

from __future__ import annotations

import os
import platform
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hatch_build import build

from containers.engine import ROOT, Engine, ensure_base, require_able, wait_until_ready

EMULATED = "localhost/teamkpi-arm64"
# From the oldest that wheels are built for to that of Debian 12, each of which pip has to be given.
GLIBC = [f"manylinux_2_{minor}_aarch64" for minor in range(17, 37)]


@pytest.mark.parametrize("version", ["3.11", "3.13"])
@pytest.mark.parametrize("name", ["requirements.txt", "requirements-otel.txt", "requirements-node.txt"])
def test_every_locked_package_has_a_wheel_for_arm64(name: str, version: str, tmp_path: Path) -> None:
    if os.environ.get("TEAMKPI_CONTAINERS") != "1":
        pytest.skip("downloads every package: set TEAMKPI_CONTAINERS=1, or `make test-containers`")
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--no-input", "--quiet", "download"]
    where = [
        "--dest",
        str(tmp_path),
        "--only-binary=:all:",
        "--no-deps",
        "--require-hashes",
        f"--python-version={version}",
    ]
    platforms = [f"--platform={one}" for one in ["manylinux2014_aarch64", *GLIBC]]
    command = [*pip, *where, *platforms, f"--requirement={ROOT / name}"]
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


@pytest.fixture
def context(tmp_path: Path) -> Path:
    """What the image is built from, with the dashboard already built: emulated, that takes Node half an hour."""
    build(ROOT)
    ignored = (ROOT / ".dockerignore").read_text().splitlines()
    folder = tmp_path / "context"
    folder.mkdir()
    not_sent = shutil.ignore_patterns("node_modules", "dist", "dist-embed", "__pycache__", ".vite")
    for name in [line[1:] for line in ignored if line.startswith("!")]:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name, ignore=not_sent)
        else:
            shutil.copy(ROOT / name, folder)
    (folder / ".dockerignore").write_text("\n".join(line for line in ignored if line != "src/teamkpi/web"))
    return folder


@pytest.fixture
def emulated(engine: Engine, context: Path, tmp_path: Path) -> str:
    _require_emulation()
    base = ensure_base(engine, tmp_path, f"{EMULATED}-base", "arm64")
    require_able(engine, base)
    engine.build(EMULATED, context, "--platform=linux/arm64", f"--build-arg=BASE={base}")
    return EMULATED


@pytest.fixture
def container(engine: Engine, emulated: str) -> Iterator[str]:
    name = "teamkpi-arm64"
    options = ["--detach", "--init", "--read-only", "--tmpfs=/tmp", "--publish=127.0.0.1:8001:8000", "--cap-drop=all"]
    engine("run", f"--name={name}", *options, emulated)
    yield name
    engine("rm", "--force", "--volumes", name)


def test_it_serves_on_arm64(engine: Engine, container: str) -> None:
    wait_until_ready(engine, container, "http://127.0.0.1:8001")
    machine = engine("exec", container, "python", "-c", "import platform; print(platform.machine())")
    assert machine.strip() == "aarch64"
    engine("exec", container, "teamkpi", "doctor")
    engine("stop", "--time=30", container)
    assert engine.state(container)["ExitCode"] == 0
