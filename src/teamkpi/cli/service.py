"""The command that sets up teamkpi as a systemd service."""

from __future__ import annotations

import grp
import os
import pwd
import re
import shlex
import sys
from importlib.resources import files
from pathlib import Path
from string import Template
from typing import Final, NamedTuple

import click

from teamkpi.cli.terminal import say
from teamkpi.errors import SettingsError

_UNITS: Final = files("teamkpi.cli").joinpath("units")
_FOLDER_OF_UNITS: Final = Path("/etc/systemd/system")
_ENVIRONMENT: Final = Path("/etc/teamkpi/teamkpi.env")
_WRAPPER: Final = Path("/usr/local/bin/teamkpi")
_STATE: Final = "teamkpi"
_DATA: Final = Path("/var/lib") / _STATE
_BACKUPS: Final = Path("/var/backups/teamkpi")
_PLAIN: Final = re.compile(r"[A-Za-z0-9_.,@:+/-]+")


class _File(NamedTuple):
    """A file that the command writes; if it ``is_yours``, it is never overwritten."""

    path: Path
    template: str
    mode: int
    is_yours: bool = False


_FILES: Final = (
    _File(_FOLDER_OF_UNITS / "teamkpi.service", "teamkpi.service", 0o644),
    _File(_FOLDER_OF_UNITS / "teamkpi-backup.service", "teamkpi-backup.service", 0o644),
    _File(_FOLDER_OF_UNITS / "teamkpi-backup.timer", "teamkpi-backup.timer", 0o644),
    _File(_WRAPPER, "teamkpi.sh", 0o755),
    _File(_ENVIRONMENT, "teamkpi.env", 0o640, is_yours=True),
)


@click.group()
def service() -> None:
    """Run teamkpi as a service of this machine."""


@service.command()
@click.option("--user", default="teamkpi", show_default=True, help="The system user that the service runs as.")
@click.option("--overwrite", is_flag=True, help="Replace units and the command when they differ from what is written.")
@click.option(
    "--root",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("/"),
    metavar="DIR",
    help="Write below this folder instead of /, for packages and images.",
)
def install(user: str, *, overwrite: bool, root: Path) -> None:
    """Write systemd units for the server and a verified backup each night, with a file for the settings.

    Creates the folders for data and backups, and the command /usr/local/bin/teamkpi, which uses the same settings and
    user as the service. Nothing is started or enabled; the command prints what to do next. An existing file with
    settings is never changed. Units that you have changed are only replaced with --overwrite; put your changes into
    drop-ins (`systemctl edit`).
    """
    program = _program()
    owner = _owner(user)
    wanted = _texts(program, owner)
    places = {one: root / one.path.relative_to("/") for one in _FILES}
    if program in places.values():
        raise SettingsError(f"{program} would be replaced by a command that calls it: install teamkpi elsewhere")
    if not overwrite:
        for one, text in wanted.items():
            if not one.is_yours and places[one].exists() and places[one].read_bytes() != text.encode():
                raise SettingsError(f"{places[one]} exists with other content; --overwrite replaces it")
    for one, text in wanted.items():
        if one.is_yours and places[one].exists():
            say(f"{places[one]}: kept as it is")
        else:
            _write(places[one], text, one.mode, gid=owner.pw_gid if one.is_yours else None)
            say(f"{places[one]}: written")
    for folder in (_DATA, _BACKUPS):
        _make_private(root / folder.relative_to("/"), owner)
    say(
        f"\nNext, as root:\n\n"
        f"  edit {_ENVIRONMENT} if the defaults do not suit\n"
        f"  {_WRAPPER} migrate\n"
        f"  systemctl daemon-reload\n"
        f"  systemctl enable --now teamkpi.service teamkpi-backup.timer\n"
        f"  {_WRAPPER} doctor\n\n"
        f"Run commands as {_WRAPPER}: it uses the service's user and settings. Backups are in {_BACKUPS}; also keep a "
        f"copy of {_DATA / 'secret-key'}."
    )


def _texts(program: Path, owner: pwd.struct_passwd) -> dict[_File, str]:
    """Return what each file should contain."""
    values = {
        "program": str(program),
        "user": owner.pw_name,
        "group": grp.getgrgid(owner.pw_gid).gr_name,
        "environment": str(_ENVIRONMENT),
        "wrapper": str(_WRAPPER),
        "state": _STATE,
        "data": str(_DATA),
        "backups": str(_BACKUPS),
        "hardening": _UNITS.joinpath("hardening.conf").read_text(encoding="utf-8").rstrip(),
    }
    return {
        one: Template(_UNITS.joinpath(one.template).read_text(encoding="utf-8")).substitute(values) for one in _FILES
    }


def _program() -> Path:
    """Return the absolute path of this program, by which systemd starts it."""
    program = Path(sys.executable).with_name("teamkpi")
    if not program.is_file():
        raise SettingsError(f"{program} does not exist: install teamkpi with pip, and run the command from there")
    if not _PLAIN.fullmatch(str(program)):
        raise SettingsError(
            f"{shlex.quote(str(program))}: install teamkpi in a folder without blanks or special characters"
        )
    return program


def _owner(user: str) -> pwd.struct_passwd:
    try:
        found = pwd.getpwnam(user)
    except KeyError:
        raise SettingsError(
            f"there is no user {user}: `adduser --system --group --home {_DATA} --no-create-home {user}` creates it"
        ) from None
    if found.pw_uid == 0:
        raise SettingsError("the service does not run as root; choose another user with --user")
    return found


def _write(path: Path, text: str, mode: int, gid: int | None) -> None:
    """Write a file so that it is there whole or not at all; ``gid`` is a group that may read it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.new")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as opened:
        opened.write(text)
        if gid is not None and os.geteuid() == 0:
            os.fchown(opened.fileno(), 0, gid)
        os.fchmod(opened.fileno(), mode)
    fresh.replace(path)


def _make_private(folder: Path, owner: pwd.struct_passwd) -> None:
    """Make a folder of the service's user, unless it is there; its owner and mode are left alone then."""
    if not folder.exists():
        folder.mkdir(parents=True, mode=0o700)
        if os.geteuid() == 0:
            os.chown(folder, owner.pw_uid, owner.pw_gid)
