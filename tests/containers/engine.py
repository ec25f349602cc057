"""Podman, as far as a machine lets it run: with storage, mounts and a network of the tests' own.

As root, everything is in namespaces that end with the tests, so that the machine's own containers, mounts and firewall
stay as they are. Containers get no limits and no control groups of their own: some machines allow neither.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

import pytest

from patience import until

ROOT: Final = Path(__file__).parents[2]
CERTIFICATES: Final = Path("/etc/ssl/certs/ca-certificates.crt")
BASE: Final = "localhost/teamkpi-test-base"
# Ready when it has written its line. Control groups of both versions at once are more than crun understands. What
# answers for names in networks is found by a file in /run/containers, which would be one in another namespace.
_NAMESPACES: Final = """
if mountpoint -q /sys/fs/cgroup/unified; then umount /sys/fs/cgroup/unified; fi
mkdir -p /run/containers
mount -t tmpfs tmpfs /run/containers
ip link set lo up
echo ready
exec sleep infinity
"""
_CONFIGURATION: Final = """
[containers]
default_ulimits = []
cgroups = "disabled"
log_driver = "k8s-file"
[network]
network_backend = "netavark"
network_config_dir = "{folder}/networks"
[engine]
runtime = "crun"
events_logger = "file"
cgroup_manager = "cgroupfs"
"""


class Refused(Exception):
    """A command that ended with another code than 0, with what it said."""


class Engine:
    """Podman with a store in a folder."""

    def __init__(self, folder: Path, holder: int | None) -> None:
        self._folder = folder
        self._enter = ["nsenter", f"--target={holder}", "--mount"] if holder else []
        self._enter_all = [*self._enter, "--net"] if holder else []
        store = ["--root", str(folder / "store"), "--runroot", str(folder / "run")] if holder else []
        self._podman = ["podman", *store]
        self._environment = os.environ.copy()
        if holder:
            (folder / "containers.conf").write_text(_CONFIGURATION.format(folder=folder))
            self._environment["CONTAINERS_CONF"] = str(folder / "containers.conf")

    def __call__(self, *arguments: str, stdin: bytes | None = None) -> str:
        """Run a command of the engine, and return what it printed."""
        return self._run([*self._enter_all, *self._podman, *arguments], stdin)

    def on_loopback(self, *command: str, stdin: bytes | None = None) -> str:
        """Run a program of this machine where published ports are."""
        return self._run([*self._enter_all, *command], stdin)

    def prefix(self) -> list[str]:
        """What a program starts with that is to be where published ports are."""
        return self._enter_all

    def wrapper(self) -> Path:
        """A program that is the engine, for podman-compose, which starts containers in their order itself.

        Podman 4.3 cannot start a container that requires one which requires another.
        """
        path = self._folder / "engine"
        words = " ".join(f"'{word}'" for word in [*self._enter_all, *self._podman])
        drop = 'for word; do shift; case $word in --requires=*) ;; *) set -- "$@" "$word" ;; esac; done'
        path.write_text(f'#!/bin/sh\n{drop}\nexec {words} "$@"\n')
        path.chmod(0o755)
        return path

    def environment(self) -> dict[str, str]:
        return self._environment

    def build(self, tag: str, context: Path, *arguments: str) -> None:
        """Build an image with the machine's own network, trusting the authorities that the machine trusts."""
        trusted: list[str] = []
        if CERTIFICATES.exists():
            (self._folder / "pip.conf").write_text(f"[global]\ncert = {CERTIFICATES}\n")
            (self._folder / "npmrc").write_text(f"cafile={CERTIFICATES}\n")
            home = Path("/root")
            mounts = {str(CERTIFICATES): CERTIFICATES, "pip.conf": "/etc/pip.conf", "npmrc": home / ".npmrc"}
            trusted = [f"--volume={self._folder / source}:{target}:ro" for source, target in mounts.items()]
        # Podman's own format has no HEALTHCHECK.
        how = ["--format=docker", "--network=host", *trusted, *arguments, f"--tag={tag}", str(context)]
        self._run([*self._enter, *self._podman, "build", *how])

    def has(self, image: str) -> bool:
        with suppress(Refused):
            self("image", "exists", image)
            return True
        return False

    def state(self, container: str) -> dict[str, Any]:
        return dict(json.loads(self("inspect", "--format={{json .State}}", container)))

    def log(self, container: str) -> str:
        """Everything that a container has written, to either stream."""
        command = [*self._enter_all, *self._podman, "logs", container]
        result = subprocess.run(command, env=self._environment, capture_output=True, text=True, check=True)
        return result.stdout + result.stderr

    def _run(self, command: Sequence[str], stdin: bytes | None = None) -> str:
        result = subprocess.run(command, env=self._environment, input=stdin, capture_output=True, check=False)
        if result.returncode != 0:
            raise Refused(f"{command}: {result.returncode}\n{result.stdout.decode()[-3000:]}\n{result.stderr.decode()}")
        return result.stdout.decode()


