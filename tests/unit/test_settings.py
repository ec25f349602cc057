"""Settings that are neither a number nor a text."""

from __future__ import annotations

import os
import re
from dataclasses import fields
from pathlib import Path

import pytest

from teamkpi.db.server_user import require_named
from teamkpi.errors import DatabaseUnusable, SettingsError
from teamkpi.settings import Settings, text_of, unread_variables, variable_of

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(("text", "expected"), [("on", True), ("OFF", False), (" off ", False), ("", True)])
def test_what_is_on_or_off(text: str, expected: bool) -> None:
    assert Settings.from_environment({"TEAMKPI_THROTTLE": text}).throttle is expected


@pytest.mark.parametrize(
    ("variable", "text", "reason"),
    [
        ("TEAMKPI_THROTTLE", "maybe", "TEAMKPI_THROTTLE must be on or off, not 'maybe'"),
        ("TEAMKPI_THROTTLE", "0", "TEAMKPI_THROTTLE must be on or off, not '0'"),
        ("TEAMKPI_THROTTLE_STATUS", "418", "TEAMKPI_THROTTLE_STATUS must be 409 or 429, not 418"),
        ("TEAMKPI_THROTTLE_STATUS", "503", "TEAMKPI_THROTTLE_STATUS must be a number from 409 to 429, not 503"),
    ],
)
def test_what_cannot_be(variable: str, text: str, reason: str) -> None:
    with pytest.raises(SettingsError) as caught:
        Settings.from_environment({variable: text})
    assert str(caught.value) == reason


def test_a_value_is_written_as_it_is_read() -> None:
    for environment in ({"TEAMKPI_THROTTLE": "off"}, {"TEAMKPI_CORS_ORIGINS": "https://a.example,https://b.example"}):
        [(variable, text)] = environment.items()
        read = getattr(Settings.from_environment(environment), variable.removeprefix("TEAMKPI_").lower())
        assert text_of(read) == text


def test_a_setting_can_be_in_a_file(tmp_path: Path) -> None:
    secret, number = tmp_path / "token", tmp_path / "port"
    secret.write_text("a token of more than 16\n")
    number.write_text(" 8080 ")
    settings = Settings.from_environment({"TEAMKPI_METRICS_TOKEN_FILE": str(secret), "TEAMKPI_PORT_FILE": str(number)})
    assert (settings.metrics_token, settings.port) == ("a token of more than 16", 8080)


def test_a_flag_takes_precedence_over_a_file(tmp_path: Path) -> None:
    assert Settings.from_environment({"TEAMKPI_PORT_FILE": str(tmp_path / "missing")}, port=1).port == 1


@pytest.mark.parametrize(
    ("content", "more", "reason"),
    [
        (b"secret text", {"TEAMKPI_METRICS_TOKEN": "x"}, "are both set; set only one of them"),
        (None, {}, "the file cannot be read: No such file or directory"),
        (b"\xff\xfesecret", {}, "the file cannot be read: it is not UTF-8 text"),
        (b" \n", {}, "the file is empty"),
        (b"x" * 65_537, {}, "the file is larger than 64 KiB"),
    ],
)
def test_a_file_that_cannot_be_used(tmp_path: Path, content: bytes | None, more: dict[str, str], reason: str) -> None:
    path = tmp_path / "private"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(SettingsError) as caught:
        Settings.from_environment({"TEAMKPI_METRICS_TOKEN_FILE": str(path), **more})
    assert "TEAMKPI_METRICS_TOKEN_FILE" in str(caught.value)
    assert str(caught.value).endswith(reason)
    assert "secret" not in str(caught.value)
    assert "private" not in str(caught.value)


def test_a_variable_that_nothing_reads_is_found_with_the_name_that_is_most_like_it() -> None:
    read = {variable_of(one.name): "x" for one in fields(Settings)}
    assert list(unread_variables({**read, "TEAMKPI_SECRET_KEY_FILE": "x", "HOME": "x", "teamkpi_port": "x"})) == []
    mistyped = {"TEAMKPI_DATA_DRI": "x", "TEAMKPI_SMTP_PASSWORD_FIEL": "x", "TEAMKPI_ABOVE_ALL": "x"}
    assert list(unread_variables(mistyped)) == [
        ("TEAMKPI_ABOVE_ALL", None),
        ("TEAMKPI_DATA_DRI", "TEAMKPI_DATA_DIR"),
        ("TEAMKPI_SMTP_PASSWORD_FIEL", "TEAMKPI_SMTP_PASSWORD_FILE"),
    ]


READS_IT = re.compile(r"(?:environ(?:\.get\(|\[)|envvar=)\"(TEAMKPI_[A-Z0-9_]+)\"")


def test_what_the_repository_reads_is_known() -> None:
    """A variable that is new in a command, a test or a tool has to be listed in the settings."""
    scripts = [ROOT / "Makefile", ROOT / "Dockerfile", ROOT / ".ci" / "run", *(ROOT / "tools").glob("*.sh")]
    found = {name for one in scripts for name in re.findall(r"\bTEAMKPI_[A-Z0-9_]+\b", one.read_text("utf-8"))}
    for folder in ("src/teamkpi/cli", "tests", "tools", "bench"):
        for one in (ROOT / folder).rglob("*.py"):
            found.update(READS_IT.findall(one.read_text("utf-8")))
    assert len(found) > 25
    assert [name for name, _ in unread_variables(dict.fromkeys(found, "x"))] == []


@pytest.fixture
def unknown_user(monkeypatch: pytest.MonkeyPatch) -> None:
    """Be a user that the system does not know, without a home, as a container may be started with any number."""
    for name in ("HOME", "XDG_DATA_HOME"):
        monkeypatch.delenv(name, raising=False)
    for name in ("getuid", "geteuid"):
        monkeypatch.setattr(os, name, lambda: 4_000_000)


@pytest.mark.usefixtures("unknown_user")
def test_a_user_without_a_home_has_a_data_folder_by_default() -> None:
    assert Settings().data_dir == Path("/var/lib/teamkpi")


@pytest.mark.usefixtures("unknown_user")
def test_a_user_without_a_name_is_told_what_to_do_instead() -> None:
    with pytest.raises(DatabaseUnusable, match=r"user 4000000, which this system does not know.*TEAMKPI_DATABASE_URL"):
        require_named()
