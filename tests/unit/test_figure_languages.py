"""The words of the figures: none is missing in any language, and none stands there for nothing."""

from __future__ import annotations

from decimal import Decimal

import pytest

from teamkpi.api.http.language import language_of
from teamkpi.kpi import FIGURES
from teamkpi.kpi.languages import LANGUAGES, Language
from teamkpi.kpi.metrics import METRICS
from teamkpi.kpi.wording import amount_in

ALL = (*FIGURES, *METRICS)


def test_names_are_unique_over_both_answers() -> None:
    assert len({figure.wire for figure in ALL}) == len(ALL)


def test_a_key_stands_for_one_group_and_one_unit_of_an_answer() -> None:
    for figures in (FIGURES, METRICS):
        for several in ({figure.group for figure in figures}, {figure.unit for figure in figures}):
            assert len({one.key for one in several}) == len(several)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_figure_is_said_in_every_language(language: Language) -> None:
    for figure in ALL:
        label, meaning = figure.words[language]
        assert label
        assert meaning.endswith(".")
        assert figure.group.names[language]
        assert bool(figure.unit.names[language]) == bool(figure.unit.key)
        if language != LANGUAGES[0]:
            assert meaning != figure.meaning


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (None, "en"),
        ("", "en"),
        ("es", "es"),
        ("ES-mx", "es"),
        ("es-419, es;q=0.9, en;q=0.8", "es"),
        ("fr, es;q=0.5", "es"),
        ("fr", "en"),
        ("*", "en"),
        ("en, es", "en"),
        ("es, en", "es"),
        ("es;q=0", "en"),
        ("es;q=0.2, en;q=0.3", "en"),
        ("es;q=0.3, *;q=0.4", "en"),
        ("en;q=0.5, es ; q = 0.501", "es"),
        ("est", "en"),
        ("es;q=x, en;q=0.1", "en"),
        ("es_MX", "en"),
        (",,;q=1,es", "es"),
    ],
)
def test_the_language_is_the_best_liked_one(header: str | None, expected: str) -> None:
    assert language_of(header) == expected


@pytest.mark.parametrize(("language", "shown"), [("en", "9,514 h 49"), ("es", "9.514 h 49")])
def test_long_times_are_grouped_as_the_language_does(language: Language, shown: str) -> None:
    assert amount_in(language, Decimal(9514 * 60 + 49), "minutes", None) == shown
