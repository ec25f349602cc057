"""Settings: one frozen object, read once from the environment.

Every field is the environment variable ``TEAMKPI_<NAME>``; where a command has a flag for it, the flag wins. The
``doc`` of each field is its text in ``--help`` and in the documentation.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import timedelta
from pathlib import Path
from typing import Any

import platformdirs

from teamkpi.errors import SettingsError


def _setting(default: Any, doc: str, least: int = 0, most: int = 2**31 - 1) -> Any:
    """Declare a setting; ``least`` and ``most`` bound it when it is a number."""
    return field(default=default, metadata={"doc": doc, "least": least, "most": most})


def default_data_dir() -> Path:
    """Return where the embedded database lives unless told otherwise.

    PostgreSQL refuses to run as root; started by root it runs as a system user, which cannot enter root's home.
    """
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        return Path("/var/lib/teamkpi")
    return Path(platformdirs.user_data_path("teamkpi", appauthor=False))


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All settings of one process."""

    database_url: str | None = _setting(
        None, "Your own PostgreSQL (15 or newer) as a connection URL; unset: the embedded one."
    )
    data_dir: Path = field(default_factory=default_data_dir, metadata={"doc": "Folder of the embedded database."})
    host: str = _setting("127.0.0.1", "Address that `serve` listens on.")
    port: int = _setting(8000, "TCP port that `serve` listens on; 0 picks a free one.", most=65_535)
    pool_size: int = _setting(
        8, "Most database connections that one server process holds for reads.", least=1, most=1000
    )
    open_checkin_hours: int = _setting(
        24, "An open check-in counts up to now, but for at most so many hours.", least=1, most=87_600
    )
    access_token_seconds: int = _setting(
        86_400, "How long an access token holds, in seconds.", least=1, most=31_536_000
    )
    refresh_token_days: int = _setting(15, "How long a refresh token holds, in days.", least=1, most=3650)
    cors_origins: tuple[str, ...] = _setting(
        (), "Origins (comma-separated) whose pages may call the API from a browser; `*` for any."
    )
    cache_mebibytes: int = _setting(
        64, "Memory for cached answers in each server process, in MiB; 0 turns the cache off.", most=1_048_576
    )
    max_body_bytes: int = _setting(1_048_576, "Largest request body that is read, in bytes.", least=1024)
    shutdown_seconds: int = _setting(
        20, "How long requests under way may take to finish once the server is told to stop.", most=3600
    )

    def __post_init__(self) -> None:
        for setting in fields(self):
            value = getattr(self, setting.name)
            if isinstance(value, int) and not setting.metadata["least"] <= value <= setting.metadata["most"]:
                bounds = f"{setting.metadata['least']} to {setting.metadata['most']}"
                raise SettingsError(f"{variable_of(setting.name)} must be a number from {bounds}, not {value}")

    @property
    def open_checkin_limit(self) -> timedelta:
        """The longest time that an open check-in counts for."""
        return timedelta(hours=self.open_checkin_hours)

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None, **flags: Any) -> Settings:
        """Read the settings; ``flags`` that are not None win over the environment.

        Raises SettingsError, naming the variable, for a value that cannot be used.
        """
        environment = os.environ if environment is None else environment
        values: dict[str, Any] = {}
        for setting in fields(cls):
            if flags.get(setting.name) is not None:
                values[setting.name] = flags[setting.name]
                continue
            variable = variable_of(setting.name)
            text = environment.get(variable, "").strip()
            if text:
                values[setting.name] = _read(variable, str(setting.type), text)
        return cls(**values)


def variable_of(name: str) -> str:
    """Return the environment variable of a setting."""
    return f"TEAMKPI_{name.upper()}"


def _read(variable: str, kind: str, text: str) -> Any:
    if kind == "int":
        if not text.isascii() or not text.isdigit():
            raise SettingsError(f"{variable} must be a whole number, zero or more, not {text!r}")
        return int(text)
    if kind == "Path":
        return Path(text).expanduser()
    if kind.startswith("tuple"):
        return tuple(part.strip() for part in text.split(",") if part.strip())
    return text
