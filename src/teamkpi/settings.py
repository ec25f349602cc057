"""Settings: one frozen object, read once from the environment.

Every field is the environment variable ``TEAMKPI_<NAME>``, or the file that ``TEAMKPI_<NAME>_FILE`` names; where a
command has a flag for it, the flag takes precedence. The ``doc`` of each field is its text in ``--help`` and in the
documentation.
"""

from __future__ import annotations

import base64
import binascii
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, fields
from datetime import timedelta
from difflib import get_close_matches
from ipaddress import ip_network
from pathlib import Path
from typing import Any, Final

import platformdirs

from teamkpi.errors import SettingsError

_ON_OR_OFF: Final = ("off", "on")
_SHORTEST_TOKEN: Final = 16
_LARGEST_FILE: Final = 65_536
_LIKENESS: Final = 0.85
_WEBHOOK_SECRET: Final = "whsec_"  # noqa: S105 - a prefix
_PREFIX: Final = "TEAMKPI_"
_OF_COMMANDS: Final = ("MIRROR_PASSWORD", "MIRROR_TOTP", "MOVE_TO", "NETWORK", "OLD_PROGRAMS")
"""What single commands read besides the settings."""
_OF_DEVELOPMENT: Final = (
    *("BENCH_BEFORE", "BUILD_WEB", "CHROMIUM", "COMMIT", "CONTAINERS", "CONTAINER_BASE", "CONTAINER_BASE_ARM64"),
    *("CONTAINER_STORE", "EVERY_LAYOUT", "FAULTS", "MIRROR_FIRST_HISTORY", "MIRROR_HISTORIES", "NEXT", "OUTBOX_KILLS"),
    *("PACKAGES", "PICTURES", "REQUIRE_BROWSER", "SERVER", "STATES", "TAG", "TEST_CITUS", "TEST_EXAMPLES"),
    *("TEST_POSTGRES", "TEST_SERVER", "TEST_SERVERS", "TEST_WEB"),
)
"""What builds, tests and tools of the repository read."""


def _setting(
    default: Any,
    doc: str,
    least: int = 0,
    most: int = 2**31 - 1,
    *,
    is_secret: bool = False,
    choices: tuple[str, ...] | None = None,
) -> Any:
    """Declare a setting; ``least`` and ``most`` bound it when it is a number, ``choices`` are all its values if few.

    A secret one has no flag, since every user of a machine can read the arguments of its processes.
    """
    metadata = {"doc": doc, "least": least, "most": most, "is_secret": is_secret, "choices": choices}
    return field(default=default, repr=not is_secret, metadata=metadata)


