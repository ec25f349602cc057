"""Settings that are neither a number nor a text."""

from __future__ import annotations

import pytest

from teamkpi.errors import SettingsError
from teamkpi.settings import Settings, text_of


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
