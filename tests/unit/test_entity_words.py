"""Every entity has labels on screens in each language, and one that has none yet is shown by its names."""

from __future__ import annotations

import pytest

from teamkpi.api.backoffice import entity_descriptions, wording
from teamkpi.kpi.languages import LANGUAGES, Language
from teamkpi.ledger import ENTITIES


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_entity_has_labels(language: Language) -> None:
    words = {plural: wording.of_entity(entity, language) for plural, entity in ENTITIES.items()}
    assert {plural for plural, found in words.items() if plural == found.several} == set()


def test_an_entity_that_was_just_declared_is_described(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(wording._ENTITIES, "bookings")
    monkeypatch.delitem(entity_descriptions._FIRST, "bookings")
    bookings = ENTITIES["bookings"]
    found = entity_descriptions._entity(bookings, "en")
    assert (found.label, found.label_of_several) == ("Booking", "bookings")
    assert found.first == [one.name for one in bookings.fields[:5]]
