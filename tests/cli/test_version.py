"""`teamkpi --version` tells two builds apart."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import CliRunner

from house_rules import ROOT
from teamkpi import program_version as version
from teamkpi.cli import program


def test_it_names_the_commit_that_is_checked_out() -> None:
    head = subprocess.run(["git", "-C", ROOT, "rev-parse", "HEAD"], capture_output=True, text=True, check=False).stdout
    said = CliRunner().invoke(program, ["--version"]).output
    assert re.fullmatch(r"teamkpi \d+\.\d+\.\d+ \((commit|build) [0-9a-f]{12}\)\n", said)
    assert not head or f"(commit {head[:12]})" in said


def test_a_packed_or_detached_head_is_read_as_well(tmp_path: Path) -> None:
    git = tmp_path / ".git"
    git.mkdir()
    commit = "0123456789abcdef0123456789abcdef01234567"
    (git / "HEAD").write_text("ref: refs/heads/main\n")
    assert version.commit_of_checkout(tmp_path) is None
    (git / "packed-refs").write_text(f"# pack-refs with: peeled\n{commit} refs/heads/main\n")
    assert version.commit_of_checkout(tmp_path) == commit
    (git / "HEAD").write_text(f"{commit}\n")
    assert version.commit_of_checkout(tmp_path) == commit


def test_a_build_notes_its_commit_and_any_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "lib" / "teamkpi"
    package.mkdir(parents=True)
    monkeypatch.setattr(version, "_PACKAGE", package)
    installed = SimpleNamespace(version="0.2.0", read_text=lambda _: None)
    monkeypatch.setattr(version, "distribution", lambda _: installed)
    assert re.fullmatch(r"0\.2\.0 \(build [0-9a-f]{12}\)", version.full_version())
    (package / version.NOTE).write_text("0123456789abcdef0123456789abcdef01234567\n")
    assert version.full_version() == "0.2.0 (commit 0123456789ab)"
    installed.version = "0.2.0+g012345678"
    assert version.full_version() == "0.2.0 (commit 0123456789ab)"
    installed.version = "0.2.0+g012345678.d20261130"
    assert re.fullmatch(r"0\.2\.0 \(commit 0123456789ab with changes, build [0-9a-f]{12}\)", version.full_version())


def test_pip_s_note_of_a_repository_is_read() -> None:
    commit = "0123456789abcdef0123456789abcdef01234567"
    noted = json.dumps({"url": "https://example.org/teamkpi.git", "vcs_info": {"vcs": "git", "commit_id": commit}})
    assert version._commit_of_installation(noted) == commit
    assert version._commit_of_installation('{"url": "file:///x", "dir_info": {}}') is None
    assert version._commit_of_installation(None) is None


def test_a_changed_program_has_another_digest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(version, "_PACKAGE", tmp_path)
    (tmp_path / "a.py").write_text("1")
    first = version._digest()
    assert first == version._digest()
    (tmp_path / "a.py").write_text("2")
    assert version._digest() != first
