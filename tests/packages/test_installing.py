"""The wheel and the sdist of what is committed, installed without Node in an empty home, and the demo started.

Only when ``TEAMKPI_PACKAGES`` is 1: everything is downloaded from the registry.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import venv
import zipfile
from pathlib import Path
from typing import NamedTuple

import pytest

from loopback import get
from measure_install import clean_environment, path_without_node
from patience import PATIENCE, until

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.skipif(
    os.environ.get("TEAMKPI_PACKAGES") != "1",
    reason="downloads every package several times: set TEAMKPI_PACKAGES=1, or `make test-packages`",
)


class Built(NamedTuple):
    wheel: Path
    sdist: Path
    commit: str


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    place = tmp_path_factory.mktemp("built")
    subprocess.run(["git", "clone", "--quiet", ROOT, place / "clone"], check=True)
    if (ROOT / "src/teamkpi/web").is_dir():  # taken if it is built from the same sources
        shutil.copytree(ROOT / "src/teamkpi/web", place / "clone/src/teamkpi/web")
    command = [sys.executable, "-m", "hatchling", "build", "--directory", str(place / "dist")]
    subprocess.run(command, cwd=place / "clone", check=True, capture_output=True)
    head = subprocess.run(["git", "rev-parse", "HEAD"], cwd=place / "clone", check=True, capture_output=True, text=True)
    [wheel], [sdist] = place.glob("dist/*.whl"), place.glob("dist/*.tar.gz")
    return Built(wheel, sdist, head.stdout.strip())


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """One with an empty home, and with the system's programs without Node."""
    home = tmp_path / "home"
    home.mkdir()
    path = path_without_node(tmp_path / "programs")
    return {**clean_environment(home), "PATH": path, "TEAMKPI_DATA_DIR": str(home / "data")}


def installed(how: str, built: Built, place: Path, environment: dict[str, str]) -> list[str]:
    """Install in one of the documented ways, and return the command."""
    tools = place / "tools"
    venv.create(tools, with_pip=True)
    pip = [str(tools / "bin" / "python"), "-m", "pip", "install", "--quiet"]

    def run(*command: str) -> None:
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr

    match how:
        case "pip, wheel" | "pip, sdist":
            run(*pip, str(built.wheel if how == "pip, wheel" else built.sdist))
            return [str(tools / "bin" / "teamkpi")]
        case "pipx":
            run(*pip, "pipx")
            run(str(tools / "bin" / "pipx"), "install", str(built.wheel))
            return [f"{environment['HOME']}/.local/bin/teamkpi"]
        case _:
            run(*pip, "uv")
            return [str(tools / "bin" / "uvx"), "--from", str(built.wheel), "teamkpi"]


@pytest.mark.parametrize("how", ["pip, wheel", "pip, sdist", "pipx", "uvx"])
def test_it_installs_and_serves_without_node(
    how: str, built: Built, tmp_path: Path, environment: dict[str, str]
) -> None:
    command = installed(how, built, tmp_path, environment)
    said = subprocess.run([*command, "--version"], env=environment, capture_output=True, text=True, check=True).stdout
    assert re.fullmatch(rf"teamkpi \S+ \(commit {built.commit[:12]}\)\n", said)
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = str(probe.getsockname()[1])
    with (tmp_path / "log").open("w") as log:
        demo = subprocess.Popen(
            [*command, "demo", "--port", port], env=environment, stdout=log, stderr=log, start_new_session=True
        )

    def address() -> str | None:
        said = (tmp_path / "log").read_text()
        assert demo.poll() is None, said
        found = re.search(r"http://127\.0\.0\.1:\d+", said)
        return found[0] if found else None

    try:
        served = until(address)
        for page in ("dashboard", "console"):
            assert "<script" in get(f"{served}/{page}").raise_for_status().text
    finally:
        os.killpg(demo.pid, signal.SIGINT)
        demo.wait(PATIENCE)


def test_the_sdist_makes_the_same_wheel(built: Built, tmp_path: Path, environment: dict[str, str]) -> None:
    shutil.unpack_archive(built.sdist, tmp_path / "unpacked")
    [unpacked] = (tmp_path / "unpacked").iterdir()
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(tmp_path / "again")]
    subprocess.run(command, cwd=unpacked, env=environment, check=True, capture_output=True)
    [again] = (tmp_path / "again").iterdir()
    with zipfile.ZipFile(built.wheel) as one, zipfile.ZipFile(again) as other:
        assert {file.filename: file.CRC for file in one.infolist()} == {
            file.filename: file.CRC for file in other.infolist()
        }
