"""What is said about a command line that cannot be used: in plain words, and before anything is done or asked for."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cli.test_only_reading import commands
from teamkpi.cli import program
from teamkpi.ledger.values import LARGEST_ID

NO_FILE = os.strerror(errno.ENOENT)


def run(*arguments: str, **environment: str) -> Result:
    variables = {"TEAMKPI_DATABASE_URL": "postgresql://127.0.0.1:1/x", **environment}
    return CliRunner().invoke(program, arguments, prog_name="teamkpi", env=variables)


def last_line(result: Result) -> str:
    assert (result.exit_code, result.stdout) == (2, "")
    return result.stderr.splitlines()[-1]


@pytest.mark.parametrize(
    ("words", "option"),
    [
        *((f"statement 55 2026-10 --{form}", f"--{form}") for form in ("csv", "xlsx", "pdf")),
        ("import --rejected", "--rejected"),
        ("network export default", "FILE"),
    ],
)
def test_a_file_that_cannot_be_written_is_said_before_anything_is_done(words: str, option: str) -> None:
    said = last_line(run(*words.split(), "/nowhere/at/all.csv", *(["."] if words.startswith("import") else [])))
    assert said == f"Error: Invalid value for '{option}': /nowhere/at/all.csv cannot be written: {NO_FILE}"


def test_a_file_in_a_file_or_a_closed_folder_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert "cannot be written: Not a directory" in last_line(run("network", "export", "a", f"{tmp_path}/file/b"))
    assert "is a directory" in last_line(run("network", "export", "a", str(tmp_path)))
    if os.geteuid() != 0:
        tmp_path.chmod(0o500)
        assert "cannot be written: Permission denied" in last_line(run("network", "export", "a", f"{tmp_path}/b"))
        tmp_path.chmod(0o700)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("kpi", "abc"), f"'TEAM_ID': must be a whole number from 1 to {LARGEST_ID}, not 'abc'"),
        (("kpi", "0"), f"'TEAM_ID': must be a whole number from 1 to {LARGEST_ID}, not 0"),
        (("why", "55", "jane", "BookedTimeTotal"), "'COWORKER': must be the ID of a member, or 'team', not 'jane'"),
        (("demo", "--seed", "x"), "'--seed': must be a whole number, not 'x'"),
        (("backup", ".", "--keep", "0"), "'--keep': must be a whole number, 1 or more, not 0"),
        (("mirror", "add", "foo", "--email", "a@example.com"), "'KIND': 'foo' is not one of 'nexudus', 'teamkpi'."),
        (("provider", "passwords", "x"), "'STATE': 'x' is not one of 'off', 'on'."),
    ],
)
def test_values_that_do_not_fit_are_named_in_plain_words(arguments: tuple[str, ...], said: str) -> None:
    assert last_line(run(*arguments)) == f"Error: Invalid value for {said}"


def test_a_missing_argument_is_named() -> None:
    said = run("mirror", "add", "--email", "a@example.com").stderr
    assert "Error: Missing argument 'KIND'. Choose from:" in said


def test_a_mistyped_command_gets_a_suggestion() -> None:
    assert (
        last_line(run("acount", "list"))
        == "Error: No such command 'acount'. (Did you mean one of: 'account', 'amounts'?)"
    )
    assert last_line(run("account", "lst")) == "Error: No such command 'lst'. Did you mean 'list'?"


def test_the_usage_of_undo_is_how_it_is_called() -> None:
    result = run("import", "undo")
    assert result.exit_code == 2
    assert result.stderr.startswith("Usage: teamkpi import undo [OPTIONS] ID\n")
    assert run("import").stderr.startswith("Usage: teamkpi import [OPTIONS] PATH\n")


def test_two_forms_at_once_are_refused() -> None:
    assert last_line(run("kpi", "55", "--csv", "--json")) == "Error: use either --json or --csv, not both"


def test_no_option_silently_replaces_another() -> None:
    for words, command in commands():
        names = [one.name for one in command.params]
        assert len(names) == len(set(names)), words


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("account", "create", "--email", "foo"), "'foo' is not a valid e-mail address"),
        (("account", "passwd", "--email", "foo"), "'foo' is not a valid e-mail address"),
        (
            ("mirror", "add", "nexudus", "--email", "a@example.com", "--base-url", "ftp://x"),
            "--base-url must be an address like https://spaces.nexudus.com",
        ),
    ],
)
def test_a_wrong_value_is_said_before_a_secret_is_asked_for(arguments: tuple[str, ...], said: str) -> None:
    result = run(*arguments)
    assert (result.exit_code, result.stdout, result.stderr) == (1, "", f"teamkpi: {said}\n")


def test_a_setting_that_cannot_be_is_named_as_it_was_given() -> None:
    by_flag = run("serve", "--port", "99999")
    assert (by_flag.exit_code, by_flag.stderr) == (2, "teamkpi: --port must be a number from 0 to 65535, not 99999\n")
    by_environment = run("serve", TEAMKPI_PORT="99999")
    assert by_environment.stderr == "teamkpi: TEAMKPI_PORT must be a number from 0 to 65535, not 99999\n"
