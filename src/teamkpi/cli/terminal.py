"""What people see: tables, progress, names without control characters."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

import click
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


def printable(text: str, *, newlines: bool = False) -> str:
    """Return text in which nothing steers the terminal: control characters become U+FFFD."""
    return "".join(
        sign if sign.isprintable() or (newlines and sign == "\n") else "\N{REPLACEMENT CHARACTER}" for sign in text
    )


def output() -> Console:
    """Return the console of standard output, made now so that a redirected stream is seen."""
    width = None if sys.stdout.isatty() else _WIDTH_ELSEWHERE
    return Console(file=sys.stdout, width=width, highlight=False, markup=False, emoji=False)


class Watch(Protocol):
    """Is told how far long work has come."""

    def reached(self, done: int) -> None:
        """Note how much is done; meant to be called once in a thousand records or so."""

    def begin(self, label: str) -> None:
        """Note that work of another kind, of unknown length, begins."""


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


class _Lines:
    def __init__(self, label: str, total: int | None, unit: str) -> None:
        self._label = label
        self._total = total
        self._unit = unit
        self._next = time.monotonic() + _SECONDS_BETWEEN_LINES
        self._has_spoken = False

    def reached(self, done: int) -> None:
        if time.monotonic() >= self._next:
            self._next += _SECONDS_BETWEEN_LINES
            self._has_spoken = True
            click.echo(f"{self._label}: {self._so_far(done)}", err=True)

    def begin(self, label: str) -> None:
        self._label = label
        if self._has_spoken:
            click.echo(label, err=True)

    def _so_far(self, done: int) -> str:
        if self._total is None:
            return f"{done:,} {self._unit}"
        return f"{100 * done // max(self._total, 1)} % of {self._total / 2**20:,.0f} MiB"
