"""``teamkpi account totp`` and its neighbours."""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyotp
import pytest
from psycopg import Connection

from cli.conftest import Run, Start
from conftest import data_folder
from patience import PATIENCE
from teamkpi import clock

JANE, PASSWORD = "jane@example.org", "correct horse battery"
KEYS = [b64encode(bytes([byte]) * 32).decode() for byte in (1, 2)]
TOTP = ("account", "totp", "--email", JANE)
CODES = re.compile(r"^  ((?:[A-Z2-7]{4}-){3}[A-Z2-7]{4})$", re.MULTILINE)


@pytest.fixture(autouse=True)
def jane(run: Run) -> None:
    assert run("account", "create", "--email", JANE, "--password-stdin", stdin=PASSWORD).exit_code == 0


def confirm(process: subprocess.Popen[str]) -> tuple[int, str, str]:
    """Read the secret that a process prints, and show it a code of it."""
    assert process.stdout
    assert process.stdin
    text = ""
    while not (found := re.search(r"^  secret +([A-Z2-7]{32})$", text, re.MULTILINE)):
        line = process.stdout.readline()
        assert line, process.communicate()
        text += line
    stdout, stderr = process.communicate(pyotp.TOTP(found[1]).at(clock.now()) + "\n", timeout=PATIENCE)
    return process.returncode, text + stdout, stderr


def has_second_factor(run: Run) -> bool:
    [line] = [line for line in run("account", "list").stdout.splitlines() if line.startswith(JANE)]
    return " yes " in line


def test_a_script_gives_an_account_a_second_factor(run: Run, start: Start, conn: Connection[Any]) -> None:
    assert not has_second_factor(run)
    code, stdout, stderr = confirm(start(*TOTP, "--confirm-stdin", TEAMKPI_SECRET_KEY=KEYS[0]))
    assert (code, stderr) == (0, "")
    [secret] = re.findall(r"^  secret +(\w+)$", stdout, re.MULTILINE)
    assert f"otpauth://totp/teamkpi:jane%40example.org?secret={secret}&issuer=teamkpi" in stdout
    assert len(set(CODES.findall(stdout))) == 10
    assert has_second_factor(run)

    fresh = run(*TOTP, "--recovery-codes")
    assert (fresh.exit_code, len(set(CODES.findall(fresh.stdout)))) == (0, 10)
    assert set(CODES.findall(fresh.stdout)).isdisjoint(CODES.findall(stdout))
    kept = str(conn.execute("SELECT f::text FROM second_factor AS f").fetchall())
    assert secret not in kept

    # The key is changed: both, then encrypt again, then the new one alone.
    assert run("doctor", TEAMKPI_SECRET_KEY=KEYS[0]).exit_code == 0
    both = f"{KEYS[1]},{KEYS[0]}"
    assert run("account", "reseal", TEAMKPI_SECRET_KEY=both).stdout.startswith("Re-encrypted 1 secrets;")
    assert run("account", "reseal", TEAMKPI_SECRET_KEY=both).stdout.startswith("Re-encrypted 0 secrets;")
    assert "1 in use, and the key decrypts them" in run("doctor", TEAMKPI_SECRET_KEY=KEYS[1]).stdout
    for keys, told in ((KEYS[0], "no key in TEAMKPI_SECRET_KEY decrypts"), ("", "set TEAMKPI_SECRET_KEY, for example")):
        found = run("doctor", TEAMKPI_SECRET_KEY=keys)
        assert found.exit_code == 3
        assert re.search(rf"PROBLEM +second factor +.*{told}", found.stdout)
        again = run("account", "reseal", TEAMKPI_SECRET_KEY=keys)
        assert (again.exit_code, again.stdout) == (2, "")
        assert told in again.stderr

    removed = run(*TOTP, "--remove")
    assert (removed.exit_code, removed.stdout) == (0, f"Removed the second factor of {JANE}.\n")
    assert not has_second_factor(run)
    for arguments in (("--remove",), ("--recovery-codes",)):
        refused = run(*TOTP, *arguments)
        assert (refused.exit_code, refused.stderr) == (1, f"teamkpi: {JANE} has no second factor\n")


def test_it_counts_only_once_a_code_has_confirmed_it(run: Run) -> None:
    for stdin in ("", "\n", "000000x\n", "12345\n"):
        result = run(*TOTP, "--confirm-stdin", stdin=stdin, TEAMKPI_SECRET_KEY=KEYS[0])
        assert result.exit_code == 1
        assert result.stderr == "teamkpi: the code does not match this secret at this time; nothing was changed\n"
        assert CODES.findall(result.stdout) == []
    assert not has_second_factor(run)


