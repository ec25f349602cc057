"""Dates as people read them, in every language of the program."""

from __future__ import annotations

from datetime import date

import pytest

from teamkpi.kpi.languages import LANGUAGES, Language
from teamkpi.kpi.wording import day_in, month_in


@pytest.mark.parametrize(
    ("language", "day", "month"),
    [("en", "5 October 2026", "October 2026"), ("es", "5 de octubre de 2026", "octubre de 2026")],
)
def test_dates_in_words(language: Language, day: str, month: str) -> None:
    assert (day_in(language, date(2026, 10, 5)), month_in(language, date(2026, 10, 5))) == (day, month)


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_month_has_a_name_of_its_own(language: Language) -> None:
    assert len({month_in(language, date(2026, number, 1)) for number in range(1, 13)}) == 12