def default_data_dir() -> Path:
    """Return the default location of the embedded database.

    PostgreSQL refuses to run as root; started by root it runs as a system user, which cannot enter root's home. A user
    that the system does not know, as a container may be given, has no home at all.
    """
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        with suppress(RuntimeError):
            return Path(platformdirs.user_data_path("teamkpi", appauthor=False))
    return Path("/var/lib/teamkpi")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All settings of one process."""

    database_url: str | None = _setting(
        None, "Connection URL of your own PostgreSQL, 15 or newer. Default: the embedded database."
    )
    data_dir: Path = field(
        default_factory=default_data_dir, metadata={"doc": "Data directory of the embedded database."}
    )
    host: str = _setting("127.0.0.1", "Address that `serve` listens on.")
    port: int = _setting(8000, "TCP port that `serve` listens on; 0 picks a free one.", most=65_535)
    pool_size: int = _setting(
        8, "Maximum number of database connections for reads in each server process.", least=1, most=1000
    )
    open_checkin_hours: int = _setting(
        24, "Maximum number of hours that a check-in counts for while it is still open.", least=1, most=87_600
    )
    access_token_seconds: int = _setting(86_400, "Lifetime of an access token, in seconds.", least=1, most=31_536_000)
    refresh_token_days: int = _setting(15, "Lifetime of a refresh token, in days.", least=1, most=3650)
    refresh_reuse_seconds: int = _setting(
        10,
        "How long a refresh token can be used again after its first use, in seconds, for clients "
        "that lost the response "
        "and for two tabs that refresh at the same time. Using it later ends the sign-in.",
        most=60,
    )
    secret_key: tuple[str, ...] = _setting(
        (),
        "Key that encrypts secrets in the database: 32 random bytes in base64. To rotate it, put "
        "the new key before the "
        "old one, separated by a comma: the first encrypts, all decrypt. Default: the file `secret-key` next to the "
        "embedded database; with your own database, second factors are then not available.",
        is_secret=True,
    )
    sign_in_tries_per_account: int = _setting(
        5, "Failed sign-ins to one account before the next attempt is delayed. 0 means no limit.", most=1000
    )
    sign_in_tries_per_address: int = _setting(
        50, "Failed sign-ins from one address before the next attempt is delayed. 0 means no limit.", most=1_000_000
    )
    sign_in_longest_wait_seconds: int = _setting(
        300, "Maximum delay after failed sign-ins, in seconds.", least=1, most=86_400
    )
    throttle: bool = _setting(True, "Rate limiting: `on` or `off`.")
    throttle_status: int = _setting(
        429,
        "Status of a rate-limited response: 429 with a problem body, or 409 without a body, as clients of the Nexudus "
        "API expect it.",
        least=409,
        most=429,
    )
    throttle_requests_per_token: int = _setting(
        30_000, "Requests per minute with one token, key or password. 0 means no limit.", most=1_000_000
    )
    throttle_writes_per_token: int = _setting(
        12_000,
        "Of these, write requests per minute (all but GET and HEAD). 0 means no limit.",
        most=1_000_000,
    )
    throttle_requests_per_address: int = _setting(
        60_000, "Requests per minute from one address (for IPv6, one /64). 0 means no limit.", most=1_000_000
    )
    throttle_writes_per_address: int = _setting(
        30_000,
        "Of these, write requests per minute (all but GET and HEAD). 0 means no limit.",
        most=1_000_000,
    )
    trusted_proxies: tuple[str, ...] = _setting(
        (),
        "Addresses or networks of your reverse proxies, comma-separated, like `10.0.0.0/8`. Their `X-Forwarded-For` is "
        "trusted for the client's address.",
    )
    cors_origins: tuple[str, ...] = _setting(
        (), "Origins that may call the API from a browser, comma-separated; `*` for any."
    )
    cache_mebibytes: int = _setting(
        64, "Memory for cached responses in each server process, in MiB. 0 turns the cache off.", most=1_048_576
    )
    most_connections: int = _setting(
        1000,
        "Maximum number of open client connections in each server process. When it is reached, a "
        "new connection replaces "
        "the one that has been idle longest, and this is logged.",
        least=1,
        most=1_000_000,
    )
    head_seconds: int = _setting(
        10, "Timeout for receiving the request line and headers, in seconds.", least=1, most=3600
    )
    body_seconds: int = _setting(
        60, "Timeout for receiving the request body after the headers, in seconds.", least=1, most=86_400
    )
    answer_seconds: int = _setting(120, "Timeout for a client to read the response, in seconds.", least=1, most=86_400)
    idle_seconds: int = _setting(
        75,
        "How long an idle connection stays open, in seconds. A reverse proxy should close its own connections sooner.",
        least=1,
        most=86_400,
    )
    metrics_token: str | None = _setting(
        None,
        "Token that `/metrics` requires, as a bearer, at least 16 characters. Without it, and without a port for "
        "metrics, there is no `/metrics`. With it, `/health/ready` also lists each mirror and its kinds of records.",
        is_secret=True,
    )
    metrics_port: int = _setting(
        0,
        "A second TCP port that `serve` listens on, for `/metrics` alone; it requires no token unless one is set. 0 "
        "means no such port.",
        most=65_535,
    )
    log_format: str = _setting(
        "json",
        "Format of the log: `json`, one object a line, or `plain`, text for people.",
        choices=("json", "plain"),
    )
    log_level: str = _setting(
        "info",
        "Least severe level that is logged: `info`, `warning` or `error`. Requests and successful sign-ins are `info`.",
        choices=("info", "warning", "error"),
    )
    log_address: str = _setting(
        "full",
        "How client addresses appear in the log: `full`, `prefix` (the first 24 bits of an IPv4 address, 48 of an "
        "IPv6 address) or `none`. The fail2ban filter needs `full`.",
        choices=("full", "prefix", "none"),
    )
    record_readers: bool = _setting(
        False,
        "Whether to record who looked at whose figures and personal data, when, and from where: `on` or `off`. "
        "`teamkpi audit readers` lists the entries. Set it for all servers and for `teamkpi worker`.",
    )
    max_body_bytes: int = _setting(1_048_576, "Maximum size of a request body, in bytes.", least=1024)
    mirror: bool = _setting(
        True,
        "Whether `serve` runs the mirrors of its database: `on` or `off`. Of several processes on one database, only "
        "one runs a mirror at a time.",
    )
    worker: bool = _setting(
        True,
        "Whether `serve` sends the messages of its database: `on` or `off`. Turn it off where `teamkpi worker` does "
        "that. Of several processes on one database, only one sends a network's messages at a time.",
    )
    installation_network: str | None = _setting(
        None,
        "Name of the network whose owners are the owners of the installation: in the console, they list all networks "
        "of the server and create new ones. Default: none; networks are then only managed in a terminal.",
    )
    space_name: str | None = _setting(
        None,
        "Name of your space, shown in the title of the dashboard's window and on its sign-in page. What owners set "
        "in the console takes precedence, for their network; the same goes for the logo and the colour.",
    )
    space_logo: str | None = _setting(
        None,
        "Path of your logo, shown at the top of each page of the dashboard and in the browser's tab: a file that ends "
        "in `.svg`, `.png`, `.webp`, `.jpg` or `.jpeg`, of at most 256 KiB. It is read when the server starts.",
    )
    space_accent: tuple[str, ...] = _setting(
        (),
        "Accent colour of the dashboard, such as `#0a6470`, or two, separated by a comma: for the light and the dark "
        "theme. A colour in which text would be hard to read is refused.",
    )
    smtp_url: str | None = _setting(
        None,
        "Your mail server: `smtps://USER@HOST`, or `smtp://USER@HOST?starttls=required`. Without it, no mail is sent. "
        "Plain `smtp://` is accepted for a mail server on this machine.",
    )
    smtp_password: str | None = _setting(None, "Password of the user in `TEAMKPI_SMTP_URL`.", is_secret=True)
    bounce_secret: str | None = _setting(
        None,
        "Secret with which your mail provider, or a script at your mail server, reports that mail came back: "
        "`whsec_` and base64, or any text of at least 16 characters. Without it, such reports are refused.",
        is_secret=True,
    )
    hook_networks: tuple[str, ...] = _setting(
        (),
        "Addresses or networks that hooks may connect to although they are not public, comma-separated, like "
        "`10.0.0.0/8`. Only there, `http://` is allowed as well.",
    )
    provider_networks: tuple[str, ...] = _setting(
        (),
        "Addresses or networks that sign-in providers may be in although they are not public, comma-separated, like "
        "`10.0.0.0/8`. Only there, `http://` is allowed as well.",
    )
    keep_history_days: int = _setting(
        0,
        "How many days of earlier versions of records are kept. Older versions are deleted every day, as by "
        "`teamkpi history prune`; figures do not change. 0 keeps all.",
        most=36_500,
    )
    keep_audit_days: int = _setting(
        0,
        "How many days of the audit trail, and of the entries about readers, are kept. 0 keeps all of it.",
        most=36_500,
    )
    keep_delivery_days: int = _setting(
        30,
        "How many days webhook deliveries that could not be stored are kept, counted from when they last arrived. 0 "
        "keeps them until someone deletes them.",
        most=36_500,
    )
    keep_sign_in_days: int = _setting(
        0,
        "How many days it is kept when an account last signed in, and at which addresses (as digests, for at most 30 "
        "days in any case). 0 keeps the last time.",
        most=36_500,
    )
    keep_spent_token_days: int = _setting(
        30,
        "How many days a used refresh token is recognised, if it has not expired by then. Using it again ends the "
        "sign-in. 0 means until it expires.",
        most=36_500,
    )
    shutdown_seconds: int = _setting(
        20, "How long the server waits for requests in progress when it stops, in seconds.", most=3600
    )

    def __post_init__(self) -> None:
        for setting in fields(self):
            value = getattr(self, setting.name)
            if isinstance(value, int) and not setting.metadata["least"] <= value <= setting.metadata["most"]:
                bounds = f"{setting.metadata['least']} to {setting.metadata['most']}"
                raise SettingsError(f"{variable_of(setting.name)} must be a number from {bounds}, not {value}")
            choices = setting.metadata.get("choices")
            if choices and value not in choices:
                listed = f"{', '.join(choices[:-1])} or {choices[-1]}"
                raise SettingsError(f"{variable_of(setting.name)} must be {listed}, not {value!r}")
        if self.throttle_status not in {409, 429}:
            raise SettingsError(f"TEAMKPI_THROTTLE_STATUS must be 409 or 429, not {self.throttle_status}")
        if self.metrics_token is not None and len(self.metrics_token) < _SHORTEST_TOKEN:
            raise SettingsError(f"TEAMKPI_METRICS_TOKEN must have at least {_SHORTEST_TOKEN} characters")
        if self.bounce_secret is not None and len(secret_bytes(self.bounce_secret) or b"") < _SHORTEST_TOKEN:
            raise SettingsError(
                f"TEAMKPI_BOUNCE_SECRET must have at least {_SHORTEST_TOKEN} characters, or be whsec_ and at least "
                f"{_SHORTEST_TOKEN} bytes in base64"
            )
        for number, key in enumerate(self.secret_key, 1):
            if not _is_key(key):
                # Never the value: it is a secret, if a misspelt one.
                raise SettingsError(
                    f"TEAMKPI_SECRET_KEY: key {number} is not 32 bytes in base64; `openssl rand -base64 32` prints one"
                )
        for name in ("trusted_proxies", "hook_networks", "provider_networks"):
            _require_networks(name, getattr(self, name))

    @property
    def open_checkin_limit(self) -> timedelta:
        """The maximum time that an open check-in counts for."""
        return timedelta(hours=self.open_checkin_hours)

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None, **flags: Any) -> Settings:
        """Read the settings; ``flags`` that are not None take precedence over the environment.

        Raises SettingsError, naming the variable, for a value that cannot be used.
        """
        environment = os.environ if environment is None else environment
        values: dict[str, Any] = {}
        for setting in fields(cls):
            if flags.get(setting.name) is not None:
                values[setting.name] = flags[setting.name]
                continue
            variable = variable_of(setting.name)
            if text := _given(environment, variable):
                values[setting.name] = _read(variable, str(setting.type), text)
        return cls(**values)


def secret_bytes(secret: str) -> bytes | None:
    """Return what a shared secret signs with: the bytes in base64 after ``whsec_``, or its text; None if malformed."""
    if not secret.startswith(_WEBHOOK_SECRET):
        return secret.encode()
    try:
        return base64.b64decode(secret.removeprefix(_WEBHOOK_SECRET), validate=True)
    except binascii.Error:
        return None


def variable_of(name: str) -> str:
    """Return the environment variable of a setting."""
    return f"{_PREFIX}{name.upper()}"


def unread_variables(environment: Mapping[str, str]) -> Iterator[tuple[str, str | None]]:
    """Yield each variable of this program that nothing reads, with the name that is most like it, if one is."""
    read = [variable_of(name) for name in (*(one.name for one in fields(Settings)), *_OF_COMMANDS)]
    others = {variable_of(name) for name in _OF_DEVELOPMENT}
    for name in sorted(environment):
        if name.startswith(_PREFIX) and name.removesuffix("_FILE") not in {*read, *others}:
            near = get_close_matches(name, [*read, *(f"{one}_FILE" for one in read)], n=1, cutoff=_LIKENESS)
            yield name, next(iter(near), None)


def flag_of(name: str) -> str:
    """Return the flag of a setting, for the commands that have it."""
    return f"--{name.replace('_', '-')}"


def text_of(value: Any) -> str:
    """Return a setting's value as the environment writes it; "" for none."""
    if isinstance(value, bool):
        return _ON_OR_OFF[value]
    return ",".join(value) if isinstance(value, tuple) else "" if value is None else str(value)


