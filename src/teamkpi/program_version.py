"""The version of this program, with what tells two builds of one version apart."""

from __future__ import annotations

import json
import re
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Final

NOTE: Final = "commit.txt"
"""The file of the package with the commit it was built from. The build writes it; a checkout does not have it."""
_COMMIT: Final = re.compile(r"[0-9a-f]{40}")
_WITH_CHANGES: Final = re.compile(r"\bd\d{8}$")
_PACKAGE: Final = Path(__file__).resolve().parent


def full_version() -> str:
    """Return the version, and in brackets the commit it was built from, or a digest of the program, or both.

    A program that was built from a commit and changes that are not in it has both.
    """
    try:
        found = distribution("teamkpi")
    except PackageNotFoundError:
        return "unknown"
    version, _, local = found.version.partition("+")
    if commit := commit_of_checkout(_PACKAGE.parent.parent):
        return f"{version} (commit {commit[:12]})"
    commit = _commit_of_build(_PACKAGE) or _commit_of_installation(found.read_text("direct_url.json"))
    if commit is None:
        return f"{version} (build {_digest()})"
    changes = f" with changes, build {_digest()}" if _WITH_CHANGES.search(local) else ""
    return f"{version} (commit {commit[:12]}{changes})"


def commit_of_checkout(root: Path) -> str | None:
    """Return the commit that is checked out, when a folder is a repository; read without git.

    The build calls this as well.
    """
    git = root / ".git"
    try:
        if git.is_file():  # a worktree names the folder of its own state
            git = (root / git.read_text(encoding="utf-8").removeprefix("gitdir:").strip()).resolve()
        common = git / "commondir"
        shared = (git / common.read_text(encoding="utf-8").strip()).resolve() if common.is_file() else git
        head = (git / "HEAD").read_text(encoding="utf-8").strip()
        if not head.startswith("ref:"):
            return head if _COMMIT.fullmatch(head) else None
        name = head.removeprefix("ref:").strip()
        for file in (git / name, shared / name):
            if file.is_file():
                return file.read_text(encoding="utf-8").strip()
        packed = (shared / "packed-refs").read_text(encoding="utf-8")
    except OSError:
        return None
    found = re.search(rf"^({_COMMIT.pattern}) {re.escape(name)}$", packed, re.MULTILINE)
    return found[1] if found else None


def _commit_of_build(package: Path) -> str | None:
    """Return the commit that the build has noted."""
    try:
        noted = (package / NOTE).read_text("utf-8").strip()
    except OSError:
        return None
    return noted if _COMMIT.fullmatch(noted) else None


def _commit_of_installation(direct_url: str | None) -> str | None:
    """Return the commit that pip has noted, when it installed from a repository."""
    noted = json.loads(direct_url or "{}").get("vcs_info", {}).get("commit_id", "")
    return noted if _COMMIT.fullmatch(noted) else None


def _digest() -> str:
    """Return a digest of the program's own files: the same for the same build, wherever it is installed."""
    digest = sha256()
    for path in sorted(_PACKAGE.rglob("*")):
        if path.suffix in {".py", ".sql", ".css", ".js", ".html"} and "__pycache__" not in path.parts:
            digest.update(f"\0{path.relative_to(_PACKAGE).as_posix()}\0".encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()[:12]
