"""`teamkpi service install`: what it writes, and that systemd takes it."""

from __future__ import annotations

import re
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from teamkpi.cli import program

UNITS = ["teamkpi.service", "teamkpi-backup.service", "teamkpi-backup.timer"]
ENVIRONMENT = "etc/teamkpi/teamkpi.env"
WRAPPER = "usr/local/bin/teamkpi"
# Less is better; 9.6 is a service without any of it. That a client must reach it from the network is counted as well.
MOST_EXPOSED = 30


def install(root: Path, *more: str, user: str = "daemon") -> Result:
    return CliRunner().invoke(program, ["service", "install", "--root", str(root), "--user", user, *more])


def units(root: Path) -> list[Path]:
    return [root / "etc/systemd/system" / unit for unit in UNITS]


def test_it_writes_units_settings_and_a_command_and_says_what_to_do_next(tmp_path: Path) -> None:
    result = install(tmp_path)
    assert result.exit_code == 0, result.output
    assert "systemctl enable --now teamkpi.service teamkpi-backup.timer" in result.output
    written = {
        str(path.relative_to(tmp_path)): stat.S_IMODE(path.stat().st_mode)
        for path in tmp_path.rglob("*")
        if path.is_file()
    }
    assert written == {
        **{f"etc/systemd/system/{unit}": 0o644 for unit in UNITS},
        ENVIRONMENT: 0o640,
        WRAPPER: 0o755,
    }
    for folder in ("var/backups/teamkpi", "var/lib/teamkpi"):
        assert stat.S_IMODE((tmp_path / folder).stat().st_mode) == 0o700
    for path in tmp_path.rglob("*"):
        assert not path.is_file() or not re.search(r"\$[a-z]+\b", path.read_text().replace('"$@"', "")), path


def test_nothing_that_somebody_changed_is_replaced_unasked(tmp_path: Path) -> None:
    install(tmp_path)
    (tmp_path / ENVIRONMENT).write_text("TEAMKPI_PORT=9000\n")
    again = install(tmp_path)
    assert (again.exit_code, f"{tmp_path / ENVIRONMENT}: kept as it is\n" in again.output) == (0, True)
    unit = units(tmp_path)[0]
    before = unit.read_text()
    unit.write_text("# mine\n")
    refused = install(tmp_path)
    assert (refused.exit_code, f"{unit} exists with other content" in refused.output) == (2, True)
    assert unit.read_text() == "# mine\n"
    assert install(tmp_path, "--overwrite").exit_code == 0
    assert unit.read_text() == before
    assert (tmp_path / ENVIRONMENT).read_text() == "TEAMKPI_PORT=9000\n"


@pytest.mark.parametrize(
    ("user", "said"), [("nobody-of-that-name", "adduser --system"), ("root", "does not run as root")]
)
def test_a_user_that_does_not_suit_is_refused(tmp_path: Path, user: str, said: str) -> None:
    result = install(tmp_path, user=user)
    assert (result.exit_code, said in result.output, list(tmp_path.iterdir())) == (2, True, [])


def test_the_command_uses_the_settings_of_the_service(tmp_path: Path) -> None:
    install(tmp_path)
    wrapper = (tmp_path / WRAPPER).read_text()
    assert subprocess.run(["sh", "-n"], input=wrapper, text=True, check=True, capture_output=True).stderr == ""
    environment = tmp_path / ENVIRONMENT
    environment.write_text("TEAMKPI_PORT=none\n")
    here = wrapper.replace(f"/{ENVIRONMENT}", str(environment)).replace("= daemon ]", '= "$(id -un)" ]')
    said = subprocess.run(["sh", "-s", "--", "kpi", "55"], input=here, text=True, capture_output=True, check=False)
    assert (said.returncode, "TEAMKPI_PORT" in said.stderr) == (2, True)


def test_the_command_takes_settings_literally_as_systemd_does(tmp_path: Path) -> None:
    install(tmp_path)
    environment = tmp_path / ENVIRONMENT
    url = "postgresql://u:p$HOME`x`@h/db?sslmode=require&application_name=$(touch made) b;c"
    environment.write_text(
        f'#TEAMKPI_PORT=1\n\n  TEAMKPI_DATABASE_URL={url}  \nTEAMKPI_HOST="::1"\nnot a setting\nA B=c\n'
        "TEAMKPI_SECRET_KEY=a=b=="
    )
    program_here = str(Path(sys.executable).with_name("teamkpi"))
    wrapper = (tmp_path / WRAPPER).read_text().replace(f"/{ENVIRONMENT}", str(environment))
    here = wrapper.replace("= daemon ]", '= "$(id -un)" ]').replace(program_here, shutil.which("env") or "env")
    said = subprocess.run(["sh", "-s"], input=here, text=True, capture_output=True, check=True, cwd=tmp_path, env={})
    found = dict(line.split("=", 1) for line in said.stdout.splitlines() if line.startswith("TEAMKPI_"))
    assert found == {
        "TEAMKPI_DATABASE_URL": url,
        "TEAMKPI_HOST": "::1",
        "TEAMKPI_SECRET_KEY": "a=b==",
    }
    assert (said.stderr, (tmp_path / "made").exists()) == ("", False)
    environment.unlink()
    refused = subprocess.run(["sh", "-s"], input=here, text=True, capture_output=True, check=False)
    assert (refused.returncode, f"only root and daemon may read {environment}" in refused.stderr) == (1, True)


def test_a_program_that_its_own_command_would_replace_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program_here = tmp_path / WRAPPER
    program_here.parent.mkdir(parents=True)
    program_here.write_text("the program")
    monkeypatch.setattr(sys, "executable", str(program_here.with_name("python3")))
    result = install(tmp_path, "--overwrite")
    assert (result.exit_code, "install teamkpi elsewhere" in result.output) == (2, True)
    assert program_here.read_text() == "the program"


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed")
def test_systemd_takes_the_units(tmp_path: Path) -> None:
    install(tmp_path)
    verified = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", "--recursive-errors=no", *map(str, units(tmp_path))],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (verified.returncode, [line for line in verified.stderr.splitlines() if "teamkpi" in line]) == (0, [])
    for unit in units(tmp_path)[:2]:
        rated = subprocess.run(
            ["systemd-analyze", "security", "--offline=yes", f"--threshold={MOST_EXPOSED}", "--no-pager", str(unit)],
            capture_output=True,
            text=True,
            check=False,
        )
        assert rated.returncode == 0, rated.stdout[-2000:] + rated.stderr
