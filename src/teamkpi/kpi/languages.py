"""The figures in the languages that people read them in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final, Literal, TypeAlias

from teamkpi.kpi import spanish
from teamkpi.kpi.figures import Figure

Language: TypeAlias = Literal["en", "es"]
LANGUAGES: Final[tuple[Language, ...]] = ("en", "es")
"""The first is the one of the declarations."""


def said_in(language: Language, figures: Sequence[Figure]) -> tuple[Figure, ...]:
    """Return figures with their group, label, unit and meaning in a language."""
    if language == "en":
        return tuple(figures)
    return tuple(_in_spanish(figure) for figure in figures)


def _in_spanish(figure: Figure) -> Figure:
    label, meaning = spanish.FIGURES[figure.wire]
    return replace(
        figure,
        group=spanish.GROUPS[figure.group],
        unit=spanish.UNITS[figure.unit],
        label=label,
        meaning=meaning,
    )
