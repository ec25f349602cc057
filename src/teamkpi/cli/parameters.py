"""Values on the command line: those that name a file to write, and what is said about values that do not fit."""

from __future__ import annotations

import errno
import os
import re
from pathlib import Path
from typing import Any, Final

import click
from click.types import IntParamType

_NO_NUMBER: Final = re.compile(r"(?P<value>.+) is not (a valid integer|in the range )")
"""What click says about a value that is no whole number, or one out of range."""


class WritableFile(click.Path):
    """The path of a file that a command writes; what prevents that is said before the command does anything else."""

    def __init__(self) -> None:
        super().__init__(dir_okay=False, path_type=Path)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the path."""
        path = Path(os.fsdecode(super().convert(value, param, ctx)))
        if (number := _obstacle(path)) is not None:
            self.fail(f"{path} cannot be written: {os.strerror(number)}", param, ctx)
        return path


def _obstacle(path: Path) -> int | None:
    """Return the number of the error that writing a file would fail with; None if nothing speaks against it."""
    try:
        exists, folder = path.exists(), path.parent
        if not exists and not folder.is_dir():
            return errno.ENOTDIR if folder.exists() else errno.ENOENT
    except PermissionError as error:  # before Python 3.14, for a folder that one may not look into
        return error.errno
    return None if os.access(path if exists else folder, os.W_OK) else errno.EACCES


def in_plain_words(error: click.BadParameter) -> click.BadParameter:
    """Return the error in words of a user where click has those of a programmer.

    An argument with few possible values is called by its name, instead of by its values.
    """
    param, kind = error.param, error.param.type if error.param else None
    found = _NO_NUMBER.match(error.message)
    if isinstance(kind, IntParamType) and found:
        text = f"must be {_numbers(kind)}, not {found['value']}"
        return click.BadParameter(text, error.ctx, param, error.param_hint)
    if isinstance(param, click.Argument) and isinstance(kind, click.Choice) and not (error.param_hint or param.metavar):
        error.param_hint = repr(str(param.name).upper())
    return error


def _numbers(kind: IntParamType) -> str:
    least, most = getattr(kind, "min", None), getattr(kind, "max", None)
    if most is not None:
        return f"a whole number from {least or 0} to {most}"
    return "a whole number" if least is None else f"a whole number, {least} or more"
