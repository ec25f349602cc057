"""Prints lines, tables and progress, in which nothing can control the terminal.

All output of commands goes through this module, because names from the ledger may contain control characters that make
a terminal move the cursor, hide text or send a response.
"""

from __future__ import annotations

import re
import sys
import time
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

import click
import rich.table
from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    Progress,
    ProgressColumn,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

_SECONDS_BETWEEN_LINES = 10
_WIDTH_ELSEWHERE = 140  # columns of a table that no terminal limits
_LATE_CONTROLS = re.compile("[\x7f-\x9f]")


# Of the format characters, those that letters of some scripts and emoji are joined or parted with.
_JOINERS = "\u200c\u200d"
_STEERING = {"Cc", "Cf", "Cs", "Cn", "Co", "Zl", "Zp"}


def printable(text: str, *, newlines: bool = False) -> str:
    """Return text in which nothing steers the terminal: control and format characters become U+FFFD."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        sign if _is_shown(sign) or (newlines and sign == "\n") else "\N{REPLACEMENT CHARACTER}" for sign in text
    )


def _is_shown(sign: str) -> bool:
    return unicodedata.category(sign) not in _STEERING or sign in _JOINERS


def say(text: str, *, err: bool = False, is_bold: bool = False) -> None:
    """Print lines for people, on standard output or standard error."""
    shown = printable(text, newlines=True)
    click.echo(click.style(shown, bold=True) if is_bold else shown, err=err)


def hand_over(data: bytes, *, end: bytes = b"\n") -> None:
    """Print data for programs on standard output, byte for byte.

    On a terminal the control characters that JSON may hold as they are (U+007F to U+009F) are escaped, which means the
    same.
    """
    if sys.stdout.isatty():
        data = _LATE_CONTROLS.sub(lambda sign: f"\\u{ord(sign[0]):04x}", data.decode()).encode()
    click.echo(data + end, nl=False)


class Table(rich.table.Table):
    """A table without lines, in whose cells nothing steers the terminal; a cell may have several lines."""

    def __init__(self, *headers: str, padding: tuple[int, int, int, int] = (0, 1, 0, 1)) -> None:
        super().__init__(*headers, box=None, pad_edge=False, padding=padding)

    def add_row(self, *cells: str) -> None:  # type: ignore[override]  # texts alone
        """Add a row of texts."""
        super().add_row(*(printable(cell, newlines=True) for cell in cells))


def show_table(table: Table) -> None:
    """Print a table on standard output."""
    # Made now, so that a redirected stream is seen.
    width = None if sys.stdout.isatty() else _WIDTH_ELSEWHERE
    Console(file=sys.stdout, width=width, highlight=False, markup=False, emoji=False).print(table)


class Watch(Protocol):
    """Receives the progress of long work."""

    def reached(self, done: int) -> None:
        """Report how much is done; to be called about once per thousand records."""

    def begin(self, label: str) -> None:
        """Report that other work, of unknown length, begins."""

    def part(self, label: str, done: int, total: int | None) -> None:
        """Report how far the present part of the work is; ``label`` says everything that there is to say."""


@contextmanager
def watched(label: str, total: int | None, unit: str = "records") -> Iterator[Watch]:
    """Show progress on standard error: a bar on a terminal, elsewhere a line now and then.

    ``total`` is in bytes; None for a number, of ``unit``, that is not known beforehand.
    """
    if not sys.stderr.isatty():
        yield _Lines(label, total, unit)
        return
    columns: tuple[ProgressColumn, ...] = (TextColumn("{task.description}"), BarColumn())
    if total is None:
        columns += (TextColumn("{task.completed:,} " + unit), TimeElapsedColumn())
    else:
        columns += (DownloadColumn(), TimeRemainingColumn(elapsed_when_finished=True))
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        yield _Bar(progress, label, total)


class _Bar:
    def __init__(self, progress: Progress, label: str, total: int | None) -> None:
        self._progress = progress
        self._task = progress.add_task(label, total=total)

    def reached(self, done: int) -> None:
        self._progress.update(self._task, completed=done)

    def begin(self, label: str) -> None:
        self._progress.reset(self._task, description=label, total=None)

    def part(self, label: str, done: int, total: int | None) -> None:
        self._progress.update(self._task, description=label, completed=done, total=total)


class _Lines:
    def __init__(self, label: str, total: int | None, unit: str) -> None:
        self._label = label
        self._total = total
        self._unit = unit
        self._next = time.monotonic() + _SECONDS_BETWEEN_LINES
        self._has_spoken = False

    def reached(self, done: int) -> None:
        self._say_if_due(f"{self._label}: {self._so_far(done)}")

    def begin(self, label: str) -> None:
        self._label = label
        if self._has_spoken:
            say(label, err=True)

    def part(self, label: str, done: int, total: int | None) -> None:
        del done, total
        self._say_if_due(label)

    def _say_if_due(self, line: str) -> None:
        now = time.monotonic()
        if now >= self._next:
            self._next = now + _SECONDS_BETWEEN_LINES
            self._has_spoken = True
            say(line, err=True)

    def _so_far(self, done: int) -> str:
        if self._total is None:
            return f"{done:,} {self._unit}"
        return f"{100 * done // max(self._total, 1)} % of {self._total / 2**20:,.0f} MiB"