def _given(environment: Mapping[str, str], variable: str) -> str:
    """Return the text of a variable, or of the file that the variable with ``_FILE`` names; "" for neither.

    Container platforms mount secrets as files. Neither the path nor the text of a file is in an error.
    """
    text = environment.get(variable, "").strip()
    path = environment.get(f"{variable}_FILE", "").strip()
    if not path:
        return text
    if text:
        raise SettingsError(f"{variable} and {variable}_FILE are both set; set only one of them")
    try:
        with Path(path).expanduser().open(encoding="utf-8") as file:
            content = file.read(_LARGEST_FILE + 1)
    except (OSError, ValueError) as error:
        reason = os.strerror(error.errno) if isinstance(error, OSError) and error.errno else "it is not UTF-8 text"
        raise SettingsError(f"{variable}_FILE: the file cannot be read: {reason}") from None
    if len(content) > _LARGEST_FILE:
        raise SettingsError(f"{variable}_FILE: the file is larger than {_LARGEST_FILE // 1024} KiB")
    if not content.strip():
        raise SettingsError(f"{variable}_FILE: the file is empty")
    return content.strip()


def _require_networks(name: str, texts: Sequence[str]) -> None:
    for text in texts:
        try:
            ip_network(text, strict=False)
        except ValueError:
            raise SettingsError(
                f"{variable_of(name)} must be addresses or networks like 10.0.0.0/8, not {text!r}"
            ) from None


def _is_key(text: str) -> bool:
    try:
        return len(base64.b64decode(text.replace("-", "+").replace("_", "/"), validate=True)) == 32
    except (binascii.Error, ValueError):
        return False


def _read(variable: str, kind: str, text: str) -> Any:
    if kind == "int":
        if not text.isascii() or not text.isdigit():
            raise SettingsError(f"{variable} must be a whole number, zero or more, not {text!r}")
        return int(text)
    if kind == "bool":
        if text.lower() not in _ON_OR_OFF:
            raise SettingsError(f"{variable} must be on or off, not {text!r}")
        return text.lower() == _ON_OR_OFF[True]
    if kind == "Path":
        return Path(text).expanduser()
    if kind.startswith("tuple"):
        return tuple(part.strip() for part in text.split(",") if part.strip())
    return text
