"""The global options, and flags generated from settings."""

from __future__ import annotations

import functools
import getpass
import os
import re
import shlex
import sys
from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final, TypeVar, cast

import click

from teamkpi.db.server_user import SYSTEM_USER
from teamkpi.errors import SettingsError
from teamkpi.ledger.audit_trail import Author
from teamkpi.ledger.values import read_instant
from teamkpi.settings import Settings, flag_of, text_of, variable_of

_F = TypeVar("_F", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Invocation:
    """The settings of this command, the name of its network, and what the command may do to the database.

    A database that does not exist is only created by a command that ``may_create`` one.
    """

    settings: Settings
    network: str
    only_reads: bool = False
    may_create: bool = False

    @classmethod
    def of_flags(cls, network: str, *, database_url: str | None, data_dir: Path | None) -> Invocation:
        """Read the settings; an explicit data folder selects the embedded database in it."""
        if database_url and data_dir:
            raise click.UsageError("--database-url and --data-dir are two different databases; use only one of them")
        settings = Settings.from_environment(database_url=database_url, data_dir=data_dir)
        if data_dir:
            settings = replace(settings, database_url=None)
        return cls(settings, network)

    def with_flags(self, **flags: Any) -> Invocation:
        """Return the invocation with settings from further flags; None means that a flag was not given.

        Raises SettingsError, naming the flag, for a value that cannot be used.
        """
        given = {name: value for name, value in flags.items() if value is not None}
        try:
            return replace(self, settings=replace(self.settings, **given))
        except SettingsError as error:
            text = str(error)
            for name in given:
                text = re.sub(rf"\b{variable_of(name)}\b", flag_of(name), text)
            raise SettingsError(text) from None


def author() -> Author:
    """Return the author for the audit trail: the system user who runs this command."""
    try:
        name = getpass.getuser()
    except (KeyError, OSError):  # in a container, a user may have only a number
        name = f"user {os.getuid()}"
    return Author(name, channel="cli")


def command_as(user: str) -> str:
    """Return a shell command that runs this command as another user of this machine, on the same data.

    A server started by root runs as a separate user, but its data belongs to root's commands.
    """
    program, *arguments = sys.argv
    words = [sys.executable, "-m", "teamkpi"] if program.endswith("__main__.py") else [str(Path(program).absolute())]
    if not any(one.partition("=")[0] == "--data-dir" for one in arguments):
        # The other user has a different default and does not have this environment.
        invocation = click.get_current_context().find_object(Invocation)
        assert invocation is not None  # noqa: S101 - tells the type checker
        words += ["--data-dir", str(invocation.settings.data_dir.absolute())]
    return shlex.join(["sudo", *([] if user in {"root", SYSTEM_USER} else ["-u", user]), *words, *arguments])


pass_invocation = click.make_pass_decorator(Invocation)
_ONLY_READS: Final = "only_reads"
_MAY_CREATE: Final = "may_create"


def only_reads(command: _F) -> _F:
    """Pass the invocation to a command that only reads, and declare it as such.

    Such a command neither creates nor migrates a database, and the database rejects whatever it tries to write.
    """
    return _declared(command, _ONLY_READS)


def may_create(command: _F) -> _F:
    """Pass the invocation to a command that may be the first one in a data folder, and declare it as such.

    It creates the embedded database if there is none. All others say that there is none, so that a mistyped folder is
    noticed.
    """
    return _declared(command, _MAY_CREATE)


def _declared(command: _F, trait: str) -> _F:
    changes: dict[str, Any] = {trait: True}

    @functools.wraps(command)
    def called(invocation: Invocation, /, *arguments: Any, **options: Any) -> Any:
        return command(replace(invocation, **changes), *arguments, **options)

    setattr(called, trait, True)
    return cast("_F", pass_invocation(called))


def declares_only_reading(command: click.Command) -> bool:
    """Return whether a command is declared as one that only reads."""
    return getattr(command.callback, _ONLY_READS, False)


def declares_creating(command: click.Command) -> bool:
    """Return whether a command is declared as one that may create a database."""
    return getattr(command.callback, _MAY_CREATE, False)


def setting_option(name: str) -> Callable[[_F], _F]:
    """Return the flag of a setting, with its description as help; the value is None if it is not given."""
    setting = next(one for one in fields(Settings) if one.name == name)
    kind, callback = _KINDS[str(setting.type)]
    if choices := setting.metadata.get("choices"):
        kind = click.Choice(choices)
    shown = text_of(getattr(Settings(), name))
    text = f"{setting.metadata['doc']} [{variable_of(name)}{f'; default: {shown}' if shown else ''}]"
    return click.option(flag_of(name), name, type=kind, callback=callback, help=text)


def setting_options(*names: str) -> Callable[[_F], _F]:
    """Return the flags of several settings, in this order."""

    def add(command: _F) -> _F:
        for name in reversed(names):
            command = setting_option(name)(command)
        return command

    return add


def _origins(_ctx: click.Context, _param: click.Parameter, value: str | None) -> tuple[str, ...] | None:
    return None if value is None else tuple(part.strip() for part in value.split(",") if part.strip())


def _is_on(_ctx: click.Context, _param: click.Parameter, value: str | None) -> bool | None:
    return None if value is None else value == "on"


_KINDS: dict[str, tuple[Any, Callable[..., Any] | None]] = {
    "str": (str, None),
    "str | None": (str, None),
    "int": (click.IntRange(min=0), None),
    "bool": (click.Choice(["on", "off"]), _is_on),
    "Path": (click.Path(file_okay=False, path_type=Path), None),
    "tuple[str, ...]": (str, _origins),
}


def read_instant_option(_ctx: click.Context, _param: click.Parameter, value: str | None) -> datetime | None:
    """Parse an instant as the ledger does: ISO 8601, in UTC without an offset."""
    try:
        return None if value is None else read_instant(value)
    except ValueError as error:
        raise click.BadParameter(str(error)) from None