@pytest.mark.parametrize(
    ("arguments", "keys", "code", "message"),
    [
        ((*TOTP, "--confirm-stdin"), "", 2, "teamkpi: a second factor needs a key that encrypts its secret: set"),
        ((*TOTP, "--confirm-stdin"), "short", 2, "teamkpi: TEAMKPI_SECRET_KEY: key 1 is not 32 bytes in base64"),
        (TOTP, KEYS[0], 2, "there is no terminal to ask for a code from the app; use --confirm-stdin"),
        ((*TOTP, "--remove", "--recovery-codes"), KEYS[0], 2, "use one of them"),
        (("account", "totp", "--email", "zoe@example.org", "--confirm-stdin"), KEYS[0], 1, "has no account"),
        (("account", "totp", "--email", "zoe", "--remove"), KEYS[0], 1, "'zoe' is not a valid e-mail address"),
        (("account", "totp", "--email", "z@\udcff", "--remove"), KEYS[0], 1, "is not a valid e-mail address"),
    ],
)
def test_what_is_refused_prints_no_secret(
    run: Run, arguments: tuple[str, ...], keys: str, code: int, message: str
) -> None:
    result = run(*arguments, TEAMKPI_SECRET_KEY=keys)
    assert (result.exit_code, result.stdout) == (code, "")
    assert message in result.stderr
    assert "short" not in result.stderr


def test_at_a_terminal_the_code_is_asked_for(run: Run, database_url: str) -> None:
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "teamkpi", *TOTP],
        env={**os.environ, "TEAMKPI_DATABASE_URL": database_url, "TEAMKPI_SECRET_KEY": KEYS[0]},
        stdin=theirs,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    os.close(theirs)
    try:
        assert process.stdout
        text = ""
        while not (found := re.search(r"^  secret +([A-Z2-7]{32})$", text, re.MULTILINE)):
            line = process.stdout.readline()
            assert line, process.communicate()
            text += line
        # A slip of the finger is no reason to begin anew.
        os.write(ours, b"12345\n" + pyotp.TOTP(found[1]).at(clock.now()).encode() + b"\n")
        stdout, stderr = process.communicate(timeout=PATIENCE)
    finally:
        os.close(ours)
    assert process.returncode == 0, stderr
    assert "the code does not match this secret" in stderr
    assert len(set(CODES.findall(stdout))) == 10
    assert has_second_factor(run)


def test_the_key_is_never_an_argument(run: Run) -> None:
    # Everybody on a machine can read the arguments of its processes.
    assert "--trusted-proxies" in run("serve", "--help").stdout
    assert "secret-key" not in run("serve", "--help").stdout
    assert run("serve", "--secret-key", KEYS[0]).exit_code == 2


def test_a_new_password_can_be_asked_for(run: Run) -> None:
    asked = run("account", "require-reset", "--email", JANE)
    assert (asked.exit_code, asked.stdout) == (0, f"{JANE} must change the password before signing in.\n")
    assert "must set a password" in run("account", "list").stdout
    assert run("account", "require-reset", "--email", "zoe@example.org").exit_code == 1


@pytest.fixture
def embedded() -> Iterator[dict[str, str]]:
    with data_folder() as folder:
        yield {"TEAMKPI_DATABASE_URL": "", "TEAMKPI_DATA_DIR": str(folder)}


def test_the_embedded_database_has_a_key_of_its_own(run: Run, start: Start, embedded: dict[str, str]) -> None:
    folder = Path(embedded["TEAMKPI_DATA_DIR"])
    create = ("account", "create", "--email", JANE, "--password-stdin")
    assert run(*create, stdin=PASSWORD, **embedded).exit_code == 0
    assert run("doctor", **embedded).exit_code == 0
    assert not (folder / "secret-key").exists(), "nobody needs one yet"
    code, _, stderr = confirm(start(*TOTP, "--confirm-stdin", **embedded))
    assert (code, stderr) == (0, "")
    file = folder / "secret-key"
    assert oct(file.stat().st_mode & 0o777) == "0o600"
    key = file.read_bytes()
    assert "1 in use, and the key decrypts them" in run("doctor", **embedded).stdout
    # A key that the settings name is used from then on, and the one of before still opens.
    of_settings = {**embedded, "TEAMKPI_SECRET_KEY": KEYS[0]}
    assert run("account", "reseal", **of_settings).stdout.startswith("Re-encrypted 1 secrets;")
    assert file.read_bytes() == key
    assert run("doctor", **of_settings).exit_code == 0
