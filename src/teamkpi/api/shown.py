"""Whom an answer shows, for calls whose path and query do not say it; only collected where readers are recorded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Final


@dataclass(slots=True)
class Shown:
    """The coworkers whom an answer shows, and its team, if it is about a whole one."""

    coworker_ids: set[int] = field(default_factory=set)
    team_id: int | None = None
    is_complete: bool = False
    """Whether it shows no others, even if it names none."""


_shown: Final[ContextVar[Shown | None]] = ContextVar("shown", default=None)


@contextmanager
def collecting() -> Iterator[Shown]:
    """Yield what gets to know whom the block, and what it awaits, shows."""
    shown = Shown()
    before = _shown.set(shown)
    try:
        yield shown
    finally:
        _shown.reset(before)


def shows(coworker_ids: Iterable[int | None], team_id: int | None = None) -> None:
    """Say whom the answer shows, by the ids of coworkers, and of which team; does nothing unless it is collected.

    It is then taken to show no others, also if there are none. An answer about a team that says nothing, or only
    ``shows_team``, is taken to show the team's present members; one about the past has to name those of that time.
    """
    shown = _shown.get()
    if shown is not None:
        shown.coworker_ids.update(one for one in coworker_ids if one is not None)
        shown.team_id = team_id
        shown.is_complete = True


def shows_team(team_id: int) -> None:
    """Say that the answer shows a team as it is now, for a call whose path does not name it."""
    shown = _shown.get()
    if shown is not None:
        shown.team_id = team_id


def is_collected() -> bool:
    """Return whether it is collected whom the answer shows, for what has to be asked for that alone."""
    return _shown.get() is not None
