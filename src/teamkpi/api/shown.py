"""Whom an answer shows, for calls whose path and query do not say it; only collected where readers are recorded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Final


@dataclass(slots=True)
class Shown:
    """The coworkers whom an answer shows, and its team, if it is about a whole one."""

    coworker_ids: set[int] | None = None
    """All of them, or none; None for the present members of the team."""
    team_id: int | None = None


_shown: Final[ContextVar[Shown | None]] = ContextVar("shown", default=None)


@contextmanager
def collecting() -> Iterator[Shown]:
    """Yield an object that collects whom the block shows, and what it awaits."""
    shown = Shown()
    before = _shown.set(shown)
    try:
        yield shown
    finally:
        _shown.reset(before)


def shows(coworker_ids: Iterable[int | None] | None, team_id: int | None = None) -> None:
    """Say whom the answer shows, by the ids of coworkers, and of which team; does nothing unless it is collected.

    The answer is then taken to show no one else, even if no one is named. None stands for the present members of the
    team, as does an answer about a team without this call; one about the past must name those of that time.
    """
    shown = _shown.get()
    if shown is not None:
        shown.team_id = team_id
        if coworker_ids is not None:
            named = {one for one in coworker_ids if one is not None}
            shown.coworker_ids = named | (shown.coworker_ids or set())


def is_collected() -> bool:
    """Return whether the coworkers shown are collected, for code that would query them only for this."""
    return _shown.get() is not None