@contextmanager
def engine_in(folder: Path) -> Iterator[Engine]:
    """An engine with its store in a folder; skips the test if there is none that can run a container."""
    needed = ("podman", "crun", "netavark", "aardvark-dns", "curl", "nsenter", "unshare")
    # Podman's helpers are not on the PATH.
    places = os.pathsep.join([os.environ.get("PATH", ""), "/usr/lib/podman", "/usr/libexec/podman"])
    missing = [name for name in needed if shutil.which(name, path=places) is None]
    if missing:
        pytest.skip(f"needs {', '.join(missing)}")
    if os.geteuid() != 0:
        yield Engine(folder, None)
        return
    command = ["unshare", "--mount", "--net", "--propagation=private", "sh", "-c", _NAMESPACES]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as holder:
        assert holder.stdout
        said = holder.stdout.readline()
        try:
            if said != "ready\n":
                pytest.skip(f"needs namespaces of its own: {said}")
            engine = Engine(folder, holder.pid)
            yield engine
            for container in engine("ps", "--all", "--quiet").split():
                engine("rm", "--force", "--volumes", container)
        finally:
            holder.send_signal(signal.SIGKILL)


def ensure_base(engine: Engine, folder: Path) -> str:
    """The image to build on: what TEAMKPI_CONTAINER_BASE names (an image, or a folder with Debian), or made here."""
    given = os.environ.get("TEAMKPI_CONTAINER_BASE", "")
    if given and not Path(given).is_dir():
        return given
    if engine.has(BASE):
        return BASE
    place = Path(given) if given else folder
    if not given:
        debootstrap(place)
    archive = subprocess.run(["tar", "-C", str(place), "-c", "."], capture_output=True, check=True).stdout
    engine("import", "--quiet", "-", BASE, stdin=archive)
    return BASE


def debootstrap(place: Path, architecture: str | None = None) -> None:
    """Lay a Debian with Python, of this machine's architecture or another one, whose programs it can run."""
    if shutil.which("debootstrap") is None or os.geteuid() != 0:
        pytest.skip("needs a base image: set TEAMKPI_CONTAINER_BASE, or be root and install debootstrap")
    packages = "--include=python3,python3-venv,python3-pip,ca-certificates"
    foreign = [f"--arch={architecture}"] if architecture else []
    subprocess.run(["debootstrap", "--variant=minbase", packages, *foreign, "bookworm", str(place)], check=True)


def require_able(engine: Engine, image: str) -> None:
    """Skip the test if the engine cannot run a container."""
    try:
        engine("run", "--rm", image, "true")
    except Refused as error:
        pytest.skip(f"the engine cannot run a container on this machine: {error}")


def check_health(engine: Engine) -> None:
    """Check the health of all containers once, as the engine does itself again and again where there is systemd."""
    for container in engine("ps", "--quiet").split():
        with suppress(Refused):
            engine("healthcheck", "run", container)


def eventually(engine: Engine, container: str, holds: Callable[[], bool]) -> None:
    """Wait until something holds of a container, which must not end before."""

    def found() -> bool:
        if holds():
            return True
        assert engine.state(container)["Status"] in {"running", "created"}, engine.log(container)
        return False

    until(found)


def is_ready(engine: Engine, url: str) -> bool:
    """Whether the server there says that it is ready."""
    with suppress(Refused):
        engine.on_loopback("curl", "--silent", "--fail", f"{url}/health/ready")
        return True
    return False


def wait_until_ready(engine: Engine, container: str, url: str) -> None:
    eventually(engine, container, lambda: is_ready(engine, url))
