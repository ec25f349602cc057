"""The words of the figures: none is missing in any language, and none stands there for nothing."""

from __future__ import annotations

import pytest

from teamkpi.api.http.language import language_of
from teamkpi.kpi import FIGURES, spanish
from teamkpi.kpi.languages import LANGUAGES, said_in
from teamkpi.kpi.metrics import METRICS

ALL = (*FIGURES, *METRICS)


def test_names_are_unique_over_both_answers() -> None:
    assert len({figure.wire for figure in ALL}) == len(ALL) == 19 + 26


def test_the_spanish_catalogue_is_complete_and_has_nothing_else() -> None:
    assert list(spanish.FIGURES) == [figure.wire for figure in ALL]
    assert set(spanish.GROUPS) == {figure.group for figure in ALL}
    assert set(spanish.UNITS) == {figure.unit for figure in ALL}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_figure_is_said_in_every_language(language: str) -> None:
    said = said_in(language, ALL)  # type: ignore[arg-type]
    for figure, declared in zip(said, ALL, strict=True):
        assert (figure.wire, figure.attribute, figure.example) == (declared.wire, declared.attribute, declared.example)
        assert figure.group
        assert figure.label
        assert figure.meaning
        assert bool(figure.unit) == bool(declared.unit)
        assert figure.meaning.endswith(".")
        if language != LANGUAGES[0]:
            assert figure.meaning != declared.meaning


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
